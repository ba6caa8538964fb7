"""What a live cell needs of those above, and what its run gives out; without a browser."""

import sys

import pytest

from book.live import runner
from book.live.needs import needed, statements
from tools.book.chapters import Chapter, chapters, printed, tags


def lines_needed(*cells):
    """The first lines of the statements that the last cell needs."""
    *above, last = [statements(text, f"cell {k}") for k, text in enumerate(cells)]
    texts = [text.splitlines() for text in cells]
    return [
        texts[int(s.file.split()[1])][s.node.lineno - 1]
        for s in needed([s for cell in above for s in cell], last)
    ]


ENGINE = "from toygrad import Value, nn, optim"
GRAPH = ["x = Value(1.0)", "y = x * x"]
NEEDS = {
    "what makes a name": (["x = 1\ny = 2", "x"], ["x = 1"]),
    "what that is made of": (["x = 1", "y = x", "y"], ["x = 1", "y = x"]),
    "the last that makes it": (["x = 1", "x = 2", "x"], ["x = 2"]),
    "one that may make it, too": (
        ["x = 1", "if y:\n    x = 2", "y = 3", "x"],
        ["x = 1", "if y:"],
    ),
    "an import": (["from math import sin, cos", "sin(1)"], ["from math import sin, cos"]),
    "nothing that shows": (["x = 1\nprint(x)\nx", "x"], ["x = 1"]),
    "nothing of the engine that shows": (
        ["from toygrad.viz import draw_graph", "x = 1\ndraw_graph(x)", "x"], ["x = 1"],
    ),
    "what a function reads, wherever it is made": (
        ["def f():\n    return a", "a = 1", "f()"], ["def f():", "a = 1"],
    ),
    "a pass that changes what is behind": (
        [ENGINE, *GRAPH, "y.backward()", "x.grad"], [ENGINE, *GRAPH, "y.backward()"],
    ),
    "no pass through something else": (
        [ENGINE, "x = Value(1.0)\nz = Value(2.0)", "y = z * z", "y.backward()", "x.grad"],
        [ENGINE, "x = Value(1.0)"],
    ),
    "a pass in a tuple": ([ENGINE, *GRAPH, "y.backward(), x.grad", "x.grad"], [ENGINE, *GRAPH, "y.backward(), x.grad"]),
    "a pass in a list": ([ENGINE, *GRAPH, "[v.backward() for v in [y]]", "x.grad"], [ENGINE, *GRAPH, "[v.backward() for v in [y]]"]),
    "a pass by another name": ([ENGINE, *GRAPH, "back = y.backward", "back()", "x.grad"], [ENGINE, *GRAPH, "back = y.backward", "back()"]),
    "a pass through a function that reads the page": (
        [ENGINE, "w = nn.Parameter(2.0)", "def loss(n):\n    return w * n", "L = loss(3.0)\nL.backward()", "w.grad"],
        [ENGINE, "w = nn.Parameter(2.0)", "def loss(n):", "L = loss(3.0)", "L.backward()"],
    ),
    "a label": (["x = V(1)", "x.label = 'x'", "x"], ["x = V(1)", "x.label = 'x'"]),
    "a method that is added": (
        ["class A:\n    pass", "def add(a, b):\n    pass", "A.__add__ = add", "A() + A()"],
        ["class A:", "def add(a, b):", "A.__add__ = add"],
    ),
    "a loop that trains": (
        [ENGINE, "m = nn.MLP(1, [1], rng=r)\no = optim.SGD(m.parameters())", "for _ in range(9):\n    loss = m()\n    loss.backward()\n    o.step()", "m"],
        [ENGINE, "m = nn.MLP(1, [1], rng=r)", "o = optim.SGD(m.parameters())", "for _ in range(9):"],
    ),
    "a function of the page that trains": (
        ["m = M()", "def step():\n    m.w = 1", "losses = [step() for _ in x]", "m"],
        ["m = M()", "def step():", "losses = [step() for _ in x]"],
    ),
    "a function that calls one that trains": (
        ["m = M()", "def step():\n    m.w = 1", "def train():\n    step()", "train()", "m"],
        ["m = M()", "def step():", "def train():", "train()"],
    ),
    "a function that changes what it is given": (
        ["m = [1]", "def grow(xs):\n    xs.append(1)", "grow(m)", "m"],
        ["m = [1]", "def grow(xs):", "grow(m)"],
    ),
    "no function that leaves it alone": (
        ["m = [1]", "def total(xs):\n    out = {}\n    out[1] = sum(xs)\n    return out", "total(m)", "m"],
        ["m = [1]"],
    ),
    "a function that counts": (
        ["n = 0", "def f():\n    global n\n    n += 1", "f()", "n"],
        ["n = 0", "def f():", "f()"],
    ),
    "a function with a memory": (
        ["def f(k, seen=[]):\n    seen.append(k)\n    return seen", "f(1)", "f(2)"],
        ["def f(k, seen=[]):", "f(1)"],
    ),
    "a lambda that changes": (
        ["xs = []", "add = lambda: xs.append(1)", "add()", "xs"],
        ["xs = []", "add = lambda: xs.append(1)", "add()"],
    ),
    "what comes out of a list": (["xs = [1, 2]", "last = xs.pop()", "xs"], ["xs = [1, 2]", "last = xs.pop()"]),
    "what was put into a box": (
        ["x = [1]\nbox = {}", "box['x'] = x", "box['x'].append(2)", "x"],
        ["x = [1]", "box = {}", "box['x'] = x", "box['x'].append(2)"],
    ),
    "the next of what comes one by one": (["g = iter([1, 2])", "next(g)", "next(g)"], ["g = iter([1, 2])", "next(g)"]),
    "a training whose result is kept": (
        ["from toygrad.training import fit", "m = M()", "h = fit(m)", "m"],
        ["from toygrad.training import fit", "m = M()", "h = fit(m)"],
    ),
    "a seed": (
        [ENGINE, "import random", "random.seed(1)", "x = 1", "nn.MLP(1, [1])"],
        [ENGINE, "import random", "random.seed(1)"],
    ),
    "no seed where a generator is given": ([ENGINE, "import random", "random.seed(1)", "nn.MLP(1, [1], rng=2)"], [ENGINE]),
    "all that may be": (["from math import *", "sin(1)"], ["from math import *"]),
    "an import in a try": (["try:\n    import math\nexcept E:\n    math = 1", "math"], ["try:"]),
    "what a pattern catches": (["match [1, 2]:\n    case [a, *b]:\n        pass", "b"], ["match [1, 2]:"]),
    "a walrus": (["any((last := n) > 1 for n in [1, 2])", "last"], ["any((last := n) > 1 for n in [1, 2])"]),
    "what was taken away": (["sum = 3", "del sum", "sum([1])"], ["sum = 3", "del sum"]),
    "no promise without a value": (["n = 3", "n: int", "n"], ["n = 3"]),
    "a print into something": (["import io", "b = io.StringIO()", "print(1, file=b)", "b"], ["import io", "b = io.StringIO()", "print(1, file=b)"]),
    "no name of a comprehension": (["v = 1", "xs = [v for v in y]", "v"], ["v = 1"]),
}  # fmt: skip


