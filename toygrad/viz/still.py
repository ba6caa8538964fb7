"""The picture that stands where no script runs: on paper, in a mail, before a page is read.

With this file you can draw any frame of a picture as SVG:
``still(picture, 3)``.  It is made of the same data as what moves
(pictures.py), and looks the same; its colours are written into it, and a
style sheet may change them.
"""

import html
import math

from . import theme
from .letters import hold_width
from .still_pad import pad
from .still_plots import STILL_PLOTS, tag
from .still_tables import tables

__all__ = ["still", "state_at"]

PAD = 14  # pixels around a drawing
WIDEST = 5.5  # pixels, the edge of the largest share; as in graph.js
LINE = theme.LINE_HEIGHT


def still(picture, k):
    """Frame number `k`, from 0, of a picture as HTML."""
    return STILLS[picture["kind"]](picture, k)


def text(line, y, kind=None, ink=theme.INK, bold=False, room=math.inf):
    """A line of text in the middle of its group, held to its width where `room` is scarce."""
    size = theme.TITLE_SIZE if kind == "tg-title" else theme.TEXT_SIZE
    held = hold_width(line, size, bold, room)
    return tag(
        "text", html.escape(line), class_=kind, y=f"{y:g}", fill=ink,
        font_size=size if kind == "tg-title" else None,
        font_weight="bold" if bold else None, **held,
    )  # fmt: skip


# A graph.


def graph(picture, k):
    plan, state = picture["plans"]["LR"], state_at(picture, k)
    width, height = (size + 2 * PAD for size in plan["size"])
    view = picture["through"][k] if "through" in picture else None
    inside = [
        *bracket(picture, plan, view),
        *(aside(*one) for one in plan.get("texts", ())),
        *(edge(picture, place, plan, state) for place in range(len(picture["edges"]))),
        *(box(picture, place, plan, state) for place in range(len(picture["boxes"]))),
    ]
    svg = tag(
        "svg", *inside, viewBox=f"{-PAD} {-PAD} {width:g} {height:g}",
        width=f"{width:g}", height=f"{height:g}", font_family=theme.FONT,
        font_size=theme.TEXT_SIZE, text_anchor="middle",
    )  # fmt: skip
    drawn = f'<div class="tg-canvas">{svg}</div>'
    title = html.escape(picture.get("title", ""))
    return (
        f'<p class="tg-name">{title}</p>' if title else ""
    ) + f'<div class="tg-graph" data-phase="{state["phase"]}">{drawn}</div>'


def aside(x, y, words):
    """The name of a row or a column."""
    return tag("g", text(words, 5, ink=theme.LINE), transform=f"translate({x} {y})")


def state_at(picture, k):
    """What stands in every box and beside every edge in frame `k`, and who is at work."""
    boxes, edges = picture["boxes"], picture["edges"]
    state = {
        "notes": [("none", "")] * len(boxes),
        "slots": [[]] * len(boxes),
        "data": [box["data"] for box in boxes],
        "lines": [edge["lines"] for edge in edges],
        "titles": [box["title"] for box in boxes],
    }
    for frame in picture["frames"][: k + 1]:
        for name, now in state.items():
            news = frame.get(name, {})
            state[name] = [news.get(str(place), old) for place, old in enumerate(now)]
    frame = picture["frames"][k]
    at_work, phase = frame.get("edges", []), frame["phase"]
    receives, sends = {frame.get("active")}, set()
    if phase == "backward" and at_work:
        receives, sends = ({edges[e][end] for e in at_work} for end in ("tail", "head"))
    before = (f for f in picture["frames"][:k] if f["phase"] == phase)
    return state | {
        "view": picture["through"][k] if "through" in picture else None,
        "phase": phase, "stage": frame.get("stage", len(boxes)), "edges": at_work,
        "used": {edge for f in before for edge in f.get("edges", ())},
        "receives": receives, "sends": sends,
    }  # fmt: skip


def box(picture, place, plan, state):
    about, (x, y) = picture["boxes"][place], plan["boxes"][place]
    here, (kind, _) = place < state["stage"], state["notes"][place]
    active = place in state["receives"] or place in picture.get("lit", ())
    side, chosen = side_of_box(picture, state["view"], place)
    frame = frame_of(about, active, state["phase"], chosen)
    return tag(
        "g", *frame, *contents(about, place, state, here),
        class_=classes(
            "tg-box", active=active, ghost=not here, sends=place in state["sends"],
            through=chosen, **{side: bool(side)},
        ),
        transform=f"translate({x:g} {y:g})", opacity=None if here else 0.42,
        data_note=kind if here else "none",
    )  # fmt: skip


