"""A pass over a graph as plain data: the frames that a player shows.

With this file you can

* record a backward pass: ``backward_pass(y)``,
* record a nudge that walks forward: ``nudge_pass(y, x)``,
* read what happens, sentence by sentence: ``backward_pass(y).captions``.

Nothing here computes a derivative of its own: order, parents and local
derivatives are the engine's, and no gradient is touched.  Told in
chapters 2 and 4.
"""

import math
from dataclasses import dataclass

from ..check import recompute
from ..value import Value, finite_float, topological_order, where_it_broke
from .words import (
    all_values,
    edges_of,
    formula,
    formula_in_numbers,
    listing,
    local_grads_of,
    names_of,
    number,
    signed,
)

__all__ = ["Frame", "Note", "Pass", "backward_pass", "nudge_pass"]

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Note:
    """The last words in a box: kind "waiting", "partial" or "complete"."""

    kind: str
    lines: tuple


@dataclass(frozen=True)
class Frame:
    """One step of a pass.

    caption  what happens, in one to three sentences
    counter  where we are: "value 2 of 3"
    phase    "forward", "backward" or "nudge"
    stage    how many of the values are on stage
    active   the place of the value at work, or None
    edges    the places of the edges in use
    notes    a Note for each value
    slots    for each value the shares that have arrived, as texts
    """

    caption: str
    counter: str
    phase: str
    stage: int
    active: int | None
    edges: tuple
    notes: tuple
    slots: tuple


@dataclass(frozen=True)
class Pass:
    """A recorded pass: its values, their names, its frames.

    uses       for each value the number of slots it shows
    grads      for each value the gradient of the last frame; () in a nudge
    """

    values: list
    names: dict
    uses: tuple
    frames: list
    grads: tuple = ()

    @property
    def captions(self):
        return [frame.caption for frame in self.frames]


def backward_pass(result):
    """The forward and the backward pass behind `result`, frame by frame.

        >>> x = Value(3.0, label="x")
        >>> y = x * x
        >>> y.label = "y"
        >>> print(backward_pass(y).captions[-2])
        At y: 1. Times 3. Share 3 goes to x. 2 of 2: x.grad = 3 + 3 = 6.

    Shows what ``result.backward()`` does: on a graph that no pass has
    walked yet, leaves start from the gradient they hold; a graph that was
    walked is shown as at its first pass.  Raises TypeError for anything
    but a value, ValueError where the result is inf or nan or a leaf was
    changed after the forward pass.  Told in chapter 4.
    """
    check_value(result, "show_backward")
    return Backward(result).record()


def nudge_pass(result, leaf, size=0.01):
    """A nudge of `leaf`, walking forward to `result`, frame by frame.

    Each edge multiplies the nudge by its local derivative; nudges that
    meet add.  The last frame sets the sum beside the true difference.
    Raises ValueError where `leaf` is not behind `result` or `size` is 0.
    Told in chapter 2.
    """
    check_value(result, "show_nudge")
    if leaf not in all_values(result):
        raise ValueError(
            "show_nudge needs a value behind the result, "
            f"got {leaf!r}; write show_nudge(result, leaf)"
        )
    size = finite_float(size)
    if size == 0.0:
        raise ValueError("a nudge needs a size that is not 0, got 0.0; write 0.01")
    return Nudge(result, leaf, size).record()


def check_value(thing, function):
    if not isinstance(thing, Value):
        raise TypeError(
            f"{function} needs a value, got {type(thing).__name__}; "
            "write it with the value itself, not with its data"
        )
    if not math.isfinite(thing.data):
        raise ValueError(where_it_broke(thing))
    if thing.parents and recompute(thing, {}) != thing.data:
        raise ValueError(
            f"{function} needs a graph whose numbers belong together, but a leaf was "
            "changed after the forward pass; compute the result again"
        )


class Recorder:
    """What both passes share: the cast, and the state between two frames."""

    def __init__(self, result):
        self.result = result
        self.values = all_values(result)
        self.names = names_of(self.values)
        # Constants have no name but their number, and "2.grad" reads badly.
        self.called = {
            value: name if value.label or value.parents else f"(constant {name})"
            for value, name in self.names.items()
        }
        self.place = {value: count for count, value in enumerate(self.values)}
        self.order = topological_order(result)
        self.edge_place = {
            (value, k): count
            for count, (_, k, value) in enumerate(edges_of(self.values))
        }
        self.stage = len(self.values)
        self.notes = {}
        self.arrived = {value: [] for value in self.values}
        self.frames = []

    def add(self, phase, counter, caption, active=None, edges=()):
        self.frames.append(
            Frame(
                caption=caption,
                counter=counter,
                phase=phase,
                stage=self.stage,
                active=None if active is None else self.place[active],
                edges=tuple(self.edge_place[edge] for edge in edges),
                notes=tuple(self.notes[value] for value in self.values),
                slots=tuple(tuple(self.arrived[value]) for value in self.values),
            )
        )

    def leaves_in_words(self):
        """ "a = 2, b = −3", or a count where there are too many to read."""
        leaves = self.values[: len(self.values) - len(self.order)]
        named = [leaf for leaf in leaves if leaf.label] or leaves
        if len(named) > 6:
            return f"{len(named)} leaves hold their numbers"
        return ", ".join(f"{self.names[leaf]} = {number(leaf.data)}" for leaf in named)