@pytest.mark.parametrize("cells, lines", NEEDS.values(), ids=NEEDS)
def test_a_cell_needs(cells, lines):
    assert lines_needed(*cells) == lines


def run(*cells):
    pieces = []
    runner.run(list(cells), pieces.append)
    return pieces


def test_a_run_starts_afresh():
    cells = "x = [1]", "x.append(2)\nx"

    assert run(*cells) == run(*cells) == [{"text": "[1, 2]\n"}]


def test_texts_come_in_their_order():
    pieces = run("print('a')\ndisplay(3)\nprint('b')\n'c'")

    assert "".join(piece["text"] for piece in pieces) == "a\n3\nb\n'c'\n"


SENTENCES = {
    "y = 1\ny / 0": "Line 2, `y / 0`: ZeroDivisionError: division by zero.",
    "y = (": "Line 1, `y = (`, is not Python: '(' was never closed.",
    "def f():\n    return z\n\nf()": "Line 2, `return z`: NameError: name 'z' is not defined.",
    "raise ValueError": "Line 1, `raise ValueError`: ValueError: no word why.",
    "from toygrad import Value\nValue('3')": (
        "Line 2, `Value('3')`: TypeError: a value needs one number, got str '3'; "
        "write Value(float(text))."
    ),
    "input()": f"Line 1, `input()`: RuntimeError: {runner.NO_KEYBOARD}.",
    "raise SystemExit(3)": "Line 1, `raise SystemExit(3)`: SystemExit: 3.",
}


