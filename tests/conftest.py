"""What tests of several folders share: where things are, the graphs of the storyboards.

The engine's tests need no more than this.  What a browser or a notebook is
needed for stands in tests/shared/.
"""

import os
import random
import subprocess
import sys
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import pytest

from toygrad import Value, relu

ROOT = Path(__file__).resolve().parent.parent

# Where neither is installed, a test that asks for a page or a book fails.
pytest_plugins = [
    shared
    for shared, needs in (
        ("tests.shared.browsing", "playwright"),
        ("tests.shared.small_book", "nbformat"),
    )
    if find_spec(needs)
]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture
def under_hash_seeds():
    """Runs a program under several hash seeds; returns the set of what it printed."""

    def run(program, seeds):
        return {
            subprocess.run(
                [sys.executable, "-c", program],
                cwd=ROOT,
                env={**os.environ, "PYTHONHASHSEED": str(seed)},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for seed in range(seeds)
        }

    return run


# What may be mistaken for more than text.
HOSTILE = [
    "<script>alert(1)</script>", "</svg>", "</style>", "</details>", "<img src=x onerror=",
    "<b>", "-->", "]]>", "&lt;", "&amp;", "&#45;", "&", "<", ">", '"', "'", "`", "\\", "\\n",
    "\\N", "\\G", "{", "}", "|", "$", "\\(", "%", ";", "#", "\n", "\t", "\x00", "\x07", "\x1f",
    "\u200f", "\u202e", "\u05d0", "\ud800", "é", "🙂", "a", "b", " ", "x" * 300,
]  # fmt: skip


@pytest.fixture
def hostile_pairs():
    """Each of them behind each: whatever only two together can do is among these texts."""
    return ["".join(pair) for pair in product(HOSTILE, repeat=2)]


@pytest.fixture
def hostile_labels():
    """Lists of texts that want to be more than text, the same on every run."""

    def lists(count, at_once):
        rng = random.Random(0)
        for _ in range(count):
            yield [
                "".join(rng.choices(HOSTILE, k=rng.randint(1, 6)))
                for _ in range(at_once)
            ]

    return lists


@pytest.fixture
def product_reused():
    """L = (a·b + c)·a with a = 2, b = −3, c = 10; the first storyboard."""
    a, b, c = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c")
    p = a * b
    s = p + c
    L = s * a
    p.label, s.label, L.label = "p", "s", "L"
    return L


@pytest.fixture
def square_and_self():
    """y = x·x + x with x = 3; the second storyboard."""
    x = Value(3.0, "x")
    s = x * x
    y = s + x
    s.label, y.label = "s", "y"
    return y


@pytest.fixture
def dead_relu():
    """A graph with a part through which nothing flows back."""
    x, w = Value(-1.0, "x"), Value(2.0, "w")
    return relu(x * w) * x + w


@pytest.fixture(scope="session")
def grown():
    """From a seed to a graph of a few random steps: values used again, dead relus, labels."""

    def grow(seed):
        rng = random.Random(seed)
        values = [
            Value(rng.uniform(-2.0, 2.0), "abc"[k]) for k in range(rng.randint(1, 3))
        ]
        for k in range(rng.randint(1, 9)):
            one, other = rng.choices(values[-5:], k=2)
            made = [
                one + other,
                one * other,
                one - other,
                relu(one),
                one.tanh(),
                one * 2.0,
            ]
            values.append(rng.choice(made))
            values[-1].label = rng.choice(["", f"v_{k}"])
        return values[-1]

    return grow
