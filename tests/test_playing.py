"""Players on the built pages, in a real browser: what moves, what is said, what is drawn."""

from pathlib import Path

import pytest

from toygrad import Value
from toygrad.viz.nudges import nudge_pass
from toygrad.viz.passes import backward_pass
from toygrad.viz.trails import trail
from toygrad.viz.walks import walked
from toygrad.viz.words import number

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"


CAPTION = """player => [...player.querySelectorAll('.toygrad-caption')]
    .filter(p => p.offsetParent).map(p => p.innerText).join('\\n')"""


def caption(player):
    """What is said: one sentence, or one for each of the walks side by side."""
    return player.evaluate(CAPTION)


FROM_FILES = ("book/index.html", "book/02_chain_rule.html", "book/gallery.html")


@pytest.mark.parametrize("name", FROM_FILES)
def test_from_a_file_every_player_plays_and_stops(visit, name):
    """Over HTTP test_pages.py plays those of all pages."""
    here = visit(base=SITE.as_uri(), clock=True)
    page = here.open(name)

    assert page.locator(".toygrad-frames .toygrad-caption:visible").count() > 0
    assert here.players_that_stand() == []
    assert (here.outside, here.noise) == ([], [])


NEXT_FRAME = "new Promise(requestAnimationFrame)"


def settle(page):
    """Until what a click or a key has set going is drawn."""
    for _ in range(3):
        page.evaluate(NEXT_FRAME)


def go_to(player, step):
    field = player.locator("input[type=number]")
    field.fill(str(step))
    field.press("Enter")
    settle(player.page)


def test_every_step_on_the_cover_says_what_the_engine_computes(visit, square_and_self):
    page = visit().open("book/index.html")
    player = page.locator(".toygrad-player")
    captions = backward_pass(square_and_self).captions

    for step, expected in enumerate(captions, start=1):
        go_to(player, step)
        assert caption(player).splitlines()[1] == expected


VISIBLE = """svg => [...svg.querySelectorAll('text:not(.run)')]
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


def on_stage(recorded, step):
    """Every text that a frame has to show, from the recorded pass."""
    frame = recorded.frames[step - 1]
    texts = []
    for place in range(frame.stage):
        box = recorded.boxes[place]
        texts += [box.title, box.data, *frame.notes[place].lines, *frame.slots[place]]
    for edge in recorded.edges:
        texts += edge.lines if edge.head < frame.stage else ()
    return sorted(texts)


def seen(player):
    return sorted(player.locator("svg").first.evaluate(VISIBLE))


def test_a_whole_player_by_keyboard_shows_every_number_of_the_engine(
    visit, square_and_self
):
    page = visit().open("book/index.html")
    player = page.locator(".toygrad-player")
    recorded = backward_pass(square_and_self)
    player.get_by_role("slider", name="Step", exact=True).focus()

    page.keyboard.press("Home")
    for step in range(1, len(recorded.frames) + 1):
        settle(page)
        assert seen(player) == on_stage(recorded, step)
        page.keyboard.press("ArrowRight")


def test_walks_in_step_show_every_number_of_every_walk(visit):
    a = Value(1.0, label="a")
    b = a + a
    c = a + b
    d = b + c
    b.label, c.label, d.label = "b", "c", "d"
    orders = [(d, c, b), (d, b, c), (d, b, c, b), (d, c, b)]
    passes = [walked(d, order, k == 3) for k, order in enumerate(orders)]
    race = visit().open("book/04_backpropagation.html").locator(".toygrad-race")

    for step in range(1, 7):
        go_to(race, step)
        said = race.locator(".toygrad-frames").inner_text()
        for k, recorded in enumerate(passes):
            own = min(step, len(recorded.frames))
            texts = race.locator("svg").nth(k).evaluate(VISIBLE)
            assert sorted(texts) == on_stage(recorded, own)
            assert recorded.captions[own - 1] in said


LIT = """player => [...player.querySelectorAll('pre span')]
    .filter(line => getComputedStyle(line).boxShadow !== 'none').map(line => line.textContent)"""


def test_the_line_of_code_at_work_is_lit_beside_the_graph(visit):
    here = visit()
    player = here.open("book/05_autograd.html").locator(".toygrad-player")
    x = Value(3.0, label="x")
    frames = backward_pass(x * x * x).frames

    for step, frame in enumerate(frames, start=1):
        go_to(player, step)
        lines = [line.strip() for line in player.evaluate(LIT)]
        if frame.phase == "forward" or frame.counter == "check":
            assert lines == []
        elif frame.moves:
            assert lines == ["parent.grad += local * value.grad"]
        else:
            assert lines == ["self.grad = 1.0"]
    assert (here.outside, here.noise) == ([], [])


def test_a_wrong_number_on_the_stage_is_noticed(visit, square_and_self):
    """The planted fault of the test above."""
    page = visit().open("book/index.html")
    player = page.locator(".toygrad-player")
    player.locator("svg text", has_text="data 12").evaluate(
        "text => { text.textContent = 'data 13' }"
    )
    go_to(player, 9)

    assert seen(player) != on_stage(backward_pass(square_and_self), 9)


def turns(page, player):
    """Where First, Back, Next and Last lead, pressed one after the other."""
    steps = []
    for name in ("Next", "Next", "Back", "Last", "Next", "First", "Back"):
        button = player.get_by_role("button", name=name, exact=True)
        button.focus()
        page.keyboard.press("Enter")
        settle(page)
        steps.append(int(caption(player).split()[1]))
    return steps


@pytest.mark.parametrize("where", ["http", "file"])
def test_the_step_buttons_act_without_a_kernel(visit, where):
    here = visit() if where == "http" else visit(base=SITE.as_uri())
    page = here.open("book/index.html")

    assert turns(page, page.locator(".toygrad-player")) == [8, 9, 8, 9, 9, 1, 1]
    assert here.noise == []


def test_without_the_page_script_the_step_buttons_are_dead(visit):
    """The planted fault: their click goes to a kernel that is not there."""
    page = visit(block="players.js").open("book/index.html")

    assert turns(page, page.locator(".toygrad-player")) == [7] * 7


def test_speed_is_the_time_between_two_steps(visit):
    def steps_after(key):
        here = visit(clock=True)
        page = here.open("book/index.html")
        player = page.locator(".toygrad-player")
        player.get_by_role("button", name="First", exact=True).click()
        player.get_by_role("slider", name="Milliseconds per step").focus()
        page.keyboard.press(key)
        player.get_by_role("button", name="Play / pause").click()
        here.wait(1700)
        return int(caption(player).split()[1])

    assert steps_after("End") <= 2 < 4 <= steps_after("Home")


def test_play_at_the_end_starts_again(visit):
    here = visit(clock=True)
    player = here.open("book/index.html").locator(".toygrad-player")
    player.get_by_role("button", name="Last", exact=True).click()
    player.get_by_role("button", name="Play / pause").click()
    here.wait(1600)

    assert int(caption(player).split()[1]) in (2, 3)


RUNNING = "document.getAnimations().filter(a => a.playState === 'running').length"


def slow_down(page):
    """Animations take a hundred times as long, so that they can be looked at."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Animation.enable")
    devtools.send("Animation.setPlaybackRate", {"playbackRate": 0.01})


