"""A head of attention as a player: every number drawn is the engine's."""

import random

import pytest

from tests.shared.heads import Head
from tests.shared.seen import unlike
from toygrad import Value, nn
from toygrad.paths import local_grads
from toygrad.value import Constant
from toygrad.viz import show_backward
from toygrad.viz.passes.in_rows import InRows
from toygrad.viz.snapshot import Snapshot
from toygrad.viz.words import number

HEADS = [
    {
        "seed": seed,
        "positions": 2 + seed % 3,
        "size": 1 + seed // 3 % 3,
        "letters": letters,
    }
    for letters in (False, True)
    for seed in range(18)
    if not letters or seed % 9 < 8  # 4 positions of 3 numbers have too many edges
]


def play(head, **more):
    folded = {"fold": "neuron"} if "letter" in head.rows else {}
    return show_backward(
        head.result, rows=head.rows, columns=head.columns, **folded, **more
    )


def wrong_numbers(head):
    """What the last frame, the edges and the shares show otherwise than the engine has it."""
    recorded = play(head).recorded
    head.result.backward()
    names, last = Snapshot(head.result).names, recorded.frames[-1]
    shown = dict(zip(recorded.values, recorded.boxes))
    for value, box, note in zip(recorded.values, recorded.boxes, last.notes):
        wanted = (names[value], f"data {number(value.data)}", f"grad {number(value.grad)}")  # fmt: skip
        if (box.title, box.data, note.text) != wanted:
            yield box.title, note.text
    edges = [
        (shown[parent].title, box.title, (f"×{number(local)}",))
        for value, box in shown.items()
        for parent, local in zip(value.parents, local_grads(value))
        if parent in shown
    ]
    boxes = recorded.boxes
    drawn = [(boxes[e.tail].title, boxes[e.head].title, e.lines) for e in recorded.edges]  # fmt: skip
    if sorted(drawn) != sorted(edges):
        yield "edges"
    for frame in recorded.frames:
        if frame.phase == "backward":
            for place, (_, _, share) in zip(frame.edges, frame.moves):
                edge = recorded.edges[place]
                head_of, tail_of = recorded.values[edge.head], recorded.values[edge.tail]  # fmt: skip
                shares = (
                    number(local * head_of.grad)
                    for parent, local in zip(head_of.parents, local_grads(head_of))
                    if parent is tail_of
                )
                if share not in shares:
                    yield boxes[edge.tail].title, share


@pytest.mark.parametrize("about", HEADS, ids=lambda about: "-".join(map(str, about.values())))  # fmt: skip
def test_every_number_of_a_random_head_is_the_engines(about):
    assert list(wrong_numbers(Head(**about))) == []


def test_a_share_that_is_a_little_wrong_is_found(monkeypatch):
    """The planted fault: one local derivative in a thousand parts too large."""
    right = InRows.locals
    monkeypatch.setattr(
        InRows, "locals", lambda self, value: [1.001 * x for x in right(self, value)]
    )

    assert "edges" in list(wrong_numbers(Head(1)))


def test_a_gradient_that_is_a_little_wrong_is_found(monkeypatch):
    right = InRows.complete

    def wrong(self, value):
        self.grads[value] *= 1.001
        right(self, value)

    monkeypatch.setattr(InRows, "complete", wrong)

    assert list(wrong_numbers(Head(1)))


@pytest.mark.parametrize("seed", range(4))
def test_each_edge_has_the_size_of_its_share(seed):
    """As a part of the largest, whatever its sign: the engine's numbers again."""
    head = Head(seed)
    recorded = play(head).recorded
    head.result.backward()
    sizes = []
    for edge in recorded.edges:
        to, tail = recorded.values[edge.head], recorded.values[edge.tail]
        (local,) = [
            local for p, local in zip(to.parents, local_grads(to)) if p is tail
        ]  # fmt: skip
        sizes.append(abs(local * to.grad))

    assert max(recorded.shares) == 1.0
    assert recorded.shares == pytest.approx([size / max(sizes) for size in sizes])


