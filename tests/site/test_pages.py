"""The built pages in a real browser, with the network blocked: each is whole."""

from pathlib import Path

import pytest

from tests.shared.axe import ALL_RULES, AXE, FEW_WORDS_OF_EACH_LOOK, violations

TESTS = Path(__file__).resolve().parents[1]
SITE = TESTS.parent / "_build" / "html"
PAGES = sorted(
    str(page.relative_to(SITE))
    for page in SITE.rglob("*.html")
    if "_static" not in page.parts and page != SITE / "index.html"
)
COVER = "book/index.html"
LIVE = SITE / "_static/live"
DARK = "document.documentElement.dataset.theme === 'dark'"


def test_the_pages_are_there():
    pages = {"search.html", "book/notation.html", "book/operations.html", COVER}
    assert pages <= set(PAGES) and len(PAGES) >= 22


def test_the_first_page_leads_to_the_cover(visit):
    here = visit()
    here.open("index.html")  # waits until it has

    assert (here.outside, here.noise) == ([], [])


# What another colour or another width can break, of a page that was whole before.
RULES_OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RULES_OF_WIDTH = {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}  # fmt: skip
CROWDED = (TESTS / "shared/crowded.js").read_text()
WIDTHS = (1440, 1200, 768, 360)
FACES = 110_000  # bytes of letters on a page
PAPER = 605  # pixels between the margins of A4
# What pictures say that do not say what they show, or the same as another.
WORDLESS = """() => {
    const images = [...document.querySelectorAll("article :is(img, .tg-figure)")].map(i => i.alt ?? i.ariaLabel);
    const drawings = ".tg, :is(.tg-canvas, .tg-plot, .tg-bars) > svg";
    return [
        ...images.filter((words, k) => words.length < 10 || words.length > 200
            || words.endsWith(".svg") || images.indexOf(words) < k),
        ...[...document.querySelectorAll(drawings)]
            .map(drawing => drawing.getAttribute("aria-label") || "")
            .filter(words => !words.trim()),
    ];
}"""
# What stands there as data, or cannot be drawn.
NOT_DRAWN = """() => [...document.querySelectorAll(".toygrad-stage")]
    .filter(place => !place.stage || !place.querySelector(".tg-picture :is(svg, table, [role=grid])"))
    .map(place => place.textContent.slice(0, 80))"""
OPEN_ALL = """{
    for (const button of document.querySelectorAll(".lid button:first-child")) button.click();
    document.querySelectorAll("details").forEach(d => { d.open = true });
}"""
CUT_OFF_ON_PAPER = """() => [...document.querySelectorAll('article, article *')].filter(box =>
    box.clientWidth > 0 && box.scrollWidth > box.clientWidth + 1
    && getComputedStyle(box).overflowX !== 'visible').map(box => box.className)"""
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def at_width(here, width):
    here.page.set_viewport_size({"width": width, "height": 800})
    here.rest()
    if here.clock:
        here.wait(1000)  # the theme looks anew at what scrolls, after a while
    return here.page


def faults(here, name):
    """All that is wrong with a page, by what was looked at; nothing if all is well.

    One visit: at 1280 in the light everything is looked at, then what another
    width, the dark and paper can break.  What all pages share, the bars of
    the theme, is looked at on the cover.
    """
    page = here.open(name)
    part = "document" if name == COVER else ".bd-main"
    page.evaluate(OPEN_ALL)
    here.rest()  # what opens fades in
    page.evaluate(FEW_WORDS_OF_EACH_LOOK)
    page.evaluate(AXE)
    yield "pictures without words", page.evaluate(WORDLESS)
    yield "axe at 1280", violations(page, part=part)
    for width in WIDTHS:
        yield f"crowded at {width}", at_width(here, width).evaluate(CROWDED)
    rules = ALL_RULES if name == COVER else RULES_OF_WIDTH
    yield "axe at 320", violations(at_width(here, 320), rules, part)
    yield "wider than 320", [320] * page.evaluate(TOO_WIDE)
    page.emulate_media(color_scheme="dark")
    at_width(here, 1280)
    yield "not dark", [] if page.evaluate(DARK) else ["light"]
    rules = ALL_RULES if name == COVER else RULES_OF_COLOUR
    yield "axe in the dark", violations(page, rules, part)
    page.emulate_media(color_scheme="light", media="print")
    yield "cut off on paper", at_width(here, PAPER).evaluate(CUT_OFF_ON_PAPER)
    yield "wider than paper", [PAPER] * page.evaluate(TOO_WIDE)
    page.emulate_media(media="screen")
    yield "not drawn", page.evaluate(NOT_DRAWN)
    live = [url for url in here.asked if "/live/" in url and "calculator." not in url]
    cells = page.locator(".cell.tag_live").count()
    buttons = page.get_by_role("button", name="Edit and run").count()
    yield "live cells", [buttons, cells, *live] * (LIVE.exists() and (buttons, len(live)) != (cells, cells > 0))  # fmt: skip
    faces = {url for url in here.asked if url.endswith(".woff2")}
    weight = sum((SITE / url[len(here.base) + 1 :]).stat().st_size for url in faces)
    yield "heavy faces", [weight] * (weight > FACES)
    yield "asked outside", here.outside
    yield "in the console", here.noise


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole(visit, name):
    here = visit(viewport={"width": 1280, "height": 800}, clock=True)

    assert {what: found for what, found in faults(here, name) if found} == {}


