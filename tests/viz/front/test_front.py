"""The front end, in one page of a browser: what it shows is what the data say."""

import json
import random
import shutil
import time
from pathlib import Path

import pytest

from tests.shared.heads import Head
from tests.shared.recorded import backward_pass
from tests.shared.seen import shown, unlike
from tests.shared.theatre import Theatre
from toygrad import Value, nn, relu
from toygrad.viz import draw_graph, explore, show_backward, show_nudge, show_walks
from toygrad.viz.graph.rows import LANE
from toygrad.viz.passes.player import Player
from toygrad.viz.widget import BUILT


def differences(theatre, data):
    """The steps at which the page shows something else than its data."""
    theatre.show(data)
    return unlike(data, theatre.read_all())


def test_every_number_at_every_step_is_that_of_the_data(theatre, grown):
    for seed in range(40):
        assert differences(theatre, Player(backward_pass(grown(seed))).data) == [], seed


def test_both_storyboards_and_a_nudge_are_shown_to_the_letter(
    theatre, product_reused, square_and_self
):
    x = square_and_self.parents[1]
    for player in (
        show_backward(product_reused), show_backward(square_and_self),
        show_nudge(square_and_self, x),
    ):  # fmt: skip
        assert differences(theatre, player.data) == []


def test_a_wrong_number_on_the_page_is_noticed(theatre, square_and_self):
    """The planted fault: the page is given other data than the test compares."""
    data = json.loads(json.dumps(show_backward(square_and_self).data))
    wrong = json.loads(json.dumps(data))
    wrong["pictures"][0]["frames"][5]["slots"]["0"] = ["2"]
    theatre.show(wrong)
    seen = theatre.go(6)

    assert seen["boxes"] != shown(data["pictures"][0], 5)["boxes"]
    assert seen["boxes"] == shown(wrong["pictures"][0], 5)["boxes"]


# Motion.


def test_a_share_is_multiplied_on_its_way_and_added_where_it_lands(
    theatre, product_reused
):
    """The clock is stopped on the way: gradient, product, share, sum, gradient."""
    theatre.show(show_backward(product_reused, step=9).data)
    theatre.press("Next")  # p sends to a, where 4 has arrived already
    a = lambda seen: (seen["boxes"][0]["note"][1], seen["boxes"][0]["slots"])  # noqa: E731

    leaves = theatre.run(300)
    assert leaves["tokens"] == ["2"] and a(leaves) == ("so far 4", ["4"])
    half = theatre.run(500)
    assert half["tokens"] == ["2 × (−3)"] and a(half) == ("so far 4", ["4"])
    product = theatre.run(500)
    assert product["tokens"] == ["−6"] and a(product) == ("so far 4", ["4"])
    share = theatre.run(500)
    assert share["tokens"] == ["−6"] and a(share) == ("so far 4", ["4"])
    landed = theatre.run(500)
    assert landed["tokens"] == [] and a(landed) == ("4 + (−6)", ["4", "−6"])
    added = theatre.run(900)
    assert a(added) == ("grad −2", ["4", "−6"])


def test_the_clock_stands_still_until_the_test_lets_it_run(theatre):
    began = theatre.page.evaluate("performance.now()")
    time.sleep(0.05)
    assert theatre.page.evaluate("performance.now()") == began
    theatre.page.clock.run_for(300)
    assert theatre.page.evaluate("performance.now()") == began + 300


def test_words_and_numbers_come_with_the_motion(theatre, product_reused):
    """They are in the page at once, for those who hear them."""
    theatre.show(show_backward(product_reused, step=9).data)
    theatre.press("Next")
    seen = """() => [...document.querySelectorAll('.tg-sentence, .tg-formula mrow > *')]
        .filter(one => !one.classList.contains('tg-later')).map(one => one.textContent).join('')"""
    whole = theatre.read()["caption"]
    said = []
    for milliseconds in (300, 500, 500, 500, 1200):
        theatre.page.clock.run_for(milliseconds)
        said.append(theatre.page.evaluate(seen).replace("\xa0", " "))

    assert said[0] == "At p: 2. ∂L∂a += ∂L∂p·∂p∂a = 2"
    assert said[1] == "At p: 2. Times −3. ∂L∂a += ∂L∂p·∂p∂a = 2·(−3)"
    assert said[2] == "At p: 2. Times −3. ∂L∂a += ∂L∂p·∂p∂a = 2·(−3) = −6"
    assert said[3].startswith("At p: 2. Times −3. Share −6 goes to a. ∂L")
    assert said[4].startswith(whole) and whole.endswith("a.grad = 4 + (−6) = −2.")


