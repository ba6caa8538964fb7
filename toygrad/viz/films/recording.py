"""A training as plain data: what a network was at some epochs.

With this file you can

* train and keep what happened: ``recording = record(model, loss, examples, optimizer, epochs=200)``,
* read it: ``recording.epochs``, ``recording.losses``,
* look at one epoch: ``recording.moments[3].weights``.

``show_descent`` and ``compare`` draw it.
"""

import math
from dataclasses import dataclass
from numbers import Real

from ...refusals import cut, short
from ...training import check_arguments, fit
from ...value import Value
from ..snapshot import OUT_OF_DOMAIN
from ..words import number, table
from .axes import space_evenly
from .kinks import sums_of

__all__ = ["Moment", "Recording", "number_or", "pick_evenly", "record"]

MOST_FRAMES = 30
CURVE_POINTS, PLANE_POINTS = 61, 21


@dataclass(frozen=True)
class Moment:
    """A network after one epoch.

    epoch        how many epochs lie behind it
    loss         of all examples; inf where it has left the floats
    predictions  at the recording's grid; rows of them for points of a plane
    weights      for each part, as "layer0.w", the numbers
    gradients    the same for the gradients of the last backward pass;
                 empty before the first one
    sums         of each neuron that bends the one input, its activation and
                 its sum at both ends of the grid
    """

    epoch: int
    loss: float
    predictions: list
    weights: dict
    gradients: dict
    sums: list

    @property
    def gradient_length(self):
        """The root of the sum of all squared gradients."""
        return math.hypot(*(g for part in self.gradients.values() for g in part))


@dataclass(frozen=True)
class Recording:
    """What `record` gives: some moments of a training, and its examples.

    points    the examples, (x, y) or ((x1, x2), target); none where they
              are of another kind
    grid      the xs of the predictions, or a pair (xs, ys) of lists
    boundary  the prediction at which the decision changes, in a plane
    stopped   why it ended, as in ``fit``
    """

    label: str
    points: list
    grid: tuple
    boundary: float
    axis_labels: tuple
    moments: list
    stopped: str

    @property
    def epochs(self):
        return [moment.epoch for moment in self.moments]

    @property
    def losses(self):
        return [moment.loss for moment in self.moments]

    @property
    def plane(self):
        """Are the examples points of a plane?"""
        return bool(self.points) and isinstance(self.points[0][0], tuple)

    def __repr__(self):
        rows = [(m.epoch, number(m.loss)) for m in pick_evenly(self.moments)]
        return table([("epoch", "loss"), *rows])


def pick_evenly(things, most=9):
    """At most so many of a list, evenly, with the first and the last."""
    count, last = min(len(things), most), len(things) - 1
    return [things[round(k * last / max(count - 1, 1))] for k in range(count)]


def record(
    model, loss, examples, optimizer, epochs, frames=MOST_FRAMES, label="",
    predict=None, boundary=0.0, xlabel="x", ylabel="y", **settings,
):  # fmt: skip
    """Train with ``fit``, and keep what the network was on the way.

        >>> import random
        >>> from toygrad import nn, optim
        >>> model = nn.Linear(1, 1, rng=random.Random(1))
        >>> def loss(batch):
        ...     return nn.mse_loss([model([x])[0] for x, _ in batch], [y for _, y in batch])
        >>> optimizer = optim.SGD(model.parameters(), lr=0.1)
        >>> record(model, loss, [(0.0, 1.0), (1.0, 3.0)], optimizer, epochs=50, frames=3)
        epoch  loss
        0      4.656
        12     0.3535
        50     0.01819

    model     a Module; its parameters are recorded by part
    loss, examples, optimizer, epochs, settings
              as for ``fit``, which runs the loop
    frames    how many moments to keep, from 2 to 30; close together at
              the start, where most happens
    label     a name for people, as "rate 0.1"
    predict   from the x of an example to a number, by default the first
              output of the model
    boundary  the prediction at which the decision changes, for points of
              a plane

    The examples are pairs (x, y), or ((x1, x2), target); of any others
    no fit is drawn.  Returns a `Recording`.  A training that diverges is
    recorded up to there.  Raises what ``fit`` raises, TypeError where
    `model` is no Module.  Told in chapter 9.
    """
    check_arguments(
        loss, examples, optimizer, epochs,
        *(settings.get(name) for name in ("batch_size", "schedule", "patience")),
    )  # fmt: skip
    check_record(model, frames, predict, boundary)
    examples = list(examples)
    camera = Camera(model, loss, examples, predict or first_output(model))
    wanted = {round(epochs * (k / (frames - 1)) ** 2) for k in range(frames)}
    if examples:
        camera.take(0)

    def after_epoch(epoch):
        if epoch + 1 in wanted:
            camera.take(epoch + 1)

    history = fit(
        loss, examples, optimizer, epochs, after_epoch=after_epoch, **settings
    )
    if len(history.losses) > camera.moments[-1].epoch:
        camera.take(len(history.losses))  # it stopped before its time
    return Recording(
        str(label), camera.points, camera.grid, boundary, (str(xlabel), str(ylabel)),
        camera.moments, history.stopped,
    )  # fmt: skip


