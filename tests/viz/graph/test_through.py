"""The bracket in colour: what all paths through a value share, and what leads to it."""

import json
import math
import random
import re
import xml.etree.ElementTree as ElementTree

import pytest

from tests.shared.theatre import PAGE
from toygrad import Value
from toygrad.paths import explain
from toygrad.viz import draw_graph, theme
from toygrad.viz.snapshot import Snapshot
from toygrad.viz.widget import BUILT

SIDES = ("before", "after", "around")
CLASSES = """name => [...document.querySelectorAll(name)].map(one =>
    [...one.classList].filter(word => ["tg-before", "tg-after", "tg-around"].includes(word)).map(word => word.slice(3)).join())"""


@pytest.fixture
def reused():
    """L = v + w, and u has two uses; c comes in from the side."""
    a, b, c = Value(3.0, "a"), Value(2.0, "b"), Value(-2.0, "c")
    u = a * b
    v = u + c
    w = u * v
    y = v + w
    u.label, v.label, w.label, y.label = "u", "v", "w", "L"
    return y, u


def edges_on_paths(result, value):
    """(edges before, edges after): every path is walked to its end, edge by edge."""
    before, after, stack = set(), set(), [(result, ())]
    while stack:
        node, way = stack.pop()
        if node is value:
            after.update(way)
        for place, parent in enumerate(node.parents):
            stack.append((parent, (*way, (parent, place, node))))
        if not node.parents:
            heads = [head for _, _, head in way]
            if value in heads:
                before.update(way[heads.index(value) :])
    return before, after


def coloured(result, value, spoil=None):
    """The same, as a drawing has them."""
    view = draw_graph(result, through=value).data["pictures"][0]["through"][0]
    if spoil:
        spoil(view)
    uses = [
        (parent, place, node)
        for node in values_of(result)
        for place, parent in enumerate(node.parents)
    ]
    return tuple({uses[k] for k in view[side]} for side in SIDES[:2])


def values_of(result):
    return Snapshot(result).values


def test_what_is_lit_lies_on_paths_through_the_value_and_nothing_else(grown):
    rng = random.Random(5)
    for seed in range(80):
        result = grown(seed)
        value = rng.choice(values_of(result))
        assert coloured(result, value) == edges_on_paths(result, value), seed


def test_an_edge_too_many_or_too_few_is_noticed(reused):
    """The planted faults: c leads into the bracket, yet not through u."""
    right = edges_on_paths(*reused)

    assert coloured(*reused) == right
    assert coloured(*reused, lambda through: through["after"].append(3)) != right
    assert coloured(*reused, lambda through: through["before"].pop()) != right


# Its numbers.


def written(text):
    return float(text.replace("−", "-").strip("()"))


def wrong_numbers(result, data):
    """The places of the bracket whose texts are not what a walk over all paths finds."""
    values, (picture,) = values_of(result), data["pictures"]
    notes = {}
    for k, (view, (_, _, formula)) in enumerate(
        zip(picture["through"], data["frames"])
    ):
        notes |= picture["frames"][k].get("notes", {})
        value = values[view["at"]]
        total = explain(result, value).slope
        products = [part for part in formula if part[0].startswith("path")]
        ways = list(zip(products, view["paths"], strict=True))
        told = sum(product_of(picture, path, part) for part, path in ways)
        close = pytest.approx(total, rel=1e-2, abs=1e-2)
        note = notes[str(view["at"])][1]
        if (
            written(note.removeprefix("bracket = ")) != close
            or (ways and told != close)
            or any(
                not in_front(result, value, v, notes[str(i)][1])
                for i, v in enumerate(values)
                if v is not value
            )
        ):
            yield k


def product_of(picture, path, part):
    """The product of a path, from the labels of its edges; its text and its name fit."""
    edges = [picture["edges"][place] for place in path]
    factors = [edge["lines"][0].removeprefix("×") for edge in edges]
    titles = [picture["boxes"][edge["head"]]["title"].split(" = ")[0] for edge in edges]
    assert [f.strip("()") for f in part[1].split("·")] == factors
    assert part[2].split(": ")[0].split(" → ")[1:] == titles
    return math.prod(map(written, factors))


def in_front(result, value, other, note):
    """Is what stands in a box in front of the bracket true, and nothing elsewhere?"""
    here, whole = explain(value, other), explain(result, other)
    if not here.count:
        return note == ""
    factor, _, rest = note.partition(" · ")
    around = whole.count > here.count * explain(result, value).count
    if written(factor) != pytest.approx(here.slope, rel=1e-3):
        return False
    if around:
        return rest.endswith(" + …")
    return written(rest.partition(" = ")[2]) == pytest.approx(whole.slope, rel=1e-3)