RUN = """from toygrad import Value, nn
from toygrad.viz import *
x = Value(3.0, label="x")
y = x * x + x
y.label = "y"
display(show_report(y), explore(lambda v: v * v, v=(0, 1)))
print("a line of text " * 9)
y.backwards()"""


def test_a_cell_that_was_run_on_a_page_is_whole(live):
    here, cell = live("book/sandbox.html", color_scheme="light")
    cell.run(RUN, "It stopped at an error.")
    page = here.page
    page.evaluate(OPEN_ALL)
    here.rest()
    page.evaluate(AXE)

    assert violations(page) == []
    for width in WIDTHS:
        assert at_width(here, width).evaluate(CROWDED) == [], width
    assert violations(at_width(here, 320), RULES_OF_WIDTH) == []
    assert not page.evaluate(TOO_WIDE)
    page.emulate_media(color_scheme="dark")
    here.rest()
    assert page.evaluate(DARK) and violations(page, RULES_OF_COLOUR) == []


# The planted faults: what each look finds, and how it is brought about.

STYLE = "document.head.appendChild(document.createElement('style')).textContent ="
PLANTED = [
    (
        "pictures without words",
        "document.querySelector('.tg-figure').ariaLabel = 'A plot'",
        "A plot",
    ),
    (
        "axe at 1280",
        "const next = document.querySelector('.tg [aria-label=Next]');"
        "next.removeAttribute('aria-label'); next.removeAttribute('title');",
        "button-name",
    ),
    (
        "crowded at 360",
        f"{STYLE} '@media (max-width: 400px) {{ article h1 {{ font-size: 7px }} }}'",
        "7.0 pixels: h1",
    ),
    (
        "axe at 320",
        "document.querySelector('article').insertAdjacentHTML('beforeend',"
        " '<button class=planted>a</button><button class=planted>b</button>');"
        f"{STYLE} '@media (max-width: 400px) {{ .planted {{ height: 9px; width: 9px; padding: 0; margin: 0; border: 0 }} }}'",
        "target-size",
    ),
    (
        "wider than 320",
        f"{STYLE} '@media (max-width: 330px) {{ article h2 {{ width: 900px }} }}'",
        "320",
    ),
    (
        "axe in the dark",
        f"{STYLE} 'html[data-theme=dark] article p {{ color: #333 !important }}'",
        "color-contrast",
    ),
    (
        "cut off on paper",
        f"{STYLE} '@media print {{ article h1 {{ overflow: hidden; white-space: nowrap; width: 20px }} }}'",
        "",
    ),
    (
        "wider than paper",
        f"{STYLE} '@media print {{ main h2 {{ max-width: none; width: 900px }} }}'",
        "605",
    ),
    (
        "not drawn",
        "const place = document.querySelector('article').appendChild(document.createElement('div'));"
        "place.className = 'toygrad-stage'; toygrad.mount(place, { toygrad: 0 });",
        "cannot be shown",
    ),
    ("live cells", "document.querySelector('.toygrad-live').remove()", "live/live.js"),
    (
        "heavy faces",
        "for (const face of ['sans/italic', 'serif/italic', 'math/regular'])"
        " fetch(`../_static/vendor/toygrad-${face}.woff2`)",
        "1",
    ),
    (
        "asked outside",
        "const s = document.createElement('script'); s.src = 'https://example.org/a.js';"
        "document.head.append(s)",
        "https://example.org/a.js",
    ),
    ("in the console", "setTimeout(() => { throw new Error('planted') })", "planted"),
    (
        "axe at 1280",
        "document.querySelectorAll('.highlight pre span')[40].style.color = '#ddd'",
        "color-contrast', '<span",
    ),
    (
        "axe at 1280",
        "document.querySelectorAll('article p')[3].style.color = '#ddd'",
        "color-contrast', '<p",
    ),
    (
        "axe in the dark",
        f"{STYLE} 'html[data-theme=dark] .highlight .k {{ color: #333 !important }}'",
        "color-contrast', '<span class=\"k\"",
    ),
]  # fmt: skip


