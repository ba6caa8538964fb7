"""The walk back between tables: edge by edge what the engine does in one call."""

import random

import pytest

from toygrad import Value, dot, relu, total
from toygrad.viz import show_tables
from toygrad.viz.passes.gathered import Gathered


def layers(seed):
    """The tables of two random layers, with values in between that stand in none."""
    rng = random.Random(seed)
    n, m = rng.randint(1, 3), rng.randint(1, 3)
    leaf = lambda: Value(round(rng.uniform(-2, 2), 1))  # noqa: E731
    W = [[leaf() for _ in range(n)] for _ in range(m)]
    x, b = [leaf() for _ in range(n)], [leaf() for _ in range(m)]
    y = [relu(dot(row, x)) * 0.5 + c for row, c in zip(W, b)]
    z = [[one * other for other in y] for one in y[:2]]
    return {"W": W, "x": x, "b": b, "y": y, "z": z, "L": total(sum(z, [])) * x[0]}


def by_engine(graph):
    """The gradients that `backward` finds, cell by cell."""
    values = [cell.value for cell in graph.cells]
    values[-1].backward()
    return [value.grad for value in values]


SEEDS = range(60)


def test_the_gradients_are_those_of_the_engine():
    for seed in SEEDS:
        graph = Gathered(layers(seed))
        assert graph.grads == pytest.approx(by_engine(graph), abs=1e-12), seed


def test_a_lost_share_is_noticed():
    """The planted fault: every graph lacks one of its edges."""
    missed = 0
    for seed in SEEDS:
        graph = Gathered(layers(seed))
        graph.edges.pop(random.Random(seed).randrange(len(graph.edges)))
        shares, grads = graph.walk()
        missed += grads == pytest.approx(by_engine(graph), abs=1e-12)
    assert missed < len(SEEDS) / 2  # a share of 0 is lost without harm


def test_nobody_sends_before_all_of_its_shares_are_there():
    for seed in SEEDS:
        graph = Gathered(layers(seed))
        have_sent = set()
        for tail, head, _ in graph.edges:
            have_sent.add(head)
            assert tail not in have_sent, seed


a = Value(2.0)


@pytest.mark.parametrize(
    "tables, sentence",
    [
        ({}, "needs a last table of one value"),
        ({"x": [a, a * 2]}, "needs a last table of one value"),
        ({"x": [3.0], "L": a}, "needs rows of values"),
        ({"x": [[a], [a, a]], "L": a * 2}, "equally long"),
        ({"x": [a, a], "L": a * 2}, "each value in one place"),
        ({"x": [a, b := a * 2], "L": a * b}, "do not depend on each other"),
        ({"x": [Value(1.0) for _ in range(70)], "L": a * 1}, "can draw 60"),
    ],
)
def test_what_is_no_table_is_refused(tables, sentence):
    with pytest.raises((TypeError, ValueError), match=sentence):
        show_tables(**tables)
