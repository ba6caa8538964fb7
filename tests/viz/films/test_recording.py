"""What a recording holds."""

import random
import re

import pytest

from tests.shared.trainings import CORNERS, POINTS, captions, misfit, network, recorded
from toygrad import nn, optim
from toygrad.training import fit
from toygrad.viz import compare, record, show_descent
from toygrad.viz.films.recording import pick_evenly
from toygrad.viz.words import table


def test_a_recording_is_the_training_that_fit_makes():
    recording = recorded(epochs=20, frames=21)
    model = network()
    loss, numbers = misfit(model), {}

    def keep(epoch):
        numbers[epoch + 1] = (
            loss(POINTS).data,
            [p.data for p in model.parameters()],
            [p.grad for p in model.parameters()],
        )

    sgd = optim.SGD(model.parameters(), lr=0.05)
    fit(loss, POINTS, sgd, 20, after_epoch=keep)
    for moment in recording.moments[1:]:
        misfit_then, weights, gradients = numbers[moment.epoch]
        assert moment.loss == misfit_then
        assert sum(moment.weights.values(), []) == weights
        assert sum(moment.gradients.values(), []) == gradients
    assert list(recording.moments[0].weights) == [
        "layer0.w", "layer0.b", "layer1.w", "layer1.b",
    ]  # fmt: skip
    assert recording.moments[0].gradients == {}
    assert recording.epochs[0] == 0 and recording.epochs[-1] == 20


def test_the_predictions_are_the_networks_at_each_moment():
    recording = recorded()
    for moment in (recording.moments[0], recording.moments[-1]):
        model = network()
        names = {}
        for name, p in model.named_parameters().items():
            names.setdefault(name.partition("[")[0], []).append(p)
        for part, parameters in names.items():
            for parameter, x in zip(parameters, moment.weights[part]):
                parameter.data = x
        expected = [model([x])[0].data for x in recording.grid]
        assert moment.predictions == expected


def test_points_of_a_plane_are_asked_all_over_it():
    recording = recorded(CORNERS)
    xs, ys = recording.grid

    assert recording.plane
    assert (xs[0], xs[-1]) == pytest.approx((-0.12, 1.12))
    assert len(recording.moments[0].predictions) == len(ys)


def test_other_examples_are_recorded_without_a_fit():
    w = nn.Linear(1, 1, rng=random.Random(0))
    sgd = optim.SGD(w.parameters(), lr=0.1)
    recording = record(w, lambda batch: (w([batch[0]])[0] - 1.0) ** 2, [1.0], sgd, 5)
    film = show_descent(recording)

    assert recording.points == [] and recording.moments[0].predictions == []
    assert [p["kind"] for p in film.data["pictures"]] == ["plot", "bars"]


def test_a_training_that_diverges_is_recorded_up_to_there():
    recording = recorded(lr=50.0, epochs=200)

    assert "diverged" in recording.stopped
    assert 0 < recording.epochs[-1] < 200
    assert recording.losses[-1] > 10 * recording.losses[0]
    assert "It stopped here: diverged" in captions(show_descent(recording))[-1]


def test_a_forgotten_zero_grad_can_be_recorded():
    class Forgetful(optim.SGD):
        def zero_grad(self):
            pass

    model = network()
    sgd = Forgetful(model.parameters(), lr=0.05)
    forgot = record(model, misfit(model), POINTS, sgd, 40, label="forgot")
    right = recorded(label="right")

    assert forgot.moments[1].gradients == right.moments[1].gradients
    assert forgot.moments[9].gradients != right.moments[9].gradients
    assert "forgot" in repr(compare(right, forgot))


def test_columns_are_as_wide_as_their_widest_text():
    assert table([("a", "b"), ("long", "c")]) == "a     b\nlong  c"
    assert pick_evenly([1, 2, 3, 4, 5], 3) == [1, 3, 5]


@pytest.mark.parametrize(
    "change, error, words",
    [
        ({"model": 3}, TypeError, "record needs a model with parameters, got int 3"),
        ({"loss": 3}, TypeError, "fit needs a function as loss"),
        ({"examples": []}, ValueError, "fit needs at least one example"),
        ({"frames": 31}, ValueError, "from 2 to 30, got 31; write frames=30"),
        ({"frames": 1}, ValueError, "from 2 to 30"),
        ({"frames": 2.5}, TypeError, "from 2 to 30"),
        ({"predict": 3}, TypeError, "predict needs a function of one x"),
        ({"boundary": "0"}, TypeError, "boundary needs a number"),
        ({"epochs": -1}, ValueError, "epochs needs to be a whole number"),
    ],
)
def test_wrong_use_is_said(change, error, words):
    model = network()
    given = {
        "model": model,
        "loss": misfit(model),
        "examples": POINTS,
        "optimizer": optim.SGD(model.parameters(), lr=0.1),
        "epochs": 3,
    }
    with pytest.raises(error, match=re.escape(words)):
        record(**given | change)
