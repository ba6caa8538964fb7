"""Measures toygrad beside its peers and writes book/speed.md.

By hand, with ``make bench``, on a machine that does nothing else; in
under three minutes.  Needs micrograd and autograd; PyTorch takes part
where it is installed.  Every number of the page comes from the run that
wrote it.
"""

import datetime
import gc
import itertools
import math
import os
import platform
import random
import sys
import tracemalloc
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from unittest import mock

import autograd
import autograd.numpy
import micrograd.engine
import micrograd.nn

from toygrad import Value, data, mean, nn
from toygrad.optim import SGD, Adam
from toygrad.training import collector_paused, fit

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None

PAGE = Path(__file__).resolve().parent.parent / "book" / "speed.md"
AGREEMENT = 1e-12  # how far two engines may differ in the loss of a step
MILLION, THOUSAND = 10**6, 10**3


# What is trained.


@dataclass(frozen=True)
class Workload:
    """A network, its data and its loss; every engine trains the same one."""

    name: str
    sizes: tuple
    activation: str
    loss: str
    inputs: list
    targets: list
    rate: Callable  # from the number of the step
    penalty: float = 0.0

    def parameters(self):
        return len(list(flat(self.first_weights())))

    def first_weights(self):
        """(rows, biases) of each layer: the same numbers at every call."""
        rng = random.Random(1337)
        return [
            ([[rng.uniform(-1, 1) for _ in range(n)] for _ in range(m)], [0.0] * m)
            for n, m in itertools.pairwise(self.sizes)
        ]


def micrograd_rate(k):
    """The learning rate of micrograd's demo in step k."""
    return 1.0 - 0.9 * k / 100


def steady_rate(k):
    """The same in every step."""
    return 0.1


def flat(weights):
    """All numbers of first_weights(), layer by layer: the rows, the biases."""
    for rows, biases in weights:
        for row in rows:
            yield from row
        yield from biases


POINTS, LABELS = data.moons(100, 0.1, 1)
IMAGES, CLASSES, HELD_OUT, TRUTH = data.digits()

DEMO = Workload(
    "demo", (2, 16, 16, 1), "relu", "hinge",
    list(map(list, POINTS)), LABELS, micrograd_rate, penalty=1e-4,
)  # fmt: skip
TANH = Workload(
    "tanh", (2, 16, 16, 1), "tanh", "mse",
    list(map(list, POINTS)), LABELS, steady_rate,
)  # fmt: skip
CLASSIFIER = Workload(
    "classifier", (64, 32, 10), "relu", "cross_entropy",
    IMAGES[:32], CLASSES[:32], steady_rate,
)  # fmt: skip


# Who trains it.  Each engine says what its forward, backward and update are.


class Engine:
    """A step of training: forward pass, backward pass, update."""

    name = ""
    rounds = 9  # in which it takes part
    steps = 3  # in each of them

    def __init__(self, workload):
        self.workload = workload
        self.build(workload.first_weights())

    def step(self, k):
        """Step number k; returns its loss.  The graph is free afterwards."""
        loss = self.forward()
        self.backward(loss)
        self.update(self.workload.rate(k))
        return self.number(loss)

    def number(self, loss):
        return loss.data


class Toygrad(Engine):
    """As the book does it: nn.MLP, a loss of nn, optim.SGD."""

    name = "toygrad"

    def build(self, weights):
        first, *sizes = self.workload.sizes
        activation = getattr(nn, self.workload.activation)
        self.model = nn.MLP(first, sizes, activation)
        self.model.load_state_dict(dict(zip(self.model.state_dict(), flat(weights))))
        self.optimizer = SGD(self.model.parameters(), lr=1.0)

    def forward(self):
        outputs = [self.model(x) for x in self.workload.inputs]
        loss = TOYGRAD_LOSSES[self.workload.loss](outputs, self.workload.targets)
        if self.workload.penalty:
            penalty = nn.l2_penalty(self.optimizer.parameters)
            loss = loss + self.workload.penalty * penalty
        return loss

    def backward(self, loss):
        self.optimizer.zero_grad()
        loss.backward()

    def update(self, rate):
        self.optimizer.lr = rate
        self.optimizer.step()


