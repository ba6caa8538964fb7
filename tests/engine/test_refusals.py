"""Wrong use: every mistake gets one of five errors and a sentence that helps.

Three parts: mistakes that raise, each with its class and its words; uses that
look wrong but must work; and every public function called with odd things in
every place.
"""

import copy
import inspect
import itertools
import json
import math
import operator
import pickle
import random
import re
import signal
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import toygrad
from tests.shared.guests import numpy as np
from toygrad import (
    Value,
    check,
    data,
    explain,
    first_bad,
    functions,
    grad,
    gradcheck,
    higher,
    jvp,
    nn,
    operation,
    optim,
    paths,
    training,
    value,
)
from toygrad.functions import OPERATIONS, forget
from toygrad.training import fit

STORED = Path(__file__).resolve().parents[1] / "stored"
SENTENCES = json.loads((STORED / "sentences.json").read_text("utf-8"))
FIVE = (TypeError, ValueError, ZeroDivisionError, OverflowError, RuntimeError)

FUNCTIONS = {
    name: getattr(toygrad, name) for name in OPERATIONS if name in dir(toygrad)
}
ARITHMETIC = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}
ORDERINGS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPTIMIZERS = [optim.SGD, optim.RMSProp, optim.Adam, optim.AdamW]

# What the sentences advise.

EACH = "write [Value(number) for number in numbers]"
TEXT = "write Value(float(text))"
CUT = "write v.data for the number, v.exp() for math.exp(v)"
TRUTH = "write v.data > 0"
ROUND = "write round(v.data, 2)"
UPDATE = "write p.data -= lr * p.grad"
SAVE = "write json.dump(model.state_dict())"
MODEL = "write model.parameters()"
SMALLER = "keep the numbers in a smaller range"

ARRAY = np.array([1.0, 2.0])
HUGE = 10**400


# Helpers of the table: mistakes that need more than one expression.


def huge(x):
    """A value that is inf, born in a product."""
    return x * 1e200 * 1e200


def while_loop(x):
    while x:
        x = x - 1.0


def in_place(change):
    return lambda x: change(nn.Parameter(1.0), x)


def halved(x):
    y = x * x
    x.data /= 2.0
    return y


def trained(**changed):
    w = nn.Parameter(1.0)
    sensible = {
        "loss": lambda batch: w * w,
        "examples": [1.0],
        "optimizer": optim.SGD([w], 0.1),
        "epochs": 2,
        "held_out": [1.0],
    }
    return fit(**(sensible | changed))


def declared(name="fuzzed", forward=math.exp, derivative=lambda x, y: y):
    """Declares an operation for a moment, and uses it."""
    try:
        return operation(name, forward, derivative)(Value(1.0))
    finally:
        if "fuzzed" in OPERATIONS:
            forget("fuzzed")


def stepped(x, grad):
    x = nn.Parameter(1.0, "w")
    x.grad = grad
    optim.SGD([x], 0.1).step()


def clipped(*grads):
    parameters = [nn.Parameter(1.0, "w") for _ in grads]
    for parameter, slope in zip(parameters, grads):
        parameter.grad = slope
    optim.clip_gradients(parameters, 1.0)


def loaded(**changed):
    layer = nn.Linear(1, 1)
    layer.load_state_dict(layer.state_dict() | changed)


def module_of(**parts):
    module = nn.Module()
    for name, part in parts.items():
        setattr(module, name, part)
    return module


def loaded_names(*names):
    nn.Linear(1, 1).load_state_dict(dict.fromkeys(names, 1.0))


def called(parameters):
    return nn.functional_call(nn.Linear(1, 1), parameters, [1.0])


class Unfinished(nn.Module):
    """A module without a method forward."""


class Lazy(nn.Module):
    """A module whose output is computed when somebody reads it."""

    def forward(self, inputs):
        return (x * x for x in inputs)


# The table: (id, mistake, class, words).  Each mistake gets a value x of 3.

# fmt: off
NUMBERS = [
    ("B4 text", lambda x: Value("3"), TypeError, TEXT),
    ("B4 empty text", lambda x: Value(""), TypeError, TEXT),
    ("B4 bytes", lambda x: Value(b"3"), TypeError, TEXT),
    ("B4 none", lambda x: Value(None), TypeError, "write a number"),
    ("B4 list", lambda x: Value([1, 2]), TypeError, EACH),
    ("B4 tuple", lambda x: Value((1, 2)), TypeError, EACH),
    ("B4 set", lambda x: Value({1, 2}), TypeError, EACH),
    ("B4 generator", lambda x: Value(k for k in range(3)), TypeError, EACH),
    ("B4 function", lambda x: Value(math.exp), TypeError, "write a number"),
    ("B4 object", lambda x: Value(object()), TypeError, "write a number"),
    ("B4 parameter of text", lambda x: nn.Parameter("3"), TypeError, TEXT),
    ("B5 truth", lambda x: Value(True), TypeError, "write 1.0 or 0.0"),
    ("B5 comparison", lambda x: Value(x > 0), TypeError, "write 1.0 or 0.0"),
    ("B5 numpy truth", lambda x: Value(np.bool_(True)), TypeError, "write 1.0 or 0.0"),
    ("B6 value", lambda x: Value(x), TypeError, "write toygrad.grad(f)"),
    ("B6 parameter of a value", nn.Parameter, TypeError, "write toygrad.grad(f)"),
    ("B7 complex", lambda x: Value(1j), TypeError, "write a number"),
    ("B7 numpy complex", lambda x: Value(np.complex128(1j)), TypeError, "one number"),
    ("B7 decimal", lambda x: Value(Decimal("0.1")), TypeError, "write a number"),
    ("B7 array", lambda x: Value(ARRAY), TypeError, EACH),
    ("B7 array of one", lambda x: Value(np.array([1.0])), TypeError, EACH),
    ("B7 square array", lambda x: Value(np.eye(2)), TypeError, EACH),
    ("B7 array without axes", lambda x: Value(np.array(1.0)), TypeError, ".item()"),
    ("B22 huge", lambda x: Value(HUGE), OverflowError, "write a smaller one"),
    ("B22 too long to print", lambda x: Value(10**5000),
     OverflowError, "a smaller one"),
    ("B22 huge fraction", lambda x: Value(Fraction(HUGE)),
     OverflowError, "smaller one"),
    ("B22 inf", lambda x: Value(math.inf), ValueError, "look for the inf or nan"),
    ("B22 nan", lambda x: Value(math.nan), ValueError, "look for the inf or nan"),
    ("B22 numpy nan", lambda x: Value(np.float32("nan")),
     ValueError, "look for the inf"),
]

