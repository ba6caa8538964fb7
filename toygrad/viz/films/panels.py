"""The pictures of a recorded training, as data: its fit, its loss, its layers.

Each picture has numbers for every frame; ``show_descent`` and ``compare``
put them on one clock.
"""

import math

from ..pictures import WHOLE
from ..words import label_text, listing, number
from .axes import Axes
from .kinks import kink_marks
from .recording import pick_evenly

__all__ = [
    "describe_loss", "fit_axes", "fit_picture", "layer_pictures", "loss_axes", "loss_picture",
]  # fmt: skip

MOST_BARS = 160  # in all layers together
FULL = 100  # the height of a full bar
HIGHEST = 99  # the largest height over a plane
CUT = 100.0  # times the first loss, where the picture of the loss ends


# The fit.


def fit_axes(*recordings):
    """Axes with room for the examples; the curves may leave it."""
    first = recordings[0]
    labels = [label_text(label, 40) for label in first.axis_labels]
    ys = [y for recording in recordings for _, y in recording.points]
    if not ys:
        return None
    if first.plane:
        return Axes(*((side[0], side[-1]) for side in first.grid), *labels)
    xs = [x for recording in recordings for x in recording.grid]
    margin = 0.03 * (max(xs) - min(xs))
    room = heights(ys, first.moments[0].predictions)
    return Axes((min(xs) - margin, max(xs) + margin), room, *labels)


def heights(ys, start):
    """Room for the examples, and for the first curve where it is not too far."""
    low, high = min(ys), max(ys)
    room = 0.1 * (high - low)
    start = [y for y in start if math.isfinite(y)] or ys
    return (
        max(min(low, *start), low - 6 * room) - room,
        min(max(high, *start), high + 6 * room) + room,
    )


def fit_picture(recording, moments, axes, title=""):
    """The examples, and what the network makes of them at each moment."""
    count = len(recording.points)
    if recording.plane:
        words = f"Decision regions of the network, and {count} points."
        yield axes.plot(words, regions(recording, moments, axes), title)
    elif count:
        words = f"The curve of the network through {count} points."
        predictions = [moment.predictions for moment in moments]
        marks = [
            axes.mark("dots", "data", *zip(*recording.points), size=9, faint=True),
            axes.mark("line", "gradient", recording.grid, predictions, size=2.5),
        ]
        rugs = list(kink_marks(recording, moments, axes))
        if rugs:
            named = listing([rug["text"] for rug in rugs])
            words = f"{words} On its axis the {named} of the hidden neurons."
        yield axes.plot(words, marks + rugs, title)


def regions(recording, moments, axes):
    """The two regions; blue discs below the boundary, orange squares above it."""
    across = len(recording.grid[0])
    rows = [levels(recording, moment, across) for moment in moments]
    sides = {False: [], True: []}
    for point, y in recording.points:
        sides[y > recording.boundary].append(point)
    kinds = ("dots", "data", 8), ("squares", "gradient", 7)
    return [{"shape": "plane", "ink": "ink", "across": across, "heights": rows}] + [
        axes.mark(shape, ink, *zip(*points), size=size)
        for (shape, ink, size), points in zip(kinds, sides.values())
        if points
    ]


def levels(recording, moment, across):
    """The predictions over the boundary, as whole numbers and never 0.

    They are exact where the border runs, and cut off where it does not.
    """
    flat = [bound(z - recording.boundary) for row in moment.predictions for z in row]
    pairs = [(k, k + 1) for k in range(len(flat)) if (k + 1) % across]
    pairs += [(k, k + across) for k in range(len(flat) - across)]
    crossed = [k for i, j in pairs if (flat[i] > 0) != (flat[j] > 0) for k in (i, j)]
    scale = max((abs(flat[k]) for k in crossed), default=0.0)
    return [level(z, scale) for z in flat]


def level(z, scale):
    size = min(max(round(HIGHEST * abs(z) / scale), 1), HIGHEST) if scale else HIGHEST
    return size if z > 0 else -size


def bound(height):
    """A height that a border can be drawn with; one that is no number is low."""
    return min(max(height, -1e9), 1e9) if height == height else -1e9


# The loss.


