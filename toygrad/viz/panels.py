"""The pictures of a recorded training: its fit, its loss, its layers.

Each picture holds all its frames, one above the other; a style sheet
says which is seen.  ``show_descent`` and ``compare`` put them together.
"""

import math

from . import theme
from .axes import Axes, picture, region, svg_text
from .recordings import some
from .words import label_text, number

__all__ = ["fit_axes", "fit_picture", "loss_axes", "loss_picture", "layer_pictures"]

MOST_BARS = 160  # in all layers together
STRIP_HEIGHT, STRIP_LEFT = 46, 104  # pixels
CUT = 100.0  # times the first loss, where the picture of the loss ends


def in_frames(layers, drawn):
    """A drawing for each frame, all in one place; equal ones are kept once."""
    frames = {}
    for k, text in enumerate(drawn):
        frames.setdefault(text, []).append(k)
    return "".join(
        f'<g class="part {layers.part(*shown)}">{text}</g>'
        for text, shown in frames.items()
    )


# The fit.


def fit_axes(*recordings):
    """Axes with room for the examples; the curves may leave it."""
    first = recordings[0]
    points = [point for recording in recordings for point in recording.points]
    if not points:
        return None
    if first.plane:
        xs, ys = first.grid
        return Axes((xs[0], xs[-1]), (ys[0], ys[-1]), *first.axis_labels)
    xs = [x for recording in recordings for x in recording.grid]
    margin = 0.03 * (max(xs) - min(xs))
    return Axes(
        (min(xs) - margin, max(xs) + margin),
        heights([y for _, y in points], first.moments[0].predictions),
        *first.axis_labels,
    )


def heights(ys, start):
    """Room for the examples, and for the first curve where it is not too far."""
    low, high = min(ys), max(ys)
    room = 0.1 * (high - low)
    start = [y for y in start if math.isfinite(y)] or ys
    return (
        max(min(low, *start), low - 6 * room) - room,
        min(max(high, *start), high + 6 * room) + room,
    )


def fit_picture(recording, moments, layers, axes):
    """The examples, and what the network makes of them at each moment."""
    if not recording.points:
        return
    count = len(recording.points)
    if recording.plane:
        words = f"Decision regions of the network, and {count} points."
        yield axes.show(words, plane(recording, moments, layers, axes))
    else:
        words = f"The curve of the network through {count} points."
        yield axes.show(words, curves(recording, moments, layers, axes))


def curves(recording, moments, layers, axes):
    points = "".join(
        axes.dot(x, y, f'fill="{theme.DATA}" fill-opacity="0.55"')
        for x, y in recording.points
    )
    lines = in_frames(
        layers,
        (
            f'<path d="{axes.line(zip(recording.grid, m.predictions))}"/>'
            for m in moments
        ),
    )
    return f'{points}<g fill="none" stroke="{theme.GRADIENT}" stroke-width="2.5">{lines}</g>'


def plane(recording, moments, layers, axes):
    ground = f'<rect width="100%" height="100%" fill="{theme.FORWARD_TINT}"/>'
    regions = in_frames(layers, (decision(recording, m, axes) for m in moments))
    marks = "".join(mark(axes, *x, y > recording.boundary) for x, y in recording.points)
    return ground + regions + marks


def decision(recording, moment, axes):
    rows = [[z - recording.boundary for z in row] for row in moment.predictions]
    area, border = region(axes, *recording.grid, rows)
    tint = theme.BACKWARD_TINT
    return (
        f'<path d="{area}" fill="{tint}" stroke="{tint}"/>'
        f'<path d="{border}" fill="none" stroke="{theme.INK}" stroke-width="2"/>'
    )


def mark(axes, x, y, above):
    """A blue disc below the boundary, an orange square above it."""
    across, down = axes.inside(x, y)
    if not above:
        return f'<circle cx="{across:.1f}" cy="{down:.1f}" r="4" fill="{theme.DATA}"/>'
    return (
        f'<rect x="{across - 3.5:.1f}" y="{down - 3.5:.1f}" width="7" height="7" '
        f'fill="{theme.GRADIENT}"/>'
    )


# The loss.


def loss_axes(*recordings):
    """Room for all losses; a diverging one leaves it."""
    losses = [loss for r in recordings for loss in r.losses if math.isfinite(loss)]
    first = max(r.losses[0] for r in recordings)
    high = min(max(losses, default=1.0), CUT * first or 1.0)
    low = min(losses, default=0.0)
    last = max(r.epochs[-1] for r in recordings)
    epochs = (-0.03 * last, 1.01 * last)
    if low > 0 and high / low > 50:
        return Axes(
            epochs, (low / 1.5, high * 1.5), "epoch", "loss, in powers of ten", log=True
        )
    return Axes(epochs, (min(low, 0.0), 1.06 * high), "epoch", "loss")


def loss_picture(recording, moments, layers, axes):
    """The whole curve, and a mark at the present epoch."""
    line = axes.line(zip(recording.epochs, recording.losses))
    marks = in_frames(layers, (present(moment, axes) for moment in moments))
    ends = f"from {number(recording.losses[0])} to {number(recording.losses[-1])}"
    inside = (
        f'<path d="{line}" fill="none" stroke="{theme.DATA}" stroke-width="2"/>{marks}'
    )
    words = (
        f"The loss of {recording.epochs[-1]} epochs, {ends}; a mark at the present one."
    )
    return axes.show(words, inside)


