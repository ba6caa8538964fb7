"""Descents with sliders: every position says where the engine's steps lead."""

import math
import random
import re

import pytest

from toygrad import Value, log, nn, optim, sin
from toygrad.viz import explore_descent, explore_ravine
from toygrad.viz.films.trail import trail


def square(x):
    return x * x


def bowl(x, y):
    return x * x + 25.0 * y * y


def waves(w):
    return sin(w * 3.0) + 0.1 * w * w


def sentence(explorer, k):
    return explorer.data["frames"][k][1]


def at(explorer, rate, start):
    rates, starts = explorer.grids
    return rates.index(rate) * len(starts) + starts.index(start)


def points(explorer, k):
    """The places that each mark of the plot has at position `k`."""
    (plot,) = explorer.data["pictures"]
    marks = plot["marks"][1:]
    return [list(zip(mark["x"][k], mark["y"][k])) for mark in marks]


def written(x):
    return f"{x:.4g}".replace("-", "−") if x else "0"


@pytest.mark.parametrize("rate, lead", [(0.1, 3.2), (0.5, 0), (0.9, -3.2), (1.0, -4)])
def test_a_step_on_x_squared_leads_where_the_book_says(rate, lead):
    start, after = trail(square, (4.0,), rate, 1)

    assert (start.at, start.loss, start.slopes) == ((4.0,), 16.0, (8.0,))
    assert after.at[0] == pytest.approx(lead)


def test_a_trail_is_the_way_of_the_optimizer():
    parameters = [nn.Parameter(4.0), nn.Parameter(1.0)]
    sgd = optim.SGD(parameters, lr=0.03)
    for place in trail(bowl, (4.0, 1.0), 0.03, 10):
        assert place.at == tuple(p.data for p in parameters)
        sgd.zero_grad()
        bowl(*parameters).backward()
        assert place.slopes == tuple(p.grad for p in parameters)
        sgd.step()


def test_a_trail_ends_where_it_cannot_go_on():
    assert len(trail(log, (1.0,), 2.0, 5)) == 1  # the step leads to -1
    assert trail(log, (-1.0,), 0.1, 5) == []
    assert 2 < len(trail(lambda x: x**4, (4.0,), 1.0, 50)) < 10
    with pytest.raises(TypeError, match="gives one value, got float 3.0"):
        trail(lambda x: 3.0, (1.0,), 0.1, 5)


@pytest.mark.parametrize("f", [square, waves])
def test_each_position_says_the_steps_of_the_engine(f):
    explorer = explore_descent(f, rate=(0, 1.2), start=(-4, 4), steps=3)
    rates, starts = explorer.grids
    assert (len(rates), len(starts)) == (13, 11)
    for i, j in ((1, 10), (9, 0), (12, 7)):
        start, *later = trail(f, (starts[j],), rates[i], 3)
        said = sentence(explorer, i * len(starts) + j)
        slope, loss = start.slopes[0], later[-1].loss
        assert said.startswith(f"The gradient is {written(slope)}, so the first step ")
        assert f"= {written(-rates[i] * slope)}. " in said
        assert f"loss goes from {written(start.loss)} to {written(loss)}." in said
        one, two, three = (written(place.at[0]) for place in later)
        assert f"The steps lead to {one}, {two} and {three}." in said


def test_the_balls_stand_on_the_curve():
    explorer = explore_descent(square, steps=2)
    curve = explorer.data["pictures"][0]["marks"][0]
    line, later, first, word = points(explorer, at(explorer, 0.5, 4.0))

    assert line == [*first, *later] and word == first and len(later) == 2
    assert later[0] == later[1]  # the bottom
    for x, y in line:
        nearest = min(zip(curve["x"], curve["y"]), key=lambda point: abs(point[0] - x))
        assert math.dist(nearest, (x, y)) < 200


def test_a_step_out_of_sight_is_said():
    explorer = explore_descent(square)

    assert "in the picture" not in sentence(explorer, at(explorer, 0.9, 4.0))
    assert sentence(explorer, at(explorer, 1.2, 4.0)).endswith(
        "Not all of them are in the picture."
    )


