"""Networks in PyTorch's words, built from values.

With this file you can

* stack layers: ``model = MLP(1, [8, 1])``,
* call them with a list of numbers, get a list of values,
* find everything that training may change: ``model.parameters()``,
* measure the misfit: ``mse_loss(predictions, targets)``.

Told in chapters 8 and 9.
"""

import math
import random

from .functions import tanh
from .value import Value

__all__ = ["Module", "Parameter", "Linear", "Tanh", "Sequential", "MLP", "mse_loss"]


class Parameter(Value):
    """A leaf that training changes, by its data alone.

    ``p -= 0.1 * p.grad`` would make a new value and leave the model as
    it was; it raises TypeError and says what to write.
    """

    __slots__ = ()

    def __iadd__(self, other):
        raise TypeError(
            "a parameter changes through its data: this would make a new value and "
            "leave the model as it is; write p.data -= lr * p.grad"
        )

    __isub__ = __imul__ = __itruediv__ = __iadd__


class Module:
    """A part of a network: finds its parameters, calls its forward.

    A subclass sets its parts in ``__init__`` and says in ``forward``
    what it makes of its inputs.
    """

    def __call__(self, inputs):
        return self.forward(inputs)

    def parameters(self):
        """Every Parameter of this module and its parts, in order of making."""
        return list(found(list(vars(self).values())))

    def zero_grad(self):
        """Afterwards the gradient of every parameter is 0.0."""
        for parameter in self.parameters():
            parameter.grad = 0.0


def found(thing):
    """The parameters in an attribute: itself, a module's, or a list's."""
    if isinstance(thing, Parameter):
        yield thing
    elif isinstance(thing, Module):
        yield from thing.parameters()
    elif isinstance(thing, (list, tuple)):
        for part in thing:
            yield from found(part)


class Linear(Module):
    """A dense layer, y = W·x + b: every output sees every input.

        >>> layer = Linear(2, 3)
        >>> len(layer([1.0, -1.0])), len(layer.parameters())
        (3, 9)

    Takes a list of `in_features` numbers or values and gives a list of
    `out_features` values.  Weights and biases start uniformly between
    −1/√in_features and 1/√in_features, as PyTorch's do; `rng` is a
    ``random.Random``, by default Python's own.
    """

    def __init__(self, in_features, out_features, rng=random, label=""):
        bound = 1.0 / math.sqrt(in_features)

        def parameter(name):
            return Parameter(rng.uniform(-bound, bound), f"{label}{name}")

        self.weight = [
            [parameter(f"w[{j},{i}]") for i in range(in_features)]
            for j in range(out_features)
        ]
        self.bias = [parameter(f"b[{j}]") for j in range(out_features)]

    def forward(self, inputs):
        expected = len(self.weight[0])
        if len(inputs) != expected:
            raise ValueError(
                f"this layer takes {expected} numbers, got {len(inputs)}; "
                f"write a list of {expected}"
            )
        return [
            sum((w * x for w, x in zip(row, inputs)), bias)
            for row, bias in zip(self.weight, self.bias)
        ]


class Tanh(Module):
    """tanh of each number of a list."""

    def forward(self, inputs):
        return [tanh(x) for x in inputs]


class Sequential(Module):
    """Modules in a row: each takes what the one before it gives."""

    def __init__(self, *modules):
        self.modules = list(modules)

    def forward(self, inputs):
        for module in self.modules:
            inputs = module(inputs)
        return inputs


class MLP(Sequential):
    """Dense layers with tanh between them, none after the last.

    >>> model = MLP(1, [8, 1])
    >>> len(model.parameters())
    25
    """

    def __init__(self, in_features, sizes, rng=random):
        modules = []
        for k, size in enumerate(sizes):
            modules += [Linear(in_features, size, rng, label=f"layer{k}."), Tanh()]
            in_features = size
        super().__init__(*modules[:-1])


def mse_loss(predictions, targets):
    """The mean of the squared differences, one value.

    Raises ValueError for lists of different lengths or without numbers.
    """
    if not predictions or len(predictions) != len(targets):
        raise ValueError(
            f"mse_loss needs as many targets as predictions and at least one, got "
            f"{len(predictions)} predictions and {len(targets)} targets; "
            "write one target for each prediction"
        )
    return sum((p - t) ** 2 for p, t in zip(predictions, targets)) / len(targets)
