"""A network as a sum of hinges: their sum is the network's own output, and their kinks are its bends."""

import math
import random
import re

import pytest

from toygrad import Value, nn, optim, relu, tanh
from toygrad.viz import compare, record, show_bends, show_descent
from toygrad.viz.films.bends import hinges_of
from toygrad.viz.films.kinks import sums_of
from toygrad.viz.pictures import WHOLE
from toygrad.viz.still import still


class Own(nn.Module):
    """A network in a reader's words, its parts with names of their own."""

    def __init__(self, hidden, rng):
        self.l1, self.l2 = nn.Linear(1, hidden, rng=rng), nn.Linear(hidden, 1, rng=rng)

    def forward(self, x):
        return self.l2(nn.relu(self.l1(x)))


def networks(count):
    for seed in range(count):
        rng = random.Random(seed)
        hidden, init = rng.randint(1, 20), rng.choice(["uniform", "large", "kaiming"])
        model = nn.MLP(1, [hidden, 1], nn.relu, init, rng)
        own = nn.Sequential(model.layer[0], nn.ReLU(), model.layer[1])
        yield [model, own, Own(hidden, rng)][seed % 3], rng


def largest_miss(model, hinges, c, rng):
    """How far the sum of the hinges is from the network, relative to its terms."""
    misses = []
    for _ in range(50):
        x = rng.uniform(-20, 20)
        terms = [c, *(hinge(x) for hinge in hinges)]
        miss = abs(math.fsum(terms) - model([x])[0].data)
        misses.append(miss / max(1.0, *map(abs, terms)))
    return max(misses)


def test_the_sum_of_the_hinges_is_the_network():
    for model, rng in networks(60):
        hinges, c = hinges_of(model)
        assert largest_miss(model, hinges, c, rng) < 1e-12

    wrong = [*hinges[:-1], type(hinges[-1])((1.0, 2.0, 3.0))]  # a planted fault
    assert largest_miss(model, wrong, c, rng) > 1e-3


def test_the_hinges_are_the_parameters_and_their_kinks_where_the_network_bends():
    for seed in range(20):
        model = Own(5, random.Random(seed))
        hinges, c = hinges_of(model)
        (v,) = model.l2.w
        parameters = [
            (row[0].data, b.data, out.data)
            for row, b, out in zip(model.l1.w, model.l1.b, v)
        ]
        assert sum(hinges, ()) == pytest.approx(sum(parameters, ()))
        assert c == pytest.approx(model.l2.b[0].data)
        for hinge in hinges:
            others = [
                abs(other.kink - hinge.kink) for other in hinges if other is not hinge
            ]
            near = 0.4 * min(others)
            low, at, high = (
                model([hinge.kink + step])[0].data for step in (-near, 0.0, near)
            )
            assert low + high - 2 * at == pytest.approx(
                abs(hinge.slope) * math.copysign(near, hinge[2]), abs=1e-9
            )


def test_a_function_in_the_readers_words_is_read_as_it_is_written():
    hat = show_bends(lambda x: relu(x) - 2 * relu(x - 1) + relu(x - 2) + 0.5, x=(-1, 3))

    assert hat.hinges == [(1.0, 0.0, 1.0), (1.0, -1.0, -2.0), (1.0, -2.0, 1.0)]
    assert hat.c == 0.5 and [hinge.kink for hinge in hat.hinges] == [0, 1, 2]
    assert repr(hat).splitlines()[-1] == "c = 0.5"
    flat = show_bends(lambda x: relu(x) + 2 * relu(0 * x + 3))
    assert [hinge.kink for hinge in flat.hinges] == [0, None]
    assert "none" in repr(flat)


def test_the_model_stays_as_it_was():
    model = Own(4, random.Random(1))
    (model([0.5])[0] ** 2).backward()
    before = [(p.data, p.grad) for p in model.parameters()]
    show_bends(model, points=[(0.0, 1.0)], target=lambda x: abs(x - 1))

    assert [(p.data, p.grad) for p in model.parameters()] == before


