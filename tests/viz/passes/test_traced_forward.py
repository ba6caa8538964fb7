"""The forward half of a graph of PyTorch: how it grows, and what it keeps."""

from dataclasses import replace

from tests.shared.traces import stored
from toygrad.viz.passes.traced_forward import TracedForward


def go_forward(trace):
    scene = TracedForward(trace)
    scene.bring_along()
    scene.forward()
    return scene


def test_the_graph_grows_node_by_node_and_every_edge_is_used_once():
    for trace, _ in stored().values():
        scene = go_forward(trace)
        leaves = sum(not node.kind for node in trace.nodes)

        assert [frame.stage for frame in scene.frames] == [*range(leaves, len(trace.nodes) + 1)]  # fmt: skip
        used = [edge for frame in scene.frames for edge in frame.edges]
        assert used == list(range(len(trace.uses)))


def test_what_was_not_kept_moves_as_a_question_mark():
    trace, _ = stored()["neuron"]
    frames = {frame.active: frame for frame in go_forward(trace).frames}

    assert [move[0] for move in frames[3].moves] == ["0.5", "2"]  # w and x
    assert [move[0] for move in frames[4].moves] == [
        "?",
        "−0.25",
    ]  # their product, and b


def test_many_leaves_that_hold_a_gradient_are_counted():
    trace = stored()["deep"][0]
    nodes = (replace(n, before=n.outputs[0].grad) if n.parameter else n for n in trace.nodes)  # fmt: skip
    scene = go_forward(replace(trace, nodes=tuple(nodes)))

    assert "24 leaves hold gradients of an earlier pass." in scene.frames[0].caption
