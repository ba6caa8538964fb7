"""Writes book/operations.md from the declarations of the engine.

Run by `make notebooks`; a test compares the page with what this makes.
"""

from pathlib import Path

from toygrad import Value, clamp, logsumexp, maximum, mean, minimum, softmax
from toygrad.functions import OPERATIONS, TABLE, clamp_between, power_by, share_of
from toygrad.viz.words import number

PAGE = Path(__file__).resolve().parent.parent / "book" / "operations.md"

# Operations that have numbers of their own, shown with some.
FAMILIES = {
    "a ** k": power_by(3.0),
    "clamp": clamp_between(0.0, 1.0),
    "softmax": share_of(0),
}

# At the edges: what is written, what runs, what comes of it: number and
# slopes, or the kind of error.
EDGES = (
    ("0 ** 0", lambda: Value(0.0) ** 0, (1.0, (0.0,))),
    ("0 ** 1", lambda: Value(0.0) ** 1, (0.0, (1.0,))),
    ("0 ** 0.5", lambda: Value(0.0) ** 0.5, ValueError),
    ("0 ** −1", lambda: Value(0.0) ** -1, ZeroDivisionError),
    ("(−8) ** (1/3)", lambda: Value(-8.0) ** (1 / 3), ValueError),
    ("(−2) ** 3", lambda: Value(-2.0) ** 3, (-8.0, (12.0,))),
    ("(−2) ** b, b a value", lambda: Value(-2.0) ** Value(3.0), ValueError),
    ("0 ** b, b = 2 a value", lambda: Value(0.0) ** Value(2.0), (0.0, (0.0, 0.0))),
    ("1 / 0", lambda: 1.0 / Value(0.0), ZeroDivisionError),
    ("1 / 5e−324", lambda: 1.0 / Value(5e-324), OverflowError),
    ("maximum(1, 1)", lambda: maximum(Value(1.0), Value(1.0)), (1.0, (0.5, 0.5))),
    ("minimum(1, 1)", lambda: minimum(Value(1.0), Value(1.0)), (1.0, (0.5, 0.5))),
    ("max(1, 1), Python's own", lambda: max(Value(1.0), Value(1.0)), (1.0, ())),
    ("clamp(0, 0, 1)", lambda: clamp(Value(0.0), 0.0, 1.0), (0.0, ())),
    ("clamp(1, 0, 1)", lambda: clamp(Value(1.0), 0.0, 1.0), (1.0, ())),
    ("mean of nothing", lambda: mean([]), ValueError),
    ("logsumexp(1000, 1000)", lambda: logsumexp([Value(1000.0)] * 2), (1000.6931471805599, (0.5, 0.5))),
    ("softmax(1000, −1000), the first", lambda: softmax([Value(1000.0), Value(-1000.0)])[0],
     (1.0, (0.0, 0.0))),
)  # fmt: skip

HEAD = """\
(operations)=
# Every operation

Each row is one operation of the table in `toygrad/functions.py`.
The tests, the drawings and this page read the same declaration.
y is the number that the operation gives.

## Of one value

| operation | local derivative | takes | at its edges |
|---|---|---|---|
"""

MANY = """
tanh, sigmoid and softplus use forms that keep their digits where the textbook's lose them.

## Of two and more

| operation | gives | local derivatives, in the order of the parents | takes |
|---|---|---|---|
"""

EDGE = """
## At the edges

Where mathematics leaves a choice, or none, this is what happens.
An error names the operation and the value, and says what to write instead.

| | number | slopes |
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
    edges = [f"| {what} | {outcome_in_words(outcome)} |" for what, _, outcome in EDGES]
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
    return f"{number(y, 6)} | {', '.join(map(number, slopes)) or 'nothing flows'}"


if __name__ == "__main__":
    PAGE.write_text(page())
    print(f"wrote {PAGE.name}")
