"""Training as a time machine: recordings that can be played.

With this file you can

* see a training, epoch by epoch: ``show_descent(recording)``,
* set two of them side by side: ``compare(a, b)``.

A film is numbers on one clock: the front end draws them (widget.py), and
lets the pictures of one epoch slide into those of the next.
"""

import math

from ..pictures import write
from ..widget import Stage
from ..words import label_text, number, table
from .kinks import kinks_in_words
from .panels import (
    describe_loss,
    fit_axes,
    fit_picture,
    layer_pictures,
    loss_axes,
    loss_picture,
)
from .recording import Recording, pick_evenly

__all__ = ["Film", "compare", "show_descent"]

LABEL_LIMIT = 36  # characters over a picture
DIVERGED = 10.0  # times the first loss
PACE = 200  # milliseconds from frame to frame


def show_descent(recording):
    """A film of a training: the fit, the loss, every layer, at each epoch.

        >>> show_descent(recording)
        frame  epoch  loss     gradient
        1      0      4.656    none yet
        2      12     0.3535   0.5608
        3      50     0.01819  0.1225

    `recording` comes from ``record``.  Weights are bars above or below
    zero, and under them the gradients that made the last update.  Where
    there is one input, marks on its axis say where the hidden neurons have
    their kinks, or with tanh their middles.  Raises TypeError for anything
    but a recording.  Told in chapter 9.
    """
    check_recording("show_descent", recording, "recording")
    moments = recording.moments
    pictures = [
        *fit_picture(recording, moments, fit_axes(recording)),
        loss_picture(recording, moments, loss_axes(recording)),
        *layer_pictures(recording),
    ]
    sentences = [describe(moment, recording) for moment in moments]
    sentences[-1] += fate(recording)
    losses = [number(moment.loss) for moment in moments]
    lengths = [gradient_in_words(moment) for moment in moments]
    return Film(
        pictures, recording.epochs, sentences, ("loss", losses), ("gradient", lengths)
    )


def compare(a, b):
    """A film of two trainings in step, side by side on the same axes.

        >>> compare(recording, recording)
        frame  epoch  first    second
        1      0      4.656    4.656
        2      12     0.3535   0.3535
        3      50     0.01819  0.01819

    `a` and `b` come from ``record``; their labels stand over them.  A
    training that ended early waits at its last epoch.  What leaves the
    picture stops at its edge, and the sentence below says the number.
    Raises TypeError for anything but recordings.  Told in chapter 9.
    """
    check_pair(a, b)
    epochs = epochs_of_both(a, b)
    names = [
        label_text(r.label, LABEL_LIMIT) or n for r, n in ((a, "first"), (b, "second"))
    ]
    moments = [[last_before(r, epoch) for epoch in epochs] for r in (a, b)]
    halves = list(zip((a, b), moments, names))
    axes, loss = fit_axes(a, b), loss_axes(a, b)
    fits = [part for r, ms, name in halves for part in fit_picture(r, ms, axes, name)]
    losses = [loss_picture(r, ms, loss, name) for r, ms, name in halves]
    sentences = [
        f"{when(epoch)}: {beside(names[0], a, first, epoch)}; "
        f"{beside(names[1], b, second, epoch)}."
        for epoch, first, second in zip(epochs, *moments)
    ]
    texts = [[number(moment.loss) for moment in ms] for ms in moments]
    return Film([*fits, *losses], epochs, sentences, *zip(names, texts))


class Film(Stage):
    """Pictures with numbers for every frame, and a sentence for each.

    As text it is a short table of its frames; each of `columns` is a name
    and what stands below it.
    """

    def __init__(self, pictures, epochs, sentences, *columns):
        clock = {
            "word": "Epoch", "start": 1, "turn": None,
            "names": list(map(str, epochs)), "pace": PACE,
        }  # fmt: skip
        frames = [["", sentence, []] for sentence in sentences]
        words = f"A film of {epochs[-1]} epochs of training, in {len(epochs)} frames."
        heads, texts = zip(*columns)
        rows = pick_evenly(list(enumerate(zip(epochs, *texts), 1)))
        rows = [("frame", "epoch", *heads), *((k, *row) for k, row in rows)]
        super().__init__(write(pictures, frames, words, clock, columns=2), table(rows))


def check_recording(function, thing, example):
    if not isinstance(thing, Recording):
        raise TypeError(
            f"{function} needs a recording, got {type(thing).__name__}; write "
            f"{function}({example}) with what record(model, loss, ...) gives"
        )


def check_pair(a, b):
    for recording in (a, b):
        check_recording("compare", recording, "a, b")
    if (bool(a.points), a.plane) != (bool(b.points), b.plane):
        raise ValueError(
            "compare needs two trainings on examples of the same kind, got pairs of "
            "numbers and others; record both with the same examples"
        )


# The words.


def when(epoch):
    return "Before training" if epoch == 0 else f"After epoch {epoch}"


def describe(moment, recording):
    """One moment in a sentence or two."""
    text = f"{when(moment.epoch)} the loss is {describe_loss(moment.loss)}. "
    if moment.gradients:
        text += f"The gradient has the length {number(moment.gradient_length)}."
    else:
        text += "No gradient yet."
    text += kinks_in_words(moment)
    if out_of_sight(moment, recording):
        text += " The curve lies outside the picture."
    return text


def gradient_in_words(moment):
    return number(moment.gradient_length) if moment.gradients else "none yet"


def fate(recording):
    """Why it ended, where that was before its time."""
    stopped = recording.stopped
    return "" if stopped == "all epochs" else f" It stopped here: {stopped}."


def beside(name, recording, moment, epoch):
    """One half of the sentence under two trainings."""
    first = recording.losses[0]
    text = f"{name} has a loss of {number(moment.loss)}"
    if not math.isfinite(moment.loss):
        text = f"{name} has a loss {describe_loss(moment.loss)}"
    if DIVERGED * first < moment.loss < math.inf and first > 0:
        text += f", {number(moment.loss / first, 2)} times its first one"
    if moment.epoch < epoch and moment is recording.moments[-1]:
        text += f", and ended after epoch {moment.epoch}"
    return text


def out_of_sight(moment, recording):
    """Does no part of the curve lie between the lowest and the highest mark?"""
    if not recording.points or recording.plane:
        return False
    low, high = fit_axes(recording).ys
    return not any(low <= y <= high for y in moment.predictions)


# In step.


def epochs_of_both(a, b):
    """The epochs of two recordings, thinned to what one film can show."""
    return pick_evenly(sorted({*a.epochs, *b.epochs}), most=30)


def last_before(recording, epoch):
    return [moment for moment in recording.moments if moment.epoch <= epoch][-1]
