import dataclasses
import math
import random

import pytest

from toygrad import Value, grad, nn, relu, softmax
from toygrad import check as witness
from toygrad.check import (
    COMPLEX,
    STEP,
    Check,
    Report,
    compare,
    complex_step,
    first_bad,
    gradcheck,
    gradcheck_parameters,
    logsumexp_of,
    numerical_derivative,
    recompute,
    rule,
)
from toygrad.functions import (
    OPERATIONS,
    affine,
    clamp,
    dot,
    forget,
    logsumexp,
    maximum,
    mean,
    minimum,
    operation,
    total,
)  # fmt: skip


def everything(x, k):
    """Every kind of operation that a graph can hold."""
    y = -(x**3) / (x + 1.0) - x**k * x.exp().tanh() + 2.0**x
    y = y + maximum(x, k) * minimum(x, 0.1) + clamp(x, 0.0, 9.0) + total([x, k, x])
    y = (
        y
        + mean([x, y])
        + dot([x, k], [k, y])
        + logsumexp([x, k, 0.3])
        + softmax([x, k])[1]
    )
    outputs = affine([[x, k], [k, x]], [0.5, -0.25], [x, k]) + affine(
        [[x, k]], [k, x], [x]
    )
    return y + total(outputs)


def test_recompute_follows_every_operation_to_the_bit_and_touches_nothing():
    x, k = Value(1.5, "x"), Value(2.0, "k")
    y = everything(x, k)
    again = recompute(y, {x: 1.7, k: 2.1})

    assert recompute(y, {}) == y.data
    assert again == everything(Value(1.7), Value(2.1)).data
    assert (x.data, k.data) == (1.5, 2.0)


def test_a_changed_inner_value_forgets_its_parents():
    x = Value(3.0)
    s = x * x
    y = s + x

    assert recompute(y, {s: 10.0}) == 13.0
    assert recompute(y, {y: 1.0}) == 1.0
    assert recompute(x, {x: 4.0}) == 4.0


@pytest.mark.parametrize("f, x", [(lambda v: v**0.5, -1.0), (lambda v: v * v, 1e300)])
def test_recompute_does_not_leave_the_real_numbers(f, x):
    leaf = Value(1.0)
    with pytest.raises(ValueError, match="stay real and finite"):
        recompute(f(leaf), {leaf: x})


def test_the_step_of_the_difference_is_nearly_the_best():
    truth = math.exp(1.3) * (math.sin(1.3) + math.cos(1.3))

    def error(h):
        return abs(
            numerical_derivative(lambda x: math.exp(x) * math.sin(x), 1.3, h) / truth
            - 1
        )

    assert error(None) < 1e-10
    assert error(None) < error(1e-2) and error(None) < error(1e-9)


@pytest.mark.parametrize("x, h", [(1.0, 1e-16), (-1.0, 1e-16), (1.7e308, 1e308)])
def test_a_nudge_moves_to_both_sides_and_stays_finite(x, h):
    with pytest.raises(ValueError, match="needs a nudge that moves x, got"):
        numerical_derivative(lambda x: x, x, h)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_passes_the_check(name):
    report = gradcheck(lambda x: getattr(x, name)(), 0.7)

    assert report.ok and report[0].error < 1e-9


def test_many_inputs_are_checked_one_by_one():
    report = gradcheck(everything, 1.5, 2.0)

    assert [check.verdict for check in report] == ["agrees", "agrees"]
    assert "engine" in repr(report) and "relative error" in repr(report)


def test_a_wrong_rule_is_found(monkeypatch):
    monkeypatch.setattr(Value, "sin", lambda x: Value(math.sin(x.data)) + 0.0 * x)
    report = gradcheck(lambda x: x.sin(), 0.7)

    assert not report.ok and report[0].verdict == "differs"


KINKS = {
    "relu": (relu, 0.0),
    "on high ground": (lambda x: relu(x) + 1e6, 0.0),
    "on a steep bend": (lambda x: relu(x) - 1e6 * x * x, 0.0),
    "a millionth of a millionth away": (relu, 1e-12),
    "half way is the central difference": (abs, 0.0),
    "a tie": (lambda x: maximum(x, 1.0), 1.0),
    "two": (lambda x: 2.0 * relu(x) + x, 0.0),
}


