"""A ravine under one slider: what a rate leaves along two directions, and where it leads.

With this file you can

* turn the rate of a descent in a ravine: ``explore_ravine((2.0, 50.0), start=(4.0, 1.0))``.
"""

import itertools
import math
from dataclasses import dataclass
from numbers import Real

from ...refusals import short
from .. import theme
from ..letters import text_width
from ..words import amount, listing, number
from .axes import BESIDE, Axes, split
from .explore_descent import check_descent
from .ravine import check_ravine, height, ring
from .sliders import Explorer, positions
from .trail import trail

__all__ = ["explore_ravine"]

EXAMPLE = "explore_ravine((2.0, 50.0), start=(4.0, 1.0), rate=0.0375, steps=30)"
NAMES, INKS = "xy", ("data", "gradient")
MOST_STEPS = 40
BEYOND = 1.25  # times the border: there the slider ends
FACTORS_SIZE = (420, 220)  # pixels, the upper picture
HIGHEST = 1.25  # of what is left, there
CROSSING, LEGEND = 1.13, (0.86, 0.7)  # heights of words, there
CLOSEST = 0.06  # two ticks beside it
RINGS = 9  # contours of the map
MARGIN = 0.15  # of the start, around the map
LONGEST, SHORTEST = 420, 60  # pixels, the sides of the map
SIZES = (10, 7, 4)  # pixels, of the dots: the steps grow small
DUST = 1e-9


def explore_ravine(curvatures, start, rate=None, steps=30):
    """A slider for the rate, over what it leaves and over the way in a ravine.

        >>> explore_ravine((2.0, 50.0), start=(4.0, 1.0), rate=0.0375, steps=30)
        rate    x left  y left  x       y
        0       1       1       4       1
        0.0125  0.975   0.375   1.872   1.663e−13
        0.025   0.95    0.25    0.8586  8.674e−19
        0.0375  0.925   0.875   0.3858  0.01821
        0.05    0.9     1.5     0.1696  1.918e5

    The loss is a ravine of two parabolas, c/2 · x² and c/2 · y² with a c of
    their own, the two `curvatures`.  Above stands for each of them which
    part of the distance a step leaves: a V that is 0 at the rate 1/c, and
    back at 1 at the border 2/c; dashed, where a step leads to the other
    side.  Below is the map, and the descent of so many `steps`, 40 at most.
    `rate` is where the slider stands first; without it that is the best
    rate, where the two lines cross.

    Raises TypeError for what are no numbers, ValueError for a curvature
    that is not above 0, or a rate below 0.  Told in chapter 7.
    """
    check_ravine("explore_ravine", curvatures, start, EXAMPLE)
    if rate is not None and not (isinstance(rate, Real) and math.isfinite(rate)):
        raise TypeError(
            f"explore_ravine needs a finite rate, got {short(rate)}; write {EXAMPLE}"
        )
    best = 2 / sum(curvatures)
    rate = best if rate is None else rate
    check_descent(rate, steps, MOST_STEPS, EXAMPLE)
    return RavineExplorer(curvatures, start, (rate, best), steps)


@dataclass(frozen=True)
class Way:
    """What one rate does: the signed factors of a step, and the places it leads to."""

    place: tuple
    factors: tuple
    trail: tuple
    problem: str = ""

    @property
    def left(self):
        return [abs(factor) for factor in self.factors]


