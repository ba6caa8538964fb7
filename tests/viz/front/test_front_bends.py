"""The hinges in the browser: what is drawn is their sum, whoever moved them and how."""

import copy
import random
import re

import pytest

from tests.shared.theatre import quiet
from tests.viz.front.test_front_films import Page, points, rgb
from toygrad import nn, relu
from toygrad.viz import show_bends, show_descent, theme
from toygrad.viz.films.bends import Hinge

HAT = show_bends(lambda x: relu(x) - 2 * relu(x - 1) + relu(x - 2), x=(-1, 3)).data
HEAP = nn.MLP(1, [16, 1], nn.relu, "kaiming", random.Random(1))


@pytest.fixture(scope="module")
def page(browser):
    yield from quiet(Page(browser))


NOW = """() => { const { hinges, c, xs, ys, wide, highs, tops, left } = shown.pictures[0];
    return { hinges, c, xs, ys, wide, highs, tops, left }; }"""


def numbers(now, path, panel):
    """The points of a path as numbers on the axes of the sum (0) or of the hinges (1)."""
    (left, right), (low, high) = now["xs"], now["ys"][panel]
    return [
        (left + x / now["wide"] * (right - left), high - y / now["highs"][panel] * (high - low))
        for x, y in points(path)
    ]  # fmt: skip


def drawing_faults(page, hinges, c):
    """Where the page draws something else than these hinges and their sum."""
    now = page.run(NOW)
    hinges = [Hinge(hinge) for hinge in hinges]
    (left, right), room = now["xs"], [0.2 / high for high in now["highs"]]
    tall = [y[1] - y[0] for y in now["ys"]]
    (line,) = page.paths(".tg-sum")
    drawn = numbers(now, line, 0)
    kinks = sorted(
        h.kink for h in hinges if h.kink is not None and left < h.kink < right
    )
    if [x for x, _ in drawn] != pytest.approx([left, *kinks, right], abs=0.02):
        yield "where the sum bends"
    steep = sum(abs(hinge.slope) for hinge in hinges)  # a tenth of a pixel along x
    slack = steep * 0.2 * (right - left) / now["wide"]
    for x, y in drawn:
        if abs(y - c - sum(h(x) for h in hinges)) > room[0] * tall[0] + slack:
            yield "the sum", x
    parts = zip(page.paths(".tg-hinge:not(.tg-shut-side)"), page.paths(".tg-shut-side"))
    for hinge, paths in zip(hinges, parts, strict=True):
        for x, y in [at for path in paths if path for at in numbers(now, path, 1)]:
            if abs(y - hinge(x)) > room[1] * tall[1] + slack:
                yield "a hinge", x


def drag(page, handle, right, up):
    """Drag a handle by so many pixels, in several moves."""
    box = page.page.locator(handle).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = page.page.mouse
    mouse.move(x, y), mouse.down(), mouse.move(x + right / 2, y - up / 2, steps=2)
    mouse.move(x + right, y - up), mouse.up()
    page.wait(500)


def test_after_any_drags_the_page_draws_the_sum_of_the_hinges_it_has(page):
    for seed in range(4):
        rng = random.Random(seed)
        model = nn.MLP(1, [rng.randint(2, 6), 1], nn.relu, rng=rng)
        figure = show_bends(model, x=(-4, 4))
        page.show(figure.data)
        assert list(drawing_faults(page, figure.hinges, figure.c)) == []
        for _ in range(3):
            kind = rng.choice([".tg-kink:not(.tg-outside)", ".tg-arm", ".tg-lift"])
            seen = page.page.locator(f"{kind}:visible")
            if not seen.count():
                continue
            before = page.run(NOW)
            drag(page, f"{kind}:visible >> nth={rng.randrange(seen.count())}",
                 rng.randint(-60, 60), rng.randint(-40, 40))  # fmt: skip
            now = page.run(NOW)
            assert list(drawing_faults(page, now["hinges"], now["c"])) == [], seed
            assert [w for w, *_ in now["hinges"]] == [w for w, *_ in before["hinges"]]
    moved = [*now["hinges"][:-1], [1.0, 0.5, 2.0]]  # a planted fault
    assert list(drawing_faults(page, moved, now["c"])) != []


