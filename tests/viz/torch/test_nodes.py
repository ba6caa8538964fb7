"""What PyTorch's nodes tell of themselves: stand-ins for nodes, and PyTorch where it is."""

import pytest

from tests.shared.traces import NOT_INSTALLED
from toygrad.viz.torch import nodes


class Stand:
    """A node with the nodes that it was computed from; None where a constant went in."""

    def __init__(self, *parents):
        self.next_functions = tuple((parent, 0) for parent in parents)


class AccumulateGrad(Stand):
    """What PyTorch calls the node of a leaf."""


def test_a_leaf_is_known_by_what_pytorch_calls_it():
    assert nodes.is_leaf(AccumulateGrad()) and not nodes.is_leaf(Stand())


def test_leaves_come_by_first_use_and_all_others_after_their_parents():
    x, w = AccumulateGrad(), AccumulateGrad()
    product = Stand(w, x)
    total = Stand(product, None, x)
    result = Stand(total, product)

    assert nodes.walk(result) == [w, x, product, total, result]
    assert nodes.parents_of(total) == [product, x]


def test_a_graph_ten_thousand_nodes_deep_is_walked():
    node = AccumulateGrad()
    for _ in range(10_000):
        node = Stand(node)

    assert len(nodes.walk(node)) == 10_001


def test_numbers_are_read_from_tensors_of_every_kind():
    torch = pytest.importorskip("torch", reason=NOT_INSTALLED)
    read = lambda tensor: nodes.numbers_of(torch, tensor)  # noqa: E731

    assert read(None) is None
    assert read(torch.tensor([3.0, 4.0])).norm == 5.0
    assert read(torch.tensor([[3, 4]])).entries == (3.0, 4.0)
    assert read(torch.tensor([True, False])).entries == (1.0, 0.0)
    assert read(torch.tensor(0.1, dtype=torch.bfloat16)).alone == 0.10009765625
    assert read(torch.tensor(3.0 + 4.0j)).norm == 5.0
    assert read(torch.eye(2).to_sparse()).entries == (1.0, 0.0, 0.0, 1.0)
    assert read(torch.ones(20)).entries == ()
