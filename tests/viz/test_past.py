"""Back in time: every step comes back whole."""

import random
from dataclasses import replace

import pytest

from tests.shared.sessions import set_up
from toygrad.viz import past
from toygrad.viz.playground import session as session_module


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
