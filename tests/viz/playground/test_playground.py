"""The playground's session: every number of a frame, the shares of a gradient, the way back.

What it shows is computed once more by a network of plain floats that is written here,
and what it trains by the program that it shows.
"""

import gzip
import json
import math
import random
import re
import statistics
import subprocess
import sys
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser
from itertools import chain

import nbformat
import pytest

from book.live import runner
from tests.viz.playground.test_playground_setting import any_setting
from toygrad.viz import Playground
from toygrad.viz.playground import past, recorded
from toygrad.viz.playground import run as run_module
from toygrad.viz.playground import session as session_module
from toygrad.viz.playground.engine import Engine
from toygrad.viz.playground.frame import chances_of
from toygrad.viz.playground.microscope import standing_at
from toygrad.viz.playground.presets import PRESETS
from toygrad.viz.playground.program import program_of
from toygrad.viz.playground.run import Run
from toygrad.viz.playground.session import Session
from toygrad.viz.playground.setting import PROBLEMS, Setting
from toygrad.viz.playground.shares import strays
from toygrad.viz.words import number

SEEDS = range(24)


def set_up(setting, steps=0):
    """A session and its frame after some steps."""
    session = Session()
    frame = session.ask({"do": "set", "setting": setting})
    if steps:
        frame = session.ask({"do": "train", "steps": steps})
    assert frame["kind"] == "frame", frame
    return session, frame


def some_run(seed):
    rng = random.Random(seed)
    return set_up(any_setting(rng), rng.randint(0, 12))


# The same network in plain floats: forward, backward, all by hand.

BEND = {
    "tanh": (math.tanh, lambda s, h: 1.0 - h * h),
    "relu": (lambda s: max(s, 0.0), lambda s, h: float(s > 0)),
    "leaky_relu": (lambda s: s if s > 0 else 0.01 * s, lambda s, h: 1.0 if s > 0 else 0.01),
    "sigmoid": (lambda s: 1.0 / (1.0 + math.exp(-s)), lambda s, h: h * (1.0 - h)),
    "none": (lambda s: s, lambda s, h: 1.0),
}  # fmt: skip


class Plain:
    """`weights` and `biases` by layer; `bends` has the name of an activation for each."""

    def __init__(self, weights, biases, bends, classes):
        self.weights, self.biases, self.bends = weights, biases, bends
        self.classes = classes

    def forward(self, inputs):
        """The sums and the outputs of each layer."""
        sums, outs = [], [inputs]
        for rows, biases, bend in zip(self.weights, self.biases, self.bends):
            sums.append([sum(w * x for w, x in zip(row, outs[-1])) + b for row, b in zip(rows, biases)])  # fmt: skip
            outs.append([BEND[bend][0](s) for s in sums[-1]])
        return sums, outs

    def loss(self, examples):
        losses = []
        for inputs, target in examples:
            [z] = self.forward(inputs)[1][-1]
            surprise = max(z, 0.0) - target * z + math.log1p(math.exp(-abs(z)))
            losses.append(surprise if self.classes else (z - target) ** 2)
        return sum(losses) / len(losses)

    def gradients(self, example, count):
        """One example's part of the gradient of a mean over `count`, as weights and biases."""
        inputs, target = example
        sums, outs = self.forward(inputs)
        [z] = outs[-1]
        miss = (
            1.0 / (1.0 + math.exp(-z)) - target if self.classes else 2.0 * (z - target)
        )
        arriving, weights, biases = [miss / count], [], []
        for k in reversed(range(len(self.weights))):
            slope = BEND[self.bends[k]][1]
            deltas = [
                g * slope(s, h) for g, s, h in zip(arriving, sums[k], outs[k + 1])
            ]
            weights.insert(0, [[d * x for x in outs[k]] for d in deltas])
            biases.insert(0, deltas)
            columns = zip(*self.weights[k])
            arriving = [
                sum(w * d for w, d in zip(column, deltas)) for column in columns
            ]
        return flat(weights, biases)


def flat(edges, biases):
    """Numbers by layer, in the order of the parameters."""
    layers = zip(edges, biases)
    return [x for rows, bias in layers for x in [*chain(*rows), *bias]]


def plain_of(run, data):
    """The plain network with these numbers as parameters, in their order."""
    numbers, weights, biases = iter(data), [], []
    for layer in run.network.layer:
        weights.append([[next(numbers) for _ in row] for row in layer.w])
        biases.append([next(numbers) for _ in layer.b])
    return Plain(weights, biases, run.network.bends, run.setting.classes)


