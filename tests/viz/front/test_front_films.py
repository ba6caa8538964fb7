"""Films and sliders in the browser: what is printed is the data, what moves lies between two frames."""

import copy
import json
import math
import random
import re

import pytest

from tests.shared.theatre import quiet
from toygrad import log, nn, optim, sin
from toygrad.viz import (
    compare,
    explore,
    explore_descent,
    explore_layers,
    explore_ravine,
    record,
    record_layers,
    show_descent,
    show_digits,
    theme,
)
from toygrad.viz.still import state_at
from toygrad.viz.widget import BUILT

POINTS = [(k / 5, math.sin(k / 5)) for k in range(10)]
CORNERS = [((0.0, 0.0), -1), ((0.0, 1.0), 1), ((1.0, 0.0), 1), ((1.0, 1.0), -1)]


def recorded(points=POINTS, label="", lr=0.05):
    model = nn.MLP(2 if points is CORNERS else 1, [4, 1], rng=random.Random(2))

    def loss(batch):
        inputs = [list(x) if isinstance(x, tuple) else [x] for x, _ in batch]
        return nn.mse_loss([model(x)[0] for x in inputs], [y for _, y in batch])

    sgd = optim.SGD(model.parameters(), lr=lr)
    return record(model, loss, points, sgd, 40, frames=8, label=label)


class Page:
    """One page whose time stands still, and the stage on it."""

    def __init__(self, browser):
        self.page = browser.new_page(viewport={"width": 760, "height": 900})
        self.page.clock.install()
        self.noise = []
        self.page.on("pageerror", lambda error: self.noise.append(str(error)))
        style, script = (
            (BUILT / name).read_text() for name in ("stage.css", "stage.js")
        )
        self.page.set_content(
            f"<!doctype html><style>{style}</style><main></main><script>{script}</script>"
        )

    def show(self, data):
        """A fresh stage of these data; of a stage or of anything."""
        self.run("() => document.querySelector('main').replaceChildren()")
        self.run(
            "data => window.shown = toygrad.mount(document.querySelector('main'), data)",
            data,
        )
        self.page.clock.run_for(100)

    def run(self, script, argument=None):
        # What mount returns cannot leave the page.
        return self.page.evaluate(
            f"argument => {{ const done = ({script})(argument); return done?.clock ? null : done; }}",
            argument,
        )

    def turn(self, places):
        """Move the sliders, or the one scrubber, to these places."""
        self.run(
            """places => document.querySelectorAll("input[type=range]").forEach((input, k) => {
            input.value = places[k]; input.dispatchEvent(new Event("input")); })""",
            places,
        )

    def texts(self, selector):
        return self.run(
            "selector => [...document.querySelectorAll(selector)].map(e => e.textContent)",
            selector,
        )

    def paths(self, selector):
        return self.run(
            "selector => [...document.querySelectorAll(selector)].map(e => e.getAttribute('d'))",
            selector,
        )

    def colour(self, selector, name):
        return self.run(
            "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]",
            [selector, name],
        )

    def wait(self, milliseconds):
        self.page.clock.run_for(milliseconds)


@pytest.fixture(scope="module")
def page(browser):
    yield from quiet(Page(browser))


@pytest.fixture(scope="module")
def film():
    return show_descent(recorded()).data


@pytest.fixture(scope="module")
def turned():
    return explore(lambda x: x * sin(x), x=(-4, 4)).data


def pixels(page, xs, ys, count=0):
    """The points of a path, from the places of a mark, in the plot number `count`."""
    wide, high = page.run(
        "k => { const area = document.querySelectorAll('.tg-plot svg svg')[k];"
        "return [+area.getAttribute('width'), +area.getAttribute('height')]; }", count,
    )  # fmt: skip
    return [(x * wide / 10_000, y * high / 10_000) for x, y in zip(xs, ys)]


def points(path):
    return [
        tuple(map(float, pair.split(","))) for pair in path.removeprefix("M").split("L")
    ]


def near(found, expected):
    return len(found) == len(expected) and all(
        math.dist(a, b) < 0.1 for a, b in zip(found, expected)
    )


# What is printed.