def test_forward_the_box_is_there_when_its_numbers_have_arrived(
    theatre, product_reused
):
    theatre.show(show_backward(product_reused).data)
    theatre.press("Next")

    on_the_way = theatre.run(300)
    assert sorted(on_the_way["tokens"]) == ["2", "−3"]
    assert on_the_way["boxes"][3]["ghost"] and on_the_way["boxes"][3]["data"] == ""
    there = theatre.run(1000)
    assert not there["boxes"][3]["ghost"] and there["boxes"][3]["data"] == "data −6"


def test_the_whole_plan_is_seen_from_the_start(theatre, product_reused):
    theatre.show(show_backward(product_reused).data)
    first = theatre.go(1)

    assert [box["title"] for box in first["boxes"]][3:] == [
        "p = a·b",
        "s = p + c",
        "L = s·a",
    ]
    line = "rgb(82, 96, 109)"  # of theme.py: 6 to 1 on paper
    assert theatre.looks(".tg-box.tg-ghost", "opacity") == {("1",)}
    assert theatre.looks(".tg-ghost .tg-title", "fill") == {(line,)}
    assert theatre.looks(".tg-ghost .tg-frame", "stroke", "strokeDasharray") == {
        (line, "4px, 4px")
    }
    assert theatre.looks(".tg-box:not(.tg-ghost) .tg-frame", "strokeDasharray") == {
        ("none",)
    }


def test_who_wants_no_motion_gets_none(browser, square_and_self):
    theatre = Theatre(browser)
    theatre.page.emulate_media(reduced_motion="reduce")
    theatre.show(show_backward(square_and_self, step=6).data)
    theatre.press("Next")
    seen = theatre.read()
    theatre.context.close()

    assert seen["tokens"] == [] and seen["boxes"][0]["note"][1] == "so far 4"


# The bar, the keys, the clock.


def test_play_runs_to_the_end_and_pause_stops_it(theatre, square_and_self):
    theatre.show(show_backward(square_and_self).data)
    theatre.press("Play")
    assert theatre.run(6000)["count"] not in ("1 / 9", "9 / 9")
    theatre.press("Pause")
    stands = theatre.read()
    assert theatre.run(9000) == stands or theatre.read()["count"] == stands["count"]
    theatre.press("Play")
    assert theatre.run(60_000)["count"] == "9 / 9"
    assert theatre.count("button[aria-label=Play]") == 1


def test_speed_makes_it_faster(theatre, square_and_self):
    steps = {}
    for presses in (0, 1, 2):
        theatre.show(show_backward(square_and_self).data)
        for _ in range(presses):
            theatre.page.locator(".tg-speed").click()
        speed = theatre.page.locator(".tg-speed").inner_text()
        theatre.press("Play")
        steps[speed] = int(theatre.run(9000)["count"].split()[0])

    assert steps["0.5×"] < steps["1×"] < steps["2×"]


def test_everything_can_be_done_by_keyboard(theatre, square_and_self):
    theatre.show(show_backward(square_and_self).data)
    theatre.page.locator(".tg-canvas").focus()
    at = lambda: theatre.run(3000)["count"].split()[0]  # noqa: E731
    press = theatre.page.keyboard.press

    press("ArrowRight"), press("ArrowRight")
    assert at() == "3"
    press("ArrowLeft")
    assert at() == "2"
    press("End")
    assert at() == "9"
    press("Home")
    assert at() == "1"
    press("Space")
    assert at() != "1"
    press("Escape")
    stands = at()
    assert at() == stands


def test_the_scrubber_is_blue_forward_and_orange_backward(theatre, square_and_self):
    theatre.show(show_backward(square_and_self).data)
    scrubber = theatre.page.get_by_role("slider", name="Step")

    assert scrubber.get_attribute("max") == "9"
    assert (
        0.2
        < float(scrubber.evaluate("one => one.style.getPropertyValue('--turn')"))
        < 0.4
    )
    scrubber.fill("6")
    assert theatre.read()["count"] == "6 / 9"
    assert scrubber.get_attribute("aria-valuetext").startswith("Step 6 of 9. At y: 1.")


# Pointing.


def test_pointing_at_a_box_lights_its_paths_and_says_what_a_nudge_does(
    theatre, product_reused
):
    theatre.show(show_backward(product_reused, step=12).data)
    theatre.page.locator(".tg-box").nth(1).hover()  # b, which leads to p, s, L

    lit = theatre.page.evaluate(
        "[...document.querySelectorAll('.tg-box.tg-lit .tg-title')].map(one => one.textContent)"
    )
    assert lit == ["b", "p = a·b", "s = p + c", "L = s·a"]
    assert theatre.page.locator(".tg-tip").inner_text() == (
        "Raise b by 0.01 alone: L rises by about 0.04."
    )
    theatre.go(6)
    theatre.page.mouse.move(0, 0)
    theatre.page.locator(".tg-box").nth(1).hover()
    assert "not known yet" in theatre.page.locator(".tg-tip").inner_text()


