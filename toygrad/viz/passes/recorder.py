"""What all recorded passes share: who is on stage, and what stands there now.

A `Recorder` takes a snapshot of a graph and makes a `Pass` of it, frame by
frame.  Order, parents and local derivatives are the engine's, and no
gradient is touched.
"""

import math

from ...check import recompute
from ...paths import local_grads
from ..graph.parts import Box, Edge, Frame, Note, Pass
from ..snapshot import OUT_OF_DOMAIN, is_parameter
from ..words import listing, number

__all__ = ["Recorder", "Scene", "finely", "nudge_in_words", "true_change"]


class Scene:
    """What stands on stage now, and the frames so far.

    `values` are the boxes and `ways` the edges, in the order in which the
    forward pass makes them; either may be anything that a dict can hold.
    """

    def __init__(self, values, ways):
        self.values, self.frames = values, []
        self.place = {value: count for count, value in enumerate(values)}
        self.edge_place = {way: count for count, way in enumerate(ways)}
        self.stage = len(values)
        self.notes = dict.fromkeys(values, Note("none"))
        self.arrived = {value: [] for value in values}

    def add(
        self, phase, counter, caption, active=None, edges=(), moves=(), formula=(), sums=()
    ):  # fmt: skip
        """One frame more, of all that stands there now."""
        self.frames.append(
            Frame(
                tuple(self.notes[value] for value in self.values), phase, self.stage,
                caption, counter, None if active is None else self.place[active],
                edges=tuple(self.edge_place[edge] for edge in edges),
                moves=tuple(moves),
                slots=tuple(tuple(self.arrived[value]) for value in self.values),
                formula=tuple(formula),
                sums=tuple((str(self.place[value]), text) for value, text in sums),
            )
        )  # fmt: skip


class Recorder(Scene):
    """What all passes over our own graphs share: the cast, and how it is told of.

    `graph` is a Snapshot.  `inputs` has, for each value on stage, the edges
    that come into its box: (parent, the local derivatives on the way).
    """

    def __init__(self, graph, inputs=None):
        self.graph, self.result, self.names = graph, graph.result, graph.names
        self.inputs = inputs or {value: edges_into(value) for value in graph.values}
        ways = [(v, k) for v, inputs in self.inputs.items() for k in range(len(inputs))]
        super().__init__(list(self.inputs), ways)
        self.order = [value for value in graph.order if value in self.inputs]
        self.ancestors = {}
        self.uses = dict.fromkeys(self.values, 0)
        for value, k in ways:
            self.uses[self.parents(value)[k]] += 1
        # Constants have no name but their number, and "2.grad" reads badly.
        self.called = {
            value: name if value.label or value.parents else f"(constant {name})"
            for value, name in self.names.items()
        }

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

    def finish(self, **more):
        """The pass: the cast as boxes and edges, and all frames so far."""
        boxes = tuple(map(self.box, self.values))
        edges = tuple(
            Edge(self.place[self.parents(v)[k]], self.place[v], self.edge_lines(v, k))
            for v, k in self.edge_place
        )
        words = self.describe(boxes, edges)
        return Pass(boxes, edges, self.frames, words, values=self.values, **more)

    def box(self, value):
        title, data = self.graph.title(value), f"data {number(value.data)}"
        return Box(title, data, is_parameter(value), tip=self.tip(value))

    def tip(self, value):
        """What pointing at a box says; a pass without gradients says nothing."""
        return ""

    def symbols(self, value):
        """How the local derivatives are written, "" where only the number tells."""
        return self.graph.symbols(value)

    def edge_lines(self, value, k, limit=12):
        """The local derivative: its symbol, if that is short, and its number."""
        symbol, text = self.symbols(value)[k], number(self.locals(value)[k])
        if 0 < len(symbol) <= limit:
            return f"×{symbol}", f"= ×{text}"
        return (f"×{text}",)

    def describe(self, boxes, edges):
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


def edges_into(value):
    """(parent, the local derivatives on the way) for each edge into `value`."""
    return [(p, (local,)) for p, local in zip(value.parents, local_grads(value))]


def nudge_in_words(called, slope, result):
    """What a small nudge of one value alone does to the result, by its gradient."""
    move = number(abs(slope) * 0.01)
    moves = f"{'rises' if slope > 0 else 'falls'} by about {move}"
    stays = "stays as it is" if move == "0" else moves
    return f"Raise {called} by 0.01 alone: {result} {stays}."


def true_change(result, leaf, size):
    """How far `result` really moves when `leaf` does, or None where it cannot."""
    try:
        return recompute(result, {leaf: leaf.data + size}) - result.data
    except OUT_OF_DOMAIN:
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
