"""A pass as plain data: its differences, frame by frame."""

import pytest

from tests.shared.recorded import backward_pass
from toygrad.viz import show_backward
from toygrad.viz.graph.picture import write_graph
from toygrad.viz.still import state_at
from toygrad.viz.words import number


def states(picture):
    return [state_at(picture, k) for k in range(len(picture["frames"]))]


@pytest.fixture(scope="module")
def passes(grown):
    """Of random graphs: the result, its pass, and the picture of that."""
    results = [grown(seed) for seed in range(300)]
    recordings = [(result, backward_pass(result)) for result in results]
    return [(*one, write_graph(one[1])) for one in recordings]


def test_the_differences_add_up_to_the_recorded_frames(passes):
    """On random graphs: every note, slot, edge and box of every frame."""
    for _, recorded, picture in passes:
        for frame, state in zip(recorded.frames, states(picture), strict=True):
            assert [tuple(note) for note in state["notes"]] == [
                (note.kind, note.text) for note in frame.notes
            ]
            assert [tuple(shares) for shares in state["slots"]] == list(frame.slots)
            assert (state["phase"], state["stage"]) == (frame.phase, frame.stage)
            assert tuple(state["edges"]) == frame.edges
            assert frame.active in state["receives"] | state["sends"]


def test_the_last_frame_is_what_backward_finds_to_the_last_bit(passes):
    for result, recorded, picture in passes:
        result.backward()

        assert recorded.grads == tuple(value.grad for value in recorded.values)
        said = [text for _, text in states(picture)[-1]["notes"]]
        assert said == [f"grad {number(value.grad)}" for value in recorded.values]


def test_a_frame_that_forgets_a_change_is_noticed(square_and_self):
    """The planted fault of the two tests above."""
    recorded = backward_pass(square_and_self)
    picture = write_graph(recorded)
    del picture["frames"][-2]["notes"]
    said = [tuple(note) for note in states(picture)[-1]["notes"]]

    assert said != [(note.kind, note.text) for note in recorded.frames[-1].notes]


def test_where_shares_meet_the_frame_says_how_they_add(product_reused):
    frames = show_backward(product_reused).data["pictures"][0]["frames"]

    assert frames[9]["sums"] == {"0": "4 + (−6)"}
    assert frames[9]["moves"] == [["2", "2 × (−3)", "−6"]]
    assert "sums" not in frames[6]


def test_what_a_nudge_of_a_box_does_is_told_by_its_gradient(product_reused):
    picture = show_backward(product_reused).data["pictures"][0]
    tips = {box["title"]: box.get("tip", "") for box in picture["boxes"]}

    assert tips["a"] == "Raise a by 0.01 alone: L falls by about 0.02."
    assert tips["b"] == "Raise b by 0.01 alone: L rises by about 0.04."
    assert tips["L = s·a"] == ""
