"""Small data sets that need no network and no NumPy.

``stopping_distances()`` and ``digits()`` were measured, ``names()`` were
counted; curves, moons, circles, spirals and XOR are made here, the same for
the same seed on every machine.
"""

import csv
import gzip
import json
import math
import random
from numbers import Real
from pathlib import Path

from .refusals import cut, is_whole

__all__ = [
    "stopping_distances", "digits", "reader", "names", "ladder", "inventor", "curve", "parabola", "wave",
    "moons", "circles", "spirals", "xor", "blobs",
]  # fmt: skip

MOST = 1_000_000  # points in a data set
LARGEST = 1e300  # beyond it, a point that noise moves might not fit into a float

# Speed in miles per hour: the distances in feet that cars took to stop.
# Source: M. Ezekiel, Methods of Correlation Analysis, Wiley, 1930.
STOPPED = {
    4: (2, 10), 7: (4, 22), 8: (16,), 9: (10,), 10: (18, 26, 34), 11: (17, 28),
    12: (14, 20, 24, 28), 13: (26, 34, 34, 46), 14: (26, 36, 60, 80), 15: (20, 26, 54),
    16: (32, 40), 17: (32, 40, 50), 18: (42, 56, 76, 84), 19: (36, 46, 68),
    20: (32, 48, 52, 56, 64), 22: (66,), 23: (54,), 24: (70, 92, 93, 120), 25: (85,),
}  # fmt: skip


def stopping_distances():
    """How far cars rolled before they stood: speeds and distances.

        >>> speeds, distances = stopping_distances()
        >>> len(speeds), speeds[0], distances[0]
        (50, 4.0, 2.0)

    Two lists of 50 floats: miles per hour, from 4 to 25, and feet, from
    2 to 120.  Measured in the 1920s; from Ezekiel (1930).  Told in
    chapter 7.
    """
    pairs = [(float(speed), float(d)) for speed, ds in STOPPED.items() for d in ds]
    return [speed for speed, _ in pairs], [distance for _, distance in pairs]


def digits():
    """The 8×8 handwritten digits: training images and labels, held-out ones.

        >>> train, train_labels, test, test_labels = digits()
        >>> len(train), len(test), len(train[0])
        (1437, 360, 64)

    An image is a list of 64 floats from 0 (paper) to 1 (ink), row by
    row; a label is an int from 0 to 9.  Every fifth image is held out.
    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten
    Digits, UCI Machine Learning Repository (1998), its test part, from 13
    writers; licence CC BY 4.0.  Told in chapter 10.
    """
    with gzip.open(
        Path(__file__).with_name("digits.csv.gz"), "rt", encoding="ascii"
    ) as file:
        rows = [[int(float(cell)) for cell in row] for row in csv.reader(file)]
    images = [[pixel / 16.0 for pixel in row[:64]] for row in rows]
    labels = [row[64] for row in rows]
    held = range(0, len(rows), 5)
    kept = [k for k in range(len(rows)) if k % 5]
    return (
        [images[k] for k in kept], [labels[k] for k in kept],
        [images[k] for k in held], [labels[k] for k in held],
    )  # fmt: skip


def reader():
    """The parameters of a network that reads the digits, trained beforehand.

        >>> from toygrad import nn
        >>> model = nn.MLP(64, [40, 10], nn.relu)
        >>> model.load_state_dict(reader())

    A dict from names to floats with two digits behind the point.  It was
    trained on the 1437 images of ``digits()``, each moved to a side by
    one place or by none, 40 times over (tools/book/reader.py).  It reads 1427
    of them, and 349 of the 360 held out; moved down by one row, it reads
    119 of these 360: a digit has to fill its frame.  Told in chapter 10.
    """
    layers = json.loads(Path(__file__).with_name("reader.json").read_text("utf-8"))
    state = {}
    for layer, parts in layers.items():
        for k, row in enumerate(parts["w"]):
            state |= {f"{layer}.w[{k},{i}]": weight for i, weight in enumerate(row)}
        state |= {f"{layer}.b[{k}]": bias for k, bias in enumerate(parts["b"])}
    return {name: float(number) for name, number in state.items()}


def names():
    """Given names in small letters: those to train on, and those held out.

        >>> train, held_out = names()
        >>> len(train), len(held_out), train[0], held_out[0]
        (4130, 1033, 'abbey', 'aaron')

    Each once, of 2 to 11 letters from a to z, in the order of the alphabet;
    every fifth is held out.  Source: U.S. Census Bureau, Frequently Occurring
    Names from the 1990 Census (1995), which lists 4275 given names of women
    and 1219 of men; a work of the US government, in the public domain.  Told in
    chapter 14.
    """
    with gzip.open(
        Path(__file__).with_name("names.txt.gz"), "rt", encoding="ascii"
    ) as file:
        written = file.read().split()
    held = range(0, len(written), 5)
    kept = [k for k in range(len(written)) if k % 5]
    return [written[k] for k in kept], [written[k] for k in held]


