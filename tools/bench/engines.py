"""Who takes part in tools/bench/speed.py: what is trained, and by whom.

Every engine trains the same network, from the same weights, to the same
losses: toygrad, the programs by hand, micrograd, an engine in microgpt's
style, HIPS autograd, and PyTorch where it is installed.
"""

import itertools
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import autograd
import autograd.numpy
import micrograd.engine
import micrograd.nn
import numpy

from toygrad import data, mean, nn, trace
from toygrad.optim import SGD
from toygrad.order import walk
from toygrad.refusals import AllOrNothing, check_result
from toygrad.training import collector_paused

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None


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
WHOLE = replace(CLASSIFIER, name="all digits", inputs=IMAGES, targets=CLASSES)


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
        return self.loss(self.model(self.workload.inputs), self.workload.targets)

    def loss(self, outputs, targets):
        loss = TOYGRAD_LOSSES[self.workload.loss](outputs, targets)
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


class ToygradRecorded(Toygrad):
    """The graph of one example, recorded once and run again as plain source."""

    name = "toygrad, recorded"

    def build(self, weights):
        super().build(weights)
        targets = self.workload.targets
        if self.workload.loss == "cross_entropy":
            targets = [nn.one_hot(target, 10) for target in targets]
        examples = list(zip(self.workload.inputs, targets))
        self.trace = trace(lambda x, t: self.loss([self.model(x)], [t]), *examples[0])
        self.rows, self.way = self.trace.rows(examples), self.trace.loop

    def forward(self):
        self.optimizer.zero_grad()
        losses = self.way(self.rows, gradient=1.0 / len(self.rows))
        return sum(losses) / len(losses)

    def backward(self, loss):
        """The way back is run with the way forward."""

    def number(self, loss):
        return loss


class ToygradAtOnce(ToygradRecorded):
    """The same for all examples at once, with NumPy."""

    name = "toygrad, all at once"

    def build(self, weights):
        super().build(weights)
        self.way = self.trace.batch


class ToygradInFit(Toygrad):
    """As toygrad.training.fit runs a step: the collector rests meanwhile."""

    name = "toygrad in `fit`"

    def step(self, k):
        with collector_paused():
            return super().step(k)


class ToygradWithoutReset(Toygrad):
    """`Value.backward` with a walk that stops where nothing flows back."""

    name = "toygrad, no reset behind a dead relu"

    def backward(self, loss):
        self.optimizer.zero_grad()
        ends, order, _ = walk(loss)
        check_result(loss, ends + order)
        inner = order + [value for value in ends if value.parents]
        with AllOrNothing(ends, inner):
            for value in inner:
                value.grad = 0.0
            loss.grad += 1.0
            for value in reversed(order):
                grad = value.grad
                for parent, local_grad in zip(value.parents, value.local_grads):
                    parent.grad += local_grad * grad


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


class NumPyByHand(ByHand):
    """No engine, but arrays: the derivatives of whole layers, worked out on paper."""

    name = "by hand, NumPy"

    def build(self, weights):
        self.weights = [(numpy.array(rows), numpy.array(bs)) for rows, bs in weights]
        self.inputs = numpy.array(self.workload.inputs)
        self.targets = numpy.array(self.workload.targets)

    def forward(self):
        self.layers = [self.inputs]
        for k, (w, b) in enumerate(self.weights, start=1):
            y = self.layers[-1] @ w.T + b
            if k < len(self.weights):
                y = numpy.maximum(y, 0.0) if self.has_relu() else numpy.tanh(y)
            self.layers.append(y)
        loss, self.delta = NUMPY_LOSSES[self.workload.loss](
            self.layers[-1], self.targets
        )
        if self.workload.penalty:
            squares = sum((w * w).sum() + (b * b).sum() for w, b in self.weights)
            loss += self.workload.penalty * squares
        return float(loss)

    def has_relu(self):
        return self.workload.activation == "relu"

    def backward(self, loss):
        decay, delta, self.grads = 2.0 * self.workload.penalty, self.delta, []
        for (w, b), y in zip(reversed(self.weights), reversed(self.layers[:-1])):
            self.grads.insert(
                0, (delta.T @ y + decay * w, delta.sum(axis=0) + decay * b)
            )
            if y is not self.inputs:
                delta = (delta @ w) * (y > 0.0 if self.has_relu() else 1.0 - y * y)

    def update(self, rate):
        for (w, b), (grad_w, grad_b) in zip(self.weights, self.grads):
            w -= rate * grad_w
            b -= rate * grad_b


def hinge_by_numpy(outputs, targets):
    misses = 1.0 - targets * outputs[:, 0]
    deltas = (misses > 0.0) * -targets / len(targets)
    return numpy.maximum(misses, 0.0).mean(), deltas[:, None]


def mse_by_numpy(outputs, targets):
    misses = outputs[:, 0] - targets
    return (misses * misses).mean(), 2.0 * misses[:, None] / len(targets)


def cross_entropy_by_numpy(outputs, targets):
    largest, rows = outputs.max(axis=1, keepdims=True), range(len(targets))
    powers = numpy.exp(outputs - largest)
    summed = powers.sum(axis=1, keepdims=True)
    losses = (numpy.log(summed) + largest)[:, 0] - outputs[rows, targets]
    deltas = powers / summed
    deltas[rows, targets] -= 1.0
    return losses.mean(), deltas / len(targets)


NUMPY_LOSSES = {
    "hinge": hinge_by_numpy,
    "mse": mse_by_numpy,
    "cross_entropy": cross_entropy_by_numpy,
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


class Node:
    """A number in microgpt's style: children, local gradients, no closures."""

    __slots__ = ("data", "grad", "children", "local_grads")

    def __init__(self, data, children=(), local_grads=()):
        self.data, self.grad = data, 0.0
        self.children, self.local_grads = children, local_grads

    def __add__(self, other):
        other = other if isinstance(other, Node) else Node(other)
        return Node(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Node) else Node(other)
        return Node(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        slope = exponent * self.data ** (exponent - 1)
        return Node(self.data**exponent, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -other

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for child in node.children:
                    visit(child)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for child, local_grad in zip(node.children, node.local_grads):
                child.grad += local_grad * node.grad


def for_node(forward, slope):
    """A function of one node."""

    def function(x):
        y = forward(x.data)
        return Node(y, (x,), (slope(x.data, y),))

    return function


class MicrogptStyle(Scalars):
    """One product and one sum at a time, in a small class with slots."""

    name = "in microgpt's style"
    rounds = 3
    functions = {
        "relu": for_node(lambda x: max(x, 0.0), lambda x, y: float(x > 0.0)),
        "tanh": for_node(math.tanh, lambda x, y: 1.0 - y * y),
        "exp": for_node(math.exp, lambda x, y: y),
        "log": for_node(math.log, lambda x, y: 1.0 / x),
    }

    def build(self, weights):
        self.parameters = list(map(Node, flat(weights)))
        self.layers = shaped(self.workload.sizes, self.parameters)

    def forward(self):
        return self.loss(self.outputs(self.layers), self.parameters)

    def backward(self, loss):
        for p in self.parameters:
            p.grad = 0.0
        loss.backward()

    def update(self, rate):
        for p in self.parameters:
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