def test_a_kink_goes_where_it_is_dragged_and_nothing_else_moves(page):
    page.show(HAT)
    step = page.run("() => shown.pictures[0].wide / 4")  # pixels of 1 along x
    drag(page, ".tg-kink >> nth=1", 0.5 * step, 30)
    now = page.run(NOW)

    assert now["hinges"] == [[1, 0, 1], [1, -1.5, -2], [1, -2, 1]]
    assert now["c"] == 0
    assert page.texts(".tg-hinges") == [
        "y = relu(x) − 2·relu(x − 1.5) + relu(x − 2)",
        "At x\xa0=\xa01: 1 + 0 + 0 =\xa01",
    ]
    assert page.texts(".tg-caption") == [
        "Hinge 2, −2·relu(x − 1.5): its kink is at −b/w = 1.5. "
        "There the slope of the sum goes from 1 to −1."
    ]
    drag(page, ".tg-kink >> nth=2", 900, 0)  # out of the picture: it stops at the end
    assert page.run(NOW)["hinges"][2] == [1, -3, 1]
    page.page.get_by_role("button", name="start again").click()
    page.wait(500)
    assert page.run(NOW)["hinges"] == HAT["pictures"][0]["hinges"]


def test_an_arm_turns_and_the_axis_of_the_sum_follows(page):
    page.show(HAT)
    before = page.run(NOW)
    drag(page, ".tg-arm >> nth=0", -5, 60)
    now = page.run(NOW)
    (w, b, v), *others = now["hinges"]

    assert (w, b) == (1, 0) and v > 2 and others == before["hinges"][1:]
    assert now["ys"][0][1] > before["ys"][0][1] and now["ys"][1] == before["ys"][1]
    assert list(drawing_faults(page, now["hinges"], now["c"])) == []


def test_while_one_drags_the_whole_sum_is_in_its_picture(page):
    page.show(HAT)
    x, y = middle(page, ".tg-arm >> nth=0")
    mouse = page.page.mouse
    mouse.move(x, y), mouse.down()
    beyond = []
    for up in range(10, 110, 20):
        mouse.move(x - up / 4, y - up)
        (line,), now = page.paths(".tg-sum"), page.run(NOW)
        beyond += [y for _, y in points(line) if not -0.1 <= y <= now["highs"][0] + 0.1]
    assert now["ys"][0][1] > 2 * HAT["pictures"][0]["ys"][0][1]
    mouse.up()
    assert beyond == []


def test_an_arm_that_is_dragged_stays_at_whole_slopes(page):
    page.show(HAT)
    now, mouse = page.run(NOW), page.page.mouse
    across, up = now["wide"] / 4, now["highs"][1] / (now["ys"][1][1] - now["ys"][1][0])
    box = page.page.locator(".tg-bends > svg").bounding_box()
    # Of the first hinge, whose kink is at 0; and its ring, wherever it is taken.
    x, y = box["x"] + now["left"] + across, box["y"] + now["tops"][1] + now["ys"][1][1] * up  # fmt: skip
    for slope, wanted in ((2.08, 2), (-0.92, -1), (0.08, 0), (0.4, 0.4)):
        at = middle(page, ".tg-arm >> nth=0")
        mouse.move(*at), mouse.down()
        mouse.move(x + 30, y - slope * 30 * up / across), mouse.up()
        page.wait(500)
        assert page.run(NOW)["hinges"][0][2] == wanted


def middle(page, handle):
    box = page.page.locator(handle).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_nearest_handle_is_taken_and_is_drawn_last_while_it_is_held(page):
    page.show(HAT)
    step = page.run("() => shown.pictures[0].wide / 4")
    drag(page, ".tg-kink >> nth=1", 0.85 * step, 0)  # beside the third, and below it
    page.page.keyboard.press("ArrowUp"), page.page.keyboard.press("ArrowDown")
    x, y = middle(page, ".tg-kink >> nth=1")
    mouse = page.page.mouse
    last = "() => document.querySelector('.tg-handle:last-child').getAttribute('aria-label')"  # fmt: skip
    assert page.run(last) == "Kink of hinge 3"
    mouse.move(x - 4, y), mouse.down(), mouse.move(x - 4 + 0.1 * step, y)
    assert page.run(last) == "Kink of hinge 2"
    assert page.run("() => document.activeElement.ariaLabel") == "Kink of hinge 2"
    mouse.up(), page.wait(500)

    assert [b for _, b, _ in page.run(NOW)["hinges"]] == [0, -1.95, -2]
    assert page.run(last) == "Kink of hinge 3"
    ring = "() => getComputedStyle(document.activeElement.querySelector('.tg-hit')).stroke"  # fmt: skip
    assert page.run(ring) == "none"
    page.page.keyboard.press("ArrowLeft")
    assert page.run(ring) == rgb(theme.GRADIENT)


