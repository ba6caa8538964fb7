"""Trainings under sliders, as strips of heat: a row for each layer, a column for each moment.

With this file you can

* turn what a training depends on, and see where its numbers fade:
  ``explore_layers(train, scale=(0.5, 1, 2), depth=(2, 10))``.
"""

import itertools
import math
from dataclasses import dataclass
from numbers import Real

from ...refusals import short
from ..words import amount, label_text, number
from .axes import Axes
from .layers import Layers
from .panels import describe_loss
from .recording import pick_evenly
from .sliders import Explorer

__all__ = ["explore_layers"]

PANEL = (300, 230)  # pixels, each of the four plots
ROW = 18  # pixels, the lowest that a power can stand in
TENTHS = 10  # of a power of ten: so fine is the shade of a cell
NONE, MOST = (
    -1000,
    300,
)  # tenths: there is no number but 0, and the largest that is told apart
LOSSES = 33  # points of the curve
LOSS_ROOM = (1e-3, 99.0)  # the lowest and the highest loss that is drawn
EXAMPLE = "explore_layers(train, scale=(0.5, 1, 2), depth=(2, 10))"


def explore_layers(train, **choices):
    """One or two sliders, and below them a training, layer by layer.

        >>> import random
        >>> from toygrad import data, nn, optim
        >>> from toygrad.viz import record_layers
        >>> examples = [([x, y], t) for (x, y), t in zip(*data.xor())]
        >>> def train(depth):
        ...     model = nn.MLP(2, [4] * depth + [1], rng=random.Random(1))
        ...     sgd = optim.SGD(model.parameters(), lr=0.5)
        ...     return record_layers(model, nn.mse_loss, examples, sgd, epochs=8)
        >>> explore_layers(train, depth=(1, 2, 4))
        depth  loss    first activation  last    first gradient  last
        1      0.2561  0.4035            0.4035  0.2268          0.2268
        2      0.2289  0.4825            0.2455  0.1758          0.3299
        4      0.2489  0.4658            0.2109  0.01005         0.131

    `train` takes a number from each of the `choices`, by its name, and gives
    what ``record_layers`` gives; every combination is trained beforehand.  The
    activations are blue, the gradients orange, the steps grey: a cell is the
    darker the larger its numbers are, and the power of ten stands in it.  A part
    of a cell goes dark, as large as the part of its neurons that are off
    everywhere.  The first choices are shown at first.

    Raises TypeError for what is no function and for choices that are no numbers,
    ValueError for none or for more than two of them.  Told in chapter 12.
    """
    if not callable(train):
        raise TypeError(
            f"explore_layers needs a function, got {short(train)}; write {EXAMPLE}"
        )
    if len(choices) not in (1, 2):
        raise ValueError(
            f"explore_layers needs one or two choices, got {len(choices)}; write {EXAMPLE}"
        )
    for name, numbers in choices.items():
        check_choices(name, numbers)
    return LayersExplorer(train, choices)


def check_choices(name, numbers):
    many = isinstance(numbers, (tuple, list)) and len(numbers) > 1
    if not many or not all(isinstance(n, Real) and math.isfinite(n) for n in numbers):
        raise TypeError(
            f"the choices of {label_text(name, 40)} need two finite numbers or more, "
            f"got {short(numbers)}; write {EXAMPLE}"
        )


@dataclass(frozen=True)
class Training:
    """One combination of choices, and what came of it."""

    place: tuple
    layers: Layers
    problem: str = ""


