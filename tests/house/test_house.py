"""The rules of the house: floors, colours, forbidden calls, vendored files, examples."""

import ast
import doctest
import functools
import hashlib
import importlib
import json
import random
import re
import subprocess
import sys
import types
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

import toygrad
from tools.book import live

LISTS_OF_NAMES = {"__init__", "viz.__init__", "__main__"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
SOURCE_IS_RUN = {"replay": {"exec", "compile"}}  # which it has written itself
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve"}
parsed = functools.cache(ast.parse)  # the same modules are read by many tests


def modules(root):
    folder = root / "toygrad"
    for path in sorted(folder.rglob("*.py")):
        yield ".".join(path.relative_to(folder).with_suffix("").parts), path.read_text()


def load(name):
    return importlib.import_module(f"toygrad.{name}".removesuffix(".__init__"))


def imports(name, text):
    """(module of ours or None, top name) for every import, wherever it stands."""
    package = name.split(".")[:-1]
    for node in ast.walk(parsed(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield None, alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield None, node.module.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1]
            if node.module:
                yield ".".join([*start, node.module]), None
            else:
                for alias in node.names:
                    yield ".".join([*start, alias.name]), None


@pytest.fixture
def plan(root):
    return floors((root / "CONTRIBUTING.md").read_text())


def floors(page):
    """{module or folder: (its floor, the packages from outside)}, as the floor plan has it."""
    rooms = {}
    for floor, names in re.findall(r"^\| (\d+) \| (.*) \|$", page, re.MULTILINE):
        for path, outside in re.findall(r"`([\w/]+?)(?:/|\.py)`(?: \((.*?)\))?", names):
            packages = set(outside.removesuffix(", on request").split(", ")) - {""}
            rooms[path.replace("/", ".")] = int(floor), packages
    return rooms


def room_of(name, plan):
    """A module that the plan names, or the folder that it names."""
    return name if name in plan else name.rpartition(".")[0]


def faults(name, text, plan):
    """What a module does that the house forbids."""
    if room_of(name, plan) not in plan:
        yield f"{name} stands on no floor"
        return
    floor, packages = plan[room_of(name, plan)]
    for ours, outside in imports(name, text):
        there = room_of(ours, plan) if ours else None
        within = there == room_of(name, plan) and ours != name
        if ours and not within and plan.get(there, [99])[0] >= floor:
            yield f"{name} imports {ours}, which is not on a floor below"
        if outside in FORBIDDEN_MODULES:
            yield f"{name} imports {outside}"
        if outside and outside not in sys.stdlib_module_names | packages:
            yield f"{name} imports {outside}"
    if name != "viz.theme" and re.search(r"#[0-9a-fA-F]{6}\b", text):
        yield f"{name} has a colour of its own"
    for node in ast.walk(parsed(text)):
        if isinstance(node, ast.Assert):
            yield f"{name} checks with assert, which python -O removes"
        called = isinstance(node, ast.Call) and getattr(node.func, "id", "")
        if called in FORBIDDEN_CALLS - SOURCE_IS_RUN.get(name, set()):
            yield f"{name} calls {called}"


def circles(texts):
    """Modules that import each other, in a circle; [] where there are none."""
    needs = {
        name: {ours for ours, _ in imports(name, text) if ours in texts}
        for name, text in texts.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_every_module_keeps_to_its_floor(root, plan):
    texts = {n: text for n, text in modules(root) if n not in LISTS_OF_NAMES}

    assert {room_of(name, plan) for name in texts} == plan.keys()
    assert [fault for n, text in texts.items() for fault in faults(n, text, plan)] == []
    assert circles(texts) == []


def test_a_circle_is_found():
    texts = {"viz.graph.a": "from .b import f", "viz.graph.b": "from . import a"}

    assert set(circles(texts)) == texts.keys()


@pytest.mark.parametrize(
    "part", ["`data.py`, ", ", `viz/films/`", " (tqdm, on request)", " (numpy)"]
)
def test_a_room_and_a_package_left_out_of_the_plan_are_missed(root, part):
    page = (root / "CONTRIBUTING.md").read_text()
    plan = floors(page.replace(part, ""))

    assert part in page
    assert [
        fault
        for n, text in modules(root)
        for fault in faults(n, text, plan)
        if n not in LISTS_OF_NAMES
    ]


@pytest.mark.parametrize(
    "name, text",
    [
        ("value", "from .functions import exp"),
        ("functions", "from . import functions"),
        ("viz.words", "def f():\n    from .graph.drawing import draw_graph"),
        ("viz.graph.drawing", "from ..passes.player import Player"),
        ("viz.films.film", "from ..passes import player"),
        ("viz.graph.parts", "import graphviz"),
        ("viz.attic.film", ""),
        ("viz.words", "import matplotlib.pyplot"),
        ("nn", "import numpy"),
        ("viz.graph.drawing", "INK = '#123456'"),
        ("exercises.formulas", "eval('1')"),
        ("replay", "eval('1')"),
        ("tracing", "exec('x = 1')"),
        ("batch", "compile('1', '', 'eval')"),
        ("replay", "from .batch import Batch"),
        ("replay", "import numpy"),
        ("exercises.forms", "import pickle"),
        ("exercises.forms", "from ..check import gradcheck"),
        ("exercises.exercise", "from ..value import Value"),
        ("value", "assert True"),
    ],
)
def test_a_planted_fault_is_found(name, text, plan):
    assert list(faults(name, text, plan)) != []


LOADED = """
import sys; before = {*sys.modules}
import toygrad%s
after = {name.partition(".")[0] for name in {*sys.modules} - before}
print(*sorted(after - {*sys.stdlib_module_names}))
"""


@pytest.mark.parametrize(
    "more, loaded",
    [(", toygrad.nn, toygrad.training", "toygrad"), (".batch", "numpy toygrad")],
)
def test_the_engine_loads_the_standard_library_alone(more, loaded):
    command = [sys.executable, "-c", LOADED % more]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == loaded


def unlisted(root, page):
    """What is vendored, or comes by npm, and has no row with its licence on the page."""
    carried = list(live.PACKAGES)
    for folder in ("_static", "live", "slides"):
        manifest = root / "book" / folder / "vendor/manifest.json"
        carried += json.loads(manifest.read_text())
    rows = [row.lower() for row in page.splitlines() if row.startswith("|")]
    for entry in carried:
        name = re.sub(r"^@.*/", "", entry["package"]).replace("-", " ").lower()
        licence = entry["licence"].split(",")[0].lower()
        if not any(name in row and licence in row for row in rows):
            yield entry["package"]


def test_every_licence_stands_on_one_page(root):
    page = (root / "book/references.md").read_text()

    assert list(unlisted(root, page)) == []
    assert list(unlisted(root, page.replace("Serif 4", "4"))) == ["source-serif"]


@pytest.mark.parametrize(
    "folder",
    ["book/_static/vendor", "book/live/vendor", "book/slides/vendor", "tests/vendor"],
)
def test_vendored_files_are_what_the_manifest_says(root, folder):
    vendor = root / folder
    listed = {}
    for entry in json.loads((vendor / "manifest.json").read_text()):
        assert entry["version"] and entry["licence"]
        assert any(name.endswith("LICENSE") for name in entry["sha256"])
        listed |= entry["sha256"]
    found = {
        str(path.relative_to(vendor)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }

    assert found == listed


def test_every_required_package_is_pinned(root):
    def names(text):
        return {
            re.match(r"[A-Za-z0-9_.-]+", line)[0].lower().replace("_", "-")
            for line in text.splitlines()
            if line and line[0] not in "#-"
        }

    pins = (root / "constraints.txt").read_text()
    assert names((root / "requirements.txt").read_text()) <= names(pins)
    assert all("==" in line for line in pins.splitlines() if line[0] != "#")
    assert "jupyter-book==1." in pins


TEXTS = {".js", ".mjs", ".py", ".md", ".ipynb", ".txt", ".toml", ".yml", ".cfg"}


def test_no_text_of_the_project_gives_a_machine_away(root):
    places = re.compile(r"(^|[^\w.])/(root|home|Users|work|tmp)/\w")
    folders = [root / name for name in (".", "book", "book/live", "tests_teach")]
    inside = [root.glob(f"{name}/**/") for name in ("tests", "tools", "toygrad")]
    for folder in sorted({*folders, *chain(*inside)}):
        for path in folder.glob("*"):
            if path.suffix in TEXTS and "vendor" not in path.parts:
                assert not places.search(path.read_text()), path


def a_recording():
    """A line through two points, learned in 50 epochs."""
    from toygrad import nn, optim
    from toygrad.viz import record

    line = nn.Linear(1, 1, rng=random.Random(1))

    def loss(batch):
        return nn.mse_loss([line([x])[0] for x, _ in batch], [y for _, y in batch])

    descent = optim.SGD(line.parameters(), lr=0.1)
    return record(line, loss, [(0.0, 1.0), (1.0, 3.0)], descent, epochs=50, frames=3)


def with_examples():
    """The modules in which an example stands; all of them are run."""
    root = Path(toygrad.__file__).parent.parent
    return [n for n, text in modules(root) if re.search(r"^ *>>> ", text, re.MULTILINE)]


def examples_run(module):
    """How many examples of a module were run, and how many of them are false."""
    # What a film shows takes ten lines to record; all else an example brings along.
    recorded = {"recording": a_recording()} if module.__name__.endswith("film") else {}
    return doctest.testmod(module, extraglobs=recorded, verbose=False)


@pytest.mark.parametrize("name", with_examples())
def test_the_examples_of_the_docstrings_are_true(name):
    result = examples_run(load(name))

    assert result.attempted > 0
    assert result.failed == 0


def test_a_false_example_is_found(capsys):
    module = types.ModuleType("false", ">>> 1.0 + 1.0\n3.0\n")

    assert examples_run(module).failed == 1
    assert "Got:" in capsys.readouterr().out


def test_every_public_function_has_a_docstring(root):
    for name, _ in modules(root):
        if name == "__main__":
            continue
        module = load(name)
        for public in getattr(module, "__all__", ()):
            thing = getattr(module, public)
            if callable(thing):
                assert thing.__doc__, f"{name}.{public}"


WITH_DOCSTRINGS = (ast.Module, ast.ClassDef, ast.FunctionDef)


def chapters_named(text):
    """The numbers of the chapters that the docstrings of a module name."""
    for node in ast.walk(parsed(text)):
        said = isinstance(node, WITH_DOCSTRINGS) and ast.get_docstring(node)
        words = " ".join((said or "").split())
        for numbers in re.findall(
            r"[Cc]hapters? (\d+(?:(?:, | and | to )\d+)*)", words
        ):
            yield from map(int, re.findall(r"\d+", numbers))


def never_written(root, texts):
    """(module, number) where a docstring sends its reader to no chapter."""
    written = {
        int(path.name[:2]) for path in (root / "book").glob("[0-9][0-9]_*.ipynb")
    }
    for name, text in texts:
        yield from ((name, n) for n in chapters_named(text) if n not in written)


def test_a_docstring_names_only_chapters_that_are_there(root):
    named = [n for _, text in modules(root) for n in chapters_named(text)]

    assert len(named) > 20
    assert list(never_written(root, modules(root))) == []


@pytest.mark.parametrize(
    "words",
    ["Told in chapter 99.", "Told in\n    chapters 7, 9 and 99.", "See chapter 99."],
)
def test_a_chapter_that_nobody_wrote_is_missed(root, words):
    planted = f'def f():\n    """Nothing.  {words}"""\n'

    assert list(never_written(root, [("planted", planted)])) == [("planted", 99)]
