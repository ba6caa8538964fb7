"""The recorded run: its frames are those of a session."""

from tests.shared.sessions import set_up
from toygrad.viz import Playground
from toygrad.viz.playground import recorded


def test_the_recorded_frames_are_those_of_a_session():
    frames = Playground().data["recorded"]["frames"]
    session = set_up({})[0]
    for frame in frames[:6]:
        if more := frame["step"] - session.run.steps:
            session.ask({"do": "train", "steps": more})
        whole = session.frame(None)
        assert without_scale(frame["net"]) == without_scale(
            recorded.shorten(whole["net"])
        )
        for part in ("loss", "answers", "pass", "epoch", "setting"):
            assert frame[part] == recorded.shorten(whole[part])
        points = {*zip(*recorded.shorten(whole["history"]).values())}
        assert points >= {*zip(*frame["history"].values())}
        assert frame["history"]["step"][-1] == frame["step"]
    assert frames[0]["data"] == recorded.shorten(set_up({})[1]["data"] | {"version": 1})  # fmt: skip


def without_scale(net):
    """The numbers of a network; how large its maps are depends on their places."""
    nodes = [[node | {"max": 0} for node in layer] for layer in net["nodes"]]
    return net | {"nodes": nodes}


def test_the_page_opens_at_a_frame_that_is_on_its_way():
    data = Playground().data["recorded"]
    first, shown, last = (data["frames"][k]["loss"][0] for k in (0, data["start"], -1))

    assert last < shown < first and shown < 0.8 * first and last < 0.3 * shown
