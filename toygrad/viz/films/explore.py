"""A function of your own, at every position of its sliders.

With this file you can

* turn one number and watch graph, curve and tangent: ``explore(f, x=(-3, 3))``,
* turn two numbers and watch the graph: ``explore(f, x=(-3, 3), y=(0, 1))``.
"""

import collections
import math
from dataclasses import dataclass, replace

from ...paths import local_grads
from ...value import Value
from .. import theme
from ..graph.parts import Box, Edge, Frame, Note, Pass
from ..graph.picture import longest, write_graph
from ..snapshot import OUT_OF_DOMAIN, Snapshot, is_parameter
from ..words import label_text, listing, number
from .axes import Axes, room_for, split
from .sliders import Explorer, check_arguments, positions
from .trail import call

__all__ = ["GraphExplorer", "Point", "explore", "point_at"]

CURVE_POINTS = 161


def explore(f, **ranges):
    """Sliders for the arguments of `f`, over its compute graph.

        >>> explore(lambda x: x * x, x=(-2, 2))
        x   f  slope x
        −2  4  −4
        −1  1  −2
        0   0  0
        1   1  2
        2   4  4

    `f` takes one or two values and gives one value; each keyword names a
    slider and says from where to where it goes.  Each position shows the
    data, the gradients of a backward pass and the local derivatives;
    with one slider also the curve of `f` and its tangent.  Where `f`
    cannot be computed, or its graph has another shape, the picture says
    so.  In a live notebook a field beside each slider takes any number.
    Leaves that `f` brings along keep their gradients.

    Raises TypeError where `f` is no function or gives no value,
    ValueError where no position can be computed.  Told in chapter 1.
    """
    check_arguments(f, ranges, "explore(lambda x: x * x, x=(-3, 3))")
    return GraphExplorer(f, ranges)


# One position of the sliders.


@dataclass(frozen=True)
class Point:
    """What `f` does at one place.

    frame    all the texts of its picture
    shape    what must agree for two places to share a drawing
    problem  why there is nothing to show, or ""
    """

    place: tuple
    result: float = math.nan
    slopes: tuple = ()
    graph: Snapshot | None = None
    frame: Frame | None = None
    shape: tuple = ()
    problem: str = ""


def point_at(f, names, place):
    """`f` and all its gradients at one place.

        >>> point = point_at(lambda x: x * x, ["x"], (3.0,))
        >>> point.result, point.slopes
        (9.0, (6.0,))

    Where `f` cannot be computed the point says why.  Leaves that `f`
    brings along keep their gradients.  Raises TypeError where `f` gives
    no value.
    """
    try:
        inputs = [Value(x, label=name) for x, name in zip(place, names)]
        return look_at(place, inputs, call(f, inputs, "explore"))
    except OUT_OF_DOMAIN as error:
        return Point(place, problem=label_text(error, 300))


def look_at(place, inputs, result):
    """One backward pass from `result`, as a point."""
    result.label = result.label or "f"
    graph = Snapshot(result)
    graph.check_size()
    grads = grads_of(graph)
    frame = Frame(
        tuple(Note("complete", f"grad {number(grad)}") for grad in grads.values()),
        "still", len(grads),
        titles=tuple(map(graph.title, graph.values)),
        data=tuple(f"data {number(value.data)}" for value in graph.values),
        lines=tuple((f"×{number(local_grads(v)[k])}",) for _, k, v in graph.edges),
    )  # fmt: skip
    slopes = tuple(grads.get(value, 0.0) for value in inputs)
    return Point(place, result.data, slopes, graph, frame, shape_of(graph.values))


def grads_of(graph):
    """The gradients of one pass; afterwards every value has its own again."""
    before = [value.grad for value in graph.values]
    for value in graph.values:
        value.grad = 0.0
    try:
        graph.result.backward()
        return {value: value.grad for value in graph.values}
    finally:
        for value, grad in zip(graph.values, before):
            value.grad = grad


