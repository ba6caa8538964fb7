"""A trace runs for other numbers as the function does, and refuses what does not fit."""

import math
import random
import re
from collections import namedtuple

import pytest

from tests.shared.guests import numpy
from tests.shared.replayed import again, distance, eagerly
from toygrad import Value, data, dot, exp, nn, operation, relu, tanh, total, trace
from toygrad.functions import forget
from toygrad.nn import Parameter
from toygrad.tracing import Rows, Trace

Point = namedtuple("Point", "x y")


@pytest.fixture
def w():
    return Parameter(3.0, "w")


@pytest.fixture
def no_engine(monkeypatch):
    """A way that is in doubt where it should not be fails."""
    monkeypatch.setattr(Trace, "by_engine", lambda *_: pytest.fail("in doubt"))


# What a trace gives.


@pytest.mark.usefixtures("no_engine")
def test_a_call_gives_the_number_and_adds_to_the_gradients(w):
    step = trace(lambda x, t: w * x - t, 2.0, 1.0)
    w.grad = 0.5

    assert (step(5.0, 1.0), w.grad) == (14.0, 5.5)
    w.data = -1.0
    assert (step(2, 0), w.grad) == (-2.0, 7.5)
    assert (step.forward(5.0, 1.0), w.grad) == (-6.0, 7.5)


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("way", ["loop", "batch"])
def test_many_rows_add_up_and_the_gradient_that_arrives_scales(w, way):
    step = trace(lambda x: w * x, 2.0)
    run = getattr(step, way)

    assert (run([[2.0], (5.0,)]), w.grad) == ([6.0, 15.0], 7.0)
    assert (run([[2.0], [4.0]], 0.5), w.grad) == ([6.0, 12.0], 10.0)
    assert (run([[2.0]], gradient=-1), w.grad) == ([6.0], 8.0)
    assert (run([[2.0]], backward=False), w.grad) == ([6.0], 8.0)
    assert (run([]), run(iter([[1.0]]), 0.0), w.grad) == ([], [3.0], 8.0)
    assert type(w.grad) is float and {*map(type, run([[1], [2]]))} == {float}


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("way", ["loop", "batch"])
def test_numbers_stand_in_lists_dicts_and_named_tuples(w, way):
    def f(data, point, xs):
        inner = data["a"] * point.x + dot(xs[0], [point.y, data["b"]])
        return {"sum": inner, "both": Point(inner * w, [w, 7]), "none": []}

    example = {"a": 1.0, "b": 2.0}, Point(3.0, 4.0), [[5.0, 6.0]]
    step = trace(f, *example)
    other = {"b": -2.0, "a": 10.0}, Point(1.0, 2.0), [[3.0, 4.0]]

    [found] = getattr(step, way)([other], backward=False)
    assert found == {"sum": 8.0, "both": Point(24.0, [3.0, 7.0]), "none": []}
    assert step.forward(*example)["sum"] == 35.0 and w.grad == 0.0
    with pytest.raises(TypeError, match=r"^trace needs a function that gives one value, got dict .*; return the loss, or write backward=False$"):  # fmt: skip
        getattr(step, way)([other])


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("way", ["loop", "batch"])
@pytest.mark.parametrize("f, number, grad", [
    (lambda w: lambda x: x, 2.0, 0.0), (lambda w: lambda x: w, 3.0, 2.0),
    (lambda w: lambda x: 5, 5.0, 0.0), (lambda w: lambda x: w * w, 9.0, 12.0),
    (lambda w: lambda x: x * 0.0 + w * w, 9.0, 12.0),
])  # fmt: skip
def test_a_result_may_stand_at_the_edge_of_the_graph(w, way, f, number, grad):
    assert getattr(trace(f(w), 1.0), way)([[2.0], [2.0]]) == [number, number]
    assert w.grad == grad


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("way", ["loop", "batch"])
def test_a_function_may_take_nothing(w, way):
    assert getattr(trace(lambda: w * w), way)([[], []]) == [9.0, 9.0]
    assert w.grad == 12.0


def test_a_trace_tells_what_it_holds(w):
    step = trace(lambda x: relu(w * x) + 1.0, 2.0)

    assert repr(step) == "Trace(1 inputs, 1 parameters, 1 constants, 3 values, 5 edges)"
    assert [x.label for x in step.inputs] == ["x0"]
    assert step.parameters == [w] and [c.data for c in step.constants] == [1.0]
    assert step.source.startswith("def run(parameters, rows, gradient):")
    assert "d2 = gradient" in step.source
    assert "gradient\n" not in trace(lambda x: [x, w], 2.0).source.partition("):")[2]


