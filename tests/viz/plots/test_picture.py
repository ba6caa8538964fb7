"""What all pictures of matplotlib share."""

import re


def test_no_text_is_smaller_than_the_pages_reckon_with(root):
    """tests/shared/crowded.js takes the smallest text of a figure to have 11 points."""
    files = (root / "toygrad/viz/plots").glob("*.py")
    source = "".join(path.read_text() for path in files)
    sizes = re.findall(r'(?:fontsize=|"font.size": )([\d.]+)', source)

    assert min(map(float, sizes)) == 11
