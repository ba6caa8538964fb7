"""Pictures with axes: curves, points, areas.

Every function gives a `Picture`, which shows itself in a notebook.
matplotlib is imported in this file alone.
"""

import io
import math
from collections import Counter
from fractions import Fraction

from matplotlib import rc_context
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..value import Value
from . import theme
from .trails import trail
from .words import number

__all__ = [
    "Picture", "plot_classes", "plot_confusion", "plot_contours", "plot_fit",
    "plot_fits", "plot_growing_square", "plot_images", "plot_lines", "plot_lives",
    "plot_microscope", "plot_neurons", "plot_rates", "plot_u_curve",
]  # fmt: skip

STYLE = {
    "axes.edgecolor": theme.LINE,
    "axes.labelcolor": theme.INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.size": 11,
    "svg.fonttype": "none",  # text stays text, in the face of the page
    "svg.hashsalt": "toygrad",
    "text.color": theme.INK,
    "xtick.color": theme.LINE,
    "ytick.color": theme.LINE,
}


class Picture:
    """A finished figure as SVG; `words` says what it shows."""

    def __init__(self, draw, words, size, columns=1, rows=1):
        with rc_context(STYLE):
            figure = Figure(figsize=size, layout="constrained", facecolor=theme.PAPER)
            draw(figure.subplots(rows, columns))
            text = io.StringIO()
            figure.savefig(text, format="svg", metadata={"Date": None})
        self.svg, self.words = text.getvalue(), words

    def __repr__(self):
        return self.words

    def _repr_svg_(self):
        return self.svg


def plot_fit(xs, ys, predict, xlabel, ylabel):
    """Measured points, and the curve of a network through the same range.

    `predict` takes a float and gives a float.
    """
    low, high = min(xs), max(xs)
    grid = [low + (high - low) * k / 100 for k in range(101)]
    curve = [predict(x) for x in grid]

    def draw(axes):
        axes.plot(xs, ys, "o", color=theme.DATA, alpha=0.6)
        axes.plot(grid, curve, color=theme.GRADIENT, linewidth=2.5)
        axes.annotate(
            "network", (grid[-1], curve[-1]), (6, 0), textcoords="offset points",
            color=theme.GRADIENT, va="center",
        )  # fmt: skip
        axes.set(xlabel=xlabel, ylabel=ylabel)

    words = f"{len(xs)} points and a curve that starts at {curve[0]:.3g} and ends at {curve[-1]:.3g}"
    return Picture(draw, words, theme.FIGURE_SIZE)


def plot_growing_square(side, growth):
    """A square that grows: two strips, and a corner that hardly counts."""
    whole = side + growth
    parts = (
        ((0, 0), side, side, theme.FORWARD_TINT),
        ((side, 0), growth, side, theme.FORWARD),
        ((0, side), side, growth, theme.FORWARD),
        ((side, side), growth, growth, theme.BACKWARD),
    )

    def draw(axes):
        for corner, width, height, color in parts:
            axes.add_patch(
                Rectangle(corner, width, height, facecolor=color, edgecolor=theme.INK)
            )
        middle, out = side / 2, whole + 0.12
        axes.text(
            middle,
            middle,
            f"{side:g} · {side:g} = {side * side:g}",
            ha="center",
            va="center",
        )
        strip = f"{side:g} · {growth:g} = {side * growth:g}"
        axes.text(middle, out, strip, ha="center", va="bottom")
        axes.text(out, middle, strip, ha="left", va="center", rotation=-90)
        corner = f"{growth:g} · {growth:g} = {growth * growth:g}"
        axes.text(out, out, corner, ha="left", va="bottom")
        axes.set(xlim=(-0.1, whole + 1.3), ylim=(-0.1, whole + 0.6), aspect="equal")
        axes.axis("off")

    words = f"A square of side {side:g} grown by {growth:g}: two strips and a corner"
    return Picture(draw, words, theme.SQUARE_SIZE)


