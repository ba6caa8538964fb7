"""The truths of chapter 4, found on another way."""

from recorded import walk_pass

from toygrad import Value
from toygrad.exercises.chapter_04 import EXERCISES


def test_the_truths_of_chapter_4_are_true():
    a, b, c = Value(2.0), Value(1.0), Value(3.0)
    ((a + b) * (a * c)).backward()
    assert EXERCISES["4.1"].truth == a.grad
    w = Value(1.0)
    (3.0 * w + 5.0 * w).backward()
    assert EXERCISES["4.2"].truth == w.grad
    a = Value(1.0)
    b = a + a
    c = b + b
    every_visit = walk_pass(c, [c, b, b])
    assert EXERCISES["4.4"].truth == dict(zip(every_visit.values, every_visit.grads))[a]
    a, b, c = map(Value, map(float, EXERCISES["4.6"].truth))
    s = a * b + c
    (s * a).backward()
    assert (c.grad, s.data, a.grad) == (5.0, 2.0, -3.0)
