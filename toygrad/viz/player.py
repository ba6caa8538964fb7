"""Players: a recorded pass that a reader can play, step and stop.

With this file you can

* watch backpropagation on your own expression: ``show_backward(y)``,
* watch its forward half alone: ``show_forward(y)``,
* watch a nudge walk forward: ``show_nudge(y, x)``,
* watch walks in other orders, side by side: ``show_walks(y, {"mine": order})``.

A player is a recorded pass on the stage (widget.py).  Nothing is computed
while it plays, so it plays with a kernel, on a published page without
one, and from a USB stick.
"""

from dataclasses import replace

from ..refusals import short
from .code_lines import CodeLines
from .folded import FoldedBackward
from .groups import grouped
from .nudges import nudge_pass
from .passes import backward_pass, forward_pass
from .pictures import graph_picture, written
from .steps import check_value
from .walks import walked
from .widget import Stage
from .words import all_values, label_text

__all__ = ["Player", "show_backward", "show_forward", "show_nudge", "show_walks"]

MOST_BOXES, MOST_EDGES = 60, 120  # more than that nobody reads
MOST_WALKS = 4  # side by side


def show_backward(result, fold=None, opened=(), code=None, step=1):
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
    the player says so.  With ``code=Value.backward``, or a function of
    yours, its text stands below, and the line at work is lit.  It opens
    at `step`, from 1.  Raises TypeError for anything but a value,
    ValueError where the result is inf or nan, or too large to read even
    when folded, or where there is no such step.  Told in chapters 4, 5
    and 8.
    """
    if fold not in (None, "neuron"):
        raise ValueError(
            f"a player folds neurons alone, got fold={fold!r}; "
            "write fold='neuron', or draw_graph(result, fold='layer')"
        )
    check_value(result, "show_backward")
    code = CodeLines(code) if code else None
    values = all_values(result)
    if fold is None and not opened and readable(*size_of_graph(values)):
        return Player(backward_pass(result), code=code, step=step)
    groups = grouped(result, "neuron", opened)
    check_size(len(groups), sum(len(group.inputs) for group in groups), FOLD_LAYERS)
    folded = FoldedBackward(result, groups).record()
    if fold or opened or not folded.insides:
        return Player(folded, code=code, step=step)
    first = folded.boxes[folded.insides[0][0]].title.partition(" = ")[0]
    return Player(
        folded,
        f"{len(values)} values are too many to read, so every neuron is folded "
        f"into one box. To open one, write opened=[{first!r}].",
        code,
        step,
    )


FOLD_LAYERS = "write draw_graph(result, fold='layer'), or show a smaller part"
SHOW_LESS = "write draw_graph(result, fold='layer'), or compute with fewer values"


def size_of_graph(values):
    return len(values), sum(len(value.parents) for value in values)


def readable(boxes, edges):
    return boxes <= MOST_BOXES and edges <= MOST_EDGES


def check_size(boxes, edges, advice):
    """Raises ValueError where nobody could read the drawing."""
    if not readable(boxes, edges):
        raise ValueError(
            f"a player needs at most {MOST_BOXES} boxes and {MOST_EDGES} edges, got "
            f"{boxes} and {edges}; {advice}"
        )


def check_step(step, count):
    if step not in range(1, count + 1):
        raise ValueError(
            f"this player has steps 1 to {count}, got step={short(step)}; "
            "write step=1 to begin at its start"
        )


def show_forward(result):
    """A player of the forward pass behind `result`: the graph grows.

    Raises TypeError for anything but a value, ValueError where the result
    is inf or nan, or where the graph is too large to read.  Told in
    chapter 3.
    """
    check_value(result, "show_forward")
    check_size(*size_of_graph(all_values(result)), SHOW_LESS)
    return Player(forward_pass(result))


def show_nudge(result, leaf, size=0.01):
    """A player of a small nudge of `leaf` on its way to `result`.

    Each edge multiplies the nudge by its local derivative, nudges that
    meet add, and the end compares the sum with the true difference.
    Raises TypeError where one of the two is no value, ValueError where
    `leaf` is not behind `result`, `size` is 0 or the graph is too large to
    read.  Told in chapter 2.
    """
    check_value(result, "show_nudge")
    check_size(*size_of_graph(all_values(result)), SHOW_LESS)
    return Player(nudge_pass(result, leaf, size))


def show_walks(result, walks, overwrite=()):
    """Backward walks in several orders, side by side and in step.

        >>> a = Value(1.0, label="a")
        >>> b = a + a
        >>> show_walks(b, {"forgets b": [a]})
        forgets b
         1. v1 holds 1, all others hold 0.
         2. a ends with 0, but the truth is 2.

    `walks` gives each walk its name: a dict of at most four lists of the
    values that send, in their order.  For those named in `overwrite` a
    share replaces what was there instead of being added.  A walk that is
    over waits for the others.  Raises TypeError for anything else,
    ValueError as `show_backward`.  Told in chapter 4.
    """
    check_value(result, "show_walks")
    check_size(*size_of_graph(all_values(result)), SHOW_LESS)
    if not isinstance(walks, dict) or not 1 <= len(walks) <= MOST_WALKS:
        raise TypeError(
            f"show_walks needs a dict of 1 to {MOST_WALKS} walks, got "
            f"{short(walks)}; write show_walks(y, {{'mine': [y, x]}})"
        )
    if unknown := [name for name in overwrite if name not in walks]:
        raise ValueError(
            f"overwrite names walks that are shown, got {unknown[0]!r}; "
            f"write one of {', '.join(map(repr, walks))}"
        )
    return Race(
        (label_text(str(name)), walked(result, order, name in overwrite))
        for name, order in walks.items()
    )


class Player(Stage):
    """A recorded pass that can be played: its drawing, its words, its code.

    As text it is the numbered list of its captions: that is what
    GitHub shows, what screen readers find below the player, and what the
    chapters' tests compare.
    """

    def __init__(self, recorded, note="", code=None, step=1):
        frames = recorded.frames
        check_step(step, len(frames))
        self.recorded = recorded
        pictures = [graph_picture(recorded)]
        if code:
            pictures.append(code.picture(frames))
        words = [
            [head_of(frame), frame.caption, list(frame.formula)] for frame in frames
        ]
        clock = {"word": "Step", "start": step, "turn": turn_of(frames)}
        data = written(pictures, words, recorded.words, clock, note=note)
        text = "\n".join([*filter(None, [note]), *numbered(recorded.captions)])
        super().__init__(data, text)


class Race(Stage):
    """Recorded passes over one graph, each with its name, played in step.

    As text it is their captions, one list below the other.
    """

    def __init__(self, passes):
        self.names, self.passes = zip(*passes)
        count = max(len(one.frames) for one in self.passes)
        whole = [waiting(one, count) for one in self.passes]
        pictures = [
            graph_picture(one, name, one.captions)
            for name, one in zip(self.names, whole)
        ]
        words = " ".join(f"{name}: {one.words}" for name, one in zip(self.names, whole))
        clock = {"word": "Step", "start": 1, "turn": 1}  # backward from the start
        text = "\n".join(
            "\n".join([name, *numbered(one.captions)])
            for name, one in zip(self.names, self.passes)
        )
        super().__init__(written(pictures, [["", "", []]] * count, words, clock), text)


def waiting(recorded, count):
    """A pass that stays at its last frame until all are over."""
    last = replace(recorded.frames[-1], moves=(), sums=())
    return replace(
        recorded, frames=[*recorded.frames, *[last] * (count - len(recorded.frames))]
    )


def head_of(frame):
    """Where we are: "backward, share 2 of 6"."""
    return ", ".join(filter(None, [frame.phase, frame.counter]))


def turn_of(frames):
    """The first frame that goes backward, from 1, after some that go forward."""
    if frames[0].phase != "forward":
        return None
    back = (k for k, frame in enumerate(frames, 1) if frame.phase == "backward")
    return next(back, None)


def numbered(captions):
    return [f"{k:>2}. {text}" for k, text in enumerate(captions, 1)]
