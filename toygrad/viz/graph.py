"""A value's compute graph as a picture.

With this file you can

* see the graph behind a result: ``draw_graph(y)``,
* get it as DOT text, the same on every run: ``dot_source(y)``,
* turn any DOT text into SVG: ``render_svg(dot)``.

Each box is a value: what it is, its data, its gradient.  Each edge
carries the local derivative, the factor of the backward pass.
Told in chapter 3.
"""

import html
import math
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from contextlib import contextmanager

import graphviz

from ..value import Value
from . import theme
from .groups import grouped
from .letters import hold_widths, text_width
from .words import (
    all_values,
    box_title,
    edges_of,
    is_parameter,
    local_grads_of,
    names_of,
    number,
)

__all__ = ["Drawing", "draw_graph", "dot_source", "render_svg", "svg_tree"]

SVG = "{http://www.w3.org/2000/svg}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ElementTree.register_namespace("", SVG[1:-1])

TENTHS = re.compile(r"(\.[1-9])\d*|\.0\d*(?!\d)")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
MARGINS = 9, 5  # pixels, between the border of a box and its text
BESIDE = 4  # pixels, between an edge and the text beside it
BASELINE = 0.34  # of the size of a text, from its middle down to where it stands
COMMON = {
    "font-family": theme.FONT,
    "font-size": str(theme.TEXT_SIZE),
    "text-anchor": "middle",
    "fill": theme.INK,
}

NO_RENDERER = (
    "drawing needs Graphviz, and neither pygraphviz nor the program dot is here; "
    "write pip install pygraphviz, which brings its own Graphviz"
)


class Drawing:
    """A compute graph that shows itself in a notebook.

    In a notebook it is a figure with inline SVG and a text alternative,
    and below it the same as text, to be opened; as text (``print``,
    GitHub, tests) it is a list of its values and edges.

    dot   the DOT text
    alt   the picture in one or two sentences
    """

    def __init__(self, dot, alt, rows):
        self.dot, self.alt, self.rows = dot, alt, rows

    def __repr__(self):
        return "\n".join(self.rows)

    def _repr_html_(self):
        tree = svg_tree(self.dot)
        hold_widths(tree)
        svg = ElementTree.tostring(tree, encoding="unicode")
        label = html.escape(self.alt, quote=True)
        return (
            f'<figure class="toygrad-graph" role="img" aria-label="{label}">{svg}</figure>'
            '<details class="toygrad-as-text"><summary>The graph as text</summary>'
            f"<pre>{html.escape(repr(self))}</pre></details>"
        )


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
    return Drawing(dot_source(result), alt_text(result), text_rows(result))


def draw_folded(result, groups):
    """A drawing with a box for each group."""
    titles = [group.title for group in groups]
    lines = [group_lines(group, result) for group in groups]
    place = {out: k for k, group in enumerate(groups) for out in group.outputs}
    ways = [
        (place[value], k, edge_label(groups[place[value]], factors))
        for k, group in enumerate(groups)
        for value, factors in group.inputs
    ]
    edges = list(dict.fromkeys((tail, head, *label) for tail, head, label in ways))
    dot = dot_text(
        [[title, *rest] for title, rest in zip(titles, lines)],
        [(tail, head, label) for tail, head, *label in edges],
        double=[bool(group.folded) for group in groups],
    )
    rows = [
        "  ".join([title, *rest]).replace("not  computed", "not computed")
        for title, rest in zip(titles, lines)
    ]
    names = [group.name for group in groups]
    end = place[result]
    rows += [" ".join([names[t], "→", names[h], *label]) for t, h, *label in edges]
    words = (
        f"Compute graph of {titles[end]}, folded: {len(groups)} boxes, {len(edges)} edges. "
        f"Its result is {number(result.data)}."
    )
    return Drawing(dot, words, rows)


def edge_label(tail, factors):
    """The local derivative, where the edge stands for one alone."""
    alone = factors and len(tail.outputs) == 1
    return [f"×{number(math.prod(factors))}"] if alone else []


