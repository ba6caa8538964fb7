"""Makes homework that grades itself from the exercises of the chapters.

    .venv/bin/python -m tools.teach.homework                        all chapters
    .venv/bin/python -m tools.teach.homework 04_backpropagation ... these

Run by `make homework`.  In _build/homework each chapter has a master in the
format of otter assign, masters/NN_name.ipynb.  From it otter makes
student/NN_name.ipynb, which is handed out, and grader/NN_name/ with the
solutions and the tests.  This grades what comes back:

    otter run -a _build/homework/grader/NN_name/autograder.zip NN_name.ipynb

A question is an exercise: its box, its hidden solution, and of the code above
what the solution needs.  ``judge`` of toygrad.exercises reads the answer.  The
student's test says what it says of a typical mistake and of a wrong form;
whether the answer is true is tested by the grader alone.  That hides the truth
from a glance, and not from the curious: toygrad.exercises is installed where
the notebook runs.  So this is practice, no exam.

Nothing is fetched, and the same chapters give the same bytes.
"""

import ast
import functools
import re
import sys
from dataclasses import replace
from pathlib import Path
from symtable import symtable
from tempfile import TemporaryDirectory
from zipfile import ZipFile, ZipInfo

import nbformat

from book.live.needs import COMPREHENSIONS, FUNCTIONS, Page, names_in, statements
from tools.book.chapters import Chapter, chapters, tags
from tools.book.notebooks import as_text, code, made_of, prose, raw
from tools.places import BUILD

FOLDER = BUILD / "homework"

# The chapters: what is asked, and how it is solved.

ROLE = re.compile(r"( ?)\{(ref|numref|cite)\}`(?:([^`<]+) <)?([^`<>]+)>?`")


def checked(source):
    """What a cell hands to `check`: (number, the statement, the answer), or None."""
    for node in ast.parse(source).body:
        match node:
            case ast.Expr(
                ast.Call(ast.Name("check"), [ast.Constant(str(number)), answer])
            ):
                return number, node, answer
    return None


def answer_to(exercise):
    """The name of the variable that holds the answer."""
    return "answer_" + exercise.number.replace(".", "_")


def solution(exercise):
    """The solution cell with an answer in place of `check`, as otter reads it.

    Of all this a student gets the line `answer_1_4 = ...`.
    """
    _, statement, answer = checked(exercise.source)
    lines = exercise.source.splitlines()
    text = ast.get_source_segment(exercise.source, answer)
    if "\n" in text:
        raise ValueError(
            f"the answer of {exercise.number} needs one line; "
            "give it a name above, and hand the name to check"
        )
    if isinstance(answer, ast.Starred):
        text = f"[{text}][0]"
    return "\n".join(
        [
            *kept_back(lines[: statement.lineno - 1]),
            f"{answer_to(exercise)} = {text}  # SOLUTION",
            *kept_back(lines[statement.end_lineno :]),
        ]
    )


def kept_back(lines):
    """Lines of a solution, in a block that no student gets."""
    text = "\n".join(lines).strip("\n")
    return ["# BEGIN SOLUTION NO PROMPT", text, "# END SOLUTION"] if text else []


def in_markdown(exercise):
    """The task as JupyterLab can show it: without the fences and roles of MyST."""
    text = ROLE.sub(in_words, exercise.task).replace("`None`", "`...`")
    return f"**Exercise {exercise.number}**\n\n{text}"


def in_words(role):
    """A reference in plain words; a citation goes, its sentence names the author."""
    space, kind, words, label = role.groups()
    if kind == "cite":
        return ""
    if kind == "numref":
        return f"{space}the figure above"
    return space + (words or titles().get(label) or label.replace("-", " "))


@functools.cache
def titles():
    """{label: title in quotes} of the chapters."""
    return {chapter.label: f"“{chapter.title}”" for chapter in chapters()}


# What a question needs of the code above it: `needed` of book/live/needs.py,
# with closer eyes.


