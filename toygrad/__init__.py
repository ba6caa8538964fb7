"""toygrad: an autograd engine to read in one sitting.  Start with value.py."""

from .functions import cos, exp, log, relu, sigmoid, sin, sqrt, tanh
from .value import Value

__all__ = ["Value", "cos", "exp", "log", "relu", "sigmoid", "sin", "sqrt", "tanh"]
