"""The truths of chapter 10, found on another way."""

import pytest

from toygrad import Value, mean, nn, sigmoid, softmax, softplus
from toygrad.exercises.chapter_10 import EXERCISES
from toygrad.value import topological_order


def test_the_truths_of_chapter_10_are_true():
    """Exercise 10.4 needs a training: the chapter's own run answers it."""
    z, w = Value(-6.0), Value(-6.0)
    softplus(-z).backward()
    ((sigmoid(w) - 1) ** 2 / 2).backward()
    ratio = z.grad / w.grad
    assert EXERCISES["10.1"].truth == pytest.approx(ratio, rel=1e-3)
    assert (z.grad, w.grad) == pytest.approx((-0.9975, -0.00246), rel=1e-3)

    logits = [Value(1000.0 + number) for number in (2, 1, 0)]
    nn.cross_entropy(logits, 1).backward()
    assert EXERCISES["10.2"].truth == pytest.approx(logits[1].grad, abs=1e-3)

    assert EXERCISES["10.3"].truth == next(
        z for z in range(1000) if not in_two_steps(z)
    )

    reader = nn.MLP(64, [20, 10], nn.relu)
    loss = mean([nn.cross_entropy(reader([0.5] * 64), 3) for _ in range(8)])
    order = topological_order(loss)
    assert EXERCISES["10.5"].truth == len(order)
    assert sum(len(value.parents) for value in order) == 13_944


def in_two_steps(z):
    """Can −log of a softmax be written in two steps, with the logits z and 0?"""
    try:
        softmax([Value(float(z)), Value(0.0)])[1].log()
    except (ValueError, OverflowError):
        return False
    return True
