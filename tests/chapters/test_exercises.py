"""How answers are read: equal forms are right, wrong ones are told apart and helped.

Forms are drawn at random, the same on every run.  That the truths are true is
found in `test_truths_00.py` and its like, one file a chapter.
"""

import ast
import io
import math
import random
import re
import subprocess
import sys
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest

from tools.book import live
from toygrad import Value
from toygrad.exercises import EXERCISES, check, forms, formulas, judge
from toygrad.exercises.exercise import Exercise, Formula, Mistake

ROUNDS = 10  # forms that are drawn of each truth


class Number:
    """As a reader of chapter 5 writes it."""

    def __init__(self, data):
        self.data = data


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


# Equal forms, drawn at random.


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
    names = [f"{name} = {text}" for name, text in zip("abcde", texts)]
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


def refused_forms(draw):
    """(number, form) where the truth in another form is not right."""
    for number, exercise in EXERCISES.items():
        truths = [exercise.truth, *(answer for answer, _ in exercise.also)]
        for _ in range(ROUNDS):
            truth = draw.choice(truths)
            if exercise.measured:
                truth = rounded(draw, truth, 0.001)
            form = a_form(draw, truth)
            if judge(number, form).outcome != "right":
                yield number, form


def unheard_forms(draw):
    """(number, form) where a mistake in another form does not get its sentence."""
    for number, exercise in EXERCISES.items():
        for mistake in exercise.mistakes:
            form = a_form(draw, rounded(draw, mistake.answer, draw.choice([0, 1e-5])))
            if not judge(number, form).sentence.endswith(mistake.sentence):
                yield number, form


@pytest.mark.parametrize("seed", range(3))
def test_every_form_of_a_truth_is_right(seed):
    assert list(refused_forms(random.Random(seed))) == []


@pytest.mark.parametrize("seed", range(3))
def test_every_form_of_a_mistake_gets_its_sentence(seed):
    assert list(unheard_forms(random.Random(seed))) == []


@pytest.mark.parametrize(
    "name, broken",
    [
        ("unwrap", lambda answer: answer),
        ("compute", lambda tree: math.nan),
        ("read_list", lambda answer, length: answer),
        ("read_word", lambda answer: answer),
        ("same_formula", lambda text, truth: text == truth),
    ],
)
def test_a_reader_that_knows_fewer_forms_is_found(monkeypatch, name, broken):
    monkeypatch.setattr(forms, name, broken)

    assert any(refused_forms(random.Random(0)))


# What is not the truth is not right, however near it is.


def slip(draw, truth, measured):
    """Nearly the truth: a little off, or in another order."""
    match truth:
        case Formula():
            small = 10.0 ** draw.uniform(-6, 0)
            other = draw.choice(
                [f"{truth} + {small}", f"({truth})*{1 + small}", f"({truth})**{1 + small}",
                 truth.replace("2", f"{2 + small}"), f"abs({truth}) + x*{small}"]
            )  # fmt: skip
            return Formula(other)
        case str():
            return draw.choice(sorted(set("abcdfgxyz") - {truth.lower()}))
        case list():
            other = list(truth)
            one, two = draw.sample(range(len(truth)), 2)
            other[one] = draw.choice([other[two], slip(draw, other[one], measured)])
            return other if other != truth else [*reversed(truth)]
    off = 10.0 ** draw.uniform(-2.5 if measured else -5, -0.5) * draw.choice([-1, 1])
    return truth + max(abs(truth), 0.1) * off


def accepted_slips(draw):
    for number, exercise in EXERCISES.items():
        for _ in range(ROUNDS):
            wrong = slip(draw, exercise.truth, exercise.measured)
            if judge(number, a_form(draw, wrong)).outcome not in ("wrong", "mistake"):
                yield number, wrong


@pytest.mark.parametrize("seed", range(3))
def test_nearly_the_truth_is_wrong_and_no_wrong_form(seed):
    assert list(accepted_slips(random.Random(seed))) == []


def test_a_checker_that_is_too_kind_is_found(monkeypatch):
    monkeypatch.setattr("toygrad.exercises.EXACT", 0.0015)
    numbers = {number for number, _ in accepted_slips(random.Random(0))}

    assert "7.5" in numbers and "8.1" in numbers


@pytest.mark.parametrize("off", [0.02, -0.02])
def test_only_what_is_nearly_measured_is_told_so(off):
    for number, exercise in EXERCISES.items():
        if isinstance(exercise.truth, (int, float)) and abs(exercise.truth) < 20:
            outcome, sentence = judge(number, exercise.truth * (1 + off))
            if exercise.truth and outcome == "wrong":
                assert ("nearly" in sentence) == exercise.measured


