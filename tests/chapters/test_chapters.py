"""The chapters as text: what every one has, and what none may have.

That their outputs are true is nbval's part; that nbval has something to
compare, and fails where it should, is tested here.
"""

import ast
import re
import subprocess
import sys

import nbformat
import pytest

from tools.book import notebooks
from tools.book.chapters import Chapter, chapters, tags
from tools.places import BOOK, ROOT
from toygrad.exercises import EXERCISES

NOTEBOOKS = sorted(path.stem for path in BOOK.glob("*.ipynb"))
CHAPTERS = [chapter.name for chapter in chapters()]

TAGS = re.compile(
    "hide-input|hide-cell|remove-input|live|slide|no-output|nbval-ignore-output|misconception-[0-9]+"
)
# The engines of chapters 5 and 13, each in one piece, and their most lines.
WHOLE = {"whole": 40, "table-engine": 40}
FORBIDDEN_WORDS = re.compile(
    r"\b(simply|just|obviously|of course|children|child|successor|error signal)\b",
    re.IGNORECASE,
)
FORBIDDEN_CODE = re.compile(
    r"sys\.path|pip install|%|^!|\bopen\(|urllib|requests|input\(|time\.|allow_errors",
    re.MULTILINE,
)


def vacuous(chapter):
    """Cells that nbval would pass without comparing anything, unexplained."""
    for cell in chapter.code:
        last = cell.source.rstrip().splitlines()[-1]
        silent = re.match(r"(\s|\w+(, \w+)* = |from |import |\w+\.label)", last)
        if "no-output" in tags(cell):
            if "plot_" not in cell.source and "show_source" not in cell.source:
                yield cell.id
        elif cell.execution_count is None or not (cell.outputs or silent):
            yield cell.id


def unsaid_numbers(chapter):
    """Decimals of the prose that stand neither above nor in the next code cell.

    A task and an edit may set numbers of their own, and a row of a generated
    page is checked where that page is made.
    """
    generated = set((BOOK / "edges.md").read_text().splitlines())
    cells = chapter.cells
    said = ""
    for k, cell in enumerate(cells):
        if cell.cell_type == "code":
            said += cell.source + printed(cell).replace("−", "-")
            continue
        if "**Predict**" in cell.source or "} Exercise" in cell.source:
            continue
        given = next((c.source for c in cells[k:] if c.cell_type == "code"), "")
        lines = [row for row in cell.source.splitlines() if row not in generated]
        prose = re.sub(
            r"Question \d+\.\d+|Exercise \d+\.\d+|\*\*Edit\*\* `[^`]+` to `[^`]+`",
            "",
            "\n".join(lines),
        )
        for decimal in re.findall(r"\d+\.\d+", prose):
            if decimal not in said + given:
                yield cell.id, decimal


def printed(cell):
    """The text that a cell's stored outputs hold."""
    texts = (
        o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs
    )
    return "".join(texts)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_in_its_normal_form(name):
    chapter = Chapter(name)
    for cell in chapter.cells:
        assert all(map(TAGS.fullmatch, tags(cell))), cell.id
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", cell.id)
    normal = notebooks.normal(chapter.notebook)
    assert notebooks.as_text(normal) == chapter.path.read_text()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_that_should_print_has_something_to_compare(name):
    chapter = Chapter(name)

    assert list(vacuous(chapter)) == []
    counts = [cell.execution_count for cell in chapter.code if cell.execution_count]
    assert counts == sorted(counts)


def test_a_notebook_without_outputs_is_found():
    chapter = Chapter(CHAPTERS[0])
    for cell in chapter.code:
        cell.outputs = []

    assert len(list(vacuous(chapter))) > 5


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_uses_the_engine_draws_a_graph_and_plays(name):
    source = "\n".join(cell.source for cell in Chapter(name).code)

    assert re.search(r"^from toygrad import .*\bValue\b", source, re.MULTILINE)
    assert "draw_graph(" in source
    assert re.search(
        r"^show_(backward|nudge|forward|descent|tables)\(", source, re.MULTILINE
    )
    assert not FORBIDDEN_CODE.search(source)


