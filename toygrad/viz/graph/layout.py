"""Where everything in a graph stands: boxes, edges, and the numbers beside them.

With this file you can

* measure what a box or an edge says: ``box_size(lines)``, ``label_size(lines)``,
* have it laid out by Graphviz: ``plan(boxes, edges, "LR")`` gives places in pixels.
"""

import json
import math
import operator

from .. import theme
from ..letters import text_width
from .dot import GAPS, dot_text, render

__all__ = ["box_size", "label_size", "plan"]

BESIDE = 6  # pixels, between the text of an edge and what is around it
NARROWEST = 64  # pixels, a box
SAMPLES = 24  # places that are looked at on a piece of an edge


def box_size(lines):
    """Width and height in pixels of a box with a bold title and lines below it."""
    title, *rest = lines
    widest = max(
        text_width(title, theme.TITLE_SIZE, bold=True),
        *(text_width(line, theme.TEXT_SIZE) for line in rest),
        NARROWEST - 2 * theme.MARGINS[0],
    )
    across, down = theme.MARGINS
    return math.ceil(widest + 2 * across), len(lines) * theme.LINE_HEIGHT + 2 * down


def label_size(lines):
    """Width and height in pixels of the text that an edge carries."""
    width = max(text_width(line, theme.TEXT_SIZE) for line in lines) + 2 * BESIDE
    return math.ceil(width), len(lines) * theme.LINE_HEIGHT + 2


def plan(boxes, edges, direction, gaps=GAPS, rows=()):
    """The places of everything, in pixels from the top left.

    Takes what ``dot_text`` takes.  A dict: "size" (width, height), "boxes"
    (the middle of each), "edges" (for each the path from tail to head, as
    SVG path data) and "labels" (for each edge the middle of the text beside
    it, or None).  Raises RuntimeError where there is no Graphviz.
    """
    drawn = json.loads(render(dot_text(boxes, edges, direction, gaps, rows), "json0"))
    _, _, width, height = map(float, drawn["bb"].split(","))

    def places(text):  # "1,2 3,4"; Graphviz counts from the bottom
        pairs = (map(float, pair.split(",")) for pair in text.split())
        return [(round(x), round(height - y)) for x, y in pairs]

    nodes = sorted((one for one in drawn["objects"] if "pos" in one), key=place_of)
    seen = (one for one in drawn.get("edges", ()) if "class" in one)
    ways = sorted(seen, key=lambda way: int(way["class"][1:]))
    curves = [places(way["pos"]) for way in ways]
    return {
        "size": [round(width), round(height)],
        "boxes": [places(node["pos"])[0] for node in nodes],
        "edges": list(map(path_data, curves)),
        "labels": [
            move_closer(places(way["lp"])[0], size, curve, direction) if size else None
            for way, (*_, size), curve in zip(ways, edges, curves)
        ],
    }


def place_of(node):
    """Its place among the boxes, which its name has."""
    return int(node["name"][1:])


def move_closer(place, size, curve, direction):
    """The middle of a text, moved sideways until it is beside its own edge."""
    along = int(direction == "TB")  # the axis along which the graph runs
    beside = 1 - along
    near = [
        point[beside]
        for point in samples(curve)
        if abs(point[along] - place[along]) <= size[along] / 2
    ]
    if not near:
        return place
    moved, room = list(place), size[beside] / 2 + 1
    if place[beside] < sum(near) / len(near):
        moved[beside] = round(max(place[beside], min(near) - room))
    else:
        moved[beside] = round(min(place[beside], max(near) + room))
    return moved


def samples(points):
    """Places on a path of Bézier curves."""
    for k in range(0, len(points) - 1, 3):
        for count in range(SAMPLES + 1):
            yield bezier(points[k : k + 4], count / SAMPLES)


def bezier(points, t):
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return tuple(sum(map(operator.mul, weights, axis)) for axis in zip(*points))


def path_data(points):
    first, *rest = (f"{x},{y}" for x, y in points)
    return f"M{first}C{' '.join(rest)}"
