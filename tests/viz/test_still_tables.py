"""One step of a graph that gathers, where no script runs."""

from tests.viz.passes.test_tables import picture


def test_the_still_picture_has_every_number_of_its_step():
    stage = picture()
    stage.step = 16
    drawn = stage.still()

    for text in ("W, 2 × 3", "x, 3", ">262<", ">50<", ">−9<"):
        assert text in drawn
    assert "W[1][2]" not in drawn
    stage.step = 1
    assert "W[1][2]" in stage.still() and ">50<" not in stage.still()
