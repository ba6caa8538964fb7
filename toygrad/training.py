"""The training loop: forward, loss, backward, update, again and again.

``fit`` runs it, keeps a history that can be looked at, and stops when
training has gone wrong.  Told in chapter 9.
"""

import gc
import random
from contextlib import contextmanager
from dataclasses import dataclass, field

from .refusals import cut, short
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
        first, last = self.losses[0], self.losses[-1]
        return (
            f"{len(self.losses)} epochs, loss {first:.4g} to {last:.4g}; {self.stopped}"
        )


def fit(
    loss, examples, optimizer, epochs, batch_size=None, schedule=None,
    held_out=None, patience=None, seed=0, progress=False, after_epoch=None,
):  # fmt: skip
    """Train for some epochs; returns a `History`.

    loss         from a list of examples to one value: forward pass and loss
    examples     a list of anything that `loss` understands
    optimizer    one of toygrad.optim
    epochs       how often all examples are used
    batch_size   how many examples in a step; None takes all of them
    schedule     from the number of the step to a learning rate
    held_out     examples that are never trained on, looked at each epoch
    patience     stop after so many epochs without a better held-out loss
    seed         of the order of the examples
    progress     True shows a progress bar (tqdm)
    after_epoch  called with the number of the epoch, to record pictures

    Gradients are zeroed before every step.  Training that diverges, five
    epochs in a row with a loss more than ten times the first one, or
    numbers that leave the floats, ends with a history that says so.
    Raises TypeError where `loss` gives no value.

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
    history = History()
    training = Training(loss, optimizer, schedule)
    rng = random.Random(seed)
    with collector_paused():
        for epoch in shown(range(epochs), progress):
            try:
                losses = [
                    training.step(batch)
                    for batch in batches(examples, batch_size or len(examples), rng)
                ]
                history.losses.append(sum(losses) / len(losses))
                if held_out:
                    history.held_out.append(training.number(held_out))
            except (OverflowError, ValueError) as error:
                if isinstance(error, ValueError) and not training.count:
                    raise  # before the first step nothing can have diverged
                history.stopped = f"diverged: {error}"
                break
            if after_epoch:
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
    if not hasattr(examples, "__iter__"):
        raise TypeError(
            f"fit needs a list of examples, got {short(examples)}; write [example]"
        )
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
        whole = isinstance(count, int) and not isinstance(count, bool)
        if not whole or count < least:
            raise (ValueError if whole else TypeError)(
                f"{name} needs to be a whole number of at least {least}, "
                f"got {cut(count)}; write {name}={example}"
            )


class Training:
    """One step of training, counted."""

    def __init__(self, loss, optimizer, schedule):
        self.loss, self.optimizer, self.schedule = loss, optimizer, schedule
        self.count = 0

    def step(self, batch):
        if self.schedule:
            self.optimizer.lr = self.schedule(self.count)
        value = self.loss(batch)
        if not isinstance(value, Value):
            raise TypeError(
                f"fit needs a loss that gives one value, got {short(value)}; "
                "write lambda batch: mse_loss(...)"
            )
        self.optimizer.zero_grad()
        value.backward()
        self.optimizer.step()
        self.count += 1
        return value.data

    def number(self, examples):
        return self.loss(examples).data


def batches(examples, size, rng):
    """The examples in a new order, `size` at a time."""
    if size >= len(examples):
        yield examples
        return
    order = rng.sample(examples, len(examples))
    for start in range(0, len(order), size):
        yield order[start : start + size]


def stop_early(history, patience, lr):
    """Has it diverged, or ceased to get better?  Says so in the history."""
    losses, held = history.losses, history.held_out
    if len(losses) > 5 and min(losses[-5:]) > 10.0 * losses[0]:
        history.stopped = (
            f"diverged: loss {losses[0]:.4g} to {losses[-1]:.4g} in {len(losses)} epochs; "
            f"write lr={lr / 10:.2g}"
        )
    elif patience and held and len(held) - 1 - held.index(min(held)) >= patience:
        history.stopped = f"early: no better held-out loss for {patience} epochs"
    return history.stopped != "all epochs"


def shown(epochs, progress):
    if not progress:
        return epochs
    from tqdm.auto import tqdm

    return tqdm(epochs)


@contextmanager
def collector_paused():
    """Values form no cycles: looking for some is most of the time of a step."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
