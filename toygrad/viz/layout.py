"""Where everything in a graph stands: boxes, edges, and the numbers beside them.

With this file you can

* write a graph as DOT text: ``dot_text(boxes, edges)``,
* have it laid out by Graphviz: ``plan(dot)`` gives places in pixels,
* turn any DOT text into SVG: ``render(dot, "svg")``.

Graphviz would measure texts with the fonts of the machine it runs on.  So
it is told how large everything is, and gives back places alone: the
drawing is the same on every machine.
"""

import html
import json
import math
import operator
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import graphviz

from . import theme
from .letters import text_width

__all__ = ["dot_text", "plan", "render", "box_size", "label_size"]

MARGINS = 10, 7  # pixels, between the border of a box and its text
NARROWEST = 64  # pixels, a box
BESIDE = 6  # pixels, between the text of an edge and what is around it
SAMPLES = 24  # places that are looked at on a piece of an edge

NO_RENDERER = (
    "drawing needs Graphviz, and neither pygraphviz nor the program dot is here; "
    "write pip install pygraphviz, which brings its own Graphviz"
)


def dot_text(boxes, edges, double=(), direction="LR"):
    """DOT for boxes and edges.

    A box is its lines, or a pair (lines, (width, height) in pixels); an
    edge is the place of its tail, the place of its head, and lines.
    `double` has the places of the boxes whose border is double, the mark of
    what training may change.  `direction` is Graphviz's rankdir: "LR"
    runs to the right, "TB" down.
    """
    dot = graphviz.Digraph(
        graph_attr={"rankdir": direction, "nodesep": "0.25", "ranksep": "0.35", "bgcolor": "transparent"},
        node_attr={
            "shape": "box", "style": "rounded,filled", "fixedsize": "true",
            "color": theme.LINE, "fillcolor": theme.QUIET,
            "fontname": "Helvetica", "fontsize": str(theme.TITLE_SIZE), "fontcolor": theme.INK,
        },
        edge_attr={
            "color": theme.DATA, "dir": "none",
            "fontname": "Helvetica", "fontsize": str(theme.TEXT_SIZE), "fontcolor": theme.INK,
        },
    )  # fmt: skip
    for place, box in enumerate(boxes):
        lines, size = box if isinstance(box, tuple) else (box, box_size(box))
        width, height = (f"{pixels / 72:.3f}" for pixels in size)
        border = {"peripheries": "2"} if place in double else {}
        dot.node(
            f"v{place}", label=dot_label(lines), width=width, height=height, **border
        )
    for count, (tail, head, lines) in enumerate(edges):
        label = label_beside(lines) if lines else ""
        dot.edge(f"v{tail}", f"v{head}", label=label, **{"class": f"e{count}"})
    return dot.source


def dot_label(lines):
    """Lines of any text as one DOT label that means just this text."""
    safe = (graphviz.escape(line.replace("&", "&amp;")) for line in lines)
    return graphviz.nohtml(r"\n".join(safe))


def box_size(lines):
    """Width and height in pixels of a box with a bold title and lines below it."""
    title, *rest = lines
    widest = max(
        text_width(title, theme.TITLE_SIZE, bold=True),
        *(text_width(line, theme.TEXT_SIZE) for line in rest),
        NARROWEST - 2 * MARGINS[0],
    )
    across, down = MARGINS
    return math.ceil(widest + 2 * across), len(lines) * theme.LINE_HEIGHT + 2 * down


def label_size(lines):
    """Width and height in pixels of the text that an edge carries."""
    width = max(text_width(line, theme.TEXT_SIZE) for line in lines) + 2 * BESIDE
    return math.ceil(width), len(lines) * theme.LINE_HEIGHT + 2


def label_beside(lines):
    """Lines of an edge as a table of fixed size: Graphviz leaves that much room."""
    width, height = label_size(lines)
    text = "<BR/>".join(map(html.escape, lines))
    return (
        f'<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" '
        f'WIDTH="{width}" HEIGHT="{height}"><TR><TD>{text}</TD></TR></TABLE>>'
    )


# What Graphviz makes of it.


def plan(dot, sizes):
    """The places of everything in `dot`, in pixels from the top left.

    A dict: "size" (width, height), "boxes" (the middle of each), "edges"
    (for each the path from tail to head, as SVG path data) and "labels"
    (for each edge the middle of the text beside it, or None).  `sizes` has
    for each edge the size of its text.
    """
    drawn = json.loads(render(dot, "json0"))
    axis = 1 if drawn.get("rankdir") == "TB" else 0
    _, _, width, height = map(float, drawn["bb"].split(","))

    def flip(x, y):  # Graphviz counts from the bottom
        return round(x), round(height - y)

    boxes = sorted(drawn["objects"], key=lambda box: int(box["name"][1:]))
    edges = sorted(drawn.get("edges", ()), key=lambda edge: int(edge["class"][1:]))
    curves = [[flip(*pair) for pair in pairs(edge["pos"])] for edge in edges]
    labels = [flip(*pairs(edge["lp"])[0]) if "lp" in edge else None for edge in edges]
    return {
        "size": [round(width), round(height)],
        "boxes": [flip(*pairs(box["pos"])[0]) for box in boxes],
        "edges": list(map(path_data, curves)),
        "labels": [
            label and closer(label, size, curve, axis)
            for label, size, curve in zip(labels, sizes, curves)
        ],
    }


def closer(place, size, curve, axis):
    """The middle of a text, moved sideways until it is beside its own edge.

    `axis` is the one along which the graph runs: 0 to the right, 1 down.
    """
    beside = 1 - axis
    near = [
        point[beside]
        for point in samples(curve)
        if abs(point[axis] - place[axis]) <= size[axis] / 2
    ]
    if not near:
        return place
    moved, room = list(place), size[beside] / 2 + 1
    if place[beside] < sum(near) / len(near):
        moved[beside] = round(max(place[beside], min(near) - room))
    else:
        moved[beside] = round(min(place[beside], max(near) + room))
    return moved


def samples(points):
    """Places on a path of Bézier curves."""
    for k in range(0, len(points) - 1, 3):
        for count in range(SAMPLES + 1):
            yield bezier(points[k : k + 4], count / SAMPLES)


def bezier(points, t):
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return tuple(sum(map(operator.mul, weights, axis)) for axis in zip(*points))


def pairs(text):
    """The numbers of a place or a path: "1,2 3,4"."""
    return [tuple(map(float, pair.split(","))) for pair in text.split()]


def path_data(points):
    first, *rest = (f"{x},{y}" for x, y in points)
    return f"M{first}C{' '.join(rest)}"


def render(dot, form):
    """DOT text in another form, "svg" or "json0", by the bundled Graphviz or by `dot`.

    Raises RuntimeError, with what to install, where there is neither.
    """
    try:
        return render_bundled(dot, form)
    except ImportError:
        pass
    program = shutil.which("dot")
    if program is None:
        raise RuntimeError(NO_RENDERER)
    done = subprocess.run(
        [program, f"-T{form}"], input=dot.encode(), capture_output=True, check=True
    )
    return done.stdout.decode()


def render_bundled(dot, form):
    # The bundled font library prints a warning straight to the standard
    # error file at the first drawing; it would land in the book.
    with silent_standard_error():
        import pygraphviz

        with pygraphviz.AGraph(string=dot) as graph:
            return graph.draw(format=form, prog="dot").decode()


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