def plot_microscope(f, x, slope, widths):
    """The curve of `f` around `x` beside its line, magnified step by step.

    One picture for each of `widths`, how far to look on either side.
    `f` takes a float and gives a float; `slope` is the one at `x`.
    """
    y = f(x)

    def draw(all_axes):
        for axes, width in zip(all_axes, widths):
            grid = [x + width * k / 50 for k in range(-50, 51)]
            line = [y + slope * (u - x) for u in grid]
            axes.plot(grid, line, "--", color=theme.GRADIENT, linewidth=2)
            axes.plot(grid, list(map(f, grid)), color=theme.DATA, linewidth=2.5)
            axes.plot([x], [y], "o", color=theme.INK)
            axes.set_title(f"{x:g} ± {width:g}", fontsize=11)
            axes.set(xticks=[x], yticks=[y], xlim=(grid[0], grid[-1]))
        low = x - 0.7 * widths[0]
        all_axes[0].annotate(
            "curve", (low, f(low)), (-4, 6), textcoords="offset points",
            ha="right", color=theme.DATA,
        )  # fmt: skip
        all_axes[0].annotate(
            "line", (low, y + slope * (low - x)), (8, -4), textcoords="offset points",
            color=theme.GRADIENT,
        )  # fmt: skip

    words = f"A curve and its line of slope {slope:g} at {x:g}, magnified {len(widths)} times"
    return Picture(draw, words, theme.FIGURE_SIZE, columns=len(widths))


LEAST_ERROR = 1e-17  # drawn for an error of 0, which has no place on a log axis


def plot_u_curve(f, x, truth):
    """Relative errors of a slope: central differences by their nudge, and `backward()`.

    `f` takes and gives a number or a value; `truth` is its slope at `x`,
    a number that is not 0, or a text with more digits than a float has.
    Two straight lines show what a bend that changes, and digits that
    cancel, do to a difference.  Told in chapter 6.
    """
    truth, leaf = Fraction(truth), Value(x)
    f(leaf).backward()

    def error(slope):
        return max(float(abs(Fraction(slope) / truth - 1)), LEAST_ERROR)

    nudges = [10 ** (-k / 4) for k in range(4, 53)]
    errors = [error((f(x + h) - f(x - h)) / (2 * h)) for h in nudges]
    exact = error(leaf.grad)
    bend = errors[4] / nudges[4] ** 2
    grain = 2**-53 * float(abs(Fraction(f(x)) / truth))
    meeting = (grain / bend) ** (1 / 3)

    def draw(axes):
        axes.loglog(nudges, errors, "o", markersize=4, color=theme.DATA)
        for end, line in (
            (nudges[0], lambda h: bend * h * h),
            (nudges[-1], lambda h: grain / h),
        ):
            axes.plot(
                [meeting, end], [line(meeting), line(end)], "--", color=theme.LINE
            )
        ends = [nudges[-1], nudges[0]]
        axes.plot(ends, [exact, exact], color=theme.GRADIENT, linewidth=2.5)
        for text, h, height, up, color in (
            ("the bend changes:\nslope +2", 4e-4, bend * 1.6e-7, -32, theme.LINE),
            ("digits cancel:\nslope −1", 5e-10, grain * 2e9, 7, theme.LINE),
            ("central difference", 1e-12, grain * 1e12, 7, theme.DATA),
            ("backward pass", 1e-7, exact, 7, theme.GRADIENT),
        ):
            axes.annotate(
                text, (h, height), (8, up), textcoords="offset points", color=color
            )
        axes.set(xlabel="nudge h", ylabel="relative error of the slope")
        write_powers(axes.xaxis, axes.yaxis)

    words = (
        f"Central differences at {x:g} with {len(nudges)} nudges, and a backward pass"
    )
    return Picture(draw, words, theme.FIGURE_SIZE)


def write_powers(*log_axes):
    """Numbers as they stand in the text, 1e−5: raised digits would be too small."""
    for axis in log_axes:
        axis.set_major_formatter(lambda x, _: number(x))
        axis.set_minor_formatter(lambda x, _: "")


