"""The forward pass alone."""

import pytest

from tests.shared.recorded import forward_pass


def test_the_forward_half_alone(product_reused):
    recorded = forward_pass(product_reused)

    assert len(recorded.frames) == 4
    assert recorded.captions[0] == "a = 2, b = −3, c = 10."
    assert recorded.captions[3].endswith("a is used again: two uses.")
    assert {note.kind for frame in recorded.frames for note in frame.notes} == {"none"}
    with pytest.raises(TypeError, match="show_forward needs a value, got float"):
        forward_pass(8.0)
