"""The training of a small model of names, and what counting has on the same letters."""

import math
import random
from collections import Counter

import pytest

from toygrad import data
from toygrad.language import chances, encode, sample
from toygrad.nn import cross_entropy
from toygrad.steps import mean_of
from toygrad.viz.inventor.run import (
    BATCH,
    HELD,
    NAMES,
    POINTS,
    RECENT,
    Run,
    counted,
    letters,
    parts,
)
from toygrad.viz.inventor.session import DEFAULT, Session


def test_the_letters_are_those_of_the_names():
    train, held = letters()
    names, held_out = data.names()

    assert len(train) == sum(len(name) + 1 for name in names) and len(held) == HELD
    assert train[: len(names[0]) + 1][0] == (0, 0, 0, encode(names[0])[1])
    assert Counter(row[-1] for row in train)[0] == len(names)  # each name ends once
    ends = {tuple(([0, 0, *encode(name)])[-4:]) for name in held_out}
    assert {row for row in held if row[-1] == 0} <= ends


def test_one_update_is_that_of_the_engine():
    """The traced graph, the mean over a batch and Adam, beside backward() on the model itself."""
    run, other = Run(DEFAULT), Run(DEFAULT)
    rows = [tuple(map(int, row)) for row in other.batch()]
    run.step()
    other.optimizer.zero_grad()
    for *before, target in rows:
        loss = cross_entropy(other.model(before)[-1], target)
        (loss / BATCH).backward()
    other.optimizer.step()

    for mine, theirs in zip(run.parameters, other.parameters):
        assert mine.grad == pytest.approx(theirs.grad, abs=1e-12)
        assert mine.data == pytest.approx(theirs.data, abs=1e-9)
    assert len(rows) == BATCH and any(p.grad for p in run.parameters)


def test_an_epoch_ends_where_all_letters_were_used_once():
    run = Run(DEFAULT)
    run.steps = run.batches - 1
    used = [tuple(run.batch())]
    run.steps = 0
    order = Counter()
    for step in range(run.batches):
        run.steps = step
        order.update(map(tuple, run.batch()))
    all_letters = Counter(map(tuple, letters()[0]))
    assert sum((all_letters - order).values()) < BATCH and not order - all_letters
    assert len(used[0]) == BATCH


def test_counting_is_what_counting_gives():
    train, held = letters()
    pairs = Counter((row[2], row[3]) for row in train)
    before = Counter(row[2] for row in train)
    expected = [-math.log((pairs[row[2:]] + 1) / (before[row[2]] + 27)) for row in held]

    assert counted(2) == pytest.approx(sum(expected) / len(held), rel=1e-12)
    assert counted(3) < counted(2) < counted(1) < math.log(27)


def test_the_model_of_the_frame_invents_what_the_engine_invents():
    """The names of the album are those of `language.sample` on the very same numbers."""
    run = Session().run
    names = [name for name, _ in run.album[0][1]]

    assert names == [sample(run.model, random.Random(k), longest=11) for k in range(5)]
    assert sum(chances(run.model([0])[-1])) == pytest.approx(1.0)


def test_names_are_invented_only_where_the_curve_has_a_point():
    assert set(parts(NAMES)) <= set(parts(POINTS)) and parts(NAMES, 8) == [0, 1, 2, 3, 4, 6, 8]  # fmt: skip
    run = Run(DEFAULT)
    assert run.naming <= run.points and max(run.points) == 30 * run.batches


def test_the_loss_is_there_from_the_first_step_on():
    """That of the last updates; the curve's points are means over all since the one before."""
    run, losses = Run(DEFAULT), []
    assert run.recent == run.curve[0][1]
    run.step()
    assert run.recent == run.losses[0] != run.curve[0][1] and len(run.curve) == 1
    while run.steps < 42:
        run.step()
    assert [step for step, *_ in run.curve] == [0, 14, 28, 42]
    losses = run.losses
    assert run.recent == mean_of(losses[-RECENT:])
    assert [train for _, train, _ in run.curve[1:]] == [mean_of(losses[k : k + 14]) for k in (0, 14, 28)]  # fmt: skip