def film_faults(page, data):
    """Where a film on the page does not show these data."""
    fit, _, *layers = data["pictures"]
    for k, (_, caption, _) in enumerate(data["frames"]):
        page.turn([k + 1])
        epoch = data["clock"]["names"][k]
        expected = {
            ".tg-caption": [caption],
            ".tg-count": [f"epoch {epoch}"],
            ".tg-bars g text": [
                text
                for layer in layers
                for strip in layer["strips"]
                for text in (strip["word"], strip["sizes"][k])
            ],
        }
        yield from (
            (k, name) for name, texts in expected.items() if page.texts(name) != texts
        )
        said = page.run(
            "() => document.querySelector('input').getAttribute('aria-valuetext')"
        )
        if said != f"Epoch {epoch}. {caption}":
            yield k, "scrubber"
        curve = fit["marks"][1]
        (path, *_) = page.paths(".tg-plot .tg-line-mark.tg-ink-gradient")
        if not near(points(path), pixels(page, curve["x"], curve["y"][k])):
            yield k, "curve"


def test_a_film_shows_the_numbers_of_each_frame(page, film):
    page.show(film)
    assert list(film_faults(page, film)) == []

    other = copy.deepcopy(film)  # planted faults
    other["pictures"][2]["strips"][1]["sizes"][3] = "up to 9"
    other["pictures"][0]["marks"][1]["y"][5][7] += 200
    other["frames"][1][1] = "Another."
    assert {(3, ".tg-bars g text"), (5, "curve"), (1, ".tg-caption")} <= set(
        film_faults(page, other)
    )


WIDTHS = """() => [...document.querySelectorAll(".tg-bars > svg, .tg-bars .tg-mark")]
    .map(e => Number(e.getAttribute("width") ?? e.getAttribute("stroke-width")))"""


def test_bars_in_hardly_any_room_are_thin_and_still_have_a_width(page, film):
    page.show(film)
    for room in ("20px", ""):
        page.run("""room => { document.querySelector("main").style.width = room;
            shown.resize(); }""", room)  # fmt: skip
        assert min(page.run(WIDTHS)) > 0


def slider_faults(page, data):
    """Where sliders on the page do not show these data."""
    graph, (slider,) = data["pictures"][0], data["sliders"]
    for k, (head, caption, _) in enumerate(data["frames"]):
        page.turn([k])
        state = state_at(graph, k)
        here = state["stage"] > 0
        blank = [""] * len(state["titles"])
        expected = {
            ".tg-head": [head],
            ".tg-caption": [caption],
            ".tg-sliders output": [slider["texts"][k]],
            ".tg-title": state["titles"],
            ".tg-data": state["data"] if here else blank,
            ".tg-note": [text for _, text in state["notes"]] if here else blank,
            ".tg-label:not(.tg-ghost) text": sum(state["lines"], []) if here else [],
        }
        yield from (
            (k, name) for name, texts in expected.items() if page.texts(name) != texts
        )


def test_sliders_show_the_numbers_of_each_position(page, turned):
    page.show(turned)
    assert list(slider_faults(page, turned)) == []
    lit = page.texts(".tg-active .tg-title")
    assert lit == ["x"]

    other = copy.deepcopy(turned)  # a planted fault
    place, (kind, _) = next(iter(other["pictures"][0]["frames"][7]["notes"].items()))
    other["pictures"][0]["frames"][7]["notes"][place] = [kind, "grad 9"]
    assert (7, ".tg-note") in set(slider_faults(page, other))


def test_where_nothing_can_be_computed_the_plan_stands_without_numbers(page):
    data = explore(lambda x: log(x) * 2.0, x=(-1, 3)).data
    page.show(data)

    assert list(slider_faults(page, data)) == []


def test_a_graph_of_another_shape_is_hidden(page):
    f = explore(lambda x: x * 3.0 if x.data < 1.05 else x * x + 1.0, x=(-2, 2))
    page.show(f.data)
    seen = []
    for k in (3, 40):
        page.turn([k])
        seen.append(page.colour(".tg-canvas", "visibility"))

    assert seen == ["visible", "hidden"]


def test_two_sliders_and_digits_show_their_frames(page):
    for stage, places in (
        (explore_descent(lambda x: x * x), [4, 3]),
        (show_digits(sin, 1.0), [7]),
    ):
        page.show(stage.data)
        page.turn(places)
        count = len(stage.data["sliders"][-1]["texts"])
        k = places[0] * count + places[1] if len(places) > 1 else places[0]
        assert page.texts(".tg-say p") == stage.data["frames"][k][:2]
    rows = stage.data["pictures"][0]["rows"][7]
    assert page.texts(".tg-digits td") == [
        "".join(text for _, text in row) for row in rows
    ]
    assert page.texts(".tg-right") == [rows[3][0][1]]


# A ravine.

