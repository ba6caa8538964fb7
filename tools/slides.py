"""Cuts the chapters of the built book into slides, for a lecture without a network.

Run by `make slides`, after the book.  A deck for each chapter lands in
_build/slides, with index.html, which lists them, and assets/, which holds all
that they load.  `01_slopes.html?handout` is the same deck for paper.

There is no second text.  The title and the question of a chapter open its deck,
its key points close it, and between them stand

    a cell of prose with the tag `slide`   a new slide, at most 60 words
    a cell of code with the tag `slide`    on that slide; on a new one after prose
                                           without the tag, with its heading and
                                           what it asks to predict
    a question                             two slides: the question, the answer

Where a slide asks to predict, what the code gives comes with the next key press.
A player has a slide of its own, and so has a drawing below many words or several
lines of code: they need the room.

All other prose goes into the notes of the speaker, with the minutes and the
beliefs behind wrong answers from the teacher's guide.
"""

import json
import re
import shutil
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import bs4
import cells
import guide
import nbformat

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
FOLDER = ROOT / "_build" / "slides"
DECK = ROOT / "book" / "slides"

ASSETS = {  # where it comes from: what it is called below assets/
    DECK / "vendor/reveal": "reveal",
    DECK / "deck.css": "deck.css",
    DECK / "deck.js": "deck.js",
    SITE / "_static/vendor": "vendor",
    SITE / "_static/stage.js": "stage.js",
    SITE / "_static/stage.css": "stage.css",
    SITE / "_static/toygrad.css": "toygrad.css",
    SITE / "_static/favicon.svg": "favicon.svg",
}
WORDS_ABOVE = {"player": 0, "drawing": 40}  # more, and it has a slide of its own
STAGE = ".toygrad-stage"
PREDICT = '<strong class="word">Predict</strong>'  # as tools/cells.py marks it
NOT_SHOWN = {"Recap", "In the engine", "Exercises"}  # their prose is for readers


@dataclass
class Slide:
    """What is seen, as HTML, and what the speaker reads beside it."""

    kind: str
    section: str
    seen: list
    notes: list = field(default_factory=list)
    call: str = ""  # the one line of code that made its drawing

    @property
    def asks(self):
        """To predict, before anything comes out."""
        return any(PREDICT in part for part in self.seen)

    @property
    def has_run(self):
        return any(part.startswith('<div class="output') for part in self.seen)


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    bring_assets()
    decks = {path.stem: write_deck(path) for path in chapters()}
    (FOLDER / "index.html").write_text(contents(decks), encoding="utf-8")
    print(
        f"The slides are cut. Open {FOLDER.relative_to(ROOT)}/index.html in a browser"
    )


def chapters():
    return sorted((ROOT / "book").glob("[0-9][0-9]_*.ipynb"))


def bring_assets():
    for source, name in ASSETS.items():
        target = FOLDER / "assets" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, target)


# A deck.


def write_deck(path):
    """Write the deck of a chapter; returns its title and how many slides it has."""
    page = (SITE / "book" / f"{path.stem}.html").read_text("utf-8")
    notebook = nbformat.read(path, as_version=4)
    slides = slides_of(notebook, cells.cut(page), guide.chapter(path.stem))
    title = title_of(notebook)
    body = "\n".join(as_section(slide, title) for slide in slides)
    frame = (DECK / "deck.html").read_text("utf-8")
    parts = {"title": title, "slides": body}
    for name, text in parts.items():
        frame = frame.replace(f"<!-- {name} -->", text)
    (FOLDER / f"{path.stem}.html").write_text(frame, encoding="utf-8")
    return title, len(slides)


