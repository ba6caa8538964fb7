"""What a chapter writes down about an exercise: plain data.

A truth is a number, a list of numbers, a ``Formula``, or one letter.
"""

from dataclasses import dataclass

__all__ = ["PLACES", "Exercise", "Formula", "Mistake"]

# Said to a list that has for each line its place, where the order was asked.
PLACES = (
    "that is the place of each line; write the number of the line that comes "
    "first, then of the next."
)


class Formula(str):
    """A formula as a text, ``Formula("x**2")``; whatever equals it is right, too."""

    __slots__ = ()


@dataclass(frozen=True)
class Mistake:
    """A typical wrong answer, what led to it, and the number of its misconception."""

    answer: object
    sentence: str
    misconception: int | None = None


class Exercise:
    """The truth, why it is true, and the wrong answers that people give.

    `measured` lets an answer be off by what a nudge or rounding costs.
    `also` has (answer, why) for each further one that is right.
    """

    def __init__(self, truth, why, *mistakes, measured=False, also=()):
        self.truth, self.why, self.mistakes = truth, why, mistakes
        self.measured, self.also = measured, also
