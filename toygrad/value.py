"""START HERE.  One idea: a value knows its parents and its local derivatives.

With this file you can

* make a number that remembers: ``x = Value(3.0, label="x")``,
* compute with it as with any number: ``y = x * x + x``,
* ask how much each number matters to the result: ``y.backward()``,
* and read the answer: ``x.grad`` is 7.0.

How a graph is walked stands in order.py, what is refused and in which
words in refusals.py, powers and all other functions in functions.py.
"""

from .order import behind, topological_order, walk
from .refusals import (
    AllOrNothing,
    Guarded,
    check_divisor,
    check_finite,
    check_result,
    finite_float,
)

__all__ = ["Value", "topological_order"]


class Value(Guarded):
    """A number that remembers how it was computed.

        >>> x = Value(3.0, label="x")
        >>> y = x * x + x
        >>> y.backward()
        >>> x.grad
        7.0

    data         the number, a float
    grad         d(result)/d(self) after result.backward(); 0.0 at birth
    parents      the values it was computed from, in order, repeats kept
    local_grads  d(self)/d(parent), one float for each parent; empty
                 where nothing flows back
    op           the operation that made it: "+", "tanh"; "" for a leaf
    label        a name for people: drawings and messages use it

    Raises TypeError for anything but one real number, ValueError for
    inf and nan.  Told in chapter 3.
    """

    __slots__ = ("data", "grad", "parents", "local_grads", "op", "label")

    def __init__(self, data, label=""):
        self.data = finite_float(data)
        self.grad = 0.0
        self.parents = ()
        self.local_grads = ()
        self.op = ""
        self.label = "" if label is None else str(label)

    # Arithmetic.  Every operation says four things: its number, its
    # parents, their local derivatives, its sign.

    def __add__(self, other):
        """self + other: a nudge of either one arrives unchanged."""
        other = as_value(other)
        return result(self.data + other.data, (self, other), (1.0, 1.0), "+")

    def __sub__(self, other):
        """self - other: a nudge of other arrives with its sign turned."""
        other = as_value(other)
        return result(self.data - other.data, (self, other), (1.0, -1.0), "-")

    def __mul__(self, other):
        """self * other: a nudge of one is scaled by the other."""
        other = as_value(other)
        local_grads = (other.data, self.data)
        return result(self.data * other.data, (self, other), local_grads, "*")

    def __truediv__(self, other):
        """self / other, for any other but 0."""
        other = as_value(other)
        check_divisor(self, other)
        data = self.data / other.data
        local_grads = (1.0 / other.data, -data / other.data)
        check_finite("a division", (self, other), (data, *local_grads))
        return result(data, (self, other), local_grads, "/")

    def __neg__(self):
        """-self: a nudge arrives with its sign turned."""
        return result(-self.data, (self,), (-1.0,), "neg")

    # Python calls these when a plain number stands on the left: 3 - x.

    def __radd__(self, other):
        return as_value(other) + self

    def __rsub__(self, other):
        return as_value(other) - self

    def __rmul__(self, other):
        return as_value(other) * self

    def __rtruediv__(self, other):
        return as_value(other) / self

    def __rpow__(self, other):
        return as_value(other) ** self

    # Backpropagation.

    def backward(self):
        """Afterwards every value behind this one holds its gradient.

            >>> a, b = Value(2.0), Value(-3.0)
            >>> (a * b).backward()
            >>> a.grad, b.grad
            (-3.0, 2.0)

        Leaves add to the gradient they have, so that several passes add
        up; values in between start afresh in each pass.  Raises
        ValueError where the result is inf or nan, OverflowError where a
        gradient is; then no leaf has changed.  Two threads may not go back
        through one value at the same time: they would share its gradient.
        Told in chapters 4 and 5.
        """
        ends, order, seen = walk(self)
        check_result(self, ends + order)
        inner = order + [value for value in behind(ends, seen) if value.parents]
        with AllOrNothing(ends, inner):
            for value in inner:
                value.grad = 0.0
            self.grad += 1.0
            for value in reversed(order):
                grad = value.grad
                for parent, local_grad in zip(value.parents, value.local_grads):
                    parent.grad += local_grad * grad


def result(data, parents, local_grads, op):
    """A computed value.  Unchecked: every operation passes through here."""
    value = new_value(Value)
    value.data = data
    value.grad = 0.0
    value.parents = parents
    value.local_grads = local_grads
    value.op = op
    value.label = ""
    return value


new_value = Value.__new__


class Constant(Value):
    """A plain number among the operands, which needs no gradient."""

    __slots__ = ()


def as_value(number):
    """`number` itself if it is a value, else a new leaf that holds it."""
    return number if isinstance(number, Value) else Constant(number)
