"""The truths of chapter 11, found on another way."""

import cmath
import math
import random

import pytest

from toygrad import data, grad, jvp, nn, optim
from toygrad.exercises.chapter_11 import EXERCISES
from toygrad.nn import Parameter
from toygrad.training import fit


def places(make, gradient, start, steps):
    """Where an optimizer of the engine leads a single number."""
    w, found = Parameter(start), []
    optimizer = make([w])
    for step in range(steps):
        w.grad = gradient(w.data, step)
        optimizer.step()
        found.append(w.data)
    return found


def with_momentum(rate, beta):
    return lambda ps: optim.SGD(ps, rate, momentum=beta)


def test_the_row_by_hand_is_that_of_the_optimizer():
    slope = lambda w, step: 2 * w  # noqa: E731
    exercise = EXERCISES["11.1"]
    row = places(with_momentum(0.1, 0.9), slope, 4.0, 3)
    plain = places(with_momentum(0.1, 0.0), slope, 4.0, 3)

    assert exercise.truth == pytest.approx(row)
    assert exercise.mistakes[0].answer == pytest.approx(plain)
    kept = places(with_momentum(0.1, 1 - 1e-12), slope, 4.0, 3)
    weighted = places(with_momentum(0.01, 0.9), slope, 4.0, 3)  # 0.1 is in the rate
    at_the_start = places(with_momentum(0.1, 0.9), lambda w, step: 8.0, 4.0, 3)
    wrong = [mistake.answer for mistake in exercise.mistakes[1:4]]
    assert wrong == [pytest.approx(row) for row in (kept, weighted, at_the_start)]


def test_the_momentum_of_11_2_jumps_for_ever_and_others_do_not():
    slope = lambda w, step: 6 * w  # noqa: E731
    sizes = {}
    for beta in (0.75, EXERCISES["11.2"].truth, 0.85):
        row = places(with_momentum(0.6, beta), slope, 4.0, 400)
        sizes[beta] = [abs(w) for w in row[-3:]]

    runs_away, jumps, closes_in = sizes.values()
    assert runs_away[-1] > 1e6 and closes_in[-1] < 1e-3
    assert jumps == pytest.approx([jumps[0]] * 3)


def test_a_memory_of_a_gradient_outlives_its_opposite():
    row = places(
        lambda ps: optim.Adam(ps, lr=0.1), lambda w, step: (3.0, -3.0)[step], 0.0, 2
    )

    assert EXERCISES["11.3"].truth == pytest.approx(row[-1], rel=1e-6)


def test_the_footprints_of_11_5_are_those_of_the_optimizers():
    slope = lambda w, step: 2 * w  # noqa: E731
    rmsprop = places(lambda ps: optim.RMSProp(ps, lr=0.1), slope, 4.0, 3)

    assert rmsprop == pytest.approx([3.0, 2.398, 1.963], abs=1e-3)
    assert EXERCISES["11.5"].truth == "B"


def test_the_border_is_where_a_root_of_the_rule_of_three_places_is_minus_1():
    for beta in (0.0, 0.3, 0.9, 1.0):
        for c in (2.0, 50.0):
            s = 1 + beta - 2 * (1 + beta)  # rate · c at the border
            root = cmath.sqrt(s * s / 4 - beta)
            assert min(abs(s / 2 + root + 1), abs(s / 2 - root + 1)) < 1e-7
            rate = 2 * (1 + beta) / c
            q, p, far = 1.0, 1.0 - rate * c * 1.01, 0.0
            for _ in range(1500):
                q, p = p, (1 + beta - 1.01 * rate * c) * p - beta * q
                far = max(far, abs(p))
            assert far > 1e6


# The edge of stability, with a Hessian that nobody multiplied: nudged slopes.


def network():
    xs, ys = data.wave(20)
    model = nn.MLP(1, [8, 1], rng=random.Random(2))

    def loss(batch):
        return nn.mse_loss([model([x])[0] for x, _ in batch], [y for _, y in batch])

    return model, loss, list(zip(xs, ys))


