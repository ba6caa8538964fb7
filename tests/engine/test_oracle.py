"""Each operation by itself, against witnesses that know nothing of the engine.

mpmath with 50 digits is the oracle, SymPy differentiates, Python's own
arithmetic is exact.  `make test-full` takes fifty times as many points.
"""

import math
import os
import random

import mpmath
import pytest
import sympy

import toygrad
from toygrad import Value, functions
from toygrad.functions import OPERATIONS

mpmath.mp.dps = 50
POINTS = 10_000 if os.environ.get("TOYGRAD_FULL") == "1" else 200

X = sympy.Symbol("x", real=True)
ORACLE = {
    "exp": sympy.exp(X),
    "log": sympy.log(X),
    "sqrt": sympy.sqrt(X),
    "sin": sympy.sin(X),
    "cos": sympy.cos(X),
    "tan": sympy.tan(X),
    "tanh": sympy.tanh(X),
    "sigmoid": 1 / (1 + sympy.exp(-X)),
    "softplus": sympy.log(1 + sympy.exp(X)),
    "log1p": sympy.log(1 + X),
    "expm1": sympy.exp(X) - 1,
}
KINKED = {"relu", "leaky_relu", "absolute"}
COMPOSED = {"sigmoid", "softplus"}
RANGES = {  # the largest exponent of ten of the arguments, and their signs
    "exp": (2.8, "±"),
    "log": (300, "+"),
    "sqrt": (300, "+"),
    "log1p": (300, "+"),
    "expm1": (2.8, "±"),
}


def points(name, count):
    """Arguments of all sizes, every other one of a size that a network has.

    One at random from each of equal steps of the exponent of ten.
    """
    high, signs = RANGES.get(name, (2.5, "±"))
    rng = random.Random(name)
    for k in range(count):
        low, top = (-300, high) if k % 2 else (-3, 2.5)
        x = 10.0 ** (low + (top - low) * (k + rng.random()) / count)
        yield -x if signs == "±" and rng.random() < 0.5 else x


def ulps(number, truth):
    """The distance of a float from the truth, in units of its last place."""
    return abs(mpmath.mpf(number) - truth) / math.ulp(float(truth))


def in_range(*numbers):
    return all(1e-290 < abs(number) < 1e290 for number in numbers)


def precise(expression):
    return sympy.lambdify(X, expression, "mpmath")


def test_every_operation_has_an_oracle():
    assert OPERATIONS.keys() == ORACLE.keys() | KINKED


@pytest.mark.parametrize("name", ORACLE)
def test_numbers_and_local_derivatives_are_right_to_the_last_places(name):
    """2 ulp for what the C library computes, 4 for what is composed, 4 for slopes."""
    function, slope = precise(ORACLE[name]), precise(sympy.diff(ORACLE[name], X))
    compared = 0
    for x in points(name, POINTS):
        value = Value(x)
        result = getattr(value, name)()
        # tanh(1e-200) and its kind need more digits than 50 to cancel.
        with mpmath.workdps(700 if abs(x) < 1e-10 else 50 if abs(x) < 40 else 340):
            number, derivative = function(mpmath.mpf(x)), slope(mpmath.mpf(x))
        if in_range(number):
            assert ulps(result.data, number) <= (4 if name in COMPOSED else 2), x
        if in_range(number, derivative) and result.local_grads:
            assert ulps(result.local_grads[0], derivative) <= 4, x
            compared += 1
    assert compared > POINTS / 2


@pytest.mark.parametrize("name", sorted(KINKED))
def test_the_functions_with_a_kink_are_exact(name):
    rules = {
        "relu": (lambda x: max(x, 0.0), lambda x: float(x > 0)),
        "leaky_relu": (
            lambda x: x if x > 0 else 0.01 * x,
            lambda x: 1.0 if x > 0 else 0.01,
        ),
        "absolute": (abs, lambda x: math.copysign(1.0, x)),
    }
    number, slope = rules[name]
    for x in points(name, POINTS):
        result = getattr(Value(x), name)()
        assert result.data == number(x)
        assert (result.local_grads or (0.0,)) == (slope(x),)


def test_arithmetic_is_pythons_own_bit_for_bit():
    rng = random.Random(0)
    for _ in range(10_000):
        x, y = (rng.choice([-1, 1]) * 10.0 ** rng.uniform(-70, 70) for _ in range(2))
        a, b = Value(x), Value(y)
        assert ((a + b).data, (a - b).data, (a * b).data) == (x + y, x - y, x * y)
        assert ((a / b).data, (-a).data, abs(a).data) == (x / y, -x, abs(x))
        assert toygrad.maximum(a, b).data == max(x, y)
        assert toygrad.minimum(a, b).data == min(x, y)


def test_the_formulas_of_the_table_are_the_derivatives():
    """As printed in the book, read by SymPy, at fifty points with 50 digits."""
    for name, expression in ORACLE.items():
        text = OPERATIONS[name].formula
        formula, _, where = text.partition(", e = ")
        for mark, python in {
            "²": "**2",
            "−": "-",
            "4e": "4*e",
            "2y": "2*y",
            "|x|": "Abs(x)",
        }.items():
            formula, where = formula.replace(mark, python), where.replace(mark, python)
        where = where.replace("2Abs", "2*Abs")
        e = sympy.sympify(where, {"x": X}) if where else sympy.Symbol("e")
        known = {
            "x": X,
            "y": expression,
            "e": e,
            "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
        }
        difference = precise(sympy.sympify(formula, known) - sympy.diff(expression, X))
        for k in range(50):
            assert abs(difference(mpmath.mpf(k + 1) / 7)) < 1e-35, name


def test_the_slope_of_the_textbook_is_caught(monkeypatch):
    """The planted fault: 1 − tanh(x)² is 0 where the slope is 1e-17."""

    def textbook(x):
        y = math.tanh(x.data)
        return functions.result(y, (x,), (1 - y**2,), "tanh")

    monkeypatch.setattr(Value, "tanh", textbook)
    with pytest.raises(AssertionError):
        test_numbers_and_local_derivatives_are_right_to_the_last_places("tanh")
