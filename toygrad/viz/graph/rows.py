"""Boxes in rows and columns, where whoever knows what they mean has put them.

With this file you can

* say where each value of a graph stands: ``rows = Rows({"scores": [a, b]}, ["e", "m"])``,
* lay boxes and edges out like that: ``rows.plan(sizes, ways, place)``.

Graphviz places boxes so that few edges cross, and knows nothing of positions in a
text.  Here a row is a step of the computation, a column a position.  An edge comes
to its box from above, through the number that it carries; a row that it passes it
passes between two boxes.  Where it goes far across it has a lane, which no other edge
has there.  Told in chapter 14.
"""

import math
from dataclasses import dataclass

from ...refusals import short
from ...value import Value
from .. import theme
from ..letters import text_width
from ..words import label_text

__all__ = ["Rows"]

INNER, BETWEEN = 20, 6  # pixels: between the boxes of a cell, between two columns
CLEAR = 7  # pixels that an edge keeps from a box it passes
STEEP, ENTER = 10, 9  # pixels: where edges hardly spread, and above a box
FAR = 90  # pixels across: an edge that goes farther has a lane
LANE, BEND = 6, 10  # pixels: from one lane to the next, to the first and from the last
PASSING, PORT = 7, 12  # pixels between two edges, side by side, and at a box
APART, GROUP = 5, 16  # pixels between two numbers, more where another row begins
HEADING = 22  # pixels, the names of the columns


class Rows:
    """Which value stands where.

    `rows` is a dict: the name of each row, and its cells, from left to right.  A cell
    is a value, a list of values, or None where nothing stands; a row with as many
    cells as there are `columns` stands below their names, any other is spread evenly.
    Raises TypeError for anything else.
    """

    def __init__(self, rows, columns=()):
        if not isinstance(rows, dict) or not rows:
            raise TypeError(
                f"rows needs a dict of rows, got {short(rows)}; "
                "write rows={'inputs': [a, b], 'result': [y]}"
            )
        self.columns = [label_text(name) for name in columns]
        self.titles = [label_text(name) for name in rows]
        self.cells = [
            [values_of(cell) for cell in cells_of(row)] for row in rows.values()
        ]
        self.values = [v for row in self.cells for cell in row for v in cell]

    def name(self, graph):
        """The same graph, whose values without a label are called after their row: score1, score2."""
        names, taken = {}, set(graph.names.values())
        for title, cells in zip(self.titles, self.cells):
            values = [value for cell in cells for value in cell]
            for count, value in enumerate(values, 1):
                name = f"{title}{count}" if len(values) > 1 else title
                if (
                    title.isidentifier()
                    and name not in taken
                    and is_numbered(value, graph)
                ):
                    names[value] = name
        return graph.rename(names)

    def check(self, shown, names):
        """Raises ValueError unless each value that is shown stands in one place, and no other does."""
        for value in self.values:
            count = self.values.count(value)
            if value not in names or count > 1:
                where = "once" if count > 1 else "behind the result"
                raise ValueError(
                    f"rows needs values that stand {where}, got {value!r}; take it out"
                )
        places = set(self.values)
        if missing := [names[value] for value in shown if value not in places]:
            raise ValueError(
                f"rows needs a place for each value, got none for {missing[0]}; "
                "write it into one of the rows"
            )
        if hidden := places.difference(shown):
            raise ValueError(
                "rows needs values that have a box of their own, got "
                f"{names[hidden.pop()]}; give a number a label, or take it out"
            )

    def alone(self):
        """The values that have a cell for themselves."""
        return {cell[0] for row in self.cells for cell in row if len(cell) == 1}

    def plan(self, sizes, ways, place):
        """The places of everything, as ``layout.plan`` gives them, and the texts beside.

        `place` has the number of the box of each value.
        """
        cells = [[[place[v] for v in cell] for cell in row] for row in self.cells]
        return Drawn(self.titles, self.columns, cells, sizes, ways).plan()


def is_numbered(value, graph):
    """Has it no name but its number among the values: v19?"""
    name = graph.names.get(value, "")
    return not value.label and name[:1] == "v" and name[1:].rstrip("'").isdigit()


