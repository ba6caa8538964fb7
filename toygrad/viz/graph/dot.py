"""Graphviz: a graph as DOT text, and what Graphviz makes of it.

With this file you can

* write a graph as DOT text: ``dot_text(boxes, edges)``,
* turn any DOT text into another form: ``render(dot, "svg")``.

Graphviz would measure texts with the fonts of the machine it runs on.  So
it is told how large everything is, and no text at all: its places are the
same on every machine.
"""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from itertools import pairwise

import graphviz

from .. import theme

__all__ = ["dot_text", "render"]

NO_RENDERER = (
    "drawing needs Graphviz, and neither pygraphviz nor the program dot is here; "
    "write pip install pygraphviz, which brings its own Graphviz"
)
GAPS = 0.25, 0.35  # inches
ROOM = (
    '<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" '
    'WIDTH="{}" HEIGHT="{}"><TR><TD></TD></TR></TABLE>>'
)


def dot_text(boxes, edges, direction="LR", gaps=GAPS, rows=()):
    """DOT for boxes and edges.

    A box is its size, (width, height) in pixels; an edge is the place of
    its tail, the place of its head, and the size of the text beside it or
    None.  `direction` is Graphviz's rankdir: "LR" runs to the right, "TB"
    down.  `gaps` are the least inches between boxes side by side, and between
    one and the next.  `rows` are lists of places that stand side by side, in
    this order.
    """
    beside, behind = gaps
    dot = graphviz.Digraph(
        graph_attr={
            "rankdir": direction,
            "nodesep": f"{beside}",
            "ranksep": f"{behind}",
        },
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"dir": "none", "fontsize": str(theme.TEXT_SIZE)},
    )
    for place, size in enumerate(boxes):
        width, height = (f"{pixels / 72:.3f}" for pixels in size)
        dot.node(f"v{place}", width=width, height=height)
    for count, (tail, head, size) in enumerate(edges):
        label = ROOM.format(*size) if size else ""
        dot.edge(f"v{tail}", f"v{head}", label=label, **{"class": f"e{count}"})
    for row in rows:
        with dot.subgraph(graph_attr={"rank": "same"}) as level:
            for one, other in pairwise(row):
                level.edge(f"v{one}", f"v{other}", style="invis")
    return dot.source


def render(dot, form):
    """DOT text in another form, "svg" or "json0", by the bundled Graphviz or by `dot`.

    Raises RuntimeError, with what to install, where there is neither.
    """
    try:
        return render_with_pygraphviz(dot, form)
    except ImportError:
        pass
    program = shutil.which("dot")
    if program is None:
        raise RuntimeError(NO_RENDERER)
    done = subprocess.run(
        [program, f"-T{form}"], input=dot.encode(), capture_output=True, check=True
    )
    return done.stdout.decode()


def render_with_pygraphviz(dot, form):
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
