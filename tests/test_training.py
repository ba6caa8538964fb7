import gc
import json
import math
import random
import re
import sys

import numpy
import pytest

from toygrad import Value, data, nn, optim
from toygrad.training import History, fit


class Model(nn.Module):
    """The outline of a model as a reader would write it."""

    def __init__(self):
        self.l1 = nn.Linear(1, 16)
        self.l2 = nn.Linear(16, 1)

    def forward(self, x):
        return self.l2(nn.relu(self.l1(x)))


def test_a_model_of_ones_own_finds_and_names_its_parameters():
    random.seed(0)
    model = Model()

    assert len(model.parameters()) == 49 and len(model([2.0])) == 1
    assert list(model.named_parameters())[:2] == ["l1.w[0,0]", "l1.w[1,0]"]
    assert model.l2.b[0].label == "l2.b[0]"
    assert model.summary().splitlines()[-1].split() == ["total", "49"]


def test_a_parameter_in_two_places_counts_once():
    model = nn.Module()
    model.a = nn.Parameter(1.0)
    model.b = [model.a, nn.Parameter(2.0)]
    model.c = {"d": nn.Parameter(3.0)}
    model.itself = model

    assert list(model.named_parameters()) == ["a", "b[1]", "c.d"]


def test_a_state_round_trips_through_json_exactly():
    one, other = nn.MLP(2, [3, 1]), nn.MLP(2, [3, 1])
    other.load_state_dict(json.loads(json.dumps(one.state_dict())))
    assert other.state_dict() == one.state_dict()

    before = other.state_dict()
    with pytest.raises(ValueError, match="1 missing and 1 unknown"):
        other.load_state_dict(dict(list(before.items())[1:]) | {"x": 1.0})
    assert other.state_dict() == before


@pytest.mark.parametrize("init", nn.INITS)
def test_every_way_to_start_gives_numbers_of_its_own_kind(init):
    layer = nn.Linear(50, 40, init, random.Random(0))
    weights = [w.data for row in layer.w for w in row]
    spread = math.sqrt(sum(w * w for w in weights) / len(weights))
    expected = {
        "uniform": 1 / math.sqrt(150), "xavier": math.sqrt(2 / 90), "kaiming": math.sqrt(2 / 50),
        "zeros": 0.0, "equal": 0.5, "positive": math.sqrt(1 / 3), "large": 5.0,
    }[init]  # fmt: skip

    assert spread == pytest.approx(expected, rel=0.05)


LOSSES = {
    "mse": (nn.mse_loss([Value(1.0), Value(5.0)], [2.0, 3.0]), 2.5),
    "l1": (nn.l1_loss([Value(1.0), Value(5.0)], [2.0, 3.0]), 1.5),
    "huber": (nn.huber_loss([Value(1.5), Value(5.0)], [2.0, 3.0]), (0.125 + 1.5) / 2),
    "hinge": (nn.hinge_loss([Value(0.5), Value(-3.0)], [1, -1]), 0.25),
    "cross entropy": (
        nn.cross_entropy([Value(2.0), Value(1.0), Value(0.0)], 2),
        2.407605964444380,
    ),
    "binary": (nn.binary_cross_entropy_with_logits([Value(0.0)], [1]), math.log(2)),
    "l2": (nn.l2_penalty([Value(3.0), Value(4.0)]), 25.0),
}


@pytest.mark.parametrize("loss, number", LOSSES.values(), ids=LOSSES)
def test_the_losses_are_what_their_formulas_say(loss, number):
    assert loss.data == pytest.approx(number, rel=1e-15)


def test_the_gradient_of_cross_entropy_is_p_minus_y():
    logits = [Value(2.0), Value(1.0), Value(0.0)]
    nn.cross_entropy(logits, 2).backward()

    assert [z.grad for z in logits] == pytest.approx(
        [0.665241, 0.244728, -0.909969], abs=1e-6
    )
    far = [Value(1000.0), Value(-1000.0)]
    nn.cross_entropy(far, 1).backward()
    assert [z.grad for z in far] == [1.0, -1.0]


def steps(optimizer_of, count=3):
    """The way of w² from 4 down, with gradients 2w."""
    w = nn.Parameter(4.0)
    optimizer = optimizer_of([w])
    seen = []
    for _ in range(count):
        optimizer.zero_grad()
        (w * w).backward()
        optimizer.step()
        seen.append(w.data)
    return seen, optimizer


