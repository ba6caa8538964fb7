"""Many examples at once: grouped as they were made, and the same numbers as one by one."""

import math
import random

import pytest

from tests.shared.replayed import distance, eagerly, random_program
from toygrad import (
    Value,
    absolute,
    affine,
    clamp,
    dot,
    exp,
    functions,
    log,
    logsumexp,
    maximum,
    mean,
    minimum,
    nn,
    operation,
    relu,
    softmax,
    sqrt,
    tan,
    tanh,
    total,
)  # fmt: skip
from toygrad.functions import OPERATIONS, TABLE, forget
from toygrad.nn import Parameter
from toygrad.record import record
from toygrad.replay import Source
from toygrad.tracing import Rows

numpy = pytest.importorskip("numpy")
from toygrad.batch import (  # noqa: E402
    RULES,
    SUMS,
    Batch,
    Each,
    Many,
    Place,
    group,
    rule_of_tables,
)  # fmt: skip


def batch_of(f, *example):
    return Batch(record(f, list(example)))


def run(batch, rows, gradient=1.0):
    """([result of each row], [gradient of each parameter]), or None."""
    rows = Rows([tuple(map(float, row)) for row in rows], batch.graph.form)
    numbers = [p.data for p in batch.graph.parameters]
    found = batch.run(numbers, rows, gradient)
    if found is None:
        return None
    outputs, grads = found
    return [y for [y] in outputs], list(map(float, grads))


def kinds(batch):
    """The groups of the moving table: kind, and how many values."""
    return [(type(group).__name__, group.out.count) for group in batch.moving.groups]


# Who is computed together.


def test_a_network_is_a_product_of_matrices_and_a_group_of_relus_for_each_layer():
    model = nn.MLP(2, [4, 3, 1], nn.relu, rng=random.Random(0))
    batch = batch_of(lambda x, t: nn.mse_loss(model(x), [t]), [1.0, 2.0], 0.5)

    assert kinds(batch) == [
        ("Layer", 4), ("Each", 4), ("Layer", 3), ("Each", 3), ("Layer", 1), ("Each", 1),
        ("Many", 1), ("Each", 1),
    ]  # fmt: skip
    layer, relus, *_ = batch.moving.groups
    assert (layer.lists, layer.m, layer.n) == (1, 4, 2)
    for place in (layer.inputs, layer.out, relus.out, relus.parents[0]):
        assert isinstance(place.rows, slice)
    assert not layer.wanted and batch.moving.groups[2].wanted


def test_the_same_weights_on_other_inputs_are_one_product():
    model = nn.Linear(2, 3, rng=random.Random(0))
    batch = batch_of(lambda x, y: total(tanh(a) * b for a, b in zip(model(x), model(y))), [1.0, 2.0], [3.0, 4.0])  # fmt: skip
    layer = batch.moving.groups[0]

    assert kinds(batch)[:1] == [("Layer", 6)] and (layer.lists, layer.m) == (2, 3)
    rows = [(1.0, -2.0, 0.5, 3.0), (2.0, 1.0, -1.0, 0.25)]
    assert distance(run(batch, rows), flat_eagerly(batch, rows)) < 1e-14


def flat_eagerly(batch, rows):
    """What the engine finds for rows of numbers without their form."""
    graph, parameters = batch.graph, batch.graph.parameters
    for parameter in parameters:
        parameter.grad = 0.0
    outputs = [graph.again(row) for row in rows]
    for output in outputs:
        output.backward()
    return [y.data for y in outputs], [p.grad for p in parameters]


def test_a_sum_with_a_bias_and_one_without_are_two_products():
    """With the same inputs, at the same depth: the bias belongs to one of them."""
    w = [Parameter(k + 0.5) for k in range(5)]

    def f(a, b):
        return dot(w[:2], [a, b]) * 3.0 + affine([w[2:4]], [a, b], [w[4]])[0]

    batch, rows = batch_of(f, 1.0, 2.0), [(3.0, 4.0), (-1.0, 0.5)]
    assert kinds(batch)[:2] == [("Layer", 1), ("Layer", 1)]
    assert distance(run(batch, rows), eagerly(f, batch.graph.parameters, rows)) < 1e-14
    assert run(batch, rows)[0] == [y for [y] in batch.run([p.data for p in batch.graph.parameters], Rows(rows, 0))[0]]  # fmt: skip


def test_values_of_one_depth_and_one_operation_are_one_group():
    w = Parameter(2.0)
    batch = batch_of(lambda x, y: tanh(x * w) + tanh(y * w) * (x * y), 1.0, 2.0)

    assert kinds(batch) == [("Each", 3), ("Each", 2), ("Each", 1), ("Each", 1)]


