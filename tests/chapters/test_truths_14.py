"""The truths of chapter 14, found on another way."""

import math
import random

import pytest

from toygrad import Value, total
from toygrad.exercises.chapter_14 import EXERCISES
from toygrad.language import Embedding, Head, encode
from toygrad.nn import cross_entropy


def truth(number):
    return EXERCISES[f"14.{number}"].truth


def test_a_row_collects_p_minus_y_of_all_its_uses():
    row = [Value(0.0) for _ in range(27)]
    came = [0] * 5 + [14] * 3 + [12] * 2
    total([cross_entropy(row, token) for token in came]).backward()

    assert [row[k].grad for k in (14, 12, 26)] == pytest.approx(truth(1))


def test_the_unsureness_is_the_geometric_mean():
    product = 0.5**4 * truth(2)

    assert product ** (-1 / 5) == pytest.approx(4.0)


def test_a_row_collects_what_arrives_wherever_it_was_read():
    table, arriving = Embedding(27, 2, random.Random(1)), [0.5, -1.0, 2.0, 0.25, 4.0]
    rows = table(encode("anna")[:-1])
    total([row[0] * g for row, g in zip(rows, arriving)]).backward()

    assert [table.w[k][0].grad for k in (0, 1, 14, 26)] == truth(3)


def test_a_score_is_pushed_by_the_difference_from_the_mixture():
    scores, answers = [math.log(a) for a in (0.5, 0.3, 0.2)], (4.0, 0.0, 10.0)

    def mixture(scores):
        powers = [math.exp(score) for score in scores]
        return sum(p * v for p, v in zip(powers, answers)) / sum(powers)

    nudged = [
        [score + 1e-6 * (k == i) for k, score in enumerate(scores)] for i in range(3)
    ]
    slopes = [(mixture(some) - mixture(scores)) / 1e-6 for some in nudged]
    assert slopes == pytest.approx(truth(4), abs=1e-4)


def test_a_head_makes_as_many_scores_as_pairs_that_do_not_look_ahead():
    head, cache = Head(1, 1), {}

    def asked(xs, cache=None):
        """How many shares the places mix: a mixture of one number has two arms each."""
        return sum(len(mixed.parents) // 2 for [mixed] in head(xs, cache))

    xs = [[Value(float(k))] for k in range(101)]
    before = asked(xs[:100], cache)
    assert [before, asked(xs[100:], cache), asked(xs)] == truth(5)
