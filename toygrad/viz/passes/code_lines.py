"""The code of a backward pass beside its player: the line at work is lit.

Told in chapter 5, where a reader watches the lines of an engine of their
own.
"""

import ast

from ...refusals import short
from ..source import source_of

__all__ = ["CodeLines"]


class CodeLines:
    """The lines of a function, two of which a player can light.

    It finds them by what they do: the one that gives the result its 1,
    and the one that adds a share to the gradient of a parent.  Raises
    TypeError where there is no text of the function, ValueError where it
    has no such two lines.
    """

    def __init__(self, function):
        text = source_of(function)
        tree = ast.parse(text)
        lines = dict(grad_lines(tree))
        if lines.keys() != {"start", "share"} or isinstance(function, type):
            raise ValueError(
                "code needs a function with a line that starts with 1 and a line that "
                f"adds a share, got {short(function)}; "
                "write self.grad += 1.0 and parent.grad += local_grad * grad"
            )
        self.lines = lines
        hidden = docstring_lines(tree.body[0])
        self.rows = {
            k: line for k, line in enumerate(text.splitlines(), 1) if k not in hidden
        }

    def picture(self, frames):
        """The lines, and which of them is at work in each frame (pictures.py)."""
        place = {number: k for k, number in enumerate(self.rows)}
        at_work = (self.lines.get(work_of(frame)) for frame in frames)
        lit = [place.get(number) for number in at_work]
        return {"kind": "code", "lines": list(self.rows.values()), "lit": lit}


def work_of(frame):
    """ "start", "share", or None where no line of a backward pass is at work."""
    if frame.phase != "backward" or frame.counter == "check":
        return None
    return "share" if frame.moves else "start"


def grad_lines(tree):
    """(what it does, line) for each line that gives a gradient a number but 0."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            target = node.targets[0]
        elif isinstance(node, ast.AugAssign):
            target = node.target
        else:
            continue
        if isinstance(target, ast.Attribute) and target.attr == "grad":
            if not isinstance(node.value, ast.Constant):
                yield "share", node.lineno
            elif node.value.value:
                yield "start", node.lineno


def docstring_lines(function):
    """The lines that a docstring takes: beside a player they would be in the way."""
    first = function.body[0]
    if ast.get_docstring(function) is None:
        return ()
    return range(first.lineno, first.end_lineno + 1)
