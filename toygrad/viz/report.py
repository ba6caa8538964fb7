"""All that there is to see of one expression, on one sheet.

With this file you can

* see the graph, the player, the paths and the check of your own
  expression at once: ``show_report(y)``.
"""

from ..check import gradcheck_leaves
from ..paths import explain
from .graph.drawing import write_rows
from .passes.player import play_backward
from .snapshot import Snapshot
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
    graph = Snapshot(result, "show_report")
    graph.check_numbers()
    return Sheet(graph)


class Sheet(Stage):
    """The parts of a report: what moves first, then what is read.

    As text it is the texts of its parts.
    """

    def __init__(self, graph):
        player = play_backward(graph)
        self.parts = {
            "The graph": "\n".join(write_rows(graph)),
            "The backward pass": repr(player),
            "The paths": describe_paths(graph),
            "The check": describe_check(graph),
        }
        read = [
            {"kind": "text", "title": name, "text": self.parts[name]}
            for name in ("The paths", "The check")
        ]
        data = player.data | {"pictures": [*player.data["pictures"], *read]}
        text = "\n\n".join(f"{name}\n{part}" for name, part in self.parts.items())
        super().__init__(data, text)


def describe_paths(graph):
    """The paths from each labelled leaf, with what every path contributes."""
    leaves = graph.leaves
    named = [leaf for leaf in leaves if leaf.label]
    parts = [
        repr(explain(graph.result, leaf, MOST_PATHS)) for leaf in named[:MOST_LEAVES]
    ]
    if (more := len(named) - MOST_LEAVES) > 0:
        parts.append(f"{more} more leaves have paths, too.")
    if len(named) < len(leaves):
        parts.append(
            f"Without a label, so not listed: {len(leaves) - len(named)} of "
            f'{len(leaves)} leaves. To list one, write Value(2.0, label="x").'
        )
    return "\n\n".join(parts)


def describe_check(graph):
    """What small nudges say about the gradients, or why they cannot."""
    try:
        report = gradcheck_leaves(graph.result)
    except ValueError as error:
        return f"No check: {error}."
    return repr(report) or "No leaf has a label, so none is nudged."
