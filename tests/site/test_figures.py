"""Figures with axes become parts of their page: its colours, names of their own."""

import re
from pathlib import Path

import bs4
import pytest

from tools.book import figures
from toygrad.viz.plots import plot_lines, plot_rates

PAGES = Path(__file__).resolve().parents[2] / "_build/html/book"


@pytest.fixture
def svg():
    return plot_rates(lambda x: x * x, 4.0, [0.1, 1.0]).svg


def parts(text):
    return bs4.BeautifulSoup(text, "html.parser").find_all(True)


def colours_of_its_own(text):
    """Colours that stay as they are on a dark page."""
    return re.findall(r"#[0-9a-f]{6}\b", text)


def test_every_colour_is_one_of_the_style_sheet(svg):
    assert colours_of_its_own(svg)
    assert colours_of_its_own(figures.figure(svg, "Two descents.", 0)) == []


def test_a_colour_that_the_theme_does_not_know_is_seen(svg):
    """The planted fault of the test above."""
    strange = svg.replace("#0072b2", "#123456")

    assert "#123456" in colours_of_its_own(figures.figure(strange, "", 0))


def test_two_figures_of_a_page_share_no_name(svg):
    first, second = (figures.figure(svg, "", count) for count in (0, 1))
    names = [
        {part["id"] for part in parts(text) if part.get("id")}
        for text in (first, second)
    ]

    assert names[0] and not names[0] & names[1]
    for text, named in zip((first, second), names):
        assert set(re.findall(r'(?:href="|url\()#([^")]*)', text)) == named


def test_what_it_shows_is_said_and_markup_in_it_is_text(svg):
    (drawing, *_) = parts(figures.figure(svg, 'Two "descents" <b>', 0))

    assert (drawing.name, drawing["role"]) == ("svg", "img")
    assert drawing["aria-label"] == 'Two "descents" <b>'


def test_numbers_of_a_log_axis_are_written_as_in_the_text():
    text = plot_lines({"a": [1e-6, 10.0, 1e5]}, "epoch", "loss", log=True).svg

    assert {"1e−6", "0.01", "1e4"} <= set(re.findall(r">([^<>]+)</text>", text))


def drawn(page):
    """The figures with axes on a page, and the pictures that are files."""
    article = page.partition("<article")[2].partition("</article>")[0]
    drawings = re.findall(r'<svg class="tg-figure".*?</svg>', article, re.DOTALL)
    return drawings, re.findall(r"<img\b[^>]*", article)


def test_no_page_has_a_file_in_place_of_a_figure():
    found = {path.name: drawn(path.read_text("utf-8")) for path in PAGES.glob("*.html")}
    drawings = [one for drawings, _ in found.values() for one in drawings]

    assert {name: files for name, (_, files) in found.items() if files} == {}
    assert len(drawings) > 20 and colours_of_its_own("".join(drawings)) == []


def test_a_file_and_a_strange_colour_on_a_page_are_found(svg):
    strange = figures.figure(svg.replace("#0072b2", "#123456"), "", 0)
    page = f'<article><p>{strange}{strange}<img alt="" src="a.svg"></article>'
    drawings, files = drawn(page)

    assert colours_of_its_own("".join(drawings)).count("#123456") >= 2
    assert files == ['<img alt="" src="a.svg"']