def check_record(model, frames, predict, boundary):
    whole = isinstance(frames, int) and not isinstance(frames, bool)
    if not hasattr(model, "named_parameters"):
        raise TypeError(
            f"record needs a model with parameters, got {short(model)}; "
            "write record(model, loss, examples, optimizer, epochs=100)"
        )
    if not whole or not 2 <= frames <= MOST_FRAMES:
        raise (ValueError if whole else TypeError)(
            f"frames needs to be a whole number from 2 to {MOST_FRAMES}, "
            f"got {cut(frames)}; write frames={MOST_FRAMES}"
        )
    if predict is not None and not callable(predict):
        raise TypeError(
            f"predict needs a function of one x, got {short(predict)}; "
            "write predict=lambda x: model([x])[0]"
        )
    if not isinstance(boundary, Real):
        raise TypeError(f"boundary needs a number, got {short(boundary)}; write 0.0")


def first_output(model):
    return lambda x: model(list(x) if isinstance(x, tuple) else [x])[0]


class Camera:
    """Takes moments of a model."""

    def __init__(self, model, loss, examples, predict):
        self.loss, self.examples, self.predict = loss, examples, predict
        self.parts = parts_of(model)
        self.points = points_of(examples)
        self.grid = grid_of(self.points)
        self.moments = []

    def take(self, epoch):
        """Keep what the model is now; before the first epoch it has no gradients."""
        loss = number_or(math.inf, self.loss, self.examples)
        parts = self.parts.items()
        weights = {name: [p.data for p in ps] for name, ps in parts}
        grads = {name: [p.grad for p in ps] for name, ps in parts if epoch}
        loss = math.inf if math.isnan(loss) else loss
        self.moments.append(
            Moment(epoch, loss, self.predictions(), weights, grads, self.sums())
        )

    def sums(self):
        along = self.grid and not isinstance(self.grid[0], list)
        return sums_of(self.predict, self.grid[0], self.grid[-1]) if along else []

    def predictions(self):
        if self.grid and isinstance(self.grid[0], list):
            xs, ys = self.grid
            return [[number_or(math.nan, self.predict, (x, y)) for x in xs] for y in ys]
        return [number_or(math.nan, self.predict, x) for x in self.grid]


def number_or(otherwise, f, argument):
    """The number that a function gives, or another where it gives none."""
    try:
        found = f(argument)
    except OUT_OF_DOMAIN:
        return otherwise
    return found.data if isinstance(found, Value) else float(found)


def parts_of(model):
    """A dict from the names of parts, as "layer0.w", to their parameters."""
    parts = {}
    for name, parameter in model.named_parameters().items():
        parts.setdefault(name.partition("[")[0], []).append(parameter)
    return parts


def points_of(examples):
    """The examples as points that can be drawn; none where they cannot."""
    points = list(map(point_of, examples))
    drawable = all(points) and len({type(x) is tuple for x, _ in points}) == 1
    return points if drawable else []


def point_of(example):
    """An example as (x, y) or ((x1, x2), y), or None where it is neither."""
    if not isinstance(example, (tuple, list)) or len(example) != 2:
        return None
    x, y = example
    if isinstance(x, (tuple, list)):
        x = tuple(x) if len(x) == 2 else x[0] if len(x) == 1 else None
    numbers = (*x, y) if isinstance(x, tuple) else (x, y)
    return (x, y) if all(isinstance(n, Real) for n in numbers) else None


def grid_of(points):
    """Where the network is asked: along the points, or all over their plane."""
    if not points:
        return ()
    if not isinstance(points[0][0], tuple):
        return tuple(spread([x for x, _ in points], CURVE_POINTS))
    return tuple(
        spread([x[axis] for x, _ in points], PLANE_POINTS, margin=0.12)
        for axis in (0, 1)
    )


def spread(numbers, count, margin=0.0):
    """`count` numbers, evenly from the lowest to the highest and a little beyond."""
    low, high = min(numbers), max(numbers)
    more = margin * (high - low) or (0.5 if low == high else 0.0)
    low, high = low - more, high + more
    return space_evenly(low, high, count)
