"""The homework: every exercise is in it, solved rightly, and no solution gets out.

This is what holds without otter-grader.  `make test-teach` lets otter grade.
"""

import os
import re
import subprocess
import sys

import nbformat
import pytest

from tools.book.chapters import Chapter, Exercise, chapters
from tools.teach import homework
from toygrad.exercises import EXERCISES, judge
from toygrad.exercises.exercise import Formula

NAMES = [chapter.name for chapter in chapters()]


@pytest.fixture(scope="module")
def masters():
    return {chapter.name: homework.master(chapter) for chapter in chapters()}


def cells(notebook, ending, kind="code"):
    """The cells whose id ends so, as {number of the exercise: source}."""
    return {
        cell.id.split("-")[0][1:].replace("_", "."): cell.source
        for cell in notebook.cells
        if cell.cell_type == kind and re.fullmatch(rf"q[\d_]+-{ending}", cell.id)
    }


def given(notebook):
    """{id: source} of the code that comes from the chapter."""
    return {
        cell.id: cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and not re.match(r"q[\d_]+-", cell.id)
    }


def exercise(text, solution='check("1.4", 5)'):
    return Exercise("1.4", text, 0, 0, solution)


# Every exercise, once.


def test_every_exercise_is_a_question_of_its_chapter(masters):
    found = {name: [*cells(notebook, "answer")] for name, notebook in masters.items()}

    assert sum(found.values(), []) == list(EXERCISES)
    for name, numbers in found.items():
        assert {int(number.split(".")[0]) for number in numbers} == {int(name[:2])}


def test_a_solution_without_its_tag_is_missed():
    whole = [exercise.number for exercise in Chapter("01_slopes").exercises]
    chapter = Chapter("01_slopes")
    solution = next(cell for cell in chapter.cells if cell.id == "solution-1-4")
    solution.metadata.tags = []

    found = [exercise.number for exercise in chapter.exercises]
    assert found == [number for number in whole if number != "1.4"]


def test_a_question_has_all_that_otter_asks_for(masters):
    for notebook in masters.values():
        nbformat.validate(notebook)
        boundaries = [
            " ".join(cell.source.splitlines()[0].split()[1:])
            for cell in notebook.cells
            if cell.cell_type == "raw"
        ]
        one = [
            "BEGIN QUESTION", "BEGIN SOLUTION", "END SOLUTION", "BEGIN TESTS", "END TESTS",
            "END QUESTION",
        ]  # fmt: skip
        assert boundaries == ["ASSIGNMENT CONFIG", *one * len(cells(notebook, "task", "markdown"))]  # fmt: skip


def test_the_same_chapter_gives_the_same_master(masters):
    name = "05_autograd"

    assert homework.as_text(homework.master(Chapter(name))) == homework.as_text(
        masters[name]
    )


# The text.

MYST = re.compile(r":::|\{\w+\}`|`None`")


def test_no_text_has_what_jupyterlab_does_not_know(masters):
    for name, notebook in masters.items():
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                assert not MYST.search(cell.source), (name, cell.source)


@pytest.mark.parametrize(
    "text, words",
    [
        ("In {ref}`slopes` it is 6.", "In “Slopes” it is 6."),
        ("In the {ref}`tour <tour>` it is 6.", "In the tour it is 6."),
        ("Look at {ref}`edges`.", "Look at edges."),
        ("Look at {numref}`fig-rates`.", "Look at the figure above."),
        ("They took 16 {cite}`horvath2008`.", "They took 16."),
        ("In place of `None`.", "In place of `...`."),
    ],
)
def test_roles_become_words(text, words):
    assert MYST.search(text)
    assert homework.in_markdown(exercise(text)) == f"**Exercise 1.4**\n\n{words}"


def test_a_box_is_taken_without_its_fences(masters):
    assert cells(masters["01_slopes"], "task", "markdown")["1.4"] == (
        "**Exercise 1.4**\n\nThe same bicycle rides at v = 12.\nWhat is ∂s/∂v there?"
    )


# The code: run from the top, each solution gives the truth.

RUN = """
import sys
from toygrad.exercises import judge
names = {}
for number, source in CELLS:
    if number:  # what is given to all must not need what one solution makes
        own = dict(names)
        exec(source, own)
        answer = own["answer_" + number.replace(".", "_")]
        print(number, judge(number, answer).sentence, file=sys.stderr)
    else:
        exec(source, names)
"""


