import copy
import math
import pickle
import random
import re
from fractions import Fraction

import pytest

import toygrad
from tests.shared.guests import numpy
from tests.shared.last_digits import neighbours
from toygrad import Value, functions, nn
from toygrad.functions import OPERATIONS, forget, operation
from toygrad.refusals import short

# Points in the domain of every function, away from relu's kink.
POINTS = (0.2, 0.5, 1.3, 3.0)


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("x", POINTS)
def test_every_operation_agrees_with_a_small_nudge(name, x):
    function, h = getattr(functions, name), 1e-6
    leaf = Value(x)
    result = function(leaf)
    result.backward()

    assert result.op == name
    assert result.data == function(x)
    assert leaf.grad == pytest.approx(
        (function(x + h) - function(x - h)) / (2 * h), rel=1e-7
    )


def test_every_operation_is_public_and_a_method():
    for name in OPERATIONS:
        assert name in toygrad.__all__
        assert getattr(Value(0.5), name)().data == getattr(toygrad, name)(0.5)
    assert None not in [getattr(toygrad, name) for name in toygrad.__all__]


def test_saturated_slopes_keep_their_digits():
    """The textbook's 1 - tanh(x)**2 is 0 here."""
    x = Value(20.0)
    x.tanh().backward()
    assert x.grad == pytest.approx(1.6993417021166355e-17, rel=1e-15)

    x = Value(40.0)
    x.sigmoid().backward()
    assert x.grad == pytest.approx(4.248354255291589e-18, rel=1e-15)
    assert Value(-800.0).sigmoid().data == 0.0


EDGES = [(name, *edge) for name, row in OPERATIONS.items() for edge in row.edges]


@pytest.mark.parametrize("name, x, outcome, slope", [(*e, None)[:4] for e in EDGES])
def test_every_edge_of_the_table_is_as_declared(name, x, outcome, slope):
    if isinstance(outcome, type):
        with pytest.raises(outcome, match=f"{name} needs"):
            getattr(Value(x), name)()
    else:
        value = Value(x)
        result = getattr(value, name)()
        result.backward()
        # In the tails the slope is made of exp, whose last digit is the machine's.
        in_tail = 0.0 < abs(slope) < 1e-10
        assert result.data == outcome
        assert value.grad in (neighbours(slope) if in_tail else [slope])


def test_relu_at_its_kink_passes_nothing():
    for x in (0.0, -0.0, -1.0):
        value = Value(x).relu()
        assert (value.data, value.local_grads) == (0.0, ())


