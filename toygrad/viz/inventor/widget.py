"""A model of names that trains while one watches: on a page, and in a notebook.

With this file you can open one: ``Inventor()``.

On a page it is a recorded training, until somebody lets Python train there; in a
notebook the kernel trains.
"""

import html
import math
from functools import cache
from os.path import commonprefix

from ...language import LETTERS
from ..films.axes import Axes
from ..still import still
from ..widget import Asked, as_json, built, write_details
from ..words import number, table
from .recorded import numbers_at, recorded
from .run import BATCH, MOST_EPOCHS, all_names, counted
from .session import DEFAULT, RATES, Session

__all__ = ["Inventor"]

EARLY = (0, 0.125, 0.25, 0.5)  # epochs that the text tells, before the whole ones


class Inventor(Asked):
    """Letters in a plane, names that become names, and what comes after a beginning.

        >>> round(dict(Inventor().data["marks"])["all letters alike"], 6)
        3.295837

    A small model of chapter 14 (`language.Window`: three letters, two numbers for each)
    trains on `data.names`.  `session` is the training, `data` what the front end starts
    from.  Told in chapter 14.
    """

    _esm = built("inventor.mjs")
    _css = built("stage.css") + built("inventor.css")  # the first has the colours

    def __init__(self):
        super().__init__(Session(), data_for())

    def __repr__(self):
        """The recorded names as text: for GitHub, for tests."""
        recording, each = self.data["recorded"], self.data["batches"]
        losses = dict(zip(recording["history"]["step"], recording["history"]["held"]))
        told = {round(each * epoch) for epoch in (*EARLY, *range(1, MOST_EPOCHS + 1))}
        rows = [
            (
                number(step / each),
                number(losses[step]),
                ", ".join(name for name, _ in names),
            )
            for step, names in recording["album"]
            if step in told
        ]
        return table([("epoch", "held out", "names"), *rows])

    def _repr_html_(self):
        """A still picture, the same as text, and what the page's script begins with."""
        recording = self.data["recorded"]
        words = words_of(recording["frames"][-1]["epoch"])
        drawn = still(picture_of(places_of(recording), words), 0)
        words = html.escape(words, quote=True)
        text = write_details(
            "The training as text", f"<pre>{html.escape(repr(self))}</pre>"
        )
        return (
            f'<div class="toygrad-inventor"><figure class="tg tg-still" role="img" '
            f'aria-label="{words}">{drawn}</figure>{text}'
            f'<script type="application/json">{as_json(self.data)}</script></div>'
        )


@cache
def data_for():
    """All that a front end needs before it asks for the first time."""
    batches = Session().run.batches
    return {
        "setting": DEFAULT, "rates": list(RATES), "letters": LETTERS, "recorded": recorded(),
        "batch": BATCH, "batches": batches, "names": packed(all_names()),
        "marks": [
            ["all letters alike", math.log(len(LETTERS))], ["counting pairs", counted(2)],
            ["counting triples", counted(3)],
        ],
    }  # fmt: skip


def packed(names):
    """Names in order as one text: of each how many letters are those of the name before, and the rest.

    >>> packed(["al", "ada", "adam"])
    '0ada3m1l'
    """
    told, before = "", ""
    for name in sorted(names):
        same = len(commonprefix([before, name]))
        told, before = f"{told}{same}{name[same:]}", name
    return told


def words_of(epochs):
    """What the still picture shows, in a sentence."""
    return (
        f"The 26 letters and the dot in a plane, after {number(epochs)} epochs of "
        "training on names."
    )


def places_of(recording):
    """The two numbers of each letter at the end of a recording."""
    numbers = numbers_at(recording, -1)
    return list(zip(numbers[::2], numbers[1::2]))[: len(LETTERS)]


def picture_of(places, words):
    """The letters in their plane: of kind "plot"."""
    far = math.ceil(max(abs(at) for place in places for at in place))
    axes = Axes((-far, far), (-far, far), "first number", "second number")
    marks = [
        {**axes.mark("word", "ink", [x], [y]), "text": letter, "side": "middle"}
        for letter, (x, y) in zip(LETTERS, places)
    ]
    return axes.plot(words, marks)
