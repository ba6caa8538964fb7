"""A book of one page, to be built and broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]


class SmallBook:
    """A copy of the house with pages of its own; its engine can be edited."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("toygrad", "tools", "book/_static", "book/_templates"):
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        for name in ("_config.yml", "constraints.txt"):
            shutil.copy(ROOT / name, folder)
        shutil.copy(ROOT / "book/references.bib", folder / "book")
        (folder / "_toc.yml").write_text("format: jb-book\nroot: book/index\n")

    def write(self, source, prose="# A page", name="index"):
        cells = [
            nbformat.v4.new_markdown_cell(prose),
            nbformat.v4.new_code_cell(source),
        ]
        notebook = nbformat.v4.new_notebook(cells=cells)
        nbformat.write(notebook, self.folder / f"book/{name}.ipynb")

    def build(self):
        return subprocess.run(
            [sys.executable, "-m", "tools.book.site"],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
        )

    def page(self):
        return (self.folder / "_build/html/book/index.html").read_text()


@pytest.fixture(scope="module")
def small_book(tmp_path_factory):
    return SmallBook(tmp_path_factory.mktemp("house"))