def shape_of(values):
    """Operations, parents, and the labels of leaves."""
    order = {value: k for k, value in enumerate(values)}
    return tuple(
        (v.op, *(order[p] for p in v.parents)) if v.parents else (v.label,)
        for v in values
    )


# The pictures.


class GraphExplorer(Explorer):
    """A graph with the numbers of every point, and with one argument the curve of `f`."""

    CALLED = "explore"

    def point(self, place):
        return point_at(self.f, self.names, place)

    def head(self):
        return ["f", *(label_text(f"slope {name}") for name in self.names)]

    def row(self, point):
        return point.result, *point.slopes

    def prepare(self, points):
        """The shape that most points share is drawn."""
        shapes = collections.Counter(p.shape for p in points if not p.problem)
        shape = shapes.most_common(1)[0][0]
        self.alike = [p for p in points if p.shape == shape]
        self.usual = self.alike[0]
        self.called = [label_text(name, 40) for name in self.names]
        self.words = (
            f"Compute graph of {self.usual.frame.titles[-1]}: {len(self.usual.graph.values)} values. "
            f"Its numbers follow {listing(self.called)}."
        )

    def pictures(self, points):
        curve = [self.curve(points)] if len(self.names) == 1 else []
        return [self.draw_graph(points), *curve]

    def sentence(self, point):
        if point.problem:
            return f"Here f cannot be computed: {point.problem}."
        name = point.frame.titles[-1].partition(" = ")[0]
        slopes = [f"{number(s)} along {n}" for n, s in zip(self.called, point.slopes)]
        text = f"{name} is {number(point.result)}. Its slope is {listing(slopes)}."
        if point.shape == self.usual.shape:
            return text
        count = len(point.graph.values)
        return f"{text} Here the graph has another shape, of {count} values: it is not drawn."

    def draw_graph(self, points):
        """The graph of all points that share its shape; the sliders' boxes are lit."""
        graph, frame = self.usual.graph, self.usual.frame
        place = {value: k for k, value in enumerate(graph.values)}
        titles = map(longest, zip(*(point.frame.titles for point in self.alike)))
        boxes = tuple(map(Box, titles, frame.data, map(is_parameter, place)))
        edges = tuple(
            Edge(place[parent], place[value], lines)
            for (parent, _, value), lines in zip(graph.edges, frame.lines)
        )
        recorded = Pass(boxes, edges, list(map(self.frame, points)), self.words)
        lit = [k for v, k in place.items() if not v.parents and v.label in self.names]
        return write_graph(recorded) | {"lit": lit}

    def frame(self, point):
        """The graph at one point: without numbers, or hidden, where it has none of them."""
        if point.shape == self.usual.shape:
            return point.frame
        phase = "still" if point.problem else "hidden"
        return replace(self.usual.frame, phase=phase, stage=0)

    def curve(self, points):
        """The curve of f, and at each point its tangent."""
        (low,), (high,) = points[0].place, points[-1].place
        fine = positions(low, high, CURVE_POINTS)
        heights = [self.point((x,)).result for x in fine]
        room = room_for([y for y in heights if math.isfinite(y)])
        axes = Axes((low, high), room, self.called[0], "f")
        ends = [tangent(point, (high - low) / 3) for point in points]
        here = [[(*p.place, p.result)] if not p.problem else [] for p in points]
        marks = [
            axes.mark("line", "data", fine, heights, size=2.5),
            axes.mark("line", "gradient", *split(ends), size=2, dashed=True),
            axes.mark("here", "backward", *split(here), held=True, size=9),
        ]
        words = f"The curve of f over {self.called[0]}, and its tangent at the slider."
        return axes.plot(words, marks, size=theme.CURVE_SIZE)


def tangent(point, reach):
    """The ends of the line that leaves the curve with its slope."""
    if point.problem:
        return []
    (x,), (slope,), y = point.place, point.slopes, point.result
    return [(x + way * reach, y + way * slope * reach) for way in (-1, 1)]
