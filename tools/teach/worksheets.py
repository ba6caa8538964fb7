"""Makes worksheets to fill in by hand, for chapters 1 to 4, with their key.

    .venv/bin/python -m tools.teach.worksheets            the sheets of seed 1
    .venv/bin/python -m tools.teach.worksheets 7          those of seed 7

Run by `make worksheets`, or `make worksheets SEED=7`.  Three files land in
_build/worksheets: worksheet-7.pdf has a page for each of three levels,
key-7.pdf is the same filled in, worksheet-7.ipynb the same to run.

No sheet is written by hand.  For each level expressions are drawn at random
until one obeys the rules (`obeys`), so that all its numbers are small and
whole.  The key is what the engine's backward() says.  The same seed gives
the same bytes.
"""

import math
import operator
import random
import re
import sys
from functools import partial
from typing import NamedTuple

from matplotlib import rc_context
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path as Curve

from tools.book.notebooks import as_text, code, made_of, prose
from tools.places import BUILD
from toygrad import Value, relu
from toygrad.paths import explain, local_grads
from toygrad.viz import theme
from toygrad.viz.graph.layout import plan
from toygrad.viz.snapshot import Snapshot, edges_of
from toygrad.viz.words import number

FOLDER = BUILD / "worksheets"

# The expressions.

OPERATIONS = {  # how many operands, and what is done with them
    "+": (2, operator.add),
    "-": (2, operator.sub),
    "*": (2, operator.mul),
    "square": (1, lambda x: x**2),
    "relu": (1, relu),
}
LEVELS = {  # the operations of each, in any order; "any" stands for + or - or *
    1: [["+", "*"]],
    2: [["-", "+", "*", "any"]],
    3: [["square", "relu", "*", "any", "any"], ["square", "relu", "*", *["any"] * 3]],
}
REUSED = {1: 0, 2: 1, 3: 2}  # values that are used twice
LARGEST = 60  # no number on a sheet is larger: all is done in the head
DEEPEST = 5  # operations below each other; more do not fit on a page
DATA_OF_LEAVES = (-5, -4, -3, -2, 2, 3, 4, 5, 6)  # 1 and −1 would hide a factor


class Sheet(NamedTuple):
    """One page: its values after a backward pass, leaves first, the result last."""

    seed: int
    level: int
    values: list

    @property
    def title(self):
        return f"Worksheet, level {self.level}, seed {self.seed}"


def make_sheet(seed, level):
    """The first random expression that obeys the rules of its level."""
    rng = random.Random(f"worksheet {seed}, level {level}")
    while True:
        values = random_expression(rng, level)
        if values:
            values[-1].backward()
            if obeys(level, values):
                return Sheet(seed, level, values)


def random_expression(rng, level):
    """Values that are used once, but for `REUSED` of them, which are used twice.

    An empty list where at some point the operands do not suffice.
    """
    signs = [rng.choice("+-*") if s == "any" else s for s in rng.choice(LEVELS[level])]
    rng.shuffle(signs)
    uses = sum(OPERATIONS[sign][0] for sign in signs)
    leaves = uses - (len(signs) - 1) - REUSED[level]
    names = "abcd"[:leaves] + "pqrst"[: len(signs) - 1] + "L"
    twice = rng.sample(names[:-1], REUSED[level])
    given = [(0, partial(Value, data)) for data in rng.sample(DATA_OF_LEAVES, leaves)]
    values, unused = [], []
    for name, (count, make) in zip(names, given + [OPERATIONS[sign] for sign in signs]):
        rng.shuffle(unused)
        operands, unused = unused[:count], unused[count:]
        if len(set(operands)) < count:
            return []
        value = make(*operands)
        value.label = name
        values.append(value)
        unused += [value] * (2 if name in twice else 1)
    return values


def obeys(level, values):
    """Can it be done by hand, and does every number on it teach something?"""
    uses = uses_of(values)
    shares = [[share(*use) for use in uses[value]] for value in values]
    numbers = [x for v in values for x in (v.data, v.grad, *v.local_grads)]
    blocked = blocked_values(values, uses)
    return (
        max(map(abs, sum(shares, numbers))) <= LARGEST
        and all(len(set(those)) == len(those) for those in shares)
        and all((value.grad == 0) == (value in blocked) for value in values)
        and all(map(sensible, values))
        and depth(values[-1]) <= DEEPEST
        and (level < 3 or most_paths(values)[0] >= 3)
    )


