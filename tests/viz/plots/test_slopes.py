"""Pictures of slopes: growing squares, a microscope, a curve with a lowest point."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

from toygrad import exp, sin
from toygrad.viz.plots import (
    plot_growing_square,
    plot_microscope,
    plot_u_curve,
)


def test_a_picture_is_the_same_svg_on_every_run_and_says_what_it_shows():
    first, second = (plot_growing_square(3.0, 0.1) for _ in range(2))

    assert first.svg == second.svg
    assert ElementTree.fromstring(first._repr_svg_()).tag.endswith("svg")
    assert repr(first) == "A square of side 3 grown by 0.1: two strips and a corner"


def test_a_microscope_shows_curve_and_line_at_every_magnification():
    picture = plot_microscope(lambda x: x * x, 3.0, 6.0, (2.0, 0.2))
    axes = re.findall(r'<g id="axes_\d+">', picture.svg)

    assert len(axes) == 2
    assert repr(picture) == "A curve and its line of slope 6 at 3, magnified 2 times"


def test_a_u_curve_has_two_straight_causes_and_a_flat_backward_pass():
    picture = plot_u_curve(lambda x: exp(x) * sin(x), 1.0, "3.756049227094728")
    paths = re.findall(
        r'<path d="M ([^"]*)" clip-path="[^"]*" style="([^"]*)"', picture.svg
    )
    lines = [(*map(float, d.replace("L", "").split()), style) for d, style in paths]
    rises = [(y1 - y0) / (x1 - x0) for x0, y0, x1, y1, _ in lines]

    assert ["dasharray" in style for *_, style in lines] == [True, True, False]
    assert rises[0] / rises[1] == pytest.approx(-2.0, abs=1e-3)
    assert rises[0] < 0.0 == rises[2]  # an SVG counts downwards
    assert picture.svg.count("<use ") > 49
    assert (
        repr(picture) == "Central differences at 1 with 49 nudges, and a backward pass"
    )


def test_an_error_of_0_has_a_place_in_a_u_curve():
    picture = plot_u_curve(lambda x: x * x, 1.0, 2.0)

    assert "nan" not in picture.svg and "inf" not in picture.svg
