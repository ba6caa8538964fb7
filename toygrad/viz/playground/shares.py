"""What each example of a batch asks of one edge, and how far their mean strays.

``shares_of(run, [0, 1, 0])`` answers in plain data.  Single examples pull in all
directions; the mean of a larger batch strays less, so the path gets calmer.
"""

import math

from ...steps import mean_of
from .frame import six
from .microscope import place_of, standing_at

__all__ = ["shares_of", "strays"]

SAMPLE = 30  # examples: so many say about how far one strays, and are soon computed


def shares_of(run, edge):
    """The gradients of one edge by one example each, in the pass that is shown.

    edge  [layer, neuron, input] of a weight, input -1 of a bias

    "alone" has [example, its gradient]: their mean is what the batch gives to the
    gradient.  "spread" is how far one lies from it, "strays" how far the mean itself
    does, from batch to batch; both None where there are fewer than two.  A batch of one
    has no spread of its own: there it is that of some of all examples.  "count" is the
    size of the whole batch, also where fewer examples were added so far.

    Raises ValueError where the network has no such edge.
    """
    run.check_points()
    parameter = run.parameters[place_of(run, edge)]
    shown, points = run.shown, len(run.train)
    added = shown.batch[: shown.count] if shown else ()
    alone = gradients_of(run, parameter, added) if added else []
    single = shown and len(shown.batch) == 1
    spread = spread_of(
        gradients_of(run, parameter, some_of(points)) if single else alone
    )
    return {
        "kind": "shares", "edge": edge, "step": run.steps, "points": points,
        "count": len(shown.batch) if shown else 0,
        "alone": [[k, six(gradient)] for k, gradient in zip(added, alone)],
        "mean": six(mean_of(alone)) if alone else None, "spread": six(spread),
        "strays": six(strays(spread, len(alone), points)),
    }  # fmt: skip


def some_of(points):
    """Places of at most SAMPLE examples, evenly among all of them."""
    count = min(points, SAMPLE)
    return [k * points // count for k in range(count)]


def gradients_of(run, parameter, examples):
    """The gradient of one parameter by each of some examples alone."""
    found = []
    with standing_at(run, run.shown.data):
        for example in examples:
            parameter.grad = 0.0
            run.engine.gradients(run.train.take([example]), 1)
            found.append(parameter.grad)
    return found


def spread_of(numbers):
    """The standard deviation of what they are a sample of; None for fewer than two."""
    if len(numbers) < 2:
        return None
    mean = mean_of(numbers)
    return math.sqrt(sum((x - mean) ** 2 for x in numbers) / (len(numbers) - 1))


def strays(spread, count, points):
    """The standard deviation of the mean of `count`, drawn from `points` without putting back."""
    if spread is None:
        return None
    left = (points - count) / (points - 1)  # all of them have one mean only
    return spread * math.sqrt(left / count)
