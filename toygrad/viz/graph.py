"""A value's compute graph as a picture.

With this file you can

* see the graph behind a result: ``draw_graph(y)``,
* get it as DOT text, the same on every run: ``dot_source(y)``.

Each box is a value: what it is, its data, its gradient.  Each edge
carries the local derivative, the factor of the backward pass.
Told in chapter 3.
"""

import math

from ..value import Value
from .groups import grouped
from .layout import dot_text
from .pictures import graph_picture, written
from .steps import Box, Edge, Frame, Note, Pass
from .widget import Stage
from .words import (
    all_values,
    box_title,
    edges_of,
    is_parameter,
    local_grads_of,
    names_of,
    number,
)

__all__ = ["Drawing", "draw_graph", "dot_source"]


class Drawing(Stage):
    """A compute graph that shows itself.

    As text (``print``, GitHub, tests) it is a list of its values and edges.

    recorded  the boxes, the edges, and the one frame that it shows
    """

    def __init__(self, recorded, rows):
        self.recorded = recorded
        text = "\n".join(rows)
        picture = graph_picture(recorded)
        super().__init__(written([picture], [], recorded.words), text)


def draw_graph(result, fold=None, opened=()):
    """The compute graph behind `result`, as a picture that shows itself.

        >>> x = Value(3.0, label="x")
        >>> y = x * x
        >>> y.label = "y"
        >>> draw_graph(y)
        x         data 3       grad: not computed yet
        y = x·x   data 9       grad: not computed yet
        x → y ×3
        x → y ×3

    Gradients read "not computed yet" until a backward pass has been
    through.  `fold` draws a network smaller: "neuron" makes each neuron
    one box, but for those named in `opened`, "layer" each layer.

    Raises TypeError for anything but a value, ValueError for another
    word, an unknown neuron or more than 200 computed values, RuntimeError
    where no Graphviz can be found.  Told in chapter 3.
    """
    if not isinstance(result, Value):
        raise TypeError(
            f"draw_graph needs a value, got {type(result).__name__}; "
            "write draw_graph(loss), with the value that backward starts from"
        )
    if fold is not None or opened:
        return draw_folded(
            result, grouped(result, "neuron" if fold is None else fold, opened)
        )
    values = all_values(result)
    names = names_of(values)
    place = {value: count for count, value in enumerate(values)}
    boxes = [
        Box(box_title(value, names), f"data {number(value.data)}", is_parameter(value))
        for value in values
    ]
    edges = [
        Edge(place[p], place[value], (f"×{number(local_grads_of(value)[k])}",))
        for p, k, value in edges_of(values)
    ]
    notes = [note_of(value, result) for value in values]
    return Drawing(at_rest(boxes, edges, notes, alt_text(result)), text_rows(result))


def at_rest(boxes, edges, notes, words):
    """A graph that stands still, as a pass of one frame."""
    rest = Frame(
        "", "", "still", len(boxes), None, (), (), tuple(notes), ((),) * len(boxes)
    )
    return Pass(tuple(boxes), tuple(edges), (0,) * len(boxes), [rest], words, [])


def draw_folded(result, groups):
    """A drawing with a box for each group."""
    lines = [group_lines(group, result) for group in groups]
    place = {out: k for k, group in enumerate(groups) for out in group.outputs}
    ways = [
        (place[value], k, edge_label(groups[place[value]], factors))
        for k, group in enumerate(groups)
        for value, factors in group.inputs
    ]
    edges = [Edge(*way) for way in dict.fromkeys(ways)]
    boxes = [
        Box(group.title, first, bool(group.folded), group.weights, ". ".join(more))
        for group, (first, *more) in zip(groups, lines)
    ]
    notes = [
        note_of(*group.outputs, result) if len(group.outputs) == 1 else Note("none")
        for group in groups
    ]
    rows = ["  ".join([group.title, *rest]) for group, rest in zip(groups, lines)]
    names, end = [group.name for group in groups], place[result]
    rows += [" ".join([names[e.tail], "→", names[e.head], *e.lines]) for e in edges]
    words = (
        f"Compute graph of {groups[end].title}, folded: {len(groups)} boxes, {len(edges)} edges. "
        f"Its result is {number(result.data)}."
    )
    return Drawing(at_rest(boxes, edges, notes, words), rows)


def note_of(value, result):
    """The gradient of a value, as the last words of its box."""
    words = gradient_in_words(value, result)
    if words.startswith("grad:"):
        return Note("waiting", "grad: not yet")
    return Note("complete", words)


def edge_label(tail, factors):
    """The local derivative, where the edge stands for one alone."""
    alone = factors and len(tail.outputs) == 1
    return (f"×{number(math.prod(factors))}",) if alone else ()


def group_lines(group, result):
    """What stands in the box of a group below its title."""
    if len(group.outputs) == 1:
        (value,) = group.outputs
        lines = [f"data {number(value.data)}", gradient_in_words(value, result)]
    else:
        lines = [f"{len(group.outputs)} neurons"]
    return [*lines, f"{group.folded} folded inside"] if group.folded else lines


def dot_source(result):
    """The graph behind `result` as DOT text: pure, the same on every run."""
    values = all_values(result)
    names = names_of(values)
    boxes = [
        [
            box_title(value, names),
            f"data {number(value.data)}",
            gradient_in_words(value, result),
        ]
        for value in values
    ]
    place = {value: count for count, value in enumerate(values)}
    edges = [
        (place[parent], place[value], ["×" + number(local_grads_of(value)[k])])
        for parent, k, value in edges_of(values)
    ]
    double = [k for k, value in enumerate(values) if is_parameter(value)]
    return dot_text(boxes, edges, double)


def gradient_in_words(value, result):
    """The gradient, or the words for a pass that has not been.

    A gradient of 0.0 is a result only after a pass, and a pass leaves
    something other than 0.0 at the value it started from.
    """
    if value.grad or result.grad:
        return f"grad {number(value.grad)}"
    return "grad: not computed yet"


def alt_text(result):
    """The graph in words: size, result, gradients of the named leaves."""
    values = all_values(result)
    names = names_of(values)
    text = (
        f"Compute graph of {box_title(result, names)}: {len(values)} values, "
        f"{len(edges_of(values))} edges. {names[result]} is {number(result.data)}."
    )
    leaves = [value for value in values if not value.parents and value.label]
    if not result.grad:
        return f"{text} No gradient has been computed yet."
    gradients = ", ".join(f"{names[leaf]} {number(leaf.grad)}" for leaf in leaves[:8])
    return f"{text} Gradients: {gradients}." if gradients else text


def text_rows(result):
    """The graph as lines of text: a row for each value, one for each edge."""
    values = all_values(result)
    names = names_of(values)
    titles = [box_title(value, names) for value in values]
    width = max(map(len, titles)) + 2
    rows = []
    for value, title in zip(values, titles):
        gradient = gradient_in_words(value, result)
        rows.append(f"{title:<{width}} data {number(value.data):<7} {gradient}")
    for parent, k, value in edges_of(values):
        rows.append(
            f"{names[parent]} → {names[value]} ×{number(local_grads_of(value)[k])}"
        )
    return rows
