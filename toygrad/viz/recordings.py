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

from ..refusals import cut, short
from ..training import check_arguments, fit
from ..value import Value
from .words import number

__all__ = ["Moment", "Recording", "record"]

MOST_FRAMES = 30
CURVE_POINTS, PLANE_POINTS = 61, 21
OUT_OF_RANGE = (ValueError, OverflowError, ZeroDivisionError)


@dataclass(frozen=True)
class Moment:
    """A network after one epoch.

    epoch        how many epochs lie behind it
    loss         of all examples; inf where it has left the floats
    predictions  at the recording's grid; rows of them for points of a plane
    weights      for each part, as "layer0.w", the numbers
    gradients    the same for the gradients of the last backward pass;
                 empty before the first one
    """

    epoch: int
    loss: float
    predictions: list
    weights: dict
    gradients: dict

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
        rows = [(str(m.epoch), number(m.loss)) for m in some(self.moments)]
        return columns([("epoch", "loss"), *rows])


def some(things, most=9):
    """At most so many of a list, evenly, with the first and the last."""
    count = min(len(things), most)
    return [
        things[round(k * (len(things) - 1) / max(count - 1, 1))] for k in range(count)
    ]


def columns(rows):
    """Rows of texts as a table; what stands last in its row may be long."""
    widths = [
        max(len(row[k]) for row in rows if len(row) > k + 1)
        for k in range(max(map(len, rows)) - 1)
    ]
    return "\n".join(
        "  ".join(
            [*(f"{text:<{width}}" for text, width in zip(row[:-1], widths)), row[-1]]
        )
        for row in rows
    )


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
    if not hasattr(model, "named_parameters"):
        raise TypeError(
            f"record needs a model with parameters, got {short(model)}; "
            "write record(model, loss, examples, optimizer, epochs=100)"
        )
    whole = isinstance(frames, int) and not isinstance(frames, bool)
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
        loss = number_or(math.inf, lambda: self.loss(self.examples))
        self.moments.append(
            Moment(
                epoch=epoch,
                loss=math.inf if math.isnan(loss) else loss,
                predictions=self.predictions(),
                weights={name: [p.data for p in ps] for name, ps in self.parts.items()},
                gradients={
                    name: [p.grad for p in ps] for name, ps in self.parts.items()
                }
                if epoch
                else {},
            )
        )

    def predictions(self):
        if self.grid and isinstance(self.grid[0], list):
            xs, ys = self.grid
            return [[self.predicted((x, y)) for x in xs] for y in ys]
        return [self.predicted(x) for x in self.grid]

    def predicted(self, x):
        return number_or(math.nan, lambda: self.predict(x))


def number_or(otherwise, compute):
    """The number that `compute` gives, or another where there is none."""
    try:
        found = compute()
    except OUT_OF_RANGE:
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
    points = []
    for example in examples:
        if not isinstance(example, (tuple, list)) or len(example) != 2:
            return []
        x, y = example
        if isinstance(x, (tuple, list)):
            x = tuple(x) if len(x) > 1 else x[0] if x else None
        if not all(isinstance(n, Real) for n in (x if isinstance(x, tuple) else (x,))):
            return []
        if not isinstance(y, Real) or (isinstance(x, tuple) and len(x) != 2):
            return []
        points.append((x, y))
    return points if len({type(x) is tuple for x, _ in points}) == 1 else []


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
    return [low + (high - low) * k / (count - 1) for k in range(count)]