def test_the_numbers_of_every_view_are_those_of_a_walk_over_all_paths(grown):
    rng = random.Random(11)
    for seed in range(60):
        result = grown(seed)
        data = draw_graph(result, through=rng.choice(values_of(result))).data
        assert list(wrong_numbers(result, data)) == [], seed


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data["pictures"][0]["frames"][1]["notes"].update({"2": ["partial", "1 · 7 = 8"]}),
        lambda data: data["pictures"][0]["frames"][1]["notes"].update({"3": ["partial", "1 · 7 = 7"]}),
        lambda data: data["pictures"][0]["through"][1].update(paths=[[6], [6]]),
    ],
    ids=["another product", "a part that is called the whole", "a path twice"],
)  # fmt: skip
def test_a_wrong_number_in_a_view_is_found(reused, spoil):
    data = json.loads(json.dumps(draw_graph(reused[0], through=reused[1]).data))
    assert list(wrong_numbers(reused[0], data)) == []
    spoil(data)
    with pytest.raises(AssertionError):
        assert list(wrong_numbers(reused[0], data)) == []


def test_its_words_say_what_is_framed(reused):
    result, u = reused
    drawing = draw_graph(result, through=u)

    assert drawing.data["words"].endswith(
        "L is 28. The bracket of u is framed: 1·1 + 4·1 + 1·6·1 = 11."
    )
    assert len(drawing.data["words"]) <= 200
    rows = repr(drawing).splitlines()
    assert rows[-1] == "1·1 + 4·1 + 1·6·1 = 11" and "u → v → w → L: 1·6·1 = 6" in rows
    assert "a → u ×2  in front of it" in rows and "u → w ×4  in the bracket" in rows
    assert "c → v ×1" in rows and "grad" not in repr(drawing)
    assert rows[0].split("data 3")[1].strip() == "2 · 11 = 22"


def test_many_paths_are_counted_and_not_listed():
    x = y = Value(1.0, "x")
    for _ in range(60):
        y = y + y
    drawing = draw_graph(y, through=x)

    assert f"the sum over the {2**60} paths from x to v60" in repr(drawing)
    (view,) = drawing.data["pictures"][0]["through"]  # and so large a one stays
    assert view["paths"] == [] and drawing.data["frames"][0][0] == ""


def test_a_graph_that_one_reads_has_few_bytes_for_all_its_views(weight):
    y = Value(0.5, "x")
    for _ in range(8):
        y = y * y + y
    drawing = draw_graph(y, through=values_of(y)[3])

    assert len(drawing.data["frames"]) == 15 and weight(drawing) <= 8_000


def test_at_the_ends_one_part_is_empty(reused):
    result, u = reused
    a, w = u.parents[0], result.parents[1]

    assert "no path leads on, and its bracket is 1" in repr(
        draw_graph(result, through=result)
    )
    assert (
        draw_graph(result, through=a).data["pictures"][0]["through"][0]["before"] == []
    )
    assert "one path leads from w to L" in repr(draw_graph(result, through=w))


def test_without_a_script_the_colours_are_there(reused):
    result, u = reused
    drawing = draw_graph(result, through=u)
    figure, _ = ElementTree.fromstring(f"<p>{drawing.still()}{drawing.steps()}</p>")
    kinds = [group.get("class") or "" for group in figure.iter("g")]

    sides = [
        [side for side in SIDES if f"tg-{side}" in kind]
        for kind in kinds
        if "tg-edge" in kind
    ]
    through = drawing.data["pictures"][0]["through"][0]
    assert sides == [["before"], ["before"], ["after"], ["around"], *[["after"]] * 4]
    assert [k for k, side in enumerate(sides) if side == ["after"]] == through["after"]
    assert sum("tg-through" in kind for kind in kinds) == 1
    said = [p.text for p in figure.iter("p")]
    assert said[-1] == "gradient of u = 1·1 + 4·1 + 1·6·1 = 11"
    tint = [
        one for one in figure.iter("rect") if one.get("fill") == theme.BACKWARD_TINT
    ]
    assert len(tint) == 4 + 5  # the boxes in the bracket, and the texts of its edges


def test_what_has_no_bracket_is_refused_in_a_sentence(reused):
    result, u = reused
    with pytest.raises(
        TypeError, match="through needs a value of the graph, got str 'u'"
    ):
        draw_graph(result, through="u")
    with pytest.raises(
        ValueError, match="that L was computed from, got 'x'; write one"
    ):
        draw_graph(result, through=Value(1.0, "x"))
    with pytest.raises(ValueError, match="got fold or opened as well"):
        draw_graph(result, through=u, fold="neuron")


