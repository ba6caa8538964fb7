"""The tools: found by their full names, shadowing nothing, each with a test of its name."""

import ast
import re

import pytest

OURS = {"toygrad", "tools", "tests", "book"}  # what an import of ours begins with
IMPORTED = re.compile(r"^ *(?:import ([\w., ]+)$|from ([\w.]+) import )", re.MULTILINE)
COMMAND = re.compile(r"\b(?:python[\d.]*|PYTHON\)|py(?: -[\d.]+)?) tools[/\\]\w+")
SAID_IN = (
    "Makefile", "CONTRIBUTING.md", "README.md", "book/*.md", ".ci/run",
    ".github/workflows/*", "binder/*", "hub/*", "tools/**/*.py", "tools/**/*.mjs",
)  # fmt: skip


def modules(root):
    """{path: its text} of the tools, and of all that imports them."""
    folders = ("tools", "tests", "tests_teach", "book/live")
    paths = [path for name in folders for path in sorted((root / name).rglob("*.py"))]
    return {path: path.read_text("utf-8") for path in paths}


def logic(root):
    """The tools in which something is done, by name."""
    for path in sorted((root / "tools").glob("*/*.py")):
        if re.search(r"^def ", path.read_text("utf-8"), re.MULTILINE):
            yield path.stem


def short_imports(text, known):
    """Imports of a module of ours by less than its full name, also in programs as text."""
    for names in IMPORTED.findall(text):
        for name in re.split(r",\s*", "".join(names)):
            if name.split(" ")[0].split(".")[0] in known:
                yield name


def path_edits(text):
    """What a program does to the path on which Python looks for modules."""
    for node in ast.walk(ast.parse(text if "sys.path" in text else "")):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.Call)):
            part = ast.unparse(node)
            if re.match(r"sys\.path(\[.*\])?(\.(append|insert|extend)\(| \+?= )", part):
                yield part


def test_every_import_has_the_full_name(root):
    known = {path.stem for path in modules(root)} - OURS - {"conftest", "__init__"}
    stand_ins = {path.stem for path in (root / "book/live/stand_ins").glob("*")}
    for path, text in modules(root).items():
        assert list(short_imports(text, known - stand_ins)) == [], path
        assert list(path_edits(text)) == [], path


@pytest.mark.parametrize(
    "line", ["import cells", "import ast, cells", "from cells import cut"]
)
def test_a_short_name_is_found(line):
    assert list(short_imports(line, {"cells"})) != []


@pytest.mark.parametrize(
    "line", ["sys.path.append('tools')", "sys.path[:0] = ['tools']", "sys.path += [1]"]
)
def test_an_edit_of_the_path_is_found(line):
    assert list(path_edits(f"import sys\n{line}")) != []


def test_no_tool_shadows_a_module_when_it_runs(root):
    """Run by its full name, it has the root before all else, where no module lies."""
    said = {p: p.read_text("utf-8") for one in SAID_IN for p in root.glob(one) if p.is_file()}  # fmt: skip

    assert not list(root.glob("*.py"))
    assert {path: COMMAND.findall(text) for path, text in said.items() if COMMAND.search(text)} == {}  # fmt: skip
    assert COMMAND.search(".venv/bin/python tools/book/site.py")
    assert COMMAND.search(r"py -3.11 tools\house\environment.py")


def untested(root, names):
    tested = {path.stem.removeprefix("test_") for path in root.glob("tests/**/*.py")}
    return [name for name in names if name not in tested]


def test_every_tool_has_a_test_of_its_name(root):
    names = list(logic(root))

    assert len(names) > 30 and len(names) == len(set(names))
    assert untested(root, names) == []
    assert untested(root, ["site", "sight"]) == ["sight"]


def test_every_folder_of_tools_is_told(root):
    page = (root / "CONTRIBUTING.md").read_text("utf-8")
    folders = {path.parent.name for path in (root / "tools").glob("*/*.py")}

    assert set(re.findall(r"^\| `tools/(\w+)/` \|", page, re.MULTILINE)) == folders
