"""The printed book: bookmarks, page numbers, open solutions, links.

That nothing is cut off on paper test_pages.py looks at, on every page.
"""

import functools
import json
import re
from io import BytesIO
from itertools import chain
from pathlib import Path

import bs4
import pypdf
import pytest

from tools.book.chapters import Chapter
from tools.print import chromium, pdf

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["book/02_chain_rule", "book/03_graphs"]


def printed(browser, folder, names=NAMES):
    pdf.print_pages(browser, names, folder / "book.pdf")
    return pypdf.PdfReader(folder / "book.pdf")


@pytest.fixture(scope="module")
def document(browser, tmp_path_factory):
    return printed(browser, tmp_path_factory.mktemp("sound"))


@functools.cache
def pages_of(document):
    """The words of each page; to read them takes longer than to print them."""
    return [page.extract_text().split() for page in document.pages]


def text_of(document):
    return " ".join(chain.from_iterable(pages_of(document)))


def bookmarks(document, entries=None, depth=1):
    """(depth, title) of each bookmark."""
    for entry in document.outline if entries is None else entries:
        if isinstance(entry, list):
            yield from bookmarks(document, entry, depth + 1)
        else:
            yield depth, entry.title


def headings(names):
    """(depth, title) of each heading in the notebooks."""
    for name in names:
        for text in Chapter(Path(name).name).prose.values():
            for signs, title in re.findall(r"^(#+) (.*)$", text, re.M):
                yield len(signs), title


def numbered(document):
    """Does each page have its number?  What is said of the foot is read first."""
    first = [words[:1] for words in pages_of(document)]
    return first == [[str(k)] for k in range(1, len(first) + 1)]


def test_every_heading_is_a_bookmark(document):
    assert list(bookmarks(document)) == list(headings(NAMES))


def test_the_page_numbers_run_through_all_chapters(document):
    assert len(document.pages) > 15
    assert numbered(document)


def test_solutions_are_open(document):
    assert "Right: 19 = 3 + 12 + 4" in text_of(document)


def last_words(names):
    """What every player of the pages says at its last step."""
    for name in names:
        page = bs4.BeautifulSoup((pdf.SITE / f"{name}.html").read_text(), "html.parser")
        for script in page.select(".toygrad-stage > script"):
            stage = json.loads(script.string)
            if stage["clock"]:
                yield stage["frames"][-1][1]


def not_printed(document, texts):
    printed = re.sub(r"\s", "", text_of(document))
    return [text for text in texts if re.sub(r"\s", "", text) not in printed]


def test_players_stand_at_their_last_step(document):
    texts = list(last_words(NAMES))

    assert len(texts) >= 6
    assert not_printed(document, texts) == []
    assert "as text" not in text_of(document)


def test_every_number_of_a_drawing_is_printed(document):
    boxes = ["metres = 2.1·wheel", "data 21", "nudge 0.42", "grad: not yet"]

    assert not_printed(document, boxes) == []


def targets(document, first, last):
    """The pages to which links on the pages from first to last lead."""
    for page in document.pages[first:last]:
        for link in page.get("/Annots") or ():
            name = link.get_object().get("/Dest")
            if name in document.named_destinations:
                place = document.named_destinations[name]
                yield document.get_destination_page_number(place)


def test_links_lead_from_chapter_to_chapter(document):
    chapters = [entry for entry in document.outline if not isinstance(entry, list)]
    _, second = map(document.get_destination_page_number, chapters)

    assert 0 in targets(document, second, len(document.pages))
    assert pdf.HOST not in str([page.get("/Annots") for page in document.pages])


def test_without_our_files_and_repair_the_faults_are_seen(
    browser, tmp_path, monkeypatch
):
    """The planted faults of the tests above."""
    answer = pdf.answer

    def without_ours(route, whole):
        if re.search(r"toygrad\.css|stage\.js", route.request.url):
            route.abort()
        else:
            answer(route, whole)

    monkeypatch.setattr(pdf, "answer", without_ours)
    monkeypatch.setattr(pdf, "entitled", lambda made, _: pypdf.PdfWriter(BytesIO(made)))
    bare = printed(browser, tmp_path, NAMES[:1])

    assert list(bookmarks(bare)) != list(headings(NAMES[:1]))
    assert not numbered(bare)
    assert "Right: 19 = 3 + 12 + 4" not in text_of(bare)
    assert not_printed(bare, last_words(NAMES[:1])) != []


def test_without_a_chromium_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(chromium, "NAMES", ())
    with pytest.raises(SystemExit, match="needs Chromium, and found none; install it"):
        pdf.main()
