"""What a playground is set to, and the one sentence for what it cannot be set to.

With this file you can

* check what comes from outside: ``Setting.read({"problem": "xor", "lr": 0.3})``,
* put it into an address and take it out: ``setting.link()``, ``Setting.from_link(text)``.

A setting, with its seed, says every number of a training.
"""

from dataclasses import asdict, dataclass, fields
from numbers import Real
from urllib.parse import quote, unquote

from ...nn import INITS
from ...refusals import cut, short
from .network import BENDS
from .optimizers import OPTIMIZERS

__all__ = ["FAULTS", "LIMITS", "PROBLEMS", "Setting", "limits"]

CLASSES = ("moons", "circles", "spirals", "xor", "blobs", "own")
CURVES = ("wave", "parabola", "stopping", "formula")
PROBLEMS = (*CLASSES, *CURVES)

# What can be broken in the loop of chapter 9, in its words.  A start at zero, a
# network without activation and a rate that is too large are settings.
FAULTS = {
    "zero_grad forgotten": "Each step uses the sum of all gradients so far.",
    "zero_grad before step": "It stands between backward() and step(): every step is rate times 0.",
    "old predictions": "The forward pass stands before the loop: the loss never hears of the updates.",
    "targets shuffled": "The same inputs and the same targets, dealt out at random.",
}

# The lowest and the highest, and why not more.
LIMITS = {
    "n": (20, 400, "a step over all of them takes a page a tenth of a second"),
    "noise": (0.0, 0.5, "more hides what there is to learn"),
    "held": (0, 50, "half of the points is the most that training can spare"),
    "seed": (0, 9999, "so many different starts are enough"),
    "lr": (
        0.00001,
        10.0,
        "below it nothing is seen to move, above it everything runs away",
    ),
    "batch": (0, 400, "there are no more points; 0 takes all"),
    "l2": (0.0, 1.0, "more leaves nothing but zeros"),
}
MOST_LAYERS, MOST_NEURONS = 4, 16  # so many still fit beside each other on a screen
MOST_POINTS, FARTHEST = (
    200,
    2.0,
)  # set by hand, and how far out: to the edge of the picture
MOST_LETTERS = 80  # of a formula: one line on a phone turned sideways
LONGEST_LINK = 8000  # characters, that chats and mails still carry


@dataclass(frozen=True)
class Setting:
    """All that a training depends on; see `LIMITS`.

    problem    one of PROBLEMS
    points     for "own": (x, y, class), each
    formula    for "formula": y as a text in x
    n, noise   how many points, and the standard deviation of their jitter
    held       how many of a hundred points are held out
    seed       of the points, the first weights and the order of the batches
    layers     (neurons, activation) for each hidden layer
    init       a name of nn.INITS
    lr, batch, optimizer, l2
               of the training; a batch of 0 takes all points
    faults     which of FAULTS it has
    """

    problem: str = "moons"
    points: tuple = ()
    formula: str = "sin(x) + x / 3"
    n: int = 200
    noise: float = 0.1
    held: int = 20
    seed: int = 1
    layers: tuple = ((4, "tanh"), (2, "tanh"))
    init: str = "uniform"
    lr: float = 0.3
    batch: int = 10
    optimizer: str = "SGD"
    l2: float = 0.0
    faults: tuple = ()

    @classmethod
    def read(cls, given):
        """A setting of what came as plain data; what is missing is as it is by default.

        Raises TypeError or ValueError, with one sentence, for what is none.
        """
        if not isinstance(given, dict):
            raise TypeError(f"a setting needs a dict, got {short(given)}; write {{}}")
        if unknown := [name for name in given if name not in READERS]:
            raise ValueError(
                f"a setting needs names it knows, got {cut(unknown[0])}; "
                f"write one of {', '.join(READERS)}"
            )
        return cls(**{name: READERS[name](name, part) for name, part in given.items()})

    @classmethod
    def from_link(cls, text):
        """The setting that an address carries behind its #; raises as `read`."""
        if not isinstance(text, str) or len(text) > LONGEST_LINK:
            raise ValueError(
                f"a link needs at most {LONGEST_LINK} characters; use Copy link"
            )
        given = {}
        for part in filter(None, text.removeprefix("#").split("&")):
            name, _, written = part.partition("=")
            if name in given or name not in READERS:
                raise ValueError(
                    f"a link needs each name once, of {', '.join(READERS)}, got {cut(name)}; "
                    "use Copy link"
                )
            given[name] = taken_out(name, unquote(written))
        return cls.read(given)

    def link(self):
        """The part of an address behind the #, without what is as by default."""
        parts = [
            f"{field.name}={quote(put_in(field.name, part), safe=',;')}"
            for field in fields(self)
            if (part := getattr(self, field.name)) != field.default
        ]
        return "&".join(parts)

    def plain(self):
        """As a dict of what JSON has."""
        listed = lambda part: [*map(listed, part)] if isinstance(part, tuple) else part  # noqa: E731
        return {name: listed(part) for name, part in asdict(self).items()}

    @property
    def classes(self):
        """Are its points of two classes, and not of a curve?"""
        return self.problem in CLASSES


