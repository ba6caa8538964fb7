"""The drawing of a player: one picture in which every frame has its place.

Whatever comes and goes is in the drawing from the start; a frame is a
style sheet that says which parts are on stage and which numbers run
along the edges, and a sentence.  That keeps frames small.
"""

import copy
import html
import re
import xml.etree.ElementTree as ElementTree

from . import theme
from .graph import SVG, dot_text, svg_tree
from .letters import hold_widths, text_width

__all__ = ["Stage"]

SLOT_HEIGHT, SLOT_GAP = 16, 4  # pixels
BAR_WIDTH, BAR_HEIGHT, MOST_BARS = 8, 9, 24  # pixels, pixels, and how many
CHARACTER = text_width("0", theme.TEXT_SIZE)  # pixels; all digits are as wide

# Whoever prints gets the last step, without controls.  It stands here, not in
# the book's style sheet, because a notebook does not know that one.
ON_PAPER = (
    ".toygrad-player .widget-html-content{min-width:0}.toygrad-still{display:none}"
    "@media print{.toygrad-still{display:block}.toygrad-steps,.toygrad-frames,"
    ".toygrad-steps-as-text{display:none!important}}"
)

# How a number runs along an edge: (name, from, to) in per cent of the way
# from parent to value, and when.  Half way stands the local derivative.
RUN = 0.45  # seconds for one half
RUNS = {
    "forward": (("tg-all", 0, 100, 2 * RUN, 0.0),),
    "nudge": (("tg-in", 0, 50, RUN, 0.0), ("tg-out", 50, 100, RUN, RUN)),
    "backward": (("tg-off", 100, 50, RUN, 0.0), ("tg-home", 50, 0, RUN, RUN)),
}