def test_optimizers_take_the_steps_of_their_formulas():
    assert steps(lambda p: optim.SGD(p, 0.1))[0] == pytest.approx([3.2, 2.56, 2.048])
    momentum, optimizer = steps(lambda p: optim.SGD(p, 0.1, momentum=0.9))
    assert momentum == pytest.approx([3.2, 1.84, 0.248])
    assert optimizer.state[0]["velocity"] == pytest.approx(0.9 * 13.6 + 3.68)
    adam, optimizer = steps(lambda p: optim.Adam(p, 0.1))
    assert adam[0] == pytest.approx(3.9)  # the first step has the length of the rate
    assert set(optimizer.state[0]) == {"mean", "square"}
    assert steps(lambda p: optim.RMSProp(p, 0.01, decay=0.0))[0][0] == pytest.approx(
        3.99
    )
    decayed = steps(lambda p: optim.AdamW(p, 0.1, weight_decay=0.5))[0][0]
    assert decayed == pytest.approx(3.9 - 0.1 * 0.5 * 4.0)


def test_clipping_keeps_the_direction():
    p, q = nn.Parameter(0.0), nn.Parameter(0.0)
    p.grad, q.grad = 3.0, 4.0

    assert optim.clip_gradients([p, q], 1.0) == 5.0
    assert (p.grad, q.grad) == pytest.approx((0.6, 0.8))
    assert optim.clip_gradients([p, q], 10.0) == pytest.approx(1.0)


def test_schedules_start_and_end_where_they_should():
    for schedule, middle in (
        (optim.linear(1.0, 0.0, 10), 0.5),
        (optim.cosine(1.0, 10), 0.5),
    ):
        assert [schedule(k) for k in (0, 5, 10, 20)] == pytest.approx(
            [1.0, middle, 0.0, 0.0]
        )
    assert optim.constant(0.3)(99) == 0.3


def test_a_step_refuses_a_gradient_that_is_not_finite():
    p = nn.Parameter(1.0)
    p.grad = math.inf
    with pytest.raises(ValueError, match="finite gradients"):
        optim.SGD([p], 0.1).step()
    assert p.data == 1.0


def line(w, noise=0.0):
    return lambda batch: nn.mse_loss([w * x for x, _ in batch], [y for _, y in batch])


EXAMPLES = [(float(x), 2.0 * x) for x in range(-5, 6)]


def test_fit_finds_the_slope_in_batches_with_a_schedule():
    w = nn.Parameter(0.0, "w")
    optimizer = optim.SGD([w], 0.01)
    seen = []
    history = fit(
        line(w), EXAMPLES, optimizer, epochs=20, batch_size=4,
        schedule=optim.linear(0.02, 0.01, 60), held_out=EXAMPLES[:2], after_epoch=seen.append,
    )  # fmt: skip

    assert w.data == pytest.approx(2.0, abs=1e-3)
    assert len(history.losses) == len(history.held_out) == 20 and seen == list(
        range(20)
    )
    assert history.stopped == "all epochs" and optimizer.steps == 60
    assert repr(history).startswith("20 epochs, loss")


def test_the_same_seed_trains_the_same_way():
    def trained(seed):
        w = nn.Parameter(0.0)
        fit(line(w), EXAMPLES, optim.SGD([w], 0.01), epochs=2, batch_size=3, seed=seed)
        return w.data

    assert trained(1) == trained(1) != trained(2)


def test_a_rate_that_is_too_large_stops_the_training_early():
    w = nn.Parameter(0.0)
    history = fit(line(w), EXAMPLES, optim.SGD([w], 1.0), epochs=1000)

    assert (
        history.stopped.startswith("diverged: loss")
        and "write lr=0.1" in history.stopped
    )
    assert len(history.losses) < 12


def test_training_stops_when_held_out_data_get_no_better():
    w = nn.Parameter(2.0)
    history = fit(
        line(w), EXAMPLES, optim.SGD([w], 0.01), epochs=100,
        held_out=[(1.0, 3.0)], patience=3,
    )  # fmt: skip

    assert history.stopped.startswith("early") and len(history.losses) == 4


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_put_back_whatever_happens(was_on):
    w = nn.Parameter(0.0)
    (gc.enable if was_on else gc.disable)()
    try:
        with pytest.raises(TypeError, match="one value"):
            fit(lambda batch: 1.0, EXAMPLES, optim.SGD([w], 0.1), epochs=1)
        assert gc.isenabled() == was_on
    finally:
        gc.enable()


def test_a_progress_bar_is_shown_on_request(capsys):
    w = nn.Parameter(0.0)
    fit(line(w), EXAMPLES, optim.SGD([w], 0.01), epochs=2, progress=True)

    assert "2/2" in capsys.readouterr().err


def test_nothing_of_a_graph_is_left_when_it_is_dropped():
    model = nn.MLP(2, [8, 1])
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects())
        loss = nn.mse_loss(model([1.0, 2.0]), [1.0])
        loss.backward()
        del loss
        assert len(gc.get_objects()) - before <= 0
    finally:
        gc.enable()


