"""The points of a playground, and what a formula for them may not be."""

import pytest

from toygrad.viz.playground.run import Run
from toygrad.viz.playground.session import Session
from toygrad.viz.playground.setting import Setting


def test_shuffled_targets_are_the_same_ones_dealt_out_anew():
    setting = {"problem": "wave", "noise": 0.0}
    right, wrong = (Run(Setting.read(setting | {"faults": faults})).points for faults in ([], ["targets shuffled"]))  # fmt: skip

    assert right.held == wrong.held
    xs, ys = zip(*[(given[0], y) for given, y in right.train])
    assert [given[0] for given, _ in wrong.train] == [*xs]
    mixed = [y for _, y in wrong.train]
    assert sorted(mixed) == sorted(ys) and mixed != [*ys]


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
