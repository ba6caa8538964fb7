"""The truths of chapter 9, found on another way."""

import random

import pytest

from tools.book.chapters import Chapter
from toygrad import data, nn, optim
from toygrad.exercises.chapter_09 import EXERCISES
from toygrad.training import fit


def iterated(lines, rounds=2):
    """w and b of the taxi after some rounds of the lines of exercise 9.1."""
    model = nn.Linear(1, 1, init="zeros")
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    made = {}

    def predict():
        made["predictions"] = [model([x])[0] for x in (1.0, 3.0)]

    def measure():
        made["loss"] = nn.mse_loss(made["predictions"], [5.0, 9.0])

    steps = {
        1: optimizer.step, 2: measure, 3: optimizer.zero_grad,
        4: lambda: made["loss"].backward(), 5: predict,
    }  # fmt: skip
    for _ in range(rounds):
        for line in lines:
            steps[line]()
    return [round(p.data, 6) for p in model.parameters()]


def test_the_lines_of_a_training_iteration_work_in_their_order():
    by_hand = [0.0, 0.0]
    for _ in range(2):
        w, b = by_hand
        short, long = w + b - 5.0, 3.0 * w + b - 9.0
        by_hand = [w - 0.1 * (short + 3.0 * long), b - 0.1 * (short + long)]
    exercise = EXERCISES["9.1"]
    late, between, too_early, at_the_end, later, *impossible, early_too, places = (
        mistake.answer for mistake in exercise.mistakes
    )

    assert iterated(exercise.truth) == pytest.approx(by_hand)
    for as_good in (late, at_the_end, later):
        assert iterated(as_good) == iterated(exercise.truth)
    for still in (between, too_early, early_too):
        assert iterated(still) == [0.0, 0.0]
    for order in (*impossible, places):
        with pytest.raises(KeyError):
            iterated(order)


def not_zeroed(steps, rate):
    """[(w, collected gradient)] of a descent on w² from 4 that never zeroes."""
    w, places = nn.Parameter(4.0), []
    for _ in range(steps):
        (w * w).backward()
        w.data -= rate * w.grad
        places.append((w.data, w.grad))
    return places


def test_a_descent_that_never_zeroes_swings_for_ever_and_runs_away_from_2_on():
    places = not_zeroed(4, 0.1)
    assert EXERCISES["9.2"].truth == pytest.approx([w for w, _ in places])
    assert EXERCISES["9.2"].mistakes[-2].answer == pytest.approx([g for _, g in places])

    border = EXERCISES["9.3"].truth
    for rate in (0.1, 0.7, 1.0, 1.9, border):
        kept = [
            w * w + rate * w * g + rate / 2 * g * g for w, g in not_zeroed(1000, rate)
        ]
        assert kept == pytest.approx([16.0] * 1000)
    farthest = {
        tenths: max(abs(w) for w, _ in not_zeroed(1000, tenths / 10))
        for tenths in range(1, 21)
    }
    assert border * 10 == min(k for k, far in farthest.items() if far > 1000)
    assert farthest[1] < 4.2 and 17 < farthest[19] < 18
    assert not_zeroed(4, 1.0)[-1] == (4.0, 0.0)


def source_of(cell_id):
    cells = Chapter("09_training").cells
    return next(cell.source for cell in cells if cell.id == cell_id)


def answered(cells, given):
    """What the cells of chapter 9 hand to ``check``."""
    answers = {}
    given = {"check": answers.__setitem__, "print": lambda *words: None, **given}
    for cell_id in cells:
        exec(source_of(cell_id), given)
    return answers, given


def tipped(steps, rate, slopes, rng):
    """The energies of a swing whose every step asks one of the bowls."""
    w, g, energies = 4.0, 0.0, []
    for _ in range(steps):
        g += rng.choice(slopes)(w)
        w -= rate * g
        energies.append(w * w + rate * w * g + rate / 2 * g * g)
    return energies


def mean_energy(steps, rate, slopes, runs=400):
    rows = [tipped(steps, rate, slopes, random.Random(k)) for k in range(runs)]
    return sum(row[-1] for row in rows) / runs