def bars_of(page, panel):
    """The bars at the place that is looked at, from where to where, as numbers on an axis."""
    (low, high), now = page.run(NOW)["ys"][panel], page.run(NOW)
    paths = page.paths(".tg-height.tg-own" if panel else ".tg-height:not(.tg-own)")
    ends = [re.fullmatch(r"M[-\d.]+,([-\d.]+)V([-\d.]+)", path) for path in paths]
    return [
        [high - float(y) / now["highs"][panel] * (high - low) for y in end.groups()]
        for end in ends
        if end
    ]


def close(pairs):
    return [pytest.approx(pair, abs=0.02) for pair in pairs]


def test_at_the_pointer_the_heights_stand_end_to_end_up_to_the_sum(page):
    lifted = show_bends(
        lambda x: relu(x) - 2 * relu(x - 1) + relu(x - 2) + 0.5, x=(-1, 3)
    )
    page.show(lifted.data)
    box = page.page.locator(".tg-bends > svg").bounding_box()
    now = page.run(NOW)
    page.page.mouse.move(box["x"] + now["left"] + 3.5 / 4 * now["wide"], box["y"] + 90)

    assert page.run("() => shown.pictures[0].spot") == pytest.approx(2.5, abs=0.051)
    page.run("() => shown.pictures[0].set(shown.pictures[0].probe.what, 2.5)")
    assert page.texts(".tg-adds") == ["At x\xa0=\xa02.5: 2.5 − 3 + 0.5 + 0.5 =\xa00.5"]
    heights = [hinge(2.5) for hinge in lifted.hinges]
    assert bars_of(page, 1) == close([[0, h] for h in heights])
    assert bars_of(page, 0) == close([[0.5, 3], [3, 0], [0, 0.5]])
    probe = page.page.get_by_role("slider", name="Where the heights are added, x")
    probe.focus()
    page.page.keyboard.press("ArrowLeft")
    assert probe.get_attribute("aria-valuetext").startswith("At x\xa0=\xa02.45: 2.45 −")
    page.page.keyboard.press("Home")
    assert bars_of(page, 0) == []


def test_each_piece_has_its_slope_and_c_is_there_where_it_is_given(page):
    page.show(HAT)
    assert page.texts(".tg-slopes text") == ["slope 0", "1", "−1", "0"]
    assert page.page.locator(".tg-lift").is_hidden()
    page.page.get_by_role("slider", name="Slope of hinge 2").focus()
    page.page.keyboard.press("PageUp")
    assert page.texts(".tg-slopes text") == ["slope 0", "1", "−0.5", "0.5"]
    page.page.get_by_role("switch", name="bend").click()
    page.wait(500)
    assert page.texts(".tg-slopes text") == ["slope 0.5"]


def test_a_finger_does_what_a_mouse_does(browser):
    page = Page(browser)
    page.show(HAT)
    page.run("""() => {
        const one = document.querySelectorAll(".tg-kink")[1], { x, y, width } = one.getBoundingClientRect();
        const at = { pointerId: 7, pointerType: "touch", isPrimary: true, bubbles: true, clientY: y + 20 };
        one.setPointerCapture = () => {}, one.hasPointerCapture = () => true;
        one.dispatchEvent(new PointerEvent("pointerdown", { ...at, clientX: x + width / 2 }));
        one.dispatchEvent(new PointerEvent("pointermove", { ...at, clientX: x + width / 2 + shown.pictures[0].wide / 4 }));
    }""")
    assert page.run(NOW)["hinges"][1] == [1, -2, -2]
    assert page.colour(".tg-kink", "touchAction") == "none"
    page.page.close()


def test_all_of_it_goes_by_keys_and_says_so(page):
    lifted = copy.deepcopy(HAT)
    lifted["pictures"][0]["c"] = 0.5
    page.show(lifted)
    kink, arm, lift = (
        page.page.get_by_role("slider", name=name, exact=True)
        for name in ("Kink of hinge 2", "Slope of hinge 2", "Added to all hinges, c")
    )
    kink.focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "PageUp"):
        page.page.keyboard.press(key)
    assert page.run(NOW)["hinges"][1][1] == pytest.approx(-1.55)
    assert kink.get_attribute("aria-valuenow") == "1.55"
    assert "its kink is at −b/w = 1.55" in kink.get_attribute("aria-valuetext")
    page.page.keyboard.press("End"), page.page.keyboard.press("Home")
    assert kink.get_attribute("aria-valuenow") == kink.get_attribute("aria-valuemin")
    kink.evaluate("one => one.blur()")
    page.page.get_by_role("button", name="start again").click()
    arm.focus()
    page.page.keyboard.press("ArrowDown")
    assert page.run(NOW)["hinges"][1][2] < -2
    assert "slope v·w = −2." in arm.get_attribute("aria-valuetext")
    lift.focus()
    page.page.keyboard.press("ArrowUp")
    assert page.run(NOW)["c"] > 0.5
    now = page.run(NOW)
    page.wait(500)
    assert list(drawing_faults(page, now["hinges"], now["c"])) == []


