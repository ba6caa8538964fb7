"""The truths of chapter 0, found on another way."""

import pytest

from toygrad import Value
from toygrad.exercises.chapter_00 import EXERCISES


def test_the_truths_of_chapter_0_are_true():
    a, b, c, f = (Value(number) for number in (3.0, -2.0, 11.0, -2.0))
    ((a * b + c) * f).backward()
    assert EXERCISES["0.1"].truth == a.grad

    a, b, c, f = leaves = [Value(number) for number in (3.0, -2.0, 11.0, 2.0)]
    ((a * b + c) * f).backward()
    sizes = dict(zip("abcf", (abs(leaf.grad) for leaf in leaves)))
    assert EXERCISES["0.2"].truth == max(sizes, key=sizes.get)

    changed = 3.0 + EXERCISES["0.3"].truth
    assert (changed * -2.0 + 11.0) * 2.0 == pytest.approx(9.9)