def near(shown, true, digits=1e-5):
    """Is a number of a frame, which has six digits, the true one?"""
    return math.isclose(shown, true, rel_tol=digits, abs_tol=1e-9)


# Every number of a frame.


@pytest.mark.parametrize("seed", SEEDS)
def test_the_losses_and_answers_are_those_of_a_network_of_plain_floats(seed):
    session, frame = some_run(seed)
    run, plain = session.run, plain_of(session.run, session.run.data())

    for k, part in enumerate((run.points.train, run.points.held)):
        if not part:
            assert frame["loss"][k] is None
            continue
        assert near(frame["loss"][k], plain.loss(part))
        if run.setting.classes:
            outs = [(plain.forward(given)[1][-1][0], t) for given, t in part]
            right = sum((z > 0) == (t > 0.5) for z, t in outs) / len(outs)
            assert near(frame["answers"]["accuracy"][k], right)
    assert frame["history"]["step"][-1] == frame["step"]
    assert frame["history"]["train"][-1] == frame["loss"][0]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_surface_and_the_maps_are_those_of_a_network_of_plain_floats(seed):
    session, frame = some_run(seed)
    plain = plain_of(session.run, session.run.data())
    data = session.run.points

    if not session.run.setting.classes:
        (low, _), (high, _) = data.low, data.high
        for k, told in enumerate(frame["surface"]["xs"]):
            x = low + (high - low) * k / 60
            outs = plain.forward([x])[1]
            assert near(told, x) and near(frame["surface"]["ys"][k], outs[-1][0])
            for layer, shown in zip(outs[1:], frame["maps"]):
                assert all(near(ys[k], y) for ys, y in zip(shown, layer))
        return
    surface, half = frame["surface"], frame["surface"]["half"]
    bytes_of, chances = b64decode(surface["values"]), [*chances_of(surface)]
    for x, y, k in places(data, surface["side"]):
        [z] = plain.forward([x, y])[1][-1]
        assert abs(bytes_of[k] - 128 - 127 * z / (half + abs(z))) < 0.51
        assert abs(chances[k] - 1.0 / (1.0 + math.exp(-z))) < 0.005
    grid = [(plain.forward([x, y])[1][1:], k) for x, y, k in places(data, 16)]
    for layer, shown in enumerate(frame["maps"]):
        for neuron, text in enumerate(shown):
            outs = [outs[layer][neuron] for outs, _ in grid]
            most = max(map(abs, outs))
            assert near(frame["net"]["nodes"][layer + 1][neuron]["max"], most)
            shades = [128 + 127 * out / (most or 1.0) for out in outs]
            assert all(abs(a - b) < 0.51 for a, b in zip(b64decode(text), shades))


def places(data, side):
    """(x, y, place) of the middles of the cells of a picture, row by row from below."""
    (left, below), (right, above) = data.low, data.high
    for row in range(side):
        for column in range(side):
            yield (
                left + (right - left) * (column + 0.5) / side,
                below + (above - below) * (row + 0.5) / side,
                row * side + column,
            )


def wrong_numbers(session, frame):
    """The parameters whose number, gradient or update in a frame is not the true one."""
    run = session.run
    shown = run.shown
    true = [0.0] * len(run.parameters)
    if shown:
        plain = plain_of(run, shown.data)
        shares = [plain.gradients(run.points.train[k], len(shown.batch)) for k in shown.batch[: shown.count]]  # fmt: skip
        true = [sum(parts) for parts in zip(shown.before, *shares)]
        if shown.whole:
            before = [new - moved for new, moved in zip(run.data(), run.updates)]
            true = [g + 2.0 * run.setting.l2 * p for g, p in zip(true, before)]
            if "zero_grad before step" in run.setting.faults:
                true = [0.0] * len(true)
    net = frame["net"]
    nodes = net["nodes"][1:]
    for name, bias, numbers in (
        ("w", "bias", run.data()),
        ("grad", "bias_grad", true),
        ("update", "bias_update", run.updates),
    ):
        edges = [
            [[edge[name] for edge in row] for row in rows] for rows in net["edges"]
        ]
        told = flat(edges, [[node[bias] for node in layer] for layer in nodes])
        assert len(told) == len(numbers) == frame["parameters"]
        scale = max(map(abs, numbers))
        for parameter, number_told, number_true in zip(run.parameters, told, numbers):
            if abs(number_told - number_true) > 1e-5 * abs(number_true) + 1e-12 * scale:
                yield name, parameter.label


