"""What happens to the parameters once their gradients are known.

With this file you can

* take steps: ``SGD``, ``RMSProp``, ``Adam``, ``AdamW``,
* look at what an optimizer remembers: ``optimizer.state``,
* shorten gradients that are too long: ``clip_gradients(parameters, 1.0)``,
* change the learning rate as training goes on: ``cosine(0.1, steps=100)``.

An optimizer touches only ``.data`` and ``.grad``: it knows nothing of
graphs.  Told in chapters 7, 9 and 11.
"""

import math

__all__ = [
    "SGD",
    "RMSProp",
    "Adam",
    "AdamW",
    "clip_gradients",
    "constant",
    "linear",
    "cosine",
]


class Optimizer:
    """What all of them share: the parameters, the rate, one step for each."""

    def __init__(self, parameters, lr):
        # A parameter that stands in two places of a model takes one step.
        self.parameters = list_parameters("an optimizer", parameters)
        if not self.parameters:
            raise ValueError(
                "an optimizer needs at least one parameter; write model.parameters()"
            )
        self.lr = positive("the learning rate", lr)
        self.steps = 0
        self.state = [{} for _ in self.parameters]

    def zero_grad(self):
        """Afterwards the gradient of every parameter is 0.0."""
        for parameter in self.parameters:
            parameter.grad = 0.0

    def step(self):
        """Move every parameter once.

        Raises ValueError, and moves none, where a gradient is not finite.
        """
        check_finite("a step", self.parameters, "or clip the gradients")
        self.move()

    def move(self):
        """The step itself; numbers and gradients may also be arrays."""
        self.steps += 1
        for parameter, state in zip(self.parameters, self.state):
            step = self.lr * self.direction(parameter.grad, state)
            parameter.data = parameter.data - step

    def direction(self, grad, state):
        raise NotImplementedError


class SGD(Optimizer):
    """Gradient descent: every parameter takes a step against its gradient.

        >>> from toygrad.nn import Parameter
        >>> w = Parameter(4.0)
        >>> optimizer = SGD([w], lr=0.1)
        >>> (w * w).backward()
        >>> optimizer.step()
        >>> w.data
        3.2

    `lr`, the learning rate, is above 0.  With `momentum` (0 up to 1) the
    step also keeps that part of the last one: ``state["velocity"]``.

    Raises TypeError for anything but a list of parameters and numbers,
    ValueError for an empty list, for values that were computed, and for
    numbers outside of these ranges; so do the other optimizers.
    """

    def __init__(self, parameters, lr, momentum=0.0):
        super().__init__(parameters, lr)
        self.momentum = fraction("momentum", momentum)

    def direction(self, grad, state):
        if not self.momentum:
            return grad
        state["velocity"] = self.momentum * state.get("velocity", 0.0) + grad
        return state["velocity"]


class RMSProp(Optimizer):
    """Each step divided by the recent size of its own gradient.

    ``state["square"]`` is a running mean of the squared gradient that
    keeps `decay` (0 up to 1) of itself; `eps`, above 0, keeps the division
    from 0.  Raises as `SGD`.  Source: T. Tieleman and G. Hinton (2012).
    """

    def __init__(self, parameters, lr=0.01, decay=0.99, eps=1e-8):
        super().__init__(parameters, lr)
        self.decay, self.eps = fraction("decay", decay), positive("eps", eps)

    def direction(self, grad, state):
        square = (
            self.decay * state.get("square", 0.0) + (1.0 - self.decay) * grad * grad
        )
        state["square"] = square
        return grad / (square**0.5 + self.eps)