def test_every_look_at_a_page_can_find_something(visit):
    """All faults on one page; each look finds its own."""
    name = "book/01_slopes.html"
    # The page itself would refuse a script from elsewhere.
    here = visit(viewport={"width": 1280, "height": 800}, clock=True, bypass_csp=True)
    opened = here.open

    def spoiled(name):
        page = opened(name)
        for _, harm, _ in PLANTED:
            page.evaluate(f"{{ {harm} }}")
        return page

    here.open = spoiled
    found = {what: str(fault) for what, fault in faults(here, name) if fault}

    for what, _, words in PLANTED:
        assert words in found[what], what


def test_a_page_that_stays_light_is_found(visit):
    here = visit(viewport={"width": 1280, "height": 800}, clock=True)
    page = here.open("book/notation.html")
    page.evaluate(
        "new MutationObserver(() => document.documentElement.dataset.theme === 'light'"
        " || (document.documentElement.dataset.theme = 'light'))"
        ".observe(document.documentElement, { attributes: true })"
    )
    here.open = lambda name: page

    assert dict(faults(here, "book/notation.html"))["not dark"] == ["light"]


PALE = """<!doctype html><html lang="en"><title>Pale</title><main style="color: #eee">
<svg width="200" height="90"><rect width="200" height="40" fill="#fff"/>
<text y="20" fill="#eee">upon a box</text><text y="80" fill="#eee">upon nothing</text>
<foreignObject width="90" height="20"><p>in a box</p></foreignObject></svg><p>words</p></main>"""


def test_axe_judges_no_text_in_a_drawing(browser):
    """So nobody has to ask: of four texts that are too pale it finds the one outside."""
    page = browser.new_page()
    page.set_content(PALE)
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({ runOnly: rules })", RULES_OF_COLOUR)
    page.close()

    assert [n["html"] for v in found["violations"] for n in v["nodes"]] == [
        "<p>words</p>"
    ]


UNNAMED = """<!doctype html><html lang="en"><title>A drawing</title><main>
<svg role="img" aria-label="A drawing" width="200" height="90"><g><text y="20">words</text></g>
<g><g role="button" tabindex="0"><circle cx="50" cy="50" r="40"/></g></g></svg></main>"""


def test_what_can_be_pressed_in_a_drawing_needs_a_name(browser):
    page = browser.new_page()
    page.set_content(UNNAMED)
    page.evaluate(AXE)
    before = page.content()
    found = violations(page)
    after = page.content().replace(' data-asked=""', "")
    page.close()

    assert "aria-command-name" in [rule for rule, _ in found]
    assert after == before


CROWDS = {
    "7.0 pixels: p": "p.style.fontSize = '7px'",
    "cut off: p": "p.style.cssText = 'width: 20px; overflow: hidden; white-space: nowrap'",
    "beyond the edge: p": "p.style.cssText = 'max-width: none; width: 2000px'",
    "cut off: text": "p.innerHTML = '<svg width=20><text y=12>words that go on beyond it</text></svg>'",
    "4.9 pixels: text": "document.querySelector('.tg-figure').style.cssText = 'min-width: 0; width: 200px'",
}


def test_what_is_tiny_cut_or_beyond_the_edge_is_found(visit):
    page = visit().open("book/01_slopes.html")
    page.evaluate(OPEN_ALL)
    for number, (words, harm) in enumerate(CROWDS.items()):
        assert not any(fault.startswith(words) for fault in page.evaluate(CROWDED))
        page.evaluate(f"{{ const p = document.querySelectorAll('article p')[{number}]; {harm} }}")  # fmt: skip
        assert any(fault.startswith(words) for fault in page.evaluate(CROWDED))