def plot_rates(f, start, rates, steps=4):
    """The same descent with several learning rates, side by side on one curve.

    `f` takes a value and gives one.  Over each curve stand its rate, the
    start, and where the first step leads.
    """
    trails = [trail(f, (start,), rate, steps) for rate in rates]
    points = [[(place.at[0], place.loss) for place in places] for places in trails]
    nexts = [ball[1][0] for ball in points]
    edge = 1.6 * abs(start)
    grid = [edge * k / 50 for k in range(-50, 51)]
    curve = [f(Value(x)).data for x in grid]
    low, high = min(curve), max(curve)
    room = 0.03 * (high - low)  # for the ball at the bottom

    def draw(all_axes):
        for axes, rate, ball, following in zip(all_axes, rates, points, nexts):
            axes.plot(grid, curve, color=theme.DATA, linewidth=2)
            xs, ys = zip(*ball)
            axes.plot(xs, ys, "o--", color=theme.GRADIENT, linewidth=1, markersize=4.5)
            axes.plot(xs[:1], ys[:1], "o", color=theme.INK, markersize=6)
            words = f"rate {rate:g}\n{number(start)} → {number(following)}"
            axes.set_title(words, fontsize=11)
            axes.set(
                xlim=(-edge, edge), ylim=(low - room, high),
                xticks=[-start, 0, start], yticks=[],
            )  # fmt: skip

    words = f"Descents from {start:g}; the first steps lead to " + ", ".join(
        map(number, nexts)
    )
    return Picture(draw, words, theme.FIGURE_SIZE, columns=len(rates))


RINGS = 9  # contours of a plane
ARROWS = (11, 6)


def plot_contours(f, xs, ys, start, rate, steps, xlabel="x", ylabel="y"):
    """The loss of two numbers as a map, arrows downhill, and a descent.

    `f` takes two numbers or values and gives one; `xs` and `ys` say from
    where to where the map goes.  Along a ring the loss is the same.  The
    arrows point against the gradient; all are of one length.
    """
    grid_x, grid_y = (spaced(*ends, 81) for ends in (xs, ys))
    rows = [[f(x, y) for x in grid_x] for y in grid_y]
    low, high = min(map(min, rows)), max(map(max, rows))
    levels = [low + (high - low) * (k / RINGS) ** 2 for k in range(1, RINGS)]
    cells = [(high - low) / n for (low, high), n in zip((xs, ys), ARROWS)]
    length = 0.5 * min(cells)
    tails = [(x, y) for x in inside(*xs, ARROWS[0]) for y in inside(*ys, ARROWS[1])]
    places = [place.at for place in trail(f, start, rate, steps)]

    def draw(axes):
        if low < high:
            axes.contour(
                grid_x, grid_y, rows, levels, colors=theme.FORWARD, linewidths=1
            )
        for tail in tails:
            (place,) = trail(f, tail, rate, 0)
            size = math.hypot(*place.slopes)
            if size:
                ahead = [x - length * s / size for x, s in zip(tail, place.slopes)]
                axes.annotate("", ahead, tail, arrowprops=ARROW)
        axes.plot(
            *zip(*places), "o-", color=theme.GRADIENT, linewidth=1.5, markersize=4
        )
        axes.plot(*start, "o", color=theme.INK, markersize=7)
        axes.set(xlim=xs, ylim=ys, xlabel=xlabel, ylabel=ylabel, aspect="equal")

    end = ", ".join(number(x, 3) for x in places[-1])
    words = (
        f"A map of the loss; rate {rate:g}, {len(places) - 1} times, leads to ({end})"
    )
    return Picture(draw, words, theme.FIGURE_SIZE)


ARROW = {"arrowstyle": "->", "color": theme.LINE, "shrinkA": 0, "shrinkB": 0}


def spaced(low, high, count):
    """`count` numbers from `low` to `high`."""
    return [low + (high - low) * k / (count - 1) for k in range(count)]


