"""The operations of the engine, one declaration each.

With this file you can

* apply a function: ``exp(x)`` or ``x.exp()``,
* add up many values in one step: ``total(xs)``, ``dot(ws, xs)``,
* look at all operations: ``TABLE["*"].formula``,
* ask which one made a value: ``operation_of(y)``,
* add one of your own: ``operation("cube", ...)``.

A function of one value takes a value and gives a value, or takes a plain
number and gives a plain number.
"""

import keyword
import math
import operator
import sys
from functools import lru_cache, reduce
from numbers import Real

from .refusals import (
    check_base,
    check_exponent,
    check_finite,
    check_value,
    cut,
    describe,
    finite_float,
    plain,
    short,
)
from .value import Constant, Value, as_value, result

__all__ = [
    "TABLE", "OPERATIONS", "Operation", "operation", "operation_of", "forget",
    "exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "sigmoid", "softplus",
    "relu", "leaky_relu", "absolute", "log1p", "expm1", "clamp",
    "maximum", "minimum", "total", "mean", "dot", "logsumexp", "softmax", "affine",
]  # fmt: skip


# An operation.


class Operation(str):
    """What an operation computes, its slopes, where it may, how it is written.

    It is the text of its name, so that ``y.op == "*"`` says what it seems
    to say.

    rule      numbers -> number: the forward pass
    slope     (parents..., y) -> the local derivative, or a tuple with one
              for each parent; of values it is made of values, so that it
              can itself be differentiated
    formula   the slope in words, y being the result
    domain    the arguments it takes, in words
    edges     what it does where it could do otherwise: (argument, number,
              slope) or (argument, kind of error)
    gives     what the result is, in words
    written   operands -> text, None or "" for name(a, b); an operand `a` stands
              in brackets where it has to as f"{a:whole}"
    symbols   operands -> a text for each local derivative, or None
    numbers   plain numbers that `written` and `symbols` take as well, such
              as an exponent
    """

    def __new__(
        cls, name, rule, slope, formula="", domain="a finite number", edges=(),
        gives="", written=None, symbols=None, numbers=(),
    ):  # fmt: skip
        self = super().__new__(cls, name)
        self.rule, self.slope = rule, slope
        self.formula, self.domain, self.edges = formula, domain, edges
        self.gives, self.numbers = gives, numbers
        self.written, self.symbols = written, symbols
        return self

    # A copy is the operation itself; what is pickled is its text, as for any str.

    def __copy__(self):
        return self

    def __deepcopy__(self, _):
        return self

    def __reduce__(self):
        return str, (str(self),)

    def slopes(self, value):
        """The local derivatives of `value` as values, one for each parent.

        What is computed from constants alone stays a plain number.
        """
        parents = [p.data if isinstance(p, Constant) else p for p in value.parents]
        try:
            slopes = self.slope(*parents, value)
        except (TypeError, AttributeError) as error:  # of a reader's rule
            raise TypeError(
                f"{self} needs a derivative that takes values, too; {describe(value.parents[0])}, "
                f"and {cut(str(error), 150)}; write exp(x) for math.exp(x)"
            ) from error
        except ARITHMETIC_ERRORS as error:
            if self in BUILT_IN or not self.isidentifier():
                raise
            raise explain_error(error, self, parents[0]) from error
        slopes = slopes if isinstance(slopes, tuple) else (slopes,)
        check_slopes(value, slopes)
        return slopes


TABLE = {}  # name -> operation, all of them
OPERATIONS = {}  # those of them that are functions of one value, methods of Value
BUILT_IN = set()  # the names that no reader may take


def operation_of(value):
    """The operation that made `value`.

        >>> operation_of(Value(2.0) * 3.0).formula
        'b, a'

    Raises TypeError for anything but a value, ValueError for a leaf, which
    was made by none, and where the name stands in no table.
    """
    check_value("operation_of", value, "operation_of(y)")
    op = value.op
    if isinstance(op, Operation):
        return op
    if op not in TABLE:
        advice = f"declare it with operation({cut(op)}, ...)"
        raise ValueError(
            f"a value needs an operation of the table, got {cut(op)}; "
            f"{advice if op else 'ask a value that was computed'}"
        )
    return TABLE[op]


