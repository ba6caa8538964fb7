"""How an answer is read: equal forms are right, what is near is wrong, a wrong form is told apart."""

import ast
import math
import random
from decimal import Decimal

import pytest

from tests.shared.answers import ROUNDS, Number, a_form, rounded
from toygrad import Value
from toygrad.exercises import EXERCISES, forms, judge
from toygrad.exercises.exercise import Formula


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