@pytest.mark.parametrize("f, x", KINKS.values(), ids=KINKS)
def test_a_kink_is_told_apart_from_a_mistake(f, x):
    (check,) = gradcheck(f, x)
    doubled = compare("x", 3.0 * check.right + 1.0, lambda x: f(Value(x)).data, x, 1e-6)

    assert (check.verdict, doubled.verdict) == ("kink", "differs")


@pytest.mark.parametrize("x", [6.2e-6, 7e-6, 1e-5, 1e-4, 1e-3])
@pytest.mark.parametrize(
    "factor, verdict",
    [(1.0, "agrees"), (1.3, "differs"), (1.013, "differs"), (1.00001, "differs")],
)
def test_a_steep_bend_is_no_kink_and_hides_no_wrong_rule(x, factor, verdict):
    slope = factor * 0.5 / math.sqrt(x)

    assert compare("x", slope, math.sqrt, x, 1e-6).verdict == verdict


@pytest.mark.parametrize("x", [1e-7, -1e-7, 3e-8, -3e-8])
def test_beside_a_kink_a_smaller_nudge_decides(x):
    assert gradcheck(relu, x)[0].verdict == "agrees"
    wrong = 0.0 if x > 0.0 else 1.0
    assert compare("x", wrong, lambda x: max(x, 0.0), x, 1e-6).verdict == "differs"


def test_where_rounding_hides_the_slope_the_check_says_so():
    assert gradcheck(lambda x: x.tanh(), 15.0)[0].verdict == "cannot tell"
    for engine, verdict in (
        (1e-4, "cannot tell"),
        (5e-4, "cannot tell"),
        (1.0, "differs"),
    ):
        check = compare("x", engine, lambda x: 1e6 + 1e-4 * x, 1.0, 1e-6)
        assert check.verdict == verdict
    assert Report([check]).ok is False and gradcheck(lambda x: x.tanh(), 15.0).ok


def test_a_step_is_no_kink():
    (check,) = gradcheck(lambda x: 0.0 * x + float(x.data >= 0.0), 0.0)

    assert check.verdict == "differs"


def test_noise_is_no_kink():
    rng = random.Random(0)
    verdicts = set()
    for _ in range(200):
        noise = {}  # the same number again for the same x

        def f(x, noise=noise):
            return noise.setdefault(x, 1.0 + 1e-9 * rng.random())

        verdicts.add(compare("x", rng.uniform(-1e-4, 1e-4), f, 1.0, 1e-6).verdict)

    assert "kink" not in verdicts


def test_a_graph_that_was_cut_is_found():
    (check,) = gradcheck(lambda x: x.data * x, 3.0)

    assert (check.engine, check.verdict) == (3.0, "differs")
    assert check.nudged == pytest.approx(6.0)


def test_a_model_is_checked_through_its_parameters():
    model = nn.MLP(2, [3, 1], rng=random.Random(0))
    parameters = model.parameters()
    parameters[0].grad = 7.0
    before = model.state_dict()
    report = gradcheck_parameters(lambda: model([0.5, -1.0])[0] ** 2, parameters)

    assert report.ok and len(report) == 13
    assert [check.name for check in report][:2] == ["layer0.w[0,0]", "layer0.w[0,1]"]
    assert model.state_dict() == before and parameters[0].grad == 7.0


def test_a_complex_step_loses_no_digit():
    x = Value(1.3)
    y = x.exp() * x.sin() / (1.0 + x * x)
    y.backward()

    assert complex_step(y, x) == pytest.approx(x.grad, rel=4e-16)
    assert complex_step(logsumexp([x, 2.0 * x]), x) is not None
    assert complex_step(relu(x) * x, x) is None


