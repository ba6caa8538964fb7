"""Which values of a network share a box: the neuron, the layer.

With this file you can fold a graph, ``fold_graph(Snapshot(loss), "neuron")``,
so that a network of hundreds of values is a picture of a few boxes.  Told in
chapter 8.
"""

from dataclasses import dataclass, replace

from ...functions import OPERATIONS
from ...paths import local_grads
from ..snapshot import row_of_weights
from ..words import write_operation

__all__ = [
    "FOLDS", "Group", "fold_graph", "group_singly", "parameters_of", "sum_of",
    "weights_of", "without_constants", "write_sum",
]  # fmt: skip

FOLDS = ("neuron", "layer", "block")  # blocks.py has the last one
SUMS = ("affine", "weighted")  # the operations of a dense layer


@dataclass(frozen=True)
class Group:
    """The values that one box stands for.

    name     what the box is called
    title    its first line: the name, and how it was made
    outputs  the values that leave the box, in order
    inputs   for each edge that comes in: (value outside, the local
             derivatives on the way from it to the output; none where
             several outputs share the edge)
    folded   how many values stand inside, the outputs not counted
    weights  the numbers of the weights folded into it
    opened   whether it is part of a neuron that was opened
    """

    name: str
    title: str
    outputs: tuple
    inputs: tuple
    folded: int = 0
    weights: tuple = ()
    opened: bool = False


def fold_graph(graph, fold, opened=()):
    """A graph as groups, each after those it depends on.

    `graph` is a Snapshot.  `fold` is "neuron", one box for each output of
    a dense layer together with its activation and its parameters, or
    "layer", one box for each layer.  The neurons named in `opened` stay as
    they are.  Raises ValueError for any other word, and for a name that no
    neuron has.
    """
    check_fold(fold, opened)
    neurons = neurons_of(graph)
    opened = [opened] if isinstance(opened, str) else opened
    unknown = set(opened) - set(neurons.values())
    if unknown:
        raise ValueError(
            f"opened needs names of neurons, got {min(unknown)!r}; write one of "
            f"{', '.join(list(neurons.values())[:4]) or 'none: this graph has no neuron'}"
        )
    closed = {out: name for out, name in neurons.items() if name not in opened}
    inside = hide(graph, closed)
    graph = graph.rename(closed)
    in_sight = [v for v in graph.values if v not in inside] or [graph.result]
    open_values = {v for out in neurons.keys() - closed for v in (out, sum_of(out))}
    groups = [
        group_neuron(v, graph, inside) if v in closed else group_alone(v, graph, inside, v in open_values)
        for v in in_sight
    ]  # fmt: skip
    return groups if fold == "neuron" else by_layer(groups)


def group_singly(graph):
    """A graph as groups of one value each: nothing is folded."""
    return [group_alone(value, graph, (), False) for value in graph.values]


def without_constants(groups):
    """Only what leads to a parameter or an input: a count needs no gradient."""
    kept = {v for group in groups for v in group.outputs if v.parents or v.label}
    return [
        replace(group, inputs=tuple(way for way in group.inputs if way[0] in kept))
        for group in groups
        if kept.issuperset(group.outputs)
    ]


def check_fold(fold, opened):
    if not isinstance(opened, (str, list, tuple, set)) or not all(
        isinstance(name, str) for name in opened
    ):
        raise TypeError(
            f"opened needs a list of names, got {opened!r}; write opened=['layer0[0]']"
        )
    if fold not in FOLDS:
        raise ValueError(
            f"fold needs one of {', '.join(map(repr, FOLDS))}, got {fold!r}; "
            "write fold='neuron'"
        )