def test_a_click_on_an_edge_goes_to_the_step_that_uses_it(theatre, product_reused):
    theatre.show(show_backward(product_reused).data)
    theatre.page.locator(".tg-label").nth(0).click()  # a → p
    seen = theatre.read()

    assert seen["count"] == "10 / 12" and seen["edges"][0]


def test_a_factor_of_the_formula_lights_its_edge_and_the_edge_its_factor(
    theatre, product_reused
):
    theatre.show(show_backward(product_reused, step=10).data)
    theatre.page.locator(".tg-formula .tg-local").first.hover()
    assert theatre.count(".tg-edge.tg-active.tg-named") == 1
    theatre.page.locator(".tg-formula .tg-arriving").first.hover()
    assert theatre.page.locator(".tg-note.tg-named").text_content() == "grad 2"
    theatre.page.locator(".tg-label.tg-active").hover()
    assert (
        theatre.page.locator(".tg-formula .tg-named").all_text_contents()[-1] == "(−3)"
    )


def test_a_folded_neuron_opens_in_place_by_click_and_by_key(theatre):
    model = nn.MLP(2, [3, 1], rng=random.Random(1))
    loss = (model([Value(1.0, "x"), Value(-2.0, "y")])[0] - 1.0) ** 2
    player = show_backward(loss, fold="neuron")
    theatre.show(player.data)
    folded = theatre.page.locator(".tg-box[role=button]")
    place, lead, rows = player.recorded.insides[0]

    folded.first.click()
    assert theatre.page.locator(".tg-inside p").inner_text() == lead
    assert theatre.page.locator(".tg-inside td").all_inner_texts() == [
        text for row in rows for text in row
    ]
    theatre.page.keyboard.press("Escape")
    assert theatre.count(".tg-inside") == 0
    theatre.page.keyboard.press("Enter")  # the box has the keyboard again
    assert theatre.count(".tg-inside") == 1


def test_a_wide_drawing_is_made_larger_and_smaller_by_keys_and_follows_what_moves(
    theatre,
):
    y = Value(0.5, "x")
    for k in range(18):
        y = y.tanh() * (1.0 + k)
    theatre.show(show_backward(y).data)
    width = lambda: theatre.page.locator(".tg-canvas svg").bounding_box()["width"]  # noqa: E731
    before = width()
    theatre.page.locator(".tg-canvas").focus()
    theatre.page.keyboard.press("+")
    assert width() > before * 1.1
    theatre.page.keyboard.press("-"), theatre.page.keyboard.press("0")
    assert width() == before
    theatre.go(40)
    inner = theatre.page.locator(".tg-box.tg-active").bounding_box()
    outer = theatre.page.locator(".tg-canvas").bounding_box()
    assert (
        outer["x"] - 1 <= inner["x"]
        and inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
    )
    assert (
        outer["y"] - 1 <= inner["y"]
        and inner["y"] + inner["height"] <= outer["y"] + outer["height"] + 1
    )


# Where it stands.


def test_on_a_phone_it_runs_down_and_nothing_is_cut_off(
    theatre, product_reused, square_and_self
):
    for player in (
        show_backward(product_reused),
        show_backward(square_and_self),
        draw_graph(product_reused),
    ):
        theatre.show(player.data)
        theatre.resize(360)
        sizes = theatre.page.evaluate(
            "(() => { const one = document.querySelector('.tg-canvas'); return ["
            "one.scrollWidth - one.clientWidth, document.documentElement.scrollWidth, stage.pictures[0].way] })()"
        )
        assert sizes[0] <= 1 and sizes[1] <= 360 and sizes[2] == "TB"


def a_head(step=1, **more):
    """A player of 19 boxes in rows, of which much is too tall for a page."""
    head = Head()
    return show_backward(head.result, step=step, rows=head.rows, columns=head.columns, **more)  # fmt: skip


def is_seen(theatre, *selectors):
    """Does all of each of these lie in the window of the drawing?"""
    outer = theatre.box(".tg-canvas")
    for box in map(theatre.box, selectors):
        for low, long in (("x", "width"), ("y", "height")):
            if box[low] < outer[low] - 1 or box[low] + box[long] > outer[low] + outer[long] + 1:  # fmt: skip
                return False
    return True


def test_a_drawing_that_is_a_little_too_tall_is_whole_and_stands_still(theatre):
    theatre.show(a_head().data)
    theatre.resize(820)
    places = set()
    for step in (2, 20, 52):
        theatre.go(step)
        assert is_seen(theatre, ".tg-box >> nth=0", ".tg-box:last-child")
        places.add(theatre.page.evaluate("document.querySelector('.tg-canvas').scrollTop"))  # fmt: skip
    shown = theatre.page.evaluate("stage.pictures[0].shown")
    theatre.press("Whole drawing")  # it is whole already

    assert places == {0} and shown >= 0.7 - 1e-9
    assert theatre.page.evaluate("stage.pictures[0].shown") == shown
    theatre.press("Larger")
    assert not is_seen(theatre, ".tg-box >> nth=0", ".tg-box:last-child")


