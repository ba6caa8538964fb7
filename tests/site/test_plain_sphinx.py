"""The book builds without Jupyter Book: plain Sphinx makes the same pages of it."""

import os
import re
import runpy
import subprocess
import sys

import pytest

FULL = os.environ.get("TOYGRAD_FULL") == "1"
PLAYER = "from toygrad import Value\nfrom toygrad.viz import show_backward\n\nshow_backward(Value(3.0) * 2.0)"

# What plain Sphinx has no use for: options of the theme that are off, the
# printed book, and what only Jupyter Book's own programs read.
UNUSED = {
    "comments_config", "html_baseurl", "latex_engine", "nb_execution_cache_path",
    "nb_execution_excludepatterns", "nb_execution_in_temp", "pygments_style",
    "use_jupyterbook_latex", "use_multitoc_numbering",
}  # fmt: skip
UNUSED_OPTIONS = {"analytics", "announcement", "extra_footer", "use_edit_page_button", "use_issues_button", "use_repository_button"}  # fmt: skip
UNUSED_EXTENSIONS = {"jupyter_book", "sphinx_comments", "sphinx_jupyterbook_latex", "sphinx_multitoc_numbering"}  # fmt: skip


def of_jupyter_book(root):
    """What Jupyter Book makes of _config.yml."""
    from jupyter_book.config import get_final_config

    config, _ = get_final_config(
        user_yaml=root / "_config.yml",
        cli_config={"latex_individualpages": False},
        sourcedir=root,
    )
    return config


def differences(root, conf, theirs):
    """(name, ours, theirs) wherever a setting of the two is not the same."""
    theirs = {name: theirs[name] for name in theirs.keys() - UNUSED}
    options, buttons = theirs.pop("html_theme_options"), conf["html_theme_options"]
    for name in options.keys() - UNUSED_OPTIONS:
        if name != "launch_buttons":
            yield name, buttons.get(name), options[name]
    for name, setting in theirs.items():
        if name == "exclude_patterns":  # Sphinx leaves its own output out by itself
            setting = [one for one in setting if one in conf[name]]
        if name == "extensions":
            setting = [one for one in setting if one not in UNUSED_EXTENSIONS]
        yield name, from_root(root, conf.get(name)), from_root(root, setting)


def from_root(root, setting):
    """A setting with the paths in it as they stand in _config.yml."""
    if isinstance(setting, list):
        return sorted((from_root(root, one) for one in setting), key=repr)
    return str(setting).removeprefix(f"{root}{os.sep}")


@pytest.fixture
def conf(root, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    return runpy.run_path(str(root / "tools/book/plain/conf.py"))


def test_plain_sphinx_has_the_settings_of_jupyter_book(root, conf, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    theirs = of_jupyter_book(root)
    pairs = list(differences(root, conf, theirs))
    planted = list(differences(root, conf | {"nitpicky": False}, theirs))

    assert len(pairs) > 25
    assert [pair for pair in pairs if pair[1] != pair[2]] == []
    assert [name for name, ours, theirs in planted if ours != theirs] == ["nitpicky"]


def build(folder, out, *options):
    """Build a book with Sphinx's own program; no Jupyter Book can be imported meanwhile."""
    without = "import sys; sys.modules['jupyter_book'] = None; from sphinx.cmd.build import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", without, "-c", folder / "tools/book/plain", "-d", out.parent / ".plain",
         "-W", "--keep-going", "-n", "-q", *options, folder, out],
        env={**os.environ, "PYTHONPATH": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
    )  # fmt: skip


def test_a_small_book_is_built_without_jupyter_book(small_book):
    small_book.write(PLAYER, prose="# A page\n\nHere is $x^2$.")
    site = small_book.folder / "_build/html"
    done = build(small_book.folder, site)
    page = (site / "book/index.html").read_text()

    assert done.returncode == 0, done.stdout + done.stderr
    assert page.count('class="toygrad-stage"') == 1 and "<math" in page
    assert "book/index.html" in (site / "index.html").read_text()
    for file in re.findall(r'(?:src|href)="(\.\./_static/[^"?]*)', page):
        assert (site / "book" / file).exists(), file


@pytest.mark.skipif(not FULL, reason="builds the whole book again: make test-full")
def test_the_whole_book_is_the_same_without_jupyter_book(root, tmp_path):
    built = root / "_build/html"
    if not built.exists():
        pytest.skip("no site to compare with: write make book")
    outputs = root / "_build/.jupyter_cache"  # the same, so that times are the same
    done = build(root, tmp_path / "html", "-D", f"nb_execution_cache_path={outputs}")
    assert done.returncode == 0, done.stdout + done.stderr

    def pages(folder):
        return {
            str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*.html")
        }

    ours, theirs = pages(tmp_path / "html"), pages(built)
    sheets = {name for name in theirs if name.startswith("worksheets")}
    assert ours.keys() == theirs.keys() - sheets
    assert [name for name, text in ours.items() if text != theirs[name]] == []
    assert sum(text.count('class="toygrad-stage"') for text in ours.values()) > 50


def missing(page, root):
    """The files and folders that a page names and that are not there."""
    for name in re.findall(
        r"`((?:[\w.-]+/)*[\w-]+(?:/|\.(?:py|yml|txt|md|ipynb|cfg)))`", page
    ):
        if not (root / name).exists():
            yield name


def test_the_page_of_the_ways_out_names_what_is_there(root):
    page = (root / "LEAVING.md").read_text("utf-8")
    named = {*missing(page, root / "nowhere")}
    packages = (root / "constraints.txt").read_text("utf-8").lower().replace("_", "-")
    wanted = page.partition("by what it brought: ")[2].partition(". The versions")[0]

    assert {*missing(page, root)} <= {"dist/"} and len(named) > 10
    assert {*missing("`tools/book/plain/cone.py`", root)} == {
        "tools/book/plain/cone.py"
    }
    for name in re.findall("`([^`]+)`", wanted):
        assert f"\n{name}==" in packages, name