# On the page.


def sides_of(picture, view):
    side = ["around"] * len(picture["edges"])
    for name in SIDES[:2]:
        for k in view[name]:
            side[k] = name
    return side


def test_the_page_colours_what_the_data_say(theatre, grown, reused):
    rng, results = random.Random(7), list(map(grown, range(8)))
    for result, value in [*((y, rng.choice(values_of(y))) for y in results), reused]:
        data = draw_graph(result, through=value).data
        theatre.show(data)
        (picture,) = data["pictures"]
        for k, view in enumerate(picture["through"]):
            theatre.go(k + 1)
            assert theatre.page.evaluate(CLASSES, ".tg-edge") == sides_of(picture, view)
            assert theatre.page.evaluate(CLASSES, ".tg-label") == sides_of(
                picture, view
            )
    theatre.page.emulate_media(reduced_motion="reduce")
    theatre.go(1)
    assert theatre.page.evaluate(CLASSES, ".tg-box") == [
        "before", "before", "around", "after", "after", "after", "after",
    ]  # fmt: skip
    strokes = theatre.looks(
        ".tg-edge.tg-after .tg-line, .tg-through .tg-frame, .tg-rim path", "stroke"
    )
    theatre.page.emulate_media(reduced_motion="no-preference")
    assert len(strokes) == 1  # the box and its bracket have one colour


LIT = """() => [...document.querySelectorAll(".tg-edge")].map((one, k) => one.classList.contains("tg-lit") ? k : -1).filter(k => k >= 0)"""
FADED = """() => [...document.querySelectorAll(".tg-label")].map((one, k) => getComputedStyle(one).opacity < 0.5 ? k : -1).filter(k => k >= 0)"""


@pytest.fixture
def shown(theatre, reused):
    data = draw_graph(reused[0], through=reused[1]).data
    theatre.show(data)
    return data


def lit_by(theatre, count):
    """Does each product light its own path and nothing else, and say which it is?"""
    head, page = theatre.page.locator(".tg-head"), theatre.page
    view = page.evaluate("() => stage.pictures[0].through[stage.clock.step - 1]")
    for k in range(count):
        product = page.locator(".tg-path").nth(k)
        for act in (product.hover, product.focus):
            act()
            told = (
                head.inner_text().lower(),
                product.get_attribute("aria-label").lower(),
            )
            edges = sorted(view["paths"][k])
            rest = sorted(set(range(8)) - set(edges))
            yield (
                page.evaluate(LIT) == edges
                and page.evaluate(FADED) == rest
                and told[0] == told[1]
            )
            page.mouse.move(0, 0)
        product.blur()
        box = page.locator(".tg-box").first.bounding_box()
        product.focus()
        page.mouse.move(box["x"] + 9, box["y"] + 9)
        page.mouse.move(0, 0)
        yield page.evaluate(LIT) == sorted(view["paths"][k])
        product.blur()
        yield page.evaluate(LIT) == [] and head.inner_text().startswith("Point at")


def test_a_product_lights_its_path_for_mouse_and_keys(theatre, shown):
    assert theatre.page.locator(".tg-path").all_inner_texts() == ["1·1", "4·1", "1·6·1"]
    assert all(lit_by(theatre, 3))

    theatre.page.evaluate(  # the planted fault
        "() => { stage.pictures[0].lightRole = () => {}; }"
    )
    assert not all(lit_by(theatre, 3))


POINTED = """() => {
    stage.pictures[0].pointAtEdge(7);  // w to L
    return [...document.querySelectorAll(".tg-path.tg-named")].map(one => one.textContent);
}"""


def test_an_edge_names_the_products_that_use_it(theatre, shown):
    # In one breath: where the mouse happens to be may light another edge a moment later.
    lit = f"() => {{ stage.pictures[0].pointAtEdge(7); return ({LIT})(); }}"

    assert theatre.page.evaluate(POINTED) == ["4·1", "1·6·1"]
    assert theatre.page.evaluate(lit) == [2, 4, 5, 7]


