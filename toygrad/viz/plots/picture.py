"""A figure that shows itself, and the few parts that plots are drawn of.

With this file you can

* make a figure: ``Picture(draw, "what it shows")``, where ``draw`` takes its axes,
* write beside a point: ``label(axes, "curve", (3.0, 9.0))``,
* fill a rectangle: ``tile(axes, (0.0, 0.0), 2.0, 1.0)``,
* write the numbers of a log axis as in the text: ``write_powers(axes.yaxis)``.

What is longer than a line of matplotlib and drawn twice stands here.
"""

import io
import re

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...refusals import short
from .. import theme
from ..words import number

__all__ = ["CENTER", "Picture", "check_some", "label", "tile", "write_powers"]

STYLE = {
    "axes.edgecolor": theme.LINE,
    "axes.labelcolor": theme.INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 11,
    "font.size": 11,
    "svg.fonttype": "none",  # text stays text, in the face of the page
    "svg.hashsalt": "toygrad",
    "text.color": theme.INK,
    "xtick.color": theme.LINE,
    "ytick.color": theme.LINE,
}
CENTER = {"ha": "center", "va": "center"}
# matplotlib writes six digits; a thousandth of a point is finer than any screen.
FINER = re.compile(r"(\.\d{3})\d+(?=[\s\")])")


class Picture:
    """A finished figure as SVG; `words` says what it shows.

    `draw` takes the axes of all panels, of the first row first; `size` is
    in inches.
    """

    def __init__(self, draw, words, size=theme.FIGURE_SIZE, columns=1, rows=1):
        with rc_context(STYLE):
            figure = Figure(figsize=size, layout="constrained", facecolor=theme.PAPER)
            draw(*figure.subplots(rows, columns, squeeze=False).flat)
            text = io.StringIO()
            figure.savefig(text, format="svg", metadata={"Date": None})
        self.svg = FINER.sub(r"\1", text.getvalue())
        self.words = words

    def __repr__(self):
        return self.words

    def _repr_svg_(self):
        return self.svg


def check_some(function, things, kind, example):
    """Raises where `things` is of another kind, or where there is nothing in it to draw."""
    words = {dict: "a dict", list: "a list"}[kind]
    if not isinstance(things, (list, tuple) if kind is list else kind):
        raise TypeError(
            f"{function} needs {words}, got {short(things)}; write {example}"
        )
    parts = things.values() if kind is dict else things
    if not things or not all(len(part) for part in parts if hasattr(part, "__len__")):
        raise ValueError(
            f"{function} needs something to draw, got {short(things)}; write {example}"
        )


def label(axes, text, place, shift=(6, 0), **style):
    """Words beside a point, `shift` points of the font away from it."""
    axes.annotate(text, place, shift, textcoords="offset points", **style)


def tile(axes, corner, width, height, **style):
    """A rectangle, from its lower left corner."""
    axes.add_patch(Rectangle(corner, width, height, **style))


def write_powers(*log_axes):
    """Numbers as they stand in the text, 1e−5: raised digits would be too small."""
    for axis in log_axes:
        axis.set_major_formatter(lambda x, _: number(x))
        axis.set_minor_formatter(lambda x, _: "")
