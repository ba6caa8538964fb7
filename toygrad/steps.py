"""The steps of a training: the loss worked out anew in each, or replayed.

``fit`` (training.py) counts on them; ``Training`` is the step of chapter 9,
``Replay`` the same with a graph that was recorded once (tracing.py), which
runs for a whole batch while the optimizer moves arrays.
"""

import operator
from contextlib import contextmanager, nullcontext
from functools import reduce

from .optim import SGD, Adam, AdamW, RMSProp
from .record import Graph
from .refusals import short
from .tracing import trace
from .value import Value

__all__ = ["Replay", "Training", "mean_of"]


class Training:
    """Steps of training, counted: the loss is worked out anew in each."""

    def __init__(self, loss, examples, optimizer, schedule, held_out):
        self.loss, self.examples, self.held_out = loss, examples, held_out
        self.optimizer, self.schedule = optimizer, schedule
        self.count = 0

    def running(self):
        return nullcontext()

    def looked_at(self):
        """Meanwhile the parameters hold their numbers."""
        return nullcontext()

    def step(self, batch):
        """Train on the examples at some places; returns the number of their loss."""
        if self.schedule:
            self.optimizer.lr = self.schedule(self.count)
        number = self.move(batch)
        self.count += 1
        return number

    def move(self, batch):
        value = self.value([self.examples[k] for k in batch])
        self.optimizer.zero_grad()
        value.backward()
        self.optimizer.step()
        return value.data

    def loss_held_out(self):
        return self.value(self.held_out).data

    def value(self, examples):
        """The loss of some examples, once it is known to be a value."""
        value = self.loss(examples)
        if not isinstance(value, Value):
            raise TypeError(
                f"fit needs a loss that gives one value, got {short(value)}; "
                "write lambda batch: mse_loss(...)"
            )
        return value


class Replay(Training):
    """The same with a graph that was recorded once, of the loss of one example."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.stack, self.measured = None, False
        self.record()

    def record(self):
        """Record the loss of one example; no callback has run since."""
        self.trace = trace(lambda example: self.value([example]), self.examples[0])
        self.seen = False
        self.rows = self.trace.rows([(example,) for example in self.examples])
        self.rows_held_out = self.trace.rows([(one,) for one in self.held_out or ()])
        self.way = self.trace.tables if has_numpy() else self.trace.lines

    def move(self, batch):
        if self.seen:
            self.look_again()
        rows = self.rows.take(batch)
        if not self.count:
            self.check_mean(self.examples, self.rows, batch[:8])
        found = self.way.run(self.numbers(), rows, 1.0 / len(rows))
        if found is None or self.seen:  # the engine says what is wrong
            with self.looked_at():
                return super().move(batch)
        losses, grads = found
        (self.stack or self).take(grads)
        return mean_of([loss for [loss] in losses])

    def loss_held_out(self):
        found = self.way.run(self.numbers(), self.rows_held_out)
        if found is None or not self.measured:
            with self.looked_at():
                if found is None:
                    return super().loss_held_out()
                self.check_mean(self.held_out, self.rows_held_out, range(8))
            self.measured = True
        return mean_of([loss for [loss] in found[0]])

    def numbers(self):
        """Those of the parameters, where they are now."""
        if self.stack:
            return self.stack.data[self.stack.places]
        return [parameter.data for parameter in self.trace.parameters]

    def take(self, grads):
        """A step with the gradients of the recorded parameters."""
        self.optimizer.zero_grad()
        for parameter, grad in zip(self.trace.parameters, grads):
            parameter.grad += float(grad)
        self.optimizer.step()

    def check_mean(self, examples, rows, places):
        """Raises where the loss of some examples is not the mean of the losses of each."""
        places = [k for k in places if k < len(examples)]
        value = self.value([examples[k] for k in places]).data
        losses = self.trace.loop(rows.take(places), backward=False)
        if abs(mean_of(losses) - value) > 1e-9 * mean_of([*map(abs, losses)]):
            raise ValueError(
                "replay needs a loss that is the mean of the losses of its examples, got "
                f"{value:.6g} for {len(losses)} of them, whose mean is {mean_of(losses):.6g}; "
                "divide by len(batch), or leave replay out"
            )

    def look_again(self):
        """Record anew where the loss is another one: a callback may have changed a constant."""
        recorded = self.trace.graph
        try:
            now = Graph(recorded.f, [self.examples[0]])
        except (ArithmeticError, ValueError):
            return
        self.seen = False
        if now.steps(recorded.parameters) != recorded.steps(recorded.parameters):
            self.hand_back()
            self.record()
            self.stack = self.stacked()

    def stacked(self):
        """The parameters as arrays, where the optimizer is one of ours and moves them all."""
        own = {*self.optimizer.parameters}.issuperset(self.trace.parameters)
        ours = type(self.optimizer) in TAKE_ARRAYS
        ours = ours and not any(map(callable, vars(self.optimizer).values()))
        if own and ours and has_numpy():
            return Stack(self.optimizer, self.trace.parameters)
        return None

    @contextmanager
    def running(self):
        """Meanwhile the optimizer moves arrays, where it can."""
        self.stack = self.stacked()
        try:
            yield
        finally:
            self.hand_back()

    @contextmanager
    def looked_at(self):
        self.hand_back()
        try:
            yield
        finally:
            self.seen, self.stack = True, self.stacked()

    def hand_back(self):
        stack, self.stack = self.stack, None
        if stack:
            stack.hand_back()


TAKE_ARRAYS = {SGD, RMSProp, Adam, AdamW}  # an optimizer of a reader's own may not


class Stack:
    """The parameters of an optimizer as one: arrays in the place of numbers."""

    def __init__(self, optimizer, recorded):
        import numpy

        self.optimizer, self.numpy = optimizer, numpy
        self.parameters, self.states = optimizer.parameters, optimizer.state
        place = {parameter: k for k, parameter in enumerate(self.parameters)}
        self.places = [place[parameter] for parameter in recorded]
        self.data = numpy.array([p.data for p in self.parameters], dtype=float)
        self.grad = numpy.array([p.grad for p in self.parameters], dtype=float)
        names = dict.fromkeys(name for state in self.states for name in state)
        state = {
            name: numpy.array([state.get(name, 0.0) for state in self.states])
            for name in names
        }
        optimizer.parameters, optimizer.state = [self], [state]

    def take(self, grads):
        """A step with the gradients of the recorded parameters; those of others are 0."""
        self.grad = self.numpy.zeros_like(self.data)
        self.grad[self.places] = grads
        with self.numpy.errstate(all="ignore"):  # as with floats: inf, and no warning
            self.optimizer.move()

    def hand_back(self):
        """Afterwards every parameter holds its number, and the optimizer its state."""
        [state] = self.optimizer.state
        self.optimizer.parameters, self.optimizer.state = self.parameters, self.states
        for parameter, number, grad in zip(
            self.parameters, self.data.tolist(), self.grad.tolist()
        ):
            parameter.data, parameter.grad = number, grad
        for name, numbers in state.items():
            for own, number in zip(self.states, numbers.tolist()):
                own[name] = number


def mean_of(losses):
    """Added up from the left: since Python 3.12 sum() would round otherwise."""
    return reduce(operator.add, losses) / len(losses)


def has_numpy():
    try:
        import numpy  # noqa: F401
    except ImportError:
        return False
    return True
