"""Axes of our own: from numbers to places on a plot.

With this file you can

* set up two axes: ``Axes((0.0, 10.0), (0.0, 1.0), "epoch", "loss")``,
* put a curve on them: ``axes.mark("line", "data", xs, ys)``,
* make a picture of kind "plot" (pictures.py): ``axes.plot("The loss.", marks)``.

Places are whole ten-thousandths of the area between the axes, from its
left and from its upper edge.  Whoever draws says how large the area is.
"""

import math

from .. import theme
from ..letters import text_width
from ..pictures import WHOLE
from ..words import number

__all__ = ["BESIDE", "Axes", "room_for", "space_evenly", "split", "ticks"]

FAR = 3  # heights or widths; a curve that leaves the area is drawn no further
EDGE = 250  # of WHOLE, where a point stops that is too high or too low
DUST = 1e-12  # of a number
BESIDE = 16  # pixels, around the numbers of the second axis


class Axes:
    """Two axes, and the way from numbers to places between them.

        >>> axes = Axes((0.0, 10.0), (0.0, 1.0), "epoch", "loss")
        >>> axes.x(5.0), axes.y(0.9), axes.y(math.nan)
        (5000, 1000, None)

    `xs` and `ys` are the lowest and the highest number.  With `log` the
    second axis counts in powers of ten.  Told in the gallery.
    """

    def __init__(self, xs, ys, xlabel, ylabel, log=False):
        self.xs, self.ys, self.log = widen(xs), ys if log else widen(ys), log
        self.labels = [xlabel, ylabel]

    def x(self, x):
        low, high = self.xs
        return place_share((x - low) / (high - low))

    def y(self, y):
        """None for a number that is none: there a line breaks."""
        low, high = self.ys
        if math.isnan(y):
            return None
        if self.log:
            if y <= 0:
                return place_share(1 + FAR)
            low, high, y = (math.log10(part) for part in (low, high, y))
        return place_share((high - y) / (high - low))

    def hold(self, y):
        """The same for a point that stays in sight: outside it stops at the edge."""
        down = self.y(math.inf if math.isnan(y) else y)
        return down if 0 <= down <= WHOLE else EDGE if down < 0 else WHOLE - EDGE

    def mark(self, shape, ink, xs, ys, held=False, **more):
        """A mark of a plot; `xs` and `ys` are numbers, or for each frame a list of them."""
        x, y = place_each(self.x, xs), place_each(self.hold if held else self.y, ys)
        return {"shape": shape, "ink": ink, "x": x, "y": y} | more

    def plot(self, words, marks, title="", size=theme.PANEL_SIZE, count=4):
        """A picture of kind "plot", with about `count` numbers on its second axis."""
        marked = [(self.x(x), number(x)) for x in ticks(*self.xs, count=5)]
        steps = decades(*self.ys) if self.log else ticks(*self.ys, count=count)
        beside = [(self.y(y), number(y)) for y in steps]
        wide = max((text_width(text, theme.TEXT_SIZE) for _, text in beside), default=0)
        return {
            "kind": "plot", "title": title, "words": words, "size": list(size),
            "left": math.ceil(wide) + BESIDE, "labels": self.labels,
            "ticks": [list(map(list, marked)), list(map(list, beside))], "marks": marks,
        }  # fmt: skip


def place_each(place, numbers):
    """The places of numbers, or of lists of them."""
    return [
        place_each(place, x) if isinstance(x, (list, tuple)) else place(x)
        for x in numbers
    ]


def widen(pair):
    """Room above and below where all is equal but for the dust of floating point."""
    low, high = pair
    level = high - low <= DUST * max(abs(low), abs(high))
    return (low - 1.0, high + 1.0) if level else (low, high)


def place_share(share):
    """A share of WHOLE, also where it is infinite."""
    return round(WHOLE * min(max(share, -FAR), 1 + FAR))


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


# Numbers on their way to axes.


def space_evenly(low, high, count):
    """`count` numbers, evenly from `low` to `high`."""
    return [low + (high - low) * k / (count - 1) for k in range(count)]


def split(frames):
    """For each frame its points, as xs and as ys."""
    return [[[point[k] for point in points] for points in frames] for k in (0, 1)]


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
