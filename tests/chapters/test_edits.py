"""Edits of live cells: each chapter names some, and what a reader then sees is known.

An edit is a paragraph that starts with **Edit**.  It belongs to the last live
cell above it, and its outcome stands in edits.json, which tools/book/edits.py wrote.
"""

import json

import nbformat
import pytest

from tools.book import edits
from tools.book.chapters import Chapter, Edit, chapters, is_stub, printed, tags

STORED = json.loads(edits.STORE.read_text("utf-8"))
CHAPTERS = {chapter.name: chapter for chapter in chapters()}
HIDDEN = {
    "hide-cell", "hide-input", "remove-input", "no-output", "nbval-ignore-output",
}  # fmt: skip
IDS = [f"{entry['notebook'][:2]}-{entry['cell']}" for entry in STORED]


def bare(entry):
    return Edit(*(entry[key] for key in Edit._fields))


def cell_of(edit, chapter):
    return next(cell for cell in chapter.cells if cell.id == edit.cell)


def sections(chapter):
    """The sections that have a live cell with an edit."""
    edited = {edit.cell for edit in chapter.edits}
    return [
        title
        for title, places in chapter.sections
        if edited & {chapter.cells[k].id for k in places}
    ]


def faults(edit, chapter):
    """What would keep a reader from making this edit."""
    cell = cell_of(edit, chapter)
    if cell.source.count(edit.old) != 1:
        yield f"{edit.old} stands {cell.source.count(edit.old)} times in the cell"
    if tags(cell) & HIDDEN:
        yield "the cell is hidden"
    if "plot_" in cell.source:
        yield "the cell needs matplotlib"


def unsaid(chapter):
    """Live cells of which no edit tells, and those of which two tell."""
    told = [edit.cell for edit in chapter.edits]
    return [cell.id for cell in chapter.live if told.count(cell.id) != 1]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_has_three_edits_in_three_sections(name):
    assert len(sections(CHAPTERS[name])) >= 3
    assert unsaid(CHAPTERS[name]) == []


def test_a_live_cell_without_an_edit_is_found():
    chapter = Chapter("01_slopes")
    silent = next(cell for cell in chapter.cells if cell.id == "square")
    silent.metadata["tags"] = ["live"]

    assert unsaid(chapter) == ["square"]


def test_the_edits_of_the_chapters_are_those_that_are_stored():
    told = [edit for chapter in CHAPTERS.values() for edit in chapter.edits]

    assert told == [bare(entry) for entry in STORED]


@pytest.mark.parametrize("entry", STORED, ids=IDS)
def test_an_edit_can_be_made(entry):
    assert list(faults(bare(entry), CHAPTERS[entry["notebook"]])) == []


def planted(text, tag="live"):
    """A chapter of three cells whose edit is this text."""
    cells = [
        nbformat.v4.new_code_cell("2.0 * 3.0", id="six", metadata={"tags": [tag]}),
        nbformat.v4.new_markdown_cell(f"It is 6.\n\n{text}", id="planted"),
        nbformat.v4.new_code_cell("7", id="seven"),
    ]
    return Chapter("planted", nbformat.v4.new_notebook(cells=cells))


FAULTS = {
    "not in the cell": ("`4.0` to `5.0`", "live", "4.0 stands 0 times"),
    "twice in the cell": ("`.0` to `.5`", "live", ".0 stands 2 times"),
    "hidden": ("`2.0` to `5.0`", "hide-input", "hidden"),
}


@pytest.mark.parametrize("named, tag, words", FAULTS.values(), ids=FAULTS)
def test_an_edit_that_cannot_be_made_is_found(named, tag, words):
    chapter = planted(f"**Edit** {named} and run it again: is it more?")
    (edit,) = chapter.edits
    chapter.cells[0].metadata["tags"].append(tag)
    (fault,) = faults(edit, chapter)

    assert words in fault


@pytest.mark.parametrize(
    "text",
    ["**Edit** 2.0 to 3.0: is it more?", "**Edit** `2.0` to `3.0` and look.",
     "**Edit** `2.0`: is it more?"],
)  # fmt: skip
def test_a_paragraph_that_names_no_edit_is_found(text):
    with pytest.raises(ValueError, match="planted, below six: "):
        planted(text).edits  # noqa: B018  read, to be refused


def test_an_edit_below_no_live_cell_is_found():
    chapter = planted("**Edit** `2.0` to `3.0` and run it again: is it more?", "slide")
    with pytest.raises(ValueError, match="planted, below None: "):
        chapter.edits  # noqa: B018


@pytest.mark.parametrize("name", CHAPTERS)
def test_an_edit_is_short_and_asks(name):
    for cell in CHAPTERS[name].cells:
        for paragraph in cell.source.split("\n\n"):
            if paragraph.startswith("**Edit**"):
                assert len(paragraph.split()) <= 45, cell.id
                assert "again: " in paragraph, cell.id


def edited(cells, edit):
    """What the cell of an edit gives with it."""
    place = next(k for k, cell in enumerate(cells) if cell.id == edit.cell)
    above = [cell.source for cell in cells[:place] if cell.cell_type == "code"]
    return edits.outcome([*above, cells[place].source.replace(edit.old, edit.new)])


def agrees(entry, outcome):
    """Is this outcome the one that is stored?"""
    lines = outcome.get("text", "").splitlines()
    if "contains" in entry:
        return bool(entry["contains"]) and set(entry["contains"]) <= set(lines)
    return outcome == {key: entry[key] for key in ("text", "error") if key in entry}


@pytest.mark.parametrize("entry", STORED, ids=IDS)
def test_a_reader_sees_what_is_stored(entry):
    """What it gives without the edit is compared in tests/live/test_needs.py."""
    chapter, edit = CHAPTERS[entry["notebook"]], bare(entry)
    before = {"text": printed(cell_of(edit, chapter)).rstrip("\n")}

    assert agrees(entry, edited(chapter.cells, edit))
    assert not agrees(entry, before)


def test_another_outcome_is_found():
    entry = next(entry for entry in STORED if entry["cell"] == "nudge-run")
    after = edited(CHAPTERS["00_tour"].cells, bare(entry))

    assert not agrees(entry | {"text": "0.05"}, after)


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_stub_is_live(name):
    stubs = [cell for cell in CHAPTERS[name].cells if is_stub(cell)]

    assert stubs
    for cell in stubs:
        assert "live" in tags(cell), cell.id
