"""A player: its steps, its words, its weight."""

import gzip
import json

import pytest

from toygrad import Value
from toygrad.viz import show_backward, show_forward, show_nudge


def test_each_step_has_its_words_and_its_place(product_reused):
    data = show_backward(product_reused).data

    assert data["toygrad"] == 1
    assert data["clock"] == {"word": "Step", "start": 1, "turn": 5}
    head, caption, formula = data["frames"][9]
    assert head == "backward, share 5 of 6"
    assert caption.startswith("At p: 2. Times −3.")
    assert formula[0] == ("", "L", "a") and formula[-1] == ("share", "−6")


def forty_values():
    """A 2-3-1 network, every product and sum a value of its own."""
    x, y = Value(1.0, "x"), Value(-2.0, "y")
    hidden = [(Value(0.1 * k) * x + Value(0.3) * y + 0.5).tanh() for k in range(3)]
    output = sum((Value(0.7) * h for h in hidden), Value(0.2, "b"))
    return (output - 1.0) ** 2


def test_a_player_stays_within_its_budget():
    player = show_backward(forty_values())
    written = json.dumps(player.data, ensure_ascii=False, separators=(",", ":"))

    assert len(player.recorded.boxes) == 39 and len(player.recorded.frames) > 60
    assert len(gzip.compress(written.encode())) < 8_000


def test_a_player_opens_at_the_step_asked_for(square_and_self):
    player = show_backward(square_and_self, step=7)

    assert player.step == player.data["clock"]["start"] == 7
    for wrong in (0, 10, "7", None):
        with pytest.raises(ValueError, match="has steps 1 to 9, got step="):
            show_backward(square_and_self, step=wrong)


def test_a_pass_that_only_goes_forward_has_no_turn(product_reused):
    a = product_reused.parents[1]

    assert show_forward(product_reused).data["clock"]["turn"] is None
    assert show_nudge(product_reused, a).data["clock"]["turn"] is None
