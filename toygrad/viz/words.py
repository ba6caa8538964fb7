"""How values are named and numbers are written, in every picture.

With this file you can

* write a number for people: ``number(-6.0)`` gives "−6",
* list what stands behind a result: ``all_values(y)``,
* name those values: ``names_of(values)``,
* write an operation: ``formula(s, names)`` gives "p + c".
"""

import unicodedata

from ..functions import OPERATIONS, operation_of
from ..order import topological_order
from ..value import Constant, Value

__all__ = [
    "number",
    "signed",
    "product",
    "label_text",
    "all_values",
    "edges_of",
    "local_grads_of",
    "names_of",
    "box_title",
    "formula",
    "formula_in_numbers",
    "written",
    "local_symbols",
    "is_parameter",
    "listing",
]

JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
LARGEST = 200  # computed values; above, a drawing takes minutes and shows nothing
SUPERSCRIPT = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def number(x, digits=4):
    """`x` with at most `digits` significant digits and a true minus.

    >>> number(-6.0), number(1 / 3)
    ('−6', '0.3333')
    """
    text = f"{x:.{digits}g}".replace("e+0", "e").replace("e-0", "e-").replace("e+", "e")
    return "0" if text == "-0" else text.replace("-", "−")


def signed(text):
    """A written number as it stands inside a formula: (−3)."""
    return f"({text})" if text.startswith("−") else text


def product(arriving, local):
    """Two numbers multiplied, in words: "2 × (−3)"."""
    return f"{number(arriving)} × {signed(number(local))}"


def label_text(label, limit=200):
    """Any object as one line of text that a drawing can carry.

    White space is folded, invisible characters are dropped (but not the
    joiners that scripts and emoji need), and what is longer than `limit`
    ends in "…".
    """
    text = "".join(map(drawable, str(label)[: 4 * limit]))
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def drawable(character):
    kind = unicodedata.category(character)
    if kind == "Cc":
        return " "
    return character if kind[0] != "C" or character in JOINERS else ""


def all_values(result):
    """Every value behind `result`: leaves by first use, then the order."""
    order = topological_order(result)
    if len(order) > LARGEST:
        raise ValueError(
            f"a picture needs at most {LARGEST} computed values, got {len(order)}; "
            "draw a smaller part, for example the loss of one sample"
        )
    leaves = dict.fromkeys(p for value in order for p in value.parents if not p.parents)
    return [*leaves, *order] or [result]


def edges_of(values):
    """(parent, position, value) for each use, in the order of creation."""
    return [(p, k, value) for value in values for k, p in enumerate(value.parents)]


def local_grads_of(value):
    """The local derivatives, with the 0s that the engine does not store."""
    return value.local_grads or (0.0,) * len(value.parents)


def names_of(values):
    """A name for each value: its label, a bare number, or v and a count.

    No two values with a name of their own share it: the second one
    labelled a is called "a (2)".
    """
    names, taken = {}, {}
    for value in values:
        label = label_text(value.label or label_of_output(value))
        if label:
            taken[label] = taken.get(label, 0) + 1
            name = label if taken[label] == 1 else f"{label} ({taken[label]})"
            while name != label and name in taken:  # somebody is called so already
                taken[label] += 1
                name = f"{label} ({taken[label]})"
            taken.setdefault(name, 1)
            names[value] = name
    for count, value in enumerate(values):
        if value not in names:
            name = f"v{count}" if value.parents else number(value.data)
            names[value] = name + "'" * (value.parents != () and name in taken)
    return names


def label_of_output(value):
    """An output of a layer is named after its bias: layer0.b[1] gives layer0[1]."""
    if value.op in ("affine", "weighted"):
        layer, found, index = str(value.parents[-1].label).rpartition(".b[")
        return f"{layer}[{index}" if found else ""
    return ""


