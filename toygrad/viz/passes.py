"""The forward and the backward pass as plain data: the frames of a player.

With this file you can

* record a forward pass: ``forward_pass(y)``,
* record a backward pass: ``backward_pass(y)``,
* read what happens, sentence by sentence: ``backward_pass(y).captions``.

Told in chapters 3 and 4.
"""

import math

from ..order import walk
from .steps import Note, Recorder, check_value, finely, true_change
from .words import formula, formula_in_numbers, listing, number, product, signed, whole

__all__ = ["Backward", "Forward", "backward_pass", "forward_pass"]

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def forward_pass(result):
    """The forward pass behind `result`, value by value: the graph grows.

        >>> x = Value(3.0, label="x")
        >>> print(forward_pass(x * x).captions[-1])
        v1 = x·x = 3·3 = 9. The edges keep 3 and 3. x has two uses.

    Raises as `backward_pass`.  Told in chapter 3.
    """
    check_value(result, "show_forward")
    return Forward(result).record()


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


class Forward(Recorder):
    """Records forward, value by value."""

    use = "uses"  # what an edge that leaves a value is to it

    def record(self):
        self.forward()
        return self.recorded()

    def brought_in_words(self):
        return ""

    def forward(self):
        self.stage -= len(self.order)
        self.add("forward", "", f"{self.leaves_in_words()}.{self.brought_in_words()}")
        seen = dict.fromkeys(self.values, 0)
        for count, value in enumerate(self.order, start=1):
            self.stage += 1
            caption = " ".join([self.computed(value), *self.used_again(value, seen)])
            parents = self.parents(value)
            edges = [(value, k) for k in range(len(parents))]
            counter = f"value {count} of {len(self.order)}"
            moves = [(number(parent.data), "", "") for parent in parents]
            slopes = self.slopes_in_formulas(value)
            self.add("forward", counter, caption, value, edges, moves, slopes)

    def computed(self, value):
        local_grads = listing(list(map(number, self.locals(value))))
        made = (
            formula(value, self.names), formula_in_numbers(value), number(value.data)
        )  # fmt: skip
        edges = "edges keep" if len(self.inputs[value]) > 1 else "edge keeps"
        return (
            f"{self.names[value]} = {' = '.join(dict.fromkeys(made))}. "
            f"The {edges} {local_grads}."
        )

    def used_again(self, value, seen):
        """The sentence that announces a second slot, a third, ..."""
        parents = self.parents(value)
        for parent in dict.fromkeys(parents):
            first = seen[parent] == 0
            seen[parent] += parents.count(parent)
            if seen[parent] < 2:
                continue
            count = COUNTS[seen[parent]] if seen[parent] < 10 else seen[parent]
            slots = f"{count} {self.use}"
            again = not first and seen[parent] == 2
            name = self.names[parent]
            yield f"{name} is used again: {slots}." if again else f"{name} has {slots}."

    def slopes_in_formulas(self, value):
        """∂p/∂a = b = −3 for each edge of p = a·b, where that is short and true.

        Where a parent reaches the value another way, too, ∂p/∂a is more
        than this one edge; then the edge alone says what it keeps.
        """
        parents = self.parents(value)
        if len(parents) > 3:
            return
        comma = False
        named = zip(parents, self.symbols(value), map(number, self.locals(value)))
        for k, (parent, symbol, local) in enumerate(named):
            if (parent.parents or parent.label) and self.direct(value, parent):
                if comma:
                    yield "", ",  "
                yield f"local{k}", self.names[value], self.names[parent]
                yield "", f" = {symbol} = " if symbol else " = "
                yield f"local{k}", local
                comma = True


class Backward(Forward):
    """Records forward, value by value, then backward, edge by edge."""

    use = "slots"

    def record(self):
        waiting = Note("waiting", "grad: not yet")
        self.notes = dict.fromkeys(self.values, waiting)
        self.bring_along()
        self.forward()
        self.backward()
        self.check_gradients()
        self.nudge_check()
        slots = tuple(self.uses[v] + bool(self.before(v)) for v in self.values)
        return self.recorded(slots, tuple(self.grads[value] for value in self.values))

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
        )
        one = ("", *(self.names[self.result],) * 2), ("", " = 1")
        self.add("backward", "", caption, self.result, formula=one)

    def backward(self):
        self.start_backward()
        for value in self.senders():
            for k in range(len(self.inputs[value])):
                self.send(value, k)

    def senders(self):
        """The computed values in the order of the engine, which then stops.

        Dead values and those behind them come last: what they send is 0,
        and the engine does not send it.
        """
        living = [
            value for value in reversed(walk(self.result)[1]) if value in self.place
        ]
        dead = dict.fromkeys(reversed(self.order))
        for value in living:
            dead.pop(value)
        return [*living, *dead]

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
        if self.landed(parent) == self.uses[parent]:
            self.complete(parent)
        else:
            so_far = f"so far {number(self.grads[parent])}"
            self.notes[parent] = Note("partial", so_far)
        return share

    def landed(self, parent):
        """How many shares of this pass have landed at `parent`."""
        return len(self.arrived[parent]) - bool(self.before(parent))

    def send(self, value, k):
        """One share along one edge, in a frame of its own."""
        share = self.arrive(value, k)
        parent, local = self.parents(value)[k], self.locals(value)[k]
        landed, uses = self.landed(parent), self.uses[parent]
        holds = ".grad =" if landed == uses else " waits with"
        caption = (
            f"At {self.names[value]}: {number(self.grads[value])}. Times {number(local)}. "
            f"Share {number(share)} goes to {self.called[parent]}. {landed} of {uses}: "
            f"{self.called[parent]}{holds} {self.sum_in_words(parent)}."
        )
        grad = self.grads[value]
        moves = [(number(grad), product(grad, local), number(share))]
        formula = self.share_in_formula(value, k, share)
        self.add(
            "backward", self.shares_sent(), caption, parent, [(value, k)], moves,
            formula, self.sums([parent]),
        )  # fmt: skip

    def shares_sent(self):
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
        first, *rest = map(number, shares)
        if not rest:
            return first
        return f"{' + '.join([first, *map(signed, rest)])} = {number(total)}"

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
        slope, name = self.slopes[value], self.names[self.result]
        move = number(abs(slope) * 0.01)
        moves = f"{'rises' if slope > 0 else 'falls'} by about {move}"
        return (
            f"Raise {self.called[value]} by 0.01 alone: {name} "
            f"{'stays as it is' if move == '0' else moves}."
        )

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
