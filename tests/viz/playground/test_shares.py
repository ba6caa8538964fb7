"""How the examples of a batch differ."""

import math
import random
import statistics
from dataclasses import replace

import pytest

from tests.shared.plain_network import plain_of
from tests.shared.sessions import SEEDS, set_up, some_run
from toygrad.viz.playground.shares import strays


@pytest.mark.parametrize("seed", SEEDS)
def test_the_gradients_of_single_examples_are_those_of_a_network_of_plain_floats(seed):
    session = some_run(seed)[0]
    edge = [0, 0, -1]
    if not session.run.shown:
        assert session.ask({"do": "shares", "edge": edge})["alone"] == []
    session.ask({"do": "step", "size": "batch"})
    run, frame = session.run, session.frame(None)
    seen = session.ask({"do": "shares", "edge": edge})
    plain, place = plain_of(run, run.shown.data), run.parameters.index(run.network.layer[0].b[0])  # fmt: skip
    true = [plain.gradients(run.points.train[k], 1)[place] for k in run.shown.batch]

    assert session.frame(None) == frame
    assert [k for k, _ in seen["alone"]] == [*run.shown.batch]
    assert [g for _, g in seen["alone"]] == pytest.approx(true, rel=1e-5, abs=1e-9)
    assert seen["mean"] == pytest.approx(sum(true) / len(true), rel=1e-5, abs=1e-9)
    if len(true) > 1:
        assert seen["spread"] == pytest.approx(statistics.stdev(true), rel=1e-4, abs=1e-9)  # fmt: skip


def test_how_far_a_mean_strays_is_what_many_batches_do():
    rng = random.Random(0)
    numbers = [rng.gauss(0.0, 1.0) for _ in range(40)]
    for count in (2, 10, 30):
        means = [sum(rng.sample(numbers, count)) / count for _ in range(4000)]
        told = strays(statistics.pstdev(numbers) * math.sqrt(40 / 39), count, 40)
        assert told == pytest.approx(statistics.pstdev(means), rel=0.05)
    assert strays(1.0, 40, 40) == 0.0 and strays(None, 1, 40) is None


def test_one_example_strays_as_far_as_examples_do():
    session = set_up({"problem": "xor", "n": 30, "held": 0, "batch": 1}, 3)[0]
    one = session.ask({"do": "shares", "edge": [0, 0, 0]})
    assert (one["count"], len(one["alone"])) == (1, 1)
    session.run.shown = replace(session.run.shown, batch=tuple(range(30)), count=30)
    every = session.ask({"do": "shares", "edge": [0, 0, 0]})
    assert one["spread"] == one["strays"] == every["spread"] > 0
