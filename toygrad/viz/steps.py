"""A pass over a graph as plain data: the frames that a player shows.

With this file you can

* record a forward pass: ``forward_pass(y)``,
* record a backward pass: ``backward_pass(y)``,
* read what happens, sentence by sentence: ``backward_pass(y).captions``.

Nothing here computes a derivative of its own: order, parents and local
derivatives are the engine's, and no gradient is touched.  Told in
chapters 2 and 4.
"""

import math
from dataclasses import dataclass

from ..check import recompute
from ..value import Value, topological_order, where_it_broke
from .words import (
    all_values,
    box_title,
    formula,
    formula_in_numbers,
    listing,
    local_grads_of,
    local_symbols,
    names_of,
    number,
    signed,
)

__all__ = [
    "Frame",
    "Note",
    "Pass",
    "Box",
    "Edge",
    "Recorder",
    "forward_pass",
    "backward_pass",
]

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Box:
    """What never changes in a box: its title, its data, its kind of border.

    weights  the weights folded into it, shown as bars
    """

    title: str
    data: str
    parameter: bool = False
    weights: tuple = ()


@dataclass(frozen=True)
class Edge:
    """From the box of a parent to the box of a value, with the lines beside it."""

    tail: int
    head: int
    lines: tuple


@dataclass(frozen=True)
class Note:
    """The last words in a box: kind "none", "waiting", "partial" or "complete"."""

    kind: str
    lines: tuple = ()


@dataclass(frozen=True)
class Frame:
    """One step of a pass.

    caption  what happens, in one to three sentences
    counter  where we are: "value 2 of 3"
    phase    "forward", "backward" or "nudge"
    stage    how many of the boxes are on stage
    active   the place of the box at work, or None
    edges    the places of the edges in use
    moves    for each of these edges the number that leaves and the one
             that arrives, as texts
    notes    a Note for each box
    slots    for each box the shares that have arrived, as texts
    formula  the same in mathematics: texts, and pairs that are derivatives
    """

    caption: str
    counter: str
    phase: str
    stage: int
    active: int | None
    edges: tuple
    moves: tuple
    notes: tuple
    slots: tuple
    formula: tuple = ()


@dataclass(frozen=True)
class Pass:
    """A recorded pass: what stands on stage, and its frames.

    boxes, edges  what the drawing shows
    uses          for each box the number of slots it shows
    frames        the steps
    words         the drawing in a sentence or two
    values        the values behind the result, in the order of the boxes
    grads         for each value the gradient of the last frame; () if none
    insides       for each folded neuron its name and a table of its numbers
    """

    boxes: tuple
    edges: tuple
    uses: tuple
    frames: list
    words: str
    values: list
    grads: tuple = ()
    insides: tuple = ()

    @property
    def captions(self):
        return [frame.caption for frame in self.frames]


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


