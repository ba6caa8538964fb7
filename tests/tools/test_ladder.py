"""The ladder of chapter 14: how it is climbed, and that what is stored was found so."""

import math

import pytest

from toygrad import data, language

pytest.importorskip("numpy")
ladder = pytest.importorskip("tools.book.ladder")

STORED, NAMES = data.ladder(), data.names()


def test_the_runs_of_a_name_begin_with_dots_and_end_with_one():
    assert ladder.runs("ada", 1) == ["a", "d", "a", "."]
    assert ladder.runs("ada", 3) == ["..a", ".ad", "ada", "da."]


def test_what_is_counted_by_hand_is_what_is_counted_here():
    # After a dot: a twice of 2; after a: d once, dot twice; after d: a once.
    chances = {"a": (2 + 1) / (2 + 27), "ad": 2 / (3 + 27), "da": 2 / (1 + 27), "a.": 3 / (3 + 27)}  # fmt: skip
    expected = -sum(map(math.log, chances.values())) / 4

    found = ladder.loss_of_counts(ladder.alone, 2, 1.0, ["ada", "a"], ["ada"])
    assert found == pytest.approx(expected)


def test_mixed_counts_share_out_what_is_added_as_shorter_runs_say():
    # Of 6 letters and dots 3 are an a, and after a dot 2 of 2; 2 are added each time.
    chance = ladder.mixed(["ada", "a"], 2, 2)
    a = (3 + 2 / 27) / (6 + 2)

    assert chance(".a") == pytest.approx((2 + 2 * a) / (2 + 2))
    assert chance("xa") == pytest.approx(a)  # nothing was counted after x
    for before in ("", ".", "a", "x"):
        assert sum(chance(before + k) for k in language.LETTERS) == pytest.approx(1.0)


@pytest.mark.parametrize("way", ladder.COUNTS)
def test_the_stored_counts_are_counted_again(way):
    added, loss = ladder.counted(way, *NAMES)

    row = STORED["counted"][way]
    assert row == row | {"added": added, "loss": round(loss, 4)}


def test_what_the_mixed_counts_add_is_neither_the_least_nor_the_most_that_is_tried():
    assert STORED["counted"].keys() == ladder.COUNTS.keys()
    added = STORED["counted"]["mixed 5"]["added"]
    assert min(ladder.SHARED) < added < max(ladder.SHARED)


def test_no_model_beats_the_mixed_counts():
    losses = [min(row["losses"]) for row in STORED["trained"].values()]

    assert STORED["counted"]["mixed 5"]["loss"] < min(losses) - 0.05


def test_the_smallest_model_climbs_to_what_is_stored():
    _, loss = ladder.climb("table", 1, *NAMES)

    assert loss == pytest.approx(STORED["trained"]["table"]["losses"][0], abs=2e-4)


def test_every_rung_is_stored_with_its_parameters_and_three_seeds():
    assert STORED["trained"].keys() == ladder.RUNGS.keys()
    for rung, (make, _) in ladder.RUNGS.items():
        found = STORED["trained"][rung]
        assert found["parameters"] == len(make(ladder.random.Random(1)).parameters())
        assert len(found["losses"]) == len(ladder.SEEDS)
        assert max(found["losses"]) - min(found["losses"]) < 0.05


def test_two_are_compared_name_by_name():
    # The gains are 1, 1 and −1: 1/3 on average, and 4/√3 apart from it in squares.
    found = ladder.gain([3.0, 2.0, 1.0], [2.0, 1.0, 2.0])

    assert found == {"gain": 0.333, "error": pytest.approx((4 / 3 / 3) ** 0.5, abs=1e-4), "names": 2}  # fmt: skip


@pytest.mark.parametrize("way", ladder.COUNTS)
def test_the_stored_inventor_is_compared_again(way):
    model, row = language.GPT(), STORED["counted"][way]
    model.load_state_dict(data.inventor())
    found = ladder.compare(way, row["added"], model, *NAMES)

    assert row == row | found
    assert found["gain"] == pytest.approx(row["loss"] - STORED["inventor"], abs=1e-3)


def test_the_stored_inventor_loses_what_is_stored_of_it():
    model = language.GPT()
    model.load_state_dict(data.inventor())
    loss = ladder.loss_on(model, NAMES[1])

    assert loss == pytest.approx(STORED["inventor"], abs=1e-4)
    assert loss == pytest.approx(STORED["trained"]["gpt"]["losses"][0], abs=2e-3)
    model.out.w[1][0].data += 1.0
    assert ladder.loss_on(model, NAMES[1]) > STORED["inventor"] + 1e-3
