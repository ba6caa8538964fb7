"""What a reader does on a page: scroll, press, search, and find again what was read."""

import re

import pytest

from tests.shared.axe import AXE, violations
from tools.book.chapters import chapters

COVER = "book/index.html"
STYLE = "document.head.appendChild(document.createElement('style')).textContent ="


def test_a_solution_is_one_click_away(visit):
    page = visit().open("book/02_chain_rule.html")
    solution = page.get_by_text("Right: 19 = 3 + 12 + 4")
    assert not solution.is_visible()
    page.get_by_text("Show the solution to 2.3").click()

    assert solution.is_visible()


# Nothing moves while a page comes in.

MOVED = """window.moved = 0;
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""
LATE = """addEventListener("load", () => requestAnimationFrame(() => setTimeout(() =>
    document.querySelector("h1").insertAdjacentHTML("beforebegin", "<p style='height: 300px'>"))));"""


def moved(visit, name, width, late=""):
    """How much of what is seen moved, as browsers count it; 0.1 is called good."""
    here = visit(viewport={"width": width, "height": 768})
    here.page.add_init_script(MOVED + late)
    here.open(name)
    here.page.wait_for_timeout(100)
    here.rest()
    return here.page.evaluate("window.moved")


@pytest.mark.parametrize("width", [1366, 360])
@pytest.mark.parametrize("name", [COVER, "book/04_backpropagation.html"])
def test_nothing_moves_while_a_page_comes_in(visit, name, width):
    assert moved(visit, name, width) <= 0.02


def test_what_comes_late_and_pushes_the_rest_is_found(visit):
    assert moved(visit, COVER, 1366, LATE) > 0.02


# Where one is, what one has read, and the answers that one presses.

CHAPTER = "book/03_graphs.html"
PREDICTED = "book/01_slopes.html"
WHERE = """document.querySelector(".sections a[aria-current]")?.textContent"""


def test_the_contents_of_a_page_follow_whoever_scrolls(visit):
    here = visit(viewport={"width": 1366, "height": 768})
    page = here.open(CHAPTER)
    sections = page.locator(".sections a").all_inner_texts()
    seen = [page.evaluate(WHERE)]
    to = (
        "document.querySelectorAll('article h2')[{}].scrollIntoView(); scrollBy(0, 100)"
    )
    for going in (*map(to.format, (2, 0, 1)), "scrollTo(0, 1e6)"):  # down, up, down
        page.evaluate(going)
        here.rest()
        seen.append(page.evaluate(WHERE))

    assert seen == [None, *(sections[k] for k in (2, 0, 1, -1))]


PHONE = {"width": 360, "height": 740}
OPEN = "dialog[open]"


def place_chosen_on_a_phone(page):
    """Where a section stands, chosen in the list, and how many windows stay open."""
    page.locator(".secondary-toggle").click()
    link = page.locator(f"{OPEN} a").nth(2)
    section = page.locator(f"[id='{link.get_attribute('href')[1:]}']")
    link.click()
    page.wait_for_timeout(100)  # the window is put away after the click
    return round(section.bounding_box()["y"]), page.locator(OPEN).count()


def test_a_section_chosen_on_a_phone_is_there_and_its_list_gone(visit):
    page = visit(viewport=PHONE).open(CHAPTER)
    place, windows = place_chosen_on_a_phone(page)

    assert 50 < place < 90 and windows == 0


def test_a_list_that_stays_open_is_found(visit):
    page = visit(viewport=PHONE).open(CHAPTER)
    page.evaluate("document.querySelectorAll('dialog').forEach(d => { d.close = () => {} })")  # fmt: skip

    assert place_chosen_on_a_phone(page)[1] == 1


def moved_by_windows(page):
    """Where a page is after each of its two windows was opened and closed."""
    page.evaluate("scrollTo(0, 2000)")
    for toggle in (".primary-toggle", ".secondary-toggle"):
        page.locator(toggle).focus()
        page.keyboard.press("Enter")
        page.locator(OPEN).wait_for()
        page.keyboard.press("Escape")
        yield page.evaluate("scrollY")


def test_a_page_stays_where_it_is_when_a_window_opens(visit):
    page = visit(viewport=PHONE).open(CHAPTER)

    assert list(moved_by_windows(page)) == [2000, 2000]


def test_a_page_that_moves_when_a_window_opens_is_found(visit):
    page = visit(viewport=PHONE).open(CHAPTER)
    page.evaluate(f"{STYLE} 'dialog {{ position: sticky !important }}'")

    assert list(moved_by_windows(page)) == [0, 0]


FADES = """(figure) => {
    const ends = [0, 999].map((left) => { figure.scrollLeft = left; figure.dispatchEvent(new Event("scroll")); return figure.className.includes("more"); });
    return [figure.scrollWidth > figure.clientWidth, ...ends];
}"""


def test_a_figure_that_scrolls_on_a_phone_fades_where_there_is_more(visit):
    page = visit(viewport=PHONE).open("book/07_descent.html")
    figure = page.locator("figure:has(.tg-figure)").first
    assert figure.evaluate(FADES) == [True, True, False]
    page.evaluate(f"{STYLE} '.tg-figure {{ min-width: 0 !important }}'")
    assert figure.evaluate(FADES) == [False, False, False]


FINGER = 40  # pixels
SMALL = f"""() => [...document.querySelectorAll("main :is(.lid, li, .toygrad-live) button, main :is(input, summary)")]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < {FINGER} && !one.matches(".tg-names [type=range]"))
    .map((one) => one.outerHTML)"""


@pytest.mark.parametrize("name", [PREDICTED, "book/sandbox.html"])
def test_what_one_presses_is_as_large_as_a_finger(visit, name):
    page = visit(viewport=PHONE, has_touch=True, is_mobile=True).open(name)
    assert page.evaluate(SMALL) == []
    page.evaluate(f"{STYLE} 'button {{ min-height: 0 !important }}'")
    assert page.evaluate(SMALL) != []


READ = """() => ({
    read: [...document.querySelectorAll("a[data-chapter]:has(.done)")].map(link => link.textContent),
    line: document.querySelector(".read:not([hidden])")?.textContent ?? "",
})"""
ONE = {
    "read": ["3 Numbers that remember, read"],
    "line": f"1 of {len(chapters())} read. Forget it",
}
NONE = {"read": [], "line": ""}


def read_of(here):
    here.rest()
    return {
        name: " ".join(words.split()) if isinstance(words, str) else [" ".join(w.split()) for w in words]
        for name, words in here.page.evaluate(READ).items()
    }  # fmt: skip


def to_the_end(here, name=CHAPTER):
    """Open a chapter, and scroll to its end."""
    here.open(name)
    opened = read_of(here)
    here.page.evaluate("document.querySelector('.foot').scrollIntoView()")
    here.page.wait_for_timeout(100)  # an observer of the browser tells, not a clock
    return opened


def test_a_chapter_is_read_when_its_end_was_seen_and_all_can_be_forgotten(visit):
    here = visit(viewport={"width": 1280, "height": 800})
    assert to_the_end(here) == NONE
    assert read_of(here) == ONE
    here.open("book/notation.html")
    assert read_of(here) == ONE
    here.page.get_by_role("button", name="Forget it").click()
    assert read_of(here) == NONE
    here.open(CHAPTER)
    assert read_of(here) == NONE


BEGIN = """(() => {
    const { textContent, pathname } = document.querySelector(".begin a");
    return [textContent, pathname];
})()"""


def test_the_cover_leads_on_from_the_last_chapter_read_until_all_is_forgotten(visit):
    here = visit(viewport={"width": 1280, "height": 800})
    begins = here.open(COVER).evaluate(BEGIN)
    to_the_end(here)
    goes_on = here.open(COVER).evaluate(BEGIN)
    here.page.get_by_role("button", name="Forget it").click()

    assert begins == ["A first tour", "/book/00_tour.html"]
    assert goes_on == ["Go on: 4 Walking backward", "/book/04_backpropagation.html"]
    assert here.page.evaluate(BEGIN) == begins


NOTHING_KEPT = """for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { configurable: true, get() { throw new Error("forbidden"); } });
}"""
NOT_TEXT = """localStorage.setItem("toygrad.read", "{3"); localStorage.setItem("toygrad.read", "7")"""


@pytest.mark.parametrize("spoilt", [NOTHING_KEPT, NOT_TEXT])
def test_a_browser_that_keeps_nothing_or_nonsense_makes_no_error(visit, spoilt):
    here = visit(viewport={"width": 1280, "height": 800})
    here.page.add_init_script(spoilt)
    to_the_end(here)

    assert read_of(here) == ONE and here.noise == []


def test_an_end_that_nobody_notices_is_found(visit):
    """The planted fault: a browser whose observers see nothing."""
    here = visit(viewport={"width": 1280, "height": 800})
    here.page.add_init_script("IntersectionObserver.prototype.observe = () => {}")
    to_the_end(here)

    assert read_of(here) == NONE


def test_a_right_answer_and_a_wrong_one_look_different_when_pressed(visit):
    page = visit().open("book/04_backpropagation.html")
    answers = page.locator("details.answer")
    kinds = answers.evaluate_all("all => all.map(one => one.className)")
    marks = []
    for kind in ("wrong", "right"):
        one = page.locator(f"details.{kind} > summary").first
        one.click()
        marks.append(one.evaluate("s => getComputedStyle(s, '::before').content"))

    assert kinds.count("answer right") == 3 and set(kinds) == {"answer right", "answer wrong"}  # fmt: skip
    assert marks == ['"×" / ""', '"✓" / ""']


# What answers a prediction is covered until one has a guess.

COVERED = """() => {
    const cell = document.querySelector(".predicted"), told = cell.nextElementSibling;
    const words = [cell.querySelector(".cell_output pre"), told.querySelector("strong")];
    return [words.map(one => one.checkVisibility()), document.documentElement.scrollHeight];
}"""
SHUT, SHOWN = [False, False], [True, True]


def opened_by_its_button(page):
    """[what is seen, how high the page is] before and after."""
    before = page.evaluate(COVERED)
    page.get_by_role("button", name="I have a guess: show it").first.click()
    return before, page.evaluate(COVERED)


def test_an_answer_is_covered_until_one_has_a_guess_and_nothing_moves(visit):
    here = visit(viewport={"width": 1280, "height": 800})
    page = here.open(PREDICTED)
    (seen, high), (opened, later) = opened_by_its_button(page)
    page.evaluate(AXE)

    assert (seen, opened) == (SHUT, SHOWN) and abs(high - later) <= 1
    assert page.locator(".lid").count() == page.locator(".predicted").count() - 1
    assert violations(page) == []


def test_a_lid_under_which_nothing_lies_is_found(visit):
    """The planted fault: a browser that hides nothing."""
    page = visit().open(PREDICTED)
    page.evaluate(f"{STYLE} '[hidden] {{ content-visibility: visible !important }}'")

    assert opened_by_its_button(page)[0][0] == SHOWN


def test_answers_can_be_shown_always_and_covered_again(visit):
    here = visit(viewport={"width": 1280, "height": 800})
    page = here.open(PREDICTED)
    page.get_by_role("button", name="Always show").first.click()
    assert page.evaluate(COVERED)[0] == SHOWN
    page = here.open(PREDICTED)
    assert page.evaluate(COVERED)[0] == SHOWN
    page.get_by_role("button", name="Ask me first").click()
    assert page.evaluate(COVERED)[0] == SHUT


FOCUSED = "document.activeElement.textContent"


def test_who_wants_no_lids_can_take_it_back_on_the_spot(visit):
    page = visit(viewport={"width": 1280, "height": 800}).open(PREDICTED)
    lids = page.locator(".lid").count()
    page.get_by_role("button", name="Always show").first.click()
    told = page.get_by_role("status").filter(has_text="Answers are shown").inner_text()
    assert told == "Answers are shown from now on. Ask me first"
    assert page.evaluate(FOCUSED) == "Ask me first"
    page.keyboard.press("Enter")

    assert page.locator(".lid").count() == lids and page.locator(".opened").count() == 0
    assert page.evaluate(FOCUSED) == "I have a guess: show it"
    assert page.evaluate(COVERED)[0] == SHUT


def test_a_link_and_paper_open_what_is_covered(visit, eventually):
    page = visit().open(PREDICTED)
    page.emulate_media(media="print")
    assert page.evaluate(COVERED)[0] == SHOWN
    page.emulate_media(media="screen")
    page.evaluate(
        "document.querySelector('.told').insertAdjacentHTML('beforeend', '<b id=there></b>')"
    )
    page.evaluate("location.hash = 'there'")

    assert (
        eventually(lambda: page.evaluate(COVERED)[0], lambda seen: seen == SHOWN)
        == SHOWN
    )


# So is a picture: a drawing, a player, a plot.

PICTURES = {
    "book/02_chain_rule.html": ".toygrad-stage",
    "book/06_checking.html": "figure",
}
VEILED = """kind => {
    const pieces = [...document.querySelectorAll(`.predicted > .cell_output > :is(${kind}, :has(${kind}))`)];
    const inside = pieces.flatMap(piece => [...piece.querySelectorAll("svg, img, summary, .tg-box, button, p")]);
    const seen = inside.filter(one => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }));
    return [pieces.length, inside.length, seen.length, document.documentElement.scrollHeight];
}"""


def uncovered(page):
    while page.locator(".lid").count():
        page.get_by_role("button", name="I have a guess: show it").first.click()


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_answers_is_covered_and_nothing_moves(visit, name):
    here = visit(viewport={"width": 1280, "height": 800})
    page = here.open(name)
    pieces, inside, seen, high = page.evaluate(VEILED, PICTURES[name])
    uncovered(page)
    _, later_inside, later_seen, later = page.evaluate(VEILED, PICTURES[name])

    assert pieces and inside and seen == 0
    assert later_inside == inside and later_seen > 0 and abs(high - later) <= 1
    assert page.locator(".veiled").count() == 0 and here.noise == []


def test_a_picture_that_is_not_covered_is_found(visit):
    """The planted fault: a veil through which one looks."""
    (name, kind), *_ = PICTURES.items()
    page = visit(viewport={"width": 1280, "height": 800}).open(name)
    page.evaluate(f"{STYLE} '.veiled > * {{ visibility: visible !important }}'")

    assert page.evaluate(VEILED, kind)[2] > 0


def test_on_paper_and_without_a_script_every_picture_is_seen(visit):
    for name, kind in PICTURES.items():
        page = visit(viewport={"width": 1280, "height": 800}).open(name)
        covered = page.evaluate(VEILED, kind)[2]
        page.emulate_media(media="print")
        assert covered == 0 < page.evaluate(VEILED, kind)[2]
        here = visit(java_script_enabled=False)
        here.page.goto(f"{here.base}/{name}")
        bare = here.page
        assert bare.locator(".predicted svg, .predicted img").first.is_visible()
        assert bare.locator(".veiled").count() == 0


def test_who_moves_by_keys_passes_a_covered_picture(visit):
    """Nothing under a lid takes the focus; after the button the picture has it."""
    page = visit(viewport={"width": 1280, "height": 800}).open(
        "book/02_chain_rule.html"
    )
    lid = page.locator(".lid:has(+ .veiled) button").first
    lid.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert not page.evaluate("Boolean(document.activeElement.closest('.veiled'))")
    lid.press("Enter")
    assert page.evaluate("document.activeElement.matches('.output:has(.tg)')")


# The search.

FOUND = """() => [...document.querySelectorAll("#search-results li")].map((found) => [
    found.querySelector(".where")?.textContent ?? "",
    found.querySelector("a").textContent,
    found.querySelector(".context")?.textContent ?? "",
])"""
MARKED = """() => [...document.querySelectorAll(".highlighted")]
    .map((mark) => Boolean(mark.closest("article")))"""


def found_by(page, words):
    """(where it stands, its title, an excerpt) for all that a search finds."""
    page.locator("main input[name=q]").fill(words)
    page.locator("main input[name=q]").press("Enter")
    page.get_by_text("Pages: ").wait_for()
    page.locator("#search-results li:not(:has(.context))").first.wait_for(
        state="detached"
    )
    return page.evaluate(FOUND)


def test_a_search_finds_first_what_is_about_it_and_then_the_chapters_in_order(visit):
    here = visit()
    found = found_by(here.open("search.html"), "chain rule")
    places = [where.split(" · ")[0] for where, _, _ in found]
    chapters = [place for place in places if place.startswith("Chapter")]

    assert places[:2] == ["Chapter 2", "Teaching"]
    assert chapters[1:] == [f"Chapter {k}" for k in (0, 1, *range(3, 15)) if f"Chapter {k}" in chapters]  # fmt: skip
    assert len(chapters) > 5 and here.noise == []


def test_an_excerpt_is_made_of_sentences_and_of_items_that_are_told_apart(visit):
    page = visit().open("search.html")
    excerpts = [text for _, _, text in found_by(page, "gradient")]

    assert not [
        text for text in excerpts if re.search(r"[a-z](?:All steps|Chapter)", text)
    ]
    assert any(re.search(r"\w; say ", text) for text in excerpts)


def test_words_that_were_searched_are_marked_in_the_article_alone(visit):
    page = visit(viewport={"width": 1366, "height": 768}).open("search.html")
    found_by(page, "backward")
    page.locator("#search-results a").first.click()
    page.locator(".highlighted").first.wait_for()
    marked = page.evaluate(MARKED)
    page.keyboard.press("Escape")

    assert set(marked) == {True} and page.evaluate(MARKED) == []
