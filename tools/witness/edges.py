"""What four engines say where mathematics leaves a choice, or no answer.

    python -m tools.witness.edges ask          asks the libraries
    .venv/bin/python -m tools.witness.edges    writes book/edges.md

The first is run by hand, from the folder of the project, with a Python
that has PyTorch, JAX or HIPS autograd: tests/stored/edges.json keeps what each
library said, with its version, and what the missing ones said before.
The second is run by `make notebooks`; it needs none of them, for only
toygrad is asked anew.
"""

import json
import math
import sys
import warnings
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from types import SimpleNamespace

import toygrad
from tools.places import BOOK, STORED
from toygrad import Value

STORE = STORED / "edges.json"
PAGE = BOOK / "edges.md"

# What is asked: a formula as the page writes it, where x is, and the same
# formula in Python.  f has the functions of the library that is asked.
POINTS = (
    ("relu(x)", 0.0, lambda f, x: f.relu(x)),
    ("relu(x)", -0.0, lambda f, x: f.relu(x)),
    ("absolute(x)", 0.0, lambda f, x: f.absolute(x)),
    ("maximum(x, 1)", 1.0, lambda f, x: f.maximum(x, 1.0)),
    ("clamp(x, 0, 1)", 0.0, lambda f, x: f.clamp(x, 0.0, 1.0)),
    ("clamp(x, 0, 1)", 1.0, lambda f, x: f.clamp(x, 0.0, 1.0)),
    ("sqrt(x)", 0.0, lambda f, x: f.sqrt(x)),
    ("log(x)", 0.0, lambda f, x: f.log(x)),
    ("log(x)", -1.0, lambda f, x: f.log(x)),
    ("1 / x", 0.0, lambda f, x: 1.0 / x),
    ("x / 0", 0.0, lambda f, x: x / 0.0),
    ("0 / x", 0.0, lambda f, x: 0.0 / x),
    ("x ** 0", 0.0, lambda f, x: x**0),
    ("x ** 0.0", 0.0, lambda f, x: x**0.0),
    ("x ** 0.5", 0.0, lambda f, x: x**0.5),
    ("x ** −1", 0.0, lambda f, x: x**-1),
    ("x ** (1/3)", -8.0, lambda f, x: x ** (1 / 3)),
    ("(−2) ** x", 3.0, lambda f, x: (-2.0) ** x),
    ("exp(x)", 710.0, lambda f, x: f.exp(x)),
    ("tanh(x)", 20.0, lambda f, x: f.tanh(x)),
    ("sigmoid(x)", 40.0, lambda f, x: f.sigmoid(x)),
    ("sigmoid(x)", -800.0, lambda f, x: f.sigmoid(x)),
    ("1 / (1 + exp(−x))", 40.0, lambda f, x: 1.0 / (1.0 + f.exp(-x))),
    ("1 / (1 + exp(−x))", -800.0, lambda f, x: 1.0 / (1.0 + f.exp(-x))),
    ("x * sqrt(x)", 0.0, lambda f, x: x * f.sqrt(x)),
    ("where(x > 0, log(x), 0)", 0.0, lambda f, x: f.log_or_zero(x)),
    ("relu(x)", math.nan, lambda f, x: f.relu(x)),
    ("maximum(x, 1)", math.nan, lambda f, x: f.maximum(x, 1.0)),
)


def name_of(formula, at):
    """What a point is called, in the store and on the page; −0 is not 0."""
    return f"`{formula}` at {at:g}".replace("-", "−")


ASKED_FOR = (
    "relu", "absolute", "maximum", "clamp", "sqrt", "log", "exp", "tanh", "sigmoid",
)  # fmt: skip
NAMES = [name_of(formula, at) for formula, at, _ in POINTS]


# Whom we ask.  Each function gives (number, slope) of a formula at a point.


def with_toygrad(formula, at):
    x = Value(at)
    y = formula(OF_TOYGRAD, x)
    y.backward()
    return y.data, x.grad


