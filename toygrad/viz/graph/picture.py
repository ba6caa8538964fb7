"""A recorded pass as a picture of kind "graph" (pictures.py).

With this file you can write it down: ``write_graph(recorded)``.
"""

from .. import theme
from ..letters import text_width
from .layout import box_size, label_size, plan
from .parts import Frame

__all__ = ["longest", "write_graph"]

SLOT_ROOM, NARROWEST_SLOT = 10, 18.0  # pixels: around a share in its slot, and a slot
MOST_BARS = 24  # so many weights get a bar


def write_graph(recorded, title="", says=()):
    """A recorded pass as a picture, laid out both ways.

    `title` stands over it; `says` has captions of this picture alone.
    """
    boxes = [write_box(recorded, place) for place in range(len(recorded.boxes))]
    edges = [write_edge(recorded, place) for place in range(len(recorded.edges))]
    sizes = [box["size"] for box in boxes]
    ways = [(edge["tail"], edge["head"], edge.get("size")) for edge in edges]
    picture = {
        "kind": "graph",
        "title": title,
        "words": recorded.words,
        "boxes": boxes,
        "edges": edges,
        "plans": write_plans(recorded, sizes, ways),
        "frames": write_differences(recorded),
        "says": list(says),
        "insides": {
            str(place): list(inside) for place, *inside in recorded.insides
        },
    }  # fmt: skip
    return {name: part for name, part in picture.items() if part or name == "edges"}


def write_plans(recorded, sizes, ways):
    """The places of everything, across and down."""
    if not recorded.laid:
        return {way: plan(sizes, ways, way, rows=recorded.rows) for way in ("LR", "TB")}
    place = {value: k for k, value in enumerate(recorded.values)}
    return dict.fromkeys(("LR", "TB"), recorded.laid.plan(sizes, ways, place))


def write_box(recorded, place):
    """A box with room for all that it shows in any frame."""
    box, frames = recorded.boxes[place], recorded.frames
    data = longest([box.data, *(frame.data[place] for frame in frames if frame.data)])
    note = longest(frame.notes[place].text for frame in frames)
    wide, high = box_size([box.title, data, *filter(None, [note])])
    uses, slot = slots_of(recorded, place)
    bars = box.weights if len(box.weights) <= MOST_BARS else ()
    row = min(uses, theme.MOST_SLOTS) * (slot + theme.SLOT_GAP)
    wide = max(
        wide, round(2 * theme.MARGINS[0] + max(row, len(bars) * (theme.BAR + 1)))
    )
    high += -(-uses // theme.MOST_SLOTS) * theme.SLOT_ROW + bool(bars) * theme.BAR_ROW
    more = {
        "parameter": box.parameter,
        "weights": [float(f"{weight:.3g}") for weight in bars],
        "uses": uses,
        "slot": round(slot),
        "tip": box.tip,
    }
    more = {name: part for name, part in more.items() if part}
    return {"title": box.title, "data": box.data, "size": [wide, high]} | more


def slots_of(recorded, place):
    """How many slots a box shows, and how wide each is."""
    if not recorded.uses or not recorded.uses[place]:
        return 0, 0
    shares = recorded.frames[-1].slots[place]
    widths = (text_width(share, theme.TEXT_SIZE) + SLOT_ROOM for share in shares)
    return recorded.uses[place], max([NARROWEST_SLOT, *widths])


def write_edge(recorded, place):
    """An edge, with room for the widest lines that any frame shows beside it."""
    edge = recorded.edges[place]
    shown = [frame.lines[place] for frame in recorded.frames if frame.lines]
    lines = [longest(texts) for texts in zip(edge.lines, *shown)]
    size = {"size": label_size(lines)} if lines else {}
    share = {"share": float(f"{recorded.shares[place]:.3g}")} if recorded.shares else {}
    return (
        {"tail": edge.tail, "head": edge.head, "lines": list(edge.lines)} | size | share
    )


def longest(texts):
    """The text that needs most room."""
    return max(texts, key=lambda text: text_width(text, theme.TEXT_SIZE), default="")


def write_differences(recorded):
    """The frames, each as what it changes in the one before."""
    boxes, frames = recorded.boxes, []
    before = Frame((), "", 0, titles=tuple(box.title for box in boxes))
    for frame in recorded.frames:
        changed = {
            "phase": frame.phase,
            "stage": frame.stage if frame.stage < len(boxes) else None,
            "active": frame.active,
            "edges": list(frame.edges),
            "moves": [list(move) for move in frame.moves],
            "sums": dict(frame.sums),
            "notes": changes(before.notes, frame.notes),
            "slots": changes(before.slots or ((),) * len(boxes), frame.slots),
            "titles": changes(before.titles, frame.titles),
            "data": changes(before.data, frame.data),
            "lines": changes(before.lines, frame.lines),
        }
        frames.append({k: v for k, v in changed.items() if v not in (None, [], {})})
        before = frame
    return frames


def changes(before, now):
    """{place: what stands there now} where it is not what stood there before."""
    old = before or [None] * len(now)
    return {
        str(k): new if isinstance(new, str) else list(new)
        for k, new in enumerate(now)
        if new != old[k]
    }