TOYGRAD_LOSSES = {
    "hinge": lambda outputs, ts: nn.hinge_loss([z for [z] in outputs], ts),
    "mse": lambda outputs, ts: nn.mse_loss([z for [z] in outputs], ts),
    "cross_entropy": lambda outputs, ts: mean(
        [nn.cross_entropy(logits, t) for logits, t in zip(outputs, ts)]
    ),
}


class ToygradInFit(Toygrad):
    """As toygrad.training.fit runs a step: the collector rests meanwhile."""

    name = "toygrad in `fit`"

    def step(self, k):
        with collector_paused():
            return super().step(k)


class ToygradWithoutReset(Toygrad):
    """toygrad with a walk that stops where nothing flows back."""

    name = "toygrad, no reset behind a dead relu"

    def backward(self, loss):
        with mock.patch("toygrad.value.behind", lambda ends, seen: ends):
            super().backward(loss)


class ByHand(Engine):
    """No engine: nested loops over floats, the derivatives worked out on paper."""

    name = "by hand, floats"
    terms = staticmethod(enumerate)

    def build(self, weights):
        self.weights = weights

    def forward(self):
        self.passes = [self.layer_by_layer(x) for x in self.workload.inputs]
        outputs = [layers[-1] for layers in self.passes]
        loss_by_hand = LOSSES_BY_HAND[self.workload.loss]
        loss, self.deltas = loss_by_hand(outputs, self.workload.targets)
        if self.workload.penalty:
            loss += self.workload.penalty * sum([w * w for w in flat(self.weights)])
        return loss

    def layer_by_layer(self, inputs):
        """The inputs, then what each layer makes of them."""
        activate = ACTIVATIONS_BY_HAND[self.workload.activation]
        layers = [inputs]
        for rows, biases in self.weights:
            inputs = weighted_sums(rows, inputs, biases)
            if len(layers) < len(self.weights):
                inputs = activate(inputs)
            layers.append(inputs)
        return layers

    def backward(self, loss):
        decay = 2.0 * self.workload.penalty
        self.grads = [
            ([[decay * w for w in row] for row in rows], [decay * b for b in biases])
            for rows, biases in self.weights
        ]
        slopes = SLOPES_BY_HAND[self.workload.activation]
        for layers, delta in zip(self.passes, self.deltas):
            for level in range(len(self.weights) - 1, 0, -1):
                inputs, (rows, _) = layers[level], self.weights[level]
                below = pass_back(rows, self.grads[level], inputs, self.terms(delta))
                delta = slopes(below, inputs)
            collect(self.grads[0], layers[0], self.terms(delta))

    def update(self, rate):
        for (rows, biases), (grad_rows, grad_biases) in zip(self.weights, self.grads):
            for row, grads in zip([*rows, biases], [*grad_rows, grad_biases]):
                for j, grad in enumerate(grads):
                    row[j] -= rate * grad

    def number(self, loss):
        return loss


class ByHandSparse(ByHand):
    """The same, but a gradient of 0 is not passed on."""

    name = "by hand, zeros skipped"
    terms = staticmethod(lambda delta: [(i, d) for i, d in enumerate(delta) if d])


def weighted_sums(rows, inputs, biases):
    outputs, columns = [], range(len(inputs))
    for row, z in zip(rows, biases):
        for j in columns:
            z += row[j] * inputs[j]
        outputs.append(z)
    return outputs


def pass_back(rows, grads, inputs, terms):
    """Add one example's gradients of a layer; returns the ones of its inputs."""
    grad_rows, grad_biases = grads
    below = [0.0] * len(inputs)
    for i, d in terms:
        row, grad_row = rows[i], grad_rows[i]
        grad_biases[i] += d
        for j in range(len(inputs)):
            grad_row[j] += d * inputs[j]
            below[j] += d * row[j]
    return below


def collect(grads, inputs, terms):
    """The same for the first layer, whose inputs need no gradients."""
    grad_rows, grad_biases = grads
    for i, d in terms:
        grad_row = grad_rows[i]
        grad_biases[i] += d
        for j, x in enumerate(inputs):
            grad_row[j] += d * x