class Backward(Recorder):
    """Records forward, value by value, then backward, edge by edge."""

    def record(self):
        self.uses = dict.fromkeys(self.values, 0)
        for parent, _, _ in edges_of(self.values):
            self.uses[parent] += 1
        waiting = Note("waiting", ("grad: not", "computed yet"))
        self.notes = dict.fromkeys(self.values, waiting)
        self.bring_along()
        self.forward()
        self.backward()
        self.nudge_check()
        slots = tuple(self.uses[v] + bool(self.before(v)) for v in self.values)
        grads = tuple(self.grads[value] for value in self.values)
        return Pass(self.values, self.names, slots, self.frames, grads)

    def bring_along(self):
        """Leaves start from the gradient of an earlier pass, if they hold one."""
        self.grads = {value: self.before(value) for value in self.values}
        self.slopes = dict.fromkeys(self.values, 0.0)
        self.shares = {value: [] for value in self.values}
        for value, grad in self.grads.items():
            if grad:
                self.shares[value].append(grad)
                self.arrived[value].append(f"before {number(grad)}")
                self.notes[value] = Note("partial", (f"so far {number(grad)}",))

    def brought_in_words(self):
        brought = [
            f"{self.names[value]} holds {number(grad)} from an earlier pass."
            for value, grad in self.grads.items()
            if grad
        ]
        return " ".join(brought) or "No gradient yet."

    def forward(self):
        self.stage -= len(self.order)
        self.add("forward", "", f"{self.leaves_in_words()}. {self.brought_in_words()}")
        seen = dict.fromkeys(self.values, 0)
        for count, value in enumerate(self.order, start=1):
            self.stage += 1
            caption = " ".join([self.computed(value), *self.used_again(value, seen)])
            edges = [(value, k) for k in range(len(value.parents))]
            counter = f"value {count} of {len(self.order)}"
            self.add("forward", counter, caption, value, edges)

    def computed(self, value):
        local_grads = listing([number(local) for local in local_grads_of(value)])
        edges = "edges keep" if len(value.parents) > 1 else "edge keeps"
        return (
            f"{self.names[value]} = {formula(value, self.names)} = "
            f"{formula_in_numbers(value)} = {number(value.data)}. The {edges} {local_grads}."
        )

    def used_again(self, value, seen):
        """The sentence that announces a second slot, a third, ..."""
        for parent in dict.fromkeys(value.parents):
            first = seen[parent] == 0
            seen[parent] += value.parents.count(parent)
            if seen[parent] < 2:
                continue
            slots = (
                f"{COUNTS[seen[parent]] if seen[parent] < 10 else seen[parent]} slots"
            )
            again = not first and seen[parent] == 2
            name = self.names[parent]
            yield f"{name} is used again: {slots}." if again else f"{name} has {slots}."

    def backward(self):
        name = self.names[self.result]
        self.grads[self.result] += 1.0
        self.slopes[self.result] = 1.0
        self.complete(self.result)
        caption = f"Start backward. {name}.grad = 1. {name} changes exactly as {name}."
        self.add("backward", "", caption, self.result)
        for value in reversed(self.order):
            for k, local_grad in enumerate(local_grads_of(value)):
                self.send(value, k, local_grad)

    def send(self, value, k, local_grad):
        """One share along one edge, as the engine's own inner line does it."""
        parent = value.parents[k]
        share = local_grad * self.grads[value]
        self.grads[parent] += share
        self.slopes[parent] += share
        self.shares[parent].append(share)
        self.arrived[parent].append(number(share))
        sent = len(self.arrived[parent]) - bool(self.before(parent))
        if sent == self.uses[parent]:
            self.complete(parent)
            verdict = f"{self.called[parent]}.grad = {self.sum_in_words(parent)}."
        else:
            self.notes[parent] = Note(
                "partial", (f"so far {number(self.grads[parent])}",)
            )
            verdict = f"{self.called[parent]} waits with {self.sum_in_words(parent)}."
        caption = (
            f"At {self.names[value]}: {number(self.grads[value])}. Times {number(local_grad)}. "
            f"Share {number(share)} goes to {self.called[parent]}. "
            f"{sent} of {self.uses[parent]}: {verdict}"
        )
        done = sum(frame.counter.startswith("share") for frame in self.frames) + 1
        counter = f"share {done} of {len(self.edge_place)}"
        self.add("backward", counter, caption, parent, [(value, k)])

    def before(self, value):
        """The gradient a leaf brings along from an earlier pass."""
        walked = self.result.parents and self.result.grad
        return 0.0 if value.parents or walked else value.grad

    def complete(self, value):
        self.notes[value] = Note("complete", (f"grad {number(self.grads[value])}",))

    def sum_in_words(self, value):
        """ "4 + (−6) = −2"; a long sum shows what was there and what came."""
        shares, total = self.shares[value], self.grads[value]
        if len(shares) > 4:
            shares = [total - shares[-1], shares[-1]]
        first, *rest = map(number, shares)
        if not rest:
            return first
        return f"{' + '.join([first, *map(signed, rest)])} = {number(total)}"

    def nudge_check(self):
        """The witness at the end: the same graph with one leaf raised a little."""
        leaves = [value for value in self.values if not value.parents]
        leaf = next((value for value in leaves if value.label), leaves[0])
        grad = self.slopes[leaf]
        for size in (0.01, 0.001, 0.0001, 0.00001):
            expected = grad * size
            change = true_change(self.result, leaf, size)
            if change is not None and abs(change - expected) <= 0.05 * abs(expected):
                break
        else:
            return  # at a kink, or a flat place, no nudge can vouch for the slope
        old, name = self.result.data, self.names[self.result]
        exact = math.isclose(change, expected, rel_tol=1e-9)
        caption = (
            f"Raise {self.names[leaf]} to {finely(leaf.data + size, size)}. "
            f"{name} goes from {finely(old, change)} to {finely(old + change, change)}. "
            f"That is {'' if exact else 'nearly '}{number(grad)} times {number(size)}."
        )
        self.add("backward", "check", caption, leaf)


