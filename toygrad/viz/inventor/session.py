"""One training of a model of names: asked in plain data, it answers in plain data.

With this file you can

* set it: ``Session().ask({"do": "set", "setting": {"lr": 0.03}})``,
* train: ``session.ask({"do": "train", "ms": 80})``.
"""

import math
import time
from numbers import Real

from ...refusals import cut, is_whole
from .. import session
from ..past import Past
from ..session import ERRORS, number, whole
from .run import Run

__all__ = ["DEFAULT", "RATES", "Session", "frame_of"]

DEFAULT = {"lr": 0.01, "seed": 1}
RATES = (0.001, 0.003, 0.01, 0.03, 0.1)
MOST_SEED, MOST_STEPS, LONGEST = 9999, 10_000, 2000  # of one request; milliseconds


class Session(session.Session):
    """Model, optimizer and history of one training.

    >>> session = Session()
    >>> frame = session.ask({"do": "train", "steps": 2})
    >>> frame["kind"], frame["step"], len(frame["net"]["token"])
    ('frame', 2, 27)

    Its requests:

    {"do": "set", "setting": {"lr": 0.01, "seed": 1}}  begin afresh
    {"do": "train", "steps": 50}    or "ms": as many as fit
    {"do": "step", "size": "batch"} or "epoch": to the end of it
    {"do": "seek", "state": 3}      where it stood after so many steps
    """

    name = "an inventor of names"
    acts = {"set": "set", "train": "train", "step": "take", "seek": "seek"}

    def __init__(self):
        self.begin(Run(DEFAULT))

    def set(self, request):
        """Begin afresh, with the same numbers for the same setting."""
        setting = read(request.get("setting", {}))
        self.begin(Run(setting, (self.run.train, self.run.held)))

    def begin(self, run):
        self.run, self.past = run, Past(run)

    def train(self, request):
        """Take steps: as many as were asked for, or as fit into the time."""
        steps, ms = whole(request, "steps", MOST_STEPS), number(request, "ms", LONGEST)
        if not steps and not ms:
            raise ValueError('training needs an end; write "steps" or "ms"')
        self.go(steps or math.inf, ms or math.inf)

    def take(self, request):
        size, run = request.get("size"), self.run
        if size not in ("batch", "epoch"):
            raise ValueError(
                f"a step needs a size: batch or epoch, got {cut(size, 30)}; write batch"
            )
        self.go(1 if size == "batch" else run.batches - run.steps % run.batches)

    def go(self, most, ms=math.inf):
        run, end, taken = self.run, time.perf_counter() + ms / 1000, 0
        while taken < most and not run.stopped:
            try:
                run.step()
            except ERRORS as error:
                self.past.bring(run, run.steps)
                run.stopped = f"diverged: {error}"
            self.past.note(run)
            taken += 1
            if time.perf_counter() >= end:
                break

    def seek(self, request):
        """Go back to where it stood after so many steps, or forward again."""
        self.past.seek(self.run, request.get("state"))

    def frame(self, has=None):
        """The frame of where it stands."""
        about = {"state": self.run.steps, "states": [self.past.first, self.past.last]}
        return frame_of(self.run) | about


def read(given):
    """A setting; raises TypeError or ValueError for what it cannot be."""
    if not isinstance(given, dict) or given.keys() - DEFAULT.keys():
        raise TypeError(f"a setting has lr and seed, got {cut(given, 40)}; write {DEFAULT}")  # fmt: skip
    setting = DEFAULT | given
    lr, seed = setting["lr"], setting["seed"]
    if isinstance(lr, bool) or not isinstance(lr, Real) or not RATES[0] <= lr <= RATES[-1]:  # fmt: skip
        raise ValueError(f"lr needs a number from {RATES[0]} to {RATES[-1]}, got {cut(lr, 30)}; write 0.01")  # fmt: skip
    if not is_whole(seed) or not 0 <= seed <= MOST_SEED:
        raise ValueError(
            f"seed needs a whole number from 0 to {MOST_SEED}, got {cut(seed, 30)}; write 1"
        )
    return {"lr": float(lr), "seed": seed}


def frame_of(run):
    """All that the front end draws of a run where it stands."""
    names = "step", "train", "held"
    return {
        "kind": "frame", "setting": run.setting, "step": run.steps, "epoch": run.epoch,
        "loss": run.recent,
        "history": dict(zip(names, map(list, zip(*run.curve)))),
        "album": [[step, list(map(list, names))] for step, names in run.album],
        "net": net_of(run.model), "stopped": run.stopped or None,
    }  # fmt: skip


def net_of(model):
    """The numbers of a model, in rows."""
    rows = lambda table: [[p.data for p in row] for row in table]  # noqa: E731
    layers = {name: getattr(model, name) for name in ("hidden", "out")}
    return {"token": rows(model.token.w), "context": model.context} | {
        name: {"w": rows(layer.w), "b": [p.data for p in layer.b]}
        for name, layer in layers.items()
    }
