"""What a playground shows of a training, as plain data.

``frame_of(run)`` gives the numbers of the network, its loss, its surface and the
small maps of its neurons: rounded to six digits, or as bytes where only a colour
is made of them.
"""

import math
import operator
from base64 import b64decode, b64encode

from ...functions import sigmoid
from ..films.axes import space_evenly
from .microscope import by_layer

__all__ = ["chances_of", "data_of", "frame_of"]

SIDE, MAP_SIDE, CURVE_POINTS = 32, 16, 61
FLAT = 0.03  # so near to its ends tanh or sigmoid hardly moves any more
HALF_WAY = 2.0  # at most: a sum whose byte is half way from 0 to the end
MOST = 0.9  # of the points: a neuron that is flat at so many is called saturated


def frame_of(run, side=SIDE, map_side=MAP_SIDE):
    """The frame of a run as it stands, but for what a session adds.

    Raises OverflowError or ValueError where the network leaves the floats.
    """
    seen = seen_of(run)
    picture = surfaces(run, side, map_side) if run.setting.classes else curves(run)
    return {
        "kind": "frame",
        "setting": run.setting.plain(),
        "link": run.setting.link(),
        "stopped": run.stopped or None,
        "pass": pass_of(run),
        "step": run.steps,
        "epoch": six(run.epoch),
        "parameters": len(run.parameters),
        "loss": losses(run),
        "history": history(run),
        "surface": picture["surface"],
        "maps": picture["maps"],
        "net": net_of(run, seen, picture["largest"]),
        "kinks": kinks(run),
        "answers": answers(run, seen),
    }


def data_of(run):
    """The points of a run, and the corners of their picture."""
    points, classes = run.points, run.setting.classes
    parts = (("train", points.train), ("held", points.held))
    rows = {
        name: [[*map(six, given), six(target)] for given, target in part]
        for name, part in parts
    }
    low, high = [*map(six, points.low)], [*map(six, points.high)]
    return {"kind": "classes" if classes else "curve", **rows, "low": low, "high": high}


def pass_of(run):
    """The examples that the gradients come from, and how many of them were added so far.

    Where zero_grad was forgotten, "parts" has what of each gradient is new and what is old.
    """
    shown = run.shown
    if not shown or not any(shown.before):
        return shown and {"batch": [*shown.batch], "count": shown.count}
    new = (
        "from this batch and the pull"
        if run.setting.l2 and shown.whole
        else "from this batch"
    )
    fresh = map(operator.sub, run.grads(), shown.before)
    parts = [(new, fresh), ("left over", shown.before)]
    return {
        "batch": [*shown.batch], "count": shown.count,
        "parts": [{"says": says, **by_layer(run, map(six, part))} for says, part in parts],
    }  # fmt: skip


def six(number):
    """Six digits of a number; 0 for −0.  Raises OverflowError for inf and nan."""
    if number is None:
        return None
    if not math.isfinite(number):
        raise OverflowError(
            f"a picture needs numbers that fit into a float, got {number!r}; "
            "make the learning rate smaller"
        )
    return float(f"{number:.6g}") + 0.0


# Losses and answers.


def losses(run):
    return [*map(six, run.measured())]


def history(run):
    """The curve of the loss, which ends where the training stands."""
    points = [*run.curve]
    if points and points[-1][0] != run.steps:
        points.append((run.steps, *losses(run)))
    steps, train, held = map(list, zip(*points)) if points else ([], [], [])
    return {"step": steps, "train": [*map(six, train)], "held": [*map(six, held)]}


def seen_of(run):
    """What each layer gives for the points of the training, and for the held-out ones."""
    return [run.engine.outputs(inputs) if inputs else [] for inputs in run.inputs]


def answers(run, seen):
    """The share of right answers, of the training and held out; none for a curve."""
    if not run.setting.classes:
        return {}
    pairs = zip(seen, (run.points.train, run.points.held))
    return {"accuracy": [accuracy(layers, part) for layers, part in pairs]}


def accuracy(layers, examples):
    if not examples:
        return None
    [logits] = layers[-1]
    right = [(logit > 0) == (t > 0) for logit, (_, t) in zip(logits, examples)]
    return six(sum(right) / len(right))


# Pictures.


def surfaces(run, side, map_side):
    """The surface, which is the map of the output, and one for each hidden neuron, as bytes."""
    columns = run.engine.outputs(grid_of(run, map_side))
    return {
        "surface": surface_of(run.engine.results(grid_of(run, side)), side),
        "maps": [
            [packed(shades(column)) for column in layer] for layer in columns[:-1]
        ],
        "largest": [[largest(column) for column in layer] for layer in columns],
    }


