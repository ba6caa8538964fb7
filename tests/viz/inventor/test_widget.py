"""The inventor of names as a thing that shows itself."""

import math
import re

import pytest

from toygrad import data
from toygrad.viz import Inventor
from toygrad.viz.inventor.widget import packed


def test_it_learns_and_says_what_counting_has():
    shown = Inventor().data
    history, marks = shown["recorded"]["history"], dict(shown["marks"])

    assert history["held"][0] == pytest.approx(math.log(27), abs=0.05)
    assert history["held"][-1] < marks["counting pairs"] < marks["all letters alike"]
    assert history["held"][-1] > marks["counting triples"]  # and the page says so


def test_it_shows_itself_as_text_and_as_a_still_picture():
    inventor = Inventor()
    shown = inventor._repr_mimebundle_()

    assert repr(inventor).splitlines()[0].split() == ["epoch", "held", "out", "names"]
    assert "<svg" in shown["text/html"] and ">q</text>" in shown["text/html"]
    assert shown["text/plain"] == repr(inventor)


def test_a_notebook_is_answered_with_its_number(monkeypatch):
    inventor, sent = Inventor(), []
    monkeypatch.setattr(type(inventor), "send", lambda self, message: sent.append(message), raising=False)  # fmt: skip
    inventor.hear(None, {"number": 4, "ask": {"do": "seek", "state": 0}}, [])

    assert sent[0]["number"] == 4 and sent[0]["reply"]["step"] == 0


def test_all_names_of_the_list_are_packed():
    names = sorted(name for part in data.names() for name in part)
    unpacked, name, text = [], "", Inventor().data["names"]
    for same, rest in re.findall(r"(\d+)(\D*)", text):
        name = name[: int(same)] + rest
        unpacked.append(name)

    assert unpacked == names
    assert packed(["ada", "al", "al"]) == "0ada1l2"