# A click, and what is seen 175 milliseconds after it, whatever the machine has to do.
HALF_WAY = """() => {
    const [clock, frame] = [performance.now, requestAnimationFrame];
    let time = 1000, next = null;
    performance.now = () => time, window.requestAnimationFrame = (tick) => { next = tick; };
    document.querySelector("[role=switch]").click();
    time += 175;
    next();
    const seen = [document.querySelector(".tg-sum").getAttribute("d"), document.querySelector(".tg-bends .tg-say").textContent];
    time += 175;
    next();
    performance.now = clock, window.requestAnimationFrame = frame;
    return seen;
}"""


def test_without_the_bend_all_is_straight_and_half_way_no_number_is_between(page):
    page.show(HAT)
    switch = page.page.get_by_role("switch", name="bend")
    assert switch.get_attribute("aria-checked") == "true"
    bent = page.paths(".tg-sum")
    half, said = page.run(HALF_WAY)
    page.wait(500)
    straight = page.paths(".tg-sum")

    assert [half] not in (bent, straight) and bent != straight
    assert page.texts(".tg-bends .tg-say") == [said]
    assert page.paths(".tg-bent") == bent
    assert [said] == [
        "y = x − 2·(x − 1) + (x − 2)At x\xa0=\xa02.4: 2.4 − 2.8 + 0.4 =\xa00Without the bend every hinge is a straight "
        "line, and so is their sum: y\xa0=\xa00."
    ]
    assert len({y for _, y in points(straight[0])}) == 1
    now = page.run(NOW)
    (*_, below) = page.paths(".tg-shut-side")
    assert numbers(now, below, 1)[0] == pytest.approx((-1, -3), abs=0.05)
    switch.click()
    page.wait(500)
    assert page.paths(".tg-sum") == bent and page.paths(".tg-bent") == [""]


def test_who_wants_no_motion_gets_none(page):
    page.page.emulate_media(reduced_motion="reduce")
    page.show(HAT)
    bent = page.paths(".tg-sum")
    page.page.get_by_role("switch").click()
    assert page.paths(".tg-sum") != bent
    assert page.run("() => shown.pictures[0].bend") == 0
    page.page.emulate_media(reduced_motion="no-preference")


def test_kinks_at_one_place_are_one_disc_and_their_number(page):
    page.show(show_bends(HEAP).data)
    seen = "() => [...document.querySelectorAll('.tg-kink:not(.tg-under)')].map(one => one.ariaLabel)"  # fmt: skip

    assert page.run(seen) == ["Kink of hinge 1"]
    assert page.texts(".tg-tallies") == ["×16"]
    assert page.texts(".tg-caption")[0].startswith("16 hinges, kinks at 1 place.")
    assert page.page.locator(".tg-arm:visible").count() == 1
    page.page.get_by_role("slider", name="Kink of hinge 5").focus()
    assert page.texts(".tg-caption")[0].startswith("Hinge 5, ")
    assert page.run(seen) == ["Kink of hinge 5"]
    drag(page, ".tg-kink >> nth=4", 60, 0)
    assert page.texts(".tg-tallies") == ["×15"]
    assert [k for k, (_, b, _) in enumerate(page.run(NOW)["hinges"]) if b] == [4]


def hues_of(page):
    strokes = page.run("() => [...document.querySelectorAll('.tg-hinge:not(.tg-shut-side)')].map(one => getComputedStyle(one).stroke)")  # fmt: skip
    return [list(map(rgb, theme.HUES)).index(stroke) for stroke in strokes]


def test_each_hinge_has_its_hue_and_of_many_each_side(page):
    page.show(show_bends(nn.MLP(1, [5, 1], nn.relu, rng=random.Random(1))).data)
    assert hues_of(page) == [0, 1, 2, 3, 4]
    many = show_bends(nn.MLP(1, [6, 1], nn.relu, rng=random.Random(1)))
    page.show(many.data)
    assert hues_of(page) == [int(w < 0) for w, _, _ in many.hinges]
    assert set(hues_of(page)) == {0, 1}


