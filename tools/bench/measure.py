"""What make bench measures: steps in a race, memory, long chains, digits that are learned.

Each class is one measurement, made when it is made; what it found are its fields.
"""

import gc
import itertools
import random
import sys
import tracemalloc
from contextlib import nullcontext
from statistics import median
from time import perf_counter, process_time

from tools.bench.engines import (
    CLASSES,
    DEMO,
    HELD_OUT,
    IMAGES,
    TRUTH,
    ByHand,
    Toygrad,
)
from toygrad import Value, mean, nn, trace
from toygrad.optim import Adam
from toygrad.training import collector_paused, fit

AGREEMENT = 1e-12  # how far two engines may differ in the loss of a step
MILLION, THOUSAND = 10**6, 10**3


# The race: round after round, so that a slow minute of the machine hits all.

COLLECTORS = {"on": nullcontext, "off": collector_paused}


class Race:
    """The seconds per step of all engines on one workload.

    Each has to find the losses of `witness`.
    """

    def __init__(self, workload, engines, witness=ByHand):
        self.workload, self.engines = workload, engines
        print(f"{workload.name} ...", file=sys.stderr)
        steps = max(engine.rounds * engine.steps for engine in engines)
        one = witness(workload)
        self.losses = [one.step(k) for k in range(steps)]
        self.times = {key: [] for key in itertools.product(engines, COLLECTORS)}
        self.difference = 0.0  # the largest one between two engines
        self.run()

    def run(self):
        runners = {(engine, on): engine(self.workload) for engine, on in self.times}
        for turn in range(max(engine.rounds for engine in self.engines)):
            for (engine, collector), runner in runners.items():
                if turn < engine.rounds:
                    spent = self.steps(runner, turn, collector)
                    self.times[engine, collector].append(spent)

    def steps(self, runner, turn, collector):
        """The steps of one engine in one round, each checked; their seconds."""
        gc.collect()
        spent = []
        with COLLECTORS[collector]():
            for k in range(turn * runner.steps, (turn + 1) * runner.steps):
                start = process_time()
                loss = runner.step(k)
                spent.append(process_time() - start)
                difference = abs(loss - self.losses[k])
                # A measurement is by hand, and nobody runs it with -O.
                assert difference <= AGREEMENT, (runner.name, k, difference)  # nosec B101
                self.difference = max(self.difference, difference)
        return spent

    def ms(self, engine, collector):
        return 1000.0 * median(map(median, self.times[engine, collector]))

    def ratio(self, engine, collector, other=Toygrad):
        """How many times as long as `other`: one number of the table by another."""
        return self.ms(engine, collector) / self.ms(other, collector)


# What a step leaves in memory.


class Size:
    """The graph of one demo step.

    values           made in the step; the parameters were there before
    edges            from each of them to its parents
    megabytes        in memory, of 10**6 bytes
    product_bytes    bytes of one x * y
    left             objects after `del loss`, with the collector off
    """

    def __init__(self, engine, kind, parents):
        runner = engine(DEMO)
        runner.step(0)
        with collector_paused():
            size, loss = traced(runner.forward)
            behind = all_behind(loss, parents)
            self.values = len(behind) - DEMO.parameters()
            self.edges = sum(len(parents(v)) for v in behind)
            self.megabytes = size / 1e6
            del loss, behind
            self.product_bytes = product_bytes(kind)
            self.left = left_behind(runner)


def traced(make):
    """(bytes that the call leaves, what it gives)"""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    made = make()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return after - before, made


def all_behind(result, parents):
    """`result` and everything it was computed from."""
    seen, stack = {result}, [result]
    while stack:
        new = set(parents(stack.pop())) - seen
        seen |= new
        stack += new
    return seen


def product_bytes(kind, n=1000):
    """Bytes of one x * y, with all that belongs to it."""
    x, y, products = kind(1.5), kind(2.5), [None] * n

    def fill():
        for k in range(n):
            products[k] = x * y

    return round(traced(fill)[0] / n)