def ladder():
    """What the models of chapter 14 lose per letter of the names held out, in nats.

        >>> ladder()["counted"]["4"]
        {'added': 0.1, 'loss': 2.0472, 'gain': 0.019, 'error': 0.0126, 'names': 532}

    "counted" has, for runs of 1 to 5 letters, what was added to each count, the loss,
    how much less the model below loses, the standard error of this gain, and for how
    many of the 1033 names it loses less; "mixed 5" has them for all runs up to 5
    together, where what is added is shared out as the shorter runs say.  "trained"
    has, for each model, the number of its parameters and the losses of three seeds;
    "inventor" is the loss of the model below.  Found beforehand by
    tools/book/ladder.py.  Told in chapter 14.
    """
    return json.loads(Path(__file__).with_name("ladder.json").read_text("utf-8"))


def inventor():
    """The parameters of a small GPT that invents names, trained beforehand.

        >>> from toygrad.language import GPT
        >>> model = GPT()
        >>> model.load_state_dict(inventor())

    A dict from names to floats with three digits behind the point; trained by
    tools/book/ladder.py on the training part of ``names()``.  Told in chapter 14.
    """
    text = Path(__file__).with_name("inventor.json").read_text("utf-8")
    return {
        f"{table}[{k},{i}]": float(number)
        for table, rows in json.loads(text).items()
        for k, row in enumerate(rows)
        for i, number in enumerate(row)
    }


def curve(f, low, high, n=30, noise=0.0, seed=0):
    """`n` evenly spaced points of a function, with normal noise: xs and ys.

        >>> curve(lambda x: x * x, -1.0, 1.0, n=3)
        ([-1.0, 0.0, 1.0], [1.0, 0.0, 1.0])

    `f` takes and gives a float; `n` goes from 2 to 1,000,000.  `noise` is
    the standard deviation, in units of y, from 0 to 1e300, as in all
    functions of this file.  The same `seed` gives the same noise.  Raises
    TypeError for anything but a function and numbers, ValueError for a
    count or noise outside these ranges, or where low >= high.
    """
    if not callable(f):
        raise TypeError("curve needs a function; write curve(lambda x: x * x, -1, 1)")
    if not is_whole(n) or not all(map(real, (low, high))):
        raise TypeError("curve needs a whole number n >= 2 and two numbers low < high")
    if not 2 <= n <= MOST or not -LARGEST <= low < high <= LARGEST:
        raise ValueError(
            f"curve needs 2 <= n <= {MOST:,} and finite low < high, got {cut(n)}, {cut(low)}, "
            f"{cut(high)}; write curve(f, -1.0, 1.0, n=30)"
        )
    noisy = jitter(noise, seed)
    xs = [low + (high - low) * k / (n - 1) for k in range(n)]
    return xs, [noisy(f(x)) for x in xs]


def parabola(n=30, noise=0.0, seed=0):
    """x² + 1 on [−3, 5]: xs and ys.  Raises as `curve`.  Told in chapter 9.

    >>> xs, ys = parabola(n=5)
    >>> xs, ys
    ([-3.0, -1.0, 1.0, 3.0, 5.0], [10.0, 2.0, 2.0, 10.0, 26.0])
    """
    return curve(lambda x: x * x + 1.0, -3.0, 5.0, n, noise, seed)


def wave(n=30, noise=0.0, seed=0, low=-math.pi, high=math.pi):
    """sin²x + 1 on [−π, π], or wider: xs and ys.  Raises as `curve`.  Told in chapter 9.

    >>> xs, ys = wave(n=3)
    >>> ys[1]
    1.0
    """
    return curve(lambda x: math.sin(x) ** 2 + 1.0, low, high, n, noise, seed)


def moons(n=100, noise=0.1, seed=0):
    """Two interleaved half circles: a task no straight line solves.

        >>> points, labels = moons(n=4, noise=0.0)
        >>> labels
        [-1, -1, 1, 1]

    Returns n points, each a pair of floats, and n labels: −1 for the
    upper moon, +1 for the lower.  The moons have radius 1; `noise` is the
    standard deviation of the jitter in the same units.  Raises TypeError
    for anything but numbers, ValueError for an n that is odd or not from 2
    to 1,000,000, or noise that is not from 0 to 1e300.  Told in chapters 8
    and 10.
    """
    half = half_of("moons", n)
    angles = [math.pi * k / max(half - 1, 1) for k in range(half)]
    upper = [(math.cos(a), math.sin(a)) for a in angles]
    lower = [(1.0 - math.cos(a), 0.5 - math.sin(a)) for a in angles]
    return add_noise(upper + lower, noise, seed), [-1] * half + [1] * half


