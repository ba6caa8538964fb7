"""How wide a text is, the same on every machine.

With this file you can

* measure a text: ``text_width("data 3", 13.5)`` is in pixels,
* hold the text of a picture to that width: ``hold_width("data 3", 13.5)``.

The widths in letters.json are those of Toygrad Sans, the face that the book
brings along.  A notebook has other fonts: there each text is drawn as wide as
it was measured, so that it fits its box.
"""

import json
from functools import cache
from pathlib import Path

__all__ = ["text_width", "hold_width"]

WIDEST_FONT = 1.6  # times as wide as Toygrad Sans
UNKNOWN = 1.0  # of the size: room for a character that the face does not have


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


def hold_width(text, size, bold=False, room=0.0):
    """The attributes of SVG that hold a text to its width.

    None for a text with unknown letters, nor for one that fits into so many
    pixels in any font.
    """
    width = round(text_width(text, size, bold))
    known = widths("bold" if bold else "regular").keys() >= set(text)
    if not known or WIDEST_FONT * width <= room:
        return {}
    return {"textLength": str(width), "lengthAdjust": "spacingAndGlyphs"}
