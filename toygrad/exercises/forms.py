"""How an answer is read: equal forms are one, and a wrong form is no wrong answer.

What is asked for is seen from the truth: a number, a list of numbers, a
``Formula``, or a letter.
"""

import math
import re
from numbers import Number, Real

from .exercise import Formula
from .formulas import NoFormula, compute, names_of, parse, same_formula

__all__ = [
    "EXACT", "MEASURED", "NEARLY", "describe", "expected", "read", "same", "show", "unwrap",
]  # fmt: skip

# How far two numbers may be apart, as a part of the second.
EXACT = 1e-9  # what rounding costs a computer
MEASURED = 0.0015  # what a small nudge costs, or writing three digits
NEARLY = 0.03  # what a nudge that is too large costs


def read(answer, truth):
    """`answer` in the form that `truth` has, or None if its form is another.

    >>> read("1/8", 0.5), read((0.125,), 0.5), read("3, 1, 2", [1, 2, 3])
    (0.125, 0.125, [3.0, 1.0, 2.0])
    """
    answer = unwrap(answer)
    match truth:
        case Formula():
            return read_formula(answer, truth)
        case str():
            return read_word(answer)
        case list():
            return read_list(answer, len(truth))
    return read_number(answer)


def same(answer, truth, within=EXACT):
    """Is `answer` the truth, in whatever form?

    >>> same("x·x", Formula("x**2")), same(" B. ", "b"), same([3, 1], [1, 3])
    (True, True, False)
    """
    found = read(answer, truth)
    if found is None:
        return False
    match truth:
        case Formula():
            return same_formula(found, truth)
        case str():
            return found == read_word(truth)
        case list():
            return all(is_near(a, b, within) for a, b in zip(found, truth))
    return is_near(found, truth, within)


def is_near(number, truth, within):
    """Whole numbers stay apart, however large they are."""
    return abs(number - truth) <= min(within * max(abs(truth), 0.1), 0.4)


def unwrap(answer):
    """What is in a value, an array, or a list of one; anything else as it is.

    A value is whatever has a number as `data`: a reader's own class will do.
    """
    for _ in range(9):  # lists within lists, but not for ever
        if isinstance(answer, (list, tuple)) and len(answer) == 1:
            answer = answer[0]
        elif hasattr(answer, "tolist"):
            answer = answer.tolist()
        elif isinstance(getattr(answer, "data", None), Real):
            answer = answer.data
    return answer


def read_number(answer):
    answer = unwrap(answer)
    try:
        if isinstance(answer, str):
            number = compute(parse(answer))
        elif isinstance(answer, Number) and not isinstance(answer, bool):
            number = float(answer)
        else:
            return None
    except OverflowError:
        return math.copysign(math.inf, answer > 0 or -1)
    except (NoFormula, ValueError, TypeError):  # a complex number, say
        return None
    return None if math.isnan(number) else number


def read_list(answer, length):
    if isinstance(answer, str):
        inner = answer.strip().removeprefix("(").removesuffix(")").strip("[]{} ")
        between = "[,;]" if length == 1 or re.search("[,;]", inner) else None
        answer = re.split(between, inner) if between else inner.split()
    elif length == 1:  # a list of one was unwrapped
        answer = [answer]
    if not isinstance(answer, (list, tuple, range)) or len(answer) != length:
        return None
    numbers = [read_number(one) for one in answer]
    return None if None in numbers else numbers


def read_formula(answer, truth):
    if not isinstance(answer, str):
        return None
    try:
        same_formula(answer, truth)
    except NoFormula:
        return None
    return answer


def read_word(answer):
    """The letters of a text, small ones: " B. " is b, "Value Error" is valueerror."""
    if not isinstance(answer, str):
        return None
    return "".join(re.findall(r"\w", answer.casefold())) or None


# The same in words.


def show(answer):
    """An answer as it is said again, at most forty letters of it."""
    text = " ".join(str(unwrap(answer)).split())
    return text if len(text) <= 40 else text[:39] + "…"


def describe(answer):
    """What somebody has written, where its form is wrong.

    >>> print(describe("five"), describe([1, 2]), describe({1, 2}), sep="; ")
    "five" is a text; [1, 2] is a list of 2 things; This has the type set
    """
    match unwrap(answer):
        case str():
            return f'"{show(answer)}" is a text'
        case bool() as truth:
            return f"{truth} is a yes or a no"
        case float() as number if math.isnan(number):
            return "nan is no number"
        case int() | float():
            return f"{show(answer)} is a number"
        case list() | tuple() | range() as things:
            return f"{show(answer)} is a list of {len(things)} things"
        case other:
            return f"This has the type {type(other).__name__}"


def expected(truth):
    """What is asked for, and how that is written.

    >>> expected([3, 1, 2])
    'a list of 3 numbers, like [1, 2, 3]'
    """
    match truth:
        case Formula():
            name = names_of(parse(truth))[0]
            return f'a formula in {name} with every * in it, like "3*{name} + 1"'
        case str():
            return 'one letter in quotes, like "a"'
        case list():
            count = len(truth)
            return f"a list of {count} numbers, like {list(range(1, count + 1))}"
    return "one number, like 1.5"
