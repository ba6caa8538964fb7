"""What a playground is set to: read, written into an address, and what is refused."""

import json
import random

import pytest

from toygrad.nn import INITS
from toygrad.viz.playground.network import BENDS
from toygrad.viz.playground.optimizers import OPTIMIZERS
from toygrad.viz.playground.session import Session
from toygrad.viz.playground.setting import FAULTS, LIMITS, PROBLEMS, Setting, limits

FORMULAS = ["sin(x) + x / 3", "x**2 - 1", "s = tanh(3*x); s * x", "abs(x) + relu(-x)", "mean([x, 2])"]  # fmt: skip


def any_setting(rng):
    """A random setting, as the plain data that a front end sends."""
    whole = lambda name: rng.randint(*LIMITS[name][:2])  # noqa: E731
    some = lambda names, most: rng.sample([*names], rng.randint(0, most))  # noqa: E731
    place = lambda: round(rng.uniform(-2, 2), 2)  # noqa: E731
    return {
        "problem": rng.choice(PROBLEMS),
        "points": [[place(), place(), rng.randint(0, 1)] for _ in range(rng.randint(1, 9))],
        "formula": rng.choice(FORMULAS),
        "n": 2 * rng.randint(10, 30),
        "noise": round(rng.uniform(0.0, 0.5), 2),
        "held": whole("held"),
        "seed": whole("seed"),
        "layers": [[rng.randint(1, 5), rng.choice([*BENDS])] for _ in range(rng.randint(0, 3))],
        "init": rng.choice([*INITS]),
        "lr": 10.0 ** rng.uniform(-3.0, -1.5),
        "batch": rng.choice([0, 1, 3, 7]),
        "optimizer": rng.choice([*OPTIMIZERS]),
        "l2": rng.choice([0.0, 0.01]),
        "faults": some(FAULTS, 2),
    }  # fmt: skip


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


# Formulas: read, and never run.

HOSTILE = [
    "__import__('os').system('true')", "x.__class__", "().__class__", "(lambda: 0)()",
    "[x for x in (1,)]", "9**9**9**9**9", "x**1e308", "exp(exp(exp(x)))", "1/(x-x)",
    "y", "a + b", "x +", "", "x = 1", "f'{x}'", "x if x else x", "open", "sin",
    "((((((((((((((((((((((((((((((((((((x", "x\x00", "x; import os", "1e400 * x", "log(x)",
    "sqrt(x)", "x @ x", "not x", "x < 1", "*x", "x[0]", "1000 * x", "print(x)", "eval(x)",
]  # fmt: skip


@pytest.mark.parametrize("formula", HOSTILE)
def test_a_formula_that_is_none_changes_nothing(formula):
    session = Session()
    session.ask({"do": "train", "steps": 2})
    before = session.ask({"do": "seek", "state": 1})

    reply = session.ask({"do": "set", "setting": {"problem": "formula", "formula": formula}})  # fmt: skip
    assert reply["kind"] == "problem" and reply["says"].endswith(".")
    assert "\n" not in reply["says"]
    assert session.ask({"do": "seek", "state": 1}) == before


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