def test_a_gradient_to_come_is_not_announced_on_every_box():
    """The planted fault of the other players: "grad: not yet", 19 times."""
    recorded = play(Head()).recorded

    assert {note.text for note in recorded.frames[3].notes} == {""}
    assert {note.kind for note in recorded.frames[3].notes} == {"waiting"}


def test_a_head_of_2_numbers_at_3_positions_is_12_values_and_43_edges():
    head = Head()
    graph, recorded = Snapshot(head.result), play(head).recorded

    assert len(graph.order) == 12 and len(graph.edges) == 43
    constants = [p for p, _, _ in graph.edges if isinstance(p, Constant)]
    assert len(constants) == 5  # three times √2, and what the result asks for
    assert len(recorded.edges) == 43 - 5
    phases = [frame.phase for frame in recorded.frames]
    assert phases.count("forward") == 1 + 12  # the leaves, then value by value
    assert phases.count("backward") == 1 + 38 + 1  # the start, edge by edge, the nudge


def test_by_box_all_shares_of_a_value_go_in_one_step():
    head = Head()
    edges, boxes = play(head).recorded, play(head, by="box").recorded
    steps = [f for f in boxes.frames if f.phase == "backward"]

    assert len(steps) == 1 + 12 + 1  # the start, value by value, the nudge
    assert sorted(e for f in steps for e in f.edges) == list(range(38))
    for frame in steps:
        assert len({boxes.edges[e].head for e in frame.edges}) <= 1
    assert boxes.frames[-1].notes == edges.frames[-1].notes
    assert boxes.grads == edges.grads and boxes.shares == edges.shares


def test_by_box_a_step_says_which_box_it_is():
    steps = [f for f in play(Head(), by="box").recorded.frames if f.phase == "backward"]

    assert [f.counter for f in steps] == ["", *(f"box {k} of 12" for k in range(1, 13)), "check"]  # fmt: skip
    alone = show_backward(Value(2.0, "a") ** 2, by="box").recorded
    assert alone.frames[-2].counter == "box 1 of 1"


def test_by_box_all_sums_are_told_or_counted():
    """A head of 3 positions finishes 6 at once; above that the rest is a number."""
    captions = play(Head(), by="box").recorded.captions
    assert max(text.count(".grad = ") for text in captions) == 6
    assert not any(text.endswith(" more.") for text in captions)
    neuron = nn.MLP(8, [1], rng=random.Random(1))
    (out,) = neuron([Value(1.0, f"x{k}") for k in range(8)])
    (told,) = [text for text in show_backward(out, "neuron").recorded.captions if text.endswith("And 2 more.")]  # fmt: skip
    assert told.count(".grad = ") == 6 and "8 shares" in told


def test_by_box_goes_without_rows_too():
    head = Head(letters=True)
    alike = [show_backward(head.result, fold, by="box").recorded for fold in (None, "neuron")]  # fmt: skip
    for recorded in alike:
        senders = [recorded.edges[f.edges[0]].head for f in recorded.frames if f.phase == "backward" and f.edges]  # fmt: skip
        assert len(senders) == len(set(senders)) > 10
    with pytest.raises(ValueError, match="by edge or by box here, got by='row'"):
        show_backward(head.result, by="row")


def test_what_is_masked_has_no_value():
    """The second of three positions asks: two scores, and nothing of the third."""
    head = Head(positions=2)
    titles = [box.title for box in play(head).recorded.boxes]

    assert [title for title in titles if title[0] == "s"] == ["s0", "s1"]
    assert not any("2" in title for title in titles)


def test_letters_get_shares_through_query_key_and_value():
    head = Head(letters=True)
    recorded = play(head).recorded
    ways = {}
    for edge in recorded.edges:
        tail, to = recorded.boxes[edge.tail].title, recorded.boxes[edge.head].title
        if tail.startswith("x"):
            ways.setdefault(tail, set()).add(to[0])

    assert ways["x0[0]"] == ways["x1[1]"] == {"k", "v"}
    assert ways["x2[0]"] == {"q", "k", "v"}
    closed = [box.title for box in recorded.boxes if box.parameter]
    assert len(closed) == 14 and len(recorded.insides) == 14
    place, lead, table = recorded.insides[0]
    head.result.backward()
    first, _ = head.rows["key, query"][-1]
    assert recorded.values[place] is first and lead.startswith("w·x has the gradient")
    assert [row[0] for row in table] == ["q.w[0,0]", "q.w[0,1]"]
    for row, weight in zip(table, first.parents):
        assert row[3].endswith(f"= {number(weight.grad)}")


