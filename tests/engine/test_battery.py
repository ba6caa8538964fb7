"""The battery: gradients of random graphs against witnesses that know nothing of the engine.

mpmath with 50 digits is the oracle, SymPy differentiates, fractions are
exact.  Every gate is shown to catch planted faults at the end.

`make test-full` takes 200,000 graphs.
"""

import math
import os
import random
from collections import Counter
from fractions import Fraction

import mpmath
import pytest
import sympy

import toygrad
from tests.engine.test_oracle import KINKED, ORACLE, X, in_range, precise
from toygrad import Value, functions
from toygrad.check import complex_step
from toygrad.order import topological_order

FEW = 700
GRAPHS = 200_000 if os.environ.get("TOYGRAD_FULL") == "1" else FEW
GRAIN = 2.0**-53  # half the distance from 1.0 to the next float

# Random programs: inputs, then steps (operation, places of the arguments).

TWO = ("+", "-", "*", "/")
ONE = ("neg", "**2.0", "**3.0", "**-1.0", *ORACLE, "relu", "absolute")
HIGH = {name: precise(expression) for name, expression in ORACLE.items()} | {
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "absolute": abs,
    "neg": lambda x: -x,
    "**2.0": lambda x: x**2,
    "**3.0": lambda x: x**3,
    "**-1.0": lambda x: 1 / x,
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
}
SLOPES = {
    name: precise(sympy.diff(expression, X)) for name, expression in ORACLE.items()
} | {
    # The forms that keep their digits in the tails, also with fifty of them.
    "tanh": lambda x: mpmath.sech(x) ** 2,
    "sigmoid": lambda x: (mpmath.sech(x / 2) / 2) ** 2,
    "relu": lambda x: mpmath.mpf(x > 0),
    "absolute": lambda x: mpmath.sign(x),
    "neg": lambda x: mpmath.mpf(-1),
    "**2.0": lambda x: 2 * x,
    "**3.0": lambda x: 3 * x**2,
    "**-1.0": lambda x: -1 / x**2,
}


def apply(op, arguments):
    """One step, on values."""
    if op.startswith("**"):
        return arguments[0] ** float(op[2:])
    if op in ORACLE or op in KINKED:
        return getattr(arguments[0], op)()
    if op == "neg":
        return -arguments[0]
    a, b = arguments
    return {"+": a + b, "-": a - b, "*": a * b}[op] if op != "/" else a / b


def random_graph(rng, ops=TWO + ONE, steps=40, seen=None):
    """Leaves and a result; steps that leave a comfortable range are drawn again.

    With `seen`, a Statistics, each step is the one of several whose neighbours
    were seen least so far: few graphs then hold every operation on every other.
    """
    values = [Value(rng.uniform(-3.0, 3.0)) for _ in range(rng.randint(1, 6))]
    leaves = list(values)
    for _ in range(rng.randint(1, steps)):
        drawn = [a_step(rng, ops, values) for _ in range(8 if seen else 1)]
        drawn = [value for value in drawn if value is not None]
        if drawn:
            values.append(min(drawn, key=seen.rarest) if seen else drawn[0])
    return leaves, values[-1]


def a_step(rng, ops, values):
    """A random operation on some of the last values; None where it leaves the range."""
    op = rng.choice(ops)
    arguments = rng.choices(values[-4:], k=2 if op in TWO else 1)
    try:
        value = apply(op, arguments)
    except (ValueError, OverflowError, ZeroDivisionError):
        return None
    return value if 1e-6 < abs(value.data) < 1e6 else None


def high_precision(leaves, result, order, shake=None):
    """Gradients with 50 digits; `shake` multiplies every number a little."""
    wobble = (
        (lambda: 1 + shake.choice((-1, 1)) * mpmath.mpf("1e-25"))
        if shake
        else (lambda: 1)
    )
    numbers = {leaf: mpmath.mpf(leaf.data) for leaf in leaves}
    slopes = {}
    for value in order:
        arguments = [numbers[parent] for parent in value.parents]
        numbers[value] = HIGH[value.op](*arguments) * wobble()
        slopes[value] = [
            slope * wobble() for slope in exact_slopes(value.op, arguments)
        ]
    grads = dict.fromkeys(numbers, mpmath.mpf(0))
    grads[result] += 1
    for value in reversed(order):
        for parent, slope in zip(value.parents, slopes[value]):
            grads[parent] += slope * grads[value]
    return grads


def exact_slopes(op, arguments):
    if op in SLOPES:
        return [SLOPES[op](arguments[0])]
    x, y = arguments
    return {
        "+": (1, 1),
        "-": (1, -1),
        "*": (y, x),
        "/": (1 / y, -x / y**2),
    }[op]  # fmt: skip


