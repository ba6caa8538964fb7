"""Lets tables become lists on a narrow screen, and stand in line on a wide one.

A Sphinx extension.  Each cell is told the name of its column, which the style sheet
(book/_static/toygrad.css) writes before it on a phone; the roles say that it is still a
table, which some browsers forget as soon as its rows are drawn as blocks.  Tables of a page
with the same heads have columns of the same widths.
"""

import html
import re

import bs4

TABLE = re.compile(r'<table class="table">.*?</table>', re.DOTALL)
BREAKS = re.compile(r"(?<=[^\W\d][.(])(?=\w)")  # in code, behind a dot or a bracket
FEWEST = 3  # columns, from which on a phone has no room for them
SHORTEST, LONGEST = 10, 40  # characters of a cell that make its column wider
ROLES = {
    "table": "table",
    "thead": "rowgroup",
    "tbody": "rowgroup",
    "tr": "row",
    "th": "columnheader",
    "td": "cell",
}


def setup(app):
    app.connect("html-page-context", rewrite)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def rewrite(app, page, template, context, doctree):
    if "body" in context:
        context["body"] = labelled(context["body"])


def labelled(body):
    """The HTML of a page, with the cells of its wide tables named by their columns."""
    tables = [
        bs4.BeautifulSoup(text, "html.parser").table for text in TABLE.findall(body)
    ]
    heads = [
        [head.get_text(" ", strip=True) for head in table("th")] for table in tables
    ]
    for table, names in zip(tables, heads):
        alike = [other for other, others in zip(tables, heads) if others == names]
        if len(names) >= FEWEST and table.thead:
            name_cells(table, names)
            if len(alike) > 1:
                share_widths(table, widths(alike))
                let_code_break(table)
    written = map(str, tables)
    return TABLE.sub(lambda _: next(written), body)


def name_cells(table, names):
    """
    >>> row = "<tr><td>0.1</td><td>2</td><td>f</td></tr>"
    >>> table = bs4.BeautifulSoup(f"<table class=table>{row}</table>", "html.parser").table
    >>> name_cells(table, ["rate", "steps", "loss"])
    >>> print(table.td, table["class"])
    <td data-label="rate" role="cell">0.1</td> ['table', 'stack']
    """
    table["class"].append("stack")
    for row in table("tr"):
        for name, cell in zip(names, row("td")):
            cell["data-label"] = name
    for element in [table, *table(list(ROLES))]:
        element["role"] = ROLES[element.name]


def widths(tables):
    """The widths of the columns that tables share, in whole per cent, by their longest cells."""
    rows = [row(["th", "td"]) for table in tables for row in table("tr")]
    longest = [
        min(max(SHORTEST, *map(length, column)), LONGEST) for column in zip(*rows)
    ]
    return [round(100 * size / sum(longest)) for size in longest]


def length(cell):
    """In characters; those of code are a quarter wider.

    >>> length(bs4.BeautifulSoup("<td>is <code>F.relu</code></td>", "html.parser").td)
    10
    """
    return len(cell.get_text()) + len("".join(map(bs4.Tag.get_text, cell("code")))) // 4


def let_code_break(table):
    """Lets a long call go on in the next line behind a dot or a bracket, not inside a name.

    >>> table = bs4.BeautifulSoup("<td><code>F.relu(z)</code></td>", "html.parser")
    >>> let_code_break(table)
    >>> print(table)
    <td><code>F.<wbr/>relu(<wbr/>z)</code></td>
    """
    for text in [text for code in table("code") for text in code.find_all(string=True)]:
        pieces = BREAKS.sub("<wbr/>", html.escape(text))
        text.replace_with(bs4.BeautifulSoup(pieces, "html.parser"))


def share_widths(table, shares):
    table["class"].append("alike")
    for head, share in zip(table("th"), shares):
        head["style"] = f"width: {share}%"
