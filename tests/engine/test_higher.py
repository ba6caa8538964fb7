"""grad and jvp: slopes of slopes against values worked out by hand, and against SymPy."""

import math
import os
import random
import signal
from collections import namedtuple

import pytest
import sympy

from toygrad import (
    Value,
    affine,
    clamp,
    cos,
    dot,
    exp,
    explain,
    functions,
    grad,
    jvp,
    log,
    logsumexp,
    maximum,
    mean,
    minimum,
    nn,
    relu,
    sigmoid,
    sin,
    softmax,
    sqrt,
    tanh,
    total,
)  # fmt: skip
from toygrad.check import gradcheck_leaves, numerical_derivative, recompute
from toygrad.functions import TABLE, forget, operation, operation_of
from toygrad.refusals import plain
from toygrad.value import topological_order

FULL = os.environ.get("TOYGRAD_FULL") == "1"
SECONDS = 120 if FULL else 20  # of computing; what is here needs a small part of it


def give_up(*_):
    pytest.fail(f"a test computes for {SECONDS} seconds: does it end?", pytrace=False)


@pytest.fixture(autouse=True)
def limit():
    """What hangs fails."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
    signal.signal(signal.SIGVTALRM, before)


def test_a_test_that_hangs_fails():
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.01)
    with pytest.raises(pytest.fail.Exception, match="does it end"):
        while True:
            pass


# Each function, where, and the slope worked out by hand.

TWO = Value(2.0)
PARAMETER = nn.Parameter(2.0)

NESTED = {
    "confusion of perturbations": (lambda x: x * grad(lambda y: x)(0.0), 5.0, 0.0),
    "the same, with a sum": (lambda x: x * grad(lambda y: x + y)(1.0), 1.0, 1.0),
    "the same, with a product": (lambda x: x * grad(lambda y: x * y)(1.0), 3.0, 6.0),
    "only the outer variable": (lambda x: x * grad(lambda y: x * x)(1.0), 2.0, 0.0),
    "a constant": (lambda x: x * grad(lambda y: 7.0)(1.0), 2.0, 0.0),
    "its own variable": (lambda x: x * grad(lambda y: y)(1.0), 2.0, 1.0),
    "the outer one as the point": (lambda x: grad(lambda y: x * y * y)(x), 3.0, 12.0),
    "the outer one wins": (
        lambda x: x * grad(lambda y: maximum(x, y))(1.0), 2.0, 0.0),
    "the inner one wins": (
        lambda x: x * grad(lambda y: maximum(x, y))(3.0), 2.0, 1.0),
    "the outer one loses": (
        lambda x: x * grad(lambda y: minimum(x, y * x))(3.0), 2.0, 0.0),
    "a tie": (lambda x: x * grad(lambda y: maximum(x, y))(2.0), 2.0, 0.5),
    "Python's max": (lambda x: x * grad(lambda y: max(x, y) * y)(1.0), 2.0, 4.0),
    "crosswise": (
        lambda x: grad(lambda y: x * grad(lambda z: y * z * x)(y))(x), 2.0, 4.0),
    "twice the same inner function": (
        lambda x: (lambda g: g(x) * g(2.0 * x))(grad(lambda y: x * y * y)), 1.0, 32.0),
    "three levels, the outermost only": (
        lambda x: grad(lambda y: grad(lambda z: x * x)(1.0) + y * x)(1.0), 3.0, 1.0),
    "three levels, all": (
        lambda x: grad(lambda y: grad(lambda z: x * y * z * z)(x))(1.0), 2.0, 8.0),
    "inside a list": (lambda x: grad(lambda ys: ys[0] * ys[1] * x)([x, 3.0])[0], 2.0, 3.0),
    "the result is an inner slope": (lambda x: grad(sin)(x), 0.5, -math.sin(0.5)),
    "x**0": (lambda x: x**0 * grad(lambda y: y**0 * x)(2.0), 3.0, 0.0),
    "a square at 0": (lambda x: grad(lambda y: y**2)(x), 0.0, 2.0),
    "the same, the 2 a value": (lambda x: grad(lambda y: y ** Value(2.0))(x), 0.0, 2.0),
    "a cube at 0, the 3 a value": (lambda x: grad(lambda y: y ** Value(3.0))(x), 0.0, 0.0),
    "a cosine at 0": (lambda x: grad(cos)(x), 0.0, -1.0),
    "a dead relu": (lambda x: x * grad(lambda y: relu(y) + y * x)(-1.0), 3.0, 6.0),
    "jvp in grad": (lambda x: jvp(lambda y: x * y * y)(3.0, x)[1], 2.0, 24.0),
    "jvp in grad, the outer only": (lambda x: x * jvp(lambda y: x)(3.0, 1.0)[1], 2.0, 0.0),
    "jvp along the variable": (lambda x: jvp(sin)(0.5, x)[1], 2.0, math.cos(0.5)),
    "0.0**x": (lambda x: 0.0**x, 2.0, 0.0),
    "x**y at 0": (lambda x: grad(lambda y: x**y)(2.0), 0.0, 0.0),
    "x**1 at 0": (lambda x: x ** Value(1.0), 0.0, 1.0),
    "a slope in the base at 0": (lambda x: grad(lambda y: y**x)(0.0), 2.0, 0.0),
}  # fmt: skip
OUTSIDE = {
    "value * x": (lambda x: TWO * x, 3.0, 2.0),
    "x * value": (lambda x: x * TWO, 3.0, 2.0),
    "parameter * x": (lambda x: PARAMETER * x, 3.0, 2.0),
    "x * parameter": (lambda x: x * PARAMETER, 3.0, 2.0),
    "parameter + x": (lambda x: PARAMETER + x, 3.0, 1.0),
    "x + parameter": (lambda x: x + PARAMETER, 3.0, 1.0),
    "parameter - x": (lambda x: PARAMETER - x, 3.0, -1.0),
    "x - parameter": (lambda x: x - PARAMETER, 3.0, 1.0),
    "parameter / x": (lambda x: PARAMETER / x, 4.0, -0.125),
    "x / parameter": (lambda x: x / PARAMETER, 4.0, 0.5),
    "value ** x": (lambda x: TWO**x, 3.0, 8.0 * math.log(2.0)),
    "parameter ** x": (lambda x: PARAMETER**x, 3.0, 8.0 * math.log(2.0)),
    "x ** parameter": (lambda x: x**PARAMETER, 3.0, 6.0),
    "x ** value": (lambda x: x**TWO, 3.0, 6.0),
    "dot": (lambda x: dot([PARAMETER], [x]), 3.0, 2.0),
    "affine": (lambda x: affine([[PARAMETER]], [x], [PARAMETER])[0], 3.0, 2.0),
    "a weight of affine": (lambda x: affine([[x]], [5.0], [PARAMETER])[0], 3.0, 5.0),
    "a total": (lambda x: total([PARAMETER, x, x]), 3.0, 2.0),
    "only a value": (lambda x: TWO, 3.0, 0.0),
    "a value * x**0": (lambda x: TWO * x**0, 3.0, 0.0),
    "a value computed outside": (lambda x: (TWO * PARAMETER).exp() * x, 3.0, math.exp(4.0)),
    "a value made inside": (lambda x: Value(2.0) * x, 3.0, 2.0),
}  # fmt: skip


@pytest.mark.parametrize("f, x, slope", NESTED.values(), ids=NESTED)
def test_a_slope_of_slopes_is_the_one_worked_out_by_hand(f, x, slope):
    found = grad(f)(x)

    assert plain(found) == pytest.approx(slope, rel=1e-15)
    assert plain(jvp(f)(x, 1.0)[1]) == pytest.approx(slope, rel=1e-15)


@pytest.mark.parametrize("f, x, slope", OUTSIDE.values(), ids=OUTSIDE)
def test_values_from_outside_may_stand_on_either_side(f, x, slope):
    TWO.grad = PARAMETER.grad = 0.25
    found, (_, along) = grad(f)(x), jvp(f)(x, 1.0)

    assert type(found) is not float and type(along) is not float
    assert (found.data, along.data) == pytest.approx((slope, slope), rel=1e-15)
    assert (TWO.grad, PARAMETER.grad) == (0.25, 0.25)
    for inside in (lambda x: grad(f)(x), lambda x: jvp(f)(x, 1.0)[1]):
        second = numerical_derivative(lambda v: plain(grad(f)(v)), x)
        assert plain(grad(inside)(x)) == pytest.approx(second, rel=1e-6, abs=1e-8)


def test_a_slope_remembers_the_values_from_outside():
    w = Value(3.0)
    slope = grad(lambda x: w * w * x**2)(5.0)
    slope.backward()

    assert (slope.data, w.grad) == (90.0, 60.0)


def test_values_give_values_and_floats_floats():
    x, square = Value(3.0, "x"), lambda x: x * x
    slope = grad(square)(x)
    slope.backward()

    assert (type(slope), slope.data, x.grad) == (Value, 6.0, 2.0)
    assert type(grad(square)(3)) is float
    assert [type(found) for found in jvp(square)(3, 1)] == [float, float]
    assert [type(found) for found in jvp(square)(x, 1)] == [Value, Value]
    assert [type(found) for found in jvp(square)(3, x)] == [Value, Value]
    assert grad(lambda x: 7.0)(x).data == 0.0
    assert type(grad(lambda x: x * total([]) * 2.0)(3.0)) is float


# What an inner slope is asked for, at a value made of plain numbers alone: f and f'.

PLAIN_INSIDE = {
    "grad": (lambda x: grad(lambda y: x * x * y)(1.0), lambda x: 2.0 * x),
    "jvp": (lambda x: jvp(lambda y: x * x * y)(1.0, 1.0)[1], lambda x: 2.0 * x),
    "three levels": (
        lambda x: grad(lambda y: grad(lambda z: x * x * y * z)(2.0))(1.0),
        lambda x: 2.0 * x),
    "the point": (lambda x: grad(lambda y: y**3)(x), lambda x: 6.0 * x),
}  # fmt: skip
OF_NUMBERS = {
    "mean": lambda: mean([2.0, 4.0]),
    "total": lambda: total([1.0, 2.0]),
    "dot": lambda: dot([1.0, 2.0], [3.0, 0.5]),
    "maximum": lambda: maximum(1.0, 2.0),
    "softmax": lambda: softmax([1.0, 2.0])[1],
    "computed on": lambda: exp(mean([0.5, 1.0])) * 2.0,
    "a slope that was given back": lambda: grad(lambda y: 3 * y)(Value(2.0)),
    "a number that was given back": lambda: jvp(lambda y: 3.0)(Value(2.0), 1.0)[0],
}


@pytest.mark.parametrize("made", OF_NUMBERS.values(), ids=OF_NUMBERS)
@pytest.mark.parametrize("f, slope", PLAIN_INSIDE.values(), ids=PLAIN_INSIDE)
def test_a_value_of_plain_numbers_is_a_variable_like_any_other(f, slope, made):
    x = made()

    assert grad(f)(x).data == pytest.approx(slope(x.data), rel=1e-14)
    assert jvp(f)(x, 1.0)[1].data == pytest.approx(slope(x.data), rel=1e-14)


def test_a_value_of_plain_numbers_from_outside_is_asked_for_its_slope():
    m = mean([2.0, 4.0])
    slope = grad(lambda b: m * b * b)(2.0)
    slope.backward()

    assert (slope.data, m.grad) == (12.0, 4.0)


FLOATS_INSIDE = {
    "grad": lambda w: grad(lambda x: x * x * w)(2.0),
    "jvp": lambda w: jvp(lambda x: x * x * w)(2.0, 1.0)[1],
    "the number of jvp": lambda w: jvp(lambda x: x * x * w)(2.0, 1.0)[0],
    "a number that jvp gives back": lambda w: (
        2.0 * jvp(lambda x: {"y": w * x, "z": 4.0})(2.0, 1.0)[0]["z"] * w),
    "the inner variable alone": lambda w: w * jvp(lambda x: x * x + w * 0.0)(2.0, 1.0)[1],
    "a slope of 1": lambda w: 2.0 * grad(lambda x: x + x + w)(2.0) * w * 0.5 * 2.0,
    "a slope that was given back": lambda w: 2.0 * grad(lambda x: x + w)(2.0) * w * 2.0,
    "a plain base": lambda w: grad(lambda x: 2.0 ** (x * w))(0.0) * 4.0 / math.log(2.0),
    "a plain exponent": lambda w: grad(lambda x: (x * w) ** 3)(1.0),
    "a plain divisor": lambda w: grad(lambda x: x * w / 0.25)(2.0),
    "three levels": lambda w: grad(lambda x: w * grad(lambda z: z * z * x)(x))(1.0),
}  # fmt: skip


@pytest.mark.parametrize("f", FLOATS_INSIDE.values(), ids=FLOATS_INSIDE)
def test_floats_give_floats_with_other_slopes_inside(f):
    slope, (number, along) = grad(f)(3.0), jvp(f)(3.0, 1.0)

    assert [type(found) for found in (slope, number, along)] == [float] * 3
    assert slope == pytest.approx(along, rel=1e-15)
    assert slope == pytest.approx(numerical_derivative(f, 3.0), rel=1e-8)


def test_a_variable_counts_no_more_once_its_function_is_left():
    kept = []

    def leave(x):
        kept.append(x)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grad(leave)(2.0)
    assert grad(lambda y: y * kept[0])(3.0) == 2.0


def test_a_backward_pass_inside_does_not_disturb_the_slope():
    def f(x):
        y = x * x
        y.backward()
        return y

    assert grad(f)(3.0) == 6.0


def test_a_variable_keeps_the_label_of_its_value():
    with pytest.raises(ZeroDivisionError, match="rate is 0.0"):
        grad(lambda x: 1.0 / x)(Value(0.0, "rate"))


def test_a_variable_made_of_a_value_says_what_it_is():
    seen = []
    grad(lambda a, b: seen.extend([a, b]) or a * b)(3.0, Value(4.0))

    assert [(v.op, v.data, len(v.parents)) for v in seen] == [
        ("variable", 3.0, 0),
        ("variable", 4.0, 1),
    ]


def test_the_same_value_twice_has_two_slopes():
    x = Value(3.0)

    assert [slope.data for slope in grad(lambda a, b: a * a * b)(x, x)] == [18.0, 9.0]


def test_lists_and_dicts_come_back_in_their_form():
    def f(model, scale):
        return scale * (model["w"][0] * model["w"][1] + model["b"])

    slopes = grad(f)({"w": [2.0, 3.0], "b": 5.0}, 10.0)
    along = jvp(lambda w: {"product": w[0] * w[1], "none": 1.0})((2.0, 3.0), (1.0, 0.5))

    assert slopes == ({"w": [30.0, 20.0], "b": 10.0}, 11.0)
    assert along == ({"product": 6.0, "none": 1.0}, {"product": 4.0, "none": 0.0})


def test_a_direction_is_read_by_its_names():
    f, x = lambda p: p["a"] * 3.0 + p["b"][0] ** 2 * 5.0, {"a": 1.0, "b": [1.0]}

    assert jvp(f)(x, {"b": [1.0], "a": 0.0}) == (8.0, 10.0)
    _, along = jvp(grad(f))(x, {"b": [1.0], "a": 0.0})
    assert along == {"a": 0.0, "b": [10.0]}


def test_a_named_tuple_comes_back_as_one():
    Point = namedtuple("Point", "x y")
    slopes = grad(lambda p: p.x * p.y)(Point(2.0, 3.0))

    assert (type(slopes), slopes.x, slopes.y) == (Point, 3.0, 2.0)
    assert jvp(lambda p: p.x * p.y)(Point(2.0, 3.0), Point(1.0, 0.0)) == (6.0, 3.0)


def test_what_an_inner_result_breaks_is_told():
    with pytest.raises(ValueError, match="the first value .* made by \\*"):
        grad(lambda x: x * 1e200 * x)(1e200)
    with pytest.raises(OverflowError, match="^grad and jvp need slopes .*, got inf;"):
        grad(lambda x: (x - 1.0) * 1e200 * 1e200)(1.0)


def test_a_long_chain_needs_no_recursion():
    assert grad(lambda x: sum([x] * 5_000))(1.0) == 5_000.0
    assert grad(grad(lambda x: sum([x * x] * 1_000)))(1.0) == 2_000.0
    assert jvp(lambda x: sum([x] * 5_000))(1.0, 1.0) == (5_000.0, 5_000.0)


def test_slopes_that_are_values_can_be_drawn_and_checked():
    x = Value(0.7, "x")
    slope = grad(lambda v: tanh(v) * v)(x)

    assert recompute(slope, {}) == slope.data
    assert gradcheck_leaves(slope).ok
    slope.backward()
    assert explain(slope, x, limit=0).slope == pytest.approx(x.grad, rel=1e-14)


# The table: slopes for values are those of the forward pass.

A, B, C = 0.5, -1.25, 2.0
ROWS = {
    "+": lambda a, b, c: a + b,
    "-": lambda a, b, c: a - b,
    "neg": lambda a, b, c: -a,
    "*": lambda a, b, c: a * b,
    "/": lambda a, b, c: a / b,
    "**": lambda a, b, c: a**b,
    "**3.0": lambda a, b, c: b**3,
    "**1.0": lambda a, b, c: b**1,
    "**0.0": lambda a, b, c: b**0,
    "**-0.5": lambda a, b, c: a**-0.5,
    "maximum": lambda a, b, c: maximum(a, b, c),
    "minimum": lambda a, b, c: minimum(a, b, b),
    "clamp[0.0,1.0]": lambda a, b, c: clamp(a, 0.0, 1.0),
    "clamp[0.0,2.0]": lambda a, b, c: clamp(c, 0.0, 2.0),
    "total": lambda a, b, c: total([a, b, a]),
    "mean": lambda a, b, c: mean([a, b, c]),
    "dot": lambda a, b, c: dot([a, b], [c, a]),
    "logsumexp": lambda a, b, c: logsumexp([a, b, c]),
    "softmax[1]": lambda a, b, c: softmax([a, b, c])[1],
    "affine": lambda a, b, c: affine([[a, b]], [c, a], [c])[0],
    "weighted": lambda a, b, c: affine([[a, b]], [7.0, 9.0], [c])[0],
    **{name: lambda a, b, c, f=name: getattr(a, f)() for name in functions.OPERATIONS},
}


@pytest.mark.parametrize("name", ROWS)
def test_an_operation_has_the_same_slopes_for_values(name):
    y = ROWS[name](Value(A), Value(B), Value(C))
    op = operation_of(y)
    slopes = [plain(slope) for slope in op.slopes(y)]

    assert y.op == op == name
    assert slopes == pytest.approx(y.local_grads or (0.0,), rel=4e-16)
    assert len(slopes) == len(y.parents)
    assert functions.rule_of(y)(*[parent.data for parent in y.parents]) == y.data


def test_every_row_of_the_table_is_asked_for_its_slopes():
    assert TABLE.keys() <= ROWS.keys()


def slope_of_square(name, j, point):
    """The slope of ROWS[name] squared in its argument j, by a backward pass."""
    leaves = list(map(Value, point))
    (ROWS[name](*leaves) ** 2).backward()
    return leaves[j].grad


@pytest.mark.parametrize("name", ROWS)
def test_an_operation_has_second_slopes(name):
    """The slopes along each argument are those of nudged first slopes."""
    hessian_times = jvp(grad(lambda xs: ROWS[name](*xs) ** 2))
    arguments = 2 if name == "clamp[0.0,2.0]" else 3  # c lies on the bound
    for k in range(arguments):
        direction = [float(j == k) for j in range(3)]
        _, found = hessian_times([A, B, C], direction)
        for j in range(arguments):
            nudged = numerical_derivative(
                lambda x, j=j, k=k: slope_of_square(
                    name, j, [x if i == k else y for i, y in enumerate([A, B, C])]
                ),
                [A, B, C][k],
            )
            assert found[j] == pytest.approx(nudged, rel=1e-6, abs=1e-7), (j, k)


def test_an_operation_of_ones_own_has_slopes_of_slopes():
    cube = operation("variable", lambda x: x**3, lambda x, y: 3.0 * x**2)
    try:
        assert grad(grad(cube))(2.0) == 12.0
        assert grad(lambda x: x * grad(cube)(x))(2.0) == 36.0
    finally:
        forget("variable")


def changed(f, number):
    """`f`, after which its variable holds another number."""

    def g(v):
        y = f(v)
        v.data = number
        return y

    return g


CHANGED = {
    "*": lambda v: v * v,
    "/": lambda v: 1.0 / v,
    "**": lambda v: v**3,
    "sin": sin,
    "a relu that dies": lambda v: relu(v) * 2.0,
    "softmax": lambda v: softmax([v, 1.0])[0],
    "affine": lambda v: affine([[v]], [v], [v])[0],
}


@pytest.mark.parametrize("f", CHANGED.values(), ids=CHANGED)
def test_data_changed_inside_never_changes_a_slope_unseen(f):
    assert grad(changed(f, -10.0))(3.0) == grad(f)(3.0)
    for ask in (grad, lambda g: lambda x: jvp(g)(x, 1.0)):
        with pytest.raises(ValueError, match="needs the slope of its forward pass, "):
            ask(changed(f, -10.0))(Value(3.0))


def test_a_dead_relu_that_comes_to_life_is_seen():
    with pytest.raises(ValueError, match="forward pass, 0.0, got 1.0; change no data"):
        grad(changed(relu, 3.0))(Value(-3.0))


def test_data_changed_inside_may_leave_the_slopes_as_they_are():
    assert grad(changed(lambda v: v + 2.0 * v, 10.0))(Value(3.0)).data == 3.0


def cubic_with(derivative):
    return operation("cubic", lambda x: x**3, derivative)


DERIVATIVES = {
    "none": (lambda x, y: 3 * x**2 if type(x) is float else None,
             TypeError, "^cubic needs a derivative that gives one number .* got None;"),
    "a list": (lambda x, y: 3 * x**2 if type(x) is float else [x],
               TypeError, "^cubic needs .* got list "),
    "two": (lambda x, y: 3 * x**2 if type(x) is float else (x, x),
            TypeError, "^cubic needs a derivative that gives one "),
    "no value": (lambda x, y: 3 * math.pow(x, 2),
                 TypeError, "^cubic needs a derivative that takes values, .* got 2.0, "),
    "no float": (lambda x, y: 3 * x**2 if type(x) is float else x.real,
                 TypeError, "^cubic needs a derivative that takes values, .* 'real'"),
    "another domain": (lambda x, y: 3 * x**2 if type(x) is float else log(x - 5.0),
                       ValueError, "^cubic needs a finite number; got 2.0, and log needs"),
    "another slope": (lambda x, y: 3 * x**2 if type(x) is float else x,
                      ValueError, "^cubic needs the slope of its forward pass, 12.0, got 2.0"),
}  # fmt: skip


@pytest.mark.parametrize(
    "derivative, kind, words", DERIVATIVES.values(), ids=DERIVATIVES
)
def test_a_derivative_that_is_not_for_values_is_named(derivative, kind, words):
    cubic = cubic_with(derivative)
    try:
        assert grad(cubic)(2.0) == 12.0
        with pytest.raises(kind, match=words):
            grad(grad(cubic))(2.0)
    finally:
        forget("cubic")


def test_an_operation_of_the_engine_tells_its_own_errors():
    with pytest.raises(OverflowError, match="^a division needs"):
        grad(grad(log))(1e-200)


def test_second_slopes_keep_their_digits_near_0_and_far_out():
    for x in (1e-12, 1e-3, 0.49, 0.51, 3.0):
        t = math.tanh(x)
        half = math.tanh(x / 2)
        assert grad(grad(tanh))(x) == pytest.approx(-2.0 * t * (1.0 - t * t), rel=1e-12)
        second = -0.25 * half * (1.0 - half * half)
        assert grad(grad(sigmoid))(x) == pytest.approx(second, rel=1e-12)
    assert grad(sigmoid)(40.0) == pytest.approx(4.248354255291589e-18, rel=1e-15)


def test_a_softmax_keeps_its_digits():
    assert grad(lambda x: softmax([x, 1e16])[0])(1e16) == 0.25
    assert grad(grad(lambda x: softmax([x, 1e16])[0]))(1e16) == 0.0
    x = Value(40.0)
    softmax([x, 0.0])[0].backward()
    assert x.grad == pytest.approx(4.248354255291589e-18, rel=1e-15)


def edges_of_softmax_slopes(n):
    """How many edges stand behind the slopes of all shares."""
    xs = [Value(0.1 * k) for k in range(n)]
    slopes = grad(lambda zs: total([share * share for share in softmax(zs)]))(xs)
    return sum(len(value.parents) for value in topological_order(total(slopes)))


def test_the_slopes_of_all_shares_grow_with_the_square_of_their_number():
    assert edges_of_softmax_slopes(32) < 4.5 * edges_of_softmax_slopes(16)


def test_the_third_slopes_of_shares_keep_their_digits():
    for x in (1.5, 40.0):
        small = math.exp(-x) / (1.0 + math.exp(-x))
        third = small * (1.0 - small) * (1.0 - 6.0 * small * (1.0 - small))
        share = lambda v: softmax([v, 0.0, -1000.0])[0]  # noqa: E731
        assert grad(grad(grad(share)))(x) == pytest.approx(third, rel=1e-14)


def test_a_root_at_0_says_what_it_needs():
    with pytest.raises(ValueError, match="^sqrt needs a number above 0"):
        grad(sqrt)(0.0)


# A network.


def loss_of(parameters):
    """The squared miss of two tanh neurons, at a point."""
    hidden = [tanh(h) for h in affine(parameters["w"], [0.5, -1.0], parameters["b"])]
    return (dot(parameters["v"], hidden) - 0.25) ** 2


def test_the_hessian_times_a_vector_is_forward_over_backward():
    rng = random.Random(0)
    draw = lambda: rng.uniform(-1.0, 1.0)  # noqa: E731
    point, v = (
        {"w": [[draw(), draw()], [draw(), draw()]], "b": [draw(), draw()],
         "v": [draw(), draw()]}
        for _ in range(2)
    )  # fmt: skip

    def moved(h):
        return {
            "w": [[a + h * b for a, b in zip(*rows)] for rows in zip(point["w"], v["w"])],
            "b": [a + h * b for a, b in zip(point["b"], v["b"])],
            "v": [a + h * b for a, b in zip(point["v"], v["v"])],
        }  # fmt: skip

    (slopes, along), h = jvp(grad(loss_of))(point, v), 1e-5
    up, down = grad(loss_of)(moved(h)), grad(loss_of)(moved(-h))

    assert slopes == grad(loss_of)(point)
    for k in range(2):
        for name in ("b", "v"):
            nudged = (up[name][k] - down[name][k]) / (2 * h)
            assert along[name][k] == pytest.approx(nudged, rel=1e-7, abs=1e-9)
        for j in range(2):
            nudged = (up["w"][k][j] - down["w"][k][j]) / (2 * h)
            assert along["w"][k][j] == pytest.approx(nudged, rel=1e-7, abs=1e-9)
    total_slope = jvp(loss_of)(point, v)[1]
    nudged = (loss_of(values(moved(h))) - loss_of(values(moved(-h)))).data / (2 * h)
    assert total_slope == pytest.approx(nudged, rel=1e-8)


def values(parameters):
    return {
        "w": [list(map(Value, row)) for row in parameters["w"]],
        "b": list(map(Value, parameters["b"])),
        "v": list(map(Value, parameters["v"])),
    }


# Random expressions with grads in them, against SymPy.

ONE = {
    "sin": (sin, sympy.sin),
    "cos": (cos, sympy.cos),
    "tanh": (tanh, sympy.tanh),
    "exp of a sine": (lambda x: exp(sin(x)), lambda x: sympy.exp(sympy.sin(x))),
    "log": (lambda x: log(x * x + 1.5), lambda x: sympy.log(x * x + sympy.Rational(3, 2))),
    "square": (lambda x: x**2, lambda x: x**2),
    "cube": (lambda x: x**3, lambda x: x**3),
    "minus": (lambda x: -x, lambda x: -x),
    "inverse": (lambda x: 1 / (x * x + 1.0), lambda x: 1 / (x * x + 1)),
    "zeroth power": (lambda x: x**0, lambda x: sympy.Integer(1)),
}  # fmt: skip
BINARY = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "power": lambda a, b: (a * a + 1) ** b,
}


def expression(rng, names, depth):
    """A tree: an operation, a name, a number, or the slope of a tree in a new name."""
    if depth == 0:
        return rng.choice(names) if rng.random() < 0.8 else rng.randint(-2, 3)
    kind = rng.random()
    if kind < 0.3 and len(names) < 3:
        name = "xyz"[len(names)]
        body = expression(rng, [*names, name], depth - 1)
        return "grad", name, body, expression(rng, names, depth - 1)
    if kind < 0.6:
        return rng.choice(list(ONE)), expression(rng, names, depth - 1)
    return rng.choice(list(BINARY)), *(expression(rng, names, depth - 1) for _ in "ab")


def ours(tree, known):
    if isinstance(tree, (str, int)):
        return known.get(tree, tree)
    if tree[0] == "grad":
        _, name, body, point = tree
        return grad(lambda x: ours(body, {**known, name: x}))(ours(point, known))
    arguments = [ours(part, known) for part in tree[1:]]
    if tree[0] in BINARY:
        return BINARY[tree[0]](*arguments)
    return ONE[tree[0]][0](*arguments)


def theirs(tree, known):
    if isinstance(tree, str):
        return known[tree]
    if isinstance(tree, int):
        return sympy.Integer(tree)
    if tree[0] == "grad":
        _, name, body, point = tree
        x = sympy.Dummy(name, real=True)
        slope = sympy.diff(theirs(body, {**known, name: x}), x)
        return slope.subs(x, theirs(point, known))
    arguments = [theirs(part, known) for part in tree[1:]]
    if tree[0] in BINARY:
        return BINARY[tree[0]](*arguments)
    return ONE[tree[0]][1](*arguments)


def compare_with_sympy(count, seed):
    """Both slopes of `count` random expressions; returns how many had a grad inside.

    Where a number on the way is too large for a float, the engine says so; a few are.
    """
    rng, nested, refused = random.Random(seed), 0, 0
    x = sympy.Symbol("x", real=True)
    while count:
        tree = expression(rng, ["x"], 4)
        point = rng.choice([-1.25, -0.5, 0.75, 1.5])
        truth = sympy.diff(theirs(tree, {"x": x}), x).subs(x, sympy.Rational(point))
        truth = float(sympy.N(truth, 30))
        if not abs(truth) < 1e6:
            continue
        f = lambda v, tree=tree: ours(tree, {"x": v})  # noqa: E731
        bound = pytest.approx(truth, rel=1e-9, abs=1e-9)
        try:
            slope, (_, along) = grad(f)(point), jvp(f)(point, 1.0)
        except OverflowError:
            refused += 1
            assert refused <= 1 + count / 50
            continue
        assert plain(slope) == bound, (tree, point)
        assert plain(along) == bound, (tree, point)
        nested += "grad" in repr(tree)
        count -= 1
    return nested


def test_random_nested_expressions_agree_with_sympy():
    """200 of them; 2,000 with TOYGRAD_FULL=1."""
    count = 2_000 if FULL else 200

    assert compare_with_sympy(count, seed=20) >= count / 2


def test_perturbations_that_are_confused_are_caught(monkeypatch):
    """Planted: an inner grad that takes any variable for its own."""
    from toygrad.higher import Trace

    def variable(self, number):
        value = number if isinstance(number, Value) else Value(number)
        self.variables.append(value)
        return value

    monkeypatch.setattr(Trace, "variable", variable)
    with pytest.raises(AssertionError):
        compare_with_sympy(50, seed=20)
