"""Wide tables know the names of their columns, and share their widths with those alike."""

import doctest

import bs4

from tools.book import tables


def table(heads, *rows):
    head = "".join(f"<th>{one}</th>" for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{x}</td>' for x in row)}</tr>" for row in rows)
    return f'<table class="table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def seen(body):
    return bs4.BeautifulSoup(tables.labelled(body), "html.parser")


def test_a_wide_table_is_named_and_a_narrow_one_is_left():
    page = seen(table("abc", "123") + table("ab", "12"))
    wide, narrow = page("table")

    assert [cell["data-label"] for cell in wide("td")] == ["a", "b", "c"]
    assert wide["role"] == "table" and "stack" in wide["class"]
    assert "role" not in narrow.attrs and narrow.td.attrs == {}


def test_tables_with_the_same_heads_share_their_widths():
    page = seen(table("abc", "123", ["x" * 90, "2", "3"]) + table("abc", "456"))
    styles = [[head["style"] for head in one("th")] for one in page("table")]

    assert styles[0] == styles[1] == ["width: 67%", "width: 17%", "width: 17%"]


def test_the_examples_of_the_docstrings_are_true():
    assert doctest.testmod(tables) == (0, 8)
