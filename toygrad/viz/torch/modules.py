"""A trace of PyTorch in which each module is one node.

``fold_modules(trace, 60)`` is a trace again, so that a network of hundreds
of nodes is a picture of a few boxes.  A node belongs to the module whose
parameters it uses; what only goes on from there, an activation or a sum at
its end, belongs to it too.
"""

from dataclasses import replace
from graphlib import TopologicalSorter

from .trace import Node

__all__ = ["fold_modules", "has_modules"]


# What only turns a parameter round, before it is used.
TURNS = {"T", "Transpose", "Permute", "View", "Unsqueeze", "Expand", "ToCopy"}


def fold_modules(trace, most, opened=()):
    """The trace with one node for each module, but for those named in `opened`.

    Modules in modules are folded together until at most `most` nodes are
    left, if that can be.  Raises TypeError where `opened` is no list of
    names, ValueError where the parameters have no module, or no module is
    called like one in `opened`.
    """
    opened = [opened] if isinstance(opened, str) else opened
    homes = {path_of(node) for node in trace.nodes} - {""}
    check_homes(homes, opened)
    for depth in range(max(home.count(".") for home in homes) + 1, 0, -1):
        boxes = Boxes(trace, depth, opened)
        if len(boxes.members) <= most:
            break
    return boxes.folded()


def has_modules(trace):
    """Is there a parameter of a module, so that the trace can be folded?"""
    return any(map(path_of, trace.nodes))


def check_homes(homes, opened):
    if not homes:
        raise ValueError(
            "folding needs parameters that have a module, got none; "
            "write show_backward(loss, names=model)"
        )
    if not all(isinstance(name, str) for name in opened):
        raise TypeError(
            f"opened needs a list of names, got {opened!r}; write opened=['layers.0']"
        )
    unknown = [name for name in opened if not any(is_in(home, name) for home in homes)]
    if unknown:
        raise ValueError(
            f"opened needs names of modules, got {unknown[0]!r}; write one of "
            f"{', '.join(map(repr, sorted(homes)[:4]))}"
        )


def path_of(node):
    """The module that a parameter belongs to: "layers.0" of "layers.0.weight"."""
    return node.name.rpartition(".")[0] if node.parameter else ""


def is_in(path, module):
    return f"{path}.".startswith(f"{module}.")