OPERATORS = [
    ("B11 float", float, TypeError, CUT),
    ("B11 int", int, TypeError, CUT),
    ("B11 complex", complex, TypeError, CUT),
    ("B11 index", operator.index, TypeError, CUT),
    ("B11 number of a list", lambda x: [1, 2][x], TypeError, CUT),
    ("B11 range", range, TypeError, CUT),
    ("B11 math.exp", math.exp, TypeError, CUT),
    ("B11 math.sqrt", math.sqrt, TypeError, CUT),
    ("B11 math.isfinite", math.isfinite, TypeError, CUT),
    ("B11 math.pow", lambda x: math.pow(2.0, x), TypeError, CUT),
    ("B11 math.fsum", lambda x: math.fsum([x, x]), TypeError, CUT),
    ("B11 percent", lambda x: "%.2f" % x, TypeError, CUT),  # noqa: UP031
    ("B11 array of floats", lambda x: np.array([x], dtype=float), TypeError, CUT),
    ("B11 numpy scalar", np.float64, TypeError, CUT),
    ("B11 into an array", lambda x: operator.setitem(np.zeros(2), 0, x),
     TypeError, CUT),
    ("B12 np.exp", np.exp, TypeError, "'Value' does not support"),
    ("B12 np.sqrt", np.sqrt, TypeError, "'Value' does not support"),
    ("B12 np.add", lambda x: np.add(x, 1.0), TypeError, "'Value' does not support"),
    ("B12 np.multiply", lambda x: np.multiply(ARRAY, x), TypeError, "'Value' does not"),
    ("B12 array in place", lambda x: operator.iadd(ARRAY, x),
     TypeError, "'Value' does"),
    ("B13 bool", bool, TypeError, TRUTH),
    ("B13 if", lambda x: 1 if x else 0, TypeError, TRUTH),
    ("B13 while", while_loop, TypeError, TRUTH),
    ("B13 not", lambda x: not x, TypeError, TRUTH),
    ("B13 and", lambda x: x and x, TypeError, TRUTH),
    ("B13 or", lambda x: x or 0.0, TypeError, TRUTH),
    ("B13 any", lambda x: any([x]), TypeError, TRUTH),
    ("B13 all", lambda x: all([x]), TypeError, TRUTH),
    ("B13 filter", lambda x: list(filter(None, [x])), TypeError, TRUTH),
    ("B13 parameter", lambda x: bool(nn.Parameter(0.0)), TypeError, TRUTH),
    ("B14 x == 3", lambda x: x == 3, TypeError, "write v.data == 3"),
    ("B14 3 == x", lambda x: 3 == x, TypeError, "write v.data == 3"),  # noqa: SIM300
    ("B14 x != 3", lambda x: x != 3, TypeError, "write v.data == 3"),
    ("B14 x == fraction", lambda x: x == Fraction(3),
     TypeError, "write v.data == Frac"),
    ("B14 x == numpy", lambda x: x == np.float64(3), TypeError, "write v.data == np"),
    ("B14 numpy == x", lambda x: np.float64(3) == x, TypeError, "write v.data == np"),
    ("B14 x == truth", lambda x: x == True, TypeError, "write v.data"),  # noqa: E712
    ("B14 x == huge", lambda x: x == HUGE, TypeError, "write v.data =="),
    ("B14 x == too long to print", lambda x: x == 10**5000,
     TypeError, "write v.data =="),
    ("B14 number in values", lambda x: 3.0 in [x], TypeError, "write v.data == 3.0"),
    ("B14 value in numbers", lambda x: x in [3.0], TypeError, "write v.data == 3.0"),
    ("B14 list.index", lambda x: [1.0, 3.0].index(x), TypeError, "write v.data == 1.0"),
    ("B14 list.count", lambda x: [x].count(3.0), TypeError, "write v.data == 3.0"),
    ("B15 x < text", lambda x: x < "3", TypeError, TEXT),
    ("B15 text < x", lambda x: "3" < x, TypeError, TEXT),  # noqa: SIM300
    ("B15 x >= none", lambda x: x >= None, TypeError, "write a number"),
    ("B15 x > list", lambda x: x > [1.0], TypeError, EACH),
    ("B15 x <= complex", lambda x: x <= 1j, TypeError, "write a number"),
    ("B15 x < array", lambda x: x < ARRAY, TypeError, EACH),
    ("B15 array < x", lambda x: ARRAY < x, TypeError, EACH),  # noqa: SIM300
    ("B15 sorted with text", lambda x: sorted([x, "a"]), TypeError, TEXT),
    ("B16 p += x", in_place(operator.iadd), TypeError, UPDATE),
    ("B16 p -= x", in_place(operator.isub), TypeError, UPDATE),
    ("B16 p *= x", in_place(operator.imul), TypeError, UPDATE),
    ("B16 p /= x", in_place(operator.itruediv), TypeError, UPDATE),
    ("B16 p **= x", in_place(operator.ipow), TypeError, UPDATE),
    ("B16 p //= x", in_place(operator.ifloordiv), TypeError, UPDATE),
    ("B16 p %= x", in_place(operator.imod), TypeError, UPDATE),
    ("B21 list of losses", lambda x: toygrad.backward([x, x]),
     TypeError, "write sum(losses).backward()"),
    ("B21 number", lambda x: toygrad.backward(3.0), TypeError, "write loss.backward()"),
    ("B23 x / 0", lambda x: x / 0, ZeroDivisionError, "check the divisor"),
    ("B23 1 / zero", lambda x: 1 / (x - x), ZeroDivisionError, "check the divisor"),
    ("B23 zero / zero", lambda x: (x - x) / (x - x), ZeroDivisionError, "the divisor"),
    ("B23 numpy / zero", lambda x: np.float64(1) / (x - x),
     ZeroDivisionError, "divisor"),
    ("B23 name of the divisor", lambda x: x / Value(0.0, "rate"),
     ZeroDivisionError, "rate is 0.0"),
    ("B23 name of the dividend", lambda x: x / Value(0.0, "rate"),
     ZeroDivisionError, "x is 3.0"),
    ("B23 tiny divisor", lambda x: x / 5e-324, OverflowError, SMALLER),
    ("B23 x // 2", lambda x: x // 2, TypeError, ROUND),
    ("B23 2 // x", lambda x: 2 // x, TypeError, ROUND),
    ("B23 x % 2", lambda x: x % 2, TypeError, ROUND),
    ("B23 2 % x", lambda x: 2 % x, TypeError, ROUND),
    ("B23 pow with a modulus", lambda x: pow(x, 2, 5), TypeError, "write base ** exponent"),
    ("B23 zero ** -1", lambda x: (x - x) ** -1, ZeroDivisionError, "check the base"),
    ("B23 zero ** 0.5", lambda x: (x - x) ** 0.5, ValueError, "add a small constant"),
    ("B23 zero ** a value", lambda x: (x - x) ** Value(0.5), ValueError, "add a small constant"),
    ("B23 (-8) ** (1/3)", lambda x: (-x) ** (1 / 3),
     ValueError, "round one of the two"),
    ("B23 (-1) ** x", lambda x: (-1) ** x, ValueError, "write the exponent as a plain"),
    ("B23 (-x) ** x", lambda x: (-x) ** x, ValueError, "write the exponent as a plain"),
    ("B23 0 ** zero", lambda x: 0 ** (x - x), ValueError, "write the exponent"),
    ("B23 0 ** -x", lambda x: 0 ** -x, ValueError, "needs a base above 0"),
    ("B23 name of the base", lambda x: (-x) ** Value(0.5, "k"), ValueError, "-3.0"),
    ("B23 name of the exponent", lambda x: (-x) ** Value(0.5, "k"),
     ValueError, "k is 0.5"),
    ("B22 power", lambda x: (10 * x) ** 400, OverflowError, SMALLER),
    ("B22 power of values", lambda x: (10 * x) ** Value(400), OverflowError, SMALLER),
    ("B22 number ** x", lambda x: 1e200**x, OverflowError, SMALLER),
    ("B22 slope of a power", lambda x: (x * 1e-160) ** -1.9, OverflowError, SMALLER),
    ("B22 inf / x", lambda x: huge(x) / x, ValueError, SMALLER),
    ("B22 x / inf", lambda x: x / huge(x), ValueError, SMALLER),
    ("B22 inf ** 2", lambda x: huge(x) ** 2, ValueError, SMALLER),
    ("B22 backward of inf", lambda x: huge(x).backward(),
     ValueError, "before it smaller"),
    ("B22 backward of nan", lambda x: (huge(x) * 0.0).backward(),
     ValueError, "made by *"),
    ("B22 name in backward", lambda x: (x * 1e308).backward(), ValueError, "x is 3.0"),
    ("B22 gradient", lambda x: ((x - 3.0) * 1e200 * 1e200).backward(),
     OverflowError, SMALLER),
    ("B25 round", round, TypeError, ROUND),
    ("B25 round to digits", lambda x: round(x, 2), TypeError, ROUND),
    ("B25 floor", math.floor, TypeError, "v.data"),
    ("B25 ceil", math.ceil, TypeError, "v.data"),
    ("B25 trunc", math.trunc, TypeError, "v.data"),
    ("B25 divmod", lambda x: divmod(x, 2), TypeError, "v.data"),
    ("B25 divmod by x", lambda x: divmod(7, x), TypeError, "v.data"),
    ("B31 pickle", pickle.dumps, TypeError, SAVE),
    ("B31 pickle of a graph", lambda x: pickle.dumps(x * x), TypeError, SAVE),
    ("B31 copy", copy.copy, TypeError, SAVE),
    ("B31 deepcopy", copy.deepcopy, TypeError, SAVE),
    ("B31 deepcopy of a list", lambda x: copy.deepcopy([x]), TypeError, SAVE),
    ("B31 model", lambda x: pickle.dumps(nn.Linear(1, 1)), TypeError, SAVE),
    ("B31 copy of a model", lambda x: copy.deepcopy(nn.MLP(1, [1])), TypeError, SAVE),
    ("B31 optimizer", lambda x: copy.deepcopy(optim.SGD([x], 0.1)), TypeError, SAVE),
]

DOMAINS = [
    ("A5 log of 0", lambda x: (x - x).log(), ValueError, "keep its argument there"),
    ("A5 log of -3", lambda x: toygrad.log(-x), ValueError, "a number above 0"),
    ("A5 log of number 0", lambda x: toygrad.log(0), ValueError, "a number above 0"),
    ("A5 slope of log", lambda x: (x * 1e-320).log(),
     OverflowError, "keep its argument"),
    ("A5 sqrt of 0", lambda x: (x - x).sqrt(), ValueError, "a number above 0"),
    ("A5 sqrt of -3", lambda x: (-x).sqrt(), ValueError, "a number above 0"),
    ("A5 sqrt of number -1", lambda x: toygrad.sqrt(-1), ValueError, "above 0"),
    ("A5 exp of 900", lambda x: (x * 300).exp(), OverflowError, "up to 709.78"),
    ("A5 exp of number 900", lambda x: toygrad.exp(900), OverflowError, "up to 709.78"),
    ("A5 expm1 of 900", lambda x: (x * 300).expm1(), OverflowError, "up to 709.78"),
    ("A5 log1p of -3", lambda x: (-x).log1p(), ValueError, "a number above −1"),
    ("A5 log1p of -1", lambda x: (x / -3).log1p(), ValueError, "a number above −1"),
    ("A5 name", lambda x: (x * 0).log(), ValueError, "log needs a number above 0"),
    ("A5 label", lambda x: Value(-1.0, "rate").log(), ValueError, "rate is -1.0"),
]

OF_MANY = [
    ("B26 mean of none", lambda x: toygrad.mean([]), ValueError, "check the list"),
    ("B26 mean of an empty generator", lambda x: toygrad.mean(v for v in ()),
     ValueError, "check the list"),
    ("B26 maximum of none", lambda x: toygrad.maximum(), ValueError, "check the list"),
    ("B26 minimum of none", lambda x: toygrad.minimum(), ValueError, "check the list"),
    ("B26 softmax of none", lambda x: toygrad.softmax([]),
     ValueError, "check the list"),
    ("B26 logsumexp of none", lambda x: toygrad.logsumexp([]), ValueError, "the list"),
    ("B4 total of a value", toygrad.total, TypeError, "write total([...])"),
    ("B4 total of a number", lambda x: toygrad.total(3.0),
     TypeError, "write total([...])"),
    ("B4 total of text", lambda x: toygrad.total("12"),
     TypeError, "write total([...])"),
    ("B4 total with text", lambda x: toygrad.total([x, "1"]), TypeError, TEXT),
    ("B4 total with a list", lambda x: toygrad.total([x, [1.0]]), TypeError, EACH),
    ("B4 mean of a value", toygrad.mean, TypeError, "write mean([...])"),
    ("B4 mean with none", lambda x: toygrad.mean([x, None]),
     TypeError, "write a number"),
    ("B4 softmax of a value", toygrad.softmax, TypeError, "write softmax([...])"),
    ("B4 softmax with text", lambda x: toygrad.softmax([x, "1"]), TypeError, TEXT),
    ("B4 logsumexp of a value", toygrad.logsumexp, TypeError, "write logsumexp([...])"),
    ("B4 maximum of a list", lambda x: toygrad.maximum([x, x]),
     TypeError, "write maximum(*values)"),
    ("B4 minimum of a list", lambda x: toygrad.minimum([x, x]),
     TypeError, "write minimum(*values)"),
    ("B4 maximum with text", lambda x: toygrad.maximum(x, "1"), TypeError, TEXT),
    ("B9 maximum with an array", lambda x: toygrad.maximum(x, ARRAY), TypeError, EACH),
    ("B22 maximum with nan", lambda x: toygrad.maximum(x, math.nan), ValueError, "nan"),
    ("B30 dot of two lengths", lambda x: toygrad.dot([x], [1.0, 2.0]),
     ValueError, "cut the longer one"),
    ("B4 dot of values", lambda x: toygrad.dot(x, x), TypeError, "write dot([...])"),
    ("B4 dot with text", lambda x: toygrad.dot([x], ["1"]), TypeError, TEXT),
    ("A5 clamp turned round", lambda x: toygrad.clamp(x, 2, 1),
     ValueError, "swap them"),
    ("A5 clamp of text", lambda x: toygrad.clamp("3", 0, 1), TypeError, TEXT),
    ("A5 clamp to text", lambda x: toygrad.clamp(x, "0", 1), TypeError, TEXT),
    ("A5 clamp to none", lambda x: toygrad.clamp(x, None, 1),
     TypeError, "write a number"),
    ("A5 clamp to nan", lambda x: toygrad.clamp(x, math.nan, 1), ValueError, "nan"),
    ("A5 clamp to an array", lambda x: toygrad.clamp(x, 0, ARRAY), TypeError, EACH),
    ("B30 affine of too many inputs", lambda x: toygrad.affine([[x]], [1.0, 2.0], [x]),
     ValueError, "one weight for each input"),
    ("B30 affine of too many values", lambda x: toygrad.affine([[x]], [x, x], [x]),
     ValueError, "one weight for each input"),
    ("B30 affine of too few biases", lambda x: toygrad.affine([[x], [x]], [1.0], [x]),
     ValueError, "one bias for each row"),
    ("B4 affine of plain weights", lambda x: toygrad.affine([[2.0]], [x], [x]),
     TypeError, "write Parameter(number)"),
    ("B4 affine of a number", lambda x: toygrad.affine([[x]], 1.0, [x]),
     TypeError, "list"),
    ("B4 affine of text", lambda x: toygrad.affine([[x]], ["1"], [x]), TypeError, TEXT),
]

LAYERS = [
    ("B30 three for two", lambda x: nn.Linear(2, 1)([1, 2, 3]),
     ValueError, "write a list of 2"),
    ("B30 one for two", lambda x: nn.Linear(2, 1)([x]),
     ValueError, "write a list of 2"),
    ("B30 none for two", lambda x: nn.Linear(2, 1)([]),
     ValueError, "write a list of 2"),
    ("B30 MLP", lambda x: nn.MLP(2, [4, 1])([1, 2, 3]),
     ValueError, "write a list of 2"),
    ("B30 layers that do not fit",
     lambda x: nn.Sequential(nn.Linear(1, 2), nn.Linear(3, 1))([1.0]),
     ValueError, "write a list of 3"),
    ("B30 layer of a number", lambda x: nn.Linear(1, 1)(3.0),
     TypeError, "write layer([x])"),
    ("B30 layer of a value", nn.Linear(1, 1), TypeError, "write layer([x])"),
    ("B30 layer of text", lambda x: nn.Linear(1, 1)("3"),
     TypeError, "write layer([x])"),
    ("B30 layer of none", lambda x: nn.MLP(1, [1])(None),
     TypeError, "write layer([x])"),
    ("B30 layer of a generator", lambda x: nn.Linear(1, 1)(v for v in [x]),
     TypeError, "write layer([x])"),
    ("B4 layer of texts", lambda x: nn.Linear(1, 1)(["3"]), TypeError, TEXT),
    ("B30 three for two in a batch", lambda x: nn.Linear(2, 1)([[1, 2], [1, 2, 3]]),
     ValueError, "write a list of 2"),
    ("B30 number in a batch", lambda x: nn.Linear(1, 1)([[1.0], 2.0]),
     TypeError, "write layer([x])"),
    ("B30 text in a batch", lambda x: nn.MLP(1, [2, 1])([[1.0], "2"]),
     TypeError, "write layer([x])"),
    ("B4 layer of a batch of batches", lambda x: nn.Linear(1, 1)([[[3.0]]]),
     TypeError, EACH),
    ("B9 layer of a table", lambda x: nn.Linear(2, 1)(np.eye(2)), TypeError, EACH),
    ("B22 layer of nan", lambda x: nn.Linear(1, 1)([math.nan]), ValueError, "look for"),
    ("B4 Tanh of texts", lambda x: nn.Tanh()(["3"]), TypeError, TEXT),
    ("B4 relu of text", lambda x: nn.relu("3"), TypeError, TEXT),
    ("B30 no inputs", lambda x: nn.Linear(0, 1), ValueError, "write Linear(2, 3)"),
    ("B30 minus one output", lambda x: nn.Linear(1, -1),
     ValueError, "write Linear(2, 3)"),
    ("B30 too many inputs to hold", lambda x: nn.Linear(1_000_001, 1),
     ValueError, "write Linear(2, 3)"),
    ("B30 text for a count", lambda x: nn.Linear("2", 1),
     TypeError, "write Linear(2, 3)"),
    ("B30 float for a count", lambda x: nn.Linear(2, 1.0), TypeError, "Linear(2, 3)"),
    ("B30 truth for a count", lambda x: nn.Linear(True, 1), TypeError, "Linear(2, 3)"),
    ("B30 value for a count", lambda x: nn.Linear(x, 1), TypeError, "Linear(2, 3)"),
    ("B30 unknown init", lambda x: nn.Linear(1, 1, init="he"), ValueError, "kaiming"),
    ("B30 list for an init", lambda x: nn.Linear(1, 1, init=[]), TypeError, "kaiming"),
    ("B30 seed for an rng", lambda x: nn.Linear(1, 1, rng=3),
     TypeError, "write rng=random.Random(3)"),
    ("B30 MLP of a number", lambda x: nn.MLP(2, 1), TypeError, "write MLP(2, [16, 1])"),
    ("B30 MLP of no sizes", lambda x: nn.MLP(2, []),
     ValueError, "write MLP(2, [16, 1])"),
    ("B30 MLP of a 0", lambda x: nn.MLP(2, [0]), ValueError, "needs two counts"),
    ("B30 MLP of text", lambda x: nn.MLP(2, ["4"]), TypeError, "needs two counts"),
    ("B30 name of an activation", lambda x: nn.MLP(1, [2, 1], "tanh")([1.0]),
     TypeError, "write activation=nn.tanh"),
    ("B30 class of an activation", lambda x: nn.MLP(1, [2, 1], nn.ReLU)([1.0]),
     TypeError, "write activation=nn.tanh"),
    ("B30 Sequential of a list", lambda x: nn.Sequential([nn.ReLU()])([x]),
     TypeError, "write Sequential(*modules)"),
    ("B30 Sequential of a class", lambda x: nn.Sequential(nn.ReLU)([x]),
     TypeError, "write ReLU()"),
    ("B30 Sequential of a number", lambda x: nn.Sequential(3.0)([x]),
     TypeError, "write Linear()"),
    ("B30 no forward", lambda x: Unfinished()([x]), TypeError, "forward(self, inputs)"),
    ("B31 missing names", lambda x: nn.Linear(1, 1).load_state_dict({}),
     ValueError, "load it into the same model"),
    ("B31 unknown name", lambda x: loaded(c=1.0), ValueError, "into the same model"),
    ("B31 names of many kinds", lambda x: loaded_names(1, None, "c"),
     ValueError, "into the same model"),
    ("B31 long name", lambda x: loaded_names("w" * 1_000_000),
     ValueError, "into the same model"),
    ("B31 name of no letters", lambda x: loaded_names("\ud800"),
     ValueError, "into the same model"),
    ("B31 state of text", lambda x: loaded(**{"w[0,0]": "1"}), TypeError, TEXT),
    ("B31 state of nan", lambda x: loaded(**{"w[0,0]": math.nan}),
     ValueError, "look for"),
    ("B31 state of values", lambda x: loaded(**{"w[0,0]": x}), TypeError, "already"),
    ("B31 two parameters of one name",
     lambda x: module_of(h=[nn.Linear(1, 1)], h0=nn.Linear(1, 1)).state_dict(),
     ValueError, "give one of the two parts another name"),
    ("B31 call with an unknown name", lambda x: called({"w[0]": 1.0}),
     ValueError, "write one of model.named_parameters()"),
    ("B31 call with a long name", lambda x: called({"weight " * 9: 1.0}),
     ValueError, "write one of model.named_parameters()"),
    ("B31 call with names of many kinds", lambda x: called({1: 1.0, None: 1.0}),
     ValueError, "write one of model.named_parameters()"),
    ("B31 call with a list", lambda x: called([1.0, 2.0]),
     TypeError, "write model.state_dict()"),
    ("B31 call with text", lambda x: called({"b[0]": "1"}), TypeError, TEXT),
    ("B31 call with nan", lambda x: called({"b[0]": math.nan}), ValueError, "look for"),
    ("B31 call of a function", lambda x: nn.functional_call(abs, {}, [x]),
     TypeError, "write functional_call(model, parameters, inputs)"),
    ("B31 call of a lazy forward", lambda x: nn.functional_call(Lazy(), {}, [x]),
     TypeError, "write a list in forward"),
    ("B31 text of a state", lambda x: nn.Linear(1, 1).load_state_dict("{}"),
     TypeError, "write load_state_dict(json.load(file))"),
]

LOSSES = [
    ("B30 two for one", lambda x: nn.mse_loss([x, x], [1.0]),
     ValueError, "write one target for each prediction"),
    ("B30 none", lambda x: nn.mse_loss([], []),
     ValueError, "write one target for each"),
    ("B30 one value", lambda x: nn.mse_loss(x, 1.0),
     TypeError, "write mse_loss([p], [t])"),
    ("B30 one target", lambda x: nn.mse_loss([x], 1.0),
     TypeError, "write mse_loss([p], [t])"),
    ("B30 text of targets", lambda x: nn.mse_loss([x], "1"),
     TypeError, "write mse_loss([p], [t])"),
    ("B30 list of outputs", lambda x: nn.mse_loss([[x]], [1.0]),
     TypeError, "write [p for [p] in predictions]"),
    ("B4 target of text", lambda x: nn.mse_loss([x], ["1"]), TypeError, TEXT),
    ("B4 target of a list", lambda x: nn.mse_loss([x], [[1.0]]), TypeError, EACH),
    ("B30 l1 lengths", lambda x: nn.l1_loss([x], [1.0, 2.0]), ValueError, "one target"),
    ("B30 l1 of a value", lambda x: nn.l1_loss(x, [1.0]),
     TypeError, "write l1_loss([p]"),
    ("B30 huber lengths", lambda x: nn.huber_loss([x], []), ValueError, "one target"),
    ("B30 huber of 0", lambda x: nn.huber_loss([x], [1.0], 0), ValueError, "delta=1.0"),
    ("B30 huber of nan", lambda x: nn.huber_loss([x], [1.0], math.nan),
     ValueError, "write delta=1.0"),
    ("B30 huber of text", lambda x: nn.huber_loss([x], [1.0], "1"),
     TypeError, "write delta=1.0"),
    ("B30 hinge of 0", lambda x: nn.hinge_loss([x], [0]),
     ValueError, "write 2 * label - 1"),
    ("B30 hinge lengths", lambda x: nn.hinge_loss([x], []), ValueError, "one target"),
    ("B30 class too large", lambda x: nn.cross_entropy([x, x], 2),
     ValueError, "write the number of the right class"),
    ("B30 class -1", lambda x: nn.cross_entropy([x, x], -1), ValueError, "right class"),
    ("B30 class of text", lambda x: nn.cross_entropy([x, x], "0"),
     TypeError, "write the number of the right class"),
    ("B30 class of a float", lambda x: nn.cross_entropy([x, x], 1.0),
     TypeError, "write the number of the right class"),
    ("B30 class of truth", lambda x: nn.cross_entropy([x, x], True),
     TypeError, "write the number of the right class"),
    ("B30 classes of a batch", lambda x: nn.cross_entropy([[x], [x]], [0, 0]),
     TypeError, "write mean(map(cross_entropy"),
    ("B30 probabilities of text", lambda x: nn.cross_entropy([x, x], ["0", "1"]),
     ValueError, "write one_hot(label, classes)"),
    ("B30 probability of 2", lambda x: nn.cross_entropy([x, x], [2.0, -1.0]),
     ValueError, "2 probabilities from 0 to 1"),
    ("B30 probability of 1.5", lambda x: nn.cross_entropy([x, x], [1.5, 0.0]),
     ValueError, "2 probabilities from 0 to 1"),
    ("B30 probability of nan", lambda x: nn.cross_entropy([x, x], [math.nan, 1.0]),
     ValueError, "2 probabilities from 0 to 1"),
    ("B30 one probability", lambda x: nn.cross_entropy([x, x], [1.0]),
     ValueError, "2 probabilities from 0 to 1"),
    ("B30 sum of probabilities", lambda x: nn.cross_entropy([x, x], [0.5, x - 2.25]),
     ValueError, "divide each by their sum"),
    ("B30 one hot too large", lambda x: nn.one_hot(3, 3), ValueError, "one_hot(3, 10)"),
    ("B30 one hot too long", lambda x: nn.one_hot(3, 1_000_001), ValueError, "(3, 10)"),
    ("B30 one hot of -1", lambda x: nn.one_hot(-1, 3), ValueError, "one_hot(3, 10)"),
    ("B30 one hot of text", lambda x: nn.one_hot("1", 3), TypeError, "one_hot(3, 10)"),
    ("B30 one hot of truth", lambda x: nn.one_hot(True, 3), TypeError, "one_hot(3, 10)"),
    ("B30 one hot of a value too large", lambda x: nn.one_hot(x, 3), ValueError, "one_hot(3, 10)"),
    ("B30 huge class", lambda x: nn.cross_entropy([x, x], HUGE),
     ValueError, "write the number of the right class"),
    ("B30 no logits", lambda x: nn.cross_entropy([], 0), ValueError, "at least one"),
    ("B30 one logit", lambda x: nn.cross_entropy(x, 0), TypeError, "a list of values"),
    ("B30 logits of text", lambda x: nn.cross_entropy("12", 0),
     TypeError, "write cross_entropy(model(x), target)"),
    ("B30 binary of 2", lambda x: nn.binary_cross_entropy_with_logits([x], [2]),
     ValueError, "targets from 0 to 1"),
    ("B30 binary of -1", lambda x: nn.binary_cross_entropy_with_logits([x], [-1]),
     ValueError, "write (label + 1) / 2"),
    ("B30 binary lengths", lambda x: nn.binary_cross_entropy_with_logits([x], []),
     ValueError, "write one target for each prediction"),
    ("B30 penalty of a value", nn.l2_penalty, TypeError, MODEL),
    ("B30 penalty of a model", lambda x: nn.l2_penalty(nn.Linear(1, 1)),
     TypeError, MODEL),
    ("B30 penalty of none", lambda x: nn.l2_penalty([]), ValueError, "at least one"),
]

TRAINING = [
    ("B28 model itself", lambda x: optim.SGD(nn.Linear(1, 1), 0.1), TypeError, MODEL),
    ("B28 forgotten ()", lambda x: optim.SGD(nn.Linear(1, 1).parameters, 0.1),
     TypeError, MODEL),
    ("B28 one parameter", lambda x: optim.SGD(x, 0.1), TypeError, MODEL),
    ("B28 no parameters", lambda x: optim.SGD([], 0.1), ValueError, MODEL),
    ("B28 numbers", lambda x: optim.SGD([1.0], 0.1), TypeError, MODEL),
    ("B28 names", lambda x: optim.Adam(nn.Linear(1, 1).named_parameters()),
     TypeError, MODEL),
    ("B28 array of rates", lambda x: optim.SGD([x], ARRAY), TypeError, "write 0.1"),
    ("B28 huge rate", lambda x: optim.SGD([x], HUGE), OverflowError, "write 0.1"),
    ("B28 momentum 1", lambda x: optim.SGD([x], 0.1, 1), ValueError, "write 0.9"),
    ("B28 momentum -1", lambda x: optim.SGD([x], 0.1, -1), ValueError, "write 0.9"),
    ("B28 momentum of text", lambda x: optim.SGD([x], 0.1, "0"), TypeError, "write 0"),
    ("B28 decay 1", lambda x: optim.RMSProp([x], decay=1.0), ValueError, "write 0.9"),
    ("B28 eps 0", lambda x: optim.RMSProp([x], eps=0.0), ValueError, "eps needs"),
    ("B28 beta 2", lambda x: optim.Adam([x], betas=(0.9, 2.0)),
     ValueError, "write 0.9"),
    ("B28 one beta", lambda x: optim.Adam([x], betas=(0.9,)),
     ValueError, "write betas=(0.9, 0.999)"),
    ("B28 beta of a number", lambda x: optim.Adam([x], betas=0.9),
     TypeError, "write betas=(0.9, 0.999)"),
    ("B28 decay of -1", lambda x: optim.AdamW([x], weight_decay=-1), ValueError, "0.9"),
    ("B28 step of inf", lambda x: stepped(x, math.inf),
     ValueError, "clip the gradients"),
    ("B28 step of nan", lambda x: stepped(x, math.nan),
     ValueError, "the one of w is nan"),
    ("B28 clip to 0", lambda x: optim.clip_gradients([x], 0), ValueError, "above 0"),
    ("B28 clip to -1", lambda x: optim.clip_gradients([x], -1.0),
     ValueError, "above 0"),
    ("B28 clip to text", lambda x: optim.clip_gradients([x], "1"),
     TypeError, "write 0.1"),
    ("B28 clip numbers", lambda x: optim.clip_gradients([1.0], 1.0), TypeError, MODEL),
    ("B28 clip a model", lambda x: optim.clip_gradients(nn.ReLU(), 1.0),
     TypeError, MODEL),
    ("B28 step of a computed value", lambda x: optim.SGD([x * 2.0], 0.1),
     ValueError, MODEL),
    ("B28 clip inf", lambda x: clipped(math.inf), ValueError, "clip in every step"),
    ("B28 clip what is too long", lambda x: clipped(1.7e308, 1.7e308),
     OverflowError, "make the learning rate smaller"),
    ("B28 constant 0", lambda x: optim.constant(0), ValueError, "above 0"),
    ("B28 constant -0.1", lambda x: optim.constant(-0.1), ValueError, "above 0"),
    ("B28 constant text", lambda x: optim.constant("0.1"), TypeError, "write 0.1"),
    ("B28 linear text", lambda x: optim.linear("0.1", 0.0, 9), TypeError, "write 0.1"),
    ("B28 linear in 0", lambda x: optim.linear(0.1, 0.0, 0), ValueError, "above 0"),
    ("B28 cosine -1", lambda x: optim.cosine(-1, 9), ValueError, "above 0"),
    ("B28 cosine in 0", lambda x: optim.cosine(0.1, 0), ValueError, "above 0"),
    ("B28 cosine in text", lambda x: optim.cosine(0.1, "9"), TypeError, "plain number"),
    ("B28 fit with a rate", lambda x: trained(schedule=0.1),
     TypeError, "write schedule=constant(0.1)"),
    ("B27 fit no examples", lambda x: trained(examples=[]),
     ValueError, "check the data"),
    ("B27 fit one example", lambda x: trained(examples=1.0),
     TypeError, "a list of examples"),
    ("B27 fit loss of a number", lambda x: trained(loss=lambda batch: 1.0),
     TypeError, "write lambda batch: mse_loss(...)"),
    ("B27 fit loss of a list", lambda x: trained(loss=lambda batch: [x]),
     TypeError, "write lambda batch: mse_loss(...)"),
    ("B27 fit loss of none", lambda x: trained(loss=lambda batch: None),
     TypeError, "write lambda batch: mse_loss(...)"),
    ("B27 fit a value", lambda x: trained(loss=x),
     TypeError, "write lambda batch: mse_loss(...)"),
    ("B27 fit no optimizer", lambda x: trained(optimizer=None),
     TypeError, "write SGD(model.parameters(), lr=0.1)"),
    ("B27 fit class of an optimizer", lambda x: trained(optimizer=optim.SGD),
     TypeError, "write SGD(model.parameters(), lr=0.1)"),
    ("B27 fit a rate", lambda x: trained(optimizer=0.1),
     TypeError, "write SGD(model.parameters(), lr=0.1)"),
    ("B27 fit epochs of text", lambda x: trained(epochs="9"),
     TypeError, "write epochs=100"),
    ("B27 fit epochs of a float", lambda x: trained(epochs=9.0),
     TypeError, "write epochs=100"),
    ("B27 fit -1 epochs", lambda x: trained(epochs=-1), ValueError, "write epochs=100"),
    ("B27 fit batches of -1", lambda x: trained(batch_size=-1),
     ValueError, "write batch_size=16"),
    ("B27 fit batches of text", lambda x: trained(batch_size="9"),
     TypeError, "write batch_size=16"),
    ("B27 fit patience of text", lambda x: trained(patience="9"),
     TypeError, "write patience=5"),
    ("B27 fit patience alone", lambda x: trained(patience=5, held_out=None),
     ValueError, "write held_out=[example]"),
    ("B27 fit held-out number", lambda x: trained(held_out=3.0),
     TypeError, "a list of held-out examples"),
    ("B30 fit a layer that does not fit",
     lambda x: trained( loss=lambda batch: nn.Linear(2, 1)(batch)[0]),
     ValueError, "write a list of 2"),
]

DATA = [
    ("A5 curve of one point", lambda x: data.curve(abs, 0.0, 1.0, n=1),
     ValueError, "2 <= n"),
    ("A5 curve turned round", lambda x: data.curve(abs, 1.0, 0.0),
     ValueError, "low < high"),
    ("A5 curve of nan", lambda x: data.curve(abs, math.nan, 0.0),
     ValueError, "low < high"),
    ("A5 curve of text", lambda x: data.curve("x*x", 0.0, 1.0),
     TypeError, "write curve(lambda x: x * x"),
    ("A5 curve between texts", lambda x: data.curve(abs, "0", "1"),
     TypeError, "low < high"),
    ("A5 curve of a float", lambda x: data.curve(abs, 0.0, 1.0, n=9.0),
     TypeError, "n >= 2"),
    ("A5 parabola of one point", lambda x: data.parabola(1), ValueError, "2 <= n"),
    ("A5 wave of one point", lambda x: data.wave(1), ValueError, "2 <= n"),
    ("A5 noise of text", lambda x: data.wave(noise="0.1"),
     TypeError, "write noise=0.1"),
    ("A5 noise of nan", lambda x: data.moons(noise=math.nan),
     ValueError, "write noise=0.1"),
    ("A5 noise of inf", lambda x: data.wave(noise=-math.inf),
     ValueError, "write noise=0.1"),
    ("A5 noise below 0", lambda x: data.moons(noise=-0.1),
     ValueError, "write noise=0.1"),
    ("A5 noise of a curve below 0", lambda x: data.parabola(noise=-1),
     ValueError, "write noise=0.1"),
    ("A5 blobs with noise below 0", lambda x: data.blobs(8, -0.1),
     ValueError, "write noise=0.1"),
    ("A5 noise beyond the floats", lambda x: data.circles(noise=HUGE),
     ValueError, "write noise=0.1"),
    ("A5 noise that would make inf", lambda x: data.xor(noise=1e308),
     ValueError, "write noise=0.1"),
    ("A5 turns beyond the floats", lambda x: data.spirals(turns=-HUGE),
     ValueError, "write turns=1.5"),
    ("A5 curve from minus inf", lambda x: data.curve(abs, -math.inf, 0.0),
     ValueError, "low < high"),
    ("A5 curve to inf", lambda x: data.wave(high=math.inf), ValueError, "low < high"),
    ("A5 curve of too many points", lambda x: data.curve(abs, 0.0, 1.0, n=10**9),
     ValueError, "n <= 1,000,000"),
    ("A5 moons of too many points", lambda x: data.moons(HUGE),
     ValueError, "to 1,000,000"),
    ("A5 turns of nan", lambda x: data.spirals(turns=math.nan),
     ValueError, "write turns=1.5"),
    ("A5 turns of text", lambda x: data.spirals(turns="2"),
     TypeError, "write turns=1.5"),
    ("A5 moons of 7", lambda x: data.moons(7), ValueError, "write n=100"),
    ("A5 moons of 0", lambda x: data.moons(0), ValueError, "write n=100"),
    ("A5 moons of -2", lambda x: data.moons(-2), ValueError, "write n=100"),
    ("A5 moons of text", lambda x: data.moons("8"), TypeError, "write n=100"),
    ("A5 circles of a float", lambda x: data.circles(8.0), TypeError, "write n=100"),
    ("A5 circles of 7", lambda x: data.circles(7), ValueError, "write n=100"),
    ("A5 spirals of truth", lambda x: data.spirals(True), TypeError, "write n=100"),
    ("A5 spirals of 7", lambda x: data.spirals(7), ValueError, "write n=100"),
    ("A5 xor of 0", lambda x: data.xor(0), ValueError, "write n=100"),
    ("A5 xor of a float", lambda x: data.xor(8.0), TypeError, "write n=100"),
    ("A5 blobs of 7", lambda x: data.blobs(7), ValueError, "write n=100"),
    ("A5 blobs with noise of text", lambda x: data.blobs(8, "0.1"),
     TypeError, "write noise=0.1"),
]

WITNESSES = [
    ("A5 first_bad of a number", lambda x: first_bad(3.0),
     TypeError, "first_bad(loss)"),
    ("A5 first_bad of a list", lambda x: first_bad([x]), TypeError, "first_bad(loss)"),
    ("A5 explain a number", lambda x: explain(3.0, x),
     TypeError, "write explain(y, x)"),
    ("A5 explain by a number", lambda x: explain(x, 3.0), TypeError, "explain(y, x)"),
    ("A5 explain a list", lambda x: explain([x], x), TypeError, "write explain(y, x)"),
    ("A5 explain by a label", lambda x: explain(x, "x"), TypeError, "explain(y, x)"),
    ("A15 grad of a number", lambda x: grad(3.0),
     TypeError, "write grad(lambda x: x * x)"),
    ("A15 grad of a value", lambda x: grad(x * x),
     TypeError, "write grad(lambda x: x * x)"),
    ("A15 grad at nothing", lambda x: grad(abs)(), TypeError, "at least one number"),
    ("A15 grad at text", lambda x: grad(abs)("3"), TypeError, TEXT),
    ("A15 grad at none", lambda x: grad(abs)(None), TypeError, "write a number"),
    ("A15 grad at an empty list", lambda x: grad(sum)([]), TypeError, "at least one"),
    ("A15 grad at a list of text", lambda x: grad(sum)(["3"]), TypeError, TEXT),
    ("A15 grad by name", lambda x: grad(pow)(3.0, exp=2),
     TypeError, "write grad(lambda x"),
    ("A15 grad of changed data", lambda x: grad(halved)(x), ValueError,
     "change no data inside f"),
    ("A15 jvp of a number", lambda x: jvp(3.0), TypeError, "write jvp(lambda x: x * x)"),
    ("A15 jvp at text", lambda x: jvp(abs)("3", 1.0), TypeError, TEXT),
    ("A15 jvp along text", lambda x: jvp(abs)(3.0, "1"), TypeError, TEXT),
    ("A15 jvp at nothing", lambda x: jvp(abs)([], []), TypeError, "at least one"),
    ("A15 jvp of another form", lambda x: jvp(sum)([1.0, 2.0], [1.0]),
     ValueError, "write one number for each"),
    ("A15 jvp of another name", lambda x: jvp(len)({"w": 1.0}, {"v": 1.0}),
     ValueError, "write one number for each"),
    ("A15 jvp without a direction", lambda x: jvp(abs)(2.0), TypeError,
     "write jvp(f)([2.0, 5.0], [1.0, 0.0])"),
    ("A15 jvp of two numbers", lambda x: jvp(pow)(2.0, 3.0, 1.0, 1.0), TypeError,
     "write jvp(f)([2.0, 5.0], [1.0, 0.0])"),
    ("A15 jvp by name", lambda x: jvp(pow)(3.0, 1.0, exp=2),
     TypeError, "write jvp(lambda x"),
    ("A15 jvp of an overflow", lambda x: jvp(lambda v: v * 1e200)(3.0, 1e200),
     OverflowError, SMALLER),
    ("A15 grad at an array", lambda x: grad(abs)(ARRAY), TypeError, EACH),
    ("A15 grad at nan", lambda x: grad(abs)(math.nan), ValueError, "look for the inf"),
    ("A15 grad of none", lambda x: grad(lambda v: None)(3.0), TypeError, "a number"),
    ("A15 grad of text", lambda x: grad(str)(3.0), TypeError, TEXT),
    ("A15 grad of a list", lambda x: grad(lambda v: [v])(3.0),
     TypeError, "gives one value"),
    ("A15 grad of math", lambda x: grad(math.exp)(3.0), TypeError, CUT),
    ("A15 grad of a choice", lambda x: grad(lambda v: 1 if v else v)(3.0),
     TypeError, TRUTH),
    ("A15 grad of log at 0", lambda x: grad(toygrad.log)(0.0), ValueError, "above 0"),
    ("A15 grad of 1/x at 0", lambda x: grad(lambda v: 1 / v)(0.0),
     ZeroDivisionError, "check the divisor"),
    ("A15 grad of an overflow", lambda x: grad(lambda v: v**9)(1e200),
     OverflowError, SMALLER),
    ("A15 second grad of log", lambda x: grad(grad(toygrad.log))(-1.0),
     ValueError, "a number above 0"),
    ("A15 grad with text", lambda x: grad(lambda v: v * "3")(3.0), TypeError, TEXT),
    ("A15 grad with an array", lambda x: grad(lambda v: ARRAY * v)(3.0),
     TypeError, EACH),
    ("A15 grad with truth", lambda x: grad(lambda v: v + True)(3.0),
     TypeError, "1.0 or"),
    ("A7 gradcheck of noise", lambda x: gradcheck(lambda v: v + random.random(), 3.0),
     ValueError, "the same number again"),
    ("A7 gradcheck of a value", lambda x: gradcheck(x * x, 3.0),
     TypeError, "write gradcheck(lambda x: x * x, 2.0)"),
    ("A7 gradcheck of a number", lambda x: gradcheck(lambda v: 1.0, 3.0),
     TypeError, "that gives one value"),
    ("A7 gradcheck of a list", lambda x: gradcheck(lambda v: [v], 3.0),
     TypeError, "that gives one value"),
    ("A7 gradcheck at text", lambda x: gradcheck(abs, "3"), TypeError, TEXT),
    ("A7 gradcheck at a value", lambda x: gradcheck(abs, x), TypeError, "already"),
    ("A7 gradcheck at an array", lambda x: gradcheck(abs, ARRAY), TypeError, EACH),
    ("A7 gradcheck at inf", lambda x: gradcheck(abs, math.inf), ValueError, "look for"),
    ("A7 gradcheck of math", lambda x: gradcheck(math.exp, 3.0), TypeError, CUT),
    ("A7 gradcheck a model of numbers",
     lambda x: check.gradcheck_parameters(lambda: x * x, [1.0]),
     TypeError, MODEL),
    ("A7 gradcheck a loss of a number",
     lambda x: check.gradcheck_parameters(lambda: 1.0, [x]),
     TypeError, "that gives one value"),
    ("A7 gradcheck no function", lambda x: check.gradcheck_parameters(x * x, [x]),
     TypeError, "write gradcheck_parameters(lambda: loss, parameters)"),
    ("A7 gradcheck leaves of a number", lambda x: check.gradcheck_leaves(3.0),
     TypeError, "write gradcheck_leaves(y)"),
    ("A7 slope of no function", lambda x: check.numerical_derivative(3.0, 3.0),
     TypeError, "write numerical_derivative(lambda x: x * x, 2.0)"),
    ("A7 slope at text", lambda x: check.numerical_derivative(abs, "3"),
     TypeError, "plain number"),
    ("A7 slope at nan", lambda x: check.numerical_derivative(abs, math.nan),
     ValueError, "write a finite x"),
    ("A7 slope by no nudge", lambda x: check.numerical_derivative(abs, 3.0, h=0),
     ValueError, "write h=1e-06"),
    ("A7 slope by a nudge to the left", lambda x: check.numerical_derivative(abs, 3.0, -1e-6),
     ValueError, "write h=1e-06"),
    ("A7 slope by nan", lambda x: check.numerical_derivative(abs, 3.0, math.nan),
     ValueError, "write h=1e-06"),
    ("A7 slope by text", lambda x: check.numerical_derivative(abs, 3.0, "1"),
     TypeError, "write h=1e-06"),
    ("A7 slope by a nudge that is lost", lambda x: check.numerical_derivative(abs, 3.0, 1e-20),
     ValueError, "a larger h"),
    ("A7 gradcheck with tolerance 0", lambda x: gradcheck(square, 3.0, tolerance=0),
     ValueError, "write tolerance=1e-06"),
    ("A7 gradcheck with tolerance inf",
     lambda x: gradcheck(square, 3.0, tolerance=math.inf),
     ValueError, "write tolerance=1e-06"),
    ("A7 gradcheck with tolerance of text", lambda x: gradcheck(square, 3.0, tolerance="1"),
     TypeError, "write tolerance=1e-06"),
    ("A7 gradcheck a model with tolerance nan",
     lambda x: check.gradcheck_parameters(lambda: x * x, [x], math.nan),
     ValueError, "write tolerance=1e-06"),
    ("A7 complex step of no size", lambda x: check.complex_step(x * x, x, h=0.0),
     ValueError, "write h=1e-100"),
    ("A7 recompute a number", lambda x: check.recompute(3.0, {x: 1.0}),
     TypeError, "write recompute(y, {x: 3.01})"),
    ("A7 recompute with a value", lambda x: check.recompute(x * x, x),
     TypeError, "write recompute(y, {x: 3.01})"),
    ("A7 recompute by a label", lambda x: check.recompute(x * x, {"x": 1.0}),
     TypeError, "write recompute(y, {x: 3.01})"),
    ("A7 recompute with text", lambda x: check.recompute(x * x, {x: "1"}),
     TypeError, TEXT),
    ("A7 recompute with nan", lambda x: check.recompute(x * x, {x: math.nan}),
     ValueError, "look for the inf or nan"),
    ("A7 recompute log of -1", lambda x: check.recompute(x.log(), {x: -1.0}),
     ValueError, "make the change smaller"),
    ("A7 recompute 1/x at 0", lambda x: check.recompute(1 / x, {x: 0.0}),
     ValueError, "make the change smaller"),
    ("A7 complex_step of a number", lambda x: check.complex_step(3.0, x),
     TypeError, "write complex_step(y, x)"),
    ("A7 complex_step by a number", lambda x: check.complex_step(x * x, 3.0),
     TypeError, "write complex_step(y, x)"),
    ("A20 name of the engine", lambda x: declared("exp"), ValueError, "choose another"),
    ("A20 name of a method", lambda x: declared("backward"),
     ValueError, "choose another"),
    ("A20 word of Python", lambda x: declared("if"), ValueError, "choose another one"),
    ("A20 two words", lambda x: declared("my cube"), ValueError, "choose another one"),
    ("A20 no name", lambda x: declared(""), ValueError, "choose another one"),
    ("A20 number for a name", lambda x: declared(3), TypeError, "choose another one"),
    ("A20 function for a name", lambda x: declared(math.exp),
     TypeError, "choose another"),
    ("A20 dunder", lambda x: declared("__len__"), ValueError, "choose another one"),
    ("A20 rule with a mistake in it", lambda x: declared(forward=lambda v: int("v")),
     ValueError, "invalid literal"),
    ("A20 rule that gives truth", lambda x: declared(forward=lambda v: v > 0),
     TypeError, "one gives bool True"),
    ("A20 rule of a number", lambda x: declared(forward=3.0),
     TypeError, "return a float"),
    ("A20 derivative of none", lambda x: declared(derivative=None),
     TypeError, "return a float"),
    ("A20 rule that gives none", lambda x: declared(forward=lambda v: None),
     TypeError, "return a float"),
    ("A20 derivative that gives text", lambda x: declared(derivative=lambda v, y: "1"),
     TypeError, "return a float"),
    ("A20 rule that divides by 0", lambda x: declared(forward=lambda v: v / 0.0),
     ValueError, "keep its argument there"),
    ("A20 forget exp", lambda x: forget("exp"), ValueError, "of your own"),
    ("A20 forget a stranger", lambda x: forget("stranger"), ValueError, "of your own"),
    ("A20 forget a function", lambda x: forget(math.exp), ValueError, "of your own"),
]
# fmt: on

# Rows made from lists: every operator on both sides, every function, every
# optimizer.

WRONG_OPERANDS = {
    "B4 text": ("1", TypeError, TEXT),
    "B4 none": (None, TypeError, "write a number"),
    "B4 list": ([1.0, 2.0], TypeError, EACH),
    "B5 truth": (True, TypeError, "write 1.0 or 0.0"),
    "B7 complex": (1j, TypeError, "write a number"),
    "B7 array without axes": (np.array(2.0), TypeError, "write Value(array.item())"),
    "B9 array": (ARRAY, TypeError, EACH),
    "B9 array of integers": (np.arange(3), TypeError, EACH),
    "B22 inf": (math.inf, ValueError, "look for the inf or nan"),
    "B22 numpy nan": (np.float64("nan"), ValueError, "look for the inf or nan"),
    "B22 huge": (HUGE, OverflowError, "write a smaller one"),
}
WRONG_RATES = {
    "0": (0, ValueError, "above 0"),
    "negative": (-0.1, ValueError, "above 0"),
    "nan": (math.nan, ValueError, "above 0"),
    "text": ("0.1", TypeError, "write 0.1"),
    "none": (None, TypeError, "write 0.1"),
    "truth": (True, TypeError, "write 0.1"),
    "value": (Value(0.1), TypeError, "write 0.1"),
}


def rows_of_operators():
    both = itertools.product(ARITHMETIC.items(), WRONG_OPERANDS.items())
    for (sign, f), (kind, (wrong, *row)) in both:
        yield f"{kind}: x {sign} it", lambda x, f=f, wrong=wrong: f(x, wrong), *row
        yield f"{kind}: it {sign} x", lambda x, f=f, wrong=wrong: f(wrong, x), *row


def rows_of_functions():
    both = itertools.product(FUNCTIONS.items(), WRONG_OPERANDS.items())
    for (name, f), (kind, (wrong, *row)) in both:
        yield f"{kind}: {name}", lambda x, f=f, wrong=wrong: f(wrong), *row
    for name, f in FUNCTIONS.items():
        yield f"A5 inf: {name}", lambda x, f=f: f(huge(x)), ValueError, f"{name} needs"


def rows_of_optimizers():
    both = itertools.product(OPTIMIZERS, WRONG_RATES.items())
    for kind, (rate, (wrong, *row)) in both:
        name = f"B28 {rate}: {kind.__name__}"
        yield name, lambda x, kind=kind, wrong=wrong: kind([x], wrong), *row


BY_HAND = (
    NUMBERS + OPERATORS + DOMAINS + OF_MANY + LAYERS + LOSSES + TRAINING + DATA
    + WITNESSES
)  # fmt: skip
ROWS = [
    *BY_HAND,
    *rows_of_operators(),
    *rows_of_functions(),
    *rows_of_optimizers(),
]


def error_of(mistake, *arguments):
    """The error that the call raises, or None."""
    try:
        mistake(*arguments)
    except Exception as error:
        return error
    return None


def sentence_of(mistake):
    """What the error says, without the addresses of objects."""
    random.seed(3)  # a few sentences tell the number in a fresh parameter
    return re.sub("0x[0-9a-f]+", "0x", str(error_of(mistake, Value(3.0, "x"))))


def is_one_sentence(message):
    return "\n" not in message and not message.endswith(".") and len(message) <= 400


@pytest.mark.parametrize(
    "mistake, kind, words", [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_every_mistake_gets_a_sentence_that_says_what_to_write(mistake, kind, words):
    x = Value(3.0, "x")
    x.grad = 0.25
    error = error_of(mistake, x)

    assert type(error) is kind, repr(error)
    assert words in str(error)
    assert is_one_sentence(str(error)), str(error)
    assert (x.data, x.grad, x.parents, x.label) == (3.0, 0.25, (), "x")


@pytest.mark.parametrize("name, mistake", [row[:2] for row in BY_HAND])
def test_every_sentence_is_the_one_that_was_written(name, mistake):
    """Words changed on purpose? Run tools/witness/sentences.py and read the difference."""
    assert sentence_of(mistake) == SENTENCES[name]


def test_the_table_of_mistakes_is_long_and_names_each_one_once():
    ids = [row[0] for row in ROWS]

    assert len(BY_HAND) >= 120
    assert len(ids) == len(set(ids))
    assert {row[2] for row in ROWS} < set(FIVE)


# What looks wrong and is not.


def test_backward_on_one_graph_again_adds_exactly():
    x = Value(3.0)
    y = x * x * x
    seen = []
    for _ in range(3):
        y.backward()
        seen.append(x.grad)

    assert seen == [27.0, 54.0, 81.0]


def test_a_forgotten_zero_grad_is_silent_and_adds():
    w = nn.Parameter(1.0)
    optimizer = optim.SGD([w], 0.125)
    for _ in range(3):
        (w * 2.0).backward()
        optimizer.step()

    assert (w.grad, w.data) == (6.0, 1.0 - 0.125 * (2.0 + 4.0 + 6.0))


TWO_SIDED = ARITHMETIC | {
    "+=": operator.iadd,
    "-=": operator.isub,
    "*=": operator.imul,
    "/=": operator.itruediv,
    "**=": operator.ipow,
    "maximum": toygrad.maximum,
    "minimum": toygrad.minimum,
    "dot": lambda a, b: toygrad.dot([a], [b]),
}
NUMPY_SCALARS = [np.float64, np.float32, np.int64]
BOTH_SIDES = [
    (sign, kind, first)
    for sign in TWO_SIDED
    for kind in NUMPY_SCALARS
    for first in (False, True)
]


@pytest.mark.parametrize("sign, kind, first", BOTH_SIDES)
def test_a_numpy_scalar_counts_as_a_plain_number(sign, kind, first):
    f, x = TWO_SIDED[sign], Value(3.0)
    result = f(kind(2), x) if first else f(x, kind(2))
    plain = f(Value(2.0), x) if first else f(x, Value(2.0))

    assert type(result) is Value and type(result.data) is float
    assert result.data == plain.data
    result.backward()
    assert type(x.grad) is float


@pytest.mark.parametrize("kind", NUMPY_SCALARS)
@pytest.mark.parametrize("f", ORDERINGS.values(), ids=ORDERINGS)
def test_a_numpy_scalar_is_compared_as_a_plain_number(f, kind):
    x = Value(3.0)

    assert f(x, kind(2)) is f(3, 2)
    assert f(kind(2), x) is f(2, 3)


def test_numpy_never_takes_a_value_for_an_array():
    x = Value(3.0)
    for name in ("__array__", "__array_interface__", "__array_struct__"):
        assert not hasattr(x, name)
    (np.float64(2) * x).backward()
    assert x.grad == 2.0


def test_a_list_of_values_in_numpy_keeps_its_graph():
    x, y = Value(3.0), Value(5.0)
    mean = np.mean([x, y])
    mean.backward()

    assert (mean.data, x.grad, y.grad) == (4.0, 0.5, 0.5)


def test_values_are_equal_only_to_themselves():
    x, twin = Value(3.0), Value(3.0)
    graph = [twin, x]

    assert x == x and x != twin and (x == twin) is False
    assert x in graph and graph.index(x) == 1 and x not in [twin]
    assert x != "3" and x != None  # noqa: E711


def test_a_value_is_a_key_by_identity():
    x, twin = Value(3.0), Value(3.0)
    names = {x: "x", twin: "twin"}
    x.data = 4.0

    assert names[x] == "x" and len({x, twin, x}) == 2


def test_the_largest_value_is_the_value_itself():
    x, y, z = Value(3.0), Value(5.0), Value(5.0)

    assert max([x, y, z]) is y and min(x, y) is x
    assert sorted([y, x])[0] is x
    assert max(x, 1.0) is x and max(x, 9.0) == 9.0


@pytest.mark.parametrize("f", ORDERINGS.values(), ids=ORDERINGS)
@pytest.mark.parametrize("other", [2, 3.0, Fraction(7, 2), math.inf])
def test_a_comparison_is_a_plain_truth(f, other):
    x = Value(3.0)

    assert f(x, other) is f(3.0, other) and f(other, x) is f(other, 3.0)
    if other != math.inf:
        assert f(x, Value(other)) is f(3.0, other)


def test_a_result_keeps_the_numbers_of_its_forward_pass():
    x = Value(3.0)
    y = x * x
    x.data = 10.0
    y.backward()

    assert (y.data, x.grad) == (9.0, 6.0)


def test_an_old_loss_keeps_its_numbers_after_an_update():
    w = nn.Parameter(3.0)
    loss = (w - 1.0) ** 2
    loss.backward()
    w.data -= 0.5 * w.grad
    loss.backward()

    assert (loss.data, w.data, w.grad) == (4.0, 1.0, 8.0)


def chain(length):
    x = Value(1.0)
    y = x
    for _ in range(length):
        y = y + 0.0
    return x, y


def test_a_deep_graph_needs_no_recursion():
    x, y = chain(50_000)
    y.backward()

    assert x.grad == 1.0
    assert first_bad(y) is None
    assert check.recompute(y, {x: 2.0}) == 2.0
    assert check.complex_step(y, x) == 1.0


def test_a_deep_graph_is_explained_and_derived_again():
    x, y = chain(2_000)

    assert explain(y, x).slope == 1.0
    assert grad(lambda v: sum([v] * 2_000))(1.0) == 2_000.0


def test_backward_of_a_leaf_gives_it_the_gradient_1():
    x = Value(3.0)
    x.backward()
    assert x.grad == 1.0
    x.backward()
    assert x.grad == 2.0


def test_integers_become_floats_and_never_wrap_round():
    x = Value(10)

    assert type(x.data) is float and type((x**20).data) is float
    assert (Value(1) + np.int32(2**31 - 1)).data == 2.0**31
    assert Value(Fraction(1, 4)).data == 0.25
    assert Value(Fraction(HUGE, HUGE)).data == 1.0


def test_a_value_may_stand_in_the_exponent():
    base, exponent = Value(2.0), Value(3.0)
    (2**exponent).backward()
    assert exponent.grad == pytest.approx(8.0 * math.log(2.0))

    (base**exponent).backward()
    assert base.grad == 12.0


def test_a_value_is_formatted_as_its_number():
    x = Value(-3.14159)

    assert f"{x:.2f}" == "-3.14" and f"{x:>8.1e}" == "-3.1e+00"
    assert f"{x}" == "-3.14159" and format(x, "+.0f") == "-3"


def test_abs_is_an_operation():
    x = Value(-3.0)
    y = abs(x)
    y.backward()

    assert (y.data, x.grad, y.op) == (3.0, -1.0, "absolute")


def test_sums_begin_with_plain_0():
    x = Value(3.0)

    assert sum([]) == 0 and toygrad.total([]).data == 0.0
    assert sum(v for v in [x, x]).data == 6.0 and sum([x]).data == 3.0


def test_a_rate_that_is_too_large_ends_the_training_in_words():
    w = nn.Parameter(1.0)
    history = fit(lambda batch: w * w, [1.0], optim.SGD([w], 3.0), epochs=500)

    assert history.stopped.startswith("diverged") and "write lr=" in history.stopped


LABELS = {
    "none": None,
    "number": 3,
    "truth": True,
    "list": [],
    "array": ARRAY,
    "value": Value(1.0),
    "long": "x" * 10_000,
    "two lines": "rate\nof\tchange",
    "control characters": "a\x00b\x07c\x1b[31m",
}


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_a_label_of_any_kind_is_printed_on_one_line(label):
    rate = Value(0.0, label)
    message = str(error_of(lambda: 1.0 / rate))

    assert message.startswith("a division needs") and "0.0" in message
    assert is_one_sentence(message) and message.isprintable()
    assert repr(rate).startswith("Value(0.0") and repr(rate).isprintable()


def test_a_state_survives_json_to_the_last_bit():
    model, other = nn.MLP(2, [3, 1]), nn.MLP(2, [3, 1])
    other.load_state_dict(json.loads(json.dumps(model.state_dict())))

    assert other.state_dict() == model.state_dict()


def test_a_state_that_is_refused_changes_no_parameter():
    layer = nn.Linear(1, 1)
    before = layer.state_dict()
    error = error_of(layer.load_state_dict, {"w[0,0]": 1.0, "b[0]": "1"})

    assert type(error) is TypeError and layer.state_dict() == before


# Odd things in every place.

ODD = {
    "None": lambda: None,
    "''": lambda: "",
    "'3'": lambda: "3",
    "b''": lambda: b"",
    "[]": lambda: [],
    "()": lambda: (),
    "{}": lambda: {},
    "object": object,
    "True": lambda: True,
    "1j": lambda: 1j,
    "nan": lambda: math.nan,
    "inf": lambda: math.inf,
    "-0.0": lambda: -0.0,
    "10**400": lambda: HUGE,
    "float64": lambda: np.float64(2),
    "array": lambda: np.array([1.0, 2.0]),
    "Value": lambda: Value(2.0),
    "lambda": lambda: lambda: 0,
    "[1.0]": lambda: [1.0],
}


def leaf():
    return Value(2.0, "leaf")


def square(x):
    return x * x


def graph_and_leaf():
    x = leaf()
    return x * x, x


def arguments_of_fit():
    """Sensible ones; the loss gives up where the epochs would never end."""
    w, tries = nn.Parameter(1.0), iter(range(20))

    def loss(batch):
        if next(tries, None) is None:
            raise OverflowError("too many epochs")
        return w * w

    optimizer, schedule = optim.SGD([w], 0.1), optim.constant(0.1)
    return loss, [1.0], optimizer, 2, 1, schedule, [1.0], 3, 0, False, float


def new_operation():
    return operation("fuzzed", math.exp, math.exp).__name__


# Each call: the function, then sensible arguments.

# fmt: off
CALLS = {
    **{name: lambda f=f: (f, leaf()) for name, f in FUNCTIONS.items()},
    **{sign: lambda f=f: (f, leaf(), leaf()) for sign, f in ARITHMETIC.items()},
    **{sign: lambda f=f: (f, leaf(), leaf()) for sign, f in ORDERINGS.items()},
    "==": lambda: (operator.eq, leaf(), leaf()),
    "Value": lambda: (Value, 2.0, "x"),
    "topological_order": lambda: (value.topological_order, leaf()),
    "Operation": lambda: (functions.Operation, "q", math.exp, math.exp, "", "", ()),
    "operation": lambda: (operation, "fuzzed", math.exp, math.exp, "", "", ()),
    "forget": lambda: (forget, new_operation()),
    "operation_of": lambda: (functions.operation_of, square(leaf())),
    "clamp": lambda: (toygrad.clamp, leaf(), 0.0, 1.0),
    "maximum": lambda: (toygrad.maximum, leaf(), leaf()),
    "minimum": lambda: (toygrad.minimum, leaf(), leaf()),
    "total": lambda: (toygrad.total, [leaf(), leaf()]),
    "mean": lambda: (toygrad.mean, [leaf(), leaf()]),
    "dot": lambda: (toygrad.dot, [leaf()], [leaf()]),
    "logsumexp": lambda: (toygrad.logsumexp, [leaf(), leaf()]),
    "softmax": lambda: (toygrad.softmax, [leaf(), leaf()]),
    "affine": lambda: (toygrad.affine, [[leaf()]], [1.0], [leaf()]),
    "affine of values": lambda: (toygrad.affine, [[leaf()]], [leaf()], [leaf()]),
    "grad": lambda: (grad, square),
    "slopes": lambda: (grad(square), 2.0),
    "jvp": lambda: (jvp, square),
    "jvp(f)": lambda: (jvp(square), 2.0, 1.0),
    "trace": lambda: (toygrad.trace, square, 2.0),
    "trace(f)": lambda: (toygrad.trace(square, 2.0), 3.0),
    "trace(f).forward": lambda: (toygrad.trace(square, 2.0).forward, 3.0),
    "trace(f).loop": lambda: (toygrad.trace(square, 2.0).loop, [[3.0]], 1.0),
    "trace(f).batch": lambda: (toygrad.trace(square, 2.0).batch, [[3.0]], 1.0),
    "first_bad": lambda: (first_bad, leaf()),
    "gradcheck": lambda: (gradcheck, operator.mul, 2.0, 3.0),
    "gradcheck_parameters": lambda: (check.gradcheck_parameters, leaf, [leaf()], 1e-6),
    "gradcheck_leaves": lambda: (check.gradcheck_leaves, leaf()),
    "numerical_derivative": lambda: (check.numerical_derivative, square, 2.0, 1e-6),
    "recompute": lambda: (check.recompute, leaf(), {leaf(): 1.0}),
    "complex_step": lambda: (check.complex_step, *graph_and_leaf(), 1e-100),
    "Check": lambda: (check.Check, "x", 1.0, 1.0, 1.0, 1.0, "agrees"),
    "explain": lambda: (explain, *graph_and_leaf(), 100),
    "Path": lambda: (paths.Path, (leaf(),), ()),
    "Paths": lambda: (paths.Paths, 1, 1.0, ()),
    "Parameter": lambda: (nn.Parameter, 2.0, "w"),
    "nn.relu": lambda: (nn.relu, [leaf()]),
    "nn.tanh": lambda: (nn.tanh, [leaf()]),
    "nn.sigmoid": lambda: (nn.sigmoid, [leaf()]),
    "Linear": lambda: (nn.Linear, 2, 1, "uniform", random),
    "MLP": lambda: (nn.MLP, 2, [2, 1], nn.tanh, "uniform", random),
    "size in MLP": lambda: (lambda size: nn.MLP(1, [2, size]), 1),
    "Sequential": lambda: (nn.Sequential, nn.Linear(1, 1), nn.ReLU()),
    "Linear(...)": lambda: (nn.Linear(1, 1), [leaf()]),
    "MLP(...)": lambda: (nn.MLP(1, [2, 1]), [leaf()]),
    "Sequential(...)": lambda: (nn.Sequential(nn.ReLU(), nn.Linear(1, 1)), [leaf()]),
    "ReLU(...)": lambda: (nn.ReLU(), [leaf()]),
    "Tanh(...)": lambda: (nn.Tanh(), [leaf()]),
    "Sigmoid(...)": lambda: (nn.Sigmoid(), [leaf()]),
    "functional_call": lambda: (
        nn.functional_call, nn.Linear(1, 1), {"b[0]": leaf()}, [leaf()],
    ),
    "load_state_dict": lambda: (nn.ReLU().load_state_dict, {}),
    "mse_loss": lambda: (nn.mse_loss, [leaf()], [1.0]),
    "l1_loss": lambda: (nn.l1_loss, [leaf()], [1.0]),
    "huber_loss": lambda: (nn.huber_loss, [leaf()], [1.0], 1.0),
    "hinge_loss": lambda: (nn.hinge_loss, [leaf()], [1.0]),
    "cross_entropy": lambda: (nn.cross_entropy, [leaf(), leaf()], 1),
    "cross_entropy of probabilities": lambda: (nn.cross_entropy, [leaf(), leaf()], [0.0, 1.0]),
    "one_hot": lambda: (nn.one_hot, 1, 3),
    "binary": lambda: (nn.binary_cross_entropy_with_logits, [leaf()], [1.0]),
    "l2_penalty": lambda: (nn.l2_penalty, [leaf()]),
    "target in mse_loss": lambda: (lambda t: nn.mse_loss([leaf()], [t]), 1.0),
    "target in hinge_loss": lambda: (lambda t: nn.hinge_loss([leaf()], [t]), 1.0),
    "SGD": lambda: (optim.SGD, [leaf()], 0.1, 0.9),
    "RMSProp": lambda: (optim.RMSProp, [leaf()], 0.1, 0.9, 1e-8),
    "Adam": lambda: (optim.Adam, [leaf()], 0.1, (0.9, 0.9), 1e-8),
    "AdamW": lambda: (optim.AdamW, [leaf()], 0.1, (0.9, 0.9), 1e-8, 0.1),
    "clip_gradients": lambda: (optim.clip_gradients, [leaf()], 1.0),
    "constant": lambda: (optim.constant, 0.1),
    "linear": lambda: (optim.linear, 0.1, 0.01, 100),
    "cosine": lambda: (optim.cosine, 0.1, 100, 0.01),
    "linear(...)": lambda: (optim.linear(0.1, 0.01, 100), 3),
    "cosine(...)": lambda: (optim.cosine(0.1, 100, 0.01), 3),
    "curve": lambda: (data.curve, square, 0.0, 1.0, 9, 0.1, 0),
    "parabola": lambda: (data.parabola, 9, 0.1, 0),
    "wave": lambda: (data.wave, 9, 0.1, 0, -1.0, 1.0),
    "moons": lambda: (data.moons, 8, 0.1, 0),
    "circles": lambda: (data.circles, 8, 0.1, 0),
    "spirals": lambda: (data.spirals, 8, 0.1, 0, 1.5),
    "xor": lambda: (data.xor, 8, 0.1, 0),
    "blobs": lambda: (data.blobs, 8, 0.1, 0),
    "fit": lambda: (fit, *arguments_of_fit()),
    "History": lambda: (training.History, [1.0], [1.0], "all epochs"),
}
# fmt: on


class Endless(Exception):
    """The call took half a second of computing."""


def interrupt(*_):
    raise Endless


@pytest.fixture
def limited():
    """Calls a function, and stops it where it would fill the memory."""
    if not hasattr(signal, "setitimer"):
        return error_of

    def call(*function_and_arguments):
        before = signal.signal(signal.SIGVTALRM, interrupt)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.5)
        try:
            return error_of(*function_and_arguments)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
            signal.signal(signal.SIGVTALRM, before)

    return call


@pytest.fixture
def nothing_left_behind():
    yield
    if "fuzzed" in OPERATIONS:
        forget("fuzzed")


def odd_calls(name):
    """(where and what, the call) for each odd thing in each place."""
    for place in range(1, len(CALLS[name]())):
        for words, odd in ODD.items():
            call = list(CALLS[name]())
            call[place] = odd()
            yield f"{words} in place {place}", call


@pytest.mark.usefixtures("nothing_left_behind")
@pytest.mark.parametrize("name", CALLS)
def test_an_odd_argument_gives_a_result_or_one_of_five_errors(name, limited):
    errors = [(where, limited(*call)) for where, call in odd_calls(name)]

    assert limited(*CALLS[name]()) is None
    assert [pair for pair in errors if pair[1] and type(pair[1]) not in FIVE] == []


def takes_arguments(thing):
    return callable(thing) and bool(inspect.signature(thing).parameters)


@pytest.mark.usefixtures("nothing_left_behind")
def test_no_public_function_is_left_out():
    called = [call()[0] for call in CALLS.values()]
    modules = [
        toygrad,
        value,
        functions,
        higher,
        check,
        paths,
        nn,
        optim,
        data,
        training,
    ]
    public = [getattr(module, name) for module in modules for name in module.__all__]

    assert [f for f in public if takes_arguments(f) and f not in called] == []
