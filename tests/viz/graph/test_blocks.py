"""A model folded by its parts: every number is counted or computed from all values."""

import math
import random

import pytest

from toygrad import Value, nn
from toygrad.language import GPT, OneHead, examples, surprise
from toygrad.viz import draw_graph
from toygrad.viz.graph.blocks import fold_blocks
from toygrad.viz.snapshot import Snapshot, is_parameter

OPENED = ["block0", "block0.attention", "block0.attention.head1"]


def loss_of(model, name="emma"):
    loss = surprise(model, *examples([name])[0])
    loss.label = "L"
    return loss


@pytest.fixture(scope="module")
def loss():
    """That of two blocks of two heads, each of two numbers, after the backward pass."""
    model = GPT(size=4, heads=2, blocks=2, context=8, rng=random.Random(1))
    loss = loss_of(model)
    loss.backward()
    return loss


def names(loss, *opened):
    return [block.name for block in fold_blocks(Snapshot(loss), opened)]


def test_a_part_is_a_box_and_opens_to_its_own_parts(loss):
    whole = ["token", "place", "token + place", "block0", "block1", "out", ""]

    assert names(loss) == whole
    once = names(loss, "block0")
    assert [n for n in once if n not in whole] == ["block0.attention", "in block0", "block0.up", "block0.down", "in block0 (2)"]  # fmt: skip
    heads = names(loss, *OPENED[:2])
    assert {"block0.attention.head0", "block0.attention.head1", "block0.attention.out"} < set(heads)  # fmt: skip
    assert set(names(loss, *OPENED)) >= {f"block0.attention.head1.{part}" for part in "qkv"}  # fmt: skip


def test_what_flows_around_a_part_is_an_edge_of_its_own(loss):
    """The residual stream: what enters a block also meets what leaves it."""
    blocks = {b.name: b for b in fold_blocks(Snapshot(loss), ["block0"])}
    into = {name: {block.name for block in b.inputs} for name, b in blocks.items()}

    assert into["in block0"] == {"token + place", "block0.attention"}
    assert into["in block0 (2)"] == {"in block0", "block0.down"}
    assert into["block0.attention"] == {"token + place"}
    assert into["block1"] == {"in block0 (2)"}


@pytest.mark.parametrize("count", range(4))
def test_every_value_stands_in_one_box_and_every_edge_is_counted(loss, count):
    graph = Snapshot(loss)
    blocks = fold_blocks(graph, OPENED[:count])
    home = {v: b for b in blocks for v in (*b.values, *b.all_parameters)}

    assert sum(len(b.values) + len(b.all_parameters) for b in blocks) == len(home)
    parameters = {leaf for leaf in graph.leaves if is_parameter(leaf)}
    assert home.keys() == {*graph.order, *parameters}
    crossing = {}
    for parent, _, value in graph.edges:
        if parent in home and home[parent] is not home[value]:
            ways = crossing.setdefault((home[parent], home[value]), set())
            ways.add(parent)
    assert {way: len(values) for way, values in crossing.items()} == {
        (tail, block): len(values) for block in blocks for tail, values in block.inputs.items()
    }  # fmt: skip
    place = {block: k for k, block in enumerate(blocks)}
    assert all(place[tail] < place[block] for block in blocks for tail in block.inputs)


def wrong_sizes(loss, opened=()):
    """Boxes whose size of the gradient is not that of the gradients of their parameters."""
    drawn = draw_graph(loss, fold="block", opened=opened).recorded
    parameters = [v for v in Snapshot(loss).leaves if is_parameter(v)]
    for box, note in zip(drawn.boxes, drawn.frames[0].notes):
        own = [p.grad for p in parameters if p.label.startswith(f"{box.title}.")]
        if own and note.text != f"size of grad {math.sqrt(sum(g * g for g in own)):.4g}":  # fmt: skip
            yield box.title


def test_the_size_of_a_gradient_is_that_of_all_in_it(loss):
    assert list(wrong_sizes(loss)) == list(wrong_sizes(loss, OPENED)) == []


def test_a_size_that_leaves_one_out_is_found(loss, monkeypatch):
    """The planted fault: the last parameter of each box is not counted."""
    from toygrad.viz.graph.blocks import Block

    monkeypatch.setattr(Block, "size", property(lambda self: math.hypot(*(p.grad for p in self.all_parameters[:-1]))))  # fmt: skip
    assert "out" in list(wrong_sizes(loss))


def test_a_box_opens_in_place_by_a_table_of_its_parts(loss, theatre):
    drawing = draw_graph(loss, fold="block")
    place, lead, rows, columns = drawing.recorded.insides[2]
    assert lead == "192 parameters, 490 values."
    assert [row[0] for row in rows[:3]] == [f"attention.head0.{part}" for part in "qkv"]
    assert sum(int(row[1]) for row in rows) == 192

    theatre.show(drawing.data)
    theatre.page.locator(".tg-box").nth(place).click()
    shown = theatre.page.locator(".tg-inside")
    assert shown.locator("th").all_inner_texts() == list(columns)
    assert shown.locator("tbody tr").count() == len(rows)
    assert shown.locator("td").first.inner_text() == "attention.head0.q"


def test_before_a_backward_pass_nothing_is_known():
    loss = loss_of(OneHead(size=2, context=8, rng=random.Random(1)))
    drawing = draw_graph(loss, "block")

    assert "size of grad" not in repr(drawing)
    assert all(row[3] == "not yet" for _, _, rows, _ in drawing.recorded.insides for row in rows)  # fmt: skip


def test_a_network_without_blocks_folds_by_its_layers():
    model = nn.MLP(2, [3, 1], rng=random.Random(2))
    loss = (model([1.0, 2.0])[0] - 1.0) ** 2

    assert names(loss) == ["layer0", "layer1", ""]


def test_a_part_that_is_used_again_later_is_drawn_too():
    """Tied weights make a circle of boxes: they stand where they were read first."""
    table = [nn.Parameter(0.5, "table.w[0,0]"), nn.Parameter(0.2, "middle.w[0,0]")]
    loss = (table[0] * 2.0).tanh() * table[1] * table[0]

    assert set(names(loss)) == {"table", "middle", ""}
    assert draw_graph(loss, "block").recorded.edges


@pytest.mark.parametrize("opened", [["block7"], ["token"], ["block0.up"], "layer0"])
def test_a_name_that_no_part_has_is_refused(loss, opened):
    with pytest.raises(ValueError, match="opened needs names of parts that have parts, got .*; write one of block0, "):  # fmt: skip
        draw_graph(loss, "block", opened)
    with pytest.raises(ValueError, match="none: this graph has no such part"):
        draw_graph(Value(1.0) * 2.0, "block", opened)
