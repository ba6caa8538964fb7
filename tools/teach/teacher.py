"""Binds what only a teacher gets: the guide, worksheets with their key, all answers.

Run by `make teacher`, after the book.  In _build/teacher, which is no part of
the site, stand answers.html, to read on the screen, and the worksheets.
Where there is a Chromium, teacher.pdf has all of it to print: the pages of
the guide, the worksheets, their key, the answers.

An answer is written once: the truth, why, and the typical mistakes in
toygrad/exercises/, the way there in the chapter's hidden cell, the open
exercises and the edits in book/teaching/answers_*.md, and what an answer to an
open exercise counts in book/teaching/marking.md.
"""

import shutil
from html import escape

import pypdf
from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright

from tools.book.chapters import chapters
from tools.places import BOOK, BUILD
from tools.print import chromium, pdf
from tools.teach import guide, slides, worksheets
from toygrad.exercises import EXERCISES

FOLDER = BUILD / "teacher"
SEED = 1  # of the worksheets that are bound
FRAME = """<!doctype html>
<html lang="en" data-theme="light">
<head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="../html/_static/toygrad.css">
<link rel="stylesheet" href="answers.css"></head>
<body>{body}</body></html>
"""


def main():
    write()
    if chromium.program():
        with sync_playwright() as playwright:
            bind(chromium.start(playwright))
        print("All of it to print: _build/teacher/teacher.pdf")
    else:
        print("Nothing was bound to print: that needs Chromium.")
    print("The answers: _build/teacher/answers.html")


def write():
    """The answers for the screen, and the worksheets."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    worksheets.main(SEED, FOLDER)
    shutil.copy(BOOK / "slides/answers.css", FOLDER)
    (FOLDER / "answers.html").write_text(answers(), encoding="utf-8")


# The answers.


def answers():
    """Those to the exercises of all chapters, then those to the concept test."""
    body = map(part, chapters())
    test = (guide.FOLDER / "answers_concept_test.md").read_text("utf-8")
    title = "toygrad: all answers"
    return FRAME.format(
        title=title, body="".join([f"<h1>{title}</h1>", *body, html(test)])
    )


def part(chapter):
    """One chapter: its exercises, then what the guide says of the open ones."""
    heading = f"<h2>{chapter.number} {escape(chapter.title)}</h2>"
    told = html(guide.answers().get(chapter.number, ""))
    marks = guide.marks().get(chapter.number, ())
    return "".join([heading, *exercises(chapter), told, worth(marks)])


def worth(marks):
    """What a full, a half and no answer to the open exercise has."""
    rows = zip(("Full", "Half", "Nothing"), marks)
    told = "".join(
        f"<tr><td>{name}</td><td>{guide.html(mark)}</td></tr>" for name, mark in rows
    )
    return f"<h3>The open exercise counts</h3><table>{told}</table>"


def exercises(chapter):
    """Each exercise in a box with its way, truth and mistakes, as HTML."""
    pieces = slides.pieces_of(slides.page_of(chapter))
    for number, _, asked, _, source in chapter.exercises:
        box = next(
            p for p in pieces[asked] if p.get_text().split()[:2] == ["Exercise", number]
        )
        yield f"{box}<pre>{escape(source)}</pre>{verdicts(EXERCISES[number])}"


def verdicts(exercise):
    wrong = "".join(
        f"<tr><td>{escape(str(m.answer))}</td><td>{escape(m.sentence)}</td></tr>"
        for m in exercise.mistakes
    )
    whys = [exercise.why, *(why for _, why in exercise.also)]
    right = "<br>".join(map(escape, whys))
    return f"<p><strong>{right}</strong></p><table>{wrong}</table>"


def html(markdown):
    return MarkdownIt("commonmark").enable("table").render(markdown)


# All to print.


def bind(browser):
    """Guide, worksheets, key and answers as one document."""
    pdf.print_pages(browser, guide_pages(), FOLDER / "guide.pdf")
    page = browser.new_page()
    page.goto((FOLDER / "answers.html").as_uri())
    page.evaluate(pdf.SET)
    page.pdf(
        path=FOLDER / "answers.pdf",
        prefer_css_page_size=True,
        outline=True,
        tagged=True,
    )
    bound = pypdf.PdfWriter()
    for name in ("guide", f"worksheet-{SEED}", f"key-{SEED}", "answers"):
        bound.append(FOLDER / f"{name}.pdf")
    bound.add_metadata({"/Title": "toygrad: for teachers", "/Creator": "toygrad"})
    bound.write(FOLDER / "teacher.pdf")
    for name in ("guide", "answers"):
        (FOLDER / f"{name}.pdf").unlink()


def guide_pages():
    """The names of the guide's pages, in the order of the book."""
    return [page for page in pdf.pages_in_order() if page.startswith("book/teaching/")]


if __name__ == "__main__":
    main()
