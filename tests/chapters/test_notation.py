"""The page of words: each row names the chapter that tells the word first."""

import re

import pytest

from tools.book.chapters import chapters

ROW = re.compile(r"^\| \*\*(.+?)\*\* \|.*\{ref\}`(\d+) <", re.MULTILINE)


@pytest.fixture
def page(root):
    return (root / "book/notation.md").read_text()


@pytest.fixture
def prose():
    """{number of a chapter: its text}"""
    return {one.number: "\n".join(one.prose.values()) for one in chapters()}


def misplaced(page, prose):
    """(word, chapter) where another chapter sets the word in bold first.

    A word that is never in bold stands at least somewhere in its chapter.
    """
    for row, number in ROW.findall(page):
        word = re.escape(row.split(",")[0])
        bold = [
            k for k, text in prose.items() if re.search(rf"(?i)\*\*{word}s?\*\*", text)
        ]
        told = re.search(rf"(?i)\b{word}", prose[int(number)])
        if int(number) != min(bold, default=int(number)) or not told:
            yield row, int(number)


def test_every_word_is_told_in_the_chapter_that_its_row_names(page, prose):
    assert len(ROW.findall(page)) > 30
    assert list(misplaced(page, prose)) == []


def test_a_word_in_the_wrong_chapter_is_found(page, prose):
    planted = page.replace("{ref}`5 <autograd>`", "{ref}`6 <checking>`")

    assert ("stack", 6) in misplaced(planted, prose)
