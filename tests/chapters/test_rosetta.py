"""What chapter 13 says of PyTorch and JAX: as they said it, and as the engine does.

tools/witness/rosetta.py asked them; where one is installed, it is asked again.
"""

import ast
import copy
import importlib.util
import json
import math

import nbformat
import pytest

from tools.witness import rosetta
from toygrad.exercises.chapter_13 import EXERCISES
from toygrad.viz import show_backward
from toygrad.viz.torch.trace import stored_example

STORED = json.loads(rosetta.STORE.read_text())
PROSE = "\n".join(
    cell.source
    for cell in nbformat.read(rosetta.CHAPTER, as_version=4).cells
    if cell.cell_type == "markdown"
)
QUOTED = {
    "a product": "<MulBackward0>",
    "a mean": "<MeanBackward0>",
}  # of a longer text
ROWS = {row.what: row for row in rosetta.ROWS}


def differing(stored):
    """(row, library) where somebody makes another number than the engine."""
    for what, row in ROWS.items():
        ours = rosetta.ask("toygrad", row.toygrad)
        for library in stored:
            theirs = stored[library]["rows"].get(what, ours)
            if theirs != pytest.approx(ours, rel=1e-6):
                yield what, library


def recorded(name):
    """The list that a cell shows where its library is not installed."""
    for node in ast.walk(ast.parse(rosetta.cells()[name])):
        if isinstance(node, ast.Assign) and node.targets[0].id == "recorded":
            return ast.literal_eval(node.value)
    raise AssertionError(f"{name} has nothing recorded")


def rounded(answer):
    return [one if isinstance(one, str) else round(one, 4) for one in answer]


def test_every_row_makes_the_same_number_on_all_sides():
    assert len(ROWS) >= 12
    assert ROWS.keys() == STORED["torch"]["rows"].keys()
    assert list(differing(STORED)) == []


def test_a_number_that_differs_is_found():
    planted = copy.deepcopy(STORED)
    planted["torch"]["rows"]["a squared error"] *= 1 + 1e-5

    assert list(differing(planted)) == [("a squared error", "torch")]


def test_the_tables_of_the_chapter_are_the_rows_that_were_run():
    assert [row for rows in rosetta.TABLES.values() for row in rows] == rosetta.ROWS
    for rows in rosetta.TABLES.values():
        assert rosetta.as_markdown(rows) in PROSE


@pytest.mark.parametrize("library", ["torch", "jax"])
def test_the_chapter_shows_and_quotes_what_was_said(library):
    stored = STORED[library]
    assert stored["cells"].keys() == set(rosetta.programs(library)) != set()
    for name, answer in stored["cells"].items():
        assert recorded(name) == rounded(answer)
        assert stored["version"] in rosetta.cells()[name]
    for what, sentence in stored["sentences"].items():
        heard = QUOTED.get(what, sentence)
        assert heard in sentence and (heard in PROSE or what == "exercise 13.5")


def test_the_recorded_graph_has_the_numbers_of_the_cell():
    loss, *w, b = STORED["torch"]["cells"]["pytorch"]
    text = str(show_backward(stored_example()))

    assert f"loss = MeanBackward0 (mean) of v6 = {loss:.4g}." in text
    assert f"b.grad = {b:.4g}." in text
    assert f"W.grad has the norm {math.hypot(*w):.4g}." in text


def test_the_truth_of_exercise_13_5_is_what_pytorch_says():
    assert str(EXERCISES["13.5"].truth) == STORED["torch"]["sentences"]["exercise 13.5"]


@pytest.mark.parametrize("library", ["torch", "jax"])
def test_what_is_installed_says_the_same_today(library):
    if importlib.util.find_spec(library) is None:
        pytest.skip(f"{library} is not installed: its stored answers were compared")
    now = rosetta.answers(library)
    now["cells"] = {name: rounded(answer) for name, answer in now["cells"].items()}
    for name, answer in now["cells"].items():
        assert answer == recorded(name)
    assert now["rows"] == pytest.approx(STORED[library]["rows"], rel=1e-6)
    assert now["sentences"] == STORED[library]["sentences"]
