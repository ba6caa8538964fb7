"""One frame of a plot, of bars and of digits, as the picture where no script runs.

With this file you can draw them from their written form (pictures.py):
``STILL_PLOTS["plot"](picture, 3)``.  front/plot.js draws the same.
"""

import html
import math
from itertools import product, starmap

from . import theme
from .pictures import WHOLE

__all__ = ["STILL_PLOTS", "tag"]

TOP, RIGHT, BOTTOM = 30, 20, 44  # pixels around the area of a plot; as in plot.js
BASELINE = 5  # pixels, from the middle of a text down to the line it stands on
OVER = {"here", "word", "rug"}  # these are seen whole, also at the edge
NONE = -1000  # tenths of a power of ten: that is 0
RIM = 3.5  # pixels, of the ring around the present point
BARS_MORE = 40  # pixels, wider than the axes of a plot
STRIP, LABELS, GAP, PITCH = 66, 104, 14, 14  # pixels of a row of bars; as in bars.js
HALO = {"paint_order": "stroke", "stroke": theme.PAPER, "stroke_width": 3}
INKS = {
    "data": theme.DATA, "gradient": theme.GRADIENT, "backward": theme.BACKWARD,
    "ink": theme.INK, "line": theme.LINE, "paper": theme.PAPER,
} | {f"hue-{k}": hue for k, hue in enumerate(theme.HUES)}  # fmt: skip


