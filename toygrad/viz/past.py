"""The way of a run, so that one can go back to any of its steps.

With this file you can

* note where a run stands: ``past.note(run)``, after each step,
* bring it to a step that lies behind it: ``past.bring(run, 12)``,
* do so where somebody asks for it, who may be wrong: ``past.seek(run, 12)``,
* let it end where it stands: ``past.end(run)``,
* keep what an optimizer knows: ``memory = memory_of(optimizer)``.
"""

from array import array

from ..refusals import cut

__all__ = ["Past", "bring_memory", "memory_of"]

MOST_KEPT = 200  # states: so a run of 20,000 steps has one for every hundred


class Past:
    """States of a run, evenly over the whole way, and the steps between them.

    A training takes the same steps each time, so those between two states that are
    kept can be taken again.
    """

    def __init__(self, run):
        self.kept, self.every, self.last = [run.keep()], 1, run.steps

    @property
    def first(self):
        return self.kept[0].step

    def note(self, run):
        """Keep where the run stands; where there are too many, every second one goes."""
        self.last = max(self.last, run.steps)
        if run.steps < self.kept[-1].step + self.every:
            return
        self.kept.append(run.keep())
        if len(self.kept) > MOST_KEPT:
            self.kept, self.every = self.kept[::2], 2 * self.every

    def end(self, run):
        """Nothing lies beyond where the run stands: no picture of it could be drawn."""
        self.kept = [state for state in self.kept if state.step <= run.steps]
        self.last = run.steps

    def bring(self, run, step):
        """Let the run stand where it stood after a step, from `first` to `last`."""
        run.restore(max((k for k in self.kept if k.step <= step), key=lambda k: k.step))
        while run.steps < step:
            run.step()

    def seek(self, run, step):
        """The same; raises ValueError for anything but a step from `first` to `last`."""
        if type(step) is not int or not self.first <= step <= self.last:
            raise ValueError(
                f"one can go back to the steps {self.first} to {self.last}, "
                f"got {cut(step, 30)}; write {self.last}"
            )
        self.bring(run, step)


def memory_of(optimizer):
    """What an optimizer keeps of earlier gradients, as few plain numbers."""
    names = tuple(optimizer.state[0])
    return names, array("d", [one[name] for one in optimizer.state for name in names])


def bring_memory(optimizer, memory, steps):
    """Let an optimizer stand where it stood after so many steps."""
    names, numbers = memory
    each = iter(numbers)
    optimizer.state = [{name: next(each) for name in names} for _ in optimizer.state]
    optimizer.steps = steps