def test_the_digits_are_the_published_ones():
    train, train_labels, test, test_labels = data.digits()

    assert (len(train), len(test), len(train) + len(test)) == (1437, 360, 1797)
    assert sorted(set(train_labels)) == list(range(10)) and test_labels[0] == 0
    assert all(
        len(image) == 64 and min(image) >= 0.0 and max(image) <= 1.0 for image in test
    )
    assert sum(map(sum, train + test)) * 16 == 561718


def test_made_data_are_the_same_for_the_same_seed():
    for make in (data.moons, data.circles, data.spirals):
        points, labels = make(20, seed=3)
        assert (points, labels) == make(20, seed=3) != make(20, seed=4)
        assert labels.count(1) == labels.count(-1) == 10
        with pytest.raises(ValueError, match="even number of points"):
            make(7)
    assert data.parabola(3)[1] == [10.0, 2.0, 26.0]
    assert data.wave(3)[1] == pytest.approx([1.0, 1.0, 1.0])
    assert data.xor()[1] == [0.0, 1.0, 1.0, 0.0]
    points, labels = data.xor(9)
    assert points[::2] == [(0.0, 0.0), *data.xor()[0]] and labels[2:7] == [
        0.0,
        1.0,
        1.0,
        1.0,
        1.0,
    ]
    points, labels = data.blobs(n=200, noise=0.1)
    assert all((x + y > 0) == (label > 0) for (x, y), label in zip(points, labels))


def test_the_digits_are_learned_in_two_epochs():
    train, train_labels, test, test_labels = data.digits()
    model = nn.MLP(
        64, [16, 10], activation=nn.relu, init="kaiming", rng=random.Random(0)
    )

    def loss(batch):
        images, labels = zip(*batch)
        return nn.mean(map(nn.cross_entropy, model(images), labels))

    examples = list(zip(train, train_labels))
    fit(loss, examples, optim.Adam(model.parameters(), 0.01), epochs=2, batch_size=16)
    right = sum(
        max(range(10), key=logits.__getitem__) == label
        for logits, label in zip(model(test), test_labels)
    )

    assert right / len(test) > 0.85


def test_the_running_means_of_adam_and_rmsprop_are_those_of_their_formulas():
    adam, rmsprop = nn.Parameter(4.0), nn.Parameter(4.0)
    optimizers = [
        optim.Adam([adam], 0.1, betas=(0.5, 0.75), eps=0.5),
        optim.RMSProp([rmsprop], 0.1, decay=0.75, eps=0.5),
    ]
    w, v, mean, square, running = 4.0, 4.0, 0.0, 0.0, 0.0
    for k, grad in enumerate([8.0, -2.0, 3.0], start=1):
        mean, square = 0.5 * mean + 0.5 * grad, 0.75 * square + 0.25 * grad**2
        w -= 0.1 * mean / (1 - 0.5**k) / (math.sqrt(square / (1 - 0.75**k)) + 0.5)
        running = 0.75 * running + 0.25 * grad**2
        v -= 0.1 * grad / (math.sqrt(running) + 0.5)
        for optimizer in optimizers:
            optimizer.parameters[0].grad = grad
            optimizer.step()
        assert (adam.data, rmsprop.data) == pytest.approx((w, v), rel=1e-14)
    assert optimizers[0].state == [{"mean": mean, "square": square}]
    assert optimizers[1].state == [{"square": running}]


def test_optimizers_start_with_the_numbers_of_their_papers():
    w = [nn.Parameter(1.0)]
    assert (
        vars(optim.RMSProp(w)).items()
        >= {"lr": 0.01, "decay": 0.99, "eps": 1e-8}.items()
    )
    for adam in (optim.Adam(w), optim.AdamW(w)):
        assert (adam.lr, adam.betas, adam.eps) == (0.001, (0.9, 0.999), 1e-8)
    assert optim.AdamW(w).weight_decay == 0.01
    assert optim.AdamW(w, 0.1, (0.5, 0.5), 0.25).eps == 0.25
    assert optim.SGD(w, 0.1).momentum == 0.0


