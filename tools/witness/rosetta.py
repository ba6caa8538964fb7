"""Asks PyTorch and JAX what chapter 13 says of them, and stores it in tests/stored/rosetta.json.

    python -m tools.witness.rosetta

Run it by hand, from the folder of the project, once with a Python that has
PyTorch and once with one that has JAX; nothing else here needs them.  What the
other one said stays.

A row of the chapter's table is what to write here, in PyTorch and in JAX, each
with what comes before it and the number that it must make: so all three are
run, and must agree.  The cells of the chapter that speak to one of the two are
run as they stand there.  tests/chapters/test_rosetta.py compares.
"""

import contextlib
import importlib.util
import io
import json
import warnings
from importlib.metadata import version
from typing import NamedTuple

import nbformat

from tools.places import BOOK, STORED

STORE = STORED / "rosetta.json"
CHAPTER = BOOK / "13_tables.ipynb"

START = {
    "toygrad": "from toygrad import Value, grad, gradcheck, jvp, nn, optim, tanh, trace",
    "torch": "import torch\nfrom torch import nn, optim\nimport torch.nn.functional as F\nfrom torch.autograd import gradcheck\n"
    "from torch.func import grad, jvp, vmap",
    "jax": "import jax\nimport jax.numpy as jnp\nfrom jax import grad, jit, jvp, vmap\n"
    "from jax.lax import stop_gradient\nfrom jax.nn import log_softmax",
}
X = {
    "toygrad": "x = Value(3.0)",
    "torch": "x = torch.tensor(3.0, requires_grad=True)",
    "jax": "x = jnp.array(3.0)",
}
F = "f = lambda x: x * x * x"
PASS = {
    "toygrad": f"{X['toygrad']}\ny = x * x",
    "torch": f"{X['torch']}\ny = x * x",
    "jax": "f = lambda x: x * x\nx = jnp.array(3.0)\ny = f(x)",
}
NONE = "–"  # there is no such thing, for the reason that the chapter tells


class Side(NamedTuple):
    """What is written, what comes before it, and the number that it makes."""

    written: str
    number: str
    before: str = ""


class Row(NamedTuple):
    what: str
    toygrad: Side
    torch: Side
    jax: Side | None


ROWS = [
    Row(
        "a leaf with a gradient",
        Side(X["toygrad"], "x.data"), Side(X["torch"], "x.item()"), Side(X["jax"], "float(x)"),
    ),
    Row(
        "the number in it",
        Side("y.data", "y.data", PASS["toygrad"]), Side("y.item()", "y.item()", PASS["torch"]),
        Side("float(y)", "float(y)", PASS["jax"]),
    ),
    Row(
        "walk back from y",
        Side("y.backward()", "x.grad", PASS["toygrad"]),
        Side("y.backward()", "x.grad.item()", PASS["torch"]),
        Side("g = grad(f)(x)", "float(g)", PASS["jax"]),
    ),
    Row(
        "the gradient, afterwards",
        Side("x.grad", "x.grad", PASS["toygrad"] + "\ny.backward()"),
        Side("x.grad", "x.grad.item()", PASS["torch"] + "\ny.backward()"),
        Side("g", "float(g)", PASS["jax"] + "\ng = grad(f)(x)"),
    ),
    Row(
        "zero it",
        Side("x.grad = 0.0", "x.grad", PASS["toygrad"] + "\ny.backward()\n(x * x).backward()"),
        Side("x.grad = None", "0.0 if x.grad is None else 1.0", PASS["torch"] + "\ny.backward()"),
        None,
    ),
    Row(
        "the number without its history",
        Side("z = Value(y.data)", "z.data", PASS["toygrad"]),
        Side("z = y.detach()", "z.item()", PASS["torch"]),
        Side("z = stop_gradient(y)", "float(z)", PASS["jax"]),
    ),
    Row(
        "a layer of 3 neurons",
        Side("nn.Linear(2, 3)", "len(nn.Linear(2, 3).parameters())"),
        Side("nn.Linear(2, 3)", "sum(p.numel() for p in nn.Linear(2, 3).parameters())"),
        None,
    ),
    Row(
        "a squared error",
        Side("nn.mse_loss(y, t)", "nn.mse_loss(y, t).data", "y, t = [Value(1.0), Value(3.0)], [2.0, 5.0]"),
        Side("F.mse_loss(y, t)", "F.mse_loss(y, t).item()", "y, t = torch.tensor([1.0, 3.0]), torch.tensor([2.0, 5.0])"),
        Side("((y - t) ** 2).mean()", "float(((y - t) ** 2).mean())", "y, t = jnp.array([1.0, 3.0]), jnp.array([2.0, 5.0])"),
    ),
    Row(
        "surprise, from logits",
        Side("nn.cross_entropy(z, 2)", "nn.cross_entropy(z, 2).data", "z = [Value(2.0), Value(1.0), Value(0.0)]"),
        Side("F.cross_entropy(z, t)", "F.cross_entropy(z, t).item()", "z, t = torch.tensor([2.0, 1.0, 0.0]), torch.tensor(2)"),
        Side("-log_softmax(z)[2]", "float(-log_softmax(z)[2])", "z = jnp.array([2.0, 1.0, 0.0])"),
    ),
    Row(
        "one step of descent",
        Side("optim.SGD([w], lr=0.1).step()", "w.data", "w = nn.Parameter(2.0)\n(w * w).backward()"),
        Side("optim.SGD([w], lr=0.1).step()", "w.item()", "w = nn.Parameter(torch.tensor(2.0))\n(w * w).backward()"),
        Side("w = w - 0.1 * g", "float(w)", "w = jnp.array(2.0)\ng = jax.grad(lambda w: w * w)(w)"),
    ),
    Row(
        "a slope of a slope",
        Side("grad(grad(f))(3.0)", "grad(grad(f))(3.0)", F),
        Side("grad(grad(f))(x)", "grad(grad(f))(x).item()", "x = torch.tensor(3.0)\n" + F),
        Side("grad(grad(f))(3.0)", "float(grad(grad(f))(3.0))", F),
    ),
    Row(
        "all slopes along a direction",
        Side("jvp(f)(3.0, 1.0)", "jvp(f)(3.0, 1.0)[1]", F),
        Side("jvp(f, (x,), (v,))", "jvp(f, (x,), (v,))[1].item()", "x, v = torch.tensor(3.0), torch.tensor(1.0)\n" + F),
        Side("jvp(f, (3.0,), (1.0,))", "float(jvp(f, (3.0,), (1.0,))[1])", F),
    ),
    Row(
        "record once",
        Side("step = trace(f, 2.0)", "step(3.0)", F),
        Side("step = torch.compile(f)", "step(torch.tensor(3.0)).item()", F),
        Side("step = jit(f)", "float(step(3.0))", F),
    ),
    Row(
        "all examples at once",
        Side("step.batch(rows)", "sum(step.batch(rows))", F + "\nstep, rows = trace(f, 2.0), [(2.0,), (3.0,)]"),
        Side("vmap(f)(X)", "vmap(f)(X).sum().item()", "X = torch.tensor([2.0, 3.0])\n" + F),
        Side("vmap(f)(X)", "float(vmap(f)(X).sum())", "X = jnp.array([2.0, 3.0])\n" + F),
    ),
    Row(
        "compare with a nudge",
        Side("gradcheck(f, 3.0)", "float(bool(gradcheck(f, 3.0)))", F),
        Side("gradcheck(f, [x])", "float(gradcheck(f, [x]))", "x = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)\n" + F),
        Side("check_grads(f, (3.0,), 1)", "float(check_grads(f, (3.0,), 1) is None)", "from jax.test_util import check_grads\n" + F),
    ),
]  # fmt: skip


