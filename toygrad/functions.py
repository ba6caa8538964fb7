"""The functions of the engine, one declaration each.

With this file you can

* apply a function: ``exp(x)`` or ``x.exp()``,
* look at all of them: ``OPERATIONS``,
* add one of your own: ``operation("cube", ...)``,
* run a graph again with other numbers: ``recompute(y, {x: 3.01})``.

A function takes a value and gives a value, or takes a plain number and
gives a plain number.
"""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass

from .value import Value, finite_float, result, told, topological_order

__all__ = [
    "OPERATIONS", "Operation", "operation", "recompute",
    "exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "relu",
]  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """One row of the table: what a function does and where it may.

    name        as it is called, and as drawings show it
    forward     float -> float: the number
    derivative  (float, float) -> float: the local derivative, from the
                argument and the number already computed
    domain      the arguments it takes, in words
    """

    name: str
    forward: Callable
    derivative: Callable
    domain: str


OPERATIONS = {}


def operation(name, forward, derivative, domain="a finite number"):
    """Declare a function once; returns it, in the table and on `Value`.

        >>> cube = operation("cube", lambda x: x**3, lambda x, y: 3 * x**2)
        >>> x = Value(2.0)
        >>> x.cube().backward()
        >>> x.grad
        12.0
        >>> forget("cube")

    `forward` takes the number, `derivative` the number and the result.
    A ValueError, OverflowError or ZeroDivisionError that either raises
    reaches the reader as a sentence with `domain` in it.  Raises
    ValueError where the name is taken.  Told in chapter 5.
    """
    if not name.isidentifier() or hasattr(Value, name):
        raise ValueError(
            f"an operation needs a free name, got {name!r}; choose another one"
        )

    def function(x):
        if not isinstance(x, Value):
            return evaluate(Value(x))[0]
        data, slope = evaluate(x)
        # A zero slope passes nothing back, so it is not even stored.
        return result(data, (x,), (slope,) if slope else (), name)

    def evaluate(x):
        try:
            data = forward(x.data)
            slope = derivative(x.data, data)
        except (ValueError, OverflowError, ZeroDivisionError) as error:
            kind = ValueError if isinstance(error, ZeroDivisionError) else type(error)
            raise kind(
                f"{name} needs {domain}; {told(x)}; change its argument"
            ) from None
        if not math.isfinite(data):
            raise ValueError(f"{name} needs {domain}; {told(x)}; change its argument")
        return data, slope

    function.__name__ = function.__qualname__ = name
    function.__doc__ = (
        f"{name}(x), for {domain}: a value for a value, a number for a number."
    )
    OPERATIONS[name] = Operation(name, forward, derivative, domain)
    setattr(Value, name, function)
    return function


def forget(name):
    """Afterwards the operation `name` is neither in the table nor on Value."""
    del OPERATIONS[name]
    delattr(Value, name)


# Forms that stay exact where the textbook's own lose their digits:
# 1 - tanh(x)**2 is 0 at x = 20, where the slope is 1.7e-17.


def stable_sigmoid(x):
    small = math.exp(-abs(x))
    return (1.0 if x >= 0 else small) / (1.0 + small)


def sigmoid_slope(x, _):
    small = math.exp(-abs(x))
    return small / (1.0 + small) ** 2


def tanh_slope(x, _):
    small = math.exp(-2.0 * abs(x))
    return 4.0 * small / (1.0 + small) ** 2


# The table: the number, its local derivative (y is the number), the domain.
# relu asks x <= 0, not x > 0: a nan then stays a nan.

exp = operation("exp", math.exp, lambda x, y: y, "a number up to 709.78")
log = operation("log", math.log, lambda x, y: 1.0 / x, "a number above 0")
sqrt = operation("sqrt", math.sqrt, lambda x, y: 0.5 / y, "a number above 0")
sin = operation("sin", math.sin, lambda x, y: math.cos(x))
cos = operation("cos", math.cos, lambda x, y: -math.sin(x))
tanh = operation("tanh", math.tanh, tanh_slope)
sigmoid = operation("sigmoid", stable_sigmoid, sigmoid_slope)
relu = operation(
    "relu", lambda x: 0.0 if x <= 0 else x, lambda x, y: 1.0 if x > 0 else 0.0
)


# The forward pass once more.

ARITHMETIC = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "neg": operator.neg,
}


def recompute(end, changes):
    """The number `end` would have if some values held other numbers.

        >>> x = Value(3.0)
        >>> recompute(x * x, {x: 4.0})
        16.0

    `changes` maps values to numbers; a changed value forgets its
    parents, everything after it is computed again, and no value is
    touched.  Raises ValueError where a number leaves the domain of its
    operation.  This is the witness of chapter 4: it knows nothing of
    derivatives.
    """
    numbers = {value: finite_float(number) for value, number in changes.items()}
    for value in topological_order(end):
        if value not in numbers:
            arguments = [numbers.get(parent, parent.data) for parent in value.parents]
            number = numbers[value] = rule(value.op)(*arguments)
            if isinstance(number, complex) or not math.isfinite(number):
                raise ValueError(
                    f"recompute needs numbers that stay real and finite, got {number} "
                    f"at {value.op}; make the change smaller"
                )
    return numbers.get(end, end.data)


def rule(op):
    """The function on floats that the sign `op` stands for."""
    if op in OPERATIONS:
        return OPERATIONS[op].forward
    if op in ARITHMETIC:
        return ARITHMETIC[op]
    exponent = float(op.removeprefix("**"))  # "**2.0": a power by a plain number
    return lambda base: base**exponent
