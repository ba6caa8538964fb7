"""Says in a built page where each cell of its notebook begins.

A comment `<!-- cell 3 -->` stands before what the third cell became, counted
from 0.  So the pages can be cut into their cells again: tools/slides.py makes
slides of them, with the mathematics, the links and the numbers of the
figures that the page has.

It also says which cells only import, so that they can be small print.
"""

import ast
import re

import bs4

LINES_OF_A_CELL = 10_000  # a node of cell k has a line from (k + 1) * 10,000 on
MARK = re.compile(r" cell (\d+) ")


def setup(app):
    app.connect("doctree-resolved", mark_page)
    app.connect("doctree-resolved", tell_imports)
    app.connect("doctree-resolved", drop_widget_state)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def mark_page(app, doctree, page):
    if app.env.doc2path(page).endswith(".ipynb"):
        mark(doctree, None)


def tell_imports(app, doctree, page):
    """Give cells that do nothing but import a class of that name."""
    from docutils import nodes  # not there before the book's packages are

    for node in doctree.findall(nodes.container):
        if "cell_input" in node["classes"] and only_imports(node.astext()):
            node.parent["classes"].append("imports")


def only_imports(text):
    """Is it Python that does nothing but import?

    >>> only_imports("import ast"), only_imports("import ast; 1"), only_imports("%pip")
    (True, False, False)
    """
    try:
        lines = ast.parse(text).body
    except SyntaxError:
        return False
    return all(isinstance(line, (ast.Import, ast.ImportFrom)) for line in lines)


def drop_widget_state(app, doctree, page):
    """What moves carries its data itself: no page needs what a kernel knew of widgets."""
    app.env.nb_metadata.get(page, {}).get("js_files", {}).pop("ipywidgets_state", None)


def mark(parent, cell):
    """Put a comment before the first node of every cell; which cell is the last."""
    from docutils import nodes  # not there before the book's packages are

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


def cut(page):
    """{cell: what it became} of a built page: lists of elements, in order."""
    cells, current = {}, None
    for node in blocks(bs4.BeautifulSoup(page, "html.parser").find("article")):
        number = isinstance(node, bs4.Comment) and MARK.fullmatch(node)
        if number:
            current = cells.setdefault(int(number[1]), [])
        elif isinstance(node, bs4.Tag) and current is not None:
            current.append(node)
    return cells


def blocks(section):
    """What stands in a section and in those within it."""
    for node in section.children:
        if isinstance(node, bs4.Tag) and node.name == "section":
            yield from blocks(node)
        else:
            yield node
