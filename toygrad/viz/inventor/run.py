"""The training of a small model of names, that stands still after every step.

With this file you can

* begin one: ``run = Run({"lr": 0.01, "seed": 1})``, and take a step: ``run.step()``,
* keep where it stands, and go back there: ``kept = run.keep()``, ``run.restore(kept)``,
* ask how counting does on the same letters: ``counted(2)``.

The graph of one letter is recorded once and runs again for all others (replay.py).
"""

import math
import random
from array import array
from collections import Counter
from functools import cache

from ...data import names
from ...functions import tanh
from ...language import LETTERS, Window, encode, sample
from ...nn import cross_entropy
from ...optim import Adam
from ...steps import mean_of
from ...tracing import trace
from ..past import bring_memory, memory_of

__all__ = ["BATCH", "Run", "all_names", "counted"]

CONTEXT, SIZE, HIDDEN = 3, 2, 16  # letters it looks back; numbers of each; neurons
BATCH = 32  # letters of an update
RECENT = 32  # updates, whose mean is the loss where it stands
HELD = 800  # letters that are held out: enough to see the curve turn
BETAS = (0.9, 0.99)
INVENTED = 5  # names at a time, with the same random numbers each time
MOST_EPOCHS = 30
PARTS = 64  # of an epoch: in these the moments below are counted
END = MOST_EPOCHS * PARTS
# When there is a point of the curve, and when names are invented: until a part, one
# after so many.  Most is learned within the first epoch, so they are dense there.
POINTS = ((4, 1), (8, 2), (PARTS, 4), (END, 8))
NAMES = ((4, 1), (8, 2), (PARTS, 4), (2 * PARTS, 8), (4 * PARTS, 16), (END, PARTS))


class Run:
    """The training of one setting, {"lr": a learning rate, "seed": of the start}.

    model    three letters, two numbers for each, a hidden layer: `language.Window`
    steps    how many updates lie behind it
    curve    (step, mean loss of the letters since the point before, that of letters held
             out), at the moments of `POINTS`
    album    (step, the names that it invented then), at those of `NAMES`
    losses   of the last updates, of an epoch at most
    train, held   its letters; a later run is told them as `known`, and checks none again
    stopped  why it does not go on, or ""
    """

    def __init__(self, setting, known=None):
        self.setting = setting
        rng = random.Random(setting["seed"])
        self.model = Window(size=SIZE, context=CONTEXT, hidden=HIDDEN, rng=rng)
        self.parameters = self.model.parameters()
        self.trace = trace(self.surprise, *[0] * (CONTEXT + 1))
        self.train, self.held = map(self.trace.rows, known or letters())
        self.optimizer = Adam(self.parameters, setting["lr"], BETAS)
        self.batches = len(self.train) // BATCH
        self.points, self.naming = map(self.moments, (POINTS, NAMES))
        self.steps, self.losses, self.order, self.stopped = 0, (), (None, ()), ""
        held = self.loss()
        self.curve, self.album = ((0, held, held),), ((0, self.invent()),)

    def surprise(self, *letters):
        """The loss of one letter after the three before it, as a value."""
        *before, target = letters
        rows = self.model.token(before)
        sums = self.model.hidden([number for row in rows for number in row])
        return cross_entropy(self.model.out([*map(tanh, sums)]), target)

    def moments(self, table):
        """The steps of a table of parts, as a set."""
        return {self.step_of(part) for part in parts(table)}

    def step_of(self, part):
        """The step that is nearest to a part of an epoch, of which an epoch has `PARTS`."""
        return round(part * self.batches / PARTS)

    @property
    def epoch(self):
        return self.steps / self.batches

    @property
    def recent(self):
        """The mean loss of the last updates; before the first one that of the letters held out."""
        return mean_of(self.losses[-RECENT:]) if self.losses else self.curve[0][1]

    def loss(self):
        """The mean loss of the letters that are held out."""
        return mean_of(self.trace.loop(self.held, backward=False))

    def invent(self):
        """A few names; the same random numbers, so that one sees what the model does to them."""
        known = all_names()
        invented = (
            sample(self.model, random.Random(k), longest=11) for k in range(INVENTED)
        )
        return tuple((name, name in known) for name in invented)

    def batch(self):
        """The rows of the coming update: an order of its own for each epoch."""
        epoch, k = divmod(self.steps, self.batches)
        if self.order[0] != epoch:
            places = list(range(len(self.train)))
            random.Random(1000 * self.setting["seed"] + epoch).shuffle(places)
            self.order = epoch, places
        return self.train.take(self.order[1][k * BATCH : (k + 1) * BATCH])

    def step(self):
        """One update; raises OverflowError or ValueError where numbers leave the floats."""
        self.optimizer.zero_grad()
        losses = self.trace.loop(self.batch(), 1.0 / BATCH)
        self.optimizer.step()
        self.steps += 1
        self.losses = (*self.losses, mean_of(losses))[-self.batches :]
        if self.steps in self.points:
            self.measure()
        if self.steps >= MOST_EPOCHS * self.batches:
            self.stopped = f"{MOST_EPOCHS} epochs are enough: the held-out loss does not fall any more"

    def measure(self):
        """A point of the curve, and at some of them a few names."""
        since = self.steps - self.curve[-1][0]
        point = self.steps, mean_of(self.losses[-since:]), self.loss()
        self.curve = (*self.curve, point)
        if self.steps in self.naming:
            self.album += ((self.steps, self.invent()),)

    # Going back.

    def keep(self):
        return Kept(self)

    def restore(self, kept):
        for parameter, number in zip(self.parameters, kept.data):
            parameter.data = number
        bring_memory(self.optimizer, kept.memory, kept.step)
        self.steps, self.losses, self.stopped = kept.step, kept.losses, ""
        self.curve, self.album = kept.curve, kept.album


def parts(table, end=END):
    """The parts of a table like `POINTS`, from 0 to an end."""
    found = [0]
    for until, by in table:
        found += range(found[-1] + by, min(until, end) + 1, by)
    return found


class Kept:
    """Where a run stands: all that its next step and its picture depend on."""

    def __init__(self, run):
        self.step, self.losses = run.steps, run.losses
        self.data = array("d", [parameter.data for parameter in run.parameters])
        self.memory = memory_of(run.optimizer)
        self.curve, self.album = run.curve, run.album


# The letters.


@cache
def letters():
    """Three letters and the next one: of the names to train on, and some that are held out."""
    train, held = (windows(part) for part in names())
    return train, random.Random(1).sample(held, HELD)


def windows(some):
    return [
        tuple(tokens[k - CONTEXT : k + 1])
        for tokens in ([0] * (CONTEXT - 1) + encode(name) for name in some)
        for k in range(CONTEXT, len(tokens))
    ]


@cache
def all_names():
    """All names of the list, those to train on and those held out."""
    return frozenset(name for part in names() for name in part)


@cache
def counted(size):
    """The loss of counting runs of so many letters, on the letters held out.

    One is added to every count, so that no letter is ruled out.
    """
    train, held = letters()
    counts = Counter(row[-size:] for row in train)
    before = Counter(row[-size:-1] for row in train)
    chances = ((counts[row[-size:]] + 1) / (before[row[-size:-1]] + len(LETTERS)) for row in held)  # fmt: skip
    return mean_of([-math.log(chance) for chance in chances])
