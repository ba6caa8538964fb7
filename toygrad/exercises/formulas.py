"""Formulas as texts: what they come to, and whether two of them are the same.

A text is read as a tree of ``ast``.  Only sums, products, powers, a few
functions, numbers and known names are computed; nothing is ever run.
"""

import ast
import math
import operator
import random
import re
import warnings

__all__ = ["NoFormula", "compute", "names_of", "parse", "same_formula"]

LONGEST = 200  # letters of a text that is looked at
POINTS = 20  # at which two formulas are compared

SPELLINGS = str.maketrans(
    dict.fromkeys("−–", "-")
    | dict.fromkeys("·⋅∙×", "*")
    | dict.fromkeys("÷⁄", "/")
    | {"^": "**", "π": "pi", "√": "sqrt"}
)
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
FUNCTIONS = {
    "sin": math.sin, "cos": math.cos, "tan": math.tan, "tanh": math.tanh,
    "exp": math.exp, "log": math.log, "ln": math.log, "sqrt": math.sqrt,
    "abs": abs, "pow": math.pow,
}  # fmt: skip
CONSTANTS = {"pi": math.pi, "e": math.e}


class NoFormula(Exception):
    """A text says something else than a formula in the known names."""


def parse(text):
    """The tree of a formula, in whatever spelling.  Raises NoFormula.

    >>> ast.unparse(parse("y = x² · 3"))
    'x ** 2 * 3'
    """
    if len(text) > LONGEST:
        raise NoFormula
    text = re.sub("[⁰¹²³⁴-⁹⁻]+", lambda raised: f"**({raised[0]})", text)
    text = text.translate(RAISED | SPELLINGS).lower().replace("math.", "")
    text = re.sub(r"^\s*\w+\s*=", "", text).strip()
    try:
        with warnings.catch_warnings(action="ignore"):  # "2if" warns, before it fails
            return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        raise NoFormula from None


def compute(tree, names=()):
    """The number to which a tree comes, nan where there is none.

    `names` are numbers by their names.  Raises NoFormula where the tree
    asks for another name, or for anything that is no arithmetic.

    >>> compute(parse("2 - x**2"), {"x": 3.0})
    -7.0
    """
    try:
        return visit(tree, CONSTANTS | dict(names))
    except (ArithmeticError, ValueError):
        return math.nan


def visit(node, names):
    match node:
        case ast.Constant(int() | float() as number):
            return float(number)
        case ast.Name(name) if name in names:
            return names[name]
        case ast.UnaryOp(sign, part) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](visit(part, names))
        case ast.BinOp(left, sign, right) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](visit(left, names), visit(right, names))
        case ast.Call(ast.Name(name), parts, []) if name in FUNCTIONS:
            numbers = [visit(part, names) for part in parts]
            if len(numbers) == (2 if name == "pow" else 1):
                return FUNCTIONS[name](*numbers)
    raise NoFormula


def names_of(tree):
    """The letters of a formula, in the order of the alphabet."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return sorted(names - {*FUNCTIONS, *CONSTANTS})


def same_formula(text, truth):
    """Do two formulas agree at random points, wherever the second has a value?

    Raises NoFormula where the first is none in the names of the second.

    >>> same_formula("(x + 1)² - 1 - 2*x", "x**2"), same_formula("2*x", "x**2")
    (True, False)
    """
    tree, expected, draw = parse(text), parse(truth), random.Random(0)
    for _ in range(POINTS):
        place = {name: draw.uniform(-3.0, 3.0) for name in names_of(expected)}
        found, true = compute(tree, place), compute(expected, place)
        if not math.isnan(true) and not math.isclose(found, true, abs_tol=1e-12):
            return False
    return True