def ask(library, side):
    """The number that a side of a row makes, with its library."""
    lines = f"{side.before}\n{side.written}\nnumber_of_it = {side.number}"
    return run(START[library], lines)["number_of_it"]


def run(*texts):
    """{name: value} after rows of this file, or cells of the chapter, were run."""
    room = {}
    for text in texts:
        exec(text, room)  # nosec B102: no one else's
    return room


TABLES = {  # cell of the chapter: its rows
    "rosetta-values": ROWS[:6],
    "rosetta-networks": ROWS[6:10],
    "rosetta-functions": ROWS[10:],
}


def as_markdown(rows):
    """The rows as a table of the chapter."""
    lines = ["| what | toygrad | PyTorch | JAX |", "|---|---|---|---|"]
    for row in rows:
        sides = [f"`{side.written}`" if side else NONE for side in row[1:]]
        lines.append(f"| {row.what} | {' | '.join(sides)} |")
    return "\n".join(lines)


SENTENCES = {  # what the chapter quotes, and how to hear it
    "torch": {
        "a product": "w = torch.tensor(3.0, requires_grad=True)\nsaid = str(w * w)",
        "a mean": "w = torch.ones(3, requires_grad=True)\nsaid = str(w.mean())",
        "a table": "w = torch.ones(3, requires_grad=True)\ntry:\n    (w * w).backward()\n"
        "except RuntimeError as error:\n    said = str(error)",
    },
    "jax": {},
}
SENTENCES["torch"]["exercise 13.5"] = """
W = torch.tensor([[0.5, -1.0]], requires_grad=True)
X = torch.tensor([[1.0], [2.0]])
y = W @ X
y.retain_grad()
loss = (y * y).mean()
loss.backward()
V = W - 0.1 * W.grad
said = str([n for n, one in enumerate((W, X, y, loss, V), 1) if one.grad is None])
"""


def hear(library, lines):
    """What a library says, as a text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch's, of a grad in the middle
        return run(START[library], lines)["said"]


def cells():
    """{id: source} of the chapter's cells of code."""
    found = nbformat.read(CHAPTER, as_version=4).cells
    return {cell.id: cell.source for cell in found if cell.cell_type == "code"}


def programs(library):
    """The ids of the cells whose numbers a library was asked for."""
    return [
        name
        for name, source in cells().items()
        if f"import {library}" in source and "recorded = " in source
    ]


def said(name):
    """What the function of a cell gives, where its library is installed."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return run(DATA, cells()[name])["elsewhere"]()


DATA = """
X, T = [[1.0, 2.0, 3.0], [0.5, 1.0, 2.0]], [[1.0, 0.0, -1.0]]
installed_or = lambda program, recorded: recorded
"""  # as in the cell `here`


def answers(library):
    """All that one library says."""
    rows = {row.what: getattr(row, library) for row in ROWS if getattr(row, library)}
    return {
        "version": version(library).partition("+")[0],
        "rows": {what: ask(library, side) for what, side in rows.items()},
        "cells": {name: said(name) for name in programs(library)},
        "sentences": {
            what: hear(library, lines) for what, lines in SENTENCES[library].items()
        },
    }


def main():
    stored = json.loads(STORE.read_text()) if STORE.exists() else {}
    for library in ("torch", "jax"):
        if importlib.util.find_spec(library) is not None:
            stored[library] = answers(library)
            print(f"asked {library} {stored[library]['version']}")
    STORE.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
