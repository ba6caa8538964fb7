"""The map of rate and momentum: its counts are those of the optimizer, and a click turns it."""

import math
import re

import pytest

from toygrad import nn, optim
from toygrad.viz import explore_momentum
from toygrad.viz.films.explore_momentum import SMALL, factor, roll

RAVINE = (2.0, 50.0), (4.0, 1.0)


@pytest.fixture(scope="module")
def ravine():
    return explore_momentum(*RAVINE)


def place(explorer, rate, momentum):
    rates, momenta = explorer.grids
    return rates.index(rate) * len(momenta) + momenta.index(momentum)


def counted(rate, momentum, most=200):
    """Steps until the loss stays small, by the engine and its optimizer."""
    x, y = nn.Parameter(4.0), nn.Parameter(1.0)
    sgd, losses = optim.SGD([x, y], rate, momentum), []
    for _ in range(most + 1):
        loss = x * x + 25.0 * y * y
        losses.append(loss.data)
        sgd.zero_grad()
        loss.backward()
        sgd.step()
    high = [k for k, loss in enumerate(losses) if loss >= SMALL * losses[0]]
    return high[-1] + 1


@pytest.mark.parametrize("rate, momentum", [(0.035, 0.0), (0.05, 0.5), (0.02, 0.9)])
def test_the_map_counts_the_steps_of_the_optimizer(ravine, rate, momentum):
    run = ravine.points[place(ravine, rate, momentum)]

    assert run.needed == counted(rate, momentum)
    said = ravine.data["frames"][place(ravine, rate, momentum)][1]
    assert said.endswith(f"There after {run.needed} steps.")


def test_the_ball_runs_away_beyond_the_border_and_swings_for_ever_on_the_top_row(
    ravine,
):
    for run in ravine.points:
        rate, momentum = run.place
        border = 2.0 * (1.0 + momentum) / 50.0
        beyond = rate > border * (1.0 + 1e-9)
        assert math.isnan(run.needed) == beyond
        if momentum == 1.0 and not beyond:
            assert run.needed == math.inf


def test_a_factor_is_what_the_steps_leave_in_the_long_run():
    for rate, momentum, c in ((0.1, 0.0, 2.0), (0.3, 0.2, 4.0), (0.01, 0.5, 3.0)):
        way = roll((c,), (1.0,), rate, momentum, 80)
        left = [abs(b / a) for (a,), (b,) in zip(way, way[1:])]
        z = factor(rate, momentum, c)
        if abs(1 + momentum - rate * c) > 2 * math.sqrt(momentum):
            assert left[-1] == pytest.approx(z, rel=1e-3)
    assert factor(0.04, 0.64, 10.0) == pytest.approx(0.8)  # in the band: the root of it


def test_it_keeps_its_budget_and_is_lighter_with_fewer_positions(ravine, weight):
    small = explore_momentum(*RAVINE, steps=3, positions=(8, 6))

    assert weight(ravine) <= 20_000
    assert weight(small) <= 4_000
    assert [len(grid) for grid in small.grids] == [8, 6]
    assert small.grids[0][-1] == ravine.grids[0][-1] == 0.08


@pytest.mark.parametrize(
    "change, error, words",
    [
        ({"curvatures": 3}, TypeError, "explore_momentum needs two curvatures, got"),
        ({"start": (4.0, math.inf)}, ValueError, "a finite start, got"),
        ({"start": (4.0, 0.0)}, ValueError, "a start beside both axes, got"),
        ({"steps": 2.0}, TypeError, "steps needs a whole number, got float"),
        ({"steps": 41}, ValueError, "from 1 to 40, got 41"),
        ({"positions": 8}, TypeError, "positions needs two whole numbers, got int 8"),
        (
            {"positions": (8, 12)},
            ValueError,
            "from 2 to 16 and to 11, got tuple (8, 12)",
        ),
    ],
)
def test_wrong_use_is_said(change, error, words):
    given = {"curvatures": RAVINE[0], "start": RAVINE[1]} | change
    with pytest.raises(error, match=re.escape(words)):
        explore_momentum(**given)


def said(theatre):
    return theatre.page.locator(".tg-say p").all_inner_texts()


def touch(theatre, across, up):
    box = theatre.box(".tg-turns")
    theatre.page.mouse.click(
        box["x"] + across * box["width"], box["y"] + (1.0 - up) * box["height"]
    )
    theatre.page.clock.run_for(500)
    return said(theatre)


def test_a_click_on_the_map_turns_both_sliders(theatre, ravine):
    theatre.show(ravine.data)
    share = 0.05 / 0.0825, (0.5 + 0.06) / 1.12
    wanted = ravine.data["frames"][place(ravine, 0.05, 0.5)][:2]
    rate = theatre.page.get_by_role("slider", name="rate")

    assert said(theatre) != wanted
    assert touch(theatre, *share) == wanted
    assert rate.input_value() == "9"
    assert touch(theatre, share[0] + 0.02, share[1] + 0.02) == wanted  # the nearest one
    assert touch(theatre, share[0] + 0.06, share[1]) != wanted
    rate.focus()
    theatre.page.keyboard.press("ArrowLeft")
    theatre.page.clock.run_for(500)
    assert said(theatre) == wanted


def test_a_map_with_another_number_of_places_is_refused(theatre, ravine):
    first, *others = ravine.data["pictures"]
    across, beside = first["turns"]
    planted = first | {"turns": [across[1:], beside]}
    theatre.show(ravine.data | {"pictures": [planted, *others]})

    assert "pictures.0.turns" in theatre.page.locator(".tg-problem").inner_text()
