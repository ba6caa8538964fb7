"""A curve as a sum of hinges, each of which can be moved.

With this file you can

* see where a curve bends and why: ``show_bends(lambda x: relu(x) - 2 * relu(x - 1), x=(-1, 3))``,
* see the same of a network of one hidden layer: ``show_bends(model, x=(-3, 3))``.

What moves is drawn by the front end (front/bends.js), which adds and
multiplies the numbers it is given here.
"""

import math
from itertools import accumulate
from numbers import Real

from ...order import topological_order
from ...paths import explain
from ...refusals import short
from ...value import Value
from .. import theme
from ..pictures import write
from ..snapshot import OUT_OF_DOMAIN
from ..widget import Stage
from ..words import amount, number, table
from .axes import Axes, space_evenly
from .recording import number_or
from .sliders import check_arguments

__all__ = ["Hinge", "hinges_of", "show_bends"]

MOST = 64  # hinges
BENDS = ("relu", "tanh", "sigmoid", "abs")  # operations that are no straight line
AIR = 0.1  # of a range, above and below what is drawn
WAYS = 1.5  # heights of the sum, above and below it: so far its parts are seen
TALL, TICK = 480, 36  # pixels: of both plots together, from tick to tick
LEAST = 0.3  # of that, for each of them
FLAT = 0.1  # of the heights of its hinges: a lower sum has a scale of its own
TARGET_POINTS = 121
NAMES = ("the sum", "its hinges")
EXAMPLE = "show_bends(lambda x: relu(x) - 2 * relu(x - 1), x=(-1, 3))"


class Hinge(tuple):
    """v·relu(w·x + b), as the numbers (w, b, v).

    >>> hinge = Hinge((2.0, -1.0, 3.0))
    >>> hinge.kink, hinge.slope, hinge(2.0)
    (0.5, 6.0, 9.0)
    """

    @property
    def kink(self):
        """Where it bends, −b/w; None where w is 0, and it never does."""
        w, b, _ = self
        return -b / w if w else None

    @property
    def slope(self):
        """Its slope on the side where it is not 0."""
        w, _, v = self
        return v * w

    def __call__(self, x):
        w, b, v = self
        return v * max(w * x + b, 0.0)


def show_bends(f, x=(-3.0, 3.0), points=(), target=None):
    """A curve above, and below it the hinges that add up to it.

        >>> from toygrad import relu
        >>> show_bends(lambda x: relu(x) - 2 * relu(x - 1), x=(-1, 3))
        hinge  w  b   v   kink  slope
        1      1  0   1   0     1
        2      1  −1  −2  1     −2
        c = 0

    f       a network of one input, one hidden layer with relu and one
            output, or a function of one value that is such a sum
    x       from where to where the curve is drawn
    points  pairs of numbers (x, y), drawn behind the curve
    target  a function of a number, drawn behind the curve

    A hinge is v·relu(w·x + b), and c is what is added to all of them.  The
    kink of each, −b/w, can be moved by hand or by keys, which changes b;
    its arm can be turned, which changes v.  At one x, which follows the
    pointer, the heights of all hinges are set end to end, up to the sum.  A
    switch turns the bend off.
    `f` stays as it was, and so do all gradients.

    Raises TypeError and ValueError for what is no sum of hinges, for more
    than 64 of them, and for ranges and points that cannot be drawn.  Told
    in chapter 8.
    """
    check_arguments(f, {"x": x}, EXAMPLE, noun="")
    points = check_points(points)
    if target is not None and not callable(target):
        raise TypeError(
            f"target needs a function of a number, got {short(target)}; "
            "write target=lambda x: abs(x - 1)"
        )
    hinges, c = hinges_of(f, space_evenly(*map(float, x), 33))
    return Bends(hinges, c, tuple(map(float, x)), points, target)


def check_points(points):
    """The points as a list of pairs of floats."""
    try:
        pairs = [tuple(point) for point in points]
    except TypeError:
        pairs = [()]
    for pair in pairs:
        if len(pair) != 2 or not all(
            isinstance(n, Real) and math.isfinite(n) for n in pair
        ):
            raise TypeError(
                f"points needs a list of pairs of finite numbers, got {short(points)}; "
                "write points=[(0.0, 1.0), (1.0, 0.5)]"
            )
    return [tuple(map(float, pair)) for pair in pairs]


# From a function to its hinges.


def hinges_of(f, places=(-1.0, 0.0, 1.0)):
    """The hinges of `f`, and the number c that is added to them.

        >>> from toygrad import relu
        >>> hinges_of(lambda x: 3 * relu(2 * x - 1) + 0.5)
        ([(2.0, -1.0, 3.0)], 0.5)

    They are read off its graph: b is the sum before a relu where x is 0,
    w and v are slopes along its paths.  At all `places` and beyond them
    their sum must be what `f` says.  Raises ValueError where it is not.
    """
    x = Value(0.0, label="x")
    y = ask(f, x)
    order = [y] if not y.parents else topological_order(y)
    bends = [value for value in order if value.op == "relu"]
    if not 1 <= len(bends) <= MOST:
        found = sorted({value.op for value in order if value.op in BENDS})
        got = f"{len(bends)} of them" if bends else " and ".join(found) or "a line"
        raise ValueError(
            f"show_bends needs a sum of 1 to {MOST} relus, got {got}; write "
            "nn.MLP(1, [3, 1], nn.relu)"
        )
    hinges = [hinge_of(bend, x, y) for bend in bends]
    c = float(f"{y.data - math.fsum(hinge(0.0) for hinge in hinges):.15g}")
    check_sum(f, hinges, c, places)
    return hinges, c


