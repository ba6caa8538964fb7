"""The strips that show the sizes of layers, for values of a slider."""

import math
import random

import pytest

from tests.viz.films.test_layers import POINTS, trained
from toygrad import nn, optim
from toygrad.viz import explore_layers, record_layers
from toygrad.viz.films.explore_layers import tenths


@pytest.fixture(scope="module")
def strips():
    return explore_layers(lambda depth: trained([3] * depth)[1], depth=(1, 3))


def test_a_strip_has_a_row_for_each_layer_and_a_column_for_each_moment(strips):
    activations, loss, gradients, steps = strips.data["pictures"]
    [cells] = activations["marks"]
    shallow, deep = cells["heights"]

    assert cells["across"] == 4 and len(shallow) == len(deep) == 12
    assert shallow[4:] == [None] * 8 and None not in deep
    run = trained([3, 3, 3])[1]
    assert deep[4:8] == [tenths(m.activations[1]) for m in run.moments]
    assert len(steps["marks"][0]["heights"][1]) == 16
    assert [text for _, text in activations["ticks"][0]] == ["0", "1", "2", "4"]
    assert len(loss["marks"][0]["x"][0]) == 5


def test_the_sentence_and_the_table_say_the_numbers(strips):
    run = trained([3, 3, 3])[1]
    said = strips.data["frames"][1][1]

    assert f"the loss is {run.losses[-1]:.4g}" in said
    assert f"{run.moments[-1].gradients[0]:.2g} in layer 1" in said
    assert str(strips).splitlines()[2].split()[:2] == ["3", f"{run.losses[-1]:.4g}"]


def test_a_still_has_the_powers_and_what_is_off():
    def dead(bias):
        model = nn.MLP(2, [2, 1], nn.relu, rng=random.Random(1))
        for b in model.layer[0].b:
            b.data = bias
        sgd = optim.SGD(model.parameters(), lr=0.1)
        return record_layers(model, nn.mse_loss, POINTS, sgd, epochs=1)

    black, bright = (
        explore_layers(dead, bias=pair)._repr_html_() for pair in ((-9, 9), (9, -9))
    )
    black, bright = (html.partition("<script")[0] for html in (black, bright))
    assert black.count('class="tg-off"') == 2 and 'class="tg-off"' not in bright
    assert ">1</text>" in bright


def test_the_power_of_a_size_has_one_digit_and_zero_has_none():
    assert [tenths(n) for n in (1.0, 0.5, 1e-3, 0.0, math.inf, 1e99)] == [
        0, -3, -30, -1000, 300, 300
    ]  # fmt: skip


def test_losses_that_are_all_too_large_or_0_can_be_shown():
    for targets in (1e6, 0.0):
        examples = [([0.0, 0.0], targets)]

        def run(depth):
            model = nn.MLP(2, [2] * depth + [1], init="zeros")
            sgd = optim.SGD(model.parameters(), lr=1e-9)
            return record_layers(model, nn.mse_loss, examples, sgd, epochs=2)  # noqa: B023

        [mark] = explore_layers(run, depth=(1, 2)).data["pictures"][1]["marks"]
        assert all(0 <= y <= 10_000 for row in mark["y"] for y in row)


@pytest.mark.parametrize(
    "act, kind, said",
    [
        (lambda: explore_layers(3, depth=(1, 2)), TypeError, "needs a function, got int 3"),
        (lambda: explore_layers(len), ValueError, "got 0; write"),
        (lambda: explore_layers(len, depth=3), TypeError, "two finite numbers or more, got int 3"),
        (lambda: explore_layers(lambda depth: 7, depth=(1, 2)), TypeError, "got int 7; return"),
    ],
)  # fmt: skip
def test_what_cannot_be_explored_is_refused(act, kind, said):
    with pytest.raises(kind) as caught:
        act()
    assert said in str(caught.value)