def slides_of(notebook, pieces, plan):
    """The slides of a chapter from its cells and what they became on its page."""
    slides, section, heading = [Slide("opening", "", seen(pieces[0]))], "", None
    slides[0].notes += [plan.minutes("Opening"), *seen(pieces[1])]
    for k, cell in list(enumerate(notebook.cells))[2:]:
        if cell.source.startswith("## "):
            heading = pieces[k][0]
            section = heading.get_text().removesuffix("#")
        count = len(slides)
        if section == "Recap":
            last = closing(notebook, pieces[k], plan)
        elif "**Question " in cell.source:
            slides[-1].notes += seen(before_question(pieces[k]))
            slides += asked(pieces[k], section, plan)
        elif is_shown(cell) and cell.cell_type == "code":
            slides += run(pieces[k], slides[-1])
        elif is_shown(cell):
            slides.append(Slide("prose", section, seen(pieces[k])))
        elif starts_slide(notebook.cells, k):
            words, rest = parted(pieces[k])
            slides.append(Slide("prose", section, seen(words), seen(rest)))
        elif cell.cell_type == "markdown" and section not in NOT_SHOWN:
            slides[-1].notes += seen(pieces[k])
        if heading and len(slides) > count:
            begin(slides[count], heading, plan)
            heading = None
    return [*slides, last]


def begin(slide, heading, plan):
    """The first slide of a section says so, and has the minutes of the guide."""
    slide.notes.insert(0, plan.minutes(slide.section))
    if not any("<h2>" in part for part in slide.seen):
        slide.seen[:0] = seen([heading])


def starts_slide(cells, k):
    """Is this long prose above code that is shown?"""
    code = k + 1 < len(cells) and cells[k + 1].cell_type == "code"
    return code and cells[k].cell_type == "markdown" and is_shown(cells[k + 1])


def is_shown(cell):
    return "slide" in cell.metadata.get("tags", [])


def parted(pieces):
    """(the heading and what asks to predict, all other words)"""
    words = [piece for piece in pieces if piece.name == "h2" or asks(piece)]
    return words, [piece for piece in pieces if piece not in words]


def asks(piece):
    return piece.find("strong", string="Predict") is not None


def title_of(notebook):
    return re.search(r"^# (.*)", notebook.cells[0].source, re.MULTILINE)[1]


def closing(notebook, pieces, plan):
    """The key points; the longer words of the recap are for the speaker."""
    points = "".join(
        f"<li>{guide.html(point)}</li>"
        for point in notebook.metadata.toygrad.key_points
    )
    notes = [plan.minutes("Closing"), *seen(pieces[1:])]
    return Slide("closing", "Recap", [f"<h2>Recap</h2><ul>{points}</ul>"], notes)


def asked(pieces, section, plan):
    """A question to vote on, and the same with its answers."""
    stem = [piece for piece in pieces if piece.name != "details"]
    stem = stem[len(before_question(pieces)) :]
    number = re.match(r"Question (\d+\.\d+)", stem[0].get_text())[1]
    choices = [choice_of(piece) for piece in pieces if piece.name == "details"]
    asked = [*seen(stem), f"<ol>{''.join(choice for choice, _ in choices)}</ol>"]
    asked.append('<button type="button" class="countdown">One minute</button>')
    told = [*seen(stem), f"<ol>{''.join(answer for _, answer in choices)}</ol>"]
    notes = [plan.minutes(f"Question {number}"), plan.beliefs(number)]
    return [
        Slide("question", section, asked, notes),
        Slide("answer", section, told, [plan.beliefs(number)]),
    ]


def before_question(pieces):
    """What a cell says before its question begins."""
    texts = (piece.get_text() for piece in pieces)
    begins = next(k for k, text in enumerate(texts) if text.startswith("Question "))
    return pieces[:begins]


def choice_of(details):
    """(as something to choose, the same with what it means) as items of a list."""
    summary, *explanation = (part for part in details.children if part.name)
    text = inner(summary)
    right = explanation[0].get_text().startswith("Right")
    means = "".join(map(str, bare(explanation)))
    mark = ' class="right"' if right else ""
    return f"<li>{text}</li>", f"<li{mark}><strong>{text}</strong>{means}</li>"


