"""A training that stands still after every step, and can go back.

With this file you can

* take a step: ``run.step()``, or add one more example of it: ``run.add_example()``,
* keep where it stands, and go back there: ``kept = run.keep()``, ``run.restore(kept)``.
"""

import math
import operator
import random
from array import array
from dataclasses import dataclass

from ...steps import mean_of
from ...training import History, batches, stop_early
from ..past import bring_memory, memory_of
from .engine import Engine
from .network import Network
from .optimizers import OPTIMIZERS
from .points import points_of

__all__ = ["Kept", "Pass", "Run"]

MOST_OF_CURVE = 300  # points of the curve of the loss: about what a screen tells apart


@dataclass(frozen=True)
class Pass:
    """What the gradients on the screen are made of.

    data    the parameters at which they were found
    before  the gradients that were there already, where zero_grad was forgotten
    batch   the examples, by their places among those that are trained on
    count   how many of them have been added so far; after the last one comes the step
    """

    data: array
    before: array
    batch: tuple
    count: int

    @property
    def whole(self):
        return self.count == len(self.batch)


@dataclass(frozen=True)
class Kept:
    """Where a training stands: all that its next step and its picture depend on."""

    step: int
    data: array
    grads: array
    updates: array
    memory: tuple
    queue: tuple
    losses: tuple
    order: tuple
    epochs: int
    curve: tuple
    stride: int
    shown: Pass


