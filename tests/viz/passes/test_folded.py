"""Folded passes: a frame for each box, and the numbers of the whole graph."""

import random

import pytest

from tests.shared.recorded import folded_pass, loss_of
from toygrad import Value, affine, nn, relu
from toygrad.viz import draw_graph, show_backward
from toygrad.viz.graph.groups import fold_graph
from toygrad.viz.passes.player import MOST_BOXES
from toygrad.viz.snapshot import Snapshot


@pytest.mark.parametrize("activation", [nn.tanh, nn.relu])
@pytest.mark.parametrize("opened", [(), ("layer0[1]",), ("layer0[0]", "layer1[0]")])
def test_the_last_frame_is_what_backward_finds(activation, opened):
    loss = loss_of([3, 1], activation)
    recorded = folded_pass(loss, opened)

    assert all(value.grad == 0.0 for value in recorded.values)
    loss.backward()
    assert recorded.grads == tuple(value.grad for value in recorded.values)


def test_one_frame_for_each_box_and_edge_by_edge_where_opened():
    closed, opened = (folded_pass(loss_of([3, 1]), o) for o in ((), ("layer0[1]",)))

    backward = [f for f in closed.frames if f.phase == "backward"]
    assert len(backward) == 1 + 6 + 1  # the start, a box each, the nudge check
    assert backward[2].caption.startswith("At v23: ")
    assert len(opened.boxes) == len(closed.boxes) + 1 + 3  # its sum, its parameters
    assert sum("layer0.w[1,0]." in caption for caption in opened.captions) == 1


def test_the_shares_of_a_box_are_told_with_their_sum():
    loss = loss_of([3, 1])
    recorded = folded_pass(loss)
    caption = next(c for c in recorded.captions if c.startswith("At layer0[0]"))
    loss.backward()
    x0 = recorded.values[0]

    assert caption.count(" to x") == 2
    assert f"= {x0.grad:.4g}.".replace("-", "−") in caption


def test_inside_a_folded_neuron_stand_the_gradients_of_its_parameters():
    loss = loss_of([2, 1])
    recorded = folded_pass(loss)
    titles = [box.title.partition(" = ")[0] for box in recorded.boxes]
    insides = {titles[place]: rows for place, _, rows in recorded.insides}
    loss.backward()
    summed = loss.parents[0].parents[0].parents[2].parents[0]  # of layer0[0]
    weights = (*summed.parents[:2], summed.parents[-1])

    assert list(insides) == ["layer0[0]", "layer0[1]", "layer1[0]"]
    for row, parameter in zip(insides["layer0[0]"], weights, strict=True):
        assert row[0] == parameter.label
        assert row[3].endswith(f"= {parameter.grad:.4g}".replace("-", "−"))


def test_a_dead_neuron_passes_zeros():
    model = nn.Linear(1, 1, init="positive", rng=random.Random(1))
    loss = relu(model([Value(-9.0, "x")])[0]) + 0.0
    loss.label = "loss"
    (edge,) = [g.inputs for g in fold_graph(Snapshot(loss), "neuron") if g.folded]

    assert edge[0][1][0] == 0.0
    assert folded_pass(loss).grads[0] == 0.0


def test_above_sixty_boxes_the_player_folds_and_says_so():
    player = show_backward(loss_of([10, 1]))

    note = player.data["note"]

    assert note.startswith("67 values are too many to read")
    assert "opened=['layer0[0]']" in note
    assert len(player.recorded.boxes) <= MOST_BOXES
    assert repr(player).splitlines()[0] == note


def test_what_no_one_could_read_is_refused_in_words():
    x = Value(1.0, "x")
    y = x
    for _ in range(61):
        y = y + 1.0
    with pytest.raises(ValueError, match="at most 60 boxes"):
        show_backward(y)
    with pytest.raises(ValueError, match="draw_graph"):
        show_backward(loss_of([16, 16, 1]))


def test_wrong_words_are_answered():
    loss = loss_of([2, 1])
    with pytest.raises(ValueError, match="fold needs one of 'neuron', 'layer'"):
        draw_graph(loss, fold="rows")
    with pytest.raises(ValueError, match="a player folds neurons alone"):
        show_backward(loss, fold="layer")
    with pytest.raises(ValueError, match=r"got 'layer7\[0\]'; write one of layer0"):
        show_backward(loss, opened=["layer7[0]"])


def test_a_folded_drawing_shows_numbers_and_what_it_hides():
    drawing = draw_graph(loss_of([3, 1]), fold="neuron")
    layers = draw_graph(loss_of([3, 1]), fold="layer")

    assert "4 folded inside" in repr(drawing)
    assert drawing.data["words"].startswith(
        "Compute graph of loss = v23², folded: 9 boxes"
    )
    (picture,) = layers.data["pictures"]
    assert len(picture["edges"]) == 6
    box = picture["boxes"][3]
    assert box["data"] == "3 neurons" and box["tip"] == "12 folded inside"
    assert len(box["weights"]) == 6


def test_a_network_fed_with_plain_numbers_has_no_leaf_to_nudge():
    model = nn.MLP(2, [3, 2], rng=random.Random(3))
    recorded = folded_pass(nn.cross_entropy(model([1.0, 2.0]), 1))

    assert recorded.captions[0] == "The inputs are plain numbers. No gradient yet."


def test_weights_that_are_computed_stay_in_sight():
    w, s, x, b = (
        Value(n, k) for n, k in [(2.0, "w"), (0.3, "s"), (0.7, "x"), (0.1, "b")]
    )
    y = affine([[w * s]], [x], [b])[0].tanh()
    recorded = folded_pass(y)
    y.backward()

    assert recorded.grads == tuple(value.grad for value in recorded.values)
    assert {w, s, x, b} <= set(recorded.values)


def test_a_label_of_the_reader_is_kept():
    y = nn.Linear(1, 1, rng=random.Random(1))([Value(0.5, "x")])[0] ** 2
    y.label = "loss"

    assert folded_pass(y).captions[-1].startswith("Raise x to 0.51. loss goes")


def test_a_table_lists_each_share_by_position():
    w, b, x, y = (
        Value(n, k) for n, k in [(1.0, "w"), (0.0, "b"), (0.7, "x"), (2.0, "y")]
    )
    recorded = folded_pass(affine([[w, w]], [x, y], [b])[0])
    ((_, lead, rows),) = recorded.insides

    assert [row[2] for row in rows] == ["0.7", "2", "1"]
    assert lead == "w·x + b has the gradient 1."


def test_a_large_network_is_refused_before_it_is_recorded(monkeypatch):
    monkeypatch.setattr("toygrad.viz.passes.player.FoldedBackward", None)
    monkeypatch.setattr("toygrad.viz.passes.player.Backward", None)
    with pytest.raises(ValueError, match="boxes and 120 edges"):
        show_backward(loss_of([12, 12, 1]))
