"""What things of PyTorch are called: tensors by their reader, operations in plain words.

With this file you can

* find what a reader calls their tensors: ``named_tensors(model)``,
* say what an operation does: ``word_of("MulBackward0")`` gives "product".
"""

import re

from ...refusals import short

__all__ = ["module_classes", "named_tensors", "word_of"]

WORDS = {
    "Abs": "absolute value", "Add": "sum", "Addmm": "matrix product plus bias",
    "Addcmul": "sum with a product", "Amax": "largest number", "AsStrided": "another view",
    "AvgPool2D": "means of squares", "Baddbmm": "matrix products plus bias",
    "BinaryCrossEntropy": "cross-entropy of two classes",
    "BinaryCrossEntropyWithLogits": "cross-entropy of two classes, from logits",
    "Bmm": "matrix products", "Cat": "put side by side", "Chunk": "cut into parts",
    "Clamp": "clamped", "Clone": "copied", "Convolution": "convolution", "Cos": "cosine",
    "Cumsum": "running sum", "Div": "quotient", "Dot": "dot product", "Elu": "elu",
    "Embedding": "rows of a table", "Exp": "exp", "Expand": "repeated", "Expm1": "exp minus 1",
    "Gather": "numbers picked out", "Gelu": "gelu", "Hardtanh": "clamped",
    "HuberLoss": "Huber loss", "Index": "numbers picked out", "L1Loss": "mean distance",
    "LeakyRelu": "leaky relu", "LinalgVectorNorm": "norm", "Log": "log", "Log1P": "log of 1 + x",
    "LogSigmoid": "log of the sigmoid", "LogSoftmax": "log of the softmax",
    "Logsumexp": "log of the sum of exp", "MaskedFill": "some numbers replaced",
    "Max": "largest number", "MaxPool2DWithIndices": "largest of each square",
    "Maximum": "the larger one", "Mean": "mean", "Min": "smallest number",
    "Minimum": "the smaller one", "Mm": "matrix product", "MseLoss": "mean squared error",
    "Mul": "product", "Mv": "matrix times vector", "NativeBatchNorm": "batch norm",
    "NativeDropout": "dropout", "NativeGroupNorm": "group norm", "NativeLayerNorm": "layer norm",
    "Neg": "negative", "NllLoss": "negative log-likelihood", "Permute": "axes in another order",
    "Pow": "power", "Prod": "product of all", "Reciprocal": "1 over it", "Relu": "relu",
    "Repeat": "repeated", "ReshapeAlias": "another shape", "Rsqrt": "1 over the root",
    "Rsub": "difference", "Select": "one row picked out", "Sigmoid": "sigmoid", "Silu": "silu",
    "Sin": "sine", "Slice": "a part of it", "SmoothL1Loss": "smooth distance",
    "Softmax": "softmax", "Softplus": "softplus", "Split": "cut into parts", "Sqrt": "root",
    "Squeeze": "another shape", "Stack": "stacked", "Sub": "difference", "Sum": "sum of all",
    "T": "transposed", "Tan": "tangent", "Tanh": "tanh", "ToCopy": "copied to another kind",
    "Transpose": "transposed", "Unbind": "taken apart", "UnsafeView": "another shape",
    "Unsqueeze": "another shape", "Var": "variance", "View": "another shape",
    "Where": "one of two",
}  # fmt: skip


def word_of(kind):
    """What an operation does, in a plain word; "" where we know none.

    >>> word_of("AddmmBackward0"), word_of("FancyBackward0")
    ('matrix product plus bias', '')
    """
    return WORDS.get(re.sub(r"Backward\d*$", "", kind), "")


def named_tensors(names):
    """(name, tensor) for each that a reader has named.

    `names` is a module, whose parameters have names, or a dict of tensors
    and modules, as ``locals()`` is one: what else is in it, and names with
    an underscore in front, are left out.  Raises TypeError for other things.
    """
    if is_module(names):
        return list(names.named_parameters())
    return [pair for name, thing in entries(names) for pair in tensors_in(name, thing)]


def entries(names):
    """The entries of a dict that a reader has named themselves."""
    if names is None:
        return []
    if not isinstance(names, dict):
        raise TypeError(
            f"names needs a module or a dict of tensors, got {short(names)}; "
            "write names=model, or names={'w': w}"
        )
    pairs = [(str(name), thing) for name, thing in names.items()]
    return [pair for pair in pairs if not pair[0].startswith("_")]


def tensors_in(name, thing):
    if is_module(thing):
        return [(f"{name}.{path}", one) for path, one in thing.named_parameters()]
    return [(name, thing)] if is_tensor(thing) else []


def is_tensor(thing):
    return hasattr(type(thing), "grad_fn")


def is_module(thing):
    return hasattr(type(thing), "named_modules")


def module_classes(names):
    """(path, class) of all modules behind `names`: ("layers.0", "Linear")."""
    if is_module(names):
        return classes_in("", names)
    found = [(name, thing) for name, thing in entries(names) if is_module(thing)]
    return [pair for name, module in found for pair in classes_in(name, module)]


def classes_in(name, module):
    return [
        (".".join(filter(None, [name, path])), type(one).__name__)
        for path, one in module.named_modules()
    ]
