"""How values are named and numbers are written, in every picture.

With this file you can

* write a number for people: ``number(-6.0)`` gives "−6",
* list what stands behind a result: ``all_values(y)``,
* name those values: ``names_of(values)``,
* write an operation: ``formula(s, names)`` gives "p + c".
"""

import unicodedata

from ..value import topological_order

__all__ = [
    "number",
    "signed",
    "label_text",
    "all_values",
    "edges_of",
    "local_grads_of",
    "names_of",
    "formula",
    "formula_in_numbers",
    "listing",
]

INFIX = {"+": " + ", "-": " − ", "*": "·", "/": " / ", "**": "^"}
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


def label_text(label, limit=200):
    """Any object as one line of text that a drawing can carry.

    Control characters and their like are dropped, white space is
    folded, and what is longer than `limit` ends in "…".
    """
    kept = (
        c if unicodedata.category(c)[0] != "C" else " " for c in str(label)[: 4 * limit]
    )
    text = " ".join("".join(kept).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def all_values(result):
    """Every value behind `result`: leaves by first use, then the order."""
    order = topological_order(result)
    leaves = dict.fromkeys(p for value in order for p in value.parents if not p.parents)
    return [*leaves, *order] or [result]


def edges_of(values):
    """(parent, position, value) for each use, in the order of creation."""
    return [(p, k, value) for value in values for k, p in enumerate(value.parents)]


def local_grads_of(value):
    """The local derivatives, with the 0s that the engine does not store."""
    return value.local_grads or (0.0,) * len(value.parents)


def names_of(values):
    """A name for each value: its label, a bare number, or v and a count."""
    names = {}
    for count, value in enumerate(values):
        plain = f"v{count}" if value.parents else number(value.data)
        names[value] = label_text(value.label) or plain
    return names


def formula(value, names):
    """The operation that made `value`, in names: "p + c", "tanh(n)"."""
    return written(value.op, [names[parent] for parent in value.parents])


def formula_in_numbers(value):
    """The same in numbers: "−6 + 10"; a negative number after a sign is bracketed."""
    texts = [number(parent.data) for parent in value.parents]
    if value.op in INFIX:
        texts[1:] = map(signed, texts[1:])
        if value.op == "**":
            texts[0] = signed(texts[0])
    elif value.op == "neg" or value.op.startswith("**"):
        texts = [signed(texts[0])]
    return written(value.op, texts)


def written(op, texts):
    if op in INFIX:
        return INFIX[op].join(texts)
    if op == "neg":
        return f"−{texts[0]}"
    if op.startswith("**"):
        return power_text(texts[0], number(float(op[2:])))
    return f"{op}({', '.join(texts)})"


def power_text(base, exponent):
    """ "x²" where the exponent is a whole number, else "x^0.5"."""
    whole = exponent.lstrip("−").isdigit()
    return base + exponent.translate(SUPERSCRIPT) if whole else f"{base}^{exponent}"


def listing(texts):
    """Texts as a list for people: "−3 and 2"."""
    *most, last = texts
    return f"{', '.join(most)} and {last}" if most else last