@pytest.mark.parametrize("seed", SEEDS)
def test_every_number_on_an_edge_is_that_of_a_network_of_plain_floats(seed):
    session, frame = some_run(seed)
    assert list(wrong_numbers(session, frame)) == []

    for _ in range(3):  # in the middle of a batch
        frame = session.ask({"do": "step", "size": "example"})
        assert list(wrong_numbers(session, frame)) == []


def test_a_wrong_gradient_on_one_edge_is_found(monkeypatch):
    right = Engine.gradients

    def wrong(engine, rows, count):
        loss = right(engine, rows, count)
        engine.parameters[3].grad *= 1.0001
        return loss

    monkeypatch.setattr(Engine, "gradients", wrong)
    session, frame = set_up({"seed": 3}, 5)
    assert list(wrong_numbers(session, frame)) == [("grad", session.run.parameters[3].label)]  # fmt: skip


# Training: the program that is shown makes the same numbers, to the last bit.


def by_its_program(run):
    """The model of the program, after it has run: the text is one of ours."""
    names = {}
    exec(compile(program_of(run), "program", "exec"), names)
    return names["model"].parameters()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_program_makes_the_same_numbers_to_the_last_bit(seed, capsys):
    run = some_run(seed)[0].run
    parameters = by_its_program(run)

    assert [p.data for p in parameters] == [*run.data()]
    if run.steps:
        assert [p.grad for p in parameters] == [*run.grads()]
    printed = capsys.readouterr().out
    if run.points.train:
        assert f"{run.measured()[0]:.6g}" in printed


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_problem_has_a_program(problem, capsys):
    points = [[0.5, 0, 1], [-1, 1, 0], [1, 1, 1]]
    setting = {"problem": problem, "points": points, "held": 0, "lr": 0.01}
    run = set_up(setting, 3)[0].run

    assert [p.data for p in by_its_program(run)] == [*run.data()]


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


def test_shuffled_targets_are_the_same_ones_dealt_out_anew():
    setting = {"problem": "wave", "noise": 0.0}
    right, wrong = (Run(Setting.read(setting | {"faults": faults})).points for faults in ([], ["targets shuffled"]))  # fmt: skip

    assert right.held == wrong.held
    xs, ys = zip(*[(given[0], y) for given, y in right.train])
    assert [given[0] for given, _ in wrong.train] == [*xs]
    mixed = [y for _, y in wrong.train]
    assert sorted(mixed) == sorted(ys) and mixed != [*ys]


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


# Back in time.


def test_every_step_comes_back_whole_and_goes_on_as_before():
    session = set_up({"optimizer": "Adam", "lr": 0.02, "batch": 7})[0]
    frames = [session.ask({"do": "train", "steps": k}) for k in (3, 1, 40, 2)]

    for frame in (*reversed(frames), *frames):
        back = session.ask({"do": "seek", "state": frame["state"]})
        assert back | {"states": frame["states"]} == frame
    session.ask({"do": "seek", "state": 27})
    frame = session.ask({"do": "train", "steps": 19})
    assert frame["states"] == [0, 46]
    straight = set_up({"optimizer": "Adam", "lr": 0.02, "batch": 7}, 46)[1]
    assert frame["net"] == straight["net"]


FAULTY = {"problem": "wave", "n": 20, "held": 0, "batch": 3, "lr": 0.01, "layers": [[2, "tanh"]]}  # fmt: skip


@pytest.mark.parametrize("faults", [[], ["zero_grad forgotten"], ["old predictions"], ["zero_grad before step"]])  # fmt: skip
def test_a_long_way_back_keeps_few_states_and_lands_on_every_step(monkeypatch, faults):
    monkeypatch.setattr(past, "MOST_KEPT", 8)
    session = set_up(FAULTY | {"faults": faults})[0]
    there = [session.frame(None)]
    for _ in range(60):
        there.append(session.ask({"do": "step", "size": "batch"}))

    assert len(session.past.kept) <= 8 and session.past.every == 8
    for step in random.Random(1).sample(range(61), 20):
        back = session.ask({"do": "seek", "state": step})
        assert back == there[step] | {"states": [0, 60], "data": back["data"]}
    for nowhere in (-1, 61, 1.0, None):
        assert session.ask({"do": "seek", "state": nowhere})["kind"] == "problem"


