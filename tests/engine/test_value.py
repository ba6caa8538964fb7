"""Values: gradients, what is refused, and how they are told."""

import math
import random
import subprocess
import sys
from fractions import Fraction

import pytest

from tests.shared.guests import numpy
from toygrad import Value, relu
from toygrad.refusals import short

FUNCTIONS = {
    "sum": lambda x: x + 2.0 + x,
    "difference": lambda x: 3.0 - x - x,
    "product": lambda x: 2.0 * x * x,
    "quotient": lambda x: (x + 1.0) / (x * x + 2.0),
    "reflected quotient": lambda x: 1.0 / (x * x + 1.0),
    "negation": lambda x: -(x * x),
    "power": lambda x: (x * x) ** 3 + x**2,
    "negative power": lambda x: (x * x + 1.0) ** -2,
    "fractional power": lambda x: (x * x + 1.0) ** 0.5,
    "exponential": lambda x: 2.0**x,
    "power of values": lambda x: (x * x + 1.0) ** (x + 0.5),
}


@pytest.mark.parametrize("x", [-2.0, -0.5, 0.5, 3.0])
@pytest.mark.parametrize("f", FUNCTIONS.values(), ids=FUNCTIONS)
def test_gradient_agrees_with_a_small_nudge(f, x):
    leaf = Value(x)
    result = f(leaf)
    result.backward()

    h = 1e-6
    nudged = (f(x + h) - f(x - h)) / (2 * h)
    assert result.data == pytest.approx(f(x), rel=1e-15)
    assert leaf.grad == pytest.approx(nudged, rel=1e-6, abs=1e-8)


def test_a_value_used_twice_collects_both_shares():
    x = Value(3.0)
    (x * x).backward()

    assert x.grad == 6.0


def test_a_value_sends_only_when_all_its_uses_have_reported():
    """The graph on which every wrong order gives another number than 5."""
    a = Value(1.0)
    b = a + a
    c = a + b
    d = b + c
    d.backward()

    assert (d.data, b.grad, a.grad) == (5.0, 2.0, 5.0)


def test_every_result_knows_parents_local_grads_and_sign():
    a, b = Value(6.0), Value(2.0)
    expected = {
        "+": (a + b, (1.0, 1.0)),
        "-": (a - b, (1.0, -1.0)),
        "*": (a * b, (2.0, 6.0)),
        "/": (a / b, (0.5, -1.5)),
        "**": (a**b, (12.0, 36.0 * math.log(6.0))),
    }
    for sign, (value, local_grads) in expected.items():
        assert value.op == sign
        assert value.parents == (a, b)
        assert value.local_grads == pytest.approx(local_grads)
    assert (-a).op == "neg" and (a**2).op == "**2.0"


def test_a_second_pass_adds_on_leaves_and_starts_afresh_inside():
    x = Value(3.0)
    s = x * x
    y = s * x
    seen = []
    for _ in range(3):
        y.backward()
        seen.append((x.grad, s.grad, y.grad))

    assert seen == [(27.0, 3.0, 1.0), (54.0, 3.0, 1.0), (81.0, 3.0, 1.0)]


def test_inner_values_are_reset_also_behind_a_dead_relu():
    x = Value(2.0)
    h = 3.0 * x
    (2.0 * h).backward()
    relu(-h).backward()

    assert (h.grad, x.grad) == (0.0, 6.0)


def test_a_leaf_behind_a_dead_relu_keeps_the_gradient_it_has():
    x = Value(2.0)
    (3.0 * x).backward()
    (relu(-x) + 1.0).backward()

    assert x.grad == 3.0


def test_a_gradient_that_overflows_at_a_dead_relu_is_found_there():
    x, y = Value(-1.0), Value(1.0)
    dead = relu(x)
    dead.label = "dead"
    with pytest.raises(OverflowError, match="the one of dead is inf"):
        (dead * 1e200 * 1e200 + y).backward()

    assert (x.grad, y.grad, dead.grad) == (0.0, 0.0, 0.0)


def test_a_leaf_is_its_own_result():
    x = Value(3.0)
    x.backward()

    assert x.grad == 1.0


def test_changing_data_after_the_forward_pass_changes_nothing_downstream():
    x = Value(3.0)
    y = x * x
    x.data = 10.0
    y.backward()

    assert (y.data, x.grad) == (9.0, 6.0)


def test_a_hundred_thousand_terms_need_no_recursion():
    x = Value(1.0)
    y = x
    for _ in range(100_000):
        y = y + x
    y.backward()

    assert (y.data, x.grad) == (100_001.0, 100_001.0)


def test_a_ladder_of_64_rungs_has_2_to_the_64_paths():
    x = Value(1.0)
    y = x
    for _ in range(64):
        y = y + y
    y.backward()

    assert x.grad == 2.0**64


