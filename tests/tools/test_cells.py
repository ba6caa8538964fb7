"""Where each cell begins on its page, and what the page treats in its own way."""

import doctest

import bs4
from docutils import nodes

from tools.book import cells

PAGE = """<article><h1>Title</h1><!-- cell 0 --><p>a</p>
<section><!-- cell 1 --><h2>b</h2><p>c</p><section><!-- cell 3 --><p>d</p></section></section>
</article>"""


def test_a_page_is_cut_where_its_cells_begin():
    article = bs4.BeautifulSoup(PAGE, "html.parser").article
    found = {k: [str(one) for one in parts] for k, parts in cells.cut(article).items()}

    assert found == {0: ["<p>a</p>"], 1: ["<h2>b</h2>", "<p>c</p>"], 3: ["<p>d</p>"]}


def test_the_marks_stand_before_the_first_node_of_each_cell():
    page = nodes.section()
    for line in (10_001, 10_007, 20_001, 40_002):
        page += nodes.paragraph("", str(line))
        page[-1].line = line
    assert cells.mark(page, None) == 3

    marks = [node.astext() for node in page if isinstance(node, nodes.raw)]
    assert marks == [f"<!-- cell {k} -->" for k in (0, 1, 3)]
    assert [page.index(one) for one in page if isinstance(one, nodes.raw)] == [0, 3, 5]


def predicting(*after):
    """A prediction, a cell that gives something, and what stands behind it."""
    cell = nodes.container("", nodes.container(), nodes.container())
    cell["nb_element"] = "cell_code"
    ask = nodes.paragraph("", "", nodes.strong("", "Predict"), nodes.Text(" it."))
    page = nodes.section("", ask, cell, *after)
    cells.name_predictions(None, page, "")
    return [node["classes"] for node in page.children]


def test_what_says_the_answer_is_covered_up_to_the_next_question():
    prose = nodes.paragraph("", "It is 6.")
    edit = nodes.paragraph("", "", nodes.strong("", "Edit"), nodes.Text(" it."))

    found = predicting(prose, edit, nodes.paragraph("", "Later."))
    assert found == [["predict"], ["predicted"], ["told"], [], []]


def test_a_cell_that_gives_nothing_answers_nothing():
    ask = nodes.paragraph("", "", nodes.strong("", "Predict"))
    cell = nodes.container("", nodes.container(), nb_element="cell_code")
    page = nodes.section("", ask, cell)
    cells.name_predictions(None, page, "")

    assert cell["classes"] == []


def test_no_line_begins_with_a_sign():
    page = nodes.paragraph("", "a = b · c, and a-b")
    cells.bind_signs(None, page, "")

    assert page.astext() == "a\u00a0= b\u00a0·\u00a0c, and a-b"


def test_the_examples_of_the_docstrings_are_true():
    assert doctest.testmod(cells) == (0, 1)
