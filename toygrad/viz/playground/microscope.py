"""One example under the microscope: its backward pass, and its share of every gradient.

``look_at(run, example)`` gives both as plain data.  The shares of a batch, with
what was there before and what the pull towards 0 adds, make the gradients that the
run shows; they are computed one example at a time.
"""

import operator
from array import array
from contextlib import contextmanager
from dataclasses import replace

from ...functions import softplus
from ...refusals import cut
from ...value import Value
from ..graph.groups import fold_graph, without_constants
from ..passes.folded import FoldedBackward
from ..passes.player import Player, check_size
from ..snapshot import Snapshot
from ..words import amount

__all__ = ["look_at", "place_of", "standing_at"]

SMALLER = "take fewer neurons, or fewer layers"


def look_at(run, example=None, opened=()):
    """What one example does in the pass that is shown, or in the first one to come.

    example  its place among those that are trained on; by default the last one added
    opened   the neurons that the player shows value by value; all others are a box each

    Raises ValueError where the batch has no such example.
    """
    run.check_points()
    shown = run.shown or run.next_pass(len(run.queue[0]))
    example = example_of(shown, example)
    count, added = len(shown.batch), shown.batch[: shown.count]
    with standing_at(run, shown.data):
        shares = {k: share_of(run, k, count) for k in added}
        shares[example] = own_share(run, example, count)
        stage, says = play(run, example, count, opened)
    parts = parts_of(run, shown, example, shares)
    given, target = run.points.train[example]
    return {
        "kind": "microscope", "example": example, "point": [*given, target],
        "count": count, "stage": stage, "says": says,
        "shares": [{"says": name, **by_layer(run, part)} for name, part in parts.items()],
    }  # fmt: skip


def example_of(shown, example):
    """The place of an example that was added, by default of the last one."""
    added = shown.batch[: shown.count]
    if example is None:
        return added[-1]
    if type(example) is not int or example not in added:
        raise ValueError(
            f"this batch needs one of its {amount(len(added), 'example')}, "
            f"got {cut(example, 30)}; write {added[-1]}"
        )
    return example


@contextmanager
def standing_at(run, data):
    """Meanwhile the parameters hold these numbers; afterwards all is as it was."""
    kept = run.data(), run.grads()
    run.set_data(data)
    try:
        yield
    finally:
        run.set_data(kept[0])
        run.set_grads(kept[1])


# Shares.


def share_of(run, example, count):
    """What an example gives to each parameter, as one of `count`."""
    run.set_grads(none_of(run))
    run.engine.gradients(run.train.take([example]), count)
    return run.grads()


def own_share(run, example, count):
    """The same by a graph of its own and ``backward()``, as the player shows it."""
    run.set_grads(none_of(run))
    run.engine.share(run.points.train[example], count)
    return run.grads()


def none_of(run):
    return [0.0] * len(run.parameters)


def parts_of(run, shown, example, shares):
    """{in words: numbers in the order of the parameters}, which add up to the gradients."""
    others = [share for k, share in shares.items() if k != example]
    parts = {f"example {example}": shares[example]}
    if others:
        parts[f"{len(others)} more example{'s' * (len(others) > 1)}"] = added_up(others)
    if run.setting.l2 and shown.whole:
        parts["the pull towards 0"] = pull_of(run, shown)
    if any(shown.before):
        parts["what was there before"] = shown.before
    if shown.whole and "zero_grad before step" in run.setting.faults:
        parts["zero_grad takes it away"] = array("d", [-x for x in added_up(parts.values())])  # fmt: skip
    return parts


def pull_of(run, shown):
    """The gradient of the pull, at the place where the step was taken."""
    places = run.data() if shown is not run.shown else map(operator.sub, run.data(), run.updates)  # fmt: skip
    return array("d", [2.0 * run.setting.l2 * place for place in places])


def added_up(parts):
    return array("d", map(sum, zip(*parts)))


def by_layer(run, numbers):
    """Numbers of the parameters as edges and biases: by layer, neuron and input."""
    of = dict(zip(run.parameters, numbers))
    layers = run.network.layer
    return {
        "edges": [[[of[w] for w in row] for row in layer.w] for layer in layers],
        "biases": [[of[b] for b in layer.b] for layer in layers],
    }


def place_of(run, edge):
    """The place of a weight or bias among the parameters."""
    layers = run.network.layer
    match edge:
        case [int(k), int(j), int(i)] if (
            0 <= k < len(layers)
            and 0 <= j < len(layers[k].b)
            and -1 <= i < len(layers[k].w[0])
        ):
            parameter = layers[k].b[j] if i < 0 else layers[k].w[j][i]
            return run.parameters.index(parameter)
    raise ValueError(
        f"an edge needs a layer, a neuron and an input of this network, got {cut(edge, 40)}; "
        "write [0, 0, 0]"
    )


# The player.


def play(run, example, count, opened):
    """The stage of the backward pass of one example, or None and why there is none."""
    run.set_grads(none_of(run))
    result, layers = result_of(run, *run.points.train[example], count)
    graph = Snapshot(result, "the microscope")
    try:
        graph.check_numbers()
        graph.check_size()
        groups = without_constants(fold_graph(graph, "neuron", opened))
        check_size(len(groups), sum(len(group.inputs) for group in groups), SMALLER)
    except ValueError as error:
        return None, f"{error}."
    return Player(EdgeByEdge(graph, groups, layers).record()).data, ""


class EdgeByEdge(FoldedBackward):
    """The backward pass over a folded network, a frame for each edge.

    The values of a layer, of `layers`, stand side by side in their order.  Edges carry
    no numbers, which would need more room than the boxes: a share has its factor with it.
    """

    def __init__(self, graph, groups, layers):
        super().__init__(graph, groups)
        self.layers = layers

    def is_sent_at_once(self, value):
        return False

    def edge_lines(self, value, k):
        return ()

    def finish(self, uses, **more):
        rows = tuple(tuple(map(self.place.get, layer)) for layer in self.layers)
        self.frames = [replace(one, slots=self.but_inputs(one.slots, ())) for one in self.frames]  # fmt: skip
        return super().finish(rows=rows, uses=self.but_inputs(uses, 0), **more)

    def but_inputs(self, parts, none):
        """An input gets a share from each neuron: slots for all would make it the widest box."""
        return tuple(part if v.parents else none for v, part in zip(self.values, parts))


def result_of(run, given, target, count):
    """The loss of one example, as its part of the mean over a batch, and the layers behind it."""
    inputs = [Value(number, label=name) for number, name in zip(given, ("x", "y"))]
    layers = [inputs, *run.network.outputs(inputs)]
    [out] = layers[-1]
    classes = run.setting.classes
    loss = softplus(-out if target else out) if classes else (out - target) ** 2
    loss.label = "loss"
    if count == 1:
        return loss, layers
    part = loss / count
    part.label = "part"
    return part, layers