def too_long(chapter):
    """Cells of the text with more than 12 lines, or more than their own measure."""
    for cell in chapter.code:
        lines = cell.source.count("\n") + 1
        if "check(" not in cell.source and lines > WHOLE.get(cell.id, 12):
            yield cell.id


def test_a_cell_of_many_lines_is_found_even_if_it_is_the_engine():
    chapter = Chapter("05_autograd")
    for cell in chapter.code:
        if cell.id in ("whole", "forward"):
            cell.source += "\n# one more" * 3

    assert list(too_long(chapter)) == ["whole", "forward"]


ENGINE = ("ln", "RULES", "apply", "Number")


def parts_of_the_engine(chapter):
    """{name: its last text} of the reader's engine: functions, rows, methods."""
    found = {}
    for cell in chapter.code:
        for node in ast.parse(cell.source).body:
            if name_of(node) in ENGINE:
                found.update(parts_of(node))
    return found


def name_of(node):
    target = getattr(node, "targets", [node])[0]
    return getattr(target, "id", getattr(target, "name", None))


def parts_of(node):
    """The pairs of name and text: rows of a table, methods of a class, or a function."""
    name = name_of(node)
    if isinstance(node, ast.ClassDef):
        for part in node.body:
            yield f"{name}.{name_of(part)}", ast.unparse(part)
    elif isinstance(getattr(node, "value", None), ast.Dict):
        for key, rule in zip(node.value.keys, node.value.values):
            yield f"{name}[{ast.unparse(key)}]", ast.unparse(rule)
    elif isinstance(node, ast.FunctionDef):
        yield name, ast.unparse(node)


def changed(written, given_back):
    """The names of `given_back` that chapter 5 has otherwise, or does not have."""
    return {name for name, _ in given_back.items() - written.items()}


def test_the_engine_of_chapter_5_is_the_same_where_it_is_given_back():
    written = parts_of_the_engine(Chapter("05_autograd"))
    given_back = [parts_of_the_engine(Chapter(name)) for name in CHAPTERS[6:]]

    assert {"ln", "RULES['**']", "apply", "Number.__pow__"} <= set(written)
    assert written == given_back[0]
    assert [changed(written, parts) for parts in given_back] == [set()] * len(
        given_back
    )
    # Chapter 7 leaves out what it has no use for, and asks for the rest.
    assert {"RULES['/']", "apply", "Number.backward"} <= set(given_back[1])


