"""Every position of the sliders says what the engine computes there."""

import math
import random
import re

import pytest

from toygrad import Value, log, relu
from toygrad.viz import explore
from toygrad.viz.still import state_at, still
from toygrad.viz.widget import as_json


def sentence(explorer, k):
    return explorer.data["frames"][k][1]


def place(explorer, k):
    return explorer.data["frames"][k][0]


def visible_texts(explorer, k):
    """What a reader sees in the graph at position k."""
    graph = explorer.data["pictures"][0]
    state = state_at(graph, k)
    if state["phase"] == "hidden":
        return []
    if state["stage"] == 0:
        return state["titles"]
    notes = [text for _, text in state["notes"]]
    return [*state["titles"], *state["data"], *notes, *sum(state["lines"], [])]


def written(x):
    return f"{x:.4g}".replace("-", "−") if x else "0"


def cubic(x):
    return x * x * x - 2.0 * x


def saddle(x, y):
    return x * x * y + relu(y) * 3.0


@pytest.mark.parametrize("k", [0, 7, 20, 40])
def test_each_position_shows_the_numbers_of_the_engine(k):
    explorer = explore(cubic, x=(-2, 2))
    x = Value(explorer.grids[0][k])
    y = cubic(x)
    y.backward()
    texts = visible_texts(explorer, k)

    assert len(explorer.grids[0]) == 41
    assert f"data {written(x.data)}" in texts and f"grad {written(x.grad)}" in texts
    assert f"data {written(y.data)}" in texts and "grad 1" in texts
    factors = [
        f"×{written(local)}" for v in (y, y.parents[0]) for local in v.local_grads
    ]
    assert all(factor in texts for factor in factors)
    assert sentence(explorer, k) == (
        f"f is {written(y.data)}. Its slope is {written(x.grad)} along x."
    )
    assert sum(text.startswith("data") for text in texts) == 6


def test_two_sliders_turn_two_numbers():
    explorer = explore(saddle, x=(-3, 3), y=(-1, 2))
    across, along = explorer.grids

    assert len(across) <= 15 and len(along) <= 15
    for i, j in ((0, 0), (3, len(along) - 1), (len(across) - 1, 2)):
        x, y = Value(across[i]), Value(along[j])
        z = saddle(x, y)
        z.backward()
        k = i * len(along) + j
        assert f"f is {written(z.data)}. Its slope is {written(x.grad)} along x" in (
            sentence(explorer, k)
        )
        assert f" and {written(y.grad)} along y." in sentence(explorer, k)
        texts = visible_texts(explorer, k)
        assert {f"grad {written(x.grad)}", f"grad {written(y.grad)}"} <= set(texts)
    sliders = explorer.data["sliders"]
    assert [len(slider["texts"]) for slider in sliders] == [len(across), len(along)]
    assert len(explorer.data["frames"]) == len(across) * len(along)
    assert len(explorer.data["pictures"]) == 1


def test_the_stage_opens_where_its_sliders_stand():
    explorer = explore(saddle, x=(-3, 3), y=(-1, 2))
    first, second = explorer.data["sliders"]
    k = explorer.step - 1

    assert (first["name"], second["name"]) == ("x", "y")
    assert k == first["start"] * len(second["texts"]) + second["start"]
    x, y = first["texts"][first["start"]], second["texts"][second["start"]]
    assert place(explorer, k) == f"x = {x}, y = {y}"
    assert (first["exact"], second["exact"]) == (float(x), float(y))
    assert f"grad {x}" not in still(explorer.data["pictures"][0], 0)
    assert f"data {x}" in explorer.still()


def test_the_boxes_of_the_sliders_are_lit():
    (graph,) = explore(saddle, x=(-3, 3), y=(-1, 2)).data["pictures"]

    assert [graph["boxes"][k]["title"] for k in graph["lit"]] == ["x", "y"]


def test_a_number_that_follows_the_slider_is_named_in_each_frame():
    explorer = explore(lambda x: x * (x.data + 0.5), x=(0, 2))

    assert "1.5" in visible_texts(explorer, 20) and "f = x·1.5" in visible_texts(
        explorer, 20
    )
    assert "f = x·0.5" in visible_texts(explorer, 0)


