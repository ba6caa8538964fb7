"""Where the values of tables stand: alone in a column, and together in their tables.

With this file you can ask for it: ``Places(gathered)``, of a graph of
passes/gathered.py, which knows the rows of its tables, its cells and edges.
"""

__all__ = ["HIGH", "WIDE", "Places"]

WIDE, HIGH = 56, 42  # pixels of a cell: its number, and below it its gradient
APART, NAME = (
    8,
    24,
)  # pixels between two cells that stand alone; where a name is between
NAMES, TITLE = 52, 26  # pixels: beside the first column for names, above a table
BETWEEN, BELOW = 66, 34  # pixels: from column to column, from table to table


class Places:
    """Where the cells stand, in pixels: alone in a column, and together in their tables.

    tables  {name: [left, top, width, height]}
    alone   the middle of each cell before it moves; `home` in its table
    moves   the step in which it does
    first   the names of the tables at the left
    """

    def __init__(self, graph):
        self.graph, self.rows, self.tables = graph, graph.rows, {}
        columns = columns_of(graph)
        self.first = columns[0]
        high = max(max(self.tall(names), self.together(names)) for names in columns)
        left, alone, home = 0, {}, {}
        for names in columns:
            wide = self.wide(names)
            alone |= self.stack(names, left + wide / 2, high)
            home |= self.join(names, left + wide / 2, high)
            left += wide + BETWEEN
        self.alone = [at for name in graph.rows for at in alone[name]]
        self.home = [at for name in graph.rows for at in home[name]]
        self.size = [left - BETWEEN, high]
        self.moves = [0] * len(graph.cells)
        for names in columns:
            self.choose_moves(graph, names)

    def choose_moves(self, graph, names):
        """A value moves as early as it has a gradient and no other is in its way."""
        here = [k for k, cell in enumerate(graph.cells) if cell.table in names]
        own = {k: max(graph.steps(k), default=0) for k in here}
        of_table = {
            name: max(own[k] for k in here if graph.cells[k].table == name)
            for name in names
        }
        together = {k: of_table[graph.cells[k].table] for k in here}
        last = dict.fromkeys(here, max(own.values()))
        for steps in (own, together, last):
            if not any(self.collide(a, b, steps) for a in here for b in here if a != b):
                break
        for k in here:
            self.moves[k] = steps[k]

    def collide(self, home, other, steps):
        """Does a cell in its table lie over one that still stands alone, or over its name?"""
        if steps[home] >= steps[other]:
            return False
        (x, y), (at, down) = self.home[home], self.alone[other]
        side, above = (NAMES, 0) if self.beside(other) else (0, NAME)
        return -WIDE < at - x < WIDE + side and -HIGH < down - y < HIGH + above

    def beside(self, place):
        return self.graph.cells[place].table in self.first

    def step(self, names):
        """From one cell that stands alone to the next."""
        return HIGH + (APART if names is self.first else NAME)

    def count(self, name):
        return len(self.rows[name]) * len(self.rows[name][0])

    def tall(self, names):
        return self.step(names) * sum(map(self.count, names))

    def together(self, names):
        return (
            sum(TITLE + HIGH * len(self.rows[name]) + BELOW for name in names) - BELOW
        )

    def wide(self, names):
        own = max(WIDE * len(self.rows[name][0]) for name in names)
        return max(own, WIDE + 2 * NAMES) if names is self.first else own

    def stack(self, names, middle, high):
        """Each for itself, one below the other."""
        step = self.step(names)
        top = (high - self.tall(names) + step) / 2
        places = {}
        for name in names:
            places[name] = [[middle, top + k * step] for k in range(self.count(name))]
            top += self.count(name) * step
        return places

    def join(self, names, middle, high):
        """Row by row in its table; the tables one below the other."""
        top, places = (high - self.together(names)) / 2, {}
        for name in names:
            down, across = len(self.rows[name]), len(self.rows[name][0])
            left, top = middle - across * WIDE / 2, top + TITLE
            self.tables[name] = [left, top, across * WIDE, down * HIGH]
            places[name] = [
                [left + (column + 0.5) * WIDE, top + (row + 0.5) * HIGH]
                for row in range(down) for column in range(across)
            ]  # fmt: skip
            top += down * HIGH + BELOW
        return places


def columns_of(graph):
    """The names of the tables by how far they are from the leaves."""
    depth = dict.fromkeys(graph.rows, 0)
    for tail, head, _ in reversed(graph.edges):  # forward
        here, there = graph.cells[tail].table, graph.cells[head].table
        depth[there] = max(depth[there], depth[here] + 1)
    return [
        [name for name in graph.rows if depth[name] == k]
        for k in range(max(depth.values()) + 1)
    ]