def inputs_of(value):
    """(parent, the local derivatives on the way) for each edge into `value`."""
    return [(p, (local,)) for p, local in zip(value.parents, local_grads_of(value))]


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
    """What all passes share: the cast, and the state between two frames."""

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
        self.inputs = {value: inputs_of(value) for value in self.values}
        self.number_edges()
        self.stage = len(self.values)
        self.notes = dict.fromkeys(self.values, Note("none"))
        self.arrived = {value: [] for value in self.values}
        self.frames = []

    def number_edges(self):
        """Edges in the order in which the forward pass makes them."""
        ways = [(v, k) for v in self.values for k in range(len(self.inputs[v]))]
        self.edge_place = {way: count for count, way in enumerate(ways)}

    def parents(self, value):
        """Where the edges into the box of `value` come from."""
        return [parent for parent, _ in self.inputs[value]]

    def locals(self, value):
        """The local derivative of each edge into the box of `value`."""
        return [math.prod(factors) for _, factors in self.inputs[value]]

    def add(
        self, phase, counter, caption, active=None, edges=(), moves=(), formula=()
    ):  # fmt: skip
        self.frames.append(
            Frame(
                caption=caption,
                counter=counter,
                phase=phase,
                stage=self.stage,
                active=None if active is None else self.place[active],
                edges=tuple(self.edge_place[edge] for edge in edges),
                moves=tuple(moves),
                notes=tuple(self.notes[value] for value in self.values),
                slots=tuple(tuple(self.arrived[value]) for value in self.values),
                formula=tuple(formula),
            )
        )

    def recorded(self, uses=None, grads=()):
        boxes = tuple(map(self.box, self.values))
        edges = tuple(
            Edge(self.place[parent], self.place[value], self.edge_lines(value, k))
            for value, k in self.edge_place
            for parent in [self.parents(value)[k]]
        )
        uses = uses or (0,) * len(boxes)
        return Pass(
            boxes, edges, uses, self.frames, self.words(boxes, edges), self.values, grads
        )  # fmt: skip

    def box(self, value):
        title, data = box_title(value, self.names), f"data {number(value.data)}"
        return Box(title, data, parameter=type(value) is not Value)

    def symbols(self, value):
        return local_symbols(value, self.names)

    def edge_lines(self, value, k, limit=12):
        """The local derivative: its symbol, if that is short, and its number."""
        symbol, text = self.symbols(value)[k], number(self.locals(value)[k])
        if 0 < len(symbol) <= limit:
            return f"×{symbol}", f"= ×{text}"
        return (f"×{text}",)

    def words(self, boxes, edges):
        """The drawing in words, for those who do not see it."""
        name, data = self.names[self.result], number(self.result.data)
        return (
            f"Animation in {len(self.frames)} steps. Compute graph of {boxes[-1].title}: "
            f"{len(boxes)} boxes, {len(edges)} edges. {name} is {data}."
        )

    def leaves_in_words(self):
        """ "a = 2, b = −3", or a count where there are too many to read."""
        leaves = self.values[: len(self.values) - len(self.order)]
        named = [leaf for leaf in leaves if leaf.label] or leaves
        if len(named) > 6:
            return f"{len(named)} leaves hold their numbers"
        return ", ".join(f"{self.names[leaf]} = {number(leaf.data)}" for leaf in named)


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
            moves = [(number(parent.data), "") for parent in parents]
            slopes = self.slopes_in_formulas(value)
            self.add("forward", counter, caption, value, edges, moves, slopes)

    def computed(self, value):
        local_grads = listing(list(map(number, self.locals(value))))
        edges = "edges keep" if len(self.inputs[value]) > 1 else "edge keeps"
        return (
            f"{self.names[value]} = {formula(value, self.names)} = "
            f"{formula_in_numbers(value)} = {number(value.data)}. The {edges} {local_grads}."
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

        A value with one parent twice has two local derivatives in the same
        letters; then the edges alone tell them apart.
        """
        parents = self.parents(value)
        if len(set(parents)) < len(parents) or len(parents) > 3:
            return
        comma = False
        named = zip(parents, self.symbols(value), map(number, self.locals(value)))
        for parent, symbol, local in named:
            if parent.parents or parent.label:
                if comma:
                    yield ",  "
                yield self.names[value], self.names[parent]
                yield f" = {symbol} = {local}" if symbol else f" = {local}"
                comma = True


class Backward(Forward):
    """Records forward, value by value, then backward, edge by edge."""

    use = "slots"

    def record(self):
        self.uses = dict.fromkeys(self.values, 0)
        for value, k in self.edge_place:
            self.uses[self.parents(value)[k]] += 1
        waiting = Note("waiting", ("grad: not", "computed yet"))
        self.notes = dict.fromkeys(self.values, waiting)
        self.bring_along()
        self.forward()
        self.backward()
        self.nudge_check()
        slots = tuple(self.uses[v] + bool(self.before(v)) for v in self.values)
        return self.recorded(slots, tuple(self.grads[value] for value in self.values))

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
        return " ".join(["", *(brought or ["No gradient yet."])])

    def start_backward(self):
        name, self.sent = self.names[self.result], 0
        self.grads[self.result] += 1.0
        self.slopes[self.result] = 1.0
        self.complete(self.result)
        caption = f"Start backward. {name}.grad = 1. {name} changes exactly as {name}."
        one = (name, name), " = 1"
        self.add("backward", "", caption, self.result, formula=one)

    def backward(self):
        self.start_backward()
        for value in reversed(self.order):
            for k in range(len(self.inputs[value])):
                self.send(value, k)

    def arrive(self, value, k):
        """One share lands at a parent: the engine's own inner line.  Returns it."""
        parent, factors = self.inputs[value][k]
        share = self.grads[value]
        for factor in factors:
            share = factor * share
        self.grads[parent] += share
        self.slopes[parent] += share
        self.shares[parent].append(share)
        self.arrived[parent].append(number(share))
        self.sent += 1
        if self.landed(parent) == self.uses[parent]:
            self.complete(parent)
        else:
            so_far = f"so far {number(self.grads[parent])}"
            self.notes[parent] = Note("partial", (so_far,))
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
        moves = [(number(self.grads[value]), number(share))]
        formula = self.share_in_formula(value, k, share)
        self.add(
            "backward",
            self.shares_sent(),
            caption,
            parent,
            [(value, k)],
            moves,
            formula,
        )

    def shares_sent(self):
        return f"share {self.sent} of {len(self.edge_place)}"

    def share_in_formula(self, value, k, share):
        """∂L/∂a += ∂L/∂p · ∂p/∂a = 2·(−3) = −6."""
        parent, local = self.parents(value)[k], number(self.locals(value)[k])
        if not (parent.parents or parent.label):
            return
        result, name = self.names[self.result], self.names[value]
        yield result, self.names[parent]
        yield " += "
        yield result, name
        yield "·"
        if value is not self.result and self.parents(value).count(parent) == 1:
            yield name, self.names[parent]
        else:  # the fraction would be the one on the left, or mean two things
            yield self.symbols(value)[k] or local
        grad = number(self.grads[value])
        yield f" = {grad}·{signed(local)} = {number(share)}"

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
