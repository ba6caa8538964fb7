"""A pad on which a reader draws a digit, and a network that reads it at once.

With this file you can draw one yourself: ``show_pad(model, examples)``.

Told in chapter 10.
"""

from numbers import Real

from ... import functions, nn
from ...refusals import is_whole, plain, short
from ..pictures import write
from ..still_pad import FULL, SIDE, name_digit, read, write_chance
from ..widget import Stage

__all__ = ["layers_of", "show_pad"]

CELLS = SIDE * SIDE
MOST, DEEPEST, LARGEST = 20_000, 8, 1e6  # parameters, layers, and any number
MOST_EXAMPLES = 100
WRITE = f"write nn.MLP({CELLS}, [20, 10], nn.relu)"
ACTIVATIONS = {
    nn.relu: "relu", nn.tanh: "tanh", nn.sigmoid: "sigmoid",
    functions.relu: "relu", functions.tanh: "tanh", functions.sigmoid: "sigmoid",
    nn.ReLU: "relu", nn.Tanh: "tanh", nn.Sigmoid: "sigmoid",
}  # fmt: skip
KNOWN = "Linear, Sequential or MLP, with relu, tanh or sigmoid between the layers"


def show_pad(model, examples):
    """A pad of 8 × 8 cells to draw on, and what `model` says to what is drawn.

        >>> from toygrad import data, nn
        >>> model = nn.MLP(64, [40, 10], nn.relu)
        >>> model.load_state_dict(data.reader())
        >>> images, labels = data.digits()[2:]
        >>> print(str(show_pad(model, list(zip(images, labels))[5:9])).splitlines()[-1])
        It reads a 5, with probability 0.955.

    Where it is shown, mouse, pen, touch or keys draw on it, and ten bars
    follow: the front end computes the forward pass and the softmax of
    `model` as it is now, and no derivative.  Between the layers it may be
    relu alone: then who points at a bar sees what each cell adds to its
    logit.  `examples` are pairs of an image, as ``data.digits()`` gives
    them, and its label; the first one is there at the start, the others
    come by the button "Test digit", and a stroke wipes them off.

    Raises TypeError where `model` is made of other parts than Linear, relu,
    tanh and sigmoid, or `examples` is no list of pairs, ValueError where it
    takes other than 64 numbers, has more than 20,000 parameters or a number
    that is not finite, or where an image is none.  Told in chapter 10.
    """
    layers = layers_of(model)
    pairs = [write_example(pair, len(layers[-1]["b"])) for pair in listed(examples)]
    label, counts = pairs[0]
    sizes = [CELLS, *(len(layer["b"]) for layer in layers)]
    words = (
        f"A pad of {SIDE} by {SIDE} cells to draw a digit on, and the probabilities that a "
        f"network of {', '.join(map(str, sizes))} numbers gives to each digit. On it stands {name_digit(label)}."
    )
    picture = {"kind": "pad", "words": words, "layers": layers, "examples": pairs}
    return Stage(
        write([picture], [], words), as_text(label, counts, read(layers, counts))
    )


# The model as plain numbers.


def layers_of(model):
    """The layers of a model as {w: rows, b: numbers, activation: its name}.

    >>> layers_of(nn.Linear(64, 10, init="zeros"))[0]["activation"]
    'none'
    """
    layers = []
    for part in parts_of(model):
        if not isinstance(part, str):
            rows = [list(map(plain, row)) for row in part.w]
            layers.append(
                {"w": rows, "b": list(map(plain, part.b)), "activation": "none"}
            )
        elif not layers or layers[-1]["activation"] != "none":
            raise TypeError(f"show_pad needs a Linear before each activation; {WRITE}")
        else:
            layers[-1]["activation"] = part
    check_layers(layers)
    return layers


def parts_of(model):
    """Its layers, and the names of its activations, in order."""
    kind = type(model)
    if kind is nn.Linear:
        yield model
    elif kind is nn.Sequential:
        for part in model.layer:
            yield from parts_of(part)
    elif kind is nn.MLP:
        for layer in model.layer[:-1]:
            yield from parts_of(layer)
            yield from parts_of(model.activation)
        yield from parts_of(model.layer[-1])
    else:
        # A module is known by its kind, a function by itself.
        known = kind if isinstance(model, nn.Module) else model
        if not callable(known) or known not in ACTIVATIONS:
            raise TypeError(
                f"show_pad needs a model of {KNOWN}, got {short(model)}; {WRITE}"
            )
        yield ACTIVATIONS[known]


def check_layers(layers):
    if not layers:
        raise ValueError(f"show_pad needs at least one layer, got none; {WRITE}")
    sizes = [CELLS, *(len(layer["b"]) for layer in layers)]
    for size, layer in zip(sizes, layers):
        if any(len(row) != size for row in layer["w"]):
            raise ValueError(
                f"show_pad needs layers that fit, from {CELLS} numbers on, got one that takes "
                f"{len(layer['w'][0])} where {size} come; {WRITE}"
            )
    count = sum(len(layer["b"]) * (size + 1) for size, layer in zip(sizes, layers))
    if count > MOST or len(layers) > DEEPEST:
        raise ValueError(
            f"show_pad needs at most {MOST} parameters in {DEEPEST} layers, got {count} in "
            f"{len(layers)}; all of them go to the page: write a smaller one"
        )
    numbers = (x for layer in layers for row in (*layer["w"], layer["b"]) for x in row)
    if not all(abs(x) <= LARGEST for x in numbers):
        raise ValueError(
            f"show_pad needs parameters from −{LARGEST:.0f} to {LARGEST:.0f}, and one is not; "
            "train the model with a smaller learning rate"
        )


# The examples as points of ink.


def listed(examples):
    if isinstance(examples, (list, tuple)) and 1 <= len(examples) <= MOST_EXAMPLES:
        return examples
    raise (ValueError if isinstance(examples, (list, tuple)) else TypeError)(
        f"show_pad needs a list of 1 to {MOST_EXAMPLES} pairs of image and label, got "
        f"{short(examples)}; write held_out[:10]"
    )


def write_example(pair, classes):
    """A pair of image and label as [label, points of ink in each cell]."""
    if not isinstance(pair, (list, tuple)) or len(pair) != 2:
        raise TypeError(
            f"show_pad needs pairs of image and label, got {short(pair)}; write (image, 3)"
        )
    image, label = pair
    if not is_whole(label) or not 0 <= label < classes:
        raise ValueError(
            f"show_pad needs labels from 0 to {classes - 1}, got {short(label)}; "
            "write the number of the right class"
        )
    if not is_image(image):
        raise ValueError(
            f"show_pad needs images of {CELLS} numbers from 0 to 1 in steps of 1/{FULL}, got "
            f"{short(image)}; write one of data.digits()"
        )
    return [int(label), [round(FULL * x) for x in image]]


def is_image(image):
    return (
        isinstance(image, (list, tuple))
        and len(image) == CELLS
        and all(
            isinstance(x, Real) and 0 <= x <= 1 and FULL * x % 1 == 0 for x in image
        )
    )


# The same as text.


def as_text(label, counts, chances):
    """The pad as rows of numbers, the ten probabilities, and what is read."""
    rows = [
        " ".join(f"{count or '·':>2}" for count in counts[k : k + SIDE])
        for k in range(0, CELLS, SIDE)
    ]
    bars = [f"{digit}  {write_chance(chance)}" for digit, chance in enumerate(chances)]
    best = chances.index(max(chances))
    said = (
        f"It reads {name_digit(best)}, with probability {write_chance(max(chances))}."
    )
    return "\n".join([f"A test digit, {name_digit(label)}:", *rows, *bars, said])