OUT_OF_SIGHT = """() => [...document.querySelectorAll(".tg-plot svg text")].filter(one => {
    const room = document.querySelector(".tg").getBoundingClientRect(), { left, right } = one.getBoundingClientRect();
    return right > left && (left < room.left || right > room.right);
}).map(one => one.textContent)"""


@pytest.fixture
def ravine(page):
    data = explore_ravine((2.0, 50.0), (4.0, 1.0), rate=0.0375, steps=30).data
    page.show(data)
    yield data
    page.page.set_viewport_size({"width": 760, "height": 900})


def map_of(page):
    """Width over height of the area between the axes of the map."""
    wide, high = page.run(
        "() => ['width', 'height'].map(side => +document.querySelectorAll('.tg-plot svg svg')[1].getAttribute(side))"
    )
    return wide / high


def test_a_ravine_is_whole_on_a_phone_and_its_map_keeps_its_form(page, ravine):
    wide, high = ravine["pictures"][1]["size"]
    for width in (760, 360):
        page.page.set_viewport_size({"width": width, "height": 900})
        page.wait(100)
        assert map_of(page) == pytest.approx(wide / high, rel=0.02)
        assert page.run("() => document.documentElement.scrollWidth") <= width
        for rate in (0, 15, 30, 40):
            page.turn([rate])
            assert page.run(OUT_OF_SIGHT) == []

    uneven = copy.deepcopy(ravine)  # the planted faults
    del uneven["pictures"][1]["even"]
    uneven["pictures"][0]["marks"][-1]["text"] = "far" * 40
    page.show(uneven)
    assert map_of(page) < 0.8 * wide / high
    assert page.run(OUT_OF_SIGHT) == ["far" * 40]


def test_the_words_of_a_ravine_follow_the_slider(page, ravine):
    for k in (16, 30, 40):
        page.turn([k])
        told = [
            m["text"][k]
            for m in ravine["pictures"][0]["marks"]
            if isinstance(m.get("text"), list)
        ]
        assert len(told) == 2 and set(told) <= set(page.texts(".tg-word"))
        inks = page.run(
            "() => [...document.querySelectorAll('.tg-word')].filter(e => /left$/.test(e.textContent)).map(e => getComputedStyle(e).fill)"
        )
        assert len(set(inks)) == 2


@pytest.mark.parametrize("change", [{"text": ["one"]}, {"side": "under"}, {"text": 3}])
def test_a_word_that_is_none_is_refused(page, ravine, change):
    ravine["pictures"][0]["marks"][-1] |= change
    page.show(ravine)

    assert "marks" in page.texts(".tg-problem")[0]


# What moves.


def half_way(page, data, step=4):
    """Is the curve between two frames, while the texts are those of one?"""
    page.show(data)
    page.turn([step])
    page.page.get_by_role("button", name="Next").click()
    page.wait(175)
    curve, (path, *_) = (
        data["pictures"][0]["marks"][1],
        page.paths(".tg-line-mark.tg-ink-gradient"),
    )
    before, after = (pixels(page, curve["x"], curve["y"][k]) for k in (step - 1, step))
    between = all(
        min(b, a) - 0.1 <= y <= max(b, a) + 0.1
        for (_, b), (_, y), (_, a) in zip(before, points(path), after)
    )
    moved = not near(points(path), before) and not near(points(path), after)
    texts = page.texts(".tg-caption") + page.texts(".tg-bars g text")[1:2]
    said = [data["frames"][step][1], data["pictures"][2]["strips"][0]["sizes"][step]]
    return between and moved and texts == said


def test_half_way_the_curve_lies_between_two_frames_and_the_texts_are_of_one(
    page, film
):
    assert half_way(page, film)
    page.wait(400)
    curve, (path, *_) = (
        film["pictures"][0]["marks"][1],
        page.paths(".tg-line-mark.tg-ink-gradient"),
    )
    assert near(points(path), pixels(page, curve["x"], curve["y"][4]))

    page.page.emulate_media(reduced_motion="reduce")  # a planted fault: nothing moves
    assert not half_way(page, film)
    page.page.emulate_media(reduced_motion="no-preference")


def test_a_border_moves_between_two_frames(page):
    data = show_descent(recorded(CORNERS, lr=0.3)).data
    page.show(data)
    seen = []
    for k in range(len(data["frames"])):
        page.turn([k + 1])
        seen += page.paths(".tg-border")
    page.turn([2])
    page.page.get_by_role("button", name="Next").click()
    page.wait(175)

    assert len(set(seen)) > 3
    assert page.paths(".tg-border")[0] not in seen
    assert page.paths(".tg-above")[0].count("M") > 10


