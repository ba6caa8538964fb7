"""The kinks of a film: where the weights put them."""

import math
import random
import re

import pytest

from toygrad import Value, nn, optim, relu
from toygrad.viz import compare, record, show_descent
from toygrad.viz.films.kinks import sums_of
from toygrad.viz.pictures import WHOLE
from toygrad.viz.still import still


def trained(act=nn.relu, init="uniform", scale=4.0, lr=0.02, hidden=(6,)):
    model = nn.MLP(1, [*hidden, 1], act, init, rng=random.Random(3))
    points = [(k / 4 - 2, abs(k / 4 - 3)) for k in range(20)]

    def guess(x):
        return model([(x - 1) / scale])[0]

    def loss(batch):
        return nn.mse_loss([guess(x) for x, _ in batch], [y for _, y in batch])

    sgd = optim.SGD(model.parameters(), lr=lr)
    return record(model, loss, points, sgd, 30, frames=6, predict=guess)


def rugs(film):
    return [m for m in film.data["pictures"][0]["marks"] if m["shape"] == "rug"]


def wrong_kinks(recording, film, scale):
    """Frames whose marks are not at 1 + scale·(−b/w), where (x − 1)/scale is the input."""
    (rug,) = rugs(film)
    low, high = recording.grid[0], recording.grid[-1]
    left, right = rug["within"]
    for k, moment in enumerate(recording.moments):
        weights = moment.weights
        kinks = [
            1 - scale * b / w for w, b in zip(weights["layer0.w"], weights["layer0.b"])
        ]
        places = [left + (kink - low) / (high - low) * (right - left) for kink in kinks]
        there = [min(max(place, -3 * WHOLE), 4 * WHOLE) for place in places]
        beyond = sum(kink < low for kink in kinks), sum(kink > high for kink in kinks)
        said = [int(re.sub(r"\D", "", text) or 0) for text in rug["ends"][k]]
        if (
            rug["x"][k] != pytest.approx(there, abs=1.5)
            or tuple(said) != beyond
            or rug["y"][k] != [WHOLE] * len(kinks)
        ):
            yield k


def test_a_film_marks_each_kink_where_the_weights_and_the_unit_put_it():
    recording = trained()
    film = show_descent(recording)
    (rug,) = rugs(film)

    assert list(wrong_kinks(recording, film, scale=4.0)) == []
    assert list(wrong_kinks(recording, film, scale=5.0)) != []  # a planted fault
    assert (rug["text"], rug["hollow"]) == ("kinks", False)
    assert len({tuple(xs) for xs in rug["x"]}) > 3


def test_the_sentence_counts_kinks_within_the_data_and_neurons_that_are_off():
    recording = trained()
    film = show_descent(recording)
    low, high = recording.grid[0], recording.grid[-1]
    for moment, (_, caption, _) in zip(recording.moments, film.data["frames"]):
        pairs = list(zip(moment.weights["layer0.w"], moment.weights["layer0.b"]))
        inside = sum(low < 1 - 4 * b / w < high for w, b in pairs)
        off = sum(max(w * (x - 1) / 4 + b for x in (low, high)) <= 0 for w, b in pairs)
        assert re.search(f"{inside} of 6 kinks lies? within", caption)
        assert ("off in all of it" in caption) == (off > 0)
        assert not off or re.search(f"; {off} neurons? (is|are) off", caption)


def test_a_tanh_has_a_middle_and_no_kink_and_a_line_has_neither():
    (rug,) = rugs(show_descent(trained(nn.tanh)))
    assert (rug["text"], rug["hollow"]) == ("middles", True)
    assert "kink" not in show_descent(trained(nn.tanh)).data["frames"][0][1]
    assert rugs(show_descent(trained(lambda n: n))) == []
    assert rugs(show_descent(trained(nn.tanh, "zeros"))) == []  # w is 0 for ever


def test_only_the_first_bends_of_a_deep_network_are_marked():
    film = show_descent(trained(hidden=(3, 5)))
    (rug,) = rugs(film)

    assert {len(xs) for xs in rug["x"]} == {3}
    assert rug["text"] == "kinks of the first layer"
    assert re.search("of 3 kinks of the first layer lies?", film.data["frames"][0][1])
    *_, (op, first, last) = sums_of(deep, 0.0, 3.0)  # a line at three places alone
    assert op == "relu" and math.isnan(first) and math.isnan(last)


def deep(x):
    return relu(relu(Value(x) - 1.0) - relu(2.0 - Value(x)))


def test_a_training_that_runs_away_has_marks_as_long_as_there_are_sums():
    wild = trained(lr=50.0)

    assert rugs(show_descent(wild)) and rugs(compare(trained(), wild))
    assert still(show_descent(wild).data["pictures"][0], 0).count("tg-rug-text") == 1
