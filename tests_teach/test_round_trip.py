"""The homework, graded by otter: right answers, no answers, wrong answers.

`make test-teach` makes the homework first.  It stands outside of `tests`, so
that `make test` needs no otter.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import nbformat
import pytest
from nbclient import NotebookClient

from tools.book.chapters import Chapter, chapters
from tools.teach import homework
from toygrad.exercises import EXERCISES, judge
from toygrad.exercises.forms import same

# Otter and what it brings along use what will be taken away some day.
pytestmark = pytest.mark.filterwarnings("ignore")

CHAPTERS = [chapter.name for chapter in chapters()]
RESULTS = re.compile(r"^(q\d+_\d+) results:", re.MULTILINE)
STUB = re.compile(r"^answer_(\d+)_(\d+) = \.\.\.$")
WRONG = range(3)  # that many wrong answers to each exercise, one in a notebook


def student(name, folder=homework.FOLDER):
    return nbformat.read(folder / "student" / f"{name}.ipynb", as_version=4)


def stubs(notebook):
    """{number: its cell} of the cells that wait for an answer."""
    found = ((STUB.match(cell.source), cell) for cell in notebook.cells)
    return {f"{stub[1]}.{stub[2]}": cell for stub, cell in found if stub}


def question(number):
    return "q" + number.replace(".", "_")


def wrong_answers(number):
    """The typical wrong answers that differ from each other."""
    kept = []
    for mistake in EXERCISES[number].mistakes:
        if not any(same(mistake.answer, other) for other in kept):
            kept.append(mistake.answer)
    return kept


def filled(name, place, path, folder=homework.FOLDER):
    """Write a student's notebook in which every exercise has a wrong answer.

    Returns {number: the sentence that is to be said}.
    """
    notebook, hints = student(name, folder), {}
    for number, cell in stubs(notebook).items():
        answer = wrong_answers(number)[place]
        cell.source = cell.source.replace("...", repr(answer))
        hints[number] = judge(number, answer).sentence
    nbformat.write(notebook, path)
    return hints


def graded(path, name, folder=homework.FOLDER):
    """{question: (points, points possible, what a student is shown)}, by otter run."""
    with TemporaryDirectory() as out:
        subprocess.run(
            [sys.executable, "-m", "otter", "run", "--no-logo", "-o", out,
             "-a", folder / "grader" / name / "autograder.zip", path],
            check=True,
            capture_output=True,
        )  # fmt: skip
        public, *found = json.loads(Path(out, "results.json").read_bytes())["tests"]
    shown = dict(zip(*[iter(RESULTS.split(public["output"])[1:])] * 2))
    return {
        one["name"]: (one["score"], one["max_score"], shown[one["name"]])
        for one in found
    }


def points(results):
    return [(score, possible) for score, possible, _ in results.values()]


def shown_of(results):
    return {name: shown for name, (_, _, shown) in results.items()}


def unheard(hints, shown):
    """The exercises whose sentence is not shown."""
    return [number for number in hints if hints[number] not in shown[question(number)]]


# Right answers, no answers.


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_solutions_get_all_points(name):
    path = homework.FOLDER / "grader" / name / f"{name}.ipynb"
    results = graded(path, name)

    assert [*results] == [question(number) for number in stubs(student(name))]
    assert set(points(results)) == {(1, 1)}


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_notebook_without_answers_gets_none(name):
    results = graded(homework.FOLDER / "student" / f"{name}.ipynb", name)

    assert set(points(results)) == {(0, 1)}
    for shown in shown_of(results).values():
        assert "AssertionError: not answered yet" in shown


def test_every_exercise_waits_for_an_answer():
    waiting = [number for name in CHAPTERS for number in stubs(student(name))]

    assert waiting == list(EXERCISES)


# Wrong answers.


@pytest.mark.parametrize("place", WRONG)
@pytest.mark.parametrize("name", CHAPTERS)
def test_wrong_answers_get_no_points_and_their_hint(name, place, tmp_path):
    hints = filled(name, place, tmp_path / f"{name}.ipynb")
    results = graded(tmp_path / f"{name}.ipynb", name)

    assert len(hints) == len(results)
    assert set(points(results)) == {(0, 1)}
    assert unheard(hints, shown_of(results)) == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_student_reads_the_hint_below_the_answer(name, tmp_path):
    """Not graded: the notebook alone, run from the top as a student runs it."""
    hints = filled(name, 0, tmp_path / f"{name}.ipynb")
    notebook = nbformat.read(tmp_path / f"{name}.ipynb", as_version=4)
    folder = {"metadata": {"path": tmp_path}}
    NotebookClient(notebook, timeout=120, resources=folder).execute()
    shown = {
        cell.source.split('"')[1]: cell.outputs[0].data["text/plain"]
        for cell in notebook.cells
        if cell.source.startswith("grader.check(")
    }

    assert unheard(hints, shown) == []
    assert not any("test_truth" in text for text in shown.values())


# What is handed out, and what is not.


def told(notebook, number):
    """What a notebook gives away of a solution: lines of it, or the hidden test."""
    (name,) = (name for name in CHAPTERS if int(name[:2]) == int(number.split(".")[0]))
    cell = f"{question(number)}-answer"
    solved = next(one for one in homework.master(Chapter(name)).cells if one.id == cell)
    kept = next(one for one in notebook.cells if one.id == cell).source
    lines = [line for line in solved.source.splitlines() if line in kept.splitlines()]
    return lines + ["the test"] * ("test_truth" in str(notebook.metadata))


@pytest.mark.parametrize("name", CHAPTERS)
def test_nothing_is_told_by_what_is_handed_out(name):
    with ZipFile(homework.FOLDER / "grader" / name / "autograder.zip") as zipped:
        for number in stubs(student(name)):
            assert told(student(name), number) == []
            assert b"test_truth" in zipped.read(f"tests/{question(number)}.py")


def test_the_notebook_of_the_grader_would_tell():
    path = homework.FOLDER / "grader" / "01_slopes" / "01_slopes.ipynb"
    found = told(nbformat.read(path, as_version=4), "1.4")

    assert "h = 0.000001" in found and "the test" in found


# Planted faults: a chapter with another master.

NAME = "00_tour"
ANOTHER = r"judge(\"0.1\"", r"judge(\"0.2\""  # exercise, in the text of a notebook


def made(folder, old="", new=""):
    """The homework of a chapter in whose master one text is another."""
    path = homework.write_master(Chapter(NAME), folder)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    homework.assign(path, folder)
    return {
        file.relative_to(folder): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_a_wrong_truth_costs_the_solution_a_point(tmp_path):
    made(tmp_path, *ANOTHER)
    path = tmp_path / "grader" / NAME / f"{NAME}.ipynb"

    assert points(graded(path, NAME, tmp_path)) == [(0, 1), (1, 1), (1, 1)]


def test_a_hint_that_is_taken_away_is_missed(tmp_path):
    made(tmp_path, *ANOTHER)
    hints = filled(NAME, 0, tmp_path / f"{NAME}.ipynb", tmp_path)
    results = graded(tmp_path / f"{NAME}.ipynb", NAME, tmp_path)

    assert points(results) == [(0, 1), (0, 1), (0, 1)]
    assert unheard(hints, shown_of(results)) == ["0.1"]


def test_two_runs_write_the_same_bytes(tmp_path):
    first, second, other = (
        made(tmp_path / "first"),
        made(tmp_path / "second"),
        made(tmp_path / "other", *ANOTHER),
    )

    assert len(first) == 4 and first == second
    assert {path.suffix for path in first if first[path] != other[path]} == {".ipynb", ".zip"}  # fmt: skip
