"""What the tests of pictures share: what they weigh, and a stage to see them on."""

import gzip
import random

import pytest

from tests.shared.theatre import Theatre
from toygrad import nn
from toygrad.viz.widget import as_json


@pytest.fixture(scope="session")
def weight():
    """How many bytes a page carries for a stage: its data, as they travel."""

    def weigh(stage):
        return len(gzip.compress(as_json(stage.data).encode()))

    return weigh


@pytest.fixture
def small_network():
    """The loss of a 2-3-1 network: about forty values."""
    model = nn.MLP(2, [3, 1], rng=random.Random(3))
    return (model([1.0, -2.0])[0] - 1.0) ** 2


@pytest.fixture(scope="module")
def theatre(browser):
    """One stage on a page of its own; nothing may go wrong on it."""
    theatre = Theatre(browser)
    yield theatre
    theatre.context.close()
    assert theatre.noise == []
