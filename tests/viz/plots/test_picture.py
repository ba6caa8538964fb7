"""What all pictures of matplotlib share."""

import re

from toygrad.viz.plots import picture
from toygrad.viz.plots.picture import Picture


def test_no_text_is_smaller_than_the_pages_reckon_with(root):
    """tests/shared/crowded.js takes the smallest text of a figure to have 11 points."""
    files = (root / "toygrad/viz/plots").glob("*.py")
    source = "".join(path.read_text() for path in files)
    sizes = re.findall(r'(?:fontsize=|"font.size": )([\d.]+)', source)

    assert min(map(float, sizes)) == 11


def places():
    draw = lambda axes: axes.plot([0, 1, 2], [1 / 3, 2 / 3, 1 / 7])  # noqa: E731
    lines = re.findall(' d="(.*?)"', Picture(draw, "").svg, re.S)
    return re.findall(r"[\d.]+", " ".join(lines))


def test_places_are_written_no_finer_than_a_screen_shows(monkeypatch):
    short = places()
    monkeypatch.setattr(picture, "FINER", re.compile("(never)"))
    long = places()

    assert max(map(len, short)) <= len("446.400") < max(map(len, long))
    assert all(
        abs(float(a) - float(b)) < 0.001 for a, b in zip(short, long, strict=True)
    )
