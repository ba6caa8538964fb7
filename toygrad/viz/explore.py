"""Sliders on a function of your own, that act without a kernel too.

With this file you can

* turn one number and watch graph, curve and tangent: ``explore(f, x=(-3, 3))``,
* turn two numbers and watch the graph: ``explore(f, x=(-3, 3), y=(0, 1))``.

Every position of the sliders is computed beforehand, by the engine.
"""

import json
import math
from numbers import Real

import ipywidgets

from ..refusals import short
from .controls import turned_to
from .recordings import columns
from .scene import Scene, point_at, positions
from .words import label_text, number

__all__ = ["Explorer", "explore"]

# Positions of each slider, by the number of sliders; fewer where the
# graph is so large that they would be too heavy for a page.
POSITIONS = {1: (41, 31, 21, 11), 2: (15, 13, 11, 9, 7, 5)}
HEAVIEST = 370_000  # bytes of all frames and the drawing, as JSON
FRAME_WEIGHT = 420  # bytes that a frame weighs beside its text


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
    so.  In a live notebook a number field appears beside a slider that
    was moved: it takes any number.  Leaves that `f` brings along keep
    their gradients.

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


class Explorer(ipywidgets.VBox):
    """Sliders, a drawing, and a small frame for every position.

    As text it is a short table.
    """

    CALLED = "explore"

    def __init__(self, f, ranges):
        self.f, self.names = f, tuple(ranges)
        drawing, *frames = self.computed(ranges.values())
        self.drawing = ipywidgets.HTML(
            drawing, layout=ipywidgets.Layout(overflow="auto")
        )
        start = self.first_turned()
        self.stack = self.stacked(frames, start)
        self.sliders = [
            slider(n, g, k) for n, g, k in zip(self.names, self.grids, start)
        ]
        self.fields = [exact_field(name) for name in self.names]
        self.link()
        row = ipywidgets.HBox(
            [control for pair in zip(self.sliders, self.fields) for control in pair],
            layout={"flex_flow": "row wrap", "align_items": "center"},
        )
        super().__init__([row, self.drawing, self.stack])
        self.add_class("toygrad-player").add_class("toygrad-explore")

    def computed(self, pairs):
        """All frames, at as many positions as a page can carry."""
        for most in POSITIONS[len(self.names)]:
            self.grids = [positions(*pair, round_count(*pair, most)) for pair in pairs]
            self.points = [self.point(place) for place in self.places()]
            self.check_some_point()
            texts = self.texts()
            if weight(texts) <= HEAVIEST:
                break
        return texts

    def point(self, place):
        """What there is to say about one position."""
        return point_at(self.f, self.names, place)

    def texts(self):
        """The drawing, then a frame for each position."""
        return Scene(self.f, self.names, self.points).texts()

    def first_turned(self):
        """Where each slider stands before anybody has turned it."""
        return [3 * len(grid) // 4 for grid in self.grids]

    def places(self):
        """Every position: the last slider turns fastest."""
        if len(self.grids) == 1:
            return [(x,) for x in self.grids[0]]
        return [(x, y) for x in self.grids[0] for y in self.grids[1]]

    def check_some_point(self):
        if all(point.problem for point in self.points):
            raise ValueError(
                f"{self.CALLED} needs a function that can be computed somewhere between the "
                f"ends of its sliders; at the first place: {self.points[0].problem}"
            )

    def stacked(self, frames, start):
        """The frames, and with two sliders a stack of them for each x."""
        if len(start) == 1:
            return turned_to(start[0], frames)
        count = len(self.grids[1])
        stack = turned_to(start[0], [""] * len(self.grids[0]))
        # The outer stack alone tells a screen reader that something is new.
        stack.children = [
            turned_to(start[1], frames[k : k + count]).remove_class("toygrad-frames")
            for k in range(0, len(frames), count)
        ]
        return stack

    def leaves(self):
        """The widgets that hold the frames, in the order of the places."""
        inner = [self.stack] if len(self.grids) == 1 else self.stack.children
        return [frame for stack in inner for frame in stack.children]

    def link(self):
        ipywidgets.jslink((self.sliders[0], "index"), (self.stack, "selected_index"))
        if len(self.sliders) == 2:
            for inner in self.stack.children:
                ipywidgets.jslink((self.sliders[1], "index"), (inner, "selected_index"))
        for number_field, handle, grid in zip(self.fields, self.sliders, self.grids):
            number_field.value = grid[handle.index]
            handle.observe(self.follow, "index")
            number_field.observe(self.exactly, "value")

    # What only a kernel can do.  A slider that reports here has one: now a
    # field for any number is worth showing.

    def follow(self, change):
        k = self.sliders.index(change.owner)
        self.fields[k].layout.display = ""
        if nearest(self.grids[k], self.fields[k].value) != change.new:
            self.fields[k].value = self.grids[k][change.new]

    def exactly(self, _):
        """Compute the very place in the fields, and show it at the nearest position."""
        place = tuple(number_field.value for number_field in self.fields)
        at = [nearest(grid, x) for grid, x in zip(self.grids, place)]
        places = self.places()
        places[at[0] if len(at) == 1 else at[0] * len(self.grids[1]) + at[1]] = place
        if places == [point.place for point in self.points]:
            return
        self.points = [
            point if point.place == wanted else self.point(wanted)
            for point, wanted in zip(self.points, places)
        ]
        self.drawing.value, *frames = self.texts()
        for frame, text in zip(self.leaves(), frames):
            frame.value = text
        for handle, k in zip(self.sliders, at):
            handle.index = k

    def head(self):
        """What stands over the columns behind the sliders."""
        return ["f", *(label_text(f"slope {n}") for n in self.names)]

    def row(self, point):
        """The numbers of one position for these columns."""
        return point.result, *point.slopes

    def __repr__(self):
        count = 5 if len(self.grids) == 1 else 3
        rows = [[*map(label_text, self.names), *self.head()]]
        for point in self.points:
            if all(x in few(grid, count) for x, grid in zip(point.place, self.grids)):
                numbers = (
                    [point.problem] if point.problem else map(number, self.row(point))
                )
                rows.append([*map(number, point.place), *numbers])
        return columns(rows)

    def _repr_mimebundle_(self, **kwargs):
        # ipywidgets cuts the text after 110 characters; ours is the content.
        return super()._repr_mimebundle_(**kwargs) | {"text/plain": repr(self)}


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


def slider(name, grid, start):
    """A slider over the numbers of a grid, each written as short as it can be."""
    digits = next(d for d in range(4, 18) if d == 17 or distinct(grid, d))
    return ipywidgets.SelectionSlider(
        options=[(number(x, digits), x) for x in grid], index=start,
        description=label_text(name, 40),
        style={"description_width": "auto"}, layout={"width": "320px"},
    )  # fmt: skip


def distinct(grid, digits):
    return len({number(x, digits) for x in grid}) == len(grid)


def exact_field(name):
    return ipywidgets.FloatText(
        description=f"exact {label_text(name, 40)}",
        style={"description_width": "auto"}, layout={"width": "170px", "display": "none"},
    )  # fmt: skip


def weight(texts):
    return sum(len(json.dumps(text)) + FRAME_WEIGHT for text in texts)
