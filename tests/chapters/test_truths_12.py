"""The truths of chapter 12, found on another way."""

import math
import random
import types

import nbformat
import pytest

from tools.places import BOOK
from toygrad import data, dot, leaky_relu, nn, optim
from toygrad.exercises.chapter_12 import EXERCISES
from toygrad.viz import record_layers

CHAPTER = BOOK / "12_depth.ipynb"


def test_nine_equal_factors_lead_from_one_size_to_the_other():
    truth = EXERCISES["12.1"].truth
    factor = (truth / 0.2) ** (1 / 9)

    assert 0.2 * factor**2 == pytest.approx(0.05)


def test_a_bend_that_halves_what_is_below_0_keeps_its_size_over_fifteen_layers():
    rng = random.Random(3)
    sizes = {}
    for square in (0.01, EXERCISES["12.2"].truth, 0.02):
        numbers = [rng.gauss(0, 1) for _ in range(100)]
        for _ in range(15):
            sums = [
                sum(rng.gauss(0, math.sqrt(square)) * x for x in numbers)
                for _ in range(100)
            ]
            numbers = [s if s > 0 else 0.5 * s for s in sums]
        sizes[square] = sum(x * x for x in numbers) / 100

    shrunk, kept, grown = sizes.values()
    assert shrunk < 0.01 < 0.3 < kept < 3 < 5 < grown


def test_the_1024_paths_of_12_3_add_up_to_its_truth():
    parts = [math.comb(10, k) * (-0.2) ** k for k in range(11)]

    assert sum(math.comb(10, k) for k in range(11)) == 1024
    assert EXERCISES["12.3"].truth == pytest.approx(sum(parts))


# The clinic: the pictures say what the verdicts say.


CELLS = nbformat.read(CHAPTER, as_version=4).cells
SOURCES = {cell.id: cell.source for cell in CELLS}


@pytest.fixture(scope="module")
def names():
    """What the chapter's own cells make."""
    names = {
        "nn": nn, "optim": optim, "random": random, "data": data, "tanh": nn.tanh,
        "leaky_relu": leaky_relu, "record_layers": record_layers, "math": math,
        "Linear": nn.Linear, "explore_layers": lambda *_, **__: None,
    }  # fmt: skip
    for name in ("moons", "clinic-made", "sick", "cases"):
        exec(SOURCES[name], names)  # our own cells, as they stand in the book
    return names


@pytest.fixture(scope="module")
def cases(names):
    return [names["clinic"](*case) for case in names["cases"]]


def cures(names):
    """The arguments with which the solutions train again."""
    found, run = [], types.SimpleNamespace(losses=[0.0])
    told = {"check": lambda *_: None, "clinic": lambda *a: found.append(a) or run}
    for k in range(4, 12):
        exec(SOURCES[f"solution-12-{k}"], names | told)
    return found


def changed(case, cure):
    """In which places they differ; without sizes all layers have 8 neurons."""
    whole = [(*given, (8, 8, 8, 8))[:5] for given in (case, cure)]
    return [k for k, (ill, well) in enumerate(zip(*whole)) if ill != well]


def test_a_cure_changes_one_thing_the_cause(names):
    bend, init, make, rate, sizes = range(5)
    causes = [init, make, sizes, make, init, init, bend, rate]

    assert [changed(*both) for both in zip(names["cases"], cures(names))] == [
        [cause] for cause in causes
    ]


def test_a_cure_that_changes_two_things_is_found(names):
    case = names["cases"][4]

    assert changed(case, (case[0], "kaiming", case[2], 0.1)) == [1, 3]


@pytest.mark.parametrize("seed", [2, 9])  # ten were measured when it was chosen
def test_zeroing_alone_heals_with_other_weights_too(names, seed):
    other = types.SimpleNamespace(Random=lambda _: random.Random(seed))
    clinic = types.FunctionType(
        names["clinic"].__code__, names | {"random": other}, None,
        names["clinic"].__defaults__,
    )  # fmt: skip
    case = names["cases"][1]

    assert clinic(*case).losses[-1] > math.log(2)
    assert clinic(*case[:2], optim.SGD, case[3]).losses[-1] < 0.45


def test_the_cell_of_the_sums_says_the_same_again(capsys):
    names = {"random": random, "math": math, "dot": dot}
    exec(SOURCES["some"], names)
    exec(SOURCES["sums-run"], names)
    exec(SOURCES["sums-run"], names)
    lines = capsys.readouterr().out.splitlines()

    assert len(lines) == 6 and lines[:3] == lines[3:]


def powers(sizes):
    return [round(math.log10(size)) if size else None for size in sizes]


def test_saturated_at_epoch_0(cases):
    first = cases[0].moments[0]
    assert min(first.activations) > 0.9 and cases[0].losses[0] > 6
    assert max(powers(first.gradients)) - min(powers(first.gradients)) <= 1


def test_kept_gradients_make_steps_grow(cases):
    run = cases[1]
    late, last = run.moments[-2:]
    assert all(0.2 < size < 0.4 for size in run.moments[0].gradients)
    assert late.gradients[:3] == last.gradients[:3] == [0.0] * 3
    assert late.steps[:3] == pytest.approx(last.steps[:3]) and min(last.steps) > 10
    assert run.losses[3] < 0.305 and 477 < run.losses[12] < 478
    assert all(0.705 < loss < 0.995 for loss in run.losses[14:])


def test_a_dead_layer_lets_nothing_through(cases):
    for moment in cases[2].moments:
        assert moment.off[2:] == [1.0, 1.0] and max(moment.off[:2]) < 1.0
        assert moment.gradients[:3] == [0.0] * 3 and moment.gradients[3] > 0
        assert not any(moment.steps[:4])


def test_a_stale_state_shortens_the_steps_and_nothing_else(cases):
    first, last = cases[3].moments[1], cases[3].moments[-1]
    assert len(set(powers(last.gradients))) == 1
    assert set(powers(first.steps)) == {-2} and set(powers(last.steps)) == {-4}
    assert cases[3].losses[-1] > 0.6


def test_an_explosion_multiplies_by_ten(cases):
    first = cases[4].moments[0]
    ratios = [b / a for a, b in zip(first.activations, first.activations[1:])]
    ratios += [a / b for a, b in zip(first.gradients, first.gradients[1:])]
    assert all(4 < ratio < 25 for ratio in ratios)
    assert cases[4].stopped.startswith("diverged") and len(cases[4].losses) == 4


def test_zeros_stay_zeros(cases):
    for moment in cases[5].moments:
        assert not any(moment.activations) and not any(moment.gradients)
        assert moment.off == [1.0] * 4


def test_a_sigmoid_loses_a_power_in_each_layer(cases):
    assert powers(cases[6].moments[0].gradients) == [-4, -3, -2, -1]
    assert cases[6].losses[-1] == pytest.approx(math.log(2), abs=1e-3)


def test_a_rate_does_its_harm_after_a_healthy_start(cases):
    run = cases[7]
    assert max(run.moments[0].activations) < 0.5 and run.losses[1] < run.losses[0]
    assert max(run.moments[1].steps) > 0.2 and min(run.moments[-1].activations) > 0.9