def inside(low, high, count):
    """The middles of `count` equal parts."""
    return [low + (high - low) * (k + 0.5) / count for k in range(count)]


def plot_classes(tasks):
    """Points of two kinds in a plane, one panel for each task.

    `tasks` gives each its name: a dict of pairs, the points and their
    labels.  A label above 0 makes an orange square, any other a blue disc.
    """

    def draw(all_axes):
        for axes, (name, (points, labels)) in zip(listed(all_axes), tasks.items()):
            for (x, y), label in zip(points, labels):
                mark, color = ("s", theme.GRADIENT) if label > 0 else ("o", theme.DATA)
                axes.plot(x, y, mark, color=color, markersize=4)
            axes.set_title(name, fontsize=11)
            axes.set(aspect="equal", adjustable="datalim", xticks=[0, 1], yticks=[0, 1])
            axes.margins(0.15)

    told = [
        f"{name}, {counted('point', len(points))}"
        for name, (points, _) in tasks.items()
    ]
    words = f"Two kinds of points: {'; '.join(told)}"
    return Picture(draw, words, theme.STRIP_SIZE, columns=len(tasks))


def plot_neurons(starts):
    """Hidden neurons as dots in the plane of weight and bias, and one step of each.

    `starts` gives each start its name: a dict of pairs, the (weight, bias)
    of every neuron before the step and after it.  A ring is before, a disc
    after.  Neurons that are alike share a dot.
    """
    moves = {name: list(dict.fromkeys(zip(*pair))) for name, pair in starts.items()}
    ends = [end for dots in moves.values() for move in dots for end in move]
    reach = 1.15 * max(abs(number) for end in ends for number in end) or 1.0
    told = {
        name: counted("dot", len({after for _, after in dots}))
        for name, dots in moves.items()
    }

    def draw(all_axes):
        all_axes = listed(all_axes)
        for axes, (name, dots) in zip(all_axes, moves.items()):
            axes.axhline(0, color=theme.LINE, linewidth=0.5)
            axes.axvline(0, color=theme.LINE, linewidth=0.5)
            for before, after in dots:
                axes.plot(*zip(before, after), color=theme.LINE, linewidth=1)
                axes.plot(*before, "o", color=theme.LINE, fillstyle="none")
                axes.plot(*after, "o", color=theme.DATA, markersize=4.5)
            axes.set_title(f"{name}: {told[name]}", fontsize=11)
            axes.set(xlabel="weight", xlim=(-reach, reach), ylim=(-reach, reach))
            axes.set(aspect="equal")
        all_axes[0].set(ylabel="bias")

    said = "; ".join(f"{name}, {count}" for name, count in told.items())
    words = f"Neurons by weight and bias, before and after one step: {said}"
    return Picture(draw, words, theme.STRIP_SIZE, columns=len(starts))


def counted(what, count):
    return f"{count} {what}{'s' * (count != 1)}"


def listed(axes):
    """The axes as a list, also where there is one alone."""
    return list(getattr(axes, "flat", [axes]))


INK_ON_PAPER = LinearSegmentedColormap.from_list("ink", [theme.PAPER, theme.INK])
FOR_AND_AGAINST = LinearSegmentedColormap.from_list(
    "signed", [theme.GRADIENT, theme.PAPER, theme.DATA]
)