# Networks.

ACTIVATIONS = [nn.relu, nn.tanh, nn.sigmoid, lambda xs: [x.softplus() for x in xs]]
LOSSES = [
    nn.mse_loss, nn.l1_loss, nn.huber_loss, nn.hinge_loss, nn.binary_cross_entropy_with_logits,
    lambda ys, ts: nn.cross_entropy([*ys, 0.5 * ys[0]], [(1.0 + ts[0]) / 2.0, (1.0 - ts[0]) / 2.0]),
]  # fmt: skip


def networks():
    """Each activation with each loss, with a penalty, tied weights or a layer used twice."""
    for k, (activation, loss) in enumerate((a, e) for a in ACTIVATIONS for e in LOSSES):
        rng = random.Random(k)
        model = nn.MLP(2, [4, 3, 1], activation, rng=rng)
        if k % 3 == 1:
            model.layer[1].w[1] = model.layer[1].w[0]
        twice = k % 3 == 2

        def f(x, t, model=model, loss=loss, twice=twice):
            ys = model(x) if not twice else [sum(y for [y] in model([x, x[::-1]]))]
            return loss(ys, [t]) + 0.01 * nn.l2_penalty(model.parameters())

        positive = loss is nn.binary_cross_entropy_with_logits
        rows = [
            ([rng.gauss(0, 1), rng.gauss(0, 1)], float(rng.choice([positive - 1, 1])))
            for _ in range(4)
        ]
        yield f, model.parameters(), rows


@pytest.mark.usefixtures("no_engine")
def test_networks_with_every_activation_and_loss_agree_with_backward():
    for f, parameters, rows in networks():
        step, expected = trace(f, *rows[0]), eagerly(f, parameters, rows)
        for way in (step.loop, step.batch):
            assert distance(again(way, parameters, rows), expected) < 1e-12


def networks_of_the_book():
    """Those that its chapters train, with their data and their losses."""
    rng = random.Random(7)
    points, heights = data.wave(12)
    moons = list(zip(*data.moons(12, 0.1, 1)))
    images, labels, *_ = data.digits()
    line = nn.Sequential(
        nn.Linear(1, 16, rng=rng), nn.ReLU(), nn.Linear(16, 1, rng=rng)
    )
    small, deep = nn.MLP(1, [8, 1], nn.tanh, rng=rng), nn.MLP(2, [16, 16, 1], nn.relu, rng=rng)  # fmt: skip
    digits = nn.MLP(64, [20, 10], nn.relu, "kaiming", rng)

    for model in (line, small):
        yield lambda x, t, m=model: nn.mse_loss(m(x), [t]), model, list(zip([[x] for x in points], heights))  # fmt: skip
    yield lambda x, t: nn.hinge_loss(deep(x), [t]) + 1e-4 * nn.l2_penalty(deep.parameters()), deep, moons  # fmt: skip
    targets = [nn.one_hot(label, 10) for label in labels[:12]]
    yield (
        lambda x, t: nn.cross_entropy(digits(x), t),
        digits,
        list(zip(images, targets)),
    )


@pytest.mark.usefixtures("no_engine")
def test_the_networks_of_the_book_agree_with_backward():
    for f, model, rows in networks_of_the_book():
        parameters = model.parameters()
        step, expected = trace(f, *rows[0]), eagerly(f, parameters, rows)
        for way in (step.loop, step.batch):
            assert distance(again(way, parameters, rows), expected) < 1e-12


def test_a_model_with_other_parameters_is_recorded_as_it_is():
    model = nn.MLP(1, [2, 1], rng=random.Random(1))
    u = Parameter(0.5)
    step = trace(lambda x: nn.functional_call(model, {"layer0.w[0,0]": u * 2.0, "layer1.b[0]": 7}, [x])[0], 1.0)  # fmt: skip
    own = model.parameters()

    assert {*step.parameters} == {u, *own} - {own[0], model.layer[1].b[0]}
    model.layer[0].w[0][0].data = 1.0
    assert step.forward(2.0) == pytest.approx(model([2.0])[0].data + 7.0 - model.layer[1].b[0].data)  # fmt: skip


# What does not fit is refused, and nothing has changed.

