"""What is published: one version, a changelog, and a wheel that works on its own."""

import doctest
import os
import re
import shutil
import subprocess
import sys
import tomllib
from inspect import signature

import pytest

import toygrad

FULL = os.environ.get("TOYGRAD_FULL") == "1"
BY_HAND = pytest.mark.skipif(not FULL, reason="makes environments: make test-full")


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]


def entries(changelog):
    """The versions that a changelog tells of, the newest first."""
    return re.findall(r"^## (\d+\.\d+\.\d+)$", changelog, re.MULTILINE)


def is_told(version, project, changelog):
    """Does one place say the version, and the changelog begin with it?"""
    return (
        "version" not in project
        and project["dynamic"] == ["version"]
        and entries(changelog)[:1] == [version]
    )


def test_the_version_is_said_once_and_the_changelog_begins_with_it(root, project):
    changelog = (root / "CHANGELOG.md").read_text("utf-8")
    older = changelog.replace(f"## {toygrad.__version__}", "## 0.9.0")

    assert is_told(toygrad.__version__, project, changelog)
    assert not is_told(toygrad.__version__, project, older)
    assert not is_told(toygrad.__version__, project | {"version": "1.0.0"}, changelog)


def names_in_code(text):
    """Dotted names between backquotes that could be looked up."""
    return set(re.findall(r"`((?:\w+\.)*\w+)(?:\([^`]*\))?`", text))


def known(name):
    """Does the engine have it, in one of its modules?"""
    from toygrad import check, data, exercises, functions, nn, tracing, training, viz
    from toygrad.viz import graph
    from toygrad.viz.graph import dot

    places = [
        toygrad,
        check,
        data,
        exercises,
        functions,
        nn,
        tracing,
        training,
        viz,
        graph,
        dot,
    ]
    spaces = [
        vars(place) | {p.__name__.split(".")[-1]: p for p in places} for place in places
    ]
    for space in spaces:
        first, *rest = name.split(".")
        thing = space.get(first)
        for part in rest:
            thing = getattr(thing, part, None)
        if thing is not None:
            return True
    return False


def test_what_the_changelog_calls_new_is_there(root):
    changelog = (root / "CHANGELOG.md").read_text("utf-8")
    new = changelog.partition("**New**")[2].partition("##")[0]
    arguments = {*signature(toygrad.viz.show_backward).parameters, "through"}
    names = names_in_code(new) - arguments

    assert len(names) > 20
    assert [name for name in sorted(names) if not known(name)] == []
    assert not known("show_nothing") and not known("nn.nothing")


def test_the_page_of_the_package_is_true_and_leads_nowhere_that_a_registry_lacks(
    root, project
):
    page = (root / project["readme"]).read_text("utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    examples = doctest.DocTestParser().get_doctest(code, {}, "README", None, 0)
    done = doctest.DocTestRunner(verbose=False).run(examples)

    assert (done.failed, done.attempted > 8) == (0, True)
    assert re.findall(r"\]\((?!https://)", page) == []


def test_a_registry_is_told_who_may_use_it_and_with_what(root, project):
    requirements = (root / "requirements.txt").read_text().splitlines()
    versions = {
        row.rpartition(" ")[2]
        for row in project["classifiers"]
        if "Python :: 3." in row
    }

    assert (
        project["license"] == "MIT AND CC-BY-4.0"
        and "CC BY 4.0" in toygrad.data.digits.__doc__
    )
    assert all((root / name).exists() for name in project["license-files"])
    assert project["requires-python"] == f">={min(versions, key=lambda v: int(v[2:]))}"
    assert project["dependencies"] == []
    assert set(project["optional-dependencies"]["viz"]) <= set(requirements)


# By hand: a wheel and a source package are made, and used where nothing else is.


def run(*command, **settings):
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, **settings
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment(folder, *packages):
    """An environment with some packages; returns its Python."""
    run(sys.executable, "-m", "venv", folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        *packages,
    )
    return python


@pytest.fixture(scope="module")
def packages(root, tmp_path_factory):
    """The folder with what `python -m build` makes."""
    folder = tmp_path_factory.mktemp("release")
    python = environment(folder / "build", "build")
    run(python, "-m", "build", "--outdir", folder / "dist", root)
    return folder / "dist"


@BY_HAND
def test_a_wheel_and_a_source_package_have_all_that_the_engine_reads(root, packages):
    wheel, source = (next(packages.glob(f"*{end}")) for end in (".whl", ".tar.gz"))
    for package in (wheel, source):
        shutil.unpack_archive(
            package,
            packages / package.name.replace(".", "_"),
            "zip" if package is wheel else "gztar",
        )
    [of_source] = (packages / source.name.replace(".", "_")).iterdir()
    listed = run("git", "ls-files", "toygrad", cwd=root).split()

    assert f"-{toygrad.__version__}-py3" in wheel.name
    assert any(name.endswith("built/stage.mjs") for name in listed)
    for name in listed:
        for folder in (packages / wheel.name.replace(".", "_"), of_source):
            assert (folder / name).read_bytes() == (root / name).read_bytes(), name
    assert (of_source / "CHANGELOG.md").exists() and (of_source / "LICENSE").exists()


ALONE = """
import sys, toygrad
from toygrad import Value, data, trace
assert "site-packages" in toygrad.__file__, toygrad.__file__
x = Value(3.0, label="x")
y = x * x + x
y.backward()
assert x.grad == 7.0 and len(data.digits()[0]) == 1437 and trace(lambda a: a * a, 2.0)(3.0) == 9.0
"""
PLAYER = """
from toygrad import Value
from toygrad.viz import draw_graph, show_backward, show_source
x = Value(3.0, label="x")
player = show_backward(x * x + x)
assert player._repr_html_().count("<svg") == 1 and "stage" in player._esm
player.save("pass.html")
print(draw_graph(x * x))
"""
NO_RENDERER = (
    "neither pygraphviz nor the program dot is here; write pip install pygraphviz"
)


@BY_HAND
def test_the_wheel_alone_is_the_whole_engine(packages, tmp_path):
    python = environment(tmp_path / "bare", next(packages.glob("*.whl")))

    assert "toygrad" in run(python, "-m", "pip", "list", cwd=tmp_path)
    run(python, "-I", "-W", "error", "-c", ALONE, cwd=tmp_path)


@BY_HAND
def test_the_wheel_with_viz_shows_a_player_where_no_repository_is(packages, tmp_path):
    python = environment(tmp_path / "viz", f"{next(packages.glob('*.whl'))}[viz]")
    without = {**os.environ, "PATH": str(tmp_path)}  # and without the program dot
    without.pop("PYTHONPATH", None)

    assert "x → v1 ×3" in run(python, "-I", "-c", PLAYER, cwd=tmp_path, env=without)
    assert (tmp_path / "pass.html").stat().st_size > 50_000
    run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "pygraphviz")
    done = subprocess.run(
        [python, "-I", "-c", PLAYER],
        cwd=tmp_path,
        env=without,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and NO_RENDERER in done.stderr
    if shutil.which("dot"):
        assert "x → v1 ×3" in run(python, "-I", "-c", PLAYER, cwd=tmp_path)