def test_places_without_a_loss_are_said():
    explorer = explore_descent(log, rate=(0, 10), start=(-1, 1))
    assert sentence(explorer, at(explorer, 1.0, -1.0)) == (
        "Here no descent can start: there is no loss at −1."
    )
    assert points(explorer, at(explorer, 1.0, -1.0)) == [[]] * 4
    assert "there is no loss at −1" in repr(explorer)
    assert sentence(explorer, at(explorer, 10.0, 0.2)) == (
        "The gradient is 5, and after the first step there is no loss."
    )


def test_with_a_kernel_any_rate_is_exact():
    explorer = explore_descent(square, steps=1)
    explorer.place = [0.123, 2.5]
    head, said, _ = explorer.data["frames"][explorer.step - 1]

    assert head == "rate = 0.123, start = 2.5"
    assert f"The steps lead to {written(2.5 - 0.123 * 5.0)}." in said


def test_a_descent_explorer_begins_with_a_small_rate_and_keeps_its_budget(weight):
    explorer = explore_descent(waves, rate=(0, 0.7), start=(1, 4.5), steps=12)
    rate, start = explorer.data["sliders"]

    assert (rate["name"], start["name"]) == ("rate", "start")
    assert (rate["exact"], start["exact"]) == (0.05, 4.5)
    assert explorer.data["frames"][explorer.step - 1][0] == "rate = 0.05, start = 4.5"
    assert weight(explorer) <= 40_000


def test_hostile_labels_stand_as_text():
    explorer = explore_descent(square, label="<script>\n\u202e" + "x" * 5_000)

    assert explorer._repr_html_().count("<script") == 1  # that of the data
    assert len(repr(explorer).splitlines()) == 10


@pytest.mark.parametrize(
    "f, settings, error, words",
    [
        (3, {}, TypeError, "explore_descent needs a function, got int 3"),
        (square, {"rate": 0.1}, TypeError, "slider rate needs a pair of numbers"),
        (square, {"start": (4, -4)}, ValueError, "slider start needs two finite"),
        (square, {"rate": (-1, 1)}, ValueError, "rate needs to be at least 0, got -1"),
        (square, {"steps": 2.0}, TypeError, "steps needs a whole number, got float"),
        (square, {"steps": 0}, ValueError, "from 1 to 12, got 0"),
        (square, {"steps": 10**9}, ValueError, "from 1 to 12"),
        (lambda x: 3.0, {}, TypeError, "gives one value, got float 3.0"),
        (lambda x: Value(-1.0) + log(x), {"start": (-2, -1)}, ValueError, "computed"),
    ],
)
def test_wrong_use_is_said(f, settings, error, words):
    with pytest.raises(error, match=re.escape(words)):
        explore_descent(f, **settings)


def test_the_frames_are_the_same_on_every_run(under_hash_seeds):
    program = (
        "from toygrad.viz import explore_descent\n"
        "e = explore_descent(lambda x: x * x, steps=2)\n"
        "print(e.data, e.still())\n"
    )

    assert len(under_hash_seeds(program, 3)) == 1


# A ravine.


def ravine(**settings):
    given = {"start": (4.0, 1.0), "rate": 0.0375, "steps": 30} | settings
    return explore_ravine(given.pop("curvatures", (2.0, 50.0)), **given)


def marks_of(explorer, panel, shape, ink):
    marks = explorer.data["pictures"][panel]["marks"]
    return [m for m in marks if (m["shape"], m["ink"]) == (shape, ink)]


def unlike_the_formula(explorer, curvatures, start, steps):
    """The frames whose dots, or whose way on the map, are not those of the formula."""
    for k, rate in enumerate(explorer.grids[0]):
        factors = [1 - rate * c for c in curvatures]
        for ink, factor in zip(("data", "gradient"), factors):
            (dots,) = marks_of(explorer, 0, "dots", ink)
            if abs(dots["y"][k][0] - explorer.above.y(abs(factor))) > 1:
                yield k
        (way,) = marks_of(explorer, 1, "line", "ink")[2:]
        count = len(way["x"][k])
        ends = zip(start, factors)
        x, y = (at * f ** (count - 1) for at, f in ends)
        wanted = explorer.map.x(x), explorer.map.y(y)
        near = math.dist((way["x"][k][-1], way["y"][k][-1]), wanted) < 2
        if not near or (count < steps + 1 and max(map(abs, factors)) <= 1):
            yield k


