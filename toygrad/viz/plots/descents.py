"""Where gradient descent leads, on a curve and on a map."""

import math

from ...value import Value
from .. import theme
from ..films.axes import space_evenly
from ..films.trail import trail
from ..words import number
from .picture import Picture, label

__all__ = ["plot_contours", "plot_ravine", "plot_rates"]

RINGS = 9  # contours of a plane
ARROWS = (11, 6)  # in a row, in a column
ARROW = {"arrowstyle": "->", "color": theme.LINE, "shrinkA": 0, "shrinkB": 0}


def plot_rates(f, start, rates, steps=4):
    """The same descent with several learning rates, side by side on one curve.

    `f` takes a value and gives one.  Over each curve stand its rate, the
    start, and where the first step leads.  Told in chapter 7.
    """
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
    arrows point against the gradient; all are of one length.  Told in
    chapter 7.
    """
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


def plot_ravine(curvatures, start, rate, steps):
    """What one rate leaves along two directions, and where it leads between them.

    The loss is a ravine of two parabolas, c/2 · x² and c/2 · y² with a c of
    their own, the two `curvatures`, both above 0.  Above stands for each of
    them which part of the distance a step leaves, over the rate: a V that
    is back at 1 at its border 2/c.  Below is the map, and the descent from
    `start`.  Told in chapter 7.

        >>> plot_ravine((2.0, 50.0), (4.0, 1.0), rate=0.0375, steps=30)
        Rate 0.0375 leaves 0.925 along x and 0.875 along y; the border is 0.04

    Raises ValueError where a curvature is not above 0.
    """
    if not min(curvatures) > 0:
        raise ValueError(
            f"a ravine needs two curvatures above 0, got {tuple(curvatures)!r}; write (2.0, 50.0)"
        )
    border = 2 / max(curvatures)
    left = [abs(1 - rate * c) for c in curvatures]

    def loss(x, y):
        return sum(c / 2 * place * place for c, place in zip(curvatures, (x, y)))

    def draw(factors, plane):
        draw_factors(factors, dict(zip("xy", curvatures)), rate, 1.2 * border)
        xs, ys = ((-1.15 * abs(at), 1.15 * abs(at)) for at in start)
        draw_rings(plane, loss, xs, ys)
        draw_way(plane, trail(loss, start, rate, steps))
        plane.set(xlim=xs, ylim=ys, xlabel="x", ylabel="y", aspect="equal")

    words = (
        f"Rate {rate:g} leaves {left[0]:.3g} along x and {left[1]:.3g} along y; "
        f"the border is {border:g}"
    )
    wide, high = theme.FIGURE_SIZE
    return Picture(draw, words, (wide, 1.3 * high), rows=2)


def draw_factors(axes, curvatures, rate, most):
    """A V for each curvature over the rates up to `most`, with a dot at `rate`."""
    for (name, c), color in zip(curvatures.items(), (theme.DATA, theme.GRADIENT)):
        corners = sorted({0.0, min(1 / c, most), most})
        heights = [abs(1 - r * c) for r in corners]
        axes.plot(corners, heights, color=color, linewidth=2)
        axes.plot([rate], [abs(1 - rate * c)], "o", color=color)
        label(axes, name, (corners[-1], heights[-1]), color=color, va="center")
    border = 2 / max(curvatures.values())
    axes.axhline(1, color=theme.LINE, linewidth=0.8, linestyle="--")
    axes.plot([border, border], [0, 1], color=theme.LINE, linewidth=0.8)
    marks = [0, border / 2, border]
    axes.set(xlabel="rate", xticks=marks, xticklabels=map(number, marks))
    axes.set(ylabel="what is left", yticks=[0, 1], xlim=(0, most), ylim=(0, None))


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