def seen(pieces):
    """Elements of a page as HTML for a slide."""
    return [str(piece) for piece in bare(pieces)]


def run(pieces, slide):
    """Put a cell of code on a slide; a new slide for its drawing, if that needs one."""
    (cell,) = bare(pieces)
    parts = {kind: cell.find(class_=kind) for kind in ("cell_input", "cell_output")}
    given, drawn = parts["cell_output"], is_drawing(parts["cell_output"])
    written = (
        parts["cell_input"] if cell.find("details", recursive=False) is None else None
    )
    lines = written.get_text().strip().splitlines() if written else []
    if drawn and len(lines) == 1:
        slide.call = lines[0]
    elif written and not (drawn and slide.has_run):  # a picture of what was run above
        slide.seen.append(str(written))
    words = len(
        bs4.BeautifulSoup("".join(slide.seen), "html.parser").get_text().split()
    )
    room = WORDS_ABOVE["player" if given and is_player(given) else "drawing"]
    if drawn and (len(lines) > 3 or words > room):
        alone = Slide("picture", slide.section, [output(given, drawn)])
        alone.call, slide.call = slide.call, ""
        return [alone]
    if given:
        slide.seen.append(output(given, drawn, step=slide.asks))
    return []


def output(part, drawn, step=False):
    kinds = ["output", *["drawing"] * drawn, *["fragment"] * step]
    return f'<div class="{" ".join(kinds)}">{inner(part)}</div>'


def is_drawing(part):
    return part is not None and part.select_one(f"svg, {STAGE}") is not None


def is_player(part):
    """Does it move, by itself or by sliders?"""
    stages = (json.loads(script.string) for script in part.select(f"{STAGE} > script"))
    return any(stage["clock"] or stage.get("sliders") for stage in stages)


def bare(pieces):
    """Copies without what only a page can use: links, anchors, names of places."""
    copies = bs4.BeautifulSoup("".join(map(str, pieces)), "html.parser")
    for anchor in copies.find_all("a", class_="headerlink"):
        anchor.decompose()
    for place in copies.find_all(string=re.compile(r"^\[$")):  # of a source: "[8]"
        if re.fullmatch(r"\[\d+(, \d+)*\]", place.parent.get_text()):
            before = place.parent.previous_sibling
            if isinstance(before, bs4.NavigableString):
                before.replace_with(before.rstrip())
            place.parent.decompose()
    for link in copies.find_all("a", href=True):
        if not link["href"].startswith("https://"):
            link.unwrap()
    for named in copies.find_all(
        ["section", "span", "h1", "h2", "h3", "div", "figure"], id=True
    ):
        del named["id"]
    return [piece for piece in copies.children if isinstance(piece, bs4.Tag)]


def inner(tag):
    return "".join(map(str, tag.children))


def as_section(slide, title):
    headed = not slide.section or "<h2>" in "".join(slide.seen[:1])
    where = escape(title if headed else slide.section)
    call = f"<code>{escape(slide.call)}</code>" if slide.call else ""
    above = f"<header>{where}{call}</header>"
    notes = "".join(str(piece) for piece in slide.notes if piece)
    aside = f'<aside class="notes">{notes}</aside>' if notes else ""
    return (
        f'<section class="{slide.kind}">{above}<div class="seen bd-article">'
        f"{''.join(slide.seen)}</div>{aside}</section>"
    )


# The list of the decks.


def contents(decks):
    rows = "".join(
        f'<li value="{int(name[:2])}"><a href="{name}.html">{escape(title)}</a>, {count} slides '
        f'(<a href="{name}.html?handout">handout</a>)</li>'
        for name, (title, count) in decks.items()
    )
    return (DECK / "index.html").read_text("utf-8").replace("<!-- decks -->", rows)


if __name__ == "__main__":
    main()
