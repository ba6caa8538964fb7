"""A report of one expression: what it says, what it leaves alone, what it cannot do."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from toygrad import Value, order, relu, sqrt
from toygrad.check import gradcheck_leaves
from toygrad.viz import draw_graph, show_backward, show_report
from toygrad.viz.snapshot import Snapshot


@pytest.fixture
def product():
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    y = (a + b) * a
    y.label = "y"
    return a, b, y


def test_a_report_has_graph_player_paths_and_check(product):
    _, _, y = product
    text = repr(show_report(y))

    assert repr(draw_graph(y)) in text and repr(show_backward(y)) in text
    assert "a → y:  -1 = -1\n2 paths, sum 1" in text
    assert "b  agrees\n  engine  2\n" in text


def test_a_report_changes_no_gradient(product):
    a, b, y = product
    show_report(y)
    assert (a.grad, b.grad, y.grad) == (0.0, 0.0, 0.0)
    y.backward()
    show_report(y)
    assert (a.grad, b.grad, y.grad) == (1.0, 2.0, 1.0)


def walks_of(function, *arguments):
    """{file: how often something in it walks a graph} while a function runs."""
    found = Counter()

    def note(frame, event, _):
        if event == "call" and frame.f_code is order.walk.__code__:
            asking = frame.f_back
            if asking.f_code is order.topological_order.__code__:
                asking = asking.f_back
            found[Path(asking.f_code.co_filename).name] += 1

    sys.setprofile(note)
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    return found


def test_a_report_walks_its_graph_once(product):
    """And once in the order of the engine; the witnesses walk for themselves."""
    *_, y = product
    walks = walks_of(show_report, y)
    paths, nudges = walks.pop("paths.py"), walks["check.py"] + walks["value.py"]

    assert paths == 2  # one for each leaf
    assert nudges <= 12 and not {"check.py", "value.py"} - walks.keys()
    del walks["check.py"], walks["value.py"]
    assert walks == {"snapshot.py": 1, "backward.py": 1}


def test_a_second_walk_is_found(product):
    *_, y = product
    twice = walks_of(lambda: [show_report(y), Snapshot(y)])

    assert twice["snapshot.py"] == 2


def test_leaves_without_a_label_are_counted():
    x = Value(2.0, "x")
    text = repr(show_report(x * Value(3.0) + 1.0))

    assert "Without a label, so not listed: 2 of 3 leaves." in text
    assert "Without a label, so not listed: 1 of 1 leaves." in repr(
        show_report(Value(3.0))
    )


def test_of_many_leaves_eight_are_listed():
    total = sum((Value(1.0, f"x{k}") for k in range(11)), Value(0.0, "x"))
    text = repr(show_report(total))

    assert text.count("1 path, sum 1") == 8
    assert "4 more leaves have paths, too." in text
    assert text.count("agrees") == 12


def test_the_check_tells_a_kink_and_an_end_of_a_domain():
    x = Value(0.0, "x")
    assert "x  kink\n" in repr(show_report(relu(x)))
    tiny = Value(1e-300, "x")
    assert "No check: recompute needs numbers in the domain of sqrt" in repr(
        show_report(sqrt(tiny))
    )


def test_a_wrong_slope_is_noticed():
    """The planted fault: an edge that carries a wrong local derivative."""
    x = Value(3.0, "x")
    y = x * x
    y.local_grads = (3.0, 4.0)
    (check,) = gradcheck_leaves(y)

    assert check.verdict == "differs"
    assert "x  differs" in repr(show_report(y))


def test_a_report_needs_a_value():
    with pytest.raises(TypeError, match="show_report needs a value"):
        show_report(3.0)
