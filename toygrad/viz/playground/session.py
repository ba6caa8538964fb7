"""One playground: asked in plain data, it answers in plain data.

With this file you can

* set it: ``Session().ask({"do": "set", "setting": {"problem": "xor"}})``,
* train: ``session.ask({"do": "train", "steps": 50})``.

A page asks the session in its worker, a notebook the one in its kernel.
"""

import math
import time

from ...refusals import cut
from .. import session
from ..past import Past
from ..session import ERRORS, number, whole
from .frame import data_of, frame_of
from .microscope import look_at
from .program import program_of
from .run import Run
from .setting import Setting
from .shares import shares_of

__all__ = ["Session"]

MOST_STEPS, MOST_EPOCHS = 10_000, 100  # that one request takes, whatever it asks for
LONGEST = 2000  # milliseconds


class Session(session.Session):
    """Data, network, optimizer and history of one playground.

    >>> session = Session()
    >>> frame = session.ask({"do": "set", "setting": {"problem": "xor"}})
    >>> frame["kind"], frame["step"], frame["parameters"]
    ('frame', 0, 25)
    >>> session.ask({"do": "train", "steps": 20})["step"]
    20

    Its requests:

    {"do": "set", "setting": {…}}   or "link": the text behind the # of an address
    {"do": "train", "steps": 50}    or "epochs", or "ms": as many as fit
    {"do": "step", "size": "batch"} or "epoch", "example", "edge": the last two with
                                    what the microscope shows of the example
    {"do": "seek", "state": 3}      where it stood after so many steps
    {"do": "microscope"}            and, if wanted, "example", "opened"
    {"do": "shares", "edge": [0, 1, 0]}  what each example gives to one edge
    {"do": "program"}               the same as Python
    """

    name = "a playground"
    acts = {
        "set": "set", "train": "train", "step": "take", "seek": "seek",
        "microscope": "look_at", "shares": "share", "program": "program",
    }  # fmt: skip

    def __init__(self, setting=None):
        self.version = 0
        self.start(setting or Setting())

    # What it does.

    def set(self, request):
        if "link" in request:
            setting = Setting.from_link(request["link"])
        else:
            setting = Setting.read(request.get("setting", {}))
        self.start(setting)

    def start(self, setting):
        """Begin afresh, with the same numbers for the same setting."""
        run = Run(setting)
        drawn = frame_of(run)
        if self.version == 0 or run.points != self.run.points:
            self.version += 1
        self.run, self.drawn = run, drawn
        self.past = Past(run)

    def train(self, request):
        """Take steps: as many as were asked for, or as fit into the time."""
        self.run.check_points()
        steps = whole(request, "steps", MOST_STEPS)
        epochs = whole(request, "epochs", MOST_EPOCHS)
        ms = number(request, "ms", LONGEST)
        if epochs:
            steps = len(self.run.queue) + (epochs - 1) * self.run.batches
        if not steps and not ms:
            raise ValueError('training needs an end; write "steps", "epochs" or "ms"')
        self.go(steps or math.inf, ms or math.inf)

    def take(self, request):
        """One step of the size that was asked for."""
        size = request.get("size")
        if size == "epoch":
            self.go(len(self.run.queue))
        elif size == "batch":
            self.go(1)
        elif size in ("example", "edge"):
            self.go(1, act="add_example")
            return self.frame(request.get("has")) | {"microscope": look_at(self.run)}
        else:
            raise ValueError(
                "a step needs a size: epoch, batch, example or edge, "
                f"got {cut(size, 30)}; write batch"
            )
        return None

    def look_at(self, request):
        """What the microscope shows of the pass that the frame shows."""
        names = ("example", "opened")
        return look_at(self.run, **{n: request[n] for n in names if n in request})

    def share(self, request):
        return shares_of(self.run, request.get("edge"))

    def program(self, request):
        self.run.check_points()
        return {"kind": "program", "text": program_of(self.run)}

    def go(self, most, ms=math.inf, act="step"):
        """Train for at most so many steps and milliseconds, and draw where it stands then."""
        run, end, taken = self.run, time.perf_counter() + ms / 1000, 0
        run.check_points()
        self.before = run.keep()
        try:
            while taken < most and not run.stopped:
                getattr(run, act)()
                self.past.note(run)
                taken += 1
                if time.perf_counter() >= end:
                    break
        except ERRORS as error:
            self.go_back(taken, error)
        self.draw(taken)

    def go_back(self, taken, error):
        """To where `taken` steps lead from the state before; says why."""
        why = self.run.stopped or f"diverged: {error}"
        self.run.restore(self.before)
        for _ in range(taken):
            self.run.step()
        self.past.end(self.run)
        self.run.stopped = why

    def draw(self, taken):
        """Draw the run after its steps, or after fewer where that cannot be drawn."""
        while taken:
            try:
                self.drawn = frame_of(self.run)
            except ERRORS as error:
                taken -= 1
                self.go_back(taken, error)
            else:
                break

    def seek(self, request):
        """Go back to where it stood after so many steps, or forward again."""
        self.past.seek(self.run, request.get("state"))
        self.drawn = frame_of(self.run)

    # What it answers.

    def frame(self, has):
        """The frame of where it stands; without its points where the other side `has` them."""
        about = {"state": self.run.steps, "states": [self.past.first, self.past.last]}
        if has != self.version:
            about["data"] = data_of(self.run) | {"version": self.version}
        return self.drawn | about | {"stopped": self.run.stopped or None}