def needed_code(cells, asked):
    """{place: those statements of a cell that some exercise needs, as text}

    No solution is a source: what the student writes comes in its place.
    """
    own = {
        place: [seen_closely(one) for one in statements(cell.source, f"cell {place}")]
        for place, cell in enumerate(cells)
        if cell.cell_type == "code" and not checked(cell.source)
    }
    chosen = set()
    for exercise in asked:
        solved = [seen_closely(one) for one in statements(solution(exercise), "")]
        shown = [place for place in own if draws(cells[place], exercise.task)]
        chosen |= {id(one) for place in shown for one in own[place]}
        for place, last in [(exercise.place, solved), *((k, own[k]) for k in shown)]:
            above = [one for k in own if k < place for one in own[k]]
            chosen |= {id(one) for one in Given(above, last).needed()}
    texts = {k: extract(cells[k].source, own[k], chosen) for k in own}
    return {place: text for place, text in texts.items() if text}


class Given(Page):
    """All statements up to a solution, of which less is feared than on a page.

    There whatever may matter is taken: any call may change what it is given,
    and what that was made of.  Here a change is what is written as one, for
    every solution is run, and has to give the truth.
    """

    def acted_on(self, names, asked=(), parameters=frozenset()):
        return names.touches

    def reached(self, place):
        return {k for name in self.acts[place] for k in self.binders(place, name)}


def seen_closely(statement):
    """A statement whose loops run, and whose names are those of the notebook."""
    node, names = statement.node, statement.names
    outside, branches = taken(node, set()), isinstance(node, (ast.If, ast.Try))
    return replace(
        statement,
        names=replace(
            names,
            reads=names.reads & outside,
            later=names.later & asked_later(node),
            touches=names.touches & outside | looped_over(node, names.touches),
            makes=names.makes if branches else names.binds,
        ),
    )


EARLY = {"generators", "iter", "value"}  # of a node: what runs first


def taken(node, bound):
    """The names that code takes from outside; what it binds on its way is `bound`."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        return {node.id} - bound
    if isinstance(node, ast.Name):
        bound.add(node.id)
    if isinstance(node, (*FUNCTIONS, *COMPREHENSIONS)):
        bound = set(bound)
    if isinstance(node, ast.AugAssign):
        return taken(node.value, bound) | names_in(node.target) - bound
    return {name for part in as_it_runs(node) for name in taken(part, bound)}


def as_it_runs(node):
    """The parts of a node: what is computed comes before what it is bound to."""
    for field in sorted(node._fields, key=lambda field: field not in EARLY):
        parts = getattr(node, field)
        for part in parts if isinstance(parts, list) else [parts]:
            if isinstance(part, ast.AST):
                yield part


def asked_later(node):
    """The names of the notebook for which the functions in some code ask."""
    waiting, found = [symtable(ast.unparse(node), "", "exec")], set()
    while waiting:
        waiting += (table := waiting.pop()).get_children()
        found |= {one.get_name() for one in table.get_symbols() if one.is_global()}
    return found


def looped_over(node, touched):
    """What loops go over where they change the things that they take from there."""
    return {
        name
        for loop in ast.walk(node)
        if isinstance(loop, ast.For) and names_in(loop.target) & touched
        for name in names_in(loop.iter)
    }


def draws(cell, task):
    """Does a cell make a figure of which the task speaks?"""
    figure = cell.metadata.get("mystnb", {}).get("figure", {})
    return "name" in figure and f"{{numref}}`{figure['name']}`" in task


def extract(source, those, chosen):
    """The chosen ones of the statements of a cell, with the comments above each."""
    lines, end, parts = source.splitlines(), 0, []
    for one in those:
        if id(one) in chosen:
            parts += lines[end : one.node.end_lineno]
        end = one.node.end_lineno
    return "\n".join(parts).strip("\n")


# The tests.  Otter hands a variable to the parameter of its name.

HINTS = '''\
""" # BEGIN TEST CONFIG
success_message: No typical mistake. The grader says whether it is right.
""" # END TEST CONFIG
def test_mistakes({answer}):
    from toygrad.exercises import judge
    outcome, sentence = judge("{number}", {answer})
    assert outcome in ("right", "wrong"), sentence'''

TRUTH = '''\
""" # BEGIN TEST CONFIG
hidden: true
""" # END TEST CONFIG
def test_truth({answer}):
    from toygrad.exercises import judge
    outcome, sentence = judge("{number}", {answer})
    assert outcome == "right", sentence'''


# The master.

CONFIG = """\
# ASSIGNMENT CONFIG
name: {name}
export_cell: false
run_tests: false
tests:
    files: false
    ok_format: false"""

HEAD = """\
# {title}

