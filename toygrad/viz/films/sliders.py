"""Pictures under sliders, that act without a kernel too.

``explore`` and what begins with its name are made of it.  Every position of the
sliders is computed beforehand, by the engine.
"""

import itertools
import math
from numbers import Real

from ...refusals import short
from ..pictures import write
from ..widget import Stage, as_json, first_step
from ..words import label_text, number, table
from .axes import space_evenly

__all__ = ["Explorer", "check_arguments", "positions"]

# Positions of each slider, by the number of sliders; fewer where the
# graph is so large that they would be too heavy for a page.
POSITIONS = {1: (41, 31, 21, 11), 2: (15, 13, 11, 9, 7, 5)}
FARTHEST = 1e9  # a place that can be asked for; farther out no axis can be drawn
HEAVIEST = 220_000  # characters of JSON


def check_arguments(f, ranges, example, noun="the slider "):
    """Raises where `f` is no function, or a range is no pair of finite numbers."""
    called, example = example.partition("(")[0], f"write {example}"
    if not callable(f):
        raise TypeError(f"{called} needs a function, got {short(f)}; {example}")
    if len(ranges) not in POSITIONS:
        raise ValueError(
            f"{called} needs one or two sliders, got {len(ranges)}; {example}"
        )
    for name, pair in ranges.items():
        slider, got = (
            noun + label_text(name, 40),
            f"got {short(pair)}; {example}",
        )
        numbers = isinstance(pair, (tuple, list)) and len(pair) == 2
        if not numbers or not all(isinstance(n, Real) for n in pair):
            raise TypeError(f"{slider} needs a pair of numbers, {got}")
        if not pair[0] < pair[1] or not all(map(math.isfinite, pair)):
            raise ValueError(
                f"{slider} needs two finite numbers, the lower one first, {got}"
            )


class Explorer(Stage):
    """Pictures under sliders, with a frame for every position.

    In a notebook ``explorer.place = [0.123]`` shows any place: it is computed
    and stands at the nearest position.  As text it is a short table.

    Who inherits says what there is to know of one place (``point``), what
    is drawn of all of them (``prepare``, ``pictures``, ``sentence``), and
    what stands in the table (``head``, ``row``).
    """

    CALLED = ""  # the function that makes it
    COLUMNS = 1  # how many pictures may stand side by side

    def __init__(self, f, ranges):
        self.f, self.names = f, tuple(ranges)
        data = self.compute(ranges.values())
        super().__init__(data, table(self.rows()))
        self.observe(self.compute_exactly, "place")

    def compute(self, pairs):
        """The data of all positions, of as many as a page can carry."""
        for most in POSITIONS[len(self.names)]:
            self.grids = [self.grid(*pair, most) for pair in pairs]
            places = itertools.product(*self.grids)  # the last slider turns fastest
            self.points = [self.point(place) for place in places]
            self.check_some_point()
            data = self.write_down(self.points, self.first_positions())
            if len(as_json(data)) <= HEAVIEST:
                break
        return data

    def grid(self, low, high, most):
        """The positions of a slider, at most so many."""
        return positions(low, high, round_count(low, high, most))

    def compute_exactly(self, change):
        """Compute the very place that a reader asks for."""
        place = change["new"]
        if len(place) != len(self.grids) or not all(map(math.isfinite, place)):
            return  # a slider was moved: its positions are there
        place = [min(max(x, -FARTHEST), FARTHEST) for x in place]
        at = [nearest(grid, x) for grid, x in zip(self.grids, place)]
        wanted = tuple(grid[k] for grid, k in zip(self.grids, at))
        points = [
            p if p.place != wanted else self.point(tuple(place)) for p in self.points
        ]
        with self.hold_sync():
            self.data = self.write_down(points, at, place) | {"text": self.data["text"]}
            self.step = first_step(self.data)

    def check_some_point(self):
        if all(point.problem for point in self.points):
            raise ValueError(
                f"{self.CALLED} needs a function that can be computed somewhere between the "
                f"ends of its sliders; at the first place: {self.points[0].problem}"
            )

    def write_down(self, points, at, exact=None):
        """The written form; the sliders stand at the positions `at`, or at `exact` numbers."""
        self.prepare(points)
        exact = exact or [grid[k] for grid, k in zip(self.grids, at)]
        names = [label_text(name, 40) for name in self.names]
        sliders = [
            {"name": name, "texts": write_grid(grid), "start": k, "exact": x}
            for name, grid, k, x in zip(names, self.grids, at, exact)
        ]
        frames = [[self.where(names, p), self.sentence(p), []] for p in points]
        pictures = self.pictures(points)
        return write(
            pictures, frames, self.words, sliders=sliders, columns=self.COLUMNS
        )

    def where(self, names, point):
        return ", ".join(f"{n} = {number(x, 6)}" for n, x in zip(names, point.place))

    def first_positions(self):
        """Where each slider stands before it is turned."""
        return [3 * len(grid) // 4 for grid in self.grids]

    def rows(self):
        """A few positions, spread over all of them, for the text."""
        count = 5 if len(self.grids) == 1 else 3
        rows = [[*map(label_text, self.names), *self.head()]]
        for point in self.points:
            if all(
                x in pick_few(grid, count) for x, grid in zip(point.place, self.grids)
            ):
                found = [] if point.problem else map(number, self.row(point))
                problem = [point.problem] if point.problem else []
                rows.append([*map(number, point.place), *problem, *found])
        return rows


def positions(low, high, count):
    """Evenly spaced numbers, without the dust of floating point."""
    return [float(f"{x:.12g}") for x in space_evenly(low, high, count)]


def round_count(low, high, most):
    """At most so many positions, and about as many, with a step of few digits."""
    for count in range(most, most // 2, -1):
        if len(f"{(high - low) / (count - 1):.12g}") <= 4:
            return count
    return most


def pick_few(grid, count):
    """A few numbers of a grid, evenly, with both ends."""
    return {grid[k * (len(grid) - 1) // (count - 1)] for k in range(count)}


def nearest(grid, x):
    return min(range(len(grid)), key=lambda k: abs(grid[k] - x))


def write_grid(grid):
    """The numbers of a grid, each written as short as it can be."""
    for digits in range(4, 17):
        texts = [number(x, digits) for x in grid]
        if len(set(texts)) == len(grid):
            return texts
    return [number(x, 17) for x in grid]
