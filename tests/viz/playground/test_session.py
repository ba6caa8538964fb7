"""What a session is asked: it answers, or says in one sentence why it cannot."""

import subprocess
import sys

import pytest

from book.live import runner
from tests.shared.sessions import set_up

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