WRONG = {
    "no rows": (lambda s: s.loop(5), TypeError, "^a trace needs a list of examples, got int 5; write step.loop([(2.0,), (3.0,)])$"),
    "a value as rows": (lambda s: s.batch(Value(1.0)), TypeError, "a list of examples, got Value"),
    "other rows": (lambda s: s.loop(trace(lambda x: x, 1.0).rows([[1.0]])), TypeError, "a list of examples, got Rows ((1.0,),)"),
    "numbers as rows": (lambda s: s.loop([1.0, 2.0]), ValueError, "recorded with, [0.0, 0.0] with its numbers, got float 1.0; record one"),
    "missing": (lambda s: s(1.0), ValueError, "[0.0, 0.0] with its numbers, got tuple (1.0,); record"),
    "extra": (lambda s: s(1.0, 2.0, 3.0), ValueError, "[0.0, 0.0] with its numbers, got tuple (1.0, 2.0, 3.0)"),
    "a list": (lambda s: s.forward([1.0], 2.0), ValueError, "got tuple ([1.0], 2.0)"),
    "nan": (lambda s: s.batch([(1.0, 2.0), (1.0, math.nan)]), ValueError, "finite number, got nan"),
    "inf": (lambda s: s(-math.inf, 1.0), ValueError, "finite number, got -inf"),
    "text": (lambda s: s.batch([["1", 2.0]]), TypeError, "one number, got str '1'"),
    "an array": (lambda s: s(numpy.ones(2), 2.0), TypeError, "one number, got ndarray"),
    "a value": (lambda s: s(Value(1.0), 2.0), TypeError, "plain numbers, got Value Value(1.0); write its number, x.data"),
    "no gradient": (lambda s: s.loop([(1.0, 2.0)], None), TypeError, "one number, got None"),
    "gradient of text": (lambda s: s.batch([(1.0, 2.0)], "1"), TypeError, "got str '1'"),
    "gradient of nan": (lambda s: s.loop([(1.0, 2.0)], math.nan), ValueError, "got nan"),
    "gradient as a value": (lambda s: s.loop([(1.0, 2.0)], Value(1.0)), TypeError, "plain numbers"),
}  # fmt: skip