def limits():
    """What a setting may hold, as plain data, for a front end to make its controls of."""
    lowest = {
        name: {"low": low, "high": high, "reason": reason}
        for name, (low, high, reason) in LIMITS.items()
    }
    return lowest | {
        "problem": [*PROBLEMS], "bends": [*BENDS], "init": [*INITS],
        "optimizer": [*OPTIMIZERS], "faults": FAULTS,
        "layers": MOST_LAYERS, "neurons": MOST_NEURONS,
        "points": MOST_POINTS, "farthest": FARTHEST, "formula": MOST_LETTERS,
    }  # fmt: skip


# Reading: each takes a name and what was given, and gives what a setting holds.


def read_number(name, given):
    low, high, reason = LIMITS[name]
    if isinstance(given, bool) or not isinstance(given, Real):
        raise TypeError(f"{name} needs a number, got {short(given)}; write {low}")
    if not low <= given <= high:
        raise ValueError(
            f"{name} needs a number from {low} to {high} ({reason}), got {cut(given)}; "
            f"write {high if given > high else low}"
        )
    return given


def read_float(name, given):
    return float(read_number(name, given))


def read_whole(name, given):
    number = read_number(name, given)
    if number != int(number):
        raise ValueError(f"{name} needs a whole number, got {cut(given)}; write {int(number)}")  # fmt: skip
    return int(number)


def read_name(names):
    def read(name, given):
        if not isinstance(given, str) or given not in names:
            raise ValueError(
                f"{name} needs one of {', '.join(names)}, got {cut(given)}; "
                f"write {next(iter(names))}"
            )
        return given

    return read


def read_list(name, given, most):
    if not isinstance(given, (list, tuple)) or len(given) > most:
        raise ValueError(
            f"{name} needs a list of at most {most}, got {short(given, 40)}; write a shorter one"
        )
    return given


def read_layers(name, given):
    return tuple(map(read_layer, read_list(name, given, MOST_LAYERS)))


def read_layer(given):
    match given:
        case [int(neurons), str(bend)] if (
            not isinstance(neurons, bool)
            and 1 <= neurons <= MOST_NEURONS
            and bend in BENDS
        ):
            return neurons, bend
    raise ValueError(
        f"a layer needs 1 to {MOST_NEURONS} neurons and one of {', '.join(BENDS)}, "
        f"got {cut(given)}; write [4, 'tanh']"
    )


def read_points(name, given):
    return tuple(map(read_point, read_list(name, given, MOST_POINTS)))


def read_point(given):
    match given:
        case [Real() as x, Real() as y, (0 | 1) as label] if (
            abs(x) <= FARTHEST and abs(y) <= FARTHEST
        ):
            return float(x), float(y), int(label)
    raise ValueError(
        f"a point needs x and y from -{FARTHEST} to {FARTHEST} and a class, 0 or 1, "
        f"got {cut(given)}; write [0.5, -1, 1]"
    )


def read_faults(name, given):
    given = read_list(name, given, len(FAULTS))
    chosen = {read_name(FAULTS)("a fault", one) for one in given}
    return tuple(fault for fault in FAULTS if fault in chosen)


def read_formula(name, given):
    if not isinstance(given, str) or not 1 <= len(given) <= MOST_LETTERS:
        raise ValueError(
            f"{name} needs a text of 1 to {MOST_LETTERS} characters, got {short(given, 40)}; "
            "write for example sin(x)"
        )
    return given


READERS = {
    "problem": read_name(PROBLEMS),
    "points": read_points,
    "formula": read_formula,
    "n": read_whole,
    "noise": read_float,
    "held": read_whole,
    "seed": read_whole,
    "layers": read_layers,
    "init": read_name(INITS),
    "lr": read_float,
    "batch": read_whole,
    "optimizer": read_name(OPTIMIZERS),
    "l2": read_float,
    "faults": read_faults,
}

# How a part is written in a link: layers as 4.tanh-2.tanh, points as 0.5,-1,1;0,0,0.


def put_in(name, part):
    if name == "layers":
        return "-".join(f"{neurons}.{bend}" for neurons, bend in part) or "0"
    if name == "points":
        return ";".join(",".join(map(repr, point)) for point in part)
    return ",".join(part) if name == "faults" else str(part)


def taken_out(name, text):
    if name == "layers":
        parts = [] if text == "0" else text.split("-")
        return [layer_of(*part.partition(".")[::2]) for part in parts]
    if name == "points":
        return [list(map(number_of, p.split(","))) for p in text.split(";") if p]
    if name == "faults":
        return [fault for fault in text.split(",") if fault]
    return number_of(text) if name in LIMITS else text


def layer_of(neurons, bend):
    return [number_of(neurons), bend]


def number_of(text):
    """The number in a text; a text that holds none stays, for `read` to refuse."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text