@pytest.mark.parametrize("cell, sentence", SENTENCES.items())
def test_an_error_is_one_sentence(cell, sentence):
    assert run(cell) == [{"error": sentence}]


def test_an_error_above_says_where_it_is():
    assert run("x = 1 / 0", "x") == [
        {
            "error": "In a cell above, that this one needs: "
            "Line 1, `x = 1 / 0`: ZeroDivisionError: division by zero."
        }
    ]


def test_a_half_written_cell_above_disturbs_only_who_needs_it():
    assert run("x = 1", "y = (", "x") == [{"text": "1\n"}]
    (piece,) = run("y = 1", "y = (", "y")
    assert piece["error"] == (
        "A cell above is not Python, and a name in it is used here: "
        "Line 1, `y = (`: '(' was never closed."
    )


def test_an_error_that_began_here_names_this_cell_first():
    (piece,) = run("def f(x):\n    return 1 / x", "f(1)\nf(0)")

    assert piece["error"] == (
        "Line 2, `f(0)`: ZeroDivisionError: division by zero. "
        "It was raised in a cell above: Line 2, `return 1 / x`."
    )


def test_what_a_cell_above_shows_is_not_shown():
    assert run("x = 1\ndisplay(x)\nprint(x)", "x") == [{"text": "1\n"}]


AWKWARD = {
    "a number too long for text": "2**100000",
    "an error that cannot be told": "class E(Exception):\n    def __str__(self):\n        raise E\nraise E",
    "a class that draws": "class A:\n    def _repr_html_(self):\n        return 'x'\nA",
    "a drawing of bytes": "class A:\n    def _repr_html_(self):\n        return b'x'\nA()",
    "an attribute of ours": "class A:\n    pass\na = A()\na.data = {'toygrad': 1}\na",
    "data that are no number": "from toygrad.viz.widget import Stage\nStage({'clock': None, 'at': float('nan')}, 'x')",
    "data that are no text": "from toygrad.viz.widget import Stage\nStage({'clock': None, 'at': {1, 2}}, 'x')",
    "an object that has everything": "class A:\n    def __getattr__(self, name):\n        return name\nA()",
    "Python that is made and wrong": "eval('1 +')",
    "a syntax error that is raised": "raise SyntaxError('foo')",
    "the end": "import sys\nsys.exit()",
}


@pytest.mark.parametrize("cell", AWKWARD.values(), ids=AWKWARD)
def test_whatever_a_cell_does_it_gets_a_sentence_or_a_text(cell):
    (piece,) = run(cell)

    assert set(piece) in ({"error"}, {"text"})
    assert "In a cell above" not in piece.get("error", "")


def test_the_engine_is_itself_again():
    import toygrad
    from toygrad.functions import OPERATIONS

    engine = runner.Engine()
    pieces = []
    change = """
from toygrad import Value, functions, operation
Value.__mul__ = lambda self, other: self + other
Value.new = 3
functions.fresh = 4
operation("thirds", lambda x: x / 3, lambda x, y: 1 / 3, "1/3")
Value(3.0) * Value(4.0)"""
    runner.run([change], pieces.append, engine)
    assert pieces == [{"text": "Value(7.0)\n"}]
    runner.run(
        ["from toygrad import Value\nValue(3.0) * Value(4.0)"], pieces.append, engine
    )

    assert pieces[1] == {"text": "Value(12.0)\n"}
    assert not hasattr(toygrad.Value, "new") and "thirds" not in OPERATIONS
    assert not hasattr(toygrad.functions, "fresh")


def test_text_without_end_is_cut():
    pieces = run("for k in range(100000):\n    print(k)")
    text = "".join(piece["text"] for piece in pieces)

    assert text.startswith("0\n1\n2\n")
    assert runner.MOST_TEXT < len(text) < runner.MOST_TEXT + 100
    assert text.endswith("an output here ends after 20,000 characters.\n")


