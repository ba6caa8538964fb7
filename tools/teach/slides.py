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

import bs4

from tools.book import cells
from tools.book.chapters import chapters, is_shown
from tools.places import BOOK, BUILD, ROOT, SITE
from tools.teach import guide

FOLDER = BUILD / "slides"
DECK = BOOK / "slides"

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
PREDICT = '<strong class="word">Predict</strong>'  # as tools/book/cells.py marks it
NAMED = ["section", "span", "h1", "h2", "h3", "div", "figure"]  # here without an id
NOT_SHOWN = {"Recap", "In the engine", "Exercises"}  # their prose is for readers


@dataclass
class Slide:
    """What is seen and what the speaker reads beside it: elements of the page, and HTML."""

    kind: str
    section: str
    seen: list
    notes: list = field(default_factory=list)
    call: str = ""  # the one line of code that made its drawing

    @property
    def asks(self):
        """To predict, before anything comes out."""
        return any(PREDICT in str(part) for part in self.seen)

    @property
    def has_run(self):
        return any(str(part).startswith('<div class="output') for part in self.seen)

    @property
    def words(self):
        """How many are seen."""
        texts = (
            part.get_text() if isinstance(part, bs4.Tag) else re.sub("<.*?>", "", part)
            for part in self.seen
        )
        return len("".join(texts).split())


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    bring_assets()
    decks = [(chapter, write_deck(chapter)) for chapter in chapters()]
    (FOLDER / "index.html").write_text(contents(decks), encoding="utf-8")
    print(
        f"The slides are cut. Open {FOLDER.relative_to(ROOT)}/index.html in a browser"
    )


def bring_assets():
    for source, name in ASSETS.items():
        target = FOLDER / "assets" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, target)


# A deck.


def write_deck(chapter):
    """Write the deck of a chapter; returns how many slides it has."""
    pieces = pieces_of(page_of(chapter))
    slides = slides_of(chapter, pieces, guide.plan_of(chapter))
    body = "\n".join(as_section(slide, chapter.title) for slide in slides)
    frame = (DECK / "deck.html").read_text("utf-8")
    for name, text in {"title": chapter.title, "slides": body}.items():
        frame = frame.replace(f"<!-- {name} -->", text)
    (FOLDER / f"{chapter.name}.html").write_text(frame, encoding="utf-8")
    return len(slides)


def page_of(chapter):
    return (SITE / "book" / f"{chapter.name}.html").read_text("utf-8")


def pieces_of(page):
    """{cell: what it became} of a built page: lists of elements."""
    article = bs4.BeautifulSoup(page, "html.parser").find("article")
    return cells.cut(bare(article))


def slides_of(chapter, pieces, plan):
    """The slides of a chapter from its cells and what they became on its page."""
    notes = [plan.minutes("Opening"), *pieces[1]]
    slides = [Slide("opening", "", [*pieces[0]], notes)]
    for title, places in chapter.sections:
        count = len(slides)
        for k in places:
            if title == "Recap":
                last = closing(chapter.notes, pieces[k], plan)
            elif k > 1:
                add(slides, chapter.cells, k, pieces[k], title, plan)
        if title and len(slides) > count:
            begin(slides[count], pieces[places[0]][0], plan)
    return [*slides, last]


def add(slides, cells, k, pieces, section, plan):
    """Put a cell on slides of its own, on the last one, or into the notes of that."""
    cell, last = cells[k], slides[-1]
    if "**Question " in cell.source:
        last.notes += before_question(pieces)
        slides += asked(pieces, section, plan)
    elif is_shown(cell) and cell.cell_type == "code":
        slides += run(pieces, last)
    elif is_shown(cell):
        slides.append(Slide("prose", section, [*pieces]))
    elif starts_slide(cells, k):
        slides.append(Slide("prose", section, *parted(pieces)))
    elif cell.cell_type == "markdown" and section not in NOT_SHOWN:
        last.notes += pieces


def begin(slide, heading, plan):
    """The first slide of a section says so, and has the minutes of the guide."""
    slide.notes.insert(0, plan.minutes(slide.section))
    if not any("<h2>" in str(part) for part in slide.seen):
        slide.seen.insert(0, heading)


def starts_slide(cells, k):
    """Is this long prose above code that is shown?"""
    code = k + 1 < len(cells) and cells[k + 1].cell_type == "code"
    return code and cells[k].cell_type == "markdown" and is_shown(cells[k + 1])


def parted(pieces):
    """(the heading and what asks to predict, all other words)"""
    words = [piece for piece in pieces if piece.name == "h2" or asks(piece)]
    return words, [piece for piece in pieces if piece not in words]