def plot_images(images, titles=(), columns=10):
    """Square images in rows, each a list of numbers, with a title over each.

    Numbers from 0 to 1 are ink on paper.  An image that has a number
    below 0 shows signs, as weights do: blue above 0, orange below,
    stronger up to the largest size in this image.  Told in chapter 10.
    """
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    titles = [*map(str, titles), *[""] * len(images)][: len(images)]

    def draw(all_axes):
        places = list(getattr(all_axes, "flat", [all_axes]))
        for axes, image, title in zip(places, images, titles):
            axes.imshow(squared(image), interpolation="none", **ink(image))
            axes.set_title(title, fontsize=11)
            axes.set(xticks=[], yticks=[])
            for spine in axes.spines.values():
                spine.set(visible=True, color=theme.LINE, linewidth=0.5)
        for axes in places[len(images) :]:
            axes.axis("off")

    width, _ = theme.FIGURE_SIZE
    height = rows * (width / columns + (0.25 if any(titles) else 0))
    signed = sum(min(image) < 0 for image in images)
    words = f"{len(images)} image{'s' * (len(images) != 1)}"
    words += f", {signed} with signs" if signed else ""
    shown = [title for title in titles if title]
    words += f": {', '.join(shown)}" if shown else ""
    return Picture(draw, words, (width, height), columns, rows)


def squared(numbers):
    """A list of n · n numbers as n rows."""
    side = math.isqrt(len(numbers))
    return [numbers[k * side : (k + 1) * side] for k in range(side)]


def ink(image):
    """The colours of an image and the numbers at their ends."""
    if min(image) >= 0:
        return {"cmap": INK_ON_PAPER, "vmin": 0.0, "vmax": 1.0}
    largest = max(map(abs, image))
    return {"cmap": FOR_AND_AGAINST, "vmin": -largest, "vmax": largest}


def plot_confusion(labels, answers, classes):
    """How often each class was taken for each other: a square of counts.

    `labels` and `answers` are numbers of classes, one for each example;
    `classes` are the names.  A row is a true class, a column an answer;
    what is right stands on the diagonal, in blue.  Told in chapter 10.
    """
    counts = Counter(zip(labels, answers))
    wrong = {pair: count for pair, count in counts.items() if pair[0] != pair[1]}
    worst = max(wrong.values(), default=1)

    def draw(axes):
        for (label, answer), count in counts.items():
            right = label == answer
            axes.add_patch(
                Rectangle(
                    (answer - 0.5, label - 0.5), 1, 1, linewidth=0,
                    facecolor=theme.FORWARD if right else theme.BACKWARD,
                    alpha=0.35 if right else 0.25 + 0.35 * count / worst,  # counts stay readable
                )
            )  # fmt: skip
            axes.text(answer, label, count, ha="center", va="center")
        places = range(len(classes))
        edges = (-0.5, len(classes) - 0.5)
        axes.set(xlim=edges, ylim=edges[::-1], aspect="equal")
        axes.set(xlabel="the network says", ylabel="it is")
        axes.set_xticks(places, classes)
        axes.set_yticks(places, classes)
        axes.tick_params(length=0)
        for edge in (k + 0.5 for k in places):
            axes.axhline(edge, color=theme.QUIET, linewidth=1, zorder=0)
            axes.axvline(edge, color=theme.QUIET, linewidth=1, zorder=0)

    right = len(labels) - sum(wrong.values())
    words = f"{right} of {len(labels)} on the diagonal"
    for (label, answer), count in sorted(wrong.items(), key=lambda one: -one[1])[:3]:
        words += f"; {classes[label]} taken for {classes[answer]}: {count}"
    return Picture(draw, words, theme.SQUARE_SIZE)


LINES = (
    (theme.DATA, "-"), (theme.GRADIENT, "--"), (theme.INK, ":"), (theme.LINE, "-."),
)  # fmt: skip


APART = 0.09  # of the height, between the names of two lines


def plot_lines(curves, xlabel, ylabel, log=False):
    """Rows of numbers as lines, each with its name at its end.

    `curves` is a dict from up to four names to lists of floats; the
    first number of a list stands at 0.  With `log` the second axis counts
    in powers of ten.  Told in chapter 9.
    """

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
        for name, (across, _), height, line in zip(curves, ends, heights, LINES):
            axes.annotate(
                name, (across, height), (6, 0), xycoords="axes fraction",
                textcoords="offset points", color=line[0], va="center",
            )  # fmt: skip

    words = "; ".join(
        f"{name} goes from {row[0]:.3g} to {row[-1]:.3g}"
        for name, row in curves.items()
    )
    return Picture(draw, words, theme.FIGURE_SIZE)