def uses_of(values):
    """{value: [(user, place), ...]}, the edges that leave each."""
    uses = {value: [] for value in values}
    for parent, place, user in edges_of(values):
        uses[parent].append((user, place))
    return uses


def share(user, place):
    """What one use of a value adds to its gradient."""
    return local_grads(user)[place] * user.grad


def blocked_values(values, uses):
    """Those from which every path leads through a relu that is 0."""
    blocked = set()
    for value in reversed(values[:-1]):
        if all(user in blocked or not user.local_grads for user, _ in uses[value]):
            blocked.add(value)
    return blocked


def sensible(value):
    """No factor is 0, and the sign of what a relu is given must be computed."""
    if value.op != "relu":
        return all(value.local_grads)
    (parent,) = value.parents
    return parent.parents and not parent.op.startswith("**") and parent.data != 0


def depth(value):
    return 1 + max(map(depth, value.parents)) if value.parents else 0


def most_paths(values):
    """(count, name) of the leaf from which most paths lead to the result."""
    leaves = [value for value in values if not value.parents]
    return max((explain(values[-1], leaf).count, leaf.label) for leaf in leaves)


# What is asked, and the answers.

INSTRUCTIONS = {
    1: "Fill in data going down, a local derivative on each edge, then grad going up.",
    2: "Fill in data, local derivatives and grad. A value used twice adds its shares.",
    3: "Fill in data, local derivatives and grad. A relu that is 0 lets nothing back.",
}


def questions(sheet):
    """Three (question, answers)."""
    values, rng = sheet.values, random.Random(f"questions: {sheet.title}")
    leaves = [value for value in values if not value.parents and value.grad]
    rng.shuffle(leaves)
    leaves.sort(key=lambda leaf: leaf in values[-1].parents)  # long ways first
    far, near, last = (leaves * 3)[:3]
    change = number(0.01 * near.grad)
    nudge = f"Raise {near.label} by 0.01: L moves by about", [change]
    if sheet.level == 1:
        way = f"Multiply the local derivatives on the path from {far.label} to L:"
        return [nudge, (way, [number(far.grad)]), wish(last)]
    *_, (value, uses) = [row for row in uses_of(values).items() if len(row[1]) == 2]
    users = " and from ".join(user.label for user, _ in uses)
    shares = [number(share(*use)) for use in uses]
    twice = f"{value.label} is used twice. Its shares, from {users}:", shares
    if sheet.level == 2:
        return [twice, nudge, wish(far)]
    count, start = most_paths(values)
    return [(f"How many paths lead from {start} to L?", [str(count)]), twice, nudge]


def wish(leaf):
    answer = "raise" if leaf.grad > 0 else "lower"
    return f"L should grow a little. Raise {leaf.label}, or lower it?", [answer]


def answers(sheet):
    """What belongs into each blank of the page, in the order of drawing."""
    filled = {}
    for parent, place, value in edges_of(sheet.values):
        filled[parent.label, value.label] = number(local_grads(value)[place])
    for value in sheet.values:
        if value.parents:
            filled[value.label, "data"] = number(value.data)
        filled[value.label, "grad"] = number(value.grad)
    for count, (_, given) in enumerate(questions(sheet), 1):
        filled |= {(count, k): answer for k, answer in enumerate(given)}
    return filled


# The page: lengths are points, y goes down.

PAGE = (595, 842)
MARGIN = 42
GRAPH = (94, 708)  # the graph stands between these heights
BOX = (104, 64)
LABEL = (48, 21)  # the room for a local derivative
POINT = 8  # the length of an arrow head
QUESTIONS = 740  # the baseline of the first one
WORDS = {"data": (36, theme.DATA), "grad": (56, theme.GRADIENT)}  # baselines in a box
GAPS = {1: (0.9, 1.5), 2: (0.3, 0.55), 3: (0.25, 0.18)}  # inches, across and down
BOLD = {"ha": "center", "fontsize": 12, "fontweight": "bold"}
STYLE = {"font.family": "DejaVu Sans", "text.color": theme.INK, "pdf.fonttype": 3}


