"""The truths of chapter 8, found on another way."""

import random

import pytest

from toygrad import Value, data, nn
from toygrad.exercises.chapter_08 import EXERCISES


def two_relus(biases=(0.0, -1.0)):
    """XOR by hand: relu(x1 + x2) − 2·relu(x1 + x2 − 1)."""
    network = nn.MLP(2, [2, 1], activation=nn.relu)
    numbers = [1.0, 1.0, 1.0, 1.0, *biases, 1.0, -2.0, 0.0]
    for parameter, number in zip(network.parameters(), numbers):
        parameter.data = number
    return network


def moved_by(network, points, targets):
    """{name: gradient} where it is not 0, after a backward pass of the loss."""
    outputs = [network(point)[0] for point in points]
    network.zero_grad()
    nn.mse_loss(outputs, targets).backward()
    return {
        name: parameter.grad
        for name, parameter in network.named_parameters().items()
        if parameter.grad
    }


def test_the_truths_of_chapter_8_are_true():
    assert EXERCISES["8.1"].truth == len(nn.MLP(2, [16, 16, 1]).parameters())
    x = Value(0.0)
    y = 3.0 * (2.0 * x + 1.0) + (3.0 - x) - 2.0
    y.backward()
    assert EXERCISES["8.3"].truth == [x.grad, y.data]

    first, second, third = EXERCISES["8.4"].truth

    def built(x):
        hinges = [max(0.0, x - kink) for kink in (0.0, 1.0, 3.0)]
        return first * hinges[0] + second * hinges[1] + third * hinges[2]

    places = (-2.0, 0.0, 0.5, 1.0, 2.0, 3.0, 7.0)
    assert [built(x) for x in places] == [0.0, 0.0, 1.0, 2.0, 1.0, 0.0, 0.0]

    network, (corners, targets) = two_relus(), data.xor()
    assert [network(corner)[0].data for corner in corners] == targets
    assert moved_by(network, [(0.0, 0.0)], [1.0]) == {"layer1.b[0]": -2.0}
    assert EXERCISES["8.5"].truth == len(network.parameters()) - 1
    stuck = [
        bias
        for bias in range(-9, 10)
        if list(moved_by(two_relus((bias, bias)), corners, targets)) == ["layer1.b[0]"]
    ]
    assert EXERCISES["8.7"].truth == max(stuck)


@pytest.mark.parametrize("seed", range(20))
def test_a_positive_start_is_one_straight_line_right_of_0(seed):
    rng = random.Random(seed)
    hidden = nn.Linear(1, 16, "positive", rng), nn.ReLU()
    network = nn.Sequential(*hidden, nn.Linear(16, 1, "positive", rng))
    slopes = {}
    for place in (-0.5, 0.0, 0.01, 1.0, 5.0, 1e6):
        x = Value(place)
        network([x])[0].backward()
        slopes[place] = x.grad
    left = slopes.pop(-0.5)

    assert len(set(slopes.values())) == EXERCISES["8.6"].truth
    assert left < slopes[0.0]


def slopes_between(function, pieces):
    """The slope in the middle of each of as many equal parts of 0 to 1."""
    places = [Value((k + 0.5) / pieces) for k in range(pieces)]
    for place in places:
        function(place).backward()
    return [place.grad for place in places]


def test_ten_folds_have_1024_straight_pieces():
    def folded(x, times=10):
        for _ in range(times):
            x = nn.relu(2.0 * x) - nn.relu(4.0 * x - 2.0)
        return x

    slopes = slopes_between(folded, 1024)

    assert slopes == [1024.0, -1024.0] * 512
    assert all(folded(Value(k / 1024)).data == k % 2 for k in range(1025))


@pytest.mark.parametrize(
    "init, kinks", [("kaiming", 1), ("xavier", 1), ("uniform", 16)]
)
def test_biases_of_0_put_all_kinks_of_one_input_on_one_place(init, kinks):
    layer = nn.Linear(1, 16, init, random.Random(1))
    places = {-b.data / w.data + 0.0 for [w], b in zip(layer.w, layer.b)}

    assert len(places) == kinks
