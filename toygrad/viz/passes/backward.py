"""The forward and the backward pass as plain data, edge by edge or box by box.

``Backward(Snapshot(y)).record()`` is a `Pass`; ``show_backward`` plays it.
It shows what ``y.backward()`` does: on a graph that no pass has walked yet,
leaves start from the gradient they hold; a graph that was walked is shown
as at its first pass.  Told in chapter 4.
"""

import math

from ...order import walk
from ..graph.parts import Note
from ..words import add_up, listing, move, number, signed, whole
from .forward import Forward
from .recorder import finely, nudge_in_words, true_change

__all__ = ["Backward"]

MOST_SHARES, MOST_SUMS = 4, 6  # that a caption tells one by one


class Backward(Forward):
    """Records forward, value by value, then backward: by edge, or by box all its shares."""

    use, widths = "slots", ""
    waiting = Note("waiting", "grad: not yet")

    def record(self, by="edge"):
        self.by = by
        self.notes = dict.fromkeys(self.values, self.waiting)
        self.bring_along()
        self.forward()
        self.backward()
        self.check_gradients()
        self.nudge_check()
        slots = tuple(self.uses[v] + bool(self.before(v)) for v in self.values)
        return self.finish(uses=slots, grads=tuple(self.grads.values()))

    def bring_along(self):
        """Leaves start from the gradient of an earlier pass, if they hold one."""
        self.grads = {value: self.before(value) for value in self.values}
        self.slopes = dict.fromkeys(self.values, 0.0)
        self.stood = {}  # the sum from before the last share
        self.shares = {value: [] for value in self.values}
        for value, grad in self.grads.items():
            if grad:
                self.shares[value].append(grad)
                self.arrived[value].append(f"before {number(grad)}")
                self.notes[value] = Note("partial", f"so far {number(grad)}")

    def brought_in_words(self):
        brought = [
            f"{self.names[value]} holds {number(grad)} from an earlier pass."
            for value, grad in self.grads.items()
            if grad
        ]
        return " ".join(["", *(brought or ["No gradient yet."])])

    def start_backward(self):
        name, self.sent = self.called[self.result], 0
        self.grads[self.result] += 1.0
        self.slopes[self.result] = 1.0
        self.complete(self.result)
        before = self.before(self.result)
        grad = f"{number(before)} + 1 = {number(before + 1.0)}" if before else "1"
        caption = (
            f"Start backward. {name}.grad = {grad}. {name} changes exactly as {name}."
            f"{self.widths}"
        )
        one = ("", *(self.names[self.result],) * 2), ("", " = 1")
        self.add("backward", "", caption, self.result, formula=one)

    def backward(self):
        self.start_backward()
        for value in self.senders():
            if not self.is_sent_at_once(value):
                for k in range(len(self.inputs[value])):
                    self.send(value, k)
            elif self.inputs[value]:
                self.send_all(value)

    def is_sent_at_once(self, value):
        """Do all shares of this box go in one step?"""
        return self.by == "box"

    def senders(self):
        """The computed values in the order of the engine, which then stops.

        Dead values and those behind them come last: what they send is 0,
        and the engine does not send it.
        """
        living = [v for v in reversed(walk(self.result)[1]) if v in self.place]
        return list(dict.fromkeys([*living, *reversed(self.order)]))

    def arrive(self, value, k):
        """One share lands at a parent: the engine's own inner line.  Returns it."""
        parent, factors = self.inputs[value][k]
        share = self.grads[value]
        for factor in factors:
            share = factor * share
        self.stood[parent] = self.grads[parent]
        self.grads[parent] += share
        self.slopes[parent] += share
        self.shares[parent].append(share)
        self.arrived[parent].append(number(share))
        self.sent += 1
        if self.count_landed(parent) == self.uses[parent]:
            self.complete(parent)
        else:
            so_far = f"so far {number(self.grads[parent])}"
            self.notes[parent] = Note("partial", so_far)
        return share

    def count_landed(self, parent):
        """How many shares of this pass have landed at `parent`."""
        return len(self.arrived[parent]) - bool(self.before(parent))

    def send(self, value, k):
        """One share along one edge, in a frame of its own."""
        share, grad = self.arrive(value, k), self.grads[value]
        parent, local = self.parents(value)[k], self.locals(value)[k]
        landed, uses = self.count_landed(parent), self.uses[parent]
        holds = ".grad =" if landed == uses else " waits with"
        caption = (
            f"At {self.names[value]}: {number(grad)}. Times {number(local)}. "
            f"Share {number(share)} goes to {self.called[parent]}. {landed} of {uses}: "
            f"{self.called[parent]}{holds} {self.sum_in_words(parent)}."
        )
        self.add(
            "backward", self.count_sent(value), caption, parent, [(value, k)],
            [move(grad, local, share)], self.share_in_formula(value, k, share),
            self.sums([parent]),
        )  # fmt: skip

    def send_all(self, value):
        """All shares of one box, in one frame."""
        parents, grad = self.parents(value), self.grads[value]
        shares = [self.arrive(value, k) for k in range(len(parents))]
        pairs = zip(self.locals(value), shares)
        moves = [move(grad, local, share) for local, share in pairs]
        caption = (
            f"At {self.names[value]}: {number(grad)}. "
            f"{self.shares_in_words(parents, shares)}. {self.describe_finished(parents)}"
        )
        self.add(
            "backward", self.count_sent(value), caption.strip(), value,
            [(value, k) for k in range(len(parents))], moves,
            sums=self.sums(dict.fromkeys(parents)),
        )  # fmt: skip

    def shares_in_words(self, parents, shares):
        """ "Shares 2 to a and 4 to b", or how many they are."""
        if len(shares) > MOST_SHARES:
            return f"{len(shares)} shares go to its parents"
        ways = [
            f"{number(share)} to {self.called[parent]}"
            for parent, share in zip(parents, shares)
        ]
        return f"Share{'s' * (len(shares) > 1)} {listing(ways)}"

    def describe_finished(self, parents):
        """The parents whose last share has arrived, each with its sum."""
        done = [
            p for p in dict.fromkeys(parents) if self.count_landed(p) == self.uses[p]
        ]
        sums = [f"{self.called[p]}.grad = {self.sum_in_words(p)}." for p in done]
        more = len(sums) - MOST_SUMS
        rest = [f"And {more} more."] if more > 0 else []
        return " ".join([*sums[:MOST_SUMS], *rest])

    def count_sent(self, value):
        """Where we are: which share of all, or which of the boxes that send."""
        if self.by == "box":
            boxes = [v for v in self.senders() if self.inputs[v]]
            return f"box {boxes.index(value) + 1} of {len(boxes)}"
        return f"share {self.sent} of {len(self.edge_place)}"

    def share_in_formula(self, value, k, share):
        """∂L/∂a += ∂L/∂p · ∂p/∂a = 2·(−3) = −6."""
        parent, local = self.parents(value)[k], number(self.locals(value)[k])
        if not (parent.parents or parent.label):
            return
        result, name = self.names[self.result], self.names[value]
        yield "", result, self.names[parent]
        yield "", " += "
        yield "arriving", result, name
        yield "", "·"
        if value is not self.result and self.direct(value, parent):
            yield "local", name, self.names[parent]
        else:  # the fraction would be the one on the left, or mean two things
            symbol = self.symbols(value)[k]
            yield "local", whole(symbol) if symbol else signed(local)
        yield "", " = "
        yield "arriving", number(self.grads[value])
        yield "", "·"
        yield "local", signed(local)
        yield "", " = "
        yield "share", number(share)

    def before(self, value):
        """The gradient a leaf brings along from an earlier pass."""
        walked = self.result.parents and self.result.grad
        return 0.0 if value.parents or walked else value.grad

    def complete(self, value):
        self.notes[value] = Note("complete", f"grad {number(self.grads[value])}")

    def sum_in_words(self, value):
        """ "4 + (−6) = −2"; a long sum shows what was there and what came."""
        shares, total = self.shares[value], self.grads[value]
        if len(shares) > 4:
            shares = [self.stood[value], shares[-1]]
        adding = add_up(map(number, shares))
        return f"{adding} = {number(total)}" if len(shares) > 1 else adding

    def sums(self, parents):
        """For each parent in which shares meet, how its sum comes about."""
        for parent in parents:
            adding, equals, _ = self.sum_in_words(parent).partition(" = ")
            if equals:
                yield parent, adding

    def tip(self, value):
        """What a small nudge of this value alone does, by its gradient."""
        if value is self.result:
            return ""
        name = self.names[self.result]
        return nudge_in_words(self.called[value], self.slopes[value], name)

    def check_gradients(self):
        """As the engine: a gradient that leaves the floats is refused."""
        for value, grad in self.grads.items():
            if not math.isfinite(grad):
                raise OverflowError(
                    "a backward pass needs gradients that fit into a float, the one of "
                    f"{self.names[value]} is {grad!r}; keep the numbers in a smaller range"
                )

    def visible(self, leaf, size, change):
        """Would a reader see both moves in the numbers as they are written?"""
        moves = ((leaf.data, size), (self.result.data, change))
        return all(
            move is None or not move or finely(x, move) != finely(x + move, move)
            for x, move in moves
        )

    def nudge_check(self):
        """The witness at the end: the same graph with one leaf raised a little."""
        leaves = [value for value in self.values if not value.parents]
        if not leaves:
            return
        leaf = next((value for value in leaves if value.label), leaves[0])
        grad = self.slopes[leaf]
        for size in (0.01, 0.001, 0.0001, 0.00001):
            expected = grad * size
            change = true_change(self.result, leaf, size)
            if not self.visible(leaf, size, change):
                continue
            if change is not None and abs(change - expected) <= 0.05 * abs(expected):
                break
        else:
            return  # at a kink, or a flat place, no nudge can vouch for the slope
        old, name = self.result.data, self.names[self.result]
        exact = math.isclose(change, expected, rel_tol=1e-9)
        caption = (
            f"Raise {self.called[leaf]} to {finely(leaf.data + size, size)}. "
            f"{name} goes from {finely(old, change)} to {finely(old + change, change)}. "
            f"That is {'' if exact else 'nearly '}{number(grad)} times {number(size)}."
        )
        self.add("backward", "check", caption, leaf)
