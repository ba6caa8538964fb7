"""A function, recorded once and run again for other numbers.

With this file you can

* record what a function does to one example: ``step = trace(f, 2.0)``,
* run it for other numbers: ``step(3.0)``, which gives the result and fills
  the gradients of the parameters, as ``f(3.0).backward()`` would,
* read what runs: ``print(step.source)``,
* run many examples: ``step.loop(rows)`` one after the other (replay.py),
  ``step.batch(rows)`` all at once, with NumPy (batch.py).

Told on the page "The graph runs again", and line by line on that of the engine.
"""

import math
from functools import cached_property

from .forms import map_numbers
from .record import number_of, record
from .refusals import plain, short
from .replay import Source
from .value import Value

__all__ = ["Rows", "Trace", "trace"]


def trace(f, *example):
    """Record ``f(*example)``, to run it again for other numbers; returns a `Trace`.

        >>> from toygrad.nn import Parameter
        >>> w = Parameter(3.0)
        >>> step = trace(lambda x: w * x, 2.0)
        >>> step(5.0), w.grad
        (15.0, 5.0)

    `f` takes numbers, or lists and dicts of them, and computes with them as
    with values.  `example` holds numbers of the same kind; which ones does not
    matter.  What `f` brings along is recorded as it is: its parameters are
    asked for their numbers each time, its constants stay.

    Raises RuntimeError where `f` compares values or reads ``.data``, which
    would be frozen, ValueError where it does not do the same each time.  What
    `f` checks is checked here and not again.
    """
    return Trace(record(f, list(example)))


class Trace:
    """A graph that runs again.

    inputs      one value for each number of the example
    parameters  the leaves that get a gradient
    constants   the numbers that stay
    source      the lines that run, to be read
    """

    def __init__(self, graph):
        self.graph = graph
        self.inputs, self.parameters = graph.inputs, graph.parameters
        self.constants = graph.constants

    def __repr__(self):
        graph = self.graph
        counts = {
            "inputs": len(self.inputs), "parameters": len(self.parameters),
            "constants": len(self.constants), "values": len(graph.order),
            "edges": sum(len(value.parents) for value in graph.order),
        }  # fmt: skip
        return (
            f"Trace({', '.join(f'{count} {name}' for name, count in counts.items())})"
        )

    @cached_property
    def lines(self):
        return Source(self.graph)

    @cached_property
    def tables(self):
        from .batch import Batch

        return Batch(self.graph)

    @property
    def source(self):
        return self.lines.text(backward=isinstance(self.graph.output, Value))

    # One example.

    def __call__(self, *example):
        """The result for other numbers; adds to the gradients of the parameters.

        Raises what `f` and ``backward()`` would raise, and then changes nothing.
        """
        return self.loop([example])[0]

    def forward(self, *example):
        """What `f` gives for other numbers, as numbers; changes no gradient."""
        return self.loop([example], backward=False)[0]

    # Many examples.

    def loop(self, rows, gradient=1.0, backward=True):
        """The results for many examples, one after the other, as a list.

        A row holds what `f` takes, as in ``[(x, t), (x, t)]``.  The gradients of
        all rows add up.  `gradient` is what arrives at each result, 1 / len(rows)
        for the gradient of their mean.  With ``backward=False`` no gradient
        changes, and `f` may give more than one value.
        """
        return self.replay(self.lines, rows, gradient, backward)

    def batch(self, rows, gradient=1.0, backward=True):
        """The same all at once, with NumPy."""
        return self.replay(self.tables, rows, gradient, backward)

    def replay(self, way, rows, gradient, backward):
        """What a way finds; where it is in doubt about a number, the engine has the word."""
        if backward and not isinstance(self.graph.output, Value):
            raise TypeError(
                f"trace needs a function that gives one value, got {short(self.graph.output)}; "
                "return the loss, or write backward=False"
            )
        rows, gradient = self.rows(rows), number_of(gradient) if backward else None
        if not rows:
            return []
        numbers = [parameter.data for parameter in self.parameters]
        found = way.run(numbers, rows, gradient)
        if found is None:
            return self.by_engine(rows, gradient, backward)
        outputs, grads = found
        if not backward:
            return [self.graph.in_form(numbers) for numbers in outputs]
        sums = [p.grad + grad for p, grad in zip(self.parameters, map(float, grads))]
        if not all(map(math.isfinite, sums)):
            return self.by_engine(rows, gradient, backward)
        for parameter, grad in zip(self.parameters, sums):
            parameter.grad = grad
        return [number for [number] in outputs]

    def by_engine(self, rows, gradient, backward):
        """The same by f and backward(), which say what is wrong with a number."""
        outputs = [self.graph.again(row) for row in rows]
        if not backward:
            return [map_numbers(plain, output) for output in outputs]
        before = [p.grad for p in self.parameters]
        try:
            for output in outputs:
                (gradient * output).backward()
        except BaseException:
            for parameter, grad in zip(self.parameters, before):
                parameter.grad = grad
            raise
        return [output.data for output in outputs]

    def rows(self, examples):
        """Examples as `Rows`, checked once for many steps."""
        if isinstance(examples, Rows) and examples.form == self.graph.form:
            return examples
        if isinstance(examples, Rows) or not hasattr(examples, "__iter__"):
            raise TypeError(
                f"a trace needs a list of examples, got {short(examples)}; "
                "write step.loop([(2.0,), (3.0,)])"
            )
        return Rows(map(self.graph.numbers, examples), self.graph.form)


class Rows(tuple):
    """Examples as tuples of numbers, known to be of some form."""

    def __new__(cls, rows, form):
        self = super().__new__(cls, rows)
        self.form = form
        return self

    def take(self, places):
        """The rows at some places."""
        taken = Rows([self[k] for k in places], self.form)
        if "columns" in vars(self):
            taken.columns = self.columns[:, list(places)]
        return taken

    @cached_property
    def columns(self):
        """A table with a column for each example."""
        import numpy

        return numpy.array(self).T
