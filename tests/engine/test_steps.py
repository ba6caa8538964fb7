"""The same training, replayed: the loss of one example is recorded, and runs again."""

import math
import random
import re
import sys

import pytest

from toygrad import nn, optim
from toygrad.training import fit

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