NOW = "() => [+document.querySelector('input').value, performance.now() / 1000]"


def frames_missing(page, data):
    """How many frames more or less than five a second there were, by the page's own clock."""
    page.show(data)
    page.turn([1])
    page.page.get_by_role("button", name="Play").click()
    page.wait(300)  # before the first one
    before = page.run(NOW)
    page.wait(1000)
    frames, seconds = (two - one for one, two in zip(before, page.run(NOW)))
    return abs(frames - 5 * seconds)


def test_a_film_plays_five_frames_a_second(page, film):
    assert frames_missing(page, film) <= 1

    slow = copy.deepcopy(film)  # a planted fault
    slow["clock"]["pace"] = 500
    assert frames_missing(page, slow) > 1


# How it looks.


def rgb(colour):
    return "rgb({}, {}, {})".format(*(int(colour[k : k + 2], 16) for k in (1, 3, 5)))


def colours(page):
    return [
        page.colour(".tg-line-mark.tg-ink-gradient", "stroke"),
        page.colour(".tg-here-mark.tg-ink-backward", "stroke"),
        page.colour(".tg-axis", "stroke"),
        page.colour(".tg-bars .tg-ink-data", "stroke"),
        page.colour(".tg-plot .tg-axis-name", "fill"),
    ]


def test_dark_pages_have_dark_colours(page, film):
    page.show(film)
    names = ["GRADIENT", "BACKWARD", "HAIR", "DATA", "INK"]
    assert colours(page) == [rgb(getattr(theme, name)) for name in names]
    page.page.emulate_media(color_scheme="dark")
    assert colours(page) == [rgb(theme.DARK[name]) for name in names]
    page.page.emulate_media(color_scheme="light")


def too_wide(page):
    """What sticks out of the stage, or of its picture in a row that is pushed
    sideways, and texts that are smaller than they should be."""
    return page.run("""() => {
        return [...document.querySelectorAll(".tg *:not(.tg-row > *)")].filter(element => {
            const around = element.closest(".tg-row > *") ?? element.closest(".tg");
            const { right } = around.getBoundingClientRect();
            const box = element.getBoundingClientRect();
            const small = element.matches("text") && box.height && element.getScreenCTM().a < 0.99;
            return element.closest("svg svg") === null && box.right > right + 0.5 || small;
        }).map(element => element.className?.baseVal ?? element.className); }""")


def test_nothing_is_cut_off_on_a_phone(page, film):
    page.page.set_viewport_size({"width": 360, "height": 700})
    for stage in (film, compare(recorded(label="a"), recorded(label="b")).data):
        page.show(stage)
        page.wait(100)
        assert too_wide(page) == []
    page.page.add_style_tag(
        content=".planted .tg-plot > svg { width: 500px; max-width: none }"
    )
    page.run("() => document.body.classList.add('planted')")
    assert too_wide(page) != []
    page.run("() => document.body.classList.remove('planted')")
    page.page.set_viewport_size({"width": 760, "height": 900})


# Strips of heat.


def test_cells_are_darker_the_larger_their_power_and_black_where_all_is_off(page):
    def train(bias):
        model = nn.MLP(2, [2, 2, 1], nn.relu, rng=random.Random(1))
        for b in model.layer[1].b:
            b.data = bias
        sgd = optim.SGD(model.parameters(), lr=0.1)
        examples = [(list(x), y) for x, y in CORNERS]
        return record_layers(model, nn.mse_loss, examples, sgd, epochs=1)

    strips = explore_layers(train, bias=(9, -9))
    [cells] = strips.data["pictures"][0]["marks"]
    for step, heights in enumerate(cells["heights"], 1):
        page.show(strips.data)
        page.run(f"() => shown.clock.go({step})")
        drawn = page.run("""() => {
            const [plot] = document.querySelectorAll(".tg-plot"), get = (name, part) =>
                [...plot.querySelectorAll(name)].map((one) => +one.getAttribute(part));
            return { shades: get(".tg-cell-data", "fill-opacity"), off: get(".tg-off", "height"),
                texts: [...plot.querySelectorAll(".tg-power")].map((one) => one.textContent) };
        }""")
        whole = max(heights)
        assert drawn["shades"][heights.index(whole)] == max(drawn["shades"])
        black = [part > 0 for part in cells["off"][step - 1]]
        assert [high > 0 for high in drawn["off"]] == black
        wanted = ["" if dark else written_power(h) for dark, h in zip(black, heights)]
        assert drawn["texts"] == wanted
    assert any(black) and not all(black)