def test_the_dots_and_the_way_of_a_ravine_are_those_of_the_formula():
    rng = random.Random(3)
    for _ in range(6):
        given = {
            "curvatures": [rng.uniform(0.1, 60.0) for _ in range(2)],
            "start": [rng.choice((-1, 1)) * rng.uniform(0.5, 5.0) for _ in range(2)],
            "steps": rng.randint(1, 40),
        }
        explorer = ravine(**given, rate=None)
        assert list(unlike_the_formula(explorer, **given)) == []

        (dots,) = marks_of(explorer, 0, "dots", "gradient")
        dots["y"][7] = [dots["y"][7][0] + 40]  # the planted fault
        assert list(unlike_the_formula(explorer, **given)) == [7]


def test_a_v_is_0_in_its_middle_and_back_at_1_at_its_border():
    explorer = ravine()
    down, up = marks_of(explorer, 0, "line", "gradient")
    y = explorer.above.y

    assert (down["y"], up["y"]) == ([y(1), y(0)], [y(0), y(1.25)])
    assert down["x"][1] == up["x"][0] == explorer.above.x(1 / 50)
    assert not down.get("dashed") and up["dashed"]
    (_, border, crossing) = marks_of(explorer, 0, "line", "line")
    assert border["x"] == [explorer.above.x(2 / 50)] * 2
    assert crossing["x"] == [explorer.above.x(2 / 52)] * 2
    (across, beside) = explorer.data["pictures"][0]["ticks"]
    assert [text for _, text in across] == ["0", "1/50", "2/50"]
    assert [y(48 / 52), "48/52"] in beside


@pytest.mark.parametrize(
    "rate, words",
    [
        (0.0, "Nothing moves."),
        (0.02, "leaves 0.96 of x, on the same side, and nothing of y."),
        (0.0375, "0.875 of y, on the other side. After 30 steps x is 0.386"),
        (2 / 52, "Both are equally slow here: no other rate is better."),
        (0.04, "This is the border: y jumps to and fro, and comes no nearer."),
        (0.05, "The rate is beyond the border: y runs away."),
    ],
)
def test_a_ravine_says_what_a_rate_does(rate, words):
    explorer = ravine()

    assert words in sentence(explorer, explorer.grids[0].index(rate))


def test_a_ravine_stands_at_its_rate_and_keeps_its_budget(weight):
    explorer = ravine(steps=40)
    (slider,) = explorer.data["sliders"]

    assert explorer.data["frames"][explorer.step - 1][0] == "rate = 0.0375"
    assert len(slider["texts"]) == 41 and weight(explorer) <= 40_000
    for rate in (None, 0.0, 0.0384, 0.2):
        exact = ravine(rate=rate).data["sliders"][0]["exact"]
        assert exact == (2 / 52 if rate is None else rate)
    assert len(explorer.words) <= 200


def test_on_the_map_a_number_is_as_long_along_both_axes():
    explorer = ravine(start=(4.0, -1.0))
    plane = explorer.data["pictures"][1]
    spans = [high - low for low, high in (explorer.map.xs, explorer.map.ys)]

    assert plane["even"]
    assert plane["size"][0] / spans[0] == pytest.approx(
        plane["size"][1] / spans[1], rel=0.01
    )


@pytest.mark.parametrize(
    "settings, error, words",
    [
        ({"curvatures": (2.0, 0.0)}, ValueError, "needs two curvatures above 0"),
        ({"curvatures": 2.0}, TypeError, "needs two curvatures, got float 2.0; write"),
        ({"start": (4.0,)}, TypeError, "needs a start of two numbers, got"),
        ({"start": (4.0, math.nan)}, ValueError, "a finite start"),
        ({"rate": -0.1}, ValueError, "a learning rate needs to be at least 0"),
        ({"rate": "fast"}, TypeError, "needs a finite rate, got str 'fast'"),
        ({"steps": 41}, ValueError, "steps needs to be from 1 to 40, got 41"),
    ],
)  # fmt: skip
def test_a_ravine_refuses_what_is_none(settings, error, words):
    with pytest.raises(error, match=re.escape(words)):
        ravine(**settings)