ACTIVATIONS_BY_HAND = {
    "relu": lambda zs: [z if z > 0.0 else 0.0 for z in zs],
    "tanh": lambda zs: [math.tanh(z) for z in zs],
}
SLOPES_BY_HAND = {
    "relu": lambda deltas, ys: [d if y > 0.0 else 0.0 for d, y in zip(deltas, ys)],
    "tanh": lambda deltas, ys: [d * (1.0 - y * y) for d, y in zip(deltas, ys)],
}


def hinge_by_hand(outputs, targets):
    """The loss, and its gradient for each list of outputs."""
    n, loss, deltas = len(targets), 0.0, []
    for [z], target in zip(outputs, targets):
        miss = 1.0 - target * z
        loss += max(miss, 0.0)
        deltas.append([-target / n if miss > 0.0 else 0.0])
    return loss / n, deltas


def mse_by_hand(outputs, targets):
    n, loss, deltas = len(targets), 0.0, []
    for [z], target in zip(outputs, targets):
        loss += (z - target) ** 2
        deltas.append([2.0 * (z - target) / n])
    return loss / n, deltas


def cross_entropy_by_hand(outputs, targets):
    n, loss, deltas = len(targets), 0.0, []
    for logits, target in zip(outputs, targets):
        largest = max(logits)
        powers = [math.exp(z - largest) for z in logits]
        summed = sum(powers)
        loss += math.log(summed) + largest - logits[target]
        delta = [power / summed / n for power in powers]
        delta[target] -= 1.0 / n
        deltas.append(delta)
    return loss / n, deltas


LOSSES_BY_HAND = {
    "hinge": hinge_by_hand,
    "mse": mse_by_hand,
    "cross_entropy": cross_entropy_by_hand,
}


# The other engines that see one number at a time share their losses.


class Scalars(Engine):
    """`functions` has relu, tanh, exp and log for the numbers of the engine."""

    functions = {}

    def outputs(self, layers):
        activate = self.functions[self.workload.activation]
        for x in self.workload.inputs:
            for k, (rows, biases) in enumerate(layers, start=1):
                x = [
                    sum((w * number for w, number in zip(row, x)), bias)
                    for row, bias in zip(rows, biases)
                ]
                x = [activate(z) for z in x] if k < len(layers) else x
            yield x

    def loss(self, outputs, parameters):
        relu, exp, log = (self.functions[name] for name in ("relu", "exp", "log"))
        misses = []
        for zs, target in zip(outputs, self.workload.targets):
            if self.workload.loss == "hinge":
                misses.append(relu(1 + -target * zs[0]))
            elif self.workload.loss == "mse":
                misses.append((zs[0] - target) ** 2)
            else:
                misses.append(log(sum(exp(z) for z in zs)) - zs[target])
        loss = sum(misses) * (1.0 / len(misses))
        if self.workload.penalty:
            loss = loss + self.workload.penalty * sum(p * p for p in parameters)
        return loss


def for_micrograd(name, forward, slope):
    """A function that micrograd does not have, with a closure as it has them."""

    def function(x):
        out = micrograd.engine.Value(forward(x.data), (x,), name)

        def _backward():
            x.grad += slope(x.data, out.data) * out.grad

        out._backward = _backward
        return out

    return function


class Micrograd(Scalars):
    """As published: its Value, its nn.MLP, the step of its demo."""

    name = "micrograd"
    rounds = 3
    functions = {
        "relu": micrograd.engine.Value.relu,
        "tanh": for_micrograd("tanh", math.tanh, lambda x, y: 1.0 - y * y),
        "exp": for_micrograd("exp", math.exp, lambda x, y: y),
        "log": for_micrograd("log", math.log, lambda x, y: 1.0 / x),
    }

    def build(self, weights):
        first, *sizes = self.workload.sizes
        self.model = micrograd.nn.MLP(first, sizes)
        neurons = [neuron for layer in self.model.layers for neuron in layer.neurons]
        rows = [row for rows, _ in weights for row in rows]
        for neuron, row in zip(neurons, rows):
            neuron.nonlin = neuron.nonlin and self.workload.activation == "relu"
            for w, number in zip(neuron.w, row):
                w.data = number

    def forward(self):
        outputs = [self.answer(x) for x in self.workload.inputs]
        return self.loss(outputs, self.model.parameters())

    def answer(self, x):
        """The model's outputs as a list; tanh, which it lacks, between its layers."""
        x = list(map(micrograd.engine.Value, x))
        if self.workload.activation == "relu":
            x = self.model(x)
        else:
            for layer in self.model.layers[:-1]:
                x = [self.functions["tanh"](z) for z in layer(x)]
            x = self.model.layers[-1](x)
        return x if isinstance(x, list) else [x]

    def backward(self, loss):
        self.model.zero_grad()
        loss.backward()

    def update(self, rate):
        for p in self.model.parameters():
            p.data -= rate * p.grad


