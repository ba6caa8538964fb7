"""The functions of the engine, one declaration each.

With this file you can

* apply a function: ``exp(x)`` or ``x.exp()``,
* add up many values in one step: ``total(xs)``, ``dot(ws, xs)``,
* look at all functions of one value: ``OPERATIONS``,
* add one of your own: ``operation("cube", ...)``.

A function of one value takes a value and gives a value, or takes a plain
number and gives a plain number.
"""

import keyword
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass

from .refusals import (
    check_base,
    check_exponent,
    check_finite,
    finite_float,
    plain,
    short,
    told,
)
from .value import Value, as_value, result

__all__ = [
    "OPERATIONS", "Operation", "operation", "forget",
    "exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "sigmoid", "softplus",
    "relu", "leaky_relu", "absolute", "log1p", "expm1", "clamp",
    "maximum", "minimum", "total", "mean", "dot", "logsumexp", "softmax", "affine",
]  # fmt: skip


# Functions of one value.


@dataclass(frozen=True)
class Operation:
    """One row of the table: what a function does and where it may.

    name        as it is called, and as drawings show it
    forward     float -> float: the number
    derivative  (number, result) -> number: the local derivative; written
                with the functions of this file, so that it can itself be
                differentiated
    formula     the derivative in words, y being the result
    domain      the arguments it takes, in words
    edges       what it does where it could do otherwise: (argument,
                number, slope) or (argument, kind of error)
    """

    name: str
    forward: Callable
    derivative: Callable
    formula: str = ""
    domain: str = "a finite number"
    edges: tuple = ()


OPERATIONS = {}
BUILT_IN = set()  # the names that no reader may take


