"""Every colour and size of the pictures, once.

Two families: blue tells the forward story, orange the backward story.
The hues are Okabe and Ito's, the vermillion darkened until it reads as
text.  Colour never speaks alone: data and grad are also named in words,
backward edges are also dashed.
"""

__all__ = [
    "DATA", "GRADIENT", "FORWARD", "BACKWARD", "FORWARD_TINT",
    "BACKWARD_TINT", "INK", "LINE", "QUIET", "PAPER", "FONT",
    "TEXT_SIZE", "TITLE_SIZE", "FIGURE_SIZE", "SQUARE_SIZE", "STRIP_SIZE",
    "PANEL_SIZE",
]  # fmt: skip

DATA = "#0072B2"  # numbers, forward edges, the first curve
GRADIENT = "#B34700"  # gradients, backward edges, the second curve
FORWARD = "#56B4E9"  # border of the value being computed
BACKWARD = "#E69F00"  # border of the value being credited
FORWARD_TINT = "#EAF4FB"  # fill of the active box, forward
BACKWARD_TINT = "#FDF1E6"  # fill of the active box, backward
INK = "#1F2933"  # text
LINE = "#52606D"  # outlines, axes
QUIET = "#F4F6F8"  # resting boxes
PAPER = "#FFFFFF"  # background of every figure

FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
TEXT_SIZE = 13.5  # pixels, 10 points: the smallest text of a drawing
TITLE_SIZE = 14.5  # pixels, the first line of a box

FIGURE_SIZE = (6.2, 3.4)  # inches, a curve
SQUARE_SIZE = (4.2, 4.2)  # inches, a plane
STRIP_SIZE = (6.2, 2.4)  # inches, three planes in a row
PANEL_SIZE = (310, 225)  # pixels, two side by side in a column
