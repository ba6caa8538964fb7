"""The data of the book: the published ones, and those that are made."""

import pytest

from toygrad import data


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