def written_power(tenths):
    return f"{math.floor(tenths / 10 + 0.5)}".replace("-", "−")


# Broken data.

BROKEN = {
    "no size": lambda d: d["pictures"][0].update(size=[0, 10]),
    "a tick": lambda d: d["pictures"][0]["ticks"][0].append(["1", 2]),
    "one label": lambda d: d["pictures"][0]["labels"].pop(),
    "a strange shape": lambda d: d["pictures"][0]["marks"][0].update(shape="constructor"),
    "a strange ink": lambda d: d["pictures"][0]["marks"][0].update(ink='"><b>'),
    "a text for a place": lambda d: d["pictures"][0]["marks"][0]["x"].append("1"),
    "fewer ys than xs": lambda d: d["pictures"][0]["marks"][0]["y"].pop(),
    "a frame too few": lambda d: d["pictures"][0]["marks"][1]["y"].pop(),
    "no marks": lambda d: d["pictures"][0].pop("marks"),
    "a plane of half rows": lambda d: d["pictures"][0]["marks"].append(
        {"shape": "plane", "ink": "ink", "across": 2, "heights": [[1, 2, 3]] * len(d["frames"])}
    ),
    "cells of half rows": lambda d: d["pictures"][0]["marks"].append(
        {"shape": "cells", "ink": "data", "across": 2, "heights": [[1, 2, 3]] * len(d["frames"])}
    ),
    "fewer dark parts than cells": lambda d: d["pictures"][0]["marks"].append(
        {"shape": "cells", "ink": "data", "across": 2, "heights": [[1, 2]] * len(d["frames"]),
         "off": [[0]] * len(d["frames"])}
    ),
    "a bar too few": lambda d: d["pictures"][2]["strips"][0]["heights"][2].pop(),
    "no sizes": lambda d: d["pictures"][2]["strips"][0].pop("sizes"),
    "no parts": lambda d: d["pictures"][2].update(parts=[]),
    "an epoch without a name": lambda d: d["clock"]["names"].pop(),
    "digits of a strange style": lambda d: d["pictures"].append(
        {"kind": "digits", "names": ["a"], "rows": [[[["bold", "1"]]]] * len(d["frames"])}
    ),
    "no list of marks": lambda d: d["pictures"][0]["marks"].append(None),
    "no word": lambda d: d["clock"].pop("word"),
    "another kind": lambda d: d["pictures"][0].update(kind="toString"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_data_are_one_sentence(page, film, name):
    broken = copy.deepcopy(film)
    page.show(broken)
    assert page.texts(".tg-problem") == [] and page.texts("svg")
    BROKEN[name](broken)
    page.show(broken)

    (said,) = page.texts(".tg-problem")
    assert re.fullmatch("This picture cannot be shown: (it|its|a|the) [^()]*[.]", said)
    assert not re.search("undefined|null|constructor|iterable", said)
    assert page.texts("main svg, main b") == []


# Where Python listens.

MODEL = """async ([source, data]) => {
    const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const { render } = module.default();
    const traits = { data, step: data.step, playing: false, speed: 1, place: [] }, heard = {};
    window.model = {
        traits, get: (name) => traits[name], save_changes() {}, off() {},
        set: (changes) => Object.assign(traits, changes),
        on: (name, act) => { heard[name] = act; },
        tell: (changes) => { Object.assign(traits, changes); for (const name in changes) heard[`change:${name}`]?.(); },
    };
    render({ model, el: document.querySelector("main") });
}"""


def test_a_field_asks_python_for_any_number(page):
    explorer = explore(lambda x: x * x, x=(-2, 2))
    source = (BUILT / "stage.mjs").read_text()
    page.page.evaluate(MODEL, [source, explorer.data | {"step": explorer.step}])
    field = page.page.get_by_role("spinbutton", name="exact x")
    assert field.input_value() == "1"
    field.fill("0.123")
    field.press("Enter")
    assert page.run("() => model.traits.place") == [0.123]

    explorer.place = [0.123]  # what Python does with it
    page.run("data => model.tell(data)", {"step": explorer.step, "data": explorer.data})
    assert page.texts(".tg-head") == ["x = 0.123"] and field.input_value() == "0.123"
    assert page.run("() => document.activeElement.type") == "number"
    page.turn([explorer.step])
    assert field.input_value() == "0.2" and page.run("() => model.traits.place") == []
    assert json.dumps(page.run("() => model.traits.step")) == str(explorer.step + 1)
    page.show(show_digits(sin, 1.0).data)
    assert page.page.get_by_role("spinbutton").count() == 0
