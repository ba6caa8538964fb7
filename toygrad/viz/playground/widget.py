"""The playground as a thing that shows itself: on a page, and in a notebook.

With this file you can

* open one: ``Playground()``, or ``Playground(problem="xor", layers=[])``.

On a page it is a recorded training, which Python takes over at the first touch of a
control; in a notebook the kernel trains.
"""

import html
from functools import cache

from ..films.axes import Axes
from ..session import shorten
from ..still import still
from ..widget import Asked, as_json, built, write_details
from ..words import amount, number, table
from .frame import chances_of
from .presets import PRESETS
from .recorded import record
from .session import Session
from .setting import Setting, limits

__all__ = ["Playground"]


class Playground(Asked):
    """A network that trains while one watches, and can be stopped anywhere.

        >>> Playground(problem="xor", layers=[], n=40).session.ask({"do": "train", "steps": 5})["step"]
        5

    Its arguments are those of a setting; what is left out is as by default.  `session`
    is the training, `data` what the front end starts from.  Raises TypeError or
    ValueError for what it cannot be set to.  Told on the page of the playground.
    """

    _esm = built("playground.mjs")
    _css = built("stage.css") + built("playground.css")  # the microscope is a stage

    def __init__(self, **setting):
        session = Session(Setting.read(setting))
        super().__init__(session, data_for(session))

    def __repr__(self):
        """The recorded frames as text: for GitHub, for tests."""
        frames = self.data["recorded"]["frames"]
        rows = [("step", "epoch", "loss", "held out"), *map(row_of, frames)]
        return f"{words_of(frames[0])}\n{table(rows)}"

    def _repr_html_(self):
        """A still picture, the same as text, and what the page's script begins with."""
        recorded = self.data["recorded"]
        frame = recorded["frames"][recorded["start"]]
        drawn = still(picture_of(frame, recorded["frames"][0]["data"]), 0)
        words = html.escape(words_of(frame), quote=True)
        text = write_details(
            "The training as text", f"<pre>{html.escape(repr(self))}</pre>"
        )
        return (
            f'<div class="toygrad-playground"><figure class="tg tg-still" role="img" '
            f'aria-label="{words}">{drawn}</figure>{text}'
            f'<script type="application/json">{as_json(self.data)}</script></div>'
        )


def data_for(session):
    """All that a front end needs before it asks for the first time."""
    setting = session.run.setting
    recorded = record_once() if setting == Setting() else first_frame(session)
    return {
        "setting": setting.plain(), "defaults": Setting().plain(), "recorded": recorded, "presets": PRESETS, "limits": limits(),
    }  # fmt: skip


record_once = cache(record)


def first_frame(session):
    return {"frames": [shorten(session.frame(None))], "start": 0}


def words_of(frame):
    """The setting of a frame in a sentence."""
    setting, nodes = frame["setting"], frame["net"]["nodes"]
    sizes = "-".join(str(len(layer)) for layer in nodes)
    return (
        f"A playground: {setting['problem']}, a network {sizes}, "
        f"{amount(frame['parameters'], 'parameter')}."
    )


def row_of(frame):
    train, held = frame["loss"]
    return frame["step"], number(frame["epoch"]), *("none" if x is None else number(x) for x in (train, held))  # fmt: skip


# The still picture.


def picture_of(frame, data):
    """What the network makes of the plane, or of the axis, with the points: of kind "plot"."""
    sides = zip(data["low"], data["high"])
    axes = Axes(*sides, "x", "y")
    marks = (
        plane(frame, data, axes)
        if data["kind"] == "classes"
        else curve(frame, data, axes)
    )
    return axes.plot(words_of(frame), list(marks))


def plane(frame, data, axes):
    side = frame["surface"]["side"]
    heights = [round(510 * chance - 255) for chance in chances_of(frame["surface"])]
    yield {"shape": "plane", "ink": "ink", "across": side, "heights": [heights]}
    for label, shape, ink in ((0, "dots", "data"), (1, "squares", "gradient")):
        points = [(x, y) for x, y, c in data["train"] if c == label]
        if points:
            yield axes.mark(shape, ink, *zip(*points), size=7)


def curve(frame, data, axes):
    if data["train"]:
        yield axes.mark("dots", "data", *zip(*data["train"]), size=8, faint=True)
    yield axes.mark(
        "line", "gradient", *map(frame["surface"].get, ("xs", "ys")), size=2.5
    )
