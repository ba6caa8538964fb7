"""The truths of chapter 3, found on another way."""

from toygrad import Value
from toygrad.exercises.chapter_03 import EXERCISES
from toygrad.value import topological_order


def test_the_truths_of_chapter_3_are_true():
    z = 7.0 - Value(2.0) * 3.0
    assert EXERCISES["3.2"].truth == [z.data, z.parents[1].data]
    a, b = Value(5.0), Value(3.0)
    y = (a + b) * (a + b)
    values = [a, b, *topological_order(y)]
    edges = sum(len(value.local_grads) for value in values)
    assert EXERCISES["3.4"].truth == [len(values), edges]
    assert EXERCISES["3.5"].truth == (a * a - (a + b)).data
    x = Value(2.0)
    (x + x).backward()
    assert EXERCISES["3.6"].truth == [round((2.5**2 - 1.5**2) / 1.0), x.grad]
    start = Value(1.0)
    tripled = start * 3.0
    end = tripled * tripled
    end.backward()
    assert EXERCISES["3.7"].truth == [start.grad, end.grad]
