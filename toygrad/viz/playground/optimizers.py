"""The optimizers of a playground, by the names that its menu shows."""

from ...optim import SGD, Adam, RMSProp

__all__ = ["OPTIMIZERS"]

OPTIMIZERS = {
    "SGD": SGD,
    "momentum": lambda parameters, lr: SGD(parameters, lr, momentum=0.9),
    "RMSProp": RMSProp,
    "Adam": Adam,
}
