"""Makes homework that grades itself from the exercises of the chapters.

    python tools/homework.py                        all chapters
    python tools/homework.py 04_backpropagation ... these

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
import re
import sys
from dataclasses import replace
from pathlib import Path
from symtable import symtable
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zipfile import ZipFile, ZipInfo

import nbformat
from edits import cells_of, chapters, tags
from needs import COMPREHENSIONS, FUNCTIONS, Page, names_in, statements
from notebooks import as_text

FOLDER = Path(__file__).resolve().parent.parent / "_build" / "homework"

# The chapters: what is asked, and how it is solved.

BOX = re.compile(
    r"^:::\{admonition\} Exercise (\d+\.\d+)\n:class: important\n(.*?)\n:::$",
    re.DOTALL | re.MULTILINE,
)
ROLE = re.compile(r"( ?)\{(ref|numref|cite)\}`(?:([^`<]+) <)?([^`<>]+)>?`")


class Question(NamedTuple):
    """An exercise of a chapter: the text of its box, and its solution cell."""

    number: str
    task: str
    place: int  # of the solution cell
    source: str  # of that cell

    @property
    def name(self):
        return "q" + self.number.replace(".", "_")

    @property
    def answer(self):
        return "answer_" + self.number.replace(".", "_")


def questions(cells):
    """The exercises of a chapter that have a hidden solution, in order."""
    tasks, found = {}, []
    for place, cell in enumerate(cells):
        if cell.cell_type == "markdown":
            tasks |= dict(BOX.findall(cell.source))
        elif "hide-cell" in tags(cell) and checked(cell.source):
            number = checked(cell.source)[0]
            found.append(Question(number, tasks[number], place, cell.source))
    return found


def checked(source):
    """What a cell hands to `check`: (number, the statement, the answer), or None."""
    for node in ast.parse(source).body:
        match node:
            case ast.Expr(
                ast.Call(ast.Name("check"), [ast.Constant(str(number)), answer])
            ):
                return number, node, answer
    return None


def solution(question):
    """The solution cell with an answer in place of `check`, as otter reads it.

    Of all this a student gets the line `answer_1_4 = ...`.
    """
    _, statement, answer = checked(question.source)
    lines = question.source.splitlines()
    text = ast.get_source_segment(question.source, answer)
    if "\n" in text:
        raise ValueError(
            f"the answer of {question.number} needs one line; "
            "give it a name above, and hand the name to check"
        )
    if isinstance(answer, ast.Starred):
        text = f"[{text}][0]"
    return "\n".join(
        [
            *kept_back(lines[: statement.lineno - 1]),
            f"{question.answer} = {text}  # SOLUTION",
            *kept_back(lines[statement.end_lineno :]),
        ]
    )


def kept_back(lines):
    """Lines of a solution, in a block that no student gets."""
    text = "\n".join(lines).strip("\n")
    return ["# BEGIN SOLUTION NO PROMPT", text, "# END SOLUTION"] if text else []


def in_markdown(question):
    """The task as JupyterLab can show it: without the fences and roles of MyST."""
    text = ROLE.sub(in_words, question.task).replace("`None`", "`...`")
    return f"**Exercise {question.number}**\n\n{text}"


def in_words(role):
    """A reference in plain words; a citation goes, its sentence names the author."""
    space, kind, words, label = role.groups()
    if kind == "cite":
        return ""
    if kind == "numref":
        return f"{space}the figure above"
    return space + (words or titles().get(label) or label.replace("-", " "))


def titles():
    """{label: title in quotes} of the chapters."""
    heads = (cells_of(name)[0].source.splitlines() for name in chapters())
    return {label[1:-2]: f"“{title[2:]}”" for label, title, *_ in heads}


# What a question needs of the code above it: `needed` of book/live/needs.py,
# with closer eyes.


def needed_code(cells, asked):
    """{place: those statements of a cell that some question needs, as text}

    No solution is a source: what the student writes comes in its place.
    """
    own = {
        place: [seen_closely(one) for one in statements(cell.source, f"cell {place}")]
        for place, cell in enumerate(cells)
        if cell.cell_type == "code" and not checked(cell.source)
    }
    chosen = set()
    for question in asked:
        solved = [seen_closely(one) for one in statements(solution(question), "")]
        shown = [place for place in own if draws(cells[place], question.task)]
        chosen |= {id(one) for place in shown for one in own[place]}
        for place, last in [(question.place, solved), *((k, own[k]) for k in shown)]:
            above = [one for k in own if k < place for one in own[k]]
            chosen |= {id(one) for one in Sheet(above, last).needed()}
    texts = {k: extract(cells[k].source, own[k], chosen) for k in own}
    return {place: text for place, text in texts.items() if text}


class Sheet(Page):
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


def tests(question):
    """The test that a student can run, and the one of the grader."""
    given = {"number": question.number, "answer": question.answer}
    return HINTS.format(**given), TRUTH.format(**given)


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


def master(name):
    """The homework of a chapter, with solutions and tests, in otter's format."""
    cells = cells_of(name)
    asked = {question.place: question for question in questions(cells)}
    parts = needed_code(cells, asked.values())
    made = [raw("config", CONFIG.format(name=name)), prose("head", head(name, cells))]
    for place, cell in enumerate(cells):
        if place in asked:
            made += question_cells(asked[place])
        elif place in parts:
            made.append(code(cell.id, parts[place], metadata=metadata_of(cell)))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel})


def head(name, cells):
    title = cells[0].source.splitlines()[1].removeprefix("# ")
    return HEAD.format(title=title, number=int(name[:2]))


def metadata_of(cell):
    """A cell whose code would tell too much stays folded up."""
    return {"jupyter": {"source_hidden": True}} if "hide-input" in tags(cell) else {}


def question_cells(question):
    hints, truth = tests(question)
    begin = BEGIN_QUESTION.format(name=question.name)
    parts = [
        (raw, "begin", begin),
        (prose, "task", in_markdown(question)),
        (raw, "begin-solution", "# BEGIN SOLUTION"),
        (code, "answer", solution(question)),
        (raw, "end-solution", "# END SOLUTION"),
        (raw, "begin-tests", "# BEGIN TESTS"),
        (code, "hints", hints),
        (code, "truth", truth),
        (raw, "end-tests", "# END TESTS"),
        (raw, "end", "# END QUESTION"),
    ]
    return [make(f"{question.name}-{part}", text) for make, part, text in parts]


def prose(name, source):
    return nbformat.v4.new_markdown_cell(source, id=name)


def code(name, source, **more):
    return nbformat.v4.new_code_cell(source, id=name, **more)


def raw(name, source):
    return nbformat.v4.new_raw_cell(source, id=name)


# The files.


def write_master(name, folder):
    path = folder / "masters" / f"{name}.ipynb"
    write(path, master(name))
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
    for name in names or chapters():
        assign(write_master(name, folder), folder)
        print(f"wrote the homework of {name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