@pytest.mark.parametrize(
    "name, make",
    [
        ("the learning rate", lambda w: optim.SGD(w, 0.0)),
        ("momentum", lambda w: optim.SGD(w, 0.1, momentum=1.0)),
        ("decay", lambda w: optim.RMSProp(w, decay=1.0)),
        ("eps", lambda w: optim.RMSProp(w, eps=0.0)),
        ("each of betas", lambda w: optim.Adam(w, betas=(0.9, 1.0))),
        ("eps", lambda w: optim.Adam(w, eps=0.0)),
        ("weight_decay", lambda w: optim.AdamW(w, weight_decay=1.0)),
        ("length", lambda w: optim.clip_gradients(w, 0.0)),
    ],
)
def test_a_number_outside_its_bounds_is_named(name, make):
    with pytest.raises(ValueError, match=f"^{name} needs to be"):
        make([nn.Parameter(1.0)])


def test_schedules_end_at_the_rate_asked_for():
    for schedule in (optim.linear(1.0, 0.2, 10), optim.cosine(1.0, 10, end=0.2)):
        rates = [schedule(k) for k in (0, 5, 10, 20)]
        assert rates == pytest.approx([1.0, 0.6, 0.2, 0.2])


@pytest.mark.parametrize(
    "name, make",
    [
        ("the learning rate", lambda w: optim.SGD(w, "1")),
        ("momentum", lambda w: optim.SGD(w, 0.1, momentum="1")),
        ("the learning rate", lambda w: optim.constant("1")),
        ("the learning rate", lambda w: optim.linear("1", 0.0, 10)),
        ("end", lambda w: optim.linear(0.1, "1", 10)),
        ("steps", lambda w: optim.linear(0.1, 0.0, "1")),
        ("the learning rate", lambda w: optim.cosine("1", 10)),
        ("end", lambda w: optim.cosine(0.1, 10, end="1")),
        ("steps", lambda w: optim.cosine(0.1, "1")),
        ("an optimizer", lambda w: optim.SGD(w[0], 0.1)),
        ("an optimizer", lambda w: optim.SGD(list, 0.1)),
        ("clip_gradients", lambda w: optim.clip_gradients(3.0, 0.1)),
    ],
)
def test_a_thing_of_the_wrong_kind_is_named(name, make):
    with pytest.raises(TypeError, match=f"^{name} needs a (plain number|list)"):
        make([nn.Parameter(1.0)])


def test_a_rate_is_finite_and_a_step_names_the_parameter():
    with pytest.raises(ValueError, match="^the learning rate needs"):
        optim.constant(math.inf)
    for label, told in [("w", "w"), ("", "a parameter")]:
        w = nn.Parameter(1.0, label)
        w.grad = math.nan
        with pytest.raises(ValueError, match=f"the one of {told} is nan"):
            optim.SGD([w], 0.1).step()


def test_a_history_of_nothing_says_so():
    assert repr(History()) == "no epoch; all epochs"


def after_one_step(fault):
    """A loss that is fine in its first step, and has a fault in the second."""
    w, calls = nn.Parameter(1.0), iter(range(100))

    def loss(batch):
        return fault(w) if next(calls) else w * w

    return {
        "loss": loss,
        "examples": [1.0],
        "optimizer": optim.SGD([w], 0.1),
        "epochs": 3,
    }


def mistaken(words):
    raise ValueError(words)


@pytest.mark.parametrize(
    "fault, kind, words",
    [
        (lambda w: int("x"), ValueError, "invalid literal for int"),
        (lambda w: nn.mse_loss([w], [1.0, 2.0]), ValueError, "1 predictions and 2"),
        (lambda w: mistaken("got nan"), ValueError, "^got nan$"),
        (lambda w: math.exp(1000.0), OverflowError, "math range error"),
        (lambda w: (-w).log(), ValueError, "log needs a number above 0"),
        (lambda w: {}["x"], KeyError, "x"),
    ],
)
def test_a_mistake_in_the_loss_is_not_called_divergence(fault, kind, words):
    with pytest.raises(kind, match=words):
        fit(**after_one_step(fault))


def test_a_mistake_in_the_schedule_is_not_called_divergence():
    def schedule(step):
        return [0.1][step] if step < 1 else mistaken("no rate for this step")

    with pytest.raises(ValueError, match="^no rate for this step$"):
        fit(**after_one_step(lambda w: w * w), schedule=schedule)


@pytest.mark.parametrize(
    "fault",
    [
        lambda w: w * 1e300 * 1e300,  # backward refuses it
        lambda w: (w * 1e300 * 1e300).tanh(),
        lambda w: (w * 1e300 * 1e300 * 0.0).log(),
        lambda w: (w * 1e4).exp(),
        lambda w: 1.0 / (w * 1e300 * 1e300),
        lambda w: (w - w.data) * 1e300 * 1e300,  # its gradient is too large
    ],
)
def test_numbers_that_leave_the_floats_end_the_training(fault):
    history = fit(**after_one_step(fault))

    assert history.stopped.startswith("diverged: ") and history.losses == [1.0]


