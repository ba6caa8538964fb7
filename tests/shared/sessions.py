"""Sessions of the playground, set up and trained; for tests."""

import random

from toygrad.nn import INITS
from toygrad.viz.playground.network import BENDS
from toygrad.viz.playground.optimizers import OPTIMIZERS
from toygrad.viz.playground.session import Session
from toygrad.viz.playground.setting import FAULTS, LIMITS, PROBLEMS

SEEDS = range(24)
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
