"""Sizes of activations, gradients and steps, layer by layer."""

import math
import random

import pytest

from toygrad import data, nn, optim
from toygrad.training import fit
from toygrad.viz import record_layers
from toygrad.viz.films.layers import parts_of, size

POINTS = [([x, y], t) for (x, y), t in zip(*data.xor())]


def trained(sizes=(3, 3), bend=nn.tanh, epochs=4, **more):
    model = nn.MLP(2, [*sizes, 1], bend, rng=random.Random(1))
    sgd = optim.SGD(model.parameters(), lr=0.5)
    return model, record_layers(model, nn.mse_loss, POINTS, sgd, epochs, **more)


def test_the_training_is_that_of_fit():
    model, run = trained()
    other = nn.MLP(2, [3, 3, 1], rng=random.Random(1))
    loss = lambda batch: nn.mse_loss(  # noqa: E731
        [other(x)[0] for x, _ in batch], [t for _, t in batch]
    )
    history = fit(loss, POINTS, optim.SGD(other.parameters(), lr=0.5), 4)

    assert run.losses[:-1] == pytest.approx(history.losses)
    assert run.losses[-1] == pytest.approx(loss(POINTS).data)
    state = other.state_dict()
    assert model.state_dict() == {
        name: pytest.approx(state[name]) for name in model.state_dict()
    }


def test_sizes_are_those_of_the_values_of_each_example():
    model = nn.MLP(2, [3, 3, 1], rng=random.Random(1))
    _, run = trained(epochs=1)
    sums, grads = [0.0, 0.0], [0.0, 0.0]
    for x, t in POINTS:
        first = nn.tanh(model.layer[0](x))
        second = nn.tanh(model.layer[1](first))
        nn.mse_loss(model.layer[2](second), [t]).backward()
        for k, layer in enumerate((first, second)):
            sums[k] += sum(v.data**2 for v in layer)
            grads[k] += sum(v.grad**2 for v in layer)

    begins = run.moments[0]
    assert begins.activations == pytest.approx([math.sqrt(s / 12) for s in sums])
    assert begins.gradients == pytest.approx([math.sqrt(g / 12) for g in grads])


def test_a_step_is_rate_times_gradient_and_leaves_no_gradient_behind():
    model, run = trained(epochs=1)
    grads = [p.grad for p in model.layer[0].parameters()]

    assert run.moments[-1].steps[0] == pytest.approx(0.5 * size(grads))
    assert run.moments[0].steps == [] and len(run.moments[1].steps) == 3


def test_what_is_looked_at_changes_no_gradient():
    """An optimizer that keeps its gradients gets those of its own passes alone."""

    class Forgetful(optim.SGD):
        def zero_grad(self):
            pass

    models = [nn.MLP(2, [3, 1], rng=random.Random(1)) for _ in range(2)]
    sgd = Forgetful(models[0].parameters(), lr=0.1)
    record_layers(models[0], nn.mse_loss, POINTS, sgd, epochs=3)
    for _ in range(3):
        guesses = [models[1](x)[0] for x, _ in POINTS]
        nn.mse_loss(guesses, [t for _, t in POINTS]).backward()
        for p in models[1].parameters():
            p.data -= 0.1 * p.grad

    assert [p.data for p in models[0].parameters()] == pytest.approx(
        [p.data for p in models[1].parameters()]
    )


def test_relus_that_are_off_everywhere_are_counted():
    model = nn.MLP(2, [4, 1], nn.relu, rng=random.Random(1))
    for k, b in enumerate(model.layer[0].b):
        b.data = -9.0 if k < 3 else 9.0
    sgd = optim.SGD(model.parameters(), lr=1e-9)

    run = record_layers(model, nn.mse_loss, POINTS, sgd, epochs=1)
    assert run.moments[0].off == [0.75]


def test_a_module_without_parameters_belongs_to_the_layer_before_it():
    row = nn.Sequential(
        nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 1)
    )
    assert [len(part.functions) for part in parts_of(row)] == [2, 2, 1]


def test_a_training_that_leaves_the_floats_ends_there():
    model = nn.MLP(2, [3, 3, 1], nn.relu, "large", random.Random(1))
    sgd = optim.SGD(model.parameters(), lr=1e3)
    run = record_layers(model, nn.mse_loss, POINTS, sgd, epochs=64)

    assert run.stopped.startswith("diverged") and len(run.losses) < 64
    assert run.moments[-1].epoch < 64


def test_a_training_may_leave_the_floats_with_its_last_step():
    model = nn.MLP(2, [3, 1], rng=random.Random(1))
    sgd = optim.SGD(model.parameters(), lr=1e200)
    run = record_layers(model, nn.mse_loss, POINTS, sgd, epochs=1)

    assert run.stopped.startswith("diverged") and len(run.losses) == 1
    assert [moment.epoch for moment in run.moments] == [0, 1]


@pytest.mark.parametrize(
    "act, kind, said",
    [
        (lambda: record_layers(nn.Tanh(), nn.mse_loss, POINTS, None, 1), TypeError, "write nn.Sequential"),
        (lambda: trained(sizes=()), ValueError, "got one layer"),
        (lambda: trained(epochs=0), ValueError, "got 0; write epochs=64"),
        (lambda: record_layers(nn.MLP(2, [2, 1]), nn.mse_loss, [], None, 1), ValueError, "got none"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused(act, kind, said):
    with pytest.raises(kind) as caught:
        act()
    assert said in str(caught.value)


def test_a_network_that_cannot_be_computed_is_no_training():
    model = nn.MLP(2, [2, 1], nn.relu, rng=random.Random(1))
    for p in model.parameters():
        p.data = 1e200
    sgd = optim.SGD(model.parameters(), lr=0.1)

    with pytest.raises((OverflowError, ValueError)):
        record_layers(model, nn.mse_loss, POINTS, sgd, epochs=2)
