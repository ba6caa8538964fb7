"""The truths of chapter 0, found on another way."""

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
