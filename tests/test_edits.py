"""Edits of live cells: each chapter names some, and what a reader then sees is known.

An edit is a paragraph that starts with **Edit**.  It belongs to the last live
cell above it, and its outcome stands in edits.json, which tools/edits.py wrote.
"""

import functools
import json
import re
from pathlib import Path

import edits
import nbformat
import pytest

STORED = json.loads(Path(__file__).with_name("edits.json").read_text("utf-8"))
CHAPTERS = edits.chapters()
KEYS = ("notebook", "cell", "old", "new")
IDS = [f"{entry['notebook'][:2]}-{entry['cell']}" for entry in STORED]


@functools.cache
def cells_of(name):
    return edits.cells_of(name)


def bare(entry):
    return {key: entry[key] for key in KEYS}


def cell_of(edit, cells):
    return next(cell for cell in cells if cell.id == edit["cell"])


def sections(name, cells):
    """{section: its live cells with an edit}, for the sections that have one."""
    with_edit = {edit["cell"] for edit in edits.edits_of(name, cells)}
    found, section = {}, ""
    for cell in cells:
        heading = re.search(r"^## (.*)", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and heading:
            section = heading[1]
        if cell.id in with_edit:
            found.setdefault(section, []).append(cell.id)
    return found


def faults(edit, cells):
    """What would keep a reader from making this edit."""
    cell = cell_of(edit, cells)
    if cell.source.count(edit["old"]) != 1:
        yield f"{edit['old']} stands {cell.source.count(edit['old'])} times in the cell"
    if edits.tags(cell) & edits.HIDDEN:
        yield "the cell is hidden"
    if "plot_" in cell.source:
        yield "the cell needs matplotlib"


def unsaid(name, cells):
    """Live cells of which no edit tells, and those of which two tell."""
    told = [edit["cell"] for edit in edits.edits_of(name, cells)]
    for cell in cells:
        live = "live" in edits.tags(cell) and not edits.is_stub(cell)
        if live and told.count(cell.id) != 1:
            yield cell.id


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_has_three_edits_in_three_sections(name):
    cells = cells_of(name)

    assert len(sections(name, cells)) >= 3
    assert list(unsaid(name, cells)) == []


def test_a_live_cell_without_an_edit_is_found():
    cells = edits.cells_of("01_slopes")
    silent = next(cell for cell in cells if cell.id == "square")
    silent.metadata["tags"] = ["live"]

    assert list(unsaid("01_slopes", cells)) == ["square"]


def test_the_edits_of_the_chapters_are_those_that_are_stored():
    told = [edit for name in CHAPTERS for edit in edits.edits_of(name, cells_of(name))]

    assert told == [bare(entry) for entry in STORED]


@pytest.mark.parametrize("entry", STORED, ids=IDS)
def test_an_edit_can_be_made(entry):
    assert list(faults(entry, cells_of(entry["notebook"]))) == []


def planted(text, tag="live"):
    """The three cells of a chapter whose edit is this text."""
    return [
        nbformat.v4.new_code_cell("2.0 * 3.0", id="six", metadata={"tags": [tag]}),
        nbformat.v4.new_markdown_cell(f"It is 6.\n\n{text}", id="planted"),
        nbformat.v4.new_code_cell("7", id="seven"),
    ]


FAULTS = {
    "not in the cell": ("`4.0` to `5.0`", "live", "4.0 stands 0 times"),
    "twice in the cell": ("`.0` to `.5`", "live", ".0 stands 2 times"),
    "hidden": ("`2.0` to `5.0`", "hide-input", "hidden"),
}


@pytest.mark.parametrize("named, tag, words", FAULTS.values(), ids=FAULTS)
def test_an_edit_that_cannot_be_made_is_found(named, tag, words):
    cells = planted(f"**Edit** {named} and run it again: is it more?")
    (edit,) = edits.edits_of("planted", cells)
    cells[0].metadata["tags"].append(tag)
    (fault,) = faults(edit, cells)

    assert words in fault


@pytest.mark.parametrize(
    "text",
    ["**Edit** 2.0 to 3.0: is it more?", "**Edit** `2.0` to `3.0` and look.",
     "**Edit** `2.0`: is it more?"],
)  # fmt: skip
def test_a_paragraph_that_names_no_edit_is_found(text):
    with pytest.raises(ValueError, match="planted, below six: "):
        edits.edits_of("planted", planted(text))


def test_an_edit_below_no_live_cell_is_found():
    cells = planted("**Edit** `2.0` to `3.0` and run it again: is it more?", "slide")
    with pytest.raises(ValueError, match="planted, below None: "):
        edits.edits_of("planted", cells)


@pytest.mark.parametrize("name", CHAPTERS)
def test_an_edit_is_short_and_asks(name):
    for cell in cells_of(name):
        for paragraph in cell.source.split("\n\n"):
            if paragraph.startswith("**Edit**"):
                assert len(paragraph.split()) <= 45, cell.id
                assert "again: " in paragraph, cell.id


def agrees(entry, outcome):
    """Is this outcome the one that is stored?"""
    lines = outcome.get("text", "").splitlines()
    if "contains" in entry:
        return bool(entry["contains"]) and set(entry["contains"]) <= set(lines)
    return outcome == {key: entry[key] for key in ("text", "error") if key in entry}


@pytest.mark.parametrize("entry", STORED, ids=IDS)
def test_a_reader_sees_what_is_stored(entry):
    cells = cells_of(entry["notebook"])
    before, after = edits.outcomes(cells, bare(entry))

    assert before == {"text": edits.stored_text(cell_of(entry, cells)).rstrip("\n")}
    assert agrees(entry, after)
    assert not agrees(entry, before)


def test_another_outcome_is_found():
    entry = next(entry for entry in STORED if entry["cell"] == "nudge-run")
    _, after = edits.outcomes(cells_of("00_tour"), bare(entry))

    assert not agrees(entry | {"text": "0.05"}, after)


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_stub_is_live(name):
    stubs = [cell for cell in cells_of(name) if edits.is_stub(cell)]

    assert stubs
    for cell in stubs:
        assert "live" in edits.tags(cell), cell.id
