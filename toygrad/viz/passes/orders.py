"""A backward pass in any order one may think of, as plain data.

``Walk(Snapshot(y)).record(order)`` is a `Pass`; ``show_walks`` plays several.
The order is a list of the values that send; the engine's own is
``reversed(topological_order(y))``.  Told in chapter 4: most orders are wrong.
"""

import math

from ...paths import explain
from ...refusals import short
from ...value import Value
from ..graph.parts import Note
from ..words import amount, listing, move, number
from .recorder import Recorder

__all__ = ["Walk"]

MOST_VISITS = 60  # more are too many to watch


class Walk(Recorder):
    """Records the shares that are sent when the values send in any order.

        >>> from toygrad.viz.snapshot import Snapshot
        >>> a = Value(1.0, label="a")
        >>> b = a + a
        >>> b.label = "b"
        >>> print(Walk(Snapshot(b)).record([b]).captions[-1])
        a ends with 2, which is right.

    A value sends its gradient as it stands at that moment, times the
    local derivative, along each of its edges; it may send too early, too
    often or never.  With `overwrite` a share replaces what was there
    instead of being added.  No gradient is touched.  `record` raises
    TypeError for anything but values, ValueError where a value of the
    order is not behind the result, or for more than 60 visits.
    """

    def __init__(self, graph, overwrite=False):
        super().__init__(graph)
        self.overwrite = overwrite
        self.grads = dict.fromkeys(self.values, 0.0)

    def record(self, order):
        visits = self.visits_of(order)
        self.notes = dict.fromkeys(self.values, Note("partial", "so far 0"))
        self.grads[self.result] = 1.0
        self.notes[self.result] = Note("complete", "grad 1")
        name = self.names[self.result]
        self.add("backward", "", f"{name} holds 1, all others hold 0.", self.result)
        for count, value in enumerate(visits, 1):
            self.visit(value, f"visit {count} of {len(visits)}")
        self.add("backward", "the end", self.verdict())
        slots = [
            max(self.uses[value], len(self.arrived[value])) for value in self.values
        ]
        return self.finish(uses=tuple(slots), grads=tuple(self.grads.values()))

    def visits_of(self, order):
        """The values of the order that have something to send."""
        if not hasattr(order, "__iter__"):
            raise TypeError(
                f"a walk needs a list of values, got {short(order)}; "
                "write it as a list: [y, x]"
            )
        order = list(order)
        for value in order:
            if not isinstance(value, Value):
                raise TypeError(
                    f"a walk needs values, got {short(value)}; "
                    "write it as a list of values: [y, x]"
                )
            if value not in self.place:
                raise ValueError(
                    f"a walk needs values behind the result, got {value!r}; "
                    "make the order from the result's own parents"
                )
        visits = [value for value in order if value.parents]
        if len(visits) > MOST_VISITS:
            raise ValueError(
                f"a walk can be shown up to {MOST_VISITS} visits, got {len(visits)}; "
                "show it on a smaller graph"
            )
        return visits

    def visit(self, value, counter):
        """One value sends a share along each of its edges."""
        grad, landed = self.grads[value], len(self.arrived[value])
        moves = []
        for parent, local in zip(self.parents(value), self.locals(value)):
            share = local * grad
            self.grads[parent] = share + (0.0 if self.overwrite else self.grads[parent])
            self.arrived[parent].append(number(share))
            moves.append(move(grad, local, share))
        for parent in dict.fromkeys(self.parents(value)):
            self.notes[parent] = self.note(parent)
        edges = [(value, k) for k in range(len(moves))]
        caption = f"{self.describe_sending(value, grad, landed)} {self.describe_received(value)}"
        self.add("backward", counter, caption, value, edges, moves)

    def note(self, value):
        full = len(self.arrived[value]) == self.uses[value]
        kind, word = ("complete", "grad") if full else ("partial", "so far")
        return Note(kind, f"{word} {number(self.grads[value])}")

    def describe_sending(self, value, grad, landed):
        """ "b sends on 1, with 1 of 2 slots full, too early." """
        full = "" if value is self.result else self.slots_in_words(value, landed)
        return f"{self.names[value]} sends on {number(grad)}{full}."

    def slots_in_words(self, value, landed):
        uses = self.uses[value]
        slots = amount(uses, "slot")
        if landed > uses:
            return f", with {landed} shares in {slots}"
        return f", with {landed} of {slots} full{', too early' * (landed < uses)}"

    def describe_received(self, value):
        parents = dict.fromkeys(self.parents(value))
        holds = [f"{self.called[p]} holds {number(self.grads[p])}" for p in parents]
        return f"{listing(holds)}."

    def verdict(self):
        """What each leaf ends with, beside the sum over all its paths."""
        leaves = [value for value in self.values if not value.parents and value.label]
        return " ".join(map(self.judge, leaves)) or "The walk is over."

    def judge(self, leaf):
        grad, truth = self.grads[leaf], explain(self.result, leaf, limit=0).slope
        right = math.isclose(grad, truth, rel_tol=1e-9, abs_tol=1e-12)
        verdict = "which is right" if right else f"but the truth is {number(truth)}"
        return f"{self.names[leaf]} ends with {number(grad)}, {verdict}."
