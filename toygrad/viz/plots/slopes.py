"""What a slope is, and how well it can be measured."""

from fractions import Fraction
from math import inf
from numbers import Real

from ...refusals import short
from ...value import Value
from .. import theme
from .picture import CENTER, Picture, check_some, label, tile, write_powers

__all__ = ["plot_growing_square", "plot_microscope", "plot_u_curve"]

LEAST_ERROR = 1e-17  # drawn for an error of 0, which has no place on a log axis


def plot_growing_square(side, growth):
    """A square that grows: two strips, and a corner that hardly counts.

    Raises TypeError for anything but two numbers, ValueError where one is not
    above 0.  Told in chapter 2.
    """
    for number in (side, growth):
        if not isinstance(number, Real):
            raise TypeError(
                f"plot_growing_square needs two numbers, got {short(number)}; "
                "write plot_growing_square(3.0, 0.1)"
            )
        if not 0.0 < number < inf:
            raise ValueError(
                f"plot_growing_square needs two numbers above 0, got {number!r}; "
                "write plot_growing_square(3.0, 0.1)"
            )
    whole, middle, out = side + growth, side / 2, side + growth + 0.12

    def product(one, other):
        return f"{one:g} · {other:g} = {one * other:g}"

    def draw(axes):
        for corner, width, height, color in (
            ((0, 0), side, side, theme.FORWARD_TINT),
            ((side, 0), growth, side, theme.FORWARD),
            ((0, side), side, growth, theme.FORWARD),
            ((side, side), growth, growth, theme.BACKWARD),
        ):
            tile(axes, corner, width, height, facecolor=color, edgecolor=theme.INK)
        strip = product(side, growth)
        axes.text(middle, middle, product(side, side), **CENTER)
        axes.text(middle, out, strip, ha="center", va="bottom")
        axes.text(out, middle, strip, ha="left", va="center", rotation=-90)
        axes.text(out, out, product(growth, growth), ha="left", va="bottom")
        axes.set(xlim=(-0.1, whole + 1.3), ylim=(-0.1, whole + 0.6), aspect="equal")
        axes.axis("off")

    words = f"A square of side {side:g} grown by {growth:g}: two strips and a corner"
    return Picture(draw, words, theme.SQUARE_SIZE)


def plot_microscope(f, x, slope, widths):
    """The curve of `f` around `x` beside its line, magnified step by step.

    One picture for each of `widths`, how far to look on either side.
    `f` takes a float and gives a float; `slope` is the one at `x`.  Raises
    TypeError for anything but a list of widths, ValueError for an empty one.
    Told in chapter 1.
    """
    check_some(
        "plot_microscope", widths, list, "plot_microscope(f, 1.0, 2.0, [1.0, 0.1])"
    )
    y, low = f(x), x - 0.7 * widths[0]

    def draw(*panels):
        for axes, width in zip(panels, widths):
            grid = [x + width * k / 50 for k in range(-50, 51)]
            line = [y + slope * (u - x) for u in grid]
            axes.plot(grid, line, "--", color=theme.GRADIENT, linewidth=2)
            axes.plot(grid, list(map(f, grid)), color=theme.DATA, linewidth=2.5)
            axes.plot([x], [y], "o", color=theme.INK)
            axes.set(title=f"{x:g} ± {width:g}", xticks=[x], yticks=[y])
            axes.set_xlim(grid[0], grid[-1])
        end = (low, y + slope * (low - x))
        label(panels[0], "curve", (low, f(low)), (-4, 6), ha="right", color=theme.DATA)
        label(panels[0], "line", end, (8, -4), color=theme.GRADIENT)

    words = f"A curve and its line of slope {slope:g} at {x:g}, magnified {len(widths)} times"
    return Picture(draw, words, columns=len(widths))


def plot_u_curve(f, x, truth):
    """Relative errors of a slope: central differences by their nudge, and `backward()`.

    `f` takes and gives a number or a value; `truth` is its slope at `x`,
    a number that is not 0, or a text with more digits than a float has.
    Two straight lines show what a bend that changes, and digits that
    cancel, do to a difference.  Raises ValueError where `truth` is 0 or no
    number.  Told in chapter 6.
    """
    if not Fraction(truth):
        raise ValueError(
            "plot_u_curve needs a slope that is not 0, got 0; write plot_u_curve(f, 1.0, 2.0)"
        )
    truth, leaf = Fraction(truth), Value(x)
    f(leaf).backward()

    def error(slope):
        return max(float(abs(Fraction(slope) / truth - 1)), LEAST_ERROR)

    nudges = [10 ** (-k / 4) for k in range(4, 53)]
    errors = [error((f(x + h) - f(x - h)) / (2 * h)) for h in nudges]
    exact, (first, *_, last) = error(leaf.grad), nudges
    bend = errors[4] / nudges[4] ** 2
    grain = 2**-53 * float(abs(Fraction(f(x)) / truth))
    meeting = (grain / bend) ** (1 / 3)

    def draw(axes):
        axes.loglog(nudges, errors, "o", markersize=4, color=theme.DATA)
        for end, line in (
            (first, lambda h: bend * h * h),
            (last, lambda h: grain / h),
        ):
            ys = [line(meeting), line(end)]
            axes.plot([meeting, end], ys, "--", color=theme.LINE)
        axes.plot([last, first], [exact, exact], color=theme.GRADIENT, linewidth=2.5)
        for text, h, height, up, color in (
            ("the bend changes:\nslope +2", 4e-4, bend * 1.6e-7, -32, theme.LINE),
            ("digits cancel:\nslope −1", 5e-10, grain * 2e9, 7, theme.LINE),
            ("central difference", 1e-12, grain * 1e12, 7, theme.DATA),
            ("backward pass", 1e-7, exact, 7, theme.GRADIENT),
        ):
            label(axes, text, (h, height), (8, up), color=color)
        axes.set(xlabel="nudge h", ylabel="relative error of the slope")
        write_powers(axes.xaxis, axes.yaxis)

    words = (
        f"Central differences at {x:g} with {len(nudges)} nudges, and a backward pass"
    )
    return Picture(draw, words)
