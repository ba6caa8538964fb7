"""What networks have learned, and what training does to their values."""

import math
from itertools import groupby
from statistics import median

from .. import theme
from ..films.axes import space_evenly
from ..words import amount, number
from .picture import CENTER, Picture, check_some, label, tile, write_powers

__all__ = [
    "plot_fit", "plot_fits", "plot_lines", "plot_lives", "plot_neurons", "plot_sweep",
]  # fmt: skip

LINES = (
    (theme.DATA, "-"), (theme.GRADIENT, "--"), (theme.INK, ":"), (theme.LINE, "-."),
)  # fmt: skip
APART = 0.09  # of the height, between the names of two lines


def plot_fit(xs, ys, predict, xlabel, ylabel):
    """Measured points, and the curve of a network through the same range.

    `predict` takes a float and gives a float.  Raises TypeError for
    anything but lists, ValueError for empty ones.  Told in the tour.
    """
    check_some(
        "plot_fit", xs, list, 'plot_fit([1.0, 2.0], [1.0, 4.0], predict, "x", "y")'
    )
    check_some(
        "plot_fit", ys, list, 'plot_fit([1.0, 2.0], [1.0, 4.0], predict, "x", "y")'
    )
    grid = space_evenly(min(xs), max(xs), 101)
    curve = [predict(x) for x in grid]

    def draw(axes):
        axes.plot(xs, ys, "o", color=theme.DATA, alpha=0.6)
        axes.plot(grid, curve, color=theme.GRADIENT, linewidth=2.5)
        end = (grid[-1], curve[-1])
        label(axes, "network", end, color=theme.GRADIENT, va="center")
        axes.set(xlabel=xlabel, ylabel=ylabel)

    words = f"{len(xs)} points and a curve that starts at {curve[0]:.3g} and ends at {curve[-1]:.3g}"
    return Picture(draw, words)


def plot_fits(examples, held_out, predictions, xlabel, ylabel):
    """The curves of several networks, each through the same points in a panel.

    `examples` (discs) and `held_out` (squares) are lists of (x, y);
    `predictions` is a dict from titles to functions of a float.  Raises
    TypeError where `predictions` is no dict or the others are no lists,
    ValueError where one is empty.  Told in chapter 9.
    """
    example = 'plot_fits([(0.0, 1.0)], [(1.0, 2.0)], {"line": f}, "x", "y")'
    check_some("plot_fits", predictions, dict, example)
    for points in (examples, held_out):
        check_some("plot_fits", points, list, example)
    xs, ys = zip(*examples, *held_out)
    grid = space_evenly(min(xs), max(xs), 101)
    room = 0.1 * (max(ys) - min(ys))

    def draw(first, *others):
        for axes, (title, predict) in zip((first, *others), predictions.items()):
            axes.plot(*zip(*held_out), "s", color=theme.LINE, fillstyle="none")
            axes.plot(*zip(*examples), "o", color=theme.DATA)
            curve = [predict(x) for x in grid]
            axes.plot(grid, curve, color=theme.GRADIENT, linewidth=2.5)
            axes.set(title=title, xlabel=xlabel, ylim=(min(ys) - room, max(ys) + room))
        first.set_ylabel(ylabel)
        for axes in others:
            axes.set_yticklabels([])

    words = (
        f"{len(examples)} examples and {len(held_out)} held-out ones in "
        f"{len(predictions)} panels: {', '.join(predictions)}"
    )
    return Picture(draw, words, columns=len(predictions))


def plot_lines(curves, xlabel, ylabel, log=False):
    """Rows of numbers as lines, each with its name at its end.

    `curves` is a dict from up to four names to lists of floats; the
    first number of a list stands at 0.  With `log` the second axis counts
    in powers of ten.  Raises TypeError for anything but a dict, ValueError
    where it or a list in it is empty.  Told in chapter 9.
    """
    check_some(
        "plot_lines", curves, dict, 'plot_lines({"loss": [2.0, 1.0]}, "epoch", "loss")'
    )

    def draw(axes):
        for row, (color, style) in zip(curves.values(), LINES):
            axes.plot(row, style, color=color, linewidth=2)
        axes.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
        if log:
            write_powers(axes.yaxis)
        axes.autoscale_view()
        to_share = axes.transScale + axes.transLimits
        ends = [to_share.transform((len(row) - 1, row[-1])) for row in curves.values()]
        heights = spread_out([height for _, height in ends])
        for name, (across, _), height, (color, _) in zip(curves, ends, heights, LINES):
            style = {"color": color, "va": "center", "xycoords": "axes fraction"}
            label(axes, name, (across, height), **style)

    words = "; ".join(
        f"{name} goes from {row[0]:.3g} to {row[-1]:.3g}"
        for name, row in curves.items()
    )
    return Picture(draw, words)


def spread_out(heights, apart=APART):
    """The same heights, the higher ones moved up where two are too near."""
    moved, last = {}, -math.inf
    for k in sorted(range(len(heights)), key=heights.__getitem__):
        last = moved[k] = max(heights[k], last + apart)
    return [moved[k] for k in range(len(heights))]


