"""Answers checked where they are given, with the likely mistake named.

``check("2.3", 19)`` compares an answer with the truth and prints one
sentence.  It never raises: an exercise is no place to stumble.

The answers stand in ``chapter_02.py`` and its like, one file a chapter,
and are found by their names.  How an answer is read: ``forms.py``.
"""

import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from .forms import EXACT, MEASURED, NEARLY, describe, expected, read, same, show, unwrap

__all__ = ["EXERCISES", "Verdict", "check", "judge"]

CHAPTERS = [m.name for m in iter_modules(__path__) if m.name.startswith("chapter_")]
EXERCISES = {
    number: exercise
    for name in sorted(CHAPTERS)
    for number, exercise in import_module(f".{name}", __name__).EXERCISES.items()
}
UNREADABLE = "This answer cannot be read; go back to the question above."


class Verdict(NamedTuple):
    """What came out, and the sentence that says it.

    `outcome` is "right", "mistake" (a typical one), "wrong", "form" (not
    that of an answer), "empty", or "unknown" (there is no such exercise).
    """

    outcome: str
    sentence: str


def check(number, answer=None, *more):
    """Print whether `answer` solves exercise `number`, and if not, why.

        >>> check("2.3", 4)
        4: you took the last path only; over paths, add.

    `answer` is a number, a text or a list, as the exercise asks, in any
    form that says the same: 0.125, "1/8", or a value that holds it.
    None says "not answered yet".
    """
    print(printable(judge(number, (answer, *more)).sentence))


def printable(text):
    """`text` with the letters that the screen lacks as numbers, "x\\xb2" for "x²"."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def judge(number, answer):
    """What is to be said of an answer: a ``Verdict``, whatever the answer is.

    >>> judge("2.3", "4").outcome, judge("2.3", "four").outcome
    ('mistake', 'form')
    """
    try:
        exercise = EXERCISES.get(str(number))
        return compare(exercise, answer) if exercise else unknown(number)
    except Exception:  # check never raises, whatever the answer is
        return Verdict("form", UNREADABLE)


def compare(exercise, answer):
    if unwrap(answer) is None or unwrap(answer) is ...:
        return Verdict("empty", "not answered yet")
    within = MEASURED if exercise.measured else EXACT
    for truth, why in ((exercise.truth, exercise.why), *exercise.also):
        if same(answer, truth, within):
            return Verdict("right", f"Right: {why}")
    for mistake in exercise.mistakes:
        if same(answer, mistake.answer, MEASURED):
            return Verdict("mistake", f"{show(answer)}: {mistake.sentence}")
    return refuse(exercise, answer)


def refuse(exercise, answer):
    """The verdict on an answer that is neither right nor a known mistake."""
    if read(answer, exercise.truth) is None:
        return Verdict("form", f"{describe(answer)}; write {expected(exercise.truth)}.")
    advice = "not yet; go back to the question above."
    if exercise.measured and same(answer, exercise.truth, NEARLY):
        advice = "nearly; keep more digits, or measure more finely."
    return Verdict("wrong", f"{show(answer)}: {advice}")


def unknown(number):
    chapter = str(number).split(".")[0]
    near = [one for one in EXERCISES if one.split(".")[0] == chapter]
    first, *_, last = EXERCISES
    known = ", ".join(near) or f"{first} to {last}"
    return Verdict("unknown", f"There is no exercise {number!r}; there are {known}.")
