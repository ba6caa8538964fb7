"""What happens to the parameters once their gradients are known.

An optimizer touches only ``.data`` and ``.grad``: it knows nothing of
graphs.  Told in chapters 7 and 9.
"""

__all__ = ["SGD"]


class SGD:
    """Gradient descent: every parameter takes a step against its gradient.

        >>> from toygrad.nn import Parameter
        >>> w = Parameter(4.0)
        >>> optimizer = SGD([w], lr=0.1)
        >>> (w * w).backward()
        >>> optimizer.step()
        >>> w.data
        3.2

    `lr`, the learning rate, is a number above 0; else ValueError.
    """

    def __init__(self, parameters, lr):
        if not lr > 0:
            raise ValueError(
                f"the learning rate needs to be above 0, got {lr!r}; write lr=0.1"
            )
        self.parameters, self.lr = list(parameters), lr

    def zero_grad(self):
        """Afterwards the gradient of every parameter is 0.0."""
        for parameter in self.parameters:
            parameter.grad = 0.0

    def step(self):
        """Move every parameter by −lr times its gradient."""
        for parameter in self.parameters:
            parameter.data -= self.lr * parameter.grad
