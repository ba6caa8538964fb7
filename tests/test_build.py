"""The build: what it does when something is wrong, and that nothing stale stays.

A small book is built in a folder of its own, with the real builder, the
real configuration and the real engine.
"""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def test_an_edit_in_the_engine_refreshes_the_outputs(small_book):
    small_book.write("from toygrad import Value\n\nValue(2.0) * Value(3.0)")
    done = small_book.build()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Open _build/html/index.html in a browser" in done.stdout
    assert "Value(6.0)" in small_book.page()

    engine = small_book.folder / "toygrad/value.py"
    engine.write_text(engine.read_text().replace('f"Value({self', 'f"Number({self'))
    done = small_book.build()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Number(6.0)" in small_book.page()


def test_an_edit_in_the_style_sheet_reaches_the_site(small_book):
    sheet = small_book.folder / "book/_static/toygrad.css"
    sheet.write_text(sheet.read_text() + "/* mended */\n")
    done = small_book.build()

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Running" not in done.stdout
    assert (
        "mended" in (small_book.folder / "_build/html/_static/toygrad.css").read_text()
    )


BROKEN = {
    "a cell that raises": (
        {"source": "from toygrad import Value\n\n1 / Value(0.0)"},
        "a cell of book/index.ipynb raised ZeroDivisionError: a division needs",
    ),
    "a link to nowhere": (
        {"source": "1 + 1", "prose": "# A page\n\n{ref}`nowhere`"},
        "book/index.ipynb: undefined label: 'nowhere'",
    ),
    "words on standard error": (
        {"source": "import sys\n\nprint('trouble', file=sys.stderr)"},
        "book/index.ipynb: stderr was found in the cell outputs",
    ),
}


@pytest.mark.parametrize("page_parts, sentence", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_named_and_no_site_is_left(small_book, page_parts, sentence):
    small_book.write(**page_parts)
    done = small_book.build()

    assert done.returncode != 0
    assert "The book was not built" in done.stderr and sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (small_book.folder / "_build/html").exists()


def test_a_python_that_is_too_old_is_told_so(monkeypatch):
    main = runpy.run_path(str(ROOT / "tools/environment.py"))["main"]
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    with pytest.raises(
        SystemExit, match="needs Python 3.11 or newer, got 3.10; write make PYTHON="
    ):
        main("")


def test_every_verb_is_listed_with_one_line():
    # Run below make test, the inner make would report its folder.
    alone = {
        name: text for name, text in os.environ.items() if not name.startswith("MAKE")
    }
    done = subprocess.run(["make"], cwd=ROOT, env=alone, capture_output=True, text=True)
    verbs = [line.split()[1] for line in done.stdout.splitlines()]

    assert verbs == [
        "book", "test", "test-full", "lab", "serve", "notebooks", "pdf", "worksheets",
        "bench", "mutants", "lint", "vendor", "clean",
    ]  # fmt: skip
    assert all(len(line.split()) > 3 for line in done.stdout.splitlines())
