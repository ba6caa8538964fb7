"""The backward pass over a graph whose boxes stand in rows and columns, as plain data.

``InRows(graph, groups, rows).record()`` is a `Pass` laid out by `rows` (graph/rows.py):
edge by edge, but for closed neurons, which send all their shares at once, as every
box does with ``record("box")``.  A box has
the name of its value alone, and an edge its number alone, so that many stand side by
side; formulas stand in the captions, and which share is large the width of its edge
shows.  Told in chapter 14.
"""

from dataclasses import replace

from ..graph.parts import Note
from ..words import number
from .folded import FoldedBackward

__all__ = ["InRows"]


class InRows(FoldedBackward):
    """The same walk, in rows."""

    waiting = Note("waiting")  # so often said, it is no news
    widths = (
        " From here on, an edge is the wider, the larger the share that it has carried."
    )

    def __init__(self, graph, groups, rows):
        super().__init__(graph, groups)
        rows.check(self.values, self.names)
        self.rows, self.sizes = rows, {}

    def is_sent_at_once(self, value):
        return self.is_closed(value) or self.by == "box"

    def box(self, value):
        return replace(super().box(value), title=self.names[value], weights=())

    def edge_lines(self, value, k):
        return (f"×{number(self.locals(value)[k])}",)

    def arrive(self, value, k):
        share = super().arrive(value, k)
        self.sizes[value, k] = abs(share)
        return share

    def finish(self, uses, **more):
        """Slots and sums for those that stand alone in their cell: beside others is no room."""
        alone = self.rows.alone()
        wide = [v in alone and self.uses[v] > 1 for v in self.values]
        self.frames = [
            replace(
                one,
                slots=tuple(s if is_wide else () for s, is_wide in zip(one.slots, wide)),
                sums=tuple((k, told) for k, told in one.sums if wide[int(k)]),
            )
            for one in self.frames
        ]  # fmt: skip
        uses = tuple(count if is_wide else 0 for count, is_wide in zip(uses, wide))
        largest = max(self.sizes.values(), default=0.0) or 1.0
        shares = tuple(self.sizes[way] / largest for way in self.edge_place)
        return super().finish(laid=self.rows, uses=uses, shares=shares, **more)