def draw_page(sheet, filled, title):
    """The sheet as a figure; `filled` holds its answers, or nothing."""
    figure = Figure(figsize=[length / 72 for length in PAGE])
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, PAGE[0]), ylim=(PAGE[1], 0))
    axes.axis("off")
    axes.text(MARGIN, 54, title, fontsize=18, fontweight="bold")
    axes.text(MARGIN, 76, INSTRUCTIONS[sheet.level], fontsize=11)
    corners, edges = layout(sheet)
    for ends, edge in edges.items():
        draw_edge(axes, *edge, filled.get(ends))
    graph = Snapshot(sheet.values[-1])
    for value, corner in zip(sheet.values, corners):
        draw_box(axes, *corner, value, graph.title(value), filled)
    for count, (question, given) in enumerate(questions(sheet), 1):
        y = QUESTIONS + 28 * (count - 1)
        axes.text(MARGIN, y, f"{count}.  {question}", fontsize=11)
        for k in range(len(given)):
            x = PAGE[0] - MARGIN - 56 * (len(given) - k) + 6
            draw_blank(axes, x, y, 50, filled.get((count, k)))
    return figure


def draw_blank(axes, x, y, width, answer, color=theme.INK):
    """A line to write on, and the answer above it where there is one."""
    axes.plot((x, x + width), (y + 3, y + 3), color=theme.LINE, linewidth=0.8)
    if answer is not None:
        axes.text(x + width / 2, y, answer, color=color, **BOLD)


def draw_edge(axes, curve, arrow, middle, answer):
    """A curve with its head, and the blank for the local derivative beside it."""
    line = Curve(curve, [Curve.MOVETO] + [Curve.CURVE4] * (len(curve) - 1))
    axes.add_patch(PathPatch(line, fill=False, edgecolor=theme.DATA, linewidth=1.2))
    axes.add_patch(Polygon(arrow, color=theme.DATA, linewidth=0))
    x, y = middle[0], middle[1] + 6
    axes.text(x - 17, y, "×", ha="center", fontsize=12)
    draw_blank(axes, x - 11, y, 30, answer)


def draw_box(axes, x, y, value, title, filled):
    """One value, (x, y) its upper left corner; the data of a leaf are given."""
    border = {"facecolor": theme.QUIET, "edgecolor": theme.LINE, "linewidth": 0.8}
    style = "round,pad=0,rounding_size=8"
    axes.add_patch(FancyBboxPatch((x, y), *BOX, boxstyle=style, **border))
    axes.text(x + BOX[0] / 2, y + 17, title, **BOLD)
    for word, (down, color) in WORDS.items():
        axes.text(x + 10, y + down, word, color=color, fontsize=11)
        if word == "data" and not value.parents:
            given = number(value.data)
            axes.text(x + 68, y + down, given, color=color, ha="center", fontsize=12)
        else:
            answer = filled.get((value.label, word))
            draw_blank(axes, x + 42, y + down, 52, answer, color)


def layout(sheet):
    """Where everything stands on the page.

    ([the upper left corner of the box of each value], {(parent, value), as names:
    (curve, arrow head, middle of the label)})
    """
    values, ends = sheet.values, edges_of(sheet.values)
    edges = [(values.index(p), values.index(value), LABEL) for p, _, value in ends]
    drawn = plan([BOX] * len(values), edges, "TB", GAPS[sheet.level])
    left, top = (PAGE[0] - drawn["size"][0]) / 2, (sum(GRAPH) - drawn["size"][1]) / 2

    def placed(x, y):
        return left + x, top + y

    corners = [placed(x - BOX[0] / 2, y - BOX[1] / 2) for x, y in drawn["boxes"]]
    ways = {}
    for (p, _, value), path, label in zip(ends, drawn["edges"], drawn["labels"]):
        numbers = map(float, re.findall(r"[\d.]+", path))
        curve = [placed(*point) for point in zip(numbers, numbers)]
        ways[p.label, value.label] = curve, arrow(*curve[-2:]), placed(*label)
    return corners, ways


def arrow(before, tip):
    """The corners of an arrow head, a third as wide as long to each side."""
    dx, dy = (POINT * (t - b) / math.dist(before, tip) for b, t in zip(before, tip))
    x, y = tip[0] - dx, tip[1] - dy
    return [(x - dy / 3, y + dx / 3), tip, (x + dy / 3, y - dx / 3)]


# The notebook.

AS_CODE = {
    "": 'Value({data}, label="{label}")', "+": "{} + {}", "-": "{} - {}", "*": "{} * {}",
    "**2.0": "{}**2", "relu": "{}.relu()",
}  # fmt: skip

HEAD = """\
# Worksheet, seed {seed}

Fill in data and local derivatives on paper.
Then run the first cell of the level: the drawing shows both, but no gradient.
The hidden cell at the end of a level is the key."""

IMPORTS = """\
from toygrad import Value
from toygrad.paths import local_grads
from toygrad.viz import draw_graph
from toygrad.viz.snapshot import Snapshot"""

