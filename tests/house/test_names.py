"""Names and docstrings of the engine: functions are verbs or nouns, and say what they refuse."""

import ast
import inspect
import re

import pytest

import toygrad
from toygrad import check, data, nn, optim, paths, training, viz
from toygrad.viz import plots

PARTICIPLE = re.compile(
    r"[a-z]+ed|(?:told|said|shown|seen|found|written|frozen|drawn|taken|given|made|kept|written_\w+)"
)
# Names that people know, or of what is left of something: nouns here.
NOUNS = {
    "weighted",  # the operation
    "shifted",  # told in chapter 10
    "reached", "expected",  # what is reached, what is expected
    "stacked",  # a method that gives a Stack
    "named",  # a method that gives names
}  # fmt: skip


def participles(text):
    """Functions that are named by what was done, not by what they do or give."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef) or node.name in NOUNS:
            continue
        decorated = {getattr(mark, "id", "") for mark in node.decorator_list}
        if PARTICIPLE.fullmatch(node.name) and not decorated & {
            "contextmanager",
            "property",
        }:
            yield node.name


def test_a_function_of_the_engine_is_a_verb_or_a_noun(root):
    engine = [p for p in (root / "toygrad").rglob("*.py") if "viz" not in p.parts]
    found = [
        f"{p.stem}.{name}" for p in engine for name in participles(p.read_text("utf-8"))
    ]

    assert len(engine) > 20 and found == []
    assert list(participles("def told(): 1\ndef written_sum(): 1")) == [
        "told",
        "written_sum",
    ]


RIDDLES = r"\b(stranger|nobody watches|nobody reads|anybody packs|without a word)\b"


def test_a_comment_says_what_it_means(root):
    for path in sorted((root / "toygrad").rglob("*.py")):
        assert not re.search(RIDDLES, path.read_text("utf-8")), path
    assert re.search(RIDDLES, "# no stranger did")


# Public functions whose arguments can be wrong, and what their docstrings say of it.

PUBLIC = [
    getattr(module, name)
    for module in (toygrad, check, data, nn, optim, paths, training, viz, plots)
    for name in module.__all__
]
FUNCTIONS = {f.__qualname__: f for f in PUBLIC if inspect.isfunction(f)} | {
    f.__qualname__: f
    for f in PUBLIC
    if inspect.isclass(f)
    and f.__module__ in ("toygrad.value", "toygrad.nn", "toygrad.optim")
}
# What takes one value or number: its domain stands in the table, and on its page.
ONE_VALUE = set(toygrad.functions.OPERATIONS)


def says_what_it_refuses(docstring):
    return bool(re.search(r"\b[Rr]aises?\b|never raises", docstring or ""))


def silent(functions):
    """The functions with arguments whose docstrings name no error."""
    for name, function in functions.items():
        takes = inspect.signature(function).parameters
        if (
            takes
            and name not in ONE_VALUE
            and not says_what_it_refuses(function.__doc__)
        ):
            yield name


def test_every_public_function_says_what_it_refuses():
    def quiet(x):
        """Nothing."""

    assert list(silent(FUNCTIONS)) == []
    assert list(silent({"quiet": quiet})) == ["quiet"]


@pytest.mark.parametrize(
    "words", ["Raises TypeError for a text.", "It never raises.", "raises as `f`"]
)
def test_an_error_is_read_from_a_docstring(words):
    assert says_what_it_refuses(words)
    assert not says_what_it_refuses("It rises.")
