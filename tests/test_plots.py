import base64
import io
import math
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter

import pytest
from matplotlib import image as images
from matplotlib.colors import to_hex

from toygrad import Value, exp, sin
from toygrad.viz import show_source, theme
from toygrad.viz.plots import (
    plot_calibration,
    plot_classes,
    plot_confusion,
    plot_contours,
    plot_fit,
    plot_fits,
    plot_growing_square,
    plot_images,
    plot_lines,
    plot_lives,
    plot_microscope,
    plot_neurons,
    plot_rates,
    plot_sweep,
    plot_u_curve,
)
from toygrad.viz.plots.classes import tenths
from toygrad.viz.plots.networks import spread_out


def test_a_picture_is_the_same_svg_on_every_run_and_says_what_it_shows():
    first, second = (plot_growing_square(3.0, 0.1) for _ in range(2))

    assert first.svg == second.svg
    assert ElementTree.fromstring(first._repr_svg_()).tag.endswith("svg")
    assert repr(first) == "A square of side 3 grown by 0.1: two strips and a corner"


def test_a_fit_asks_the_network_over_the_whole_range():
    asked = []
    picture = plot_fit([0.0, 2.0], [1.0, 3.0], lambda x: asked.append(x) or x, "x", "y")

    assert (asked[0], asked[-1]) == (0.0, 2.0)
    assert repr(picture) == "2 points and a curve that starts at 0 and ends at 2"


def test_a_microscope_shows_curve_and_line_at_every_magnification():
    picture = plot_microscope(lambda x: x * x, 3.0, 6.0, (2.0, 0.2))
    axes = re.findall(r'<g id="axes_\d+">', picture.svg)

    assert len(axes) == 2
    assert repr(picture) == "A curve and its line of slope 6 at 3, magnified 2 times"


def test_a_u_curve_has_two_straight_causes_and_a_flat_backward_pass():
    picture = plot_u_curve(lambda x: exp(x) * sin(x), 1.0, "3.756049227094728")
    paths = re.findall(
        r'<path d="M ([^"]*)" clip-path="[^"]*" style="([^"]*)"', picture.svg
    )
    lines = [(*map(float, d.replace("L", "").split()), style) for d, style in paths]
    rises = [(y1 - y0) / (x1 - x0) for x0, y0, x1, y1, _ in lines]

    assert ["dasharray" in style for *_, style in lines] == [True, True, False]
    assert rises[0] / rises[1] == pytest.approx(-2.0, abs=1e-3)
    assert rises[0] < 0.0 == rises[2]  # an SVG counts downwards
    assert picture.svg.count("<use ") > 49
    assert (
        repr(picture) == "Central differences at 1 with 49 nudges, and a backward pass"
    )


def test_an_error_of_0_has_a_place_in_a_u_curve():
    picture = plot_u_curve(lambda x: x * x, 1.0, 2.0)

    assert "nan" not in picture.svg and "inf" not in picture.svg


def test_rates_stand_side_by_side_with_their_first_steps():
    picture = plot_rates(lambda x: x * x, 4.0, (0.1, 0.5, 1.1))
    titles = re.findall(r">(rate .*?|4 → .*?)</text>", picture.svg)

    assert len(re.findall(r'<g id="axes_\d+">', picture.svg)) == 3
    assert titles[0::2] == ["rate 0.1", "rate 0.5", "rate 1.1"]
    assert titles[1::2] == ["4 → 3.2", "4 → 0", "4 → −4.8"]
    assert repr(picture) == "Descents from 4; the first steps lead to 3.2, 0, −4.8"


NUMBER = r"([-\d.]+)"


def test_arrows_of_a_round_map_point_to_its_middle():
    picture = plot_contours(
        lambda x, y: x * x + y * y, (-3, 3), (-3, 3), (2.0, 1.0), 0.5, 1
    )
    ends = f'M {NUMBER} {NUMBER} \nQ {NUMBER} {NUMBER} {NUMBER} {NUMBER} \n"'
    shafts = [tuple(map(float, found)) for found in re.findall(ends, picture.svg)]
    way = f'M {NUMBER} {NUMBER} \nL {NUMBER} {NUMBER} \n" [^>]*{theme.GRADIENT.lower()}'
    *start, across, down = map(float, re.search(way, picture.svg).groups())

    assert len(shafts) == 11 * 6
    assert math.dist(start, (across, down)) > 50
    for x0, y0, _, _, x1, y1 in shafts:
        along, home = (x1 - x0, y1 - y0), (across - x0, down - y0)
        turn = math.atan2(along[1], along[0]) - math.atan2(home[1], home[0])
        assert math.cos(turn) > 0.999
    assert repr(picture) == "A map of the loss; rate 0.5, 1 times, leads to (0, 0)"


def test_a_flat_map_has_no_arrows_and_a_step_moves_nothing():
    picture = plot_contours(
        lambda x, y: 0 * x * y, (-1, 1), (-1, 1), (0.5, 0.5), 0.1, 2
    )

    assert repr(picture) == "A map of the loss; rate 0.1, 2 times, leads to (0.5, 0.5)"


def colours(picture, kind):
    """How often each colour stands in the marks or lines of a picture."""
    found = re.findall(rf"<{kind} [^>]*(#[0-9a-f]{{6}})[^>]*>", picture.svg)
    return Counter(colour.upper() for colour in found)


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


