"""The training loop: forward, loss, backward, update, again and again.

``fit`` runs it, keeps a history that can be looked at, and stops when
training has gone wrong.  Told in chapter 9.
"""

import gc
import operator
import random
import re
import traceback
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import reduce
from numbers import Integral

from .optim import SGD, Adam, AdamW, RMSProp
from .record import Graph
from .refusals import cut, finite_float, short
from .tracing import trace
from .value import Value

__all__ = ["History", "fit"]


@dataclass
class History:
    """What happened in a training.

    losses    the loss of every epoch, the mean over its batches
    held_out  the loss on held-out data after every epoch, if asked for
    stopped   why it ended: "all epochs", "early: ...", "diverged: ..."
    """

    losses: list = field(default_factory=list)
    held_out: list = field(default_factory=list)
    stopped: str = "all epochs"

    def __repr__(self):
        if not self.losses:
            return f"no epoch; {self.stopped}"
        return f"{len(self.losses)} epochs, {change(self.losses)}; {self.stopped}"


def change(losses):
    """From the first loss to the last, in words; + 0.0 makes 0 of -0."""
    return f"loss {losses[0] + 0.0:.4g} to {losses[-1] + 0.0:.4g}"


def fit(
    loss, examples, optimizer, epochs, batch_size=None, schedule=None,
    held_out=None, patience=None, seed=0, progress=False, after_epoch=None,
    replay=False,
):  # fmt: skip
    """Train for some epochs; returns a `History`.

    loss         from a list of examples to one value: forward pass and loss
    examples     a list of anything that `loss` understands
    optimizer    one of toygrad.optim
    epochs       how often all examples are used
    batch_size   how many examples in a step; None takes all of them
    schedule     from the number of the step to a learning rate
    held_out     examples that are never trained on; `loss` looks at them
                 after each epoch
    patience     stop after so many epochs without a better loss on
                 `held_out`, which it needs
    seed         of the order of the examples
    progress     True shows a progress bar (tqdm)
    after_epoch  called with the number of the epoch, to record pictures
    replay       True records `loss` for one example and runs that again
                 (replay.py), all at once where NumPy is there: many times
                 faster, and the same history to 1e-9.  `loss` has to be a
                 mean over the examples, which are numbers in lists and dicts;
                 what else it uses stays as it is, unless `after_epoch` changes it

    Gradients are zeroed before every step.  Training that diverges, five
    epochs in a row with a loss more than ten times the first one, or
    numbers that leave the floats after the first step, ends with a history
    that says so.  Where the first loss is not above 0, the largest of the
    first five, without its sign, takes its place.  Any other error comes out
    as it is, also that of inf or nan in the examples.

    Raises TypeError where `loss` gives no value or an argument is of the
    wrong kind, ValueError where there are no examples, where a count is
    too small, or where there is `patience` and nothing held out.  Told in
    chapter 9.

        >>> from toygrad.nn import Parameter
        >>> from toygrad.optim import SGD
        >>> w = Parameter(4.0)
        >>> fit(lambda xs: (w - xs[0]) ** 2, [1.0], SGD([w], lr=0.1), epochs=50)
        50 epochs, loss 9 to 2.865e-09; all epochs
    """
    check_arguments(loss, examples, optimizer, epochs, batch_size, schedule, patience)
    examples = list(examples)
    if not examples:
        raise ValueError("fit needs at least one example, got none; check the data")
    if held_out is not None:
        check_list("held-out examples", held_out)
        held_out = list(held_out)
    if patience and not held_out:
        raise ValueError(
            "patience needs held-out examples, got none; "
            "write held_out=[example], or leave patience out"
        )
    history = History()
    kind = Replay if replay else Training
    training = kind(loss, examples, optimizer, schedule, held_out)
    rng = random.Random(seed)
    with collector_paused(), training.running():
        for epoch in shown(range(epochs), progress):
            try:
                losses = [
                    training.step(batch)
                    for batch in batches(len(examples), batch_size, rng)
                ]
                history.losses.append(mean_of(losses))
                if held_out:
                    history.held_out.append(training.loss_held_out())
            except (OverflowError, ValueError) as error:
                # Before the first step nothing can have diverged.
                if not training.count or not leaves_the_floats(error):
                    raise
                history.stopped = f"diverged: {error}"
                break
            if after_epoch:
                with training.looked_at():
                    after_epoch(epoch)
            if stop_early(history, patience, optimizer.lr):
                break
    return history


