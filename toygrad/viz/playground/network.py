"""The network of a playground: dense layers, each with a bend of its own."""

from itertools import pairwise

from ... import functions
from ...nn import Linear, Module, for_lists, relu, sigmoid, tanh

__all__ = ["BENDS", "Network"]

BENDS = {
    "tanh": tanh,
    "relu": relu,
    "leaky_relu": for_lists(functions.leaky_relu),
    "sigmoid": sigmoid,
    "none": lambda numbers: numbers,
}


class Network(Module):
    """Like nn.MLP, but with an activation for each hidden layer.

    `layers` are pairs (neurons, name of BENDS); one more layer makes one number.
    """

    takes_batch = True

    def __init__(self, inputs, layers, init, rng):
        sizes = [inputs, *(neurons for neurons, _ in layers), 1]
        self.inputs = inputs
        self.layer = [Linear(n, m, init, rng) for n, m in pairwise(sizes)]
        self.bends = [*(name for _, name in layers), "none"]

    def forward(self, inputs):
        return self.outputs(inputs)[-1]

    def outputs(self, inputs):
        """What each layer gives, one after the other, for an example or a batch."""
        given = []
        for layer, bend in zip(self.layer, self.bends):
            inputs = BENDS[bend](layer(inputs))
            given.append(inputs)
        return given
