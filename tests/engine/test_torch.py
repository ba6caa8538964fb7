"""PyTorch as a witness: its stored numbers, and PyTorch itself where it is installed.

tools/witness/torch_numbers.py made the numbers and builds the graphs on both sides.
"""

import json
from collections import Counter

import pytest

from tools.witness import torch_numbers as tool

NOT_INSTALLED = "PyTorch is not installed: the live comparison was not run"


STORED = json.loads(tool.STORE.read_text())
GRAPHS = STORED["graphs"]


def said(graph):
    """PyTorch's stored value and gradients."""
    return graph["value"], graph["grads"]


def check_agreement(pairs):
    """Assert that (ours, theirs) agree in every pair; returns the worst in words."""
    apart = [tool.disagreement(ours, theirs) for ours, theirs in pairs]
    value, gradient = map(max, zip(*apart))
    worst = f"of what is allowed: {value:.2g} for values, {gradient:.2g} for gradients"
    assert max(value, gradient) <= 1.0, worst
    return f"{len(apart)} graphs; {worst}"


def test_stored_graphs_agree_with_pytorch():
    print(check_agreement((tool.with_toygrad(graph), said(graph)) for graph in GRAPHS))


def test_the_stored_graphs_are_many_and_use_everything_often():
    ops = Counter(op for graph in GRAPHS for op, *_ in graph["steps"])

    assert STORED["torch"] and STORED["python"]
    assert len(GRAPHS) >= 200
    assert ops.keys() == set(tool.OPERATIONS)
    assert min(ops.values()) >= 20
    assert all(5 <= len(graph["steps"]) <= 40 for graph in GRAPHS)
    assert all(2 <= len(graph["leaves"]) <= 6 for graph in GRAPHS)
    assert sum(map(reuses_a_result, GRAPHS)) >= 0.8 * len(GRAPHS)


def reuses_a_result(graph):
    """Does the result of a step go into two places or more?"""
    uses = Counter(place for _, places, *_ in graph["steps"] for place in places)
    first = len(graph["leaves"])
    return any(count > 1 for place, count in uses.items() if place >= first)


def test_fresh_graphs_agree_with_pytorch_itself():
    pytest.importorskip("torch", reason=NOT_INSTALLED)
    graphs = map(tool.random_graph, range(tool.GRAPHS, tool.GRAPHS + 200))
    pairs = ((tool.with_toygrad(graph), tool.with_torch(graph)) for graph in graphs)
    print(check_agreement(pairs))


def test_one_gradient_changed_by_a_millionth_is_noticed():
    """Planted in the largest gradient of every graph, one graph at a time."""
    for graph in GRAPHS:
        ours, (value, grads) = tool.with_toygrad(graph), said(graph)
        largest = max(range(len(grads)), key=lambda place: abs(grads[place]))
        planted = list(grads)
        planted[largest] *= 1.0 + 1e-6
        check_agreement([(ours, (value, grads))])
        with pytest.raises(AssertionError):
            check_agreement([(ours, (value, planted))])
