"""A function at many places, and the one drawing that shows any of them.

With this file you can

* look at a function at one place: ``point_at(f, ["x"], (2.0,))``,
* draw it at many: ``Scene(f, ["x"], points)``.

``explore`` puts sliders on it.
"""

import collections
import html
import math
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from ..refusals import short
from ..value import Value
from . import theme
from .axes import Axes, Layers
from .graph import SVG, dot_text, svg_tree
from .letters import hold_widths, text_width
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
COLUMN = 640  # pixels; a wider graph is drawn from top to bottom
OUT_OF_DOMAIN = (ValueError, OverflowError, ZeroDivisionError)


def positions(low, high, count):
    """Evenly spaced numbers, without the dust of floating point."""
    return [float(f"{low + (high - low) * k / (count - 1):.12g}") for k in range(count)]


# One position of the sliders.


@dataclass(frozen=True)
class Point:
    """What `f` does at one place: all the texts of its picture.

    texts    a list of lines for each box, then one line for each edge
    shape    what must agree for two places to share a drawing
    problem  why there is nothing to show, or ""
    """

    place: tuple
    result: float = math.nan
    slopes: tuple = ()
    texts: tuple = ()
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
    boxes = (
        (
            box_title(value, names),
            f"data {number(value.data)}",
            f"grad {number(grads[value])}",
        )
        for value in values
    )
    edges = (("×" + number(local_grads_of(v)[k]),) for _, k, v in edges_of(values))
    return Point(
        place=place,
        result=result.data,
        slopes=tuple(grads.get(value, 0.0) for value in inputs),
        texts=(*boxes, *edges),
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


# The drawing.


class Scene:
    """One drawing with every text of every point in its place."""

    def __init__(self, f, names, points):
        self.f, self.arguments, self.points = f, names, points
        self.names = [label_text(name, 40) for name in names]
        self.layers = Layers(repr([(point.place, point.texts) for point in points]))
        shapes = collections.Counter(p.shape for p in points if not p.problem)
        shape = shapes.most_common(1)[0][0]
        self.usual = next(p for p in points if p.shape == shape)
        self.alike = [k for k, p in enumerate(points) if p.shape == shape]

    def texts(self):
        """The drawing, then a frame for each point."""
        pictures = [self.graph(), *([self.curve()] if len(self.names) == 1 else [])]
        drawing = self.layers.drawing(*map(centred, pictures), columns=1)
        return [drawing, *map(self.frame, range(len(self.points)))]

    def frame(self, k):
        point = self.points[k]
        named = zip(self.names, point.place)
        place = ", ".join(f"{name} = {number(x, 6)}" for name, x in named)
        return (
            f'{self.layers.style(k)}<p class="toygrad-caption"><b>{html.escape(place)}</b><br>'
            f"{html.escape(self.sentence(point))}</p>"
        )

    def sentence(self, point):
        if point.problem:
            return f"Here f cannot be computed: {point.problem}."
        name = point.texts[len(point.values) - 1][0].partition(" = ")[0]
        slopes = [f"{number(s)} along {n}" for n, s in zip(self.names, point.slopes)]
        text = f"{name} is {number(point.result)}. Its slope is {listing(slopes)}."
        if point.shape == self.usual.shape:
            return text
        count = len(point.values)
        return f"{text} Here the graph has another shape, of {count} values: it is not drawn."

    # The graph, laid out once with the widest texts.

    def graph(self):
        tree = self.layout()
        tree.set("role", "img")
        tree.set("aria-label", self.words())
        tree.set("style", "max-width:none")
        groups = {
            g.get("class").split()[-1]: g
            for g in tree.iter(f"{SVG}g")
            if g.get("class")
        }
        boxes = len(self.usual.values)
        for count, slot in enumerate(self.slots()):
            name = f"v{count}" if count < boxes else f"e{count - boxes}"
            self.fill(groups[name], slot, is_box=count < boxes)
            if count < boxes and self.turned(self.usual.values[count]):
                light_up(groups[name])
        other = [
            k
            for k, p in enumerate(self.points)
            if p.shape not in (self.usual.shape, ())
        ]
        if other:
            rest = sorted(set(range(len(self.points))) - set(other))
            groups["graph"].set("class", f"graph part {self.layers.part(*rest)}")
        hold_widths(tree)
        svg = ElementTree.tostring(tree, encoding="unicode")
        # What scrolls can be reached by keyboard.
        return (
            '<div style="overflow-x:auto" tabindex="0" role="group" '
            f'aria-label="Compute graph">{svg}</div>'
        )

    def turned(self, value):
        """Is this the value of a slider?"""
        return not value.parents and value.label in self.arguments

    def layout(self):
        """The graph with the widest text in every line, so that all fit."""
        wide = [
            [max(lines, key=widest) for lines in zip(*slot)] for slot in self.slots()
        ]
        values = self.usual.values
        place = {value: count for count, value in enumerate(values)}
        edges = [
            (place[parent], place[value], wide[len(values) + count])
            for count, (parent, _, value) in enumerate(edges_of(values))
        ]
        double = list(map(is_parameter, values))
        dot = dot_text(wide[: len(values)], edges, double)
        across = svg_tree(dot)
        if float(across.get("width")) <= COLUMN:
            return across
        down = svg_tree(dot.replace("rankdir=LR", "rankdir=TB", 1))
        return min(across, down, key=lambda tree: float(tree.get("width")))

    def slots(self):
        """For each box and each edge its lines at every point of the usual shape."""
        return zip(*(self.points[k].texts for k in self.alike))

    def fill(self, group, slot, is_box):
        """Put every text that a line ever shows in the place of this line."""
        holder = next(
            g for g in group.iter(f"{SVG}g") if g.find(f"{SVG}text") is not None
        )
        lines = holder.findall(f"{SVG}text")
        for k, (line, texts) in enumerate(zip(lines, zip(*slot))):
            if is_box and k == 0 and len(set(texts)) == 1:
                line.text = texts[0]  # a title stays, also where f has no number
            else:
                holder.insert(list(holder).index(line), self.changing(line, texts))
                holder.remove(line)

    def changing(self, line, texts):
        """A line of the drawing that says another text in other frames."""
        at = {name: value for name, value in line.attrib.items() if name not in "xy"}
        at["transform"] = f"translate({line.get('x')},{line.get('y')})"
        place = ElementTree.Element(f"{SVG}g", at)
        frames = {}
        for k, text in zip(self.alike, texts):
            frames.setdefault(text, []).append(k)
        for text, shown in frames.items():
            one = ElementTree.SubElement(place, f"{SVG}text")
            one.set("class", f"part {self.layers.part(*shown)}")
            one.text = text
        return place

    def words(self):
        title = self.usual.texts[len(self.usual.values) - 1][0]
        return (
            f"Compute graph of {title}: {len(self.usual.values)} values. "
            f"Its numbers follow {listing(self.names)}."
        )

    # The curve.

    def curve(self):
        """The curve of f, and at each point its tangent."""
        (low,), (high,) = self.points[0].place, self.points[-1].place
        fine = positions(low, high, CURVE_POINTS)
        heights = [point_at(self.f, self.arguments, (x,)).result for x in fine]
        room = room_for([y for y in heights if math.isfinite(y)])
        name = self.names[0]
        axes = Axes((low, high), room, name, "f")
        tangents = "".join(
            f'<g class="part {self.layers.part(k)}">{tangent(axes, point)}</g>'
            for k, point in enumerate(self.points)
            if not point.problem
        )
        line = axes.line(zip(fine, heights))
        path = (
            f'<path d="{line}" fill="none" stroke="{theme.DATA}" stroke-width="2.5"/>'
        )
        words = f"The curve of f over {name}, and its tangent at the slider."
        return axes.show(words, path + tangents)


def widest(text):
    return text_width(text, theme.TEXT_SIZE)


def light_up(group):
    """The colours of a value that is being computed, for its box."""
    box = group.find(f".//{SVG}path")
    box.set("fill", theme.FORWARD_TINT)
    box.set("stroke", theme.FORWARD)
    box.set("stroke-width", "2.5")


def centred(drawn):
    return f'<div style="max-width:100%;margin:0 auto">{drawn}</div>'


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


def tangent(axes, point):
    """The point of the curve, and the line that leaves it with its slope."""
    (x,), (slope,), y = point.place, point.slopes, point.result
    reach = (axes.xs[1] - axes.xs[0]) / 3
    line = axes.line([(x - reach, y - slope * reach), (x + reach, y + slope * reach)])
    dashes = f'stroke="{theme.GRADIENT}" stroke-width="2" stroke-dasharray="6 4"'
    attributes = f'fill="{theme.BACKWARD}" stroke="{theme.INK}" stroke-width="1.5"'
    return f'<path d="{line}" {dashes}/>' + axes.dot(x, y, attributes)
