"""`python -m toygrad`: what is well is said to work, and each planted illness is found."""

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

import pytest

import toygrad.__main__ as doctor
from toygrad import Value

GONE = "gone"


@pytest.fixture
def installed(monkeypatch):
    """Makes the doctor see other versions; GONE takes a package away."""

    def pretend(**versions):
        def seen(name):
            found = versions.get(name.replace("-", "_")) or version(name)
            if found == GONE:
                raise PackageNotFoundError(name)
            return found

        monkeypatch.setattr(doctor, "version", seen)

    return pretend


@pytest.fixture
def examined(capsys):
    """{name of a part: the rest of its line}, and the exit code."""

    def run():
        failing = doctor.main()
        lines = capsys.readouterr().out.splitlines()
        return dict(line.split(maxsplit=1) for line in lines), failing

    return run


@pytest.fixture
def without_pygraphviz(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)


@pytest.fixture
def dot(monkeypatch, tmp_path):
    """Puts a program of that name on a PATH that has no other."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def put(script):
        program = tmp_path / "dot"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    return put


def test_a_healthy_environment_works(root):
    done = subprocess.run(
        [sys.executable, "-m", "toygrad"], capture_output=True, text=True, cwd=root
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert "fails" not in done.stdout
    assert "has the slope 7, and a nudge agrees" in done.stdout


def test_every_requirement_of_the_book_has_a_line(examined):
    parts, _ = examined()
    names = {line.split(">")[0] for line in doctor.requirements()}

    assert len(names) == 9
    assert names | {"Python", "engine", "drawing", "jupyterlab"} <= parts.keys()


@pytest.mark.parametrize(
    "name, found, says",
    [
        ("jupyter-book", "2.1.7", 'needs >=1.0.4.post1,<2, got 2.1.7: write pip install "jup'),
        ("jupyter-book", "1.0.4", "needs >=1.0.4.post1,<2, got 1.0.4:"),
        ("matplotlib", "3.8.4", 'needs >=3.9, got 3.8.4: write pip install "matplotlib>=3.9"'),
        ("graphviz", GONE, 'is missing: write pip install "graphviz>=0.20"'),
        ("ipywidgets", "7.8.1", "needs >=8.1,<9, got 7.8.1:"),
    ],
)  # fmt: skip
def test_a_needed_package_that_is_missing_or_wrong_fails(
    installed, examined, name, found, says
):
    installed(**{name.replace("-", "_"): found})
    parts, failing = examined()

    assert failing == 1
    assert parts[name].startswith("fails") and says in parts[name]


@pytest.mark.parametrize("name", ["nbval", "tqdm"])
def test_a_package_that_is_needed_only_for_something_is_optional(
    installed, examined, name
):
    installed(**{name: GONE})
    parts, failing = examined()

    assert failing == 0
    assert parts[name].startswith("optional")
    assert f"is missing, needed only {doctor.OPTIONAL[name]}: write" in parts[name]


def test_jupyterlab_needs_its_half_of_the_widgets(installed, examined):
    installed(jupyterlab="4.6.6", jupyterlab_myst="2.7.0", jupyterlab_widgets=GONE)
    parts, failing = examined()
    assert failing == 1
    assert (
        'is missing: write pip install "jupyterlab_wid' in parts["jupyterlab_widgets"]
    )

    installed(jupyterlab=GONE, jupyterlab_widgets=GONE)
    parts, failing = examined()
    assert failing == 0
    assert parts["jupyterlab"].startswith("optional")
    assert "jupyterlab_widgets" not in parts


def test_a_python_that_is_too_old_fails(monkeypatch, examined):
    monkeypatch.setattr(doctor.platform, "python_version", lambda: "3.10.13")
    parts, failing = examined()

    assert failing == 1
    assert "needs 3.11 or newer, got 3.10.13" in parts["Python"]


def refuse(*_):
    raise TypeError("no product today")


@pytest.mark.parametrize(
    "times, says",
    [
        (lambda self, other: self + other, "needs the slope 7, got: x·x + x at x = 3"),
        (refuse, "got: TypeError: no product today"),
    ],
)
def test_an_engine_that_is_wrong_fails(monkeypatch, examined, times, says):
    monkeypatch.setattr(Value, "__mul__", times)
    parts, failing = examined()

    assert failing == 1
    assert says in parts["engine"] and "see git diff toygrad" in parts["engine"]


def test_drawing_fails_without_any_graphviz(without_pygraphviz, dot, examined):
    parts, failing = examined()

    assert failing == 1
    assert "write pip install pygraphviz" in parts["drawing"]


def test_drawing_with_dot_names_its_version(
    without_pygraphviz, dot, installed, examined
):
    installed(pygraphviz=GONE)
    dot('echo "dot - graphviz version 12.1" >&2; echo "<svg></svg>"')
    parts, failing = examined()

    assert failing == 0
    assert parts["drawing"].endswith("with dot - graphviz version 12.1")
    assert parts["pygraphviz"].startswith("optional")


def test_drawing_with_a_broken_dot_fails(without_pygraphviz, dot, examined):
    dot("exit 3")
    parts, failing = examined()

    assert failing == 1
    assert "returned non-zero exit status 3" in parts["drawing"]


def test_drawing_without_the_package_graphviz_fails(monkeypatch, examined):
    monkeypatch.delitem(sys.modules, "toygrad.viz.graph.dot", raising=False)
    monkeypatch.setitem(sys.modules, "graphviz", None)
    parts, failing = examined()

    assert failing == 1
    assert "install what is missing above" in parts["drawing"]


def doctor_of(root, **environment):
    return subprocess.run(
        [sys.executable, "-m", "toygrad"], capture_output=True, text=True, cwd=root,
        env={**os.environ, **environment},
    )  # fmt: skip


def test_a_terminal_without_the_letters_gets_the_lines_all_the_same(root):
    done = doctor_of(root, PYTHONIOENCODING="ascii")

    assert done.returncode == 0 and done.stderr == ""
    assert r"x\xb7x + x at x = 3 has the slope 7" in done.stdout


REQUIREMENTS = """\
\ufeff# a comment

   \t