def test_no_one_is_sent_to_a_step_that_cannot_be_drawn(monkeypatch):
    session, drawn = set_up({})[0], session_module.frame_of

    def refuse(run):
        if run.steps > 17:
            raise OverflowError("too large for a picture")
        return drawn(run)

    monkeypatch.setattr(session_module, "frame_of", refuse)
    frame = session.ask({"do": "train", "steps": 25})
    assert frame["step"] == 17 and "too large for a picture" in frame["stopped"]
    assert frame["states"] == [0, 17]
    assert session.ask({"do": "seek", "state": 17})["net"] == frame["net"]
    assert session.ask({"do": "seek", "state": 18})["kind"] == "problem"


def test_a_state_that_forgets_its_optimizer_would_be_noticed(monkeypatch):
    session = set_up({"optimizer": "Adam", "n": 20})[0]
    there = session.ask({"do": "train", "steps": 30})
    session.past.kept = [session.past.kept[0], replace(session.past.kept[20], memory=session.past.kept[0].memory)]  # fmt: skip
    assert session.ask({"do": "seek", "state": 30})["net"] != there["net"]


# The microscope.


def lost_shares(session):
    """How far the shares of the microscope are from the gradients, at most."""
    seen = session.ask({"do": "microscope"})
    parts = [flat(part["edges"], part["biases"]) for part in seen["shares"]]
    grads = session.run.grads()
    scale = max(1.0, *map(abs, chain(*parts)))
    return max(abs(sum(p) - g) for p, g in zip(zip(*parts), grads)) / scale


@pytest.mark.parametrize("seed", SEEDS)
def test_the_shares_of_a_batch_add_up_to_the_gradients(seed):
    session = some_run(seed)[0]
    session.ask({"do": "step", "size": "batch"})
    assert lost_shares(session) < 1e-12

    for _ in range(2):
        session.ask({"do": "step", "size": "edge"})
        assert lost_shares(session) < 1e-12


@pytest.mark.parametrize("way", ["share", "gradients"])
def test_a_lost_share_is_found(monkeypatch, way):
    session = set_up({}, 5)[0]
    monkeypatch.setattr(Engine, way, lambda engine, example, count: None)

    assert lost_shares(session) > 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_the_microscope_changes_nothing_and_shows_one_example(seed):
    session = some_run(seed)[0]
    session.ask({"do": "step", "size": "batch"})
    run, frame = session.run, session.frame(None)
    before = run.data(), run.grads()
    example = run.shown.batch[0]
    seen = session.ask({"do": "microscope", "example": example})
    json.dumps(seen, allow_nan=False)

    assert (run.data(), run.grads()) == before and session.frame(None) == frame
    given, target = run.points.train[example]
    assert seen["point"] == [*given, target]
    plain = plain_of(run, run.shown.data).gradients(
        (given, target), len(run.shown.batch)
    )
    assert flat(seen["shares"][0]["edges"], seen["shares"][0]["biases"]) == pytest.approx(plain, rel=1e-9, abs=1e-11)  # fmt: skip
    assert seen["stage"] or "needs" in seen["says"]


def test_the_microscope_folds_each_neuron_and_opens_it_in_place():
    session = set_up({"layers": [[3, "relu"]]}, 4)[0]
    seen = session.ask({"do": "microscope", "opened": ["layer0[1]"]})
    titles = [box["title"] for box in seen["stage"]["pictures"][0]["boxes"]]

    assert "layer0[1] = w·x + b" in titles and "layer0[0] = relu(w·x + b)" in titles
    closed = session.ask({"do": "microscope"})["stage"]
    assert len(closed["pictures"][0]["insides"]) == 4


