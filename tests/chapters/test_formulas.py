"""A formula is the same in another form; what is no arithmetic is none."""

import random
import warnings

import pytest

from tests.shared.answers import rewritten
from toygrad.exercises import formulas, judge

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