def test_the_curve_its_tangent_and_the_point_are_those_of_f():
    explorer = explore(lambda x: x * x, x=(-2, 2))
    plot = explorer.data["pictures"][1]
    curve, tangent, here = plot["marks"]
    scale = (curve["y"][0] - curve["y"][80]) / 4.0  # places for each unit of f

    assert len(tangent["x"]) == len(here["x"]) == 41
    for k, x in enumerate(explorer.grids[0]):
        (x0, x1), (y0, y1) = tangent["x"][k], tangent["y"][k]
        assert here["x"][k] == [round(2500 * (x + 2))]
        assert here["y"][k][0] == curve["y"][4 * k]
        if abs(x) < 1:  # a steep one is cut off far outside
            slope = (y1 - y0) / (x1 - x0) * 2500
            assert slope == pytest.approx(2 * x * scale, abs=2)


def test_a_place_where_f_cannot_be_computed_says_so():
    explorer = explore(lambda x: log(x) * 2.0, x=(-1, 3))
    bad = explorer.grids[0].index(-0.5)

    assert sentence(explorer, bad) == (
        "Here f cannot be computed: log needs a number above 0; x is -0.5; "
        "keep its argument there."
    )
    assert visible_texts(explorer, bad) == ["x", "2", "v2 = log(x)", "f = v2·2"]
    assert explorer.data["pictures"][1]["marks"][2]["x"][bad] == []
    assert "data 0" in visible_texts(explorer, explorer.grids[0].index(1.0))


def test_a_graph_of_another_shape_is_not_drawn_and_says_so():
    explorer = explore(lambda x: x * 3.0 if x.data < 1.05 else x * x + 1.0, x=(-2, 2))

    assert visible_texts(explorer, 40) == []
    assert sentence(explorer, 40) == (
        "f is 5. Its slope is 4 along x. "
        "Here the graph has another shape, of 4 values: it is not drawn."
    )
    assert "grad 3" in visible_texts(explorer, 3)


def test_leaves_that_f_brings_along_keep_their_gradients():
    w = Value(2.0, "w")
    (w * w).backward()
    explorer = explore(lambda x: w * x, x=(-2, 2))

    assert w.grad == 4.0
    assert "grad −2" in visible_texts(explorer, 0)
    assert "grad 2" in visible_texts(explorer, 40)


def test_a_result_that_is_the_slider_itself_or_a_constant():
    assert (
        sentence(explore(lambda x: x, x=(0, 1)), 0) == "x is 0. Its slope is 1 along x."
    )
    flat = explore(lambda x: Value(3.0), x=(0, 1))
    assert sentence(flat, 0) == "f is 3. Its slope is 0 along x."


def network(x, y):
    hidden = [(Value(0.1 * k) * x + Value(0.3) * y + 0.5).tanh() for k in range(3)]
    return sum((Value(0.7) * h for h in hidden), Value(0.2, "b"))


BUDGET = 40_000  # bytes


@pytest.mark.parametrize(
    "f, ranges",
    [
        (cubic, {"x": (-2, 2)}),
        (saddle, {"x": (-3, 3.3), "y": (-1, 2.1)}),
        (network, {"x": (-3, 3.3), "y": (-1, 2.1)}),
        (lambda x: network(x, x * x), {"x": (-1, 1)}),
    ],
)
def test_explorers_stay_within_their_budget(f, ranges, weight):
    explorer = explore(f, **ranges)

    assert len(explorer.data["frames"]) <= (41 if len(ranges) == 1 else 225)
    assert weight(explorer) <= BUDGET


def test_a_graph_too_heavy_for_all_positions_has_fewer(weight, monkeypatch):
    many = explore(saddle, x=(-3, 3), y=(-1, 2))
    monkeypatch.setattr("toygrad.viz.films.sliders.HEAVIEST", 40_000)
    few = explore(saddle, x=(-3, 3), y=(-1, 2))

    assert len(as_json(few.data)) <= 40_000 < len(as_json(many.data))
    assert 20 < len(few.data["frames"]) < len(many.data["frames"])
    noise = random.Random(0)  # a fault: words that no graph has
    for frame in many.data["frames"]:
        frame[1] = str(noise.random() * 1e200)[:300] * 3 + str(noise.getrandbits(2000))
    assert weight(many) > BUDGET


