import math

import numpy
import pytest

from toygrad import Value
from toygrad.exercises import EXERCISES, check, verdict
from toygrad.viz.walks import walked


@pytest.mark.parametrize("number", EXERCISES)
def test_truth_stub_and_every_mistake_get_their_own_sentence(number):
    exercise = EXERCISES[number]
    answers = [exercise.truth, None, *(mistake.answer for mistake in exercise.mistakes)]
    sentences = [verdict(number, answer) for answer in answers]

    assert sentences[0].startswith("Right: ")
    assert sentences[1] == "not answered yet"
    assert len(exercise.mistakes) >= 3
    assert all(m.sentence in s for m, s in zip(exercise.mistakes, sentences[2:]))


def test_the_truths_are_true():
    a, b, c, f = (Value(number) for number in (3.0, -2.0, 11.0, -2.0))
    ((a * b + c) * f).backward()
    assert EXERCISES["0.1"].truth == a.grad

    x = Value(-5.0)
    (x * x).backward()
    assert EXERCISES["1.1"].truth == x.grad
    v, t, brakes = Value(12.0), Value(1.0), Value(3.0)
    (v * t + v * v / (2.0 * brakes)).backward()
    assert EXERCISES["1.4"].truth == v.grad
    h = EXERCISES["1.5"].truth
    assert ((3 + h) ** 2 - 9) / h == 9

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

    a, b = Value(2.0), Value(3.0)
    for y in ((a + b) * (a + b), (a + b) ** 2):
        a.grad = 0.0
        y.backward()
        assert EXERCISES["3.4"].truth == a.grad

    a, b, c = Value(2.0), Value(1.0), Value(3.0)
    ((a + b) * (a * c)).backward()
    assert EXERCISES["4.1"].truth == a.grad
    w = Value(1.0)
    (3.0 * w + 5.0 * w).backward()
    assert EXERCISES["4.2"].truth == w.grad
    a = Value(1.0)
    b = a + a
    c = b + b
    every_visit = walked(c, [c, b, b])
    assert EXERCISES["4.4"].truth == dict(zip(every_visit.values, every_visit.grads))[a]
    a, b, c = map(Value, map(float, EXERCISES["4.6"].truth))
    s = a * b + c
    (s * a).backward()
    assert (c.grad, s.data, a.grad) == (5.0, 2.0, -3.0)


@pytest.mark.parametrize(
    "answer",
    ["", "3", b"", [], (), {}, object(), True, 1j, math.nan, 10**5000],
    ids=lambda answer: type(answer).__name__,
)
def test_no_answer_makes_check_stumble(answer, capsys):
    for number in [*EXERCISES, "9.9", None, 2.3, []]:
        check(number, answer)
    assert "Right" not in capsys.readouterr().out


def test_answers_are_read_kindly():
    assert verdict("2.3", Value(19.0)).startswith("Right")
    assert verdict("2.1", " X ** 2 ").startswith("Right")
    for spelling in ("x^2", "x²", "x*x", "x·x", "(x**2)"):
        assert verdict("2.1", spelling).startswith("Right")
    assert verdict("2.2", -5.467).startswith("Right")
    assert verdict("2.3", numpy.int64(19)).startswith("Right")
    assert verdict("2.4", numpy.array([2, 3, 1])).startswith("Right")
    assert verdict("4.6", [5.0, -0.9999999999, Value(7.0)]).startswith("Right")
    assert "Right" not in verdict("2.4", [2, 3]) + verdict("2.4", [2, 3, 1, 1])
    assert len(verdict("2.3", "x" * 20_000)) < 200
    assert "exercise '9.9'" in verdict("9.9", 1)