def test_a_rule_and_a_method_that_are_given_back_otherwise_are_found():
    written = parts_of_the_engine(Chapter("05_autograd"))
    chapter = Chapter("07_descent")
    for cell in chapter.code:
        cell.source = cell.source.replace("(a * b, b, a)", "(a * b, a, b)")
        cell.source = cell.source.replace("self.grad += 1.0", "self.grad = 1.0")

    names = {"RULES['*']", "Number.backward"}
    assert changed(written, parts_of_the_engine(chapter)) == names


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_rhythm_of_a_chapter(name):
    chapter = Chapter(name)
    kinds = [cell.cell_type for cell in chapter.cells]
    own = [cell for cell in chapter.code if "check(" not in cell.source]
    lines = [cell.source.count("\n") + 1 for cell in own]

    assert chapter.code[0].id == "imports"
    assert (
        12 <= len(lines) <= 25
        and list(too_long(chapter)) == []
        and sorted(lines)[len(lines) // 2] <= 4
    )
    assert not re.search("ccc", "".join(kind[0] for kind in kinds))
    for cell in chapter.cells:
        if cell.cell_type == "code":
            assert max(map(len, cell.source.splitlines())) <= 72, cell.id
        else:
            # How short an edit must be says test_edits.py.
            words = re.sub(
                r"(?s)^\*\*Edit\*\*.*?(?=\n\n|\Z)|<details\b.*|^:::.*$",
                "",
                cell.source,
                flags=re.MULTILINE,
            ).split()
            assert len(words) <= 120, cell.id


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_has_its_boxes_and_its_metadata(name):
    chapter = Chapter(name)
    prose = chapter.prose.values()
    text = "\n".join(prose)
    goals = next(cell for cell in prose if "You will learn to" in cell).count("\n- ")
    recap = next(cell for cell in prose if cell.startswith("## Recap")).count("\n- ")

    assert goals == recap and 3 <= goals <= 5
    assert text.count(":::{admonition} Trap") == 1
    assert len(re.findall(r"^## ", text, re.MULTILINE)) <= 7
    assert len(re.findall(r"\*\*Question \d+\.\d+\.\*\*", text)) == 3
    assert text.count("**Predict**") >= 3
    assert chapter.notes.keys() == {"minutes", "objectives", "questions", "key_points"}
    minutes = sum(chapter.notes["minutes"].values())
    assert f"about {minutes} minutes" in text


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_words_of_a_chapter(name):
    for cell, text in Chapter(name).prose.items():
        assert not FORBIDDEN_WORDS.search(text), cell


def misread(chapter):
    """(cell, what) that Markdown shows in another way than it was meant."""
    for cell, text in chapter.prose.items():
        # "3. Now" at the start of a line is the third point of a list.
        numbers = re.findall(r"^(\d+)\. ", text, re.MULTILINE)
        if numbers != [str(k) for k in range(1, len(numbers) + 1)]:
            yield cell, "list"
        # Inside HTML, backticks stay backticks.
        if re.search(r"<summary>.*`.*</summary>", text):
            yield cell, "backticks"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_markdown_reads_a_cell_as_it_was_meant(name):
    assert list(misread(Chapter(name))) == []


def test_a_sentence_that_becomes_a_list_and_stray_backticks_are_found():
    texts = ("3. Now b sent once.", "<details><summary>A. `=` fails</summary>")
    cells = [
        nbformat.v4.new_markdown_cell(text, id=f"planted-{k}")
        for k, text in enumerate(texts)
    ]
    chapter = Chapter("planted", nbformat.v4.new_notebook(cells=cells))

    assert list(misread(chapter)) == [
        ("planted-0", "list"), ("planted-1", "backticks")
    ]  # fmt: skip


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_quoted_decimal_stands_above(name):
    assert list(unsaid_numbers(Chapter(name))) == []


def test_a_decimal_from_nowhere_is_found():
    chapter = Chapter(CHAPTERS[0])
    chapter.cells.append(
        nbformat.v4.new_markdown_cell("The slope is 3.1415.", id="planted")
    )

    assert list(unsaid_numbers(chapter)) == [("planted", "3.1415")]


def test_every_exercise_has_a_stub_and_a_hidden_solution():
    found = []
    for name in CHAPTERS:
        for cell in Chapter(name).code:
            for number, answer in re.findall(r'check\("([\d.]+)", (.*)\)', cell.source):
                stub = answer == "None"
                assert printed(cell).startswith(
                    "not answered yet" if stub else "Right: "
                )
                assert ("hide-cell" in tags(cell)) != stub
                found.append(number)

    assert sorted(found) == sorted([*EXERCISES] * 2)


def spoiled(chapter):
    """(cell, name) where a cell reads what only a hidden solution has set.

    Who has not opened the solution would see another number.
    """
    from_solution = set()
    for cell in chapter.code:
        hidden = "hide-cell" in tags(cell)
        for statement in ast.parse(cell.source).body:
            names = [n for n in ast.walk(statement) if isinstance(n, ast.Name)]
            stored = {n.id for n in names if isinstance(n.ctx, ast.Store)}
            if not hidden:
                yield from (
                    (cell.id, n.id)
                    for n in names
                    if isinstance(n.ctx, ast.Load) and n.id in from_solution - stored
                )
                from_solution -= stored
            else:
                from_solution |= stored


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_solution_changes_what_the_next_section_shows(name):
    assert list(spoiled(Chapter(name))) == []


def test_a_solution_that_takes_a_name_of_the_text_is_found():
    chapter = Chapter("04_backpropagation")
    solution = next(c for c in chapter.cells if c.id == "solution-4-1")
    solution.source = solution.source.replace("through_the_sum", "a")

    assert ("data-stay-run", "a") in spoiled(chapter)


NBVAL = (
    "--nbval",
    "--nbval-current-env",
    "--nbval-sanitize-with=tests/stored/nbval.cfg",
)


@pytest.mark.parametrize("change, passes", [("6.0", True), ("6.5", False)])
def test_a_number_changed_by_hand_makes_the_tests_fail(tmp_path, change, passes):
    """The gate of the chapters, on the two cells it needs."""
    notebook = Chapter(CHAPTERS[0]).notebook
    wanted = ("imports", "expression", "backward")
    notebook.cells = [cell for cell in notebook.cells if cell.id in wanted]
    plain = notebook.cells[-1].outputs[0].data
    assert "6.0" in plain["text/plain"]
    plain["text/plain"] = plain["text/plain"].replace("6.0", change)
    nbformat.write(notebook, tmp_path / "chapter.ipynb")
    command = [sys.executable, "-m", "pytest", *NBVAL, str(tmp_path / "chapter.ipynb")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert (done.returncode == 0) == passes, done.stdout
    assert "3 passed" in done.stdout if passes else "1 failed" in done.stdout


def test_a_cell_that_prints_times_keeps_those_it_had():
    def said(text):
        return [nbformat.v4.new_output("stream", name="stdout", text=text)]

    cell = nbformat.v4.new_code_cell("", outputs=said("0.25 s"))
    notebooks.keep_times(cell, said("0.5 s"))
    assert cell.outputs == said("0.25 s")
    cell.metadata.tags = ["nbval-ignore-output"]
    notebooks.keep_times(cell, said("0.5 minutes"))
    assert cell.outputs == said("0.25 s")
    notebooks.keep_times(cell, said("0.5 s"))
    assert cell.outputs == said("0.5 s")


# What is stored of a drawing, and what nbval compares of it.

STAGE = (
    '<div class="toygrad-stage"><figure class="tg tg-still">{0}</figure><details>{1}</details>'
    '<script type="application/json">{{"a": {0}}}</script></div>'
)


def compared(html):
    """What nbval sees of it, after the patterns of nbval.cfg."""
    text = (ROOT / "tests/stored/nbval.cfg").read_text()
    for regex, replace in re.findall(r"^regex: (.*)\n^replace: (.*)$", text, re.M):
        html = re.sub(regex, replace, html)
    return html


@pytest.mark.parametrize("cut", [compared, lambda html: notebooks.DRAWN.sub("", html)])
def test_of_several_drawings_the_words_between_them_stay(cut):
    html = STAGE.format(1, "first") + "<p>3.5</p>" + STAGE.format(2, "second")
    wanted = (
        '<div class="toygrad-stage"><details>first</details></div><p>3.5</p>'
        '<div class="toygrad-stage"><details>second</details></div>'
    )

    assert cut(html) == wanted
    assert cut(html.replace("3.5", "3.6")) != wanted  # a wrong number is noticed


REPORT = "input 0  {}\n  engine  {}\n  nudged  {}  (relative error {})"


def test_of_a_check_nothing_goes_but_the_noise_of_its_nudge():
    right, noise = ("agrees", 0.5, 0.500000000005, "9.2e-12"), (0.4999999999991, "1.8e-12")  # fmt: skip
    lost, lost_noise = ("cannot tell", 3.7e-13, 0, "1.0e+00"), (-1.2e-11, "1.0e+00")

    def same(one, other):
        return compared(REPORT.format(*one)) == compared(REPORT.format(*other))

    assert same(right, (*right[:2], *noise)) and same(lost, (*lost[:2], *lost_noise))
    for report in (right, lost):
        assert not same(report, ("differs", *report[1:]))
        assert not same(report, (report[0], report[1] * 2, *report[2:]))
    assert not same(right, (*right[:2], 0.500000005, "1.0e-08"))


def test_a_greedy_cut_would_lose_them():
    """The planted fault: a pattern that goes on to the last drawing."""
    html = STAGE.format(1, "first") + "<p>3.5</p>" + STAGE.format(2, "second")
    greedy = re.compile(notebooks.DRAWN.pattern.replace(".*?", ".*"))

    assert "3.5" not in greedy.sub("", html)


def test_what_is_printed_in_pieces_is_stored_as_one():
    def said(name, text):
        return nbformat.v4.new_output("stream", name=name, text=text)

    pieces = [said("stdout", "a"), said("stdout", "b\n"), said("stderr", "c"), said("stdout", "d")]  # fmt: skip
    assert [(o.name, o.text) for o in notebooks.merged(pieces)] == [
        ("stdout", "ab\n"), ("stderr", "c"), ("stdout", "d"),
    ]  # fmt: skip
