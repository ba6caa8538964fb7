"""All that there is to see of one expression, on one sheet.

With this file you can

* see the graph, the player, the paths and the check of your own
  expression at once: ``show_report(y)``.
"""

from ..check import gradcheck_leaves, leaves_of
from ..paths import explain
from .graph import text_rows
from .player import show_backward
from .steps import check_value
from .widget import Stage

__all__ = ["Sheet", "show_report"]

MOST_LEAVES, MOST_PATHS = 8, 20


def show_report(result):
    """Graph, player, paths and gradient check of `result`, one below the other.

    Of each labelled leaf, of at most 8, the paths to the result are listed, and the
    gradient is compared with small nudges.  It changes no gradient.
    Raises TypeError for anything but a value, ValueError where the result
    is inf or nan, or too large to draw.  Told in the sandbox.
    """
    check_value(result, "show_report")
    return Sheet(result)


class Sheet(Stage):
    """The parts of a report: what moves first, then what is read.

    As text it is the texts of its parts.
    """

    def __init__(self, result):
        player = show_backward(result)
        self.parts = {
            "The graph": "\n".join(text_rows(result)),
            "The backward pass": repr(player),
            "The paths": ledger(result),
            "The check": checked(result),
        }
        read = [
            {"kind": "text", "title": name, "text": self.parts[name]}
            for name in ("The paths", "The check")
        ]
        data = player.data | {"pictures": [*player.data["pictures"], *read]}
        text = "\n\n".join(f"{name}\n{part}" for name, part in self.parts.items())
        super().__init__(data, text)


def ledger(result):
    """The paths from each labelled leaf, with what every path contributes."""
    leaves = leaves_of(result)
    named = [leaf for leaf in leaves if leaf.label]
    parts = [repr(explain(result, leaf, MOST_PATHS)) for leaf in named[:MOST_LEAVES]]
    if (more := len(named) - MOST_LEAVES) > 0:
        parts.append(f"{more} more leaves have paths, too.")
    if len(named) < len(leaves):
        parts.append(
            f"Without a label, so not listed: {len(leaves) - len(named)} of "
            f'{len(leaves)} leaves. To list one, write Value(2.0, label="x").'
        )
    return "\n\n".join(parts)


def checked(result):
    """What small nudges say about the gradients, or why they cannot."""
    try:
        report = gradcheck_leaves(result)
    except ValueError as error:
        return f"No check: {error}."
    return repr(report) or "No leaf has a label, so none is nudged."