def bend_by_nudges(model, loss, wave, rounds=40):
    """The largest curvature: slopes at two places close by, again and again."""
    parameters = model.parameters()
    at = [p.data for p in parameters]
    rng = random.Random(1)
    v = [rng.gauss(0.0, 1.0) for _ in at]

    def slopes(far):
        for p, x, part in zip(parameters, at, v):
            p.data, p.grad = x + far * part, 0.0
        loss(wave).backward()
        return [p.grad for p in parameters]

    for _ in range(rounds):
        size = math.hypot(*v)
        v = [part / size for part in v]
        v = [(b - a) / 2e-4 for a, b in zip(slopes(-1e-4), slopes(1e-4))]
    for p, x in zip(parameters, at):
        p.data = x
    return math.hypot(*v)


def test_a_momentum_moves_the_edge_of_a_network_to_where_11_4_says():
    model, loss, wave = network()
    bends = []
    optimizer = optim.SGD(model.parameters(), 0.4, momentum=0.5)
    fit(loss, wave, optimizer, 450, replay=True)
    for _ in range(3):
        fit(loss, wave, optimizer, 50, replay=True)
        bends.append(bend_by_nudges(model, loss, wave))

    assert sum(bends) / 3 == pytest.approx(EXERCISES["11.4"].truth, rel=0.08)


def test_hessian_times_vector_is_what_nudged_slopes_say():
    model, loss, wave = network()
    names = list(model.state_dict())

    def as_function(numbers):
        state = dict(zip(names, numbers))
        return nn.mse_loss(
            [nn.functional_call(model, state, [x])[0] for x, _ in wave],
            [y for _, y in wave],
        )

    place, v = list(model.state_dict().values()), [1.0] * 25
    for _ in range(25):
        _, changes = jvp(grad(as_function))(place, v)
        c = math.hypot(*changes)
        v = [change / c for change in changes]

    assert c == pytest.approx(8.09, abs=0.01)
    assert bend_by_nudges(model, loss, wave) == pytest.approx(c, rel=1e-3)


@pytest.mark.parametrize("b, longest, turning", [(0.0, 1.0, 0.7), (0.9, 0.001, 0.0)])
def test_it_is_the_memory_of_the_gradient_that_calms_adam(b, longest, turning):
    model, loss, wave = network()
    adam = optim.Adam(model.parameters(), 0.1, (b, 0.999))
    fit(loss, wave, adam, 250, replay=True)
    lengths, turns, signs = [], [], None
    for _ in range(50):
        before = [p.data for p in model.parameters()]
        fit(loss, wave, adam, 1, replay=True)
        moved = [abs(p.data - x) for p, x in zip(model.parameters(), before)]
        lengths.append(sum(moved) / len(moved))
        signs, earlier = [p.grad > 0 for p in model.parameters()], signs
        turns += [now != then for now, then in zip(signs, earlier or signs)]

    assert longest / 25 < sum(lengths) / len(lengths) < longest
    assert turning <= sum(turns) / len(turns) < turning + 0.3


def losses_of(make, rate, steps):
    model, loss, wave = network()
    optimizer = make(model.parameters(), lr=rate)
    return fit(loss, wave, optimizer, steps, replay=True).losses


def test_what_the_race_says_of_momentum_and_of_plain_descent():
    """Momentum is best at 0.1; with 0.2 or 0.3 plain descent needs fewer than 1500 steps."""
    momentum = lambda ps, lr: optim.SGD(ps, lr, momentum=0.9)  # noqa: E731
    ends = {rate: losses_of(momentum, rate, 300)[-1] for rate in (0.3, 0.2, 0.1, 0.05, 0.02)}  # fmt: skip
    assert min(ends, key=ends.get) == 0.1
    for rate in (0.2, 0.3):
        assert losses_of(optim.SGD, rate, 1500)[-1] < ends[0.1]
    adam = losses_of(optim.Adam, 0.3, 300)
    assert max(range(100, 200), key=adam.__getitem__) == pytest.approx(155, abs=2)
