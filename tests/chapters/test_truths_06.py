"""The truths of chapter 6, found on another way."""

import math

import pytest

from tools.book.chapters import Chapter
from toygrad import Value
from toygrad.check import numerical_derivative
from toygrad.exercises.chapter_06 import EXERCISES
from toygrad.functions import tanh_slope


def given_rules():
    """The eight rules of exercise 6.3, as the chapter writes them."""
    (cell,) = (cell for cell in Chapter("06_checking").cells if cell.id == "rules")
    given = {"math": math}
    exec(cell.source[: cell.source.index("\n]") + 2], given)
    return given["rules"]


@pytest.mark.parametrize("at, wrong", [(0.7, [4]), (0.0, [])])
def test_one_rule_of_the_eight_is_wrong_and_0_does_not_show_it(at, wrong):
    rules = dict(enumerate(given_rules(), start=1))
    if at == 0.0:
        rules = {k: rules[k] for k in range(1, 7)}  # sqrt and 1/x have no slope there
    found = []
    for k, rule in rules.items():
        slope = rule[1](at, rule[0](at))
        if slope != pytest.approx(numerical_derivative(rule[0], at), rel=1e-6):
            found.append(k)

    assert found == wrong
    assert len(given_rules()) == 8 and EXERCISES["6.3"].truth == 4


def test_the_textbook_rule_of_tanh_passes_at_10_and_fails_at_15():
    def off(x, truth):
        return abs(1.0 - math.tanh(x) ** 2 - truth) / truth

    errors = {x: off(x, tanh_slope(x, None)) for x in (2.0, 5.0, 10.0, 15.0, 20.0)}

    assert EXERCISES["6.5"].truth == min(x for x in errors if errors[x] > 1e-6)
    assert errors[10.0] < 1e-7 and errors[15.0] > 1e-5 and errors[20.0] == 1.0


def test_the_truths_of_chapter_6_are_true():
    assert EXERCISES["6.1"].truth == ((1 + 1) ** 3 - (1 - 1) ** 3) / (2 * 1)
    x = Value(-3.0)
    (x / (1.0 + abs(x))).backward()
    assert EXERCISES["6.9"].truth == x.grad


def test_a_loss_with_the_third_gradient_moves_as_the_two_runs_say():
    """Built forward: a loss with the three slopes, run along the direction."""

    def loss(step):
        return 2.0 + 3 * step - 2 * 2 * step + EXERCISES["6.4"].truth * 4 * step

    assert (loss(0.001), loss(-0.001)) == pytest.approx((2.003, 1.997))


def test_the_four_numbers_at_the_kink_are_those_of_the_two_lines():
    def y(x):
        return 3 * max(x, 0.0) - max(-x, 0.0)

    left, right, both, engine = EXERCISES["6.6"].truth
    assert (y(0) - y(-1), y(1) - y(0), (y(1) - y(-1)) / 2) == (left, right, both)
    assert engine == 3 * 0 - 0 * -1


def test_a_product_beyond_the_floats_is_born_in_line_2_and_nan_in_line_3():
    assert 160 + 159 > 308 and math.isnan(math.inf * 0)
    assert EXERCISES["6.7"].truth == [2, 3]


def test_who_asks_log_at_0_gets_no_proper_slope():
    asked_at = (0, 0 + 1, 0, 1)
    assert EXERCISES["6.8"].truth == [int(number > 0) for number in asked_at]


def test_a_mask_at_one_factor_saves_the_number_and_at_both_the_gradient():
    a = Value(1e200)
    once, masked = a * 0.0 * a, a * 0.0
    assert once.data == 0.0
    with pytest.raises(OverflowError):
        once.backward()
    (masked * masked).backward()
    assert a.grad == 0.0


def test_a_nudge_finds_six_digits_of_tanh_at_15_only_by_luck():
    """Evenly chosen sizes: many have two digits, hardly one has six."""
    sizes = [10 ** (-k / 500) for k in range(2000)]
    slopes = [numerical_derivative(math.tanh, 15.0, h) for h in sizes]
    errors = [abs(slope / tanh_slope(15.0, None) - 1.0) for slope in slopes]
    assert sum(error < 0.01 for error in errors) > 100
    assert sum(error < 1e-6 for error in errors) < 3
