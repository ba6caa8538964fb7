"""A training as plain data, layer by layer: how large the numbers are on both ways.

With this file you can

* train and keep it: ``run = record_layers(model, criterion, examples, optimizer, epochs=64)``,
* read it: ``run.moments[-1].gradients``, from the first hidden layer to the last.

``explore_layers`` draws it.  A size is a root mean square, over some of the
examples and all neurons of a layer.
"""

import math
from dataclasses import dataclass

from ... import nn
from ...refusals import cut, short
from ...steps import mean_of
from ...tracing import trace
from ...value import Value
from ..snapshot import OUT_OF_DOMAIN
from ..words import number, table
from .recording import pick_evenly

__all__ = ["Layers", "Sizes", "record_layers"]

LOOKED_AT = 10  # examples: enough for a size, and a pass through each takes its time
MOST_MOMENTS = 8


@dataclass(frozen=True)
class Sizes:
    """How large the numbers of a network are after one epoch, hidden layer by hidden layer.

    activations  of what each layer gives; inf where it has left the floats
    gradients    of the loss of one example, at what each layer gives
    off          the part of its neurons that give 0 for all that is looked at
    steps        how far the parameters of each layer, the output's too, moved
                 in this epoch; empty before the first step
    """

    epoch: int
    activations: list
    gradients: list
    off: list
    steps: list


@dataclass(frozen=True)
class Layers:
    """What `record_layers` gives: sizes at some epochs, and the loss of all.

    losses   of all examples, before the first step and after each
    stopped  why it ended, as in ``fit``
    """

    moments: list
    losses: list
    stopped: str

    def __repr__(self):
        rows = [
            (m.epoch, *map(number, (m.activations[0], m.activations[-1])),
             *map(number, (m.gradients[0], m.gradients[-1])))
            for m in self.moments
        ]  # fmt: skip
        heads = "first activation", "last", "first gradient", "last"
        return table([("epoch", *heads), *rows])


def record_layers(model, criterion, examples, optimizer, epochs):
    """Train, and keep how large the numbers of each layer are on the way.

        >>> import random
        >>> from toygrad import data, nn, optim
        >>> model = nn.MLP(2, [4, 4, 1], rng=random.Random(1))
        >>> examples = [([x, y], t) for (x, y), t in zip(*data.xor())]
        >>> sgd = optim.SGD(model.parameters(), lr=0.5)
        >>> record_layers(model, nn.mse_loss, examples, sgd, epochs=8)
        epoch  first activation  last    first gradient  last
        0      0.4713            0.2361  0.1276          0.2926
        1      0.4721            0.2464  0.1302          0.3004
        2      0.4738            0.2391  0.1363          0.3001
        4      0.4766            0.2411  0.1474          0.3091
        8      0.4825            0.2455  0.1758          0.3299

    model      an MLP, or a Sequential whose first modules are the hidden layers;
               a module without parameters belongs to the layer before it
    criterion  from a list of outputs and a list of one target to the loss
    examples   pairs of a list of numbers and a target
    optimizer  one of toygrad.optim
    epochs     so many steps, each with all examples

    The moments are at the last epoch, at half of it, at a quarter and so on.
    Returns `Layers`.  A training that leaves the floats ends there.  Raises
    TypeError for another model, ValueError for one without a hidden layer,
    for no examples, for no epoch, and where the first loss cannot be computed.
    Told in chapter 12.
    """
    parts = parts_of(model)
    check_times(examples, epochs)
    shown = pick_evenly(examples, LOOKED_AT)
    wanted = {epochs >> k for k in range(MOST_MOMENTS)} | {0}
    run = Layers([], [], "all epochs")

    def take(epoch, steps):
        run.moments.append(Sizes(epoch, *look(parts, criterion, shown), steps))

    take(0, [])
    # One after the other: then all floats are added in the same order on every machine.
    step = trace(lambda x, t: criterion(model(x), [t]), *examples[0])
    try:
        for epoch in range(1, epochs + 1):
            before = numbers_of(parts) if epoch in wanted else []
            optimizer.zero_grad()
            run.losses.append(mean_of(step.loop(examples, 1.0 / len(examples))))
            optimizer.step()
            if epoch in wanted:
                take(epoch, distances(before, numbers_of(parts)))
        run.losses.append(mean_of(step.loop(examples, backward=False)))
    except OUT_OF_DOMAIN as error:
        if not run.losses:  # before the first step nothing can have diverged
            raise
        return Layers(run.moments, run.losses, f"diverged: {error}")
    return run


