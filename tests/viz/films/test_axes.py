"""The axes of a film: from numbers to places."""

import math

from toygrad.viz.films.axes import FAR, WHOLE, Axes


def test_places_on_the_axes():
    axes = Axes((0.0, 10.0), (0.0, 1.0), "x", "y")
    assert (axes.x(0.0), axes.x(10.0)) == (0, WHOLE)
    assert (axes.y(0.0), axes.y(1.0)) == (WHOLE, 0)
    assert axes.hold(1e300) < 500 and axes.hold(-math.inf) > WHOLE - 500
    assert axes.hold(math.nan) == axes.hold(math.inf) and axes.hold(0.25) == 7500
    mark = axes.mark("line", "data", [0.0, 1.0], [math.nan, math.inf])
    assert (mark["x"], mark["y"]) == ([0, 1000], [None, -FAR * WHOLE])
    powers = Axes((0.0, 1.0), (0.01, 1.0), "x", "y", log=True)
    assert powers.y(0.1) == WHOLE / 2
    assert powers.y(0.0) > WHOLE
    assert powers.plot("", [])["ticks"][1] == [[WHOLE, "0.01"], [5000, "0.1"], [0, "1"]]


def test_the_dust_of_floating_point_is_no_curve():
    axes = Axes((0.0, 1.0), (0.3, 0.1 + 0.2), "x", "y")

    assert axes.y(0.3) == axes.y(0.1 + 0.2) == WHOLE / 2
