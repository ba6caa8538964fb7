"""Numbers and tables as people write them."""

from toygrad.viz.words import number


def test_numbers_are_written_for_people():
    written = [number(x) for x in (-6.0, 1 / 3, 0.0, -0.0, 1e-7, 123456.0, -2.5e30)]

    assert written == ["−6", "0.3333", "0", "0", "1e−7", "1.235e5", "−2.5e30"]
