"""The faces of the book: drawings, pages and slides are the same whatever fonts a machine has."""

import html
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import matplotlib
import pytest
from fontTools.ttLib import TTFont

from tools.house import faces
from tools.teach import slides
from toygrad import Value, nn
from toygrad.viz import draw_graph, explore, show_backward

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "book/_static/vendor"
SITE = ROOT / "_build/html"
DEJAVU = Path(matplotlib.get_data_path()) / "fonts/ttf"
ARIMO = ROOT / "tests/vendor/arimo/arimo-latin-400-normal.woff2"
CROWDED = (ROOT / "tests/shared/crowded.js").read_text()
SLIDES = (ROOT / "tests/shared/slides.js").read_text()


# What the faces hold.


def characters_of(weight, folder):
    return set(map(chr, TTFont(VENDOR / folder / f"{weight}.woff2").getBestCmap()))


def text_of(page):
    """All that a built page shows, also what its players will show.

    Formulas have a face of their own, and tests in test_formulas.py.
    """
    page = re.sub("(?s)<math.*?</math>", "", page)
    text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), page)
    return html.unescape(text)


# Characters that stand in texts about characters, and in none that is drawn.
ELSEWHERE = set("\n\u200b∘ᵀ")


@pytest.mark.parametrize("folder", [face["folder"] for face in faces.FACES])
def test_the_characters_of_the_book_are_in_a_face(folder):
    both = characters_of("regular", "toygrad-sans") | characters_of("regular", "toygrad-mono")  # fmt: skip
    used = set()
    for page in (SITE / "book").rglob("*.html"):
        used |= set(text_of(page.read_text("utf-8")))

    assert used - both <= ELSEWHERE
    assert {"∂", "√", "≈", "Σ", "η", "×", "−", "′"} <= characters_of("regular", folder)


def test_every_weight_has_the_same_characters():
    for face in faces.FACES:
        known = {w: characters_of(w, face["folder"]) for w in face["files"]}
        assert len(set(map(frozenset, known.values()))) == 1


@pytest.mark.parametrize("face", faces.FACES, ids=lambda face: face["folder"])
def test_a_cut_face_does_not_bear_the_reserved_name(face):
    for weight in face["files"]:
        font = TTFont(VENDOR / face["folder"] / f"{weight}.woff2")
        for number in faces.FULL_NAMES:
            assert "Source" not in (font["name"].getDebugName(number) or "")
        assert "Open Font License" in font["name"].getDebugName(13)


# Fonts of other machines.


def only(folder, *files):
    """A configuration for programs that then find no font but these."""
    folder.mkdir()
    for name, content in files:
        (folder / name).write_bytes(content)
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
    )
    return str(folder / "fonts.conf")


def wide():
    """DejaVu Sans with its letters further apart: half as wide again as Toygrad Sans."""
    font = TTFont(DEJAVU / "DejaVuSans.ttf")
    widths = font["hmtx"].metrics
    for glyph, (width, left) in widths.items():
        widths[glyph] = (round(1.15 * width), left)
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def arimo():
    """As wide as Liberation Sans, letter by letter."""
    font, written = TTFont(ARIMO), io.BytesIO()
    font.flavor = None
    font.save(written)
    return written.getvalue()


FONTS = {
    "dejavu": lambda: [(p.name, p.read_bytes()) for p in DEJAVU.glob("DejaVuSans*.ttf")],
    "liberation": lambda: [("Arimo.ttf", arimo())],
    "wide": lambda: [("Wide.ttf", wide())],
}  # fmt: skip
DRAW = """
from toygrad import Value
from toygrad.viz import show_backward
from toygrad.viz.graph.dot import render
x = Value(3.0, "wheel")
print(show_backward((x * x + 2.5).tanh()).data)
print(render("digraph { a [label=mmmmmmmmmm] }", "svg") {what})
"""


