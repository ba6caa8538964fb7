"""The truths of chapter 2, found on another way."""

import math

import pytest

from toygrad import Value
from toygrad.exercises.chapter_02 import EXERCISES


def test_the_truths_of_chapter_2_are_true():
    assert EXERCISES["2.2"].truth == pytest.approx(math.cos(9.0) * 6.0, abs=5e-5)
    x = Value(3.0)
    ((x + 1.0) * (x - 2.0) * x).backward()
    assert EXERCISES["2.3"].truth == x.grad
    x = Value(float(EXERCISES["2.5"].truth))
    (x * x - 6.0 * x).backward()
    assert x.grad == 0.0
    for number in range(-3, 4):
        x = Value(float(number))
        ((x**2) ** 2).backward()
        assert (x.grad == 4.0 * number**2) == (number in (0, EXERCISES["2.6"].truth))
    x = Value(0.0)
    (3.0 * (4.0 * x) + EXERCISES["2.7"].truth * (-x)).backward()
    assert 0.01 * x.grad == pytest.approx(0.10)


@pytest.mark.parametrize("h", [0.001, 0.01])
def test_a_sentence_about_a_nudge_names_the_nudge_that_was_taken(h):
    measured = (math.sin((3.0 + h) ** 2) - math.sin(9.0)) / h
    (said,) = (
        mistake.sentence
        for mistake in EXERCISES["2.2"].mistakes
        if mistake.answer == pytest.approx(measured, abs=5e-5)
    )

    assert said.startswith(f"the nudge was {h:g},")
