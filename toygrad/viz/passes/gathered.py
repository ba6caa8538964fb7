"""The values of some tables, the edges between them, and the walk back along these.

With this file you can ask for all of it: ``Gathered({"w": w, "x": x, "L": L})``,
which passes/tables.py draws.  Told in chapter 13.
"""

from typing import NamedTuple

from ...order import topological_order
from ...paths import local_grads
from ...refusals import short
from ...value import Value

__all__ = ["EXAMPLE", "Cell", "Gathered"]

MOST = 60  # values, and edges between them
EXAMPLE = "show_tables(W=W, x=x, y=y, L=L)"


class Cell(NamedTuple):
    """A value in its table."""

    table: str
    row: int
    column: int
    value: Value


class Gathered:
    """The values of some tables, the edges between them, and the walk back.

    rows   {name of a table: its rows of values}
    cells  all values, table after table; the last one is the result
    edges  [(tail, head, local derivative)]: places of cells, in the order
           in which they send
    shares what each cell gets, share by share; `grads` are their sums
    """

    def __init__(self, tables):
        self.rows = {name: rows_of(name, table) for name, table in tables.items()}
        self.columns = {name for name, table in tables.items() if is_column(table)}
        self.cells = [
            Cell(name, row, column, value)
            for name, rows in self.rows.items()
            for row, values in enumerate(rows)
            for column, value in enumerate(values)
        ]
        check_cells(self.cells)
        self.edges = list(find_edges([cell.value for cell in self.cells]))
        check_edges(self.cells, self.edges)
        self.edges = self.in_order()
        self.shares, self.grads = self.walk()

    def in_order(self):
        """To one table after the other from the result on, and there for each tail in a row."""
        order = topological_order(self.cells[-1].value)
        rank = {value: k for k, value in enumerate(order)}
        of_table = {}
        for cell in self.cells:
            late = max(rank.get(cell.value, -1), of_table.get(cell.table, -1))
            of_table[cell.table] = late

        def when(edge):
            tail, head, _ = edge
            return -of_table[self.cells[head].table], tail, head

        return sorted(self.edges, key=when)

    def walk(self):
        shares = [[] for _ in self.cells]
        shares[-1] = [1.0]
        for tail, head, local in self.edges:
            shares[tail].append(local * sum(shares[head]))
        return shares, [float(sum(came)) for came in shares]

    def steps(self, place):
        """In which steps a cell gets its shares; the result has its 1 from the start."""
        return [k for k, (tail, *_) in enumerate(self.edges, 1) if tail == place]

    def name(self, place):
        """ "W[1][2]", "x[2]", "L"."""
        name, row, column, _ = self.cells[place]
        if name in self.columns:
            return f"{name}[{row}]"
        return f"{name}[{row}][{column}]" if self.shape(name) else name

    def shape(self, name):
        """ "2 × 3", of a column "3", of a single value nothing."""
        rows = self.rows[name]
        if name in self.columns:
            return str(len(rows))
        return f"{len(rows)} × {len(rows[0])}" if len(rows) * len(rows[0]) > 1 else ""


def find_edges(values):
    """Of each value those to the values that it was computed from, by way of others."""
    places = {value: k for k, value in enumerate(values)}
    for head, value in enumerate(values):
        slopes = {value: 1.0}
        for node in reversed(topological_order(value)) if value.parents else ():
            if node not in slopes or (node in places and node is not value):
                continue
            for parent, local in zip(node.parents, local_grads(node)):
                slopes[parent] = slopes.get(parent, 0.0) + local * slopes[node]
        for tail, other in enumerate(values):
            if other in slopes and other is not value:
                yield tail, head, slopes[other]


def check_cells(cells):
    """One result at the end, and no value in two places."""
    if not cells or sum(cell.table == cells[-1].table for cell in cells) != 1:
        raise ValueError(
            f"show_tables needs a last table of one value, the result; write {EXAMPLE}"
        )
    if len({cell.value for cell in cells}) < len(cells):
        raise ValueError(
            "show_tables needs each value in one place, got one twice; leave out one of the two"
        )


def check_edges(cells, edges):
    """Not too many, and none within a table, which could not be one value then."""
    if max(len(cells), len(edges)) > MOST:
        raise ValueError(
            f"show_tables can draw {MOST} values and edges, got {len(cells)} and "
            f"{len(edges)}; take smaller tables"
        )
    for tail, head, _ in edges:
        if cells[tail].table == cells[head].table:
            raise ValueError(
                "show_tables needs tables whose values do not depend on each other, got "
                f"{cells[tail].table}, where one does; make two tables of it"
            )


def is_column(table):
    return isinstance(table, (list, tuple)) and all(isinstance(v, Value) for v in table)


def rows_of(name, table):
    """A table as rows of values."""
    rows = [table] if isinstance(table, Value) else table
    if isinstance(rows, (list, tuple)) and rows:
        rows = [[row] if isinstance(row, Value) else row for row in rows]
        even = all(
            isinstance(row, (list, tuple)) and len(row) == len(rows[0]) > 0
            for row in rows
        )
        if even and all(isinstance(value, Value) for row in rows for value in row):
            return [list(row) for row in rows]
    raise TypeError(
        f"show_tables needs rows of values that are equally long, got {short(table)} for "
        f"{name}; write {EXAMPLE}"
    )