def classes(name, **marks):
    return " ".join([name, *(f"tg-{mark}" for mark, is_so in marks.items() if is_so)])


# Through one box: what leads to it, what comes after it, what goes around it.
SIDES = {
    "before": (theme.DATA, 2.2, None),
    "after": (theme.GRADIENT, 3, None),
    "around": (theme.LINE, 1.5, "2 4"),
}
ROOM, BESIDE, RIM, WAY = (
    9,
    6,
    1.5,
    46,
)  # pixels of the frame around a bracket; as in through.js


def side_of_edge(view, place):
    """One of SIDES, or "" where no box was chosen."""
    if view is None:
        return ""
    sides = (side for side in ("before", "after") if place in view[side])
    return next(sides, "around")


def side_of_box(picture, view, place):
    """The same for a box, and whether it is the one that was chosen."""
    if view is None:
        return "", False
    edges = picture["edges"]
    if place == view["at"]:
        return "after", True
    if place in {edges[k]["tail"] for k in view["before"]}:
        return "before", False
    after = {edges[k]["head"] for k in view["after"]}
    return "after" if place in after else "around", False


def bracket(picture, plan, view):
    """The frame around a bracket: the same shapes twice, the line and what is in it."""
    if view is None:
        return
    after, edges = view["after"], picture["edges"]
    inside = {view["at"], *(edges[k]["head"] for k in after)}
    shapes = [(plan["boxes"][k], picture["boxes"][k]["size"], ROOM) for k in inside]
    texts = [k for k in after if edges[k]["lines"]]
    shapes += [(plan["labels"][k], edges[k]["size"], ROOM - BESIDE) for k in texts]
    others = [at for k, at in enumerate(plan["boxes"]) if k not in inside]
    for ink, rim in ((theme.GRADIENT, RIM), (theme.BACKWARD_TINT, 0)):
        for (x, y), (wide, high), room in shapes:
            more = room + rim
            yield tag("rect", x=x - wide / 2 - more, y=y - high / 2 - more, rx=10 + more,
                      width=wide + 2 * more, height=high + 2 * more, fill=ink)  # fmt: skip
        for k in after:
            yield tag("path", d=plan["edges"][k], fill="none", stroke=ink,
                      stroke_width=WAY + 2 * rim, stroke_linecap="round")  # fmt: skip
    ways = [[view["at"], *(edges[k]["head"] for k in path)] for path in view["paths"]]
    for one, other in zip(ways, ways[1:]):
        area = [plan["boxes"][k] for k in (*one, *reversed(other))]
        if not any(lies(at, area) for at in others):
            d = "L".join(f"{x},{y}" for x, y in area)
            yield tag("path", d=f"M{d}Z", fill=theme.BACKWARD_TINT)


def lies(point, corners):
    """Does a point lie in a polygon?"""
    (x, y), inside = point, False
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1]):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            inside = not inside
    return inside


def frame_of(about, active, phase, chosen):
    """The border of a box; that of a parameter is double."""
    (width, height), back = about["size"], phase == "backward"
    fill, stroke = theme.PAPER, theme.GRADIENT if chosen else theme.HAIR
    if active:
        fill = theme.BACKWARD_TINT if back else theme.FORWARD_TINT
        stroke = theme.BACKWARD if back else theme.FORWARD
    yield rectangle("tg-frame", width, height, 10, fill, stroke)
    if about.get("parameter"):
        yield rectangle("tg-inner", width - 6, height - 6, 7.5, "none", theme.HAIR)


def rectangle(kind, width, height, radius, fill, stroke):
    return tag("rect", class_=kind, x=-width / 2, y=-height / 2, width=width,
               height=height, rx=radius, fill=fill, stroke=stroke)  # fmt: skip


def contents(about, place, state, here):
    """The lines of a box from its title to its slots, as far as it is on stage."""
    (width, height), (kind, note) = about["size"], state["notes"][place]
    room, y = width - 2 * theme.MARGINS[0], 13.5 - height / 2 + theme.MARGINS[1]
    ink = theme.DATA if state["phase"] == "nudge" else theme.GRADIENT
    ink = theme.LINE if kind == "waiting" else ink
    yield text(state["titles"][place], y, "tg-title", bold=True, room=room)
    if here:
        yield text(state["data"][place], y + LINE, "tg-data", theme.DATA, room=room)
    y += 2 * LINE
    if weights := about.get("weights"):
        yield from bars(weights, y - 13.5 + theme.BAR_ROW / 2)
        y += theme.BAR_ROW
    if here:
        yield text(note, y, "tg-note", ink, bold=kind == "complete", room=room)
        yield from slots(about, state["slots"][place], y - 13.5 + LINE)


