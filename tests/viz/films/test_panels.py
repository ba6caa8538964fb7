"""What stands beside each other in a film: the fit, the loss, the layers."""

import pytest

from tests.shared.trainings import CORNERS, POINTS, marks, pictures, recorded
from toygrad.viz import show_descent
from toygrad.viz.films.axes import Axes
from toygrad.viz.films.panels import levels, loss_axes


def test_the_bars_are_the_weights_and_gradients():
    recording = recorded()
    (picture, _), last = (
        pictures(show_descent(recording), "bars"),
        recording.moments[-1],
    )
    assert picture["parts"] == [["w", 4], ["b", 4]]
    for strip, numbers in zip(picture["strips"], (last.weights, last.gradients)):
        heights, x = strip["heights"], numbers["layer0.w"] + numbers["layer0.b"]
        assert len(heights) == len(recording.moments)
        top = max(range(8), key=lambda k: abs(x[k]))
        for k in range(8):  # all bars of a frame have one scale
            assert heights[-1][k] == pytest.approx(
                heights[-1][top] * x[k] / x[top], abs=1
            )
    assert picture["strips"][1]["heights"][0] == []
    assert picture["strips"][1]["sizes"][0] == "none yet"


def test_each_frame_shows_its_own_curve_and_mark():
    recording = recorded()
    fit, loss = pictures(show_descent(recording), "plot")
    (curve,), (here,) = marks(fit, "line"), marks(loss, "here")
    low, high = min(y for _, y in POINTS), max(y for _, y in POINTS)
    first, room = recording.moments[0].predictions, 0.1 * (high - low)
    assert low - 6 * room < min(first) and max(first) < high + 6 * room
    heights = (min(low, *first) - room, max(high, *first) + room)
    width = max(recording.grid) - min(recording.grid)
    across = (-0.03 * width, max(recording.grid) + 0.03 * width)
    axes, under = Axes(across, heights, "x", "y"), loss_axes(recording)

    assert curve["x"] == [axes.x(x) for x in recording.grid]
    for k, moment in enumerate(recording.moments):
        assert curve["y"][k] == [axes.y(y) for y in moment.predictions]
        assert here["x"][k], here["y"][k] == (
            [under.x(moment.epoch)],
            [under.y(moment.loss)],
        )
    assert len(set(map(tuple, curve["y"]))) == len(recording.moments)


def test_a_plane_is_exact_where_its_border_runs():
    recording = recorded(CORNERS, lr=0.1, epochs=300)
    moment, (fit, _) = recording.moments[-1], pictures(show_descent(recording), "plot")
    (plane,), flat = marks(fit, "plane"), [z for row in moment.predictions for z in row]
    heights = plane["heights"][-1]

    assert all((z > 0) == (height > 0) for z, height in zip(flat, heights))
    assert max(map(abs, heights)) == 99 and 0 not in heights
    crossed = 0
    for k in range(len(flat) - 1):
        if (k + 1) % plane["across"] and (flat[k] > 0) != (flat[k + 1] > 0):
            crossed += 1
            true = flat[k] / (flat[k] - flat[k + 1])
            found = heights[k] / (heights[k] - heights[k + 1])
            assert found == pytest.approx(true, abs=0.1)  # of a cell
    assert crossed > 10
    discs, squares = marks(fit, "dots"), marks(fit, "squares")
    assert len(discs[0]["x"]) == len(squares[0]["x"]) == 2


def test_a_plane_without_a_border_has_one_side():
    recording = recorded(CORNERS, epochs=2, boundary=1e9)

    assert set(levels(recording, recording.moments[0], 21)) == {-99}
