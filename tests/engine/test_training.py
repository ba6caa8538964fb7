"""Training: what `fit` does, when it stops, and what it refuses."""

import gc
import math
import random

import pytest

from tests.shared.guests import numpy
from toygrad import Value, data, nn, optim
from toygrad.training import History, fit


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