class Stage:
    """One drawing in which every text of every frame has its place.

    Whatever comes and goes carries a class for the set of frames that
    show it; a frame's style sheet makes its own classes visible.
    """

    def __init__(self, recorded, scope, direction="LR"):
        self.recorded, self.scope, self.direction = recorded, scope, direction
        self.classes = {}  # the set of frames -> class name
        self.tree = svg_tree(self.dot())
        self.graph = next(self.tree.iter(f"{SVG}g"))
        self.groups = {
            group.get("class").split()[1]: group
            for group in self.tree.iter(f"{SVG}g")
            if group.get("class") != "graph"
        }
        for place in range(len(recorded.boxes)):
            self.dress_box(place)
        for count, edge in enumerate(recorded.edges):
            self.dress_edge(count, edge.head)
        self.running = {}  # (edge, half, text) -> class name
        for frame in recorded.frames:
            self.add_runners(frame)

    def dot(self):
        """The graph with the widest text of each line, so that all fit."""
        recorded = self.recorded
        boxes = [
            [
                box.title,
                box.data,
                *bars_filler(box),
                *self.widest_note(place),
                *self.slot_filler(place),
            ]
            for place, box in enumerate(recorded.boxes)
        ]
        edges = [(edge.tail, edge.head, edge.lines) for edge in recorded.edges]
        double = [box.parameter for box in recorded.boxes]
        return dot_text(boxes, edges, double, "both", self.direction)

    def widest_note(self, place):
        notes = {frame.notes[place] for frame in self.recorded.frames}
        height = max(len(note.lines) for note in notes)
        rows = [
            [note.lines[k] for note in notes if k < len(note.lines)]
            for k in range(height)
        ]
        return [max(row, key=text_size) for row in rows]

    def slot_filler(self, place):
        """A line as wide as the slots of this value; no line without slots."""
        count = self.recorded.uses[place]
        if count == 0:
            return []
        return [filler(count * (self.slot_width(place) + SLOT_GAP))]

    def slot_width(self, place):
        texts = self.recorded.frames[-1].slots[place]
        return 8 + max(map(text_size, texts), default=2 * CHARACTER)

    # Dressing: from a still drawing to one with parts that come and go.

    def showing(self, condition):
        """The class of the parts that the frames with `condition` show."""
        frames = tuple(
            k for k, frame in enumerate(self.recorded.frames) if condition(frame)
        )
        return "part " + self.classes.setdefault(frames, f"k{len(self.classes)}")

    def dress_box(self, place):
        group = self.groups[f"v{place}"]
        group.set(
            "class", f"v{place} {self.showing(lambda frame: frame.stage > place)}"
        )
        texts = group.findall(f"{SVG}text")[2:]
        weights = self.recorded.boxes[place].weights
        if bars_filler(self.recorded.boxes[place]):
            add_bars(group, texts.pop(0), weights)
        if not texts:  # the forward pass alone: no gradient, no slot
            return
        for text in texts:
            group.remove(text)
        rows = [float(text.get("y")) for text in texts]
        template, slot_row = texts[0], rows[-1]
        ink = template.attrib.pop("fill")
        if self.recorded.frames[0].phase == "nudge":  # a forward story: blue
            ink = theme.DATA
        lower = ElementTree.SubElement(group, f"{SVG}g", {"fill": ink})
        if self.recorded.uses[place]:
            rows.pop()
            self.add_slots(lower, place, template, slot_row)
        self.add_notes(lower, place, template, rows)

    def add_notes(self, group, place, template, rows):
        """Every note this box ever shows, one above the other."""
        for note in dict.fromkeys(frame.notes[place] for frame in self.recorded.frames):
            shown = self.showing(
                lambda f, note=note: f.stage > place and f.notes[place] == note
            )
            middle = (rows[0] + rows[-1]) / 2
            lines = rows if len(note.lines) == len(rows) else [middle]
            if note.kind == "partial":
                width = text_size(note.lines[0]) + 8
                group.append(rectangle(template, lines[0], width, f"{shown} partial"))
            for y, text in zip(lines, note.lines):
                group.append(text_at(template, y, text, shown))

    def add_slots(self, group, place, template, y):
        """A small box for each use; the share that arrived stands in it."""
        y += 1.5  # below the descenders of the line above
        count, width = self.recorded.uses[place], self.slot_width(place)
        on_stage = self.showing(lambda frame: frame.stage > place)
        for k in range(count):
            offset = (k - (count - 1) / 2) * (width + SLOT_GAP)
            group.append(rectangle(template, y, width, f"{on_stage} slot", offset))
            texts = self.recorded.frames[-1].slots[place]
            if k < len(texts):
                shown = self.showing(lambda f, k=k: len(f.slots[place]) > k)
                group.append(text_at(template, y, texts[k], shown, offset))

    def dress_edge(self, count, place):
        group = self.groups[f"e{count}"]
        shown = self.showing(lambda frame: frame.stage > place)
        group.set("class", f"e{count} {shown}")
        tail, head = group.findall(f"{SVG}polygon")
        head.set("class", "head")
        tail.set("class", "tail")

    def add_runners(self, frame):
        """The numbers that run below the edges of a frame; unseen at rest."""
        for edge, texts in zip(frame.edges, frame.moves):
            for half, text in enumerate(filter(None, texts)):
                key = edge, half, text
                if key in self.running:
                    continue
                self.running[key] = f"m{len(self.running)}"
                runner = ElementTree.SubElement(
                    self.graph, f"{SVG}text",
                    {"class": f"run {frame.phase} p{edge} {self.running[key]}", "y": "13"},
                )  # fmt: skip
                runner.text = text

    # What the widgets show.

    def drawing(self):
        """The drawing; on paper it stands still at the last step."""
        self.tree.set("role", "img")
        self.tree.set("aria-label", self.recorded.words)
        hold_widths(self.tree)
        svg = ElementTree.tostring(self.tree, encoding="unicode")
        last = len(self.recorded.frames) - 1
        return (
            f"<style>{self.base_style()}</style>"
            f'<style media="print">{self.frame_style(last)}</style>'
            # What scrolls can be reached by keyboard.
            f'<div class="{self.scope}" tabindex="0" role="group" aria-label="Drawing">'
            f"{svg}</div>"
            f'<div class="toygrad-still">{self.caption(last)}</div>'
        )

    def base_style(self):
        return (
            ON_PAPER
            + self.rule("", background=theme.PAPER, overflow_x="auto")
            + self.rule(" :where(.part,.tail)", visibility="hidden")
            + self.rule(" .slot", fill=theme.PAPER, stroke=theme.LINE)
            + self.rule(
                " .partial", fill="none", stroke=theme.GRADIENT, stroke_dasharray="4 3"
            )
            + self.runners_style()
        )

    def runners_style(self):
        """The tracks, and how numbers run on them; they stand still on request."""
        phases = {frame.phase for frame in self.recorded.frames if frame.moves}
        tracks = "".join(
            self.rule(f" .p{count}", offset_path=f"path('{self.track(count)}')")
            for count in sorted({edge for edge, _, _ in self.running})
        )
        runs = [run for phase in sorted(phases) for run in RUNS[phase]]
        keys = "".join(
            f"@keyframes {name}{{from{{offset-distance:{start}%;opacity:1}}"
            f"to{{offset-distance:{end}%;opacity:1}}}}"
            for name, start, end, _, _ in runs
        )
        still = self.rule(" *", animation="none!important")
        return (
            self.rule(
                " .run", opacity=0, offset_rotate="0deg", fill=theme.DATA, font_weight="bold",
                font_size=f"{theme.TITLE_SIZE}px",
                paint_order="stroke", stroke=theme.PAPER, stroke_width=4,
            )
            + self.rule(" .run.backward", fill=theme.GRADIENT)
            + tracks
            + keys
            + "@keyframes tg-land{from,to{opacity:0}}"
            + f"@media (prefers-reduced-motion:reduce){{{still}}}"
        )  # fmt: skip

    def track(self, count):
        """The way along an edge, in whole pixels."""
        path = self.groups[f"e{count}"].find(f"{SVG}path").get("d")
        return re.sub(r"\.\d+", "", path)

    def frame(self, k):
        """The style sheet and the sentence of frame `k`."""
        style = self.frame_style(k) + self.motion(k)
        return f'<style media="screen">{style}</style>{self.caption(k)}'

    def caption(self, k):
        """Where we are, what happens in words, and the same in mathematics."""
        frame = self.recorded.frames[k]
        counter = f" · {frame.phase}" + (f", {frame.counter}" if frame.counter else "")
        head = f"Step {k + 1} of {len(self.recorded.frames)}{counter}"
        formula = f"<br>{mathematics(frame.formula)}" if frame.formula else ""
        # The page script scrolls a wide drawing to the box at work.
        active = "" if frame.active is None else f' data-at="{frame.active}"'
        return (
            f'<p class="toygrad-caption"{active}><b>{head}</b><br>'
            f"{html.escape(frame.caption)}{formula}</p>"
        )

    def motion(self, k):
        """The numbers run; what they bring appears when they land."""
        frame = self.recorded.frames[k]
        if not frame.moves:
            return ""
        rules = []
        for half, (name, _, _, seconds, delay) in enumerate(RUNS[frame.phase]):
            runners = [
                f".{self.running[edge, half, texts[half]]}"
                for edge, texts in zip(frame.edges, frame.moves)
            ]
            how = f"{name} {seconds}s linear" + (f" {delay}s" if delay else "")
            rules.append(self.rule(any_of(runners), animation=how))
        news = [
            f".{name}" for frames, name in self.classes.items() if frames[:1] == (k,)
        ]
        if news and frame.phase != "forward":
            rules.append(self.rule(any_of(news), animation=f"tg-land {2 * RUN}s"))
        return "".join(rules)

    def frame_style(self, k):
        frame = self.recorded.frames[k]
        back = frame.phase == "backward"
        shown = [f".{name}" for frames, name in self.classes.items() if k in frames]
        rules = [self.rule(any_of(shown), visibility="visible")]
        if frame.phase != "nudge":
            rules += self.complete_boxes(frame)
        if frame.active is not None:
            rules.append(self.active_box(frame.active, back))
        for edge in frame.edges:
            rules += self.edge_back(edge) if back else self.edge_forward(edge)
        return "".join(rules)

    def complete_boxes(self, frame):
        """All slots full: a thick border says that the value may send."""
        full = [
            f".v{k}" for k, note in enumerate(frame.notes) if note.kind == "complete"
        ]
        if full:
            selector = f"{any_of(full)}>path"
            yield self.rule(selector, stroke=theme.GRADIENT, stroke_width=2)

    def active_box(self, place, back):
        border = theme.BACKWARD if back else theme.FORWARD
        tint = theme.BACKWARD_TINT if back else theme.FORWARD_TINT
        selector = f" .v{place}>path"
        return self.rule(selector, fill=tint, stroke=border, stroke_width=3.5)

    def edge_forward(self, edge, ink=theme.DATA, **line):
        yield self.rule(f" .e{edge}>path", stroke=ink, stroke_width=3, **line)
        yield self.rule(f" .e{edge}>text", fill=ink, font_weight="bold")

    def edge_back(self, edge, ink=theme.GRADIENT):
        """Dashed, and pointing the other way."""
        yield from self.edge_forward(edge, ink, stroke_dasharray="6 4")
        yield self.rule(f" .e{edge}>.tail", visibility="visible", fill=ink, stroke=ink)
        yield self.rule(f" .e{edge}>.head", visibility="hidden")

    def rule(self, selector, **styles):
        """One CSS rule for this player alone."""
        body = ";".join(f"{k.replace('_', '-')}:{v}" for k, v in styles.items())
        return f".{self.scope}{selector}{{{body}}}"


