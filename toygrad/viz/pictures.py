"""The written form of everything that moves: plain data, and nothing else.

With this file you can

* write a recorded pass as a picture: ``graph_picture(recorded)``,
* put pictures on one clock: ``written(pictures, frames, words="...")``.

The front end (front/) draws this, and still.py makes the picture that
stands where no script runs.  The whole form, as JSON, version 1:

    toygrad    1, the version
    words      what is shown, in a sentence or two, for those who do not see it
    note       a line above the pictures                                 (optional)
    clock      {word, start, turn, names, pace}: what a frame is called, the
               frame it opens at, from 1, the first frame of the backward half
               or null; in a film also the name of each frame, and the
               milliseconds from one to the next.  The clock is null for a
               picture that stands still
    sliders    in place of a clock: [{name, texts, start, exact}]; the frames are
               all combinations, the last slider turns fastest.  `exact` is the
               very number at the start: of such a slider any number can be
               asked for, where Python listens                           (optional)
    columns    how many pictures may stand side by side                  (optional)
    frames     [[head, caption, formula]]; a formula is a list of parts,
               [role, text] or [role, top, bottom] for a derivative, with
               the role "", "arriving", "local" or "share"
    text       [title, text]: what stands below, to be opened, where there is no
               clock; with one it is the list of all captions            (optional)
    pictures   a list, each with its "kind":

    graph      title, words, boxes, edges, plans, frames, insides, says, lit
      boxes    [{title, data, parameter, weights, uses, slot, size, tip}]; `slot` is
               the width of each of its slots
      edges    [{tail, head, lines, size}]
      plans    {LR, TB}: see layout.plan
      frames   differences: a box or an edge that is not named stays as it was
               {phase, stage, active, edges, moves, sums, notes, slots, titles, data, lines}
      says     captions of this picture alone                            (optional)
      insides  {place of a folded box: [lead, rows]}                     (optional)
      lit      the boxes that are lit in every frame                     (optional)
    code       lines, lit: the number of the line at work in each frame, or null
    text       title, text: words of their own
    plot       title, words, size, left, labels, ticks, marks; the area between
               the axes is about `size` pixels, and `left` stand beside it
      ticks    for each axis [[place, text]]; a place is in ten-thousandths
      marks    [{shape, ink, size, x, y}]: a "line" (dashed), "dots" (faint),
               "squares", the point "here", a "word" (text); x and y are
               places, or for each frame a list of them, null breaks a line.
               A "plane" has heights (for each frame, row by row from below),
               and across: how many stand in a row
    bars       title, words, parts, strips
      parts    [[name, how many bars]]
      strips   [{word, ink, heights, sizes}]: for each frame the heights, from
               -100 to 100, and the text beside them
    digits     names, rows: for each frame and each name [[style, digits]], with
               the style "cancelled", "kept", "right" or "wrong"

Texts are any texts; the front end writes them as text, never as markup.
Positions may slide from frame to frame; no number that is read is computed
again.
"""

from . import theme
from .layout import MARGINS, box_size, dot_text, label_size, plan
from .letters import text_width

__all__ = ["VERSION", "graph_picture", "written"]

VERSION = 1
SLOT_GAP, SLOT_ROOM = 4, 10  # pixels: between two slots, around a share in its slot
SLOT_ROW = 22  # pixels, the height of a row of slots
MOST_SLOTS = 4  # in a row
BAR, BAR_ROW, MOST_BARS = 8, 24, 24  # pixels, pixels, and how many weights get a bar


def written(pictures, frames, words, clock=None, **more):
    """Pictures on one clock as the whole of what the front end needs."""
    data = {"toygrad": VERSION, "words": words, "clock": clock, "frames": frames}
    more = {name: part for name, part in more.items() if part}
    return data | {"pictures": pictures} | more


# A graph.


