"""A graph of PyTorch in words: its numbers, its shapes, its nodes and its edges.

With this file you can

* write the numbers of a tensor, one of them or their norm: ``write(numbers)``,
* write a shape for people: ``size((3, 4))`` gives "3×4",
* tell of a node or of a use of it: ``title_of(node)``, ``share_in_words(use)``.
"""

from ..words import amount, listing, number

__all__ = [
    "MOST_TOLD", "data_in_words", "data_line", "grad_line", "gradients", "inside_in_words",
    "is_what", "keeps_in_words", "lines_beside", "made_in_words", "one_number", "rows",
    "share_in_words", "shown", "size", "summed_in_words", "title_of", "write",
]  # fmt: skip

MOST_TOLD = 4  # things that a caption tells one by one
LONGEST_WORD = 14  # letters of a plain word in the title of a box


def write(numbers):
    """A number, or the norm of many."""
    if numbers is None:
        return "none"
    alone = numbers.alone
    return number(alone) if alone is not None else f"norm {number(numbers.norm)}"


def share_in_words(use):
    """ "Share 2", "A share of norm 0.7" or "No share"."""
    if not use.share:
        return "No share"
    told = write(use.share)
    return f"Share {told}" if use.share.alone is not None else f"A share of {told}"


def shown(parts):
    """The numbers of a sum as texts; of a long one what was there and what came."""
    if len(parts) > MOST_TOLD:
        parts = [sum(parts[:-1]), parts[-1]]
    return list(map(number, parts))


def size(shape):
    """A shape in words: "3×4", "4 numbers", "one number"."""
    if all(one == 1 for one in shape):
        return "one number"
    return "×".join(map(str, shape)) if len(shape) > 1 else f"{shape[0]} numbers"


def one_number(outputs):
    """The number of the only output, where it is one and is known."""
    known = outputs[0].data if len(outputs) == 1 else None
    return known.alone if known else None


def data_in_words(outputs):
    """ "6", "3×4, norm 1.3" or "3×4, not kept by PyTorch"."""
    if len(outputs) != 1:
        return f"{len(outputs)} outputs"
    (output,) = outputs
    kept = write(output.data) if output.data else "not kept by PyTorch"
    one = all(length == 1 for length in output.shape)
    return kept if one else f"{size(output.shape)}, {kept}"


def is_what(output):
    """ "= 2", or "is 3×4", or "has 4 numbers"."""
    known = one_number([output])
    if known is not None:
        return f"= {number(known)}"
    return f"{'has' if len(output.shape) < 2 else 'is'} {size(output.shape)}"


def title_of(node):
    """ "w", "v2 = MulBackward0 (product)", "layers.0 (Linear)"."""
    if not node.kind:
        return node.name
    if node.folded:
        return f"{node.name} ({node.kind})"
    word = f" ({node.word})" * (0 < len(node.word) <= LONGEST_WORD)
    return f"{node.name} = {node.kind}{word}"


def lines_beside(use):
    """The local derivative, or how many numbers were added up; else nothing."""
    if use.local is not None:
        return (f"×{number(use.local)}",)
    return (f"sum of {use.summed}",) if use.summed > 1 else ()


def summed_in_words(use):
    """ "; it is the sum of 3, because it was broadcast", or nothing."""
    if use.summed == 1:
        return ""
    each = "it is" if use.share.shape_is_one else "each of its numbers is"
    return f"; {each} the sum of {use.summed}, because it was broadcast"


def rows(numbers):
    """All numbers of a small tensor, row by row: "1, 2; 3, 4"."""
    texts = list(map(number, numbers.entries))
    across = numbers.shape[-1] if numbers.shape else 1
    groups = (texts[k : k + across] for k in range(0, len(texts), across))
    return "; ".join(map(", ".join, groups))


# A node.


def made_in_words(node, parents):
    """ "v2 = MulBackward0 (product) of w and x = 6."; `parents` are their names."""
    parents = [*parents, *["what needs no gradient"] * node.others]
    if len(parents) > MOST_TOLD:
        parents = [f"{len(parents)} inputs"]
    data = data_in_words(node.outputs)
    if node.folded:
        of = f", computed from {listing(parents)}" if parents else ""
        inside = f"{amount(node.folded, 'node')} folded into it"
        return f"{node.name} ({node.kind}){of}, with {inside}: {data}."
    word = f" ({node.word})" * bool(node.word)
    of = f" of {listing(parents)}" if parents else ""
    equals = ": " if one_number(node.outputs) is None else " = "
    return f"{node.name} = {node.kind}{word}{of}{equals}{data}."


def keeps_in_words(node):
    """What PyTorch keeps at a node: with it the local derivatives are made later."""
    kept = [
        f"{name} = {write(numbers)}"
        if numbers.alone is not None
        else f"{name} ({size(numbers.shape)})"
        for name, numbers in node.keeps
    ]
    kept = kept if len(kept) <= MOST_TOLD else [amount(len(kept), "tensor")]
    return f"It keeps {listing(kept or ['no tensor'])} for the way back."


def gradients(node):
    """What has arrived at a node: "6", "norm 0.7", or one for each output."""
    grads = [write(output.grad) for output in node.outputs]
    return listing(grads) if len(grads) <= MOST_TOLD else f"{len(grads)} gradients"


def grad_line(node):
    """The last line of its box; a leaf adds to what it held before."""
    return f"grad {write(node.after) if node.after else gradients(node)}"


def data_line(node):
    """The second line of its box."""
    data = data_in_words(node.outputs)
    return data if one_number(node.outputs) is None else f"data {data}"


def inside_in_words(node):
    """The gradients of the parameters that are folded into a module."""
    grads = [one.after or one.outputs[0].grad for one in node.inside]
    told = [f"{one.name}.grad {write(g)}" for one, g in zip(node.inside, grads)]
    if len(told) > MOST_TOLD:
        told = [f"{len(told)} parameters with their gradients"]
    return f"Inside it: {listing(told)}." if told else ""
