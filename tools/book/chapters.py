"""What a chapter is made of, read once from the cells of its notebook.

    chapter = Chapter("04_backpropagation")
    chapter.title, chapter.exercises, chapter.edits, chapter.slides

Who asks a notebook something asks here: what marks an exercise, an edit or a slide is
written down once.
"""

import re
from functools import cached_property
from typing import NamedTuple

import nbformat

from tools.places import BOOK

BOX = re.compile(
    r"^:::\{admonition\} Exercise (\d+\.\d+)\n:class: important\n(.*?)\n:::$",
    re.DOTALL | re.MULTILINE,
)
SOLVED = re.compile(r'^check\("(\d+\.\d+)"', re.MULTILINE)
STUB = re.compile(r'check\("[\d.]+", None\)')
EDIT = re.compile(r"\*\*Edit\*\* `([^`]+)` to `([^`]+)`.*\?", re.DOTALL)


class Section(NamedTuple):
    """What stands below a heading: the places of its cells."""

    title: str
    places: range


class Exercise(NamedTuple):
    """An exercise that `check` knows: the text of its box, and the hidden cell that solves it."""

    number: str
    task: str
    asked: int  # the place of the cell with the box
    place: int  # that of the solution
    source: str  # of the solution


class Edit(NamedTuple):
    """What a reader is asked to change in a live cell, which is named by its id."""

    notebook: str
    cell: str
    old: str
    new: str


class Chapter:
    """A notebook of the book, by the name of its file without the ending."""

    def __init__(self, name, notebook=None):
        self.name, self.path = name, BOOK / f"{name}.ipynb"
        if notebook is not None:
            self.notebook = notebook

    @cached_property
    def notebook(self):
        return nbformat.read(self.path, as_version=4)

    @property
    def cells(self):
        return self.notebook.cells

    @property
    def notes(self):
        """What it says of itself: minutes, questions, objectives, key points."""
        return self.notebook.metadata.get("toygrad", {})

    @property
    def number(self):
        return int(self.name[:2])

    @property
    def title(self):
        return re.search(r"^# (.*)", self.cells[0].source, re.MULTILINE)[1]

    @property
    def label(self):
        """By which other pages refer to it: "chain-rule" for 02_chain_rule."""
        return self.name[3:].replace("_", "-")

    @property
    def sections(self):
        """Its parts below a heading, the first of which has none."""
        places = [k for k, one in enumerate(self.cells) if one.source.startswith("## ")]
        ends = [0, *places, len(self.cells)]
        titles = ["", *(self.cells[k].source[3:].splitlines()[0] for k in places)]
        return [Section(*one) for one in zip(titles, map(range, ends, ends[1:]))]

    @property
    def code(self):
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @property
    def prose(self):
        """{id: the text of its cell}"""
        return {c.id: c.source for c in self.cells if c.cell_type == "markdown"}

    @property
    def live(self):
        """The cells that run on the page and compute something: no stubs of exercises."""
        return [cell for cell in self.cells if is_live(cell)]

    @property
    def slides(self):
        """The cells that are shown in a lecture."""
        return [cell for cell in self.cells if is_shown(cell)]

    @cached_property
    def exercises(self):
        """Those with a hidden solution, in order."""
        tasks, found = {}, []
        for place, cell in enumerate(self.cells):
            if cell.cell_type == "markdown":
                boxes = BOX.findall(cell.source)
                tasks |= {number: (task, place) for number, task in boxes}
            elif solved := "hide-cell" in tags(cell) and SOLVED.search(cell.source):
                exercise = solved[1], *tasks[solved[1]], place, cell.source
                found.append(Exercise(*exercise))
        return found

    @cached_property
    def edits(self):
        """In order, each with the live cell above it.

        Raises ValueError for a paragraph that says **Edit** and names none, or
        that has no live cell above it.
        """
        found, live = [], None
        for cell in self.cells:
            if is_live(cell):
                live = cell.id
            for paragraph in cell.source.split("\n\n"):
                if cell.cell_type == "markdown" and paragraph.startswith("**Edit**"):
                    named = EDIT.fullmatch(paragraph)
                    if not named or not live:
                        raise ValueError(f"{self.name}, below {live}: {paragraph}")
                    found.append(Edit(self.name, live, *named.groups()))
        return found


def chapters():
    """All with a number, in its order."""
    return [Chapter(path.stem) for path in sorted(BOOK.glob("[0-9][0-9]_*.ipynb"))]


def tags(cell):
    return set(cell.metadata.get("tags", ()))


def is_stub(cell):
    """Does it wait for the answer to an exercise?"""
    return bool(STUB.fullmatch(cell.source))


def is_live(cell):
    return cell.cell_type == "code" and "live" in tags(cell) and not is_stub(cell)


def is_shown(cell):
    """Is it on a slide?"""
    return "slide" in tags(cell)


def printed(cell):
    """What a notebook stores of the outputs of a cell, as text."""
    return "".join(
        output.get("text") or output["data"]["text/plain"] + "\n"
        for output in cell.outputs
    )
