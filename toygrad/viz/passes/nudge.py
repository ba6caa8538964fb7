"""A small nudge on its way forward, as plain data.

``Nudge(Snapshot(y), x).record()`` is a `Pass`; ``show_nudge`` plays it.
Told in chapter 2.
"""

from ...refusals import finite_float
from ...value import Value
from ..graph.parts import Note
from ..words import add_up, move, number
from .recorder import Recorder, finely, true_change

__all__ = ["Nudge"]


class Nudge(Recorder):
    """Records a nudge on its way forward, value by value.

    Each edge multiplies the nudge by its local derivative; nudges that
    meet add.  The last frame sets the sum beside the true difference.
    """

    def __init__(self, graph, leaf, size=0.01):
        super().__init__(graph)
        self.check_leaf(leaf)
        self.leaf, self.size = leaf, finite_float(size)
        if self.size == 0.0:
            raise ValueError("a nudge needs a size that is not 0, got 0.0; write 0.01")

    def check_leaf(self, leaf):
        if not isinstance(leaf, Value):
            raise TypeError(
                f"show_nudge needs a value to nudge, got {leaf!r}; write show_nudge(result, x)"
            )
        if leaf not in self.place:
            raise ValueError(
                "show_nudge needs a value behind the result, "
                f"got {leaf!r}; write show_nudge(result, leaf)"
            )

    def record(self):
        self.nudges = {leaf: 0.0 for leaf in self.values if not leaf.parents}
        self.notes = dict.fromkeys(self.values, Note("waiting", "nudge: none yet"))
        leaf, result = self.names[self.leaf], self.names[self.result]
        forward = f"The forward pass is done: {result} = {number(self.result.data)}."
        self.add("nudge", "", f"{self.leaves_in_words()}. {forward}")
        self.nudges[self.leaf] = self.size
        for value in self.nudges:
            self.complete(value)
        verb = "Raise" if self.size > 0 else "Lower"
        rest = " The other leaves rest." if len(self.nudges) > 1 else ""
        if self.leaf.parents:  # a value in the middle, nudged alone
            rest = " What it was computed from rests."
        caption = f"{verb} {leaf} by {number(abs(self.size))}.{rest}"
        self.add("nudge", "", caption, self.leaf)
        for value in self.order:
            if value is not self.leaf:
                self.step(value)
        self.last_frame()
        return self.finish()

    def step(self, value):
        """One value moves: every edge multiplies, meeting nudges add."""
        ways = enumerate(zip(self.parents(value), self.locals(value)))
        ways = [
            (k, self.nudges[p], local, p)
            for k, (p, local) in ways
            if self.nudges.get(p)
        ]
        parts = [local * nudge for _, nudge, local, _ in ways]
        self.nudges[value] = sum(parts)
        self.complete(value)
        if not parts:
            return
        total, adding = number(self.nudges[value]), add_up(map(number, parts))
        distance = f"{adding} = {total}" if len(parts) > 1 else total
        sentences = [
            f"From {self.names[p]}: {number(nudge)} times {number(local)} is {number(part)}."
            for (_, nudge, local, p), part in zip(ways, parts)
        ]
        caption = " ".join([*sentences, f"{self.names[value]} moves by {distance}."])
        self.add(
            "nudge", "", caption, value, [(value, k) for k, *_ in ways],
            [move(nudge, local, part) for (_, nudge, local, _), part in zip(ways, parts)],
            sums=[(value, adding)] if len(parts) > 1 else [],
        )  # fmt: skip

    def complete(self, value):
        self.notes[value] = Note("complete", f"nudge {number(self.nudges[value])}")

    def last_frame(self):
        name, sum_of_edges = self.names[self.result], self.nudges[self.result]
        change = true_change(self.result, self.leaf, self.size)
        caption = f"The edges say: {name} moves by {number(sum_of_edges)}. "
        if change is None:
            caption += "Computed again, it leaves the domain."
        else:
            old = self.result.data
            caption += (
                f"Computed again, {name} goes from {finely(old, change)} to "
                f"{finely(old + change, change)}: it moves by {number(change)}."
            )
        self.add("nudge", "check", caption, self.result)