def check_arguments(loss, examples, optimizer, epochs, batch_size, schedule, patience):
    """Raises TypeError or ValueError where `fit` could not work."""
    if not callable(loss):
        raise TypeError(
            f"fit needs a function as loss, got {short(loss)}; "
            "write lambda batch: mse_loss(...)"
        )
    check_list("examples", examples)
    if isinstance(optimizer, type) or not hasattr(optimizer, "zero_grad"):
        raise TypeError(
            f"fit needs an optimizer, got {short(optimizer)}; "
            "write SGD(model.parameters(), lr=0.1)"
        )
    if schedule is not None and not callable(schedule):
        raise TypeError(
            f"fit needs a function as schedule, got {short(schedule)}; "
            "write schedule=constant(0.1)"
        )
    for name, count, least, example in (
        ("epochs", epochs, 0, 100),
        ("batch_size", batch_size, 1, 16),
        ("patience", patience, 1, 5),
    ):
        if count is None and name != "epochs":
            continue
        whole = isinstance(count, Integral) and not isinstance(count, bool)
        if not whole or count < least:
            raise (ValueError if whole else TypeError)(
                f"{name} needs to be a whole number of at least {least}, "
                f"got {cut(count)}; write {name}={example}"
            )


def check_list(words, examples):
    if not hasattr(examples, "__iter__"):
        raise TypeError(
            f"fit needs a list of {words}, got {short(examples)}; write [example]"
        )


class Training:
    """Steps of training, counted: the loss is worked out anew in each."""

    def __init__(self, loss, examples, optimizer, schedule, held_out):
        self.loss, self.examples, self.held_out = loss, examples, held_out
        self.optimizer, self.schedule = optimizer, schedule
        self.count = 0

    def running(self):
        return nullcontext()

    def looked_at(self):
        """Meanwhile the parameters hold their numbers."""
        return nullcontext()

    def step(self, batch):
        """Train on the examples at some places; returns the number of their loss."""
        if self.schedule:
            self.optimizer.lr = self.schedule(self.count)
        number = self.move(batch)
        self.count += 1
        return number

    def move(self, batch):
        value = self.value([self.examples[k] for k in batch])
        self.optimizer.zero_grad()
        value.backward()
        self.optimizer.step()
        return value.data

    def loss_held_out(self):
        return self.value(self.held_out).data

    def value(self, examples):
        """The loss of some examples, once it is known to be a value."""
        value = self.loss(examples)
        if not isinstance(value, Value):
            raise TypeError(
                f"fit needs a loss that gives one value, got {short(value)}; "
                "write lambda batch: mse_loss(...)"
            )
        return value


