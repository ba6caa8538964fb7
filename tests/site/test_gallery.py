"""The gallery: every picture under its question, and in a real browser every
control shows the engine's numbers, without a kernel."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from tools.book.chapters import Chapter
from toygrad import Value, sin, viz
from toygrad.viz import plots
from toygrad.viz.films.cancellation import digits_at

ROOT = Path(__file__).resolve().parents[2]
GALLERY = "book/gallery.html"
SLIDERS = ".toygrad-stage:has(.tg-sliders)"
FILMS = ".toygrad-stage:has(input[aria-label=Epoch])"


PICTURES = {  # all that can be drawn, by the public names of the engine's pictures
    name
    for room in (viz, plots)
    for name in room.__all__
    if inspect.isfunction(getattr(room, name))
}


def cells():
    return Chapter("gallery").cells


def stored(cell_id):
    """The text that the notebook keeps of a cell, as rows of words."""
    cell = next(cell for cell in cells() if cell.id == cell_id)
    lines = cell.outputs[0].data["text/plain"].splitlines()
    return [re.split("  +", line.strip()) for line in lines]


def pictures_of(cell):
    """The pictures that a cell draws, by the functions that it calls."""
    if cell.cell_type != "code":
        return set()
    calls = [
        node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)
    ]
    return {
        call.func.id for call in calls if isinstance(call.func, ast.Name)
    } & PICTURES


def not_shown(cells):
    return sorted(PICTURES.difference(*map(pictures_of, cells)))


def unasked(cells):
    """The pictures that have no question over them, and none of the chapters in its answer."""
    words = ""
    for cell in cells:
        if cell.cell_type == "markdown":
            words = cell.source
        question = re.search(r"^### .*\?$", words, re.MULTILINE)
        if not (question and "{ref}" in words):
            yield from pictures_of(cell)


def test_every_picture_of_the_engine_is_shown():
    assert len(PICTURES) > 20
    assert not_shown(cells()) == []


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_a_picture_left_out_is_missed(name):
    assert name in not_shown([c for c in cells() if name not in pictures_of(c)])


def test_every_picture_answers_a_question_and_says_which_chapter_tells_it():
    assert list(unasked(cells())) == []


@pytest.mark.parametrize("gone", ["### Where does a descent end?", "({ref}`descent`)"])
def test_a_picture_without_its_question_or_its_chapter_is_found(gone):
    planted = cells()
    for cell in planted:
        cell.source = cell.source.replace(gone, "")

    assert "explore_descent" in unasked(planted)


def unknown(cells):
    """What the gallery trains with that no chapter introduces."""
    return [c.id for c in cells if re.search(r"clip_", c.source)]


def test_the_gallery_trains_with_what_the_chapters_have():
    assert unknown(cells()) == []

    planted = cells()
    planted[-1].source += "\noptim.clip_gradients(model.parameters(), 1.0)"
    assert unknown(planted) == [planted[-1].id]


def press(box, name, *keys):
    """Turn the slider `name` by keyboard."""
    box.get_by_role("slider", name=name, exact=True).focus()
    for key in keys:
        box.page.keyboard.press(key)


def words(box):
    return "\n".join(box.locator(".tg-head, .tg-caption").all_inner_texts())


def numbers(box):
    return box.locator("svg .tg-data, svg .tg-note").all_text_contents()


def written(x):
    return f"{x:.4g}".replace("-", "−")


@pytest.fixture
def gallery(kept):
    """The page, opened once for all that turn something of their own on it."""
    here = kept(GALLERY)
    here.outside, here.noise = [], []
    return here


def test_turning_x_shows_the_numbers_of_the_engine(gallery):
    box = gallery.page.locator(SLIDERS).nth(0)
    tangents = set()
    for keys, at in ((("Home",), -4.0), (("ArrowRight",) * 3, -3.4), (("End",), 4.0)):
        press(box, "x", *keys)
        gallery.rest()
        x = Value(at)
        y = x * sin(x)
        y.backward()
        wanted = {f"data {written(v.data)}" for v in (x, y)}
        assert wanted | {f"grad {written(x.grad)}"} <= set(numbers(box))
        assert f"x = {written(at)}\n" in words(box)
        assert f"Its slope is {written(x.grad)} along x." in words(box)
        tangents.add(box.locator("path.tg-ink-gradient").first.get_attribute("d"))
    assert len(tangents) == 3
    assert (gallery.outside, gallery.noise) == ([], [])


def test_two_sliders_turn_the_neuron(gallery):
    box = gallery.page.locator(SLIDERS).nth(1)
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
        assert {f"grad {written(v.grad)}" for v in (x, y)} <= set(numbers(box))
        assert f"f is {written(f.data)}." in words(box)


def test_the_digits_of_a_nudge_turn_with_its_size(gallery):
    box = gallery.page.locator(SLIDERS).nth(2)
    for keys, power in ((("Home",), 1), (("ArrowRight",) * 4, 5), (("End",), 15)):
        press(box, "h", *keys)
        found = digits_at(lambda x: 1 / x, 1.3, 10.0**-power, -1 / 1.69)
        rows = box.locator("td").all_inner_texts()
        assert rows == [found.up, found.down, found.difference, found.slope]
        assert f"Of the slope {found.right} digit" in words(box)


def differing(box, rows):
    """The rows of a stored table that the frames of a film do not bear out."""
    for number, epoch, *losses in rows:
        box.locator("input[type=range]").fill(number)
        said = words(box)
        heard = [re.search(f"(is|of) {re.escape(x)}[.,;]", said) for x in losses]
        at = box.locator(".tg-count").inner_text()
        if at != f"epoch {epoch}" or not all(heard):
            yield number


@pytest.mark.parametrize(
    "count, cell", [(0, "descent"), (1, "compare"), (2, "plane-descent")]
)
def test_every_frame_of_a_film_says_its_own_numbers(gallery, count, cell):
    box = gallery.page.locator(FILMS).nth(count)
    rows = [row if cell == "compare" else row[:3] for row in stored(cell)[1:]]
    assert list(differing(box, rows)) == []

    planted = [*rows[:2], [*rows[2][:2], "0.1234"]]
    assert list(differing(box, planted)) == [rows[2][0]]
