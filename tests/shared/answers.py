"""Answers in other forms that say the same, drawn at random; for tests."""

import re
from decimal import Decimal
from fractions import Fraction

import numpy

from toygrad import Value
from toygrad.exercises.exercise import Formula

ROUNDS = 10  # forms that are drawn of each truth


class Number:
    """As a reader of chapter 5 writes it."""

    def __init__(self, data):
        self.data = data


def number_forms(draw, number):
    """A number in one of the forms in which somebody may have it."""
    part = draw.choice([2.0, 0.5, 3.25, -4.0, 10.0])
    fraction = Fraction(number).limit_denominator(10**6)
    text = f"{number:.12g}" if isinstance(number, float) else str(number)
    return draw.choice(
        [
            number, float(number), fraction, Decimal(text), numpy.float64(number),
            numpy.array([[number]]), Value(float(number)), Number(number),
            Number(Value(float(number)).data), text, f" {text} ",
            text.replace("-", "−"), f"+{text}" if number > 0 else text, f"({text})",
            f"{fraction.numerator}/{fraction.denominator}", f"y = {text}",
            f"{number - part!r} + {part}", f"{number / part!r}·({part})",
            f"-({-number!r})", f"({number!r})^1", f"{number!r}**1.0 - 0", f"{number:e}",
        ]
    )  # fmt: skip


def packed(draw, answer):
    """In none, one or two lists or tuples of one."""
    for _ in range(draw.choice([0, 0, 1, 2])):
        answer = draw.choice([[answer], (answer,)])
    return answer


def list_forms(draw, truth):
    parts = [packed(draw, number_forms(draw, number)) for number in truth]
    texts = [f"{number!r}" for number in truth]
    names = [f"{name} = {text}" for name, text in zip("abcdefgh", texts)]
    between = draw.choice([", ", ",", "; ", " "])
    return draw.choice(
        [
            parts, tuple(parts), numpy.array(truth), list(map(Value, map(float, truth))),
            between.join(texts), f"[{between.join(texts)}]", f"({', '.join(texts)})",
            ", ".join(names),
        ]
    )  # fmt: skip


def word_forms(draw, word):
    word = draw.choice([word, word.lower(), word.upper()])
    around = draw.choice(["{}", " {} ", "{}.", "({})", '"{}"', "'{}'.", "{})", "{}:"])
    return around.format(word)


def rewritten(draw, text, steps=3):
    """Another text of the same formula."""
    for _ in range(steps):
        other = draw.choice(["x", "sin(x)", "7", "exp(x)", "(x - 2)"])
        k = draw.choice(["3", "0.25", "(1 + x**2)", "exp(x)"])
        text = draw.choice(
            [
                f"({text})", f"{text} + {other} - {other}", f"{other} + ({text}) - {other}",
                f"({text}) * {k} / {k}", f"{k} * ({text}) / {k}", f"-(-({text}))",
                f"({text})**1", f"pow(({text}), 1)",
            ]
        )  # fmt: skip
    return spelled(draw, text)


def spelled(draw, text):
    text = re.sub(r"\*\*2\b(?!\.)", draw.choice(["**2", "²", "^2", " ** 2.0"]), text)
    if "**" not in text:
        text = text.replace("*", draw.choice("*·×⋅"))
    return draw.choice([text, text.upper(), f"  {text}", f"f = {text}"]).replace(
        "-", "−"
    )


def a_form(draw, truth):
    match truth:
        case Formula():
            square = draw.choice(["x**2", "x*x", "pow(x, 2)"])
            text = re.sub(r"x\*\*2\b(?!\.)", square, truth)
            return packed(draw, rewritten(draw, text, draw.randrange(4)))
        case str():
            return packed(draw, word_forms(draw, truth))
        case list():
            return packed(draw, list_forms(draw, truth))
    return packed(draw, number_forms(draw, truth))


def rounded(draw, truth, part):
    """A number, or those of a list, off by less than a part of it."""
    if isinstance(truth, list):
        return [rounded(draw, number, part) for number in truth]
    if isinstance(truth, str):
        return truth
    return truth + draw.uniform(-1, 1) * min(part * abs(truth), 0.3)
