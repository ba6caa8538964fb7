"""How wide a text is, the same on every machine.

With this file you can

* measure a text: ``text_width("data 3", 13.5)`` is in pixels,
* hold the texts of a picture to that width: ``hold_widths(svg)``.

The widths in letters.json are those of Toygrad Sans, the face that the book
brings along.  A notebook has other fonts: there each text is drawn as wide as
it was measured, so that it fits its box.
"""

import json
import re
from functools import cache
from pathlib import Path

__all__ = ["text_width", "held_width", "hold_widths"]

WIDEST_FONT = 1.6  # times as wide as Toygrad Sans
UNKNOWN = 1.0  # of the size: room for a character that the face does not have
SVG = "{http://www.w3.org/2000/svg}"


@cache
def widths(weight):
    """{character: width in sizes} of one weight, "regular" or "bold"."""
    table = json.loads(Path(__file__).with_name("letters.json").read_text("utf-8"))
    return {
        character: int(thousandths) / 1000
        for thousandths, characters in table[weight].items()
        for character in characters
    }


def text_width(text, size, bold=False):
    """The width of one line in pixels, for letters of `size` pixels.

    >>> text_width("00", 10.0)
    9.94
    """
    known = widths("bold" if bold else "regular")
    return size * sum(known.get(character, UNKNOWN) for character in text)


def held_width(text, size, bold=False):
    """The attributes of SVG that hold a text to its width; none for unknown letters."""
    if not widths("bold" if bold else "regular").keys() >= set(text):
        return {}
    width = round(text_width(text, size, bold))
    return {"textLength": str(width), "lengthAdjust": "spacingAndGlyphs"}


def hold_widths(element, size=0.0, bold=False, room=0.0):
    """Holds the texts of an SVG tree to their width, where another font might need more.

    Sizes and weights are inherited.  A text in a box that is much wider, and
    a number that runs along an edge, have room enough in any font.
    """
    size = float(element.get("font-size", size))
    bold = element.get("font-weight", "bold" if bold else "") == "bold"
    box = element.find(f"{SVG}path")
    if box is not None and box.get("fill") != "none":
        room = width_of(box)
    runs = "run" in element.get("class", "").split()
    if element.tag == f"{SVG}text" and not runs:
        text = element.text or ""
        if WIDEST_FONT * text_width(text, size, bold) > room:
            element.attrib.update(held_width(text, size, bold))
    for child in element:
        hold_widths(child, size, bold, room)


def width_of(path):
    across = [float(x) for x in re.findall(r"(-?[\d.]+),", path.get("d"))]
    return max(across) - min(across)
