"""What a playground is set to: read, written into an address, and what is refused."""

import json
import random

import pytest

from tests.shared.sessions import any_setting
from toygrad.viz.playground.session import Session
from toygrad.viz.playground.setting import LIMITS, Setting, limits


@pytest.mark.parametrize("seed", range(40))
def test_a_setting_comes_back_out_of_json_and_out_of_its_link(seed):
    setting = Setting.read(any_setting(random.Random(seed)))

    assert Setting.read(json.loads(json.dumps(setting.plain()))) == setting
    assert Setting.from_link(setting.link()) == setting
    assert Setting.from_link("#" + setting.link()).plain() == setting.plain()


def test_a_link_leaves_out_what_is_as_by_default():
    assert Setting().link() == ""
    link = Setting.read({"lr": 0.1, "layers": [[4, "relu"], [2, "relu"]]}).link()
    assert link == "layers=4.relu-2.relu&lr=0.1"
    assert Setting.read({"layers": []}).link() == "layers=0"


REFUSED = {
    "no dict": ([1], "a setting needs a dict"),
    "a name": ({"rate": 1}, "names it knows, got 'rate'"),
    "a problem": ({"problem": "mnist"}, "problem needs one of moons"),
    "a list as a name": ({"problem": ["moons"]}, "problem needs one of"),
    "too many": ({"n": 1000}, "from 20 to 400"),
    "a part of a point": ({"n": 20.5}, "n needs a whole number"),
    "a text": ({"n": "100"}, "n needs a number"),
    "true": ({"seed": True}, "seed needs a number"),
    "no number": ({"lr": float("nan")}, "got nan; write 1e-05"),
    "infinite": ({"lr": float("inf")}, "got inf; write 10"),
    "beyond the floats": ({"lr": 10**400}, "lr needs a number from"),
    "a rate of 0": ({"lr": 0}, "lr needs a number from 1e-05"),
    "a deep network": ({"layers": [[2, "tanh"]] * 5}, "at most 4"),
    "a wide layer": ({"layers": [[17, "tanh"]]}, "1 to 16 neurons"),
    "no neuron": ({"layers": [[0, "tanh"]]}, "1 to 16 neurons"),
    "a bend": ({"layers": [[2, "gelu"]]}, "one of tanh, relu"),
    "a layer": ({"layers": [2]}, "a layer needs"),
    "a point outside": ({"points": [[3, 0, 1]]}, "from -2.0 to 2.0"),
    "a point without a class": ({"points": [[0, 0]]}, "a class, 0 or 1"),
    "a third class": ({"points": [[0, 0, 2]]}, "a class, 0 or 1"),
    "a point that is none": ({"points": [[float("nan"), 0, 1]]}, "a point needs"),
    "many points": ({"points": [[0, 0, 1]] * 201}, "at most 200"),
    "a start": ({"init": "ones"}, "init needs one of uniform"),
    "an optimizer": ({"optimizer": "Lion"}, "optimizer needs one of SGD"),
    "a fault": ({"faults": ["no network"]}, "a fault needs one of zero_grad"),
    "a long formula": ({"formula": "x+" * 40 + "x"}, "1 to 80 characters"),
    "no formula": ({"formula": None}, "formula needs a text"),
}


@pytest.mark.parametrize("given, words", REFUSED.values(), ids=REFUSED)
def test_what_is_no_setting_gets_one_sentence(given, words):
    with pytest.raises((TypeError, ValueError)) as refused:
        Setting.read(given)

    told = str(refused.value)
    assert words in told and "; write " in told and "\n" not in told and len(told) < 260


# Links from anybody.


def broken_link(rng):
    """The link of a setting with some of its characters changed, or with none of ours."""
    link = Setting.read(any_setting(rng)).link()
    signs = "&=#%,;.-0123456789abcxyz\"'<>\\/ \x00é√₂\U0001f600٣"
    for _ in range(rng.randint(1, 8)):
        k = rng.randint(0, len(link))
        cut = rng.choice(["", link[k:], link[k + 1 :], link[k + 5 :]])
        link = link[:k] + "".join(rng.choices(signs, k=rng.randint(0, 4))) + cut
    return link


def test_a_broken_link_is_a_setting_or_one_sentence():
    rng, refused = random.Random(5), 0
    for _ in range(3000):
        try:
            setting = Setting.from_link(broken_link(rng))
        except (TypeError, ValueError) as error:
            refused += 1
            assert "\n" not in str(error) and len(str(error)) < 400
        else:
            assert Setting.from_link(setting.link()) == setting
    assert 1000 < refused < 3000


@pytest.mark.parametrize(
    "link",
    ["lr=1&lr=2", "rate=1", "a" * 9000, "points=" + "0,0,1;" * 201, "lr", "=", "n=1_0_0_0", None, 7],
)  # fmt: skip
def test_a_link_that_is_none_changes_nothing(link):
    session = Session()
    before = session.ask({"do": "seek", "state": 0})

    assert session.ask({"do": "set", "link": link})["kind"] == "problem"
    assert session.ask({"do": "seek", "state": 0}) == before


def test_the_limits_are_plain_and_those_that_are_kept_to():
    told = json.loads(json.dumps(limits(), allow_nan=False))
    for name in LIMITS:
        for end in ("low", "high"):
            assert (
                Setting.read({name: told[name][end]}).plain()[name] == told[name][end]
            )
    assert all(told[name]["reason"] for name in LIMITS)
    assert Setting.read(
        {"layers": [[told["neurons"], told["bends"][1]]] * told["layers"]}
    )
