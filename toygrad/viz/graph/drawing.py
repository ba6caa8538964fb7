"""A value's compute graph as a picture.

With this file you can see the graph behind a result: ``draw_graph(y)``.

Each box is a value: what it is, its data, its gradient.  Each edge
carries the local derivative, the factor of the backward pass.
Told in chapter 3.
"""

import math

from ...paths import local_grads
from ..pictures import write
from ..snapshot import Snapshot, is_parameter
from ..widget import Stage
from ..words import amount, number
from .blocks import fold_blocks
from .groups import fold_graph
from .parts import Box, Edge, Frame, Note, Pass
from .picture import write_graph
from .through import hint, views

__all__ = ["Drawing", "draw_graph", "write_rows"]

WHOLE_ONLY = (
    "through needs the whole graph, got fold or opened as well, which draw it smaller; "
    "write draw_graph(L, through=u)"
)


class Drawing(Stage):
    """A compute graph that shows itself.

    As text (``print``, GitHub, tests) it is a list of its values and edges.

    recorded  the boxes, the edges, and the one frame that it shows; a frame for
              each place that a bracket can have
    """

    def __init__(self, boxes, edges, views, words, rows, said=(), insides=(), **more):
        frames = [Frame(tuple(notes), "still", len(boxes)) for notes in views]
        self.recorded = Pass(
            tuple(boxes), tuple(edges), frames, words, insides=tuple(insides)
        )
        data = write([write_graph(self.recorded) | more], list(said), words)
        super().__init__(data, "\n".join(rows))


def draw_graph(result, fold=None, opened=(), through=None):
    """The compute graph behind `result`, as a picture that shows itself.

        >>> from toygrad import Value
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
    one box, but for those named in `opened`, "layer" each layer, "block" each
    part of a model that its parameters name, and each part of those in `opened`.

    `through` is one of the values: what lies between it and the result has
    a frame, the bracket, since all paths through it share that.  Pointing
    at a product of the bracket lights its path, and a click on another
    inner value moves the bracket there.

    Raises TypeError for anything but a value, ValueError for another
    word, an unknown neuron, a value of another graph or more than 200
    computed values, RuntimeError where no Graphviz can be found.  Told in
    chapters 3 and 4.
    """
    advice = "write draw_graph(loss), with the value that backward starts from"
    graph = Snapshot(result, "draw_graph", advice)
    if fold is not None or opened:
        if through is not None:
            raise ValueError(WHOLE_ONLY)
        if fold == "block":
            return draw_blocks(graph, opened)
        groups = fold_graph(graph, "neuron" if fold is None else fold, opened)
        return draw_groups(groups, result)
    graph.check_size()
    place = {value: count for count, value in enumerate(graph.values)}
    boxes = [
        Box(graph.title(value), f"data {number(value.data)}", is_parameter(value))
        for value in graph.values
    ]
    edges = [
        Edge(place[parent], place[value], (f"×{number(local_grads(value)[k])}",))
        for parent, k, value in graph.edges
    ]
    if through is not None:
        return draw_bracket(graph, through, boxes, edges)
    notes = [note_of(value, result) for value in graph.values]
    return Drawing(boxes, edges, [notes], describe(graph), write_rows(graph))


def draw_bracket(graph, value, boxes, edges):
    """A drawing with the bracket of `value`, and of those it can move to."""
    seen = views(graph, value)
    notes = [[sides.note(one) for one in graph.values] for sides in seen]
    said = [
        [hint(sides, [other for other in seen if other is not sides]), sides.caption, sides.formula]
        for sides in seen
    ]  # fmt: skip
    places = {one: count for count, one in enumerate(graph.values)}
    through = [
        {"at": places[s.value], "before": s.before, "after": s.after, "paths": list(map(list, s.paths))}
        for s in seen
    ]  # fmt: skip
    first = seen[0]
    rows = write_rows(graph, [note.text for note in notes[0]])
    told = [*([""] * len(boxes)), *map(first.of_edge, range(len(edges)))]
    rows = [f"{row}  {side}".rstrip() for row, side in zip(rows, told)]
    rows += [first.caption, *map(first.told, first.paths), first.sum]
    words = f"{measure(graph)} {first.words}"
    return Drawing(boxes, edges, notes, words, rows, said, through=through)


def draw_groups(groups, result):
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
    rows += [
        " ".join([groups[e.tail].name, "→", groups[e.head].name, *e.lines]) for e in edges
    ]  # fmt: skip
    words = (
        f"Compute graph of {groups[place[result]].title}, folded: {len(groups)} boxes, "
        f"{len(edges)} edges. Its result is {number(result.data)}."
    )
    return Drawing(boxes, edges, [notes], words, rows)


