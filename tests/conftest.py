"""What several test files share: where things are, and the graphs of the storyboards."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from toygrad import Value, nn, relu

ROOT = Path(__file__).resolve().parent.parent


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
                env={**os.environ, "PYTHONHASHSEED": str(seed)},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for seed in range(seeds)
        }

    return run


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
def small_network():
    """The loss of a 2-3-1 network: about forty values."""
    model = nn.MLP(2, [3, 1], rng=random.Random(3))
    return (model([1.0, -2.0])[0] - 1.0) ** 2


@pytest.fixture
def dead_relu():
    """A graph with a part through which nothing flows back."""
    x, w = Value(-1.0, "x"), Value(2.0, "w")
    return relu(x * w) * x + w
