"""A small nudge on its way forward, as plain data: the frames of a player.

With this file you can record it, ``nudge_pass(y, x)``, and read what
happens, ``nudge_pass(y, x).captions``.  Told in chapter 2.
"""

from ..refusals import finite_float
from ..value import Value
from .steps import Note, Recorder, check_value, finely, true_change
from .words import all_values, local_grads_of, number, product, signed

__all__ = ["nudge_pass"]


def nudge_pass(result, leaf, size=0.01):
    """A nudge of `leaf`, walking forward to `result`, frame by frame.

    Each edge multiplies the nudge by its local derivative; nudges that
    meet add.  The last frame sets the sum beside the true difference.
    Raises ValueError where `leaf` is not behind `result` or `size` is 0.
    Told in chapter 2.
    """
    check_value(result, "show_nudge")
    if not isinstance(leaf, Value):
        raise TypeError(
            f"show_nudge needs a value to nudge, got {leaf!r}; write show_nudge(result, x)"
        )
    if leaf not in all_values(result):
        raise ValueError(
            "show_nudge needs a value behind the result, "
            f"got {leaf!r}; write show_nudge(result, leaf)"
        )
    size = finite_float(size)
    if size == 0.0:
        raise ValueError("a nudge needs a size that is not 0, got 0.0; write 0.01")
    return Nudge(result, leaf, size).record()


class Nudge(Recorder):
    """Records a nudge on its way forward, value by value."""

    def __init__(self, result, leaf, size):
        super().__init__(result)
        self.leaf, self.size = leaf, size

    def record(self):
        self.nudges = {leaf: 0.0 for leaf in self.values if not leaf.parents}
        self.notes = {
            value: Note("waiting", "nudge: none yet") for value in self.values
        }
        leaf, result = self.names[self.leaf], self.names[self.result]
        forward = f"The forward pass is done: {result} = {number(self.result.data)}."
        self.add("nudge", "", f"{self.leaves_in_words()}. {forward}")
        self.nudges[self.leaf] = self.size
        for value in self.nudges:
            self.keep(value)
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
        return self.recorded()

    def step(self, value):
        """One value moves: every edge multiplies, meeting nudges add."""
        edges, moves, sentences, parts = [], [], [], []
        for k, (parent, local) in enumerate(zip(value.parents, local_grads_of(value))):
            if self.nudges.get(parent):
                part = local * self.nudges[parent]
                arriving = number(self.nudges[parent])
                sentences.append(
                    f"From {self.names[parent]}: {arriving} times {number(local)} is {number(part)}."
                )
                edges.append((value, k))
                half_way = product(self.nudges[parent], local)
                moves.append((arriving, half_way, number(part)))
                parts.append(part)
        self.nudges[value] = sum(parts)
        self.keep(value)
        if parts:
            total = number(self.nudges[value])
            adding = " + ".join(
                signed(number(part)) if i else number(part)
                for i, part in enumerate(parts)
            )
            distance = f"{adding} = {total}" if len(parts) > 1 else total
            caption = " ".join(
                [*sentences, f"{self.names[value]} moves by {distance}."]
            )
            sums = [(value, adding)] if len(parts) > 1 else []
            self.add("nudge", "", caption, value, edges, moves, sums=sums)

    def keep(self, value):
        self.notes[value] = Note("complete", f"nudge {number(self.nudges[value])}")

    def last_frame(self):
        name, said = self.names[self.result], self.nudges[self.result]
        change = true_change(self.result, self.leaf, self.size)
        caption = f"The edges say: {name} moves by {number(said)}. "
        if change is None:
            caption += "Computed again, it leaves the domain."
        else:
            old = self.result.data
            caption += (
                f"Computed again, {name} goes from {finely(old, change)} to "
                f"{finely(old + change, change)}: it moves by {number(change)}."
            )
        self.add("nudge", "check", caption, self.result)
