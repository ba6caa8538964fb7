"""Says in a built page where each cell of its notebook begins.

A comment `<!-- cell 3 -->` stands before what the third cell became, counted
from 0.  So the pages can be cut into their cells again: tools/teach/slides.py makes
slides of them, with the mathematics, the links and the numbers of the
figures that the page has.

It also gives names to what the page treats in its own way: what a reader is
asked to predict and where the answer stands, cells that only import, cells that
check an answer.  And it leaves out the last line of a chapter, "Next: ...", which is
for notebooks: a page has a card for it.
"""

import ast
import itertools
import re

import bs4
from docutils import nodes

LINES_OF_A_CELL = 10_000  # a node of cell k has a line from (k + 1) * 10,000 on
MARK = re.compile(r" cell (\d+) ")
PLAYGROUND = re.compile(r"playground\.html(#|$)")
COVERED = 2  # paragraphs after a cell, at most, that may say its answer


def setup(app):
    app.connect("doctree-read", fold)
    app.connect("doctree-resolved", mark_page)
    app.connect("doctree-resolved", name_predictions)
    app.connect("doctree-resolved", name_answers)
    app.connect("doctree-resolved", drop_next)
    app.connect("doctree-resolved", bind_signs)
    app.connect("doctree-resolved", drop_widget_state)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def mark_page(app, doctree, page):
    if app.env.doc2path(page).endswith(".ipynb"):
        mark(doctree, None)


def fold(app, doctree):
    """Close the cells that do nothing but import; what opens a cell closes it in the same words."""
    for cell in code_cells(doctree):
        source = cell.children[0]
        if "cell_input" in source["classes"] and only_imports(source.astext()):
            cell["classes"].append("imports")
            cell["hide_mode"], cell["prompt_show"] = "input", "Imports"
        if "prompt_show" in cell:
            cell["prompt_hide"] = re.sub("^Show", "Hide", cell["prompt_show"])


def code_cells(doctree):
    return [
        node
        for node in doctree.findall(nodes.container)
        if node.get("nb_element") == "cell_code" and node.children
    ]


def name_predictions(app, doctree, page):
    """Name the paragraph that asks, the cell that answers, and what then says the answer."""
    words = [
        word
        for word in doctree.findall(nodes.strong)
        if word.astext() == "Predict" and isinstance(word.parent, nodes.paragraph)
    ]
    for word in words:
        word["classes"].append("word")
        word.parent["classes"].append("predict")
    for word in words:
        cell, told = answer_to(word.parent)
        if cell is not None:
            cell["classes"].append("predicted")
        for block in told:
            block["classes"].append("told")


def answer_to(paragraph):
    """The next code cell beside a paragraph that gives something, and the prose after it.

    What the playground answers has no cell.
    """
    if sends(paragraph):
        return None, []
    beside = paragraph.parent.children[paragraph.parent.index(paragraph) + 1 :]
    beside = [
        node for node in beside if not isinstance(node, (nodes.raw, nodes.target))
    ]
    for place, node in enumerate(beside):
        if "predict" in node["classes"] or asks(node) or sends(node):
            break  # it asks for something else
        if node.get("nb_element") == "cell_code" and node.children[1:]:
            after = itertools.islice(beside, place + 1, place + 1 + COVERED)
            return node, list(itertools.takewhile(tells, after))
    return None, []


def sends(node):
    """Does it send to the playground?"""
    links = (link.get("refuri", "") for link in node.findall(nodes.reference))
    return any(map(PLAYGROUND.match, links))


def tells(node):
    """Is it prose that goes on: no cell, no heading, no box, and nothing asked?"""
    prose = (nodes.paragraph, nodes.bullet_list, nodes.math_block)
    return (
        isinstance(node, prose) and not asks(node) and "predict" not in node["classes"]
    )


def asks(node):
    """Is it a paragraph that begins with a bold word: Predict, Edit, a question?"""
    words = (part for part in node.children if part.astext())
    return isinstance(node, nodes.paragraph) and isinstance(
        next(words, None), nodes.strong
    )


def name_answers(app, doctree, page):
    """Name the cells that check an answer; one that has none yet is not printed."""
    for cell in code_cells(doctree):
        source, *outputs = cell.children
        if re.search(r"^check\(", source.astext(), re.MULTILINE):
            cell["classes"].append("checks")
        for output in outputs:
            if set(output.astext().split("\n")) <= {"not answered yet", ""}:
                output["classes"].append("d-print-none")


def bind_signs(app, doctree, page):
    """Let no line of prose begin with the sign of a product, a sum or an equation."""
    for text in list(doctree.findall(nodes.Text)):
        if isinstance(text.parent, (nodes.paragraph, nodes.emphasis, nodes.strong)):
            bound = re.sub(
                r" ([·×]) (?=\S)", "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", text
            )
            bound = re.sub(r"(?<=\S) ([=≈+−]) (?=\S)", "\N{NO-BREAK SPACE}\\1 ", bound)
            text.parent.replace(text, nodes.Text(bound))


def drop_next(app, doctree, page):
    for paragraph in list(doctree.findall(nodes.paragraph)):
        if (
            re.match(r"Next: .*\.$", paragraph.astext())
            and "\n" not in paragraph.astext()
        ):
            paragraph.parent.remove(paragraph)


def only_imports(text):
    """Is it Python that does nothing but import?

    >>> [only_imports(text) for text in ("import ast", "import ast; 1", "%pip", "# 1")]
    [True, False, False, False]
    """
    try:
        lines = ast.parse(text).body
    except SyntaxError:
        return False
    kinds = {type(line) for line in lines}
    return bool(kinds) and kinds <= {ast.Import, ast.ImportFrom}


def drop_widget_state(app, doctree, page):
    """What moves carries its data itself: no page needs what a kernel knew of widgets."""
    app.env.nb_metadata.get(page, {}).get("js_files", {}).pop("ipywidgets_state", None)


def mark(parent, cell):
    """Put a comment before the first node of every cell; which cell is the last."""
    marked = []
    for node in parent.children:
        here = node.line // LINES_OF_A_CELL - 1 if node.line else cell
        if here != cell:
            marked.append(nodes.raw("", f"<!-- cell {here} -->", format="html"))
        cell = here
        if isinstance(node, nodes.section):
            cell = mark(node, cell)
        marked.append(node)
    parent.children = marked
    for node in marked:
        node.parent = parent
    return cell


def cut(article):
    """{cell: what it became} of the article of a page: lists of elements, in order."""
    cells, current = {}, None
    for node in blocks(article):
        number = isinstance(node, bs4.Comment) and MARK.fullmatch(node)
        if number:
            current = cells.setdefault(int(number[1]), [])
        elif isinstance(node, bs4.Tag) and current is not None:
            current.append(node)
    return cells


def blocks(section):
    """What stands in a section and in those within it."""
    for node in section.children:
        if isinstance(node, bs4.Tag) and (
            node.name == "section" or "body" in node.get("class", ())
        ):
            yield from blocks(node)
        else:
            yield node