class HipsAutograd(Scalars):
    """HIPS autograd with one number at a time, which it was not made for."""

    name = "HIPS autograd, scalars"
    rounds, steps = 3, 1
    functions = {
        "relu": lambda z: autograd.numpy.maximum(z, 0.0),
        "tanh": autograd.numpy.tanh,
        "exp": autograd.numpy.exp,
        "log": autograd.numpy.log,
    }

    def build(self, weights):
        self.numbers = list(flat(weights))

    def forward(self):
        self.pull_back, loss = autograd.make_vjp(self.loss_of)(self.numbers)
        return loss

    def loss_of(self, numbers):
        boxes = list(numbers)
        layers = shaped(self.workload.sizes, boxes)
        return self.loss(self.outputs(layers), boxes)

    def backward(self, loss):
        self.grads = self.pull_back(1.0)
        del self.pull_back

    def update(self, rate):
        self.numbers = [n - rate * grad for n, grad in zip(self.numbers, self.grads)]

    def number(self, loss):
        return float(loss)


def shaped(sizes, numbers):
    """The opposite of `flat`: (rows, biases) of each layer."""
    numbers = iter(numbers)

    def take(n):
        return list(itertools.islice(numbers, n))

    return [
        ([take(n) for _ in range(m)], take(m)) for n, m in itertools.pairwise(sizes)
    ]


class TorchScalars(Scalars):
    """PyTorch with one number in each tensor."""

    name = "PyTorch, scalars"
    rounds, steps = 3, 1

    def build(self, weights):
        self.functions = {
            name: getattr(torch, name) for name in ("relu", "tanh", "exp", "log")
        }
        self.parameters = [tensor(number) for number in flat(weights)]

    def forward(self):
        layers = shaped(self.workload.sizes, self.parameters)
        return self.loss(self.outputs(layers), self.parameters)

    def backward(self, loss):
        for p in self.parameters:
            p.grad = None
        loss.backward()

    def update(self, rate):
        with torch.no_grad():
            for p in self.parameters:
                p -= rate * p.grad

    def number(self, loss):
        return loss.item()


class TorchTensors(TorchScalars):
    """PyTorch as it is meant: a layer is one matrix, all examples at once."""

    name = "PyTorch, tensors"
    rounds, steps = Engine.rounds, Engine.steps

    def build(self, weights):
        self.parameters = [tensor(numbers) for layer in weights for numbers in layer]
        self.inputs = torch.tensor(self.workload.inputs, dtype=torch.float64)
        whole = self.workload.loss == "cross_entropy"
        kind = torch.int64 if whole else torch.float64
        self.targets = torch.tensor(self.workload.targets, dtype=kind)
        self.activate = getattr(torch, self.workload.activation)

    def forward(self):
        x, layers = self.inputs, list(zip(self.parameters[::2], self.parameters[1::2]))
        for k, (w, b) in enumerate(layers, start=1):
            x = torch.nn.functional.linear(x, w, b)
            x = self.activate(x) if k < len(layers) else x
        if self.workload.loss == "cross_entropy":
            return torch.nn.functional.cross_entropy(x, self.targets)
        if self.workload.loss == "mse":
            return ((x[:, 0] - self.targets) ** 2).mean()
        squares = sum((p * p).sum() for p in self.parameters)
        hinge = torch.relu(1.0 - self.targets * x[:, 0]).mean()
        return hinge + self.workload.penalty * squares


def tensor(numbers):
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)


# The race: round after round, so that a slow minute of the machine hits all.

