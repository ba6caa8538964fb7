"""The worksheets: every sheet can be done by hand, and the key is true.

The engine made the key.  Here the same numbers come from nudges, and are
compared with what the PDF prints.
"""

import re
import zlib

import nbformat
import pytest

from tools.teach import worksheets
from toygrad.check import recompute
from toygrad.viz.snapshot import edges_of
from toygrad.viz.words import number

SEEDS = range(1, 51)
PRINTED = re.compile(r"−?\d+(\.\d+)?|raise|lower")  # what may stand in a blank


LEVELS = sorted(worksheets.LEVELS)


@pytest.fixture(scope="module")
def sheets():
    """Three sheets for each of fifty seeds."""
    return [worksheets.make_sheet(seed, level) for seed in SEEDS for level in LEVELS]


# The truth, from nudges.


def slope(value, leaf, held=(), h=1e-4):
    """The central difference of `value` in `leaf`, others held where they are."""
    still = {other: other.data for other in held}
    there, back = (
        recompute(value, still | {leaf: leaf.data + nudge}) for nudge in (h, -h)
    )
    return round((there - back) / (2 * h), 4)


def shares(sheet, value):
    """What a nudge that enters one use alone does to the result."""
    for parent, _, user in edges_of(sheet.values):
        if parent is value:
            yield slope(user, value, user.parents) * slope(sheet.values[-1], user)


def paths(value, result):
    """Every path from `value` to `result`, as lists of what lies behind `value`."""
    if result is value:
        return [[]]
    return [
        [*path, result] for parent in result.parents for path in paths(value, parent)
    ]


def answer(sheet, question):
    """The answers to a question at the bottom, as numbers or words."""
    values, result = {v.label: v for v in sheet.values}, sheet.values[-1]
    if found := re.fullmatch(r"Raise (.) by 0.01: L moves by about", question):
        return [slope(result, values[found[1]]) / 100]
    if found := re.match(r"Multiply .* on the path from (.) to L", question):
        return [slope(result, values[found[1]])]
    if found := re.match(r"L should grow a little. Raise (.), or lower", question):
        return ["raise" if slope(result, values[found[1]]) > 0 else "lower"]
    if found := re.fullmatch(r"How many paths lead from (.) to L\?", question):
        return [len(paths(values[found[1]], result))]
    found = re.match(r"(.) is used twice. Its shares, from (.) and from (.):", question)
    return list(shares(sheet, values[found[1]]))


def by_nudges(sheet):
    """All answers of a sheet, in the order of its blanks."""
    values, result = sheet.values, sheet.values[-1]
    given = {value: value.data for value in values if not value.parents}
    numbers = [
        slope(user, parent, user.parents) for parent, _, user in edges_of(values)
    ]
    for value in values:
        numbers += [recompute(value, given)] if value.parents else []
        numbers.append(slope(result, value))
    for question, _ in worksheets.questions(sheet):
        numbers += answer(sheet, question)
    return [x if isinstance(x, str) else number(x) for x in numbers]


def test_the_key_is_what_nudges_say(sheets):
    for sheet in sheets:
        assert list(worksheets.answers(sheet).values()) == by_nudges(sheet), sheet.title


# The rules.


def blocked(sheet, value):
    """Does every path from `value` lead through a relu that is 0?"""
    return all(
        any(step.op == "relu" and step.data == 0 for step in path)
        for path in paths(value, sheet.values[-1])
    )


def faults(sheet):
    """What would make a sheet useless by hand."""
    leaves = [value.data for value in sheet.values if not value.parents]
    if len(set(leaves)) < len(leaves):
        yield "two leaves are equal"
    numbers = [x for v in sheet.values for x in (v.data, v.grad, *v.local_grads)]
    for value in sheet.values:
        given = list(shares(sheet, value))
        numbers += given
        if (value.grad == 0) != blocked(sheet, value):
            yield f"{value.label} has a gradient of {value.grad}"
        if len(given) == 2 and given[0] == given[1]:
            yield f"{value.label} has two equal shares"
    if any(x != round(x) or abs(x) > 60 for x in numbers):
        yield "a number is broken or large"


def test_every_sheet_of_fifty_seeds_can_be_done_by_hand(sheets):
    for sheet in sheets:
        assert list(faults(sheet)) == [], sheet.title


def test_every_level_has_its_operations_and_its_reuse(sheets):
    for sheet in sheets:
        operations = [value.op for value in sheet.values if value.parents]
        parents = [parent for parent, _, _ in edges_of(sheet.values)]
        uses = [parents.count(value) for value in sheet.values[:-1]]
        needed, counts = {
            1: ({"+", "*"}, (2,)),
            2: ({"+", "*", "-"}, (4,)),
            3: ({"**2.0", "relu"}, (5, 6)),
        }[sheet.level]

        assert needed <= set(operations) and len(operations) in counts
        assert sorted(uses)[-2:].count(2) == uses.count(2) == sheet.level - 1
        assert min(uses) == 1


def test_all_sheets_differ_and_both_kinds_of_relu_come_up(sheets):
    for level in LEVELS:
        same = [sheet for sheet in sheets if sheet.level == level]
        assert len({worksheets.expression(sheet) for sheet in same}) == len(SEEDS)
    relus = {v.data == 0 for sheet in sheets for v in sheet.values if v.op == "relu"}

    assert relus == {True, False}