def test_nothing_has_diverged_before_the_first_step():
    w = nn.Parameter(1e4)
    with pytest.raises(OverflowError, match=r"^exp needs a number up to 709\.78"):
        fit(lambda batch: w.exp(), [1.0], optim.SGD([w], 0.1), epochs=2)


@pytest.mark.parametrize(
    "held_out",
    [
        numpy.array([[1.0, 2.0], [2.0, 4.0]]),
        ((x, 2.0 * x) for x in (1.0, 2.0)),
        ((1.0, 2.0), (2.0, 4.0)),
    ],
    ids=["array", "generator", "tuple"],
)
def test_held_out_examples_may_be_any_that_can_be_read(held_out):
    w = nn.Parameter(0.0)
    history = fit(line(w), EXAMPLES, optim.SGD([w], 0.01), epochs=3, held_out=held_out)

    assert history.stopped == "all epochs"
    assert len(history.held_out) == 3 and history.held_out[-1] > 0.0


def test_a_held_out_loss_that_is_no_value_is_refused():
    w = nn.Parameter(1.0)

    def loss(batch):
        return w * w if batch == [1.0] else 3.0

    with pytest.raises(TypeError, match="a loss that gives one value, got float 3.0"):
        fit(loss, [1.0], optim.SGD([w], 0.1), epochs=1, held_out=[2.0])


@pytest.mark.parametrize("held_out", [None, [], iter(())])
def test_patience_without_held_out_examples_is_refused(held_out):
    w = nn.Parameter(1.0)
    optimizer = optim.SGD([w], 0.1)
    with pytest.raises(ValueError, match="^patience needs held-out examples, got none"):
        fit(lambda b: w * w, [1.0], optimizer, epochs=3, patience=2, held_out=held_out)
    assert w.data == 1.0


def test_whole_numbers_of_numpy_count():
    w, three = nn.Parameter(0.0), numpy.int64(3)
    history = fit(
        line(w), EXAMPLES, optim.SGD([w], 0.01), epochs=three, batch_size=three,
        held_out=EXAMPLES, patience=three,
    )  # fmt: skip
    logits = [Value(2.0), Value(1.0), Value(0.0)]

    assert len(history.losses) == 3
    assert nn.cross_entropy(logits, numpy.int64(2)).data == pytest.approx(2.40760596)
    assert len(nn.MLP(numpy.int64(2), [three, 1]).parameters()) == 13
    assert len(data.moons(numpy.int64(10))[0]) == 10


@pytest.mark.parametrize("kind", [optim.SGD, optim.RMSProp, optim.Adam, optim.AdamW])
def test_a_parameter_given_twice_takes_one_step(kind):
    once, twice = nn.Parameter(4.0), nn.Parameter(4.0)
    for w, given in ((once, [once]), (twice, [twice, twice])):
        optimizer = kind(given, lr=0.1)
        for _ in range(3):
            optimizer.zero_grad()
            (w * w).backward()
            optimizer.step()

    assert twice.data == once.data
    assert len(optimizer.parameters) == len(optimizer.state) == 1


def test_a_parameter_given_twice_is_clipped_once():
    p, q = nn.Parameter(0.0), nn.Parameter(0.0)
    p.grad, q.grad = 3.0, 4.0

    assert optim.clip_gradients([p, q, p], 1.0) == 5.0
    assert (p.grad, q.grad) == pytest.approx((0.6, 0.8))


@pytest.mark.parametrize(
    "grads, kind, words",
    [
        ((math.inf, 1.0), ValueError, "finite gradients, the one of p is inf"),
        ((1.0, math.nan), ValueError, "finite gradients, the one of q is nan"),
        ((1.7e308, 1.7e308), OverflowError, "a length that fits into a float"),
    ],
)
def test_gradients_that_no_number_can_shorten_stay_as_they_are(grads, kind, words):
    p, q = nn.Parameter(0.0, "p"), nn.Parameter(0.0, "q")
    p.grad, q.grad = grads
    with pytest.raises(kind, match=words):
        optim.clip_gradients([p, q], 1.0)

    assert [repr(p.grad), repr(q.grad)] == list(map(repr, grads))


def test_a_computed_value_is_no_parameter():
    w = nn.Parameter(1.0)
    for use in (lambda ps: optim.SGD(ps, 0.1), lambda ps: optim.clip_gradients(ps, 1)):
        with pytest.raises(ValueError, match=r"got one made by \*; write model\.param"):
            use([w, w * 2.0])
    with pytest.raises(ValueError, match=r"made by \*"):
        fit(lambda b: w * w, [1.0], optim.SGD([w * 2.0], 0.1), epochs=1)


