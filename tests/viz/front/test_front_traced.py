"""A graph of PyTorch on the page: every step shows what its hooks saw."""

import json

import pytest

from tests.shared.seen import unlike
from tests.shared.traces import stored
from toygrad.viz.passes.player import play_trace


def differences(theatre, shown, data):
    theatre.show(shown)
    return unlike(data, theatre.read_all())


@pytest.mark.parametrize("name", ["neuron", "mlp", "deep", "again", "apart", "nan"])
def test_every_step_shows_what_stands_in_the_trace(theatre, name):
    data = play_trace(stored()[name][0]).data

    assert differences(theatre, data, data) == []


def test_a_wrong_share_on_the_page_is_noticed(theatre):
    data = play_trace(stored()["neuron"][0]).data
    wrong = json.loads(json.dumps(data))
    frame = next(f for f in wrong["pictures"][0]["frames"] if "slots" in f)
    frame["slots"] = {place: ["7"] for place in frame["slots"]}

    assert differences(theatre, wrong, data) != []


def test_what_was_broadcast_is_added_up_on_its_way(theatre):
    """The clock is stopped on the way: the norm that leaves, the sum, the norm that lands."""
    trace = stored()["mlp"][0]
    frames = play_trace(trace).recorded.frames
    step = next(k for k, f in enumerate(frames) if "0.bias; each" in f.caption)
    theatre.show(play_trace(trace, step=step).data)
    theatre.press("Next")
    way = [theatre.run(200)["tokens"] for _ in range(14)]
    seen = list(dict.fromkeys(text for texts in way for text in texts))

    assert seen == list(frames[step].moves[0])


def test_pointing_at_a_small_tensor_tells_the_numbers_of_its_gradient(theatre):
    theatre.show(play_trace(stored()["mlp"][0], step=22).data)
    theatre.page.locator(".tg-box").first.hover()
    told = theatre.page.locator(".tg-tip").inner_text()

    assert told.startswith("Its gradient: ") and told.count(";") == 3