def test_the_birthplace_of_infinity_is_found_with_the_way_to_the_result():
    a = Value(1e200, "a")
    p = a * a
    p.label = "p"
    q = p * 0.0
    loss = q + a
    loss.label = "loss"
    found = first_bad(loss)

    assert found.value is p
    assert found.path == (p, q, loss)
    assert repr(found) == "inf was born at p → * → loss"
    assert first_bad(a + 1.0) is None


def test_higher_derivatives_leave_nothing_behind():
    w = Value(2.0, "w")
    second = grad(grad(lambda x: w * x**3))(2.0)

    assert isinstance(second, Value) and second.data == 24.0
    second.backward()
    assert w.grad == 12.0


def test_an_inner_grad_may_use_the_variable_of_an_outer_one():
    assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(1.0) == 1.0
    assert grad(lambda x: x * grad(lambda y: x * y)(1.0))(3.0) == 6.0
    assert grad(lambda x: grad(lambda y: x * y * y)(x))(3.0) == 12.0


@pytest.mark.parametrize(
    "order, expected",
    [(1, 80.0), (2, 160.0), (3, 240.0), (4, 240.0), (5, 120.0), (6, 0.0)],
)
def test_the_derivatives_of_a_power_to_any_order(order, expected):
    f = lambda x: x**5  # noqa: E731
    for _ in range(order):
        f = grad(f)
    assert f(2.0) == expected


def test_grad_works_through_functions_of_many_values():
    def f(x):
        return (
            logsumexp([x, 2.0 * x])
            + dot([x, x], [x, 1.0])
            + mean([x, x * x])
            + maximum(x, 0.1)
        )

    h = 1e-4
    numbers = [f(Value(0.7 + k * h)).data for k in (-1, 0, 1)]
    second = (numbers[0] - 2 * numbers[1] + numbers[2]) / h**2
    assert grad(grad(f))(0.7) == pytest.approx(second, rel=1e-5)


INSIDE_GRAD = {
    "total": (lambda x: total([x, x * x]), 3.0),
    "mean": (lambda x: mean([x, x * x, 1.0]), 3.0),
    "softmax": (lambda x: softmax([x, 2.0 * x, 0.1])[1], 0.7),
    "logsumexp": (lambda x: logsumexp([x, 2.0 * x, 0.1]), 0.7),
    "a tie": (lambda x: maximum(x, 2.0 * x - 1.0, 0.0), 1.0),
    "clamp, inside": (lambda x: clamp(x * x, 0.0, 5.0), 2.0),
    "clamp, below": (lambda x: clamp(x, 2.0, 5.0), 0.0),
    "clamp, above": (lambda x: clamp(x, 2.0, 5.0), 6.0),
    "a power of a number": (lambda x: 2.0**x, 3.0),
    "a power of a value": (lambda x: x**x, 2.0),
    "a quotient": (lambda x: 1.0 / x - x / 3.0, 2.0),
    "a difference": (lambda x: 1.0 - x - 2.0, 2.0),
    "abs": (lambda x: abs(x) - -x, -2.0),
}


@pytest.mark.parametrize("f, x", INSIDE_GRAD.values(), ids=INSIDE_GRAD)
def test_grad_finds_the_slope_that_backward_finds(f, x):
    leaf = Value(x)
    (f(leaf) * (leaf + 1.0)).backward()

    assert grad(lambda v: f(v) * (v + 1.0))(x) == pytest.approx(leaf.grad, rel=1e-14)


def test_constants_inside_grad_are_leaves_without_a_sign():
    seen = []
    grad(lambda x: seen.append((x + 3.0, 3.0 - x)) or x)(2.0)

    for value in seen[0]:
        constant = next(p for p in value.parents if p.data == 3.0)
        assert (constant.op, constant.parents, constant.label) == ("", (), "")


def test_grad_gives_a_slope_for_each_number_and_0_for_a_constant():
    assert grad(lambda a, b: a * b + a)(2.0, 5.0) == (6.0, 2.0)
    assert grad(lambda x: 3.0)(2.0) == 0.0
    assert grad(grad(lambda x: x * x + grad(lambda y: x)(1.0)))(3.0) == 2.0


