"""Gradient descent on a function of your own, as plain data.

With this file you can

* see where the steps lead: ``trail(f, start=(4.0,), rate=0.1, steps=3)``.

``explore_descent`` and the plots draw it.
"""

from typing import NamedTuple

from ...refusals import short
from ...value import Value
from ..snapshot import OUT_OF_DOMAIN

__all__ = ["Place", "call", "trail"]


class Place(NamedTuple):
    """Where a descent stands: its numbers, the loss there, and the gradients."""

    at: tuple
    loss: float
    slopes: tuple


def trail(f, start, rate, steps):
    """The start of a descent, and where each of `steps` steps leads.

        >>> for place in trail(lambda x: x * x, start=(4.0,), rate=0.75, steps=2):
        ...     print(place.at, place.loss, place.slopes)
        (4.0,) 16.0 (8.0,)
        (-2.0,) 4.0 (-4.0,)
        (1.0,) 1.0 (2.0,)

    `f` takes as many values as `start` has numbers, and gives one value.
    All of them move at once, each by `rate` times its gradient.  The trail
    ends early where `f` or a gradient cannot be computed.  Raises
    TypeError where `f` gives no value.  Told in chapter 7.
    """
    at, places = tuple(map(float, start)), []
    while len(places) <= steps:
        try:
            places.append(place_at(f, at))
        except OUT_OF_DOMAIN:
            break
        at = tuple(x - rate * slope for x, slope in zip(at, places[-1].slopes))
    return places


def place_at(f, at):
    leaves = [Value(x) for x in at]
    loss = call(f, leaves, "a descent")
    loss.backward()
    return Place(at, loss.data, tuple(leaf.grad for leaf in leaves))


def call(f, leaves, asker):
    """The one value that `f` makes of some; raises TypeError where it makes none."""
    result = f(*leaves)
    if not isinstance(result, Value):
        raise TypeError(
            f"{asker} needs a function that gives one value, got {short(result)}; "
            "write it with values and the functions of toygrad"
        )
    return result
