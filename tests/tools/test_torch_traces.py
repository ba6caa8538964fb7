"""How graphs of PyTorch are read and stored; what they say, tests/viz/torch/ compares."""

import json

from tests.shared.traces import stored
from tools.witness import torch_traces as tool
from toygrad.viz.torch.trace import Trace, build, stored_example


def test_every_graph_is_stored_under_its_name():
    assert [name for name, _ in tool.graphs()] == list(stored())


def test_a_line_has_the_name_the_trace_and_the_gradients():
    line = json.loads(tool.write_line("mlp", stored_example(), {"b": [1.0]}))

    assert line["name"] == "mlp" and line["grads"] == {"b": [1.0]}
    assert build(Trace, line["trace"]) == stored_example()


def test_the_witness_knows_the_leaves_by_the_names_that_a_reading_gives():
    for trace, grads in stored().values():
        leaves = {node.name for node in trace.nodes if not node.kind}
        assert grads.keys() <= leaves
        assert len(grads) == len(leaves)
