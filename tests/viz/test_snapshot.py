"""A graph looked at once: who stands in it, what they are called, what is refused."""

import pytest

from toygrad import Value
from toygrad.viz.snapshot import Snapshot


@pytest.fixture
def graph():
    a, other = Value(2.0, "a"), Value(3.0, "a")
    return Snapshot((a * other + 1.0).tanh())


def test_leaves_come_by_first_use_and_values_after_their_parents(graph):
    first, second, one = graph.leaves

    assert (first.data, second.data, one.data) == (2.0, 3.0, 1.0)
    assert graph.values == [*graph.leaves, *graph.order]
    assert graph.order[-1] is graph.result
    assert [(p, k) for p, k, v in graph.edges if v is graph.order[0]] == [
        (first, 0),
        (second, 1),
    ]


def test_no_two_values_share_a_name(graph):
    assert [graph.title(value) for value in graph.values] == [
        "a", "a (2)", "1", "v3 = a·(a (2))", "v4 = v3 + 1", "v5 = tanh(v4)",
    ]  # fmt: skip
    assert graph.symbols(graph.result) == ["tanh′(v4)"]


def test_another_name_is_one_for_this_look_alone(graph):
    renamed = graph.rename({graph.result: "out"})

    assert renamed.title(graph.result) == "out = tanh(v4)"
    assert graph.title(graph.result) == "v5 = tanh(v4)"


def test_a_leaf_is_a_graph_of_its_own():
    x = Value(2.0)
    graph = Snapshot(x)

    assert graph.values == graph.leaves == [x] and graph.edges == graph.order == []
    assert graph.title(x) == "2"


def test_what_is_no_graph_is_refused_by_the_name_of_who_asks():
    with pytest.raises(TypeError, match="^show_it needs a value, got float; write it"):
        Snapshot(2.0, "show_it")


def test_numbers_and_sizes_are_checked_where_somebody_asks():
    x = Value(2.0)
    y = x
    for _ in range(201):
        y = y + 1.0
    graph = Snapshot(y, "show_it")
    graph.check_numbers()
    with pytest.raises(ValueError, match="at most 200 computed values, got 201"):
        graph.check_size()
    x.data = 3.0
    with pytest.raises(ValueError, match="^show_it needs a graph whose numbers"):
        graph.check_numbers()
