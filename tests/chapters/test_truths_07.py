"""The truths of chapter 7, found on another way."""

import pytest

from toygrad import Value, nn
from toygrad.exercises.chapter_07 import EXERCISES


def steps_until(f, place, rate, done, most=1000):
    """How many steps of gradient descent it takes until `done` is true."""
    for count in range(most):
        if done(*place):
            return count
        place = stepped(f, place, rate)
    return most


def stepped(f, place, rate):
    values = [Value(number) for number in place]
    f(*values).backward()
    return tuple(value.data - rate * value.grad for value in values)


def ravine(x, y):
    return x * x + 25.0 * y * y


def test_the_truths_of_chapter_7_are_true():
    rate = EXERCISES["7.1"].truth
    assert stepped(lambda x: 5.0 * x * x, (4.0,), rate) == (-4.0,)
    assert stepped(lambda x: 5.0 * x * x, (4.0,), 0.1) == (0.0,)

    below = EXERCISES["7.2"].truth
    assert below == steps_until(ravine, (4.0, 1.0), 0.0399, lambda x, y: x < 0.04)
    assert abs(4.0 * 0.9202**55 - 0.0413) < 5e-5
    assert abs(stepped(ravine, (4.0, 1.0), 0.0399)[1]) < 1.0
    assert abs(stepped(ravine, (4.0, 1.0), 0.0401)[1]) > 1.0

    c = EXERCISES["7.3"].truth
    round_map = stepped(lambda x, v: ravine(x, v / c), (4.0, float(c)), 0.5)
    assert round_map == pytest.approx((0.0, 0.0))

    w, b = Value(2.0), Value(1.0)
    misses = [w * x + b - t for x, t in ((1.0, 1.0), (2.0, 3.0), (3.0, 7.0))]
    nn.mse_loss(misses, [0.0] * 3).backward()
    assert EXERCISES["7.4"].truth == pytest.approx([w.grad, b.grad])

    waits = [2.0, 2.0, 3.0, 3.0, 40.0]
    for c, loss in ((EXERCISES["7.6"].truth, nn.huber_loss), (10.0, nn.mse_loss)):
        c = Value(c)
        loss([c] * 5, waits).backward()
        assert c.grad == pytest.approx(0.0, abs=1e-12)


def test_the_stopping_rule_of_exercise_7_5_is_fooled_by_one_rate():
    def stops_at(rate):
        """x where a step has changed x² by less than 1e-6, or None."""
        x = 4.0
        for _ in range(10_000):
            (following,) = stepped(lambda x: x * x, (x,), rate)
            if abs(following * following - x * x) < 1e-6:
                return following
            if abs(following) > 1e9:
                break
            x = following
        return None

    fooled = [k / 10 for k in range(1, 31) if abs(stops_at(k / 10) or 0.0) >= 4.0]
    assert fooled == [EXERCISES["7.5"].truth]
    for mistake in EXERCISES["7.5"].mistakes:
        x = stops_at(mistake.answer)
        assert x is None if mistake.answer > 1 else abs(x) < 0.02


def test_the_descent_of_exercise_7_6_ends_where_its_sentences_say():
    def ends(c, rate):
        for _ in range(100):
            (c,) = stepped(
                lambda c: nn.huber_loss([c] * 5, [2.0, 2.0, 3.0, 3.0, 40.0]), (c,), rate
            )
        return c

    exercise = EXERCISES["7.6"]
    (late,) = (m.answer for m in exercise.mistakes if "still on its way" in m.sentence)

    assert ends(0.0, 0.5) == pytest.approx(exercise.truth)
    assert ends(10.0, 0.1) == pytest.approx(late)


def test_a_parabola_of_the_curvature_of_exercise_7_7_is_walked_as_it_says():
    def walked(curvature, bottom):
        def parabola(x):
            return curvature / 2 * (x - bottom) * (x - bottom)

        second = stepped(parabola, (9.0,), 0.25)
        return [*second, *stepped(parabola, second, 0.25)]

    exercise = EXERCISES["7.7"]
    bottom = (exercise.truth * 9.0 - 48.0) / exercise.truth  # the slope at 9 is 48

    assert walked(exercise.truth, bottom) == pytest.approx([-3.0, 3.0])
    for mistake in exercise.mistakes:  # none of them walks so, wherever its bottom is
        c = mistake.answer
        assert walked(c, (c * 9.0 - 48.0) / c) != pytest.approx([-3.0, 3.0])
    (centred,) = (m.answer for m in exercise.mistakes if "0 for" in m.sentence)
    assert walked(centred, 0.0) == pytest.approx([-3.0, 1.0])
