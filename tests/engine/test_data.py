"""The data of the book: the published ones, and those that are made."""

import pytest

from toygrad import data
from toygrad.language import GPT


def test_the_fifty_measurements_have_their_known_sums():
    """Mean speed 15.4 and mean distance 42.98, as published."""
    speeds, distances = data.stopping_distances()

    assert (sum(speeds) / 50, sum(distances) / 50) == (15.4, 42.98)


def test_the_digits_are_the_published_ones():
    train, train_labels, test, test_labels = data.digits()

    assert (len(train), len(test), len(train) + len(test)) == (1437, 360, 1797)
    assert sorted(set(train_labels)) == list(range(10)) and test_labels[0] == 0
    assert all(
        len(image) == 64 and min(image) >= 0.0 and max(image) <= 1.0 for image in test
    )
    assert sum(map(sum, train + test)) * 16 == 561718


def test_the_names_are_small_letters_each_once_and_a_fifth_is_held_out():
    train, held_out = data.names()

    assert (len(train), len(held_out)) == (4130, 1033)
    assert len({*train, *held_out}) == 5163 and sorted(train) == train
    assert all(name.isascii() and name.isalpha() and name.islower() for name in train)
    assert {*map(len, train + held_out)} == {*range(2, 12)}
    assert sum(map(len, train)) == 24823


def test_the_inventor_is_a_small_gpt_and_the_ladder_tells_its_loss():
    model = GPT()
    model.load_state_dict(data.inventor())
    found = data.ladder()

    assert all(number == round(number, 3) for number in data.inventor().values())
    assert [*found["counted"]] == ["1", "2", "3", "4", "5", "mixed 5"]
    *alone, mixed = [row["loss"] for row in found["counted"].values()]
    assert mixed < found["inventor"] < min(alone)
    assert min(found["trained"]["gpt"]["losses"]) < found["inventor"] + 0.001


def test_made_data_are_the_same_for_the_same_seed():
    for make in (data.moons, data.circles, data.spirals):
        points, labels = make(20, seed=3)
        assert (points, labels) == make(20, seed=3) != make(20, seed=4)
        assert labels.count(1) == labels.count(-1) == 10
        with pytest.raises(ValueError, match="even number of points"):
            make(7)
    assert data.parabola(3)[1] == [10.0, 2.0, 26.0]
    assert data.wave(3)[1] == pytest.approx([1.0, 1.0, 1.0])
    assert data.xor()[1] == [0.0, 1.0, 1.0, 0.0]
    points, labels = data.xor(9)
    assert points[::2] == [(0.0, 0.0), *data.xor()[0]] and labels[2:7] == [
        0.0,
        1.0,
        1.0,
        1.0,
        1.0,
    ]
    points, labels = data.blobs(n=200, noise=0.1)
    assert all((x + y > 0) == (label > 0) for (x, y), label in zip(points, labels))
