"""The points of a playground: made, read from a formula, or set by hand."""

import random
from dataclasses import dataclass

from ... import data
from ...value import Value
from ..calculator import Expression, computed
from .setting import FARTHEST

__all__ = ["Points", "points_of"]

HIGHEST = 100.0  # of a formula: a picture of more shows its peak and nothing else
FORMULA_FROM, FORMULA_TO = -3.0, 3.0
MARGIN = 0.12  # of the picture, around the points


@dataclass(frozen=True)
class Points:
    """The examples of a setting: pairs of a list of inputs and a target.

    train, held  trained on, and held out
    low, high    the corners of their picture
    """

    train: list
    held: list
    low: list
    high: list


def points_of(setting):
    """The `Points` of a setting: the same for the same one.

    Raises ValueError where they cannot be made.
    """
    examples = classes(setting) if setting.classes else curve(setting)
    low, high = corners(setting, examples)
    held, train = [], []
    for k, example in enumerate(examples):  # evenly, so that each class is held out
        out = (k + 1) * setting.held // 100 > k * setting.held // 100
        (held if out else train).append(example)
    if "targets shuffled" in setting.faults:
        targets = [target for _, target in train]
        random.Random(setting.seed).shuffle(targets)
        train = [(given, target) for (given, _), target in zip(train, targets)]
    return Points(train, held, low, high)


def classes(setting):
    """Examples of two classes, 0 and 1."""
    if setting.problem == "own":
        return [([x, y], float(label)) for x, y, label in setting.points]
    make = getattr(data, setting.problem)
    points, labels = make(setting.n, setting.noise, setting.seed)
    return [(list(point), float(label > 0)) for point, label in zip(points, labels)]


def curve(setting):
    """Examples of a curve, y for an x."""
    n, noise, seed = setting.n, setting.noise, setting.seed
    if setting.problem == "stopping":
        speeds, feet = data.stopping_distances()
        xs, ys = [speed / 10 for speed in speeds], [distance / 10 for distance in feet]
    elif setting.problem == "formula":
        f = function_of(setting.formula)
        xs, ys = data.curve(f, FORMULA_FROM, FORMULA_TO, n, noise, seed)
    else:
        xs, ys = getattr(data, setting.problem)(n, noise, seed)
    return [([x], y) for x, y in zip(xs, ys)]


def function_of(formula):
    """y of an x, by a formula that is read and never run as a text.

    Raises ValueError for what is no expression of x alone, and the function does
    where y is not a number that can be drawn.
    """
    expression = Expression(formula)
    if expression.names != ["x"]:
        raise ValueError(
            f"a formula needs x alone, got {' and '.join(expression.names)}; write x"
        )

    def f(x):
        known = {"x": Value(x)}
        for name, tree in expression.steps.items():
            known[name] = computed(tree, known)
        y = known[name].data
        if not abs(y) <= HIGHEST:
            raise ValueError(
                f"a formula needs values from {-HIGHEST:g} to {HIGHEST:g}, "
                f"got {y:.3g} at x = {x:.3g}; divide it by something"
            )
        return y

    return f


def corners(setting, examples):
    """The lowest and the highest numbers of a picture that shows all of them."""
    if setting.problem == "own":
        return [-FARTHEST] * 2, [FARTHEST] * 2
    places = [given if setting.classes else [*given, y] for given, y in examples]
    sides = [(min(side), max(side)) for side in zip(*places)]
    return (
        [low - MARGIN * (high - low) for low, high in sides],
        [high + MARGIN * (high - low) for low, high in sides],
    )
