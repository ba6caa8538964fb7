"""A backward pass in any order that somebody thought of, as plain data.

With this file you can record it, ``walked(y, order)``, and read what
happens, ``walked(y, order).captions``.  The order is a list of the values
that send; the engine's own is ``reversed(topological_order(y))``.

Told in chapter 4: most orders are wrong.
"""

import math

from ..paths import explain
from ..refusals import short
from ..value import Value
from .steps import Note, Recorder, check_value
from .words import listing, number, product

__all__ = ["walked"]

MOST_VISITS = 60  # more than that nobody watches


def walked(result, order, overwrite=False):
    """The shares that are sent when the values send in this `order`.

        >>> a = Value(1.0, label="a")
        >>> b = a + a
        >>> b.label = "b"
        >>> print(walked(b, [b]).captions[-1])
        a ends with 2, which is right.

    A value sends its gradient as it stands at that moment, times the
    local derivative, along each of its edges; it may send too early, too
    often or never.  With `overwrite` a share replaces what was there
    instead of being added.  No gradient is touched.  Raises TypeError
    for anything but values, ValueError where a value of the order is not
    behind the result, or for more than 60 visits.
    """
    check_value(result, "show_walks")
    walk = Walk(result, overwrite)
    return walk.record(checked(order, walk))


def checked(order, walk):
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
        if value not in walk.place:
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


class Walk(Recorder):
    """Records the visits of a walk, one frame for each."""

    def __init__(self, result, overwrite):
        super().__init__(result)
        self.overwrite = overwrite
        self.grads = dict.fromkeys(self.values, 0.0)

    def record(self, visits):
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
        return self.recorded(tuple(slots), tuple(self.grads.values()))

    def visit(self, value, counter):
        """One value sends a share along each of its edges."""
        grad, landed = self.grads[value], len(self.arrived[value])
        moves = []
        for parent, local in zip(self.parents(value), self.locals(value)):
            share = local * grad
            self.grads[parent] = share + (0.0 if self.overwrite else self.grads[parent])
            self.arrived[parent].append(number(share))
            moves.append((number(grad), product(grad, local), number(share)))
        for parent in dict.fromkeys(self.parents(value)):
            self.notes[parent] = self.note(parent)
        edges = [(value, k) for k in range(len(moves))]
        caption = f"{self.sends(value, grad, landed)} {self.received(value)}"
        self.add("backward", counter, caption, value, edges, moves)

    def note(self, value):
        full = len(self.arrived[value]) == self.uses[value]
        kind, word = ("complete", "grad") if full else ("partial", "so far")
        return Note(kind, f"{word} {number(self.grads[value])}")

    def sends(self, value, grad, landed):
        """ "b sends on 1, with 1 of 2 slots full, too early." """
        full = "" if value is self.result else self.slots_in_words(value, landed)
        return f"{self.names[value]} sends on {number(grad)}{full}."

    def slots_in_words(self, value, landed):
        uses = self.uses[value]
        slots = f"{uses} slot" if uses == 1 else f"{uses} slots"
        if landed > uses:
            return f", with {landed} shares in {slots}"
        return f", with {landed} of {slots} full{', too early' * (landed < uses)}"

    def received(self, value):
        parents = dict.fromkeys(self.parents(value))
        holds = [f"{self.called[p]} holds {number(self.grads[p])}" for p in parents]
        return f"{listing(holds)}."

    def verdict(self):
        """What each leaf ends with, beside the sum over all its paths."""
        leaves = [value for value in self.values if not value.parents and value.label]
        return " ".join(map(self.judged, leaves)) or "The walk is over."

    def judged(self, leaf):
        grad, truth = self.grads[leaf], explain(self.result, leaf, limit=0).slope
        right = math.isclose(grad, truth, rel_tol=1e-9, abs_tol=1e-12)
        says = "which is right" if right else f"but the truth is {number(truth)}"
        return f"{self.names[leaf]} ends with {number(grad)}, {says}."