def hinge_of(bend, x, y):
    (before,) = bend.parents
    slopes = explain(before, x, limit=0).slope, explain(y, bend, limit=0).slope
    return Hinge((slopes[0], before.data, slopes[1]))


def ask(f, x):
    """The one value that a network, or a function, makes of `x`."""
    if not hasattr(f, "parameters"):
        y = f(x)
    else:
        try:
            y = f([x])
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"show_bends needs a network of one input, got one that says: {error}"
            ) from error
        if isinstance(y, list) and len(y) != 1:
            raise ValueError(
                f"show_bends needs a network of one output, got {len(y)} of them; "
                "write show_bends(lambda x: model([x])[0])"
            )
        y = y[0] if isinstance(y, list) else y
    if not isinstance(y, Value):
        raise TypeError(
            f"show_bends needs a function that gives one value, got {short(y)}; "
            f"write {EXAMPLE}"
        )
    return y


def check_sum(f, hinges, c, places):
    """Raises where `f` is something else than the sum of its hinges."""
    low, high = min(places), max(places)
    for at in [*places, 2 * low - high, 2 * high - low]:
        parts = [c, *(hinge(at) for hinge in hinges)]
        room = 1e-9 * max(1.0, *map(abs, parts))
        try:
            true = ask(f, Value(at)).data
        except OUT_OF_DOMAIN:
            true = math.nan
        if not abs(math.fsum(parts) - true) <= room:
            raise ValueError(
                "show_bends needs a sum of relus of straight lines, got more than that: "
                f"at {number(at)} it is {number(true)}, and its hinges add up to "
                f"{number(math.fsum(parts))}; write a network of one hidden layer, as "
                "nn.MLP(1, [3, 1], nn.relu)"
            )


# The picture.


class Bends(Stage):
    """A curve over its hinges, as they are before anybody moves them.

    As text it is a table of the hinges, and of what is added to them.
    """

    def __init__(self, hinges, c, xs, points, target):
        self.hinges, self.c = hinges, c
        rows = [
            (k, *map(number, hinge), "none" if hinge.kink is None else number(hinge.kink),
             number(hinge.slope))
            for k, hinge in enumerate(hinges, 1)
        ]  # fmt: skip
        text = table([("hinge", "w", "b", "v", "kink", "slope"), *rows])
        text += f"\nc = {number(c)}"
        picture, below = (
            draw(hinges, c, xs, points, target),
            ["The hinges as text", text],
        )
        super().__init__(write([picture], [], words_of(hinges), text=below), text)


def words_of(hinges):
    return (
        f"A curve, and below it the {amount(len(hinges), 'hinge')} that it is the sum of. "
        "The kink of each hinge can be moved."
    )


def draw(hinges, c, xs, points, target):
    """The written form: axes for the sum and for its hinges, and all numbers."""
    fine = space_evenly(*xs, TARGET_POINTS) if target else []
    aims = [number_or(math.nan, target, at) for at in fine]
    wanted = [y for y in aims if math.isfinite(y)] + [y for _, y in points]
    *ranges, highs = share_room(
        range_of_sum(hinges, c, xs, wanted), range_of_hinges(hinges, xs)
    )
    above, below = (Axes(xs, ys, "x", name) for ys, name in zip(ranges, NAMES))
    marks = [
        above.mark("line", "line", fine, aims, size=2, dashed=True),
        above.mark("dots", "line", *split(points), size=7),
    ]
    words = words_of(hinges)
    marks = [[mark for mark in marks if mark["x"]], []]
    plots = [
        axes.plot(words, own, size=(theme.CURVE_SIZE[0], high), count=high / TICK)
        for axes, own, high in zip((above, below), marks, highs)
    ]
    for plot in plots:
        plot["left"] = max(plot["left"] for plot in plots)
    return {
        "kind": "bends", "words": words, "xs": list(xs), "c": c,
        "ys": [list(above.ys), list(below.ys)], "hinges": [list(h) for h in hinges],
        "plots": plots,
    }  # fmt: skip


def split(points):
    return tuple(zip(*points)) or ((), ())


def range_of_sum(hinges, c, xs, wanted):
    """From where to where the sum goes, what it shall be, and the way to it.

    The hinges are added one after the other, and where they cancel, a sum of
    the first few is far from that of all.
    """
    kinks = [h.kink for h in hinges if h.kink is not None and xs[0] < h.kink < xs[1]]
    ways = [list(accumulate((h(x) for h in hinges), initial=c)) for x in (*xs, *kinks)]
    heights = [way[-1] for way in ways] + wanted
    low, high = min(heights), max(heights)
    far = WAYS * (high - low)
    low = max(min(low, *map(min, ways)), low - far)
    high = min(max(high, *map(max, ways)), high + far)
    return add_air(low, high)


def range_of_hinges(hinges, xs):
    """Some room on both sides of 0: an arm may be turned either way."""
    heights = [h(x) for h in hinges for x in xs]
    low, high = min(0.0, *heights), max(0.0, *heights)
    return add_air(min(low, -LEAST * high), max(high, -LEAST * low))


def add_air(low, high):
    air = AIR * (high - low) or 1.0
    return low - air, high + air


def share_room(above, below):
    """Both ranges, and so many pixels for each that 1 is as high in both."""
    first, second = (high - low for low, high in (above, below))
    if first > FLAT * second:
        least = LEAST / (1 - LEAST)
        above = widen_to(above, least * second)
        below = widen_to(below, least * first)
        first, second = (high - low for low, high in (above, below))
        share = first / (first + second)
    else:
        share = LEAST
    return above, below, (round(share * TALL), TALL - round(share * TALL))


def widen_to(span, size):
    low, high = span
    more = max(size - (high - low), 0.0) / 2
    return low - more, high + more