def neighbours(value):
    """(operation, place of the argument, operation that made the argument)."""
    for place, parent in enumerate(value.parents):
        yield value.op, place, parent.op


EVERY_NEIGHBOUR = {
    (op, place, made_by)
    for op in TWO + ONE
    for place in range(2 if op in TWO else 1)
    for made_by in ("", *TWO, *ONE)
}


class Statistics:
    """What the graphs were made of: a test can only find what they hold."""

    def __init__(self):
        self.compared, self.graphs = 0, 0
        self.without_truth = 0  # a number is 0 or −1 with fifty digits, and divides
        self.reused, self.doubled = 0, 0  # graphs with a value used twice; x·x
        self.neighbours, self.depths = Counter(), Counter()

    def rarest(self, value):
        return min(self.neighbours[one] for one in neighbours(value))

    def count(self, order):
        self.graphs += 1
        used = [parent for value in order for parent in value.parents]
        self.reused += len(set(used)) < len(used)
        depth = {}
        for value in order:
            depth[value] = 1 + max(depth.get(parent, 0) for parent in value.parents)
            self.neighbours.update(neighbours(value))
            self.doubled += len(set(value.parents)) < len(value.parents)
        self.depths[depth[order[-1]]] += 1


def compare_with_oracle(graphs, seed, shakes=8):
    """Assert the bound on every gradient that is well conditioned; returns statistics."""
    rng, seen = random.Random(seed), Statistics()
    while seen.graphs < graphs:
        leaves, result = random_graph(rng, seen=seen)
        order = topological_order(result)
        if not order:
            continue
        seen.count(order)
        result.backward()
        try:
            grads = high_precision(leaves, result, order)
            shaken = [
                high_precision(leaves, result, order, shake=rng) for _ in range(shakes)
            ]
        except ZeroDivisionError:
            seen.without_truth += 1
            continue
        for leaf in leaves:
            truth = grads[leaf]
            if truth == 0:  # by cancellation, or because nothing arrives
                assert abs(leaf.grad) < 1e-40 or any(other[leaf] for other in shaken)
                continue
            condition = max(
                abs(other[leaf] / truth - 1) for other in shaken
            ) * mpmath.mpf("1e25")
            if condition <= 1e3 and in_range(truth):
                error = abs(leaf.grad / truth - 1)
                assert error <= min(1e-12, 32 * GRAIN * max(1, condition)), (
                    error,
                    condition,
                )
                seen.compared += 1
    return seen


def test_random_graphs_agree_with_fifty_digits():
    seen = compare_with_oracle(GRAPHS, seed=1)

    assert seen.compared >= 0.91 * GRAPHS
    assert seen.without_truth <= GRAPHS / 10_000
    assert min(seen.neighbours[one] for one in EVERY_NEIGHBOUR) >= 5
    assert seen.reused >= 0.6 * GRAPHS and seen.doubled >= 0.3 * GRAPHS
    assert min(seen.depths[depth] for depth in range(1, 16)) >= 10


def test_graphs_drawn_blindly_leave_neighbours_out():
    """The planted fault of the counts above."""
    rng, seen = random.Random(1), Statistics()
    for _ in range(FEW):
        if order := topological_order(random_graph(rng)[1]):
            seen.count(order)

    assert min(seen.neighbours[one] for one in EVERY_NEIGHBOUR) < 5


def test_the_backward_pass_is_exact_up_to_its_roundings():
    """Replayed in fractions from the engine's own local derivatives."""
    rng = random.Random(2)
    for _ in range(1_000):
        leaves, result = random_graph(rng)
        order = topological_order(result)
        result.backward()
        exact = dict.fromkeys([*leaves, *order], Fraction(0))
        sizes = dict(exact)
        exact[result] += 1
        sizes[result] += 1
        for value in reversed(order):
            for parent, local in zip(value.parents, value.local_grads):
                exact[parent] += Fraction(local) * exact[value]
                sizes[parent] += abs(Fraction(local)) * sizes[value]
        for leaf in leaves:
            bound = (len(order) + 1) * Fraction(GRAIN) * sizes[leaf]
            assert abs(Fraction(leaf.grad) - exact[leaf]) <= bound


def test_complex_steps_agree_where_all_is_analytic():
    rng = random.Random(3)
    analytic = tuple(op for op in TWO + ONE if op not in ("relu", "absolute"))
    compared = 0
    for _ in range(400):
        leaves, result = random_graph(rng, analytic, steps=6)
        if not result.parents:
            continue
        result.backward()
        for leaf in leaves:
            if leaf.grad and 1e-3 < abs(leaf.grad) < 1e3:
                assert complex_step(result, leaf) == pytest.approx(leaf.grad, rel=1e-9)
                compared += 1
    assert compared > 400


