"""What a picture of matplotlib has in it; for tests."""

import re
from collections import Counter


def colours(picture, kind):
    """How often each colour stands in the marks or lines of a picture."""
    found = re.findall(rf"<{kind} [^>]*(#[0-9a-f]{{6}})[^>]*>", picture.svg)
    return Counter(colour.upper() for colour in found)
