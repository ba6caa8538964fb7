"""The network of a playground in plain floats: forward and backward by hand; for tests."""

import math
from itertools import chain

BEND = {
    "tanh": (math.tanh, lambda s, h: 1.0 - h * h),
    "relu": (lambda s: max(s, 0.0), lambda s, h: float(s > 0)),
    "leaky_relu": (lambda s: s if s > 0 else 0.01 * s, lambda s, h: 1.0 if s > 0 else 0.01),
    "sigmoid": (lambda s: 1.0 / (1.0 + math.exp(-s)), lambda s, h: h * (1.0 - h)),
    "none": (lambda s: s, lambda s, h: 1.0),
}  # fmt: skip


class Plain:
    """`weights` and `biases` by layer; `bends` has the name of an activation for each."""

    def __init__(self, weights, biases, bends, classes):
        self.weights, self.biases, self.bends = weights, biases, bends
        self.classes = classes

    def forward(self, inputs):
        """The sums and the outputs of each layer."""
        sums, outs = [], [inputs]
        for rows, biases, bend in zip(self.weights, self.biases, self.bends):
            sums.append([sum(w * x for w, x in zip(row, outs[-1])) + b for row, b in zip(rows, biases)])  # fmt: skip
            outs.append([BEND[bend][0](s) for s in sums[-1]])
        return sums, outs

    def loss(self, examples):
        losses = []
        for inputs, target in examples:
            [z] = self.forward(inputs)[1][-1]
            surprise = max(z, 0.0) - target * z + math.log1p(math.exp(-abs(z)))
            losses.append(surprise if self.classes else (z - target) ** 2)
        return sum(losses) / len(losses)

    def gradients(self, example, count):
        """One example's part of the gradient of a mean over `count`, as weights and biases."""
        inputs, target = example
        sums, outs = self.forward(inputs)
        [z] = outs[-1]
        miss = (
            1.0 / (1.0 + math.exp(-z)) - target if self.classes else 2.0 * (z - target)
        )
        arriving, weights, biases = [miss / count], [], []
        for k in reversed(range(len(self.weights))):
            slope = BEND[self.bends[k]][1]
            deltas = [
                g * slope(s, h) for g, s, h in zip(arriving, sums[k], outs[k + 1])
            ]
            weights.insert(0, [[d * x for x in outs[k]] for d in deltas])
            biases.insert(0, deltas)
            columns = zip(*self.weights[k])
            arriving = [
                sum(w * d for w, d in zip(column, deltas)) for column in columns
            ]
        return flat(weights, biases)


def flat(edges, biases):
    """Numbers by layer, in the order of the parameters."""
    layers = zip(edges, biases)
    return [x for rows, bias in layers for x in [*chain(*rows), *bias]]


def plain_of(run, data):
    """The plain network with these numbers as parameters, in their order."""
    numbers, weights, biases = iter(data), [], []
    for layer in run.network.layer:
        weights.append([[next(numbers) for _ in row] for row in layer.w])
        biases.append([next(numbers) for _ in layer.b])
    return Plain(weights, biases, run.network.bends, run.setting.classes)


def near(shown, true, digits=1e-5):
    """Is a number of a frame, which has six digits, the true one?"""
    return math.isclose(shown, true, rel_tol=digits, abs_tol=1e-9)