def test_numbers_run_along_the_edges_and_come_to_rest(visit):
    page = visit().open("book/index.html")
    player = page.locator(".toygrad-player")
    slow_down(page)
    go_to(player, 1)
    assert page.evaluate(RUNNING) == 0
    go_to(player, 7)
    running = page.evaluate(
        "document.getAnimations().map(a => a.effect.target.textContent).sort().filter(Boolean)"
    )
    page.evaluate(
        "document.getAnimations().forEach(a => a.finish())"
    )  # each has an end

    assert running == [
        "1",
        "3",
        "3",
        "so far 4",
    ]  # leaves, arrives, in its slot, the sum
    assert page.evaluate(RUNNING) == 0


def test_a_wide_drawing_scrolls_to_the_box_at_work(visit):
    page = visit(viewport={"width": 360, "height": 800}).open("book/00_tour.html")
    player = page.locator(".toygrad-player").first

    def in_sight(name):
        inside = """(group, name) => {
            const box = group.querySelector("." + name).getBoundingClientRect();
            const room = group.getBoundingClientRect();
            return box.left >= room.left && box.right <= room.right;
        }"""
        return player.get_by_role("group", name="Drawing").evaluate(inside, name)

    result = page.locator(".toygrad-caption:visible").first
    go_to(player, 1)
    assert in_sight("v0") and not in_sight("v6")
    go_to(player, 4)
    settle(page)
    assert result.get_attribute("data-at") == "6" and in_sight("v6")
    go_to(player, 10)
    settle(page)
    assert in_sight("v" + result.get_attribute("data-at"))


def test_reduced_motion_shows_still_pictures(visit):
    page = visit(reduced_motion="reduce").open("book/index.html")
    player = page.locator(".toygrad-player")
    go_to(player, 7)

    assert page.evaluate(RUNNING) == 0
    player.locator("svg").first.screenshot()  # the first one scrolls the page
    first = player.locator("svg").first.screenshot()
    settle(page)
    assert player.locator("svg").first.screenshot() == first


def test_the_formula_is_set_as_mathematics(visit):
    page = visit().open("book/index.html")
    player = page.locator(".toygrad-player")
    go_to(player, 7)
    fraction = player.locator(".toygrad-caption:visible mfrac").first.bounding_box()
    line = player.locator(".toygrad-caption:visible b").bounding_box()

    assert fraction["height"] > 1.5 * line["height"]


