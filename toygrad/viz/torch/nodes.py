"""What the nodes of PyTorch's graph tell of themselves, and the numbers of its tensors.

With this file you can find all nodes behind one, ``walk(loss.grad_fn)``, and
what they keep for the way back, ``saved(torch, node)``.
"""

from .trace import Numbers

__all__ = [
    "dtype_of",
    "is_leaf",
    "is_of_reader",
    "numbers_of",
    "saved",
    "shapes_of",
    "walk",
]

MOST_ENTRIES = 12  # so many numbers of a tensor are kept one by one


def is_leaf(node):
    """Is it where PyTorch writes a gradient down: the end of the graph?"""
    return type(node).__name__ == "AccumulateGrad"


def shapes_of(node):
    """The shape of each output of the forward pass."""
    if is_leaf(node):
        return [tuple(node.variable.shape)]
    return [tuple(map(int, kind.shape)) for kind in node._input_metadata]


def dtype_of(node, output):
    """The kind of number that stands at an output."""
    if is_leaf(node):
        return node.variable.dtype
    return node._input_metadata[output].dtype


def is_of_reader(torch, node):
    """Is it a function that a reader has written, and not PyTorch?"""
    is_function = isinstance(node, torch.autograd.function.BackwardCFunction)
    return is_function and node._forward_cls.__module__.partition(".")[0] != "torch"


def walk(result):
    """All nodes behind `result`: the leaves by first use, then each after its parents."""
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            order.append(node)
        elif node not in seen and not is_leaf(node):
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in reversed(parents_of(node)))
    leaves = dict.fromkeys(p for node in order for p in parents_of(node) if is_leaf(p))
    return [*leaves, *order]


def parents_of(node):
    """The nodes that it was computed from, as often as they are used."""
    return [parent for parent, _ in node.next_functions if parent is not None]


def saved(torch, node):
    """(name, tensor) of what a node keeps for the way back."""
    names = [name for name in dir(node) if name.startswith("_saved_")]
    names.sort(key=lambda name: name != "_saved_self")  # its first argument
    for name in names or ["saved_tensors"]:
        kept, called = getattr(node, name, None), name.removeprefix("_saved_")
        if isinstance(kept, torch.Tensor):
            yield called, kept
        elif isinstance(kept, tuple):
            tensors = [one for one in kept if isinstance(one, torch.Tensor)]
            yield from ((f"{called}[{k}]", one) for k, one in enumerate(tensors))


def numbers_of(torch, tensor):
    """The Numbers of a tensor, or None."""
    if tensor is None:
        return None
    tensor = tensor.detach()
    tensor = tensor if tensor.layout == torch.strided else tensor.to_dense()
    wide = torch.complex128 if tensor.is_complex() else torch.float64
    if not tensor.dtype.is_floating_point:  # whole numbers, or truth values
        tensor = tensor.to(wide)
    norm = float(torch.linalg.vector_norm(tensor, dtype=wide))
    few = tensor.numel() <= MOST_ENTRIES and not tensor.is_complex()
    entries = tuple(tensor.to(wide).flatten().tolist()) if few else ()
    return Numbers(tuple(tensor.shape), norm, entries)