KEY = """\
values = Snapshot(L).values
for value in values:
    value.grad = 0.0  # so that this cell can run again
L.backward()
print("      data  grad  yours")
for value in values:
    yours = data.get(value.label, "given"), grad[value.label]
    print(f"{value.label:4}{value.data:6g}{value.grad:6g} ", *yours)
for value in values:
    for parent, local in zip(value.parents, local_grads(value)):
        print(f"{parent.label} → {value.label}  ×{local:g}")"""


def notebook(sheets):
    """The sheets as a notebook: task, drawing, stub answers, hidden key."""
    hidden = {"tags": ["hide-cell"], "jupyter": {"source_hidden": True}}
    cells = [prose("head", HEAD.format(seed=sheets[0].seed)), code("imports", IMPORTS)]
    for sheet in sheets:
        name = f"level-{sheet.level}"
        cells += [
            prose(f"{name}-task", task(sheet)),
            code(f"{name}-graph", expression(sheet)),
            code(f"{name}-answers", stubs(sheet)),
            code(f"{name}-key", key(sheet), metadata=hidden),
        ]
    return made_of(cells)


def task(sheet):
    """The sheet in words, with a table to fill."""
    lines = [f"## Level {sheet.level}", "", INSTRUCTIONS[sheet.level], ""]
    lines += "| value | data | local derivatives | grad |", "|---|---|---|---|"
    graph = Snapshot(sheet.values[-1])
    for value in sheet.values:
        data = "" if value.parents else number(value.data)
        edges = ", ".join(f"{parent.label}: ×" for parent in value.parents)
        lines.append(f"| {graph.title(value)} | {data} | {edges} | |")
    asked = (f"{k}. {text}" for k, (text, _) in enumerate(questions(sheet), 1))
    return "\n".join([*lines, "", *asked])


def expression(sheet):
    """The code that builds the values and draws them."""
    lines = []
    for value in sheet.values:
        parents = [parent.label for parent in value.parents]
        made = AS_CODE[value.op].format(*parents, data=value.data, label=value.label)
        lines.append(f"{value.label} = {made}")
    computed = "".join(value.label for value in sheet.values if value.parents)
    lines.append(f'for value, name in zip(({", ".join(computed)}), "{computed}"):')
    return "\n".join([*lines, "    value.label = name", "draw_graph(L)"])


def stubs(sheet):
    leaves = ", ".join(f"{v.label}=None" for v in sheet.values if not v.parents)
    inner = ", ".join(f"{v.label}=None" for v in sheet.values if v.parents)
    lines = f"data = dict({inner})", f"grad = dict({leaves})", f"grad |= dict({inner})"
    return "\n".join([*lines, "answers = [None, None, None]"])


def key(sheet):
    lines = [KEY]
    for k, (_, given) in enumerate(questions(sheet)):
        lines.append(f'print("{k + 1}.  {", ".join(given)}", "  yours:", answers[{k}])')
    return "\n".join([*lines, "draw_graph(L)"])


# The files.


def write_pdf(path, pages):
    """(sheet, filled, title) for each page, as one PDF without a date."""
    metadata = {"Title": path.stem, "Creator": "toygrad", "CreationDate": None}
    with rc_context(STYLE), PdfPages(path, metadata=metadata) as pdf:
        for page in pages:
            pdf.savefig(draw_page(*page))


def write_blanks(seed, folder):
    """The sheets without their key; returns what was drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets = [make_sheet(seed, level) for level in LEVELS]
    blanks = [(sheet, {}, sheet.title) for sheet in sheets]
    write_pdf(folder / f"worksheet-{seed}.pdf", blanks)
    return sheets


def main(seed, folder=FOLDER):
    sheets = write_blanks(seed, folder)
    keys = [(sheet, answers(sheet), f"{sheet.title}: key") for sheet in sheets]
    write_pdf(folder / f"key-{seed}.pdf", keys)
    path = folder / f"worksheet-{seed}.ipynb"
    path.write_text(as_text(notebook(sheets)), encoding="utf-8")
    print(f"wrote worksheet-{seed}.pdf, key-{seed}.pdf and worksheet-{seed}.ipynb")


if __name__ == "__main__":
    seed = sys.argv[1] if sys.argv[1:] else "1"
    if not seed.isdecimal():
        sys.exit(f"a seed is a whole number, got {seed}; write make worksheets SEED=7")
    main(int(seed))
