"""Pictures of descents: rates side by side, maps of a loss."""

import math
import re

from toygrad.viz import theme
from toygrad.viz.plots import (
    plot_contours,
    plot_rates,
)


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
