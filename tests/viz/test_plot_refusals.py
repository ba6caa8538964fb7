"""What a plot refuses: anything of another kind, and where there is nothing to draw."""

import math

import pytest

from toygrad.viz import plots


def square(x):
    return x * x


def bowl(x, y):
    return x * x + y * y


# A call that is right, and the places in it that hold something to draw.
CALLS = {
    "plot_calibration": (({"a": [(0.5, True)] * 5},), [0]),
    "plot_classes": (({"a": ([(0.0, 1.0)], [1])},), [0]),
    "plot_confusion": (([0, 1], [0, 1], "ab"), [0]),
    "plot_contours": ((bowl, (-1.0, 1.0), (-1.0, 1.0), (0.5, 0.5), 0.1, 2), [1, 2]),
    "plot_fit": (([0.0, 1.0], [0.0, 1.0], square, "x", "y"), [0, 1]),
    "plot_fits": (([(0.0, 1.0)], [(1.0, 2.0)], {"a": square}, "x", "y"), [0, 1, 2]),
    "plot_letters": (({"a": (0.5, -1.0)},), [0]),
    "plot_images": (([[0.0, 1.0, 1.0, 0.0]],), [0]),
    "plot_lines": (({"a": [1.0, 2.0]}, "x", "y"), [0]),
    "plot_lives": (([[]],), [0]),
    "plot_microscope": ((square, 1.0, 2.0, [1.0]), [3]),
    "plot_neurons": (({"a": ([(0.0, 0.0)], [(0.1, 0.0)])},), [0]),
    "plot_rates": ((square, 1.0, [0.1]), [2]),
}
PLACES = [(name, place) for name, (_, places) in CALLS.items() for place in places]


@pytest.mark.parametrize("name, place", PLACES)
@pytest.mark.parametrize("kind", [TypeError, ValueError])
def test_a_plot_of_something_else_or_of_nothing_says_what_to_write(name, place, kind):
    arguments, _ = CALLS[name]
    wrong = "text" if kind is TypeError else type(arguments[place])()
    call = [*arguments[:place], wrong, *arguments[place + 1 :]]

    with pytest.raises(kind, match=rf"^{name} needs .*, got .*; write {name}\("):
        getattr(plots, name)(*call)


@pytest.mark.parametrize(
    "side, kind", [("3", TypeError), (0.0, ValueError), (math.nan, ValueError)]
)
def test_a_square_grows_by_a_number_above_0(side, kind):
    with pytest.raises(kind, match=r"write plot_growing_square\(3\.0, 0\.1\)"):
        plots.plot_growing_square(3.0, side)


def test_an_error_relative_to_0_is_refused():
    with pytest.raises(ValueError, match="needs a slope that is not 0"):
        plots.plot_u_curve(square, 0.0, 0)


def test_every_plot_is_asked():
    asked = {*CALLS, "plot_growing_square", "plot_u_curve", "plot_sweep"}

    assert asked == {name for name in plots.__all__ if name.startswith("plot_")}
