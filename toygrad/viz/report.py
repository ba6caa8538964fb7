"""All that there is to see of one expression, on one sheet.

With this file you can

* see the graph, the player, the paths and the check of your own
  expression at once: ``show_report(y)``.
"""

import html

import ipywidgets

from ..check import gradcheck_leaves, leaves_of
from ..paths import explain
from .graph import draw_graph
from .player import show_backward
from .steps import check_value

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


class Sheet(ipywidgets.VBox):
    """The parts of a report, each with a heading.

    As text it is the texts of its parts.
    """

    def __init__(self, result):
        graph, player = draw_graph(result), show_backward(result)
        paths, check = ledger(result), checked(result)
        self.parts = {
            "The graph": repr(graph),
            "The backward pass": repr(player),
            "The paths": paths,
            "The check": check,
        }
        pictures = (
            ipywidgets.HTML(graph._repr_html_()), player, block(paths), block(check)
        )  # fmt: skip
        titled = zip(map(heading, self.parts), pictures)
        super().__init__([part for pair in titled for part in pair])
        self.add_class("toygrad-report")

    def __repr__(self):
        return "\n\n".join(f"{name}\n{text}" for name, text in self.parts.items())

    def _repr_mimebundle_(self, **kwargs):
        # ipywidgets cuts the text after 110 characters; ours is the content.
        return super()._repr_mimebundle_(**kwargs) | {"text/plain": repr(self)}


def heading(name):
    return ipywidgets.HTML(f"<p><b>{name}</b></p>")


def block(text):
    return ipywidgets.HTML(f"<pre>{html.escape(text)}</pre>")


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