def aside(a):
    """The slopes of (w - a)² and (w + a)²."""
    return [lambda w: 2 * (w - a), lambda w: 2 * (w + a)]


def test_batches_pump_a_swing_by_half_of_rate_times_kick_squared():
    a = EXERCISES["9.4"].truth

    # The mean of the two next energies, exactly, wherever the ball is.
    for w, g in ((4.0, 0.0), (-1.3, 7.0), (0.2, -5.0)):
        before = w * w + 0.2 * w * g + 0.1 * g * g
        after = []
        for slope in aside(a):
            speed = g + slope(w)
            place = w - 0.2 * speed
            after.append(place**2 + 0.2 * place * speed + 0.1 * speed**2)
        assert sum(after) / 2 - before == pytest.approx(3.6)
    assert mean_energy(500, 0.2, aside(a)) == pytest.approx(1816, rel=0.1)
    assert mean_energy(500, 0.2, aside(0.0)) == pytest.approx(16)
    # Where the bowls differ in how much they bend it grows by a share of itself.
    bends = [lambda w: w, lambda w: 3 * w]
    first, second = (mean_energy(steps, 0.1, bends) for steps in (60, 120))
    assert first / 16 > 2 and second / first > 2


def test_each_of_the_four_suspects_has_the_fault_that_its_sentence_names():
    def undrawn(*_, **__):
        """The pictures and films of these cells are not looked at here."""

    known = {
        "random": random, "nn": nn, "optim": optim, "data": data, "fit": fit,
        "plot_sweep": undrawn, "range": lambda *_: [],  # no seeds: no sweep
    }  # fmt: skip
    cells = ["parabola", "sweep-run", "train", "suspects", "solution-9-5"]
    answers, made = answered(cells, known)
    curves = dict(zip("ABCD", made["suspects"]))

    assert answers == {"9.5": EXERCISES["9.5"].truth}
    assert curves["A"][-1] > 1000 and len(curves["A"]) < 30
    assert max(curves["B"][20:]) - min(curves["B"][20:]) < 0.001
    assert curves["D"] == sorted(curves["D"], reverse=True)
    turns = [a > b < c for a, b, c in zip(*(curves["C"][k:] for k in range(3)))]
    assert sum(turns) > 4


def test_the_loop_of_exercise_9_6_learns_five_points_once_its_line_1_has_moved():
    wave = ["five = noisy(5, seed=1)", "five = list(zip(*data.wave(5, 0.4, 1)))"]
    source = source_of("solution-9-6").replace(*wave)
    made = {"random": random, "nn": nn, "data": data}
    made |= {"check": lambda *_: None, "print": lambda *_: None}
    exec(source, made)
    stale, mended = made["rounds"](True, 50), made["rounds"](False)

    assert len(set(stale)) == 1
    assert mended[-1] < 0.001 < stale[-1]
    assert EXERCISES["9.6"].truth == 1


def test_the_kinks_of_the_parabola_crowd_at_first_and_those_of_off_neurons_stay():
    parabola = list(zip(*data.parabola(50)))
    model = nn.MLP(1, [16, 1], nn.relu, rng=random.Random(1))
    layer = model.layer[0]

    def loss(batch):
        guesses = [model([(x - 1) / 4])[0] for x, _ in batch]
        return nn.mse_loss(guesses, [y for _, y in batch])

    def kinks():
        return [1 - 4 * b.data / w.data for (w,), b in zip(layer.w, layer.b)]

    def is_off(w, b):
        return all(w.data * (x - 1) / 4 + b.data <= 0 for x, _ in parabola)

    off = [is_off(w, b) for (w,), b in zip(layer.w, layer.b)]
    before = kinks()
    fit(loss, parabola, optim.SGD(model.parameters(), 0.02), 6, 5, seed=1)
    after = kinks()

    assert sum(off) == 6 and sum(-3 <= kink <= 5 for kink in before) == 7
    assert [k for k in range(16) if before[k] == after[k]] == [
        k for k in range(16) if off[k]
    ]
    assert sum(abs(kink - 1) < 1 for kink in after) == 7
    assert sum(abs(kink - 1) < 1 for kink in before) == 3
