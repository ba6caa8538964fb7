"""The decks: cut from the chapters, and seen in a browser from a folder, as from a stick.

Every slide is looked at, every step of its players, too: nothing is cut off,
no text is too small, nothing comes from outside.
"""

import re
from pathlib import Path

import cells
import guide
import nbformat
import pytest
import slides

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = slides.chapters()
WORDS = 60  # of a cell of prose that is shown whole
SLIDES = 40  # of a chapter
PIXELS = 24  # the smallest text, on a screen of 1920 by 1080
MEASURES = (Path(__file__).parent / "slides.js").read_text()


@pytest.fixture(scope="module")
def decks():
    """The folder with all decks, cut anew from the site."""
    slides.main()
    return slides.FOLDER


def read(path):
    return nbformat.read(path, as_version=4)


def cut(path, notebook=None):
    page = (slides.SITE / "book" / f"{path.stem}.html").read_text("utf-8")
    return slides.slides_of(
        notebook or read(path), cells.cut(page), guide.chapter(path.stem)
    )


def words_too_many(notebook):
    """Cells that are shown whole and are longer than a slide may be."""
    prose = (cell for cell in notebook.cells if cell.cell_type == "markdown")
    shown = [notebook.cells[0], *filter(slides.is_shown, prose)]
    return [cell.id for cell in shown if len(cell.source.split()) > WORDS]


# What the decks are made of.


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_deck_is_made_of_short_cells_and_is_short_itself(path):
    assert words_too_many(read(path)) == []
    assert 15 <= len(cut(path)) <= SLIDES


def test_a_long_cell_is_found():
    notebook = read(CHAPTERS[0])
    notebook.cells[3].source += " word" * WORDS

    assert words_too_many(notebook) == [notebook.cells[3].id]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_each_question_is_a_slide_and_its_answer_the_next(path):
    deck = cut(path)
    asked = [k for k, slide in enumerate(deck) if slide.kind == "question"]

    assert len(asked) == 3
    for k in asked:
        question, answer = "".join(deck[k].seen), "".join(deck[k + 1].seen)
        assert deck[k + 1].kind == "answer"
        assert answer.count('class="right"') == 1 and 'class="right"' not in question
        choices = re.findall(r"<li>(.*?)</li>", question)
        wrong = "".join(deck[k].notes).count("Then ask")
        assert 3 <= len(choices) == wrong + 1
        assert all(choice in answer for choice in choices)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_no_prose_of_a_chapter_is_lost(path):
    """It is on a slide or in the notes; only what is for readers is left out."""
    everything = "".join("".join([*s.seen, *map(str, s.notes)]) for s in cut(path))
    told = re.sub(r"[\W_]+", "", re.sub(r"<[^>]*>", "", everything))
    for cell in read(path).cells:
        heading = re.match(r"## (.*)", cell.source)
        if heading and heading[1] in slides.NOT_SHOWN:
            break
        if cell.cell_type == "markdown" and not re.search(r"[{$<]", cell.source):
            for line in cell.source.splitlines()[1:]:
                plain = re.sub(r"[*`]|^\d+\. ", "", line)
                assert re.sub(r"[\W_]+", "", plain) in told, line


def test_a_prediction_comes_before_what_comes_out():
    notebook = read(CHAPTERS[1])
    predicting = next(s for s in cut(CHAPTERS[1], notebook) if s.asks)
    assert "fragment" in predicting.seen[-1]

    pieces = cells.cut(
        (slides.SITE / "book/01_slopes.html").read_text().replace(slides.PREDICT, "")
    )
    deck = slides.slides_of(notebook, pieces, guide.chapter("01_slopes"))
    assert not any("fragment" in part for slide in deck for part in slide.seen)


def test_the_notes_have_the_minutes_of_the_guide():
    first = cut(CHAPTERS[1])[0]

    assert guide.chapter("01_slopes").minutes("Opening") in first.notes
    assert "minutes" in guide.chapter("01_slopes").minutes("Opening")


# What is seen.


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


def faults(page, smallest):
    """[slide, step, what] of all that is cut off or too small."""
    return page.evaluate("pixels => measures.faultsOfAll(pixels)", smallest)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_no_slide_is_too_full_or_too_small(deck, path):
    here = deck(path.stem)

    assert faults(here.page, PIXELS) == []
    assert (here.outside, here.noise) == ([], [])


@pytest.mark.parametrize("name", ["02_chain_rule", "09_training"])
def test_a_projector_of_1280_by_720_shows_the_same(deck, name):
    here = deck(name, 1280, 720)

    assert faults(here.page, PIXELS * 2 / 3) == []


@pytest.mark.parametrize(
    "style, what",
    [
        (".seen p { font-size: 16px }", "small"),
        (".question .seen { font-size: 130px !important }", "full"),
        (".tg-fills .toygrad-stage { zoom: 1 !important }", "small"),
        (".tg-fills .tg-canvas svg { min-width: 2000px }", "full"),
    ],
)
def test_a_slide_too_full_and_text_too_small_are_found(deck, style, what):
    here = deck("00_tour")
    here.page.add_style_tag(content=style)

    assert any(what in fault for _, _, fault in faults(here.page, PIXELS))


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
        f"{p.stem}.html" for p in CHAPTERS
    }
    assert len(links) == 2 * len(CHAPTERS)
    assert (here.outside, here.noise) == ([], [])