def slots(about, shares, top):
    """A small box for each use; the share that arrived stands in it."""
    uses, width = about.get("uses", 0), about.get("slot", 0)
    for k in range(uses):
        row, place = divmod(k, theme.MOST_SLOTS)
        in_row = min(uses - row * theme.MOST_SLOTS, theme.MOST_SLOTS)
        x = (place - (in_row - 1) / 2) * (width + theme.SLOT_GAP)
        y = top + (row + 0.5) * theme.SLOT_ROW
        full = k < len(shares)
        yield tag(
            "g",
            tag("rect", x=-width / 2, y=-9, width=width, height=18, rx=5,
                fill=theme.BACKWARD_TINT if full else "none", stroke=theme.HAIR),
            text(shares[k], 5, ink=theme.GRADIENT, room=width) if full else "",
            class_=classes("tg-slot", full=full), transform=f"translate({x:g} {y:g})",
        )  # fmt: skip


def bars(weights, middle):
    """Signed bars: up for a positive weight, down for a negative one."""
    largest = max(map(abs, weights)) or 1.0
    for k, weight in enumerate(weights):
        height = max(1.0, abs(weight) / largest * (theme.BAR_ROW / 2 - 2))
        yield tag(
            "rect", class_="tg-weight", x=(k - len(weights) / 2) * (theme.BAR + 1), width=theme.BAR,
            y=f"{middle - (height if weight >= 0 else 0):.1f}", height=f"{height:.1f}",
            fill=theme.DATA,
        )  # fmt: skip


def edge(picture, place, plan, state):
    about, path = picture["edges"][place], plan["edges"][place]
    here, active = about["head"] < state["stage"], place in state["edges"]
    used, back = place in state["used"], state["phase"] == "backward"
    sent = back and (active or used)
    ink = theme.GRADIENT if sent else theme.HAIR if back else theme.DATA
    side, dashes = side_of_edge(state["view"], place), "5 5" if sent else None
    wide = 2.8 if active else 1.5
    if side:
        ink, wide, dashes = SIDES[side]
    if sent and "share" in about:
        wide, dashes = max(1.0, WIDEST * math.sqrt(about["share"])), "9 4"
        ink = ink if about["share"] else theme.LINE
    points = path.removeprefix("M").replace("C", " ").split()
    tip = arrow(points[-2:], "tg-head-arrow", ink) if not back else ""
    if sent:
        tip = arrow(points[1::-1], "tg-tail-arrow", ink)
    line = tag(
        "path", class_="tg-line", d=path, fill="none", stroke=ink,
        stroke_width=f"{wide:.3g}", stroke_dasharray=dashes,
    )  # fmt: skip
    sided = {side: bool(side)}
    kind = classes("tg-edge", active=active, used=used, ghost=not here, **sided)
    drawn = tag("g", line, tip, class_=kind, opacity=None if here else 0.3)
    lines = state["lines"][place]
    if not here or not lines:
        return drawn
    x, y = plan["labels"][place]
    words = (
        text(line, (k - (len(lines) - 1) / 2) * LINE + 5, ink=theme.LINE)
        for k, line in enumerate(lines)
    )
    kind = classes("tg-label", active=active, **sided)
    return drawn + tag("g", *words, class_=kind, transform=f"translate({x:g} {y:g})")


def arrow(points, kind, ink):
    """The tip of an edge: from the point before its end, to its end."""
    (x0, y0), (x, y) = (map(float, pair.split(",")) for pair in points)
    long = math.hypot(x - x0, y - y0) or 1.0
    dx, dy = (x - x0) / long, (y - y0) / long
    a, b = (
        f"{x - 9 * dx + side * 4.5 * dy:.1f},{y - 9 * dy - side * 4.5 * dx:.1f}"
        for side in (1, -1)
    )
    return tag("path", class_=kind, d=f"M{a}L{x:g},{y:g}L{b}Z", fill=ink)


def code(picture, k):
    return f'<pre class="tg-code">{html.escape(chr(10).join(picture["lines"]))}</pre>'


def words(picture, k):
    name, told = html.escape(picture["title"]), html.escape(picture["text"])
    return f'<p class="tg-name">{name}</p><pre class="tg-code">{told}</pre>'


STILLS = {
    "graph": graph,
    "code": code,
    "text": words,
    "pad": pad,
    "tables": tables,
} | STILL_PLOTS