def group_lines(group, result):
    """What stands in the box of a group below its title."""
    if len(group.outputs) == 1:
        (value,) = group.outputs
        lines = [f"data {number(value.data)}", *gradient_lines(value, result)]
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
            *gradient_lines(value, result),
        ]
        for value in values
    ]
    place = {value: count for count, value in enumerate(values)}
    edges = [
        (place[parent], place[value], ["×" + number(local_grads_of(value)[k])])
        for parent, k, value in edges_of(values)
    ]
    return dot_text(boxes, edges, double=list(map(is_parameter, values)))


def dot_text(boxes, edges, double, arrows="forward", direction="LR"):
    """DOT for boxes and edges.

    A box is a list of lines, its title first; an edge is the place of its
    tail, the place of its head, and lines.  `double` says of each box
    whether its border is double, the mark of what training may change.
    `direction` is Graphviz's rankdir: "LR" runs to the right, "TB" down.
    """
    dot = graphviz.Digraph(
        graph_attr={"rankdir": direction, "nodesep": "0.2", "ranksep": "0.3", "bgcolor": "transparent"},
        node_attr={
            "shape": "box", "style": "rounded,filled", "fixedsize": "true",
            "color": theme.LINE, "fillcolor": theme.QUIET,
            "fontname": "Helvetica", "fontsize": str(theme.TITLE_SIZE), "fontcolor": theme.INK,
        },
        edge_attr={
            "color": theme.DATA, "arrowsize": "0.7", "dir": arrows,
            "fontname": "Helvetica", "fontsize": str(theme.TEXT_SIZE), "fontcolor": theme.INK,
        },
    )  # fmt: skip
    for place, lines in enumerate(boxes):
        border = {"peripheries": "2"} if double[place] else {}
        text, size = dot_label(lines), box_size(lines)
        dot.node(f"v{place}", label=text, **{"class": f"v{place}"}, **size, **border)
    for count, (tail, head, lines) in enumerate(edges):
        text = label_beside(lines) if lines else ""
        dot.edge(f"v{tail}", f"v{head}", label=text, **{"class": f"e{count}"})
    return dot.source


def dot_label(lines):
    """Lines of any text as one DOT label that means just this text."""
    safe = (graphviz.escape(line.replace("&", "&amp;")) for line in lines)
    return graphviz.nohtml(r"\n".join(safe))


# Graphviz would measure texts with the fonts of the machine it runs on.  So it
# is told how large everything is, and afterwards every line gets its place.


def box_size(lines):
    """Width and height of a box in inches, as DOT wants them."""
    title, *rest = lines
    widest = max(
        text_width(title, theme.TITLE_SIZE, bold=True),
        *(text_width(line, theme.TEXT_SIZE) for line in rest),
    )
    across, down = MARGINS
    width = widest + 2 * across
    height = len(lines) * theme.LINE_HEIGHT + 2 * down
    return {"width": f"{width / 72:.3f}", "height": f"{height / 72:.3f}"}


def label_beside(lines):
    """Lines beside an edge, as a table of fixed size; svg_tree takes the table away."""
    width = max(text_width(line, theme.TEXT_SIZE) for line in lines) + 2 * BESIDE
    size = f'WIDTH="{math.ceil(width)}" HEIGHT="{len(lines) * theme.LINE_HEIGHT}"'
    text = "<BR/>".join(map(html.escape, lines))
    return (
        f'<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" {size} '
        f'BGCOLOR="{theme.PAPER}"><TR><TD>{text}</TD></TR></TABLE>>'
    )


def gradient_lines(value, result):
    """The gradient, or the words for a pass that has not been.

    A gradient of 0.0 is a result only after a pass, and a pass leaves
    something other than 0.0 at the value it started from.
    """
    if value.grad or result.grad:
        return [f"grad {number(value.grad)}"]
    return ["grad: not", "computed yet"]


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
        gradient = " ".join(gradient_lines(value, result))
        rows.append(f"{title:<{width}} data {number(value.data):<7} {gradient}")
    for parent, k, value in edges_of(values):
        rows.append(
            f"{names[parent]} → {names[value]} ×{number(local_grads_of(value)[k])}"
        )
    return rows