# toygrad has no `where`: the `if` of Python runs one branch.
OF_TOYGRAD = SimpleNamespace(
    **{name: getattr(toygrad, name) for name in toygrad.__all__},
    log_or_zero=lambda x: toygrad.log(x) if x.data > 0 else Value(0.0),
)


def with_pytorch(formula, at):
    import torch

    functions = functions_of(
        torch,
        maximum=lambda x, other: torch.maximum(x, torch.full_like(x, other)),
        log_or_zero=lambda x: torch.where(x > 0, torch.log(x), 0.0),
    )
    x = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    y = formula(functions, x)
    y.backward()
    return y.item(), x.grad.item()


def with_jax(formula, at):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    functions = functions_of(
        jnp,
        relu=jax.nn.relu,
        clamp=jnp.clip,
        sigmoid=jax.nn.sigmoid,
        log_or_zero=lambda x: jnp.where(x > 0, jnp.log(x), 0.0),
    )
    return jax.value_and_grad(partial(formula, functions))(jnp.float64(at))


def with_hips_autograd(formula, at):
    import autograd
    import autograd.numpy as np

    functions = functions_of(
        np,
        relu=lambda x: np.maximum(x, 0.0),
        clamp=np.clip,
        sigmoid=missing,
        log_or_zero=lambda x: np.where(x > 0, np.log(x), 0.0),
    )
    # A number of NumPy: with a float of Python, the rule of sqrt would
    # raise Python's own ZeroDivisionError at 0.
    return autograd.value_and_grad(partial(formula, functions))(np.float64(at))


def functions_of(library, **others):
    """The functions that the formulas ask for, most under the library's own name."""
    own = {name: getattr(library, name) for name in ASKED_FOR if name not in others}
    return SimpleNamespace(**own, **others)


def missing(*_):
    raise NotImplementedError


LIBRARIES = {  # name -> (what is imported, who asks)
    "PyTorch": ("torch", with_pytorch),
    "JAX": ("jax", with_jax),
    "HIPS autograd": ("autograd", with_hips_autograd),
}


def installed(library):
    return find_spec(LIBRARIES[library][0]) is not None


def version_of(library):
    """Without what follows a plus, which says how it was built."""
    return version(LIBRARIES[library][0]).partition("+")[0]


def answers(ask):
    """point -> [number, slope], as text, because JSON has no nan and inf."""
    return {name: answer(ask, *point) for name, (_, *point) in zip(NAMES, POINTS)}


def answer(ask, at, formula):
    """Number and slope; twice the name of the error, where one is raised."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy warns of every inf
        try:
            return [repr(float(said)) for said in ask(formula, at)]
        except Exception as error:
            return [type(error).__name__] * 2


# The store.


def stored():
    return json.loads(STORE.read_text())


def asked_again(store):
    """The store, with new answers of the libraries that are installed."""
    new = {
        library: {"version": version_of(library), "answers": answers(ask)}
        for library, (_, ask) in LIBRARIES.items()
        if installed(library)
    }
    return {library: new.get(library) or store[library] for library in LIBRARIES}


def as_text(store):
    """JSON with one answer on a line."""
    return "{\n" + ",\n".join(map(of_library, store.items())) + "\n}\n"


def of_library(item):
    library, said = item
    head = f'"{library}": {{"version": "{said["version"]}", "answers": {{\n'
    lines = [
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(pair)}"
        for name, pair in said["answers"].items()
    ]
    return head + ",\n".join(lines) + "\n}}"


# The page.

TOP = """\
(edges)=
# Four engines at the edges

What is the slope at a kink, at the border of a domain, or where the digits end?
Mathematics leaves some of these questions open, and floats spoil the answers to others, so engines differ here.
Whoever moves a program from one engine to another should know these places.

Each engine was asked for the slope of the same formula at the same x, in 64 bits.
{versions} were asked once, and their answers are stored; toygrad answers anew whenever this page is made.
**Bold** is an answer that differs from toygrad's.
That does not make it wrong: the reasons stand below the tables.

