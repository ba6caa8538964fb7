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

import math
from dataclasses import replace

from ...refusals import short
from ..graph.groups import fold_graph, group_singly, without_constants
from ..graph.picture import write_graph
from ..graph.rows import Rows
from ..pictures import write
from ..snapshot import Snapshot
from ..torch.modules import fold_modules, has_modules
from ..torch.reading import is_of_torch, read_trace
from ..torch.trace import Trace
from ..widget import Stage
from ..words import label_text
from .backward import Backward
from .code_lines import CodeLines
from .folded import FoldedBackward
from .forward import Forward
from .in_rows import InRows
from .nudge import Nudge
from .orders import Walk
from .traced import Traced

__all__ = [
    "Player", "play_backward", "show_backward", "show_forward", "show_nudge", "show_walks",
]  # fmt: skip

MOST_BOXES, MOST_EDGES = 60, 120  # more are too many to read
MOST_WALKS = 4  # side by side


def show_backward(
    result,
    fold=None,
    opened=(),
    code=None,
    step=1,
    rows=None,
    columns=(),
    names=None,
    by="edge",
):
    """A player of the backward pass that starts at `result`.

        >>> from toygrad import Value
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
    at `step`, from 1.  With ``by="box"`` all shares that a value sends go
    in one step, and not edge by edge.

    A tensor of PyTorch is a result, too, and so is a trace of its graph:
    then it shows PyTorch's own graph, with the gradients that its hooks
    see.  `names` says what its tensors are called: a module, or a dict of
    tensors and modules, as ``locals()``; the fold is "module".

    With `rows` the boxes stand as you say and not as Graphviz finds best: a
    dict of the name of each row and its cells, each a value, a list of them,
    or None, below the names of `columns`.  Constants are left out then, and
    values without a label are called after their row: score1, score2.

    Raises TypeError for anything but a value or a tensor, ValueError where
    the result is inf or nan, or no single number, or too large to read
    even when folded, where there is no such step, or where `rows` has not
    each value once, RuntimeError where PyTorch has freed its graph.  Told in
    chapters 4, 5, 8, 13 and 14.
    """
    if is_of_torch(result):
        result, names = read_trace(result, names), None
    if isinstance(result, Trace):
        check_no_code(code)
        check_by(by, ("edge",))
        return play_trace(result, fold, opened, step)
    if names is not None:
        raise ValueError(
            "names are for tensors of PyTorch, a value has its label; "
            "write Value(2.0, label='w')"
        )
    check_by(by, ("edge", "box"))
    if fold not in (None, "neuron"):
        raise ValueError(
            f"a player folds neurons alone, got fold={fold!r}; "
            "write fold='neuron', or draw_graph(result, fold='layer')"
        )
    graph = Snapshot(result, "show_backward")
    graph.check_numbers()
    code = CodeLines(code) if code else None
    if rows is not None:
        return play_in_rows(graph, Rows(rows, columns), fold, opened, code, step, by)
    return play_backward(graph, fold, opened, code, step, by)


def check_by(by, ways):
    if by not in ways:
        raise ValueError(
            f"a player steps by {' or by '.join(ways)} here, got by={by!r}; "
            "write by='edge'"
        )


def play_in_rows(graph, rows, fold, opened, code, step, by):
    """The player of a snapshot whose boxes stand in rows."""
    graph.check_size()
    graph = rows.name(graph)
    folded = fold or opened
    groups = fold_graph(graph, "neuron", opened) if folded else group_singly(graph)
    groups = without_constants(groups)
    check_size(len(groups), sum(len(group.inputs) for group in groups), SHOW_LESS)
    return Player(InRows(graph, groups, rows).record(by), "", code, step)


def play_backward(graph, fold=None, opened=(), code=None, step=1, by="edge"):
    """The player of a snapshot whose numbers were checked."""
    graph.check_size()
    boxes, edges = len(graph.values), len(graph.edges)
    if fold is None and not opened and not too_large(boxes, edges):
        return Player(Backward(graph).record(by), code=code, step=step)
    groups = fold_graph(graph, "neuron", opened)
    check_size(len(groups), sum(len(group.inputs) for group in groups), FOLD_LAYERS)
    folded = FoldedBackward(graph, groups).record(by)
    note = ""
    if not fold and not opened and folded.insides:
        first = folded.boxes[folded.insides[0][0]].title.partition(" = ")[0]
        note = (
            f"{boxes} values are too many to read, so every neuron is folded "
            f"into one box. To open one, write opened=[{first!r}]."
        )
    return Player(folded, note, code, step)


def check_no_code(code):
    if code is not None:
        raise ValueError(
            "code shows a function of Python, and PyTorch walks its graph without one; "
            "write show_backward(loss)"
        )