def graph_picture(recorded, title="", says=()):
    """A recorded pass as a picture of kind "graph"."""
    boxes = [described(recorded, place) for place in range(len(recorded.boxes))]
    edges = [edge_described(recorded, place) for place in range(len(recorded.edges))]
    sized = [([box["title"]], box["size"]) for box in boxes]
    ways = [
        (edge["tail"], edge["head"], widest(recorded, k))
        for k, edge in enumerate(edges)
    ]
    texts = [edge.get("size", (0, 0)) for edge in edges]
    picture = {
        "kind": "graph",
        "title": title,
        "words": recorded.words,
        "boxes": boxes,
        "edges": edges,
        "plans": {
            way: plan(dot_text(sized, ways, direction=way), texts)
            for way in ("LR", "TB")
        },
        "frames": differences(recorded),
        "says": list(says),
        "insides": insides(recorded),
    }
    return {name: part for name, part in picture.items() if part or name == "edges"}


def described(recorded, place):
    box, frames = recorded.boxes[place], recorded.frames
    lines = [box.data, *(frame.data[place] for frame in frames if frame.data)]
    notes = [frame.notes[place].text for frame in frames]
    uses, texts = recorded.uses[place], frames[-1].slots[place]
    slot = max(
        [18.0, *(text_width(text, theme.TEXT_SIZE) + SLOT_ROOM for text in texts)]
    )
    rows = -(-uses // MOST_SLOTS)
    bars = box.weights if len(box.weights) <= MOST_BARS else ()
    wide, high = box_size([box.title, longest(lines), *filter(None, [longest(notes)])])
    least = 2 * MARGINS[0] + max(
        min(uses, MOST_SLOTS) * (slot + SLOT_GAP), len(bars) * (BAR + 1)
    )
    return {
        "title": box.title,
        "data": box.data,
        "size": [max(wide, round(least)), high + rows * SLOT_ROW + bool(bars) * BAR_ROW],
    } | {
        name: part
        for name, part in {
            "parameter": box.parameter,
            "weights": [float(f"{weight:.3g}") for weight in bars],
            "uses": uses,
            "slot": round(slot) if uses else 0,
            "tip": box.tip,
        }.items()
        if part
    }  # fmt: skip


def edge_described(recorded, place):
    edge = recorded.edges[place]
    lines = widest(recorded, place)
    size = {"size": label_size(lines)} if lines else {}
    return {"tail": edge.tail, "head": edge.head, "lines": list(edge.lines), **size}


def widest(recorded, place):
    """The lines beside an edge, each the widest that any frame shows."""
    shown = [frame.lines[place] for frame in recorded.frames if frame.lines]
    return [longest(lines) for lines in zip(recorded.edges[place].lines, *shown)]


def longest(texts):
    return max(texts, key=lambda text: text_width(text, theme.TEXT_SIZE), default="")


def differences(recorded):
    """The frames, each as what it changes in the one before."""
    before, frames, titles = None, [], [box.title for box in recorded.boxes]
    for frame in recorded.frames:
        changed = {
            "phase": frame.phase,
            "stage": frame.stage if frame.stage < len(recorded.boxes) else None,
            "active": frame.active,
            "edges": list(frame.edges),
            "moves": [list(move) for move in frame.moves],
            "sums": dict(frame.sums),
            "notes": news(
                before and before.notes, frame.notes, lambda n: [n.kind, n.text]
            ),
            "slots": news(
                before and before.slots or [()] * len(frame.slots), frame.slots, list
            ),
            "titles": news(
                titles if before is None else before.titles, frame.titles, str
            ),
            "data": news(before and before.data, frame.data, str),
            "lines": news(before and before.lines, frame.lines, list),
        }
        frames.append({k: v for k, v in changed.items() if v not in (None, [], {})})
        before = frame
    return frames


def news(before, now, form):
    """{place: what stands there now} where it is not what stood there before."""
    before = before or [None] * len(now)
    return {
        str(k): form(new) for k, (old, new) in enumerate(zip(before, now)) if old != new
    }


def insides(recorded):
    """{place of a folded box: [its lead, its rows]}."""
    return {str(place): [lead, rows] for place, lead, rows in recorded.insides}