def present(moment, axes):
    across, _ = axes.inside(moment.epoch, moment.loss)
    upright = f'<path d="M{across:.1f},0V{axes.height}" stroke="{theme.LINE}" stroke-dasharray="2 3"/>'
    attributes = f'fill="{theme.BACKWARD}" stroke="{theme.INK}" stroke-width="1.5"'
    return upright + axes.dot(moment.epoch, moment.loss, attributes)


# The layers.


def layer_pictures(recording, layers):
    """For each layer a picture: its weights as bars, and its gradients."""
    parts = {}
    for name in recording.moments[0].weights:
        parts.setdefault(name.rpartition(".")[0], []).append(name)
    for layer, names in parts.items():
        most = MOST_BARS // len(parts)
        yield LayerPicture(layer, names, recording, layers, most).draw()


class LayerPicture:
    """The parameters of one layer, as bars above and below zero."""

    def __init__(self, layer, names, recording, layers, most):
        self.names, self.moments, self.layers = names, recording.moments, layers
        self.counts = [len(self.moments[0].weights[name]) for name in names]
        share = min(1.0, most / sum(self.counts))
        self.shown = [
            some(range(count), max(1, int(count * share))) for count in self.counts
        ]
        self.layer = label_text(layer, 20)
        self.lay_out_bars(theme.PANEL_SIZE[0] - 8)

    def lay_out_bars(self, right):
        """Where the bars of each part begin, and how far apart they are."""
        gap, total = 14, sum(map(len, self.shown))
        room = right - STRIP_LEFT - gap * (len(self.shown) - 1)
        self.pitch = min(14.0, room / total)
        self.starts = [STRIP_LEFT]
        for part in self.shown:
            self.starts.append(self.starts[-1] + self.pitch * len(part) + gap)
        self.right = self.starts.pop() - gap

    def draw(self):
        weights = [moment.weights for moment in self.moments]
        gradients = [moment.gradients for moment in self.moments]
        title = self.title()
        inside = [
            svg_text(2, 14, title, ink=theme.INK, weight="bold"),
            self.strip("weights", theme.DATA, 47, weights),
            self.strip("gradients", theme.GRADIENT, 101, gradients),
            *self.part_names(138),
        ]
        words = f"{title}; bars for weights and gradients."
        return picture((theme.PANEL_SIZE[0], 146), words, "".join(inside))

    def title(self):
        count, drawn = sum(self.counts), sum(map(len, self.shown))
        text = f"{self.layer or 'parameters'}: {count} parameters"
        return text if drawn == count else f"{text}, {drawn} shown"

    def part_names(self, y):
        for name, start, part in zip(self.names, self.starts, self.shown):
            end = label_text(name.rpartition(".")[2], 8)
            yield svg_text(start + self.pitch * len(part) / 2, y, end, "middle")

    def strip(self, word, ink, middle, states):
        """A row of bars around zero, and in words how large they are."""
        picked = [self.picked(state) for state in states]
        scale = scale_of(picked)
        bars = in_frames(
            self.layers,
            (f'<path d="{self.bars(state, middle, scale)}"/>' for state in picked),
        )
        sizes = in_frames(
            self.layers,
            (
                svg_text(2, middle + 14, self.largest_in_words(state))
                for state in states
            ),
        )
        zero = (
            f'<path d="M{STRIP_LEFT - 4},{middle}H{self.right + 4:.1f}" '
            f'stroke="{theme.LINE}"/>'
        )
        thick = f'<g stroke="{ink}" stroke-width="{0.72 * self.pitch:.2f}">{bars}</g>'
        word = svg_text(2, middle - 2, word, ink=ink, weight="bold")
        return word + sizes + zero + thick

    def picked(self, state):
        """The numbers of one state that get a bar; none before the first pass."""
        parts = zip(self.names, self.shown) if state else ()
        return [[state[name][k] for k in part] for name, part in parts]

    def largest_in_words(self, state):
        """Of all parameters of this layer, also those without a bar."""
        if not state:
            return "none yet"
        return f"up to {number(largest(state[name] for name in self.names), 3)}"

    def bars(self, state, middle, scale):
        path = []
        for part, start in zip(state, self.starts):
            for k, x in enumerate(part):
                height = STRIP_HEIGHT / 2 * cut_off(x / scale)
                across = start + (k + 0.5) * self.pitch
                path.append(f"M{across:.1f},{middle}v{-height:.1f}")
        return "".join(path)


def cut_off(share):
    """A share of the full bar; what is larger, or no number, is a full bar."""
    return min(max(share, -1.0), 1.0) if share == share else 1.0


def scale_of(states):
    """The number of a full bar; a state far above the usual ones is cut off."""
    sizes = sorted(largest(state) for state in states if state)
    sizes = [size for size in sizes if math.isfinite(size)] or [1.0]
    return min(sizes[-1], 3.0 * sizes[len(sizes) // 2]) or sizes[-1] or 1.0


def largest(parts):
    return max(abs(x) for part in parts for x in part)
