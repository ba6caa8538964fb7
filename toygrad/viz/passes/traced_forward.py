"""The forward pass of a graph of PyTorch as plain data: who is on stage, and how it grew.

`TracedForward` is the half of `Traced` (traced.py) that goes forward.
"""

from ..graph.parts import Note
from ..torch.words import MOST_TOLD, is_what, keeps_in_words, made_in_words, write
from .forward import count_uses
from .recorder import Scene

__all__ = ["TracedForward"]


class TracedForward(Scene):
    """Records forward, node by node.

    A box is the place of a node in the trace, an edge that of a use.
    """

    def __init__(self, trace):
        self.trace, self.nodes, self.uses = trace, trace.nodes, trace.uses
        super().__init__(list(range(len(self.nodes))), list(range(len(self.uses))))
        self.inputs = [[] for _ in self.nodes]
        self.users = {}  # of each output: the uses in which it stands
        for k, use in enumerate(self.uses):
            self.inputs[use.value].append(k)
            self.users.setdefault((use.parent, use.output), []).append(k)
        self.result = len(self.nodes) - 1
        self.called = list(map(called, self.nodes))
        self.slots = [bool(node.before) for node in self.nodes]
        for use in self.uses:
            self.slots[use.parent] += 1

    def bring_along(self):
        """Leaves hold the gradient of an earlier pass, to which PyTorch adds."""
        for place, node in enumerate(self.nodes):
            if node.before:
                self.arrived[place].append(f"before {write(node.before)}")
                self.notes[place] = Note("partial", f"so far {write(node.before)}")

    def forward(self):
        computed = [place for place in self.values if self.nodes[place].kind]
        self.stage -= len(computed)
        self.add("forward", "", f"{self.leaves_in_words()}. {self.brought_in_words()}")
        seen = dict.fromkeys(self.values, 0)
        for count, value in enumerate(computed, start=1):
            self.stage += 1
            told = " ".join(self.describe(value, seen))
            moves = [(self.data_of(self.uses[k]), "", "") for k in self.inputs[value]]
            counter = f"value {count} of {len(computed)}"
            self.add("forward", counter, told, value, self.inputs[value], moves)

    def describe(self, value, seen):
        """How a node was made, what it keeps, and which of its parents are used again."""
        node, uses = self.nodes[value], [self.uses[k] for k in self.inputs[value]]
        yield made_in_words(node, map(self.name_of, uses))
        if not node.folded:
            yield keeps_in_words(node)
        for use in uses:
            if use.summed > 1:
                yield f"{self.name_of(use)} is broadcast: it is used {use.summed} times."
        parents = [use.parent for use in uses]
        yield from count_uses(parents, seen, self.called, "slots")

    def leaves_in_words(self):
        leaves = [node for node in self.nodes if not node.kind]
        if len(leaves) > 6:
            return f"{len(leaves)} leaves hold their numbers"
        if not leaves:
            return "All parameters are folded into their modules"
        return ", ".join(f"{leaf.name} {is_what(leaf.outputs[0])}" for leaf in leaves)

    def brought_in_words(self):
        leaves = [one for node in self.nodes for one in (node, *node.inside)]
        brought = [
            f"{leaf.name} holds {write(leaf.before)} from an earlier pass."
            for leaf in leaves
            if leaf.before
        ]
        if len(brought) > MOST_TOLD:
            brought = [f"{len(brought)} leaves hold gradients of an earlier pass."]
        return " ".join(brought or ["No gradient yet."])

    def name_of(self, use):
        """What a use takes: a node, or one of its outputs."""
        several = len(self.nodes[use.parent].outputs) > 1
        return self.called[use.parent] + f"[{use.output}]" * several

    def data_of(self, use):
        data = self.nodes[use.parent].outputs[use.output].data
        return write(data) if data else "?"


def called(node):
    """A node in a sentence: a module that has only a number is called "module 0"."""
    only_number = node.folded and node.name[0].isdigit()
    return f"module {node.name}" if only_number else node.name