def neurons_of(graph):
    """{output of a neuron: its name}; the output is the activation, if it has one."""
    users = {}
    for parent, _, value in graph.edges:
        users.setdefault(parent, []).append(value)
    neurons = {}
    for value in graph.order:
        plain = is_sum(value) and not any(p.parents for p in parameters_of(value))
        if plain:  # weights that are computed themselves stay in sight
            using = users.get(value, [])
            activated = len(using) == 1 and using[0].op in OPERATIONS
            out = using[0] if activated and not using[0].label else value
            neurons[out] = graph.names[value]
    return neurons


def hide(graph, closed):
    """The values that closed neurons hide: their sum, and leaves of no other use."""
    inside = {sum_of(out) for out in closed if not is_sum(out)}
    outside = (value for value in graph.order if value not in inside | closed.keys())
    used = {parent for value in outside for parent in value.parents}
    for out in closed:  # what is a parameter here may be an input there
        used |= set(inputs_of_sum(sum_of(out)))
    hidden = {p for out in closed for p in parameters_of(sum_of(out))}
    return inside | (hidden - used)


def is_sum(value):
    """Is it what a dense layer gives, with a bias or without?"""
    return value.op in SUMS or bool(row_of_weights(value))


def sum_of(out):
    """The weighted sum inside a neuron, given its output."""
    return out if is_sum(out) else out.parents[0]


def parameters_of(summed):
    """The weights of a weighted sum, and its bias if it has one."""
    count = len(summed.parents) // 2
    if summed.op == "dot":
        return list(summed.parents[:count])
    count = count if summed.op == "affine" else -1
    return [*summed.parents[:count], summed.parents[-1]]


def weights_of(summed):
    """The same without the bias."""
    return parameters_of(summed)[: None if summed.op == "dot" else -1]


def inputs_of_sum(summed):
    """The values among the inputs of a weighted sum; plain numbers are none."""
    count = len(summed.parents) // 2
    end = {"dot": None, "affine": -1}
    return summed.parents[count : end[summed.op]] if summed.op in end else ()


def group_alone(value, graph, inside, opened):
    """The group of one value that no closed neuron hides."""
    inputs = inputs_of_group(value, inside)
    return Group(
        graph.names[value], graph.title(value), (value,), inputs, opened=opened
    )


def group_neuron(out, graph, inside):
    """The group of a closed neuron: its sum, its parameters and its activation."""
    summed, name = sum_of(out), graph.names[out]
    outer = () if summed is out else local_grads(out)
    inputs = inputs_of_group(summed, inside, outer)
    weights = tuple(p.data for p in weights_of(summed))
    made = write_sum(summed)
    made = write_operation(out, [made]) if outer else made
    folded = len(summed.parents) - len(inputs) + len(outer)
    return Group(name, f"{name} = {made}", (out,), inputs, folded, weights)


def write_sum(summed):
    """What a weighted sum looks like from outside."""
    return "w·x" if summed.op == "dot" else "w·x + b"


def inputs_of_group(value, inside, outer=()):
    """The edges into `value` from outside, each with the derivatives on its way."""
    pairs = zip(value.parents, local_grads(value))
    return tuple((p, (*outer, local)) for p, local in pairs if p not in inside)


def by_layer(groups):
    """Groups of one layer as one.

    A layer is the name up to its index; called again it is a layer of its
    own, "layer0 (2)".  Whatever is no neuron stays alone.
    """
    layers = {}
    for group in groups:
        layer, _, index = group.name.partition("[")
        name = f"{layer} {index.partition(' ')[2]}".strip()
        key = name if group.weights and index else group.outputs
        layers.setdefault(key, []).append(group)
    return [merge(name, members) for name, members in layers.items()]


def merge(name, members):
    """The groups of one layer as one group."""
    if len(members) == 1:
        return members[0]
    inputs = dict.fromkeys(value for group in members for value, _ in group.inputs)
    return Group(
        name,
        name,
        tuple(value for group in members for value in group.outputs),
        tuple((value, ()) for value in inputs),
        sum(group.folded for group in members),
        tuple(weight for group in members for weight in group.weights),
    )
