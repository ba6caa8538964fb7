"""The gallery in a real browser: without a kernel every control acts."""

import math
import re
from pathlib import Path

import nbformat
import pytest

from toygrad import Value, sin
from toygrad.viz.digits import digits_at

ROOT = Path(__file__).resolve().parent.parent
GALLERY = "book/gallery.html"
EXPLORERS = ".toygrad-explore"
# What has controls for its steps and is no player of a pass.
FILMS = ".toygrad-film:has(.toygrad-steps)"

# What a reader sees: of many texts in one place only those of this frame.
SEEN = """box => [...box.querySelectorAll('svg text')]
    .filter(t => getComputedStyle(t).visibility === 'visible').map(t => t.textContent)"""
DRAWN = """box => [...box.querySelectorAll('svg .part, svg .part *')]
    .filter(p => getComputedStyle(p).visibility === 'visible' && p.getAttribute('d'))
    .map(p => p.getAttribute('d'))"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.toygrad-player svg text')].map(t => {
    const svg = t.ownerSVGElement.closest('svg[viewBox]');
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return parseFloat(getComputedStyle(t).fontSize) * scale; }))"""


def stored(cell_id):
    """The text that the notebook keeps of a cell, as rows of words."""
    notebook = nbformat.read(ROOT / "book/gallery.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == cell_id)
    lines = cell.outputs[0].data["text/plain"].splitlines()
    return [re.split("  +", line.strip()) for line in lines]


def settle(page):
    """Until what a key has set going is drawn."""
    for _ in range(3):
        page.evaluate("new Promise(requestAnimationFrame)")


def words(box):
    return "\n".join(box.locator(".toygrad-caption:visible").all_inner_texts())


def look(box):
    """Everything in which two frames can differ."""
    return words(box), box.evaluate(SEEN), box.evaluate(DRAWN)


def press(box, name, *keys):
    """Turn the slider `name` by keyboard."""
    box.get_by_role("slider", name=name, exact=True).focus()
    for key in keys:
        box.page.keyboard.press(key)
    settle(box.page)


def slider_acts(box, name):
    """Does the slider change the numbers that can be read in the picture?"""
    before = look(box)
    press(box, name, "ArrowLeft", "ArrowLeft")
    after = look(box)
    return before[0] != after[0] and before[1] != after[1]


def written(x):
    return f"{x:.4g}".replace("-", "−")


def test_turning_x_shows_the_numbers_of_the_engine(visit):
    here = visit()
    box = here.open(GALLERY).locator(EXPLORERS).nth(0)
    drawn = set()
    for keys, at in ((("Home",), -4.0), (("ArrowRight",) * 3, -3.4), (("End",), 4.0)):
        press(box, "x", *keys)
        x = Value(at)
        y = x * sin(x)
        y.backward()
        said, seen, curves = look(box)
        numbers = {f"data {written(v.data)}" for v in (x, y)}
        assert numbers | {f"grad {written(x.grad)}"} <= set(seen)
        assert sum(text.startswith("grad") for text in seen) == 3
        assert f"x = {written(at)}\n" in said
        assert f"Its slope is {written(x.grad)} along x." in said
        drawn.add(tuple(curves))
    assert len(drawn) == 3  # the tangent turned, too
    assert (here.outside, here.noise) == ([], [])


def test_two_sliders_turn_the_neuron(visit):
    box = visit().open(GALLERY).locator(EXPLORERS).nth(1)
    for turns, x, y in (
        ([("x", "Home"), ("y", "End")], -2.0, 2.0),
        ([("y", "Home"), ("y", "ArrowRight")], -2.0, -1.6),
        ([("x", "End")], 2.0, -1.6),
    ):
        for name, key in turns:
            press(box, name, key)
        x, y = Value(x), Value(y)
        f = (0.8 * x + -1.5 * y + 0.5).tanh()
        f.backward()
        said, seen, _ = look(box)
        assert {f"grad {written(x.grad)}", f"grad {written(y.grad)}"} <= set(seen)
        assert f"f is {written(f.data)}." in said


def test_every_slider_of_an_explorer_acts(visit):
    page = visit().open(GALLERY)
    for box in page.locator(EXPLORERS).all():
        names = box.locator(".widget-slider label").all_inner_texts()
        assert names in (["x"], ["x", "y"])
        assert all(slider_acts(box, name) for name in names)


def test_the_digits_of_a_nudge_turn_with_its_size(visit):
    here = visit()
    box = here.open(GALLERY).locator(".toygrad-digits")
    for keys, power in ((("Home",), 1), (("ArrowRight",) * 4, 5), (("End",), 15)):
        press(box, "h", *keys)
        found = digits_at(sin, 1.0, 10.0**-power, math.cos(1.0))
        rows = box.locator("td:visible").all_inner_texts()
        assert rows == [found.up, found.down, found.difference, found.slope]
        assert f"Of the slope {found.right} digit" in words(box)
    assert (here.outside, here.noise) == ([], [])


def test_a_dead_slider_is_noticed(visit):
    """The planted fault of the test above: the links lead nowhere."""
    here = visit()

    def without_links(route):
        answer = route.fetch()
        route.fulfill(
            response=answer, body=answer.text().replace('"index"', '"nothing"')
        )

    here.context.route("**/gallery.html", without_links)
    box = here.open(GALLERY).locator(EXPLORERS).nth(0)

    assert not slider_acts(box, "x")


def differing(box, rows):
    """The rows of a stored table that the frames of a film do not bear out."""
    field = box.locator("input[type=number]")
    for number, epoch, *losses in rows:
        field.fill(number)
        field.press("Enter")
        settle(box.page)
        said = words(box)
        heard = [re.search(f"(is|of) {re.escape(x)}[.,;]", said) for x in losses]
        title = re.match(f"Frame {number} of \\d+ · epoch {epoch}\n", said)
        if not (title and all(heard)):
            yield number


@pytest.mark.parametrize(
    "count, cell", [(0, "descent"), (1, "compare"), (2, "plane-descent")]
)
def test_every_frame_of_a_film_says_its_own_numbers(visit, count, cell):
    box = visit().open(GALLERY).locator(FILMS).nth(count)
    rows = [row if cell == "compare" else row[:3] for row in stored(cell)[1:]]
    assert list(differing(box, rows)) == []

    planted = [*rows[:2], [*rows[2][:2], "0.1234"]]
    assert list(differing(box, planted)) == [rows[2][0]]


def test_the_buttons_and_the_slider_step_a_film(visit):
    here = visit()
    box = here.open(GALLERY).locator(FILMS).nth(0)
    last = int(box.locator("input[type=number]").get_attribute("max"))
    at = []
    for name in ("Next", "Next", "Back", "Last", "Next", "First", "Back"):
        box.get_by_role("button", name=name, exact=True).click()
        settle(box.page)
        at.append(int(re.search(r"Frame (\d+) of", words(box))[1]))

    assert at == [2, 3, 2, last, last, 1, 1]
    assert slider_acts_on_a_film(box)
    assert (here.outside, here.noise) == ([], [])


def slider_acts_on_a_film(box):
    before = look(box)
    press(box, "Frame", "ArrowRight", "ArrowRight")
    return all(one != other for one, other in zip(before, look(box)))


def test_before_play_nothing_moves_and_everything_has_words(visit):
    here = visit(clock=True)
    page = here.open(GALLERY)
    boxes = page.locator(".toygrad-player").all()
    before = [words(box) for box in boxes]
    assert all(before)
    for picture in page.locator(".toygrad-player svg[viewBox]").all():
        label = picture.get_attribute("aria-label")
        assert picture.get_attribute("role") == "img" and len(label) > 5
    # The fields for any number are for a live notebook alone.
    for field in page.locator(f"{EXPLORERS} input[type=number]").all():
        assert not field.is_visible()
    here.wait(5000)

    assert [words(box) for box in boxes] == before


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pictures_can_be_read_and_keep_to_their_column(visit, width):
    page = visit(viewport={"width": width, "height": 800}).open(GALLERY)
    column = page.locator("article").bounding_box()

    assert page.evaluate(SMALLEST) >= 11
    for box in page.locator(".toygrad-player").all():
        bounds = box.bounding_box()
        assert bounds["x"] >= column["x"] - 1
        assert bounds["x"] + bounds["width"] <= column["x"] + column["width"] + 1
