"""The mathematics of another machine: the same, but for the last digit.

Sums, products, quotients and roots are the same on every machine (IEEE 754).  Of exp,
tanh and their like only most digits are: two libraries round the last one as they
like.  `shift` makes such a library of this one.
"""

import math

SHIFTED = (
    "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "sinh", "cosh",
    "tanh", "asin", "acos", "atan", "atan2", "asinh", "acosh", "atanh", "erf",
)  # fmt: skip


def shift(seed):
    """From now on these functions of math are off by one place, up, down, or not at all."""
    for name in SHIFTED:
        setattr(math, name, shifted(getattr(math, name), seed))


def shifted(function, seed):
    """The same function, with another last digit; what is whole stays whole.

    Which way goes by the input: it remains a function.
    """
    salt = seed + sum(map(ord, function.__name__))

    def other(*numbers):
        result = function(*numbers)
        if not math.isfinite(result) or result == round(result):
            return result
        return neighbours(result)[hash((*numbers, salt)) % 3]

    return other


def neighbours(number):
    return number, math.nextafter(number, math.inf), math.nextafter(number, -math.inf)