def test_a_finger_on_a_product_leaves_its_path_lit(browser, shown):
    with browser.new_context(
        viewport={"width": 360, "height": 800}, has_touch=True
    ) as context:
        page = context.new_page()
        style, script = (
            (BUILT / name).read_text("utf-8") for name in ("stage.css", "stage.js")
        )
        page.set_content(PAGE.format(style=style, script=script))
        page.evaluate(
            "data => { window.stage = toygrad.mount(document.querySelector('#here'), data); }",
            shown,
        )
        page.locator(".tg-path").nth(1).tap()
        assert page.evaluate(LIT) == [4, 7]
        page.locator(".tg-box").nth(4).tap()
        assert page.locator(".tg-path").all_inner_texts() == ["1", "6·1"]
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_a_click_or_a_key_on_an_inner_box_moves_the_bracket(theatre, shown):
    page, v = theatre.page, theatre.page.locator(".tg-box").nth(4)
    v.click()
    assert page.locator(".tg-through .tg-title").text_content() == "v = u + c"
    assert "gradient of v = " in page.locator(".tg-formula").inner_text()
    assert v.get_attribute("aria-pressed") == "true"
    assert page.locator(".tg-note").all_text_contents()[:5] == [
        "2 · 7 + …",
        "3 · 7 + …",
        "1 · 7 = 7",
        "1 · 7 + …",
        "bracket = 7",
    ]
    page.locator(".tg-box").nth(3).focus()
    page.keyboard.press("Enter")
    assert page.locator(".tg-through .tg-title").text_content() == "u = a·b"
    page.locator(".tg-box").nth(0).click()  # a leaf has none
    assert page.locator(".tg-through .tg-title").text_content() == "u = a·b"
    assert all(lit_by(theatre, 3))


def test_the_legend_has_the_lines_that_are_there(theatre, shown, reused):
    keys = "() => [...document.querySelectorAll('.tg-key')].filter(key => !key.hidden).map(key => key.textContent)"
    assert theatre.page.evaluate(keys) == [
        "in the bracket",
        "in front of it",
        "around it",
    ]
    theatre.show(draw_graph(reused[1], through=reused[1]).data)
    assert theatre.page.evaluate(keys) == ["in front of it"]


def test_what_tells_the_sides_apart_is_seen_by_all(theatre, shown):
    """At least 3 to 1 on what lies behind it, in both lights."""
    lines = {".tg-edge.tg-after .tg-line": "stroke", ".tg-edge.tg-before .tg-line": "stroke",
             ".tg-edge.tg-around .tg-line": "stroke", ".tg-rim path": "stroke", ".tg-through .tg-frame": "stroke"}  # fmt: skip
    for scheme in ("light", "dark"):
        theatre.page.emulate_media(color_scheme=scheme)
        ((paper,),) = theatre.looks(".tg", "backgroundColor")
        ((tint,),) = theatre.looks(".tg-in path:not(.tg-area)", "stroke")
        for selector, name in lines.items():
            for (ink,) in theatre.looks(selector, name):
                behind = (
                    [paper, tint]
                    if "after" in selector or "through" in selector
                    else [paper]
                )
                assert min(contrast(ink, ground) for ground in behind) >= 3, (
                    scheme,
                    selector,
                )
        assert (
            contrast(paper, tint) < 3
        )  # the planted fault: the tint alone would not do
    theatre.page.emulate_media(color_scheme="light")


def test_a_colour_on_its_way_to_another_is_not_read(theatre, shown):
    page, frame = theatre.page, ".tg-through .tg-frame"
    light = theatre.looks(frame, "stroke")
    slow = page.add_style_tag(content=".tg-frame { transition: stroke 60s !important }")
    page.emulate_media(color_scheme="dark")
    dark = theatre.looks(frame, "stroke")
    slow.evaluate("one => one.textContent = '.tg-frame { transition: none !important }'")  # fmt: skip

    assert dark == theatre.looks(frame, "stroke") != light
    slow.evaluate("one => one.remove()")
    page.emulate_media(color_scheme="light")


def contrast(*colours):
    light, dark = sorted((luminance(colour) for colour in colours), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear))


def test_without_a_value_nothing_is_coloured(theatre, reused):
    theatre.show(draw_graph(reused[0]).data)

    assert set(theatre.page.evaluate(CLASSES, ".tg-edge, .tg-box")) == {""}


@pytest.mark.parametrize(
    "change",
    [
        {"at": 99},
        {"after": [99]},
        {"before": ["0"]},
        {"after": None},
        {"paths": [[99]]},
    ],
)
def test_a_bracket_of_another_graph_is_refused(theatre, reused, change):
    data = json.loads(json.dumps(draw_graph(reused[0], through=reused[1]).data))
    data["pictures"][0]["through"][1] |= change
    theatre.show(data)

    assert "pictures.0.through" in theatre.page.locator("#here").inner_text()
