"""Exercises: every sentence is said, and nothing makes a reader stumble.

That the truths are true is found in `test_truths_00.py` and its like, one file a chapter.
"""

import io
import math
import random
import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest

from tests.shared.answers import Number
from tools.book import live
from toygrad.exercises import EXERCISES, check, judge
from toygrad.exercises.exercise import Exercise, Mistake

# The data: every sentence is said, and said well.


def unsaid(exercises):
    """(number, what is not said as it should be)"""
    for number, exercise in exercises.items():
        if judge(number, exercise.truth) != ("right", f"Right: {exercise.why}"):
            yield number, "the truth"
        for answer, why in exercise.also:
            if judge(number, answer) != ("right", f"Right: {why}"):
                yield number, answer
        for mistake in exercise.mistakes:
            outcome, sentence = judge(number, mistake.answer)
            if outcome != "mistake" or not sentence.endswith(f": {mistake.sentence}"):
                yield number, mistake.answer
        if len(exercise.mistakes) < 3:
            yield number, "three mistakes"


def unfinished(exercises):
    """The sentences that do not end with one full stop or question mark."""
    for exercise in exercises.values():
        for mistake in exercise.mistakes:
            if not re.search(r"[\w²)`][.?]$", mistake.sentence):
                yield mistake.sentence


def test_the_truth_and_every_mistake_get_their_own_sentence():
    assert list(unsaid(EXERCISES)) == []


def test_every_sentence_ends_with_one_mark():
    assert list(unfinished(EXERCISES)) == []


GOOD = [Mistake(number, f"that is {number}.") for number in (5, 6, 7)]


@pytest.mark.parametrize(
    "exercise, found",
    [
        (Exercise(4, "why.", *GOOD), []),
        (Exercise(4, "why.", *GOOD[1:]), ["three mistakes"]),
        (Exercise(4, "why.", *GOOD, Mistake(4, "that is true.")), [4]),
        (Exercise(4, "why.", *GOOD, Mistake("5", "that is a text.")), ["5"]),
        (Exercise(4, "why.", *GOOD, also=((8, "8."), (1j, "i."))), [1j]),
        (Exercise("four", "why.", *GOOD, also=((math.nan, "nan."),)), [math.nan]),
    ],
)
def test_what_is_not_said_is_found(monkeypatch, exercise, found):
    monkeypatch.setitem(EXERCISES, "4.1", exercise)
    assert sorted((what for _, what in unsaid({"4.1": exercise})), key=str) == sorted(
        found, key=str
    )


@pytest.mark.parametrize(
    "sentence", ["is it?.", "is it..", "is it ?", "that is it", "that is it;."]
)
def test_a_sentence_that_ends_badly_is_found(sentence):
    planted = {"4.1": Exercise(4, "why.", *GOOD, Mistake(8, sentence))}
    assert list(unfinished(planted)) == [sentence]


# Nothing makes a reader stumble.


class Hostile:
    """Raises wherever it is asked."""

    def __getattribute__(self, name):
        raise RuntimeError(name)

    def __repr__(self):
        raise RuntimeError

    __eq__ = __len__ = __iter__ = __float__ = __hash__ = __bool__ = __repr__


def anything(draw, depth=3):
    """Whatever somebody may pass."""
    letters = "x 0123456789.+-*/^()[]{}²·√,;=\"'\\eEjabsin_:!<>%@#\n\0\ud800−"
    things = [
        lambda: "".join(draw.choices(letters, k=draw.randrange(30))),
        lambda: draw.choice([0, -1, 10**400, 10**5000, -(10**5000), math.inf, -0.0]),
        lambda: draw.choice([Hostile(), Hostile, object(), type, NotImplemented]),
        lambda: draw.choice([b"1", 1j, Decimal("sNaN"), Fraction(1, 3), range(10**30)]),
        lambda: draw.choice([numpy.array([]), numpy.ones((2, 2)), numpy.float32(1)]),
        lambda: "(" * 150 + "x" * 10**4,
    ]
    if depth:
        things += [
            lambda: [anything(draw, depth - 1) for _ in range(draw.randrange(5))],
            lambda: (anything(draw, depth - 1),),
            lambda: Number(anything(draw, depth - 1)),
            lambda: {"data": anything(draw, depth - 1)},
        ]
    return draw.choice(things)()


@pytest.mark.parametrize("seed", range(4))
def test_check_prints_one_line_for_anything(seed, capsys):
    draw = random.Random(seed)
    for number in [*EXERCISES, "9.9", None, [], Hostile(), 10**5000]:
        for _ in range(5):
            check(number, anything(draw))
            said, complaint = capsys.readouterr()
            assert said.count("\n") == 1 and len(said) < 500
            assert complaint == ""


def test_several_answers_are_a_list_and_none_is_none(capsys):
    check("4.6", 5, -1, 7)
    check("5.2", 0, 125)  # a comma for a point
    check("4.6")
    check(2.3, "x" * 20_000)
    check("9.9", 1)

    right, comma, none, long, unknown = capsys.readouterr().out.splitlines()
    assert right.startswith("Right: ")
    assert comma == "(0, 125) is a list of 2 things; write one number, like 1.5."
    assert none == "not answered yet"
    assert long.endswith('…" is a text; write one number, like 1.5.')
    assert unknown.startswith("There is no exercise '9.9'; there are 9.1, 9.2")


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
@pytest.mark.parametrize("answer", ["\ud800", "x²", -10, "−"])
def test_check_prints_on_any_screen(encoding, answer, monkeypatch):
    screen = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", screen)
    check("2.1", answer)
    check("9.5", answer)
    screen.flush()
    monkeypatch.undo()
    lines = screen.buffer.getvalue().decode(encoding).splitlines()
    seen = str(answer).encode(encoding, "backslashreplace").decode(encoding)

    assert len(lines) == 2
    assert lines[0].startswith("Right: ") if answer == "x²" else seen in lines[0]


def test_check_prints_where_the_screen_names_no_encoding(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stdout", screen)
    check("2.3", 19)
    monkeypatch.undo()

    assert screen.getvalue() == f"Right: {EXERCISES['2.3'].why}\n"


# Where the answers are found.


def test_the_chapters_are_found_in_what_a_page_loads(tmp_path):
    """Packed, as a module may be imported from there, too."""
    archive = tmp_path / "packages.zip"
    archive.write_bytes(live.python_packages())
    program = "from toygrad.exercises import EXERCISES, check; print(*EXERCISES); check('4.1', '15.0')"
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(archive)!r}); {program}"],
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip

    assert done.stdout.splitlines() == [
        " ".join(EXERCISES), f"Right: {EXERCISES['4.1'].why}"
    ]  # fmt: skip