def test_the_loss_of_an_epoch_is_the_same_in_every_python():
    w = nn.Parameter(1.0)
    history = fit(
        lambda batch: 0.0 * w + batch[0], [0.1] * 10, optim.SGD([w], 0.1),
        epochs=1, batch_size=1,
    )  # fmt: skip

    assert history.losses == [0.09999999999999999]


def told(*losses, lr=0.1):
    """What a training says whose epochs have these losses."""
    w, numbers = nn.Parameter(1.0), iter(losses)
    optimizer = optim.SGD([w], lr)
    return fit(lambda batch: 0.0 * w + next(numbers), [0], optimizer, len(losses))


@pytest.mark.parametrize(
    "losses",
    [
        [-5.0] * 20,
        [-1.0 - k for k in range(20)],
        [0.0] * 20,
        [0.0] + [0.25] * 20,  # a first example that was met by chance
        [-0.001, 0.5, 0.25, 0.5] * 5,
        [-5.0, 20.0, 40.0, 50.0, 50.0] * 4,
        [1.0] + [10.0] * 20,
        [1.0] + [1e9] * 4 + [10.0] + [1e9] * 4,
    ],
)
def test_a_loss_of_any_sign_that_does_not_grow_has_not_diverged(losses):
    assert told(*losses).stopped == "all epochs"


@pytest.mark.parametrize(
    "losses",
    [
        [1.0] + [10.1] * 5,
        [1e-12] + [1e-3] * 5,
        [-5.0 + 3.0**k for k in range(20)],
        [-(0.5**k) + 9.0**k for k in range(20)],
        [0.0] + [3.0**k for k in range(20)],
    ],
)
def test_a_loss_of_any_sign_that_grows_has_diverged(losses):
    history = told(*losses)
    first, last = losses[0], history.losses[-1]
    assert history.stopped == (
        f"diverged: loss {first:.4g} to {last:.4g} in {len(history.losses)} epochs; "
        "write lr=0.01"
    )


def test_a_loss_of_minus_zero_is_told_as_zero():
    history = History(losses=[-0.0, -0.0])
    assert repr(history) == "2 epochs, loss 0 to 0; all epochs"


@pytest.mark.parametrize(
    "odd", [math.nan, math.inf, -math.inf, 10**400], ids=["nan", "inf", "-inf", "huge"]
)
@pytest.mark.parametrize("seed", range(3))
def test_odd_numbers_in_the_data_are_a_mistake_wherever_they_stand(odd, seed):
    w, layer = nn.Parameter(0.0), nn.Linear(1, 1, "zeros")

    def by_layer(batch):
        return nn.mse_loss([layer([x])[0] for x, _ in batch], [y for _, y in batch])

    good = [(1.0, 2.0), (2.0, 4.0), (1.5, 3.0)]
    for bad in ((odd, 1.0), (1.0, odd)):
        for loss, parameters in ((line(w), [w]), (by_layer, layer.parameters())):
            optimizer = optim.SGD(parameters, 0.1)
            for place in ({"examples": [*good, bad]}, {"held_out": [bad]}):
                given = {"examples": good, "batch_size": 1, "seed": seed} | place
                with pytest.raises(
                    (ValueError, OverflowError), match="^a value needs a (finite )?num"
                ):
                    fit(loss, optimizer=optimizer, epochs=3, **given)


# The same training, replayed: the loss of one example is recorded, and runs again.

POINTS = [([math.sin(k), math.cos(3 * k)], math.sin(2 * k)) for k in range(15)]
REPLAYED = {
    "sgd": lambda ps: optim.SGD(ps, 0.1),
    "momentum": lambda ps: optim.SGD(ps, 0.05, momentum=0.9),
    "rmsprop": lambda ps: optim.RMSProp(ps, 0.01),
    "adam": lambda ps: optim.Adam(ps, 0.02),
    "adamw": lambda ps: optim.AdamW(ps, 0.02, weight_decay=0.1),
    "a reader's own": lambda ps: Halving(ps, 0.2),
    "of the last layer": lambda ps: optim.Adam(ps[-4:], 0.02),
    "of others, too": lambda ps: optim.AdamW([nn.Parameter(7), *ps], 0.02),
}


class Halving(optim.Optimizer):
    """An optimizer as a reader would write it, for numbers alone."""

    def direction(self, grad, state):
        state["half"] = float(grad) / 2.0
        return state["half"] if grad > 0.0 else grad


def distance_and_penalty(run, batch):
    predictions = [run.model(x)[0] for x, _ in batch]
    misfit = nn.mse_loss(predictions, [t for _, t in batch])
    return misfit + 0.001 * nn.l2_penalty(run.model.parameters())