def test_slots_stand_where_there_is_room():
    head = Head()
    recorded = play(head).recorded
    uses = dict(zip((box.title for box in recorded.boxes), recorded.uses))

    assert uses["z0"] == 3 and uses["a0"] == 2
    assert uses["q[0]"] == uses["s0"] == uses["m0"] == 0


@pytest.mark.parametrize("letters", [False, True])
def test_the_page_shows_what_the_data_say(theatre, letters):
    player = play(Head(letters=letters))
    theatre.show(player.data)

    assert unlike(player.data, theatre.read_all()) == []
    said = theatre.page.locator(".tg-aside text").all_text_contents()
    assert {"1", "asks", "key, query", "softmax", "result"} < set(said)


def test_a_head_too_large_to_read_is_refused():
    with pytest.raises(ValueError, match="at most 60 boxes and 120 edges, got "):
        play(Head(positions=4, size=3, letters=True))


def test_rows_need_each_value_once():
    head = Head()
    mix = head.rows["mix"]
    ask = lambda **rows: show_backward(head.result, rows=head.rows | rows)  # noqa: E731

    with pytest.raises(ValueError, match="a place for each value, got none for m1"):
        ask(mix=mix[:1])
    with pytest.raises(ValueError, match="stand once"):
        ask(more=mix)
    with pytest.raises(ValueError, match="behind the result, got Value"):
        ask(more=[Value(1.0)])
    with pytest.raises(ValueError, match="a box of their own, got 1.414"):
        ask(more=[head.rows["÷ √d"][0].parents[1]])
    with pytest.raises(TypeError, match="a dict of rows, got "):
        show_backward(head.result, rows=[mix])
    with pytest.raises(TypeError, match="a list of cells for each row, got "):
        ask(mix=mix[0])
    with pytest.raises(TypeError, match="a cell needs a value, .*, got str 'm'"):
        ask(mix=["m", mix])


def test_values_without_a_label_are_called_after_their_row():
    head = Head()
    for row in ("score", "softmax", "mix", "÷ √d"):
        for value in head.rows[row]:
            if value is not None and value is not head.rows["mix"][0]:
                value.label = ""
    recorded = play(head).recorded
    titles = [box.title for box in recorded.boxes]

    assert {"score1", "score3", "softmax2", "m0", "mix2"} < set(titles)
    assert (
        sum(title.startswith("v") and "[" not in title for title in titles) == 3
    )  # ÷ √d is no name
    assert any(c.startswith("At softmax3: ") for c in recorded.captions)


def test_a_name_that_is_taken_is_not_given_again():
    a, b = Value(2.0, "score1"), Value(3.0, "b")
    product, more = a * b, b * b
    total = product + more
    player = show_backward(total, rows={"in": [a, b], "score": [product, more], "out": [total]})  # fmt: skip
    titles = [box.title for box in player.recorded.boxes]

    assert titles.count("score1") == 1 and "score2" in titles and "out" in titles


def test_a_network_stands_in_rows_too():
    """What has a bias is folded like what has none."""
    model = nn.MLP(2, [2, 1], rng=random.Random(1))
    x = [Value(0.5, "x"), Value(-1.0, "y")]
    out = model(x)
    hidden = out[0].parents[2:4]  # its inputs are the outputs of the first layer
    rows = {"inputs": x, "hidden": list(hidden), "output": out}
    player = show_backward(out[0], "neuron", rows=rows)

    assert [box.title for box in player.recorded.boxes] == ["x", "y", "layer0[0]", "layer0[1]", "layer1[0]"]  # fmt: skip