@pytest.mark.parametrize(
    "layers", [[[4, "tanh"], [2, "tanh"]], [[3, "relu"], [5, "sigmoid"]]]
)
def test_in_the_microscope_inputs_and_neurons_stand_in_order(layers):
    stage = set_up({"layers": layers}, 3)[0].ask({"do": "microscope"})["stage"]
    [picture] = stage["pictures"]
    rows = {}
    for k, box in enumerate(picture["boxes"]):
        name = box["title"].partition(" = ")[0]
        rows.setdefault("xy" if name in "xy" else name.partition("[")[0], []).append(k)

    assert [len(rows[name]) for name in ("xy", "layer0", "layer1")] == [2, *(n for n, _ in layers)]  # fmt: skip
    for way, across in (("TB", 0), ("LR", 1)):
        places = picture["plans"][way]["boxes"]
        for row in rows.values():
            assert [places[k][across] for k in row] == sorted(
                places[k][across] for k in row
            )
            assert len({places[k][1 - across] for k in row}) == 1


def test_in_the_microscope_each_edge_has_a_step_of_its_own_and_no_count_a_gradient():
    stage = set_up({}, 3)[0].ask({"do": "microscope"})["stage"]
    [picture] = stage["pictures"]
    back = [frame["edges"] for frame in picture["frames"] if frame["phase"] == "backward" and "moves" in frame]  # fmt: skip

    assert sorted(chain(*back)) == list(range(len(picture["edges"])))
    assert {len(edges) for edges in back} == {1}
    assert "10" not in {box["title"] for box in picture["boxes"]}


# How the examples of a batch differ.


@pytest.mark.parametrize("seed", SEEDS)
def test_the_gradients_of_single_examples_are_those_of_a_network_of_plain_floats(seed):
    session = some_run(seed)[0]
    edge = [0, 0, -1]
    if not session.run.shown:
        assert session.ask({"do": "shares", "edge": edge})["alone"] == []
    session.ask({"do": "step", "size": "batch"})
    run, frame = session.run, session.frame(None)
    seen = session.ask({"do": "shares", "edge": edge})
    plain, place = plain_of(run, run.shown.data), run.parameters.index(run.network.layer[0].b[0])  # fmt: skip
    true = [plain.gradients(run.points.train[k], 1)[place] for k in run.shown.batch]

    assert session.frame(None) == frame
    assert [k for k, _ in seen["alone"]] == [*run.shown.batch]
    assert [g for _, g in seen["alone"]] == pytest.approx(true, rel=1e-5, abs=1e-9)
    assert seen["mean"] == pytest.approx(sum(true) / len(true), rel=1e-5, abs=1e-9)
    if len(true) > 1:
        assert seen["spread"] == pytest.approx(statistics.stdev(true), rel=1e-4, abs=1e-9)  # fmt: skip


def test_how_far_a_mean_strays_is_what_many_batches_do():
    rng = random.Random(0)
    numbers = [rng.gauss(0.0, 1.0) for _ in range(40)]
    for count in (2, 10, 30):
        means = [sum(rng.sample(numbers, count)) / count for _ in range(4000)]
        told = strays(statistics.pstdev(numbers) * math.sqrt(40 / 39), count, 40)
        assert told == pytest.approx(statistics.pstdev(means), rel=0.05)
    assert strays(1.0, 40, 40) == 0.0 and strays(None, 1, 40) is None


def test_a_frame_brings_what_of_each_gradient_was_left_over():
    setting = {"problem": "xor", "layers": [[2, "tanh"]], "faults": ["zero_grad forgotten"], "lr": 0.01}  # fmt: skip
    session, frame = set_up(setting, 1)
    assert "parts" not in frame["pass"]  # nothing was there before the first step
    old = [edge["grad"] for edge in chain(*chain(*frame["net"]["edges"]))]
    frame = session.ask({"do": "train", "steps": 1})
    new, left = (flat(part["edges"], part["biases"]) for part in frame["pass"]["parts"])
    count = len(session.run.shown.batch)
    with standing_at(session.run, session.run.shown.data):
        session.run.set_grads([0.0] * len(new))
        session.run.engine.gradients(session.run.train.take(session.run.shown.batch), count)  # fmt: skip
        alone = dict(zip(session.run.parameters, session.run.grads()))
    layers = session.run.network.layer
    wanted = flat([[[alone[w] for w in row] for row in one.w] for one in layers], [[alone[b] for b in one.b] for one in layers])  # fmt: skip
    assert new == pytest.approx(wanted, rel=1e-5, abs=1e-12)
    assert [*chain(*chain(*frame["pass"]["parts"][1]["edges"]))] == old
    assert any(left) and "parts" not in set_up(setting | {"faults": []}, 2)[1]["pass"]