def is_built_in(op):
    """Is it one of the engine's own, and not a reader's of the same name?"""
    return op in BUILT_IN and TABLE[op] is op


def may_be_steep(op):
    """May a slope of it be infinite where the number is not, as that of 1/x?"""
    return op in STEEP or not is_built_in(op) and op is not power_by(2.0)


STEEP = {"/", "**", "log", "sqrt", "tan"}


def rule_of(value):
    """The function on numbers that made `value`."""
    op = operation_of(value)
    if op == "weighted":  # its local derivatives are the plain numbers
        return lambda *xs: sum_of_products(xs[:-1], value.local_grads, xs[-1])
    return op.rule


def check_slopes(value, slopes):
    """Raises where the slopes for values are not those that the forward pass has found."""
    for slope in slopes:
        if not isinstance(slope, (Value, Real)) or len(slopes) != len(value.parents):
            raise TypeError(
                f"{value.op} needs a derivative that gives one number or value, got "
                f"{short(slope)}; return the slope from derivative"
            )
    local_grads = value.local_grads or (0.0,) * len(slopes)
    for parent, slope, local_grad in zip(value.parents, slopes, local_grads):
        differs = abs(plain(slope) - local_grad) > 1e-9 * abs(local_grad)
        if differs and not isinstance(parent, Constant):
            raise ValueError(
                f"{value.op} needs the slope of its forward pass, {local_grad!r}, got "
                f"{plain(slope)!r}; change no data inside f, and let a derivative of "
                "your own give the same for values and for floats"
            )


# Functions of one value.


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

    `forward` takes the number, `derivative` the number and the result, for
    slopes of slopes both as values.
    A ValueError, OverflowError or ZeroDivisionError that either raises
    reaches the reader as a sentence with `domain` in it.  Raises
    ValueError where the name is taken by the engine; an operation of
    your own is replaced.  Told in chapter 6.
    """
    check_name(name)
    op = Operation(name, forward, derivative, formula, domain, edges)

    def function(x):
        if not isinstance(x, Value):
            return number_of(finite_float(x))
        number = x.data
        try:
            data = forward(number)
            slope = derivative(number, data)
            if type(data) is not float or type(slope) is not float:
                data, slope = real_float(data), real_float(slope)
            doubt = number + data + slope
            if doubt - doubt:  # inf - inf is nan: one of them may not be finite
                check_all_finite(number, data, slope)
        except (TypeError, *ARITHMETIC_ERRORS) as error:
            raise explain_error(error, op, x) from cause_of(error, op)
        # A zero slope passes nothing back, so it is not even stored.
        return result(data, (x,), (slope,) if slope else (), op)

    def number_of(number):
        try:
            return real_float(forward(number))
        except (TypeError, *ARITHMETIC_ERRORS) as error:
            raise explain_error(error, op, number) from cause_of(error, op)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = (
        f"{name}(x), for {domain}: a value for a value, a number for a number."
    )
    TABLE[name] = OPERATIONS[name] = op
    setattr(Value, name, function)
    return function


ARITHMETIC_ERRORS = (ValueError, OverflowError, ZeroDivisionError)


def real_float(number):
    """What a rule gives as a float; raises TypeError for anything but a number."""
    if type(number) is float:
        return number
    if isinstance(number, bool) or not isinstance(number, Real):
        raise TypeError(f"one gives {short(number)}")
    return float(number)


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
    free = free and not name.startswith("_") and name not in BUILT_IN
    if not free or (hasattr(Value, name) and name not in OPERATIONS):
        raise ValueError(
            f"an operation needs a name that is free, got {short(name)}; choose another one"
        )


def explain_error(error, op, x):
    """The same kind of error, with the function, its domain and the argument."""
    given = describe(x) if isinstance(x, Value) else f"got {x!r}"
    if op not in BUILT_IN and str(error):  # a rule of a reader's own
        given += f", and {' '.join(str(error)[:200].split())}"
    if isinstance(error, TypeError):
        return TypeError(
            f"{op} needs rules that give a float; {given}; "
            "return a float from forward and from derivative"
        )
    kind, needs = ValueError, op.domain
    if isinstance(error, OverflowError):
        kind, needs = OverflowError, f"{needs} whose result and slope fit into a float"
    return kind(f"{op} needs {needs}; {given}; keep its argument there")


def cause_of(error, op):
    """What went wrong in a rule of a reader's own; those of the engine tell enough."""
    return None if op in BUILT_IN else error


