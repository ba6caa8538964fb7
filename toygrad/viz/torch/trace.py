"""What PyTorch knows of one graph, as plain data: the door for graphs of others.

A `Trace` is to a graph of PyTorch what a Snapshot is to one of ours.
reading.py makes it, where PyTorch is installed; from then on nothing needs
PyTorch: a trace is written down, ``as_json(trace)``, and read again,
``from_json(text)``.  passes/traced.py makes a player of it.
"""

import json
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

__all__ = [
    "Node", "Numbers", "Output", "Trace", "Use", "as_json", "from_json", "stored_example",
]  # fmt: skip

EXAMPLE = Path(__file__).with_name("example.json")


@dataclass(frozen=True)
class Numbers:
    """The numbers of a tensor, as far as a picture tells of them.

    shape    its shape, as a tuple
    norm     the root of the sum of their squares
    entries  all of them, where they are few and real, else ()
    """

    shape: tuple
    norm: float
    entries: tuple = ()

    @property
    def alone(self):
        """The number, if it is one alone; else None."""
        return self.entries[0] if self.shape_is_one and self.entries else None

    @property
    def shape_is_one(self):
        return all(size == 1 for size in self.shape)


@dataclass(frozen=True)
class Output:
    """What a node has computed, and the gradient that arrives there.

    shape   of both
    data    Numbers; None where PyTorch has not kept them
    grad    Numbers; None where no gradient arrives
    hooked  whether a hook of the reader made it another than the sum of its shares
    """

    shape: tuple
    data: Numbers | None = None
    grad: Numbers | None = None
    hooked: bool = False


@dataclass(frozen=True)
class Node:
    """A node of the graph: a leaf, an operation, or a module with what is folded into it.

    name       what it is called
    kind       PyTorch's name of the operation, "MulBackward0"; the class of a
               module; "" for a leaf
    word       the operation in a plain word, "product"
    outputs    an Output for each of them; one, but for a few operations
    keeps      (name, Numbers) of what it keeps for the way back
    before     the gradient that a leaf holds from an earlier pass, or None
    after      what it would hold after this pass, where it held one before
    others     whether it was computed from something that needs no gradient, too
    parameter  whether it is one of a module
    inside     the parameters that are folded into it, as nodes
    folded     how many nodes are folded into it
    """

    name: str
    kind: str
    word: str
    outputs: tuple
    keeps: tuple = ()
    before: Numbers | None = None
    after: Numbers | None = None
    others: bool = False
    parameter: bool = False
    inside: tuple = ()
    folded: int = 0


@dataclass(frozen=True)
class Use:
    """An edge: `value` was computed from an output of `parent`.

    parent, output  the place of the node, and which of its outputs
    value           the place of the node that uses it
    share           what is passed on to it, Numbers; None where nothing is
    local           the local derivative, where all three are one number
    summed          how many numbers were added up for each number of the
                    share, because it was broadcast; else 1
    """

    parent: int
    output: int
    value: int
    share: Numbers | None = None
    local: float | None = None
    summed: int = 1


@dataclass(frozen=True)
class Trace:
    """A graph of PyTorch and one backward pass over it.

    nodes    the leaves, then the computed ones, each after its parents; the
             last is the result
    uses     a Use for each edge, by the place of its value
    sent     the places of the uses, in the order in which the shares went out
    modules  (path, class) of the modules whose parameters have names
    version  PyTorch's
    """

    nodes: tuple
    uses: tuple
    sent: tuple
    modules: tuple = ()
    version: str = ""


def as_json(trace):
    """The trace as one line of JSON; `from_json` reads it again."""
    return json.dumps(plain(trace), separators=(",", ":"))


def plain(thing):
    """A thing of this file as dicts and lists, without what is as it is mostly."""
    if is_dataclass(thing):
        parts = ((field, getattr(thing, field.name)) for field in fields(thing))
        return {f.name: plain(part) for f, part in parts if part != f.default}
    return list(map(plain, thing)) if isinstance(thing, tuple) else thing


def from_json(text):
    """The trace that `as_json` has written, equal to the last bit.

    >>> one = Numbers((), 3.0, (3.0,))
    >>> leaf = Node("x", "", "", (Output((), one, one),))
    >>> trace = Trace((leaf,), (), ())
    >>> from_json(as_json(trace)) == trace
    True
    """
    return build(Trace, json.loads(text))


def stored_example():
    """The trace of one neuron on three examples, for where PyTorch is not installed.

    >>> [node.name for node in stored_example().nodes if not node.kind]
    ['W', 'b']
    """
    return from_json(EXAMPLE.read_text("utf-8"))


PARTS = {
    "nodes": Node, "inside": Node, "uses": Use, "outputs": Output,
    "data": Numbers, "grad": Numbers, "before": Numbers, "after": Numbers,
    "share": Numbers,
}  # fmt: skip


def build(kind, parts):
    """A thing of one of the kinds above, from what JSON has of it."""
    return kind(**{name: restore(name, part) for name, part in parts.items()})


def restore(name, part):
    """One part of it; lists become tuples, and "keeps" has pairs with numbers."""
    if name == "keeps":
        return tuple((kept, build(Numbers, numbers)) for kept, numbers in part)
    if isinstance(part, dict):
        return build(PARTS[name], part)
    if isinstance(part, list):
        return tuple(restore(name, one) for one in part)
    return part
