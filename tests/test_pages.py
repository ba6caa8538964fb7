"""The built pages in a real browser, with the network blocked."""

from pathlib import Path

import pytest

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
PAGES = sorted(
    str(page.relative_to(SITE))
    for page in SITE.rglob("*.html")
    if "_static" not in page.parts and page != SITE / "index.html"
)
WITH_PLAYERS = {
    "book/index.html": 1,
    "book/00_tour.html": 1,
    "book/sandbox.html": 1,
    "book/01_slopes.html": 1,
    "book/02_chain_rule.html": 5,
    "book/03_graphs.html": 1,
    "book/04_backpropagation.html": 3,
    "book/05_autograd.html": 1,
    "book/06_checking.html": 2,  # one is a slider on the size of a nudge
    "book/07_descent.html": 5,  # two of them are sliders on a descent
    "book/08_networks.html": 1,
    "book/09_training.html": 7,
    "book/10_classification.html": 4,
    "book/gallery.html": 13,  # three of them are sliders
}


def test_the_pages_are_there():
    pages = {"search.html", "book/notation.html", "book/operations.html"}
    assert set(WITH_PLAYERS) | pages <= set(PAGES)


def test_the_first_page_leads_to_the_cover(visit):
    here = visit()
    here.open("index.html")  # waits until it has

    assert (here.outside, here.noise) == ([], [])


AXE = (Path(__file__).parent / "vendor/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CROWDED = (Path(__file__).parent / "crowded.js").read_text()
WIDTHS = (1440, 1200, 768, 360)
# What pictures say that do not say what they show, or the same as another.
WORDLESS = """() => {
    const images = [...document.querySelectorAll("article img")].map(i => i.alt);
    const drawings = "figure.toygrad-graph, .toygrad-player svg:not(svg svg)";
    return [
        ...images.filter((words, k) => words.length < 10 || words.length > 200
            || words.endsWith(".svg") || images.indexOf(words) < k),
        ...[...document.querySelectorAll(drawings)]
            .map(drawing => drawing.getAttribute("aria-label") || "")
            .filter(words => !words.trim()),
    ];
}"""
# What opens fades in, and has too little contrast until it is there.
OPEN_ALL = """async () => {
    document.querySelectorAll('details').forEach(d => { d.open = true });
    await new Promise(resolve => setTimeout(resolve, 500));
}"""


def violations(page):
    """What axe-core has to say against the page, as (rule, element)."""
    found = page.evaluate(
        """rules => Promise.race([
            axe.run(document, {runOnly: {type: "tag", values: rules}}),
            new Promise((_, fail) => setTimeout(() => fail("axe took too long"), 60000)),
        ])""",
        RULES,
    )
    return [(v["id"], n["html"][:160]) for v in found["violations"] for n in v["nodes"]]


def at_width(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.wait_for_timeout(500)  # the theme looks anew at what scrolls
    return page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_in_the_light_at_every_width(visit, name):
    here = visit(viewport={"width": 1280, "height": 800})
    page = here.open(name)
    page.evaluate(OPEN_ALL)
    page.add_script_tag(content=AXE)

    assert page.evaluate(WORDLESS) == []
    assert violations(page) == []
    for width in WIDTHS:
        assert at_width(page, width).evaluate(CROWDED) == [], width
    assert violations(at_width(page, 320)) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator(".toygrad-player").count() == WITH_PLAYERS.get(name, 0)
    assert (here.outside, here.noise) == ([], [])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_in_the_dark(visit, name):
    here = visit(color_scheme="dark", viewport={"width": 1280, "height": 800})
    page = here.open(name)
    page.evaluate(OPEN_ALL)
    page.add_script_tag(content=AXE)

    assert violations(page) == []
    assert page.locator(".toygrad-player").count() == WITH_PLAYERS.get(name, 0)
    assert (here.outside, here.noise) == ([], [])


LIVE = """from toygrad import Value, nn
from toygrad.viz import *
x = Value(3.0, label="x")
y = x * x + x
y.label = "y"
display(show_report(y), explore(lambda v: v * v, v=(0, 1)))
print("a line of text " * 9)
y.backwards()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_cell_that_was_run_on_a_page_is_whole(live, scheme):
    here, cell = live("book/sandbox.html", color_scheme=scheme)
    cell.run(LIVE, "It stopped at an error.")
    page = here.page
    page.evaluate(OPEN_ALL)
    page.add_script_tag(content=AXE)

    assert violations(page) == []
    for width in WIDTHS:
        assert at_width(page, width).evaluate(CROWDED) == [], width
    assert violations(at_width(page, 320)) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


CROWDS = {
    "7.0 pixels: p": "p.style.fontSize = '7px'",
    "cut off: p": "p.style.cssText = 'width: 20px; overflow: hidden; white-space: nowrap'",
    "beyond the edge: p": "p.style.width = '2000px'",
    "text of 4.9 pixels: img": "document.querySelector('article img').style.cssText = 'min-width: 0; width: 200px'",
}


@pytest.mark.parametrize("words, harm", CROWDS.items(), ids=CROWDS)
def test_what_is_tiny_cut_or_beyond_the_edge_is_found(visit, words, harm):
    """The planted faults of the tests above."""
    page = visit().open("book/01_slopes.html")
    page.evaluate(f"const p = document.querySelector('article p'); {harm}")

    assert any(fault.startswith(words) for fault in page.evaluate(CROWDED))


def test_a_request_outside_and_an_error_are_seen(visit):
    """The planted fault of the test above."""
    here = visit(bypass_csp=True)  # the page itself would refuse
    page = here.open("book/notation.html")
    page.evaluate(
        "const s = document.createElement('script'); s.src = 'https://example.org/a.js';"
        "document.head.append(s); setTimeout(() => { throw new Error('planted') })"
    )
    page.wait_for_timeout(300)

    assert here.outside == ["https://example.org/a.js"]
    assert any("planted" in words for words in here.noise)


def test_a_control_without_a_name_is_found(visit):
    """The planted fault of the test above."""
    page = visit().open("book/index.html")
    page.evaluate(
        "const next = document.querySelector('.toygrad-next');"
        "next.replaceChildren(); next.removeAttribute('title');"
        "document.querySelector('.toygrad-player .noUi-handle').removeAttribute('aria-label')"
    )
    page.add_script_tag(content=AXE)

    assert "button-name" in {rule for rule, _ in violations(page)}


def test_a_picture_without_words_is_found(visit):
    """The planted fault: what the builder would write by itself."""
    page = visit().open("book/01_slopes.html")
    page.evaluate("document.querySelector('article img').alt = '../_images/5dabe.svg'")

    assert page.evaluate(WORDLESS) == ["../_images/5dabe.svg"]


def test_a_solution_is_one_click_away(visit):
    page = visit().open("book/02_chain_rule.html")
    solution = page.get_by_text("Right: 19 = 3 + 12 + 4")
    assert not solution.is_visible()
    page.get_by_text("Show the solution to 2.3").click()

    assert solution.is_visible()
