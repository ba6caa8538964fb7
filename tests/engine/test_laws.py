"""Laws of calculus and of floats, on numbers that Hypothesis picks."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toygrad import Value, exp, sin, tanh

numbers = st.floats(-50.0, 50.0).filter(lambda x: x == 0.0 or abs(x) > 1e-6)
laws = settings(max_examples=500, deadline=None, derandomize=True, database=None)


def slope(f, x):
    leaf = Value(x)
    f(leaf).backward()
    return leaf.grad


def f(x):
    return tanh(x) * x


def g(x):
    return sin(x) + 0.5 * x


@laws
@given(numbers, numbers, numbers)
def test_the_slope_is_linear(x, a, b):
    combined = slope(lambda v: a * f(v) + b * g(v), x)
    assert combined == pytest.approx(
        a * slope(f, x) + b * slope(g, x), rel=1e-12, abs=1e-12
    )


@laws
@given(numbers)
def test_product_and_chain_rule(x):
    product = slope(lambda v: f(v) * g(v), x)
    by_hand = slope(f, x) * g(Value(x)).data + f(Value(x)).data * slope(g, x)
    assert product == pytest.approx(by_hand, rel=1e-10, abs=1e-10)
    chained = slope(lambda v: f(g(v)), x)
    assert chained == pytest.approx(
        slope(f, g(Value(x)).data) * slope(g, x), rel=1e-10, abs=1e-10
    )


@laws
@given(numbers, numbers)
def test_addition_and_multiplication_do_not_care_for_order(x, y):
    for operate in (lambda a, b: a + b, lambda a, b: a * b):
        a, b, c, d = Value(x), Value(y), Value(x), Value(y)
        one, other = operate(a, b), operate(d, c)
        one.backward()
        other.backward()
        assert (one.data, a.grad, b.grad) == (other.data, c.grad, d.grad)


@laws
@given(numbers, st.integers(-20, 20))
def test_a_power_of_two_scales_exactly(x, k):
    assert slope(lambda v: f(v) * 2.0**k, x) == slope(f, x) * 2.0**k


@laws
@given(numbers)
def test_symmetries_hold_to_the_bit(x):
    assert slope(tanh, x) == slope(tanh, -x)
    assert tanh(-x) == -tanh(x)
    assert slope(lambda v: (-v).sigmoid(), x) == -slope(lambda v: v.sigmoid(), x)
    assert slope(lambda v: v.cos(), x) == -slope(lambda v: v.cos(), -x)


@laws
@given(st.floats(-20.0, 20.0))
def test_inverse_functions_have_the_slope_1(x):
    assert slope(lambda v: exp(v).log(), x) == pytest.approx(1.0, rel=1e-12)
    assert slope(lambda v: v.sin() ** 2 + v.cos() ** 2, x) == pytest.approx(
        0.0, abs=1e-14
    )


@laws
@given(st.integers(1, 50), numbers)
def test_a_value_used_k_times_collects_k_shares(k, x):
    leaf = Value(x)
    result = leaf
    for _ in range(k - 1):
        result = result + leaf
    result.backward()
    assert leaf.grad == k


@laws
@given(numbers)
def test_a_second_pass_doubles_every_leaf(x):
    leaf = Value(x)
    y = f(leaf) * g(leaf)
    y.backward()
    once = leaf.grad
    y.backward()
    assert leaf.grad == pytest.approx(2.0 * once, rel=1e-14)


def test_the_same_under_every_hash_seed(under_hash_seeds):
    runs = under_hash_seeds(
        "from toygrad import Value\n"
        "x = Value(0.3); y = x\n"
        "for k in range(40): y = (y * x + y.tanh()) / (1.5 + k * x)\n"
        "y.backward(); print(repr(y.data), repr(x.grad))",
        20,
    )
    assert len(runs) == 1
    assert all(map(math.isfinite, map(float, runs.pop().split())))