COLLECTORS = {"on": nullcontext, "off": collector_paused}


class Race:
    """The seconds per step of all engines on one workload."""

    def __init__(self, workload, engines):
        self.workload, self.engines = workload, engines
        print(f"{workload.name} ...", file=sys.stderr)
        steps = max(engine.rounds * engine.steps for engine in engines)
        by_hand = ByHand(workload)
        self.losses = [by_hand.step(k) for k in range(steps)]
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
                assert difference <= AGREEMENT, (runner.name, k, difference)
                self.difference = max(self.difference, difference)
        return spent

    def ms(self, engine, collector):
        return 1000.0 * median(map(median, self.times[engine, collector]))

    def first_ms(self, engine, collector):
        """The same for the first step of a round, when no garbage lies about."""
        return 1000.0 * median(spent[0] for spent in self.times[engine, collector])

    def ratio(self, engine, collector, other=Toygrad):
        """How many times as long as `other`: the median over the rounds."""
        rounds = zip(self.times[engine, collector], self.times[other, collector])
        return median(median(one) / median(two) for one, two in rounds)


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
        small, large = spent[THOUSAND, "off"], spent[MILLION, "off"]
        self.growth = median(sum(b) / sum(a) for a, b in zip(small, large))

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
        return mean([nn.cross_entropy(self.model(x), label) for x, label in batch])

    def answer(self, image):
        logits = [z.data for z in self.model(image)]
        return logits.index(max(logits))


# All of it, in one run.


class Run:
    """Everything that the page tells, measured in about two minutes."""

    def __init__(self):
        start = perf_counter()
        common = [Toygrad, ToygradInFit, ByHand]
        tensors = [TorchTensors] if torch else []
        scalars = [HipsAutograd, TorchScalars] if torch else [HipsAutograd]
        demo = [*common, ByHandSparse, Micrograd, *scalars, *tensors]
        self.demo = Race(DEMO, [*demo, ToygradWithoutReset])
        self.tanh = Race(TANH, [*common, Micrograd, *tensors])
        self.classifier = Race(CLASSIFIER, [*common, Micrograd, *tensors])
        print("memory, chains, digits ...", file=sys.stderr)
        self.size = Size(Toygrad, Value, lambda v: v.parents)
        kind = micrograd.engine.Value
        self.micrograd_size = Size(Micrograd, kind, lambda v: v._prev)
        self.chains = Chains()
        self.digits = Digits()
        self.seconds = perf_counter() - start

    def goals(self):
        """(what, how much it is, "at least" or "at most", the goal)"""
        demo, size = self.demo, self.size
        by_hand = ToygradInFit, "on", ByHand
        return [
            ("demo: micrograd / toygrad, on", demo.ratio(Micrograd, "on"), ">=", 100),
            ("demo: micrograd / toygrad, off", demo.ratio(Micrograd, "off"), ">=", 18),
            ("demo: toygrad in `fit` / by hand", demo.ratio(*by_hand), "<=", 1.6),
            ("tanh: toygrad in `fit` / by hand", self.tanh.ratio(*by_hand), "<=", 3.3),
            ("bytes of `x * y`", size.product_bytes, "<=", 216),
            ("link of a million / of a thousand", self.chains.growth, "<=", 1.7),
            ("objects left after `del loss`", size.left, "<=", 0),
            ("MB of the demo graph", size.megabytes, "<=", 2.2),
            ("digits right, per cent", self.digits.percent, ">=", 95),
        ]


# The page.  Its numbers are put in here, its words are fixed.

HEAD = """\
(speed)=
# How fast is it?

toygrad computes with one number at a time, in plain Python, and is written to be read.
This page says what that costs: beside engines of its kind, and beside no engine at all.

`make bench` wrote this page in one run of {seconds:.0f} seconds, on {date}.
Every number comes from that run, the ones in the sentences too.
The machine: {processor}, {cores} cores, Python {python}.
The others: micrograd {micrograd}, HIPS autograd {autograd}, PyTorch {torch}.
Another machine has other milliseconds.
The ratios change less: they are the result.
"""

