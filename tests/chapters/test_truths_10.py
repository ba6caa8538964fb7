"""The truths of chapter 10, found on another way."""

import math

import pytest

from toygrad import Value, mean, nn, sigmoid, softplus
from toygrad.exercises.chapter_10 import EXERCISES
from toygrad.value import topological_order


def test_the_truths_of_chapter_10_are_true():
    """Exercise 10.6 needs a training: the chapter's own run answers it."""
    z, w = Value(-6.0), Value(-6.0)
    softplus(-z).backward()
    ((sigmoid(w) - 1) ** 2 / 2).backward()
    ratio = z.grad / w.grad
    assert EXERCISES["10.1"].truth == pytest.approx(ratio, rel=1e-3)
    assert (z.grad, w.grad) == pytest.approx((-0.9975, -0.00246), rel=1e-3)

    step = -400 * (0.5 * 0.25 - 0.9975274 * 0.0024665)  # from the formula, by hand
    assert EXERCISES["10.2"].truth == pytest.approx(step, rel=1e-5)

    logits = [Value(1000.0 + number) for number in (2, 1, 0)]
    nn.cross_entropy(logits, 1).backward()
    assert EXERCISES["10.3"].truth == pytest.approx(logits[1].grad, abs=1e-3)

    right, loss, apart = EXERCISES["10.4"].truth
    said = [Value(0.0), Value(math.log(1.5)), Value(apart)]
    found = nn.cross_entropy(said, right)
    found.backward()
    assert [v.grad for v in said] == pytest.approx([0.2, -0.7, 0.5], abs=1e-4)
    assert loss == pytest.approx(found.data, abs=1e-4)

    twice = nn.cross_entropy([Value(1.0)] + [Value(0.0)] * 9, 0)
    assert EXERCISES["10.5"].truth == pytest.approx(twice.data, abs=1e-4)

    reader = nn.MLP(64, [20, 10], nn.relu)
    loss = mean([nn.cross_entropy(reader([0.5] * 64), 3) for _ in range(8)])
    order = topological_order(loss)
    assert EXERCISES["10.7"].truth == len(order)
    assert sum(len(value.parents) for value in order) == 13_944