def any_of(selectors):
    """One selector for several, below the player's own class."""
    one = selectors[0] if len(selectors) == 1 else f":is({','.join(selectors)})"
    return f" {one}"


def bars_filler(box):
    """A line as wide as the bars of the weights; none without weights."""
    if not 0 < len(box.weights) <= MOST_BARS:
        return []
    return [filler(len(box.weights) * (BAR_WIDTH + 1))]


def filler(width):
    """A line of digits, as wide as what will stand in its place."""
    return "0" * max(1, round(width / CHARACTER))


def text_size(text):
    """The width of a line of a box, in pixels."""
    return text_width(text, theme.TEXT_SIZE)


def add_bars(group, template, weights):
    """Signed bars in place of a line: up for a positive weight, down for a negative."""
    group.remove(template)
    middle, longest = float(template.get("y")) - 4, max(map(abs, weights)) or 1.0
    left = float(template.get("x")) - len(weights) * (BAR_WIDTH + 1) / 2
    for k, weight in enumerate(weights):
        height = max(1.0, abs(weight) / longest * BAR_HEIGHT)
        bar = rectangle(template, 0.0, BAR_WIDTH, "bar")
        bar.set("x", f"{left + k * (BAR_WIDTH + 1):.1f}")
        bar.set("y", f"{middle - (height if weight >= 0 else 0):.1f}")
        bar.set("height", f"{height:.1f}")
        bar.set("fill", theme.DATA)
        bar.attrib.pop("rx")
        group.append(bar)