def left_behind(runner):
    """Objects that one step leaves, once its loss is deleted."""
    gc.collect()
    before = len(gc.get_objects())
    loss = runner.forward()
    runner.backward(loss)
    del loss
    left = len(gc.get_objects()) - before
    gc.collect()
    return left


# A long chain, and the digits.


def chain(n):
    """Seconds to build x + 1.0 + 1.0 ..., to go back through it, to free it."""
    times = [process_time()]
    x = Value(0.0)
    for _ in range(n):
        x = x + 1.0
    times.append(process_time())
    x.backward()
    times.append(process_time())
    del x
    times.append(process_time())
    return [end - start for start, end in itertools.pairwise(times)]


class Chains:
    """Chains of a thousand and of a million links, the median of some rounds."""

    def __init__(self, rounds=3):
        spent = {(n, on): [] for n in (THOUSAND, MILLION) for on in COLLECTORS}
        for _ in range(rounds):
            for (n, collector), times in spent.items():
                times.append(self.one(n, collector))
        self.parts = {key: list(map(median, zip(*ts))) for key, ts in spent.items()}
        small, large = (sum(self.parts[n, "off"]) for n in (THOUSAND, MILLION))
        self.growth = large / small  # of two numbers in the table

    def one(self, n, collector):
        """Microseconds per link to build, go back and free."""
        repeats = 300 if n == THOUSAND else 1
        gc.collect()
        with COLLECTORS[collector]():
            runs = [chain(n) for _ in range(repeats)]
        return [1e6 * median(part) / n for part in zip(*runs)]


class Digits:
    """A network trained for some seconds, and the held-out images it gets right."""

    def __init__(self, limit=10.0, epochs=12):
        self.model = nn.MLP(64, [32, 10], nn.relu, rng=random.Random(0))
        optimizer = Adam(self.model.parameters(), lr=0.01)
        examples, start = list(zip(IMAGES, CLASSES)), perf_counter()
        self.epochs, self.seconds = 0, 0.0
        while self.epochs < epochs and self.seconds_after_one_more() < limit:
            seed = self.epochs
            fit(self.loss, examples, optimizer, epochs=1, batch_size=32, seed=seed)
            self.epochs += 1
            self.seconds = perf_counter() - start
        right = sum(
            self.answer(image) == label for image, label in zip(HELD_OUT, TRUTH)
        )
        self.percent = 100.0 * right / len(TRUTH)

    def seconds_after_one_more(self):
        return self.seconds * (self.epochs + 1) / max(self.epochs, 1)

    def loss(self, batch):
        images, labels = zip(*batch)
        return mean(map(nn.cross_entropy, self.model(images), labels))

    def answer(self, image):
        logits = [z.data for z in self.model(image)]
        return logits.index(max(logits))


class Replayed:
    """The same network and the same batches, recorded; seconds until it is so good."""

    def __init__(self, goals=(95, 97), epochs=60):
        self.model = nn.MLP(64, [32, 10], nn.relu, rng=random.Random(0))
        self.answers = trace(self.model, IMAGES[0])
        self.rows = self.answers.rows([(image,) for image in HELD_OUT])
        self.start, self.seconds, self.goals = perf_counter(), {}, goals
        examples = [
            (image, nn.one_hot(label, 10)) for image, label in zip(IMAGES, CLASSES)
        ]
        optimizer = Adam(self.model.parameters(), lr=0.01)
        fit(
            self.loss, examples, optimizer, epochs, batch_size=32, replay=True,
            after_epoch=self.look,
        )  # fmt: skip

    def loss(self, batch):
        images, chances = zip(*batch)
        return mean(list(map(nn.cross_entropy, self.model(list(images)), chances)))

    def look(self, epoch):
        """When a goal is reached; looking takes no time."""
        paused = perf_counter()
        logits = self.answers.batch(self.rows, backward=False)
        right = sum(
            max(range(10), key=zs.__getitem__) == t for zs, t in zip(logits, TRUTH)
        )
        for goal in self.goals:
            if 100.0 * right >= goal * len(TRUTH):
                self.seconds.setdefault(goal, paused - self.start)
        self.start += perf_counter() - paused
