"""Passes over a graph, recorded and not drawn; for tests."""

import random

from toygrad import Value, nn
from toygrad.viz.graph.groups import fold_graph
from toygrad.viz.passes.backward import Backward
from toygrad.viz.passes.folded import FoldedBackward
from toygrad.viz.passes.forward import Forward
from toygrad.viz.passes.nudge import Nudge
from toygrad.viz.passes.orders import Walk
from toygrad.viz.snapshot import Snapshot


def look_at(result, asker):
    graph = Snapshot(result, asker)
    graph.check_numbers()
    return graph


def forward_pass(result):
    return Forward(look_at(result, "show_forward")).record()


def backward_pass(result):
    return Backward(look_at(result, "show_backward")).record()


def nudge_pass(result, leaf, size=0.01):
    return Nudge(look_at(result, "show_nudge"), leaf, size).record()


def walk_pass(result, order, overwrite=False):
    return Walk(look_at(result, "show_walks"), overwrite).record(order)


def folded_pass(result, opened=()):
    graph = look_at(result, "show_backward")
    return FoldedBackward(graph, fold_graph(graph, "neuron", opened)).record()


def loss_of(sizes, activation=nn.tanh, inputs=2):
    model = nn.MLP(inputs, sizes, activation=activation, rng=random.Random(3))
    xs = [Value(k - 1.5, f"x{k}") for k in range(inputs)]
    loss = (model(xs)[0] - 1.0) ** 2
    loss.label = "loss"
    return loss
