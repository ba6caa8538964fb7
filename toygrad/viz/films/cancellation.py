"""The digits of a central difference, over the size of its nudge.

With this file you can turn the size of a nudge and see which digits
cancel, and how many digits of the measured slope are right:
``show_digits(f, 1.3)``.

Told in chapter 6.
"""

import math
from dataclasses import dataclass
from numbers import Real

from ...refusals import plain, short
from ...value import Value
from ..pictures import write
from ..widget import Stage
from ..words import amount, table

__all__ = ["Digits", "digits_at", "show_digits"]

POWERS = range(1, 16)  # h is 1e-1, 1e-2, ..., 1e-15


@dataclass(frozen=True)
class Digits:
    """A central difference written down with all the digits of a float.

    up, down    f(x + h) and f(x − h), with one and the same number of decimals
    difference  up − down, written in the same way
    slope       the difference divided by 2h
    kept        the place of the first digit that does not cancel
    cancelled   how many digits cancel
    error       the relative error of the slope
    """

    up: str
    down: str
    difference: str
    slope: str
    kept: int
    cancelled: int
    error: float

    @property
    def right(self):
        """How many digits of the slope are right."""
        return 16 if self.error < 1e-16 else max(0, math.floor(-math.log10(self.error)))


def digits_at(f, x, h, gradient):
    """The digits of one central difference.

        >>> found = digits_at(lambda x: x * x, 3.0, 1e-5, 6.0)
        >>> found.up, found.down
        ('9.0000600000999995', '8.9999400000999987')
        >>> found.difference, found.cancelled
        ('0.0001200000000008', 4)
        >>> found.slope, found.right
        ('6.0000000000393063', 11)

    The error is measured against `gradient`, which must not be 0.
    """
    up, down = plain(f(x + h)), plain(f(x - h))
    slope = (up - down) / (2 * h)
    decimals = max(0, 16 - exponent(max(abs(up), abs(down))))
    width = max(len(f"{abs(number):.{decimals}f}") for number in (up, down))
    texts = in_line(
        [write_decimals(number, decimals, width) for number in (up, down, up - down)]
    )
    kept = leading(texts[2])
    return Digits(
        *texts,
        slope=write_decimals(slope, max(0, 16 - exponent(slope))),
        kept=kept,
        cancelled=digit_count(texts[2][:kept]) - digit_count(texts[0][: leading(texts[0])]),
        error=abs(slope - gradient) / abs(gradient),
    )  # fmt: skip


def exponent(number):
    """The power of ten of the first digit; 0 for 0."""
    return math.floor(math.log10(abs(number))) if number else 0


def write_decimals(number, decimals, width=0):
    sign = "−" if number < 0 else ""
    return f"{sign}{abs(number):0{width}.{decimals}f}"


def in_line(texts):
    """With room for a sign before each, if one has a sign: so their points are in line."""
    signed = any(text.startswith("−") for text in texts)
    return [text if text[0] == "−" or not signed else f"\xa0{text}" for text in texts]


def leading(text):
    """The place of the first digit that is not 0, or the end."""
    return next((k for k, c in enumerate(text) if c in "123456789"), len(text))


def digit_count(text):
    return sum(c.isdigit() for c in text)


def show_digits(f, x):
    """A slider on the size of a nudge: which digits cancel, which are right.

        >>> show_digits(lambda x: x * x * x, 2.0)
        h      digits that cancel  right digits of the slope
        1e-1   0                   3
        1e-2   1                   5
        1e-3   2                   7
        1e-4   3                   9
        1e-5   4                   10
        1e-6   5                   10
        1e-7   6                   9
        1e-8   7                   8
        1e-9   8                   7
        1e-10  9                   7
        1e-11  10                  7
        1e-12  11                  4
        1e-13  12                  3
        1e-14  13                  1
        1e-15  14                  3

    `f` takes a number or a value and gives one; `x` is a number.  Right
    is what a backward pass says.  Raises TypeError for anything else,
    ValueError where the gradient is 0.
    """
    if not callable(f) or isinstance(x, bool) or not isinstance(x, Real):
        raise TypeError(
            f"show_digits needs a function and a number, got {short(f)} and {short(x)}; "
            "write show_digits(lambda x: x * x, 3.0)"
        )
    gradient = gradient_at(f, x)
    return DigitsSlider(
        {f"1e-{k}": digits_at(f, x, 10.0**-k, gradient) for k in POWERS}
    )


def gradient_at(f, x):
    leaf = Value(x)
    result = f(leaf)
    if not isinstance(result, Value):
        raise TypeError(
            f"show_digits needs a function that gives one value, got {short(result)}; "
            "write it with the functions of toygrad"
        )
    result.backward()
    if leaf.grad == 0.0:
        raise ValueError(
            f"show_digits needs a slope that is not 0, got one of 0 at {x}; "
            "choose another place"
        )
    return leaf.grad


class DigitsSlider(Stage):
    """A slider over sizes of a nudge, and four rows of digits for each.

    As text it is a short table.
    """

    def __init__(self, rows):
        self.rows = rows
        picture = {
            "kind": "digits", "names": ["f(x + h)", "f(x − h)", "difference", "÷ 2h"],
            "rows": list(map(segments, rows.values())),
        }  # fmt: skip
        frames = [[f"h = {h}", sentence(found), []] for h, found in rows.items()]
        slider = {"name": "h", "texts": list(rows), "start": len(rows) // 3}
        words = "The digits of a central difference. A slider turns the size of its nudge, h."
        data = write([picture], frames, words, sliders=[slider])
        head = ("h", "digits that cancel", "right digits of the slope")
        lines = [(h, found.cancelled, found.right) for h, found in rows.items()]
        super().__init__(data, table([head, *lines]))


def segments(found):
    """Three rows whose digits cancel or do not; and what is left, divided."""
    cancelling = (found.up, found.down, found.difference)
    rows = [
        [["cancelled", text[: found.kept]], ["kept", text[found.kept :]]]
        for text in cancelling
    ]
    end = place_after(found.slope, found.right)
    return [*rows, [["right", found.slope[:end]], ["wrong", found.slope[end:]]]]


def place_after(text, count):
    """The place in `text` after its first `count` digits, from the first that is not 0."""
    end = leading(text)
    while end < len(text) and digit_count(text[leading(text) : end]) < count:
        end += 1
    return end if count else 0


def sentence(found):
    """What cancels and what is right, in words."""
    left = digit_count(found.difference[found.kept :])
    cancel = "digit cancels" if found.cancelled == 1 else f"{found.cancelled} digits cancel"  # fmt: skip
    are = "is" if found.right == 1 else "are"
    return (
        f"The first {cancel}, {left} are left. "
        f"Of the slope {amount(found.right, 'digit')} {are} right."
    )
