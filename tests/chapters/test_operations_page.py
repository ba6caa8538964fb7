"""The page of the operations is made from the declarations, and its edges are the engine's."""

import re

import pytest

from tools.book import operations
from toygrad import Value, clamp, functions, softmax
from toygrad.functions import TABLE, operation_of

# Rows that stand for many operations, with a value that one of them has made.
FAMILIES = {
    "a ** k": lambda: Value(2.0) ** 3.0,
    "clamp": lambda: clamp(Value(0.5), 0.0, 1.0),
    "softmax": lambda: softmax([Value(1.0), Value(2.0)])[0],
}
SIGNS = {"-a": "neg"}


def rows(page):
    """[(code, the other cells)] of the tables of operations, not of their edges."""
    tables = page.partition("## At the edges")[0]
    return [
        (code, [cell.strip() for cell in cells.split(" | ")])
        for code, cells in re.findall(
            r"^\| `([^`]+)` \| (.*) \|$", tables, re.MULTILINE
        )
    ]


def declared(code):
    """The declaration behind a row; KeyError where there is none."""
    if code in FAMILIES:
        return operation_of(FAMILIES[code]())
    sign = re.fullmatch(r"a (\S+) b", code)
    return TABLE[SIGNS.get(code) or (sign[1] if sign else code)]


def says(code, cells):
    """Are the words of a row those of its declaration?"""
    op = declared(code)
    words = [op.gives] if op.gives else []
    return cells[: len(words) + 2] == [
        *words,
        op.formula.replace("|", "\\|"),
        op.domain,
    ]


@pytest.fixture
def page(root):
    return (root / "book/operations.md").read_text("utf-8")


def test_every_row_is_a_declaration_and_every_declaration_a_row(page):
    codes = [code for code, _ in rows(page)]

    assert [code for code, cells in rows(page) if not says(code, cells)] == []
    assert {declared(code) for code in codes} >= {*TABLE.values()}
    assert len(codes) == len(set(codes)) == len(TABLE) + len(FAMILIES)


def test_both_halves_of_a_row_are_there():
    """A rule and a slope; that of an affine operation of plain numbers is in `rule_of`."""
    for op in [*TABLE.values(), *(operation_of(made()) for made in FAMILIES.values())]:
        assert callable(op.slope)
        assert callable(op.rule) or op is functions.WEIGHTED


def test_a_row_that_nothing_declares_is_found(page):
    planted = page.replace("| `cos` | −sin(x)", "| `cos` | sin(x)")

    assert [code for code, cells in rows(planted) if not says(code, cells)] == ["cos"]
    with pytest.raises(KeyError):
        says("cot", ["−1 − y²", "any"])


def test_the_page_of_operations_is_made_from_the_declarations(root):
    assert (root / "book/operations.md").read_text() == operations.page()
    for what, at, run, outcome in operations.EDGES:
        leaves = [Value(number) for number in at]
        if isinstance(outcome, type):
            with pytest.raises(outcome):
                run(*leaves)
        else:
            value = run(*leaves)
            value.backward()
            slopes = tuple(leaf.grad for leaf in leaves)
            assert (value.data, slopes) == outcome, what
