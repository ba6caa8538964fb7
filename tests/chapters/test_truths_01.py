"""The truths of chapter 1, found on another way."""

import pytest

from toygrad import Value
from toygrad.exercises.chapter_01 import EXERCISES


def test_the_truths_of_chapter_1_are_true():
    x = Value(-5.0)
    (x * x).backward()
    assert EXERCISES["1.1"].truth == x.grad
    v, t, brakes = Value(12.0), Value(1.0), Value(3.0)
    (v * t + v * v / (2.0 * brakes)).backward()
    assert EXERCISES["1.4"].truth == v.grad
    h = EXERCISES["1.5"].truth
    assert ((3 + h) ** 2 - 9) / h == 9
    assert 3 * 0.1 + EXERCISES["1.6"].truth * -0.2 == pytest.approx(0.7)
    move = (10.06 - 10) / (4.02 - 4) * EXERCISES["1.7"].truth
    assert 10 + move == pytest.approx(10.3)


def measured(f, x, h):
    return (f(x + h) - f(x)) / h


@pytest.mark.parametrize(
    "number, f, x, nudges",
    [
        ("1.1", lambda x: x * x, -5.0, (1.0, 0.1, -0.1, -1.0)),
        ("1.4", lambda v: v + v * v / 6.0, 12.0, (0.1, 1.0)),
    ],
)
def test_a_sentence_about_a_nudge_names_the_nudge_that_was_taken(number, f, x, nudges):
    about = {
        mistake.answer: mistake.sentence
        for mistake in EXERCISES[number].mistakes
        if mistake.sentence.startswith("the nudge was")
    }

    assert sorted(about) == pytest.approx(
        sorted(measured(f, x, h) for h in nudges), rel=1e-4
    )
    for h in nudges:
        found = min(about, key=lambda answer: abs(answer - measured(f, x, h)))
        assert about[found].startswith(f"the nudge was {h:g},".replace("-", "−"))
