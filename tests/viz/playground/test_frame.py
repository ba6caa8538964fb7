"""Every number of a frame: a network of plain floats computes it once more."""

import math
from base64 import b64decode
from itertools import chain

import pytest

from tests.shared.plain_network import flat, near, plain_of
from tests.shared.sessions import SEEDS, set_up, some_run
from toygrad.viz.playground.engine import Engine
from toygrad.viz.playground.frame import chances_of
from toygrad.viz.playground.microscope import standing_at


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
