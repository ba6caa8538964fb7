"""The player of a graph of PyTorch: what it says and shows is what stands in the trace."""

from dataclasses import replace

import pytest

from tests.shared.traces import stored
from toygrad import Value
from toygrad.viz import show_backward
from toygrad.viz.passes.player import play_trace
from toygrad.viz.passes.traced import Traced
from toygrad.viz.torch.trace import stored_example
from toygrad.viz.words import number

NEURON = """\
w = 0.5, x = 2, b = −0.25. No gradient yet.
v3 = MulBackward0 (product) of w and x: not kept by PyTorch. It keeps self = 0.5 and other = 2 for the way back.
v4 = AddBackward0 (sum) of v3 and b: not kept by PyTorch. It keeps no tensor for the way back.
h = TanhBackward0 (tanh) of v4 = 0.6351. It keeps result = 0.6351 for the way back.
v6 = SubBackward0 (difference) of h and what needs no gradient = −0.3649. It keeps no tensor for the way back.
v7 = PowBackward0 (power) of v6: not kept by PyTorch. It keeps self = −0.3649 for the way back.
v8 = MulBackward0 (product) of w and w: not kept by PyTorch. It keeps self = 0.5 and other = 0.5 for the way back. w has three slots.
loss = AddBackward0 (sum) of v7 and v8 = 0.3831. It keeps no tensor for the way back.
Start backward. loss.grad = 1. loss changes exactly as loss.
At loss: 1. Times 1. Share 1 goes to v7. 1 of 1: v7.grad = 1.
At loss: 1. Times 1. Share 1 goes to v8. 1 of 1: v8.grad = 1.
At v8: 1. Times 0.5. Share 0.5 goes to w. 1 of 3: w waits with 0.5.
At v8: 1. Times 0.5. Share 0.5 goes to w. 2 of 3: w waits with 0.5 + 0.5 = 1.
At v7: 1. Times −0.7297. Share −0.7297 goes to v6. 1 of 1: v6.grad = −0.7297.
At v6: −0.7297. Times 1. Share −0.7297 goes to h. 1 of 1: h.grad = −0.7297.
At h: −0.7297. Times 0.5966. Share −0.4353 goes to v4. 1 of 1: v4.grad = −0.4353.
At v4: −0.4353. Times 1. Share −0.4353 goes to v3. 1 of 1: v3.grad = −0.4353.
At v4: −0.4353. Times 1. Share −0.4353 goes to b. 1 of 1: b.grad = −0.4353.
At v3: −0.4353. Times 2. Share −0.8707 goes to w. 3 of 3: w.grad = 0.5 + 0.5 + (−0.8707) = 0.1293.
At v3: −0.4353. Times 0.5. Share −0.2177 goes to x. 1 of 1: x.grad = −0.2177.
loss.backward() adds the gradients of the leaves to their .grad, and keeps none of those between. Here nothing was written: your tensors are as they were."""


def record(name):
    return Traced(stored()[name][0]).record()


def test_the_neuron_comes_out_caption_by_caption():
    assert record("neuron").captions == NEURON.splitlines()


def shown_in_slots(recorded):
    return [list(slots) for slots in recorded.frames[-1].slots]


def in_the_trace(trace):
    """The shares of each node as texts, in the order in which PyTorch sent them."""
    slots = [[f"before {number(n.before.alone)}"] if n.before else [] for n in trace.nodes]  # fmt: skip
    for use in (trace.uses[k] for k in trace.sent):
        alone = use.share.alone
        text = number(alone) if alone is not None else f"norm {number(use.share.norm)}"
        slots[use.parent].append(text)
    return slots


@pytest.mark.parametrize("name", stored())
def test_every_slot_holds_the_share_that_the_hook_saw(name):
    recorded, trace = record(name), stored()[name][0]

    assert shown_in_slots(recorded) == in_the_trace(trace)
    assert recorded.uses == tuple(map(len, shown_in_slots(recorded)))
    counts = [frame.counter for frame in recorded.frames if frame.counter.startswith("share")]  # fmt: skip
    total = len(trace.uses)
    assert counts == [f"share {k} of {total}" for k in range(1, total + 1)]


def test_a_share_that_is_shown_and_was_not_seen_is_found():
    trace = stored()["neuron"][0]
    share = replace(trace.uses[3].share, entries=(9.0,))
    uses = (*trace.uses[:3], replace(trace.uses[3], share=share), *trace.uses[4:])
    planted = Traced(replace(trace, uses=uses)).record()

    assert shown_in_slots(planted) != in_the_trace(trace)


@pytest.mark.parametrize("name", stored())
def test_the_last_words_in_a_box_are_its_gradient(name):
    trace = stored()[name][0]
    for node, note in zip(trace.nodes, record(name).frames[-1].notes):
        grads = [output.grad for output in node.outputs]
        if len(grads) == 1 and not node.before:
            grad = grads[0]
            text = number(grad.alone) if grad.alone is not None else f"norm {number(grad.norm)}"  # fmt: skip
            assert note == ("complete", f"grad {text}")


