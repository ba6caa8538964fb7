"""Every idea that the book grew from, and where its correct statement stands.

A row without a cell is sought in the whole chapter, one cell at a time.
Rows of chapters that are not there yet are skipped; ``pytest -rs`` lists them.
The sources stand on a page of their own.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tools.book.chapters import Chapter

BOOK = Path(__file__).resolve().parents[2] / "book"


class Row(NamedTuple):
    """An idea in our words, and what the cell that states it must match."""

    idea: str
    chapter: str
    cell: str | None
    statement: str


RULE = [
    Row(
        "a chain is computed inside first, and its slopes multiply",
        "02_chain_rule", "gears-rule", r"Along a path, local derivatives multiply",
    ),
    Row(
        "the rule names the point of each slope",
        "02_chain_rule", "inner-symbols", r"f'\(g\(x\)\) \\cdot g'\(x\)",
    ),
    Row(
        "outer slope at the inner result, inner slope at the input",
        "02_chain_rule", "inner-symbols", r"outer slope is taken at g\(x\), the inner slope at x",
    ),
    Row(
        "f is the outer function, the composite has a name of its own",
        "02_chain_rule", "inner-symbols", r"\(f ∘ g\)\(x\) means f\(g\(x\)\)",
    ),
    Row(
        "sin x² is written with brackets",
        "02_chain_rule", "ambiguous", r"sin\(x²\) when .* and \(sin x\)² when",
    ),
    Row(
        "the slope of sin(x²)",
        "02_chain_rule", "inner-symbols", r"sin\(x²\) this is cos\(x²\) · 2x",
    ),
    Row(
        "no side of the rule repeats the other, no factor is a bare quotient",
        "02_chain_rule", "exercise-1", r"last fraction is no slope.*\n.*repeats the left side",
    ),
    Row(
        "from the rule for one chain to a rule for graphs",
        "02_chain_rule", "ledger-rule", r"Multiply along each path, add over all paths",
    ),
]  # fmt: skip
BACKPROPAGATION = [
    Row(
        "a slope belongs to the point where it was taken",
        "01_slopes", "question-3", r"A slope belongs to a \*point\*",
    ),
    Row(
        "a gradient says how far the result moves when one value moves",
        "04_backpropagation", None, r"how far the result moves",
    ),
    Row(
        "backpropagation computes gradients and moves no number",
        "04_backpropagation", None, r"\*computes\* gradients.*\n.*gradient descent \*uses\*",
    ),
    Row(
        "four steps make one training iteration, not backpropagation",
        "00_tour", "question-3", r"four together are one training iteration",
    ),
    Row(
        "the backward pass is one of the four, and needs the stored numbers",
        "00_tour", "player-question", r"each edge keeps its local derivative",
    ),
    Row(
        "a loss is one number, from predictions and what was measured",
        "00_tour", "loss", r"predicted hours minus the true ones(.|\n)*one number",
    ),
    Row(
        "the update goes against the gradient",
        "00_tour", "answers-result", r"every parameter a small step against its gradient",
    ),
    Row(
        "the learning rate sets the size of a step",
        "00_tour", "answers-result", r"learning rate\*\*, sets the size of the steps",
    ),
    Row(
        "a large step can raise the loss",
        "00_tour", "trap", r"after a large step the loss may even have risen",
    ),
    Row(
        "the parameters move, not the function",
        "07_descent", "update-rule", r"The \*parameters move\*; the function stays where it is",
    ),
    Row(
        "the gradient points to steepest ascent, and only nearby",
        "07_descent", "steepest-result", r"steepest \*ascent\*, but only nearby",
    ),
    Row(
        "when to stop: the smallest loss is not known",
        "07_descent", "held-out-end", r"None says that we have arrived, because \*the smallest loss is not known",
    ),
    Row(
        "all parameters move at once, by gradients of one place",
        "07_descent", "descend", r"\*at the same time\*, each with its gradient from the \*same\* place",
    ),
    Row(
        "how far a step goes is rate times gradient",
        "07_descent", "update-rule", r"A step is rate times gradient",
    ),
    Row(
        "a loss is one number, and measures against targets",
        "07_descent", "loss-result", r"\*one number\* for the misfit of all predictions against their targets",
    ),
    Row(
        "misfit is measured against targets",
        "09_training", "taxi", r"predictions are compared with the \*\*targets\*\*",
    ),
    Row(
        "the four steps, and which of them is backpropagation",
        "09_training", "four-steps",
        r"\*Backward pass\*: every parameter gets its gradient\. This step alone is backpropagation",
    ),
    Row(
        "gradient descent comes in at the update, and moves all parameters at once",
        "09_training", "four-steps",
        r"\*Update\*: all parameters move at once, each against its gradient\. This step is gradient descent",
    ),
    Row(
        "a loss makes one number of predictions and targets",
        "09_training", "four-steps", r"\*Loss\*: predictions and targets become one number",
    ),
    Row(
        "the length of a step is rate times gradient, and the gradient holds nearby",
        "09_training", "rate-result", r"rate times gradient\.\nBut the gradient is a slope \*nearby\*",
    ),
    Row(
        "the smallest loss is neither known nor wanted: look at held-out examples",
        "09_training", "when", r"nobody knows that value(.|\n)*when the held-out loss no longer falls",
    ),
    Row(
        "a loss that is no difference",
        "10_classification", "cross-entropy-words", r"one number that measures misfit, and yet it is no difference",
    ),
    Row(
        "better steps than a fixed rate",
        "11_optimizers", None, r"momentum",
    ),
]  # fmt: skip
AUTOGRAD = [
    Row(
        "the technique, its backward form, the software",
        "04_backpropagation", None, r"Automatic differentiation(.|\n)*Backpropagation(.|\n)*Autograd",
    ),
    Row(
        "automatic differentiation goes forward or backward",
        "04_backpropagation", None, r"forward or backward",
    ),
    Row(
        "it is neither differencing nor algebra",
        "04_backpropagation", None, r"neither small nudges nor algebra",
    ),
    Row(
        "one pass gives the slopes with respect to all inputs",
        "04_backpropagation", None, r"One backward pass gives \*all\* the slopes",
    ),
    Row(
        "a chain without branches is the case of one path",
        "02_chain_rule", "ledger-rule", r"long chain without branches is the case of one path",
    ),
    Row(
        "the product may start at either end; from the result it is the backward pass",
        "02_chain_rule", "long-ladder-result", r"multiplied from the other end(.|\n)*backward pass",
    ),
    Row(
        "for one use the sum over uses has one term",
        "04_backpropagation", None, r"one use only, the sum has one term",
    ),
    Row(
        "a gradient is a sum over uses: the user's gradient times the local derivative",
        "04_backpropagation", None, r"sum over its uses: the gradient of the user, times the local",
    ),
    Row(
        "a use is an edge, so one operation can use a value twice",
        "03_graphs", "two-edges", r"even if both uses stand in one operation",
    ),
    Row(
        "the walk starts with 1, because the result moves as itself",
        "04_backpropagation", None, r"∂L/∂L = 1",
    ),
    Row(
        "the walk goes from the result back, edge by edge",
        "04_backpropagation", None, r"we go back, edge by edge",
    ),
    Row(
        "all values behind the result get one, not parameters or operands alone",
        "04_backpropagation", None, r"not the leaves alone, and not only those next to",
    ),
    Row(
        "a value without parents is a leaf",
        "03_graphs", "end-of-the-walk", r"values without parents, the \*\*leaves\*\*",
    ),
    Row(
        "why the order is reversed: all uses must have reported",
        "04_backpropagation", None, r"\*all its uses on a path to the result\* have reported",
    ),
    Row(
        "a pass adds to gradients, and updates nothing",
        "04_backpropagation", None, r"leaf \*adds\* what arrives",
    ),
]  # fmt: skip
ENGINE = [
    Row(
        "a value computes forward and knows what its gradient needs",
        "05_autograd", "memory", r"four things: its number, and for the walk back its gradient, its parents, and one local",
    ),
    Row(
        "arithmetic by special methods",
        "05_autograd", "multiply-words", r"looks into the class of x for a method with the name `__mul__`",
    ),
    Row(
        "a plain number on the left needs the reflected method",
        "05_autograd", "operators-words", r"`x.__rsub__\(10\)`: our object comes first",
    ),
    Row(
        "each operation has its number and its local derivatives, in one place",
        "05_autograd", "rules", r"number first, then one local derivative for each parent",
    ),
    Row(
        "the rule of a product",
        "05_autograd", "fails-words", r"each factor's local derivative is the \*other\* factor",
    ),
    Row(
        "an exponent has a local derivative, too",
        "05_autograd", "powers-result", r"nothing is sent to x, and x gets no gradient",
    ),
    Row(
        "an order in which parents come before their value",
        "05_autograd", "backward-words", r"Read from the end, each value comes after all its uses",
    ),
    Row(
        "recursion finds it for short graphs alone",
        "05_autograd", "long-words", r"Python lets about 1000 wait",
    ),
    Row(
        "the result starts with 1; then each value adds shares to its parents",
        "05_autograd", "backward-words", r"start with 1; go through the order in reverse; for each parent, add a share",
    ),
    Row(
        "one call walks the whole graph, not one call for each value",
        "05_autograd", "title", r"so that one call is enough",
    ),
    Row(
        "gradients in the middle live in one pass, leaves add",
        "05_autograd", "two-lives", r"value in the middle belongs to \*one\* pass",
    ),
    Row(
        "an engine is checked before it is trusted",
        "06_checking", "evidence", r"Agreement is \*evidence, not proof\*",
    ),
    Row(
        "it is not a nudge, and not algebra, measured",
        "06_checking", "growth-result", r"neither a nudge nor algebra",
    ),
]  # fmt: skip

NETWORKS = [
    Row(
        "a neuron: inputs times weights, and a bias",
        "08_networks", "neuron", r"neuron computes n = w·x \+ b",
    ),
    Row(
        "a dense layer: W times x plus b, with W's shape",
        "08_networks", "dense", r"W \\cdot x \+ b(.|\n)*a row for each output and a column for each input",
    ),
    Row(
        "it connects to the outputs of the layer before, not to its weights",
        "08_networks", "dense-words", r"the inputs are the \*outputs\* of the neurons before",
    ),
    Row(
        "the same for many points at once",
        "08_networks", "dense-words", r"X·Wᵀ \+ b",
    ),
    Row(
        "a network is a class with its layers and a forward",
        "08_networks", "model", r"`__init__` says which parts there are, `forward` says",
    ),
    Row(
        "forward on the network, backward on the loss",
        "08_networks", "model-words", r"`forward` belongs to the network.\n`backward\(\)` belongs to the \*loss\*",
    ),
    Row(
        "parameters are the weights and the biases",
        "08_networks", "model-words", r"Biases are parameters",
    ),
    Row(
        "chained layers need something that bends between them",
        "08_networks", "collapse-result", r"one layer, unless something bends between them",
    ),
    Row(
        "each step updates all the parameters, which an optimizer does elsewhere",
        "08_networks", "step-words", r"every parameter moves against its gradient.\n.*an optimizer does that",
    ),
    Row(
        "why not zero: any equal start keeps the neurons equal",
        "08_networks", "equal-result", r"the trouble is \*being equal\*",
    ),
    Row(
        "weights random, around 0 and scaled; biases may be 0",
        "08_networks", "start-rule", r"weights random, around 0, smaller(.|\n)*biases may start at 0",
    ),
]  # fmt: skip
TRAINING = [
    Row(
        "forward belongs to the network, backward to the loss",
        "09_training", "before-after",
        r"forward pass belonged to the \*model\*, the backward pass starts at the \*loss\*",
    ),
    Row(
        "gradients are zeroed between two iterations, before the next backward pass",
        "09_training", "lives-result", r"after an update, before the next backward pass",
    ),
    Row(
        "only the parameters: inner values are new in each pass",
        "09_training", "lives-result", r"zeroes the gradients of the parameters, and no others",
    ),
    Row(
        "keeping gradients on purpose has a name",
        "09_training", "accumulation", r"\*\*gradient accumulation\*\*",
    ),
    Row(
        "zeroing is easily forgotten, and can be seen in the loss",
        "09_training", "signs-list", r"It swings, down and up again: zeroing",
    ),
    Row(
        "parameters that all start at zero learn one constant",
        "09_training", "flat", r"The last bias, and no other",
    ),
    Row(
        "most of the engine finds gradients; descent is two lines of it",
        "09_training", "rename", r"two lines(.|\n)*serves the gradients",
    ),
]  # fmt: skip
ROWS = [*RULE, *BACKPROPAGATION, *AUTOGRAD, *ENGINE, *NETWORKS, *TRAINING]


def prose(chapter):
    """{cell: text} of a chapter, or None where it is not there yet."""
    found = Chapter(chapter)
    return found.prose if found.path.exists() else None


def stated(row, cells):
    """Does the named cell, or else any one, say what `row` asks for?"""
    texts = cells.values() if row.cell is None else [cells.get(row.cell, "")]
    return any(re.search(row.statement, text) for text in texts)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.idea)
def test_every_idea_is_stated_in_its_chapter(row):
    cells = prose(row.chapter)
    if cells is None:
        pytest.skip(f"{row.chapter} is not there yet: {row.idea}")

    assert row.cell is None or row.cell in cells
    assert stated(row, cells)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.idea)
def test_a_statement_taken_away_is_missed(row):
    cells = prose(row.chapter)
    if cells is None:
        pytest.skip(f"{row.chapter} is not there yet: {row.idea}")
    without = {name: re.sub(row.statement, "", text) for name, text in cells.items()}

    assert not stated(row, without)


def test_the_chapters_of_the_first_four_parts_are_there():
    due = {row.chapter for row in ROWS if row.chapter[:2] <= "10"}

    assert all(prose(chapter) for chapter in due)


BIBLIOGRAPHY = (BOOK / "references.bib").read_text()
PAGE = (BOOK / "references.md").read_text()
SOURCES = (
    "https://www.britannica.com/science/differentiation-mathematics",
    "https://en.wikipedia.org/wiki/Derivative",
    "https://machinelearningmastery.com/difference-between-backpropagation-and-stochastic-gradient-descent/",
    "https://github.com/karpathy/micrograd",
    "https://pytorch.org/tutorials/beginner/blitz/autograd_tutorial.html",
    "https://deepai.org/machine-learning-glossary-and-terms/backpropagation",
    "https://github.com/hxy9243/toygrad",
)


@pytest.mark.parametrize("address", SOURCES)
def test_every_source_stands_in_the_list_and_is_told_on_the_page(address):
    entries = re.findall(r"@\w+\{([\w-]+),(.*?)\n\}", BIBLIOGRAPHY, re.DOTALL)
    (key,) = (key for key, body in entries if f"{{{address}}}" in body)

    assert f"{{cite}}`{key}`" in PAGE


def test_the_motto_stands_beside_where_it_comes_from():
    assert re.search(r"What I cannot create, I do not understand.*Feynman", PAGE)
