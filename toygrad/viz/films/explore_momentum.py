"""Rate and momentum on a map, and the way of the ball in the ravine.

With this file you can

* see which pairs of rate and momentum are fast, and walk any of them:
  ``explore_momentum((2.0, 50.0), (4.0, 1.0))``.
"""

import cmath
import math
from dataclasses import dataclass

from ...refusals import short
from ..words import number
from .axes import Axes, space_evenly, split
from .explore_descent import check_descent
from .ravine import check_ravine, height, ring
from .sliders import Explorer

__all__ = ["Run", "explore_momentum", "factor", "roll"]

POSITIONS = (16, 11)  # of the sliders, at most
BUDGET = 200  # steps, in which a run has to arrive
SMALL = 1e-4  # of the first loss: there it has arrived
GONE = 1e9  # of the first distance: no further is counted
ROUNDING = 1e-6  # of a factor: two roots that are nearly one have few digits
SIZES, LEAST = (14, 11, 8, 5), 3  # pixels, of squares that need up to so many steps:
NEEDS = (20, 35, 70, BUDGET)
RINGS = (0.08, 0.3, 0.65)  # of the first loss: where it is drawn as a ring
ROOM = (1.25, 2.1)  # times the start: y swings further than it began
MOST_STEPS = 40  # of the way that is drawn
FEW = 8  # steps of the way that have a dot
DUST = 0.004  # of the room: nearer to the bottom nothing moves that one can see
STEP = 20  # ten-thousandths of a plot: about half a pixel
PANEL = (300, 230)  # pixels, each of both plots
EXAMPLE = "explore_momentum((2.0, 50.0), (4.0, 1.0))"


def explore_momentum(curvatures, start, steps=25, positions=POSITIONS):
    """Two sliders, rate and momentum, and where they lead in a ravine.

        >>> print(str(explore_momentum((2.0, 50.0), (4.0, 1.0))).splitlines()[0])
        rate   momentum  factor x  factor y  steps needed

    The loss is c/2 · x² and c/2 · y² together, with a c of their own, the
    two `curvatures`.  On the map stands a square for every pair of rate and
    momentum, the larger the fewer steps it needs until the loss stays below
    a ten-thousandth of the first; a dot has not come so far in 200 steps,
    and an orange one runs away.  The rates end at 4/c, the momenta at 1.
    Beside it is the ravine, and in it the way from `start`, of so many
    `steps`.  A click on the map turns both sliders, which have 16 and 11
    `positions`, or fewer where a page has little room.

    Raises TypeError for what is no pair of numbers, ValueError for
    curvatures that are not above 0, for a start at the bottom, and for
    too few or too many steps or positions.  Told in chapter 11.
    """
    check_ravine("explore_momentum", curvatures, start, EXAMPLE)
    if not all(start):
        raise ValueError(
            f"explore_momentum needs a start beside both axes, got {short(start)}; write {EXAMPLE}"
        )
    check_descent(0.0, steps, MOST_STEPS, EXAMPLE)
    check_positions(positions)
    start = tuple(map(float, start))
    return MomentumExplorer(tuple(curvatures), start, steps, tuple(positions))


def check_positions(counts):
    pair = isinstance(counts, (tuple, list)) and len(counts) == 2
    if not pair or not all(type(count) is int for count in counts):
        raise TypeError(
            f"positions needs two whole numbers, got {short(counts)}; write positions=(8, 6)"
        )
    if not all(2 <= count <= most for count, most in zip(counts, POSITIONS)):
        raise ValueError(
            f"positions needs two numbers from 2 to 16 and to 11, got {short(counts)}; "
            "write positions=(8, 6)"
        )


def roll(curvatures, start, rate, momentum, steps):
    """The places of a ball on parabolas: a step is rate times velocity.

        >>> roll((2.0,), (4.0,), rate=0.1, momentum=0.5, steps=2)
        [(4.0,), (3.2,), (2.16,)]

    The velocity keeps `momentum` of itself and adds the slope.  The places
    end early where they leave the floats by far.  Told in chapter 11.
    """
    at, velocity = tuple(start), (0.0,) * len(start)
    places = [at]
    far = GONE * max(map(abs, start))
    while len(places) <= steps and max(map(abs, at)) < far:
        velocity = tuple(
            momentum * v + c * x for v, c, x in zip(velocity, curvatures, at)
        )
        at = tuple(x - rate * v for x, v in zip(at, velocity))
        places.append(at)
    return places


def factor(rate, momentum, curvature):
    """What a step leaves of the distance in the long run, without its sign.

        >>> factor(0.1, 0.0, 2.0), factor(0.5, 0.25, 2.0)
        (0.8, 0.5)

    It is the larger root of z² − (1 + momentum − rate · curvature) z +
    momentum.  Told in chapter 11.
    """
    half = (1.0 + momentum - rate * curvature) / 2.0
    root = cmath.sqrt(half * half - momentum)
    return max(abs(half + root), abs(half - root))


@dataclass(frozen=True)
class Run:
    """One pair of rate and momentum, and what comes of it.

    needed  steps until the loss stays small; inf where the budget ends
            before, nan where it runs away
    """

    place: tuple
    way: tuple
    factors: tuple
    needed: float
    problem: str = ""


