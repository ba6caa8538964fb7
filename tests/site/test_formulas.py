"""The formulas of the pages: MathML with nothing of TeX left, in a face that has all of it."""

import re
from pathlib import Path

import bs4
import math_core
import pytest
from fontTools.ttLib import TTFont

from tools.book import formulas
from tools.book.chapters import Chapter
from tools.house import math_face

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
FACE = ROOT / "book/_static/vendor" / math_face.FOLDER / "regular.woff2"
MATH = re.compile(r"<math.*?</math>", re.DOTALL)
# A formula in a source: between dollars, where no code is.
CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]+`", re.DOTALL | re.MULTILINE)
TEX = re.compile(r"\$\$(.+?)\$\$|\$(\S|\S[^$\n]*\S)\$", re.DOTALL)


def pages():
    return sorted((SITE / "book").rglob("*.html"))


def on_page(text):
    """The formulas of a page, as HTML."""
    return MATH.findall(text)


def in_source(path):
    """The formulas of a chapter or another source, as TeX."""
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        text = "\n\n".join(Chapter(path.stem).prose.values())
    found = TEX.findall(CODE.sub("", text))
    return [(block or inline).strip() for block, inline in found]


def source_of(page):
    name = page.relative_to(SITE).with_suffix("")
    return next(p for end in (".ipynb", ".md") if (p := ROOT / f"{name}{end}").exists())


# On the pages.


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_every_formula_of_a_source_is_on_its_page(page):
    found = [
        bs4.BeautifulSoup(math, "html.parser").math
        for math in on_page(page.read_text("utf-8"))
    ]
    written = [math["alttext"].strip() for math in found]

    assert written == in_source(source_of(page))


def test_the_book_has_formulas():
    """Without it the test above could compare nothing with nothing."""
    assert sum(len(in_source(source_of(page))) for page in pages()) >= 30


def faulty(page):
    """The formulas of a page that a browser would not draw as meant, and any MathJax."""
    for math in on_page(page):
        text = bs4.BeautifulSoup(math, "html.parser").get_text()
        if "<merror" in math or set(text) & set("\\$&^_{}"):
            yield math
    if "mathjax" in page.lower():
        yield "MathJax"


def test_no_page_has_an_error_or_tex_in_a_formula():
    for page in SITE.rglob("*.html"):
        assert list(faulty(page.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "page",
    [
        "<math><merror><mtext>x</mtext></merror></math>",
        r"<math><mi>\frac</mi></math>",
        '<script src="mathjax/tex-chtml.js"></script>',
    ],
)
def test_a_planted_fault_is_found(page):
    assert list(faulty(page)) != []


# The face.


def drawn(math):
    """The characters that a browser takes from the face; a letter alone is italic."""
    soup = bs4.BeautifulSoup(math, "html.parser")
    for name in soup.find_all(["mi", "mo", "mn", "mtext"]):
        text = name.get_text()
        upright = name.name != "mi" or len(text) > 1 or name.get("mathvariant")
        yield from text if upright else math_face.ITALIC.get(text, text)


def lacking(page, font):
    has = set(map(chr, font.getBestCmap()))
    return {c for math in on_page(page) for c in drawn(math)} - has


@pytest.fixture(scope="module")
def face():
    return TTFont(FACE)


def test_the_face_has_every_character_of_the_formulas(face):
    assert {page.stem: lack for page in pages() if (lack := lacking(page.read_text("utf-8"), face))} == {}  # fmt: skip


def test_a_character_that_the_face_lacks_is_found(face):
    assert lacking("<math><mi>é</mi><mi>x</mi></math>", face) == {"é"}


def test_the_face_is_for_mathematics_small_and_renamed(face):
    constants = face["MATH"].table.MathConstants
    names = {face["name"].getDebugName(number) for number in math_face.RENAMED}

    for name, value in math_face.CONSTANTS.items():
        assert getattr(constants, name).Value == value
    assert FACE.stat().st_size <= 30_000
    assert names - {None} == {"Toygrad Math", "ToygradMath"}
    assert "Open Font License" in face["name"].getDebugName(13)


# The converter.


def test_a_formula_keeps_its_tex():
    (math,) = on_page(formulas.mathml(r"x < \frac{1}{2}", displaystyle=True))

    assert r'alttext="x &lt; \frac{1}{2}"' in math and "<mfrac>" in math


def test_words_before_an_operator_leave_it_its_room():
    """As <mtext> they would count as space, and the minus as a sign."""
    math = formulas.mathml(r"\text{after} - \text{before}", displaystyle=False)

    assert "<mi>after</mi><mo>−</mo>" in math


def test_what_is_no_tex_is_refused():
    with pytest.raises(math_core.LatexError):
        formulas.mathml(r"\frac{1", displaystyle=False)


# In a browser.

LOADED = "() => [...document.fonts].filter(f => f.status === 'loaded').map(f => f.family.replaceAll('\"', ''))"


def test_formulas_are_drawn_in_their_face(visit):
    loaded = [
        visit(block=block).open("book/notation.html").evaluate(LOADED)
        for block in ("", math_face.FOLDER)  # the second is the planted fault
    ]

    assert [math_face.NAME in faces for faces in loaded] == [True, False]


def test_a_page_without_formulas_does_not_ask_for_their_face(visit):
    here = visit()
    here.open("book/running.html")

    assert not [url for url in here.asked if math_face.FOLDER in url]


def test_a_formula_too_wide_scrolls_by_the_arrow_keys(visit, eventually):
    here = visit(viewport={"width": 360, "height": 740})
    page = here.open("book/08_networks.html")
    here.rest()
    wide = page.locator(".formula[tabindex='0']")

    assert wide.count() >= 1
    assert page.locator(".formula:not([tabindex])").count() >= 1
    wide.first.focus()
    page.keyboard.press("ArrowRight")

    assert (
        eventually(lambda: page.evaluate("document.activeElement.scrollLeft"), bool) > 0
    )


def test_what_is_boxed_is_a_row_that_every_browser_frames():
    written = formulas.mathml(r"2\cdot\boxed{(1+4)}", True)

    assert '<mrow class="boxed"><mrow><mo stretchy="false">(</mo>' in written
    assert "menclose" not in written
