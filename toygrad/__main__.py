"""``python -m toygrad``: what is installed and working, and what to write if not.

The exit code is the number of needed parts that fail.
"""

import importlib
import operator
import platform
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from .check import gradcheck

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements.txt"
GRAPH = "digraph { a -> b }"
LIMIT = 20  # seconds for a program to answer
# A name, extras, then bounds or an address.  Options, paths and bare addresses
# name no package that could be looked for.
REQUIREMENT = re.compile(r"(\w[\w.-]*)\s*(?:\[[^]]*\])?\s*(@.*|[<>=!~].*|)")
OPTIONAL = {
    "anywidget": "to step a player in a notebook",
    "nbval": "to test the chapters",
    "pygraphviz": "to draw without the program dot",
    "tqdm": "for the progress bar of fit",
    "jupyterlab": "to change the chapters",
    "jupyterlab-myst": "to see their boxes in JupyterLab",
}


class Part(NamedTuple):
    """Something looked at: what was found, and what is wrong with it, if anything."""

    name: str
    found: str
    wrong: str = ""
    needed: bool = True

    @property
    def fails(self):
        return bool(self.wrong) and self.needed

    def __str__(self):
        state = "fails" if self.fails else "optional" if self.wrong else "works"
        return f"{self.name:<20}{state:<10}{self.wrong or self.found}"


def main():
    """Print a line for each part; returns the number of needed parts that fail."""
    parts = [python(), engine(), *map(package, requirements()), drawing(), *lab()]
    print(*parts, sep="\n")
    return sum(part.fails for part in parts)


def python():
    found = platform.python_version()
    if keeps(found, ">=3.11"):
        return Part("Python", found)
    return Part("Python", found, f"needs 3.11 or newer, got {found}: install Python")


def engine():
    """One gradient that is known, asked of the engine and of a nudge."""
    try:
        (asked,) = gradcheck(lambda x: x * x + x, 3.0)
        said = f"x·x + x at x = 3 has the slope {asked.engine:g}"
        right = asked.engine == 7.0 and asked.verdict == "agrees"
    except Exception as error:  # whatever a changed engine does
        said, right = f"{type(error).__name__}: {error}", False
    if right:
        return Part("engine", f"{said}, and a nudge agrees")
    return Part("engine", said, f"needs the slope 7, got: {said}; see git diff toygrad")


def requirements():
    """The packages of requirements.txt, where the book lies beside the engine."""
    if not REQUIREMENTS.exists():
        return []
    lines = REQUIREMENTS.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    # After a blank and "#" stands a comment, after ";" which Python it is for.
    named = [re.split(r"(?:^|\s)#|;", line)[0].strip() for line in lines]
    return [line for line in named if REQUIREMENT.fullmatch(line)]


def package(requirement):
    """Is the package there, in a version that keeps to the bounds of `requirement`?"""
    name, bounds = REQUIREMENT.fullmatch(requirement).groups()
    needed = name not in OPTIONAL
    write = f'write pip install "{requirement}"'
    try:
        found = version(name)
    except PackageNotFoundError:
        use = "" if needed else f", needed only {OPTIONAL[name]}"
        return Part(name, "", f"is missing{use}: {write}", needed)
    except (KeyError, OSError):  # later Pythons, where 3.11 gives None
        found = None
    if not found:
        again = write.replace("install", "install --force-reinstall")
        return Part(name, "", f"is broken: {again}", needed)
    limits = [] if bounds.startswith("@") else bounds.replace(" ", "").split(",")
    if not all(keeps(found, bound) for bound in limits if bound):
        return Part(name, found, f"needs {bounds}, got {found}: {write}", needed)
    return Part(name, found)


ORDERS = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
    "==": operator.eq, "!=": operator.ne, "~=": operator.ge,
}  # fmt: skip


def keeps(found, bound):
    """Whether a version keeps to one bound.

    >>> keeps("10.2", ">=9.1"), keeps("2.1.7", "<2"), keeps("9.2", "==9.*")
    (True, False, True)
    """
    sign, limit = re.match("([<>=!~]=?)=?(.*)", bound).groups()
    have, want = numbers(found), numbers(limit)
    if limit.endswith("*"):  # any number may follow
        have = have[: len(want)]
    if sign == "~=" and have[: len(want) - 1] != want[:-1]:
        return False
    length = max(len(have), len(want))  # 9.1 is 9.1.0
    have, want = (some + [0] * (length - len(some)) for some in (have, want))
    return ORDERS[sign](have, want)


def numbers(text):
    return [int(digits) for digits in re.findall(r"\d+", text)]


def drawing():
    try:
        layout = importlib.import_module("toygrad.viz.graph.dot")
        found = renderer()
        layout.render(GRAPH, "svg")
        return Part("drawing", found)
    except ImportError as error:
        return Part("drawing", "", f"{error}: install what is missing above")
    except subprocess.TimeoutExpired:
        wrong = f"no answer from dot in {LIMIT} seconds: write pip install pygraphviz"
        return Part("drawing", "", wrong)
    except Exception as error:  # whatever a broken Graphviz does
        return Part("drawing", "", str(error))


def renderer():
    """Which Graphviz draws: the bundled one goes first, then a `dot` that answers."""
    try:
        importlib.import_module("pygraphviz")
        return f"with the Graphviz inside pygraphviz {version('pygraphviz')}"
    except ImportError:
        program = shutil.which("dot")
    if not program:
        return ""
    for option in ("-Tsvg", "-V"):
        done = subprocess.run(
            [program, option], input=GRAPH, capture_output=True, text=True,
            check=True, timeout=LIMIT,
        )  # fmt: skip
    return f"with {done.stderr.strip()}"


def lab():
    """JupyterLab, and its half of the widgets."""
    parts = [package("jupyterlab"), package("jupyterlab-myst")]
    return parts if parts[0].wrong else [*parts, package("jupyterlab_widgets>=3,<4")]


if __name__ == "__main__":
    # A terminal that lacks a letter shows its number instead.
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())