def play_trace(trace, fold=None, opened=(), step=1):
    """The player of a graph of PyTorch, folded by module where it is large."""
    if fold not in (None, "module"):
        raise ValueError(
            f"a graph of PyTorch is folded by module alone, got fold={fold!r}; "
            "write fold='module'"
        )
    boxes, edges = len(trace.nodes), len(trace.uses)
    if not has_modules(trace) and not fold and not opened:
        check_size(boxes, edges, NAME_MODULES)
    folds = fold or opened or too_large(boxes, edges)
    shown = fold_modules(trace, MOST_BOXES, opened) if folds else trace
    check_size(len(shown.nodes), len(shown.uses), "show a smaller part")
    notes = [first_nan(trace)]
    if shown is not trace and not fold and not opened:
        module = next(node.name for node in shown.nodes if node.folded)
        notes.append(
            f"{boxes} tensors are too many to read, so every module is folded "
            f"into one box. To open one, write opened=[{module!r}]."
        )
    return Player(Traced(shown).record(), " ".join(filter(None, notes)), step=step)


def first_nan(trace):
    """A sentence about the first share that is nan or inf, where there is one."""
    for use in (trace.uses[k] for k in trace.sent):
        if use.share and not math.isfinite(use.share.norm):
            tail, head = trace.nodes[use.parent].name, trace.nodes[use.value].name
            return f"A gradient is {use.share.norm}, first in the share from {head} to {tail}."  # fmt: skip
    return ""


NAME_MODULES = "write show_backward(loss, names=model), which folds by module, or show a smaller part"  # fmt: skip
FOLD_LAYERS = "write draw_graph(result, fold='layer'), or show a smaller part"
SHOW_LESS = "write draw_graph(result, fold='layer'), or compute with fewer values"


def small_snapshot(result, asker):
    """A snapshot that a player can show whole."""
    graph = Snapshot(result, asker)
    graph.check_numbers()
    graph.check_size()
    check_size(len(graph.values), len(graph.edges), SHOW_LESS)
    return graph


def too_large(boxes, edges):
    return boxes > MOST_BOXES or edges > MOST_EDGES


def check_size(boxes, edges, advice):
    """Raises ValueError where the drawing is too large to read."""
    if too_large(boxes, edges):
        raise ValueError(
            f"a player needs at most {MOST_BOXES} boxes and {MOST_EDGES} edges, got "
            f"{boxes} and {edges}; {advice}"
        )


def show_forward(result):
    """A player of the forward pass behind `result`: the graph grows.

    Raises TypeError for anything but a value, ValueError where the result
    is inf or nan, or where the graph is too large to read.  Told in
    chapter 3.
    """
    return Player(Forward(small_snapshot(result, "show_forward")).record())


def show_nudge(result, leaf, size=0.01):
    """A player of a small nudge of `leaf` on its way to `result`.

    Each edge multiplies the nudge by its local derivative, nudges that
    meet add, and the end compares the sum with the true difference.
    Raises TypeError where one of the two is no value, ValueError where
    `leaf` is not behind `result`, `size` is 0 or the graph is too large to
    read.  Told in chapter 2.
    """
    return Player(Nudge(small_snapshot(result, "show_nudge"), leaf, size).record())


def show_walks(result, walks, overwrite=()):
    """Backward walks in several orders, side by side and in step.

        >>> from toygrad import Value
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
    graph = small_snapshot(result, "show_walks")
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
        (label_text(str(name)), Walk(graph, name in overwrite).record(order))
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
        if step not in range(1, len(frames) + 1):
            raise ValueError(
                f"this player has steps 1 to {len(frames)}, got step={short(step)}; "
                "write step=1 to begin at its start"
            )
        self.recorded = recorded
        pictures = [write_graph(recorded)]
        if code:
            pictures.append(code.picture(frames))
        words = [[head_of(f), f.caption, list(f.formula)] for f in frames]
        clock = {"word": "Step", "start": step, "turn": turn_of(frames)}
        data = write(pictures, words, recorded.words, clock, note=note)
        text = "\n".join([*filter(None, [note]), *number_lines(recorded.captions)])
        super().__init__(data, text)


class Race(Stage):
    """Recorded passes over one graph, each with its name, played in step.

    As text it is their captions, one list below the other.
    """

    def __init__(self, passes):
        self.names, self.passes = zip(*passes)
        count = max(len(one.frames) for one in self.passes)
        whole = [wait_for(one, count) for one in self.passes]
        pictures = [
            write_graph(one, name, one.captions) for name, one in zip(self.names, whole)
        ]
        words = " ".join(f"{name}: {one.words}" for name, one in zip(self.names, whole))
        clock = {"word": "Step", "start": 1, "turn": 1}  # backward from the start
        text = "\n".join(
            "\n".join([name, *number_lines(one.captions)])
            for name, one in zip(self.names, self.passes)
        )
        super().__init__(write(pictures, [["", "", []]] * count, words, clock), text)


def wait_for(recorded, count):
    """A pass that stays at its last frame until all are over."""
    frames = recorded.frames
    last = replace(frames[-1], moves=(), sums=())
    return replace(recorded, frames=[*frames, *[last] * (count - len(frames))])


def head_of(frame):
    """Where we are: "backward, share 2 of 6"."""
    return ", ".join(filter(None, [frame.phase, frame.counter]))


def turn_of(frames):
    """The first frame that goes backward, from 1, after some that go forward."""
    if frames[0].phase != "forward":
        return None
    back = (k for k, frame in enumerate(frames, 1) if frame.phase == "backward")
    return next(back, None)


def number_lines(captions):
    return [f"{k:>2}. {text}" for k, text in enumerate(captions, 1)]
