"""A ravine with sliders: the way down is that of the formula."""

import math
import random
import re

import pytest

from toygrad.viz import explore_ravine


def sentence(explorer, k):
    return explorer.data["frames"][k][1]


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