def test_on_a_phone_nothing_is_cut_off(page):
    page.page.set_viewport_size({"width": 360, "height": 700})
    page.show(HAT)
    page.wait(100)
    wide = page.run("() => [document.documentElement.scrollWidth, ...[...document.querySelectorAll('.tg-bends *')].map(one => one.getBoundingClientRect().right)]")  # fmt: skip
    page.page.set_viewport_size({"width": 760, "height": 900})

    assert max(wide) <= 360


# Broken data.

BROKEN = {
    "no hinges": lambda p: p.update(hinges=[]),
    "a hinge of two numbers": lambda p: p["hinges"][0].pop(),
    "a text for a number": lambda p: p["hinges"][0].insert(0, "<b>1</b>"),
    "a number that is none": lambda p: p["hinges"][0].__setitem__(1, None),
    "a number too large": lambda p: p.update(c=1e300),
    "an empty range": lambda p: p.update(xs=[1, 1]),
    "one range along y": lambda p: p["ys"].pop(),
    "too many hinges": lambda p: p.update(hinges=[[1, 0, 1]] * 65),
    "one plot": lambda p: p["plots"].pop(),
    "a plot of nothing": lambda p: p["plots"].__setitem__(0, None),
    "a strange mark": lambda p: p["plots"][0]["marks"].append({"shape": "script"}),
    "a mark that moves": lambda p: p["plots"][1]["marks"].append(
        {"shape": "plane", "ink": "ink", "across": 2, "heights": []}
    ),
    "places for each frame": lambda p: p["plots"][0]["marks"].append(
        {"shape": "line", "ink": "ink", "size": 2, "x": [[1, 2]], "y": [[1, 2]]}
    ),
    "no words": lambda p: p.pop("words"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_hinges_are_one_sentence(page, name):
    refused(page, HAT, lambda data: BROKEN[name](data["pictures"][0]))


def test_hinges_have_no_frames(page):
    refused(page, HAT, lambda data: data.update(frames=[["", "one", []]]))


def refused(page, data, change):
    broken = copy.deepcopy(data)
    page.show(broken)
    assert page.texts(".tg-problem") == []
    change(broken)
    page.show(broken)
    (said,) = page.texts(".tg-problem")
    assert re.fullmatch("This picture cannot be shown: (it|its|a|the) [^()]*[.]", said)
    assert page.texts("main svg, main b") == []


# The kinks of a film.


@pytest.fixture(scope="module")
def film():
    from tests.viz.films.test_kinks import trained

    return show_descent(trained()).data


def rug_faults(page, film):
    """Frames whose marks or counts are not those of the data."""
    (rug,) = [m for m in film["pictures"][0]["marks"] if m["shape"] == "rug"]
    low, high = rug["within"]
    for k in range(len(film["frames"])):
        page.turn([k + 1])
        wide = page.run("() => shown.pictures[0].wide")
        wanted = [x * wide / 10_000 for x in rug["x"][k] if low <= x <= high]
        (path,) = page.paths(".tg-rug-mark")
        drawn = [float(x) for x in re.findall(r"M([-\d.]+),", path)]
        if drawn[:-1] != pytest.approx(wanted, abs=0.1):
            yield k, "marks"
        counts = ", ".join(filter(None, rug["ends"][k]))
        said = f"{rug['text']} ({counts})" if counts else rug["text"]
        if page.texts(".tg-rug-text") != [said]:
            yield k, "words"


def test_the_kinks_of_each_frame_stand_on_the_axis(page, film):
    page.show(film)
    assert list(rug_faults(page, film)) == []
    other = copy.deepcopy(film)  # planted faults
    (rug,) = [m for m in other["pictures"][0]["marks"] if m["shape"] == "rug"]
    seen = next(k for k, x in enumerate(rug["x"][2]) if 800 < x < 9_200)
    rug["x"][2][seen] += 300
    rug["ends"][4][0] = "← 9"
    assert {(2, "marks"), (4, "words")} <= set(rug_faults(page, other))


RUGS = {
    "a count too few": lambda rug: rug["ends"].pop(),
    "no text": lambda rug: rug.pop("text"),
    "no ends of what is drawn": lambda rug: rug.update(within=[0]),
}


@pytest.mark.parametrize("name", RUGS)
def test_broken_marks_are_one_sentence(page, film, name):
    refused(page, film, lambda data: RUGS[name](data["pictures"][0]["marks"][-1]))
