"""One step of a graph that gathers into tables, as the picture where no script runs.

With this file you can draw it from its written form (pictures.py):
``tables(picture, 3)``.  front/tables.js draws the same.
"""

from . import theme
from .still_plots import tag, text

__all__ = ["tables"]

PAD = 14  # pixels around a drawing


def tables(picture, k):
    """Frame number `k`, from 0, of a picture of kind "tables" as HTML."""
    width, height = (size + 2 * PAD for size in picture["size"])
    inside = [
        *(edge(picture, one, k) for one in picture["edges"]),
        *(cell(picture, one, k) for one in picture["cells"]),
        *(frame(picture, place, k) for place in range(len(picture["tables"]))),
    ]
    drawn = tag(
        "svg", *inside, viewBox=f"{-PAD} {-PAD} {width:g} {height:g}", width=f"{width:g}",
        font_family=theme.FONT, font_size=theme.TEXT_SIZE, text_anchor="middle",
        style="max-width:100%;height:auto",
    )  # fmt: skip
    phase = "backward" if k else "forward"
    return f'<div class="tg-graph tg-tables" data-phase="{phase}"><div class="tg-canvas">{drawn}</div></div>'


def is_home(one, k):
    """Has it moved into its table?"""
    return one["moves"] <= k


def cell(picture, one, k):
    wide, high = picture["cell"]
    x, y = one["home" if is_home(one, k) else "alone"]
    come = [written for step, written in one["notes"] if step <= k]
    note = come[-1] if come else ""
    note += " + …" if 0 < len(come) < len(one["notes"]) else ""
    name = text(
        *((-wide / 2 - 6, 5) if one["beside"] else (0, -high / 2 - 6)),
        one["name"], "end" if one["beside"] else "middle", kind="tg-own-name",
    )  # fmt: skip
    return tag(
        "g",
        tag("rect", class_="tg-frame", x=-wide / 2, y=-high / 2, width=wide, height=high,
            rx=6, fill=theme.PAPER, stroke=theme.HAIR),
        "" if is_home(one, k) else name,
        text(0, -3, one["data"], ink=theme.DATA, kind="tg-data"),
        text(0, 15, note, ink=theme.GRADIENT, kind="tg-note"),
        class_="tg-box", transform=f"translate({x:g} {y:g})",
    )  # fmt: skip


def frame(picture, place, k):
    """The border and the title of a table, when all of its values are there."""
    about = picture["tables"][place]
    if not all(is_home(one, k) for one in picture["cells"] if one["table"] == place):
        return ""
    x, y, wide, high = about["at"]
    border = tag("rect", x=x, y=y, width=wide, height=high, fill="none",
                 stroke=theme.LINE, stroke_width=2)  # fmt: skip
    title = text(x + wide / 2, y - 8, about["title"], ink=theme.INK, kind="tg-title")
    return tag("g", border, title, class_="tg-table tg-whole")


def edge(picture, one, k):
    (x, y), (to, down) = (
        port(picture, one["tail"], k, 1),
        port(picture, one["head"], k, -1),
    )
    middle, sent = (x + to) / 2, 0 < one["step"] <= k
    ink = theme.GRADIENT if sent else theme.HAIR if k else theme.DATA
    return tag(
        "path", class_="tg-line", d=f"M{x:g} {y:g}C{middle:g} {y:g} {middle:g} {down:g} {to:g} {down:g}",
        fill="none", stroke=ink, stroke_width=1.5, stroke_dasharray="5 5" if sent else None,
    )  # fmt: skip


def port(picture, place, k, side):
    """Where an edge leaves a value, or its table."""
    one = picture["cells"][place]
    if not is_home(one, k):
        x, y = one["alone"]
        return x + side * picture["cell"][0] / 2, y
    left, top, wide, high = picture["tables"][one["table"]]["at"]
    return left + wide * (side > 0), top + high / 2