def test_on_paper_a_player_stands_still_at_its_last_step(visit, square_and_self):
    page = visit().open("book/index.html")
    page.emulate_media(media="print")
    player = page.locator(".toygrad-player")
    recorded = backward_pass(square_and_self)

    assert seen(player) == on_stage(recorded, len(recorded.frames))
    assert recorded.captions[-1] in player.locator(".toygrad-still").inner_text()
    assert not player.locator(".toygrad-steps").is_visible()


def test_the_steps_stand_below_as_text(visit, square_and_self):
    page = visit().open("book/index.html")
    player = page.locator(".toygrad-player")
    player.get_by_text("All steps as text").click()

    items = player.locator("ol li").all_inner_texts()
    assert items == backward_pass(square_and_self).captions
    assert player.locator(".toygrad-frames").get_attribute("aria-live") == "polite"


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
    settle(page)
    assert (
        caption(first).splitlines()[-1] == nudge_pass(metres, pedals, 0.1).captions[2]
    )
    assert caption(second).startswith("Step 1 of ")
    page.keyboard.press("Home")
    settle(page)
    assert caption(first).startswith("Step 1 of ")


FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const within = at.closest(".toygrad-player");
    return at === document.body ? null : [
        Boolean(within),
        (at.getAttribute("aria-label") || at.textContent || at.type).trim(),
        drawn || style.boxShadow !== "none",
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
    stops = list(tabbed(visit().open("book/index.html")))
    controls = ["Drawing", "First", "Back", "Play / pause", "Next", "Last", "Step",
                "number", "Milliseconds per step", "1200", "All steps as text"]  # fmt: skip

    assert [name for within, name, _ in stops if within] == controls
    assert [name for _, name, seen in stops if not seen] == []
    assert len(stops) < 200


def test_a_control_that_tab_does_not_reach_or_show_is_noticed(visit):
    """The planted faults of the test above."""
    page = visit().open("book/index.html")
    page.evaluate(
        "document.querySelector('.toygrad-next').tabIndex = -1;"
        "document.querySelector('.toygrad-last').style.cssText ="
        "'outline: none !important; box-shadow: none'"
    )
    stops = list(tabbed(page))

    assert "Next" not in [name for within, name, _ in stops if within]
    assert (True, "Last", False) in stops


def test_escape_pauses(visit):
    here = visit(clock=True)
    page = here.open("book/index.html")
    player = page.locator(".toygrad-player")
    player.get_by_role("button", name="First", exact=True).click()
    player.get_by_role("button", name="Play / pause").click()
    here.wait(1500)
    page.keyboard.press("Escape")
    settle(page)
    paused = caption(player)
    here.wait(1600)

    assert not paused.startswith("Step 1 of ")
    assert caption(player) == paused


RATES_AND_STARTS = [
    (1.2, 4.0, (["End"], ["End"])),
    (0.3, -4.0, (["Home", *["ArrowRight"] * 3], ["Home"])),
    (0.1, -3.2, ([], ["Home", "ArrowRight"])),
]
# The dashed lines from ball to ball that can be seen.
BALLS = """box => [...box.querySelectorAll('svg .part path[stroke-dasharray]')]
    .filter(p => getComputedStyle(p).visibility === 'visible').map(p => p.getAttribute('d'))"""


@pytest.mark.parametrize("rate, start, turns", RATES_AND_STARTS)
def test_rate_and_start_move_the_balls_without_a_kernel(visit, rate, start, turns):
    here = visit()
    box = here.open("book/07_descent.html").locator(".toygrad-explore").first
    first = box.evaluate(BALLS)
    for name, keys in zip(("rate", "start"), turns):
        box.get_by_role("slider", name=name, exact=True).focus()
        for key in keys:
            here.context.pages[0].keyboard.press(key)
    settle(here.context.pages[0])
    _, *later = trail(lambda x: x * x, (start,), rate, 6)

    title, words = caption(box).splitlines()
    assert title == f"rate = {number(rate)}, start = {number(start)}"
    leads = [number(place.at[0]) for place in later]
    assert f"The steps lead to {', '.join(leads[:-1])} and {leads[-1]}." in words
    assert len(first) == 1 and first != box.evaluate(BALLS)
    assert (here.outside, here.noise) == ([], [])


def test_a_neuron_fits_the_column(visit):
    page = visit().open("book/00_tour.html")
    drawing = page.locator(".toygrad-player svg").first
    assert drawing.evaluate("svg => svg.parentElement.scrollWidth") <= 688
    assert (
        drawing.evaluate(
            "svg => svg.parentElement.scrollWidth - svg.parentElement.clientWidth"
        )
        == 0
    )
