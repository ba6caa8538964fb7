"""Where the hidden neurons of a network of one input bend, epoch by epoch.

With this file you can

* ask any network for the sums before its bends: ``sums_of(predict, 0.0, 1.0)``,
* mark where they are 0 on the x axis of a film: ``kink_marks(recording, moments, axes)``.

The graph is asked, not the weights: so it does not matter what the layers
are called, nor whether x is scaled before it comes to them.
"""

import math

from ...order import topological_order
from ...value import Value
from ..pictures import WHOLE
from ..snapshot import OUT_OF_DOMAIN
from ..words import amount

__all__ = ["kink_marks", "kinks_in_words", "sums_of"]

NAMES = {"relu": "kinks", "tanh": "middles", "sigmoid": "middles"}
FIRST = " of the first layer"
DUST = 1e-9  # of the largest of three sums


def sums_of(predict, low, high):
    """Of each neuron behind a prediction its activation, and its sum at two places.

        >>> from toygrad import relu, Value
        >>> sums_of(lambda x: relu(2 * Value(x) - 1) + relu(3.0 - Value(x)), 0.0, 4.0)
        [('relu', -1.0, 7.0), ('relu', 3.0, -1.0)]

    The sums of a neuron of a later layer are nan: they are no straight
    line.  Where the graph is another one at another x there is nothing to
    say, and [].
    """
    places = low, low + (high - low) / 2, high
    ends = [look_at(predict, x) for x in places]
    if len({tuple(op for op, _ in end) for end in ends}) != 1:
        return []
    return [
        (op, first, last) if is_line(first, middle, last) else (op, math.nan, math.nan)
        for (op, first), (_, middle), (_, last) in zip(*ends)
    ]


def look_at(predict, x):
    """The activations behind a prediction, and the sum before each; nan after another one."""
    try:
        y = predict(x)
    except OUT_OF_DOMAIN:
        return []
    found, after = [], set()
    for value in topological_order(y) if isinstance(y, Value) else ():
        later = any(parent in after for parent in value.parents)
        if value.op in NAMES:
            found.append((value.op, math.nan if later else value.parents[0].data))
        if later or value.op in NAMES:
            after.add(value)
    return found


def is_line(first, middle, last):
    """Does the middle one of three sums lie where a line puts it?"""
    most = max(abs(first), abs(middle), abs(last))
    return abs(first + last - 2 * middle) <= DUST * most


def kink_marks(recording, moments, axes):
    """On the x axis a mark for each neuron, where its sum is 0, and how many are beyond all data.

    A relu has its kink there, and its mark is filled.  A tanh has the
    middle of its S there, where it is steepest; it bends on both sides of
    it, and its mark is hollow.
    """
    for name in sorted({NAMES[op] for moment in moments for op, *_ in moment.sums}):
        frames = [places_of(recording, moment, name, axes) for moment in moments]
        xs = [[x or 0 for x in frame] for frame in frames]
        ys = [[None if x is None else WHOLE for x in frame] for frame in frames]
        within = [axes.x(recording.grid[0]), axes.x(recording.grid[-1])]
        if any(map(any, ys)):
            yield {
                "shape": "rug", "ink": "gradient", "size": 7, "hollow": name != "kinks",
                "text": name + FIRST * any(map(is_deep, moments)),
                "x": xs, "y": ys, "within": within,
                "ends": [beyond(frame, *within) for frame in frames],
            }  # fmt: skip


def is_deep(moment):
    """Are there neurons of a later layer, which have no mark?"""
    return any(math.isnan(first) for _, first, _ in moment.sums)


def places_of(recording, moment, name, axes):
    """The places of all marks of one kind; None for a neuron that has none."""
    low, high = recording.grid[0], recording.grid[-1]
    pairs = [ends for op, *ends in moment.sums if NAMES[op] == name]
    shares = [zero_of(*ends) for ends in pairs if not math.isnan(ends[0])]
    return [None if s is None else axes.x(low + s * (high - low)) for s in shares]


def zero_of(first, last):
    """How far along a line of sums is 0; None where it is level."""
    return first / (first - last) if first != last else None


def beyond(places, low, high):
    """How many lie left of all data and right of them, as the words below the axis say it."""
    left = sum(x is not None and x < low for x in places)
    right = sum(x is not None and x > high for x in places)
    return [f"← {left}" if left else "", f"{right} →" if right else ""]


def kinks_in_words(moment):
    """How many kinks lie within the data, and how many neurons are off in all of it; "" without relu.

    >>> from types import SimpleNamespace
    >>> kinks_in_words(SimpleNamespace(sums=[("relu", -1.0, 2.0), ("relu", -3.0, -1.0)]))
    ' 1 of 2 kinks lies within the data; 1 neuron is off in all of it.'
    """
    relus = [ends for op, *ends in moment.sums if op == "relu"]
    pairs = [ends for ends in relus if not math.isnan(ends[0])]
    if not pairs:
        return ""
    inside = sum(min(ends) <= 0 < max(ends) for ends in pairs)
    off = sum(max(ends) <= 0 for ends in pairs)
    kinks = amount(len(pairs), "kink") + FIRST * is_deep(moment)
    text = f" {inside} of {kinks} {'lies' if inside == 1 else 'lie'} within the data"
    if off:
        text += (
            f"; {amount(off, 'neuron')} {'is' if off == 1 else 'are'} off in all of it"
        )
    return f"{text}."
