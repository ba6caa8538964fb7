"""The decks: cut from the chapters, and seen in a browser from a folder, as from a stick.

Every slide is looked at, every step of its players, too: nothing is cut off,
no text is too small, nothing comes from outside.
"""

import functools
import re
from pathlib import Path

import pytest

from tools.book.chapters import Chapter, chapters
from tools.teach import guide, slides

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = chapters()
NAMES = [chapter.name for chapter in CHAPTERS]
WORDS = 60  # of a cell of prose that is shown whole
SLIDES = 40  # of a chapter
PIXELS = 24  # the smallest text, on a screen of 1920 by 1080
MEASURES = (ROOT / "tests/shared/slides.js").read_text()


@pytest.fixture(scope="module")
def decks():
    """The folder with all decks, cut anew from the site."""
    slides.main()
    return slides.FOLDER


@functools.cache
def cut(chapter, page=None):
    """The slides of a chapter, cut once for all that is asked of them."""
    pieces = slides.pieces_of(page or slides.page_of(chapter))
    return slides.slides_of(chapter, pieces, guide.plan_of(chapter))


def html(parts):
    return "".join(map(str, parts))


def words_too_many(chapter):
    """Cells that are shown whole and are longer than a slide may be."""
    prose = [cell for cell in chapter.slides if cell.cell_type == "markdown"]
    shown = [chapter.cells[0], *prose]
    return [cell.id for cell in shown if len(cell.source.split()) > WORDS]


# What the decks are made of.


@pytest.mark.parametrize("chapter", CHAPTERS, ids=NAMES)
def test_a_deck_is_made_of_short_cells_and_is_short_itself(chapter):
    assert words_too_many(chapter) == []
    assert 15 <= len(cut(chapter)) <= SLIDES


def test_a_long_cell_is_found():
    chapter = Chapter(NAMES[0])
    chapter.cells[3].source += " word" * WORDS

    assert words_too_many(chapter) == [chapter.cells[3].id]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=NAMES)
def test_each_question_is_a_slide_and_its_answer_the_next(chapter):
    deck = cut(chapter)
    asked = [k for k, slide in enumerate(deck) if slide.kind == "question"]

    assert len(asked) == 3
    for k in asked:
        question, answer = html(deck[k].seen), html(deck[k + 1].seen)
        assert deck[k + 1].kind == "answer"
        assert answer.count('class="right"') == 1 and 'class="right"' not in question
        choices = re.findall(r"<li>(.*?)</li>", question)
        wrong = html(deck[k].notes).count("Then ask")
        assert 3 <= len(choices) == wrong + 1
        assert all(choice in answer for choice in choices)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=NAMES)
def test_no_prose_of_a_chapter_is_lost(chapter):
    """It is on a slide or in the notes; only what is for readers is left out."""
    everything = html(part for s in cut(chapter) for part in [*s.seen, *s.notes])
    told = re.sub(r"[\W_]+", "", re.sub(r"<[^>]*>", "", everything))
    for cell in chapter.cells:
        heading = re.match(r"## (.*)", cell.source)
        if heading and heading[1] in slides.NOT_SHOWN:
            break
        if cell.cell_type == "markdown" and not re.search(r"[{$<]", cell.source):
            for line in cell.source.splitlines()[1:]:
                plain = re.sub(r"[*`]|^\d+\. ", "", line)
                assert re.sub(r"[\W_]+", "", plain) in told, line


def test_a_prediction_comes_before_what_comes_out():
    chapter = CHAPTERS[1]
    predicting = next(slide for slide in cut(chapter) if slide.asks)
    assert "fragment" in predicting.seen[-1]["class"]

    page = slides.page_of(chapter).replace(slides.PREDICT, "")
    deck = cut(chapter, page)
    assert not any("fragment" in str(part) for slide in deck for part in slide.seen)


def test_the_notes_have_the_minutes_of_the_guide():
    first = cut(CHAPTERS[1])[0]

    opening = guide.plan_of(CHAPTERS[1]).minutes("Opening")

    assert "minutes" in opening and opening in first.notes


# What is seen.


@pytest.fixture(scope="module")
def browser(start_browser):
    """Of a deck all slides are turned: a frame comes as soon as it is drawn."""
    browser = start_browser(args=["--disable-frame-rate-limit"])
    yield browser
    browser.close()