def test_a_leaf_starts_from_the_gradient_of_an_earlier_pass():
    recorded = record("again")

    assert "w holds 10 from an earlier pass." in recorded.captions[0]
    assert recorded.frames[0].slots[0] == ("before 10",)
    assert recorded.frames[-1].notes[0].text == "grad 14"
    assert any("w.grad = 10 + 1 + 3 = 14." in caption for caption in recorded.captions)


def test_what_was_broadcast_shows_its_sum():
    recorded = record("mlp")
    bias = next(k for k, box in enumerate(recorded.boxes) if box.title == "0.bias")
    (edge,) = (k for k, edge in enumerate(recorded.edges) if edge.tail == bias)
    frame = next(f for f in recorded.frames if f.phase == "backward" and edge in f.edges)  # fmt: skip

    assert recorded.edges[edge].lines == ("sum of 3",)
    assert "each of its numbers is the sum of 3, because it was broadcast" in frame.caption  # fmt: skip
    assert frame.moves[0][1] == "3 added up"
    assert any("0.bias is broadcast: it is used 3 times." in c for c in recorded.captions)  # fmt: skip


def test_a_tensor_is_told_by_shape_and_norm_and_by_its_numbers_where_they_are_few():
    recorded = record("mlp")
    weight = next(box for box in recorded.boxes if box.title == "0.weight")

    assert weight.data.startswith("4×2, norm ")
    assert weight.parameter
    assert weight.tip.startswith("Its gradient: ") and weight.tip.count(";") == 3


def test_numbers_that_the_graph_did_not_save_read_so():
    boxes = {box.title: box.data for box in record("mlp").boxes}

    assert boxes["v5 = AddmmBackward0"] == "3×4, not kept by PyTorch"
    assert {box.data for box in record("neuron").boxes} >= {"not kept by PyTorch", "data 0.6351"}  # fmt: skip


def test_an_operation_with_two_outputs_tells_of_both():
    recorded = record("apart")

    assert "v1[0] waits with 1." in " ".join(recorded.captions)
    assert recorded.frames[-1].notes[1].text == "grad 4 and 2"
    assert recorded.boxes[1].data == "2 outputs"


def test_the_first_gradient_that_is_no_number_is_named():
    player = play_trace(stored()["nan"][0])

    assert "A gradient is nan, first in the share from v1 to x." in repr(player)
    assert "A gradient is" not in repr(play_trace(stored_example()))


def test_a_graph_is_folded_by_module_where_the_reader_wants_it():
    player = play_trace(stored()["mlp"][0], fold="module")
    heads = [box.title for box in player.recorded.boxes]

    assert heads[:2] == ["0 (Linear)", "2 (Linear)"]
    assert "Inside it: 2.weight.grad norm" in repr(player)
    assert "too many" not in repr(player)
    assert player.recorded.boxes[0].tip.startswith("Inside it: 0.weight.grad")


def test_a_graph_of_more_than_sixty_nodes_is_folded_by_itself():
    player = play_trace(stored()["deep"][0])

    assert repr(player).startswith("63 tensors are too many to read, so every module")
    assert "write opened=['model.0']" in repr(player)
    opened = play_trace(stored()["deep"][0], opened=["model.0"])
    assert "model.0.weight" in [box.title for box in opened.recorded.boxes]
    assert "too many" not in repr(opened)


def test_the_frames_of_a_folded_graph_send_all_shares_of_a_module_at_once():
    recorded = play_trace(stored()["shared"][0], fold="module").recorded
    frame = next(f for f in recorded.frames if f.caption.startswith("At one (2)"))  # fmt: skip

    assert len(frame.edges) == 3
    assert frame.caption.count("goes to") == 3


def test_a_hook_of_the_reader_is_told_of():
    trace = stored()["neuron"][0]
    h = trace.nodes[5]
    changed = replace(h.outputs[0], hooked=True, grad=replace(h.outputs[0].grad, entries=(7.0,)))  # fmt: skip
    nodes = [*trace.nodes]
    nodes[5] = replace(h, outputs=(changed,))
    captions = Traced(replace(trace, nodes=tuple(nodes))).record().captions

    assert any("h.grad = 7, which a hook of yours has changed; it was −0.7297." in c for c in captions)  # fmt: skip


def test_the_player_is_drawn_as_every_other(weight):
    player = show_backward(stored_example(), step=12)

    assert player.data["pictures"][0]["kind"] == "graph"
    assert player.step == 12
    assert "TanhBackward0" in player._repr_html_()
    assert weight(player) < 8_000


def test_what_does_not_fit_a_graph_of_pytorch_is_refused():
    with pytest.raises(ValueError, match="write fold='module'"):
        play_trace(stored_example(), fold="neuron")
    with pytest.raises(ValueError, match="code shows a function of Python"):
        show_backward(stored_example(), code=print)
    with pytest.raises(ValueError, match="a value has its label"):
        show_backward(Value(1.0) * 2.0, names={})
