"""The microscope: the shares of a batch add up to its gradients, and one example is a graph."""

import json
from itertools import chain

import pytest

from tests.shared.plain_network import flat, plain_of
from tests.shared.sessions import SEEDS, set_up, some_run
from toygrad.viz.playground.engine import Engine


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


def test_a_network_that_is_too_large_for_the_player_still_has_its_shares():
    session = set_up({"layers": [[16, "relu"], [16, "relu"]]}, 1)[0]
    seen = session.ask({"do": "microscope"})

    assert seen["stage"] is None and "at most 60 boxes and 120 edges" in seen["says"]
    assert seen["says"].endswith("; take fewer neurons, or fewer layers.")
    assert lost_shares(session) < 1e-12


def test_neurons_that_are_not_there_are_said_beside_the_shares():
    seen = set_up({}, 2)[0].ask({"do": "microscope", "opened": ["layer9[1]"]})

    assert seen["stage"] is None and "layer9[1]" in seen["says"] and seen["shares"]