Three things are not quite the same for all.
HIPS autograd has no relu, so maximum(x, 0) stands for it; nor has it a sigmoid without SciPy, hence the dash.
It is given numbers of NumPy, because with Python's own floats its rule of sqrt would raise an error at 0.
toygrad has no `where`, and Python's `if` takes its place.

## The slopes

"""

NUMBERS = """
## The numbers

PyTorch, JAX and HIPS autograd agree on the number at every point, since all three follow the standard for floats.
Where toygrad stops, this is what they give:

| | number |
|---|---|
"""

WORDS = """
## Why they differ

At a **kink** the slopes from the left and from the right differ.
Each engine takes one of them, or a number between them: a convention, and none is wrong.
Bertoin and others (2021) tried in real trainings how much the choice for relu matters {cite}`bertoin2021`.

**Outside a domain**, and where a number or a slope is too large for a float, the others pass on inf or nan.
That suits arrays, where one bad number should not stop a million good ones, but it tells nobody where the trouble began.
toygrad stops, and its error names the operation.
At log(−1) the others even give a slope, −1, to a number that is nan, because the rule 1/x does not ask whether there is a logarithm.

**Lost digits**: the slope of tanh at 20 is 1.7e−17, but a rule made from 1 − y² gives 0, because y is 1 in 64 bits.
A form may be good at one end and bad at the other: 1 / (1 + exp(−x)) keeps its digits at 40, whereas at −800 its exp is inf.

**0 · inf is nan**, and so a branch that was not taken can still do harm.
`where` picks the 0, but the backward pass goes through both branches, and multiplies 0 by the slope of the log, inf.
The same happens to x · sqrt(x), although its slope from the right is 0.
It happens to x ** 0.0 in JAX, too, which has another rule for the whole number 0.

**A nan as x** is refused by toygrad.
The others pass it on in the number, but their slope, 0 or 1, looks healthy.
Comparisons with nan are false, so a rule that compares takes one of its two branches as if nothing had happened.
"""


def page(store):
    """The page as text, from the stored answers and from toygrad, asked now."""
    ours = answers(with_toygrad)
    called = [f"{library} {said['version']}" for library, said in store.items()]
    versions = f"{', '.join(called[:-1])} and {called[-1]}"
    theirs = [said["answers"] for said in store.values()]
    slopes = [["slope of", "toygrad", *called], ["---"] * (2 + len(called))]
    slopes += [slope_row(name, ours, theirs) for name in NAMES]
    numbers = [number_row(name, theirs) for name in NAMES if stops(ours[name])]
    return (
        TOP.format(versions=versions) + table(slopes) + NUMBERS + table(numbers) + WORDS
    )


def slope_row(name, ours, theirs):
    own = shown(ours[name][1])
    others = [shown(said[name][1]) for said in theirs]
    return [
        name,
        own,
        *(other if other in (own, "–") else f"**{other}**" for other in others),
    ]


def number_row(name, theirs):
    """More than one number only if they should ever disagree."""
    numbers = [shown(said[name][0]) for said in theirs]
    return [name, ", ".join(dict.fromkeys(text for text in numbers if text != "–"))]


def stops(pair):
    return pair[0].endswith("Error")


def shown(text):
    """A stored answer with two digits, or the name of an error."""
    if text == NotImplementedError.__name__:
        return "–"
    if text.endswith("Error"):
        return text
    from toygrad.viz.words import number  # needs more than the libraries' Python has

    return number(float(text), 2)


def table(rows):
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def main(verb=""):
    if verb == "ask":
        store = asked_again(stored() if STORE.exists() else {})
        STORE.write_text(as_text(store))
        print("asked", ", ".join(filter(installed, LIBRARIES)))
    else:
        PAGE.write_text(page(stored()))
        print(f"wrote {PAGE.name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
