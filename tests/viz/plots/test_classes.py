"""Pictures of classes: regions, images, confusion, calibration."""

import base64
import io
import re

import pytest
from matplotlib import image as images
from matplotlib.colors import to_hex

from tests.shared.printed import colours
from toygrad.viz import theme
from toygrad.viz.plots import (
    plot_calibration,
    plot_classes,
    plot_confusion,
    plot_images,
    plot_letters,
)
from toygrad.viz.plots.classes import tenths


def test_a_task_has_a_panel_and_a_label_above_0_makes_a_square():
    pairs = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
    picture = plot_classes({"bits": (pairs, [0, 1, 0]), "signs": (pairs, [-1, 1, 1])})
    marks = colours(picture, "use")

    assert len(re.findall(r'<g id="axes_\d+">', picture.svg)) == 2
    assert (marks[theme.DATA], marks[theme.GRADIENT]) == (3, 3)
    assert repr(picture) == "Two kinds of points: bits, 3 points; signs, 3 points"


def test_one_kind_of_points_alone_can_be_drawn():
    picture = plot_classes({"one": ([(0.0, 1.0)], [1])})

    assert colours(picture, "use")[theme.GRADIENT] == 1
    assert repr(picture) == "Two kinds of points: one, 1 point"


def test_a_letter_stands_at_its_place_and_a_marked_one_is_orange():
    picture = plot_letters({"a": (0.0, 1.0), "b": (2.0, -1.0), "e": (1.0, 0.0)}, "aei")
    letters = colours(picture, "text")

    assert (letters[theme.GRADIENT], letters[theme.DATA]) == (2, 1)
    assert repr(picture) == "3 letters in a plane, marked: a, e"
    assert repr(plot_letters({"a": (0.0, 1.0)})) == "1 letter in a plane"


def pixels(picture):
    """For each image of a picture its rows, each cell as "#RRGGBB"."""
    for text in re.findall(r"data:image/png;base64,([^\"]+)", picture.svg):
        rows = images.imread(io.BytesIO(base64.b64decode(text)))
        yield [[to_hex(cell).upper() for cell in row] for row in rows]


def test_an_image_is_ink_on_paper_row_by_row():
    picture = plot_images([[0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]], [7, "one"])
    first, second = pixels(picture)

    assert first == [[theme.PAPER, theme.INK], [theme.INK, theme.PAPER]]
    assert second == [[theme.PAPER, theme.PAPER], [theme.PAPER, theme.INK]]
    assert repr(picture) == "2 images: 7, one"


def test_half_as_much_ink_is_lighter_however_little_an_image_has():
    (faint,) = pixels(plot_images([[0.0, 0.5, 0.0, 0.0]]))

    assert faint[0][1] not in (theme.INK, theme.PAPER)


def test_weights_are_blue_above_0_and_orange_below():
    picture = plot_images([[-0.02, 0.0, 0.01, 0.02]])
    ((below, zero), (little, above)) = next(pixels(picture))

    assert (below, above) == (theme.GRADIENT, theme.DATA)
    assert zero not in (below, above, little) and little != above
    assert repr(picture) == "1 image, 1 with signs"


def test_images_fill_rows_and_an_empty_place_has_no_axes():
    picture = plot_images([[0.0] * 4] * 5, [1, 2, 3, 4, 5, 6, 7], columns=3)

    assert len(list(pixels(picture))) == 5
    assert picture.svg.count("xtick") == 0
    assert repr(picture) == "5 images: 1, 2, 3, 4, 5"


def test_a_confusion_matrix_counts_pairs_and_colours_the_diagonal():
    picture = plot_confusion([0, 0, 0, 1, 2, 2], [0, 0, 1, 1, 1, 1], "abc")
    fields = re.findall(
        r"fill: (#[0-9a-f]{6})(?:; opacity: ([0-9.]+))?[;\"]", picture.svg
    )
    shades = [(color.upper(), opacity or "1") for color, opacity in fields]

    assert shades.count((theme.FORWARD, "0.35")) == 2
    assert (theme.BACKWARD, "0.425") in shades and (theme.BACKWARD, "0.6") in shades
    assert repr(picture) == (
        "3 of 6 on the diagonal; c taken for b: 2; a taken for b: 1"
    )


def test_a_confusion_matrix_without_mistakes_says_so():
    assert repr(plot_confusion([0, 1], [0, 1], "ab")) == "2 of 2 on the diagonal"


def test_a_calibration_is_a_dot_for_each_tenth_that_has_enough_examples():
    kept = [(0.8, k < 8) for k in range(10)] + [(1.0, True)] * 5
    rare = [(0.3, False)] * 4
    picture = plot_calibration({"kept": kept + rare, "broken": [(0.9, False)] * 5})

    assert repr(picture) == (
        "kept, said 0.8: right 0.8 of 10; kept, said 1: right 1 of 5; "
        "broken, said 0.9: right 0 of 5"
    )
    assert "kept" in picture.svg and "broken" in picture.svg


def test_the_bar_of_a_calibration_is_one_standard_error():
    ((said, right, error, count),) = tenths([(0.5, k < 9) for k in range(25)])

    assert (said, right, count) == (0.5, 0.36, 25)
    assert error == pytest.approx(0.1)