@pytest.mark.parametrize("mistake, kind, words", WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_refused_in_a_sentence(w, mistake, kind, words):
    step = trace(lambda x, t: w * x - t, 2.0, 1.0)
    w.grad = 0.25

    with pytest.raises(kind) as error:
        mistake(step)
    found = str(error.value)
    assert words in f"^{found}$"
    assert "\n" not in found and w.grad == 0.25


OVER = operation("over", lambda x: x**3 if x < 50 else math.inf, lambda x, y: 3 * x * x)
FRESH = operation("fresh", lambda x: x if x < 9 else "text", lambda x, y: 1.0 if x != 8 else True)  # fmt: skip
forget("over")
forget("fresh")
BORN = {
    "log": (lambda x, w: w * x.log(), -1.0),
    "a division by 0": (lambda x, w: w / x, 0.0),
    "a division by 0 that nobody asks for": (lambda x, w: 1.0 / x, 0.0),
    "an overflow": (lambda x, w: w * exp(x), 1000.0),
    "inf in a product": (lambda x, w: w * x * 1e200 * x, 1e200),
    "inf swallowed by tanh": (lambda x, w: w * tanh(x * x), 1e200),
    "inf swallowed by relu": (lambda x, w: relu(-(x * x) * w), 1e200),
    "nan from a sum": (lambda x, w: w * (x * x - x * x), 1e200),
    "inf in a list": (lambda x, w: tanh(total([x, x]) * w), 1e308),
    "inf in a still value": (lambda x, w: tanh(w * 1e308) * x, 1.0),
    "a root of a negative number": (lambda x, w: w * x**0.5, -2.0),
    "a root of 0": (lambda x, w: w * x**0.5, 0.0),
    "a root of 0 that nobody asks for": (lambda x, w: x**0.5 * 1.0, 0.0),
    "a negative power of 0": (lambda x, w: w * x**-2, 0.0),
    "a power of a value": (lambda x, w: x**w, -2.0),
    "a power of 0": (lambda x, w: x ** (w * 0.0), 0.0),
    "sqrt of 0": (lambda x, w: w * x.sqrt(), 0.0),
    "an infinite slope": (lambda x, w: w * (1e-300 * x).log(), 1e-10),
    "an infinite slope behind a dead relu": (lambda x, w: w / (relu(x) + 1e-200) * 0.0, -1.0),
    "an infinite slope of a small divisor": (lambda x, w: w * 0.0 + x / 1e-153, 1000.0),
    "an infinite slope of a power": (lambda x, w: relu(x * w) ** -1.5 * 0.0, 1e-150),
    "an infinite gradient": (lambda x, w: (w - 3.0) * 1e200 * x, 1e200),
    "a rule of a reader's own": (lambda x, w: w * OVER(x), 60.0),
    "a rule that gives text": (lambda x, w: w * FRESH(x), 10.0),
    "a slope that is true": (lambda x, w: w * FRESH(x), 8.0),
}  # fmt: skip


@pytest.mark.parametrize("way", ["loop", "batch"])
@pytest.mark.parametrize("backward", [True, False])
@pytest.mark.parametrize("f, number", BORN.values(), ids=BORN)
def test_what_leaves_the_numbers_gets_the_engines_own_word(w, way, backward, f, number):
    w.data = 1.0
    step = trace(lambda x: f(x, w), 2.0)
    w.data, w.grad = 3.0, 0.25

    def engine():
        y = f(Value(number, "x0"), w)
        return (1.0 * y).backward() if backward else y.data

    def again():
        return getattr(step, way)([[2.0], [number], [3.0]], backward=backward)[1]

    assert said(again) == said(engine)
    assert w.grad == 0.25


def said(call):
    """The number, or the kind and the words of the error."""
    try:
        return repr(call())
    except (ValueError, ArithmeticError, TypeError) as error:
        return type(error), str(error)


@pytest.mark.parametrize("way", ["loop", "batch"])
def test_a_sum_of_gradients_that_is_too_large_changes_none(w, way):
    other = Parameter(1.0)
    step = trace(lambda x: w * x - other, 2.0)
    w.data = 0.1
    w.grad, other.grad = 1.5e308, 0.5

    with pytest.raises(OverflowError, match="the one of w is inf"):
        getattr(step, way)([[2.0], [1e308]])
    assert (w.grad, other.grad) == (1.5e308, 0.5)


def test_in_doubt_the_engine_finds_the_same_numbers(w):
    """A sum of finite numbers that is too large is no error of theirs."""
    step = trace(lambda x: tanh(x) * w + 0.0 * tanh(-x) + 0.0 * x, 2.0)
    big = 1.5e308
    for way in (step.loop, step.batch):
        w.grad = 1.0
        assert way([[big], [-big], [1.0]])[:2] == [3.0, -3.0]
        assert w.grad == pytest.approx(1.0 + math.tanh(1.0))
        assert way([[big]], backward=False) == [3.0]


def test_after_an_interrupt_no_gradient_has_changed(w, monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    step = trace(lambda x: w * x, 2.0)
    w.grad = 0.25
    calls = iter([lambda self: setattr(w, "grad", 9.0), interrupt])
    monkeypatch.setattr(Value, "backward", lambda self: next(calls)(self))
    monkeypatch.setattr(type(step.lines), "run", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        step.loop([[1.0], [2.0]])
    assert w.grad == 0.25


# Rows that are checked once.


def test_rows_are_checked_once_and_taken_by_their_places(w):
    step = trace(lambda x, t: w * x - t, 2.0, 1.0)
    rows = step.rows([k, 2 * k] for k in range(4))

    assert rows == ((0.0, 0.0), (1.0, 2.0), (2.0, 4.0), (3.0, 6.0))
    assert step.rows(rows) is rows and type(rows) is Rows
    assert step.loop(rows) == step.batch(rows) == [0.0, 1.0, 2.0, 3.0]
    some = rows.take([3, 1])
    assert some == ((3.0, 6.0), (1.0, 2.0)) and step.rows(some) is some
    assert "columns" in vars(some) and some.columns.tolist() == [[3.0, 1.0], [6.0, 2.0]]
    assert step.batch(some) == [3.0, 1.0]
    fresh = step.rows([[1.0, 2.0]]).take([0])
    assert "columns" not in vars(fresh) and fresh.columns.tolist() == [[1.0], [2.0]]
    with pytest.raises(AttributeError):
        rows.append((1.0, 2.0))


def test_the_example_of_the_docstring_needs_no_numpy(w):
    step = trace(lambda x: w * x, 2.0)
    assert step(5.0) == 15.0 and "tables" not in vars(step)
    assert step.lines is step.lines and step.tables is step.tables
    assert not re.search("numpy|batch", step.source)
