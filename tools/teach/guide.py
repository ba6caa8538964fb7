"""Reads the teacher's guide, book/teaching/*.md: minutes, and what wrong answers stand for.

Who writes the guide says a thing once; here the slides and the tests read it.
"""

import re
from dataclasses import dataclass, field
from html import escape

from tools.places import BOOK

FOLDER = BOOK / "teaching"
CHAPTER = re.compile(r"^## (\d+) .*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
PLANNED = re.compile(r"^\| (\d+) \| (\d+) \| (.*?) \| (.*?) \|$", re.MULTILINE)
MARKED = re.compile(r"^\| (\d+) \| (.*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
BELIEVED = re.compile(r"^\| (\d+\.\d+) ([A-Z]) \| (.*?) \| (.*?) \|$", re.MULTILINE)


@dataclass
class Row:
    """A part of a meeting: minutes of the full plan, of the short one, where, what."""

    full: int
    short: int
    section: str
    what: str


@dataclass
class Plan:
    """What the guide says of one chapter."""

    rows: list = field(default_factory=list)
    wrong: dict = field(default_factory=dict)  # (question, letter): (belief, then ask)

    def minutes(self, section):
        """A sentence for the speaker, empty where the guide has no such row."""
        for row in self.rows:
            if row.section == section:
                return f'<p class="teacher">{minutes(row)}: {html(row.what)}</p>'
        return ""

    def beliefs(self, question):
        """What each wrong answer to a question stands for, for the speaker."""
        items = "".join(
            f"<li>{letter}: {html(belief)}. Then ask: {html(then)}</li>"
            for (number, letter), (belief, then) in self.wrong.items()
            if number == question
        )
        return f'<ul class="teacher">{items}</ul>' if items else ""


def html(cell):
    """The words of a cell of a table, in which only code is marked."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(cell))


def minutes(row):
    short = f"{row.short} in short" if row.short else "left out in short"
    return f"{row.full} minutes ({short})"


def plan(text):
    """The tables of the part of a page that is about one chapter."""
    rows = [
        Row(int(full), int(short), section, what)
        for full, short, section, what in PLANNED.findall(text)
        if section != "Together"
    ]
    return Plan(rows, {(n, c): (b, t) for n, c, b, t in BELIEVED.findall(text)})


def answers():
    """{number of a chapter: the answers to what no program can check}, as Markdown"""
    texts = (path.read_text("utf-8") for path in sorted(FOLDER.glob("answers_*.md")))
    found = (match for text in texts for match in CHAPTER.finditer(text))
    return {int(match[1]): match[0].partition("\n")[2] for match in found}


def marks():
    """{number of a chapter: (full, half, nothing) of its open exercise}"""
    text = (FOLDER / "marking.md").read_text("utf-8")
    return {int(number): tuple(worth) for number, *worth in MARKED.findall(text)}


def plan_of(chapter):
    """The plan of a chapter; an empty one where the guide has none."""
    texts = (path.read_text("utf-8") for path in sorted(FOLDER.glob("*.md")))
    return plan(parts(texts).get(chapter.number, ""))


def parts(texts):
    """{number of a chapter: what the pages say of it}, for those with a table of minutes"""
    found = [match for text in texts for match in CHAPTER.finditer(text)]
    return {int(match[1]): match[0] for match in found if PLANNED.search(match[0])}