class Boxes:
    """Which nodes of a trace share a box.

    A box is named by the place of its only node, or by (module, count),
    because a module that is called twice may need a box for each call.

    home     for each node the path of its module, or ""
    last     the last node that uses a parameter
    plain    the places of leaves, and of parameters that were turned round
    box      {place of a node: its box}
    needs    {box: the boxes that it depends on}
    members  {box: the places of its nodes}, each after those it depends on
    """

    def __init__(self, trace, depth, opened):
        self.trace, self.depth, self.opened = trace, depth, opened
        self.inputs, self.result = [[] for _ in trace.nodes], len(trace.nodes) - 1
        for use in trace.uses:
            self.inputs[use.value].append(use.parent)
        self.home = [self.cut(path_of(node)) for node in trace.nodes]
        self.plain = {k for k, node in enumerate(trace.nodes) if not node.kind}
        self.last = max(use.value for use in trace.uses if self.home[use.parent])
        self.box, self.needs, self.calls = {}, {}, {}
        for place, node in enumerate(trace.nodes):
            if node.kind:
                self.settle(place)
        self.take_in_parameters()
        self.members = self.in_order()

    def cut(self, path):
        """The module that a path is shown as: an opened one, or the outer part of it."""
        opened = (name for name in self.opened if is_in(path, name))
        return next(opened, ".".join(path.split(".")[: self.depth]))

    def settle(self, place):
        """Put a computed node into the box of its module, or into one of its own."""
        parents = self.inputs[place]
        home = self.home[place] = self.home_of(place)
        turns = self.node(place).kind.partition("Backward")[0] in TURNS
        if turns and self.plain.issuperset(parents) and place < self.result:
            self.plain.add(place)
            return
        before = {self.box[parent] for parent in parents if parent in self.box}
        is_folded = home and home not in self.opened
        box = self.box[place] = self.box_of(home, before) if is_folded else place
        self.needs.setdefault(box, set()).update(before - {box})

    def home_of(self, place):
        """That of the parameters it uses, else that of what it goes on from."""
        parents = self.inputs[place]
        own = [self.home[p] for p in parents if p in self.plain and self.home[p]]
        goes_on = [self.home[p] for p in sorted(parents) if p not in self.plain]
        if self.is_of_loss(place, own):
            return ""
        return own[0] if own else (goes_on or [""])[-1]

    def is_of_loss(self, place, own):
        """The loss begins where a target comes in, behind the last parameter."""
        behind = place > self.last and self.node(place).others
        return place == self.result or (behind and not own)

    def box_of(self, home, before):
        """The box of a module; the next one where the last would go in a circle."""
        box = home, self.calls.setdefault(home, 1)
        if any(self.depends(other, box) for other in before - {box}):
            self.calls[home] += 1
            box = home, self.calls[home]
        return box

    def depends(self, box, on):
        """Does a box depend on another one, at any distance?"""
        seen, stack = set(), [box]
        while stack:
            one = stack.pop()
            if one == on:
                return True
            if one not in seen:
                seen.add(one)
                stack.extend(self.needs.get(one, ()))
        return False

    def take_in_parameters(self):
        """What one module alone uses, of leaves and of those turned round, is in its box."""
        users = {place: set() for place in self.plain}
        for use in reversed(self.trace.uses):  # each after those that use it
            if use.value in self.plain:
                self.take_in(use.value, users[use.value])
            if use.parent in self.plain:
                users[use.parent].add(self.box[use.value])
        for place in self.plain - self.box.keys():
            self.take_in(place, users[place])

    def take_in(self, place, users):
        (box, *more) = users
        own = self.home[place] and not more and isinstance(box, tuple)
        self.box[place] = box if own else place

    def in_order(self):
        """The boxes, the leaves first, each after those that it depends on."""
        members = {}
        for place in range(len(self.trace.nodes)):
            members.setdefault(self.box[place], []).append(place)
        needs = {box: {} for box in members}  # dicts keep their order, sets do not
        for use in self.trace.uses:
            if self.box[use.value] != self.box[use.parent]:
                needs[self.box[use.value]][self.box[use.parent]] = True
        order = list(TopologicalSorter(needs).static_order())
        order.sort(key=lambda box: isinstance(box, tuple) or bool(self.node(box).kind))
        return {box: members[box] for box in order}

    def node(self, place):
        return self.trace.nodes[place]

    # The trace of the boxes.

    def folded(self):
        """The trace with a node for each box, and the uses that go from box to box."""
        place = {box: count for count, box in enumerate(self.members)}
        across = [u for u in self.trace.uses if self.box[u.parent] != self.box[u.value]]
        across.sort(key=lambda use: place[self.box[use.value]])
        leaving = self.leaving(across)
        uses = tuple(
            replace(
                use, parent=place[self.box[use.parent]], value=place[self.box[use.value]],
                output=leaving[self.box[use.parent]].index((use.parent, use.output)),
                local=use.local if self.box[use.value] == use.value else None,
            )
            for use in across
        )  # fmt: skip
        nodes = tuple(self.merge(box, leaving.get(box, [])) for box in self.members)
        sent = sorted(range(len(uses)), key=lambda k: (-uses[k].value, k))
        return replace(self.trace, nodes=nodes, uses=uses, sent=tuple(sent))

    def leaving(self, across):
        """{box: (node, output) of all that leaves it}; a node alone keeps its outputs."""
        found = {
            box: [(box, k) for k in range(len(self.node(box).outputs))]
            for box in self.members
            if not isinstance(box, tuple)
        }
        for use in across:
            ways = found.setdefault(self.box[use.parent], [])
            if (use.parent, use.output) not in ways:
                ways.append((use.parent, use.output))
        return found

    def merge(self, box, leaving):
        """The nodes of a box as one node."""
        if not isinstance(box, tuple):
            return self.node(box)
        home, count = box
        nodes = [self.node(place) for place in self.members[box]]
        return Node(
            f"{home} ({count})" if count > 1 else home,
            dict(self.trace.modules).get(home) or "module", "",
            tuple(self.node(place).outputs[k] for place, k in leaving),
            inside=tuple(node for node in nodes if not node.kind), folded=len(nodes),
        )  # fmt: skip