class Run:
    """One training: its history, what the callback saw, and what is left afterwards."""

    def __init__(self, replay, make=REPLAYED["sgd"], loss=distance_and_penalty, examples=POINTS,
                 callback=lambda run, epoch: None, epochs=6, **settings):  # fmt: skip
        self.model = nn.MLP(2, [3, 1], nn.tanh, rng=random.Random(5))
        self.optimizer = make(self.model.parameters())
        self.seen, self.error = [], None

        def after_epoch(epoch):
            self.seen.append(self.now())
            callback(self, epoch)

        try:
            self.history = fit(
                lambda batch: loss(self, batch), examples, self.optimizer, epochs,
                after_epoch=after_epoch, replay=replay, **settings,
            )  # fmt: skip
        except BaseException as error:
            self.error = type(error), str(error)

    def now(self):
        """Numbers and gradients of the parameters, what the optimizer remembers."""
        parameters = [*self.model.parameters(), *self.optimizer.parameters]
        numbers = [number for p in parameters for number in (p.data, p.grad)]
        kept = [number for state in self.optimizer.state for number in state.values()]
        assert {*map(type, numbers + kept)} <= {float, int}
        return [*numbers, *kept, self.optimizer.lr, self.optimizer.steps]

    def told(self):
        history = self.history
        return [*history.losses, *history.held_out], history.stopped


def check_the_same(eager, replayed):
    assert replayed.error == eager.error
    assert len(replayed.seen) == len(eager.seen)
    for mine, theirs in zip([*replayed.seen, replayed.now()], [*eager.seen, eager.now()]):  # fmt: skip
        assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-9)
    if not eager.error:
        (mine, my_end), (theirs, end) = replayed.told(), eager.told()
        assert mine == pytest.approx(theirs, rel=1e-9)
        assert ten_digits(my_end) == ten_digits(end)


def ten_digits(text):
    return re.sub(r"(\d\.\d{9})\d*", r"\1", text)


@pytest.fixture(params=["with numpy", "without numpy"])
def both(request, monkeypatch):
    """Trains twice, eagerly and replayed; compares, and returns the eager one."""
    if request.param == "without numpy":
        monkeypatch.setitem(sys.modules, "numpy", None)

    def train(**settings):
        eager, replayed = Run(False, **settings), Run(True, **settings)
        check_the_same(eager, replayed)
        return eager

    return train


@pytest.mark.parametrize("size", [None, 4])
@pytest.mark.parametrize("make", REPLAYED.values(), ids=REPLAYED)
def test_a_replayed_training_is_the_eager_one(both, make, size):
    both(
        make=make, batch_size=size, schedule=optim.cosine(0.1, 20), held_out=POINTS[3:7],
        seed=3,
    )  # fmt: skip


def test_a_replayed_training_stops_where_the_eager_one_does(both):
    held_out = [(x, -t) for x, t in POINTS]
    patient = both(held_out=held_out, patience=2, epochs=30)
    assert patient.history.stopped.startswith("early")


def test_what_a_callback_changes_counts(both):
    def change(run, epoch):
        first, *_, last = run.model.parameters()
        first.data, last.grad = float(epoch), 5.0
        run.optimizer.lr /= 2.0
        for state in run.optimizer.state:
            state["velocity"] *= 0.5
        if epoch == 2:
            run.optimizer.parameters = run.optimizer.parameters[:3]
        if epoch == 4:
            run.optimizer.parameters = run.model.parameters()
            run.optimizer.state[1:] = [{"velocity": 0.5} for _ in run.model.parameters()[1:]]  # fmt: skip

    both(make=REPLAYED["momentum"], callback=change, batch_size=4)


def test_a_constant_and_a_parameter_that_a_callback_exchanges_count(both):
    def loss(run, batch):
        return distance_and_penalty(run, batch) * (2.0 if len(run.seen) > 2 else 1.0)

    def change(run, epoch):
        if epoch == 3:
            run.model.layer[1].b[0] = nn.Parameter(0.5)

    both(loss=loss, callback=change, batch_size=4)


def test_a_step_that_clips_counts(both):
    def clipping(ps):
        optimizer = optim.SGD(ps, 0.5)
        step = optimizer.step
        optimizer.step = lambda: (optim.clip_gradients(ps, 0.01), step())
        return optimizer

    both(make=clipping)


@pytest.mark.parametrize("error", [ValueError("mine"), KeyboardInterrupt(), StopIteration()])  # fmt: skip
@pytest.mark.parametrize("place", ["callback", "schedule"])
def test_after_an_error_the_parameters_hold_their_numbers(both, error, place):
    def stop(at):
        if at == 3:
            raise error
        return 0.1

    settings = {
        "callback": {"callback": lambda run, epoch: stop(epoch)},
        "schedule": {"schedule": stop},
    }
    run = both(make=REPLAYED["adam"], **settings[place])
    assert run.error[0] is type(error) and run.optimizer.steps >= 3


