"""Prints the built book into _build/toygrad.pdf.

The pages become one, in the order of _toc.yml, and a Chromium of the system
prints it: so it numbers the pages, makes the bookmarks and keeps the links
from chapter to chapter.  How paper looks stands in book/_static/toygrad.css,
and is the same for a reader who prints one page.
"""

import logging
import re
import sys
from io import BytesIO
from pathlib import Path

import pypdf
import yaml
from playwright.sync_api import sync_playwright
from pypdf.generic import NameObject, TextStringObject

from tools.places import BUILD, ROOT, SITE
from tools.print import chromium

PRINTED = BUILD / "toygrad.pdf"
NO_CHROMIUM = (
    "Stopped: printing needs Chromium, and found none; install it (on Debian: "
    "chromium) and write make pdf again."
)
HOST = "http://toygrad.invalid"  # never asked: every answer comes from the site
ARTICLE = re.compile(r"<article.*?</article>", re.DOTALL)
PAPER = {"width": 605, "height": 963}  # pixels between the margins of A4
HEADINGS = """() => [...document.querySelectorAll('article :is(h1, h2, h3, h4, h5, h6)')]
    .map(heading => heading.textContent.replace(/#$/, ''))"""
SET = "document.fonts.ready.then(() => new Promise(requestAnimationFrame))"


def main():
    if chromium.program() is None:
        sys.exit(NO_CHROMIUM)
    with sync_playwright() as playwright:
        print_pages(chromium.start(playwright), pages_in_order(), PRINTED)
    print(f"The book is printed. Open {PRINTED.relative_to(ROOT)}")


def pages_in_order():
    """The cover, then the chapters."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text())
    chapters = [page for part in contents["parts"] for page in part["chapters"]]
    return [contents["root"], *(page["file"] for page in chapters)]


def print_pages(browser, names, path):
    """Print these pages of the site, as one document, to a file."""
    whole = joined(names)
    page = browser.new_page(color_scheme="light", viewport=PAPER)
    page.route("**", lambda route: answer(route, whole))
    page.goto(f"{HOST}/{names[0]}.html")
    page.emulate_media(media="print")
    page.evaluate(SET)
    printed = page.pdf(
        prefer_css_page_size=True, print_background=True, tagged=True, outline=True
    )
    entitled(printed, page.evaluate(HEADINGS)).write(path)
    page.close()


def entitled(printed, headings):
    """The document with the headings as bookmarks.

    Chromium loses the spaces at which a heading breaks into lines, and
    doubles one that moves to the next page.
    """
    logging.getLogger("pypdf").setLevel("ERROR")  # Chromium miscounts its objects
    document = pypdf.PdfWriter(BytesIO(printed))
    bookmarks = list(below(document.get_outline_root()))
    for bookmark, heading in zip(bookmarks, headings, strict=True):
        bookmark[NameObject("/Title")] = TextStringObject(heading)
    document.add_metadata({"/Title": headings[0], "/Creator": "toygrad"})
    return document


def below(bookmark):
    """The bookmarks under one, in the order of the pages."""
    child = bookmark.get("/First")
    while child:
        child = child.get_object()
        yield child
        yield from below(child)
        child = child.get("/Next")


def answer(route, whole):
    """The joined page for a page, a file of the site for all it loads."""
    place = route.request.url.removeprefix(HOST).partition("?")[0]
    if place.endswith(".html"):
        route.fulfill(body=whole, content_type="text/html; charset=utf-8")
    else:
        route.fulfill(path=f"{SITE}{place}")


def joined(names):
    """One page with the articles of all, in the frame of the first."""
    texts = [(SITE / f"{name}.html").read_text("utf-8") for name in names]
    articles = [own(ARTICLE.search(text)[0], name) for name, text in zip(names, texts)]
    before, after = ARTICLE.split(texts[0])
    return "".join([before, *articles, after])


def own(article, name):
    """An article whose names no other has, with links to those of the others."""
    stem = Path(name).stem
    article = re.sub(r' id="', f' id="{stem}-', article)
    article = re.sub(r' href="#', f' href="#{stem}-', article)
    # A setting of the playground has no place on paper.
    article = re.sub(r'(?<= href="playground\.html#)[^"]*=[^"]*', "", article)
    article = re.sub(r' href="(\w+)\.html(?:#|(?="))', r' href="#\1-', article)
    return article.replace("<article", f'<article id="{stem}-"', 1)


if __name__ == "__main__":
    main()