def test_groups_stand_in_the_order_of_their_depth():
    w = Parameter(2.0)
    graph = record(lambda x, y: total([tanh(tanh(x)), tanh(y), x * y, w * x, tanh(w)]), [1.0, 2.0])  # fmt: skip
    groups = group(graph.order, ())

    assert [(kind, [str(v.op) for v in values]) for kind, [values] in groups] == [
        (Each, ["tanh"] * 3), (Each, ["*"] * 2), (Each, ["tanh"]), (Many, ["total"]),
    ]  # fmt: skip


def test_two_operations_of_one_name_are_two_groups():
    one = operation("own", lambda x: x + 1.0, lambda x, y: 1.0)
    other = operation("own", lambda x: x - 1.0, lambda x, y: 2.0)
    forget("own")
    w = Parameter(2.0)
    batch = batch_of(lambda x: one(x * w) * other(x * w), 1.0)

    assert run(batch, [(3.0,)]) == ([35.0], [3.0 * (5.0 + 2.0 * 7.0)])


# Rows of a table.


@pytest.mark.parametrize(
    "rows, follows, once",
    [
        ([], True, True),
        ([3], True, True),
        ([2, 3, 4], True, True),
        ([2, 4], False, True),
        ([4, 3], False, True),
        ([1, 1], False, False),
        ([1, 2, 1], False, False),
    ],
)
def test_rows_that_follow_each_other_are_a_slice_and_shares_add_up(rows, follows, once):
    place, g = Place(rows), numpy.zeros((6, 2))
    place.add(g, numpy.ones((len(rows), 2)))

    assert (isinstance(place.rows, slice), place.once, place.count) == (follows, once, len(rows))  # fmt: skip
    assert g[:, 1].tolist() == [rows.count(k) for k in range(6)]


# Numbers and gradients.


def test_random_graphs_with_every_operation_agree_with_backward():
    seen = set()
    for seed in range(80):
        f, parameters, rows = random_program(seed, rows=4)
        batch = batch_of(f, *rows[0])
        seen.update(str(value.op) for value in batch.graph.order)
        results, _ = eagerly(f, parameters, rows)
        expected = results, [p.grad for p in batch.graph.parameters]

        assert distance(run(batch, rows), expected) < 1e-12, seed
    built_in = {name for name in TABLE if functions.is_built_in(TABLE[name])}
    assert seen >= built_in | {"cube", "v0", "softmax[1]", "clamp[-0.5,0.7]", "**0.0", "**-1.5"}  # fmt: skip


AT = [-400.0, -3.0, -0.75, -0.5, -0.0, 1e-9, 0.25, 0.5, 0.7, 2.0, 20.0, 40.0]


@pytest.mark.parametrize("name", RULES)
def test_every_rule_of_tables_is_that_of_the_engine(name):
    """Also at kinks and far out; each slope, and the whole table at once."""
    op = TABLE[name]
    for numbers in cases(name):
        arms = [numpy.array([[a] * 3]) for a in numbers]
        y, slopes = RULES[name](*arms)
        expected = op.rule(*numbers)
        theirs = op.slope(*numbers, expected)
        theirs = theirs if isinstance(theirs, tuple) else (theirs,)

        assert numpy.ravel(y)[-1] == pytest.approx(expected, rel=1e-15, abs=1e-300)
        mine = [float(numpy.ravel(slope)[0]) for slope in slopes]
        assert mine == pytest.approx(theirs, rel=4e-15, abs=1e-300), numbers


def cases(name):
    if name in OPERATIONS:
        least = {"log": 0.0, "sqrt": 0.0, "log1p": -0.99}.get(name, -math.inf)
        return [(a,) for a in AT if a > least or a == 0.0 and name not in ("log", "sqrt")]  # fmt: skip
    if name == "neg":
        return [(a,) for a in AT]
    return [(a, b) for a in AT for b in (-3.0, 0.5, 7.0)]


def test_every_function_of_one_value_and_every_sum_has_a_rule_of_tables():
    built_in = {name for name in TABLE if functions.is_built_in(TABLE[name])}

    assert built_in - RULES.keys() - SUMS.keys() == {"**"}


@pytest.mark.parametrize("name", SUMS)
def test_every_sum_of_tables_is_that_of_the_engine(name):
    rng = random.Random(3)
    numbers = [rng.uniform(-2.0, 2.0) for _ in range(4)] + [800.0, 800.0]
    w = [Parameter(number) for number in numbers]
    sums = {
        "total": lambda x: total([x, *w]), "mean": lambda x: mean([x, *w]),
        "dot": lambda x: dot([x, *w[:3]], [w[3], x, *w[:2]]),
        "affine": lambda x: affine([[x, *w[:2]]], [w[3], x, w[0]], [w[1]])[0],
        "weighted": lambda x: affine([[x, *w[:2]]], [2.0, -3.0, 0.5], [w[1]])[0] * affine([[x, *w[1:3]]], [1.0, -4.0, 0.25], [w[2]])[0],
        "logsumexp": lambda x: logsumexp([x, *w]),
        "maximum": lambda x: maximum(*w, x * 400.0), "minimum": lambda x: minimum(*w, x * -2.0, w[0]),
    }  # fmt: skip
    rows = [(0.5,), (2.0,), (-1.0,)]
    batch = batch_of(sums[name], 1.0)
    assert "Many" in dict(kinds(batch))
    assert distance(run(batch, rows), eagerly(sums[name], batch.graph.parameters, rows)) < 1e-14  # fmt: skip