def test_on_a_phone_who_sends_and_who_receives_are_seen_and_no_button_hides_them(
    theatre,
):
    theatre.show(a_head(step=39).data)
    theatre.resize(360)
    canvas, zooms = theatre.box(".tg-canvas"), theatre.box(".tg-zooms")
    assert canvas["height"] <= 420 and zooms["y"] >= canvas["y"] + canvas["height"]
    assert theatre.box(".tg")["height"] <= 700
    for step in (39, 40):
        theatre.go(step)
        assert is_seen(theatre, ".tg-sends", ".tg-active")


WIDTHS = """[...document.querySelectorAll('.tg-edge .tg-line')].map(line => {
    const { strokeWidth, stroke } = getComputedStyle(line); return [parseFloat(strokeWidth), stroke] })"""


def test_in_rows_an_edge_is_as_wide_as_its_share_is_large_once_that_has_gone(theatre):
    player = a_head()
    theatre.show(player.data)
    theatre.page.mouse.move(0, 0)
    sizes = player.recorded.shares
    frames = player.recorded.frames
    theatre.go(12)
    assert {wide for wide, _ in theatre.page.evaluate(WIDTHS)} == {1.5, 2.8}  # forward
    theatre.go(40)
    gone = {edge for frame in frames[:40] if frame.phase == "backward" for edge in frame.edges}  # fmt: skip
    theatre.looks(".tg-line", "strokeWidth")  # none is on its way to its width
    seen = theatre.page.evaluate(WIDTHS)
    for place, (wide, _) in enumerate(seen):
        expected = max(1, 5.5 * sizes[place] ** 0.5) if place in gone else 1.5
        assert wide == pytest.approx(expected, abs=0.01), place
    assert max(wide for wide, _ in seen) == 5.5 and len(gone) < len(sizes)


def test_a_share_of_nothing_is_thin_and_grey(theatre):
    a, b = Value(2.0, "a"), Value(0.0, "b")
    result = a * b
    player = show_backward(result, rows={"in": [a, b], "out": [result]})
    theatre.show(player.data)
    theatre.go(5)
    theatre.looks(".tg-line", "strokeWidth")
    looks = dict(zip(player.recorded.shares, theatre.page.evaluate(WIDTHS)))

    assert looks[0][0] == 1 and looks[1][0] == 5.5
    assert looks[0][1] != looks[1][1]


def test_in_rows_arrows_go_from_box_to_box_as_they_stand(theatre):
    theatre.show(a_head(step=30).data)
    boxes = theatre.page.locator(".tg-box")
    titles = boxes.locator(".tg-title").all_text_contents()
    boxes.nth(titles.index("k1[0]")).focus()
    reached = []
    for key in ("Right", "Down", "Left", "Left", "Up", "Up"):
        theatre.page.keyboard.press(f"Arrow{key}")
        reached.append(theatre.page.evaluate("document.activeElement.querySelector('.tg-title').textContent"))  # fmt: skip

    assert reached == ["k1[1]", "s1", "s0", "s0", "k0[0]", "k0[0]"]
    assert theatre.read()["count"].startswith("30 ")


def test_who_moves_over_a_box_sees_nothing_fade_who_rests_on_it_does(theatre):
    theatre.show(a_head(step=30).data)
    theatre.page.locator(".tg-box").first.hover()

    assert theatre.looks(".tg-edge:not(.tg-lit)", "transitionDelay", "opacity") == {("0.15s", "0.25")}  # fmt: skip


def test_what_points_at_an_edge_is_no_wider_than_its_lane(theatre, square_and_self):
    theatre.show(show_backward(square_and_self).data)
    assert theatre.looks(".tg-hit", "strokeWidth") == {("16px",)}
    theatre.show(a_head().data)
    assert theatre.looks(".tg-hit", "strokeWidth") == {(f"{LANE}px",)}


def test_a_step_undoes_the_trace_that_a_click_on_an_edge_has_left(theatre):
    theatre.show(a_head(step=20).data)
    theatre.page.locator(".tg-label").first.click()
    theatre.page.locator(".tg-label").nth(1).hover()
    assert theatre.count(".tg-tracing") == 1
    theatre.page.locator(".tg-canvas").focus()
    theatre.page.keyboard.press("ArrowLeft")
    assert theatre.count(".tg-tracing") == theatre.count(".tg-lit") == 0


def test_a_share_of_nothing_takes_less_time(theatre):
    a, b = Value(2.0, "a"), Value(0.0, "b")
    result = a * b
    data = show_backward(result).data
    theatre.show(data)
    lasts = theatre.page.evaluate("[4, 5].map(k => stage.clock.moving(k) + stage.clock.reading(k))")  # fmt: skip
    shares = [data["pictures"][0]["frames"][k - 1]["moves"][0][2] for k in (4, 5)]

    assert shares == ["0", "2"] and lasts[0] < lasts[1] / 2


