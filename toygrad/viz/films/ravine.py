"""A ravine of two parabolas, c/2 · x² and c/2 · y² with a c of their own.

With this file you can

* know how high it is, and where it is so high: ``height((2.0, 50.0), (4.0, 1.0))``.

``explore_ravine`` and ``explore_momentum`` draw it.
"""

import math
from numbers import Real

from ...refusals import short
from .axes import space_evenly

__all__ = ["check_ravine", "height", "ring"]

CORNERS = 60  # of a ring


def check_ravine(called, curvatures, start, example):
    """Raises where the picture `called` is given no ravine, or no place in it."""
    pairs = {"two curvatures": curvatures, "a start of two numbers": start}
    for name, pair in pairs.items():
        numbers = isinstance(pair, (tuple, list)) and len(pair) == 2
        if not numbers or not all(isinstance(one, Real) for one in pair):
            raise TypeError(
                f"{called} needs {name}, got {short(pair)}; write {example}"
            )
    if not (min(curvatures) > 0 and all(map(math.isfinite, (*curvatures, *start)))):
        raise ValueError(
            f"{called} needs two curvatures above 0 and a finite start, got "
            f"{short(tuple(curvatures))} and {short(tuple(start))}; write {example}"
        )


def height(curvatures, at):
    """The loss at a place, of numbers or of values."""
    return sum(c / 2 * x * x for c, x in zip(curvatures, at))


def ring(curvatures, level):
    """The places at which the loss has one height, from corner to corner."""
    across, beside = (math.sqrt(2 * level / c) for c in curvatures)
    turns = space_evenly(-math.pi, math.pi, CORNERS + 1)
    return [(across * math.cos(turn), beside * math.sin(turn)) for turn in turns]
