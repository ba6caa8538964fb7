"""Steps of gradient descent on a curve, under two sliders.

With this file you can

* turn rate and start and watch the steps: ``explore_descent(f, rate=(0, 1.2), start=(-4, 4))``.
"""

import math
from dataclasses import dataclass

from ...refusals import cut
from ...value import Value
from .. import theme
from ..words import label_text, listing, number, signed
from .axes import Axes, room_for, split
from .explore import CURVE_POINTS
from .recording import number_or
from .sliders import Explorer, check_arguments, positions
from .trail import trail

__all__ = ["check_descent", "explore_descent"]

ROOM = 0.25  # of the range of starts, on either side
MOST_STEPS = 12
BALL = 10  # pixels, how wide


def explore_descent(f, rate=(0.0, 1.2), start=(-4.0, 4.0), steps=6, label="w"):
    """Two sliders, the learning rate and the start, over the curve of a loss.

        >>> explore_descent(lambda w: w * w, rate=(0, 1), start=(-4, 4), steps=2)
        rate  start  loss  gradient  1 step  2 steps  loss
        0     −4     16    −8        −4      −4       16
        0     0      0     0         0       0        0
        0     4      16    8         4       4        16
        0.5   −4     16    −8        0       0        0
        0.5   0      0     0         0       0        0
        0.5   4      16    8         0       0        0
        1     −4     16    −8        4       −4       16
        1     0      0     0         0       0        0
        1     4      16    8         −4      4        16

    `f` takes one value and gives one, the loss; `label` is what the
    number is called that moves.  The balls stand where up to `steps`
    steps lead, 12 at most.  A step that leaves the picture is said below
    it.  In a live notebook a field beside each slider takes any number.

    Raises TypeError where `f` is no function or gives no value,
    ValueError where it cannot be computed, or for a rate below 0.  Told
    in chapter 7.
    """
    example = "explore_descent(lambda w: w * w, rate=(0, 1.2), start=(-4, 4))"
    check_arguments(f, {"rate": rate, "start": start}, example)
    check_descent(rate[0], steps, MOST_STEPS, example)
    return DescentExplorer(f, {"rate": rate, "start": start}, steps, label)


def check_descent(rate, steps, most, example):
    """Raises for a rate below 0, and for other than 1 to `most` steps."""
    if rate < 0:
        raise ValueError(
            f"a learning rate needs to be at least 0, got {rate!r}; write {example}"
        )
    if not isinstance(steps, int) or isinstance(steps, bool):
        raise TypeError(
            f"steps needs a whole number, got {type(steps).__name__}; write steps=6"
        )
    if not 1 <= steps <= most:
        raise ValueError(
            f"steps needs to be from 1 to {most}, got {cut(steps)}; write steps=6"
        )


@dataclass(frozen=True)
class Descent:
    """What one position of the sliders shows: a rate, a start, the places after it."""

    place: tuple
    trail: tuple
    problem: str


class DescentExplorer(Explorer):
    """Sliders for rate and start, a curve, and the steps from every start."""

    CALLED = "explore_descent"

    def __init__(self, f, ranges, steps, label):
        self.most, self.label = steps, label_text(label, 20)
        self.words = (
            f"The curve of the loss over {self.label}, and the steps of a descent."
        )
        super().__init__(f, ranges)

    def first_positions(self):
        """A small rate, and the last start."""
        rates, starts = self.grids
        return [max(len(rates) // 12, 1), len(starts) - 1]

    def point(self, place):
        rate, start = place
        found = trail(self.f, (start,), rate, self.most)
        problem = "" if found else f"there is no loss at {number(start)}"
        return Descent(place, tuple(found), problem)

    def head(self):
        ends = ["1 step", f"{self.most} steps"][: self.most]
        return ["loss", "gradient", *ends, "loss"]

    def row(self, descent):
        first, last = descent.trail[0], descent.trail[-1]
        between = descent.trail[1 : self.most][:1]
        ends = [place.at[0] for place in (*between, last)]
        return first.loss, first.slopes[0], *ends, last.loss

    def prepare(self, descents):
        """The curve, and axes with room for it and for all starts."""
        starts = [descent.place[1] for descent in descents]
        room = ROOM * (max(starts) - min(starts))
        self.grid = positions(min(starts) - room, max(starts) + room, CURVE_POINTS)
        self.heights = [number_or(math.nan, self.f, Value(w)) for w in self.grid]
        ends = room_for([y for y in self.heights if math.isfinite(y)])
        self.axes = Axes((self.grid[0], self.grid[-1]), ends, self.label, "loss")

    def pictures(self, descents):
        """The curve, the places of each descent, and a dashed line from each to the next."""
        trails = [[(*p.at, p.loss) for p in descent.trail] for descent in descents]
        first, later = [[t[:1] for t in trails], [t[1:] for t in trails]]
        mark = self.axes.mark
        marks = [
            mark("line", "data", self.grid, self.heights, size=2.5),
            mark("line", "gradient", *split(trails), size=1.5, dashed=True),
            mark("dots", "gradient", *split(later), size=BALL),
            mark("dots", "ink", *split(first), size=BALL),
            mark("word", "ink", *split(first), text="start"),
        ]
        return [self.axes.plot(self.words, marks, size=theme.CURVE_SIZE)]

    def sentence(self, descent):
        """The first step as a product, where all steps lead, and the losses."""
        if descent.problem:
            return f"Here no descent can start: {descent.problem}."
        first, *later = descent.trail
        rate, slope = descent.place[0], first.slopes[0]
        if not later:
            return f"The gradient is {number(slope)}, and after the first step there is no loss."
        product = f"−{number(rate)}·{signed(number(slope))} = {number(-rate * slope)}"
        leads = listing([number(place.at[0]) for place in later])
        text = (
            f"The gradient is {number(slope)}, so the first step is {product}. "
            f"The loss goes from {number(first.loss)} to {number(later[-1].loss)}. "
            f"The steps lead to {leads}."
        )
        inside = all(map(self.in_sight, later))
        return text if inside else f"{text} Not all of them are in the picture."

    def in_sight(self, place):
        (left, right), (_, high) = self.axes.xs, self.axes.ys
        return left <= place.at[0] <= right and place.loss <= high
