"""Axes of our own, light enough to stand behind thirty frames.

With this file you can

* set up a picture with two axes: ``Axes((0.0, 10.0), (0.0, 1.0), "epoch", "loss")``,
* turn numbers into a curve on it: ``axes.line(points)``,
* find where a function of two numbers is positive: ``region(axes, xs, ys, rows)``,
* let parts of a drawing come and go: ``Layers``.

Everything becomes SVG text.  No part needs an id, so many pictures
share a page.
"""

import hashlib
import html
import itertools
import math

from . import theme
from .letters import held_width, text_width
from .words import number

__all__ = ["Axes", "Layers", "region", "svg_text", "picture"]

LEFT, RIGHT, TOP, BOTTOM = 50, 12, 26, 42  # pixels around the area of the axes
FAR = 3  # heights or widths; a curve that leaves the area is drawn no further
DOT = 4.5  # pixels, the radius of a point that is looked at

drawing_numbers = itertools.count(1)


class Axes:
    """Two axes around an area, and the way from numbers to pixels.

        >>> axes = Axes((0.0, 10.0), (0.0, 1.0), "epoch", "loss")
        >>> axes.line([(0.0, 1.0), (10.0, 0.0)])
        'M0,0L248,157'

    `xs` and `ys` are the lowest and the highest number.  With `log` the
    second axis counts in powers of ten.  Told in the gallery.
    """

    def __init__(self, xs, ys, xlabel, ylabel, log=False, size=theme.PANEL_SIZE):
        self.xs, self.ys, self.log = widened(xs), ys if log else widened(ys), log
        self.labels, self.size = (xlabel, ylabel), size
        self.width = size[0] - LEFT - RIGHT
        self.height = size[1] - TOP - BOTTOM

    def x(self, x):
        low, high = self.xs
        return placed((x - low) / (high - low), self.width)

    def y(self, y):
        low, high = self.ys
        if self.log:
            if y <= 0:
                return placed(1 + FAR, self.height)
            low, high, y = (math.log10(part) for part in (low, high, y))
        return placed((high - y) / (high - low), self.height)

    def at(self, x, y):
        return f"{short(self.x(x))},{short(self.y(y))}"

    def line(self, points, command="M"):
        """Path data through `points`; a number that is none breaks the line."""
        path, pen = [], command
        for x, y in points:
            if math.isnan(y):
                pen = "M"
                continue
            path.append(pen + self.at(x, y))
            pen = "L"
        return "".join(path)

    def inside(self, x, y):
        """The pixels of a point; one that is too high or too low stops at the edge."""
        down = self.y(math.inf if math.isnan(y) else y)
        if not 0 <= down <= self.height:
            down = DOT + 1 if down < 0 else self.height - DOT - 1
        return self.x(x), down

    def dot(self, x, y, attributes):
        across, down = self.inside(x, y)
        return (
            f'<circle cx="{short(across)}" cy="{short(down)}" r="{DOT}" {attributes}/>'
        )

    def show(self, words, inside):
        """The whole picture; `inside` is cut off at the edge of the area."""
        area = (
            f'<svg x="{LEFT}" y="{TOP}" width="{self.width}" height="{self.height}" '
            f'overflow="hidden">{inside}</svg>'
        )
        return picture(self.size, words, area + self.around())

    def around(self):
        """The two lines, their ticks and what they count."""
        right, bottom = LEFT + self.width, TOP + self.height
        xlabel, ylabel = self.labels
        frame = f"M{LEFT},{TOP}V{bottom}H{right}"
        marks, texts = [], []
        for x in ticks(*self.xs, count=5):
            across = LEFT + self.x(x)
            marks.append(f"M{short(across)},{bottom}v4")
            # A long number at the right end stays inside the picture.
            half = text_width(number(x), theme.TEXT_SIZE) / 2
            middle = min(across, self.size[0] - half)
            texts.append(svg_text(middle, bottom + 17, number(x), "middle"))
        for y in decades(*self.ys) if self.log else ticks(*self.ys, count=4):
            down = TOP + self.y(y)
            marks.append(f"M{LEFT},{short(down)}h-4")
            texts.append(svg_text(LEFT - 7, down + 4.5, number(y), "end"))
        texts.append(svg_text(right, bottom + 36, xlabel, "end", theme.INK))
        texts.append(svg_text(2, 13, ylabel, "start", theme.INK))
        lines = f'<path d="{frame}{"".join(marks)}" stroke="{theme.LINE}" fill="none"/>'
        return lines + "".join(texts)


def widened(pair):
    low, high = pair
    return (low, high) if low < high else (low - 1.0, high + 1.0)


def placed(share, length):
    """A share of a length in pixels, also where the share is infinite."""
    return length * min(max(share, -FAR), 1 + FAR)