DEMO_TEXT = """\
## The demo of micrograd

[micrograd](https://github.com/karpathy/micrograd) is a small engine that many people have learned from.
Its demo tells {points} points of two moons apart, with relu, the hinge loss of all points and a small penalty on the {parameters} parameters.
One step is a forward pass, a backward pass and an update; toygrad's graph is freed within the step.

{table}

"/ toygrad" says how many times as long as toygrad an engine takes.
On and off is Python's garbage collector; it is on when Python starts.
With the collector on, micrograd takes {on} times as long as toygrad; with the collector off for both, {off} times.

"toygrad in `fit`" pauses the collector during the step, as `toygrad.training.fit` does.
It takes {by_hand} times as long as the program written by hand, which can train this network and no other.
"""

COLLECTOR_TEXT = """\
## What the collector has to do with it

Python frees an object when nothing refers to it any more.
Objects that refer to each other in a circle wait for the garbage collector, which has to look through all that is alive to find them.

In micrograd each value holds a function, and the function holds the value: a circle.
A step with the collector off is {saved} % shorter.
Right after a full collection a step takes {first} ms; the median step, which finds the garbage of the one before it, takes {on} ms.

In toygrad a value knows its parents, and they do not know it: no circles.
And it makes fewer values: the weighted sum of a neuron is one value with many parents, where micrograd makes one of each product and of each sum.

{table}
"""

RESET_TEXT = """\
## What a clean gradient costs

After a backward pass every value behind the result holds the gradient of this pass, also behind a relu whose slope is 0, where nothing arrives.
A walk that stops at such a relu would leave the gradients of an earlier pass there.
It would also be faster: {without} ms for the demo step instead of {with_reset} ms, collector off.
The clean gradients are {percent} % of the step.
"""

OTHERS_TEXT = """\
## Two other networks

Where a relu is 0 there is less to do.
A tanh is never 0: the same network and points with tanh and the mean squared error.

{tanh}

A classifier has more weights in each layer: MLP(64, [32, 10]), {parameters} parameters, relu, the cross entropy of {images} images of digits.

{classifier}

micrograd has no tanh, exp and log; for these two tables they were added in its own style.
"""

CHAIN_TEXT = """\
## A million links

`x = x + 1.0`, again and again, makes a chain.
Each link is two values: the sum and the 1.0.

{table}

A link of the million takes {growth} times as long as a link of the thousand, collector off.
toygrad walks with a list of its own.
micrograd's walk is a function that calls itself, and Python ends that after {limit} calls.
"""

DIGITS_TEXT = """\
## Can it learn something?

MLP(64, [32, 10]) with Adam, `fit` and batches of 32: after {epochs} epochs in {seconds} seconds it gets {percent} % of the {images} held-out images of digits right.
"""

METHOD_TEXT = """\
## How it was measured

All engines run in one process, one after the other, round after round.
In each round an engine makes {steps} steps with the collector on, and {steps} with the collector off; before them all garbage is collected, outside the measured time.
toygrad and the programs by hand take part in {rounds} rounds, micrograd in {few}, the slowest in {few} with a single step.
The milliseconds are medians of processor time, which other programs do not add to; a ratio is the median of the ratios of the rounds.

All engines start from the same weights.
After each step the run checks that the loss is the one of the program by hand, to {agreement}; the largest difference was {difference:.1e}.
"""

GOALS_TEXT = """\
## The goals

{table}
"""


def page(run):
    parts = [head, demo, collector, reset, others, chains, digits, method, goals]
    return "\n".join(part(run) for part in parts)


def head(run):
    today = datetime.date.today()
    return HEAD.format(
        seconds=run.seconds,
        date=f"{today.day} {today:%B %Y}",
        processor=processor(),
        cores=os.cpu_count(),
        python=platform.python_version(),
        micrograd=version("micrograd"),
        autograd=version("autograd"),
        torch=f"{torch.__version__}, one thread" if torch else "not installed",
    )