def test_a_drawing_fills_the_screen_and_comes_back(theatre):
    theatre.show(a_head(step=40).data)
    shown = "stage.pictures[0].shown"
    theatre.page.set_viewport_size({"width": 744, "height": 900})
    before = theatre.page.evaluate(shown)
    theatre.press("Full screen")
    theatre.page.wait_for_function(f"document.fullscreenElement && {shown} !== {before}")  # fmt: skip
    size, window = theatre.box(".tg"), theatre.page.evaluate("[innerWidth, innerHeight]")  # fmt: skip
    assert (size["width"], size["height"]) == tuple(window)
    assert is_seen(theatre, ".tg-box >> nth=0", ".tg-box:last-child")
    theatre.press("Full screen")
    theatre.page.wait_for_function(f"!document.fullscreenElement && {shown} === {before}")  # fmt: skip


# Paints the motion of a step, 60 times a second, and says where its number is after a moment.
MOTION = """() => Array.from({ length: 131 }, (_, k) => k / 168).flatMap(share => {
    stage.paint(43, share);
    const token = document.querySelector(".tg-token")?.getBoundingClientRect();
    return share > 0.15 && token ? [token.left, token.right] : [] })"""


def test_a_number_that_goes_far_is_in_sight_all_the_way(theatre):
    theatre.show(a_head(step=43).data)
    theatre.resize(360)
    sides = theatre.page.evaluate(MOTION)  # from s1 to q[0], not on one screen

    assert len(sides) > 200 and min(sides) >= 0 and max(sides) <= 360
    theatre.go(44)
    assert is_seen(theatre, ".tg-box.tg-active")


# The numbers under way in a step, and how many lie on each other: the face of this page
# is wider than the book's by more than the eighth that is taken off.
UNDER_WAY = """([step, share]) => {
    stage.clock.go(step);
    stage.paint(step - 1, share);
    const tokens = [...document.querySelectorAll(".tg-token")];
    const sides = tokens.map(one => one.getBoundingClientRect()).map(({ left, right, top, bottom, width }) =>
        ({ left: left + width / 16, right: right - width / 16, top, bottom }));
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    return [tokens.map(one => one.textContent), sides.filter((a, i) => sides.some((b, k) => i < k && meet(a, b))).length] }"""


@pytest.mark.parametrize("seed", range(4))
def test_shares_that_go_at_once_begin_beside_each_other(theatre, seed):
    """Each at the label of its edge, and as what arrives, never as a product."""
    head = Head(seed)
    player = show_backward(head.result, by="box", rows=head.rows, columns=head.columns)
    theatre.show(player.data)
    for step, frame in enumerate(player.recorded.frames, 1):
        if frame.phase != "backward" or len(frame.edges) < 2:
            continue
        assert theatre.page.evaluate(UNDER_WAY, [step, 0.1]) == [[], 0]
        for share in (0.3, 0.5):
            seen, meeting = theatre.page.evaluate(UNDER_WAY, [step, share])
            assert seen == [arrives for _, _, arrives in frame.moves]
            assert meeting == 0, (step, share)


def test_each_sum_is_a_sentence_that_comes_when_the_shares_have_landed(theatre):
    player = a_head(by="box")
    theatre.show(player.data)
    step = next(k for k, text in enumerate(player.recorded.captions, 1) if text.count(".grad = ") == 3)  # fmt: skip
    told = lambda share: theatre.page.evaluate(  # noqa: E731
        """([step, share]) => { stage.clock.go(step); stage.paint(step - 1, share);
        return [...document.querySelectorAll('.tg-sentence:not(.tg-later)')].map(one => one.textContent.trim()) }""",
        [step, share],
    )

    assert len(told(0.1)) == 1 and len(told(0.7)) == 2
    assert len(told(0.8)) == 5
    assert all(one.partition(" ")[0].endswith(".grad") for one in told(0.8)[2:])


def test_a_sum_stays_in_its_box(theatre):
    """It stands where the gradient will, before the two are added."""
    for player in (a_head(), a_head(by="box")):
        theatre.show(player.data)
        steps = [k for k, f in enumerate(player.recorded.frames) if f.phase == "backward" and f.moves]  # fmt: skip
        outside = theatre.page.evaluate(
            """steps => steps.flatMap(k => { stage.clock.go(k + 1); stage.paint(k, 0.9);
            return stage.pictures[0].places.filter(({ w, note }) => note.getComputedTextLength() > w - 4).map(({ note }) => note.textContent) })""",
            steps,
        )
        assert outside == []


