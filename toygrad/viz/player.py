"""Players: a recorded pass that a reader can play, step and stop.

With this file you can

* watch backpropagation on your own expression: ``show_backward(y)``,
* watch its forward half alone: ``show_forward(y)``,
* watch a nudge walk forward: ``show_nudge(y, x)``.

A player is one drawing and a stack of small frames.  A frame is a
sentence and a style sheet that says which parts of the drawing are on
stage and which numbers run along the edges.  Nothing is computed while
it plays, so it plays with a kernel, on a published page without one, and
from a USB stick.
"""

import hashlib
import html
import itertools

import ipywidgets

from .controls import controls, frame_stack
from .folded import folded_pass
from .nudges import nudge_pass
from .passes import backward_pass, forward_pass
from .stage import Stage

__all__ = ["Player", "show_backward", "show_forward", "show_nudge"]

# Several players share a page: each has a class name of its own.
player_numbers = itertools.count(1)

MOST_BOXES, MOST_EDGES = 60, 120  # more than that nobody reads


def show_backward(result, fold=None, opened=()):
    """A player of the backward pass that starts at `result`.

        >>> x = Value(3.0, label="x")
        >>> player = show_backward(x * x + x)
        >>> len(player.recorded.frames)
        9

    First the forward pass, value by value; then the backward pass, edge
    by edge, in the order of ``result.backward()``.  It changes no
    gradient: it shows what a backward pass does.

    With ``fold="neuron"`` each neuron of a network is one box, but for
    those named in `opened`; above 60 values this happens by itself, and
    the player says so.  Raises TypeError for anything but a value,
    ValueError where the result is inf or nan, or too large to read even
    when folded.  Told in chapters 4 and 8.
    """
    if fold not in (None, "neuron"):
        raise ValueError(
            f"a player folds neurons alone, got fold={fold!r}; "
            "write fold='neuron', or draw_graph(result, fold='layer')"
        )
    if fold or opened:
        return Player(folded_pass(result, opened))
    recorded = backward_pass(result)
    if len(recorded.boxes) <= MOST_BOXES:
        return Player(recorded)
    folded = folded_pass(result)
    return Player(
        folded,
        f"{len(recorded.boxes)} values are too many to read, so every neuron is folded "
        f"into one box. To open one, write opened=[{opener(folded)!r}].",
    )


def opener(folded):
    """The name of the first neuron that can be opened."""
    return folded.insides[0][0] if folded.insides else "layer0[0]"


def show_forward(result):
    """A player of the forward pass behind `result`: the graph grows.

    Raises as `show_backward`.  Told in chapter 3.
    """
    return Player(forward_pass(result))


def show_nudge(result, leaf, size=0.01):
    """A player of a small nudge of `leaf` on its way to `result`.

    Each edge multiplies the nudge by its local derivative, nudges that
    meet add, and the end compares the sum with the true difference.
    Raises ValueError where `leaf` is not behind `result`.  Told in
    chapter 2.
    """
    return Player(nudge_pass(result, leaf, size))


class Player(ipywidgets.VBox):
    """The drawing, the controls and the frames of one recorded pass.

    As text it is the numbered list of its captions: that is what
    GitHub shows, what screen readers find below the player, and what the
    chapters' tests compare.
    """

    def __init__(self, recorded, note=""):
        check_size(recorded)
        self.recorded, self.note = recorded, note
        scope = f"tg{fingerprint(recorded)}-{next(player_numbers)}"
        stage = Stage(recorded, scope)
        drawing = ipywidgets.HTML(stage.drawing())
        stack = frame_stack(map(stage.frame, range(len(recorded.frames))))
        below = ipywidgets.HTML(insides(recorded) + steps_as_text(recorded))
        above = [ipywidgets.HTML(html.escape(note))] if note else []
        super().__init__([*above, drawing, controls(stack), stack, below])
        self.add_class("toygrad-player")

    def __repr__(self):
        captions = enumerate(self.recorded.captions, 1)
        rows = [f"{k:>2}. {text}" for k, text in captions]
        return "\n".join([self.note, *rows] if self.note else rows)

    def _repr_mimebundle_(self, **kwargs):
        # ipywidgets cuts the text after 110 characters; ours is the content.
        return super()._repr_mimebundle_(**kwargs) | {"text/plain": repr(self)}


def check_size(recorded):
    """Raises ValueError where nobody could read the drawing."""
    boxes, edges = len(recorded.boxes), len(recorded.edges)
    if boxes > MOST_BOXES or edges > MOST_EDGES:
        raise ValueError(
            f"a player needs at most {MOST_BOXES} boxes and {MOST_EDGES} edges, got "
            f"{boxes} and {edges}; write fold='neuron' for a network, "
            "or draw_graph(result, fold='layer') for a large one"
        )


INSIDE = ("parameter", "data", "multiplied by", "gradient")


def insides(recorded):
    """What each folded box holds, as a table that opens with a click."""
    return "".join(
        f'<details class="toygrad-inside"><summary>Inside {html.escape(name)}</summary>'
        f"<table><thead>{row(INSIDE, 'th')}</thead>"
        f"<tbody>{''.join(map(row, rows))}</tbody></table></details>"
        for name, rows in recorded.insides
    )


def row(texts, cell="td"):
    cells = (f"<{cell}>{html.escape(text)}</{cell}>" for text in texts)
    return f"<tr>{''.join(cells)}</tr>"


def steps_as_text(recorded):
    """All captions as a list that opens with a click."""
    items = "".join(f"<li>{html.escape(text)}</li>" for text in recorded.captions)
    return (
        '<details class="toygrad-steps-as-text"><summary>All steps as text</summary>'
        f"<ol>{items}</ol></details>"
    )


def fingerprint(recorded):
    """A few letters that tell this pass from others: JupyterLab keeps many
    notebooks, each with a first player, in one page."""
    return hashlib.sha256("\n".join(recorded.captions).encode()).hexdigest()[:4]