def processor():
    """The name of the processor, or what Python knows of it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.processor() or platform.machine()


def demo(run):
    return DEMO_TEXT.format(
        points=len(DEMO.inputs),
        parameters=DEMO.parameters(),
        table=race_table(run.demo),
        on=digits_of(run.demo.ratio(Micrograd, "on")),
        off=digits_of(run.demo.ratio(Micrograd, "off")),
        by_hand=digits_of(run.demo.ratio(ToygradInFit, "on", ByHand)),
    )


def collector(run):
    on, off = (run.demo.ms(Micrograd, c) for c in COLLECTORS)
    return COLLECTOR_TEXT.format(
        saved=f"{100.0 * (1.0 - off / on):.0f}",
        first=digits_of(run.demo.first_ms(Micrograd, "on")),
        on=digits_of(on),
        table=size_table({"toygrad": run.size, "micrograd": run.micrograd_size}),
    )


def reset(run):
    return RESET_TEXT.format(
        without=digits_of(run.demo.ms(ToygradWithoutReset, "off")),
        with_reset=digits_of(run.demo.ms(Toygrad, "off")),
        percent=f"{100.0 * (1.0 - run.demo.ratio(ToygradWithoutReset, 'off')):.0f}",
    )


def others(run):
    return OTHERS_TEXT.format(
        tanh=race_table(run.tanh),
        classifier=race_table(run.classifier),
        parameters=digits_of(CLASSIFIER.parameters()),
        images=len(CLASSIFIER.inputs),
    )


def chains(run):
    return CHAIN_TEXT.format(
        table=chain_table(run.chains),
        growth=digits_of(run.chains.growth),
        limit=digits_of(sys.getrecursionlimit()),
    )


def digits(run):
    return DIGITS_TEXT.format(
        epochs=run.digits.epochs,
        seconds=digits_of(run.digits.seconds),
        percent=digits_of(run.digits.percent),
        images=len(TRUTH),
    )


def method(run):
    return METHOD_TEXT.format(
        steps=Engine.steps,
        rounds=Engine.rounds,
        few=Micrograd.rounds,
        agreement=AGREEMENT,
        difference=max(r.difference for r in (run.demo, run.tanh, run.classifier)),
    )


def goals(run):
    rows = [
        [what, value, f"{sign} {goal}", verdict(value, sign, goal)]
        for what, value, sign, goal in run.goals()
    ]
    return GOALS_TEXT.format(table=table(["what", "measured", "goal", ""], rows))


def verdict(value, sign, goal):
    reached = value >= goal if sign == ">=" else value <= goal
    return "reached" if reached else "missed"


# Its tables.


def digits_of(x):
    """Three digits where there is no more to know."""
    if isinstance(x, int) or abs(x) >= 100:
        return f"{x:,.0f}"
    return f"{x:.1f}" if abs(x) >= 10 else f"{x:.2f}"


def table(head, rows):
    """A Markdown table whose columns also stand in line in a terminal."""
    rows = [[x if isinstance(x, str) else digits_of(x) for x in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *rows)]
    marks = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]

    def line(cells):
        first, *others = zip(cells, widths)
        return " | ".join(
            [f"| {first[0]:<{first[1]}}", *(f"{c:>{w}}" for c, w in others)]
        )

    return "\n".join(f"{line(cells)} |" for cells in [head, marks, *rows])


def race_table(race):
    head = ["one step", "collector on, ms", "/ toygrad", "off, ms", "/ toygrad"]
    rows = [
        [engine.name]
        + [f(engine, on) for on in COLLECTORS for f in (race.ms, race.ratio)]
        for engine in race.engines
        if engine is not ToygradWithoutReset
    ]
    if not torch:
        rows.append(["PyTorch", *["not installed"] * 4])
    return table(head, rows)


def size_table(sizes):
    head = ["one demo step", *sizes]
    words = {
        "values": "values made",
        "edges": "edges",
        "megabytes": "memory of its graph, MB",
        "product_bytes": "memory of one x * y, bytes",
        "left": "objects left after `del loss`",
    }
    rows = [
        [text, *(getattr(size, name) for size in sizes.values())]
        for name, text in words.items()
    ]
    return table(head, rows)


def chain_table(chains):
    head = ["µs per link", "build", "backward", "free", "together"]
    rows = [
        [f"{n:,} links, collector {on}", *parts, sum(parts)]
        for (n, on), parts in chains.parts.items()
    ]
    return table(head, rows)


def main():
    run = Run()
    text = page(run)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
