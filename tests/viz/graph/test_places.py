"""Where the values of tables stand: never over each other, nor over a name."""

from tests.viz.passes.test_gathered import SEEDS, layers
from tests.viz.passes.test_tables import picture
from toygrad.viz import show_tables
from toygrad.viz.still_tables import is_home


def overlaps(drawn, k):
    """Pairs of cells that lie over each other in frame `k`, or over a name beside or above."""
    wide, high = drawn["cell"]
    rooms = []
    for one in drawn["cells"]:
        x, y = one["home" if is_home(one, k) else "alone"]
        beside, above = (52, 0) if one["beside"] else (0, 24)
        beside, above = (0, 0) if is_home(one, k) else (beside, above)
        rooms.append(
            (x - wide / 2 - beside, x + wide / 2, y - high / 2 - above, y + high / 2)
        )
    return [
        (a, b)
        for a, (left, right, top, bottom) in enumerate(rooms)
        for b, (start, end, upper, lower) in enumerate(rooms[:a])
        if left < end - 1e-6
        and start < right - 1e-6
        and top < lower - 1e-6
        and upper < bottom - 1e-6
    ]


def test_values_stand_beside_each_other_alone_and_in_their_tables():
    drawn = picture().data["pictures"][0]

    for seed in SEEDS:
        stage = show_tables(**layers(seed))
        for k in range(len(stage.data["frames"])):
            assert overlaps(stage.data["pictures"][0], k) == [], (seed, k)
    left, top, wide, high = drawn["tables"][0]["at"]
    for one in drawn["cells"][:6]:
        x, y = one["home"]
        assert left < x < left + wide and top < y < top + high
    drawn["cells"][9]["moves"] = (
        1  # as soon as it has its gradient, over the other's name
    )
    assert overlaps(drawn, 1) == [(10, 9)]