matplotlib >= 3.9  # a comment at the end
tqdm[notebook]>=4.66
graphviz >= 0.20 , ==0.21.*
nbval==0.11.0
pytest~=9.0 ; python_version >= "3.11"
graphviz @ https://example.org/graphviz.whl?a=1
git+https://example.org/another
/a/path
./another
-e .
"""


def test_requirements_are_read_as_pip_reads_them(
    monkeypatch, tmp_path, installed, examined
):
    file = tmp_path / "requirements.txt"
    file.write_text(REQUIREMENTS, encoding="utf-8")
    monkeypatch.setattr(doctor, "REQUIREMENTS", file)
    installed(
        graphviz="0.21.1", matplotlib="3.10", nbval="0.11", tqdm="4.70", pytest="9.1"
    )
    parts, failing = examined()

    assert failing == 0
    assert doctor.requirements() == [
        "matplotlib >= 3.9", "tqdm[notebook]>=4.66", "graphviz >= 0.20 , ==0.21.*", "nbval==0.11.0",
        "pytest~=9.0", "graphviz @ https://example.org/graphviz.whl?a=1",
    ]  # fmt: skip
    for name in ("matplotlib", "tqdm", "nbval", "pytest"):
        assert parts[name].startswith("works")


@pytest.mark.parametrize(
    "found, bound, kept",
    [
        ("9.1", ">=9.1.0", True),
        ("9.0.9", ">=9.1", False),
        ("0.21.3", "==0.21.*", True),
        ("0.22", "==0.21.*", False),
        ("0.11", "==0.11.0", True),
        ("0.11.1", "==0.11.0", False),
        ("1.2", "!=1.2", False),
        ("1.3", "!=1.2", True),
        ("2.0", "<=2", True),
        ("2.0.1", "<=2", False),
        ("2.0.1", ">2", True),
        ("2.0", ">2.0", False),
        ("1.9", "<2", True),
        ("2.0", "<2", False),
        ("9.4", "~=9.0", True),
        ("10.0", "~=9.0", False),
        ("9.0.3", "~=9.0.1", True),
        ("9.1", "~=9.0.1", False),
        ("9.0.0", "~=9.0.1", False),
    ],
)
def test_a_version_keeps_to_a_bound_as_pip_counts(found, bound, kept):
    assert doctor.keeps(found, bound) == kept


def test_a_package_without_its_description_fails(monkeypatch, tmp_path):
    """What a broken installation leaves: Python then knows no version."""
    (tmp_path / "ghost-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    part = doctor.package("ghost>=1.0")

    assert part.fails
    assert "is broken: write pip install --force-reinstall" in str(part)


@pytest.mark.parametrize("error", [KeyError, FileNotFoundError])
def test_later_pythons_say_in_other_ways_that_the_description_is_gone(
    monkeypatch, error
):
    def raises(name):
        raise error(name)

    monkeypatch.setattr(doctor, "version", raises)
    assert "is broken" in str(doctor.package("ghost>=1.0"))


@pytest.mark.parametrize("hangs", ["-Tsvg", "-V"])
def test_drawing_with_a_dot_that_never_answers_fails(
    monkeypatch, without_pygraphviz, dot, examined, hangs
):
    monkeypatch.setattr(doctor, "LIMIT", 0.2)
    dot(f'if [ "$1" = {hangs} ]; then exec /bin/sleep 20; fi; echo "<svg></svg>"')
    parts, failing = examined()

    assert failing == 1
    assert "no answer from dot in 0.2 seconds" in parts["drawing"]