@pytest.mark.parametrize("how", ["system", "switch", "notebook"])
def test_in_the_dark_it_is_dark(browser, square_and_self, how):
    theatre = Theatre(browser)
    theatre.show(show_backward(square_and_self).data)
    ground = "getComputedStyle(document.querySelector('.tg')).backgroundColor"
    light = theatre.page.evaluate(ground)
    if how == "system":
        theatre.page.emulate_media(color_scheme="dark")
    elif how == "switch":
        theatre.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    else:
        theatre.page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    dark = theatre.page.evaluate(ground)
    theatre.page.evaluate("document.documentElement.dataset.theme = 'light'")
    if how == "system":  # the switch of the page counts more than the system
        assert theatre.page.evaluate(ground) == light
    theatre.context.close()

    assert light == "rgb(255, 255, 255)" and dark == "rgb(18, 24, 31)"


def test_walks_side_by_side_have_one_clock(theatre):
    a = Value(1.0, "a")
    b = a + a
    c = a + b
    race = show_walks(c, {"right": [c, b], "forgets b": [c]})
    theatre.show(race.data)
    theatre.press("Next")
    theatre.run(3000)

    says = theatre.page.locator(".tg-picture .tg-caption").all_inner_texts()
    assert says == [one.captions[1] for one in race.passes]
    assert theatre.count(".tg-text") == 1 and theatre.count(".tg-text ol") == 2
    assert theatre.box("summary")["height"] >= 24


def four_walks():
    a = Value(1.0, "a")
    b = a + a
    c = a + b
    d = b + c
    return show_walks(d, {"one": [d, c, b], "two": [d, b, c], "three": [d], "four": []})


def test_walks_stand_in_one_row_where_there_is_room(theatre):
    theatre.show(four_walks().data)
    theatre.resize(760)
    tops = theatre.page.evaluate(
        "[...document.querySelectorAll('.tg-picture')].map(one => one.offsetTop)"
    )

    assert len(tops) == 4 and len(set(tops)) == 1
    assert theatre.page.evaluate("Math.min(...stage.pictures.map(one => one.shown))") >= 0.85  # fmt: skip


@pytest.mark.parametrize("width", [320, 360])
def test_on_a_phone_a_comparison_and_its_bar_are_on_one_screen(theatre, width):
    theatre.show(four_walks().data)
    theatre.resize(width)
    room = theatre.page.locator(".tg-row")
    over, stop = room.evaluate("room => [room.scrollWidth - room.clientWidth, room.tabIndex]")  # fmt: skip
    first, second, stage = theatre.box(".tg-picture"), theatre.box(".tg-picture + .tg-picture"), theatre.box(".tg")  # fmt: skip

    assert over > width / 2 and stop == 0
    assert first["y"] == second["y"] and second["x"] < width - 30
    assert stage["width"] <= width and stage["height"] <= 640
    room.focus()
    theatre.page.keyboard.press("ArrowRight")
    theatre.page.wait_for_function("document.querySelector('.tg-row').scrollLeft > 0")
    assert theatre.read()["count"].startswith("1 ")
    room.evaluate("room => { room.style.display = 'block' }")  # the planted fault
    assert theatre.box(".tg")["height"] > 1000


def test_the_bar_of_a_stage_taller_than_the_window_sticks_to_its_end(theatre):
    a = Value(1.0, "a")
    theatre.show(show_backward((a + a) * a).data)
    theatre.page.set_viewport_size({"width": 500, "height": 300})
    theatre.page.wait_for_function("stage.wide <= 500")
    stage, bar = theatre.box(".tg"), theatre.box(".tg-bar")
    planted = "document.querySelector('.tg-bar').style.position = 'static'"
    theatre.page.evaluate(planted)

    assert stage["y"] + stage["height"] > 310
    assert abs(bar["y"] + bar["height"] - 300) <= 1
    assert theatre.box(".tg-bar")["y"] > bar["y"] + 10  # the planted fault


# Whatever a reader does in between.


def test_on_a_page_that_runs_from_right_to_left_numbers_are_those_of_the_data(
    theatre, product_reused
):
    player = show_backward(product_reused, step=10)
    theatre.show(player.data)
    theatre.page.evaluate("document.documentElement.dir = 'rtl'")
    way = theatre.page.evaluate(
        "getComputedStyle(document.querySelector('.tg')).direction"
    )
    theatre.page.evaluate("document.documentElement.dir = 'ltr'")

    assert way == "ltr"


def test_space_plays_what_has_a_clock_and_nothing_else(theatre, product_reused):
    stage = explore(lambda x: x * x, x=(-2, 2))
    theatre.show(stage.data)
    theatre.page.locator(".tg-canvas").focus()
    theatre.page.keyboard.press("Space")
    theatre.page.clock.run_for(5000)

    assert theatre.page.evaluate("[stage.clock.playing, stage.clock.step]") == [
        False, stage.step,
    ]  # fmt: skip


