"""The truths of chapter 5, found on another way."""

import math

import pytest

from toygrad import Value, sqrt
from toygrad.check import numerical_derivative
from toygrad.exercises.chapter_05 import EXERCISES
from toygrad.value import topological_order


def diamond(a):
    b = a + a
    return b + (a + b)


GRAPHS = {  # a graph of a, how many passes, and what a should hold at 3
    "chain": (lambda a: 2.0 * (3.0 * a), 1, 6.0),
    "square": (lambda a: a * a, 1, 6.0),
    "diamond": (diamond, 1, 5.0),
    "cube, twice": (lambda a: a * a * a, 2, 54.0),
}


EDITS = "= for +=", "no reversed", "no start", "no reset", "no seen"


def wrong_cells():
    """{edit of `backward()`: the graphs on which it ends wrong}; "" is no edit."""
    cells = {}
    for edit in ("", *EDITS):
        cells[edit] = []
        for name, (graph, passes, truth) in GRAPHS.items():
            a = Value(3.0)
            y = graph(a)
            for _ in range(passes):
                edited_backward(y, edit)
            if a.grad != truth:
                cells[edit].append(name)
    return cells


def edited_backward(result, edit):
    order = every_visit(result) if edit == "no seen" else topological_order(result)
    for value in order:
        value.grad = value.grad if edit == "no reset" else 0.0
    result.grad += edit != "no start"
    for value in order if edit == "no reversed" else reversed(order):
        for parent, local in zip(value.parents, value.local_grads):
            kept = 0.0 if edit == "= for +=" else parent.grad
            parent.grad = kept + local * value.grad


def every_visit(value):
    """The computed values, parents first, one entry for each path."""
    before = [visit for parent in value.parents for visit in every_visit(parent)]
    return [*before, value] if value.parents else []


def test_the_truths_of_chapter_5_are_true():
    hung_wrongly = type("Wrong", (Value,), {"__rtruediv__": Value.__truediv__})
    assert EXERCISES["5.1"].truth == (2.0 / hung_wrongly(8.0)).data
    assert EXERCISES["5.2"].truth == sqrt(Value(16.0)).local_grads[0]
    assert EXERCISES["5.2"].truth == pytest.approx(
        numerical_derivative(math.sqrt, 16.0)
    )
    x, y = Value(1.0), 0.0
    for _ in range(10_000):
        y = y * 0.5 + x
    y.backward()
    assert EXERCISES["5.3"].truth == x.grad

    cells = wrong_cells()
    assert not cells.pop("")
    assert EXERCISES["5.5"].truth == [*map(len, cells.values())]
    assert cells == {
        "= for +=": ["square", "diamond", "cube, twice"],
        "no reversed": ["chain", "diamond", "cube, twice"],
        "no start": ["chain", "square", "diamond", "cube, twice"],
        "no reset": ["cube, twice"],
        "no seen": ["diamond"],
    }


def test_three_wrong_results_tell_three_breaks_and_no_other():
    found = {}
    for k, edit in enumerate(EDITS, start=1):
        a = Value(3.0)
        y = (a + a) * a
        edited_backward(y, edit)
        first = a.grad
        edited_backward(y, edit)
        found[k] = first, a.grad

    assert [k for k in found if found[k][0] == 6.0] == EXERCISES["5.6"].truth[:1]
    assert [k for k in found if found[k][0] == 3.0] == EXERCISES["5.6"].truth[1:2]
    assert [k for k in found if found[k] == (12.0, 42.0)] == EXERCISES["5.6"].truth[2:]


class Lines:
    """The lines of exercise 5.4, to be run in any order."""

    NAMES = {1: "send", 2: "find_order", 3: "reset", 4: "start", 5: "take"}

    def __init__(self, result):
        self.result, self.value = result, None

    def find_order(self):
        self.order = topological_order(self.result)
        self.left = list(self.order)

    def reset(self):
        for value in self.order:
            value.grad = 0.0

    def start(self):
        self.result.grad += 1.0

    def take(self):
        self.value = self.left.pop()

    def send(self):
        for parent, local in zip(self.value.parents, self.value.local_grads):
            parent.grad += local * self.value.grad

    def run(self, lines):
        """Line by line; from the first of 5 and 1 on, these two repeat."""
        steps = [getattr(self, self.NAMES[line]) for line in lines]
        start = min(lines.index(5), lines.index(1))
        loop = [step for step in steps[start:] if step in (self.take, self.send)]
        for step in steps[:start]:
            step()
        while self.left:
            for step in loop:
                step()
        for step in steps[start:]:
            if step not in loop:
                step()


def test_only_the_right_order_of_the_lines_of_backward_works():
    def ends(lines):
        """(x, middle, result) after two passes over x·x·x at 3, or an error."""
        x = Value(3.0)
        s = x * x
        y = s * x
        try:
            for _ in range(2):
                Lines(y).run(lines)
        except (AttributeError, IndexError) as error:
            return type(error)
        return x.grad, s.grad, y.grad

    exercise = EXERCISES["5.4"]
    assert ends(exercise.truth) == (54.0, 3.0, 1.0)
    for mistake in exercise.mistakes:
        assert ends(mistake.answer) != (54.0, 3.0, 1.0), mistake.answer
