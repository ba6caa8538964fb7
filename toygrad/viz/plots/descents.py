"""Where gradient descent leads, on a curve and on a map."""

import math

from ...value import Value
from .. import theme
from ..films.axes import space_evenly
from ..films.trail import trail
from ..words import number
from .picture import Picture, check_some

__all__ = ["plot_contours", "plot_rates"]

RINGS = 9  # contours of a plane
ARROWS = (11, 6)  # in a row, in a column
ARROW = {"arrowstyle": "->", "color": theme.LINE, "shrinkA": 0, "shrinkB": 0}


def plot_rates(f, start, rates, steps=4):
    """The same descent with several learning rates, side by side on one curve.

    `f` takes a value and gives one.  Over each curve stand its rate, the
    start, and where the first step leads.  Raises TypeError for anything but
    a list of rates, ValueError for an empty one.  Told in chapter 7.
    """
    check_some("plot_rates", rates, list, "plot_rates(f, 4.0, [0.1, 0.5])")
    trails = [trail(f, (start,), rate, steps) for rate in rates]
    nexts = [number(places[1].at[0]) for places in trails]
    edge = 1.6 * abs(start)
    grid = [edge * k / 50 for k in range(-50, 51)]
    curve = [f(Value(x)).data for x in grid]
    low, high = min(curve), max(curve)
    room = 0.03 * (high - low)  # for the ball at the bottom

    def draw(*panels):
        for axes, rate, places, following in zip(panels, rates, trails, nexts):
            xs, ys = zip(*((place.at[0], place.loss) for place in places))
            axes.plot(grid, curve, color=theme.DATA, linewidth=2)
            axes.plot(xs, ys, "o--", color=theme.GRADIENT, linewidth=1, markersize=4.5)
            axes.plot(xs[:1], ys[:1], "o", color=theme.INK, markersize=6)
            axes.set(title=f"rate {rate:g}\n{number(start)} → {following}")
            axes.set(xlim=(-edge, edge), ylim=(low - room, high))
            axes.set(xticks=[-start, 0, start], yticks=[])

    words = f"Descents from {start:g}; the first steps lead to {', '.join(nexts)}"
    return Picture(draw, words, columns=len(rates))


def plot_contours(f, xs, ys, start, rate, steps, xlabel="x", ylabel="y"):
    """The loss of two numbers as a map, arrows downhill, and a descent.

    `f` takes two numbers or values and gives one; `xs` and `ys` say from
    where to where the map goes.  Along a ring the loss is the same.  The
    arrows point against the gradient; all are of one length.  Raises
    TypeError where `xs` or `ys` is no pair, ValueError where it is empty.
    Told in chapter 7.
    """
    check_some(
        "plot_contours",
        xs,
        list,
        "plot_contours(f, (-4.0, 4.0), (-3.0, 3.0), (3.0, 2.0), 0.1, 20)",
    )
    check_some(
        "plot_contours",
        ys,
        list,
        "plot_contours(f, (-4.0, 4.0), (-3.0, 3.0), (3.0, 2.0), 0.1, 20)",
    )
    length = 0.5 * min((high - low) / n for (low, high), n in zip((xs, ys), ARROWS))
    places = trail(f, start, rate, steps)

    def draw(axes):
        draw_rings(axes, f, xs, ys)
        for tail in (
            (x, y) for x in middles(*xs, ARROWS[0]) for y in middles(*ys, ARROWS[1])
        ):
            (place,) = trail(f, tail, rate, 0)
            if size := math.hypot(*place.slopes):
                ahead = [x - length * s / size for x, s in zip(tail, place.slopes)]
                axes.annotate("", ahead, tail, arrowprops=ARROW)
        draw_way(axes, places)
        axes.set(xlim=xs, ylim=ys, xlabel=xlabel, ylabel=ylabel, aspect="equal")

    end = ", ".join(number(x, 3) for x in places[-1].at)
    words = (
        f"A map of the loss; rate {rate:g}, {len(places) - 1} times, leads to ({end})"
    )
    return Picture(draw, words)


def draw_rings(axes, f, xs, ys):
    """The contours of `f`, close together where it is low."""
    grid_x, grid_y = (space_evenly(*ends, 81) for ends in (xs, ys))
    rows = [[f(x, y) for x in grid_x] for y in grid_y]
    low, high = min(map(min, rows)), max(map(max, rows))
    levels = [low + (high - low) * (k / RINGS) ** 2 for k in range(1, RINGS)]
    if low < high:
        lines = {"colors": theme.FORWARD, "linewidths": 1}
        axes.contour(grid_x, grid_y, rows, levels, **lines)


def draw_way(axes, places):
    """A descent on a map, with its start."""
    way = {"color": theme.GRADIENT, "linewidth": 1.5, "markersize": 4}
    axes.plot(*zip(*(place.at for place in places)), "o-", **way)
    axes.plot(*places[0].at, "o", color=theme.INK, markersize=7)


def middles(low, high, count):
    """The middles of `count` equal parts."""
    return [low + (high - low) * (k + 0.5) / count for k in range(count)]