def test_random_graphs_agree_with_the_sum_over_all_paths():
    """An independent witness: list the paths, multiply along, add over."""

    def slope(end, leaf):
        if end is leaf:
            return 1.0
        pairs = zip(end.parents, end.local_grads)
        return math.fsum(local * slope(parent, leaf) for parent, local in pairs)

    rng = random.Random(0)
    for _ in range(100):
        leaves = [Value(rng.uniform(-2, 2)) for _ in range(3)]
        values = list(leaves)
        for _ in range(8):
            a, b = rng.choice(values), rng.choice(values)
            values.append(rng.choice([a + b, a * b, a - b, a * a, b.tanh()]))
        values[-1].backward()
        for leaf in leaves:
            assert leaf.grad == pytest.approx(
                slope(values[-1], leaf), rel=1e-12, abs=1e-12
            )


WRONG_NUMBERS = {
    "text": ("3", TypeError, "Value(float(text))"),
    "none": (None, TypeError, "got None"),
    "list": ([1], TypeError, "[Value(number) for number in numbers]"),
    "array": (numpy.array([1.0, 2.0]), TypeError, "for number in numbers"),
    "truth": (True, TypeError, "1.0 or 0.0"),
    "complex": (1j, TypeError, "needs one number"),
    "value": (Value(1.0), TypeError, "already"),
    "infinite": (math.inf, ValueError, "finite number"),
    "nan": (math.nan, ValueError, "finite number"),
    "huge": (10**400, OverflowError, "below 1.8e308"),
}


@pytest.mark.parametrize(
    "number, error, words", WRONG_NUMBERS.values(), ids=WRONG_NUMBERS
)
def test_a_leaf_takes_one_finite_number(number, error, words):
    with pytest.raises(error) as caught:
        Value(number)
    assert words in str(caught.value)


@pytest.mark.parametrize("number", [3, Fraction(3), numpy.float32(3), numpy.int64(3)])
def test_other_real_numbers_become_floats(number):
    assert type(Value(number).data) is float
    assert type((Value(1.0) * number).data) is float
    assert type((number * Value(1.0)).data) is float


WRONG_OPERATIONS = {
    "1 / 0": (lambda x: x / 0.0, ZeroDivisionError, "divisor that is not 0"),
    "0 / 0": (lambda x: 0.0 / (x - x), ZeroDivisionError, "divisor that is not 0"),
    "tiny divisor": (lambda x: x / 5e-324, OverflowError, "smaller range"),
    "0 ** -1": (lambda x: (x - x) ** -1, ZeroDivisionError, "negative power"),
    "0 ** 0.5": (lambda x: (x - x) ** 0.5, ValueError, "slope is infinite"),
    "(-8) ** (1/3)": (
        lambda x: (-8.0 * x) ** (1 / 3),
        ValueError,
        "fractional exponent",
    ),
    "0 ** value": (lambda x: (x - x) ** (0.5 * x), ValueError, "slope is infinite"),
    "(-1) ** value": (lambda x: (-x) ** x, ValueError, "plain number"),
    "overflow": (lambda x: (x * 1e200) ** 2, OverflowError, "fit into a float"),
    "array": (
        lambda x: x * numpy.array([1.0, 2.0]),
        TypeError,
        "for number in numbers",
    ),
    "array first": (
        lambda x: numpy.array([1.0]) * x,
        TypeError,
        "for number in numbers",
    ),
    "truth": (lambda x: bool(x), TypeError, "v.data > 0"),
    "equality": (lambda x: x == 1.0, TypeError, "v.data == 1.0"),
    "math": (lambda x: math.exp(x), TypeError, "cut the graph"),
    "float": (lambda x: float(x), TypeError, "cut the graph"),
    "text": (lambda x: x + "1", TypeError, "Value(float(text))"),
}


@pytest.mark.parametrize(
    "f, error, words", WRONG_OPERATIONS.values(), ids=WRONG_OPERATIONS
)
def test_wrong_use_says_what_to_write_and_changes_nothing(f, error, words):
    x = Value(1.0, label="rate")
    with pytest.raises(error) as caught:
        f(x)
    assert words in str(caught.value)
    assert (x.data, x.grad) == (1.0, 0.0)


def test_a_message_uses_the_label():
    with pytest.raises(ZeroDivisionError, match="rate is 0.0"):
        1.0 / Value(0.0, label="rate")


def test_backward_names_the_value_where_infinity_was_born():
    a = Value(1e200, "a")
    p = a * a
    p.label = "p"
    y = p + 1.0
    with pytest.raises(
        ValueError, match=r"p made by \* \(a is 1e\+200, a is 1e\+200\)"
    ):
        y.backward()
    assert (a.grad, p.grad, y.grad) == (0.0, 0.0, 0.0)


def test_powers_at_zero():
    x = Value(0.0)
    for exponent, number, slope in [(0, 1.0, 0.0), (1, 0.0, 1.0), (2, 0.0, 0.0)]:
        power = x**exponent
        assert (power.data, power.local_grads) == (number, (slope,))
    assert (x ** Value(2.0)).local_grads == (0.0, 0.0)


