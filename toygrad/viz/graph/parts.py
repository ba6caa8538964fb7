"""What a drawing of a graph is made of, as plain data: boxes, edges and frames.

A pass over a graph is recorded in these parts (passes/), a drawing at rest
is one frame of them, and picture.py writes them for the front end.
"""

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Box", "Edge", "Frame", "Note", "Pass"]


@dataclass(frozen=True)
class Box:
    """What never changes in a box: its title, its data, its kind of border.

    weights  the weights folded into it, shown as bars
    tip      what a nudge of it does to the result, in a sentence
    """

    title: str
    data: str
    parameter: bool = False
    weights: tuple = ()
    tip: str = ""


@dataclass(frozen=True)
class Edge:
    """From the box of a parent to the box of a value, with the lines beside it."""

    tail: int
    head: int
    lines: tuple


class Note(NamedTuple):
    """The last words in a box: kind "none", "waiting", "partial" or "complete"."""

    kind: str
    text: str = ""


@dataclass(frozen=True)
class Frame:
    """One step of a pass; a drawing is a pass of one step, "still".

    notes    a Note for each box
    phase    "forward", "backward" or "nudge"; "still" or "hidden"
    stage    how many of the boxes are on stage
    caption  what happens, in one to three sentences
    counter  where we are: "value 2 of 3"
    active   the place of the box at work, or None
    edges    the places of the edges in use
    moves    for each of these edges, as texts: the number that leaves, the
             product half way, the number that arrives
    slots    for each box the shares that have arrived, as texts
    formula  the same in mathematics: parts (role, text), and (role, top,
             bottom) for a derivative; the role says which number it is,
             "arriving", "local" or "share", or ""
    sums     for boxes where shares meet, by place: how the new sum comes about
    titles, data, lines
             for each box its title and its data, for each edge its lines, where
             they are not the same in all frames
    """

    notes: tuple
    phase: str
    stage: int
    caption: str = ""
    counter: str = ""
    active: int | None = None
    edges: tuple = ()
    moves: tuple = ()
    slots: tuple = ()
    formula: tuple = ()
    sums: tuple = ()
    titles: tuple = ()
    data: tuple = ()
    lines: tuple = ()


@dataclass(frozen=True)
class Pass:
    """A recorded pass: what stands on stage, and its frames.

    boxes, edges  what the drawing shows
    frames        the steps
    words         the drawing in a sentence or two
    uses          for each box the number of slots it shows; () if none
    values        the values behind the result, in the order of the boxes
    grads         for each value the gradient of the last frame; () if none
    insides       for each folded neuron its place, a lead and a table of its numbers,
                  and the names of the columns if they are others
    rows          places of boxes that stand side by side, in this order
    laid          the Rows in which all boxes stand (rows.py); None leaves it to Graphviz
    shares        for each edge the size of its share, as a part of the largest, which
                  its width shows; () if all are as wide
    """

    boxes: tuple
    edges: tuple
    frames: list
    words: str
    uses: tuple = ()
    values: tuple = ()
    grads: tuple = ()
    insides: tuple = ()
    rows: tuple = ()
    laid: object = None
    shares: tuple = ()

    @property
    def captions(self):
        return [frame.caption for frame in self.frames]