def cells_of(row):
    if isinstance(row, Value) or not isinstance(row, (list, tuple)):
        raise TypeError(
            f"rows needs a list of cells for each row, got {short(row)}; write [a, b]"
        )
    return row


def values_of(cell):
    """The values of a cell, as a list."""
    values = [] if cell is None else cell if isinstance(cell, (list, tuple)) else [cell]
    for value in values:
        if not isinstance(value, Value):
            raise TypeError(
                f"a cell needs a value, a list of values or None, got {short(value)}; "
                "write [a, [b, c], None]"
            )
    return list(values)


@dataclass
class Line:
    """An edge on its way: the boxes at its ends, and where it goes in between."""

    place: int
    tail: int
    head: int
    size: tuple
    label: float = 0.0  # the middle of its number, across
    leaves: float = 0.0
    enters: float = 0.0
    passes: float | None = None  # where it goes through the rows in between


class Drawn:
    """One plan in the making, from left to right, then from the top down."""

    def __init__(self, titles, columns, cells, sizes, ways):
        self.titles, self.columns = titles, columns
        self.cells, self.sizes = cells, sizes
        self.row = {k: r for r, row in enumerate(cells) for cell in row for k in cell}
        self.lines = [
            Line(k, tail, head, size or (PORT, 0))
            for k, (tail, head, size) in enumerate(ways)
        ]
        self.x, self.y = {}, {}

    def plan(self):
        self.place_across()
        for row in range(len(self.cells)):
            self.place_numbers(row)
        self.place_passing()
        self.place_ports()
        self.lanes = [self.share_lanes(row) for row in range(len(self.cells))]
        self.place_down()
        return {
            "size": [round(self.width), round(self.height)],
            "boxes": [[round(self.x[k]), round(self.y[k])] for k in range(len(self.sizes))],
            "edges": [self.path(line) for line in self.lines],
            "labels": [self.label(line) for line in self.lines],
            "texts": self.texts(),
        }  # fmt: skip

    # Across.

    def wide(self, cell):
        return sum(map(self.room, cell))

    def room(self, k):
        """What a box takes across, with the numbers above it and the gap to the next."""
        lines = [line for line in self.lines if line.head == k]
        return max(self.sizes[k][0] + INNER, self.wide_numbers(lines) + APART)

    def wide_numbers(self, lines):
        """What the numbers above a box take across."""
        rows = {self.row[line.tail] for line in lines}
        more = GROUP * max(len(rows) - 1, 0)
        return sum(line.size[0] + APART for line in lines) + more

    def place_across(self):
        """The middle of each column, and of each box."""
        self.left = max(text_width(title, theme.TEXT_SIZE) for title in self.titles)
        count = len(self.columns) or max(map(len, self.cells))
        even = [row for row in self.cells if len(row) == count]
        free = [row for row in self.cells if len(row) != count]
        wides = [max([0.0, *(self.wide(row[k]) for row in even)]) for k in range(count)]
        for k, name in enumerate(self.columns):
            wides[k] = max(wides[k], text_width(name, theme.TEXT_SIZE))
        needed = max([0.0, *(len(row) * max(map(self.wide, row)) for row in free)])
        more = max(0.0, needed - sum(wides) - BETWEEN * (count - 1)) / count
        self.middles, at = [], self.left
        for wide in wides:
            self.middles.append(at + (wide + more) / 2)
            at += wide + more + BETWEEN
        self.width = at - BETWEEN
        for row in self.cells:
            places = self.middles if len(row) == count else self.spread(row)
            for middle, cell in zip(places, row):
                self.place_cell(middle, cell)

    def spread(self, row):
        """Places for the cells of a row that knows no columns."""
        step = (self.width - self.left) / len(row)
        return [self.left + (k + 0.5) * step for k in range(len(row))]

    def place_cell(self, middle, cell):
        at = middle - self.wide(cell) / 2
        for k in cell:
            self.x[k] = at + self.room(k) / 2
            at += self.room(k)

    def into(self, row):
        """The edges that come into a row, by head and by where they come from: the nearest row first."""

        def key(line):
            x, row = self.x, self.row
            return x[line.head], -row[line.tail], x[line.tail], line.place

        return sorted(
            (line for line in self.lines if self.row[line.head] == row), key=key
        )

    def place_numbers(self, row):
        """The numbers above a row, each above its box, those from one row together."""
        blocks = {}
        for line in self.into(row):
            blocks.setdefault(line.head, []).append(line)
        at = self.left
        for head, lines in blocks.items():
            at = max(at, self.x[head] - self.wide_numbers(lines) / 2)
            for line, before in zip(lines, [lines[0], *lines]):
                at += GROUP * (self.row[line.tail] != self.row[before.tail])
                line.label = at + (line.size[0] + APART) / 2
                at += line.size[0] + APART

    def place_passing(self):
        """Where edges go through the rows between their ends: in gaps, side by side."""
        gaps = {}
        for line in self.lines:
            rows = range(self.row[line.tail] + 1, self.row[line.head])
            if any(self.cells[row] for row in rows):
                gaps.setdefault(self.gap(line, rows), []).append(line)
        for (low, high), lines in gaps.items():
            lines.sort(key=lambda line: (line.label, line.place))
            middle = sum(self.wish(line) for line in lines) / len(lines)
            half = PASSING * (len(lines) - 1) / 2
            middle = (
                min(max(middle, low + half), high - half)
                if high - low > 2 * half
                else (low + high) / 2
            )
            for k, line in enumerate(lines):
                line.passes = middle - half + k * PASSING

    def wish(self, line):
        return self.x[line.tail]

    def gap(self, line, rows):
        """The room between boxes that takes an edge the shortest way."""
        taken = sorted(
            (self.x[k] - self.sizes[k][0] / 2 - CLEAR, self.x[k] + self.sizes[k][0] / 2 + CLEAR)
            for row in rows for cell in self.cells[row] for k in cell
        )  # fmt: skip
        gaps, at = [], -30.0
        for low, high in taken:
            if low > at:
                gaps.append((at, low))
            at = max(at, high)
        gaps.append((at, max(at, self.width + 30.0)))

        def cost(gap):
            near = min(max(self.x[line.tail], gap[0]), gap[1])
            return abs(near - self.x[line.tail]) + abs(near - line.label), abs(
                near - self.x[line.tail]
            )

        return min(gaps, key=cost)

    def place_ports(self):
        """Where edges leave the lower border of a box, and where they meet the upper one."""
        for k in self.x:
            out = [line for line in self.lines if line.tail == k]
            out.sort(
                key=lambda line: (
                    line.label if line.passes is None else line.passes,
                    line.place,
                )
            )
            self.share_border(k, out, "leaves")
            coming = [line for line in self.lines if line.head == k]
            coming.sort(key=lambda line: (line.label, line.place))
            self.share_border(k, coming, "enters")

    def share_border(self, k, lines, end):
        step = min(PORT, (self.sizes[k][0] - 20) / max(len(lines), 1))
        for i, line in enumerate(lines):
            setattr(line, end, self.x[k] + (i - (len(lines) - 1) / 2) * step)

    # Lanes.

    def pieces(self, row):
        """What goes across above a row: (edge, from where, to where)."""
        for line in self.lines:
            tail, head = self.row[line.tail], self.row[line.head]
            if head == row and line.passes is None:
                yield line, line.leaves, line.label
            elif head == row:
                yield line, line.passes, line.label
            elif tail + 1 == row and line.passes is not None:
                yield line, line.leaves, line.passes

    def share_lanes(self, row):
        """The lane above a row, from 0, of each edge that goes far there.

        Of those that go the same way the one that ends farthest is highest: so two
        of them cross once, or not at all.
        """
        far = [piece for piece in self.pieces(row) if abs(piece[2] - piece[1]) > FAR]
        lanes, taken = {}, []
        for line, start, end in sorted(far, key=farthest_first):
            way, low, high = end > start, min(start, end) - BEND, max(start, end) + BEND
            beside = [one for one in taken if one[2] < high and low < one[3]]
            lane = max([0, *(lane + 1 for lane, other, *_ in beside if other == way)])
            while any(lane == one[0] for one in beside):
                lane += 1
            taken.append((lane, way, low, high))
            lanes[line.place] = lane
        return lanes

    # Down.

    def place_down(self):
        """The middle of each row, with room above it for its edges and their numbers."""
        at = HEADING if self.columns else 0.0
        self.tops, self.bottoms, self.numbers = [], [], []
        for row, cells in enumerate(self.cells):
            high = max([0, *(self.sizes[k][1] for cell in cells for k in cell)])
            at += self.room_above(row)
            self.tops.append(at)
            for cell in cells:
                for k in cell:
                    self.y[k] = at + high / 2
            at += high
            self.bottoms.append(at)
        self.height = at

    def room_above(self, row):
        coming = self.into(row)
        written = max([line.size[1] for line in coming], default=0)
        self.numbers.append(written)
        if not row:
            return 0.0
        lanes = self.lanes[row].values()
        spread = 2 * BEND + LANE * max(lanes) if lanes else STEEP
        return spread + written + ENTER if coming else STEEP + ENTER

    def label(self, line):
        """The middle of the number of an edge, or None where it has none."""
        if not line.size[1]:
            return None
        row = self.row[line.head]
        return [
            round(line.label),
            round(self.tops[row] - ENTER - self.numbers[row] / 2),
        ]

    def path(self, line):
        """The way of an edge, as SVG path data."""
        tail, head = self.row[line.tail], self.row[line.head]
        out = self.y[line.tail] + self.sizes[line.tail][1] / 2
        to = self.y[line.head] - self.sizes[line.head][1] / 2
        number = self.tops[head] - ENTER - self.numbers[head]
        stops = [(line.leaves, out, None)]
        if line.passes is not None:
            stops += [
                (line.passes, self.tops[tail + 1] - 4, self.lane(line, tail + 1)),
                (line.passes, self.bottoms[head - 1] + 4, None),
            ]
        stops += [
            (line.label, number, self.lane(line, head)),
            (line.label, number + self.numbers[head], None),
            (line.enters, to, None),
        ]
        return curve(stops)

    def lane(self, line, row):
        """How far down the lane of an edge is, above a row; None where it has none."""
        lane = self.lanes[row].get(line.place)
        return None if lane is None else self.bottoms[row - 1] + BEND + LANE * lane

    def texts(self):
        """The names of rows and columns, and where they stand."""
        heads = [
            [round(x), 8, name] for x, name in zip(self.middles, self.columns) if name
        ]
        sides = [
            [
                round(text_width(title, theme.TEXT_SIZE) / 2),
                round((top + bottom) / 2),
                title,
            ]
            for title, top, bottom in zip(self.titles, self.tops, self.bottoms)
            if title
        ]
        return heads + sides


def farthest_first(piece):
    """First those that go to the left, then those that go to the right."""
    line, start, end = piece
    return end > start, -end if end > start else end, line.place


def curve(stops):
    """A line through places, that leaves and meets each of them straight down.

    Each is (x, y, lane): the height in which the line goes across before it.
    """
    (x0, y0, _), *rest = stops
    x0, y0 = round(x0), round(y0)
    parts = [f"M{x0},{y0}C"]
    for x, y, lane in rest:
        x, y = round(x), round(y)
        if lane is None:
            half = round((y0 + y) / 2)
            parts.append(f"{x0},{half} {x},{half} {x},{y} ")
        else:
            lane, bend = round(lane), round(math.copysign(2 * BEND, x - x0))
            left, right = x0 + bend, x - bend
            parts.append(f"{x0},{lane} {x0},{lane} {left},{lane} ")
            parts.append(f"{left},{lane} {right},{lane} {right},{lane} ")
            parts.append(f"{x},{lane} {x},{lane} {x},{y} ")
        x0, y0 = x, y
    return "".join(parts).rstrip()
