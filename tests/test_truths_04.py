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
    p = a * 1.0
    q, r = p * 1.0, p * 1.0
    s = q + r
    y = r + s
    early = walk_pass(y, [y, r, s, q, p])
    ends = dict(zip(early.values, early.grads))
    assert EXERCISES["4.4"].truth == [ends[value] for value in (r, q, p, a)]
    inputs, results, slopes = EXERCISES["4.5"].truth
    assert (inputs, results) == (12, 7)
    assert slopes == len([(i, k) for i in range(inputs) for k in range(results)])
    a, b, c = map(Value, map(float, EXERCISES["4.6"].truth))
    s = a * b + c
    (s * a).backward()
    assert (c.grad, s.data, a.grad) == (5.0, 2.0, -3.0)