@pytest.fixture
def deck(decks, visit):
    """Opens a deck from its folder, and waits until all is drawn."""

    def open_deck(name, width=1920, height=1080):
        here = visit(decks.as_uri(), viewport={"width": width, "height": height})
        here.page.goto(f"{here.base}/{name}.html")
        here.page.wait_for_selector("html[data-drawn]", state="attached")
        here.page.evaluate(f"window.measures = {MEASURES}")
        return here

    return open_deck


def faults(page, smallest, wanted=""):
    """[slide, step, what] of all that is cut off or too small, or until one is `wanted`."""
    asked = [smallest, wanted]
    return page.evaluate("asked => measures.faultsOfAll(asked)", asked)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=NAMES)
def test_no_slide_is_too_full_or_too_small(deck, chapter):
    here = deck(chapter.name)

    assert faults(here.page, PIXELS) == []
    assert (here.outside, here.noise) == ([], [])


@pytest.mark.parametrize("name", ["02_chain_rule", "09_training"])
def test_a_projector_of_1280_by_720_shows_the_same(deck, name):
    here = deck(name, 1280, 720)

    assert faults(here.page, PIXELS * 2 / 3) == []


SPOILT = {
    ".seen p { font-size: 16px }": "small",
    ".question .seen { font-size: 130px !important }": "full",
    ".tg-fills .toygrad-stage { zoom: 1 !important }": "small",
    ".tg-fills .tg-canvas svg { min-width: 2000px }": "full",
}


def test_a_slide_too_full_and_text_too_small_are_found(deck):
    page = deck("00_tour").page
    for style, what in SPOILT.items():
        spoilt = page.add_style_tag(content=style)
        assert any(what in fault for _, _, fault in faults(page, PIXELS, what)), style
        spoilt.evaluate("style => style.remove()")


def test_a_player_takes_the_keys_and_gives_them_back(deck):
    page = deck("00_tour").page
    number = page.evaluate("measures.withPlayer()")
    page.evaluate(f"measures.show({number})")
    player = page.locator("section.present .tg")
    count, slide = player.locator(".tg-count"), "Reveal.getIndices().h + 1"
    player.get_by_role("button", name="Next").click()
    page.keyboard.press("ArrowRight")
    assert count.inner_text().startswith("3 /")
    assert page.evaluate(slide) == number

    player.get_by_role("button", name="Play").click()
    page.keyboard.press("Escape")  # pauses
    assert player.get_by_role("button", name="Play").is_visible()
    page.keyboard.press("Escape")  # leaves
    page.keyboard.press("ArrowRight")
    assert page.evaluate(slide) == number + 1


def test_a_prediction_hides_what_comes_out_until_the_next_key(deck):
    page = deck("01_slopes").page
    number = page.evaluate("measures.withFragment()")
    page.evaluate(f"Reveal.slide({number - 1})")
    output = page.locator("section.present .fragment")
    assert (
        page.evaluate(
            "getComputedStyle(document.querySelector('section.present .fragment')).visibility"
        )
        == "hidden"
    )

    page.keyboard.press("Space")
    output.wait_for(state="visible")


def test_a_minute_is_counted_down(deck):
    page = deck("00_tour").page
    number = page.evaluate("measures.withQuestion()")
    page.evaluate(f"measures.show({number})")
    button = page.locator("section.present .countdown")
    page.clock.install()
    button.click()
    assert button.inner_text() == "60 s"
    page.clock.run_for(5_000)
    assert button.inner_text() == "55 s"
    page.clock.run_for(60_000)
    assert button.inner_text() == "Vote"


def test_the_handout_has_every_slide_and_no_word_for_the_teacher(decks, visit):
    here = visit(decks.as_uri())
    page = here.page
    page.goto(f"{here.base}/01_slopes.html?handout")
    page.wait_for_selector(".tg-bar", state="attached")

    seen = page.locator("section .seen")
    assert seen.count() == len(cut(CHAPTERS[1])) and all(
        s.is_visible() for s in seen.all()
    )
    assert page.locator(".notes").first.is_visible()
    assert not any(
        words.is_visible() for words in page.locator(".teacher, .countdown").all()
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (here.outside, here.noise) == ([], [])


def test_the_list_leads_to_every_deck(decks, visit):
    here = visit(decks.as_uri())
    here.page.goto(f"{here.base}/index.html")
    links = here.page.locator("li > a").evaluate_all(
        "links => links.map(a => a.getAttribute('href'))"
    )

    assert {link.partition("?")[0] for link in links} == {
        f"{name}.html" for name in NAMES
    }
    assert len(links) == 2 * len(CHAPTERS)
    assert (here.outside, here.noise) == ([], [])