ANALYTIC = [
    "exp",
    "log",
    "sqrt",
    "sin",
    "cos",
    "tan",
    "tanh",
    "sigmoid",
    "softplus",
    "log1p",
    "expm1",
]


@pytest.mark.parametrize("x", [0.3, 1.7])
@pytest.mark.parametrize("name", ANALYTIC)
def test_the_complex_step_agrees_with_every_analytic_rule(name, x):
    leaf = Value(x)
    y = getattr(leaf, name)()
    y.backward()

    assert complex_step(y, leaf) == pytest.approx(leaf.grad, rel=1e-14)


def test_logsumexp_of_complex_numbers_is_the_real_one_on_the_real_line():
    numbers = logsumexp_of([complex(0.5), complex(2.0)]), logsumexp_of([0.5, 2.0])

    assert numbers[0] == pytest.approx(numbers[1], rel=1e-15)


@pytest.mark.parametrize("f", [maximum, minimum])
def test_the_extreme_of_one_value_is_recomputed(f):
    x = Value(3.0, "x")

    assert recompute(f(x), {x: 4.0}) == 4.0
    assert witness.gradcheck_leaves(f(x) * 2.0).ok
    assert complex_step(f(x, 1.0), x) is None


def test_recompute_reads_each_number_of_an_operation_with_several():
    x, k, b = Value(1.5), Value(2.0), Value(0.25)
    (y,) = affine([[x, k]], [3.0, -5.0], [b])

    assert recompute(y, {k: 4.0}) == 1.5 * 3.0 - 4.0 * 5.0 + 0.25
    clamped = clamp(x, 1.25, 12.5)
    assert [recompute(clamped, {x: number}) for number in (0.5, 13.0)] == [1.25, 12.5]
    chosen = softmax([x, k])[1]
    assert recompute(chosen, {x: 2.0}) == 0.5


def test_what_cannot_be_recomputed_is_told_in_full():
    x = Value(1.0)
    with pytest.raises(ValueError) as told:
        recompute(x * x, {x: 1e300})
    assert str(told.value) == (
        "recompute needs numbers that stay real and finite, got inf at *; "
        "make the change smaller"
    )
    y = x + 1.0
    y.op = "cube"
    with pytest.raises(ValueError) as told:
        recompute(y, {x: 2.0})
    assert str(told.value) == (
        "a value needs an operation of the table, got 'cube'; "
        "declare it with operation('cube', ...)"
    )
    with pytest.raises(TypeError, match="^relu is not analytic$"):
        rule(relu(x), [1j])


def test_the_nudge_grows_with_a_large_number_and_not_below_1():
    assert pytest.approx(6.0555e-6, rel=1e-4) == STEP
    seen = []
    for x in (100.0, 0.01):
        numerical_derivative(lambda x: seen.append(x) or x * x, x)
        compare("x", 2.0 * x, lambda x: seen.append(x) or x * x, x, 1e-6)
    nudges = [abs(x - 100.0) for x in seen[:5]] + [abs(x - 0.01) for x in seen[5:]]

    step = pytest.approx(STEP, rel=1e-4)
    assert [nudge / 100.0 for nudge in nudges[:5]] == [step, step, 0.0, step, step]
    assert nudges[5:] == [step, step, 0.0, step, step]


@pytest.mark.parametrize(
    "engine, nudged, error",
    [(2.0, 1.0, 0.5), (1.0, -4.0, 1.25), (-8.0, -6.0, 0.25), (0.0, 0.0, 0.0)],
)
def test_the_error_is_relative_to_the_larger_of_the_two(engine, nudged, error):
    check = Check("x", engine, nudged, 0.0, 0.0, "differs")

    assert check.error == error
    assert repr(Report([check])) == (
        f"x  differs\n  engine {engine: .12g}\n  nudged {nudged: .12g}"
        f"  (relative error {error:.1e})"
    )


def test_what_a_check_found_cannot_be_changed():
    bad = Value(1e200) * 1e200
    for found in (gradcheck(abs, 1.0)[0], first_bad(bad)):
        for field in dataclasses.fields(found):
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(found, field.name, None)


