"""The code of a backward pass beside its player: the line at work is lit.

Told in chapter 5, where a reader watches the lines of an engine of their
own.
"""

import ast
import html

from ..refusals import short
from . import theme
from .source import source_of

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

    def block(self, scope):
        """The text, each line in a place of its own."""
        rows = "".join(
            f'<span class="l{k}">{html.escape(line) or " "}</span>'
            for k, line in self.rows.items()
        )
        style = (
            f".{scope}-code{{background:{theme.PAPER};color:{theme.INK};overflow-x:auto;"
            f"font-size:{theme.TEXT_SIZE}px;line-height:1.5;margin:0;padding:4px 0}}"
            f".{scope}-code span{{display:block;width:max-content;min-width:100%;"
            "padding:0 10px;box-sizing:border-box}"
        )
        return (
            # What scrolls can be reached by keyboard.
            f'<style>{style}</style><pre class="{scope}-code" tabindex="0" '
            f'role="group" aria-label="Code">{rows}</pre>'
        )

    def style(self, scope, frame):
        """The style sheet that lights the line at work in a frame."""
        at = self.lines.get(work_of(frame))
        if at is None:
            return ""
        return (
            f"<style>.{scope}-code .l{at}{{background:{theme.BACKWARD_TINT};"
            f"box-shadow:inset 4px 0 {theme.BACKWARD};font-weight:bold}}</style>"
        )


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