def test_a_tip_is_that_of_the_step(theatre, square_and_self):
    theatre.show(show_backward(square_and_self).data)
    theatre.page.locator(".tg-box").first.focus()
    tip = theatre.page.locator(".tg-tip")
    assert "not known yet" in tip.inner_text()
    theatre.go(9)
    assert tip.inner_text().startswith("Raise x by 0.01 alone: y rises")
    theatre.page.locator(".tg-box").nth(2).focus()
    theatre.go(1)
    assert not tip.is_visible()


def test_a_turned_phone_keeps_the_place_of_the_keyboard(theatre, product_reused):
    theatre.show(show_backward(product_reused).data)
    theatre.page.locator(".tg-box").nth(1).focus()
    theatre.resize(360)
    way, at = theatre.page.evaluate(
        "[stage.pictures[0].way, document.activeElement.querySelector('.tg-title')?.textContent]"
    )

    assert (way, at) == ("TB", "b")


def test_a_slow_drag_is_no_click_and_a_shaky_click_is_one(theatre):
    y = Value(0.5, "x")
    for k in range(18):
        y = y.tanh() * (1.0 + k)
    theatre.show(show_backward(y, step=30).data)
    mouse, label = theatre.page.mouse, theatre.page.locator(".tg-label.tg-active").first
    box = label.bounding_box()
    x, down = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, down), mouse.down()
    for k in range(40):
        mouse.move(x + k, down + k)
    mouse.up()
    assert theatre.read()["count"].startswith("30 ")
    label = theatre.page.locator(".tg-label").first
    label.scroll_into_view_if_needed()
    box = label.bounding_box()
    x, down = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, down), mouse.down(), mouse.move(x + 2, down + 1), mouse.up()
    assert not theatre.read()["count"].startswith("30 ")


def test_a_whole_drawing_stays_whole_when_there_is_more_room(theatre):
    y = Value(0.5, "x")
    for k in range(12):
        y = y.tanh() * (1.0 + k)
    theatre.show(show_backward(y).data)
    theatre.resize(500)
    theatre.press("Whole drawing")
    whole = "stage.pictures[0].shown === stage.pictures[0].wholeScale()"
    assert theatre.page.evaluate(whole)
    theatre.page.set_viewport_size({"width": 880, "height": 700})
    theatre.page.wait_for_function("stage.wide > 800")
    assert theatre.page.evaluate(whole)


def test_the_keyboard_has_the_mark_that_it_has_on_the_page(theatre, square_and_self):
    theatre.show(show_backward(square_and_self).data)
    theatre.page.keyboard.press("Tab")  # whoever used a mouse before sees no mark
    rings = []
    for name in ("Next", "Play"):
        theatre.page.get_by_role("button", name=name, exact=True).focus()
        rings += theatre.looks(":focus-visible", "outlineColor", "outlineWidth", "outlineOffset")  # fmt: skip

    gradient, ink = "rgb(179, 71, 0)", "rgb(31, 41, 51)"  # of theme.py
    assert rings == [(gradient, "3px", "2px"), (ink, "3px", "2px")]


@pytest.mark.parametrize("width", [300, 360])
def test_in_little_room_every_control_can_be_reached(theatre, square_and_self, width):
    theatre.show(show_backward(square_and_self).data)
    theatre.resize(width)
    over = "(() => { const bar = document.querySelector('.tg-bar'); return bar.scrollWidth - bar.clientWidth })()"

    assert theatre.page.evaluate(over) <= 0


def test_whatever_python_makes_is_drawn(theatre):
    a = Value(1.0, "a")
    b = a + a
    theatre.show(show_walks(b, {"again and again": [b] * 9}).data)
    assert theatre.count(".tg-problem") == 0


MODEL = """async ([source, traits]) => {
    const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const { render } = module.default(), heard = [];
    window.model = { traits, get: (name) => traits[name], save_changes() {}, off() {},
        on: (name, act) => heard.push([name, act]),
        set: (news) => { const changed = Object.keys(news).filter((name) => traits[name] !== news[name]);
            Object.assign(traits, news);
            for (const [name, act] of heard) if (changed.includes(name.split(":")[1])) act(); } };
    window.views = ["#here", "#there"].map((id) => { const el = document.querySelector(id); const close = render({ model, el }); return { el, close }; });
}"""


@pytest.fixture
def model(browser, square_and_self):
    """Two views of one widget, and the model that they and Python share."""
    theatre = Theatre(browser)
    theatre.page.evaluate(
        "document.body.append(Object.assign(document.createElement('div'), { id: 'there' }))"
    )
    source = (BUILT / "stage.mjs").read_text("utf-8")

    def start(**traits):
        data = json.loads(json.dumps(show_backward(square_and_self).data))
        known = {"data": data, "step": 1, "playing": False, "speed": 1.0, "place": []}
        theatre.page.evaluate(MODEL, [source, known | traits])
        return theatre.page

    yield start
    theatre.context.close()
    assert theatre.noise == []


