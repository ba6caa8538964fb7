"""The training loop: forward, loss, backward, update, again and again.

``fit`` runs it, keeps a history that can be looked at, and stops when
training has gone wrong.  Told in chapter 9.
"""

import gc
import random
import re
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field

from .refusals import cut, finite_float, is_whole, short
from .steps import Replay, Training, mean_of

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
        for epoch in with_progress(range(epochs), progress):
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
        whole = is_whole(count)
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


def with_progress(epochs, progress):
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