VERDICTS = {  # (slope of the engine, function, tolerance): at x = 0
    "at the tolerance": (1.25, lambda x: x, 0.2, "agrees"),
    "beyond the tolerance": (1.26, lambda x: x, 0.2, "differs"),
    "tiny beside a large number": (1e-7, lambda x: 1000.0, 1e-6, "cannot tell"),
    "tiny beside a small number": (1.5e-9, lambda x: 0.0, 1e-6, "differs"),
    "between two sides": (0.5, abs, 1e-6, "kink"),
    "at the right side": (1.0, abs, 1e-6, "kink"),
    "at the left side": (-1.0, abs, 1e-6, "kink"),
    "a millionth beyond the right side": (1.0 + 1e-6, abs, 1e-6, "kink"),
    "a millionth beyond the left side": (-1.0 - 1e-6, abs, 1e-6, "kink"),
    "beyond the right side and the tolerance": (1.0 + 1e-5, abs, 1e-6, "differs"),
    "beyond the left side and the tolerance": (-1.0 - 1e-5, abs, 1e-6, "differs"),
    "outside, right": (1.1, abs, 1e-6, "differs"),
    "outside, left": (-1.1, abs, 1e-6, "differs"),
    "a small kink": (5e-5, lambda x: 1e-4 * abs(x), 1e-6, "kink"),
    "a millionth beyond a large side": (
        100.5 * (1.0 + 5e-7), lambda x: max(99.5 * x, 100.5 * x), 1e-6, "kink"),
    "beside a kink on a steep bend": (
        1.1, lambda x: max(x, 0.0) - 1e6 * x * x, 1e-6, "differs"),
    "a little off, beside a large number": (1.3, lambda x: 1e9 + x, 1e-6, "cannot tell"),
    "no kink, nearly right": (1.0 + 5e-7, lambda x: x, 1e-9, "differs"),
}  # fmt: skip


@pytest.mark.parametrize(
    "engine, f, tolerance, verdict", VERDICTS.values(), ids=VERDICTS
)
def test_the_verdict_of_a_comparison(engine, f, tolerance, verdict):
    assert compare("x", engine, f, 0.0, tolerance).verdict == verdict


def test_a_leaf_that_was_set_to_infinity_is_its_own_birthplace():
    a, b = Value(1.0, "a"), Value(2.0, "b")
    a.data = math.inf
    found = first_bad(a * b + (b + 1.0))

    assert found.value is a
    assert repr(found) == "inf was born at a → * → +"


@pytest.mark.parametrize("x", [0.3, 1.7])
@pytest.mark.parametrize("name", COMPLEX)
def test_every_complex_function_is_the_real_one_on_the_real_line(name, x):
    number = COMPLEX[name](complex(x))

    assert number.real == pytest.approx(OPERATIONS[name].rule(x), rel=1e-14)
    assert number.imag == 0.0


def test_every_complex_function_is_one_of_the_analytic_rules():
    assert list(COMPLEX) == ANALYTIC


def test_recompute_adds_the_bias_of_a_layer_and_not_an_input():
    w, x, b = Value(3.0), Value(2.0), Value(0.25)
    (y,) = affine([[w]], [x], [b])

    assert recompute(y, {b: 10.0}) == 3.0 * 2.0 + 10.0
    assert recompute(y, {x: -1.0}) == -3.0 + 0.25


def test_a_report_of_two_checks_has_four_lines():
    lines = repr(gradcheck(lambda a, b: a * b, 2.0, -3.0)).split("\n")

    assert [line[:9] for line in lines] == [
        "input 0  ", "  engine ", "  nudged ", "input 1  ", "  engine ", "  nudged "
    ]  # fmt: skip


@pytest.mark.parametrize("miss, verdict", [(5e-7, "agrees"), (2e-6, "differs")])
def test_without_a_tolerance_a_gradient_may_miss_by_a_millionth(miss, verdict):
    """The engine sees x + miss * x, the nudges see x."""

    def f(x):
        return x + miss * x - miss * x.data

    w = Value(0.5)
    (of_input,) = gradcheck(f, 0.5)
    (of_parameter,) = gradcheck_parameters(lambda: f(w), [w])

    assert (of_input.name, of_parameter.name) == ("input 0", "parameter")
    assert of_input.verdict == of_parameter.verdict == verdict