def circles(n=100, noise=0.05, seed=0):
    """A circle of radius 0.5 (+1) inside one of radius 1 (−1).  Raises as `moons`.

    >>> points, labels = circles(n=4, noise=0.0)
    >>> points[0], points[2], labels
    ((1.0, 0.0), (0.5, 0.0), [-1, -1, 1, 1])
    """
    half = half_of("circles", n)
    angles = [2.0 * math.pi * k / half for k in range(half)]
    outer = [(math.cos(a), math.sin(a)) for a in angles]
    inner = [(0.5 * x, 0.5 * y) for x, y in outer]
    return add_noise(outer + inner, noise, seed), [-1] * half + [1] * half


def spirals(n=100, noise=0.02, seed=0, turns=1.5):
    """Two arms of a spiral, out to radius 1; the second is the first turned round.

        >>> points, labels = spirals(n=4, noise=0.0, turns=1.0)
        >>> [round(x, 9) for x, y in points], labels
        ([-0.5, 1.0, 0.5, -1.0], [-1, -1, 1, 1])

    `turns` is any finite number of times round; a negative one turns the other
    way.  Raises as `moons`, and ValueError for `turns` that are not finite.
    """
    half = half_of("spirals", n)
    check_range("turns", turns, -LARGEST, 1.5)
    steps = [(k + 1) / half for k in range(half)]
    first = [
        (
            r * math.cos(2.0 * math.pi * turns * r),
            r * math.sin(2.0 * math.pi * turns * r),
        )
        for r in steps
    ]
    second = [(-x, -y) for x, y in first]
    return add_noise(first + second, noise, seed), [-1] * half + [1] * half


def xor(n=4, noise=0.0, seed=0):
    """The four corners of a square, and 1 where exactly one coordinate is 1.

        >>> xor()
        ([(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)], [0.0, 1.0, 1.0, 0.0])

    With more points than four there are as many at each corner, or nearly; `noise` is
    the standard deviation of their jitter.  Raises as `moons`; n may be odd here.
    """
    if not is_whole(n) or not 1 <= n <= MOST:
        raise (ValueError if is_whole(n) else TypeError)(
            f"xor needs a whole number of points, from 1 to {MOST:,}; write n=100"
        )
    corners = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]
    points = [corners[4 * k // n] for k in range(n)]
    return add_noise(points, noise, seed), [float(x != y) for x, y in points]


def blobs(n=100, noise=0.1, seed=0):
    """Two round clouds, around (−1, −1) for −1 and (1, 1) for +1: a straight line will do.

        >>> points, labels = blobs(n=4)
        >>> labels
        [-1, -1, 1, 1]

    Each is 0.3 wide, and `noise` wider: that is the standard deviation.  Raises
    as `moons`.
    """
    half = half_of("blobs", n)
    check_range("noise", noise, 0.0, 0.1)
    centres = [(-1.0, -1.0)] * half + [(1.0, 1.0)] * half
    return add_noise(centres, 0.3 + noise, seed), [-1] * half + [1] * half


def real(number):
    return isinstance(number, Real) and not isinstance(number, bool)


def check_range(name, number, least, example):
    if not real(number):
        raise TypeError(
            f"{name} needs a number, got {type(number).__name__}; write {name}={example}"
        )
    if not least <= number <= LARGEST:
        raise ValueError(
            f"{name} needs a number from {least:g} to {LARGEST:g}, got {cut(number)}; "
            f"write {name}={example}"
        )


def half_of(name, n):
    if not is_whole(n):
        raise TypeError(
            f"{name} needs a whole number of points, got {type(n).__name__}; write n=100"
        )
    if not 2 <= n <= MOST or n % 2:
        raise ValueError(
            f"{name} needs an even number of points, from 2 to {MOST:,}; write n=100"
        )
    return n // 2


def jitter(noise, seed):
    """A function that moves a number by normal noise, another time by other noise."""
    check_range("noise", noise, 0.0, 0.1)
    rng = random.Random(seed)
    return lambda number: number + rng.gauss(0.0, noise)


def add_noise(points, noise, seed):
    noisy = jitter(noise, seed)
    return [(noisy(x), noisy(y)) for x, y in points]