class Adam(Optimizer):
    """Momentum and RMSProp together, both corrected for their start at 0.

    ``state["mean"]`` and ``state["square"]`` are running means of the
    gradient and of its square; `betas` (each 0 up to 1) say how much of
    itself each keeps.  Raises as `SGD`, and ValueError for other than two
    betas.  Source: D. Kingma and J. Ba (2015).
    """

    def __init__(self, parameters, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(parameters, lr)
        if not isinstance(betas, (list, tuple)) or len(betas) != 2:
            raise (ValueError if isinstance(betas, (list, tuple)) else TypeError)(
                "Adam needs two betas; write betas=(0.9, 0.999)"
            )
        self.betas = tuple(fraction("each of betas", beta) for beta in betas)
        self.eps = positive("eps", eps)

    def direction(self, grad, state):
        first, second = self.betas
        state["mean"] = first * state.get("mean", 0.0) + (1.0 - first) * grad
        state["square"] = (
            second * state.get("square", 0.0) + (1.0 - second) * grad * grad
        )
        mean = state["mean"] / (1.0 - first**self.steps)
        square = state["square"] / (1.0 - second**self.steps)
        return mean / (square**0.5 + self.eps)


class AdamW(Adam):
    """Adam that also pulls every parameter towards 0 by `weight_decay` (0 up to 1).

    Raises as `Adam`.  Source: I. Loshchilov and F. Hutter (2019).
    """

    def __init__(
        self, parameters, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01
    ):
        super().__init__(parameters, lr, betas, eps)
        self.weight_decay = fraction("weight_decay", weight_decay)

    def move(self):
        before = [parameter.data for parameter in self.parameters]
        super().move()
        for parameter, data in zip(self.parameters, before):
            pull = self.lr * self.weight_decay * data
            parameter.data = parameter.data - pull


def clip_gradients(parameters, length):
    """Shorten all gradients together to at most `length`; returns what it was.

    The length is the square root of the sum of their squares; the
    direction stays.  Raises ValueError where a gradient is not finite,
    OverflowError where their length is not; then none has changed.

        >>> from toygrad.nn import Parameter
        >>> w = Parameter(0.0)
        >>> w.grad = -5.0
        >>> clip_gradients([w], 1.0), w.grad
        (5.0, -1.0)
    """
    length = positive("length", length)
    parameters = list_parameters("clip_gradients", parameters)
    check_finite("clip_gradients", parameters, "or clip in every step")
    norm = math.hypot(*(parameter.grad for parameter in parameters))
    if norm == math.inf:
        raise OverflowError(
            "clip_gradients needs gradients with a length that fits into a float, "
            "got inf; make the learning rate smaller"
        )
    if norm > length:
        for parameter in parameters:
            parameter.grad *= length / norm
    return norm


# Schedules: functions from the number of the step, from 0, to a rate.


def constant(lr):
    """The same rate at every step.

    >>> constant(0.1)(7)
    0.1

    Raises TypeError for anything but a number, ValueError for one not above 0.
    """
    lr = positive("the learning rate", lr)
    return lambda step: lr


def linear(lr, end, steps):
    """From `lr` in a straight line to `end` after `steps`, then `end`.

    >>> schedule = linear(1.0, 0.0, steps=4)
    >>> [schedule(step) for step in range(6)]
    [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]

    Raises TypeError for anything but numbers, ValueError for a rate or steps
    not above 0.
    """
    lr, end = positive("the learning rate", lr), a_float("end", end)
    steps = positive("steps", steps)
    return lambda step: lr + (end - lr) * min(step / steps, 1.0)


def cosine(lr, steps, end=0.0):
    """From `lr` along half a cosine to `end` after `steps`, then `end`.

    >>> schedule = cosine(1.0, steps=2)
    >>> [round(schedule(step), 9) for step in range(4)]
    [1.0, 0.5, 0.0, 0.0]

    Raises as `linear`.
    """
    lr, end = positive("the learning rate", lr), a_float("end", end)
    steps = positive("steps", steps)
    return lambda step: (
        end + (lr - end) * (1.0 + math.cos(math.pi * min(step / steps, 1.0))) / 2.0
    )


def list_parameters(name, parameters):
    """`parameters` as a list of things that have a gradient, each once."""
    many = not callable(parameters) and hasattr(parameters, "__iter__")
    parameters = list({id(p): p for p in parameters}.values()) if many else []
    if not many or not all(hasattr(parameter, "grad") for parameter in parameters):
        raise TypeError(f"{name} needs a list of parameters; write model.parameters()")
    for parameter in parameters:
        if getattr(parameter, "parents", ()):
            raise ValueError(
                f"{name} needs parameters, got one made by {parameter.op}; "
                "write model.parameters()"
            )
    return parameters


def check_finite(name, parameters, advice):
    for parameter in parameters:
        if not math.isfinite(parameter.grad):
            told = parameter.label or "a parameter"
            raise ValueError(
                f"{name} needs finite gradients, the one of {told} is {parameter.grad!r}; "
                f"make the learning rate smaller, {advice}"
            )


def positive(name, number):
    number = a_float(name, number)
    if not 0.0 < number < math.inf:
        raise ValueError(f"{name} needs to be above 0, got {number!r}; write 0.1")
    return number


def fraction(name, number):
    number = a_float(name, number)
    if not 0.0 <= number < 1.0:
        raise ValueError(
            f"{name} needs to be from 0 up to 1, got {number!r}; write 0.9"
        )
    return number


def a_float(name, number):
    if (
        isinstance(number, (bool, str))
        or not hasattr(number, "__float__")
        or hasattr(number, "parents")
        or hasattr(number, "__len__")
    ):
        raise TypeError(
            f"{name} needs a plain number, got {type(number).__name__}; write 0.1"
        )
    try:
        return float(number)
    except OverflowError:
        raise OverflowError(
            f"{name} needs a number below 1.8e308, got a larger one; write 0.1"
        ) from None
