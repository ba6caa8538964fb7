"""A training that a page can play before there is any Python, as plain data.

``record()`` trains the default setting and keeps some moments of it, which takes longer
than a page or a test would wait: so they are stored, by ``python -m tools.book.inventor``,
and ``recorded()`` reads them.  A session that takes as many steps has the same numbers.

With this file you can also read the parameters at a moment: ``numbers_at(recorded(), 0)``.
"""

import gzip
import json
from pathlib import Path

from ..session import shorten
from .run import CONTEXT, HIDDEN, NAMES, PARTS, SIZE, Run, parts
from .session import DEFAULT, frame_of

__all__ = ["STORED", "numbers_at", "record", "recorded"]

STORED = Path(__file__).with_name("recorded.json.gz")
EPOCHS = 8
MOMENTS = tuple(parts(NAMES, EPOCHS * PARTS))  # as parts of an epoch
PER_ONE = 200  # a parameter is kept in so many parts of one
DIGITS = 3
PACE = 600  # milliseconds from one moment to the next: names want to be read


def record(moments=MOMENTS):
    """One training: its curve and its names whole, and a frame for each of some moments.

    They are those of a session.  The parameters of a frame are told by how far each has
    `moved` since the frame before, in parts of one: as whole numbers, and small ones.
    """
    run, frames = Run(DEFAULT), []
    before = [0] * len(run.parameters)
    for part in moments:
        while run.steps < run.step_of(part):
            run.step()
        now = [round(PER_ONE * parameter.data) for parameter in run.parameters]
        moved = [there - here for here, there in zip(before, now)]
        told = {"step": run.steps, "epoch": run.epoch, "loss": run.recent}
        frames.append(shorten(told, DIGITS) | {"moved": moved})
        before = now
    whole = shorten({name: frame_of(run)[name] for name in ("setting", "history", "album")}, DIGITS)  # fmt: skip
    sizes = {"context": CONTEXT, "size": SIZE, "hidden": HIDDEN}
    return whole | {"sizes": sizes, "per_one": PER_ONE, "frames": frames, "pace": PACE}


def recorded():
    """What `record` gives, as it is stored."""
    return json.loads(gzip.decompress(STORED.read_bytes()))


def numbers_at(recording, frame):
    """All parameters at a frame, in the order of ``Run.parameters``."""
    moves = [one["moved"] for one in recording["frames"]]
    until = moves[: range(len(moves))[frame] + 1]
    return [sum(way) / recording["per_one"] for way in zip(*until)]
