"""Writes book/operations.md from the declarations of the engine.

Run by `make notebooks`; a test compares the page with what this makes.
"""

from tools.places import BOOK
from toygrad import clamp, logsumexp, maximum, mean, minimum, softmax
from toygrad.functions import OPERATIONS, TABLE, clamp_between, power_by, share_of
from toygrad.viz.words import number

PAGE = BOOK / "operations.md"

# Operations that have numbers of their own, shown with some.
FAMILIES = {
    "a ** k": power_by(3.0),
    "clamp": clamp_between(0.0, 1.0),
    "softmax": share_of(0),
}

# At the edges: what is written, where its values are, what runs, what comes of
# it: the number and the slope for each value, or the kind of error.
EDGES = (
    ("0 ** 0", (0.0,), lambda a: a**0, (1.0, (0.0,))),
    ("0 ** 1", (0.0,), lambda a: a**1, (0.0, (1.0,))),
    ("0 ** 0.5", (0.0,), lambda a: a**0.5, ValueError),
    ("0 ** −1", (0.0,), lambda a: a**-1, ZeroDivisionError),
    ("(−8) ** (1/3)", (-8.0,), lambda a: a ** (1 / 3), ValueError),
    ("(−2) ** 3", (-2.0,), lambda a: a**3, (-8.0, (12.0,))),
    ("(−2) ** b, b = 3 a value", (-2.0, 3.0), lambda a, b: a**b, ValueError),
    ("0 ** b, b = 2 a value", (0.0, 2.0), lambda a, b: a**b, (0.0, (0.0, 0.0))),
    ("0 ** b, b = 0 a value", (0.0, 0.0), lambda a, b: a**b, ValueError),
    ("1 / 0", (1.0, 0.0), lambda a, b: a / b, ZeroDivisionError),
    ("1 / 5e−324", (1.0, 5e-324), lambda a, b: a / b, OverflowError),
    ("maximum(1, 1)", (1.0, 1.0), maximum, (1.0, (0.5, 0.5))),
    ("minimum(1, 1)", (1.0, 1.0), minimum, (1.0, (0.5, 0.5))),
    ("max(1, 1), Python's own", (1.0, 1.0), max, (1.0, (1.0, 0.0))),
    ("clamp(0, 0, 1)", (0.0,), lambda a: clamp(a, 0.0, 1.0), (0.0, (0.0,))),
    ("clamp(1, 0, 1)", (1.0,), lambda a: clamp(a, 0.0, 1.0), (1.0, (0.0,))),
    ("mean of nothing", (), lambda *values: mean(values), ValueError),
    ("logsumexp(1000, 1000)", (1000.0, 1000.0), lambda *values: logsumexp(values),
     (1000.6931471805599, (0.5, 0.5))),
    ("softmax(1000, −1000), the first", (1000.0, -1000.0), lambda *values: softmax(values)[0],
     (1.0, (0.0, 0.0))),
)  # fmt: skip

HEAD = """\
(operations)=
# Every operation

An operation has two halves: a number on the way forward, and a local derivative for each parent on the way back.
`toygrad/functions.py` declares both, most of them in one table.
This page is written from these declarations, and the drawings and the tests read them too, so all of them say the same.

## Functions of one value

In these rows x is the value and y is the number that the operation gives.
Some slopes are written with y, because it is known by then and costs nothing: tan has the slope 1 + y².
A function takes only those x at which number *and* slope are finite.
So `sqrt` refuses 0, although the root of 0 is 0, because its slope there is infinite.
And `exp` ends at 709.78, where y reaches 1.8e308, the largest float.

| operation | local derivative | takes | at its edges |
|---|---|---|---|
"""

MANY = """
The textbook has shorter slopes for tanh and sigmoid, 1 − y² and y · (1 − y), but they lose digits where y is nearly 1.
At x = 20 nothing would be left of the slope of tanh.
The forms above lose none: they take the exponential of −|x| or −2|x|, and subtract nothing.
Near 0 no digits cancel, so there the engine computes the slopes in the textbook's way, 1 − y² for tanh and in effect y · (1 − y) for sigmoid.

## Arithmetic, and functions of several values

Here the local derivatives stand in the order of the parents, one for each.
Two operations have two rows each, because what is a plain number gets no gradient, and then less has to be recorded.
A power with a plain exponent has one parent; it needs no logarithm of its base, and therefore takes negative ones too.
A layer of a network is `affine` if its inputs are values, and `weighted` if they are plain numbers: only weights and biases are its parents then.

| operation | gives | local derivatives, in the order of the parents | takes |
|---|---|---|---|
"""

EDGE = """
`clamp` and `softmax` stand for many operations: one for each pair of bounds, one for each place in the list.

## At the edges

Where mathematics leaves a choice, the engine has made one.
Where it has no answer, an error names the operation and the value, and says what to write instead.
The slopes are the gradients that the values have after `backward()`, in the order in which they are written.
Python's own `max` compares, and hands back one of the two, so the other gets no gradient although it is as large.
`maximum` is an operation of the engine, and shares the slope between them.

| what is asked | number | slopes |
|---|---|---|
"""


def page():
    """The page as text."""
    ones = [
        f"| `{row}` | {escaped(row.formula)} | {row.domain} | {edges_of(row)} |"
        for row in OPERATIONS.values()
    ]
    many = {in_code(row): row for name, row in TABLE.items() if name not in OPERATIONS}
    many = [
        f"| `{code}` | {row.gives} | {row.formula} | {row.domain} |"
        for code, row in (many | FAMILIES).items()
    ]
    edges = [f"| {what} | {outcome_in_words(outcome)} |" for what, *_, outcome in EDGES]
    return (
        HEAD
        + "\n".join(ones)
        + "\n"
        + MANY
        + "\n".join(many)
        + "\n"
        + EDGE
        + "\n".join(edges)
        + "\n"
    )


def in_code(row):
    """As it is written in Python: "a + b", "-a", "dot"."""
    if row == "neg":
        return "-a"
    return row if row.isidentifier() else f"a {row} b"


def escaped(text):
    return text.replace("|", "\\|")


def edges_of(row):
    return "; ".join(edge_in_words(*edge) for edge in row.edges)


def edge_in_words(x, *outcome):
    if isinstance(outcome[0], type):
        return f"at {number(x)}: {outcome[0].__name__}"
    y, slope = outcome
    return f"at {number(x)}: y = {number(y)}, slope {number(slope)}"


def outcome_in_words(outcome):
    if isinstance(outcome, type):
        return f"{outcome.__name__} |"
    y, slopes = outcome
    return f"{number(y, 6)} | {', '.join(map(number, slopes))}"


if __name__ == "__main__":
    PAGE.write_text(page())
    print(f"wrote {PAGE.name}")
