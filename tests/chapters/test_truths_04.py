"""The truths of chapter 4, found on another way."""

import random

import pytest

from tests.shared.recorded import walk_pass
from toygrad import Value
from toygrad.exercises.chapter_04 import EXERCISES
from toygrad.value import topological_order


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


def random_graph(rng):
    """A result over values that were added and multiplied at random."""
    values = [Value(rng.uniform(0.5, 1.5)) for _ in range(3)]
    for _ in range(8):
        a, b = rng.choice(values), rng.choice(values)
        values.append(a * b if rng.random() < 0.5 else a + b)
    return values[-1]


def sent_early(result, rng):
    """(who sent before a user of it, {value: gradient} of that walk), or None."""
    order = topological_order(result)[::-1]
    early = rng.randrange(1, len(order)) if len(order) > 2 else 0
    to = rng.randrange(1, early) if early > 1 else 0
    if not to:
        return None
    sender = order.pop(early)
    order.insert(to, sender)
    walk = walk_pass(result, order)
    return sender, dict(zip(walk.values, walk.grads))


def before(value):
    """All that a value was computed from."""
    return {parent for one in topological_order(value) for parent in one.parents}


def test_who_sends_too_early_ends_right_and_only_values_before_it_end_wrong():
    rng, wrong = random.Random(4), 0
    for _ in range(300):
        result = random_graph(rng)
        if early := sent_early(result, rng):
            sender, found = early
            result.backward()
            differ = {v for v in found if found[v] != pytest.approx(v.grad)}
            assert sender not in differ and differ <= before(sender)
            wrong += bool(differ)

    assert wrong > 30  # it is no rule about walks that are right anyway