def test_comparisons_look_at_the_data_and_keep_the_value():
    small, large = Value(1.0), Value(2.0)

    assert small < large and large >= 2.0 and small <= 1 and large > small
    assert max([small, large]) is large
    assert small != large and small in [small] and len({small, large, small}) == 2


def test_python_sum_and_format_work():
    total = sum([Value(1.0), Value(2.5)])

    assert total.data == 3.5 and f"{total:.2f}" == "3.50"
    assert repr(Value(2.0, "x")) == "Value(2.0, label='x')"


def test_the_engine_needs_only_the_standard_library():
    program = (
        "import sys; before = set(sys.modules); import toygrad; "
        "print([m for m in sys.modules if m.split('.')[0] not in "
        "sys.stdlib_module_names | {'toygrad'} and m not in before])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True
    )

    assert done.stdout.strip() == "[]"


def test_a_value_without_a_label_is_printed_without_one():
    assert repr(Value(2.0)) == "Value(2.0)"
    assert Value(2.0).label == Value(2.0, None).label == (-Value(2.0)).label == ""


def test_a_message_cuts_what_it_quotes_at_sixty_letters():
    assert short("x" * 58) == "str '" + "x" * 58 + "'"
    assert short("x" * 59) == "str '" + "x" * 58 + "…"
    assert short(10**5000) == "int too long to print"
    assert short(None) == "None" and short(3) == "int 3"


def test_a_message_tells_a_label_in_forty_letters_on_one_line():
    for label, told in [
        ("", "got 0.0"),
        ("learning\nrate", "learning rate is 0.0"),
        ("x" * 41, "x" * 40 + " is 0.0"),
    ]:
        with pytest.raises(ZeroDivisionError, match=f", {told};"):
            1.0 / Value(0.0, label)


def test_a_thing_with_an_item_is_told_to_use_it():
    class Scalar:
        def item(self):
            return 1.0

    with pytest.raises(TypeError, match=r"write Value\(array.item\(\)\)"):
        Value(Scalar())


def test_powers_that_are_allowed_at_the_edge():
    assert (Value(-2.0) ** -1).data == -0.5
    assert (Value(0.0) ** 1.5).local_grads == (0.0,)
    assert (Value(0.0) ** Value(1.0)).local_grads == (1.0, 0.0)


OVERFLOWS = {
    "a power to the -1020.0": lambda: Value(0.5) ** -1020,  # the slope alone
    "a power": lambda: Value(1e300) ** Value(1.02),  # the slope in the exponent
    "a division": lambda: Value(1.0) / Value(1e-200),
}


@pytest.mark.parametrize("name", OVERFLOWS)
def test_an_overflow_names_its_operation(name):
    with pytest.raises(OverflowError, match=f"^{name} needs a result and slopes"):
        OVERFLOWS[name]()


def test_backward_tells_the_number_and_a_birthplace_without_a_label():
    y = Value(1e200) * Value(1e200) + 1.0
    with pytest.raises(
        ValueError, match=r"got inf; .* is one made by \* \(got 1e\+200, got 1e"
    ):
        y.backward()


def test_a_leaf_that_was_made_infinite_by_hand_is_named():
    x = Value(1.0, "x")
    x.data = math.inf
    with pytest.raises(ValueError, match="the first value that is not finite is x;"):
        x.backward()


def test_a_leaf_has_no_sign():
    assert Value(1.0).op == ""


def test_a_gradient_that_overflows_has_a_name_also_without_a_label():
    with pytest.raises(OverflowError, match="the one of a value is inf; keep"):
        (Value(0.0) * 1e200 * 1e200).backward()


def test_a_gradient_that_overflows_below_is_found_too():
    x = Value(1.0, "x")
    with pytest.raises(OverflowError, match="the one of x is -inf"):
        (x * -1e200 * 1e-200 * 1e-100 * 1e200 * 1e200).backward()
    assert x.grad == 0.0


class Pressed:
    """A local derivative during whose product somebody presses Ctrl-C."""

    def __mul__(self, grad):
        raise KeyboardInterrupt


def test_a_key_pressed_in_the_middle_of_a_pass_gives_the_leaves_back():
    x, y = Value(2.0), Value(3.0)
    x.grad, y.grad = 0.5, 0.25
    inner = y * y
    end = x * 5.0 + inner  # the share of x arrives first
    inner.local_grads = (3.0, Pressed())
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            end.backward()
        assert (x.grad, y.grad) == (0.5, 0.25)
        assert (inner.grad, end.grad) == (0.0, 0.0)
    inner.local_grads = (3.0, 3.0)
    end.backward()
    assert (x.grad, y.grad) == (5.5, 6.25)


def test_lists_in_lists_without_end_are_told_in_words():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(TypeError, match="got list too long to print; write \\["):
        Value(deep)


def test_a_number_among_the_operands_is_a_constant():
    x = Value(3.0)

    assert [type(p).__name__ for p in (2.0 * x).parents] == ["Constant", "Value"]
    assert repr((2.0 * x).parents[0]) == "Value(2.0)"
