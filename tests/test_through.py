"""The bracket in colour: what all paths through a value share, and what leads to it."""

import json
import random
import xml.etree.ElementTree as ElementTree

import pytest

from toygrad import Value
from toygrad.paths import explain
from toygrad.viz import draw_graph
from toygrad.viz.snapshot import Snapshot

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
    picture = draw_graph(result, through=value).data["pictures"][0]
    if spoil:
        spoil(picture["through"])
    uses = [
        (parent, place, node)
        for node in values_of(result)
        for place, parent in enumerate(node.parents)
    ]
    return tuple({uses[k] for k in picture["through"][side]} for side in SIDES[:2])


def values_of(result):
    return Snapshot(result).values


def test_what_is_lit_lies_on_paths_through_the_value_and_nothing_else(grown):
    rng = random.Random(5)
    for seed in range(120):
        result = grown(seed)
        value = rng.choice(values_of(result))
        assert coloured(result, value) == edges_on_paths(result, value), seed


def test_an_edge_too_many_or_too_few_is_noticed(reused):
    """The planted faults: c leads into the bracket, yet not through u."""
    right = edges_on_paths(*reused)

    assert coloured(*reused) == right
    assert coloured(*reused, lambda through: through["after"].append(3)) != right
    assert coloured(*reused, lambda through: through["before"].pop()) != right


def test_the_number_in_the_box_is_the_sum_over_the_paths_behind_it(grown):
    for seed in range(40):
        result = grown(seed)
        value = values_of(result)[0]
        drawing = draw_graph(result, through=value)
        picture = drawing.data["pictures"][0]
        note = picture["frames"][0]["notes"][str(picture["through"]["at"])][1]
        found = float(note.removeprefix("bracket ").replace("−", "-"))

        assert found == pytest.approx(explain(result, value).slope, rel=1e-3)


def test_its_words_say_what_the_colours_say(reused):
    result, u = reused
    drawing = draw_graph(result, through=u)

    words = (
        "Thick and orange: the bracket, 1·1 + 4·1 + 1·6·1 = 11, a product for each of the "
        "3 paths from u to L. Thin and blue: what stands in front of it. "
        "Grey: what does not go through u."
    )
    assert drawing.data["note"] == words
    assert drawing.data["words"].endswith(words)
    rows = repr(drawing).splitlines()
    assert rows[-1] == words
    assert "a → u ×2  in front of it" in rows and "u → w ×4  in the bracket" in rows
    assert "c → v ×1" in rows


def test_many_paths_are_counted_and_not_listed():
    x = y = Value(1.0, "x")
    for _ in range(60):
        y = y + y

    words = repr(draw_graph(y, through=x)).splitlines()[-1]
    assert f"the sum over the {2**60} paths from x to v60" in words


def test_at_the_ends_one_part_is_empty(reused):
    result, u = reused
    a = u.parents[0]

    assert "which is 1, since L is the result itself" in repr(
        draw_graph(result, through=result)
    )
    assert "Thin" not in repr(draw_graph(result, through=a))
    w = result.parents[1]
    assert "the bracket, 1, the one path from w to L" in repr(
        draw_graph(result, through=w)
    )


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
    through = drawing.data["pictures"][0]["through"]
    assert sides == [["before"], ["before"], ["after"], ["around"], *[["after"]] * 4]
    assert [k for k, side in enumerate(sides) if side == ["after"]] == through["after"]
    assert sum("tg-through" in kind for kind in kinds) == 1


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


def test_the_page_colours_what_the_data_say(theatre, grown, reused):
    rng, results = random.Random(7), list(map(grown, range(8)))
    for result, value in [*((y, rng.choice(values_of(y))) for y in results), reused]:
        data = draw_graph(result, through=value).data
        theatre.show(data)
        (picture,) = data["pictures"]
        side = ["around"] * len(picture["edges"])
        for name in SIDES[:2]:
            for k in picture["through"][name]:
                side[k] = name
        assert theatre.page.evaluate(CLASSES, ".tg-edge") == side
    assert theatre.page.evaluate(CLASSES, ".tg-box") == [
        "before", "before", "around", "after", "after", "after", "after",
    ]  # fmt: skip
    strokes = theatre.looks(
        ".tg-edge.tg-after .tg-line, .tg-through .tg-frame", "stroke"
    )
    assert len(strokes) == 1  # the box and its bracket have one colour


def test_without_a_value_nothing_is_coloured(theatre, reused):
    theatre.show(draw_graph(reused[0]).data)

    assert set(theatre.page.evaluate(CLASSES, ".tg-edge, .tg-box")) == {""}


@pytest.mark.parametrize(
    "change", [{"at": 99}, {"after": [99]}, {"before": ["0"]}, {"after": None}]
)
def test_a_bracket_of_another_graph_is_refused(theatre, reused, change):
    data = json.loads(json.dumps(draw_graph(reused[0], through=reused[1]).data))
    data["pictures"][0]["through"] |= change
    theatre.show(data)

    assert "pictures.0.through" in theatre.page.locator("#here").inner_text()