def plot_sweep(runs, xlabel, ylabel, top):
    """A ring for each run, above the setting it was made with; both axes are log.

        >>> losses = {0.1: [0.5, 0.7, 0.6], 0.4: [0.3, 9.0, math.inf]}
        >>> plot_sweep(losses, "rate", "loss", top=1.0)
        3 runs at 0.1, in the middle 0.6; 3 runs at 0.4, 2 of them beyond 1

    `runs` is a dict from settings above 0 to lists of numbers above 0, one
    for each seed.  Those beyond `top`, inf and nan too, are one triangle at
    the upper edge, with their count.  A line joins the medians, up to that
    edge.  Raises ValueError where a setting has no run.  Told in chapter 9.
    """
    if not runs or not all(runs.values()):
        raise ValueError(
            "plot_sweep needs a run at each setting, got none; write {0.1: [0.5, 0.7]}"
        )
    kept = {x: [y for y in ys if y <= top] for x, ys in runs.items()}
    away = {x: len(runs[x]) - len(ys) for x, ys in kept.items()}
    middles = {x: median(kept[x] + [top] * away[x]) for x in runs}

    def draw(axes):
        axes.plot(*zip(*middles.items()), color=theme.GRADIENT, linewidth=2)
        for x, ys in kept.items():
            axes.plot([x] * len(ys), ys, "o", color=theme.DATA, fillstyle="none")
        for x in filter(away.get, away):
            axes.plot(x, top, "^", color=theme.INK, clip_on=False)
            label(axes, str(away[x]), (x, top), (0, 8), ha="center")
        axes.set(xlabel=xlabel, ylabel=ylabel, xscale="log", yscale="log")
        axes.set_ylim(top=top)
        write_powers(axes.xaxis, axes.yaxis)

    words = "; ".join(
        f"{amount(len(runs[x]), 'run')} at {number(x)}, "
        + (
            f"{away[x]} of them beyond {number(top)}"
            if away[x]
            else f"in the middle {number(middles[x])}"
        )
        for x in runs
    )
    return Picture(draw, words)


def plot_neurons(starts):
    """Hidden neurons as spots on a map of weight and bias, and one step of each.

    `starts` gives each start its name: a dict of pairs, the (weight, bias)
    of every neuron before the step and after it.  A ring is before, a disc
    after.  Neurons that are alike share a spot.  Raises TypeError for anything
    but a dict, ValueError for an empty one.  Told in chapter 8.
    """
    check_some(
        "plot_neurons",
        starts,
        dict,
        'plot_neurons({"zeros": ([(0.0, 0.0)], [(0.1, 0.0)])})',
    )
    moves = {name: list(dict.fromkeys(zip(*pair))) for name, pair in starts.items()}
    ends = [end for spots in moves.values() for move in spots for end in move]
    reach = 1.15 * max(abs(number) for end in ends for number in end) or 1.0
    counts = {
        name: amount(len({after for _, after in spots}), "spot")
        for name, spots in moves.items()
    }

    def draw(*panels):
        for axes, (name, spots) in zip(panels, moves.items()):
            axes.axhline(0, color=theme.LINE, linewidth=0.5)
            axes.axvline(0, color=theme.LINE, linewidth=0.5)
            for before, after in spots:
                axes.plot(*zip(before, after), color=theme.LINE, linewidth=1)
                axes.plot(*before, "o", color=theme.LINE, fillstyle="none")
                axes.plot(*after, "o", color=theme.DATA, markersize=4.5)
            axes.set(title=f"{name}: {counts[name]}", xlabel="weight", aspect="equal")
            axes.set(xlim=(-reach, reach), ylim=(-reach, reach))
        panels[0].set(ylabel="bias")

    shown = "; ".join(f"{name}, {count}" for name, count in counts.items())
    words = f"Neurons by weight and bias, before and after one step: {shown}"
    return Picture(draw, words, theme.STRIP_SIZE, columns=len(starts))


def plot_lives(passes):
    """Which values live on from pass to pass, and what their gradients hold.

    `passes` has a list of (value, gradient) for each backward pass, the
    same names in the same order.  A value that is the same object in the
    next pass goes on as one bar; a new one has a bar of its own.  Raises
    TypeError for anything but a list, ValueError where there is no pass in it.
    Told in chapter 9.
    """
    check_some("plot_lives", passes, list, "plot_lives([[(w, w.grad)], [(w, w.grad)]])")
    names, count = [value.label for value, _ in passes[0]], len(passes)
    lives = [list(zip(*row)) for row in zip(*passes)]  # for each name values, gradients

    def draw(axes):
        for row, (values, grads) in enumerate(lives):
            for first, length in runs_of_one(values):
                look = LASTING if length > 1 else NEW
                tile(axes, (first + 0.06, row - 0.32), length - 0.12, 0.64, **look)
            for k, grad in enumerate(grads):
                text = f"grad {grad:g}".replace("-", "−")
                axes.text(k + 0.5, row, text, color=theme.GRADIENT, **CENTER)
        axes.set(xlim=(0, count), ylim=(len(names) - 0.5, -0.5))
        axes.set_xticks([k + 0.5 for k in range(count)])
        axes.set_xticklabels([f"pass {k + 1}" for k in range(count)])
        axes.set_yticks(range(len(names)), names)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)

    lasting = [n for n, (values, _) in zip(names, lives) if len(set(values)) == 1]
    words = (
        f"{count} backward passes; living on: {', '.join(lasting)}; new in each: "
        f"{', '.join(name for name in names if name not in lasting)}"
    )
    return Picture(draw, words)


LASTING = {"facecolor": theme.FORWARD_TINT, "edgecolor": theme.DATA, "linewidth": 2}
NEW = {"facecolor": theme.QUIET, "edgecolor": theme.LINE, "linewidth": 1}


def runs_of_one(values):
    """(first place, length) of each run of one and the same object."""
    first = 0
    for _, run in groupby(values, key=id):
        length = len(list(run))
        yield first, length
        first += length