def straight(run, batch):
    """The loss of a straight line: with too large a rate it grows and grows."""
    [first, second, *_] = run.model.parameters()
    lines = [first * x[0] + second * x[1] for x, _ in batch]
    return nn.mse_loss(lines, [t for _, t in batch])


def squares(run, batch):
    """The same without a division, which asks its operands."""
    first = run.model.parameters()[0]
    return nn.mean([(miss := first * x[0] - t) * miss for x, t in batch])


def steep(run, batch):
    """exp says itself what it cannot take."""
    first = run.model.parameters()[0]
    return nn.mean([(0.01 * (first * x[0] - t) ** 2).exp() for x, t in batch])


@pytest.mark.parametrize(
    "loss, rate, words",
    [
        (straight, 10.0, "diverged: loss 0.5"),
        (straight, 1e170, "diverged: a division needs finite operands; got inf"),
        (squares, 1e308, "diverged: backward needs a finite result, got "),
        (steep, 1e5, "diverged: exp needs a number up to 709.78 whose result"),
    ],
)
def test_a_replayed_training_that_diverges_says_the_same(both, loss, rate, words):
    run = both(make=lambda ps: optim.SGD(ps, rate), loss=loss, epochs=20)
    assert run.history.stopped.startswith(words), run.history.stopped


def test_held_out_examples_that_leave_the_numbers_say_the_same(both):
    def loss(run, batch):
        return nn.mean([(run.model.parameters()[0] * x).exp() for x in batch])

    run = both(loss=loss, examples=[-1.0, -2.0], held_out=[10000.0], epochs=3)
    assert "exp needs a number up to 709.78" in run.history.stopped


def test_a_loss_that_is_no_mean_is_refused(both):
    w = nn.Parameter(2.0)
    words = (
        r"^replay needs a loss that is the mean of the losses of its examples, got 12 for 3 of "
        r"them, whose mean is 4; divide by len\(batch\), or leave replay out$"
    )
    with pytest.raises(ValueError, match=words):
        fit(lambda xs: sum(w * x for x in xs), [1, 2, 3], optim.SGD([w], 1.0), 1, replay=True)  # fmt: skip
    assert (w.data, w.grad) == (2.0, 0.0)
    with pytest.raises(ValueError, match="got .* for 3 of them"):
        fit(
            lambda xs: sum(w * x for x in xs), [1, 1], optim.SGD([w], 0.1), 1, batch_size=1,
            held_out=[1, 2, 3], replay=True,
        )  # fmt: skip


@pytest.mark.parametrize("loss, example, kind, words", [
    (lambda batch: batch[0] if batch[0] > 0 else -batch[0], 1.0, RuntimeError, "compares values"),
    (lambda batch: batch[0] * random.random(), 1.0, ValueError, "the same each time"),
    (lambda batch: 3.0, 1.0, TypeError, "a loss that gives one value, got float 3.0"),
    (lambda batch: batch[0][0] * 1.0, "text", TypeError, "one number, got str"),
])  # fmt: skip
def test_what_cannot_be_recorded_is_refused_before_the_first_step(loss, example, kind, words):  # fmt: skip
    w = nn.Parameter(1.0)
    optimizer = optim.SGD([w], 0.1)
    with pytest.raises(kind, match=words):
        fit(loss, [example], optimizer, 1, replay=True)
    assert (optimizer.steps, optimizer.parameters, w.grad) == (0, [w], 0.0)


def test_whole_numbers_as_parameters_are_moved_as_floats(both):
    def whole(ps):
        for p in ps:
            p.data = 1
        return optim.SGD(ps, 0.1)

    both(make=whole)


def test_classes_are_replayed_as_probabilities(both):
    model = nn.Linear(2, 3, rng=random.Random(0))
    start = model.state_dict()
    ends = []
    for targets, replay in (
        (range(3), False), ([nn.one_hot(k, 3) for k in range(3)], True),
    ):  # fmt: skip
        model.load_state_dict(start)
        examples = list(zip([[1.0, 0.5], [-1.0, 2.0], [0.0, 1.0]], targets))
        fit(
            lambda batch: nn.mean([nn.cross_entropy(model(x), t) for x, t in batch]),
            examples, optim.SGD(model.parameters(), 0.5), 5, replay=replay,
        )  # fmt: skip
        ends.append([p.data for p in model.parameters()])
    assert ends[0] == pytest.approx(ends[1], rel=1e-12)