class Run:
    """The training of a setting, step by step.

    points   its examples
    network, parameters, engine, optimizer
    steps    how many updates lie behind it
    epochs   how often all examples were used, `means` with the mean loss of each; of
             the one that has begun `losses` has those of its batches
    shown    the `Pass` that the gradients of the parameters come from, None at the start
    updates  what the last step has added to each parameter
    curve    (step, loss of what is trained on, of what is held out): at every step, in a
             long run at every `stride` steps, so it costs little and its noise stays
    stopped  why it does not go on, or ""
    """

    def __init__(self, setting):
        self.setting, self.points = setting, points_of(setting)
        inputs = 2 if setting.classes else 1
        rng = random.Random(setting.seed)
        self.network = Network(inputs, setting.layers, setting.init, rng)
        self.parameters = self.network.parameters()
        self.engine = Engine(self.network, setting.classes, setting.l2)
        parts = self.points.train, self.points.held
        self.train, self.held = map(self.engine.rows, parts)
        self.inputs = [self.engine.inputs([x for x, _ in part]) for part in parts]
        self.grids = {}  # places of a picture that were asked for, by its side
        self.optimizer = OPTIMIZERS[setting.optimizer](self.parameters, setting.lr)
        self.order = random.Random(setting.seed)
        self.queue, self.losses, self.means = [], [], []
        self.start, self.shown, self.steps, self.stopped = self.data(), None, 0, ""
        self.updates = array("d", [0.0] * len(self.parameters))
        self.epochs, self.curve, self.stride = 0, (), 1
        if self.points.train:
            self.fill_queue()
            self.measure()

    def data(self):
        return array("d", [parameter.data for parameter in self.parameters])

    def grads(self):
        return array("d", [parameter.grad for parameter in self.parameters])

    def set_data(self, numbers):
        for parameter, number in zip(self.parameters, numbers):
            parameter.data = number

    def set_grads(self, numbers):
        for parameter, number in zip(self.parameters, numbers):
            parameter.grad = number

    # The order of the examples, that of training.fit.

    def fill_queue(self):
        count, size = len(self.train), self.setting.batch
        self.queue = [tuple(batch) for batch in batches(count, size, self.order)]
        self.batches = len(self.queue)

    @property
    def epoch(self):
        """How often all examples were used, a part of an epoch counted as a part."""
        part = len(self.losses) / self.batches if self.queue else 0.0
        return self.epochs + part

    # Steps.

    def check_points(self):
        if not self.points.train:
            raise ValueError(
                "training needs at least one point; set one in the picture"
            )

    def next_pass(self, count):
        """The pass over the first `count` examples of the coming batch."""
        old = "old predictions" in self.setting.faults
        data = self.start if old else self.data()
        if self.shown and not self.shown.whole:
            before = self.shown.before
        elif "zero_grad forgotten" in self.setting.faults:
            before = self.grads()
        else:
            before = array("d", [0.0] * len(data))
        return Pass(data, before, self.queue[0], count)

    def step(self):
        """Take one step; the parameters hold its gradients afterwards.

        Raises OverflowError or ValueError, from the engine, where numbers leave the floats.
        """
        shown = self.next_pass(len(self.queue[0]))
        data = self.data()
        loss = self.fill_gradients(shown)
        self.engine.pull()
        if "zero_grad before step" in self.setting.faults:
            self.optimizer.zero_grad()
        self.optimizer.step()
        self.check_data()
        self.updates = array("d", map(operator.sub, self.data(), data))
        self.shown, self.steps = shown, self.steps + 1
        self.queue.pop(0)
        self.losses.append(loss)
        if not self.queue:
            self.end_epoch()
        self.measure()

    def add_example(self):
        """Add one more example of the coming batch; after the last one take the step."""
        count = 1 if not self.shown or self.shown.whole else self.shown.count + 1
        shown = self.next_pass(count)
        if shown.whole:
            self.step()
        else:
            self.fill_gradients(shown)
            self.shown, self.updates = shown, array("d", [0.0] * len(shown.data))

    def fill_gradients(self, shown):
        """Let the gradients be those of a pass; gives the mean loss of its examples."""
        data = self.data()
        self.set_grads(shown.before)
        self.set_data(shown.data)
        rows = self.train.take(shown.batch[: shown.count])
        loss = self.engine.gradients(rows, len(shown.batch))
        self.set_data(data)
        return loss

    def check_data(self):
        for parameter in self.parameters:
            if not math.isfinite(parameter.data):
                raise OverflowError(
                    f"a step needs parameters that fit into a float, {parameter.label} is "
                    f"{parameter.data!r}; write lr={self.setting.lr / 10:.2g}"
                )

    def end_epoch(self):
        self.means[self.epochs :] = [mean_of(self.losses)]
        self.epochs, self.losses = self.epochs + 1, []
        self.fill_queue()
        history = History(self.means)
        if stop_early(history, None, self.setting.lr):
            self.stopped = history.stopped

    def measure(self):
        """Add to the curve; where it gets long every second point is left out."""
        if self.steps % self.stride:
            return
        self.curve += ((self.steps, *self.measured()),)
        if len(self.curve) > MOST_OF_CURVE:
            self.curve, self.stride = self.curve[::2], self.stride * 2

    def measured(self):
        """The loss of what is trained on, and of what is held out; None where nothing is.

        Raises OverflowError where it does not fit into a float.
        """
        losses = [self.engine.loss(rows) for rows in (self.train, self.held)]
        for loss in losses:
            if loss is not None and not math.isfinite(loss):
                raise OverflowError(
                    f"training needs a loss that fits into a float, got {loss!r}; "
                    f"write lr={self.setting.lr / 10:.2g}"
                )
        return losses

    # Going back.

    def keep(self):
        memory = memory_of(self.optimizer)
        return Kept(
            self.steps, self.data(), self.grads(), self.updates, memory,
            tuple(self.queue), tuple(self.losses), self.order.getstate(),
            self.epochs, self.curve, self.stride, self.shown,
        )  # fmt: skip

    def restore(self, kept):
        self.set_data(kept.data)
        self.set_grads(kept.grads)
        bring_memory(self.optimizer, kept.memory, kept.step)
        self.steps = kept.step
        self.updates, self.shown, self.stopped = kept.updates, kept.shown, ""
        self.queue, self.losses = list(kept.queue), list(kept.losses)
        self.order.setstate(kept.order)
        self.epochs, self.curve, self.stride = kept.epochs, kept.curve, kept.stride
