"""The truths of chapter 6, found on another way."""

import math

import pytest
from edits import cells_of

from toygrad import Value
from toygrad.check import numerical_derivative
from toygrad.exercises.chapter_06 import EXERCISES
from toygrad.functions import tanh_slope


@pytest.mark.parametrize("at, wrong", [(0.7, [4]), (0.0, [])])
def test_one_rule_of_the_twelve_is_wrong_and_0_does_not_show_it(at, wrong):
    given, cells = {"math": math}, cells_of("06_checking")
    for cell in cells:
        if cell.id in ("rules-first", "rules-second"):
            exec(cell.source, given)
    rules = dict(enumerate(given["rules"], start=1))
    if at == 0.0:
        rules = {k: rules[k] for k in range(1, 11)}  # sqrt and 1/x have no slope there
    found = []
    for k, rule in rules.items():
        slope = rule[1](at, rule[0](at))
        if slope != pytest.approx(numerical_derivative(rule[0], at), rel=1e-6):
            found.append(k)

    assert found == wrong
    assert len(given["rules"]) == 12 and EXERCISES["6.3"].truth == 4


def test_the_textbook_rule_of_tanh_passes_at_10_and_fails_at_15():
    def off(x, truth):
        return abs(1.0 - math.tanh(x) ** 2 - truth) / truth

    errors = {x: off(x, tanh_slope(x, None)) for x in (2.0, 5.0, 10.0, 15.0, 20.0)}

    assert EXERCISES["6.4"].truth == min(x for x in errors if errors[x] > 1e-6)
    assert errors[10.0] < 1e-7 and errors[15.0] > 1e-5 and errors[20.0] == 1.0


def test_the_truths_of_chapter_6_are_true():
    assert EXERCISES["6.1"].truth == ((1 + 1) ** 3 - (1 - 1) ** 3) / (2 * 1)
    x = Value(-3.0)
    (x / (1.0 + abs(x))).backward()
    assert EXERCISES["6.5"].truth == x.grad