def test_each_column_is_shifted_by_its_own_largest():
    w = Parameter(0.5)
    batch, rows = (
        batch_of(lambda x: logsumexp([x, x + w]), 1.0),
        [(1000.0,), (-1000.0,)],
    )
    found = batch.run([0.5], Rows(rows, batch.graph.form), 1.0)

    assert found[0] == pytest.approx(numpy.array([[1000.974], [-999.0259]]), rel=1e-6)


def test_gradients_reach_what_does_not_move_and_come_from_every_column():
    w, u = Parameter(2.0), Parameter(3.0)

    def f(x):
        still = w * u
        return x * still + still * still + total([w, u, w])

    batch, rows = batch_of(f, 1.0), [(1.0,), (-2.0,), (0.5,)]
    assert distance(run(batch, rows), eagerly(f, [w, u], rows)) < 1e-15
    assert run(batch, rows, -0.5)[1] == [-0.5 * grad for grad in run(batch, rows)[1]]
    assert (batch.still.leaves, batch.moving.leaves, batch.lent.count) == (2, 4, 3)


def test_forward_alone_gives_all_outputs_and_no_gradient():
    w = Parameter(2.0)
    batch = batch_of(lambda x: [x, w, 5.0, w * w, x * w], 1.0)
    outputs, grads = batch.run([3.0], Rows([(1.0,), (4.0,)], 0))

    assert outputs == [[1.0, 3.0, 5.0, 9.0, 3.0], [4.0, 3.0, 5.0, 9.0, 12.0]]
    assert [*grads] == []


def test_tied_weights_and_inputs_that_come_twice_add_up():
    w = [Parameter(1.5), Parameter(-0.5)]

    def f(x, y):
        hidden = affine([w, [w[0], w[0]]], [x, x], [w[1], w[1]])
        return total(tanh(h) for h in affine([w, w[::-1]], hidden, w)) * y

    batch, rows = batch_of(f, 1.0, 1.0), [(1.0, 2.0), (-2.0, 0.5)]
    assert distance(run(batch, rows), eagerly(f, w, rows)) < 1e-15
    assert not batch.moving.groups[0].weights.once


# In doubt.

STEEP = {
    "/": lambda x, w: 1.0 / (x * x) + 0.0 * w,
    "log": lambda x, w: log(x * 1e-155) * 0.0 + w,
    "sqrt": lambda x, w: sqrt(x * 1e-155) * 0.0 * w,
    "**": lambda x, w: (x * x) ** w * 0.0,
    "power": lambda x, w: (x * x) ** -1.0 * 0.0 * w,
}


@pytest.mark.parametrize("name", STEEP)
def test_in_doubt_about_a_slope_a_batch_has_no_answer(name):
    w = Parameter(-1.0)
    batch = batch_of(lambda x: STEEP[name](x, w), 1.0)
    number = {"log": 1e-155, "sqrt": 0.0}.get(name, 1e-154 * 0.7)

    assert run(batch, [(1.0,)]) is not None
    assert run(batch, [(1.0,), (number,)]) is None
    assert batch.run([-1.0], Rows([(number,)], 0)) is None


@pytest.mark.parametrize("f, number", [
    (lambda x, w: x * 1e200 * x * w, 1e200), (lambda x, w: relu(-x * x * w), 1e200),
    (lambda x, w: tanh(x * x - x * x) * w, 1e200), (lambda x, w: exp(x) * w, 1000.0),
    (lambda x, w: (w - 1.0) * 1e200 * x, 1e200), (lambda x, w: tan(w * 1e308 * 10.0) * x, 1.0),
])  # fmt: skip
def test_in_doubt_about_a_number_a_batch_has_no_answer(f, number):
    w = Parameter(1e-10)
    batch = batch_of(lambda x: f(x, w), 2.0)
    w.data = 1.0

    assert run(batch, [(1e-20,), (number,)]) is None
    with numpy.errstate(all="raise"):
        assert run(batch, [(number,)]) is None


