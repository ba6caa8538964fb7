"""Pictures of networks: fits, neurons, lives, sweeps."""

import math
import re

import pytest

from tests.shared.printed import colours
from toygrad import Value
from toygrad.viz import theme
from toygrad.viz.plots import (
    plot_fit,
    plot_fits,
    plot_lines,
    plot_lives,
    plot_neurons,
    plot_sweep,
)
from toygrad.viz.plots.networks import spread_out


def test_a_fit_asks_the_network_over_the_whole_range():
    asked = []
    picture = plot_fit([0.0, 2.0], [1.0, 3.0], lambda x: asked.append(x) or x, "x", "y")

    assert (asked[0], asked[-1]) == (0.0, 2.0)
    assert repr(picture) == "2 points and a curve that starts at 0 and ends at 2"


def test_neurons_that_are_alike_share_a_spot():
    alike = [(0.5, 0.0)] * 3
    spread = [(0.1, -0.8), (0.9, 0.2), (-0.4, 0.3)]
    moved = [(w - 0.1, b) for w, b in alike]
    picture = plot_neurons({"equal": (alike, moved), "random": (spread, spread)})

    assert colours(picture, "use")[theme.DATA] == 1 + 3
    assert "nan" not in picture.svg
    assert repr(picture) == (
        "Neurons by weight and bias, before and after one step: "
        "equal, 1 spot; random, 3 spots"
    )


def test_neurons_that_part_are_counted_after_the_step():
    picture = plot_neurons({"equal": ([(0.5, 0.0)] * 2, [(0.4, 0.0), (0.6, 0.0)])})

    assert repr(picture).endswith("equal, 2 spots")


def test_neurons_that_all_stand_at_0_have_a_plane():
    assert "nan" not in plot_neurons({"zeros": ([(0.0, 0.0)], [(0.0, 0.0)])}).svg


def test_lines_have_a_style_each_and_their_names_keep_apart():
    rows = {"first": [1.0, 2.0, 3.0], "second": [1.0, 3.01], "third": [2.0, 0.1]}
    picture = plot_lines(rows, "epoch", "loss", log=True)
    ends = [spread_out([0.5, 0.52, 0.1]), spread_out([])]

    assert picture.svg.count("stroke-dasharray") == 2
    assert ends[0] == pytest.approx([0.5, 0.59, 0.1]) and ends[1] == []
    assert repr(picture) == (
        "first goes from 1 to 3; second goes from 1 to 3.01; third goes from 2 to 0.1"
    )


def marks(svg):
    """(rings, triangles) that are drawn."""
    drawn = re.findall(r"<use [^>]*>", svg)
    return (
        sum("fill-opacity: 0" in mark for mark in drawn),
        sum("stroke-linejoin: miter" in mark for mark in drawn),
    )


SWEEP = {0.1: [0.5, 0.7, 0.6], 0.4: [0.3, 1.01, math.inf], 0.8: [math.nan]}


def test_a_sweep_has_a_ring_for_each_run_and_counts_those_that_left_the_picture():
    picture = plot_sweep(SWEEP, "rate", "loss", top=1.0)

    assert marks(picture.svg) == (4, 2)
    assert repr(picture) == (
        "3 runs at 0.1, in the middle 0.6; 3 runs at 0.4, 2 of them beyond 1; "
        "1 run at 0.8, 1 of them beyond 1"
    )
    for empty in ({}, {0.1: [0.5], 0.4: []}):
        with pytest.raises(ValueError, match=r"needs a run at each setting"):
            plot_sweep(empty, "rate", "loss", top=1.0)


def test_a_ring_that_is_not_drawn_and_a_run_that_stays_are_found():
    svg = plot_sweep(SWEEP, "rate", "loss", top=1.0).svg
    (ring, *_) = re.findall(r"<use [^>]*fill-opacity: 0[^>]*>", svg)

    assert marks(svg.replace(ring, "")) != marks(svg)
    assert marks(plot_sweep(SWEEP, "rate", "loss", top=10.0).svg) != marks(svg)


def test_a_value_that_lives_on_is_one_bar_and_a_new_one_is_many():
    w, passes = Value(1.0, label="w"), []
    for _ in range(3):
        y = w * w
        y.label = "y"
        y.backward()
        passes.append([(w, w.grad), (y, y.grad)])
    picture = plot_lives(passes)
    bars = re.findall(
        r'<path d="M[^"]*z?\s*"[^>]*style="fill: (#[0-9a-f]{6})', picture.svg
    )

    assert [grad for one in passes for _, grad in one] == [2.0, 1.0, 4.0, 1.0, 6.0, 1.0]
    assert bars.count(theme.FORWARD_TINT.lower()) == 1
    assert bars.count(theme.QUIET.lower()) == 3
    assert repr(picture) == "3 backward passes; living on: w; new in each: y"


def test_fits_ask_each_network_over_the_range_of_all_points():
    asked = {"low": [], "high": []}
    predictions = {
        name: lambda x, places=places: places.append(x) or x
        for name, places in asked.items()
    }
    picture = plot_fits([(0.0, 1.0)], [(-1.0, 0.0), (2.0, 3.0)], predictions, "x", "y")

    for places in asked.values():
        assert (places[0], places[-1]) == (-1.0, 2.0)
    assert len(re.findall(r'<g id="axes_\d+">', picture.svg)) == 2
    assert repr(picture) == "1 examples and 2 held-out ones in 2 panels: low, high"
