"""The presets: what their questions say is so."""

import pytest

from tests.shared.sessions import set_up
from toygrad.viz.playground.presets import PRESETS
from toygrad.viz.playground.setting import Setting


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["name"])
def test_a_preset_asks_a_question_and_trains(preset, root):
    session, frame = set_up(preset["setting"], 3)

    assert preset["question"].endswith("?") and frame["step"] == 3
    assert (root / "book" / f"{preset['chapter']}.ipynb").exists()
    assert Setting.from_link(frame["link"]) == session.run.setting


def preset(name):
    return next(one["setting"] for one in PRESETS if one["name"] == name)


def test_started_at_zero_only_the_last_bias_ever_moves():
    session = set_up(preset("Started at zero"), 50)[0]
    moved = [p.label for p in session.run.parameters if p.data]
    assert moved == ["layer2.b[0]"]


def test_all_alike_stay_alike():
    layer = set_up(preset("All alike"), 50)[0].run.network.layer[0]
    rows = {tuple(w.data for w in row) for row in layer.w}
    assert len(rows) == 1 and rows != {(0.5, 0.5)}


def test_the_dead_relu_gets_no_gradient_and_no_move():
    """One of the first layer: what comes to it never moves, so it stays dead for good."""
    session, frame = set_up(preset("A dead relu"), 20)
    dead_in = lambda frame: [(k, j) for k, layer in enumerate(frame["net"]["nodes"]) for j, node in enumerate(layer) if node["state"] == "dead"]  # noqa: E731 # fmt: skip
    before = frame["net"]["edges"][0][1]
    assert dead_in(frame) == [(1, 1)] and not any(edge["grad"] for edge in before)

    frame = session.ask({"do": "train", "steps": 1500})
    assert dead_in(frame) == [(1, 1)] and frame["net"]["edges"][0][1] == before
    assert frame["answers"]["accuracy"][0] == 1.0  # the others do its work


def test_no_line_has_more_than_three_corners_of_xor_right():
    frame = set_up(preset("XOR without a hidden layer") | {"noise": 0.0}, 400)[1]
    assert (
        frame["answers"]["accuracy"][0] <= 0.8
    )  # of points that are not dealt out evenly


def test_the_line_swings_just_below_the_rate_at_which_it_runs_away():
    swinging, running = (set_up(preset("A rate that swings") | {"lr": lr})[0] for lr in (0.27, 0.3))  # fmt: skip
    slopes = []
    for _ in range(6):
        swinging.ask({"do": "step", "size": "batch"})
        slopes.append(swinging.run.updates[0])
    assert all(a * b < 0 for a, b in zip(slopes, slopes[1:]))
    assert running.ask({"do": "train", "steps": 100})["stopped"]