def asks(piece):
    return piece.find("strong", string="Predict") is not None


def closing(notes, pieces, plan):
    """The key points; the longer words of the recap are for the speaker."""
    points = "".join(f"<li>{guide.html(point)}</li>" for point in notes["key_points"])
    spoken = [plan.minutes("Closing"), *pieces[1:]]
    return Slide("closing", "Recap", [f"<h2>Recap</h2><ul>{points}</ul>"], spoken)


def asked(pieces, section, plan):
    """A question to vote on, and the same with its answers."""
    stem = [piece for piece in pieces if piece.name != "details"]
    stem = stem[len(before_question(pieces)) :]
    number = re.match(r"Question (\d+\.\d+)", stem[0].get_text())[1]
    choices = [choice_of(piece) for piece in pieces if piece.name == "details"]
    asked = [*stem, f"<ol>{''.join(choice for choice, _ in choices)}</ol>"]
    asked.append('<button type="button" class="countdown">One minute</button>')
    told = [*stem, f"<ol>{''.join(answer for _, answer in choices)}</ol>"]
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
    means = "".join(map(str, explanation))
    mark = ' class="right"' if right else ""
    return f"<li>{text}</li>", f"<li{mark}><strong>{text}</strong>{means}</li>"


def run(pieces, slide):
    """Put a cell of code on a slide; a new slide for its drawing, if that needs one."""
    (cell,) = pieces
    written, given = cell.find(class_="cell_input"), cell.find(class_="cell_output")
    if cell.find("details", recursive=False):
        written = None
    drawn = is_drawing(given)
    lines = written.get_text().strip().splitlines() if written else []
    if drawn and len(lines) == 1:
        slide.call = lines[0]
    elif written and not (drawn and slide.has_run):  # a picture of what was run above
        slide.seen.append(written)
    room = WORDS_ABOVE["player" if given and is_player(given) else "drawing"]
    if drawn and (len(lines) > 3 or slide.words > room):
        alone = Slide("picture", slide.section, [output(given, drawn)])
        alone.call, slide.call = slide.call, ""
        return [alone]
    if given:
        slide.seen.append(output(given, drawn, step=slide.asks))
    return []


def output(part, drawn, step=False):
    """What a cell gave, called as the style sheet of the deck calls it."""
    part.attrs = {"class": ["output", *["drawing"] * drawn, *["fragment"] * step]}
    return part


def is_drawing(part):
    return part is not None and part.select_one(f"svg, {STAGE}") is not None


def is_player(part):
    """Does it move, by itself or by sliders?"""
    stages = (json.loads(script.string) for script in part.select(f"{STAGE} > script"))
    return any(stage["clock"] or stage.get("sliders") for stage in stages)


def bare(article):
    """The same without what only a page can use: links, anchors, names of places."""
    for anchor in article.find_all("a", class_="headerlink"):
        anchor.decompose()
    for place in article.find_all(string=re.compile(r"^\[$")):  # of a source: "[8]"
        if re.fullmatch(r"\[\d+(, \d+)*\]", place.parent.get_text()):
            before = place.parent.previous_sibling
            if isinstance(before, bs4.NavigableString):
                before.replace_with(before.rstrip())
            place.parent.decompose()
    for link in article.find_all("a", href=True):
        if not link["href"].startswith("https://"):
            link.unwrap()
    for named in article.find_all(NAMED, id=True):
        del named["id"]
    return article


def inner(tag):
    return "".join(map(str, tag.children))


def as_section(slide, title):
    headed = not slide.section or "<h2>" in "".join(map(str, slide.seen[:1]))
    where = escape(title if headed else slide.section)
    call = f"<code>{escape(slide.call)}</code>" if slide.call else ""
    above = f"<header>{where}{call}</header>"
    notes = "".join(str(piece) for piece in slide.notes if piece)
    aside = f'<aside class="notes">{notes}</aside>' if notes else ""
    return (
        f'<section class="{slide.kind}">{above}<div class="seen bd-article">'
        f"{''.join(map(str, slide.seen))}</div>{aside}</section>"
    )


# The list of the decks.


def contents(decks):
    rows = "".join(
        f'<li value="{one.number}"><a href="{one.name}.html">{escape(one.title)}</a>, '
        f'{count} slides (<a href="{one.name}.html?handout">handout</a>)</li>'
        for one, count in decks
    )
    return (DECK / "index.html").read_text("utf-8").replace("<!-- decks -->", rows)


if __name__ == "__main__":
    main()
