"""The truths of chapter 3, found on another way."""

from toygrad import Value
from toygrad.exercises.chapter_03 import EXERCISES
from toygrad.value import topological_order


def test_the_truths_of_chapter_3_are_true():
    a, b = Value(2.0), Value(3.0)
    y = (a + b) * (a + b)
    assert EXERCISES["3.3"].truth == len({a, b, *topological_order(y)})
    for result in (y, (a + b) ** 2):
        a.grad = 0.0
        result.backward()
        assert EXERCISES["3.4"].truth == a.grad