def forget(name):
    """Afterwards your own operation `name` is neither in the table nor on Value."""
    if name in BUILT_IN or name not in OPERATIONS:
        raise ValueError(
            f"forget needs the name of an operation of your own, got {short(name)}"
        )
    del TABLE[name], OPERATIONS[name]
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


# Near 0 it is the other way round: 1 - y * y is right there, and so are its
# own slopes.


def sigmoid_slope(x, _):
    if -0.5 < x < 0.5:
        y = math.tanh(0.5 * x) if type(x) is float else tanh(0.5 * x)
        return 0.25 * (1.0 - y * y)
    e = small_exp(x)
    return e / (1.0 + e) ** 2


def tanh_slope(x, y):
    if -0.5 < x < 0.5:
        return 1.0 - y * y
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
relu_by_its_rules = operation(
    "relu", lambda x: 0.0 if x <= 0 else x, lambda x, y: 1.0 if x > 0 else 0.0,
    "1 for x > 0, else 0", edges=((0.0, 0.0, 0.0),),
)
leaky_relu = operation(
    "leaky_relu", lambda x: x if x > 0 else 0.01 * x, lambda x, y: 1.0 if x > 0 else 0.01,
    "1 for x > 0, else 0.01", edges=((0.0, 0.0, 0.01),),
)
absolute = operation(
    "absolute", abs, lambda x, y: sign(x), "the sign of x", edges=((0.0, 0.0, 0.0),)
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


def relu(x):
    """relu(x), for a finite number: a value for a value, a number for a number.

    Its rules in the table say the same.  A network has so many relus that
    a training step is shorter if a number is asked once or twice, and no rule is called.
    """
    if type(x) is Value:
        if 0.0 < x.data < math.inf:
            return result(x.data, (x,), (1.0,), RELU)
        if -math.inf < x.data <= 0.0:
            return result(0.0, (x,), (), RELU)
    return relu_by_its_rules(x)


RELU = OPERATIONS["relu"]
Value.relu = relu


# Arithmetic.  value.py computes the numbers and the local derivatives;
# here stand the same slopes for values, and how people write them.


def declare(name, *rules, **words):
    """Enters an operation in the table; returns it."""
    TABLE[name] = Operation(name, *rules, **words)
    return TABLE[name]


declare(
    "+", operator.add, lambda a, b, y: (1.0, 1.0), "1, 1", "any",
    gives="the sum", written=lambda a, b: f"{a} + {b:signed}",
)  # fmt: skip
declare(
    "-", operator.sub, lambda a, b, y: (1.0, -1.0), "1, −1", "any",
    gives="the difference", written=lambda a, b: f"{a} − {b:whole}",
)  # fmt: skip
declare(
    "neg", operator.neg, lambda a, y: -1.0, "−1", "any",
    gives="the opposite", written=lambda a: f"−{a:whole}",
)  # fmt: skip
declare(
    "*", operator.mul, lambda a, b, y: (b, a), "b, a", "any",
    gives="the product", written=lambda a, b: f"{a:factor}·{b:whole}",
    symbols=lambda a, b: (b, a),
)  # fmt: skip
declare(
    "/", operator.truediv, lambda a, b, y: (1.0 / b, -y / b), "1/b, −(a/b)/b",
    "b is not 0", gives="the quotient",
    written=lambda a, b: f"{a:factor} / {b:whole}",
    symbols=lambda a, b: (f"1/{b:whole}", f"−{a:whole}/{b:whole}²"),
)  # fmt: skip


# Powers.  A plain exponent gets no gradient, and allows a negative base
# where it is a whole number.


def power(base, exponent, modulus=None):
    """base ** exponent; the exponent is a plain number or a value."""
    if modulus is not None:
        raise TypeError(
            "a power needs a base and an exponent, got a third number, "
            f"{short(modulus)}; write base ** exponent"
        )
    if isinstance(exponent, Value):
        return power_of_values(base, exponent)
    exponent, number = finite_float(exponent) + 0.0, base.data  # no -0.0
    if not number > 0.0:
        check_base(base, exponent)
    data, slope = power_and_slope(number, exponent)
    doubt = number + data + slope
    if doubt - doubt:
        check_finite(f"a power to the {exponent!r}", (base,), (data, slope))
    return result(data, (base,), (slope,), power_by(exponent))


def power_of_values(base, exponent):
    check_exponent(base, exponent)
    check_base(base, exponent.data)
    data, slope = power_and_slope(base.data, exponent.data)
    slope_in_exponent = data * math.log(base.data) if base.data else 0.0
    check_finite("a power", (base, exponent), (data, slope, slope_in_exponent))
    return result(data, (base, exponent), (slope, slope_in_exponent), POWER)


def power_and_slope(number, exponent):
    """(number ** exponent, its slope in the number) for plain floats."""
    if exponent == 0.0 or exponent == 1.0:  # no 0 ** -1 on the way
        return (number, 1.0) if exponent else (1.0, 0.0)
    try:
        return number**exponent, exponent * number ** (exponent - 1.0)
    except OverflowError:
        return math.inf, math.inf


@lru_cache(maxsize=1000)
def power_by(exponent):
    """The operation that raises a base to a plain number."""

    def slope(a, y):
        if exponent == 0.0 or exponent == 1.0:
            return exponent
        return exponent * a ** (exponent - 1.0)

    def symbols(a, k, less):
        if exponent == 0.0 or exponent == 1.0:
            return ("",)
        return (
            f"{k}·{a:whole}" if exponent == 2.0 else f"{k}·{a:whole}{less:exponent}",
        )

    return Operation(
        f"**{exponent!r}", lambda a: a**exponent, slope, "k · a ** (k − 1)",
        "a above 0; at 0 for k = 0 and k ≥ 1; below 0 for whole k",
        gives="a power, k a plain number",
        written=lambda a, k, less: POWER.written(a, k), symbols=symbols,
        numbers=(exponent, exponent - 1.0),
    )  # fmt: skip


def power_slopes(a, b, y):
    """At the base 0 the slope in the exponent is 0, as on the forward pass, for good."""
    if plain(a) == 0.0:
        return (1.0 if plain(b) == 1.0 else b * a ** (b - 1.0)), 0.0
    return b * a ** (b - 1.0), y * log(a)


POWER = declare(
    "**", operator.pow, power_slopes, "b · a ** (b − 1), a ** b · log a",
    "a above 0; at 0 for b ≥ 1",
    gives="a power, b a value", written=lambda a, b: f"{a:base}{b:exponent}",
    symbols=lambda a, b: (
        f"{b:whole}·{a:whole}^({b:whole} − 1)", f"{a:whole}^{b:whole}·log({a:whole})"
    ),
)  # fmt: skip
Value.__pow__ = power


# Functions of many values: one result, however many parents.


def clamp(x, low, high):
    """`x` where it lies between `low` and `high`, else the bound.

        >>> clamp(Value(3.0), 0.0, 1.0)
        Value(1.0)

    The slope is 1 inside; on a bound and outside it is 0.  (On a bound
    PyTorch says 1: both are slopes from one side.)  Raises TypeError for
    anything but a value or number and two numbers, ValueError where one of
    them is not finite, or low > high.
    """
    low, high = finite_float(low) + 0.0, finite_float(high) + 0.0  # no -0.0
    if low > high:
        raise ValueError(
            f"clamp needs low <= high, got {low!r} and {high!r}; swap them"
        )
    if not isinstance(x, Value):
        return min(max(finite_float(x), low), high)
    check_operands("clamp", [x])
    data = min(max(x.data, low), high)
    slopes = (1.0,) if low < x.data < high else ()
    return result(data, (x,), slopes, clamp_between(low, high))


@lru_cache(maxsize=1000)
def clamp_between(low, high):
    return Operation(
        f"clamp[{low!r},{high!r}]", lambda x: min(max(x, low), high),
        lambda x, y: 1.0 if low < x < high else 0.0,
        "1 inside, 0 on a bound and outside", "finite", gives="x between two bounds",
    )  # fmt: skip


@lru_cache(maxsize=1000)
def is_number(k):
    """The operation that asks if a value is `k`: a step, which lets no nudge through."""
    return Operation(
        f"is[{k}]", lambda x: float(x == k), lambda x, y: 0.0, "0", "finite",
        gives="1 where x is k, else 0",
    )  # fmt: skip


def maximum(*values):
    """The largest of the values; those that tie for it share its slope.

        >>> maximum(Value(1.0), Value(3.0), 2.0)
        Value(3.0)

    Raises TypeError for a list in place of values, ValueError for none, and
    where one is not finite.
    """
    return extreme(MAXIMUM, values)


def minimum(*values):
    """The smallest of the values; those that tie for it share its slope.

    Raises as `maximum`.
    """
    return extreme(MINIMUM, values)


def shares_of_ties(*xs):
    """For each of them its share of the slope 1; y, the last, is the extreme."""
    *numbers, best = map(plain, xs)
    share = 1.0 / numbers.count(best)
    return tuple([share if number == best else 0.0 for number in numbers])


MAXIMUM = declare(
    "maximum", lambda *xs: max(xs), shares_of_ties, "1 for it, shared where several tie", "finite",
    gives="the largest",
)  # fmt: skip
MINIMUM = declare(
    "minimum", lambda *xs: min(xs), shares_of_ties, "1 for it, shared where several tie", "finite",
    gives="the smallest",
)  # fmt: skip


def extreme(op, values):
    if len(values) == 1 and isinstance(values[0], (list, tuple)):
        raise TypeError(
            f"{op} needs its values one by one, got a list; write {op}(*values)"
        )
    values = operands(op, values)
    check_operands(op, values)
    numbers = [value.data for value in values]
    best = op.rule(*numbers)
    return result(best, tuple(values), shares_of_ties(*numbers, best), op)


# Sums.  Since Python 3.12 `sum` of floats carries what the rounding loses;
# here every version adds from left to right, and gives the same number.


def sum_from_left(numbers, start=0.0):
    return reduce(operator.add, numbers, start)


plain_sum = sum if sys.version_info < (3, 12) else sum_from_left


def sum_of_products(xs, ys, start=0.0):
    return plain_sum(map(operator.mul, xs, ys), start)


def total(values):
    """The sum of any number of values as one value; 0.0 for none.

        >>> total([Value(1.0), Value(2.5)])
        Value(3.5)

    Raises TypeError for anything but a list of values and numbers.
    """
    values = operands("total", values, least=0)
    data = plain_sum([value.data for value in values], 0.0)
    return result(data, tuple(values), (1.0,) * len(values), TOTAL)


TOTAL = declare(
    "total", lambda *xs: plain_sum(xs, 0.0), lambda *xs: (1.0,) * (len(xs) - 1), "1 for each",
    "any length", gives="the sum of a list",
)  # fmt: skip


def mean(values):
    """The mean of one or more values as one value.

        >>> mean([Value(1.0), Value(2.0)])
        Value(1.5)

    Raises TypeError for anything but a list of values and numbers,
    ValueError for an empty one.
    """
    values = operands("mean", values)
    data = plain_sum([value.data for value in values], 0.0) / len(values)
    return result(data, tuple(values), (1.0 / len(values),) * len(values), MEAN)


MEAN = declare(
    "mean", lambda *xs: plain_sum(xs, 0.0) / len(xs),
    lambda *xs: (1.0 / (len(xs) - 1),) * (len(xs) - 1), "1/n for each",
    "at least one", gives="the mean of a list",
)  # fmt: skip


def dot(xs, ys):
    """The sum of the products of two lists of the same length, as one value.

        >>> dot([Value(1.0), Value(2.0)], [3.0, 4.0])
        Value(11.0)

    Raises TypeError for anything but two lists of values and numbers,
    ValueError where they are empty or of two lengths.
    """
    xs, ys = operands("dot", xs), operands("dot", ys)
    if len(xs) != len(ys):
        raise ValueError(
            f"dot needs two lists of the same length, got {len(xs)} and {len(ys)}; "
            "cut the longer one"
        )
    xs_data, ys_data = [x.data for x in xs], [y.data for y in ys]
    data = sum_of_products(xs_data, ys_data)
    return result(data, (*xs, *ys), (*ys_data, *xs_data), DOT)


def partners(*xs):
    """For each factor of a sum of products the other one; "" for a bias."""
    half = len(xs) // 2
    return (*xs[half : 2 * half], *xs[:half], *[""] * (len(xs) % 2))


def write_products(*xs):
    """ "a·c + b·d"; a longer sum is written by its name alone."""
    half = len(xs) // 2
    if half > MOST_PRODUCTS:
        return ""
    first, *rest = zip(xs, xs[half:])
    products = [f"{x:whole}·{y:whole}" for x, y in rest]
    return " + ".join(["{:factor}·{:whole}".format(*first), *products])


MOST_PRODUCTS = 3  # of a sum that is written in full

DOT = declare(
    "dot", lambda *xs: sum_of_products(xs[: len(xs) // 2], xs[len(xs) // 2 :]),
    lambda *xs: partners(*xs[:-1]), "the other factor", "the same length",
    gives="the sum of products of two lists", written=write_products, symbols=partners,
)  # fmt: skip


def logsumexp(values):
    """log(exp(a) + exp(b) + ...), without overflow, as one value.

        >>> logsumexp([Value(1000.0), Value(1000.0)])
        Value(1000.6931471805599)

    Its local derivatives are the softmax of the values.  Raises TypeError
    for anything but a list of values and numbers, ValueError for an empty
    one, and where one is not finite.
    """
    values = operands("logsumexp", values)
    check_operands("logsumexp", values)
    data, shares = shifted([value.data for value in values])
    return result(data, tuple(values), tuple(shares), LOGSUMEXP)


LOGSUMEXP = declare(
    "logsumexp", lambda *xs: shifted(xs)[0], lambda *xs: tuple(softmax(xs[:-1])),
    "the softmax", "at least one", gives="log(exp(a) + exp(b) + …)",
)  # fmt: skip


def softmax(values):
    """Positive values that add up to 1, larger where the input is larger.

        >>> softmax([Value(2.0), Value(2.0)])
        [Value(0.5), Value(0.5)]

    A list as long as the one given.  The derivative of share i for input
    j is share i · ((1 if i is j else 0) − share j).  Raises as `logsumexp`.
    """
    values = operands("softmax", values)
    check_operands("softmax", values)
    _, shares = shifted([value.data for value in values])
    return [
        result(share, tuple(values), slopes_of_share(i, shares), share_of(i))
        for i, share in enumerate(shares)
    ]


def slopes_of_share(i, shares):
    """1 − share i is the sum of the others, which keeps its digits."""
    share = shares[i]
    slopes = [-share * other for other in shares]
    slopes[i] = share * plain_sum([*shares[:i], *shares[i + 1 :]])
    return tuple(slopes)


@lru_cache(maxsize=1000)
def share_of(i):
    return Operation(
        f"softmax[{i}]", lambda *xs: shifted(xs)[1][i],
        lambda *xs: slopes_of_share(i, shares_of(xs[:-1])),
        "share · (1 or 0 − share)", "at least one", gives="shares that add up to 1",
    )  # fmt: skip


def shares_of(values):
    """The same shares in small steps: slopes of a step cost no other steps again."""
    if all(type(value) is float for value in values):
        return shifted(values)[1]
    largest = max(map(plain, values))
    powers = [exp(value - largest) for value in values]
    summed = total(powers)
    return [power / summed for power in powers]


def shifted(numbers):
    """(logsumexp, softmax) of floats, shifted by the largest."""
    largest = max(numbers)
    powers = [math.exp(number - largest) for number in numbers]
    summed = plain_sum(powers)
    return math.log(summed) + largest, [power / summed for power in powers]


def affine(weights, inputs, biases):
    """W·x + b, one value for each row of weights.

        >>> affine([[Value(2.0)]], [3.0], [Value(1.0)])
        [Value(7.0)]

    `weights` is a list of rows of values, `inputs` a list of numbers or
    of values, `biases` a list of values.  Plain numbers as inputs are
    constants of the layer: they get no gradient and no box.  Raises
    TypeError for anything but such lists, ValueError where their lengths do
    not fit together.
    """
    check_shapes(weights, inputs, biases)
    return sums_of_rows(rows_of(weights, biases), inputs)


def rows_of(weights, biases):
    """What each row of weights brings to its sum, read once for a whole batch.

    (weights, (bias,), their local derivatives for the inputs and for the 1 of
    the bias, the number of the bias); without biases the last three are
    (), those for the inputs alone, and 0.0
    """
    try:
        if not biases:
            return [
                (tuple(row), (), tuple([weight.data for weight in row]), 0.0)
                for row in weights
            ]
        return [
            (tuple(row), (bias,), (*[weight.data for weight in row], 1.0), bias.data)
            for row, bias in zip(weights, biases)
        ]
    except AttributeError:
        raise TypeError(
            "affine needs weights and biases that are values; write Parameter(number)"
        ) from None


def sums_of_rows(rows, inputs):
    """W·x + b of one example, a value for each row."""
    kinds = set(map(type, inputs))
    if kinds == {Value}:
        return sums_of_values(rows, tuple(inputs))
    unbiased = rows and not rows[0][1]
    if unbiased or any(issubclass(kind, Value) for kind in kinds):
        return sums_of_values(rows, tuple(map(as_value, inputs)))
    return sums_of_numbers(rows, tuple(map(finite_float, inputs)))


# `map` stops at the last input, before the 1 of the bias.


def sums_of_values(rows, inputs):
    numbers = tuple([x.data for x in inputs])
    return [
        result(
            plain_sum(map(operator.mul, slopes, numbers), start),
            weights + inputs + bias,
            numbers + slopes,
            AFFINE if bias else DOT,
        )
        for weights, bias, slopes, start in rows
    ]


def sums_of_numbers(rows, numbers):
    local_grads = (*numbers, 1.0)
    return [
        result(
            plain_sum(map(operator.mul, slopes, numbers), start),
            weights + bias,
            local_grads,
            WEIGHTED,
        )
        for weights, bias, slopes, start in rows
    ]


AFFINE = declare(
    "affine",
    lambda *xs: sum_of_products(xs[: len(xs) // 2], xs[len(xs) // 2 : -1], xs[-1]),
    lambda *xs: (*partners(*xs[:-2]), 1.0), "x, w and 1", "rows as long as x",
    gives="W·x + b, a value for each row", written=lambda *xs: "w·x + b",
    symbols=partners,
)  # fmt: skip


# An affine operation whose inputs are plain numbers: rule_of knows them.
WEIGHTED = declare(
    "weighted", None, lambda *xs: xs[-1].local_grads, "x and 1", "rows as long as x",
    gives="W·x + b, x plain numbers", written=lambda *xs: "w·x + b",
)  # fmt: skip


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


def operands(name, values, least=1):
    """`values` as a list of values, at least `least` of them."""
    if isinstance(values, (Value, str)) or not hasattr(values, "__iter__"):
        raise TypeError(
            f"{name} needs a list of values, got {short(values)}; write {name}([...])"
        )
    values = list(map(as_value, values))
    if len(values) < least:
        raise ValueError(
            f"{name} needs at least one value, got none; check the list before"
        )
    return values


def check_operands(name, values):
    for value in values:
        if not math.isfinite(value.data):
            raise ValueError(
                f"{name} needs finite values; {describe(value)}; look where it was made"
            )


BUILT_IN.update(__all__, TABLE)
