"""Walks in any order: what they send, and what they end with."""

import pytest

from tests.shared.recorded import walk_pass
from toygrad import Value
from toygrad.value import topological_order
from toygrad.viz import show_walks


@pytest.fixture
def ladder():
    """b = a + a; c = a + b; d = b + c: the slope of d is 5."""
    a = Value(1.0, label="a")
    b = a + a
    c = a + b
    d = b + c
    b.label, c.label, d.label = "b", "c", "d"
    return a, b, c, d


@pytest.mark.parametrize(
    "order, overwrite, grad",
    [
        ("dcb", False, 5.0),
        ("dbcb", False, 7.0),
        ("dbc", False, 3.0),
        ("dcb", True, 1.0),
        ("bcd", False, 0.0),
        ("", False, 0.0),
    ],
)
def test_a_walk_ends_with_what_its_order_brings(ladder, order, overwrite, grad):
    values = dict(zip("abcd", ladder))
    recorded = walk_pass(values["d"], [values[name] for name in order], overwrite)
    ends = dict(zip(recorded.values, recorded.grads))

    assert ends[values["a"]] == grad
    verdict = "which is right" if grad == 5.0 else "but the truth is 5"
    assert recorded.captions[-1] == f"a ends with {grad:g}, {verdict}."
    assert len(recorded.frames) == len(order) + 2
    assert all(value.grad == 0.0 for value in ladder)


def test_the_order_of_the_engine_is_right_on_every_kind_of_edge():
    x, w = Value(3.0, label="x"), Value(-2.0, label="w")
    y = (x * w - x / w) ** 2 + -x * w
    recorded = walk_pass(y, reversed(topological_order(y)))
    y.backward()

    ends = dict(zip(recorded.values, recorded.grads))
    assert (ends[x], ends[w]) == (x.grad, w.grad)
    assert recorded.captions[-1].count("which is right") == 2


def test_who_sends_too_early_is_told(ladder):
    a, b, c, d = ladder
    early = walk_pass(d, [d, b, c, b]).captions

    assert early[2].startswith("b sends on 1, with 1 of 2 slots full, too early.")
    assert early[4].startswith("b sends on 2, with 2 of 2 slots full.")
    often = walk_pass(d, [d, c, c, b]).captions[-2]
    assert often.startswith("b sends on 3, with 3 shares in 2 slots.")


def test_a_box_has_a_slot_for_every_share_that_comes(ladder):
    a, b, c, d = ladder
    recorded = walk_pass(d, [d, b, c, b])
    uses = dict(zip(recorded.values, recorded.uses))

    assert (uses[a], uses[b], uses[c]) == (5, 2, 1)
    assert "".join(recorded.frames[-1].slots[recorded.values.index(a)]) == "11122"


def test_walks_are_shown_in_step(ladder):
    a, b, c, d = ladder
    shown = show_walks(
        d, {"right": [d, c, b], "late": [d, b, c, b], "=": [d, c, b]}, overwrite=["="]
    )
    pictures = shown.data["pictures"]

    assert [picture["title"] for picture in pictures] == ["right", "late", "="]
    assert [len(picture["says"]) for picture in pictures] == [6] * 3
    assert [len(picture["frames"]) for picture in pictures] == [6] * 3
    for k in (4, 5):  # the first one waits
        assert pictures[0]["says"][k] == "a ends with 5, which is right."
    assert pictures[0]["frames"][5] == {"phase": "backward"}
    assert repr(shown).splitlines()[0] == "right"
    assert repr(shown).splitlines()[-1] == " 5. a ends with 1, but the truth is 5."
    assert shown.still().count("<svg") == 3
    assert shown.steps().count("<li>") == 6 + 6 + 6


def test_no_walk_is_lost_where_two_names_look_alike(ladder):
    a, b, c, d = ladder
    shown = show_walks(d, {"1": [d, c, b], 1: [d, b, c]})

    assert [text.split()[3] for text in (p.captions[-1] for p in shown.passes)] == [
        "5,", "3,"
    ]  # fmt: skip


def test_a_hostile_name_of_a_walk_stays_text(ladder):
    a, b, c, d = ladder
    shown = show_walks(d, {"<script>alert(1)</script>": [d]})

    assert "<script>" not in shown._repr_html_()
    assert shown.data["pictures"][0]["title"] == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "error, words, make",
    [
        (TypeError, "show_walks needs a value", lambda a, d: show_walks(5.0, {"x": []})),
        (TypeError, "a dict of 1 to 4 walks", lambda a, d: show_walks(d, [d])),
        (TypeError, "a dict of 1 to 4 walks", lambda a, d: show_walks(d, {})),
        (TypeError, "a dict of 1 to 4", lambda a, d: show_walks(d, dict.fromkeys("abcde", []))),
        (TypeError, "a walk needs values, got int 3", lambda a, d: show_walks(d, {"x": [3]})),
        (TypeError, "a list of values", lambda a, d: show_walks(d, {"x": d})),
        (ValueError, "behind the result", lambda a, d: show_walks(d, {"x": [Value(1.0)]})),
        (ValueError, "got 'y'", lambda a, d: show_walks(d, {"x": [d]}, overwrite=["y"])),
        (ValueError, "up to 60 visits, got 61", lambda a, d: show_walks(d, {"x": [d] * 61})),
    ],
)  # fmt: skip
def test_wrong_use_of_walks_is_told(ladder, error, words, make):
    with pytest.raises(error, match=words):
        make(ladder[0], ladder[-1])