def loss_axes(*recordings):
    """Room for all losses; a diverging one leaves it."""
    losses = [loss for r in recordings for loss in r.losses if math.isfinite(loss)]
    first = max(r.losses[0] for r in recordings)
    low, high = min(losses, default=0.0), max(losses, default=1.0)
    high = min(high, CUT * first or 1.0)
    last = max(r.epochs[-1] for r in recordings)
    epochs = (-0.03 * last, 1.01 * last)
    if low > 0 and high / low > 50:
        room = (low / 1.5, high * 1.5)
        return Axes(epochs, room, "epoch", "loss, in powers of ten", log=True)
    return Axes(epochs, (min(low, 0.0), 1.06 * high), "epoch", "loss")


def loss_picture(recording, moments, axes, title=""):
    """The whole curve, and a mark at the present epoch."""
    epochs, losses = ([[m.epoch] for m in moments], [[m.loss] for m in moments])
    upright = {"x": [[axes.x(m.epoch)] * 2 for m in moments], "y": [0, WHOLE]}
    first, last = map(describe_loss, (recording.losses[0], recording.losses[-1]))
    words = (
        f"The loss of {recording.epochs[-1]} epochs, from {first} to {last}; "
        "a mark at the present one."
    )
    marks = [
        {"shape": "line", "ink": "line", "size": 1, "dashed": True} | upright,
        axes.mark("line", "data", recording.epochs, recording.losses, size=2.5),
        axes.mark("here", "backward", epochs, losses, held=True, size=9),
    ]
    return axes.plot(words, marks, title)


def describe_loss(loss):
    """A loss in words, also one that has left the floats."""
    return number(loss) if math.isfinite(loss) else "too large for a float"


# The layers.


def layer_pictures(recording):
    """For each layer a picture of kind "bars": its weights, and its gradients."""
    parts = {}
    for name in recording.moments[0].weights:
        parts.setdefault(name.rpartition(".")[0], []).append(name)
    for layer, names in parts.items():
        yield layer_picture(recording, layer, names, MOST_BARS // len(parts))


def layer_picture(recording, layer, names, most):
    """The parameters of one layer, as bars above and below zero."""
    counts = [len(recording.moments[0].weights[name]) for name in names]
    share = min(1.0, most / sum(counts))
    shown = {
        name: pick_evenly(range(count), max(1, int(count * share)))
        for name, count in zip(names, counts)
    }
    drawn = sum(map(len, shown.values()))
    title = f"{label_text(layer, 20) or 'parameters'}: {sum(counts)} parameters"
    title += "" if drawn == sum(counts) else f", {drawn} shown"
    return {
        "kind": "bars", "title": title,
        "words": f"{title}; bars for weights and gradients.",
        "parts": [[label_text(n.rpartition(".")[2], 8), len(ks)] for n, ks in shown.items()],
        "strips": [
            strip("weights", "data", [m.weights for m in recording.moments], shown),
            strip("gradients", "gradient", [m.gradients for m in recording.moments], shown),
        ],
    }  # fmt: skip


def strip(word, ink, states, shown):
    """A row of bars for each frame, and in words how large they are; none before the first pass."""
    picked = [
        [state[name][k] for name, ks in shown.items() for k in ks] if state else []
        for state in states
    ]
    scale = scale_of(picked)
    return {
        "word": word, "ink": ink,
        "heights": [[round(FULL * clip(x / scale)) for x in bars] for bars in picked],
        "sizes": [largest_in_words(state, shown) for state in states],
    }  # fmt: skip


def largest_in_words(state, shown):
    """Of all parameters of this layer, also those without a bar."""
    if not state:
        return "none yet"
    return f"up to {number(max(abs(x) for name in shown for x in state[name]), 3)}"


def clip(share):
    """A share of the full bar; what is larger, or no number, is a full bar."""
    return min(max(share, -1.0), 1.0) if share == share else 1.0


def scale_of(states):
    """The number of a full bar; a state far above the usual ones is cut off."""
    sizes = sorted(max(map(abs, state)) for state in states if state)
    sizes = [size for size in sizes if math.isfinite(size)] or [1.0]
    return min(sizes[-1], 3.0 * sizes[len(sizes) // 2]) or sizes[-1] or 1.0
