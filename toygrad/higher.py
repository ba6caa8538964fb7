"""Derivatives of derivatives: a value whose data is itself a value.

With this file you can turn a function of numbers into the function of its
slopes, again and again:

    >>> grad(lambda x: x**3)(2.0)
    12.0
    >>> grad(grad(lambda x: x**3))(2.0)
    12.0

The engine's rules are ordinary arithmetic.  Put values where they expect
floats, and the gradients that come out remember how they were computed.
Told in chapter 13.
"""

from .functions import exp, log
from .refusals import finite_float, short
from .value import Value, topological_order

__all__ = ["grad"]

VARIABLE = "variable"  # the op of the leaves that grad makes
DEEPEST = 40  # layers; nobody means to take forty derivatives of derivatives


def grad(f):
    """The function that gives the slopes of `f`, in JAX's word.

        >>> grad(lambda a, b: a * b + a)(2.0, 5.0)
        (6.0, 2.0)

    `f` takes one or more numbers, computes with them as with values, and
    returns one value.  ``grad(f)`` takes as many and returns one slope,
    or a tuple of them; floats for floats, and values where `f` uses
    values from outside, through which one can differentiate again.  It
    leaves every gradient as it was.

    Raises TypeError where `f` is not a function or returns no number.
    """
    if not callable(f):
        raise TypeError(
            f"grad needs a function, got {short(f)}; write grad(lambda x: x * x)"
        )

    def slopes(*numbers):
        variables, result = traced(f, numbers)
        result.backward()
        found = tuple(variable.grad for variable in variables)
        return found[0] if len(found) == 1 else found

    return slopes


def traced(f, numbers):
    """`f` run on fresh variables: they, and its result.

    Where `f` uses a variable of an outer `grad`, that one has to stand a
    level below: then the trace is made again, one level higher.
    """
    if not numbers:
        raise TypeError("the function of grad needs at least one number, got none")
    level = 1 + max(map(depth, numbers))
    while True:
        variables = [at_level(number, level, VARIABLE) for number in numbers]
        result = f(*variables)
        if not isinstance(result, Layered):  # a constant: every slope is 0
            result = at_level(result, level, "")
        used = [p for value in topological_order(result) for p in value.parents]
        outer = [p for p in used if from_outside(p, variables)]
        if not outer and depth(result) <= level:
            return variables, result
        level = 1 + max(map(depth, (result, *outer)))
        if level > DEEPEST:
            raise TypeError(
                "grad needs operations that take its variables as they are, and a layer "
                "took one as a plain value; write affine(weights, inputs, biases)"
            )


def from_outside(value, variables):
    """A variable of an outer `grad`, or a value made where no `grad` was."""
    foreign = value.op == VARIABLE and value not in variables
    return foreign or not isinstance(value, Layered)


def depth(number):
    """How many layers of values lie around the float."""
    layers = 0
    while isinstance(number, Value):
        number, layers = number.data, layers + 1
    return layers


def at_level(number, level, op):
    """`number` as a leaf of the given depth; a constant on the layers below."""
    number = number if isinstance(number, Value) else finite_float(number)
    while depth(number) < level:
        leaf = Layered.__new__(Layered)
        leaf.data, leaf.grad, leaf.label = number, 0.0, ""
        leaf.parents, leaf.local_grads = (), ()
        leaf.op = op if depth(number) == level - 1 else ""
        number = leaf
    return number


class Layered(Value):
    """A value inside `grad`.

    Python asks the more special class first, so that ``outer * inner``
    comes here too: the one with fewer layers becomes a constant of the
    other, and the engine's own rule does the rest.
    """

    __slots__ = ()

    def __abs__(self):
        return self.absolute()

    def __pow__(self, exponent):
        if isinstance(exponent, Value):
            return exp(exponent * log(self))
        return layered_result(Value.__pow__(self, exponent))

    def __rpow__(self, base):
        return at_level(base, depth(self), "") ** self

    def __neg__(self):
        return layered_result(Value.__neg__(self))


def layered_result(value):
    value.__class__ = Layered
    return value


def two_layered(rule, turned=False):
    """An arithmetic rule of Value between two values of any depth."""

    def operate(self, other):
        level = max(depth(self), depth(other))
        pair = at_level(self, level, ""), at_level(other, level, "")
        return layered_result(rule(*(reversed(pair) if turned else pair)))

    return operate


for sign in ("add", "sub", "mul", "truediv"):
    rule = getattr(Value, f"__{sign}__")
    setattr(Layered, f"__{sign}__", two_layered(rule))
    setattr(Layered, f"__r{sign}__", two_layered(rule, turned=True))

Layered.kind = Layered
