"""Boxes in rows and columns: nothing lies over anything else."""

import itertools
import re

import pytest

from tests.shared.heads import Head
from toygrad import Value
from toygrad.viz import show_backward
from toygrad.viz.graph import rows
from toygrad.viz.graph.layout import samples

KINDS = [(p, d, False) for p in (2, 3, 4) for d in (1, 2, 3)]
KINDS += [(p, d, True) for p, d, _ in KINDS if p * d < 12]


def picture_of(positions=3, size=2, letters=False):
    head = Head(positions + 7 * size, positions, size, letters)
    fold = "neuron" if letters else None
    player = show_backward(head.result, fold, rows=head.rows, columns=head.columns)
    return player.data["pictures"][0]


def area(middle, size):
    (x, y), (wide, high) = middle, size
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def meet(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]  # fmt: skip


def faults(picture):
    """Boxes or numbers that lie over each other, and edges that run through a box."""
    plan = picture["plans"]["LR"]
    boxes = [area(at, box["size"]) for at, box in zip(plan["boxes"], picture["boxes"])]
    texts = [
        area(at, edge["size"])
        for at, edge in zip(plan["labels"], picture["edges"])
        if at
    ]
    for one, other in itertools.combinations([*boxes, *texts], 2):
        if meet(one, other):
            yield "over", one, other
    for k, (path, edge) in enumerate(zip(plan["edges"], picture["edges"])):
        numbers = path.replace("M", "").replace("C", " ").split()
        points = [tuple(map(int, pair.split(","))) for pair in numbers]
        ends = edge["tail"], edge["head"]
        for x, y in samples(points):
            for place, (left, top, right, bottom) in enumerate(boxes):
                if place not in ends and left < x < right and top < y < bottom:
                    yield "through", k, place
    width, height = plan["size"]
    for left, top, right, bottom in [*boxes, *texts]:
        if left < 0 or top < 0 or right > width + 1 or bottom > height + 1:
            yield "outside", left, top


@pytest.mark.parametrize("about", KINDS, ids=str)
def test_nothing_lies_over_anything_else(about):
    assert list(faults(picture_of(*about)))[:3] == []


def test_what_lies_over_something_else_is_found():
    """The planted faults: a box moved onto another, an edge that goes straight."""
    picture = picture_of()
    plan = picture["plans"]["LR"]
    titles = [box["title"] for box in picture["boxes"]]
    moved = [*plan["boxes"]]
    moved[titles.index("k0[1]")] = moved[titles.index("k0[0]")]
    assert "over" in {
        kind
        for kind, *_ in faults(picture | {"plans": {"LR": plan | {"boxes": moved}}})
    }
    way = next(
        k for k, edge in enumerate(picture["edges"])
        if titles[edge["tail"]] == "a1" and titles[edge["head"]] == "m1"
    )  # fmt: skip
    straight = [*plan["edges"]]
    points = straight[way].replace("M", "").replace("C", " ").split()
    straight[way] = f"M{points[0]}C{points[0]} {points[-1]} {points[-1]}"
    assert "through" in {
        kind
        for kind, *_ in faults(picture | {"plans": {"LR": plan | {"edges": straight}}})
    }


def level(path):
    """The pieces of a path that go straight across: (height, from where, to where)."""
    numbers = path.replace("M", "").replace("C", " ").split()
    points = [tuple(map(int, pair.split(","))) for pair in numbers]
    for (x0, y0), (x1, _), (x2, _), (x3, y3) in zip(points[::3], points[1::3], points[2::3], points[3::3]):  # fmt: skip
        if y0 == y3 and (x0, x2) == (x1, x3):
            yield y0, min(x0, x3), max(x0, x3)


def on_each_other(picture):
    """The pieces of different edges that run on one line."""
    lanes = [(k, *piece) for k, path in enumerate(picture["plans"]["LR"]["edges"]) for piece in level(path)]  # fmt: skip
    for (k, y, low, high), (other, at, start, end) in itertools.combinations(lanes, 2):
        if k != other and y == at and low < end and start < high:
            yield k, other, y


@pytest.mark.parametrize("about", KINDS, ids=str)
def test_edges_that_go_far_have_lanes_of_their_own(about):
    picture = picture_of(*about)

    assert list(on_each_other(picture)) == []
    titles = [box["title"] for box in picture["boxes"]]
    asks = [
        path for path, edge in zip(picture["plans"]["LR"]["edges"], picture["edges"])
        if titles[edge["tail"]][0] == "q" and titles[edge["head"]] == "s0"
    ]  # fmt: skip
    assert asks and all(any(level(path)) for path in asks)


def test_edges_in_one_lane_are_found(monkeypatch):
    """The planted fault: there is no room between two lanes."""
    monkeypatch.setattr(rows, "LANE", 0)

    assert list(on_each_other(picture_of()))


def test_the_numbers_above_a_box_stand_row_by_row():
    """First those of the edges from the nearest row, then a gap, then the others."""
    picture = picture_of()
    titles = [box["title"] for box in picture["boxes"]]
    above = sorted(
        (at[0], edge["size"][0], titles[edge["tail"]])
        for at, edge in zip(picture["plans"]["LR"]["labels"], picture["edges"])
        if titles[edge["head"]] == "m1"
    )
    gaps = [x1 - w1 / 2 - x0 - w0 / 2 for (x0, w0, _), (x1, w1, _) in itertools.pairwise(above)]  # fmt: skip

    assert [name for *_, name in above] == ["v0[1]", "v1[1]", "v2[1]", "a0", "a1", "a2"]
    assert gaps[2] > 15 > 7 > max(gaps[:2] + gaps[3:])


def test_positions_are_columns_and_steps_are_rows():
    picture = picture_of()
    at = dict(zip((box["title"] for box in picture["boxes"]), picture["plans"]["LR"]["boxes"]))  # fmt: skip

    for t in range(3):
        assert at[f"s{t}"][0] == at[f"z{t}"][0] == at[f"a{t}"][0]
        assert at[f"k{t}[0]"][0] < at[f"s{t}"][0] < at[f"k{t}[1]"][0]
    down = [at[name][1] for name in ("q[0]", "s0", "z0", "a0", "v0[0]", "m0", "L")]
    assert down == sorted(down) and at["q[0]"][1] == at["k2[1]"][1]


def test_the_names_of_rows_and_columns_stand_in_the_still_picture():
    head = Head()
    player = show_backward(head.result, rows=head.rows, columns=["a", "b", "<c>", "d"])

    assert ">key, query</text>" in player.still() and "&lt;c&gt;" in player.still()
    assert "<c>" not in player.still()


def test_the_still_picture_has_the_width_of_each_share_that_has_gone():
    head = Head()
    first, last = (
        show_backward(head.result, rows=head.rows, columns=head.columns, step=step)
        for step in (1, 53)
    )
    sizes = last.recorded.shares
    widths = sorted(max(1.0, 5.5 * size**0.5) for size in sizes)
    lines = r'class="tg-line"[^>]*stroke-width="([\d.]+)" stroke-dasharray="9 4"'

    drawn = sorted(map(float, re.findall(lines, last.still())))
    assert drawn == pytest.approx(widths, abs=0.02)
    assert re.findall(lines, first.still()) == []
    assert any("the wider, the larger" in caption for caption in last.recorded.captions)


def test_a_graph_of_one_value_has_a_row():
    x = Value(1.0, "x")
    plan = show_backward(x, rows={"": [x]}).data["pictures"][0]["plans"]["LR"]

    assert plan["edges"] == [] and plan["texts"] == []