OUTSIDE = {
    "log": (0.0, ValueError, "above 0"),
    "sqrt": (0.0, ValueError, "above 0"),
    "exp": (1000.0, OverflowError, "709.78"),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_outside_the_domain_the_function_and_the_label_are_named(name):
    x, error, words = OUTSIDE[name]
    with pytest.raises(error, match=f"{name} needs .*{words}.*; rate is {x}"):
        getattr(functions, name)(Value(x, label="rate"))


def test_infinity_does_not_pass_a_function():
    inf = Value(1e200) * 1e200
    for name in OPERATIONS:
        with pytest.raises((ValueError, OverflowError)):
            getattr(inf - inf, name)()


def test_a_readers_own_operation_goes_the_same_way():
    cube = operation("cube", lambda x: x**3, lambda x, y: 3 * x**2)
    try:
        x = Value(2.0)
        cube(x).backward()
        assert (x.grad, cube(2.0), x.cube().op) == (12.0, 8.0, "cube")
        operation(
            "cube", lambda x: x**3, lambda x, y: 3 * x**2
        )  # once more, in a notebook
    finally:
        forget("cube")
    assert not hasattr(Value, "cube")


@pytest.mark.parametrize("wrong", [None, 1j, "1"])
def test_a_rule_that_gives_no_float_is_named(wrong):
    odd = operation("odd", lambda x: x, lambda x, y: wrong)
    try:
        with pytest.raises(TypeError, match="odd needs rules that give a float"):
            odd(Value(2.0))
    finally:
        forget("odd")


@pytest.mark.parametrize(
    "name",
    ["exp", "data", "neg", "if", "two words", "__abs__", "__len__", "_x", 3, "total"],
)
def test_the_names_of_the_engine_are_not_free(name):
    kind = ValueError if isinstance(name, str) else TypeError
    with pytest.raises(kind, match="an operation needs a name"):
        operation(name, math.exp, math.exp)
    with pytest.raises(ValueError, match="an operation of your own"):
        forget(name)


def huge(label):
    value = Value(1e200) * 1e200
    value.label = label
    return value


NOT_FINITE = {
    "maximum": lambda x: functions.maximum(x, 1.0),
    "minimum": lambda x: functions.minimum(x, 1.0),
    "clamp": lambda x: functions.clamp(x, 0.0, 1.0),
    "logsumexp": lambda x: functions.logsumexp([x]),
    "softmax": lambda x: functions.softmax([x]),
}


@pytest.mark.parametrize("name", NOT_FINITE)
def test_a_function_of_many_values_names_itself_and_the_value(name):
    with pytest.raises(ValueError) as told:
        NOT_FINITE[name](huge("rate"))
    assert str(told.value) == (
        f"{name} needs finite values; rate is inf; look where it was made"
    )


@pytest.mark.parametrize("name", ["maximum", "minimum"])
def test_of_no_values_there_is_no_extreme(name):
    with pytest.raises(ValueError, match=f"^{name} needs at least one value"):
        getattr(functions, name)()


@pytest.mark.parametrize("name", ["total", "mean", "dot", "logsumexp", "softmax"])
def test_a_function_of_a_list_names_itself(name):
    arguments = (3.0, 3.0) if name == "dot" else (3.0,)
    with pytest.raises(TypeError, match=f"^{name} needs a list.*write {name}"):
        getattr(functions, name)(*arguments)


def test_a_total_of_nothing_is_a_float():
    assert type(functions.total([]).data) is float


def test_clamp_takes_plain_numbers_and_bounds_that_meet():
    assert [functions.clamp(x, -1.0, 2) for x in (-5, 0.5, 7.0)] == [-1.0, 0.5, 2.0]
    assert functions.clamp(Value(3.0), 1.0, 1.0).data == 1.0


def test_an_operation_of_ones_own_has_the_row_of_its_declaration():
    rules = math.exp, lambda x, y: y
    grow = operation("grow", *rules)
    try:
        row = functions.Operation("grow", *rules)
        assert OPERATIONS["grow"] == row == "grow"
        assert vars(OPERATIONS["grow"]) == vars(row)
        assert grow.__doc__.startswith("grow(x), for a finite number:")
        with pytest.raises(
            OverflowError,
            match="^grow needs a finite .*; got 1000.0, and math range error;",
        ):
            grow(1000.0)
    finally:
        forget("grow")


def test_a_layer_has_second_derivatives_in_its_inputs():
    w, b = Value(3.0), Value(1.0)

    def f(x, y):
        return functions.affine([[w, w]], [x, y], [b])[0] ** 2

    slopes = toygrad.grad(f)
    assert [slope.data for slope in slopes(2.0, 1.0)] == [60.0, 60.0]
    assert toygrad.grad(lambda x: slopes(x, 1.0)[0])(2.0).data == 18.0


def test_a_layer_takes_values_and_numbers_together():
    x, w = Value(2.0), Value(3.0)
    [y] = functions.affine([[w, w]], [x, 0.5], [w])
    y.backward()

    assert (y.data, x.grad, w.grad) == (10.5, 3.0, 3.5)


def test_the_words_of_an_operation_may_be_left_out():
    operation("cube", lambda x: x**3, lambda x, y: 3.0 * x**2)
    row = OPERATIONS["cube"]
    forget("cube")

    assert (row.formula, row.domain, row.edges) == ("", "a finite number", ())
    assert (row.gives, row.written, row.symbols, row.numbers) == ("", None, None, ())


def test_the_exponential_of_the_stable_forms_is_at_most_1():
    for x in (0.0, 0.5, 1.0, 700.0):
        assert functions.small_exp(x) == functions.small_exp(-x) == math.exp(-x)


@pytest.mark.parametrize("x", [-2.0, -0.0, 0.0, 5e-324, 0.5, 1.0, 1e300])
def test_the_direct_relu_says_what_its_rules_say(x):
    row, y = OPERATIONS["relu"], functions.relu(Value(x))

    assert y.data == row.rule(x) == functions.relu(x)
    assert sum(y.local_grads) == row.slope(x, y.data)
    assert toygrad.grad(functions.relu)(x) == row.slope(x, y.data)
    assert (y.op, Value(x).relu().data) == ("relu", y.data)


@pytest.mark.parametrize(
    "x, number, slope",
    [
        (-1.0, 0.0, 0.0),
        (0.0, 0.0, 0.0),
        (0.5, 0.5, 1.0),
        (2.0, 2.0, 0.0),
        (9.0, 2.0, 0.0),
    ],
)
def test_a_clamp_has_the_slope_1_inside_only(x, number, slope):
    leaf = Value(x)
    y = functions.clamp(leaf, 0.0, 2.0)
    y.backward()

    assert (y.data, leaf.grad, y.op) == (number, slope, "clamp[0.0,2.0]")
    assert functions.clamp(x, 0.0, 2.0) == number
    assert (y.op.rule(x), y.op.slope(x, number)) == (number, slope)
    square = toygrad.grad(lambda v: functions.clamp(v, 0.0, 2.0) ** 2)
    assert square(x) == 2.0 * number * slope


# name: (the function of three values, of three numbers, the parents of its one node)
OF_MANY = {
    "total": (lambda a, b, c: functions.total([a, b, c]), lambda a, b, c: a + b + c, 3),
    "mean": (
        lambda a, b, c: functions.mean([a, b, c]),
        lambda a, b, c: (a + b + c) / 3.0,
        3,
    ),
    "dot": (
        lambda a, b, c: functions.dot([a, b], [c, a]),
        lambda a, b, c: a * c + b * a,
        4,
    ),
    "logsumexp": (
        lambda a, b, c: functions.logsumexp([a, b, c]),
        lambda *numbers: math.log(sum(map(math.exp, numbers))),
        3,
    ),
    "softmax[1]": (
        lambda a, b, c: functions.softmax([a, b, c])[1],
        lambda *numbers: math.exp(numbers[1]) / sum(map(math.exp, numbers)),
        3,
    ),
    "maximum": (lambda a, b, c: functions.maximum(a, b, c), max, 3),
    "minimum": (lambda a, b, c: functions.minimum(a, b, c), min, 3),
    "affine": (
        lambda a, b, c: functions.affine([[a, b]], [c, a], [b])[0],
        lambda a, b, c: a * c + b * a + b,
        5,
    ),
    "weighted": (
        lambda a, b, c: functions.affine([[a, b]], [2.0, -3.0], [c])[0],
        lambda a, b, c: 2.0 * a - 3.0 * b + c,
        3,
    ),
}


@pytest.mark.parametrize("name", OF_MANY)
def test_a_function_of_many_is_one_value_with_the_right_slopes(name):
    function, of_numbers, parents = OF_MANY[name]
    numbers, h = [0.5, -1.25, 2.0], 1e-6
    leaves = list(map(Value, numbers))
    y = function(*leaves)
    y.backward()

    assert y.data == pytest.approx(of_numbers(*numbers), rel=1e-15)
    assert (y.op, len(y.parents)) == (name, parents)
    assert all(not parent.parents for parent in y.parents)
    for k, leaf in enumerate(leaves):
        up, down = list(numbers), list(numbers)
        up[k], down[k] = up[k] + h, down[k] - h
        slope = (of_numbers(*up) - of_numbers(*down)) / (2 * h)
        assert leaf.grad == pytest.approx(slope, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", OF_MANY)
def test_a_function_of_many_has_second_slopes(name):
    """The slopes of a square, inside grad, are those of the one node, doubled."""
    function, _, _ = OF_MANY[name]
    numbers = [0.5, -1.25, 2.0]
    leaves = list(map(Value, numbers))
    y = function(*leaves)
    y.backward()

    slopes = toygrad.grad(lambda *xs: function(*xs) ** 2)(*numbers)
    expected = [2.0 * y.data * leaf.grad for leaf in leaves]
    assert slopes == pytest.approx(expected, rel=1e-14, abs=1e-15)


def test_grad_goes_through_a_weight_of_a_layer():
    layer = nn.Linear(1, 1)
    layer.b[0].data = 0.5

    def f(w):
        layer.w[0][0] = w
        return layer([2.0])[0] ** 2

    assert toygrad.grad(f)(3.0).data == 2.0 * (3.0 * 2.0 + 0.5) * 2.0
    assert toygrad.grad(toygrad.grad(f))(3.0).data == 2.0 * 2.0 * 2.0


def test_the_inputs_of_a_layer_may_stand_inside_grad():
    layer = nn.Linear(1, 1)
    w = layer.w[0][0].data

    # The weights are values from outside, so the slopes are values.
    slope = toygrad.grad(lambda x: layer([x])[0] ** 2)(0.0)
    curvature = toygrad.grad(toygrad.grad(lambda x: layer([x])[0] ** 2))(1.0)
    assert slope.data == pytest.approx(2.0 * w * layer.b[0].data)
    assert curvature.data == pytest.approx(2.0 * w * w)


def test_values_that_tie_share_the_slope():
    for function in (functions.maximum, functions.minimum):
        a, b = Value(2.0), Value(2.0)
        function(a, b, a).backward()
        assert (a.grad, b.grad) == pytest.approx((2 / 3, 1 / 3))
        assert toygrad.grad(function)(2.0, 2.0) == (0.5, 0.5)


def test_a_sum_of_nothing_is_0():
    assert functions.total([]).data == 0.0


@pytest.mark.parametrize(
    "numbers, number",
    [
        ([0.1] * 10, 0.9999999999999999),  # 1.0 where the rounding is carried on
        ([1e16, 1.0, -1e16], 0.0),  # 1.0 there
        ([math.inf, 1.0], math.inf),
    ],
)
def test_sums_are_the_same_under_every_python(numbers, number, monkeypatch):
    def sums():
        ones = [1.0] * len(numbers)
        values = list(map(leaf_of, numbers))
        return (
            functions.total(values).data,
            functions.dot(values, ones).data,
            functions.affine([values], ones, [Value(0.0)])[0].data,
            functions.affine([values], list(map(Value, ones)), [Value(0.0)])[0].data,
            functions.sum_of_products(numbers, ones),
        )

    assert sums() == (number,) * 5
    monkeypatch.setattr(functions, "plain_sum", functions.sum_from_left)
    assert sums() == (number,) * 5
    assert functions.sum_from_left([0.5, 0.25]) == 0.75
    assert math.isnan(functions.sum_from_left([math.inf, -math.inf]))


def leaf_of(number):
    """A leaf, also of inf, which only a computation may give."""
    leaf = Value(0.0)
    leaf.data = number
    return leaf


@pytest.fixture
def odd():
    """Declares an operation for one test."""
    yield lambda forward, derivative: operation("odd", forward, derivative)
    forget("odd")


@pytest.mark.parametrize("slope", [3, Fraction(3), numpy.float64(3)])
def test_a_rule_may_give_any_real_number(odd, slope):
    triple = odd(lambda x: slope * 2, lambda x, y: slope)
    x = Value(2.0)
    y = triple(x)
    y.backward()

    assert (y.data, x.grad, triple(2.0)) == (6.0, 3.0, 6.0)
    assert {type(number) for number in (y.data, x.grad, triple(2.0))} == {float}


@pytest.mark.parametrize("wrong", [True, numpy.array(3.0), None])
@pytest.mark.parametrize("at", [2.0, Value(2.0)])
def test_a_rule_that_gives_something_else_is_told_what(odd, wrong, at):
    with pytest.raises(
        TypeError, match=re.escape(f"got 2.0, and one gives {short(wrong)}; ret")
    ):
        odd(lambda x: wrong, lambda x, y: 1.0)(at)


def test_what_goes_wrong_in_a_rule_of_ones_own_is_told(odd):
    parse = odd(lambda x: int("x"), lambda x, y: 1.0)
    for at in (2.0, Value(2.0)):
        with pytest.raises(ValueError, match="and invalid literal for int.*'x'; keep"):
            parse(at)
        with pytest.raises(ValueError) as told:
            parse(at)
        assert type(told.value.__cause__) is ValueError
    with pytest.raises(ValueError) as told:
        functions.log(-1.0)
    assert told.value.__cause__ is None
    with pytest.raises(ValueError) as told:  # of a long one the beginning
        odd(lambda x: int("7" * 300 + "x"), lambda x, y: 1.0)(2.0)
    assert "'" + "7" * 159 + "; keep" in str(told.value)


def test_a_large_number_with_a_large_result_is_no_overflow():
    assert functions.absolute(Value(1.7e308)).data == 1.7e308


class Text(str):
    """An operand that shows the place it was asked for."""

    def __format__(self, place):
        return f"<{self}:{place}>" if place else str(self)


# operation: how it is written, and its slopes; None where names tell nothing
WRITTEN = {
    "+": ("a + <b:signed>", None),
    "-": ("a − <b:whole>", None),
    "neg": ("−<a:whole>", None),
    "*": ("<a:factor>·<b:whole>", ("b", "a")),
    "/": ("<a:factor> / <b:whole>", ("1/<b:whole>", "−<a:whole>/<b:whole>²")),
    "**": (
        "<a:base><b:exponent>",
        ("<b:whole>·<a:whole>^(<b:whole> − 1)", "<a:whole>^<b:whole>·log(<a:whole>)"),
    ),
    "dot": ("<a:factor>·<b:whole>", ("b", "a")),
    "affine": ("w·x + b", ("b", "a")),
    "weighted": ("w·x + b", None),
}
POWERS = {
    3.0: ("<a:base><3:exponent>", ("3·<a:whole><2:exponent>",)),
    2.0: ("<a:base><2:exponent>", ("2·<a:whole>",)),
    1.0: ("<a:base><1:exponent>", ("",)),
    0.0: ("<a:base><0:exponent>", ("",)),
}


@pytest.mark.parametrize("name", functions.TABLE)
def test_an_operation_knows_how_people_write_it(name):
    op = functions.TABLE[name]
    operands = [Text("a"), Text("b")][: 1 if name == "neg" else 2]
    written, symbols = WRITTEN.get(name, (None, None))

    assert (op.written and op.written(*operands)) == written
    assert (op.symbols and op.symbols(*operands)) == symbols
    assert op.numbers == ()


@pytest.mark.parametrize("exponent", POWERS)
def test_a_power_is_written_with_its_exponent(exponent):
    op = functions.operation_of(Value(2.0) ** exponent)
    operands = [Text("a"), *(Text(f"{number:g}") for number in op.numbers)]

    assert (op.written(*operands), op.symbols(*operands)) == POWERS[exponent]


def test_a_sum_of_four_products_is_written_by_its_name_alone():
    texts = [Text(letter) for letter in "abcdvwxy"]
    three = functions.TABLE["dot"].written(*texts[:3], *texts[4:7])

    assert three == "<a:factor>·<v:whole> + <b:whole>·<w:whole> + <c:whole>·<x:whole>"
    assert functions.TABLE["dot"].written(*texts) == ""


def test_the_partner_of_a_bias_has_no_name():
    assert functions.partners("w", "v", "x", "y", "b") == ("x", "y", "w", "v", "")


def test_a_second_list_that_is_none_is_told():
    with pytest.raises(TypeError, match=r"^dot needs a list .*; write dot\(\[...\]\)$"):
        functions.dot([1.0], 2.0)


def test_a_name_that_stands_in_no_table_is_told():
    y = Value(2.0) * 3.0
    y.op = "cube"
    with pytest.raises(ValueError) as told:
        functions.operation_of(y)
    assert str(told.value) == (
        "a value needs an operation of the table, got 'cube'; "
        "declare it with operation('cube', ...)"
    )


def test_a_leaf_was_made_by_no_operation():
    with pytest.raises(ValueError, match="got ''; ask a value that was computed"):
        functions.operation_of(Value(2.0))


def test_a_zero_has_no_sign_in_the_name_of_an_operation():
    functions.power_by.cache_clear()
    functions.clamp_between.cache_clear()
    x = Value(2.0)

    assert [(x**zero).op for zero in (-0.0, 0.0)] == ["**0.0", "**0.0"]
    assert functions.clamp(x, -0.0, 9.0).op == "clamp[0.0,9.0]"
    assert functions.clamp(x, -9.0, -0.0).op == "clamp[-9.0,0.0]"


@pytest.mark.parametrize("name", ["exp", "**3.0", "clamp[0.0,9.0]", "softmax[0]"])
def test_an_operation_is_copied_as_itself_and_kept_as_its_text(name):
    x = Value(2.0)
    made = [x.exp(), x**3, functions.clamp(x, 0.0, 9.0), functions.softmax([x])[0]]
    [op] = [value.op for value in made if value.op == name]
    [loaded] = pickle.loads(pickle.dumps([op]))

    assert copy.copy(op) is op and copy.deepcopy([op])[0] is op
    assert type(loaded) is str and loaded == name


def test_operation_of_asks_for_a_value():
    with pytest.raises(TypeError, match=r"^operation_of needs a value, got int 3; write operation_of\(y\)$"):  # fmt: skip
        functions.operation_of(3)


def test_a_derivative_that_takes_no_values_is_named_in_a_cut_sentence():
    def no_values(x, y):
        if isinstance(x, Value):
            raise TypeError("z" * 200)
        return 1.0

    functions.operation("strange", lambda x: x, no_values)
    try:
        with pytest.raises(TypeError) as told:
            toygrad.grad(toygrad.grad(lambda x: x.strange()))(2.0)
    finally:
        functions.forget("strange")
    assert str(told.value) == (
        "strange needs a derivative that takes values, too; got 2.0, "
        f"and '{'z' * 148}…; write exp(x) for math.exp(x)"
    )


@pytest.mark.parametrize(
    "function, slope_of_slope", [(functions.sigmoid, -0.125), (functions.tanh, -2.0)]
)
@pytest.mark.parametrize("x", [1e-12, -1e-12])
def test_near_0_slopes_of_slopes_keep_their_digits(function, slope_of_slope, x):
    """Of sigmoid it is −x/8 there, of tanh −2x; the form for the tails has no digit of it."""
    found = toygrad.grad(toygrad.grad(function))(x)

    assert found == pytest.approx(slope_of_slope * x, rel=1e-9, abs=0.0)


def test_relu_of_minus_infinity_is_refused_and_of_minus_zero_is_zero():
    below_all = Value(-1e308) * 10.0
    with pytest.raises(ValueError, match="relu needs a finite number"):
        functions.relu(below_all)
    assert math.copysign(1.0, functions.relu(-0.0)) == 1.0


def test_an_operation_of_a_reader_is_not_built_in_whatever_its_name():
    operation("cube", lambda x: x**3, lambda x, y: 3 * x**2)
    own = [functions.Operation("exp", math.exp, math.exp), functions.TABLE["cube"]]
    forget("cube")

    assert all(map(functions.is_built_in, functions.TABLE.values()))
    assert not any(map(functions.is_built_in, own))
    assert all(map(functions.may_be_steep, own))  # nothing is known of its slopes


def slopes_at(op, *numbers):
    """The slopes of an operation at plain numbers; infinite where there are none."""
    number = op.rule(*numbers)
    assert math.isfinite(number)
    try:
        slopes = op.slope(*numbers, number)
    except (OverflowError, ZeroDivisionError):
        return (math.inf,)
    return slopes if isinstance(slopes, tuple) else (slopes,)


# Where the number is finite and a slope is not.
STEEP_AT = {"log": (5e-324,), "sqrt": (0.0,), "/": (1.0, 1e-200), "**": (1e-200, -1.0)}


@pytest.mark.parametrize("name", STEEP_AT)
def test_a_slope_that_may_be_infinite_is_known(name):
    op = functions.TABLE[name]

    assert not all(map(math.isfinite, slopes_at(op, *STEEP_AT[name])))
    assert functions.may_be_steep(op)


def test_all_other_slopes_are_finite_where_the_number_is():
    steep = {name for name, op in functions.TABLE.items() if functions.may_be_steep(op)}
    assert steep == {*STEEP_AT, "tan"}  # of which no float meets a pole
    draw = random.Random(0)
    for name in OPERATIONS.keys() - steep:
        for _ in range(300):
            x = draw.choice([-1.0, 1.0]) * 10.0 ** draw.uniform(-320.0, 2.8)
            if name != "log1p" or x > -1.0:
                assert all(map(math.isfinite, slopes_at(OPERATIONS[name], x)))


def test_a_square_is_never_steep_and_other_powers_may_be():
    may_be_steep, power_by = functions.may_be_steep, functions.power_by
    powers = {k: may_be_steep(power_by(k)) for k in (2.0, 3.0, 0.5, -1.0)}

    assert powers == {2.0: False, 3.0: True, 0.5: True, -1.0: True}


MADE_ON_DEMAND = {
    "power": lambda k: functions.power_by(k + 0.5),
    "clamp": lambda k: functions.clamp_between(0.0, float(k)),
    "softmax": functions.share_of,
}


@pytest.mark.parametrize("name", MADE_ON_DEMAND)
def test_of_the_operations_made_on_demand_the_last_thousand_are_kept(name):
    """Made once and not anew at each step; a number that changes fills no memory."""
    make = MADE_ON_DEMAND[name]
    first = make(0)
    for k in range(1, 1_000):
        make(k)
    assert make(0) is first
    for k in range(1, 1_001):
        make(k)
    assert make(0) is not first
