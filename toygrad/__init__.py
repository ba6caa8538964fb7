"""toygrad: an autograd engine to read in one sitting.  Start with value.py."""

__version__ = "1.0.0"

from .check import first_bad, gradcheck
from .functions import (
    absolute,
    affine,
    clamp,
    cos,
    dot,
    exp,
    expm1,
    leaky_relu,
    log,
    log1p,
    logsumexp,
    maximum,
    mean,
    minimum,
    operation,
    relu,
    sigmoid,
    sin,
    softmax,
    softplus,
    sqrt,
    tan,
    tanh,
    total,
)  # fmt: skip
from .higher import grad, jvp
from .paths import explain
from .refusals import backward  # noqa: F401
from .tracing import trace
from .value import Value

__all__ = [
    "Value", "grad", "jvp", "gradcheck", "first_bad", "explain", "trace", "operation",
    "absolute", "affine", "clamp", "cos", "dot", "exp", "expm1",
    "leaky_relu", "log", "log1p", "logsumexp", "maximum", "mean", "minimum",
    "relu", "sigmoid", "sin", "softmax", "softplus", "sqrt", "tan", "tanh", "total",
]  # fmt: skip