NET = nn.MLP(1, [3, 1], nn.relu, rng=random.Random(1))


@pytest.mark.parametrize(
    "f, settings, kind, words",
    [
        (3, {}, TypeError, "needs a function, got int 3; write show_bends"),
        (nn.MLP(1, [3, 1]), {}, ValueError, "relus, got tanh; write nn.MLP(1, [3, 1], nn.relu)"),
        (nn.MLP(1, [3, 3, 1], nn.relu, rng=random.Random(1)), {}, ValueError, "got more than that: at"),
        (nn.MLP(2, [3, 1], nn.relu), {}, ValueError, "network of one input, got one that says"),
        (nn.MLP(1, [3, 2], nn.relu), {}, ValueError, "of one output, got 2 of them; write"),
        (nn.MLP(1, [65, 1], nn.relu), {}, ValueError, "1 to 64 relus, got 65 of them"),
        (lambda x: x + relu(x), {}, ValueError, "its hinges add up to 0; write a network"),
        (lambda x: relu(x * x), {}, ValueError, "got more than that"),
        (lambda x: relu(x) + tanh(x), {}, ValueError, "got more than that"),
        (lambda x: x, {}, ValueError, "got a line"),
        (lambda x: 3.0, {}, TypeError, "gives one value, got float 3.0; write"),
        (NET, {"x": (3, 1)}, ValueError, "x needs two finite numbers, the lower one first"),
        (NET, {"points": [(1.0,)]}, TypeError, "points needs a list of pairs"),
        (NET, {"points": 3}, TypeError, "points needs a list of pairs"),
        (NET, {"points": [(1.0, math.inf)]}, TypeError, "finite numbers"),
        (NET, {"target": 3}, TypeError, "target needs a function of a number, got int 3"),
    ],
)  # fmt: skip
def test_what_is_no_sum_of_hinges_is_refused_with_what_to_write(
    f, settings, kind, words
):
    with pytest.raises(kind, match=re.escape(words)):
        show_bends(f, **settings)


def test_the_still_picture_bends_at_the_kinks():
    picture = show_bends(lambda x: relu(x) - 2 * relu(x - 1), x=(-1, 3)).data[
        "pictures"
    ][0]
    sum_of = next(d for d in lines_of(still(picture, 0)) if d.count("L") == 3)
    xs = [float(point.split(",")[0]) for point in sum_of[1:].split("L")]

    assert xs == [0.0, 105.0, 210.0, 420.0]


def heights_of_one(picture):
    """How many pixels are 1, in the plot of the sum and in that of the hinges."""
    return [
        plot["size"][1] / (high - low)
        for plot, (low, high) in zip(picture["plots"], picture["ys"])
    ]


def test_one_is_as_high_above_as_below_unless_the_sum_were_flat():
    for model, _ in networks(20):
        (picture,) = show_bends(model).data["pictures"]
        above, below = heights_of_one(picture)
        assert above == pytest.approx(below, rel=0.02)
        assert min(plot["size"][1] for plot in picture["plots"]) > 100
    picture["ys"][0][1] += 1.0  # a planted fault
    assert heights_of_one(picture)[0] != pytest.approx(below, rel=0.02)
    cancels = show_bends(lambda x: 99 * relu(x) + 99 * relu(-x) - 98.9 * relu(x))
    above, below = heights_of_one(cancels.data["pictures"][0])
    assert above == pytest.approx(below, rel=0.02)
    cancels = show_bends(lambda x: 99 * relu(x) - 98 * relu(x))
    above, below = heights_of_one(cancels.data["pictures"][0])
    assert above > 2 * below


def lines_of(drawn):
    return re.findall(r'd="(M[^"]*)"[^>]*tg-mark', drawn)


def test_it_is_small(weight):
    wide = nn.MLP(1, [64, 1], nn.relu, rng=random.Random(1))

    assert weight(show_bends(NET)) < 1_000
    assert weight(show_bends(wide, target=math.sin)) < 5_000


# The kinks of a film.


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
