"""The built pages in a real browser, with the network blocked."""

from pathlib import Path

import pytest

from toygrad import Value
from toygrad.viz.nudges import nudge_pass
from toygrad.viz.passes import backward_pass

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
PAGES = sorted(
    str(page.relative_to(SITE))
    for page in SITE.rglob("*.html")
    if "_static" not in page.parts
)
WITH_PLAYERS = {
    "index.html": 1,  # leads on to book/index.html
    "book/index.html": 1,
    "book/00_tour.html": 1,
    "book/02_chain_rule.html": 5,
}


def test_the_pages_are_there():
    pages = {"index.html", "book/notation.html", "book/operations.html"}
    assert set(WITH_PLAYERS) | pages <= set(PAGES)


@pytest.mark.parametrize(
    "scheme, width", [("light", 1280), ("dark", 1280), ("light", 360)]
)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_whole_and_asks_nobody_outside(visit, name, scheme, width):
    here = visit(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = here.open(name)
    size = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

    assert here.outside == []
    assert here.noise == []
    assert page.evaluate(size) == 0
    assert page.locator(".toygrad-player").count() == WITH_PLAYERS.get(name, 0)


def test_a_request_outside_and_an_error_are_seen(visit):
    """The planted fault of the test above."""
    here = visit()
    page = here.open("book/notation.html")
    page.evaluate(
        "const s = document.createElement('script'); s.src = 'https://example.org/a.js';"
        "document.head.append(s); setTimeout(() => { throw new Error('planted') })"
    )
    page.wait_for_timeout(300)

    assert here.outside == ["https://example.org/a.js"]
    assert any("planted" in words for words in here.noise)


def caption(player):
    return player.locator(".toygrad-caption:visible").inner_text()


def moves(page, player):
    """Does pressing play move the frames of this player, and pressing again stop it?"""
    button = player.get_by_role("button", name="Play / pause")
    first = caption(player)
    button.click()
    try:
        page.wait_for_function(
            "([player, first]) => [...player.querySelectorAll('.toygrad-caption')]"
            ".some((p) => p.offsetParent && p.innerText !== first)",
            arg=[player.element_handle(), first],
            timeout=4000,
        )
    except Exception:
        return False
    button.click()
    page.wait_for_timeout(200)
    stopped = caption(player)
    page.wait_for_timeout(1600)
    return caption(player) == stopped


@pytest.mark.parametrize("where", ["http", "file"])
@pytest.mark.parametrize("name", WITH_PLAYERS)
def test_pressing_play_moves_every_player_and_again_stops_it(visit, name, where):
    here = visit() if where == "http" else visit(base=SITE.as_uri())
    page = here.open(name)

    for player in page.locator(".toygrad-player").all():
        assert caption(player).startswith("Step 1 of ")
        assert moves(page, player)
    assert (here.outside, here.noise) == ([], [])


def test_without_the_page_script_no_player_moves(visit):
    """The planted fault: play is dead as the theme leaves it."""
    page = visit(block="players.js").open("book/index.html")

    assert not moves(page, page.locator(".toygrad-player").first)


def go_to(player, step):
    field = player.locator("input[type=number]")
    field.fill(str(step))
    field.press("Enter")
    player.page.wait_for_timeout(60)


def test_every_step_on_the_cover_says_what_the_engine_computes(visit, square_and_self):
    page = visit().open("book/index.html")
    player = page.locator(".toygrad-player")
    captions = backward_pass(square_and_self).captions

    for step, expected in enumerate(captions, start=1):
        go_to(player, step)
        assert caption(player).splitlines()[-1] == expected


VISIBLE = """svg => [...svg.querySelectorAll('text')]
    .filter(t => getComputedStyle(t).visibility === 'visible').map(t => t.textContent)"""


def test_the_numbers_on_the_stage_are_the_engines(visit):
    a, b, c, f = (
        Value(x, n) for x, n in [(3.0, "a"), (-2.0, "b"), (11.0, "c"), (2.0, "f")]
    )
    L = (a * b + c) * f
    page = visit().open("book/00_tour.html")
    player = page.locator(".toygrad-player")

    go_to(player, 1)
    texts = player.locator("svg").evaluate(VISIBLE)
    assert texts.count("grad: not") == 4 and "data 10" not in texts
    go_to(player, 12)
    texts = player.locator("svg").evaluate(VISIBLE)
    L.backward()
    shown = sorted(text for text in texts if text.startswith("grad"))
    values = [a, b, c, f, L, *L.parents[0].parents[:1], L.parents[0]]
    assert shown == sorted(f"grad {v.grad:g}".replace("-", "−") for v in values)


def test_keys_step_the_slider_and_two_players_do_not_disturb_each_other(visit):
    page = visit().open("book/02_chain_rule.html")
    first, second = page.locator(".toygrad-player").all()[:2]
    handle = first.get_by_role("slider", name="Step", exact=True)
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")

    pedals = Value(5.0, "pedals")
    wheel = 2.0 * pedals
    metres = 2.1 * wheel
    wheel.label, metres.label = "wheel", "metres"
    page.wait_for_timeout(200)
    assert (
        caption(first).splitlines()[-1] == nudge_pass(metres, pedals, 0.1).captions[2]
    )
    assert caption(second).startswith("Step 1 of ")
    page.keyboard.press("Home")
    page.wait_for_timeout(200)
    assert caption(first).startswith("Step 1 of ")


def test_escape_pauses(visit):
    page = visit().open("book/index.html")
    player = page.locator(".toygrad-player")
    player.get_by_role("button", name="Play / pause").click()
    page.wait_for_timeout(1500)
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    paused = caption(player)
    page.wait_for_timeout(1600)

    assert not paused.startswith("Step 1 of ")
    assert caption(player) == paused


def test_a_solution_is_one_click_away(visit):
    page = visit().open("book/02_chain_rule.html")
    solution = page.get_by_text("Right: 19 = 3 + 12 + 4")
    assert not solution.is_visible()
    page.get_by_text("Show the solution to 2.3").click()

    assert solution.is_visible()


def test_pictures_have_words(visit):
    for name in ("book/00_tour.html", "book/02_chain_rule.html"):
        page = visit().open(name)
        for picture in page.locator("article img").all():
            words = picture.get_attribute("alt")
            assert 10 <= len(words) <= 200 and not words.endswith(".svg")
        for figure in page.locator("figure.toygrad-graph, .toygrad-player svg").all():
            assert "Compute graph of" in figure.get_attribute("aria-label")