def test_pictures_without_end_are_told_as_text():
    class Picture:
        def __repr__(self):
            return "a picture"

        def _repr_html_(self):
            return "x" * (runner.MOST_SHOWN // 3)

    pieces = []
    out = runner.Output(pieces.append)
    out.show(*[Picture()] * 4)
    out.flush()

    assert ["html" in piece for piece in pieces[:3]] == [True, True, False]
    assert "".join(p["text"] for p in pieces[2:]) == "a picture\na picture\n"


@pytest.mark.parametrize(
    "name",
    [
        *(chapter.name for chapter in chapters()),
        "gallery",
        "index",
        "playground",
        "replay",
        "sandbox",
    ],
)
def test_every_live_cell_gives_its_stored_text(name, monkeypatch):
    """Here with Jupyter's packages, in test_live.py with what a page has."""
    monkeypatch.setitem(sys.modules, "numpy", None)  # a page has none
    cells = Chapter(name).code
    live = [k for k, cell in enumerate(cells) if "live" in tags(cell)]

    assert live or name == "gallery"
    for k in live:
        pieces = run(*(cell.source for cell in cells[: k + 1]))
        said = "".join(piece.get("text", "") for piece in pieces)
        assert said == printed(cells[k]), cells[k].id
        assert not any("error" in piece for piece in pieces)


class Link:
    """Says, when it is dropped, how many still hold the next one of its chain."""

    heard = []

    def __init__(self, inner):
        self.inner = inner

    def __del__(self):
        self.heard.append(sys.getrefcount(self.inner))


def holders(drop):
    """What the links of two chains that meet say while both are dropped."""
    shared = Link(Link(Link(None)))
    chains = [Link(Link(shared)), shared]
    del shared
    Link.heard.clear()
    drop(chains)
    return sorted(Link.heard)[:-1]  # of None there are many


def test_what_a_run_made_goes_link_by_link():
    """In one go a long chain is too deep for a browser's stack; test_live.py drops one."""
    at_once = holders(list.clear)
    apart = holders(runner.take_apart)

    assert len(at_once) == len(apart) == 4
    assert min(apart) > min(at_once)


def test_what_toygrad_shows_is_data_also_without_widgets(root, under_hash_seeds):
    """The Python of a page has neither ipywidgets nor anywidget."""
    program = """
import sys
sys.modules["anywidget"] = sys.modules["ipywidgets"] = None
from book.live import runner
from toygrad import Value, data, nn, optim
from toygrad.viz import *
from toygrad.viz.widget import Stage
x = Value(3.0, "x")
y = x * x + x
line = nn.Linear(1, 1)
def loss(batch):
    return nn.mse_loss([line([x])[0] for x, _ in batch], [y for _, y in batch])
film = record(line, loss, [(0.0, 1.0), (1.0, 3.0)], optim.SGD(line.parameters(), lr=0.1), epochs=3)
shown = [
    draw_graph(y), show_backward(y), show_forward(y), show_nudge(y, x), show_walks(y, {"mine": [y]}),
    show_descent(film), compare(film, film), explore(lambda v: v * v, v=(0, 1)),
    explore(lambda v, w: v * w, v=(0, 1), w=(0, 1)), explore_descent(lambda w: w * w),
    show_digits(lambda v: v * v * v, 1.3), show_pad(nn.Linear(64, 2), [([0.0] * 64, 0)]), show_report(y),
    show_bends(lambda v: v.relu()),
]
pieces = []
runner.Output(pieces.append).show(*shown)
for thing, piece in zip(shown, pieces, strict=True):
    assert piece == {"text": f"{thing!r}\\n", "stage": thing.data}, thing
print(Stage.__mro__[1].__module__, hasattr(Stage, "traits"))
"""

    assert under_hash_seeds(program, 1) == {"toygrad.viz.widget False\n"}


def test_matplotlib_is_missed_in_a_sentence(root, under_hash_seeds):
    program = f"""
import sys
sys.modules["anywidget"] = None
sys.path.insert(0, {str(root / "book/live/stand_ins")!r})
from book.live import runner
runner.run(["from toygrad.viz.plots import plot_fit"], print)
"""
    (said,) = under_hash_seeds(program, 1)

    assert "plots need matplotlib, which a page does not have" in said


def test_the_runner_needs_only_python_and_toygrad(root):
    for name in ("needs", "runner"):
        for line in (root / f"book/live/{name}.py").read_text().splitlines():
            if line.startswith(("import ", "from ")):
                module = line.split()[1]
                known = sys.stdlib_module_names | {
                    "book.live.needs",
                    "toygrad.viz.calculator",
                    "toygrad.viz.inventor.session",
                    "toygrad.viz.playground.session",
                    "toygrad.viz.widget",
                }
                assert module in known, line