def test_rules_that_give_no_number_have_no_answer_and_whole_numbers_are_floats():
    rules = {1.0: 3, 2.0: True, 3.0: "4", 4.0: None, 5.0: 2.5, 6.0: math.inf}
    own = operation("own", rules.get, lambda x, y: 1)
    batch = batch_of(lambda x: own(x) * 2.0, 1.0)
    forget("own")

    assert run(batch, [(1.0,), (5.0,)])[0] == [6.0, 5.0]
    for number in (2.0, 3.0, 4.0, 6.0):
        assert run(batch, [(1.0,), (number,)]) is None


def test_powers_and_clamps_and_what_goes_row_by_row_give_the_same_numbers():
    def f(x):
        h = x * w
        return [clamp(h, -1.0, 2.0), h**3, h**0, softmax([x, w])[0], absolute(x) ** w]

    w, rows = Parameter(0.5), [(4.0,), (-2.0,), (1.0,), (-9.0,), (4.5,)]
    found, _ = batch_of(f, 1.0).run([0.5], Rows(rows, 0))
    for (x,), outputs in zip(rows, found):
        assert outputs == pytest.approx([y.data for y in f(Value(x))], rel=1e-14)


@pytest.mark.parametrize("x, slope", [(-1.5, 0.0), (-1.0, 0.0), (0.5, 1.0), (2.0, 0.0), (3.0, 0.0)])  # fmt: skip
def test_on_a_bound_of_a_clamp_the_slope_is_0(x, slope):
    w = Parameter(0.0)
    batch = batch_of(lambda x: clamp(x + w, -1.0, 2.0), 1.0)

    assert run(batch, [(x,)])[1] == [slope]


def test_only_what_has_no_tables_goes_row_by_row(monkeypatch):
    rows = []
    monkeypatch.setattr("toygrad.batch.row_by_row", rows.append)
    for k in (-1.5, 0.0, 0.5, 1.0, 2.0, 3.0):
        rule_of_tables(functions.power_by(k))
    for op in (functions.clamp_between(-1.0, 2.0), TABLE["**"], functions.share_of(0)):
        rule_of_tables(op)

    assert rows == ["**0.0", "**1.0", "**", "softmax[0]"]


def test_an_operation_that_the_engine_has_made_anew_is_still_its_own():
    """Powers and bounds are kept for a while; a graph may hold them for longer."""
    w = Parameter(0.5)
    batch = Batch(graph := record(lambda x: clamp(x * w, -1.0, 2.0) ** 3 * w, [1.0]))
    functions.power_by.cache_clear(), functions.clamp_between.cache_clear()

    for way in (batch, Batch(graph), Source(graph)):
        rows = Rows([(1.0,), (5.0,)], graph.form)
        assert way.run([0.5], rows, 1.0)[0] == [[0.0625], [4.0]]
        assert [*way.run([0.5], rows, 1.0)[1]] == [0.125 + 3 * 0.25 * 0.5 + 8.0]


def test_a_softmax_of_many_is_a_pile_and_of_two_are_two_tables():
    w = Parameter(0.5)

    assert kinds(batch_of(lambda x: softmax([x, w, 1.0])[0], 1.0)) == [("Many", 1)]
    assert kinds(batch_of(lambda x: softmax([x, w])[0], 1.0)) == [("Each", 1)]


def test_whole_softmaxes_of_one_length_are_one_group():
    w, u = Parameter(0.5), Parameter(-2.0)

    def f(x, y):
        return dot(softmax([x, w, u]), softmax([u, y, x])) + dot(
            softmax([x, y]), [w, u]
        )

    def twice(x):
        return dot(softmax([x, w, u]), softmax([x, w, u])) + softmax([x, w, u])[1]

    rows = [(1.0, 2.0), (3.0, -4.0), (700.0, -700.0)]
    batch = batch_of(f, *rows[0])
    assert kinds(batch)[:2] == [("Shares", 6), ("Shares", 2)]
    close(run(batch, rows), eagerly(f, batch.graph.parameters, rows))
    batch = batch_of(twice, 1.0)
    assert "Shares" not in dict(kinds(batch))
    close(run(batch, [(2.0,)]), eagerly(twice, batch.graph.parameters, [(2.0,)]))


def close(found, expected):
    for numbers, others in zip(found, expected, strict=True):
        assert numbers == pytest.approx(others, rel=1e-13)


def test_a_layer_without_biases_hands_on_to_inputs_that_are_wanted():
    w, u = [Parameter(2.0), Parameter(-1.0)], Parameter(3.0)

    def f(x, y):
        return dot(w, [x * u, y]) + dot(w, [y, x])

    batch, rows = batch_of(f, 1.0, 2.0), [(1.0, 2.0), (3.0, -4.0)]
    assert kinds(batch) == [("Each", 1), ("Layer", 1), ("Layer", 1), ("Each", 1)]
    assert [batch.moving.groups[k].wanted for k in (1, 2)] == [False, True]
    assert run(batch, rows) == eagerly(f, batch.graph.parameters, rows)
