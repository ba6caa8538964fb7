"""Points, images and answers of several kinds, and how far the answers are meant."""

import math
from collections import Counter
from statistics import fmean

from matplotlib.colors import LinearSegmentedColormap

from .. import theme
from ..words import amount
from .picture import CENTER, Picture, check_some, label, tile

__all__ = [
    "plot_calibration", "plot_classes", "plot_confusion", "plot_images", "plot_letters",
]  # fmt: skip

INK_ON_PAPER = LinearSegmentedColormap.from_list("ink", [theme.PAPER, theme.INK])
FOR_AND_AGAINST = LinearSegmentedColormap.from_list(
    "signed", [theme.GRADIENT, theme.PAPER, theme.DATA]
)
MARKS = (theme.DATA, "o"), (theme.GRADIENT, "s")
FEWEST = 5  # examples that make a dot of a calibration


def plot_classes(tasks):
    """Points of two kinds in a plane, one panel for each task.

    `tasks` gives each its name: a dict of pairs, the points and their
    labels.  A label above 0 makes an orange square, any other a blue disc.
    Raises TypeError for anything but a dict, ValueError where it is empty.
    Told in chapter 8.
    """
    check_some("plot_classes", tasks, dict, 'plot_classes({"moons": data.moons()})')

    def draw(*panels):
        for axes, (name, (points, labels)) in zip(panels, tasks.items()):
            for (x, y), sign in zip(points, labels):
                mark, color = ("s", theme.GRADIENT) if sign > 0 else ("o", theme.DATA)
                axes.plot(x, y, mark, color=color, markersize=4)
            axes.set(title=name, xticks=[0, 1], yticks=[0, 1])
            axes.set(aspect="equal", adjustable="datalim")
            axes.margins(0.15)

    counts = (
        f"{name}, {amount(len(points), 'point')}" for name, (points, _) in tasks.items()
    )
    words = f"Two kinds of points: {'; '.join(counts)}"
    return Picture(draw, words, theme.STRIP_SIZE, columns=len(tasks))


def plot_letters(places, marked=""):
    """Letters, each at its own place in a plane; those in `marked` are orange.

    `places` gives each letter its two numbers.  Raises TypeError for
    anything but a dict, ValueError where it is empty.  Told in chapter 14.
    """
    check_some("plot_letters", places, dict, 'plot_letters({"a": (0.5, -1.0)})')

    def draw(axes):
        for letter, (x, y) in places.items():
            color = theme.GRADIENT if letter in marked else theme.DATA
            axes.plot(x, y, marker="", linestyle="")  # for the range of the axes
            axes.text(x, y, letter, color=color, ha="center", va="center", fontsize=11)
        axes.margins(0.08)
        axes.set(xlabel="first number", ylabel="second number")

    width, height = theme.FIGURE_SIZE
    shown = [letter for letter in places if letter in marked]
    words = f"{amount(len(places), 'letter')} in a plane"
    words += f", marked: {', '.join(shown)}" if shown else ""
    return Picture(draw, words, (width, max(height, 0.62 * width)))


def plot_images(images, titles=(), columns=10):
    """Square images in rows, each a list of numbers, with a title over each.

    Numbers from 0 to 1 are ink on paper.  An image that has a number
    below 0 shows signs, as weights do: blue above 0, orange below,
    stronger up to the largest size in this image.

    Raises TypeError for anything but a list, ValueError where it is empty.
    Told in chapter 10.
    """
    check_some("plot_images", images, list, "plot_images(data.digits()[0][:10])")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    titles = [*map(str, titles), *[""] * len(images)][: len(images)]

    def draw(*panels):
        for axes, image, title in zip(panels, images, titles):
            axes.imshow(rows_of(image), interpolation="none", **colours_of(image))
            axes.set(title=title, xticks=[], yticks=[])
            axes.spines[:].set(visible=True, color=theme.LINE, linewidth=0.5)
        for axes in panels[len(images) :]:
            axes.axis("off")

    width, _ = theme.FIGURE_SIZE
    height = rows * (width / columns + (0.25 if any(titles) else 0))
    signed = sum(min(image) < 0 for image in images)
    words = amount(len(images), "image") + (f", {signed} with signs" if signed else "")
    shown = ", ".join(filter(None, titles))
    words += f": {shown}" if shown else ""
    return Picture(draw, words, (width, height), columns, rows)


def rows_of(numbers):
    """A list of n · n numbers as n rows."""
    side = math.isqrt(len(numbers))
    return [numbers[k * side : (k + 1) * side] for k in range(side)]