class MomentumExplorer(Explorer):
    """Sliders for rate and momentum, a map of both, and the way in the ravine."""

    CALLED, COLUMNS = "explore_momentum", 2

    def __init__(self, curvatures, start, steps, counts):
        self.curvatures, self.start, self.most = curvatures, start, steps
        self.counts = counts
        self.words = (
            "A map of rate and momentum: the larger a square, the fewer steps are "
            "needed. Beside it the way of the ball in the ravine."
        )
        highest = 4.0 / max(curvatures)
        rates = highest / counts[0], highest
        super().__init__(None, {"rate": rates, "momentum": (0.0, 1.0)})

    def grid(self, low, high, most):
        """As many rates, which begin above 0, or momenta as were asked for."""
        count = self.counts[0 if low else 1]
        return [float(f"{place:.12g}") for place in space_evenly(low, high, count)]

    def first_positions(self):
        """A rate just below the border, without momentum."""
        return [self.counts[0] * 3 // 8, 0]

    def point(self, place):
        way = roll(self.curvatures, self.start, *place, BUDGET)
        factors = tuple(factor(*place, c) for c in self.curvatures)
        away = max(factors) > 1.0 + ROUNDING
        needed = math.nan if away else self.needed(way)
        return Run(place, tuple(way[: self.most + 1]), factors, needed)

    def needed(self, way):
        """Steps until the loss stays small."""
        losses = [height(self.curvatures, at) for at in way]
        last = max(k for k, loss in enumerate(losses) if loss >= SMALL * losses[0])
        return last + 1 if last < BUDGET else math.inf

    def head(self):
        return ["factor x", "factor y", "steps needed"]

    def row(self, run):
        return *run.factors, run.needed

    def sentence(self, run):
        left = " and ".join(
            f"{number(part, 3)} of {name}" for part, name in zip(run.factors, "xy")
        )
        text = f"In the long run a step leaves {left}. "
        if math.isnan(run.needed):
            return text + "The ball runs away."
        if math.isinf(run.needed):
            return text + f"Not there after {BUDGET} steps."
        return text + f"There after {run.needed} steps."

    # The pictures.

    def prepare(self, runs):
        self.wide = [room * abs(x) for room, x in zip(ROOM, self.start)]

    def pictures(self, runs):
        return [self.map(runs), self.ravine(runs)]

    def map(self, runs):
        """A square for each pair, in groups of one size, and where the sliders stand."""
        rates, momenta = self.grids
        beside = rates[0] / 2
        axes = Axes((0.0, rates[-1] + beside), (-0.06, 1.06), "rate", "momentum")
        groups = [[] for _ in NEEDS]
        slow, gone = [], []
        for run in runs:
            kind = gone if math.isnan(run.needed) else slow
            if run.needed <= BUDGET:
                kind = groups[
                    next(k for k, most in enumerate(NEEDS) if run.needed <= most)
                ]
            kind.append(run.place)
        marks = [
            axes.mark("squares", "data", *columns(places), size=size)
            for places, size in zip(groups, SIZES)
        ]
        marks += [
            axes.mark("squares", "line", *columns(slow), size=LEAST),
            axes.mark("dots", "gradient", *columns(gone), size=LEAST + 1),
            axes.mark(
                "here", "backward", *split([[run.place] for run in runs]), size=9
            ),
        ]
        words = "A map of rate and momentum; large squares need few steps."
        plot = axes.plot(words, [m for m in marks if m["x"]], "steps needed", PANEL)
        plot["turns"] = [[axes.x(rate) for rate in rates], [axes.y(m) for m in momenta]]
        return plot

    def ravine(self, runs):
        """Rings of equal height, and the way of each run from place to place."""
        (wide, high), (x, y) = self.wide, self.start
        axes = Axes((-wide, wide), (-high, high), "x", "y")
        ways = split([self.seen(run.way) for run in runs])
        first = split([run.way[: FEW + 1] for run in runs])
        mark = axes.mark
        highest = height(self.curvatures, self.start)
        rings = [ring(self.curvatures, part * highest) for part in RINGS]
        marks = [mark("line", "line", *zip(*one), size=1) for one in rings]
        marks += [
            coarse(mark("line", "gradient", *ways, size=1.5)),
            coarse(mark("dots", "gradient", *first, size=5)),
            mark("dots", "ink", [x], [y], size=9),
        ]
        return axes.plot(
            "The ravine, and the way in it.", marks, "in the ravine", PANEL
        )

    def seen(self, way):
        """As much of a way as can be told from the bottom."""
        last = max(
            k for k, at in enumerate(way)
            if any(abs(x) > DUST * most for x, most in zip(at, self.wide))
        )  # fmt: skip
        return way[: last + 2]


def coarse(mark):
    """The same mark in steps of half a pixel, which weigh less on a page."""
    rough = [
        [[STEP * round(n / STEP) for n in places] for places in mark[axis]]
        for axis in "xy"
    ]
    return mark | dict(zip("xy", rough))


def columns(places):
    return tuple(map(list, zip(*places))) or ([], [])
