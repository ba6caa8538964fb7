"""Changes the engine in one place at a time, and asks if its tests notice.

    make mutants                                  every module
    .venv/bin/python -m tools.witness.mutants nn  only this one

Each mutant runs in a process of its own that has not yet seen toygrad, so
that tables made at import time are mutated too.  A mutant that no test
notices is a survivor.  The few that no test can notice stand in
equivalent_mutants.txt, each with its reason.  Fails where a module has a
score below 95 %, or fewer mutants than its floor: code has moved away.
"""

import ast
import gc
import os
import resource
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

import anywidget  # noqa: F401  imported here once, for all mutants
import hypothesis  # noqa: F401
import nbformat  # noqa: F401
import numpy  # noqa: F401
import playwright.sync_api  # noqa: F401
import pytest
import sympy  # noqa: F401

from tools.places import ROOT

EQUIVALENT = Path(__file__).with_name("equivalent_mutants.txt")
SCORE = 95.0
SKIPPED = "not digits_are_learned and not deep and not hundred_thousand"  # slow
SECONDS, BYTES = 30, 4 * 10**9  # what one mutant may take
# module: (the least number of mutants, the test files that belong to it)
MODULES = {
    "refusals": (250, "value order regressions refusals"),
    "order": (34, "value order regressions refusals"),
    "value": (85, "value order regressions refusals"),
    "functions": (
        860,
        "functions oracle chapters/operations_page higher regressions refusals language",
    ),
    "nn": (350, "nn optim training refusals"),
    "optim": (205, "optim nn training refusals"),
    "higher": (150, "higher check functions refusals"),
    "forms": (15, "forms"),
    "record": (140, "record"),
    "replay": (350, "replay tracing"),
    "batch": (430, "batch tracing language"),
    "tracing": (85, "tracing"),
    "check": (315, "check refusals"),
    "paths": (84, "paths refusals"),
}
SWAPS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.Pow: ast.Mult, ast.Mod: ast.Mult, ast.FloorDiv: ast.Div, ast.BitOr: ast.BitAnd,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Break: ast.Continue, ast.Continue: ast.Break,
}  # fmt: skip


def changes(node):
    """(field, place in it or None, what stands there instead) for one node."""
    for field, child in ast.iter_fields(node):
        for place, one in (
            enumerate(child) if isinstance(child, list) else [(None, child)]
        ):
            if type(one) in SWAPS:
                yield field, place, SWAPS[type(one)]()
            elif isinstance(one, ast.UnaryOp):
                yield field, place, one.operand
            elif (
                isinstance(one, ast.Raise)
                or isinstance(one, ast.Expr)
                and isinstance(one.value, ast.Call)
            ):
                yield field, place, ast.Pass()
    match node:
        case ast.Constant(value=bool(value)):
            yield "value", None, not value
        case ast.Constant(value=int(value) | float(value)):
            yield "value", None, value + 1
        case ast.Constant(value=str(value)):
            yield "value", None, f"XX{value}XX"
        case ast.If() | ast.While() | ast.IfExp():
            yield "test", None, ast.UnaryOp(ast.Not(), node.test)
        case ast.Return(value=ast.expr()) | ast.Assign() | ast.keyword() | ast.Lambda():
            field = "body" if isinstance(node, ast.Lambda) else "value"
            yield field, None, ast.Constant(None)


def mutants(tree, name="module"):
    """(its name, the mutated source) for every change below `tree`."""
    seen = Counter()
    for owner, node in list(with_owner(tree, name)):
        for field, place, new in list(changes(node)):
            before, old = ast.unparse(node), getattr(node, field)
            if place is None:
                setattr(node, field, new)
            else:
                setattr(node, field, [*old[:place], new, *old[place + 1 :]])
            what = f"{owner}: {short(before)} → {short(ast.unparse(node))}"
            seen[what] += 1
            ast.fix_missing_locations(tree)
            yield f"{what} #{seen[what]}", ast.unparse(tree)
            setattr(node, field, old)


def with_owner(node, owner):
    """Every node with the function it stands in, but for docstrings and __all__."""
    for child in ast.iter_child_nodes(node):
        docstring = isinstance(child, ast.Expr) and isinstance(
            child.value, ast.Constant
        )
        names = (
            isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "__all__"
        )
        if not (docstring or names):
            name = getattr(child, "name", None) if hasattr(child, "body") else None
            yield from with_owner(child, name or owner)
    yield owner, node


def short(text, limit=70):
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def survives(folder, files):
    """Do the tests pass with the toygrad in `folder`, in a process of its own?"""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    os.environ["PYTHONPATH"] = str(folder)
    sys.stdout.flush()
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    options = [
        "-x",
        "--tb=no",
        "--assert=plain",
        "-p",
        "no:cacheprovider",
        "-k",
        SKIPPED,
    ]
    options += ["-o", f"pythonpath={folder} ."]  # the mutant comes first
    os._exit(any(pytest.main([*options, test_file(name)]) for name in files))


def test_file(name):
    """Where it stands: "paths" among the engine's, "chapters/paths" among theirs."""
    folder, _, name = name.rpartition("/")
    return f"tests/{folder or 'engine'}/test_{name}.py"


def score(module, folder, known):
    """Runs all mutants of a module, tells the survivors; did it reach its score?"""
    floor, files = MODULES[module][0], MODULES[module][1].split()
    path = folder / "toygrad" / f"{module}.py"
    source = path.read_text(encoding="utf-8")
    if not survives(folder, files):
        sys.exit(f"Stopped: the tests of {module} fail without any mutant.")
    count = lost = 0
    for name, mutated in mutants(ast.parse(source)):
        count += 1
        path.write_text(mutated, encoding="utf-8")
        if f"{module}.{name}" not in known and survives(folder, files):
            lost += 1
            print(f"  survives: {module}.{name}", flush=True)
    path.write_text(source, encoding="utf-8")
    percent = 100.0 * (count - lost) / count
    print(f"{module}: {percent:.1f} % of {count} mutants", flush=True)
    return count >= floor and percent >= SCORE


def main(modules):
    lines = EQUIVALENT.read_text().splitlines()
    known = {line.partition("  because ")[0] for line in lines}
    sys.dont_write_bytecode = True
    os.environ |= {
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    os.chdir(ROOT)
    gc.freeze()  # or each mutant would look for garbage in all that is imported here
    with tempfile.TemporaryDirectory() as folder:
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree("toygrad", Path(folder) / "toygrad", ignore=ignore)
        reached = [score(module, Path(folder), known) for module in modules]
    if not all(reached):
        sys.exit("Stopped: a score below 95 %, or fewer mutants than the floor.")


if __name__ == "__main__":
    main(sys.argv[1:] or MODULES)