def short(pixels):
    return f"{pixels:.1f}".removesuffix(".0").replace(
        "-0", "0" if abs(pixels) < 0.05 else "-0"
    )


def ticks(low, high, count):
    """About `count` round numbers between two."""
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{k * step:.12g}") for k in range(first, last + 1)]


def decades(low, high):
    """Powers of ten between two positive numbers, at most about five."""
    first, last = math.ceil(math.log10(low)), math.floor(math.log10(high))
    return [10.0**k for k in range(first, last + 1, 1 + (last - first) // 5)]


def svg_text(x, y, text, anchor="start", ink=theme.LINE, weight="normal"):
    """One line of any text, escaped."""
    held = held_width(text, theme.TEXT_SIZE, bold=weight == "bold")
    width = "".join(f' {name}="{value}"' for name, value in held.items())
    return (
        f'<text x="{short(x)}" y="{short(y)}" text-anchor="{anchor}" fill="{ink}" '
        f'font-weight="{weight}"{width}>{html.escape(text)}</text>'
    )


def picture(size, words, inside):
    """An SVG of its own that says what it shows, and shrinks on a narrow page."""
    width, height = size
    return (
        f'<svg role="img" aria-label="{html.escape(words)}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" style="max-width:100%;height:auto" '
        f'font-family="{html.escape(theme.FONT)}" font-size="{theme.TEXT_SIZE}">{inside}</svg>'
    )


# Where a function of two numbers is positive.


def region(axes, xs, ys, rows):
    """Two pieces of path data: the area where `rows` is positive, and its border.

    ``rows[k][i]`` is the number at ``xs[i], ys[k]``; between them the
    function is taken to be straight.
    """
    area, border = [], []
    for k in range(len(ys) - 1):
        run = None  # where a row of cells that are wholly positive began
        for i in range(len(xs) - 1):
            corners = [
                (xs[a], ys[b], bounded(rows[b][a]))
                for a, b in ((i, k), (i + 1, k), (i + 1, k + 1), (i, k + 1))
            ]
            full = all(height > 0 for _, _, height in corners)
            if full and run is None:
                run = xs[i]
            if run is not None and not full:
                area.append(box(axes, run, xs[i], ys[k], ys[k + 1]))
                run = None
            if not full:
                outline, crossings = cut_cell(corners)
                if outline:
                    area.append(axes.line(outline) + "z")
                    border += [axes.line(pair) for pair in zip(*[iter(crossings)] * 2)]
        if run is not None:
            area.append(box(axes, run, xs[-1], ys[k], ys[k + 1]))
    return "".join(area), "".join(border)


def bounded(height):
    """A height that a border can be drawn with; one that is no number is low."""
    return min(max(height, -1e9), 1e9) if height == height else -1e9


def box(axes, left, right, low, high):
    return axes.line([(left, low), (right, low), (right, high), (left, high)]) + "z"


def cut_cell(corners):
    """The part of a cell above 0, and the points where its border leaves the cell."""
    outline, crossings = [], []
    for (x, y, height), (to_x, to_y, to) in zip(corners, corners[1:] + corners[:1]):
        if height > 0:
            outline.append((x, y))
        if (height > 0) != (to > 0):
            share = height / (height - to)
            crossing = (x + share * (to_x - x), y + share * (to_y - y))
            outline.append(crossing)
            crossings.append(crossing)
    return outline, crossings


class Layers:
    """Parts of one drawing that only some frames show.

    A part carries a class for the set of frames that show it; the style
    sheet of a frame makes its own classes visible.  `content` is any text
    that tells this drawing from others: JupyterLab keeps many notebooks
    in one page.
    """

    def __init__(self, content):
        letters = hashlib.sha256(content.encode()).hexdigest()[:4]
        self.scope = f"tr{letters}-{next(drawing_numbers)}"
        self.classes = {}  # the set of frames -> class name

    def part(self, *frames):
        """The class of a part that these frames show."""
        return self.classes.setdefault(frames, f"k{len(self.classes)}")

    def drawing(self, *pictures, columns=2):
        """Pictures side by side as far as the page is wide, or all in one column."""
        width = "repeat(auto-fit,minmax(min(280px,100%),1fr))"
        layout = (
            f".{self.scope}{{display:grid;gap:8px 16px;"
            f"grid-template-columns:{width if columns > 1 else 'minmax(0,1fr)'};"
            f"background:{theme.PAPER};color:{theme.INK}}}"
            f".{self.scope} .part{{visibility:hidden}}"
        )
        return (
            f"<style>{layout}</style>"
            f'<div class="{self.scope}">{"".join(pictures)}</div>'
        )

    def style(self, frame):
        """The style sheet that brings frame number `frame` on the stage."""
        shown = [f".{name}" for frames, name in self.classes.items() if frame in frames]
        return f"<style>.{self.scope} :is({','.join(shown) or '.none'}){{visibility:visible}}</style>"
