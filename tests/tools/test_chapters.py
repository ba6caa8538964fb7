"""A chapter is read once: its sections, exercises, edits, live cells and slides."""

import nbformat
import pytest

from tools.book.chapters import Chapter, chapters
from tools.book.notebooks import code, made_of, prose

BOX = ":::{admonition} Exercise 3.1\n:class: important\nWhat is 1 + 1?\n:::"
CELLS = [
    prose("title", "(planted)=\n# A planted chapter\n\nWhy?"),
    code("imports", "import math"),
    prose("first", "## One?\n\nThe first."),
    code("one", "1 + 0", metadata={"tags": ["live", "slide"]}),
    prose("edit", "**Edit** `0` to `1` and run it again: is it two?"),
    prose("box", f"## Exercises\n\n{BOX}"),
    code("stub", 'check("3.1", None)', metadata={"tags": ["live"]}),
    code("solved", 'x = 2\ncheck("3.1", x)', metadata={"tags": ["hide-cell"]}),
]


@pytest.fixture
def chapter():
    return Chapter("03_planted", made_of([nbformat.from_dict(cell) for cell in CELLS]))


def test_what_a_chapter_is_made_of(chapter):
    assert (chapter.number, chapter.label) == (3, "planted")
    assert chapter.title == "A planted chapter"
    assert chapter.sections == [
        ("", range(0, 2)), ("One?", range(2, 5)), ("Exercises", range(5, 8))
    ]  # fmt: skip
    assert [cell.id for cell in chapter.code] == ["imports", "one", "stub", "solved"]
    assert [*chapter.prose] == ["title", "first", "edit", "box"]
    assert chapter.prose["first"] == "## One?\n\nThe first."
    assert [cell.id for cell in chapter.live] == ["one"]
    assert [cell.id for cell in chapter.slides] == ["one"]
    assert chapter.edits == [("03_planted", "one", "0", "1")]
    assert chapter.exercises == [
        ("3.1", "What is 1 + 1?", 5, 7, 'x = 2\ncheck("3.1", x)')
    ]
    assert chapter.notes == {}


def test_a_box_without_a_solution_is_no_exercise(chapter):
    chapter.cells[-1].metadata.tags = []

    assert chapter.exercises == []


def test_the_chapters_are_in_order_and_say_what_they_ask():
    found = chapters()

    assert [chapter.number for chapter in found] == list(range(len(found)))
    for chapter in found:
        assert {"minutes", "questions", "objectives", "key_points"} <= set(
            chapter.notes
        )
        head = chapter.cells[0].source.splitlines()
        assert head[:2] == [f"({chapter.label})=", f"# {chapter.title}"]