# A wrong form is no wrong answer.


def wrong_form(draw, truth):
    """Something of a kind that was not asked for."""
    things = [
        True, False, math.nan, 1j, b"4", {1, 2}, {"x": 1}, len, Value, object(),
        [], [1, "a"], [1.0] * 7, range(9), "", "?!", Decimal("NaN"),
    ]  # fmt: skip
    if not isinstance(truth, str) or isinstance(truth, Formula):
        things += ["two", "2x", "3x²", "x +", "x(2)", "sin x", "q + 1", "1 if x else 2"]
    if isinstance(truth, str):
        things += [4, -2.5, Value(3.0), Number(1)]
    return draw.choice(things)


def test_a_wrong_form_is_told_apart_and_what_to_write_is_said():
    draw = random.Random(0)
    for number, exercise in EXERCISES.items():
        for _ in range(ROUNDS):
            answer = wrong_form(draw, exercise.truth)
            outcome, sentence = judge(number, answer)
            assert (number, answer, outcome) == (number, answer, "form")
            assert sentence.endswith(f"; write {forms.expected(exercise.truth)}.")


def test_what_is_to_be_written_has_the_right_form_and_is_not_the_truth():
    for number, exercise in EXERCISES.items():
        example = forms.expected(exercise.truth).split("like ")[1]
        assert judge(number, ast.literal_eval(example)).outcome in ("wrong", "mistake")


@pytest.mark.parametrize("empty", [None, ..., [None], (...,)])
def test_what_is_not_answered_yet_is_no_mistake(empty):
    assert {judge(number, empty) for number in EXERCISES} == {
        ("empty", "not answered yet")
    }


# Formulas.

LEAVES = ["x", "y", "2", "0.5", "3", "pi"]


def a_formula(draw, depth=3):
    """A random formula in x and y."""
    if depth == 0:
        return draw.choice(LEAVES)
    one, two = a_formula(draw, depth - 1), a_formula(draw, draw.randrange(depth))
    return draw.choice(
        [f"({one} + {two})", f"({one} - {two})", f"{one}*{two}", f"sin({one})",
         f"({one})**2", f"exp(-({one})**2)", f"({one})/(1 + ({two})**2)", f"-({one})"]
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_a_formula_is_the_same_in_another_form_and_another_if_something_is_added(seed):
    draw = random.Random(seed)
    truth = f"{a_formula(draw)} + x*y"

    assert formulas.same_formula(rewritten(draw, truth), truth)
    for added in ("0.001", "x/1000", "sin(y)/100"):
        assert not formulas.same_formula(f"{truth} + {added}", truth)


@pytest.mark.parametrize(
    "text, truth, equal",
    [
        ("sqrt(x)**4", "x**2", False),  # none below 0
        ("x**3 / x", "x**2", True),
        ("exp(2*log(x))", "x**2", False),
        ("1/(1/x)", "x", True),
        ("log(x)", "log(x)", True),
        ("log(x**2) / 2", "log(x)", True),
        ("x⁻¹", "1/x", True),
        ("√(x²)", "abs(x)", True),
        ("math.sin(x)", "sin(x)", True),
        ("9**9**9**9 * x", "x", False),
        ("(x - 9)**0.5", "x", False),
    ],
)
def test_a_formula_is_the_same_where_the_other_has_a_value(text, truth, equal):
    assert formulas.same_formula(text, truth) == equal


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "x.__class__", "(lambda: 1)()", "[x for x in (1, 2)]", "(x := 2)",
        "'a' * 10**9", "f'{x}'", "x if x else 2", "x < 2", "not x", "x @ x", "x // 2", "1j",
        "sin", "sin()", "sin(x, x)", "pow(x)", "sin(x=2)", "sin(*x)", "2x", "x x", "u", "x,",
        "x\0", "\ud800", "x\nx", "(" * 199, "-" * 201 + "x", "await x", "0o7x", "1_", "",
    ],
)  # fmt: skip
def test_a_text_that_is_no_arithmetic_is_no_formula(text):
    with pytest.raises(formulas.NoFormula):
        formulas.same_formula(text, "x**2")


def test_nobody_is_warned_of_a_formula():
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        for text in ("2if x else 3", "1or x", "'\\d'", "2(x)"):
            judge("2.1", text)

    assert heard == []


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