def colours_of(image):
    """The colours of an image and the numbers at their ends."""
    if min(image) >= 0:
        return {"cmap": INK_ON_PAPER, "vmin": 0.0, "vmax": 1.0}
    largest = max(map(abs, image))
    return {"cmap": FOR_AND_AGAINST, "vmin": -largest, "vmax": largest}


def plot_confusion(labels, answers, classes):
    """How often each class was taken for each other: a square of counts.

    `labels` and `answers` are numbers of classes, one for each example;
    `classes` are the names.  A row is a true class, a column an answer;
    what is right stands on the diagonal, in blue.  Raises TypeError where
    `labels` is no list, ValueError where it is empty.  Told in chapter 10.
    """
    example = 'plot_confusion([0, 1], [0, 0], ["a", "b"])'
    check_some("plot_confusion", labels, list, example)
    counts = Counter(zip(labels, answers))
    wrong = Counter({pair: n for pair, n in counts.items() if pair[0] != pair[1]})
    worst = max(wrong.values(), default=1)
    places, edges = range(len(classes)), (-0.5, len(classes) - 0.5)

    def draw(axes):
        for (true, answer), count in counts.items():
            color, alpha = theme.FORWARD, 0.35
            if true != answer:
                color, alpha = (
                    theme.BACKWARD,
                    0.25 + 0.35 * count / worst,
                )  # counts stay readable
            corner, look = (answer - 0.5, true - 0.5), {"facecolor": color}
            tile(axes, corner, 1, 1, linewidth=0, alpha=alpha, **look)
            axes.text(answer, true, count, **CENTER)
        axes.set(xlim=edges, ylim=edges[::-1], aspect="equal")
        axes.set(xlabel="the network says", ylabel="it is")
        axes.set_xticks(places, classes)
        axes.set_yticks(places, classes)
        axes.tick_params(length=0)
        for edge in (k + 0.5 for k in places):
            axes.axhline(edge, color=theme.QUIET, linewidth=1, zorder=0)
            axes.axvline(edge, color=theme.QUIET, linewidth=1, zorder=0)

    words = f"{len(labels) - wrong.total()} of {len(labels)} on the diagonal"
    for (true, answer), count in wrong.most_common(3):
        words += f"; {classes[true]} taken for {classes[answer]}: {count}"
    return Picture(draw, words, theme.SQUARE_SIZE)


def plot_calibration(promises):
    """How often an answer was right, against how sure of it the network was.

    `promises` is a dict from one or two names to pairs (probability,
    right), any number: what the answer was given, and whether it was right.  Each tenth
    of the probabilities is a dot with a bar of one standard error to either
    side; a tenth with fewer than five examples has none.  Raises TypeError for
    anything but a dict, ValueError where there is nothing to draw.  Told in
    chapter 10.

        >>> plot_calibration({"coins": [(0.5, True), (0.5, False)] * 8})
        coins, said 0.5: right 0.5 of 16
    """
    check_some(
        "plot_calibration",
        promises,
        dict,
        'plot_calibration({"digits": [(0.9, True)] * 5})',
    )
    rows = {name: list(tenths(pairs)) for name, pairs in promises.items()}

    def draw(axes):
        axes.plot([0, 1], [0, 1], color=theme.LINE, linewidth=1)
        for (name, dots), (color, mark) in zip(rows.items(), MARKS):
            said, right, error, _ = zip(*dots)
            axes.errorbar(said, right, error, fmt=mark, color=color, markersize=5)
            shift, side = ((8, 0), "left") if right[0] < said[0] else ((-8, 0), "right")
            look = {"color": color, "ha": side, "va": "center"}
            label(axes, name, (said[0], right[0]), shift, **look)
        axes.set(xlabel="probability of the answer", ylabel="share that was right")
        axes.set(xlim=(0, 1.02), ylim=(0, 1.02), aspect="equal")

    words = (
        f"{name}, said {said:.2g}: right {right:.2g} of {count}"
        for name, dots in rows.items()
        for said, right, _, count in dots
    )
    return Picture(draw, "; ".join(words), theme.SQUARE_SIZE)


def tenths(pairs):
    """(mean probability, share right, standard error, count), tenth by tenth."""
    groups = {}
    for probability, right in pairs:
        groups.setdefault(min(int(10 * probability), 9), []).append(
            (probability, right)
        )
    for _, group in sorted(groups.items()):
        said, right = map(fmean, zip(*group))
        if len(group) >= FEWEST:
            yield said, right, (said * (1 - said) / len(group)) ** 0.5, len(group)
