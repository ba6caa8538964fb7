"""The code beside a player: the line at work is lit."""

import json

import pytest

from toygrad import Value
from toygrad.viz import show_backward


def own_backward(self):
    """A walk of a reader's own.

    Its docstring is not shown.
    """
    order = []
    self.grad = 1.0
    for value in order:
        for parent, local in zip(value.parents, value.local_grads):
            parent.grad += local * value.grad


@pytest.mark.parametrize("function", [Value.backward, own_backward])
def test_beside_the_player_the_line_at_work_is_lit(function, square_and_self):
    player = show_backward(square_and_self, code=function)
    code = player.data["pictures"][1]
    text = "\n".join(code["lines"])

    assert code["lines"][0].startswith("def ")
    assert "docstring" not in text and "Leaves add" not in text
    for place, recorded in zip(code["lit"], player.recorded.frames, strict=True):
        line = None if place is None else code["lines"][place]
        if recorded.phase == "forward" or recorded.counter == "check":
            assert line is None
        elif recorded.counter == "":
            assert line.strip() in ("self.grad += 1.0", "self.grad = 1.0")
        else:
            assert "parent.grad += " in line


def test_without_code_there_is_the_graph_alone(square_and_self):
    assert [p["kind"] for p in show_backward(square_and_self).data["pictures"]] == [
        "graph"
    ]


@pytest.mark.parametrize(
    "code, error",
    [(3, TypeError), (len, TypeError), (Value, ValueError), (json.dumps, ValueError)],
)
def test_code_without_the_two_lines_is_refused(code, error, square_and_self):
    with pytest.raises(error, match="write "):
        show_backward(square_and_self, code=code)
