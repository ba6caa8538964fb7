"""Windows, read as far as a file can be read: the commands of the page, names, encodings.

Nothing here ran on Windows.  What can be known elsewhere is asked: that every
path of a command is there, what the tool would call, and that no file has a
name, and no text an encoding, that only other systems have.
"""

import ast
import importlib.util
import ntpath
import re
import subprocess
import tomllib
from types import SimpleNamespace

import pytest

SCRIPTS = r".venv\Scripts" + "\\"
LAUNCHER = re.compile(r"py -3\.(\d+)")


def commands(page):
    """The lines that the page tells a reader of Windows to write."""
    chapter = page.partition("## Windows")[2].partition("\n## ")[0]
    blocks = re.findall(r"```text\n(.*?)```", chapter, re.DOTALL)
    inline = re.findall(rf"On Windows write `({re.escape(SCRIPTS)}[^`]*)`", page)
    return [line for block in blocks for line in block.splitlines()] + inline


@pytest.fixture
def house(root):
    """What a command may name: files, extras, programs that pip brings."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    pins = (root / "constraints.txt").read_text("utf-8")
    return SimpleNamespace(
        root=root,
        extras=project["optional-dependencies"].keys(),
        least=int(project["requires-python"].removeprefix(">=3.")),
        packages={line.partition("==")[0] for line in pins.splitlines()},
    )


# A program in Scripts, and the package that brings it.
PROGRAMS = {"python": None, "jupyter": "jupyter_core"}


def faults(line, house):
    """What a command names that is not there."""
    words = line.split()
    if launcher := LAUNCHER.match(line):
        if int(launcher[1]) < house.least:
            yield f"{line}: this Python is too old"
        words = words[2:]
    elif words[0].startswith(SCRIPTS):
        program = words.pop(0).removeprefix(SCRIPTS)
        if program not in PROGRAMS or PROGRAMS[program] not in {None, *house.packages}:
            yield f"{line}: nothing brings {program}"
        elif program == "jupyter" and f"jupyter{words.pop(0)}" not in house.packages:
            yield f"{line}: jupyter has no such word"
    else:
        yield f"{line}: Windows has no {words[0]}"
        return
    yield from faults_of_words(line, words, house)


def faults_of_words(line, words, house):
    as_module = words[:1] == ["-m"]
    if as_module or words and words[0].endswith(".py"):
        tool, *words = words[1:] if as_module else words
        if "/" in tool or not file_of(tool, house.root).exists():
            yield f"{line}: there is no {tool}"
        elif "environment" in tool:
            words = [word for word in words if word not in house.extras]
    for word in words:
        name = word.rpartition("=")[2]
        if "/" in word or not house.root.joinpath(*name.split("\\")).exists():
            yield f"{line}: there is no {name}"


def file_of(tool, root):
    """The file that Python would run: of a path as it is, of a module where it lies."""
    if tool.endswith(".py"):
        return root.joinpath(*tool.split("\\"))
    module = root.joinpath(*tool.split("."))
    return module / "__main__.py" if module.is_dir() else module.with_suffix(".py")


def test_every_command_for_windows_names_what_is_there(root, house):
    lines = commands((root / "book/running.md").read_text("utf-8"))

    assert len(lines) == 5
    assert [fault for line in lines for fault in faults(line, house)] == []
    assert sum(line.startswith("py ") for line in lines) == 2


@pytest.mark.parametrize(
    "planted",
    [
        "make book", r"py -3.9 tools\environment.py", r"py -3.11 tools\nothing.py",
        "py -3.11 tools/environment.py", r"py -3.11 tools\environment.py everything",
        r".venv\Scripts\jupyter paint", r".venv\Scripts\jupyter lab --notebook-dir=cook",
        r".venv\Scripts\dot", r".venv\Scripts\python -m toygrade",
    ],
)  # fmt: skip
def test_a_command_that_could_not_run_is_found(planted, house):
    planted = planted.replace(r"tools\environment.py", tool_of(house.root))
    assert planted not in commands((house.root / "book/running.md").read_text("utf-8"))

    assert len(list(faults(planted, house))) == 1


def tool_of(root):
    """How the page's first command calls the tool that makes the environment."""
    first = commands((root / "book/running.md").read_text("utf-8"))[0]
    return first.partition("py -3.11 ")[2]


def test_the_tool_calls_what_windows_has(root, monkeypatch):
    """Told that it is on Windows, it names the folders of Windows."""
    path = file_of(tool_of(root).removeprefix("-m "), root)
    spec = importlib.util.spec_from_file_location("on_windows", path)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    called, stamps = [], []

    def popen(command, **_):
        called.append(command)
        return SimpleNamespace(communicate=lambda: ("", ""), returncode=0)

    nt = SimpleNamespace(join=ntpath.join, exists=lambda path: False)
    monkeypatch.setattr(tool, "VENV", r"C:\book\.venv")
    monkeypatch.setattr(tool, "os", SimpleNamespace(name="nt", path=nt))
    monkeypatch.setattr(
        tool, "subprocess", SimpleNamespace(**vars(subprocess) | {"Popen": popen})
    )
    monkeypatch.setattr(
        tool, "open", lambda path, mode: Stamp(stamps, path), raising=False
    )
    tool.main("lab")

    assert called[0][1:] == ["-m", "venv", "--clear", r"C:\book\.venv"]
    assert called[1][:3] == [r"C:\book\.venv\Scripts\python.exe", "-m", "pip"]
    assert called[1][-2:] == ["-e", ".[lab]"] and len(called) == 2
    assert stamps == [r"C:\book\.venv\ready-lab"]


class Stamp:
    """A file that is opened, written to, and forgotten."""

    def __init__(self, stamps, path):
        stamps.append(path)

    def __enter__(self):
        return SimpleNamespace(write=len)

    def __exit__(self, *_):
        return None


# Names that Windows does not take, or takes for others.

RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def bad_names(names):
    """Paths that Windows could not write, and those that it would take for one."""
    known = {}
    for name in names:
        parts = name.split("/")
        if (
            any(
                re.search(r'[<>:"|?*\\]|[. ]$', part) or RESERVED.match(part)
                for part in parts
            )
            or known.setdefault(name.lower(), name) != name
            or len(name) > 150
        ):
            yield name


def test_every_file_has_a_name_that_windows_takes(root):
    done = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True)
    names = done.stdout.splitlines()

    assert len(names) > 200 or done.returncode != 0
    assert list(bad_names(names)) == []
    planted = ["a/b", "A/b", "a/what?.py", "aux.py", "book/end.", "x" * 200]
    assert list(bad_names(planted)) == planted[1:]


# Texts: without a name, the encoding is that of the machine.


def unnamed_encodings(text):
    """The lines that read or write a text and leave its encoding to the machine."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        words = ast.unparse(node)
        text_is_opened = name == "open" and not re.search(
            r"os\.open|['\"]\w*b['\"]", words
        )
        if name in ("read_text", "write_text") or text_is_opened:
            places = [ast.unparse(part) for part in node.args]
            named = any(keyword.arg == "encoding" for keyword in node.keywords)
            if not named and "'utf-8'" not in places:
                yield words


def test_the_engine_names_the_encoding_of_every_text(root):
    found = [
        f"{path.name}: {words}"
        for path in sorted((root / "toygrad").rglob("*.py"))
        for words in unnamed_encodings(path.read_text("utf-8"))
    ]

    assert found == []
    planted = (
        "p.read_text()\nopen(p)\nopen(p, 'rb')\np.read_text('utf-8')\np.write_text(t)"
    )
    assert len(list(unnamed_encodings(planted))) == 3