class RavineExplorer(Explorer):
    """A slider for the rate, two V's, and a map with the way."""

    CALLED = "explore_ravine"

    def __init__(self, curvatures, start, kept, steps):
        self.curvatures, self.start = curvatures, tuple(start)
        self.kept, self.most = kept, steps
        self.border = 2 / max(curvatures)
        x, y = (number(c) for c in curvatures)
        self.words = (
            f"Above, what a step leaves of x and y, over the rate: two V's, of the curvatures {x} and {y}. "
            "Below, contours and the way."
        )
        super().__init__(self.loss, {"rate": (0.0, BEYOND * self.border)})

    def loss(self, *at):
        return height(self.curvatures, at)

    def grid(self, low, high, most):
        """Evenly spaced, but that the rates to be kept take the nearest places."""
        grid = positions(low, high, most)
        for rate in self.kept:
            if rate not in grid:
                free = [k for k in range(1, most) if grid[k] not in self.kept]
                grid[min(free, key=lambda k: abs(grid[k] - rate))] = rate
        return sorted(grid)

    def first_positions(self):
        return [self.grids[0].index(self.kept[0])]

    def point(self, place):
        (rate,) = place
        factors = tuple(1 - rate * c for c in self.curvatures)
        return Way(place, factors, tuple(trail(self.loss, self.start, rate, self.most)))

    def head(self):
        return [*(f"{name} left" for name in NAMES), *NAMES]

    def row(self, way):
        return *way.left, *way.trail[-1].at

    # What it says.

    def sentence(self, way):
        """What a step leaves, where all of them lead, and who is the slower."""
        pairs = zip(NAMES, way.factors)
        parts = [what_is_left(name, factor) for name, factor in pairs]
        ends = zip(NAMES, way.trail[-1].at)
        after = [f"{name} is {number(at, 3)}" for name, at in ends]
        return (
            f"Each step leaves {', and '.join(parts)}. "
            f"After {amount(len(way.trail) - 1, 'step')} {listing(after)}. {self.verdict(way)}"
        )

    def verdict(self, way):
        left = way.left
        running = [name for name, part in zip(NAMES, left) if part > 1 + DUST]
        if not way.place[0]:
            return "Nothing moves."
        if running:
            return f"The rate is beyond the border: {listing(running)} {'run' if running[1:] else 'runs'} away."
        if math.isclose(*left, abs_tol=DUST):
            return "Both are equally slow here: no other rate is better."
        slower = NAMES[left.index(max(left))]
        if max(left) > 1 - DUST:
            return (
                f"This is the border: {slower} jumps to and fro, and comes no nearer."
            )
        return f"The slower of the two is {slower}."

    # What it draws.

    def prepare(self, ways):
        top = max(way.place[0] for way in ways)
        self.above = Axes((0.0, top), (0.0, HIGHEST), "rate", "what is left")
        sides = [room(at, top * c > 1) for at, c in zip(self.start, self.curvatures)]
        self.map = Axes(*sides, *NAMES)

    def pictures(self, ways):
        return [self.factors(ways), self.plane(ways)]

    def factors(self, ways):
        """The two V's, their crossing and the border, and a dot on each at the rate."""
        mark, rates = self.above.mark, [way.place for way in ways]
        upright = [[2 * at for at in rates], [[0, max(way.left)] for way in ways]]
        marks = [*self.landmarks(), mark("line", "ink", *upright, size=1.5)]
        for k, (name, ink, c) in enumerate(zip(NAMES, INKS, self.curvatures)):
            told = [f"{number(way.left[k], 3)} of {name} left" for way in ways]
            place = [1 / max(self.curvatures)], [LEGEND[k]]
            marks += [
                *self.arms(name, c, ink),
                mark("dots", ink, rates, [[way.left[k]] for way in ways], size=12),
                mark("word", ink, *place, text=told, side="middle"),
            ]
        return self.above.plot(self.words, marks, size=FACTORS_SIZE) | self.ticks()

    def landmarks(self):
        """Where a step leaves all, the border, and where the lines cross."""
        mark, thin = self.above.mark, {"size": 1.2, "dashed": True}
        best, most = self.kept[1], number(sum(self.curvatures))
        return [
            mark("line", "line", list(self.above.xs), [1, 1], **thin),
            mark("line", "line", [self.border] * 2, [0, HIGHEST], size=1.2),
            mark("line", "line", [best] * 2, [0, CROSSING], **thin),
            mark("word", "ink", [self.border], [0.08], text="border"),
            mark("word", "ink", [best], [CROSSING], text=f"2/{most}: the lines cross", side="inner"),
        ]  # fmt: skip

    def ticks(self):
        """The numbers beside the axes, as fractions of the curvatures."""
        c, both = max(self.curvatures), sum(self.curvatures)
        kept = (c - min(self.curvatures)) / both
        across = {0.0: "0", 1 / c: f"1/{number(c)}", 2 / c: f"2/{number(c)}"}
        beside = {0.0: "0", 1.0: "1"}
        if CLOSEST < kept < 1 - CLOSEST:
            beside[kept] = f"{number(kept * both)}/{number(both)}"
        named = [[self.above.x(at), text] for at, text in across.items()]
        named = [named, [[self.above.y(at), text] for at, text in beside.items()]]
        wide = max(text_width(text, theme.TEXT_SIZE) for text in beside.values())
        return {"ticks": named, "left": math.ceil(wide) + BESIDE}

    def arms(self, name, c, ink):
        """A V: whole down to 0, dashed behind it, and its name at the end."""
        mark, top = self.above.mark, self.above.xs[1]
        turn, end = min(1 / c, top), min((1 + HIGHEST) / c, top)
        yield mark("line", ink, [0, turn], [1, 1 - turn * c], size=2.5)
        if end > turn:
            yield mark(
                "line", ink, [turn, end], [0, end * c - 1], size=2.5, dashed=True
            )
            yield mark("word", ink, [1.12 / c], [0.12], text="other side", side="inner")
        yield mark("word", ink, [end], [abs(1 - end * c)], text=name)

    def plane(self, ways):
        """The map: contours, the minimum, and the way with its start and its end."""
        trails = [self.in_sight(way.trail) for way in ways]
        ends = [
            t[-1:] if len(t) == len(way.trail) else [] for t, way in zip(trails, ways)
        ]
        mark, high = self.map.mark, 0.75 * self.map.ys[1]
        plumbs = [[*end, *((x, high) for x, _ in end)] for end in ends]
        marks = [
            *self.rings(),
            mark("line", "line", *split(plumbs), size=1.2, dashed=True),
            mark("line", "ink", *split(trails), size=1.2),
            *self.dots(trails),
            mark("word", "ink", *zip(self.start), text="start"),
            mark("word", "ink", *split([plumb[1:] for plumb in plumbs]),
                 text=f"after {amount(self.most, 'step')}", side="inner"),
        ]  # fmt: skip
        return self.map.plot(self.words, marks, size=self.map_size()) | {"even": True}

    def in_sight(self, places):
        """The way on the map, to the first place that is not on it."""
        (left, right), (low, high) = self.map.xs, self.map.ys
        inside = [left <= x <= right and low <= y <= high for (x, y), *_ in places]
        count = inside.index(False) + 1 if False in inside else len(places)
        return [place.at for place in places[:count]]

    def rings(self):
        """Contours, close together where it is low, and a cross at the minimum."""
        xs, ys = self.map.xs, self.map.ys
        highest = self.loss(max(xs, key=abs), max(ys, key=abs))
        for k in range(1, RINGS):
            level = highest * (k / RINGS) ** 2
            points = self.cut(ring(self.curvatures, level))
            yield self.map.mark("line", "line", *zip(*points), size=1, faint=True)
        arm = 0.03 * (ys[1] - ys[0])
        for ends in ((-arm, arm), (arm, -arm)):
            yield self.map.mark("line", "ink", [-arm, arm], ends, size=2)
        yield self.map.mark(
            "word", "ink", [0], [0.55 * ys[0]], text="minimum", side="inner"
        )

    def cut(self, points):
        """A ring up to the border of the map, with a break where it is beyond."""
        for last, point in itertools.pairwise(points):
            inside = self.holds(last), self.holds(point)
            if not any(inside):
                continue
            yield last if inside[0] else self.edge(point, last)
            yield point if inside[1] else self.edge(last, point)
            if not inside[1]:
                yield 0.0, math.nan

    def holds(self, point):
        sides = self.map.xs, self.map.ys
        return all(low <= at <= high for at, (low, high) in zip(point, sides))

    def edge(self, inside, outside):
        """Where the way from a point of the map to one beyond it leaves the map."""
        shares = [
            (end - at) / (to - at)
            for at, to, (low, high) in zip(inside, outside, (self.map.xs, self.map.ys))
            if to != at
            for end in ([high] if to > at else [low])
        ]
        share = min(max(min(shares), 0.0), 1.0)
        return tuple(at + share * (to - at) for at, to in zip(inside, outside))

    def dots(self, trails):
        """The places of the steps, the later the smaller."""
        third = -(-self.most // len(SIZES))
        for k, size in enumerate(SIZES):
            part = slice(k * third + (k > 0), (k + 1) * third + 1)
            yield self.map.mark(
                "dots", "ink", *split([t[part] for t in trails]), size=size
            )

    def map_size(self):
        """In pixels: a number is as long along both axes."""
        sides = [high - low for low, high in (self.map.xs, self.map.ys)]
        return [max(round(LONGEST * side / max(sides)), SHORTEST) for side in sides]


def what_is_left(name, factor):
    if abs(factor) < DUST:
        return f"nothing of {name}"
    side = "the same side" if factor > 0 else "the other side"
    return f"{number(abs(factor), 3)} of {name}, on {side}"


def room(at, jumps):
    """From where to where the map goes along one direction."""
    ends = (-1 - MARGIN, 1 + MARGIN) if jumps else (-MARGIN, 1 + MARGIN)
    return tuple(sorted(at * end for end in ends))