def test_one_example_strays_as_far_as_examples_do():
    session = set_up({"problem": "xor", "n": 30, "held": 0, "batch": 1}, 3)[0]
    one = session.ask({"do": "shares", "edge": [0, 0, 0]})
    assert (one["count"], len(one["alone"])) == (1, 1)
    session.run.shown = replace(session.run.shown, batch=tuple(range(30)), count=30)
    every = session.ask({"do": "shares", "edge": [0, 0, 0]})
    assert one["spread"] == one["strays"] == every["spread"] > 0


def test_a_network_that_is_too_large_for_the_player_still_has_its_shares():
    session = set_up({"layers": [[16, "relu"], [16, "relu"]]}, 1)[0]
    seen = session.ask({"do": "microscope"})

    assert seen["stage"] is None and "at most 60 boxes and 120 edges" in seen["says"]
    assert seen["says"].endswith("; take fewer neurons, or fewer layers.")
    assert lost_shares(session) < 1e-12


# What it is asked.

WRONG = [
    None, 7, [], {}, {"do": "dance"}, {"do": ["train"]}, {"do": "train"},
    {"do": "train", "steps": -1}, {"do": "train", "steps": 1.5}, {"do": "train", "steps": "9"},
    {"do": "train", "steps": 10**9}, {"do": "train", "ms": float("nan")}, {"do": "train", "epochs": True},
    {"do": "step"}, {"do": "step", "size": "week"}, {"do": "seek"}, {"do": "seek", "state": 99},
    {"do": "seek", "state": True}, {"do": "set", "setting": {"lr": -1}}, {"do": "set", "setting": None},
    {"do": "microscope", "example": 10**6}, {"do": "microscope", "example": []},
    {"do": "shares"}, {"do": "shares", "edge": [0, 9, 0]}, {"do": "shares", "edge": "w"},
    {"do": "microscope", "opened": 3},
]  # fmt: skip


@pytest.mark.parametrize("request_", WRONG, ids=str)
def test_what_it_cannot_do_is_one_sentence_and_changes_nothing(request_):
    session = set_up({}, 2)[0]
    before = session.frame(None)
    reply = session.ask(request_)

    assert reply["kind"] == "problem" and reply["says"].endswith(".")
    assert "\n" not in reply["says"]
    assert session.frame(None) == before


def test_neurons_that_are_not_there_are_said_beside_the_shares():
    seen = set_up({}, 2)[0].ask({"do": "microscope", "opened": ["layer9[1]"]})

    assert seen["stage"] is None and "layer9[1]" in seen["says"] and seen["shares"]


def test_without_points_there_is_a_picture_and_nothing_to_train():
    session, frame = set_up({"problem": "own", "points": []})

    assert frame["loss"] == [None, None] and frame["data"]["train"] == []
    assert frame["history"]["step"] == []
    for request in ({"do": "train", "steps": 1}, {"do": "train", "epochs": 1}, {"do": "step", "size": "edge"}, {"do": "microscope"}, {"do": "program"}):  # fmt: skip
        assert "at least one point" in session.ask(request)["says"]


def test_points_are_told_once_for_each_version():
    session, frame = set_up({})
    version = frame["data"]["version"]

    assert "data" not in session.ask({"do": "train", "steps": 1, "has": version})
    assert "data" in session.ask({"do": "train", "steps": 1})
    assert "data" not in session.ask({"do": "set", "setting": {"lr": 0.1}, "has": version})  # fmt: skip
    assert session.ask({"do": "set", "setting": {"n": 40}, "has": version})["data"]["version"] > version  # fmt: skip


# The presets: what their questions say is so.


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["name"])
def test_a_preset_asks_a_question_and_trains(preset, root):
    session, frame = set_up(preset["setting"], 5)

    assert preset["question"].endswith("?") and frame["step"] == 5
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


# The recorded run, and how it is shown.


def test_the_recorded_frames_are_those_of_a_session():
    frames = Playground().data["recorded"]["frames"]
    session = set_up({})[0]
    for frame in frames[:6]:
        if more := frame["step"] - session.run.steps:
            session.ask({"do": "train", "steps": more})
        whole = session.frame(None)
        assert without_scale(frame["net"]) == without_scale(
            recorded.shortened(whole["net"])
        )
        for part in ("loss", "answers", "pass", "epoch", "setting"):
            assert frame[part] == recorded.shortened(whole[part])
        points = {*zip(*recorded.shortened(whole["history"]).values())}
        assert points >= {*zip(*frame["history"].values())}
        assert frame["history"]["step"][-1] == frame["step"]
    assert frames[0]["data"] == recorded.shortened(set_up({})[1]["data"] | {"version": 1})  # fmt: skip