def test_neurons_that_are_alike_share_a_spot():
    alike = [(0.5, 0.0)] * 3
    spread = [(0.1, -0.8), (0.9, 0.2), (-0.4, 0.3)]
    moved = [(w - 0.1, b) for w, b in alike]
    picture = plot_neurons({"equal": (alike, moved), "random": (spread, spread)})

    assert colours(picture, "use")[theme.DATA] == 1 + 3
    assert "nan" not in picture.svg
    assert repr(picture) == (
        "Neurons by weight and bias, before and after one step: "
        "equal, 1 spot; random, 3 spots"
    )


def test_neurons_that_part_are_counted_after_the_step():
    picture = plot_neurons({"equal": ([(0.5, 0.0)] * 2, [(0.4, 0.0), (0.6, 0.0)])})

    assert repr(picture).endswith("equal, 2 spots")


def test_neurons_that_all_stand_at_0_have_a_plane():
    assert "nan" not in plot_neurons({"zeros": ([(0.0, 0.0)], [(0.0, 0.0)])}).svg


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


def test_source_is_read_from_the_file_itself():
    shown = show_source(Value.__mul__).data

    assert shown.startswith("```python\ndef __mul__(self, other):")
    with pytest.raises(TypeError, match="a function or class of a file"):
        show_source(3)


def test_lines_have_a_style_each_and_their_names_keep_apart():
    rows = {"first": [1.0, 2.0, 3.0], "second": [1.0, 3.01], "third": [2.0, 0.1]}
    picture = plot_lines(rows, "epoch", "loss", log=True)
    ends = [spread_out([0.5, 0.52, 0.1]), spread_out([])]

    assert picture.svg.count("stroke-dasharray") == 2
    assert ends[0] == pytest.approx([0.5, 0.59, 0.1]) and ends[1] == []
    assert repr(picture) == (
        "first goes from 1 to 3; second goes from 1 to 3.01; third goes from 2 to 0.1"
    )


SWEEP = {0.1: [0.5, 0.7, 0.6], 0.4: [0.3, 1.01, math.inf], 0.8: [math.nan]}


def marks(svg):
    """(rings, triangles) that are drawn."""
    drawn = re.findall(r"<use [^>]*>", svg)
    return (
        sum("fill-opacity: 0" in mark for mark in drawn),
        sum("stroke-linejoin: miter" in mark for mark in drawn),
    )


def test_a_sweep_has_a_ring_for_each_run_and_counts_those_that_left_the_picture():
    picture = plot_sweep(SWEEP, "rate", "loss", top=1.0)

    assert marks(picture.svg) == (4, 2)
    assert repr(picture) == (
        "3 runs at 0.1, in the middle 0.6; 3 runs at 0.4, 2 of them beyond 1; "
        "1 run at 0.8, 1 of them beyond 1"
    )
    for empty in ({}, {0.1: [0.5], 0.4: []}):
        with pytest.raises(ValueError, match=r"needs a run at each setting"):
            plot_sweep(empty, "rate", "loss", top=1.0)


def test_a_ring_that_is_not_drawn_and_a_run_that_stays_are_found():
    svg = plot_sweep(SWEEP, "rate", "loss", top=1.0).svg
    (ring, *_) = re.findall(r"<use [^>]*fill-opacity: 0[^>]*>", svg)

    assert marks(svg.replace(ring, "")) != marks(svg)
    assert marks(plot_sweep(SWEEP, "rate", "loss", top=10.0).svg) != marks(svg)


def test_a_value_that_lives_on_is_one_bar_and_a_new_one_is_many():
    w, passes = Value(1.0, label="w"), []
    for _ in range(3):
        y = w * w
        y.label = "y"
        y.backward()
        passes.append([(w, w.grad), (y, y.grad)])
    picture = plot_lives(passes)
    bars = re.findall(
        r'<path d="M[^"]*z?\s*"[^>]*style="fill: (#[0-9a-f]{6})', picture.svg
    )

    assert [grad for one in passes for _, grad in one] == [2.0, 1.0, 4.0, 1.0, 6.0, 1.0]
    assert bars.count(theme.FORWARD_TINT.lower()) == 1
    assert bars.count(theme.QUIET.lower()) == 3
    assert repr(picture) == "3 backward passes; living on: w; new in each: y"


def test_fits_ask_each_network_over_the_range_of_all_points():
    asked = {"low": [], "high": []}
    predictions = {
        name: lambda x, places=places: places.append(x) or x
        for name, places in asked.items()
    }
    picture = plot_fits([(0.0, 1.0)], [(-1.0, 0.0), (2.0, 3.0)], predictions, "x", "y")

    for places in asked.values():
        assert (places[0], places[-1]) == (-1.0, 2.0)
    assert len(re.findall(r'<g id="axes_\d+">', picture.svg)) == 2
    assert repr(picture) == "1 examples and 2 held-out ones in 2 panels: low, high"


def test_no_text_is_smaller_than_the_pages_reckon_with(root):
    """tests/crowded.js takes the smallest text of a figure to have 11 points."""
    files = (root / "toygrad/viz/plots").glob("*.py")
    source = "".join(path.read_text() for path in files)
    sizes = re.findall(r'(?:fontsize=|"font.size": )([\d.]+)', source)

    assert min(map(float, sizes)) == 11
