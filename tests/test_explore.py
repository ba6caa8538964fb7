"""Every position of the sliders says what the engine computes there."""

import html
import json
import math
import re
import xml.etree.ElementTree as ElementTree

import pytest
from ipywidgets.embed import dependency_state, embed_data

from toygrad import Value, log, relu
from toygrad.viz import explore
from toygrad.viz.graph import SVG


def bytes_of(widget):
    return len(json.dumps(embed_data(views=[widget], state=dependency_state([widget]))))


def frames(explorer):
    return [frame.value for frame in explorer.leaves()]


def sentence(explorer, k):
    return html.unescape(re.search("<br>(.*)</p>", frames(explorer)[k])[1])


def graph(explorer):
    drawing = explorer.drawing.value
    return ElementTree.fromstring(
        drawing[drawing.index("<svg") : drawing.index("</svg>") + 6]
    )


def visible_texts(explorer, k):
    """What a reader sees in the graph at position k, the style sheet applied."""
    shown = (
        re.search(r":is\((.*?)\)", frames(explorer)[k])[1].replace(".", "").split(",")
    )
    seen = []

    def walk(element, visible):
        classes = element.get("class", "").split()
        if "part" in classes:
            visible = bool(set(shown) & set(classes))
        if visible and element.tag == f"{SVG}text":
            seen.append(element.text)
        for child in element:
            walk(child, visible)

    walk(graph(explorer), True)
    return seen


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
    assert len(explorer.stack.children) == len(across)
    assert all(len(inner.children) == len(along) for inner in explorer.stack.children)


def test_the_first_frame_on_stage_is_the_one_the_slider_names():
    explorer = explore(saddle, x=(-3, 3), y=(-1, 2))
    stack, (first, second) = explorer.stack, explorer.sliders

    assert stack.selected_index == first.index
    assert {inner.selected_index for inner in stack.children} == {second.index}
    assert (first.description, second.description) == ("x", "y")


def test_the_tangent_has_the_slope_of_the_curve():
    explorer = explore(lambda x: x * x, x=(-2, 2))
    drawing = explorer.drawing.value
    lines = re.findall(r'd="M([-\d.]+),([-\d.]+)L([-\d.]+),([-\d.]+)" stroke', drawing)
    slopes = [
        (float(y0) - float(y1)) / (float(x1) - float(x0)) for x0, y0, x1, y1 in lines
    ]
    # One unit of f is as many pixels for each unit of x.
    scale = slopes[-1] / 4.0
    assert len(slopes) == 41
    for slope, x in zip(slopes, explorer.grids[0]):
        assert slope == pytest.approx(2 * x * scale, abs=0.02)


def test_a_place_where_f_cannot_be_computed_says_so():
    explorer = explore(lambda x: log(x) * 2.0, x=(-1, 3))
    bad = explorer.grids[0].index(-0.5)

    assert sentence(explorer, bad) == (
        "Here f cannot be computed: log needs a number above 0; x is -0.5; "
        "keep its argument there."
    )
    assert visible_texts(explorer, bad) == ["x", "v2 = log(x)", "2", "f = v2·2"]
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


@pytest.mark.parametrize(
    "f, ranges",
    [
        (cubic, {"x": (-2, 2)}),
        (saddle, {"x": (-3, 3.3), "y": (-1, 2.1)}),
        (network, {"x": (-3, 3.3), "y": (-1, 2.1)}),
        (lambda x: network(x, x * x), {"x": (-1, 1)}),
    ],
)
def test_explorers_stay_within_their_budget(f, ranges):
    explorer = explore(f, **ranges)

    assert len(frames(explorer)) <= (41 if len(ranges) == 1 else 225)
    assert bytes_of(explorer) <= 400_000


def test_with_a_kernel_any_number_is_exact():
    explorer = explore(cubic, x=(-2, 2))
    (field,), (slider,) = explorer.fields, explorer.sliders
    assert field.layout.display == "none"  # on a page it could do nothing
    field.value = 0.123
    k = slider.index
    x = Value(0.123)
    cubic(x).backward()

    assert explorer.grids[0][k] == 0.1 and explorer.stack.children[k].value in frames(
        explorer
    )
    assert f"grad {written(x.grad)}" in visible_texts(explorer, k)
    assert "<b>x = 0.123</b>" in frames(explorer)[k]
    slider.index = k + 1
    assert field.layout.display == "" and field.value == 0.2
    assert "<b>x = 0.1</b>" in frames(explorer)[k]


def test_with_a_kernel_two_numbers_are_exact():
    explorer = explore(saddle, x=(-3, 3), y=(-1, 2))
    explorer.fields[0].value, explorer.fields[1].value = 0.77, 100.0
    at = [slider.index for slider in explorer.sliders]
    k = at[0] * len(explorer.grids[1]) + at[1]
    x, y = Value(0.77), Value(100.0)
    saddle(x, y).backward()

    assert at[1] == len(explorer.grids[1]) - 1
    assert f"Its slope is {written(x.grad)} along x and {written(y.grad)}" in sentence(
        explorer, k
    )


def test_the_text_is_a_short_table():
    explorer = explore(lambda x: log(x), x=(0, 2))
    lines = repr(explorer).splitlines()

    assert lines[0].split() == ["x", "f", "slope", "x"]
    assert lines[1].startswith("0    log needs a number above 0")
    assert lines[3].split() == ["1", "0", "1"]
    assert explorer._repr_mimebundle_()["text/plain"] == repr(explorer)
    assert len(repr(explore(saddle, x=(0, 1), y=(0, 1))).splitlines()) == 10


HOSTILE = "<script>alert('x')</script>\n\"&\u202e" + "y" * 10_000


def test_hostile_names_stand_as_text():
    def f(x):
        result = x * Value(2.0, HOSTILE)
        result.label = HOSTILE
        return result

    explorer = explore(f, **{HOSTILE: (0, 1)})
    everything = explorer.drawing.value + "".join(frames(explorer))
    assert "<script" not in everything
    assert "&lt;script" in everything
    assert graph(explorer).get("role") == "img"
    assert "alert('x')" in graph(explorer).get("aria-label")
    assert bytes_of(explorer) < 400_000


def test_the_frames_are_the_same_on_every_run(under_hash_seeds):
    program = (
        "from toygrad.viz import explore\n"
        "e = explore(lambda x, y: (x * y).tanh() + x, x=(0, 1), y=(0, 1))\n"
        "print(e.drawing.value, [f.value for f in e.leaves()])\n"
    )

    assert len(under_hash_seeds(program, 3)) == 1


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