def drawn_with(config, what):
    return subprocess.run(
        [sys.executable, "-c", DRAW.replace("{what}", what)],
        env={**os.environ, "FONTCONFIG_FILE": config},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_a_drawing_is_laid_out_the_same_with_any_fonts(tmp_path):
    configs = [only(tmp_path / name, *FONTS[name]()) for name in FONTS]

    assert len({drawn_with(config, "[:0]") for config in configs}) == 1
    # Where Graphviz measures by itself, the same machines differ.
    assert len({drawn_with(config, "") for config in configs}) > 1


@pytest.fixture(scope="module", params=FONTS)
def other_browser(request, start_browser, tmp_path_factory):
    """A browser on a machine with other fonts: (which, the browser)."""
    folder = tmp_path_factory.mktemp("fonts") / request.param
    config = only(folder, *FONTS[request.param]())
    started = start_browser(env={**os.environ, "FONTCONFIG_FILE": config})
    yield request.param, started
    started.close()


WIDTH = """() => {
    const probe = document.createElement('canvas').getContext('2d');
    probe.font = '100px sans-serif';
    return Math.round(probe.measureText('mmmm').width);
}"""


def test_the_browsers_have_other_fonts(other_browser):
    """Without it the tests below would compare nothing."""
    name, browser = other_browser
    width = browser.new_page().evaluate(WIDTH)

    expected = {"dejavu": 390, "liberation": 333, "wide": 448}[name]
    assert width == pytest.approx(expected, abs=4)


# Texts that leave their box, or meet another text.
OUTSIDE = """() => {
    const found = [];
    for (const box of document.querySelectorAll('svg g:has(> rect:not([fill=none]))')) {
        const room = box.querySelector('rect').getBoundingClientRect();
        for (const text of box.querySelectorAll(':scope > text')) {
            const place = text.getBoundingClientRect();
            if (place.width && (place.left < room.left - 1 || place.right > room.right + 1)) {
                found.push(text.textContent);
            }
        }
    }
    return found;
}"""


def drawings():
    """A drawing, a player and an explorer where no script and no style sheet of ours is."""
    model = nn.MLP(2, [2, 1])
    x = Value(3.0, "a_long_name_of_an_input")
    y = (x * x + 1.25).tanh()
    player = show_backward((model([1.0, -2.0])[0] - 1.0) ** 2, step=20)
    explorer = explore(lambda rate, start: (rate * start).tanh() * rate, rate=(-1, 1), start=(0, 3))  # fmt: skip
    parts = "".join(stage.still() for stage in (draw_graph(y), player, explorer))
    return f'<!DOCTYPE html><meta charset="utf-8"><body>{parts}'


def test_every_text_of_a_drawing_stays_in_its_box(other_browser):
    page = other_browser[1].new_page()
    page.set_content(drawings())

    assert page.locator("svg text").count() > 100
    assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("other_browser", ["dejavu", "wide"], indirect=True)
def test_a_text_that_leaves_its_box_is_found(other_browser):
    """The planted fault: texts as wide as the font of the machine has them."""
    page = other_browser[1].new_page()
    page.set_content(re.sub(r' textLength="\d+"', "", drawings()))

    assert page.evaluate(OUTSIDE) != []


@pytest.fixture(scope="module")
def decks():
    if not slides.FOLDER.exists():
        slides.main()
    return slides.FOLDER


def faults_of_slides(page, decks):
    """What is too full or too small on the slides of chapter 8, before the first step."""
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto((decks / "08_networks.html").as_uri())
    page.wait_for_selector("html[data-drawn]", state="attached")
    page.evaluate(f"window.measures = {SLIDES}")
    for number in range(1, page.evaluate("Reveal.getTotalSlides()") + 1):
        page.evaluate(f"measures.show({number})")
        yield from page.evaluate("measures.faults(24)")


def test_pages_and_slides_hold_with_other_fonts(other_browser, decks):
    page = other_browser[1].new_page(viewport={"width": 360, "height": 800})
    for name in ("index", "04_backpropagation"):
        page.goto((SITE / f"book/{name}.html").as_uri())
        page.evaluate("document.fonts.ready")
        assert page.evaluate(CROWDED) == []

    assert list(faults_of_slides(page, decks)) == []


@pytest.mark.parametrize("other_browser", ["wide"], indirect=True)
def test_slides_without_their_face_hold_and_words_too_large_are_found(
    other_browser, decks
):
    """What a machine shows in a wide font of its own fits; the planted fault does not."""
    page = other_browser[1].new_page()
    page.route("**/toygrad-sans/**", lambda route: route.abort())
    assert list(faults_of_slides(page, decks)) == []

    large = "document.head.append(Object.assign(document.createElement('style'), {textContent: '.seen p { font-size: 130px !important }'}))"
    page.add_init_script(f"addEventListener('DOMContentLoaded', () => {large})")
    assert list(faults_of_slides(page, decks)) != []