def test_a_sheet_that_breaks_a_rule_is_found(sheets):
    sheet = next(sheet for sheet in sheets if sheet.level == 1)
    for plant in ({"grad": 0.0}, {"data": 61.0}, {"data": 1.5}):
        (name, wrong), leaf = *plant.items(), sheet.values[0]
        right = getattr(leaf, name)
        setattr(leaf, name, wrong)
        try:
            assert list(faults(sheet)) != []
        finally:
            setattr(leaf, name, right)


# The pages.


def pages_of(pdf):
    """The texts of each page, in the order of drawing."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf.read_bytes(), re.DOTALL)
    contents = [zlib.decompress(stream) for stream in streams]
    return [
        list(map(text_of, re.findall(rb"\nBT\n(.*?)\nET\n", content, re.DOTALL)))
        for content in contents
        if b"\nBT\n" in content
    ]


def text_of(block):
    """The one character outside Latin-1 is the minus; it has a font to itself."""
    pieces = re.findall(rb"\(((?:\\.|[^\\()])*)\)", block, re.DOTALL)
    text = re.sub(rb"\\(.)", rb"\1", b"".join(pieces)).decode("latin-1")
    return text.replace("\x00", "−")


def filled_in(page):
    return [text for text in page if PRINTED.fullmatch(text)]


def expected(sheet, answers):
    """The numbers on a page: what is given, and the answers in their places."""
    rest, edges = list(answers), len(edges_of(sheet.values))
    numbers, rest = rest[:edges], rest[edges:]
    for value in sheet.values:
        if not value.parents:
            numbers.append(number(value.data))
        if answers:
            count = 2 if value.parents else 1
            numbers, rest = numbers + rest[:count], rest[count:]
    return numbers + rest


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """What `make worksheets SEED=2` writes, and again."""
    folders = [tmp_path_factory.mktemp("worksheets") for _ in range(2)]
    for folder in folders:
        worksheets.main(2, folder)
    return folders


@pytest.fixture
def two():
    return [worksheets.make_sheet(2, level) for level in LEVELS]


def test_the_key_prints_what_nudges_say_and_the_blank_prints_none_of_it(files, two):
    key, blank = (pages_of(files[0] / f"{n}-2.pdf") for n in ("key", "worksheet"))

    assert len(key) == len(blank) == 3
    for sheet, full, empty in zip(two, key, blank):
        assert full[0] == f"{sheet.title}: key" and empty[0] == sheet.title
        assert filled_in(full) == expected(sheet, by_nudges(sheet))
        assert filled_in(empty) == expected(sheet, [])


def test_a_wrong_number_in_a_key_and_an_answer_in_a_blank_are_found(two, tmp_path):
    sheet, path = two[0], tmp_path / "planted.pdf"
    wrong = worksheets.answers(sheet)
    wrong["a", "grad"] = number(-sheet.values[0].grad)
    leaked = {(1, 0): worksheets.answers(sheet)[1, 0]}
    worksheets.write_pdf(path, [(sheet, wrong, ""), (sheet, leaked, "")])
    key, blank = pages_of(path)

    assert filled_in(key) != expected(sheet, by_nudges(sheet))
    assert filled_in(blank) != expected(sheet, [])


def test_the_same_seed_gives_the_same_bytes(files):
    names = {"worksheet-2.pdf", "key-2.pdf", "worksheet-2.ipynb"}
    one, other = (
        {p.name: p.read_bytes() for p in folder.iterdir()} for folder in files
    )

    assert one.keys() == names and one == other


def rooms(sheet):
    """Boxes and blanks of a graph as (left, top, right, bottom)."""
    corners, edges = worksheets.layout(sheet)
    width, height = worksheets.BOX
    boxes = [(x, y, x + width, y + height) for x, y in corners]
    blanks = [(x - 22, y - 5, x + 20, y + 9) for _, _, (x, y) in edges.values()]
    return boxes, blanks


def meet(one, other):
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )


def test_nothing_overlaps_and_everything_is_on_the_page(sheets):
    top, bottom = worksheets.GRAPH
    left, right = 20, worksheets.PAGE[0] - 20
    for sheet in sheets:
        boxes, blanks = rooms(sheet)
        for k, room in enumerate(every := boxes + blanks):
            assert left < room[0] and room[2] < right, sheet.title
            assert top <= room[1] and room[3] <= bottom, sheet.title
            assert not any(meet(room, other) for other in every[:k]), sheet.title


def test_no_text_is_smaller_than_ten_points(two):
    for sheet in two:
        figure = worksheets.draw_page(sheet, worksheets.answers(sheet), sheet.title)
        assert min(text.get_fontsize() for text in figure.axes[0].texts) >= 10


# The notebook.


def test_the_notebook_runs_and_its_key_prints_the_gradients(files, two, capsys):
    notebook = nbformat.read(files[0] / "worksheet-2.ipynb", as_version=4)
    nbformat.validate(notebook)
    names = {}
    printed = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            is_key = cell.id.endswith("-key")
            assert cell.metadata.get("tags", []) == ["hide-cell"] * is_key
            assert max(map(len, cell.source.splitlines())) <= 72, cell.source
            for _ in range(1 + is_key):  # a key runs twice, and says the same
                exec(cell.source, names)
                printed += [capsys.readouterr().out] * is_key

    assert printed[::2] == printed[1::2]
    for sheet, text in zip(two, printed[::2]):
        for value in sheet.values:
            grad = slope(sheet.values[-1], value)
            row = rf"^{value.label} +{value.data:g} +{grad:g}  "
            assert re.search(row, text, re.MULTILINE)
        for _, answers in worksheets.questions(sheet):
            assert f".  {', '.join(answers)} " in text