def text_at(template, y, text, shown, offset=0.0):
    """A line of a box, with another text, that only some frames show."""
    line = copy.deepcopy(template)
    line.text, line.tail = text, None
    line.set("x", f"{float(template.get('x')) + offset:.1f}")
    line.set("y", f"{y:.1f}")
    line.set("class", shown)
    return line


def rectangle(template, y, width, classes, offset=0.0):
    """A small box around a line of text."""
    x = float(template.get("x")) + offset - width / 2
    return ElementTree.Element(
        f"{SVG}rect",
        {
            "x": f"{x:.1f}",
            "y": f"{y - 0.75 * SLOT_HEIGHT:.1f}",
            "width": f"{width:.1f}",
            "height": str(SLOT_HEIGHT),
            "rx": "3",
            "class": classes,
        },
    )


def mathematics(formula):
    """Texts and derivatives as MathML, which every browser sets by itself."""
    parts = []
    for part in formula:
        if isinstance(part, tuple):
            top, bottom = (f"<mi>∂{html.escape(name)}</mi>" for name in part)
            parts.append(f"<mfrac>{top}{bottom}</mfrac>")
        else:
            # White space at the ends of a text counts for nothing in MathML.
            text = html.escape(part).replace(" ", "\N{NO-BREAK SPACE}")
            parts.append(f"<mtext>{text}</mtext>")
    return f'<math displaystyle="true">{"".join(parts)}</math>'
