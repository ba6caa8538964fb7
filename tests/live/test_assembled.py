"""What tools/book/live.py puts together for the pages: whole, pinned, small, and able to be missing."""

import io
import os
import subprocess
import sys
import tarfile
import zipfile

import nbformat
import pytest

from tools.book import live
from tools.house import npm
from tools.house.npm import NothingBrought

MOST = 16_000_000  # bytes that live cells may add to a site


def size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_live_cells_add_at_most_sixteen_megabytes(assembled):
    assert 10_000_000 < size(assembled) <= MOST


def test_the_engine_of_the_pages_is_the_one_that_is_here(assembled, root):
    with zipfile.ZipFile(assembled / "packages.zip") as packed:
        names = set(packed.namelist())
        for path in (root / "toygrad").rglob("*.py"):
            name = path.relative_to(root).as_posix()
            assert packed.read(name) == path.read_bytes()
    assert {"book/live/runner.py", "pygraphviz.py", "graphviz/dot.py"} <= names
    assert {"toygrad/digits.csv.gz", "toygrad/__pycache__/value.cpython-314.pyc"} <= names  # fmt: skip
    assert not [name for name in names if "cpython-311" in name]


def test_what_a_page_loads_first_is_compiled(assembled):
    with zipfile.ZipFile(assembled / "pyodide/python_stdlib.zip") as packed:
        names = set(packed.namelist())

    assert {"typing.pyc", "asyncio/__init__.pyc", "difflib.py"} <= names
    assert not {"typing.py", "difflib.pyc"} & names


def test_every_package_says_its_licence(assembled):
    for package in live.PACKAGES:
        told = (assembled / package["folder"] / "LICENCE").read_text()
        assert f"{package['package']} {package['version']}\n" in told
        assert "https://github.com/" in told


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    """The folders of tools/book/live.py, empty and elsewhere."""
    monkeypatch.setattr(live, "STATIC", tmp_path / "live")
    monkeypatch.setattr(live, "LIVE", tmp_path / "live/live")
    monkeypatch.setattr(live, "MADE_FROM", tmp_path / "live-made-from")
    return tmp_path / "live"


def archive_of(**files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def test_a_package_with_another_hash_is_refused(nowhere, monkeypatch):
    monkeypatch.setattr(live, "packed", lambda name: archive_of(evil=b"evil"))

    with pytest.raises(NothingBrought, match="pyodide .* has another hash than"):
        live.assemble()
    assert not nowhere.exists()


def test_without_npm_it_says_what_to_write(nowhere, monkeypatch):
    monkeypatch.setattr(npm, "program", lambda name: None)

    with pytest.raises(NothingBrought, match="npm is not here; write make live"):
        live.assemble()
    assert not nowhere.exists()


def test_an_npm_that_fails_is_told_in_a_sentence(nowhere, monkeypatch, tmp_path):
    broken = tmp_path / "npm"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(npm, "program", lambda name: str(broken))

    with pytest.raises(NothingBrought, match="npm could not bring pyodide@"):
        live.assemble()


WITHOUT_NPM = """
from tools.book import site
from tools.house import npm
npm.program = lambda name: None
site.main()
"""


def test_without_npm_the_book_is_whole_and_has_no_buttons(small_book):
    cell = nbformat.v4.new_code_cell("1 + 1", metadata={"tags": ["live"]})
    title = nbformat.v4.new_markdown_cell("# A page")
    notebook = nbformat.v4.new_notebook(cells=[title, cell])
    nbformat.write(notebook, small_book.folder / "book/index.ipynb")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NPM],
        cwd=small_book.folder,
        env={**os.environ, "PYTHONPATH": str(small_book.folder)},
        capture_output=True,
        text=True,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert "No cell can be run on the pages: npm is not here" in done.stdout
    assert "tag_live" in small_book.page()
    assert "live.js" not in small_book.page()
    assert not (small_book.folder / "_build/html/_static/live").exists()