class Nudge(Recorder):
    """Records a nudge on its way forward, value by value."""

    def __init__(self, result, leaf, size):
        super().__init__(result)
        self.leaf, self.size = leaf, size

    def record(self):
        self.nudges = {leaf: 0.0 for leaf in self.values if not leaf.parents}
        self.notes = {
            value: Note("waiting", ("nudge: none yet",)) for value in self.values
        }
        leaf, result = self.names[self.leaf], self.names[self.result]
        forward = f"The forward pass is done: {result} = {number(self.result.data)}."
        self.add("nudge", "", f"{self.leaves_in_words()}. {forward}")
        self.nudges[self.leaf] = self.size
        for value in self.nudges:
            self.keep(value)
        verb = "Raise" if self.size > 0 else "Lower"
        rest = " The other leaves rest." if len(self.nudges) > 1 else ""
        caption = f"{verb} {leaf} by {number(abs(self.size))}.{rest}"
        self.add("nudge", "", caption, self.leaf)
        for value in self.order:
            if value is not self.leaf:
                self.step(value)
        self.last_frame()
        return Pass(self.values, self.names, (0,) * len(self.values), self.frames)

    def step(self, value):
        """One value moves: every edge multiplies, meeting nudges add."""
        edges, sentences, parts = [], [], []
        for k, (parent, local) in enumerate(zip(value.parents, local_grads_of(value))):
            if self.nudges.get(parent):
                part = local * self.nudges[parent]
                arriving = number(self.nudges[parent])
                sentences.append(
                    f"From {self.names[parent]}: {arriving} times {number(local)} is {number(part)}."
                )
                edges.append((value, k))
                parts.append(part)
        self.nudges[value] = sum(parts)
        self.keep(value)
        if parts:
            total = number(self.nudges[value])
            adding = " + ".join(
                signed(number(part)) if i else number(part)
                for i, part in enumerate(parts)
            )
            moves = f"{adding} = {total}" if len(parts) > 1 else total
            caption = " ".join([*sentences, f"{self.names[value]} moves by {moves}."])
            self.add("nudge", "", caption, value, edges)

    def keep(self, value):
        self.notes[value] = Note("complete", (f"nudge {number(self.nudges[value])}",))

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


def true_change(result, leaf, size):
    """How far `result` really moves when `leaf` does, or None where it cannot."""
    try:
        return recompute(result, {leaf: leaf.data + size}) - result.data
    except (ValueError, OverflowError, ZeroDivisionError):
        return None


def finely(x, change):
    """`x` with the decimals in which a change of this size can be seen."""
    if change == 0.0:
        return number(x)
    decimals = max(0, 2 - math.floor(math.log10(abs(change))))
    if abs(x) >= 1e9 or decimals > 9:
        return number(x, digits=12)
    text = f"{x:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")
