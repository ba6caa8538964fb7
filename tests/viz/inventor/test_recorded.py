"""What a page plays before Python is there: the training that a session takes."""

import gzip
import math

import pytest

from toygrad import data
from toygrad.language import LETTERS
from toygrad.viz.inventor import recorded as module
from toygrad.viz.inventor.recorded import MOMENTS, PER_ONE, STORED, numbers_at, record
from toygrad.viz.inventor.run import PARTS, Run
from toygrad.viz.inventor.session import DEFAULT, Session
from toygrad.viz.widget import as_json

BATCHES = 904  # of an epoch


@pytest.fixture(scope="module")
def stored():
    return module.recorded()


@pytest.fixture(scope="module")
def first():
    """The start of the recorded training: 14 steps, of two frames."""
    return record(MOMENTS[:2])


def test_the_recorded_training_is_the_one_that_a_session_takes(first, stored):
    """The start of it, and that it is whole."""
    session = Session()
    session.ask({"do": "train", "steps": 14})
    numbers = [parameter.data for parameter in session.run.parameters]
    for recording in (first, stored):
        assert numbers_at(recording, 1) == pytest.approx(numbers, abs=0.5 / PER_ONE + 1e-9)  # fmt: skip
        assert recording["frames"][1]["loss"] == pytest.approx(session.run.recent, abs=0.005)  # fmt: skip
    assert first["album"] == stored["album"][:2] == session.frame()["album"]
    steps = [round(part * BATCHES / PARTS) for part in MOMENTS]
    assert [frame["step"] for frame in stored["frames"]] == steps
    assert [step for step, _ in stored["album"]] == steps


def test_a_recorded_training_of_another_start_is_noticed(first):
    """The planted fault: the same steps from other numbers."""
    other = Run(DEFAULT | {"seed": 2})
    mine = [parameter.data for parameter in other.parameters]

    assert numbers_at(first, 0) != pytest.approx(mine, abs=0.5 / PER_ONE + 1e-9)


def test_most_moments_lie_where_most_is_learned(stored):
    epochs = [frame["epoch"] for frame in stored["frames"]]

    assert 38 <= len(epochs) <= 45 and epochs[0] == 0 and epochs[-1] == 8
    assert sum(epoch < 1 for epoch in epochs) >= len(epochs) / 2 - 1
    assert set(steps_of(stored)) <= set(stored["history"]["step"])


def steps_of(recording):
    return [frame["step"] for frame in recording["frames"]]


def test_what_is_stored_is_small():
    """A page carries it: at most 45 kB, compressed; it is stored as it is sent."""
    assert STORED.stat().st_size <= 36_000
    assert len(gzip.compress(as_json(module.recorded()).encode())) <= 36_000


def test_the_names_of_the_album_are_marked_where_they_are_in_the_list(stored):
    names = {name for part in data.names() for name in part}

    assert all(known == (name in names) for _, row in stored["album"] for name, known in row)  # fmt: skip
    assert {known for _, row in stored["album"] for _, known in row} == {True, False}


def test_vowels_gather(stored):
    """What the chapter lets its readers predict, in the recorded letters."""
    numbers = numbers_at(stored, -1)
    places = dict(zip(LETTERS, zip(numbers[::2], numbers[1::2])))
    vowels, others = "aeiouy", [x for x in LETTERS[1:] if x not in "aeiouy"]

    def middle(letters):
        return [sum(places[x][k] for x in letters) / len(letters) for k in (0, 1)]

    centres = middle(vowels), middle(others)
    nearer = [min((0, 1), key=lambda k: math.dist(places[x], centres[k])) for x in vowels]  # fmt: skip
    assert nearer == [0] * 6
    astray = [x for x in others if math.dist(places[x], centres[0]) < math.dist(places[x], centres[1])]  # fmt: skip
    assert len(astray) <= 2
