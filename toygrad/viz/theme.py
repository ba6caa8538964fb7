"""Every colour and size of the pictures, once.

Two families: blue tells the forward story, orange the backward story.
The hues are Okabe and Ito's, the vermillion darkened until it reads as
text.  Colour never speaks alone: data and grad are also named in words,
backward edges are also dashed.
"""

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
HAIR = "#CBD4DC"  # the border of a resting box

# The same on a dark page: hues stay, lightness turns round, so that every
# text keeps a contrast of at least 4.5 to 1 (a test computes it).
DARK = {
    "DATA": "#62BBF3",
    "GRADIENT": "#FF9F57",
    "FORWARD": "#56B4E9",
    "BACKWARD": "#FFC04D",
    "FORWARD_TINT": "#132B3D",
    "BACKWARD_TINT": "#35230F",
    "INK": "#E8EDF2",
    "LINE": "#A3B3C2",
    "QUIET": "#1B232C",
    "PAPER": "#12181F",
    "HAIR": "#3A4856",
}

# Lines of one rank, as the hinges of a curve, from the first on and round
# again; the sum of them is INK.  Each also has its number.
HUES = ("#0072B2", "#B34700", "#00785A", "#9C3F7C", "#7A6000")
DARK_HUES = ("#62BBF3", "#FF9F57", "#3FCBA0", "#EE93C8", "#E3C24A")

FONT = "'Toygrad Sans', 'Source Sans 3', Helvetica, Arial, sans-serif"
MONO = "'Toygrad Mono', 'Source Code Pro', monospace"
TEXT_SIZE = 14.5  # pixels: the smallest text of a drawing
TITLE_SIZE = 15.5  # pixels, the first line of a box
LINE_HEIGHT = 18  # pixels, from one line of a box to the next
MARGINS = (10, 7)  # pixels, between the border of a box and its text
MOST_SLOTS = 4  # in a row
SLOT_GAP, SLOT_ROW = 4, 22  # pixels: between two slots, the height of their row
BAR, BAR_ROW = 8, 24  # pixels: the width of a bar, the height of their row

FIGURE_SIZE = (6.2, 3.4)  # inches, a curve
SQUARE_SIZE = (4.2, 4.2)  # inches, a plane
STRIP_SIZE = (6.2, 2.4)  # inches, three planes in a row
PANEL_SIZE = (300, 180)  # pixels between the axes, two plots side by side
CURVE_SIZE = (420, 230)  # a plot that has the whole width