class LayersExplorer(Explorer):
    """Sliders over choices, and four pictures of the training that belongs to them."""

    CALLED, COLUMNS = "explore_layers", 2

    def __init__(self, train, choices):
        self.words = (
            "Strips of heat, a row for each layer and a column for each moment of a "
            "training: its activations, its gradients and its steps; and its loss."
        )
        super().__init__(train, choices)

    def compute(self, choices):
        self.grids = [list(numbers) for numbers in choices]
        places = itertools.product(*self.grids)
        self.points = [self.point(place) for place in places]
        return self.write_down(self.points, [0] * len(self.grids))

    def compute_exactly(self, change):
        """Every choice is there; no other can be asked for."""

    def write_down(self, points, at):
        data = super().write_down(points, at)
        for slider in data["sliders"]:
            del slider["exact"]
        return data

    def point(self, place):
        layers = self.f(**dict(zip(self.names, place)))
        if not isinstance(layers, Layers):
            raise TypeError(
                "explore_layers needs a function that gives what record_layers gives, "
                f"got {short(layers)}; return record_layers(model, ...)"
            )
        return Training(place, layers)

    def rows(self):
        """All of them: they are few."""
        yield *map(label_text, self.names), *self.head()
        for training in self.points:
            yield map(number, (*training.place, *self.row(training)))

    def head(self):
        return ["loss", "first activation", "last", "first gradient", "last"]

    def row(self, training):
        last = training.layers.moments[-1]
        ends = (
            last.activations[0],
            last.activations[-1],
            last.gradients[0],
            last.gradients[-1],
        )
        return training.layers.losses[-1], *ends

    def sentence(self, training):
        layers, last = training.layers, training.layers.moments[-1]
        done = amount(len(layers.losses) - 1, "epoch")
        text = f"After {done} the loss is {describe_loss(layers.losses[-1])}. In the last column "
        texts = [
            f"the {name} are {number(sizes[0], 2)} in layer 1 and {number(sizes[-1], 2)} in layer {len(sizes)}"
            for name, sizes in (
                ("activations", last.activations),
                ("gradients", last.gradients),
            )
        ]
        text += f"{', '.join(texts)}. "
        if layers.stopped != "all epochs":
            text += f"It stopped here: {layers.stopped}."
        return text.strip()

    # The pictures.

    def prepare(self, trainings):
        moments = [m for training in trainings for m in training.layers.moments]
        self.epochs = sorted({m.epoch for m in moments})

    def pictures(self, trainings):
        strip = self.strip
        return [
            strip(
                "activations",
                "data",
                trainings,
                lambda m: m.activations,
                lambda m: m.off,
            ),
            self.loss(trainings),
            strip("gradients", "gradient", trainings, lambda m: m.gradients),
            strip("steps", "line", trainings, lambda m: m.steps),
        ]

    def strip(self, name, ink, trainings, sizes_of, off_of=None):
        """A cell for each layer and moment, the first layer below."""
        high = max(len(sizes_of(m)) for t in trainings for m in t.layers.moments)
        axes = Axes((0.0, len(self.epochs)), (0.5, high + 0.5), "epoch", "layer")
        each = lambda numbers_of: [self.cells(t, numbers_of, high) for t in trainings]  # noqa: E731
        mark = {
            "shape": "cells", "ink": ink, "across": len(self.epochs),
            "heights": each(lambda m: [*map(tenths, sizes_of(m))]),
        }  # fmt: skip
        if off_of:
            mark["off"] = each(lambda m: [round(100 * part) for part in off_of(m)])
        size = (PANEL[0], max(PANEL[1], ROW * high))
        words = f"The size of the {name}, as powers of ten."
        plot = axes.plot(words, [mark], name, size)
        across = [[axes.x(k + 0.5), str(epoch)] for k, epoch in enumerate(self.epochs)]
        beside = [[axes.y(k), str(k)] for k in range(1, high + 1)]
        return plot | {"ticks": [across, beside]}

    def cells(self, training, numbers_of, high):
        """Row by row, from the first layer on; None where there is nothing."""
        moments = {m.epoch: m for m in training.layers.moments}
        found = [numbers_of(moments[e]) if e in moments else [] for e in self.epochs]
        columns = [numbers + [None] * (high - len(numbers)) for numbers in found]
        return [number for row in zip(*columns) for number in row]

    def loss(self, trainings):
        curves = [
            pick_evenly(list(enumerate(t.layers.losses)), LOSSES) for t in trainings
        ]
        xs, ys = ([[point[k] for point in curve] for curve in curves] for k in (0, 1))
        lowest, highest = LOSS_ROOM
        found = [min(max(y, lowest), highest) for row in ys for y in row]
        decades = (
            math.floor(math.log10(min(found))),
            math.floor(math.log10(max(found))) + 1,
        )
        axes = Axes(
            (0.0, self.epochs[-1]),
            tuple(10.0**power for power in decades),
            "epoch",
            "loss, in powers of ten",
            log=True,
        )
        marks = [axes.mark("line", "data", xs, ys, held=True, size=2.5)]
        return axes.plot("The loss, step by step.", marks, "loss", PANEL)


def tenths(size):
    """A size as tenths of a power of ten."""
    if not size:
        return NONE
    return min(round(TENTHS * math.log10(size)), MOST) if size < math.inf else MOST