def test_with_a_kernel_any_number_is_exact():
    explorer = explore(cubic, x=(-2, 2))
    explorer.place = [0.123]
    k = explorer.step - 1
    (slider,) = explorer.data["sliders"]
    x = Value(0.123)
    cubic(x).backward()

    assert (slider["start"], slider["exact"], explorer.grids[0][k]) == (k, 0.123, 0.1)
    assert f"grad {written(x.grad)}" in visible_texts(explorer, k)
    assert place(explorer, k) == "x = 0.123"
    explorer.place = []  # a slider was moved: the place stays until another is asked for
    assert place(explorer, k) == "x = 0.123"
    explorer.place = [0.2]
    assert place(explorer, k) == "x = 0.1"


def test_with_a_kernel_two_numbers_are_exact():
    explorer = explore(saddle, x=(-3, 3), y=(-1, 2))
    explorer.place = [0.77, 100.0]
    k = explorer.step - 1
    x, y = Value(0.77), Value(100.0)
    saddle(x, y).backward()

    assert k % len(explorer.grids[1]) == len(explorer.grids[1]) - 1
    assert f"Its slope is {written(x.grad)} along x and {written(y.grad)}" in sentence(
        explorer, k
    )


def test_a_place_that_is_no_number_changes_nothing():
    explorer = explore(cubic, x=(-2, 2))
    before = explorer.data
    for place in ([math.inf], [0.5, 0.5]):
        explorer.place = place
        assert explorer.data is before


def test_the_text_is_a_short_table():
    explorer = explore(lambda x: log(x), x=(0, 2))
    lines = repr(explorer).splitlines()

    assert lines[0].split() == ["x", "f", "slope", "x"]
    assert lines[1].startswith("0    log needs a number above 0")
    assert lines[3].split() == ["1", "0", "1"]
    assert explorer._repr_mimebundle_()["text/plain"] == repr(explorer)
    assert len(repr(explore(saddle, x=(0, 1), y=(0, 1))).splitlines()) == 10


HOSTILE = "<script>alert('x')</script>\n\"&\u202e" + "y" * 10_000


def test_hostile_names_stand_as_text(weight):
    def f(x):
        result = x * Value(2.0, HOSTILE)
        result.label = HOSTILE
        return result

    explorer = explore(f, **{HOSTILE: (0, 1)})
    shown = explorer._repr_html_()
    assert shown.count("<script") == 1  # that of the data
    assert "&lt;script" in shown and "\\u003cscript" in shown
    assert "alert('x')" in explorer.data["words"]
    assert weight(explorer) < BUDGET


@pytest.mark.parametrize(
    "f, ranges, error, words",
    [
        (3, {"x": (0, 1)}, TypeError, "explore needs a function, got int 3"),
        (cubic, {}, ValueError, "one or two sliders, got 0"),
        (cubic, {"x": 3}, TypeError, "the slider x needs a pair of numbers, got int 3"),
        (cubic, {"x": (0, "1")}, TypeError, "needs a pair of numbers"),
        (cubic, {"x": (1, 0)}, ValueError, "two finite numbers, the lower one first"),
        (cubic, {"x": (0, math.inf)}, ValueError, "two finite numbers"),
        (lambda x: 3.0, {"x": (0, 1)}, TypeError, "gives one value, got float 3.0"),
        (lambda x: log(-x), {"x": (1, 2)}, ValueError, "computed somewhere between"),
    ],
)
def test_wrong_use_is_said(f, ranges, error, words):
    with pytest.raises(error, match=re.escape(words)):
        explore(f, **ranges)


def test_a_place_too_far_for_any_axis_is_shown_as_far_as_can_be():
    explorer = explore(lambda x: x * x, x=(-2, 2))
    explorer.place = [1e200]

    assert explorer.data["sliders"][0]["exact"] == 1e9
