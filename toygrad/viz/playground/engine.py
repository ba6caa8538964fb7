"""All that a playground computes with the engine, in one place.

With this file you can

* fill the gradients: ``engine.gradients(rows, count)``,
* ask for every number of the network: ``engine.outputs(inputs)``.

The graph of one example is recorded once and runs again for all others (replay.py).
"""

from functools import cached_property
from itertools import chain, islice

from ... import nn
from ...steps import mean_of
from ...tracing import trace

__all__ = ["Engine"]


class Engine:
    """A network and its loss: of two classes the surprise, of a curve the squared misses.

    ``rows`` makes of examples what `gradients` and `loss` take, and ``pull()`` adds the
    gradients of the penalty `l2` times the sum of all squared parameters.
    """

    def __init__(self, network, classes, l2=0.0):
        self.network, self.blank = network, [0.0] * network.inputs
        self.misfit = nn.binary_cross_entropy_with_logits if classes else nn.mse_loss
        self.parameters = network.parameters()
        self.step = trace(self.loss_of, self.blank, 0.0)
        self.rows = self.step.rows
        penalty = trace(lambda: l2 * nn.l2_penalty(self.parameters))
        self.pull = penalty if l2 else lambda: None

    def loss_of(self, given, target):
        """The loss of one example, as a value."""
        return self.misfit(self.network(given), [target])

    def gradients(self, rows, count):
        """Add the gradients of a mean over `count` examples, of which these are some."""
        return mean_of(self.step.loop(rows, 1.0 / count))

    def share(self, example, count):
        """The same of one example, by a graph of its own and the backward pass itself."""
        (self.loss_of(*example) / count).backward()

    def loss(self, rows):
        """The mean loss of some examples; None where there are none."""
        return mean_of(self.step.loop(rows, backward=False)) if rows else None

    def inputs(self, inputs):
        """Inputs as the next two take them: checked once for many frames."""
        return self.last.rows([(one,) for one in inputs])

    def results(self, inputs):
        """The last number of the network, for each of some inputs."""
        return self.last.loop(inputs, backward=False)

    def outputs(self, inputs):
        """For each layer, and each of its neurons, what it gives for all these inputs."""
        columns = zip(*self.all.loop(inputs, backward=False))
        return [[*islice(columns, len(layer.b))] for layer in self.network.layer]

    @cached_property
    def last(self):
        return trace(lambda given: self.network(given)[0], self.blank)

    @cached_property
    def all(self):
        return trace(lambda given: [*chain(*self.network.outputs(given))], self.blank)