def tag(name, *inside, **attributes):
    """An element of SVG; in the names of attributes _ stands for -."""
    written = "".join(
        f' {key.strip("_").replace("_", "-")}="{html.escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(inside)}</{name}>"


def text(x, y, line, anchor="middle", ink=theme.LINE, kind=None, **more):
    return tag("text", html.escape(line), x=f"{x:g}", y=f"{y:g}", fill=ink,
               class_=kind, text_anchor=anchor, **more)  # fmt: skip


def frame_drawing(kind, picture, width, height, *inside):
    """A drawing below its title, with its description."""
    drawn = tag("svg", *inside, viewBox=f"0 0 {width:g} {height:g}", width=f"{width:g}",
                font_family=theme.FONT, font_size=theme.TEXT_SIZE, role="img",
                aria_label=picture["words"], style="max-width:100%;height:auto")  # fmt: skip
    name = html.escape(picture.get("title", ""))
    title = f'<p class="tg-name">{name}</p>' if name else ""
    return f'<div>{title}<div class="tg-{kind}">{drawn}</div></div>'


# A plot.


def plot(picture, k):
    wide, high = area = picture["size"]
    under = [draw_mark(m, k, area) for m in picture["marks"] if m["shape"] not in OVER]
    over = [draw_mark(m, k, area) for m in picture["marks"] if m["shape"] in OVER]
    inside = tag("svg", *under, width=wide, height=high, overflow="hidden")
    moved = f"translate({picture['left']} {TOP})"
    return frame_drawing(
        "plot", picture, picture["left"] + wide + RIGHT, TOP + high + BOTTOM,
        tag("g", *axes(picture, area), inside, *over, transform=moved),
    )  # fmt: skip


def axes(picture, area):
    """The lines at two sides, the ticks and what they count."""
    (wide, high), (across, beside) = area, picture["ticks"]
    xlabel, ylabel = picture["labels"]
    xs = [place * wide / WHOLE for place, _ in across]
    ys = [place * high / WHOLE for place, _ in beside]
    marks = "".join([*(f"M{x:g} {high}v5" for x in xs), *(f"M0 {y:g}h-5" for y in ys)])
    d = f"M0 0V{high}H{wide}{marks}"
    yield tag("path", d=d, fill="none", stroke=theme.HAIR, class_="tg-axis")
    yield from (text(x, high + 20, line) for x, (_, line) in zip(xs, across))
    yield from (text(-9, y + BASELINE, line, "end") for y, (_, line) in zip(ys, beside))
    yield text(wide, high + 38, xlabel, "end", theme.INK, "tg-axis-name")
    yield text(4 - picture["left"], -12, ylabel, "start", theme.INK, "tg-axis-name")


def draw_mark(mark, k, area):
    """A mark as it is in frame `k`."""
    shape = mark["shape"]
    if shape == "plane":
        return plane(mark["heights"][k], mark["across"], area)
    if shape == "cells":
        return cells(mark, k, area)
    xs, ys = (now(mark[axis], k) for axis in "xy")
    sides = [side / WHOLE for side in area]
    points = [y is not None and (x * sides[0], y * sides[1]) for x, y in zip(xs, ys)]
    if shape == "word":
        line = mark["text"] if isinstance(mark["text"], str) else mark["text"][k]
        return "".join(word(mark, line, *point, area[0]) for point in points if point)
    if shape == "rug":
        return rug(mark, points, mark["ends"][k], area)
    if shape == "line":
        dashes = "6 5" if mark.get("dashed") else None
        return path(mark["ink"], trace(points), mark["size"], stroke_dasharray=dashes)
    ends = {"stroke_linecap": "square" if shape == "squares" else "round"}
    dots = "".join(f"M{x:.1f},{y:.1f}h0" for x, y in points)
    rim = path("ink", dots, mark["size"] + RIM, **ends) if shape == "here" else ""
    faint = "0.5" if mark.get("faint") else None
    return rim + path(mark["ink"], dots, mark["size"], stroke_opacity=faint, **ends)


def now(numbers, k):
    return numbers[k] if numbers and isinstance(numbers[0], list) else numbers


def path(ink, d, size, **more):
    return tag("path", d=d, fill="none", stroke=INKS[ink], stroke_width=size,
               class_=f"tg-mark tg-ink-{ink}", **more)  # fmt: skip


def trace(points):
    """Path data through points; one that is none breaks the line."""
    pens = ("L" if before else "M" for before in [None, *points])
    return "".join(f"{pen}{p[0]:.1f},{p[1]:.1f}" for pen, p in zip(pens, points) if p)


def word(mark, line, x, y, wide):
    """A word on the outer side of a point, or as its mark says."""
    side, kind = mark.get("side"), f"tg-word tg-text-{mark['ink']}"
    left = (x < wide / 2) == (side != "inner")
    away, anchor = (-10, "end") if left else (10, "start")
    away, anchor = (0, "middle") if side == "middle" else (away, anchor)
    return text(x + away, y + BASELINE, line, anchor, INKS[mark["ink"]], kind, **HALO)


def rug(mark, points, ends, area):
    """Marks on the first axis, and below it what they are and how many are beyond both ends."""
    (wide, high), ink = area, mark["ink"]
    low, most = (place * wide / WHOLE for place in mark["within"])
    inside = [point for point in points if point and low <= point[0] <= most]
    dots = "".join(f"M{x:.1f},{y:.1f}h0" for x, y in [*inside, (4, high + 33)])
    ends_of = {"stroke_linecap": "round"}
    hole = path("paper", dots, mark["size"] - 3, **ends_of) if mark["hollow"] else ""
    counts = ", ".join(filter(None, ends))
    line = f"{mark['text']} ({counts})" if counts else mark["text"]
    key = text(14, high + 38, line, "start", INKS[ink], "tg-rug-text")
    return path(ink, dots, mark["size"], **ends_of) + hole + key


def cells(mark, k, area):
    """Cells, row by row from below, and in each its power of ten; black for what is off."""
    tenths, across = mark["heights"][k], mark["across"]
    wide, high = area[0] / across, area[1] * across / len(tenths)
    parts = mark["off"][k] if "off" in mark else [0] * len(tenths)
    drawn = []
    for place, (number, part) in enumerate(zip(tenths, parts)):
        if number is None:
            continue
        row, column = divmod(place, across)
        x, y = column * wide, area[1] - high * (row + 1)
        box = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{wide - 1:.1f}"}
        look = {"fill": INKS[mark["ink"]], "fill_opacity": f"{shade(number):.2f}"}
        drawn.append(
            tag(
                "rect",
                height=f"{high - 1:.1f}",
                class_=f"tg-cell-{mark['ink']}",
                **box,
                **look,
            )
        )
        if part:
            dark = f"{(high - 1) * part / 100:.1f}"
            drawn.append(
                tag("rect", height=dark, fill=theme.INK, class_="tg-off", **box)
            )
        if part < 100:
            at = x + wide / 2, y + high / 2 + BASELINE
            drawn.append(
                text(
                    *at,
                    power_of(number),
                    ink=theme.INK,
                    kind="tg-power",
                    stroke_opacity="0.5",
                    **HALO,
                )
            )
    return "".join(drawn)


def shade(tenths):
    """How dark a cell is; as in plot.js."""
    return 0.0 if tenths <= NONE else min(max(0.55 + tenths / 110, 0.05), 0.75)


def power_of(tenths):
    return (
        "·" if tenths <= NONE else f"{math.floor(tenths / 10 + 0.5)}".replace("-", "−")
    )


def plane(heights, across, area):
    """The two sides of a border, and the border."""
    wide, high = area
    above, border = sides(heights, across, area)
    tint = theme.BACKWARD_TINT
    return (
        tag("rect", width=wide, height=high, fill=theme.FORWARD_TINT, class_="tg-below")
        + tag("path", d=above, fill=tint, stroke=tint, class_="tg-above")
        + tag("path", d=border, fill="none", stroke=theme.INK, stroke_width=2, class_="tg-border")
    )  # fmt: skip


def sides(heights, across, area):
    """Two pieces of path data: where the heights are above 0, and the border of that."""
    (wide, high), rows = area, len(heights) // across

    def corner(column, row):
        x, y = column * wide / (across - 1), (1 - row / (rows - 1)) * high
        return x, y, heights[row * across + column]

    above, border = [], []
    for row, column in product(range(rows - 1), range(across - 1)):
        below = [corner(column, row), corner(column + 1, row)]
        cell = [*below, corner(column + 1, row + 1), corner(column, row + 1)]
        outline, crossings = cut_cell(cell)
        above.append(f"{trace(outline)}z" if outline else "")
        border += map(trace, zip(crossings[::2], crossings[1::2]))
    return "".join(above), "".join(border)


def cut_cell(corners):
    """The part of a cell above 0, and the points where its border leaves the cell."""
    outline, crossings = [], []
    for (x, y, height), (to_x, to_y, to) in zip(corners, corners[1:] + corners[:1]):
        if height > 0:
            outline.append((x, y))
        if (height > 0) != (to > 0):
            share = height / (height - to)
            crossings.append((x + share * (to_x - x), y + share * (to_y - y)))
            outline.append(crossings[-1])
    return outline, crossings


# A curve and its hinges.


def bends(picture, k):
    """The sum, and its hinges below it, as two plots with a dot at each kink."""
    hinges, c = picture["hinges"], picture["c"]
    many = len(hinges) > len(theme.HUES)  # then a hue tells to which side one opens
    inks = [f"hue-{int(w < 0) if many else n}" for n, (w, _, _) in enumerate(hinges)]
    above = [curve_of(picture, 0, hinges, c, "ink", 3)]
    below = [
        curve_of(picture, 1, [hinge], 0.0, ink, 2) for hinge, ink in zip(hinges, inks)
    ]
    for hinge, ink in zip(hinges, inks):
        kinks = kinks_of(picture, [hinge])
        above.append(
            places_of(picture, 0, hinges, c, kinks, ink, 8) | {"shape": "dots"}
        )
        below.append(
            places_of(picture, 1, [hinge], 0.0, kinks, ink, 8) | {"shape": "dots"}
        )
    both = zip(picture["plots"], (above, below))
    return "".join(plot(one | {"marks": one["marks"] + more}, k) for one, more in both)


def curve_of(picture, panel, hinges, c, ink, size):
    """A sum of hinges as a mark: a line through both ends and all kinks."""
    left, right = picture["xs"]
    xs = [left, *kinks_of(picture, hinges), right]
    return places_of(picture, panel, hinges, c, xs, ink, size) | {"shape": "line"}


def kinks_of(picture, hinges):
    left, right = picture["xs"]
    return sorted(-b / w for w, b, _ in hinges if w and left < -b / w < right)


def places_of(picture, panel, hinges, c, xs, ink, size):
    """The places of a sum of hinges at some xs."""
    (left, right), (low, high) = picture["xs"], picture["ys"][panel]
    ys = [c + sum(v * max(w * x + b, 0.0) for w, b, v in hinges) for x in xs]
    return {
        "ink": ink, "size": size,
        "x": [WHOLE * (x - left) / (right - left) for x in xs],
        "y": [WHOLE * (high - y) / (high - low) for y in ys],
    }  # fmt: skip


# Bars, and digits.


def bars(picture, k):
    width, strips = theme.PANEL_SIZE[0] + BARS_MORE, picture["strips"]
    counts = [count for _, count in picture["parts"]]
    pitch = min(PITCH, (width - LABELS - GAP * (len(counts) - 1)) / sum(counts))
    starts = [LABELS + pitch * sum(counts[:n]) + GAP * n for n in range(len(counts))]
    places = [
        x + (n + 0.5) * pitch for x, count in zip(starts, counts) for n in range(count)
    ]
    rows = [
        tag("g", *strip(one, k, places, pitch), transform=f"translate(0 {n * STRIP})")
        for n, one in enumerate(strips)
    ]
    names = [
        text(start + pitch * count / 2, len(strips) * STRIP + 6, name)
        for start, (name, count) in zip(starts, picture["parts"])
    ]
    return frame_drawing(
        "bars", picture, width, len(strips) * STRIP + 18, *rows, *names
    )


def strip(one, k, places, pitch):
    """A row of bars around zero, and how large they are."""
    middle, full, ink = STRIP / 2, (STRIP / 2 - 6) / 100, one["ink"]
    yield text(0, middle - 3, one["word"], "start", INKS[ink], f"tg-text-{ink}")
    yield text(0, middle + 15, one["sizes"][k], "start")
    zero = f"M{LABELS - 6} {middle:g}H{places[-1] + pitch / 2 + 6:.1f}"
    yield tag("path", d=zero, stroke=theme.HAIR, class_="tg-axis")
    pairs = zip(places, one["heights"][k])
    d = "".join(f"M{x:.1f},{middle:g}v{-full * h:.1f}" for x, h in pairs)
    yield path(ink, d, f"{0.72 * pitch:.1f}")


def digits(picture, k):
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td>{''.join(starmap(segment, row))}</td></tr>"
        for name, row in zip(picture["names"], picture["rows"][k])
    )
    return f'<div class="tg-digits"><table>{rows}</table></div>'


def segment(style, digits):
    return f'<span class="tg-{style}">{html.escape(digits)}</span>'


STILL_PLOTS = {"plot": plot, "bends": bends, "bars": bars, "digits": digits}
