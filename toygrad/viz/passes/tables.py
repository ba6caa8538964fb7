"""A graph whose values gather into tables, edge by edge, on the way back.

With this file you can see which share belongs to which edge, and what they
are together: ``show_tables(W=W, x=x, y=y, L=L)``.  Told in chapter 13.
"""

from itertools import accumulate

from ..graph.places import HIGH, WIDE, Places
from ..pictures import write
from ..widget import Stage
from ..words import add_up, listing, number, signed, table
from .gathered import Gathered

__all__ = ["show_tables"]

LAST = [
    "the same in tables",
    "Each gradient stands in the place of its value: the gradient of a table is a table "
    "of the same shape.",
]


def show_tables(**tables):
    """A backward pass in which values gather into tables.

        >>> from toygrad import Value
        >>> w, x = [[Value(2.0), Value(3.0)]], [Value(5.0), Value(7.0)]
        >>> y = [w[0][0] * x[0] + w[0][1] * x[1]]
        >>> show_tables(w=w, x=x, y=y, L=10 * y[0])
        table  shape  data  gradient
        w      1 × 2  2 3   50 70
        x      2      5     20
                      7     30
        y      1      31    10
        L             310   1

    Each table has its name, and is a list of rows of values, a list of
    values, which stands as a column, or a single value; the last one is the
    result.  First every value stands alone; the walk back sends one share
    at a step, and a value that has its gradient moves into its table as soon
    as nothing is in its way.
    A value that is pointed at lights its paths to the result.
    Between two values of tables there is one edge, whatever was computed in
    between; its local derivative is the sum over those paths.  Gradients
    stay as they are.

    Raises TypeError for what is no value, ValueError for a last table of
    several values and for more than 60 values or edges.  Told in chapter 13.
    """
    return Tables(Gathered(tables))


class Tables(Stage):
    """The walk back into tables, on a clock."""

    def __init__(self, graph):
        self.graph = graph
        sends = [self.send(step) for step in range(1, len(graph.edges) + 1)]
        frames = [self.first(), *sends, LAST]
        names = listing(list(graph.rows))
        words = (
            f"A graph of {len(graph.cells)} values that gather into the tables {names}."
        )
        clock = {"word": "Step", "start": 1, "turn": 2}
        data = write([self.picture(words)], frames, words, clock)
        super().__init__(data, self.as_text())

    # What it says.

    def first(self):
        graph = self.graph
        return [
            "forward",
            f"{len(graph.cells)} values and {len(graph.edges)} edges, each for itself. "
            f"{graph.name(len(graph.cells) - 1)} has the gradient 1.",
        ]

    def send(self, step):
        """Head, caption and formula of the step in which an edge sends its share."""
        graph = self.graph
        tail, head, local = graph.edges[step - 1]
        arrived, name = number(graph.grads[head]), graph.name(tail)
        steps = graph.steps(tail)
        count = steps.index(step) + 1
        share = number(graph.shares[tail][count - 1])
        told = (
            f"At {graph.name(head)}: {arrived}. Times {number(local)}. "
            f"Share {share} goes to {name}."
        )
        if count < len(steps):
            told += f" {count} of {len(steps)}."
        elif count > 1:
            shares = add_up(map(number, graph.shares[tail]))
            told += f" {name}.grad = {shares} = {number(graph.grads[tail])}."
        formula = [
            ["arriving", arrived], ["", "·"], ["local", signed(number(local))],
            ["", " = "], ["share", share],
        ]  # fmt: skip
        return [f"share {step} of {len(graph.edges)}", told, formula]

    def sentence(self, place):
        """What a value's gradient is made of."""
        graph, name = self.graph, self.graph.name(place)
        ways = [(head, local) for tail, head, local in graph.edges if tail == place]
        if not ways:
            return f"{name} has the gradient {number(graph.grads[place])}."
        products = [
            f"{signed(number(local)) if k else number(local)}·{signed(number(graph.grads[head]))}"
            for k, (head, local) in enumerate(ways)
        ]
        heads = listing([graph.name(head) for head, _ in ways])
        return f"{name}, by way of {heads}: {' + '.join(products)} = {number(graph.grads[place])}."

    def as_text(self):
        rows = [("table", "shape", "data", "gradient")]
        place = 0
        for name, values in self.graph.rows.items():
            for k, row in enumerate(values):
                grads = self.graph.grads[place : place + len(row)]
                place += len(row)
                rows.append((
                    "" if k else name, "" if k else self.graph.shape(name),
                    " ".join(number(value.data) for value in row), " ".join(map(number, grads)),
                ))  # fmt: skip
        return table(rows)

    # What it draws.

    def picture(self, words):
        graph, places = self.graph, Places(self.graph)
        tables = [
            {
                "title": ", ".join(filter(None, [name, graph.shape(name)])),
                "at": places.tables[name],
            }
            for name in graph.rows
        ]
        edges = [
            {
                "tail": tail,
                "head": head,
                "step": k,
                "local": f"×{signed(number(local))}",
            }
            for k, (tail, head, local) in enumerate(graph.edges, 1)
        ]
        cells = [self.cell(k, places) for k in range(len(graph.cells))]
        return {
            "kind": "tables", "words": words, "size": places.size, "cell": [WIDE, HIGH],
            "tables": tables, "cells": cells, "edges": edges,
        }  # fmt: skip

    def cell(self, place, places):
        """A value: where it stands alone and in its table, and what it has in which step."""
        graph, cell = self.graph, self.graph.cells[place]
        sums = accumulate(graph.shares[place])
        notes = [[k, number(total)] for k, total in zip(graph.steps(place), sums)]
        return {
            "table": list(graph.rows).index(cell.table), "name": graph.name(place),
            "data": number(cell.value.data),
            "notes": notes or [[0, number(graph.grads[place])]],
            "moves": places.moves[place],
            "alone": places.alone[place], "home": places.home[place],
            "beside": cell.table in places.first, "says": self.sentence(place),
        }  # fmt: skip
