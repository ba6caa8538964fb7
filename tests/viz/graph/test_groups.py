"""What folds into one box: a neuron, a layer."""

import random

from tests.shared.recorded import loss_of
from toygrad import Value, nn
from toygrad.viz.graph.groups import fold_graph
from toygrad.viz.snapshot import Snapshot


def test_a_network_of_dozens_of_values_is_nine_boxes():
    names = [group.title for group in fold_graph(Snapshot(loss_of([3, 1])), "neuron")]

    assert names == [
        "x0", "x1", "1",
        "layer0[0] = tanh(w·x + b)", "layer0[1] = tanh(w·x + b)",
        "layer0[2] = tanh(w·x + b)", "layer1[0] = w·x + b",
        "v23 = layer1[0] − 1", "loss = v23²",
    ]  # fmt: skip


def test_a_layer_is_one_box():
    groups = fold_graph(Snapshot(loss_of([3, 1])), "layer")

    assert [g.title for g in groups][3:5] == ["layer0", "layer1[0] = w·x + b"]
    assert len(groups[3].outputs) == 3 and groups[3].folded == 12


def test_a_sum_that_is_used_twice_keeps_its_activation_outside():
    model = nn.Linear(1, 1, rng=random.Random(1))
    summed = model([Value(0.5, "x")])[0]
    groups = fold_graph(Snapshot(summed.tanh() + summed), "neuron")

    assert [group.folded for group in groups] == [0, 2, 0, 0]
    assert [group.outputs[0].op for group in groups] == ["", "affine", "tanh", "+"]


def test_equal_constants_are_not_a_layer():
    model = nn.MLP(1, [2, 1], rng=random.Random(3))
    xs = [Value(0.1, "x"), Value(0.2, "z")]
    loss = nn.mse_loss([model([x])[0] for x in xs], [1.0, 1.0])
    groups = fold_graph(Snapshot(loss), "layer")

    assert [len(g.outputs) for g in groups if not g.weights] == [1] * 9
    assert [g.name for g in groups if len(g.outputs) > 1] == ["layer0", "layer0 (2)"]
