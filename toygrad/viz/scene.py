"""A function at many places, and the pictures that show any of them.

With this file you can

* look at a function at one place: ``point_at(f, ["x"], (2.0,))``,
* show it at many, as data: ``Scene(f, ["x"], points).pictures()``.

``explore`` puts sliders on it.
"""

import collections
import math
from dataclasses import dataclass

from ..refusals import short
from ..value import Value
from . import theme
from .axes import Axes
from .pictures import graph_picture, longest
from .steps import Box, Edge, Frame, Note, Pass
from .words import (
    all_values,
    box_title,
    edges_of,
    is_parameter,
    label_text,
    listing,
    local_grads_of,
    names_of,
    number,
)

__all__ = ["Point", "Scene", "point_at", "positions"]

CURVE_POINTS = 161
OUT_OF_DOMAIN = (ValueError, OverflowError, ZeroDivisionError)


def positions(low, high, count):
    """Evenly spaced numbers, without the dust of floating point."""
    return [float(f"{low + (high - low) * k / (count - 1):.12g}") for k in range(count)]


# One position of the sliders.


@dataclass(frozen=True)
class Point:
    """What `f` does at one place: all the texts of its picture.

    titles, data, grads  for each box
    factors              for each edge
    shape                what must agree for two places to share a drawing
    problem              why there is nothing to show, or ""
    """

    place: tuple
    result: float = math.nan
    slopes: tuple = ()
    titles: tuple = ()
    data: tuple = ()
    grads: tuple = ()
    factors: tuple = ()
    shape: tuple = ()
    values: tuple = ()
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
        result = f(*inputs)
        if not isinstance(result, Value):
            raise TypeError(
                f"explore needs a function that gives one value, got {short(result)}; "
                "write it with values and the functions of toygrad"
            )
        return walked(place, inputs, result)
    except OUT_OF_DOMAIN as error:
        return Point(place, problem=label_text(error, 300))


def walked(place, inputs, result):
    """One backward pass from `result`, as a point."""
    result.label = result.label or "f"
    values = all_values(result)
    grads = grads_of(result, values)
    names = names_of(values)
    return Point(
        place=place,
        result=result.data,
        slopes=tuple(grads.get(value, 0.0) for value in inputs),
        titles=tuple(box_title(value, names) for value in values),
        data=tuple(f"data {number(value.data)}" for value in values),
        grads=tuple(f"grad {number(grads[value])}" for value in values),
        factors=tuple(
            f"×{number(local_grads_of(v)[k])}" for _, k, v in edges_of(values)
        ),
        shape=shape_of(values),
        values=tuple(values),
    )


def grads_of(result, values):
    """The gradients of one pass; afterwards every value has its own again."""
    before = [value.grad for value in values]
    for value in values:
        value.grad = 0.0
    try:
        result.backward()
        return {value: value.grad for value in values}
    finally:
        for value, grad in zip(values, before):
            value.grad = grad


def shape_of(values):
    """Operations, parents, and the labels of leaves."""
    order = {value: k for k, value in enumerate(values)}
    return tuple(
        (v.op, *(order[p] for p in v.parents)) if v.parents else (v.label,)
        for v in values
    )


# The pictures.


