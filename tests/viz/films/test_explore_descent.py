"""Descents with sliders: every position says where the engine's steps lead."""

import math
import re

import pytest

from toygrad import Value, log, sin
from toygrad.viz import explore_descent
from toygrad.viz.films.trail import trail


def square(x):
    return x * x


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