def draw_blocks(graph, opened):
    """A drawing with a box for each part of a model."""
    blocks, result = fold_blocks(graph, opened), graph.result
    place = {block: k for k, block in enumerate(blocks)}
    known = bool(result.grad)
    boxes, notes, insides = [], [], []
    for block in blocks:
        count = len(block.all_parameters)
        if block.values == [result]:
            boxes.append(Box(graph.names[result], f"data {number(result.data)}"))
            notes.append(note_of(result, result))
            continue
        words = [amount_of(count, "parameter"), amount_of(len(block.values), "value")]
        first, *more = filter(None, words)
        boxes.append(Box(block.name, first, bool(count), tip=". ".join(more)))
        notes.append(note_of_block(block, count, known))
        if count:
            insides.append((place[block], f"{', '.join(filter(None, words))}.", table_of(block, known), COLUMNS))  # fmt: skip
    edges = [
        Edge(place[tail], place[block], (amount(len(values), "number"),))
        for block in blocks
        for tail, values in block.inputs.items()
    ]
    rows = [
        "  ".join(filter(None, [box.title, box.data, note.text, box.tip]))
        for box, note in zip(boxes, notes)
    ]
    rows += [f"{boxes[e.tail].title} → {boxes[e.head].title} {e.lines[0]}" for e in edges]  # fmt: skip
    words = (
        f"Compute graph of {graph.names[result]}, folded by the parts of its model: "
        f"{len(graph.values):,} values in {len(boxes)} boxes. Its result is {number(result.data)}."
    )
    return Drawing(boxes, edges, [notes], words, rows, insides=insides)


def amount_of(count, thing):
    """ "3,072 parameters", "" for none."""
    return f"{count:,} {thing}{'s' * (count != 1)}" if count else ""


COLUMNS = ("part", "parameters", "size of data", "size of grad")


def note_of_block(block, count, known):
    if not count:
        return Note("none")
    if not known:
        return Note("waiting", "grad: not yet")
    return Note("complete", f"size of grad {number(block.size)}")


def table_of(block, known):
    """For each table of parameters how many it has, and the lengths of its data and gradient."""
    return tuple(
        (
            part, f"{len(parameters):,}", number(math.hypot(*(p.data for p in parameters))),
            number(math.hypot(*(p.grad for p in parameters))) if known else "not yet",
        )
        for part, parameters in block.parameters.items()
    )  # fmt: skip


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
        lines = [amount(len(group.outputs), "neuron")]
    return [*lines, f"{group.folded} folded inside"] if group.folded else lines


def gradient_in_words(value, result):
    """The gradient, or the words for a pass that has not been.

    A gradient of 0.0 is a result only after a pass, and a pass leaves
    something other than 0.0 at the value it started from.
    """
    if value.grad or result.grad:
        return f"grad {number(value.grad)}"
    return "grad: not computed yet"


def note_of(value, result):
    """The gradient of a value, as the last words of its box."""
    if value.grad or result.grad:
        return Note("complete", gradient_in_words(value, result))
    return Note("waiting", "grad: not yet")


def describe(graph):
    """A graph in words: its size, its result, the gradients of its named leaves."""
    result, names, text = graph.result, graph.names, measure(graph)
    if not result.grad:
        return f"{text} No gradient has been computed yet."
    leaves = [leaf for leaf in graph.leaves if leaf.label]
    gradients = ", ".join(f"{names[leaf]} {number(leaf.grad)}" for leaf in leaves[:8])
    return f"{text} Gradients: {gradients}." if gradients else text


def measure(graph):
    """How large a graph is, and its result."""
    result = graph.result
    return (
        f"Compute graph of {graph.title(result)}: {len(graph.values)} values, "
        f"{len(graph.edges)} edges. {graph.names[result]} is {number(result.data)}."
    )


def write_rows(graph, notes=None):
    """A graph as lines of text: a row for each value, one for each edge.

    `notes` stand at the end of the rows, in place of the gradients.
    """
    titles = {value: graph.title(value) for value in graph.values}
    width = max(map(len, titles.values())) + 2
    if notes is None:
        notes = [gradient_in_words(value, graph.result) for value in titles]
    rows = [
        f"{title:<{width}} data {number(value.data):<7} {note}".rstrip()
        for (value, title), note in zip(titles.items(), notes)
    ]
    return rows + [
        f"{graph.names[p]} → {graph.names[value]} ×{number(local_grads(value)[k])}"
        for p, k, value in graph.edges
    ]
