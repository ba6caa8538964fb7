"""Sliders on a function of your own, that act without a kernel too.

With this file you can

* turn one number and watch graph, curve and tangent: ``explore(f, x=(-3, 3))``,
* turn two numbers and watch the graph: ``explore(f, x=(-3, 3), y=(0, 1))``.

Every position of the sliders is computed beforehand, by the engine.
"""

import itertools
import math
from numbers import Real

from ..refusals import short
from .pictures import written
from .recordings import columns
from .scene import Scene, point_at, positions
from .widget import Stage, as_json, first_step
from .words import label_text, number

__all__ = ["Explorer", "explore"]

# Positions of each slider, by the number of sliders; fewer where the
# graph is so large that they would be too heavy for a page.
POSITIONS = {1: (41, 31, 21, 11), 2: (15, 13, 11, 9, 7, 5)}
FARTHEST = 1e9  # a place that can be asked for; farther out no axis can be drawn
HEAVIEST = 220_000  # characters of JSON


def explore(f, **ranges):
    """Sliders for the arguments of `f`, over its compute graph.

        >>> explore(lambda x: x * x, x=(-2, 2))
        x   f  slope x
        −2  4  −4
        −1  1  −2
        0   0  0
        1   1  2
        2   4  4

    `f` takes one or two values and gives one value; each keyword names a
    slider and says from where to where it goes.  Each position shows the
    data, the gradients of a backward pass and the local derivatives;
    with one slider also the curve of `f` and its tangent.  Where `f`
    cannot be computed, or its graph has another shape, the picture says
    so.  In a live notebook a field beside each slider takes any number.
    Leaves that `f` brings along keep their gradients.

    Raises TypeError where `f` is no function or gives no value,
    ValueError where no position can be computed.  Told in chapter 1.
    """
    check_arguments(f, ranges)
    return Explorer(f, ranges)


def check_arguments(f, ranges, example="explore(lambda x: x * x, x=(-3, 3))"):
    called, example = example.partition("(")[0], f"write {example}"
    if not callable(f):
        raise TypeError(f"{called} needs a function, got {short(f)}; {example}")
    if len(ranges) not in POSITIONS:
        raise ValueError(
            f"{called} needs one or two sliders, got {len(ranges)}; {example}"
        )
    for name, pair in ranges.items():
        numbers = isinstance(pair, (tuple, list)) and len(pair) == 2
        if not numbers or not all(isinstance(n, Real) for n in pair):
            raise TypeError(
                f"the slider {label_text(name, 40)} needs a pair of numbers, got {short(pair)}; {example}"
            )
        if not pair[0] < pair[1] or not all(map(math.isfinite, pair)):
            raise ValueError(
                f"the slider {label_text(name, 40)} needs two finite numbers, the lower one "
                f"first, got {short(pair)}; {example}"
            )


class Explorer(Stage):
    """Pictures under sliders, with a frame for every position.

    In a notebook ``explorer.place = [0.123]`` shows any place: it is computed
    and stands at the nearest position.  As text it is a short table.
    """

    CALLED = "explore"

    def __init__(self, f, ranges):
        self.f, self.names = f, tuple(ranges)
        data = self.computed(ranges.values())
        super().__init__(data, self.table())
        self.observe(self.exactly, "place")

    def computed(self, pairs):
        """The data of all positions, of as many as a page can carry."""
        for most in POSITIONS[len(self.names)]:
            self.grids = [positions(*pair, round_count(*pair, most)) for pair in pairs]
            self.points = [self.point(place) for place in self.positions()]
            self.check_some_point()
            data = self.told(self.points, self.first_turned())
            if len(as_json(data)) <= HEAVIEST:
                break
        return data

    def told(self, points, at, place=None):
        """The written form; the sliders stand at the positions `at`, or very near `place`."""
        scene, place = (
            self.scene(points),
            place or [g[k] for g, k in zip(self.grids, at)],
        )
        sliders = [
            {
                "name": label_text(name, 40),
                "texts": texts_of(grid),
                "start": k,
                "exact": x,
            }
            for name, grid, k, x in zip(self.names, self.grids, at, place)
        ]
        frames = list(map(scene.frame, points))
        return written(
            scene.pictures(), frames, scene.words, sliders=sliders, columns=1
        )

    def exactly(self, change):
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
            self.data = self.told(points, at, place) | {"text": self.data["text"]}
            self.step = first_step(self.data)

    def point(self, place):
        """What there is to say about one position."""
        return point_at(self.f, self.names, place)

    def scene(self, points):
        """What makes pictures and sentences of points."""
        return Scene(self.f, self.names, points)

    def first_turned(self):
        """Where each slider stands before anybody has turned it."""
        return [3 * len(grid) // 4 for grid in self.grids]

    def positions(self):
        """All of them: the last slider turns fastest."""
        return list(itertools.product(*self.grids))

    def check_some_point(self):
        if all(point.problem for point in self.points):
            raise ValueError(
                f"{self.CALLED} needs a function that can be computed somewhere between the "
                f"ends of its sliders; at the first place: {self.points[0].problem}"
            )

    def head(self):
        """What stands over the columns behind the sliders."""
        return ["f", *(label_text(f"slope {n}") for n in self.names)]

    def row(self, point):
        """The numbers of one position for these columns."""
        return point.result, *point.slopes

    def table(self):
        count = 5 if len(self.grids) == 1 else 3
        rows = [[*map(label_text, self.names), *self.head()]]
        for point in self.points:
            if all(x in few(grid, count) for x, grid in zip(point.place, self.grids)):
                numbers = (
                    [point.problem] if point.problem else map(number, self.row(point))
                )
                rows.append([*map(number, point.place), *numbers])
        return columns(rows)


def round_count(low, high, most):
    """At most so many positions, and about as many, with a step of few digits."""
    for count in range(most, most // 2, -1):
        if len(f"{(high - low) / (count - 1):.12g}") <= 4:
            return count
    return most


def few(grid, count):
    """A few numbers of a grid, evenly, with both ends."""
    return {grid[k * (len(grid) - 1) // (count - 1)] for k in range(count)}


def nearest(grid, x):
    return min(range(len(grid)), key=lambda k: abs(grid[k] - x))


def texts_of(grid):
    """The numbers of a grid, each written as short as it can be."""
    digits = next(d for d in range(4, 18) if d == 17 or distinct(grid, d))
    return [number(x, digits) for x in grid]


def distinct(grid, digits):
    return len({number(x, digits) for x in grid}) == len(grid)
