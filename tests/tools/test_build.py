"""The build: what it does when something is wrong, and that nothing stale stays.

A small book is built in a folder of its own, with the real builder, the
real configuration and the real engine.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.house import environment

ROOT = Path(__file__).resolve().parents[2]


def test_an_edit_in_the_engine_refreshes_the_outputs(small_book):
    small_book.write("from toygrad import Value\n\nValue(2.0) * Value(3.0)")
    done = small_book.build()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Open _build/html/index.html in a browser" in done.stdout
    assert "Value(6.0)" in small_book.page()
    # Without an address there is no button that needs one.
    assert needs_an_address(small_book.page()) == set()
    assert "og:" not in small_book.page()

    engine = small_book.folder / "toygrad/refusals.py"
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
    "a formula that is no TeX": (
        {"source": "1 + 1", "prose": "# A page\n\nHere is $\\frac{1$."},
        r"book/index.ipynb: the formula \frac{1 cannot be written as MathML: ",
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


def needs_an_address(page):
    """What the page has that leads to the repository or shows a preview of it."""
    return set(
        re.findall(
            r'(?:href|content)="(https://(?:mybinder|colab|github|example)[^"]*)"',
            page,
        )
    )


def set_address(small_book, address):
    text = (ROOT / "_config.yml").read_text()
    assert text.count('  url: ""\n') == 1
    (small_book.folder / "_config.yml").write_text(
        text.replace('  url: ""\n', f'  url: "{address}"\n')
    )


def test_one_address_brings_every_button(small_book):
    small_book.write("1 + 1", prose="# A page\n\nIts *first* words & more.")
    set_address(small_book, "https://github.com/example/toygrad")
    done = small_book.build()
    assert done.returncode == 0, done.stdout + done.stderr
    here = "main/book/index.ipynb"
    found = needs_an_address(small_book.page())
    assert {
        "https://mybinder.org/v2/gh/example/toygrad/main?urlpath=lab/tree/book/index.ipynb",
        f"https://colab.research.google.com/github/example/toygrad/blob/{here}",
        "https://github.com/example/toygrad",
        f"https://github.com/example/toygrad/edit/{here}",
        "https://example.github.io/toygrad/book/index.html",
        "https://example.github.io/toygrad/_static/player.gif",
    } <= found
    assert any("issues/new" in link for link in found)
    assert (
        '<meta property="og:description" content="Its first words &amp; more.">'
        in small_book.page()
    )
    assert (small_book.folder / "_build/html/_static/player.gif").exists()


def test_an_address_of_another_form_is_told_so(small_book):
    set_address(small_book, "https://github.com/example/toygrad.git")
    done = small_book.build()

    assert done.returncode != 0
    assert "https://github.com/OWNER/NAME, got https://github.com" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_python_that_is_too_old_is_told_so(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    with pytest.raises(
        SystemExit, match="needs Python 3.11 or newer, got 3.10; write make PYTHON="
    ):
        environment.main("")


def test_every_verb_is_listed_with_one_line():
    # Run below make test, the inner make would report its folder.
    alone = {
        name: text for name, text in os.environ.items() if not name.startswith("MAKE")
    }
    done = subprocess.run(["make"], cwd=ROOT, env=alone, capture_output=True, text=True)
    verbs = [line.split()[1] for line in done.stdout.splitlines()]

    assert verbs == [
        "book", "live", "test", "test-full", "lab", "serve", "notebooks", "chapter", "pdf",
        "worksheets", "slides", "teacher", "homework", "test-teach", "test-torch",
        "bench", "mutants", "ladder", "reader", "lint", "vendor", "clean",
    ]  # fmt: skip
    assert all(len(line.split()) > 3 for line in done.stdout.splitlines())
