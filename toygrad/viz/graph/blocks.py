"""A model folded by its parts: thousands of values as a few boxes.

With this file you can fold a graph by the names of its parameters,
``fold_blocks(Snapshot(loss))``: block0.attention.head0.q.w[0,1] belongs to block0, and
to block0.attention where block0 is opened.  Told in chapter 14.
"""

import math
from dataclasses import dataclass, field

from ..snapshot import is_parameter

__all__ = ["Block", "fold_blocks"]


@dataclass(eq=False)
class Block:
    """What one box stands for.

    name        that of the part, "block0"; "in block0" for what an opened part computes itself
    parameters  {name within it, "attention.out": its parameters}
    values      what it computes, in order
    inputs      {another block: the values that come from there}
    """

    name: str
    parameters: dict = field(default_factory=dict)
    values: list = field(default_factory=list)
    inputs: dict = field(default_factory=dict)

    @property
    def all_parameters(self):
        return [p for part in self.parameters.values() for p in part]

    @property
    def size(self):
        """The length of its gradient: the root of the sum of squares, over all parameters."""
        return math.hypot(*(p.grad for p in self.all_parameters))


def fold_blocks(graph, opened=()):
    """A graph as blocks, each after those that it depends on; the last one is the result.

    `graph` is a Snapshot.  What is computed with the parameters of a part belongs to it,
    and so does what needs nothing but that; what several parts lead to belongs to the
    opened part around them, "in block0", or else to the latest of them.  Raises
    ValueError for a name in `opened` that no part has.
    """
    opened = [opened] if isinstance(opened, str) else list(opened)
    fold = Fold(graph, opened)
    for value in graph.order:
        fold.place(value)
    fold.end(graph.result)
    for block in fold.blocks.values():
        for value in block.values:
            for parent in value.parents:
                home = fold.home.get(parent)
                if home not in (None, block):
                    block.inputs.setdefault(home, {})[parent] = None
    return in_order([b for b in fold.blocks.values() if b.values or b.parameters])


def in_order(blocks):
    """Blocks after those that they depend on, as early as they can stand."""
    done, rest = [], blocks
    while rest:
        ready = [block for block in rest if not block.inputs.keys() - set(done)]
        done += ready[:1] or rest[:1]  # a part that is used again later is in a circle
        rest = [block for block in blocks if block not in done]
    return done


class Fold:
    """Where each value of a graph belongs, found from the parts behind it."""

    def __init__(self, graph, opened):
        self.opened, self.blocks, self.home = opened, {}, {}
        parameters = [leaf for leaf in graph.leaves if is_parameter(leaf)]
        check_opened(opened, parameters)
        for parameter in parameters:
            path = path_of(parameter)
            count = 1
            while count < len(path) and ".".join(path[:count]) in opened:
                count += 1
            block = self.block(".".join(path[:count]))
            part = ".".join(path[count:]) or path[-1]
            block.parameters.setdefault(part, []).append(parameter)
            self.home[parameter] = block
        self.behind = {}  # {value: the blocks of parameters that it depends on}
        before = {block: set() for block in self.blocks.values()}  # the same of these
        for value in graph.order:
            own = {self.home[p] for p in value.parents if p in self.home}
            given = [self.behind.get(p, frozenset()) for p in value.parents]
            self.behind[value] = frozenset(own).union(*given)
            for block in own:
                before[block] |= self.behind[value] - {block}
        self.rank = {
            block: (len(others), k) for k, (block, others) in enumerate(before.items())
        }

    def block(self, key):
        """The block of a name, or of a part and the last block before what it computes."""
        if key not in self.blocks:
            name = key if isinstance(key, str) else f"in {key[0]}"
            count = sum(name_of(block) == name for block in self.blocks.values())
            self.blocks[key] = Block(f"{name} ({count + 1})" if count else name)
        return self.blocks[key]

    def place(self, value):
        """Give a value its block."""
        own = dict.fromkeys(self.home[p] for p in value.parents if is_parameter(p))
        homes = {self.home[p] for p in value.parents if p in self.home}
        if homes:
            self.home[value] = self.together(own) if own else self.meet(homes, value)
            self.home[value].values.append(value)

    def together(self, own):
        """The block of what is computed with the parameters of one part, or of several."""
        first, *more = own
        return self.block(" + ".join(block.name for block in own)) if more else first

    def meet(self, homes, value):
        """The block of what comes from one block, or from several."""
        if len(homes) == 1:
            return homes.pop()
        latest = max(self.behind[value], key=self.rank.get)
        paths = [
            block.name.removeprefix("in ").partition(" (")[0].split(".")
            for block in (*homes, latest)
        ]
        common = [names[0] for names in zip(*paths) if len(set(names)) == 1]
        outer = ".".join(common) or latest.name.partition(".")[0]
        if outer in self.opened:
            return self.block((outer, latest))
        return latest

    def end(self, result):
        """The result has a box of its own."""
        if home := self.home.get(result):
            home.values.remove(result)
        self.home[result] = self.blocks[result] = Block("", values=[result])


def name_of(block):
    """Its name without a count."""
    return block.name.partition(" (")[0]


def check_opened(opened, parameters):
    paths = map(path_of, parameters)
    known = {".".join(path[:k]) for path in paths for k in range(1, len(path))}
    if unknown := [name for name in opened if name not in known]:
        raise ValueError(
            f"opened needs names of parts that have parts, got {unknown[0]!r}; write one of "
            f"{', '.join(sorted(known)) or 'none: this graph has no such part'}"
        )


def path_of(parameter):
    """block0.attention.head0.q.w[0,1] as its parts: block0, attention, head0, q."""
    parts = str(parameter.label).rpartition(".")[0].split(".")
    return tuple(parts) if parts != [""] else ("parameters",)
