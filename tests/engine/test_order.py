"""The order in which a graph is walked."""

import pytest

from toygrad import Value, relu
from toygrad.order import behind, topological_order, walk


def test_a_dead_relu_does_not_end_the_public_order():
    x = Value(2.0)
    h = -x
    dead = relu(h)

    assert topological_order(dead * x)[:2] == [h, dead]


def test_the_order_puts_parents_first_and_leaves_out_leaves():
    a, b = Value(1.0), Value(2.0)
    p = a * b
    q = p + a
    r = q * p

    assert topological_order(r) == [p, q, r]
    assert topological_order(a) == []


def test_only_a_value_has_an_order():
    sentence = r"^topological_order needs a value, got float 3.0; write topological_order\(loss\)$"
    with pytest.raises(TypeError, match=sentence):
        topological_order(3.0)


def test_what_lies_behind_a_dead_relu_is_found_once():
    x = Value(-2.0)
    h = 3.0 * x
    k = h + 1.0
    s = h + k  # h is one step behind s, and two
    dead = relu(s)
    ends, order, seen = walk(dead + x)
    found = [value for value in behind(ends, seen) if value.parents]

    assert len(order) == 1
    assert sorted(map(id, found)) == sorted(map(id, [dead, s, k, h]))