# DOT to SVG.


def render_svg(dot):
    """DOT text as SVG text, by the bundled Graphviz or else by `dot`.

    Raises RuntimeError, with what to install, where there is neither.
    """
    try:
        return render_bundled(dot)
    except ImportError:
        pass
    program = shutil.which("dot")
    if program is None:
        raise RuntimeError(NO_RENDERER)
    done = subprocess.run(
        [program, "-Tsvg"], input=dot.encode(), capture_output=True, check=True
    )
    return done.stdout.decode()


def render_bundled(dot):
    # The bundled font library prints a warning straight to the standard
    # error file at the first drawing; it would land in the book.
    with silent_standard_error():
        import pygraphviz

        with pygraphviz.AGraph(string=dot) as graph:
            return graph.draw(format="svg", prog="dot").decode()


@contextmanager
def silent_standard_error():
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def svg_tree(dot):
    """The picture of `dot` as an element tree, ready to stand in a page.

    Ids and hover titles are dropped, so that many pictures share a page;
    lengths are pixels, places are told to a tenth of one; the lines of a
    box get their colours.  `hold_widths` comes last, when all texts stand.
    """
    # Graphviz wrote this XML; no stranger did.
    tree = ElementTree.fromstring(render_svg(dot))  # nosec B314
    for length in ("width", "height"):
        tree.set(length, tree.get(length).removesuffix("pt"))
    for element in tree.iter():
        element.tail = None  # Graphviz writes a line for each
        for needless in ("id", "font-family", SPACE):
            element.attrib.pop(needless, None)
        for places in {"d", "points", "x", "y"} & element.attrib.keys():
            element.set(places, TENTHS.sub(r"\1", element.get(places)))
        if element.tag == f"{SVG}text":
            element.text = element.text.strip()
            drop_common(element)
        for title in element.findall(f"{SVG}title"):
            element.remove(title)
        kinds = element.get("class", "").split()
        if "node" in kinds:
            paint_lines(element)
            place_lines(
                element.findall(f"{SVG}text"), element.find(f"{SVG}path").get("d")
            )
        elif "edge" in kinds:
            place_beside(element)
    for name, value in COMMON.items():
        tree.set(name, value)
    return tree


def drop_common(text):
    """What all texts have in common stands once, at the top of the picture."""
    for name, value in COMMON.items():
        if text.get(name, "").upper() == value.upper():
            del text.attrib[name]


def paint_lines(box):
    """The title of a box bold, its data blue, its gradient orange."""
    title, *rest = box.findall(f"{SVG}text")
    title.set("font-weight", "bold")
    title.set("font-size", str(theme.TITLE_SIZE))
    for line in rest:
        line.attrib.pop("font-size", None)
        line.set("fill", colour_of(line.text))


def place_lines(texts, around):
    """Lines below each other, in the middle of the path or the points `around`."""
    numbers = [float(text) for text in NUMBER.findall(around)]
    across, down = (
        (min(places) + max(places)) / 2 for places in (numbers[::2], numbers[1::2])
    )
    for count, text in enumerate(texts):
        middle = down + (count - (len(texts) - 1) / 2) * theme.LINE_HEIGHT
        text.attrib.pop("text-anchor", None)  # the middle, as all of them
        size = float(text.get("font-size", theme.TEXT_SIZE))
        text.set("x", f"{across:.1f}")
        text.set("y", f"{middle + BASELINE * size:.1f}")


def place_beside(edge):
    """The lines of an edge in the middle of their table, which goes."""
    for polygon in edge.findall(f"{SVG}polygon"):
        if polygon.get("stroke") == "none":
            place_lines(edge.findall(f"{SVG}text"), polygon.get("points"))
            edge.remove(polygon)


def colour_of(line):
    if line.startswith("data"):
        return theme.DATA
    return theme.INK if line.endswith(("neurons", "folded inside")) else theme.GRADIENT
