from toygrad import Value
from toygrad.check import recompute


def test_recompute_follows_every_operation_and_touches_nothing():
    x, k = Value(1.5, "x"), Value(2.0, "k")
    y = -(x**3) / (x + 1.0) - x**k * x.exp().tanh()
    again = recompute(y, {x: 1.7})

    x = Value(1.7)
    assert again == (-(x**3) / (x + 1.0) - x**k * x.exp().tanh()).data


def test_a_changed_inner_value_forgets_its_parents():
    x = Value(3.0)
    s = x * x
    y = s + x

    assert recompute(y, {s: 10.0}) == 13.0
    assert recompute(y, {y: 1.0}) == 1.0
    assert recompute(x, {x: 4.0}) == 4.0