These are the exercises of chapter {number} of the book toygrad.
Read the chapter first: some of them speak of what stands there.

Run the cells from the top.
Put your answer in place of `...` and run the cell, then the one below it.
That one knows the typical mistakes, and says what may have led to yours.
Whether the answer is right is said when the homework is graded."""

BEGIN_QUESTION = """\
# BEGIN QUESTION
name: {name}
points: 1
all_or_nothing: true"""


def master(chapter):
    """The homework of a chapter, with solutions and tests, in otter's format."""
    cells = chapter.cells
    asked = {exercise.place: exercise for exercise in chapter.exercises}
    parts = needed_code(cells, asked.values())
    title = HEAD.format(title=chapter.title, number=chapter.number)
    made = [raw("config", CONFIG.format(name=chapter.name)), prose("head", title)]
    for place, cell in enumerate(cells):
        if place in asked:
            made += question(asked[place])
        elif place in parts:
            made.append(code(cell.id, parts[place], metadata=metadata_of(cell)))
    return made_of(made)


def metadata_of(cell):
    """A cell whose code would tell too much stays folded up."""
    return {"jupyter": {"source_hidden": True}} if "hide-input" in tags(cell) else {}


def question(exercise):
    """Its cells: the task, the solution, the student's test and the grader's."""
    name, answer = "q" + exercise.number.replace(".", "_"), answer_to(exercise)
    given = {"number": exercise.number, "answer": answer}
    parts = [
        (raw, "begin", BEGIN_QUESTION.format(name=name)),
        (prose, "task", in_markdown(exercise)),
        (raw, "begin-solution", "# BEGIN SOLUTION"),
        (code, "answer", solution(exercise)),
        (raw, "end-solution", "# END SOLUTION"),
        (raw, "begin-tests", "# BEGIN TESTS"),
        (code, "hints", HINTS.format(**given)),
        (code, "truth", TRUTH.format(**given)),
        (raw, "end-tests", "# END TESTS"),
        (raw, "end", "# END QUESTION"),
    ]
    return [make(f"{name}-{part}", text) for make, part, text in parts]


# The files.


def write_master(chapter, folder):
    path = folder / "masters" / f"{chapter.name}.ipynb"
    write(path, master(chapter))
    return path


def write(path, notebook):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_text(notebook), encoding="utf-8")


def assign(path, folder):
    """Let otter make of a master what the student gets, and what the grader has."""
    from otter.assign import main as otter_assign  # where it is missing, all else works

    grader = folder / "grader" / path.stem
    with TemporaryDirectory() as made:
        otter_assign(str(path), made, no_pdfs=True, no_run_tests=True)
        for target, kind in ((folder / "student", "student"), (grader, "autograder")):
            notebook = nbformat.read(Path(made, kind, path.name), as_version=4)
            write(target / path.name, with_lasting_ids(notebook))
        (zipped,) = Path(made).glob("autograder/*.zip")
        copy_zip(zipped, grader / "autograder.zip")


OTTERS = "# Initialize Otter", "grader.check("


def with_lasting_ids(notebook):
    """Otter draws an id for each cell of its own; here they count."""
    own = [cell for cell in notebook.cells if cell.source.startswith(OTTERS)]
    for count, cell in enumerate(own):
        cell.id = f"otter-{count}"
    return notebook


def copy_zip(source, target):
    """The same files, sorted and without the time at which they were written."""
    with ZipFile(source) as old, ZipFile(target, "w") as new:
        for name in sorted(old.namelist()):
            new.writestr(ZipInfo(name), old.read(name))


def main(*names, folder=FOLDER):
    for chapter in map(Chapter, names) if names else chapters():
        assign(write_master(chapter, folder), folder)
        print(f"wrote the homework of {chapter.name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
