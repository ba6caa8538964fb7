"""A compute graph, looked at once: what every picture of it is made from.

With this file you can

* look at all that stands behind a result: ``graph = Snapshot(y)``,
* ask what its values are called: ``graph.names[x]``, ``graph.title(x)``.

It is made and checked where a result comes in.  All that draws or
records the graph takes the snapshot, and walks no graph of its own.
"""

import copy
from functools import cached_property

from ..functions import rule_of
from ..order import walk
from ..refusals import check_result
from ..value import Constant, Value
from .words import label_text, number, write_operation, write_symbols

__all__ = ["OUT_OF_DOMAIN", "Snapshot", "edges_of", "is_parameter", "row_of_weights"]

LARGEST = 200  # computed values; above, a drawing takes minutes and shows nothing
OUT_OF_DOMAIN = (ValueError, OverflowError, ZeroDivisionError)


class Snapshot:
    """The graph behind `result`: its values, their names, how they are written.

        >>> x = Value(3.0, label="x")
        >>> graph = Snapshot(x * x + 1.0)
        >>> [graph.title(value) for value in graph.values]
        ['x', '1', 'v2 = x·x', 'v3 = v2 + 1']

    order   the computed values, each after its parents
    leaves  the others, by first use
    values  the leaves, then the order
    names   {value: its name}, no two the same

    `asker` is who needs a value, and `advice` what to write where `result`
    is none: then a TypeError says so.  Told in chapter 3.
    """

    def __init__(
        self, result, asker="a picture",
        advice="write it with the value itself, not with its data",
    ):  # fmt: skip
        if not isinstance(result, Value):
            raise TypeError(
                f"{asker} needs a value, got {type(result).__name__}; {advice}"
            )
        self.result, self.asker = result, asker
        self.order = walk(result, also_dead=True)[1]
        parents = (parent for value in self.order for parent in value.parents)
        leaves = dict.fromkeys(parent for parent in parents if not parent.parents)
        self.leaves = list(leaves) or [result]
        self.values = [*self.leaves, *self.order]
        self.names = names_of(self.values)

    @cached_property
    def edges(self):
        """(parent, position, value) for each use, in the order of creation."""
        return edges_of(self.values)

    def check_size(self):
        """Raises ValueError where there are too many values to draw."""
        if len(self.order) > LARGEST:
            raise ValueError(
                f"a picture needs at most {LARGEST} computed values, got "
                f"{len(self.order)}; draw a smaller part, for example the loss of one sample"
            )

    def check_numbers(self):
        """Raises ValueError where the result is inf or nan, or no result of its leaves."""
        check_result(self.result, self.values)
        if any(compute_again(value) != value.data for value in self.order):
            raise ValueError(
                f"{self.asker} needs a graph whose numbers belong together, but a leaf was "
                "changed after the forward pass; compute the result again"
            )

    # How values are written.

    def title(self, value):
        """The first line of a box: "s = p + c", "a", or the number of a constant."""
        name = self.names[value]
        return f"{name} = {self.formula(value)}" if value.parents else name

    def formula(self, value):
        """The operation that made `value`, in names: "p + c", "tanh(n)"."""
        return write_operation(value, [self.names[parent] for parent in value.parents])

    def symbols(self, value):
        """Each local derivative as a formula in names, "" where only its number tells."""
        return write_symbols(value, [self.names[parent] for parent in value.parents])

    def rename(self, names):
        """The same graph, some of whose values are called otherwise."""
        other = copy.copy(self)
        other.names = self.names | names
        return other


def edges_of(values):
    """(parent, position, value) for each use, in the order of creation."""
    return [(p, k, value) for value in values for k, p in enumerate(value.parents)]


def is_parameter(value):
    """Is it of a kind of its own?  Then a drawing gives it a double border."""
    return type(value) not in (Value, Constant)


def compute_again(value):
    """The number of `value`, computed again from its parents; None where it cannot."""
    arguments, compute = [p.data for p in value.parents], rule_of(value)
    try:
        return compute(*arguments)
    except OUT_OF_DOMAIN:
        return None


def names_of(values):
    """A name for each value: its label, a bare number, or v and a count.

    No two values with a name of their own share it: the second one
    labelled a is called "a (2)".
    """
    names, taken = {}, {}
    for value in values:
        label = label_text(value.label or label_of_output(value))
        if label:
            taken[label] = taken.get(label, 0) + 1
            name = label if taken[label] == 1 else f"{label} ({taken[label]})"
            while name != label and name in taken:  # a label says so already
                taken[label] += 1
                name = f"{label} ({taken[label]})"
            taken.setdefault(name, 1)
            names[value] = name
    for count, value in enumerate(values):
        if value not in names:
            name = f"v{count}" if value.parents else number(value.data)
            names[value] = name + "'" * (value.parents != () and name in taken)
    return names


def label_of_output(value):
    """An output of a layer is named after its parameters: layer0.b[1] gives layer0[1]."""
    if value.op in ("affine", "weighted"):
        layer, found, index = str(value.parents[-1].label).rpartition(".b[")
        return f"{layer}[{index}" if found else ""
    return row_of_weights(value)


def row_of_weights(value):
    """What a layer without a bias calls its output: q.w[1,0] and q.w[1,1] give q[1].

    "" for any value that is not one row of a layer's weights times its inputs.
    """
    if value.op != "dot":
        return ""
    half = len(value.parents) // 2
    rows = {str(weight.label).rpartition(",")[0] for weight in value.parents[:half]}
    layer, found, index = rows.pop().rpartition(".w[")
    whole = all(map(is_parameter, value.parents[:half])) and not rows
    inputs = not any(map(is_parameter, value.parents[half:]))
    return f"{layer}[{index}]" if found and whole and inputs else ""