def operation(
    name, forward, derivative, formula="", domain="a finite number", edges=()
):
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
    ValueError where the name is taken by the engine; an operation of
    your own is replaced.  Told in chapters 5 and 6.
    """
    check_name(name)
    row = Operation(name, forward, derivative, formula, domain, edges)

    def function(x):
        if not isinstance(x, Value):
            return number_of(finite_float(x))
        if x.kind is not Value:
            return inside_grad(x)
        number = x.data
        try:
            data = forward(number)
            slope = derivative(number, data)
            sum_of_all = number + data + slope
            # inf - inf is nan, which is not 0: one of them may not be finite.
            if sum_of_all - sum_of_all or type(sum_of_all) is not float:
                check_all_finite(number, data, slope)
        except TypeError:
            raise TypeError(
                f"{name} needs rules that give a float; {told(x)}; "
                "return a float from forward and from derivative"
            ) from None
        except ARITHMETIC_ERRORS as error:
            raise explained(error, row, x) from None
        # A zero slope passes nothing back, so it is not even stored.
        return result(data, (x,), (slope,) if slope else (), name)

    def inside_grad(x):
        """The same rule, where the data of x may itself be a value."""
        data = function(x.data)
        made = result(data, (x,), (derivative(x.data, data),), name)
        made.__class__ = x.kind
        return made

    def number_of(number):
        try:
            return forward(number)
        except ARITHMETIC_ERRORS as error:
            raise explained(error, row, number) from None

    function.__name__ = function.__qualname__ = name
    function.__doc__ = (
        f"{name}(x), for {domain}: a value for a value, a number for a number."
    )
    OPERATIONS[name] = row
    setattr(Value, name, function)
    return function


ARITHMETIC_ERRORS = (ValueError, OverflowError, ZeroDivisionError)


def check_all_finite(number, *computed):
    if not math.isfinite(number):
        raise ValueError
    if not all(map(math.isfinite, computed)):
        raise OverflowError


def check_name(name):
    if not isinstance(name, str):
        raise TypeError(
            f"an operation needs a name, got {short(name)}; choose another one"
        )
    free = name.isidentifier() and not keyword.iskeyword(name)
    free = free and name not in BUILT_IN
    if not free or (hasattr(Value, name) and name not in OPERATIONS):
        raise ValueError(
            f"an operation needs a name that is free, got {short(name)}; choose another one"
        )


def explained(error, row, x):
    """The same kind of error, with the function, its domain and the argument."""
    kind, needs = ValueError, row.domain
    if isinstance(error, OverflowError):
        kind, needs = OverflowError, f"{needs} whose result and slope fit into a float"
    given = told(x) if isinstance(x, Value) else f"got {x!r}"
    return kind(f"{row.name} needs {needs}; {given}; keep its argument there")


def forget(name):
    """Afterwards your own operation `name` is neither in the table nor on Value."""
    if name in BUILT_IN or name not in OPERATIONS:
        raise ValueError(
            f"forget needs the name of an operation of your own, got {short(name)}"
        )
    del OPERATIONS[name]
    delattr(Value, name)


# The rules that are more than a line.  Forms that stay exact where the
# textbook's own lose their digits: 1 - tanh(x)**2 is 0 at x = 20, where
# the slope is 1.7e-17.  All take floats, and values too.


def small_exp(x):
    """exp(−|x|), which is at most 1; without a kink at 0."""
    number = -x if x >= 0 else x
    return math.exp(number) if type(number) is float else exp(number)


def stable_sigmoid(x):
    e = math.exp(-abs(x))
    return (1.0 if x >= 0 else e) / (1.0 + e)


def sigmoid_slope(x, _):
    e = small_exp(x)
    return e / (1.0 + e) ** 2


def tanh_slope(x, _):
    e = small_exp(2.0 * x)
    return 4.0 * e / ((1.0 + e) * (1.0 + e))


def stable_softplus(x):
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def sign(x):
    return (x > 0) - (x < 0) + 0.0


# The table.  relu asks x <= 0, not x > 0: a nan then stays a nan.

# fmt: off
exp = operation(
    "exp", math.exp, lambda x, y: y, "y", "a number up to 709.78",
    edges=((-800.0, 0.0, 0.0), (710.0, OverflowError)),
)
log = operation(
    "log", math.log, lambda x, y: 1.0 / x, "1/x", "a number above 0",
    edges=((0.0, ValueError), (-1.0, ValueError), (1e-310, OverflowError)),
)
sqrt = operation(
    "sqrt", math.sqrt, lambda x, y: 0.5 / y, "1/(2y)", "a number above 0",
    edges=((0.0, ValueError), (-1.0, ValueError)),
)
sin = operation("sin", math.sin, lambda x, y: cos(x), "cos(x)")
cos = operation("cos", math.cos, lambda x, y: -sin(x), "−sin(x)")
tan = operation("tan", math.tan, lambda x, y: 1.0 + y * y, "1 + y²")
tanh = operation(
    "tanh", math.tanh, tanh_slope, "4e/(1 + e)², e = exp(−2|x|)",
    edges=((20.0, 1.0, 1.6993417021166355e-17),),
)
sigmoid = operation(
    "sigmoid", stable_sigmoid, sigmoid_slope, "e/(1 + e)², e = exp(−|x|)",
    edges=((40.0, 1.0, 4.248354255291589e-18), (-800.0, 0.0, 0.0)),
)
softplus = operation(
    "softplus", stable_softplus, lambda x, y: sigmoid(x), "sigmoid(x)",
    edges=((-800.0, 0.0, 0.0), (800.0, 800.0, 1.0)),
)
relu = operation(
    "relu", lambda x: 0.0 if x <= 0 else x, lambda x, y: 1.0 if x > 0 else 0.0,
    "1 for x > 0, else 0", edges=((0.0, 0.0, 0.0),),
)
leaky_relu = operation(
    "leaky_relu", lambda x: x if x > 0 else 0.01 * x, lambda x, y: 1.0 if x > 0 else 0.01,
    "1 for x > 0, else 0.01", edges=((0.0, 0.0, 0.01),),
)
absolute = operation(
    "absolute", abs, lambda x, y: sign(plain(x)), "the sign of x", edges=((0.0, 0.0, 0.0),)
)
log1p = operation(
    "log1p", math.log1p, lambda x, y: 1.0 / (1.0 + x), "1/(1 + x)", "a number above −1",
    edges=((-1.0, ValueError),),
)
expm1 = operation(
    "expm1", math.expm1, lambda x, y: exp(x), "exp(x)", "a number up to 709.78",
    edges=((-40.0, -1.0, 4.248354255291589e-18), (710.0, OverflowError)),
)
# fmt: on
Value.__abs__ = absolute

relu_by_its_rules = relu


def relu(x):
    """relu(x), for a finite number: a value for a value, a number for a number.

    The rules above say the same.  Half the values of a network are relus:
    asking the number once makes a training step shorter.
    """
    if type(x) is Value:
        if 0.0 < x.data < math.inf:
            return result(x.data, (x,), (1.0,), "relu")
        if -math.inf < x.data <= 0.0:
            return result(0.0, (x,), (), "relu")
    return relu_by_its_rules(x)


Value.relu = relu


# Powers.  A plain exponent gets no gradient, and allows a negative base
# where it is a whole number.


def power(base, exponent):
    """base ** exponent; the exponent is a plain number or a value."""
    if isinstance(exponent, Value):
        return power_of_values(base, exponent)
    exponent = finite_float(exponent)
    data, slope = power_and_slope(base, exponent)
    check_finite(f"a power to the {exponent!r}", (base,), (data, slope))
    return result(data, (base,), (slope,), f"**{exponent!r}")


def power_of_values(base, exponent):
    check_exponent(base, exponent)
    data, slope = power_and_slope(base, plain(exponent))
    slope_in_exponent = data * math.log(base.data) if base.data else 0.0
    check_finite("a power", (base, exponent), (data, slope, slope_in_exponent))
    return result(data, (base, exponent), (slope, slope_in_exponent), "**")


def power_and_slope(base, exponent):
    """(base ** exponent, its slope in base) for a plain float exponent."""
    check_base(base, exponent)
    if exponent == 0.0 or exponent == 1.0:  # no 0 ** -1 on the way
        return (base.data, 1.0) if exponent else (1.0, 0.0)
    try:
        return base.data**exponent, exponent * base.data ** (exponent - 1.0)
    except OverflowError:
        return math.inf, math.inf


Value.__pow__ = power


# Functions of many values: one result, however many parents.  Values that
# hold values (inside `grad`) go the long way, two at a time.


def clamp(x, low, high):
    """`x` where it lies between `low` and `high`, else the bound.

    The slope is 1 inside; on a bound and outside it is 0.  (On a bound
    PyTorch says 1: both are slopes from one side.)
    """
    low, high = finite_float(low), finite_float(high)
    if low > high:
        raise ValueError(
            f"clamp needs low <= high, got {low!r} and {high!r}; swap them"
        )
    if not isinstance(x, Value):
        return min(max(finite_float(x), low), high)
    check_operands("clamp", [x])
    inside = low < plain(x) < high
    if layered([x]):
        return x if inside else 0.0 * x + min(max(plain(x), low), high)
    data = min(max(x.data, low), high)
    return result(data, (x,), (1.0,) if inside else (), f"clamp[{low!r},{high!r}]")


def maximum(*values):
    """The largest of the values; those that tie for it share its slope."""
    return extreme("maximum", max, values)


def minimum(*values):
    """The smallest of the values; those that tie for it share its slope."""
    return extreme("minimum", min, values)


def extreme(name, choose, values):
    if len(values) == 1 and isinstance(values[0], (list, tuple)):
        raise TypeError(
            f"{name} needs its values one by one, got a list; write {name}(*values)"
        )
    values = operands(name, values)
    check_operands(name, values)
    best = choose(map(plain, values))
    winners = [plain(value) == best for value in values]
    share = 1.0 / sum(winners)
    if layered(values):
        return sum(value * share for value, wins in zip(values, winners) if wins)
    return result(best, tuple(values), tuple([share * wins for wins in winners]), name)


def total(values):
    """The sum of any number of values as one value; 0.0 for none.

    >>> total([Value(1.0), Value(2.5)])
    Value(3.5)
    """
    values = operands("total", values, least=0)
    if layered(values):
        return sum(values)
    data = sum([value.data for value in values], 0.0)
    return result(data, tuple(values), (1.0,) * len(values), "total")


def mean(values):
    """The mean of one or more values as one value."""
    values = operands("mean", values)
    if layered(values):
        return sum(values) / len(values)
    data = sum([value.data for value in values], 0.0) / len(values)
    return result(data, tuple(values), (1.0 / len(values),) * len(values), "mean")


def dot(xs, ys):
    """The sum of the products of two lists of the same length, as one value.

    >>> dot([Value(1.0), Value(2.0)], [3.0, 4.0])
    Value(11.0)
    """
    xs, ys = operands("dot", xs), operands("dot", ys)
    if len(xs) != len(ys):
        raise ValueError(
            f"dot needs two lists of the same length, got {len(xs)} and {len(ys)}; "
            "cut the longer one"
        )
    if layered(xs + ys):
        return sum(map(operator.mul, xs, ys))
    xs_data, ys_data = [x.data for x in xs], [y.data for y in ys]
    data = sum(map(operator.mul, xs_data, ys_data))
    return result(data, (*xs, *ys), (*ys_data, *xs_data), "dot")


def logsumexp(values):
    """log(exp(a) + exp(b) + ...), without overflow, as one value.

    Its local derivatives are the softmax of the values.
    """
    values = operands("logsumexp", values)
    check_operands("logsumexp", values)
    if layered(values):
        largest = max(map(plain, values))
        return log(sum(exp(value - largest) for value in values)) + largest
    data, shares = shifted([value.data for value in values])
    return result(data, tuple(values), tuple(shares), "logsumexp")


def softmax(values):
    """Positive values that add up to 1, larger where the input is larger.

    A list as long as the one given.  The derivative of share i for input
    j is share i · ((1 if i is j else 0) − share j).
    """
    values = operands("softmax", values)
    check_operands("softmax", values)
    if layered(values):
        summed = logsumexp(values)
        return [exp(value - summed) for value in values]
    _, shares = shifted([value.data for value in values])
    return [
        result(share, tuple(values), slopes_of_share(i, shares), f"softmax[{i}]")
        for i, share in enumerate(shares)
    ]


def slopes_of_share(i, shares):
    return tuple([shares[i] * ((j == i) - share) for j, share in enumerate(shares)])


def shifted(numbers):
    """(logsumexp, softmax) of floats, shifted by the largest."""
    largest = max(numbers)
    powers = [math.exp(number - largest) for number in numbers]
    summed = sum(powers)
    return math.log(summed) + largest, [power / summed for power in powers]


def affine(weights, inputs, biases):
    """W·x + b, one value for each row of weights.

    `weights` is a list of rows of values, `inputs` a list of numbers or
    of values, `biases` a list of values.  Plain numbers as inputs are
    constants of the layer: they get no gradient and no box.
    """
    check_shapes(weights, inputs, biases)
    if layered([*inputs, *biases, *(weight for row in weights for weight in row)]):
        return sums_of_products(weights, inputs, biases)
    try:
        return weighted_sums(weights, inputs, biases)
    except AttributeError:
        raise TypeError(
            "affine needs weights and biases that are values; write Parameter(number)"
        ) from None


def weighted_sums(weights, inputs, biases):
    """W·x + b, for lists that fit."""
    kinds = set(map(type, inputs))
    if kinds != {Value}:
        if not any(issubclass(kind, Value) for kind in kinds):
            return affine_of_numbers(weights, list(map(finite_float, inputs)), biases)
        if layered(inputs):
            return sums_of_products(weights, inputs, biases)
        inputs = map(as_value, inputs)
    return affine_of_values(weights, tuple(inputs), biases)


def sums_of_products(weights, inputs, biases):
    """The long way, two at a time, for values inside `grad`.

    The inputs stand on the left, so that it is them whom Python asks.
    """
    return [sum(map(operator.mul, inputs, row)) + b for row, b in zip(weights, biases)]


def affine_of_values(weights, inputs, biases):
    numbers = [x.data for x in inputs]
    outputs = []
    for row, bias in zip(weights, biases):
        row_data = [weight.data for weight in row]
        data = sum(map(operator.mul, row_data, numbers), bias.data)
        local_grads = (*numbers, *row_data, 1.0)
        outputs.append(result(data, (*row, *inputs, bias), local_grads, "affine"))
    return outputs


def check_shapes(weights, inputs, biases):
    for things in (weights, inputs, biases):
        if isinstance(things, (str, Value)) or not hasattr(things, "__len__"):
            raise TypeError(
                f"affine needs three lists, got {short(things)}; "
                "write affine([[w]], [x], [b])"
            )
    if set(map(len, weights)) - {len(inputs)}:
        raise ValueError(
            f"affine needs rows as long as the {len(inputs)} inputs; "
            "write one weight for each input"
        )
    if len(weights) != len(biases):
        raise ValueError(
            f"affine needs as many biases as rows, got {len(biases)} and "
            f"{len(weights)}; write one bias for each row"
        )


def affine_of_numbers(weights, numbers, biases):
    local_grads = (*numbers, 1.0)
    outputs = []
    for row, bias in zip(weights, biases):
        data = sum(
            map(operator.mul, [weight.data for weight in row], numbers), bias.data
        )
        outputs.append(result(data, (*row, bias), local_grads, "weighted"))
    return outputs


def operands(name, values, least=1):
    """`values` as a list of values, at least `least` of them."""
    if isinstance(values, (Value, str)) or not hasattr(values, "__iter__"):
        raise TypeError(
            f"{name} needs a list of values, got {short(values)}; write {name}([...])"
        )
    values = list(values)
    if not layered(values):
        values = [as_value(value) for value in values]
    if len(values) < least:
        raise ValueError(
            f"{name} needs at least one value, got none; check the list before"
        )
    return values


def check_operands(name, values):
    for value in values:
        if not math.isfinite(plain(value)):
            raise ValueError(
                f"{name} needs finite values; {told(value)}; look where it was made"
            )


def layered(values):
    """Is one of them a value inside `grad`?"""
    return any(isinstance(value, Value) and value.kind is not Value for value in values)


BUILT_IN.update(__all__, ("neg", "weighted"))