def without_scale(net):
    """The numbers of a network; how large its maps are depends on their places."""
    nodes = [[node | {"max": 0} for node in layer] for layer in net["nodes"]]
    return net | {"nodes": nodes}


def test_the_page_opens_at_a_frame_that_is_on_its_way():
    data = Playground().data["recorded"]
    first, shown, last = (data["frames"][k]["loss"][0] for k in (0, data["start"], -1))

    assert last < shown < first and shown < 0.8 * first and last < 0.3 * shown


class Scripts(HTMLParser):
    """The texts of the scripts of a page, and its elements."""

    def __init__(self, text):
        super().__init__()
        self.names, self.texts = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.names.append(tag)

    def handle_data(self, text):
        if self.names and self.names[-1] == "script":
            self.texts.append(text)


def test_what_stands_on_a_page_is_data_a_still_picture_and_text():
    shown = Playground()._repr_html_()
    page = Scripts(shown)

    assert page.names.count("script") == 1 and "svg" in page.names
    data = json.loads(page.texts[0])
    assert data.keys() == {"setting", "recorded", "presets", "limits", "defaults"}
    assert len(gzip.compress(shown.encode())) < 28_000
    losses = [frame["loss"][0] for frame in data["recorded"]["frames"]]
    assert all(number(loss) in shown for loss in losses)


def test_no_text_of_a_setting_leaves_its_script():
    shown = Playground(
        problem="formula", formula="x + 0 * x", faults=["targets shuffled"]
    )
    shown.data = shown.data | {
        "setting": {"formula": "</script><img src=x onerror=alert(1)>"}
    }
    page = Scripts(shown._repr_html_())

    assert "img" not in page.names and page.names.count("script") == 1


def test_a_notebook_asks_the_session_in_its_kernel(monkeypatch):
    playground, sent = Playground(problem="xor", layers=[]), []
    monkeypatch.setattr(playground, "send", sent.append)
    playground.hear(playground, {"number": 7, "ask": {"do": "train", "steps": 3}}, [])
    playground.hear(playground, {"number": 8, "ask": "nonsense"}, [])

    assert [reply["number"] for reply in sent] == [7, 8]
    assert sent[0]["reply"]["step"] == 3
    assert {reply["reply"]["kind"] for reply in sent[1:]} == {"problem"}
    assert "text/html" in playground._repr_mimebundle_()
    with pytest.raises(ValueError, match="lr needs a number"):
        Playground(lr=-1)


# In the worker of a page.


def test_the_worker_keeps_a_session_whatever_its_cells_do():
    engine, sent = runner.Engine(), []
    ask = lambda request: runner.serve({"playground": request}, sent.append, engine)  # noqa: E731
    ask({"do": "set", "setting": {"problem": "xor"}})
    runner.serve(
        ["import toygrad.nn as nn\nnn.tanh = None\n1 + 1"], sent.append, engine
    )
    ask({"do": "train", "steps": 4})
    runner.serve(["1 + 1"], sent.append, engine)

    assert [piece.get("playground", {}).get("step") for piece in sent] == [
        0,
        None,
        4,
        None,
    ]
    assert all(isinstance(piece["text"], str) for piece in sent)


def test_it_needs_no_package_but_the_one_that_draws(root):
    program = """
import sys
for name in ("numpy", "matplotlib", "anywidget", "ipywidgets", "tqdm"):
    sys.modules[name] = None
from book.live import runner
from toygrad.viz import Playground
sent = []
for request in ({"do": "train", "steps": 2}, {"do": "step", "size": "edge"}, {"do": "program"}):
    runner.serve({"playground": request}, sent.append, engine := globals().get("engine") or runner.Engine())
print([piece["playground"]["kind"] for piece in sent], len(repr(Playground(n=20))) > 100)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=root)  # fmt: skip
    assert done.stdout.strip() == "['frame', 'frame', 'program'] True", done.stderr


def test_the_cell_of_the_page_is_the_program_that_it_shows(root):
    notebook = nbformat.read(root / "book/playground.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == "program")

    assert cell.source == program_of(set_up({}, 100)[0].run).rstrip("\n")
