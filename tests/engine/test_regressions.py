"""Graphs that other engines are known by, or have got wrong.

Two more stand elsewhere: b = a + a; c = a + b; d = b + c in test_value.py,
x·x·x with two backward passes in test_refusals.py.
"""

import pytest

from toygrad import Value, relu


def test_the_expression_of_micrograds_readme():
    """Published: 24.7041 forward, 138.8338 and 645.5773 back."""
    a, b = Value(-4.0, "a"), Value(2.0, "b")
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + relu(b + a)
    d += 3 * d + relu(b - a)
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()

    assert round(g.data, 4) == 24.7041
    assert round(a.grad, 4) == 138.8338
    assert round(b.grad, 4) == 645.5773


def test_backward_twice_starts_afresh_inside():
    """An engine that keeps the gradient of b gives 140 the second time."""
    a = Value(2.0)
    b = a * a
    c = b * b + b
    seen = []
    for _ in range(2):
        c.backward()
        seen.append(a.grad)

    assert seen == [36.0, 72.0]


def test_both_parents_may_be_the_same_value():
    """An engine that keeps parents in a set loses one of the two."""
    a = Value(3.0)
    for twice, slope in [(a + a, 2.0), (a * a, 6.0), (a - a, 0.0), (a / a, 0.0)]:
        a.grad = 0.0
        twice.backward()
        assert (twice.parents, a.grad) == ((a, a), slope)


def test_division_is_not_a_product_with_the_inverse():
    """49 · (1/49) is 0.9999999999999999."""
    assert (Value(49.0) / Value(49.0)).data == 1.0
    assert (1 / Value(49.0)).data * 49.0 != 1.0


def test_numbers_may_stand_on_the_left():
    x = Value(4.0)
    for y, number, slope in [
        (3 - x, -1.0, -1.0),
        (3 + x, 7.0, 1.0),
        (3 * x, 12.0, 3.0),
        (2 / x, 0.5, -0.125),
        (2**x, 16.0, pytest.approx(11.090354888959125)),
    ]:
        x.grad = 0.0
        y.backward()
        assert (y.data, x.grad) == (number, slope)


def test_the_parent_of_a_dead_relu_gets_nothing():
    a, b = Value(-4.0), Value(2.0)
    y = relu(b + a) + relu(b - a)
    y.backward()

    assert (y.data, a.grad, b.grad) == (6.0, -1.0, 1.0)


def test_a_data_changed_after_the_forward_pass_does_not_change_the_slopes():
    """An engine of closures reads the new number on the way back."""
    a, b = Value(2.0), Value(4.0)
    y = a * b
    a.data = 20.0
    y.backward()

    assert b.grad == 2.0


def test_a_chain_longer_than_pythons_recursion_limit():
    x = Value(1.0)
    y = x
    for _ in range(5000):
        y = y + x
    y.backward()

    assert x.grad == 5001.0