class Replay(Training):
    """The same with a graph that was recorded once, of the loss of one example."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.stack, self.measured = None, False
        self.record()

    def record(self):
        """Record the loss of one example; then nobody has seen the parameters yet."""
        self.trace = trace(lambda example: self.value([example]), self.examples[0])
        self.seen = False
        self.rows = self.trace.rows([(example,) for example in self.examples])
        self.rows_held_out = self.trace.rows([(one,) for one in self.held_out or ()])
        self.way = self.trace.tables if has_numpy() else self.trace.lines

    def move(self, batch):
        if self.seen:
            self.look_again()
        rows = self.rows.take(batch)
        if not self.count:
            self.check_mean(self.examples, self.rows, batch[:8])
        found = self.way.run(self.numbers(), rows, 1.0 / len(rows))
        if found is None or self.seen:  # the engine says what is wrong
            with self.looked_at():
                return super().move(batch)
        losses, grads = found
        (self.stack or self).take(grads)
        return mean_of([loss for [loss] in losses])

    def loss_held_out(self):
        found = self.way.run(self.numbers(), self.rows_held_out)
        if found is None or not self.measured:
            with self.looked_at():
                if found is None:
                    return super().loss_held_out()
                self.check_mean(self.held_out, self.rows_held_out, range(8))
            self.measured = True
        return mean_of([loss for [loss] in found[0]])

    def numbers(self):
        """Those of the parameters, where they are now."""
        if self.stack:
            return self.stack.data[self.stack.places]
        return [parameter.data for parameter in self.trace.parameters]

    def take(self, grads):
        """A step with the gradients of the recorded parameters."""
        self.optimizer.zero_grad()
        for parameter, grad in zip(self.trace.parameters, grads):
            parameter.grad += float(grad)
        self.optimizer.step()

    def check_mean(self, examples, rows, places):
        """Raises where the loss of some examples is not the mean of the losses of each."""
        places = [k for k in places if k < len(examples)]
        value = self.value([examples[k] for k in places]).data
        losses = self.trace.loop(rows.take(places), backward=False)
        if abs(mean_of(losses) - value) > 1e-9 * mean_of([*map(abs, losses)]):
            raise ValueError(
                "replay needs a loss that is the mean of the losses of its examples, got "
                f"{value:.6g} for {len(losses)} of them, whose mean is {mean_of(losses):.6g}; "
                "divide by len(batch), or leave replay out"
            )

    def look_again(self):
        """Record anew where the loss is another one: a callback may have changed a constant."""
        recorded = self.trace.graph
        try:
            now = Graph(recorded.f, [self.examples[0]])
        except (ArithmeticError, ValueError):
            return
        self.seen = False
        if now.steps(recorded.parameters) != recorded.steps(recorded.parameters):
            self.hand_back()
            self.record()
            self.stack = self.stacked()

    def stacked(self):
        """The parameters as arrays, where the optimizer is one of ours and moves them all."""
        own = {*self.optimizer.parameters}.issuperset(self.trace.parameters)
        ours = type(self.optimizer) in TAKE_ARRAYS
        ours = ours and not any(map(callable, vars(self.optimizer).values()))
        if own and ours and has_numpy():
            return Stack(self.optimizer, self.trace.parameters)
        return None

    @contextmanager
    def running(self):
        """Meanwhile the optimizer moves arrays, where it can."""
        self.stack = self.stacked()
        try:
            yield
        finally:
            self.hand_back()

    @contextmanager
    def looked_at(self):
        self.hand_back()
        try:
            yield
        finally:
            self.seen, self.stack = True, self.stacked()

    def hand_back(self):
        stack, self.stack = self.stack, None
        if stack:
            stack.hand_back()


TAKE_ARRAYS = {SGD, RMSProp, Adam, AdamW}  # an optimizer of a reader's own may not


class Stack:
    """The parameters of an optimizer as one: arrays in the place of numbers."""

    def __init__(self, optimizer, recorded):
        import numpy

        self.optimizer, self.numpy = optimizer, numpy
        self.parameters, self.states = optimizer.parameters, optimizer.state
        place = {parameter: k for k, parameter in enumerate(self.parameters)}
        self.places = [place[parameter] for parameter in recorded]
        self.data = numpy.array([p.data for p in self.parameters], dtype=float)
        self.grad = numpy.array([p.grad for p in self.parameters], dtype=float)
        names = dict.fromkeys(name for state in self.states for name in state)
        state = {
            name: numpy.array([state.get(name, 0.0) for state in self.states])
            for name in names
        }
        optimizer.parameters, optimizer.state = [self], [state]

    def take(self, grads):
        """A step with the gradients of the recorded parameters; those of others are 0."""
        self.grad = self.numpy.zeros_like(self.data)
        self.grad[self.places] = grads
        with self.numpy.errstate(all="ignore"):  # as floats: inf without a word
            self.optimizer.move()

    def hand_back(self):
        """Afterwards every parameter holds its number, and the optimizer its state."""
        [state] = self.optimizer.state
        self.optimizer.parameters, self.optimizer.state = self.parameters, self.states
        for parameter, number, grad in zip(
            self.parameters, self.data.tolist(), self.grad.tolist()
        ):
            parameter.data, parameter.grad = number, grad
        for name, numbers in state.items():
            for own, number in zip(self.states, numbers.tolist()):
                own[name] = number


def mean_of(losses):
    return reduce(operator.add, losses) / len(losses)


def has_numpy():
    try:
        import numpy  # noqa: F401
    except ImportError:
        return False
    return True


def leaves_the_floats(error):
    """Does the engine say that a number is inf or nan, or too large for a float?

    The same kinds of error come from a reader's own lines, int("x") say, from
    lists of two lengths, and from inf or nan in the data, which no value takes:
    those are mistakes to mend, whatever the rate.
    """
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    module = frame.f_globals.get("__name__", "")
    if module.partition(".")[0] != __package__ or frame.f_code is finite_float.__code__:
        return False
    told = re.search(r"\b(is|got) (-?inf|nan)\b", str(error))
    return isinstance(error, OverflowError) or bool(told)


def batches(count, size, rng):
    """The places of the examples in a new order, `size` at a time."""
    size = size or count
    order = range(count) if size >= count else rng.sample(range(count), count)
    for start in range(0, len(order), size):
        yield order[start : start + size]


def stop_early(history, patience, lr):
    """Has it diverged, or ceased to get better?  Says so in the history."""
    losses, held = history.losses, history.held_out
    measure = losses[0] if losses[0] > 0.0 else max(map(abs, losses[:5]))
    if len(losses) > 5 and min(losses[-5:]) > 10.0 * measure:
        history.stopped = f"diverged: {change(losses)} in {len(losses)} epochs; write lr={lr / 10:.2g}"
    elif patience and len(held) - 1 - held.index(min(held)) >= patience:
        history.stopped = f"early: no better held-out loss for {patience} epochs"
    return history.stopped != "all epochs"


def shown(epochs, progress):
    if not progress:
        return epochs
    from tqdm.auto import tqdm

    return tqdm(epochs)


@contextmanager
def collector_paused():
    """Values form no cycles, so that looking for some would only cost time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