class Scene:
    """A graph with the numbers of every point, and with one argument the curve of `f`."""

    def __init__(self, f, names, points):
        self.f, self.arguments, self.points = f, names, points
        self.names = [label_text(name, 40) for name in names]
        shapes = collections.Counter(p.shape for p in points if not p.problem)
        shape = shapes.most_common(1)[0][0]
        self.alike = [p for p in points if p.shape == shape]
        self.usual = self.alike[0]
        self.words = (
            f"Compute graph of {self.usual.titles[-1]}: {len(self.usual.values)} values. "
            f"Its numbers follow {listing(self.names)}."
        )

    def pictures(self):
        return [self.graph(), *([self.curve()] if len(self.names) == 1 else [])]

    def frame(self, point):
        """Where the sliders stand, and a sentence."""
        place = (f"{name} = {number(x, 6)}" for name, x in zip(self.names, point.place))
        return [", ".join(place), self.sentence(point), []]

    def sentence(self, point):
        if point.problem:
            return f"Here f cannot be computed: {point.problem}."
        name = point.titles[-1].partition(" = ")[0]
        slopes = [f"{number(s)} along {n}" for n, s in zip(self.names, point.slopes)]
        text = f"{name} is {number(point.result)}. Its slope is {listing(slopes)}."
        if point.shape == self.usual.shape:
            return text
        count = len(point.values)
        return f"{text} Here the graph has another shape, of {count} values: it is not drawn."

    # The graph.

    def graph(self):
        """The graph of all points that share its shape; the sliders' boxes are lit."""
        values = self.usual.values
        place = {value: k for k, value in enumerate(values)}
        titles = [longest(texts) for texts in zip(*(p.titles for p in self.alike))]
        boxes = tuple(map(Box, titles, self.usual.data, map(is_parameter, values)))
        edges = tuple(
            Edge(place[parent], place[value], (factor,))
            for (parent, _, value), factor in zip(edges_of(values), self.usual.factors)
        )
        uses, frames = (0,) * len(boxes), list(map(self.state, self.points))
        recorded = Pass(boxes, edges, uses, frames, self.words, values)
        lit = [k for k, value in enumerate(values) if self.turned(value)]
        return graph_picture(recorded) | {"lit": lit}

    def state(self, point):
        """The graph at one point: without numbers, or hidden, where it has none of them."""
        usual = point.shape == self.usual.shape
        shown = point if usual else self.usual
        notes = tuple(Note("complete", grad) for grad in shown.grads)
        return Frame(
            caption="", counter="", phase="still" if usual or point.problem else "hidden",
            stage=len(notes) if usual else 0, active=None, edges=(), moves=(), notes=notes,
            slots=((),) * len(notes), titles=shown.titles, data=shown.data,
            lines=tuple((factor,) for factor in shown.factors),
        )  # fmt: skip

    def turned(self, value):
        """Is this the value of a slider?"""
        return not value.parents and value.label in self.arguments

    # The curve.

    def curve(self):
        """The curve of f, and at each point its tangent."""
        (low,), (high,) = self.points[0].place, self.points[-1].place
        fine = positions(low, high, CURVE_POINTS)
        heights = [point_at(self.f, self.arguments, (x,)).result for x in fine]
        room = room_for([y for y in heights if math.isfinite(y)])
        name = self.names[0]
        axes = Axes((low, high), room, name, "f")
        ends = [tangent(point, (high - low) / 3) for point in self.points]
        here = [[(*p.place, p.result)] if not p.problem else [] for p in self.points]
        marks = [
            axes.mark("line", "data", fine, heights, size=2.5),
            axes.mark("line", "gradient", *split(ends), size=2, dashed=True),
            axes.mark("here", "backward", *split(here), held=True, size=9),
        ]
        words = f"The curve of f over {name}, and its tangent at the slider."
        return axes.plot(words, marks, size=theme.CURVE_SIZE)


def split(frames):
    """For each frame its points, as xs and as ys."""
    return [[[point[k] for point in points] for points in frames] for k in (0, 1)]


def room_for(heights):
    """The lowest and the highest mark: all of a curve, or most of a steep one."""
    heights = sorted(heights)
    low, high = heights[0], heights[-1]
    tenth = len(heights) // 10
    middle_low, middle_high = heights[tenth], heights[-1 - tenth]
    usual = middle_high - middle_low
    if high - low > 10 * usual > 0:
        low, high = max(low, middle_low - usual), min(high, middle_high + usual)
    room = 0.06 * (high - low)
    return low - room, high + room


def tangent(point, reach):
    """The ends of the line that leaves the curve with its slope."""
    if point.problem:
        return []
    (x,), (slope,), y = point.place, point.slopes, point.result
    return [(x + way * reach, y + way * slope * reach) for way in (-1, 1)]