def check_times(examples, epochs):
    if not examples:
        raise ValueError(
            "record_layers needs at least one example, got none; check the data"
        )
    if not isinstance(epochs, int) or isinstance(epochs, bool) or epochs < 1:
        raise ValueError(
            f"record_layers needs a whole number of epochs above 0, got {cut(epochs)}; "
            "write epochs=64"
        )


class Part:
    """Modules and functions in a row, that count as one layer."""

    def __init__(self, *functions):
        self.functions = functions

    def __call__(self, inputs):
        for function in self.functions:
            inputs = function(inputs)
        return inputs

    def parameters(self):
        modules = [f for f in self.functions if isinstance(f, nn.Module)]
        return [p for module in modules for p in module.parameters()]


def parts_of(model):
    """The layers of a model, the output's last."""
    if isinstance(model, nn.MLP):
        hidden = [Part(layer, model.activation) for layer in model.layer[:-1]]
        parts = [*hidden, Part(model.layer[-1])]
    elif isinstance(model, nn.Sequential):
        parts = []
        for module in model.layer:
            new = module.parameters() or not parts
            parts.append(Part(module) if new else Part(*parts.pop().functions, module))
    else:
        raise TypeError(
            f"record_layers needs an MLP or a Sequential, got {short(model)}; "
            "write nn.Sequential(*layers)"
        )
    if len(parts) < 2:
        raise ValueError(
            "record_layers needs a model with a hidden layer, got one layer; "
            "write nn.MLP(2, [8, 8, 1])"
        )
    return parts


def look(parts, criterion, examples):
    """(activations, gradients, off) of all hidden layers."""
    rows = [passed(parts, criterion, example) for example in examples]
    layers = [[row[k] for row in rows] for k in range(len(parts) - 1)]
    activations = [[x for data, _ in layer for x in data] for layer in layers]
    gradients = [[g for _, grads in layer for g in grads] for layer in layers]
    off = [share_off([data for data, _ in layer]) for layer in layers]
    return [*map(size, activations)], [*map(size, gradients)], off


def passed(parts, criterion, example):
    """(data, gradients) of each hidden layer for one example; the parameters keep theirs."""
    kept = [(p, p.grad) for part in parts for p in part.parameters()]
    inputs, target = example
    given, outputs = [], [Value(x) for x in inputs]
    try:
        for part in parts:
            outputs = part(outputs)
            given.append(outputs)
        criterion(outputs, [target]).backward()
        return [([v.data for v in layer], [v.grad for v in layer]) for layer in given]
    except OUT_OF_DOMAIN:
        return [([math.inf], [math.inf])] * len(parts)
    finally:
        for parameter, grad in kept:
            parameter.grad = grad


def share_off(rows):
    """The part of the neurons that give 0 in every row."""
    columns = list(zip(*rows))
    return sum(not any(column) for column in columns) / len(columns)


def numbers_of(parts):
    """For each layer the numbers of its parameters."""
    return [[p.data for p in part.parameters()] for part in parts]


def distances(before, now):
    """How far the parameters of each layer moved."""
    return [size([b - a for a, b in zip(*layers)]) for layers in zip(before, now)]


def size(numbers):
    """The root of the mean of the squares, also where a square leaves the floats."""
    return math.hypot(*numbers) / math.sqrt(len(numbers))
