import operator
import random

import pytest

from toygrad import Value, data, nn, optim


def test_a_dense_layer_is_weights_times_inputs_plus_bias():
    layer = nn.Linear(2, 3)
    outputs = layer([2.0, -1.0])

    for row, bias, output in zip(layer.w, layer.b, outputs):
        assert output.data == pytest.approx(2.0 * row[0].data - row[1].data + bias.data)
    assert [p.label for p in layer.parameters()][:2] == ["w[0,0]", "w[0,1]"]


def test_an_mlp_finds_its_parameters_in_order_with_dotted_names():
    labels = [p.label for p in nn.MLP(1, [2, 1]).parameters()]

    assert labels == [
        "layer0.w[0,0]", "layer0.w[1,0]", "layer0.b[0]", "layer0.b[1]",
        "layer1.w[0,0]", "layer1.w[0,1]", "layer1.b[0]",
    ]  # fmt: skip


def test_a_layer_counts_its_inputs():
    with pytest.raises(ValueError, match="takes 2 numbers, got 3"):
        nn.Linear(2, 1)([1.0, 2.0, 3.0])


def test_a_parameter_refuses_to_be_rebound_in_place():
    p = nn.Parameter(1.0)
    for change in (operator.iadd, operator.isub, operator.imul, operator.itruediv):
        with pytest.raises(TypeError, match=r"p\.data -= lr \* p\.grad"):
            change(p, 0.1)
    assert p.data == 1.0


def test_mean_squared_error_is_a_mean_and_counts_its_targets():
    loss = nn.mse_loss([Value(1.0), Value(5.0)], [2.0, 3.0])

    assert loss.data == 2.5
    with pytest.raises(ValueError, match="2 predictions and 1 targets"):
        nn.mse_loss([Value(1.0), Value(2.0)], [1.0])
    with pytest.raises(ValueError, match="at least one"):
        nn.mse_loss([], [])


def test_descent_steps_against_the_gradient():
    w = nn.Parameter(4.0)
    optimizer = optim.SGD([w], lr=0.1)
    seen = []
    for _ in range(3):
        optimizer.zero_grad()
        (w * w).backward()
        optimizer.step()
        seen.append(w.data)

    assert seen == pytest.approx([3.2, 2.56, 2.048])
    for lr in (0, -1.0):
        with pytest.raises(ValueError, match="above 0"):
            optim.SGD([w], lr=lr)


def test_training_shrinks_the_loss_on_the_measured_distances():
    random.seed(1)
    speeds, distances = data.stopping_distances()
    xs, ys = [x / 10 for x in speeds], [y / 10 for y in distances]
    model = nn.MLP(1, [4, 1])
    optimizer = optim.SGD(model.parameters(), lr=0.05)
    losses = []
    for _ in range(30):
        loss = nn.mse_loss([model([x])[0] for x in xs], ys)
        model.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.data)

    assert losses[-1] < losses[0] / 3


def test_the_fifty_measurements_have_their_known_sums():
    """Mean speed 15.4 and mean distance 42.98, as published."""
    speeds, distances = data.stopping_distances()

    assert (sum(speeds) / 50, sum(distances) / 50) == (15.4, 42.98)
