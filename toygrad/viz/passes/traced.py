"""A graph of PyTorch, forward and backward, as plain data: what a player shows of it.

``Traced(trace).record()`` is a `Pass` of a `Trace` (../torch/trace.py).
Every share is the number that PyTorch's own hook has seen.  A tensor of
many numbers is told by its shape and its norm.
"""

import math

from ..graph.parts import Box, Edge, Note, Pass
from ..torch.words import (
    MOST_TOLD,
    data_line,
    grad_line,
    gradients,
    inside_in_words,
    lines_beside,
    rows,
    share_in_words,
    shown,
    summed_in_words,
    title_of,
    write,
)  # fmt: skip
from ..words import add_up, move, number, signed
from .recorder import nudge_in_words
from .traced_forward import TracedForward

__all__ = ["Traced"]


class Traced(TracedForward):
    """Records node by node, then edge by edge; a module sends all at once."""

    def record(self):
        self.notes = dict.fromkeys(self.values, Note("waiting", "grad: not yet"))
        self.bring_along()
        self.forward()
        self.landed, self.sent = {way: [] for way in self.users}, 0
        self.start_backward()
        for value, ways in self.senders().items():
            if self.nodes[value].folded:
                self.send_all(value, ways)
            else:
                for k in ways:
                    self.send(k)
        self.end()
        return self.finish()

    def senders(self):
        """{a node: the uses by which it sends}, in the order of PyTorch."""
        found = {}
        for k in self.trace.sent:
            found.setdefault(self.uses[k].value, []).append(k)
        inner = (k for k in reversed(self.values) if self.nodes[k].folded)
        return found | {value: [] for value in inner if value not in found}

    def start_backward(self):
        name = self.nodes[self.result].name
        self.complete(self.result)
        caption = f"Start backward. {name}.grad = 1. {name} changes exactly as {name}."
        one = ("", name, name), ("", " = 1")
        self.add("backward", "", caption, self.result, formula=one)

    def send(self, k):
        """One share along one edge, in a frame of its own."""
        use = self.uses[k]
        arriving = gradients(self.nodes[use.value])
        times = f" Times {number(use.local)}." if use.local is not None else ""
        caption = (
            f"At {self.called[use.value]}: {arriving}.{times} {share_in_words(use)} goes to "
            f"{self.name_of(use)}{summed_in_words(use)}. {self.land(k)}"
        )
        self.add(
            "backward", self.shares_sent(), caption, use.parent, [k], [self.moved(use)],
            self.share_in_formula(use), self.sums([use]),
        )  # fmt: skip

    def send_all(self, value, ways):
        """All shares of a module, in one frame."""
        uses, node = [self.uses[k] for k in ways], self.nodes[value]
        done = [self.land(k) for k in ways]
        told = [f"At {self.called[value]}: {gradients(self.nodes[value])}."]
        if len(uses) > MOST_TOLD:
            told, done = [*told, f"{len(uses)} shares go out."], []
        told += [
            f"{share_in_words(u)} goes to {self.name_of(u)}." for u in uses[: len(done)]
        ]
        told += [*done, inside_in_words(node)]
        self.add(
            "backward", self.shares_sent(), " ".join(filter(None, told)),
            uses[0].parent if uses else value, ways, [self.moved(use) for use in uses],
            sums=self.sums(uses),
        )  # fmt: skip

    def land(self, k):
        """A share arrives in its slot; returns the sentence about what stands there."""
        use = self.uses[k]
        way, parent = (use.parent, use.output), use.parent
        self.landed[way].append(use.share)
        self.arrived[parent].append(write(use.share))
        self.sent += 1
        landed, uses = len(self.landed[way]), len(self.users[way])
        if len(self.arrived[parent]) == self.slots[parent]:
            self.complete(parent)
        else:
            self.notes[parent] = Note("partial", self.so_far(parent))
        return f"{landed} of {uses}: {self.holds(use, landed == uses)}."

    def so_far(self, parent):
        ways = [way for way in self.landed if way[0] == parent]
        total = self.total(ways[0]) if len(ways) == 1 else None
        if total is not None:
            return f"so far {number(total)}"
        return f"{len(self.arrived[parent])} of {self.slots[parent]}"

    def holds(self, use, is_done):
        """ "w waits with 3" or "w.grad = 3 + 4 = 7"; of tensors only the norm is told."""
        name, way = self.name_of(use), (use.parent, use.output)
        found, parts = self.nodes[use.parent].outputs[use.output], self.parts(way)
        hook = ", which a hook of yours has changed" * (is_done and found.hooked)
        if parts:
            told = self.sum_in_words(way, parts, hook)
            return f"{name}.grad = {told}" if is_done else f"{name} waits with {told}"
        if not is_done:
            return f"{name} waits for the rest"
        node = self.nodes[use.parent]
        name = f"the gradient at {name}" if node.folded else f"{name}.grad"
        grad = node.after or found.grad
        return f"{name} has the {write(grad)}{hook}" if grad else f"{name} is none"

    def sum_in_words(self, way, parts, hook):
        """ "3 + 4 = 7", or what a hook has made of it."""
        total = number(self.total(way))
        if hook:
            return f"{total}{hook}; it was {number(sum(parts))}"
        return f"{add_up(shown(parts))} = {total}" if len(parts) > 1 else total

    def parts(self, way):
        """The numbers that meet at an output so far; None where they are tensors."""
        before = self.nodes[way[0]].before
        parts = [before] * bool(before) + [one for one in self.landed[way] if one]
        numbers = [one.alone for one in parts]
        return None if None in numbers else numbers

    def total(self, way):
        """What stands at an output: at the end PyTorch's own sum."""
        parts = self.parts(way)
        if not parts:
            return None
        node = self.nodes[way[0]]
        grad = node.after or node.outputs[way[1]].grad
        is_done = len(self.landed[way]) == len(self.users[way])
        return grad.alone if is_done and grad else sum(parts)

    def sums(self, uses):
        """For each parent in which numbers meet, how their sum comes about."""
        for way in dict.fromkeys((use.parent, use.output) for use in uses):
            parts = self.parts(way) or []
            if len(parts) > 1 and len(self.nodes[way[0]].outputs) == 1:
                yield way[0], add_up(shown(parts))

    def moved(self, use):
        """The number on its way along an edge, as it leaves, half-way, as it arrives."""
        share = write(use.share)
        if use.local is not None:
            return move(self.arriving(use), use.local, use.share.alone)
        if use.summed > 1:
            return gradients(self.nodes[use.value]), f"{use.summed} added up", share
        return share, "", share

    def arriving(self, use):
        return self.nodes[use.value].outputs[0].grad.alone

    def share_in_formula(self, use):
        """∂L/∂a += ∂L/∂p · 2 = 3·2 = 6."""
        if use.local is None:
            return
        result, local = self.nodes[self.result].name, signed(number(use.local))
        yield "", result, self.nodes[use.parent].name
        yield "", " += "
        yield "arriving", result, self.nodes[use.value].name
        yield "", "·"
        yield "local", local
        yield "", " = "
        yield "arriving", number(self.arriving(use))
        yield "", "·"
        yield "local", local
        yield "", " = "
        yield "share", write(use.share)

    def shares_sent(self):
        return f"share {self.sent} of {len(self.trace.sent)}"

    def complete(self, place):
        self.notes[place] = Note("complete", grad_line(self.nodes[place]))

    def end(self):
        name = self.nodes[self.result].name
        caption = (
            f"{name}.backward() adds the gradients of the leaves to their .grad, and keeps "
            "none of those between. Here nothing was written: your tensors are as they were."
        )
        self.add("backward", "end", caption)

    def finish(self):
        """The pass: the nodes as boxes, the uses as edges, and all frames."""
        edges = tuple(
            Edge(use.parent, use.value, lines_beside(use)) for use in self.uses
        )
        name, found = self.nodes[self.result].name, self.nodes[self.result].outputs[0]
        words = (
            f"Animation in {len(self.frames)} steps. Graph of PyTorch behind {name}: "
            f"{len(self.nodes)} boxes, {len(edges)} edges. {name} is {write(found.data)}."
        )
        boxes = tuple(map(self.box, self.values))
        return Pass(boxes, edges, self.frames, words, uses=tuple(self.slots))

    def box(self, place):
        node = self.nodes[place]
        double = node.parameter or node.folded > 0
        return Box(title_of(node), data_line(node), double, tip=self.tip(place))

    def tip(self, place):
        """What pointing at a box says: what a nudge does, or the numbers behind a norm."""
        node = self.nodes[place]
        grads = [output.grad for output in node.outputs]
        if node.inside:
            return inside_in_words(node)
        if place == self.result or len(grads) != 1 or not grads[0]:
            return ""
        slope, entries = grads[0].alone, grads[0].entries
        if slope is not None and math.isfinite(slope):
            return nudge_in_words(node.name, slope, self.nodes[self.result].name)
        return f"Its gradient: {rows(grads[0])}." if entries else ""