def test_the_two_sides_of_a_kink_are_told_apart_above_the_ground():
    check = compare("x", 1.5, lambda x: 7.0 + max(x, 2.0 * x), 0.0, 1e-6)

    assert (check.left, check.right, check.nudged) == pytest.approx((1.0, 2.0, 1.5))


@pytest.mark.parametrize(
    "engine, verdict", [(99.75, "kink"), (99.4, "differs"), (100.6, "differs")]
)
def test_a_kink_may_be_small_beside_its_slopes(engine, verdict):
    check = compare("x", engine, lambda x: max(99.5 * x, 100.5 * x), 0.0, 1e-6)

    assert (check.left, check.right) == pytest.approx((99.5, 100.5))
    assert check.verdict == verdict


@pytest.mark.parametrize(
    "f, x, slope",
    [
        (lambda x: x**201, -1.01, 201.0 * 1.01**200),
        (lambda x: x**200, -1.01, -200.0 * 1.01**199),
        (lambda x: x**3, -2.0, 12.0),
        (lambda x: x**-3, -2.0, -3.0 / 16.0),
        (lambda x: x**0.5, 4.0, 0.25),
        (lambda x: x**0.5, 0.25, 1.0),
        (lambda x: x ** (x + 1.0), 2.0, 8.0 * (math.log(2.0) + 1.5)),
        (lambda x: x.softplus(), 800.0, 1.0),
        (lambda x: x.softplus(), -3.0, 1.0 / (1.0 + math.exp(3.0))),
        (lambda x: x.softplus(), 0.0, 0.5),
        (lambda x: x.softplus().exp(), -3.0, math.exp(-3.0)),  # of 1 + exp(x)
        (lambda x: x.sigmoid(), -800.0, 0.0),
        (lambda x: x.sigmoid(), 0.0, 0.25),
    ],
)
def test_a_complex_step_is_right_at_0_and_on_both_sides(f, x, slope):
    leaf = Value(x)
    y = f(leaf)
    y.backward()

    assert complex_step(y, leaf) == pytest.approx(slope, rel=1e-13)
    assert leaf.grad == pytest.approx(slope, rel=1e-13)


def test_a_function_that_disagrees_with_itself_is_no_kink():
    rng, w = random.Random(0), Value(2.0)
    w.grad = 0.25
    with pytest.raises(ValueError, match="the same number again, got 0.84.* and 0.75"):
        gradcheck(lambda x: x * rng.random(), 1.0)
    with pytest.raises(ValueError, match="the same number again"):
        gradcheck_parameters(lambda: w * rng.random(), [w])
    assert w.grad == 0.25


def test_an_operation_that_was_forgotten_can_be_computed_again():
    cube = operation("cube", lambda x: x**3, lambda x, y: 3.0 * x**2)
    x = Value(2.0)
    y = cube(x)
    forget("cube")

    assert recompute(y, {x: 3.0}) == 27.0


def test_the_leaves_of_a_graph_are_checked_and_then_as_before():
    x, k = Value(0.5, "x"), Value(2.0, "k")
    product = x * k
    y = product.sin() * x * 3.0
    x.grad = k.grad = product.grad = y.grad = 0.25
    checks = witness.gradcheck_leaves(y)

    assert [(one.name, one.verdict) for one in checks] == [
        ("x", "agrees"), ("k", "agrees"),
    ]  # fmt: skip
    assert (x.grad, k.grad, product.grad, y.grad) == (0.25,) * 4


def test_a_wrong_rule_in_a_graph_that_is_there_is_found():
    odd = operation("odd", math.sin, lambda x, y: 1.00001)
    checks = witness.gradcheck_leaves(odd(Value(0.0, "x")))
    forget("odd")

    assert [one.verdict for one in checks] == ["differs"]
