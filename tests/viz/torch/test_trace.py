"""Graphs of PyTorch as plain data: written and read to the last bit, and true."""

import math
from dataclasses import replace

import pytest

from tests.shared.traces import faults, stored
from toygrad.viz.torch.trace import Numbers, as_json, from_json, stored_example


@pytest.mark.parametrize("name", stored())
def test_a_trace_is_read_as_it_was_written(name):
    trace, _ = stored()[name]
    text = as_json(trace)

    assert "\n" not in text
    assert as_json(from_json(text)) == text
    assert from_json(text) == trace or name == "nan"


def test_a_number_that_is_none_comes_back():
    trace, _ = stored()["nan"]
    back = from_json(as_json(trace))

    assert math.isnan(back.nodes[0].outputs[0].grad.alone)


def test_the_example_in_the_package_is_one_of_the_stored_graphs():
    assert stored_example() == stored()["table"][0]


def test_one_number_alone_is_told_from_many():
    assert Numbers((), 2.0, (-2.0,)).alone == -2.0
    assert Numbers((1, 1), 2.0, (2.0,)).alone == 2.0
    assert Numbers((2,), 5.0, (3.0, 4.0)).alone is None
    assert Numbers((), 2.0).alone is None  # a complex one


def test_the_nodes_stand_after_their_parents_and_the_leaves_first():
    for trace, _ in stored().values():
        kinds = [bool(node.kind) for node in trace.nodes]
        assert kinds == sorted(kinds)
        assert all(use.parent < use.value for use in trace.uses)
        assert [use.value for use in trace.uses] == sorted(
            use.value for use in trace.uses
        )
        assert sorted(trace.sent) == list(range(len(trace.uses)))


def test_many_shapes_sums_and_reuses_are_stored():
    uses = [use for trace, _ in stored().values() for use in trace.uses]
    places = [(id(t), u.parent) for t, _ in stored().values() for u in t.uses]

    assert len(stored()) >= 30
    assert sum(use.summed > 1 for use in uses) >= 20
    assert sum(use.local is not None for use in uses) >= 100
    assert len(places) - len(set(places)) >= 50


@pytest.mark.parametrize(
    "name", sorted({*stored()} - {"table", "mlp", "deep", "shared"})
)
def test_shares_sums_and_slopes_are_those_of_pytorch(name):
    """Of the graphs in 64 bits; what 32 bits round, PyTorch itself is asked in test_reading.py."""
    assert list(faults(*stored()[name])) == []


def with_use(trace, k, **news):
    uses = list(trace.uses)
    uses[k] = replace(uses[k], **news)
    return replace(trace, uses=tuple(uses))


def nudged(numbers):
    up = numbers.entries[0] * (1.0 + 1e-15)
    return replace(numbers, entries=(up, *numbers.entries[1:]))


def test_a_share_that_is_off_by_a_few_bits_is_found():
    trace, grads = stored()["neuron"]
    for k, use in enumerate(trace.uses):
        assert list(faults(with_use(trace, k, share=nudged(use.share)), grads)) != []


def test_a_gradient_and_a_slope_that_are_off_are_found():
    trace, grads = stored()["neuron"]
    first = trace.nodes[0].outputs[0]
    leaf = replace(trace.nodes[0], outputs=(replace(first, grad=nudged(first.grad)),))
    planted = replace(trace, nodes=(leaf, *trace.nodes[1:]))
    slope = next(k for k, use in enumerate(trace.uses) if use.local)

    assert len(list(faults(planted, grads))) == 2  # as a sum, and beside backward()
    assert list(faults(with_use(trace, slope, local=7.0), grads)) != []
