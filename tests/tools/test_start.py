"""`make chapter`: what it makes passes the tests of a chapter and stands in every list.

The tool runs in a copy of the project, and so do the tests of what it made.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.book import start
from tools.book.chapters import Chapter, chapters

ROOT = Path(__file__).resolve().parents[2]
PLANTED = "99_planted"
LAST = chapters()[-1].name
LISTS = {  # where a chapter is listed, and how
    "_toc.yml": 'file: book/{name}\n        title: "{number} {title}"\n',
    "book/index.ipynb": "- **{number}** {{ref}}`{label}`, {minutes} minutes: ",
    "README.md": "Running book/{name}.ipynb\n",
}
NBVAL = (
    "--nbval",
    "--nbval-current-env",
    "--nbval-sanitize-with=tests/stored/nbval.cfg",
)


def copy_of_the_house(folder):
    for name in ("book", "toygrad", "tools", "tests"):
        unneeded = shutil.ignore_patterns("vendor", "__pycache__", ".*")
        shutil.copytree(ROOT / name, folder / name, ignore=unneeded)
    for name in ("_toc.yml", "README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy in which nothing may change."""
    return copy_of_the_house(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A copy in which the tool has made a chapter."""
    folder = copy_of_the_house(tmp_path_factory.mktemp("made"))
    done = run(folder, "-m", "tools.book.start", PLANTED, "")
    assert done.returncode == 0, done.stderr
    return folder


def run(folder, *words):
    return subprocess.run(
        [sys.executable, *words],
        env={**os.environ, "PYTHONPATH": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
    )


def judged(folder, which):
    """The tests of a chapter, and nbval, on the chapter that was made."""
    files = (
        "tests/chapters/test_chapters.py",
        "tests/chapters/test_edits.py",
        "tests/chapters/test_exercises.py",
        "tests/chapters/test_forms.py",
        f"tests/chapters/test_truths_{PLANTED[:2]}.py",
        "tests/chapters/test_misconceptions.py",
        "tests/chapters/test_notation.py",
        "tests/tools/test_start.py::test_every_chapter_stands_in_every_list",
        f"book/{PLANTED}.ipynb",
    )
    return run(
        folder, "-m", "pytest", *NBVAL, "-p", "no:hypothesispytest", "-k", which, *files
    )


def texts(folder):
    """{path: its text} of all places that know the chapters."""
    patterns = ("*.yml", "*.md", "book/*.ipynb", "toygrad/**/*.py", "tests/**/*.py")
    paths = [path for pattern in patterns for path in folder.glob(pattern)]
    return {str(path.relative_to(folder)): path.read_text() for path in paths}


def facts(name, text):
    """What the lists tell of a chapter."""
    minutes = json.loads(text)["metadata"]["toygrad"]["minutes"]
    return {
        "name": name,
        "number": int(name[:2]),
        "label": Chapter(name).label,
        "title": re.search(r'"# (.*?)\\n"', text)[1],
        "minutes": sum(minutes.values()),
    }


def unlisted(texts):
    """(place, chapter) where a chapter is missing, or does not lead to the next."""
    order = re.findall(r"file: book/(\d\d_\w+)", texts["_toc.yml"])
    cover = re.findall(r"- \*\*(\d+)\*\* \{ref\}", texts["book/index.ipynb"])
    if [int(name[:2]) for name in order] != [*map(int, cover)]:
        yield "order", "book/index.ipynb"
    names = re.findall(r"book/(\d\d_\w+)\.ipynb$", "\n".join(texts), re.MULTILINE)
    for name in names:
        known = facts(name, texts[f"book/{name}.ipynb"])
        for path, entry in LISTS.items():
            if entry.format(**known) not in texts[path]:
                yield path, name
        if f"({Chapter(name).label})=" not in texts[f"book/{name}.ipynb"]:
            yield "label", name
    for name, following in zip(order, order[1:]):
        if (
            f"Next: {{ref}}`{Chapter(following).label}`"
            not in texts[f"book/{name}.ipynb"]
        ):
            yield "next", name


def test_every_chapter_stands_in_every_list(root):
    assert list(unlisted(texts(root))) == []


@pytest.mark.parametrize("path, entry", LISTS.items(), ids=LISTS)
def test_a_chapter_taken_from_a_list_is_found(root, path, entry):
    known = texts(root)
    entry = entry.format(**facts("02_chain_rule", known["book/02_chain_rule.ipynb"]))
    known[path] = known[path].replace(entry, "")

    assert (path, "02_chain_rule") in unlisted(known)


def test_a_chapter_that_leads_elsewhere_or_has_another_label_is_found(root):
    known = texts(root)
    path = "book/02_chain_rule.ipynb"
    for word, other in ("Next: {ref}`graphs`", "Next: {ref}`tour`"), (")=", ")"):
        known[path] = known[path].replace(word, other)

    assert [*unlisted(known)] == [("label", path[5:-6]), ("next", path[5:-6])]


def test_a_chapter_that_moves_in_one_list_alone_is_found(root):
    known = texts(root)
    one, two = "02_chain_rule", "03_graphs"
    toc = known["_toc.yml"].replace(one, "ONE").replace(two, one).replace("ONE", two)
    known["_toc.yml"] = toc

    assert ("order", "book/index.ipynb") in unlisted(known)
    assert ("next", two) in unlisted(known)


def examples_of(text):
    return re.findall(r"NAME=(\d\w+)", text)


@pytest.mark.parametrize("path", ["CONTRIBUTING.md", "Makefile", "tools/book/start.py"])
def test_the_names_in_the_examples_are_free(root, path):
    text = (root / path).read_text()
    names = examples_of(text)
    (planted,) = {*examples_of(text.replace(names[0], LAST))}

    assert [start.check_name(name) for name in names] == [None] * len(names)
    with pytest.raises(SystemExit, match="a number above"):
        start.check_name(planted)


def test_the_readme_shows_what_is_run(root):
    said = re.findall("^Running (.*)", (root / "README.md").read_text(), re.MULTILINE)
    notebooks = sorted((root / "book").glob("*.ipynb"))

    assert said == [path.relative_to(root).as_posix() for path in notebooks]


WRONG = {
    "no name": ("", "", f"a number above {LAST[:2]} and a name in small letters, got ''"),
    "a chapter that exists": (LAST, "", f"got {LAST!r}; write make chapter NAME="),
    "a number that is taken": ("02_other", "", f"a number above {LAST[:2]}"),
    "no number": ("other", "", "got 'other'; write make chapter NAME="),
    "a file's name": (f"{PLANTED}.ipynb", "", f"got '{PLANTED}.ipynb'"),
    "another folder": ("99_a/../../b", "", "got '99_a/../../b'"),
    "capitals": ("99_Other", "", "a name in small letters, got '99_Other'"),
    "a label that is taken": ("99_speed", "", "got 'speed', which is that of book/speed.md"),
    "a part that is not there": (PLANTED, "Cooking", "one of Start, The chain rule, "),
    "a part without chapters": (PLANTED, "Back matter", "got 'Back matter'; write PART="),
}  # fmt: skip


@pytest.mark.parametrize("name, part, words", WRONG.values(), ids=WRONG)
def test_wrong_use_gets_one_sentence_and_changes_nothing(
    house, monkeypatch, name, part, words
):
    monkeypatch.setattr(start, "ROOT", house)
    before = texts(house)
    with pytest.raises(SystemExit, match=re.escape(words)) as stopped:
        start.main(name, part)

    assert str(stopped.value).count("\n") == 0
    assert texts(house) == before


def test_a_part_can_be_chosen(house, monkeypatch):
    monkeypatch.setattr(start, "ROOT", house)
    last = start.parts_of_the_book()["Autograd"][-1]
    written = texts(house) | start.texts_with(PLANTED, last)

    order = re.findall("file: book/(.*)", written["_toc.yml"])
    assert order[order.index(last) + 1] == PLANTED
    assert list(unlisted(written)) == []


def test_only_lines_are_added(house, made):
    before, after = texts(house), texts(made)
    changed = [path for path in before if before[path] != after[path]]

    assert set(after) - set(before) == {
        f"book/{PLANTED}.ipynb", "toygrad/exercises/chapter_99.py", "tests/chapters/test_truths_99.py"
    }  # fmt: skip
    assert {*changed} == {*LISTS, f"book/{LAST}.ipynb"}
    for path in changed:
        lost = set(before[path].splitlines()) - set(after[path].splitlines())
        assert all("Next: {ref}`" in line for line in lost)


def test_the_chapter_passes_the_tests_of_a_chapter(made):
    # Left out is what takes long and asks nothing of this chapter: the others, of which
    # the last one alone was changed, and all their edits.
    names = [one.name for one in chapters()]
    others = [f"{name[:2]}_" for name in names if name != LAST]
    edits = [f"{name[:2]}-" for name in names]
    left_out = ["changed_by_hand", "taken_away", "suspects", *others, *edits]
    done = judged(made, f"not ({' or '.join(left_out)})")

    assert done.returncode == 0, done.stdout


FAULTS = (
    (f"book/{PLANTED}.ipynb", '"6.0"', '"6.5"'),
    (
        "toygrad/exercises/chapter_99.py",
        '5,\n        "5: a product',
        '6,\n        "5: a product',
    ),
    ("README.md", f"{PLANTED}.ipynb", "another.ipynb"),
)


def test_a_number_a_truth_and_a_list_that_are_wrong_are_found(made, tmp_path):
    """The planted faults of the test above."""
    spoiled = shutil.copytree(made, tmp_path / "spoiled")
    for path, right, wrong in FAULTS:
        text = (spoiled / path).read_text()
        assert right in text
        (spoiled / path).write_text(text.replace(right, wrong))
    said = judged(spoiled, "truths_of_chapter_99 or every_list or Cell").stdout

    for found in ("truths_of_chapter_99", "every_list", f"{PLANTED}.ipynb::Cell 10"):
        assert re.search(f"FAILED .*{found}", said), said