def curves(run):
    """The curve of the network, and for each neuron its own."""
    xs = space_evenly(run.points.low[0], run.points.high[0], CURVE_POINTS)
    columns = run.engine.outputs(run.engine.inputs([[x] for x in xs]))
    maps = [[[*map(six, column)] for column in layer] for layer in columns]
    return {
        "surface": {"xs": [*map(six, xs)], "ys": maps[-1][0]},
        "maps": maps,
        "largest": [[largest(column) for column in layer] for layer in columns],
    }


def grid_of(run, side):
    """The middles of the cells of a picture, the same for all frames of a run."""
    if side not in run.grids:
        run.grids[side] = run.engine.inputs(cells(run.points, side))
    return run.grids[side]


def cells(points, side):
    """The middles of side × side cells, row by row from below."""
    (left, below), (right, above) = points.low, points.high
    parts = [(k + 0.5) / side for k in range(side)]
    xs = [left + (right - left) * part for part in parts]
    ys = [below + (above - below) * part for part in parts]
    return [[x, y] for y in ys for x in xs]


def largest(numbers):
    return six(max(map(abs, numbers)))


def shades(numbers):
    """Each number as a byte: 128 is 0, the largest without its sign is 1 or 255."""
    scale = max(map(abs, numbers)) or 1.0
    return (128 + round(127 * number / scale) for number in numbers)


def surface_of(sums, side):
    """The sums before the sigmoid as bytes from 1 to 255: 128 is 0, and 192 is `half`.

    Of bytes that hold chances most would be 0 or 255, and the border between two of
    those could be anywhere.
    """
    half = min(HALF_WAY, largest(sums)) or 1.0
    squeezed = (128 + round(127 * z / (half + abs(z))) for z in sums)
    return {"side": side, "half": half, "values": packed(squeezed)}


def chances_of(surface):
    """The chances of class 1 that a surface stands for, row by row from below."""
    for byte in b64decode(surface["values"]):
        part = (byte - 128) / 127
        yield sigmoid(surface["half"] * part / max(1 - abs(part), 0.004))


def packed(numbers):
    return b64encode(bytes(numbers)).decode()


# The network.


def net_of(run, seen, largest):
    """Nodes and edges, layer by layer, with data, gradient and update of each parameter."""
    moved = {p: six(update) for p, update in zip(run.parameters, run.updates)}
    layers, bends = run.network.layer, run.network.bends
    names = ["x", "y"] if run.setting.classes else ["x"]
    nodes = [[node(name) for name in names]]
    for k, (layer, bend) in enumerate(zip(layers, bends)):
        columns = seen[0][k] if seen[0] else [()] * len(layer.b)
        nodes.append([
            node(f"layer{k}[{j}]", bias, moved, state_of(bend, column), most)
            for j, (bias, column, most) in enumerate(zip(layer.b, columns, largest[k]))
        ])  # fmt: skip
    edges = [[[edge(w, moved) for w in row] for row in layer.w] for layer in layers]
    return {"nodes": nodes, "edges": edges}


def node(label, bias=None, moved=(), state=None, most=None):
    numbers = (None,) * 3 if bias is None else (six(bias.data), six(bias.grad), moved[bias])  # fmt: skip
    names = "label", "bias", "bias_grad", "bias_update", "state", "max"
    return dict(zip(names, (label, *numbers, state, most)))


def edge(weight, moved):
    return {"w": six(weight.data), "grad": six(weight.grad), "update": moved[weight]}


def state_of(bend, numbers):
    """ "dead" for a relu that is off at every point, "saturated" for an S that is flat at most."""
    if bend == "relu" and numbers and not any(numbers):
        return "dead"
    if bend in ("tanh", "sigmoid") and numbers:
        low = -1.0 if bend == "tanh" else 0.0
        flat = [min(x - low, 1.0 - x) < FLAT for x in numbers]
        return "saturated" if sum(flat) >= MOST * len(flat) else None
    return None


def kinks(run):
    """Where the first layer bends a curve: the xs at which the sum before a relu is 0."""
    if run.setting.classes or run.network.bends[0] not in ("relu", "leaky_relu"):
        return []
    layer, low, high = run.network.layer[0], run.points.low[0], run.points.high[0]
    places = [-b.data / w.data for [w], b in zip(layer.w, layer.b) if w.data]
    return sorted(six(x) for x in places if low <= x <= high)
