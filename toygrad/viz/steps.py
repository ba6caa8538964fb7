"""A pass over a graph as plain data: what a player shows, frame by frame.

A `Pass` is boxes, edges and frames; a `Recorder` makes one.  The passes
themselves stand above: passes.py, nudges.py, folded.py.

Nothing there computes a derivative of its own: order, parents and local
derivatives are the engine's, and no gradient is touched.
"""

import math
from dataclasses import dataclass

from ..check import recompute
from ..functions import rule_of
from ..order import topological_order, walk
from ..refusals import check_result
from ..value import Value
from .words import (
    all_values,
    box_title,
    is_parameter,
    listing,
    local_grads_of,
    local_symbols,
    names_of,
    number,
)

__all__ = ["Box", "Edge", "Frame", "Note", "Pass", "Recorder"]


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


@dataclass(frozen=True)
class Note:
    """The last words in a box: kind "none", "waiting", "partial" or "complete"."""

    kind: str
    text: str = ""


@dataclass(frozen=True)
class Frame:
    """One step of a pass.

    caption  what happens, in one to three sentences
    counter  where we are: "value 2 of 3"
    phase    "forward", "backward" or "nudge"
    stage    how many of the boxes are on stage
    active   the place of the box at work, or None
    edges    the places of the edges in use
    moves    for each of these edges, as texts: the number that leaves, the
             product half way, the number that arrives
    notes    a Note for each box
    slots    for each box the shares that have arrived, as texts
    formula  the same in mathematics: parts (role, text), and (role, top,
             bottom) for a derivative; the role says which number it is,
             "arriving", "local" or "share", or ""
    sums     for boxes where shares meet, by place: how the new sum comes about
    titles, data, lines
             for each box its title and its data, for each edge its lines, where
             they are not the same in all frames
    """

    caption: str
    counter: str
    phase: str
    stage: int
    active: int | None
    edges: tuple
    moves: tuple
    notes: tuple
    slots: tuple
    formula: tuple = ()
    sums: tuple = ()
    titles: tuple = ()
    data: tuple = ()
    lines: tuple = ()


@dataclass(frozen=True)
class Pass:
    """A recorded pass: what stands on stage, and its frames.

    boxes, edges  what the drawing shows
    uses          for each box the number of slots it shows
    frames        the steps
    words         the drawing in a sentence or two
    values        the values behind the result, in the order of the boxes
    grads         for each value the gradient of the last frame; () if none
    insides       for each folded neuron its place, a lead and a table of its numbers
    """

    boxes: tuple
    edges: tuple
    uses: tuple
    frames: list
    words: str
    values: list
    grads: tuple = ()
    insides: tuple = ()

    @property
    def captions(self):
        return [frame.caption for frame in self.frames]


def inputs_of(value):
    """(parent, the local derivatives on the way) for each edge into `value`."""
    return [(p, (local,)) for p, local in zip(value.parents, local_grads_of(value))]


def recomputed(value):
    """The number of `value`, computed again from its parents; None where it cannot."""
    arguments = [parent.data for parent in value.parents]
    compute = rule_of(value)
    try:
        return compute(*arguments)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None


def check_value(thing, function):
    if not isinstance(thing, Value):
        raise TypeError(
            f"{function} needs a value, got {type(thing).__name__}; "
            "write it with the value itself, not with its data"
        )
    ends, order, _ = walk(thing)
    check_result(thing, ends + order)
    if any(recomputed(value) != value.data for value in topological_order(thing)):
        raise ValueError(
            f"{function} needs a graph whose numbers belong together, but a leaf was "
            "changed after the forward pass; compute the result again"
        )


