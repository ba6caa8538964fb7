"""The truths of chapter 13, found on another way."""

from itertools import product

import pytest

from toygrad import Value, dot, mean, total
from toygrad.exercises.chapter_13 import EXERCISES


def test_the_truths_of_chapter_13_are_true():
    """Of 13.5 PyTorch itself was asked (test_rosetta.py)."""
    x = [Value(n) for n in (3.0, -2.0, 5.0)]  # any x and g that give the five numbers
    W = [[Value(1.0) for _ in x] for _ in range(2)]
    (2 * dot(W[0], x) + 3 * dot(W[1], x)).backward()
    grads = [[w.grad for w in row] for row in W]
    assert grads[0] == [6, -4, 10] and grads[1][1:] == [-6, 15]
    assert EXERCISES["13.1"].truth == grads[1][0]

    assert EXERCISES["13.3"].truth == [1000 * 1000 * 100, 1000 * 100, 100]
    for m, n in ((4, 3), (2, 5)):  # the same counts in small
        W = [[Value(1.0) for _ in range(n)] for _ in range(m)]
        slopes = [slopes_by(row, W) for row in W]
        flat = sum(slopes, [])
        assert (len(flat), sum(map(bool, flat))) == (m * m * n, m * n)

    a = [[Value(1.0) for _ in range(3)] for _ in range(2)]
    (5 * total(a[0]) - total(a[1])).backward()
    assert EXERCISES["13.2"].truth == [v.grad for row in a for v in row]

    guesses = [Value(float(EXERCISES["13.4"].truth)) for _ in range(3)]
    loss = mean([(g - t) ** 2 for g, t in product(guesses, [1.0, 2.0, 6.0])])
    loss.backward()
    assert [g.grad for g in guesses] == pytest.approx([0, 0, 0], abs=1e-12)


def slopes_by(row, W):
    """The slopes of one number of y = W·x with respect to all weights."""
    weights = sum(W, [])
    for w in weights:
        w.grad = 0.0
    dot(row, [Value(float(k + 1)) for k in range(len(row))]).backward()
    return [w.grad for w in weights]
