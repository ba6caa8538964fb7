"""Which values of a network share a box: the neuron, the layer.

With this file you can fold the graph behind a result,
``grouped(loss, "neuron")``, so that a network of hundreds of values is a
picture of a few boxes.  Told in chapter 8.
"""

from dataclasses import dataclass

from ..functions import OPERATIONS
from ..order import topological_order
from .words import box_title, local_grads_of, names_of, written

__all__ = ["Group", "grouped", "FOLDS"]

FOLDS = ("neuron", "layer")
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


def grouped(result, fold, opened=()):
    """The graph behind `result` as groups, each after those it depends on.

    `fold` is "neuron", one box for each output of a dense layer together
    with its activation and its parameters, or "layer", one box for each
    layer.  The neurons named in `opened` stay as they are.  Raises
    ValueError for any other word, and for a name that no neuron has.
    """
    check_fold(fold, opened)
    order = topological_order(result)
    names = names_of([*leaves_of(order), *order])
    neurons = neurons_of(order, names)
    opened = [opened] if isinstance(opened, str) else opened
    unknown = set(opened) - set(neurons.values())
    if unknown:
        raise ValueError(
            f"opened needs names of neurons, got {min(unknown)!r}; write one of "
            f"{', '.join(list(neurons.values())[:4]) or 'none: this graph has no neuron'}"
        )
    closed = {out: name for out, name in neurons.items() if name not in opened}
    inside = folded_away(order, closed)
    shown = [v for v in [*leaves_of(order), *order] if v not in inside] or [result]
    names |= closed
    open_values = {v for out in neurons.keys() - closed for v in (out, sum_of(out))}
    groups = [group_of(v, closed, inside, names, v in open_values) for v in shown]
    return groups if fold == "neuron" else by_layer(groups)


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


def leaves_of(order):
    return dict.fromkeys(p for value in order for p in value.parents if not p.parents)


def neurons_of(order, names):
    """{output of a neuron: its name}; the output is the activation, if it has one."""
    users = {}
    for value in order:
        for parent in value.parents:
            users.setdefault(parent, []).append(value)
    neurons = {}
    for value in order:
        plain = value.op in SUMS and not any(p.parents for p in parameters_of(value))
        if plain:  # weights that are computed themselves stay in sight
            using = users.get(value, [])
            activated = len(using) == 1 and using[0].op in OPERATIONS
            out = using[0] if activated and not using[0].label else value
            neurons[out] = names[value]
    return neurons


def folded_away(order, closed):
    """The values that closed neurons hide: their sum, and leaves of no other use."""
    inside = {sum_of(out) for out in closed if out.op not in SUMS}
    seen = {
        parent
        for value in order
        if value not in inside and value not in closed
        for parent in value.parents
    }
    for out in closed:  # what is a parameter here may be an input there
        seen |= set(inputs_of_sum(sum_of(out)))
    hidden = {p for out in closed for p in parameters_of(sum_of(out))}
    return inside | (hidden - seen)


def sum_of(out):
    """The weighted sum inside a neuron, given its output."""
    return out if out.op in SUMS else out.parents[0]


def parameters_of(summed):
    """Weights and bias of a weighted sum."""
    count = len(summed.parents) // 2 if summed.op == "affine" else -1
    return [*summed.parents[:count], summed.parents[-1]]


def inputs_of_sum(summed):
    """The values among the inputs of a weighted sum; plain numbers are none."""
    count = len(summed.parents) // 2
    return summed.parents[count:-1] if summed.op == "affine" else ()


def group_of(value, closed, inside, names, opened):
    if value not in closed:
        pairs = zip(value.parents, local_grads_of(value))
        inputs = tuple((p, (local,)) for p, local in pairs if p not in inside)
        title = box_title(value, names)
        return Group(names[value], title, (value,), inputs, opened=opened)
    summed = sum_of(value)
    outer = () if summed is value else local_grads_of(value)
    pairs = zip(summed.parents, local_grads_of(summed))
    inputs = tuple((p, (*outer, local)) for p, local in pairs if p not in inside)
    weights = tuple(p.data for p in parameters_of(summed)[:-1])
    made = written(value, ["w·x + b"]) if outer else "w·x + b"
    folded = len(summed.parents) - len(inputs) + len(outer)
    title = f"{names[value]} = {made}"
    return Group(names[value], title, (value,), inputs, folded, weights)


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
    return [together(name, members) for name, members in layers.items()]


def together(name, members):
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
