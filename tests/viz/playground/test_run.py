"""A run: its steps, the curve of its loss, the faults of chapter 9, and where it diverges."""

import json
import random
import re
from itertools import chain

import pytest

from tests.shared.plain_network import plain_of
from tests.shared.sessions import any_setting, set_up
from toygrad.viz.playground import run as run_module


def test_the_same_setting_gives_the_same_numbers_however_it_is_stepped():
    setting = any_setting(random.Random(3)) | {"problem": "moons", "faults": []}
    whole = set_up(setting, 12)[1]
    session = set_up(setting)[0]
    for _ in range(12):
        frame = session.ask({"do": "step", "size": "batch"})
    assert without_states(frame) == without_states(whole)

    setting["batch"] = 3
    session = set_up(setting)[0]
    for _ in range(6):
        frame = session.ask({"do": "step", "size": "example"})
    assert without_states(frame) == without_states(set_up(setting, 2)[1])


def without_states(frame):
    return {
        k: v
        for k, v in frame.items()
        if k not in ("state", "states", "data", "microscope")
    }


def test_an_epoch_uses_every_point_once():
    session = set_up({"n": 40, "held": 20, "batch": 7})[0]
    frame = session.ask({"do": "train", "steps": 2})
    seen = [frame["pass"]["batch"]]
    session.ask({"do": "seek", "state": 0})
    frame = session.ask({"do": "step", "size": "epoch"})

    assert (frame["step"], frame["epoch"]) == (5, 1.0)
    session.ask({"do": "seek", "state": 0})
    seen = [session.ask({"do": "step", "size": "batch"})["pass"]["batch"] for _ in range(5)]  # fmt: skip
    assert sorted(chain(*seen)) == list(range(32)) and [*map(len, seen)] == [
        7,
        7,
        7,
        7,
        4,
    ]
    assert session.ask({"do": "train", "epochs": 2})["epoch"] == 3.0


def test_training_for_a_time_takes_some_steps_and_says_how_many():
    session = set_up({})[0]
    frame = session.ask({"do": "train", "ms": 30})

    assert frame["step"] >= 1
    assert [*session.run.data()] == [*set_up({}, frame["step"])[0].run.data()]


# The curve of the loss.


def turns_of(curve):
    """How often a curve goes up after it went down, or down after it went up."""
    moves = [b - a for a, b in zip(curve, curve[1:])]
    return sum(a * b < 0 for a, b in zip(moves, moves[1:]))


def test_the_curve_has_every_step_so_one_example_at_a_time_is_rough_and_all_are_smooth():
    rough, smooth = (set_up({"problem": "stopping", "layers": [], "held": 0, "lr": 0.05, "batch": batch}, 50)[1]["history"] for batch in (1, 0))  # fmt: skip

    assert rough["step"] == smooth["step"] == [*range(51)]
    assert turns_of(rough["train"]) > 10 and turns_of(smooth["train"]) == 0


def test_a_long_curve_keeps_its_noise_in_few_points_that_are_true(monkeypatch):
    monkeypatch.setattr(run_module, "MOST_OF_CURVE", 20)
    setting = {"problem": "stopping", "layers": [], "held": 0, "lr": 0.05, "batch": 1}
    history = set_up(setting, 100)[1]["history"]

    assert history["step"] == [*range(0, 97, 8), 100]
    assert turns_of(history["train"]) >= 3
    assert history["train"][3] == set_up(setting, 24)[1]["loss"][0]


# What chapter 9 breaks.


def test_without_zero_grad_the_gradients_add_up():
    session = set_up({"faults": ["zero_grad forgotten"], "lr": 0.01})[0]
    first = session.ask({"do": "step", "size": "batch"}) and session.run.grads()
    session.ask({"do": "step", "size": "batch"})
    run = session.run
    own = [sum(parts) for parts in zip(*(plain_of(run, run.shown.data).gradients(run.points.train[k], 10) for k in run.shown.batch))]  # fmt: skip

    assert run.grads() == pytest.approx([a + b for a, b in zip(first, own)])


def test_zero_grad_between_backward_and_step_leaves_the_loss_to_the_last_digit():
    session, frame = set_up({"faults": ["zero_grad before step"]})
    after = session.ask({"do": "train", "steps": 40})

    assert after["loss"] == frame["loss"] and not any(session.run.updates)


def test_old_predictions_have_the_same_gradient_in_every_step():
    session = set_up({"faults": ["old predictions"], "batch": 0})[0]
    grads = []
    for _ in range(3):
        session.ask({"do": "step", "size": "batch"})
        grads.append(session.run.grads())

    assert grads[0] == grads[1] == grads[2] and any(grads[0])


# A run that diverges.


@pytest.mark.parametrize(
    "setting",
    [
        {"problem": "parabola", "layers": [[8, "relu"]], "lr": 1.0},
        {"problem": "stopping", "layers": [], "lr": 0.3, "batch": 0},
        {"problem": "wave", "layers": [[3, "none"], [3, "none"]], "lr": 10.0},
    ],
)
def test_a_run_that_diverges_stops_with_a_sentence_and_the_state_before(setting):
    session, start = set_up(setting)
    session.ask({"do": "train", "steps": 1})
    frame = session.ask({"do": "train", "steps": 200})
    json.dumps(frame, allow_nan=False)

    assert frame["stopped"].startswith("diverged: ") and 1 <= frame["step"] < 200
    assert re.search("write lr=|make the learning rate|smaller", frame["stopped"])
    again = session.ask({"do": "train", "steps": 5})
    assert again == frame
    before = session.ask({"do": "seek", "state": 0})
    assert before["stopped"] is None and before["net"] == start["net"]
    assert session.ask({"do": "train", "steps": 1})["stopped"] is None


def test_where_it_stops_does_not_depend_on_how_it_is_stepped():
    setting = {"problem": "parabola", "layers": [[8, "relu"]], "lr": 1.0}
    whole = set_up(setting, 100)[1]
    session, frame = set_up(setting)
    while not frame["stopped"]:
        frame = session.ask({"do": "step", "size": "batch"})

    assert (frame["step"], frame["loss"], frame["net"]) == (
        whole["step"], whole["loss"], whole["net"],
    )  # fmt: skip
