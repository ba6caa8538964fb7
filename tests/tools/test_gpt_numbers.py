"""PyTorch as a witness of a whole language model: its stored numbers, and PyTorch itself.

tools/witness/gpt_numbers.py made the numbers and builds the model on both sides.
"""

import json

import pytest

from tools.witness import gpt_numbers as tool
from toygrad import language

STORED = json.loads(tool.STORE.read_text())
NEAR = {"rel": 0, "abs": 1e-10}


@pytest.fixture(scope="module")
def ours():
    return tool.with_toygrad()


def test_the_stored_losses_and_gradients_are_those_of_the_engine(ours):
    losses, grads = ours
    found = tool.summary(losses, grads)

    assert found["losses"] == pytest.approx(STORED["losses"], **NEAR)
    assert found["sums"].keys() == STORED["sums"].keys() and len(found["sums"]) == 33
    for part, sums in found["sums"].items():
        assert sums == pytest.approx(STORED["sums"][part], **NEAR), part
    own = {name: grads[name] for name in STORED["grads"]}
    assert own == pytest.approx(STORED["grads"], **NEAR)
    assert len(own) == 33 * tool.EACH and all(own.values())


def test_a_head_that_sees_the_future_is_found(monkeypatch):
    def seeing(self, xs, cache=None):
        keys, answers = self.k(xs), self.v(xs)
        return [language.attend(q, keys, answers) for q in self.q(xs)]

    monkeypatch.setattr(language.Head, "forward", seeing)
    losses, _ = tool.with_toygrad()
    assert losses != pytest.approx([*STORED["losses"].values()], abs=1e-3)


def test_every_gradient_is_that_of_pytorch_itself(ours):
    pytest.importorskip("torch", reason="PyTorch is not installed")
    losses, grads = tool.with_torch()

    assert losses == pytest.approx(ours[0], **NEAR)
    assert grads == pytest.approx(ours[1], **NEAR)