def test_forward_sums_over_paths_agree_with_the_backward_pass():
    rng = random.Random(4)
    for _ in range(500):
        leaves, result = random_graph(rng)
        result.backward()
        for leaf in leaves:
            slope = toygrad.explain(result, leaf, limit=0).slope
            assert slope == pytest.approx(leaf.grad, rel=1e-9, abs=1e-9)


def test_second_derivatives_agree_with_sympy():
    y = sympy.Symbol("y", real=True)
    cases = {
        "x**3*y + sin(x*y)": lambda a, b: a**3 * b + (a * b).sin(),
        "exp(x/y) - log(x + y)": lambda a, b: (a / b).exp() - (a + b).log(),
        "tanh(x*y)**2": lambda a, b: (a * b).tanh() ** 2,
        "x**y": lambda a, b: a**b,
        "(1/(1 + exp(-x)))*sqrt(y)": lambda a, b: a.sigmoid() * b.sqrt(),
    }
    for text, f in cases.items():
        expression = sympy.sympify(text, {"x": X, "y": y})
        mixed = sympy.diff(expression, X, y).subs({X: 0.7, y: 1.3})
        twice = sympy.diff(expression, X, 2).subs({X: 0.7, y: 1.3})
        first = lambda a, b, f=f: toygrad.grad(f)(a, b)[0]  # noqa: E731
        assert toygrad.grad(first)(0.7, 1.3) == pytest.approx(
            (float(twice), float(mixed)), rel=1e-12
        )


EXTREMES = (0.0, -0.0, 1e308, -1e308, 5e-324, 1.0, -1.0, 2.0, -3.0, 0.5, 1e-160, 1e160)


def test_whatever_is_computed_numbers_are_finite_or_an_error_says_why():
    rng, errors, finished = random.Random(5), 0, 0
    ops = TWO + ONE + ("leaky_relu", "**0.5", "**0.0")
    for _ in range(20_000):
        values = [Value(rng.choice(EXTREMES)) for _ in range(3)]
        try:
            for _ in range(6):
                op = rng.choice(ops)
                values.append(apply(op, rng.choices(values, k=2 if op in TWO else 1)))
            values[-1].backward()
        except (ValueError, OverflowError, ZeroDivisionError) as error:
            assert " needs " in str(error)
            assert all(math.isfinite(value.grad) for value in values)
            errors += 1
            continue
        behind = {
            parent
            for value in topological_order(values[-1])
            for parent in value.parents
        }
        assert all(
            math.isfinite(value.data) and math.isfinite(value.grad) for value in behind
        )
        finished += 1
    assert errors > 2_000 and finished > 2_000


# Scale.


def test_a_chain_of_a_million_values_is_built_walked_and_freed():
    x = Value(1.0)
    y = x
    for _ in range(1_000_000):
        y = y + 1.0
    y.backward()

    assert x.grad == 1.0


def test_a_value_used_a_hundred_thousand_times():
    x = Value(2.0)
    sum((x for _ in range(100_000)), Value(0.0)).backward()
    toygrad.total([x] * 100_000).backward()

    assert x.grad == 200_000.0


# Planted faults: each wrong engine must be caught by the gates above.


def assign_instead_of_add(self):
    self.grad = 1.0
    for value in reversed(topological_order(self)):
        for parent, local in zip(value.parents, value.local_grads):
            parent.grad = local * value.grad


def recursion_instead_of_order(self, grad=1.0):
    self.grad += grad
    for parent, local in zip(self.parents, self.local_grads):
        recursion_instead_of_order(parent, local * self.grad)


def inner_gradients_kept(self):
    self.grad += 1.0
    for value in reversed(topological_order(self)):
        for parent, local in zip(value.parents, value.local_grads):
            parent.grad += local * value.grad


def sign_lost(self, other):
    return functions.result(self.data - other.data, (self, other), (1.0, 1.0), "-")


def term_lost(self, other):
    return functions.result(
        self.data / other.data, (self, other), (1.0 / other.data, 0.0), "/"
    )


WRONG = {
    "assign": ("backward", assign_instead_of_add),
    "recursion": ("backward", recursion_instead_of_order),
    "sign": ("__sub__", sign_lost),
    "term": ("__truediv__", term_lost),
    "slope": (
        "tanh",
        lambda x: functions.result(math.tanh(x.data), (x,), (1.0,), "tanh"),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_engine_is_caught(name, monkeypatch):
    monkeypatch.setattr(Value, *WRONG[name])
    with pytest.raises(AssertionError):
        compare_with_oracle(150, seed=1)


def test_gradients_kept_inside_are_caught_by_a_second_pass(monkeypatch):
    def gate():
        x = Value(3.0)
        y = (x * x) * x
        y.backward()
        y.backward()
        assert x.grad == 54.0

    gate()
    monkeypatch.setattr(Value, "backward", inner_gradients_kept)
    with pytest.raises(AssertionError):
        gate()
