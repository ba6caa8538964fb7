"""A pad with a digit on it, and what a network says to it, as the picture where no script runs.

With this file you can

* let a written network read a digit: ``read(layers, counts)``,
* draw the first example of a pad and its answer: ``pad(picture, 0)``.

front/pad.js does the same for what a reader draws.
"""

import html
import math

from . import theme
from .still_plots import tag

__all__ = ["name_digit", "pad", "read", "write_chance"]

SIDE, FULL = 8, 16  # cells of a row, points of ink in a full cell
CELL, GAP, ROW, BAR = 32, 40, 25.6, 160  # pixels


def sigmoid(x):
    return math.exp(x) / (1.0 + math.exp(x)) if x < 0.0 else 1.0 / (1.0 + math.exp(-x))


ACTIVATIONS = {
    "none": float,
    "relu": lambda x: max(x, 0.0),
    "tanh": math.tanh,
    "sigmoid": sigmoid,
}


def read(layers, counts):
    """The probabilities that written layers give to cells with so many points of ink.

    >>> read([{"w": [[0.0] * 64] * 2, "b": [0.0, 0.0], "activation": "none"}], [16] * 64)
    [0.5, 0.5]
    """
    numbers = [count / FULL for count in counts]
    for layer in layers:
        activation = ACTIVATIONS[layer["activation"]]
        numbers = [
            activation(sum((w * x for w, x in zip(row, numbers)), b))
            for row, b in zip(layer["w"], layer["b"])
        ]
    largest = max(numbers)
    powers = [math.exp(number - largest) for number in numbers]
    return [power / sum(powers) for power in powers]


def write_chance(chance):
    """A probability with three digits; a network is never quite sure.

    >>> write_chance(0.25), write_chance(0.9999), write_chance(0.0)
    ('0.250', '> 0.999', '< 0.001')
    """
    if chance < 0.0005:
        return "< 0.001"
    return f"{chance:.3f}" if chance < 0.9995 else "> 0.999"


def name_digit(digit):
    """The digit with its article: "a 7", "an 8"."""
    word = str(digit)
    return f"{'an' if word[0] == '8' or word in ('11', '18') else 'a'} {word}"


def pad(picture, k):
    """The first example and its ten bars as HTML; there is one frame."""
    _, counts = picture["examples"][0]
    chances = read(picture["layers"], counts)
    width, height = SIDE * CELL + GAP + BAR + 80, max(SIDE * CELL, ROW * len(chances))
    sheet = (cell(place, count) for place, count in enumerate(counts))
    rows = (line(digit, p, p == max(chances)) for digit, p in enumerate(chances))
    drawn = tag(
        "svg", *sheet, *rows, viewBox=f"-1 -1 {width + 2:g} {height + 2:g}", width=f"{width:g}",
        font_family=theme.FONT, font_size=theme.TEXT_SIZE, role="img",
        aria_label=picture["words"], style="max-width:100%;height:auto",
    )  # fmt: skip
    return f'<div class="tg-pad">{drawn}</div>'


def cell(place, count):
    row, column = divmod(place, SIDE)
    corner = {"x": column * CELL, "y": row * CELL, "width": CELL, "height": CELL}
    paper = tag(
        "rect", **corner, class_="tg-frame", fill=theme.PAPER, stroke=theme.HAIR
    )
    ink = tag(
        "rect", **corner, class_="tg-ink", fill=theme.INK, fill_opacity=count / FULL
    )
    return paper + ink if count else paper


def line(digit, chance, best):
    """A digit, a bar and a number."""
    left, y = SIDE * CELL + GAP, ROW * digit
    weight = "bold" if best else None
    words = [
        tag("text", html.escape(written), x=f"{x:g}", y=f"{y + 18:g}", fill=theme.INK,
            font_weight=weight)
        for x, written in ((left, str(digit)), (left + BAR + 32, write_chance(chance)))
    ]  # fmt: skip
    size = {"x": left + 20, "y": f"{y + 6:g}", "height": 14}
    track = tag("rect", **size, width=BAR, fill=theme.QUIET, class_="tg-track")
    bar = tag(
        "rect", **size, width=f"{BAR * chance:.1f}", fill=theme.DATA, class_="tg-weight"
    )
    return words[0] + track + bar + words[1]