def answers(notebook):
    """{number: the sentence about its solution}, where the notebook runs."""
    solved = {f"q{n.replace('.', '_')}-answer": n for n in cells(notebook, "answer")}
    code = [
        (solved.get(cell.id), cell.source)
        for cell in notebook.cells
        if cell.id in {*solved, *given(notebook)}
    ]
    done = subprocess.run(
        [sys.executable, "-c", f"CELLS = {code!r}{RUN}"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return dict(line.split(" ", 1) for line in done.stderr.splitlines())


@pytest.mark.parametrize("name", NAMES)
def test_every_solution_finds_the_truth_with_the_code_that_is_given(masters, name):
    found = answers(masters[name])

    assert [*found] == [*cells(masters[name], "answer")]
    assert all(sentence.startswith("Right: ") for sentence in found.values()), found


def test_a_function_that_is_not_given_is_missed():
    notebook = homework.master(Chapter("04_backpropagation"))
    notebook.cells = [cell for cell in notebook.cells if cell.id != "walk-back"]

    with pytest.raises(AssertionError, match="NameError: name 'walk_back'"):
        answers(notebook)


def test_nothing_is_given_that_no_solution_needs(masters):
    """Three chapters, read by eye."""
    assert given(masters["00_tour"]) == {}
    assert [*given(masters["04_backpropagation"])] == ["imports", "walk-back"]
    trained = given(masters["10_classification"])
    assert [*trained] == [
        "imports", "digits-seen", "trained", "one-layer", "network", "confusion",
    ]  # fmt: skip
    assert trained["one-layer"].startswith("def said")
    assert "one_layer =" not in trained["one-layer"]


ABOVE = """
base, other = [1], 2
def double(x):
    return [other * x for x in base]
for other in (3, 4):
    print(other)
for one in base:
    base[0] = one
other += 1
base.append(5)
"""


def test_what_is_needed_is_seen_in_loops_functions_and_comprehensions():
    chapter = [
        homework.code("above", ABOVE),
        homework.code("solution", 'x = 0\ncheck("1.4", [x for x in double(x)])'),
    ]
    question = exercise("", chapter[1].source)._replace(place=1)
    (found,) = homework.needed_code(chapter, [question]).values()

    assert found == ABOVE.replace("base.append(5)", "").strip()  # that call nobody sees


def test_a_figure_that_is_spoken_of_is_drawn_and_its_code_folded_up(masters):
    cells = {cell.id: cell for cell in masters["09_training"].cells}

    assert cells["suspects-plot"].source.startswith("plot_lines(")
    assert cells["suspects"].metadata == {"jupyter": {"source_hidden": True}}
    assert cells["rows-run"].metadata == {}


# No solution gets out.


def left_by_otter(source):
    """What otter leaves of a solution cell, by its own rules."""
    without = re.sub(
        r"(?ms)^# BEGIN SOLUTION NO PROMPT\n.*?^# END SOLUTION$\n?", "", source
    )
    return re.sub(r"(?m)^(\w+ =).* # SOLUTION$", r"\1 ...", without).strip("\n")


def stub(number):
    return f"answer_{number.replace('.', '_')} = ..."


def test_no_line_of_a_solution_is_left_in_a_stub(masters):
    for notebook in masters.values():
        for number, source in cells(notebook, "answer").items():
            assert left_by_otter(source) == stub(number)


def test_a_line_outside_the_block_is_seen(masters):
    source = cells(masters["01_slopes"], "answer")["1.4"]
    assert left_by_otter(source) == stub("1.4")

    for mark in ("# BEGIN SOLUTION NO PROMPT\n", "# SOLUTION"):
        assert mark in source
        assert left_by_otter(source.replace(mark, "")) != stub("1.4")


def test_the_answer_may_stand_in_the_middle_and_in_a_star():
    question = exercise("", 'a = [5]\ncheck("1.4", *a)\nprint(a)')

    assert homework.solution(question).splitlines() == [
        "# BEGIN SOLUTION NO PROMPT", "a = [5]", "# END SOLUTION",
        "answer_1_4 = [*a][0]  # SOLUTION",
        "# BEGIN SOLUTION NO PROMPT", "print(a)", "# END SOLUTION",
    ]  # fmt: skip


def test_an_answer_of_two_lines_is_refused():
    with pytest.raises(ValueError, match="the answer of 1.4 needs one line; give it"):
        homework.solution(exercise("", 'check("1.4", (2 +\n 3))'))


# The tests that otter runs.


def grading(notebook):
    """{number: (test_mistakes, test_truth)}, the functions themselves."""
    hints, truths = (cells(notebook, ending) for ending in ("hints", "truth"))
    for number in hints:
        names = {}
        exec(hints[number], names)
        exec(truths[number], names)
        yield number, names["test_mistakes"], names["test_truth"]


def complaint(test, answer):
    """What a test says of an answer; "" where it lets it pass."""
    try:
        test(answer)
    except AssertionError as error:
        return str(error)
    return ""


FORMS = (True, "no such form", [1] * 20)  # of no answer to any exercise


def faults(number, mistakes, truth):
    """What the two tests of an exercise say otherwise than they should."""
    exercise = EXERCISES[number]
    for right in (exercise.truth, *(answer for answer, _ in exercise.also)):
        if complaint(mistakes, right) or complaint(truth, right):
            yield right
    for wrong in (None, ..., *FORMS, *(m.answer for m in exercise.mistakes)):
        outcome, said = judge(number, wrong)
        hint = "" if outcome == "wrong" else said  # a word may be a wrong answer
        if (complaint(mistakes, wrong), complaint(truth, wrong)) != (hint, said):
            yield wrong


def test_the_tests_know_the_truth_every_mistake_and_a_wrong_form(masters):
    for notebook in masters.values():
        for number, mistakes, truth in grading(notebook):
            assert list(faults(number, mistakes, truth)) == []


@pytest.mark.parametrize(
    "cell, old, new, found",
    [
        ("hints", '"wrong")', '"wrong", "mistake")', [3, 36, 4, 5.0167, 5.1667, 6]),
        ("hints", '"wrong")', '"wrong", "form")', [True, "no such form", [1] * 20]),
        ("hints", '"wrong")', '"wrong", "empty")', [None, ...]),
        ("truth", '"right"', '"wrong"', None),
        ("truth", '"1.4"', '"3.1"', None),
    ],
)
def test_a_test_that_lets_the_wrong_thing_pass_is_seen(cell, old, new, found):
    notebook = homework.master(Chapter("01_slopes"))
    for one in notebook.cells:
        if one.id == f"q1_4-{cell}":
            assert old in one.source
            one.source = one.source.replace(old, new)
    (seen,) = [list(faults(*one)) for one in grading(notebook) if one[0] == "1.4"]

    assert sorted(seen, key=str) == sorted(found, key=str) if found else 5 in seen


def unforeseen(truth):
    """A wrong answer of the right form that is no typical one."""
    match truth:
        case Formula():
            return f"{truth} + 0.987"
        case str():
            return "unforeseen"
        case list():
            return [0.987] * len(truth)
    return 0.987


def tells_the_truth(source, number):
    """Can somebody learn from a test cell whether an answer is right?"""
    names = {}
    exec(source, names)
    (test,) = (names[name] for name in names if name.startswith("test_"))
    truth = EXERCISES[number].truth
    said = {complaint(test, answer) for answer in (truth, unforeseen(truth))}
    return "hidden: true" not in source and len(said) > 1


def test_only_a_hidden_test_knows_the_truth(masters):
    for notebook in masters.values():
        for ending in ("hints", "truth"):
            for number, source in cells(notebook, ending).items():
                assert not tells_the_truth(source, number)


def test_a_truth_that_is_not_hidden_is_seen(masters):
    hints, truths = (cells(masters["01_slopes"], e)["1.4"] for e in ("hints", "truth"))

    assert tells_the_truth(truths.replace("hidden: true", "hidden: false"), "1.4")
    assert tells_the_truth(hints.replace(', "wrong"', ""), "1.4")


def test_masters_are_made_where_otter_is_missing():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_OTTER],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
    )

    assert done.stdout == "made\n"
    assert "ModuleNotFoundError: import of otter.assign halted" in done.stderr


WITHOUT_OTTER = """
import sys
from pathlib import Path
sys.modules.update({"otter": None, "otter.assign": None})
from tools.book.chapters import Chapter
from tools.teach import homework
homework.master(Chapter("01_slopes"))
print("made", flush=True)
homework.assign(Path("01_slopes.ipynb"), Path())
"""