def spread_out(heights, apart=APART):
    """The same heights, the higher ones moved up where two are too near."""
    moved, last = {}, -math.inf
    for k in sorted(range(len(heights)), key=heights.__getitem__):
        last = moved[k] = max(heights[k], last + apart)
    return [moved[k] for k in range(len(heights))]


def plot_lives(passes):
    """Which values live on from pass to pass, and what their gradients hold.

    `passes` has a list of (value, gradient) for each backward pass, the
    same names in the same order.  A value that is the same object in the
    next pass goes on as one bar; a new one has a bar of its own.  Told in
    chapter 9.
    """
    names = [value.label for value, _ in passes[0]]

    def draw(axes):
        for row in range(len(names)):
            lives = [one[row] for one in passes]
            for first, last in runs_of_one([value for value, _ in lives]):
                on = last > first
                axes.add_patch(
                    Rectangle(
                        (first + 0.06, row - 0.32), last - first + 0.88, 0.64,
                        facecolor=theme.FORWARD_TINT if on else theme.QUIET,
                        edgecolor=theme.DATA if on else theme.LINE,
                        linewidth=2 if on else 1,
                    )
                )  # fmt: skip
            for k, (_, grad) in enumerate(lives):
                axes.text(
                    k + 0.5, row, f"grad {grad:g}".replace("-", "−"),
                    ha="center", va="center", color=theme.GRADIENT,
                )  # fmt: skip
        count = len(passes)
        axes.set(xlim=(0, count), ylim=(len(names) - 0.5, -0.5))
        axes.set_xticks([k + 0.5 for k in range(count)])
        axes.set_xticklabels([f"pass {k + 1}" for k in range(count)])
        axes.set_yticks(range(len(names)), names)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)

    lasting = {
        name: len(runs_of_one([one[row][0] for one in passes])) == 1
        for row, name in enumerate(names)
    }
    words = (
        f"{len(passes)} backward passes; living on: "
        f"{', '.join(name for name in names if lasting[name])}; new in each: "
        f"{', '.join(name for name in names if not lasting[name])}"
    )
    return Picture(draw, words, theme.FIGURE_SIZE)


def runs_of_one(values):
    """(first place, last place) of each run of one and the same object."""
    runs = []
    for k, value in enumerate(values):
        if runs and value is values[k - 1]:
            runs[-1] = (runs[-1][0], k)
        else:
            runs.append((k, k))
    return runs


def plot_fits(examples, held_out, predictions, xlabel, ylabel):
    """The curves of several networks, each through the same points in a panel.

    `examples` (discs) and `held_out` (squares) are lists of (x, y);
    `predictions` is a dict from titles to functions of a float.  Told in
    chapter 9.
    """
    points = [*examples, *held_out]
    low, high = min(x for x, _ in points), max(x for x, _ in points)
    grid = [low + (high - low) * k / 100 for k in range(101)]
    room = 0.1 * (max(y for _, y in points) - min(y for _, y in points))
    edges = min(y for _, y in points) - room, max(y for _, y in points) + room

    def draw(all_axes):
        for axes, (title, predict) in zip(all_axes, predictions.items()):
            axes.plot(*zip(*held_out), "s", color=theme.LINE, fillstyle="none")
            axes.plot(*zip(*examples), "o", color=theme.DATA)
            curve = [predict(x) for x in grid]
            axes.plot(grid, curve, color=theme.GRADIENT, linewidth=2.5)
            axes.set_title(title, fontsize=11)
            axes.set(xlabel=xlabel, ylim=edges)
        all_axes[0].set_ylabel(ylabel)
        for axes in all_axes[1:]:
            axes.set_yticklabels([])

    words = (
        f"{len(examples)} examples and {len(held_out)} held-out ones in "
        f"{len(predictions)} panels: {', '.join(predictions)}"
    )
    return Picture(draw, words, theme.FIGURE_SIZE, columns=len(predictions))
