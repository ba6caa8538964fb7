"""Where boxes and numbers stand: apart from each other."""

from tests.shared.recorded import backward_pass
from toygrad.viz.graph.picture import write_graph


def test_everything_has_its_place_and_nothing_overlaps(grown):
    """In both layouts: boxes apart from each other, numbers apart from boxes."""
    for seed in range(60):
        picture = write_graph(backward_pass(grown(seed)))
        for plan in picture["plans"].values():
            assert crowded(picture, plan) == []


def test_boxes_that_overlap_are_noticed(square_and_self):
    """The planted fault of the test above."""
    picture = write_graph(backward_pass(square_and_self))
    plan = picture["plans"]["LR"]
    plan["boxes"][0] = plan["boxes"][1]

    assert crowded(picture, plan) == [("x", "s = x·x")]


def crowded(picture, plan):
    """Pairs of boxes, and of boxes and numbers, that share more than their border."""
    boxes = [
        (box["title"], *place, *box["size"])
        for box, place in zip(picture["boxes"], plan["boxes"])
    ]
    texts = [
        (" ".join(edge["lines"]), *place, *edge["size"])
        for edge, place in zip(picture["edges"], plan["labels"])
        if place
    ]
    return [
        (one[0], other[0])
        for k, one in enumerate(boxes)
        for other in [*boxes[k + 1 :], *texts]
        if abs(one[1] - other[1]) < (one[3] + other[3]) / 2 - 4
        and abs(one[2] - other[2]) < (one[4] + other[4]) / 2 - 4
    ]
