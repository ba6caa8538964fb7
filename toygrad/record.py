"""What a function did to one example, told apart: inputs, parameters, constants, values.

With this file you can record it: ``graph = record(f, example)``.

A recorded graph can run again for other numbers, because every value says
what it was computed from.  What it does not hold is the reader's own code:
an ``if`` ran once, and its answer would stand for all other numbers, too.
So whoever asks for a number while a graph is recorded gets an error that
says so.  Told on the page "The graph runs again".
"""

import random
import sys
from contextlib import contextmanager

from .forms import flat, form, map_numbers
from .functions import Operation
from .order import reached, walk
from .refusals import cut, describe, finite_float, short
from .value import Constant, Value, as_value, result

__all__ = ["Graph", "record"]


def record(f, example):
    """The graph of ``f(*example)``, a list of numbers or of lists and dicts of them.

    `f` runs twice, and has to do the same both times: a graph that differs
    has drawn numbers of its own, which would be frozen.  Raises TypeError
    where `f` is no function, RuntimeError where it asks for what would be
    frozen, ValueError where it does something else the second time, or takes
    a value that was computed before.
    """
    if not callable(f):
        raise TypeError(
            f"trace needs a function, got {short(f)}; write trace(lambda x: x * x, 2.0)"
        )
    drawn = random.getstate()
    graph, again = Graph(f, example), Graph(f, example)
    check_computed_within(graph, again)
    lasting = set(again.leaves)
    for leaf in graph.leaves:  # what f makes anew each time has no gradient to ask for
        made_by_f = isinstance(leaf, Constant) or leaf not in lasting
        (graph.constants if made_by_f else graph.parameters).append(leaf)
    graph.moving = reached(graph.inputs, graph.order)
    graph.wanted = reached(graph.parameters, graph.order)
    same = graph.steps(graph.parameters) == again.steps(graph.parameters)
    if not same or random.getstate() != drawn:
        raise ValueError(
            "trace needs a function that does the same each time, got one that drew other "
            "numbers or took another way; give what changes to it as an argument"
        )
    return graph


def check_computed_within(graph, again):
    """Raises where both hold one value: it keeps the number that it was made with."""
    lasting = set(again.order)
    for value in graph.order:
        if value in lasting:
            raise ValueError(
                "trace needs a function that computes all it uses, got one that takes a "
                f"value made by {value.op} before ({describe(value)}); compute it in the function"
            )


class Graph:
    """What `f` computed from one example.

    form        the lists and dicts in which the numbers of an example stand
    inputs      a value for each of these numbers
    parameters  the leaves that `f` brought along: a pass gives them a gradient
    constants   plain numbers among the operands
    order       the computed values, each after its parents
    output      what `f` returned: a value, or lists and dicts of them
    """

    def __init__(self, f, example):
        self.f, self.form = f, form(example)
        self.inputs, self.parameters, self.constants = [], [], []
        with watching():
            self.output = map_numbers(as_value, f(*map_numbers(self.input, example)))
        self.outputs = flat(self.output)
        self.is_list = form(self.output) == [0.0] * len(self.outputs)
        together = result(0.0, tuple(self.outputs), (), "")  # one walk for all of them
        self.order = walk(together, also_dead=True)[1][:-1]
        inner = (value.parents for value in (*self.order, together))
        leaves = dict.fromkeys(p for parents in inner for p in parents if not p.parents)
        inputs = set(self.inputs)
        self.leaves = [leaf for leaf in leaves if leaf not in inputs]

    def input(self, number):
        self.inputs.append(make_input(len(self.inputs), number_of(number)))
        return self.inputs[-1]

    def steps(self, parameters):
        """What was done to what, without the objects: to be compared."""
        place = {p: f"p{k}" for k, p in enumerate(parameters)}
        place |= {value: k for k, value in enumerate([*self.inputs, *self.order])}
        return [
            (
                value.op,
                value.op == "weighted" and value.local_grads,  # its inputs stand there
                *[place.get(p, p.data) for p in value.parents],
            )
            for value in self.order
        ], [place.get(p, p.data) for p in self.outputs]

    def numbers(self, example):
        """The numbers of another example; raises where it has another form."""
        if not isinstance(example, (list, tuple)) or form([*example]) != self.form:
            raise ValueError(
                f"a trace needs examples like the one it was recorded with, {cut(self.form)} "
                f"with its numbers, got {short(example)}; record one of this form, too"
            )
        return tuple(map(number_of, flat(self.form, example)))

    def again(self, numbers):
        """What `f` gives for the numbers of another example, as the engine computes it."""
        named = enumerate(numbers)
        values = map_numbers(lambda _: make_input(*next(named)), self.form)
        return map_numbers(as_value, self.f(*values))

    def in_form(self, numbers):
        """A list of the outputs' numbers, in the lists and dicts that `f` returned."""
        if self.is_list:
            return numbers
        numbers = iter(numbers)
        return map_numbers(lambda _: next(numbers), self.output)


def make_input(k, number):
    return Value(number, label=f"x{k}")


def number_of(thing):
    """A plain number as a finite float; a value would not be asked for its gradient."""
    if isinstance(thing, Value):
        raise TypeError(
            f"a trace needs plain numbers, got {short(thing)}; write its number, x.data"
        )
    return finite_float(thing)


# What would be frozen.


@contextmanager
def watching():
    """Meanwhile whoever asks a value for its number is told that it would be frozen."""
    slots = {name: vars(Value)[name] for name in WATCHED}
    if not all(hasattr(slot, "__objclass__") for slot in slots.values()):
        raise RuntimeError(
            "trace records one function at a time, got a trace within one; "
            "record the inner one before"
        )
    slopes = Operation.slopes
    try:
        for name, slot in slots.items():
            setattr(Value, name, watch(name, slot))
        for name in COMPARISONS:
            setattr(Value, name, refusal("compares values"))
        Value.backward, backward = refusal("calls backward"), Value.backward
        Operation.slopes = refusal("asks for slopes")
        yield
    finally:
        for name in COMPARISONS:
            delattr(Value, name)
        Value.backward, Operation.slopes = backward, slopes
        for name, slot in slots.items():
            setattr(Value, name, slot)


WATCHED = ("data", "grad", "local_grads")
COMPARISONS = ("__lt__", "__le__", "__gt__", "__ge__")
INSTEAD = {
    "compares values": "write relu, maximum, minimum or clamp for a choice that numbers make",
    "calls backward": "return the loss, and call what trace gives",
    "asks for slopes": "record the function itself, without grad and jvp",
}


def watch(name, slot):
    """The number under `name`: read by the engine's own code alone, and set once."""

    def write(value, number):
        if hasattr(value, name):
            raise frozen_error(f"changes .{name}", "change it elsewhere")
        slot.__set__(value, number)

    def read(value):
        module = sys._getframe(1).f_globals.get("__name__", "")
        if module.partition(".")[0] != __package__:
            raise frozen_error(f"reads .{name}", "compute with the value itself")
        return slot.__get__(value)

    return property(read, write)


def refusal(deed):
    def refuse(*_):
        raise frozen_error(deed, INSTEAD[deed])

    return refuse


def frozen_error(deed, instead):
    return RuntimeError(
        "trace needs a function that leaves numbers alone, since what they decide would be "
        f"frozen, got one that {deed}; {instead}, or call the function itself each time"
    )
