"""Players on the built pages, over HTTP and from a file: they play, stop, and are printed.

What they show at each step, and how it moves, tests/viz/front/test_front.py says.
"""

from pathlib import Path

import pytest

from tests.shared.recorded import backward_pass

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"
COVER = "book/index.html"


@pytest.fixture
def cover(visit):
    """Opens the cover; returns the visit and its player, at the first step."""

    def open_cover(where="http", **settings):
        place = {"base": SITE.as_uri()} if where == "file" else {}
        here = visit(**place, **settings)
        player = here.open(COVER).locator(".tg")
        if settings.get("clock"):  # from here on a test lets it run
            here.page.clock.pause_at(here.page.evaluate("Date.now() / 1000 + 1"))
        player.get_by_role("button", name="First", exact=True).click()
        return here, player

    return open_cover


def step(player):
    return int(player.locator(".tg-count").inner_text().split(" / ")[0])


def said(player):
    return player.locator(".tg-caption").inner_text()


@pytest.mark.parametrize("where", ["http", "file"])
def test_a_player_plays_pauses_with_escape_and_steps_back(
    cover, where, square_and_self
):
    captions = backward_pass(square_and_self).captions
    here, player = cover(where, clock=True)
    player.get_by_role("button", name="Play", exact=True).click()
    here.page.clock.run_for(9000)
    here.page.keyboard.press("Escape")
    paused = step(player)
    here.page.clock.run_for(9000)

    assert 1 < paused == step(player) < len(captions)
    player.get_by_role("button", name="Back", exact=True).click()
    assert step(player) == paused - 1
    assert said(player) == captions[paused - 2]
    assert (here.outside, here.noise) == ([], [])


@pytest.mark.parametrize("where", ["http", "file"])
def test_by_keyboard_alone_every_step_is_reached(cover, where, square_and_self):
    captions = backward_pass(square_and_self).captions
    here, player = cover(where, reduced_motion="reduce")
    scrubber = player.get_by_role("slider", name="Step", exact=True)
    scrubber.focus()
    heard = []
    for _ in captions:
        heard.append(said(player))
        here.page.keyboard.press("ArrowRight")

    assert heard == captions
    here.page.keyboard.press("Home")
    assert step(player) == 1
    assert captions[0] in scrubber.get_attribute("aria-valuetext")


def test_who_wants_no_motion_gets_none(cover):
    moving = ".tg-token"
    here, player = cover(clock=True)
    still_here, still = cover(clock=True, reduced_motion="reduce")
    for one, shown in ((here, player), (still_here, still)):
        shown.get_by_role("button", name="Next", exact=True).click()
        one.page.clock.run_for(200)

    assert here.page.locator(moving).count() > 0
    assert still_here.page.locator(moving).count() == 0


@pytest.mark.parametrize("where", ["http", "file"])
def test_on_paper_a_player_stands_at_its_last_step_and_is_light(
    cover, where, square_and_self
):
    last = backward_pass(square_and_self).captions[-1]
    here, player = cover(where, color_scheme="dark")
    dark = player.evaluate("tg => getComputedStyle(tg).backgroundColor")
    here.page.emulate_media(media="print")
    here.rest()

    assert said(player) == last
    assert not player.locator(".tg-bar").is_visible()
    assert player.evaluate("tg => getComputedStyle(tg).backgroundColor") != dark
    here.page.emulate_media(media="screen")
    here.rest()
    assert step(player) == 1


@pytest.mark.parametrize(
    "settings", [{"java_script_enabled": False}, {"block": "stage.js"}]
)
def test_without_scripts_a_picture_and_all_steps_stand_there(
    visit, settings, square_and_self
):
    here = visit(**settings)
    page = here.page
    page.goto(f"{here.base}/{COVER}")
    page.get_by_text("All steps as text").click()

    steps = page.locator(".tg-text li").all_inner_texts()
    assert steps == backward_pass(square_and_self).captions
    assert page.get_by_text("grad 1", exact=True).is_visible()


FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const stroke = at.matches(".tg-box") && getComputedStyle(at.firstChild).strokeWidth === "3px";
    return at === document.body ? null : [
        Boolean(at.closest(".toygrad-stage")),
        (at.getAttribute("aria-label") || at.textContent || at.type).trim(),
        drawn || stroke || style.boxShadow !== "none",
    ];
}"""


def tabbed(page):
    """Where Tab leads, from the top of the page to its end: (in a player?, name, seen?)."""
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    for _ in range(200):
        page.keyboard.press("Tab")
        if (focused := page.evaluate(FOCUSED)) is None:
            return
        yield tuple(focused)


def test_tab_reaches_every_control_and_shows_where_it_is(visit):
    stops = list(tabbed(visit().open(COVER)))
    drawing, box, *controls = [name for within, name, _ in stops if within]

    assert drawing == "Drawing" and box.startswith("x. data 3")
    assert controls == [
        "First", "Back", "Play", "Next", "Step", "Speed 1×", "All steps as text",
    ]  # fmt: skip
    assert [name for _, name, seen in stops if not seen] == []
    assert len(stops) < 200


def test_a_control_that_tab_does_not_reach_or_show_is_noticed(visit):
    """The planted faults of the test above."""
    page = visit().open(COVER)
    page.evaluate(
        "document.querySelector('.tg [aria-label=Next]').tabIndex = -1;"
        "document.querySelector('.tg [aria-label=Back]').style.cssText ="
        "'outline: none !important; box-shadow: none'"
    )
    stops = list(tabbed(page))

    assert "Next" not in [name for within, name, _ in stops if within]
    assert (True, "Back", False) in stops