def counts(page):
    return page.evaluate(
        "views.map(({ el }) => el.querySelector('.tg-count')?.textContent)"
    )


def test_traits_that_were_set_together_all_count(model):
    page = model(step=5, speed=2.0)
    assert counts(page) == ["5 / 9", "5 / 9"]
    page.evaluate("model.set({ step: 3, speed: 0.5, playing: true })")
    assert counts(page) == ["3 / 9", "3 / 9"]
    assert page.evaluate("[model.get('speed'), model.get('playing')]") == [0.5, True]
    page.evaluate("model.set({ step: 99 })")
    assert page.evaluate("model.get('step')") == 9


def test_two_views_of_one_widget_play_as_fast_as_one(model):
    steps = []
    for close in (True, False):
        page = model()
        if close:
            page.evaluate("views[1].close(), views.splice(1, 1)")
        page.evaluate("model.set({ playing: true })")
        page.clock.run_for(9000)
        steps.append(page.evaluate("model.get('step')"))

    assert 1 < steps[0] == steps[1]
    assert len(set(counts(page))) == 1
    page.evaluate("views[1].close(), views.splice(1, 1)")
    assert page.evaluate("model.get('playing')")


# What is not ours is refused.


def broken(change):
    x = Value(3.0, "x")
    data = json.loads(json.dumps(show_backward(x * x + relu(x)).data))
    change(data)
    return data


@pytest.mark.parametrize(
    "change, reason",
    [
        (lambda d: d.clear(), "do not come from toygrad"),
        (lambda d: d.update(toygrad=2), "have the form 2"),
        (lambda d: d.update(pictures=[]), "data.pictures"),
        (lambda d: d["frames"].pop(), "data.pictures.0.frames"),
        (lambda d: d["pictures"][0].update(kind="<b>film</b>"), "data.pictures.0.kind"),
        (lambda d: d["pictures"][0]["edges"][0].update(head=99), "data.pictures.0.edges.0.head"),
        (lambda d: d["pictures"][0]["plans"]["TB"]["boxes"].pop(), "data.pictures.0.plans.TB.boxes"),
        (lambda d: d["pictures"][0]["plans"]["LR"]["edges"].__setitem__(0, "M0,0h1"), "data.pictures.0.plans.LR.edges.0"),
        (lambda d: d["pictures"][0]["frames"][3].update(edges=[99]), "data.pictures.0.frames.3.edges.0"),
        (lambda d: d["pictures"][0]["boxes"][0].update(title=None), "data.pictures.0.boxes.0.title"),
    ],
)  # fmt: skip
def test_broken_data_are_one_sentence_with_the_reason(theatre, change, reason):
    theatre.show(broken(change))

    said = theatre.page.locator("#here").inner_text()
    assert said.startswith("This picture cannot be shown: ") and reason in said
    assert theatre.count("#here *") == 1
    assert theatre.count(".tg") == 0


def test_whole_data_are_not_refused(theatre):
    """The planted fault of the test above: the same without a change."""
    theatre.show(broken(lambda data: None))

    assert theatre.count(".tg-problem") == 0 and theatre.count(".tg-box") == 4


def test_data_that_are_no_json_are_one_sentence(theatre):
    theatre.page.evaluate(
        "document.querySelector('#here').innerHTML = '<div class=toygrad-stage>"
        '<script type=application/json>{"toygrad": 1, </script></div>\'; toygrad.start()'
    )
    assert (
        theatre.page.locator("#here")
        .inner_text()
        .startswith("This picture cannot be shown")
    )


def test_labels_stay_text_on_the_page(theatre, hostile_labels):
    for a, b, c in hostile_labels(20, at_once=3):
        result = Value(2.0, a) * Value(3.0, b)
        result.label = c
        player = show_backward(result)
        theatre.show(player.data)
        titles = [box["title"] for box in theatre.go(9)["boxes"]]
        assert titles == [box.title for box in player.recorded.boxes]
        assert theatre.count("#here :is(script, img, b, a, style, iframe)") == 0


# What is committed is what the sources make.


def test_what_was_built_is_light():
    import gzip

    sizes = {
        path.name: len(gzip.compress(path.read_bytes(), 9)) for path in BUILT.iterdir()
    }
    assert sizes["stage.js"] <= 30_000 and sizes["stage.mjs"] <= 30_000
    assert sizes["stage.css"] <= 6_000


def test_what_was_built_is_what_the_sources_make(tmp_path):
    if shutil.which("npm") is None:
        pytest.skip("npm is not here, which brings the bundler; CI has it")
    from tools.house import front
    from tools.house.npm import NothingBrought

    try:
        front.main(tmp_path)
    except NothingBrought:
        pytest.skip("npm could not bring the bundler; most often it is the network")
    made, stored = (
        {path.name: path.read_bytes() for path in Path(folder).iterdir()}
        for folder in (tmp_path, BUILT)
    )
    assert made == stored
