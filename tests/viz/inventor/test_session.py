"""What the inventor of names is asked, and what it answers."""

import json

import pytest

from toygrad.viz.inventor.session import Session


@pytest.fixture
def session():
    """A session that has taken three steps."""
    session = Session()
    session.ask({"do": "train", "steps": 3})
    return session


def test_a_frame_has_all_numbers_of_the_model(session):
    frame, model = session.ask({"do": "train", "steps": 1}), session.run.model

    assert json.loads(json.dumps(frame)) == frame
    assert frame["net"]["token"] == [[p.data for p in row] for row in model.token.w]
    assert [len(frame["net"][name]["b"]) for name in ("hidden", "out")] == [16, 27]
    assert (frame["step"], frame["states"], frame["epoch"]) == (4, [0, 4], 4 / 904)


def test_going_back_and_forward_gives_the_same_numbers(session):
    there = session.ask({"do": "train", "steps": 2})
    back = session.ask({"do": "seek", "state": 1})

    assert back["step"] == 1 and back["net"] != there["net"]
    assert session.ask({"do": "seek", "state": 5}) == there


def test_another_start_has_other_numbers_and_the_same_start_the_same():
    session = Session()
    first = session.ask({"do": "train", "steps": 2})
    other = session.ask({"do": "set", "setting": {"seed": 2}})
    again = session.ask({"do": "set", "setting": {}})

    assert other["net"] != again["net"] and other["step"] == again["step"] == 0
    assert session.ask({"do": "train", "steps": 2}) == first


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        ({"do": "dance"}, "an inventor of names does set, train, step, seek, got str 'dance'"),
        (7, "an inventor of names does set"),
        ({"do": "train"}, 'training needs an end; write "steps" or "ms".'),
        ({"do": "train", "steps": -1}, "steps needs a number from 0 to 10000, got -1"),
        ({"do": "step", "size": "edge"}, "a step needs a size: batch or epoch, got 'edge'"),
        ({"do": "seek", "state": 9}, "one can go back to the steps 0 to 3, got 9"),
        ({"do": "seek", "state": True}, "one can go back to the steps"),
        ({"do": "set", "setting": {"lr": 7}}, "lr needs a number from 0.001 to 0.1, got 7"),
        ({"do": "set", "setting": {"lr": "0"}}, "lr needs a number"),
        ({"do": "set", "setting": {"seed": -1}}, "seed needs a whole number"),
        ({"do": "set", "setting": {"names": []}}, "a setting has lr and seed, got"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_and_nothing_changes(session, request_, says):
    before = session.frame()
    reply = session.ask(request_)

    assert reply["kind"] == "problem" and reply["says"].startswith(says)
    assert session.frame() == before
