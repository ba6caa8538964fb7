"""The tests mirror the code: each module has a file of tests that one finds by its name."""

import ast
import sys

import pytest

# The folder of the tests where it has not the name of the folder of the code.
FOLDERS = {".": "engine", "exercises": "chapters"}
# Modules without a file of their own, and the file that asks for what they make.
WITHIN = {
    "__main__": "house/test_main.py",
    "exercises/exercise": "chapters/test_exercises.py",
    "viz/films/ravine": "viz/films/test_explore_momentum.py",
    "viz/films/sliders": "viz/films/test_explore.py",
    "viz/graph/parts": "viz/graph/test_drawing.py",
    "viz/passes/recorder": "viz/passes/test_backward.py",
    "viz/pictures": "viz/front/test_front.py",
    "viz/playground/engine": "viz/playground/test_frame.py",
    "viz/playground/network": "viz/playground/test_frame.py",
    "viz/playground/optimizers": "viz/playground/test_program.py",
    "viz/still": "viz/test_widget.py",
    "viz/still_pad": "viz/films/test_pad.py",
}


def modules(root):
    """The modules with something in them, as viz/films/bends; packages only gather."""
    for path in sorted((root / "toygrad").rglob("*.py")):
        if path.stem != "__init__":
            yield str(path.relative_to(root / "toygrad").with_suffix(""))


def own_file(module):
    """Where the tests of a module stand: viz/films/test_bends.py."""
    folder, _, name = module.rpartition("/")
    folder = FOLDERS.get(folder or ".", folder)
    return f"{folder}/test_{name.replace('chapter_', 'truths_')}.py"


def untested(modules, found):
    """The modules of which no file is found."""
    return [m for m in modules if WITHIN.get(m, own_file(m)) not in found]


@pytest.fixture
def found(root):
    paths = (root / "tests").rglob("test_*.py")
    return {str(path.relative_to(root / "tests")) for path in paths}


def test_every_module_has_a_file_of_tests(root, found):
    assert untested(modules(root), found) == []


def test_a_module_or_a_file_too_few_is_found(root, found):
    assert untested([*modules(root), "viz/films/opera"], found) == ["viz/films/opera"]
    assert untested(modules(root), found - {"engine/test_order.py"}) == ["order"]


def test_nothing_stands_in_the_list_that_has_a_file_or_is_gone(root, found):
    assert [m for m in WITHIN if own_file(m) in found or m not in modules(root)] == []


# What `pytest tests/engine` may ask for, beside the standard library and numpy, without
# which it skips: whoever changes the engine alone needs no more.
ENOUGH = {"pytest", "hypothesis", "mpmath", "sympy", "toygrad"}


def imported(path):
    """The names of what a file imports when it is read."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def too_many(root, paths):
    """(file, package) for each import that is not among those few."""
    for path in paths:
        for name in imported(path):
            package, ours = (
                name.partition(".")[0],
                root / f"{name.replace('.', '/')}.py",
            )
            if package in {"tests", "tools"}:
                yield from too_many(root, [ours] if ours.exists() else [])
            elif package not in ENOUGH | sys.stdlib_module_names:
                yield path.name, package


def test_the_tests_of_the_engine_need_no_more_than_four_packages(root):
    mine = [root / "tests/conftest.py", *(root / "tests/engine").glob("*.py")]

    assert list(too_many(root, mine)) == []


def test_an_import_too_many_is_found(root, tmp_path):
    planted = tmp_path / "test_planted.py"
    planted.write_text(
        "import nbformat\nimport math\nfrom tests.shared.browsing import Visit\n"
    )
    found = dict(too_many(root, [planted]))

    assert found == {"test_planted.py": "nbformat", "browsing.py": "playwright"}
