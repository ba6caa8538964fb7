"""A training that a page can play before there is any Python, as plain data.

``record()`` trains the default setting and keeps some frames; a session that takes
as many steps from the same setting has the same numbers.

A page's Python takes these steps again and does not start from the recorded weights:
its mathematics differs from that of the Python that recorded them in the last bits,
and then the program that the page shows would no longer make the numbers of the page.
"""

from ..session import shorten
from .frame import data_of, frame_of
from .run import Run
from .setting import Setting

__all__ = ["record"]

STEPS = (0, 1, 4, 16, 32, 64, 128, 192, 256, 320, 384, 448, 480, 512, 576, 640)
TELLING = 448  # here the network has half of it: the frame that the page opens at
SIDE, MAP_SIDE = 16, 8  # smaller than live ones: a page carries all of them
CURVE = 60  # points, about


def record():
    """Frames of one training, and which of them to show first.

    The frames are those of a session, with four digits, smaller pictures and fewer
    points of the curve of the loss; the first one brings the points.
    """
    run, frames = Run(Setting()), []
    for state, step in enumerate(STEPS):
        while run.steps < step:
            run.step()
        about = {"state": state, "states": [0, len(STEPS) - 1]}
        if not frames:
            about["data"] = data_of(run) | {"version": 1}
        frame = frame_of(run, SIDE, MAP_SIDE) | about
        frames.append(shorten(frame | {"history": thin(frame["history"])}))
    return {"frames": frames, "start": STEPS.index(TELLING)}


def thin(history):
    """Fewer points of a curve, evenly, and its last one."""
    every = -(-len(history["step"]) // CURVE)
    return {name: part[:-1:every] + part[-1:] for name, part in history.items()}
