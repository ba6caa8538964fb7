"""What is drawn is the same on every run: no order of a set or of hashes shows in it."""

import json

import pytest

PROGRAMS = {
    "a graph": """
from toygrad import Value
from toygrad.viz import draw_graph
a = Value(1.0)
b = a + a
c = a * b
told(draw_graph(b / c + a.tanh()).data)
""",
    "a player": """
from toygrad import Value
from toygrad.viz import show_backward
a = Value(1.0, "a")
b = a + a
told(show_backward((a * b).tanh() / b)._repr_html_())
""",
    "a film": """
import random
from toygrad import nn, optim
from toygrad.viz import compare, record, show_descent
m = nn.MLP(1, [3, 1], rng=random.Random(1))
loss = lambda b: nn.mse_loss([m([x])[0] for x, _ in b], [y for _, y in b])
r = record(m, loss, [(0.0, 1.0), (1.0, 0.5)], optim.SGD(m.parameters(), lr=0.1), 9)
for film in (show_descent(r), compare(r, r)):
    told(film.data, film.still())
""",
    "an explorer": """
from toygrad.viz import explore
e = explore(lambda x, y: (x * y).tanh() + x, x=(0, 1), y=(0, 1))
told(e.data, e.still())
""",
    "an explorer of a descent": """
from toygrad.viz import explore_descent
e = explore_descent(lambda x: x * x, steps=2)
told(e.data, e.still())
""",
    "the boxes of modules": """
from tests.shared.traces import stored
from toygrad.viz.torch.modules import fold_modules
told(fold_modules(stored()["shared"][0], 60))
""",
    "a set of words": """
told({"a", "b", "c", "d", "e", "f", "g", "h"})
""",
}
AS_JSON = """
import json
texts = {}
def told(*things):
    texts[name] = texts.get(name, "") + " ".join(map(str, things))
"""


@pytest.fixture
def runs(under_hash_seeds):
    """{what: its text} of each of three runs, one Python for all that is drawn."""
    parts = [f"name = {name!r}\n{text}" for name, text in PROGRAMS.items()]
    program = "\n".join([AS_JSON, *parts, "print(json.dumps(texts))"])
    return [json.loads(said) for said in under_hash_seeds(program, 3)]


def test_what_is_drawn_is_the_same_on_every_run(runs):
    differing = [name for name in PROGRAMS if len({run[name] for run in runs}) > 1]

    assert all(run[name] for run in runs for name in PROGRAMS)
    assert "v0" not in "".join(run["a graph"] for run in runs)
    assert differing == ["a set of words"]  # the planted fault
