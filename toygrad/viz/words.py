"""How numbers, labels and operations are written, in every picture.

With this file you can

* write a number for people: ``number(-6.0)`` gives "−6",
* count things: ``amount(2, "digit")`` gives "2 digits",
* write an operation: ``write_operation(s, ["p", "c"])`` gives "p + c".
"""

import unicodedata

from ..functions import OPERATIONS, operation_of
from ..paths import local_grads

__all__ = [
    "add_up", "amount", "formula_in_numbers", "label_text", "listing", "move", "number",
    "signed", "table", "whole", "write_operation", "write_symbols",
]  # fmt: skip

JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
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


def add_up(texts):
    """Written numbers as a sum: "4 + (−6)"."""
    first, *rest = texts
    return " + ".join([first, *map(signed, rest)])


def move(arriving, local, share):
    """A number on its way along an edge: as it leaves, half-way, as it arrives."""
    half_way = f"{number(arriving)} × {signed(number(local))}"
    return number(arriving), half_way, number(share)


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


def formula_in_numbers(value):
    """The same in numbers: "−6 + 10"; a short weighted sum in full."""
    half = len(value.parents) // 2
    numbers = [number(parent.data) for parent in value.parents]
    if value.op == "affine" and half <= 3:
        first, *weights = numbers[:half]
        pairs = zip([first, *map(signed, weights)], map(signed, numbers[half:-1]))
        return " + ".join([*map("·".join, pairs), signed(numbers[-1])])
    return write_operation(value, numbers)


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
        return (
            raise_exponent(self) if place == "exponent" else super().__format__(place)
        )


def write_operation(value, texts):
    """The operation that made `value`, on texts in place of its parents."""
    op = operation_of(value)
    if text := op.written and op.written(*operands(op, texts)):
        return text
    if len(texts) > 4:
        texts = [*texts[:3], f"… {len(texts) - 3} more"]
    return f"{op}({', '.join(texts)})"


def operands(op, texts):
    return [*map(Operand, texts), *(Number(number(x)) for x in op.numbers)]


def write_symbols(value, names):
    """Each local derivative as a formula in the names of the parents.

    Of p = a·b they are "b" and "a"; of tanh(n) it is "tanh′(n)".  "" stands
    where only the number tells.
    """
    op = operation_of(value)
    if op.symbols:
        symbols = op.symbols(*operands(op, names))
    else:
        symbols = [f"{op}′({name})" if op in OPERATIONS else "" for name in names]
    numbers = map(number, local_grads(value))
    return ["" if s == n else str(s) for s, n in zip(symbols, numbers)]


def whole(text, sign=True, plain=False):
    """`text` as one operand: in brackets where it is a sum, or has a sign."""
    marks = " +−-·*/^" + ("²³" if plain else "")
    broken = any(mark in text[1:] for mark in marks) or (plain and in_e_notation(text))
    signed_in_front = sign and text.startswith(("−", "-"))
    return (
        f"({text})" if (broken and not is_enclosed(text)) or signed_in_front else text
    )


def in_e_notation(text):
    return text[:1].isdigit() and "e" in text


def is_enclosed(text):
    """Does the first bracket close at the end: "tanh(a + b)", not "f(a) + g(b)"?"""
    head, found, rest = text.partition("(")
    depth = 1 if found else 0
    for place, character in enumerate(rest):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place == len(rest) - 1 and (not head or head.isidentifier())
    return False


def raise_exponent(exponent):
    """ "²" for a whole number, else "^0.5"."""
    digits = exponent.lstrip("−").isdigit()
    return exponent.translate(SUPERSCRIPT) if digits else f"^{exponent}"


PLACES = {
    "": str,
    "signed": signed,
    "whole": whole,
    "factor": lambda text: whole(text, sign=False),
    "base": lambda text: whole(text, plain=True),
    "exponent": lambda text: raise_exponent(whole(text)),
}


def amount(count, thing):
    """ "1 digit", "2 digits"."""
    return f"{count} {thing}{'s' * (count != 1)}"


def listing(texts):
    """Texts as a list for people: "−3 and 2"."""
    *most, last = texts
    return f"{', '.join(most)} and {last}" if most else last


def table(rows):
    """Rows as a table of text; what stands last in its row may be long."""
    rows = [list(map(str, row)) for row in rows]
    for k in range(max(map(len, rows)) - 1):
        longer = [row for row in rows if len(row) > k + 1]
        width = max(len(row[k]) for row in longer)
        for row in longer:
            row[k] = row[k].ljust(width)
    return "\n".join(map("  ".join, rows))