class Recorder:
    """What all passes share: the cast, and the state between two frames."""

    def __init__(self, result):
        values = all_values(result)
        self.result = result
        self.order = topological_order(result)
        self.names = names_of(values)
        self.ancestors, self.frames = {}, []
        self.cast({value: inputs_of(value) for value in values})

    def cast(self, inputs):
        """Who is on stage: each value with the edges that come into its box."""
        self.inputs, self.values = inputs, list(inputs)
        self.place = {value: count for count, value in enumerate(self.values)}
        # Edges are numbered in the order in which the forward pass makes them.
        ways = [(v, k) for v in self.values for k in range(len(inputs[v]))]
        self.edge_place = {way: count for count, way in enumerate(ways)}
        self.uses = dict.fromkeys(self.values, 0)
        for value, k in ways:
            self.uses[self.parents(value)[k]] += 1
        # Constants have no name but their number, and "2.grad" reads badly.
        self.called = {
            value: name if value.label or value.parents else f"(constant {name})"
            for value, name in self.names.items()
        }
        self.stage = len(self.values)
        self.notes = dict.fromkeys(self.values, Note("none"))
        self.arrived = {value: [] for value in self.values}

    def parents(self, value):
        """Where the edges into the box of `value` come from."""
        return [parent for parent, _ in self.inputs[value]]

    def locals(self, value):
        """The local derivative of each edge into the box of `value`."""
        return [math.prod(factors) for _, factors in self.inputs[value]]

    def direct(self, value, parent):
        """Does one edge alone lead from `parent` to `value`?  Then the local
        derivative is what ∂value/∂parent means; else the letters would lie."""
        parents = self.parents(value)
        others = [p for p in parents if p is not parent]
        return parents.count(parent) == 1 and not any(
            parent in self.behind(other) for other in others
        )

    def behind(self, value):
        """The values that `value` was computed from, at any distance."""
        if value not in self.ancestors:
            found = set(parents := self.parents(value))
            self.ancestors[value] = found.union(*map(self.behind, parents))
        return self.ancestors[value]

    def add(
        self, phase, counter, caption, active=None, edges=(), moves=(), formula=(), sums=()
    ):  # fmt: skip
        self.frames.append(
            Frame(
                caption=caption,
                counter=counter,
                phase=phase,
                stage=self.stage,
                active=None if active is None else self.place[active],
                edges=tuple(self.edge_place[edge] for edge in edges),
                moves=tuple(moves),
                notes=tuple(self.notes[value] for value in self.values),
                slots=tuple(tuple(self.arrived[value]) for value in self.values),
                formula=tuple(formula),
                sums=tuple((str(self.place[value]), text) for value, text in sums),
            )
        )

    def recorded(self, uses=None, grads=()):
        boxes = tuple(map(self.box, self.values))
        edges = tuple(
            Edge(self.place[parent], self.place[value], self.edge_lines(value, k))
            for value, k in self.edge_place
            for parent in [self.parents(value)[k]]
        )
        uses = uses or (0,) * len(boxes)
        return Pass(
            boxes, edges, uses, self.frames, self.words(boxes, edges), self.values, grads
        )  # fmt: skip

    def box(self, value):
        title, data = box_title(value, self.names), f"data {number(value.data)}"
        return Box(title, data, is_parameter(value), tip=self.tip(value))

    def tip(self, value):
        """What pointing at a box says; a pass without gradients says nothing."""
        return ""

    def symbols(self, value):
        return local_symbols(value, self.names)

    def edge_lines(self, value, k, limit=12):
        """The local derivative: its symbol, if that is short, and its number."""
        symbol, text = self.symbols(value)[k], number(self.locals(value)[k])
        if 0 < len(symbol) <= limit:
            return f"×{symbol}", f"= ×{text}"
        return (f"×{text}",)

    def words(self, boxes, edges):
        """The drawing in words, for those who do not see it."""
        name, data = self.names[self.result], number(self.result.data)
        return (
            f"Animation in {len(self.frames)} steps. Compute graph of {boxes[-1].title}: "
            f"{len(boxes)} boxes, {len(edges)} edges. {name} is {data}."
        )

    def leaves_in_words(self):
        """ "a = 2, b = −3", or a count where there are too many to read."""
        leaves = [value for value in self.values if not value.parents]
        named = [leaf for leaf in leaves if leaf.label]
        if len(named or leaves) > 6:
            return f"{len(named or leaves)} leaves hold their numbers"
        if not leaves:
            return "The inputs are plain numbers"
        if not named:
            are = "The numbers are" if len(leaves) > 1 else "The number is"
            return f"{are} {listing([number(leaf.data) for leaf in leaves])}"
        return ", ".join(f"{self.names[leaf]} = {number(leaf.data)}" for leaf in named)


def true_change(result, leaf, size):
    """How far `result` really moves when `leaf` does, or None where it cannot."""
    try:
        return recompute(result, {leaf: leaf.data + size}) - result.data
    except (ValueError, OverflowError, ZeroDivisionError):
        return None


def finely(x, change):
    """`x` with the decimals in which a change of this size can be seen."""
    if change == 0.0:
        return number(x)
    decimals = max(0, 2 - math.floor(math.log10(abs(change))))
    if abs(x) >= 1e9 or decimals > 9:
        return number(x, digits=12)
    text = f"{x:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")