def box_title(value, names):
    """The first line of a box: "s = p + c", "a", or the number of a constant."""
    return (
        f"{names[value]} = {formula(value, names)}" if value.parents else names[value]
    )


def formula(value, names):
    """The operation that made `value`, in names: "p + c", "tanh(n)"."""
    return written(value, [names[parent] for parent in value.parents])


def formula_in_numbers(value):
    """The same in numbers: "−6 + 10"; a short weighted sum in full."""
    half = len(value.parents) // 2
    numbers = [number(parent.data) for parent in value.parents]
    if value.op == "affine" and half <= 3:
        pairs = zip(numbers[:half], numbers[half:-1])
        products = [
            f"{w if k == 0 else signed(w)}·{signed(x)}"
            for k, (w, x) in enumerate(pairs)
        ]
        return " + ".join([*products, signed(numbers[-1])])
    return written(value, numbers)


class Operand(str):
    """A text in the place of an operand: f"{a:whole}" sets brackets where it needs them.

    signed    around a minus in front
    whole     also around a sum or a product
    factor    the same, but a minus in front may stay
    base      also around a power, and around 1e-05
    exponent  raised where it is a whole number, else after a ^
    """

    def __format__(self, place):
        return PLACES[place](str(self))


class Number(Operand):
    """A plain number of the operation itself: as an exponent it needs no brackets."""

    def __format__(self, place):
        return raised(self) if place == "exponent" else super().__format__(place)


def written(value, texts):
    """The operation that made `value`, on texts in place of its parents."""
    op = operation_of(value)
    if op.written:
        return op.written(*operands(op, texts))
    if len(texts) > 4:
        texts = [*texts[:3], f"… {len(texts) - 3} more"]
    return f"{op}({', '.join(texts)})"


def operands(op, texts):
    return [*map(Operand, texts), *(Number(number(x)) for x in op.numbers)]


def local_symbols(value, names):
    """Each local derivative as a formula in names, "" where only its number tells.

    Of p = a·b they are "b" and "a"; of tanh(n) it is "tanh′(n)".
    """
    op, called = operation_of(value), [names[parent] for parent in value.parents]
    if op.symbols:
        symbols = op.symbols(*operands(op, called))
    else:
        symbols = [f"{op}′({name})" if op in OPERATIONS else "" for name in called]
    numbers = map(number, local_grads_of(value))
    return ["" if s == n else str(s) for s, n in zip(symbols, numbers)]


def is_parameter(value):
    """Is it of a kind of its own?  Then a drawing gives it a double border."""
    return type(value) not in (Value, Constant)


def whole(text, sign=True, plain=False):
    """`text` as one operand: in brackets where it is a sum, or has a sign."""
    marks = " +−-·*/^" + ("²³" if plain else "")
    broken = any(mark in text[1:] for mark in marks) or (plain and in_e_notation(text))
    signed_in_front = sign and text.startswith(("−", "-"))
    return f"({text})" if (broken and not enclosed(text)) or signed_in_front else text


def in_e_notation(text):
    return text[:1].isdigit() and "e" in text


def enclosed(text):
    """Does the first bracket close at the end: "tanh(a + b)", not "f(a) + g(b)"?"""
    head, found, rest = text.partition("(")
    depth = 1 if found else 0
    for place, character in enumerate(rest):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place == len(rest) - 1 and (not head or head.isidentifier())
    return False


def raised(exponent):
    """ "²" for a whole number, else "^0.5"."""
    digits = exponent.lstrip("−").isdigit()
    return exponent.translate(SUPERSCRIPT) if digits else f"^{exponent}"


PLACES = {
    "": str,
    "signed": signed,
    "whole": whole,
    "factor": lambda text: whole(text, sign=False),
    "base": lambda text: whole(text, plain=True),
    "exponent": lambda text: raised(whole(text)),
}


def listing(texts):
    """Texts as a list for people: "−3 and 2"."""
    *most, last = texts
    return f"{', '.join(most)} and {last}" if most else last
