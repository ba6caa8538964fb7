"""A network as a sum of hinges: their sum is the network's own output."""

import math
import random
import re

import pytest

from toygrad import nn, relu, tanh
from toygrad.viz import show_bends
from toygrad.viz.films.bends import hinges_of
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
