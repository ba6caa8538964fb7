"""Networks in PyTorch's words, built from values.

With this file you can

* stack layers: ``model = MLP(1, [8, 1])``, or write a ``Module`` of your own,
* call them with a list of numbers, get a list of values; with a batch, a
  list of such lists, get as many,
* find everything that training may change: ``model.parameters()``,
* measure the misfit: ``mse_loss``, ``cross_entropy`` and others,
* keep the numbers: ``model.state_dict()``, ``model.load_state_dict(state)``,
* or try others: ``functional_call(model, parameters, inputs)``.

Told in chapters 8, 9 and 10.
"""

import copy
import math
import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import repeat
from numbers import Real

from . import functions
from .functions import (
    absolute,
    check_shapes,
    clamp,
    dot,
    is_number,
    logsumexp,
    mean,
    rows_of,
    softplus,
    sums_of_rows,
    total,
)  # fmt: skip
from .refusals import cut, finite_float, is_whole, plain, short
from .value import Constant, Value, result

__all__ = [
    "Module", "Parameter", "functional_call", "Linear", "ReLU", "Tanh", "Sigmoid", "Sequential", "MLP",
    "relu", "tanh", "sigmoid", "INITS",
    "mse_loss", "l1_loss", "huber_loss", "hinge_loss", "cross_entropy",
    "binary_cross_entropy_with_logits", "one_hot", "l2_penalty",
]  # fmt: skip


class Parameter(Value):
    """A leaf that training changes, by its data alone.

    ``p -= 0.1 * p.grad`` would make a new value and leave the model as
    it was; it raises TypeError and says what to write.  Made as a Value is,
    of one finite number, and raises as that.
    """

    __slots__ = ()

    def __iadd__(self, other):
        raise TypeError(
            "a parameter changes through its data: this would make a new value and "
            "leave the model as it is; write p.data -= lr * p.grad"
        )

    __isub__ = __imul__ = __itruediv__ = __ipow__ = __ifloordiv__ = __imod__ = __iadd__


class Module:
    """A part of a network: finds its parameters, calls its forward.

    A subclass sets its parts in ``__init__`` and says in ``forward`` what
    it makes of one example, [x]:

        class Model(Module):
            def __init__(self):
                self.l1 = Linear(1, 16)
                self.l2 = Linear(16, 1)

            def forward(self, x):
                return self.l2(relu(self.l1(x)))

    Called with a batch, [[x], [y]], it calls its forward with each example
    and gives a list of what comes back; what else is given, it hands on.  Where the class says
    ``takes_batch = True``, its forward gets every list of lists whole: a
    batch as Linear takes it, or one example that is a list of lists.
    """

    takes_batch = False

    def __init_subclass__(cls):
        # Its own forward may take one example only, also below Linear.
        if "forward" in vars(cls) and "takes_batch" not in vars(cls):
            cls.takes_batch = False

    # Where it stands in the model that holds it.  The two underscores keep
    # the name apart from every part that a subclass may set.
    __name = ""

    def __setattr__(self, name, part):
        object.__setattr__(self, name, part)
        for inner, held in parts_of(part, below(self.__name, name)):
            if isinstance(held, Module):
                held.__name = inner
            elif isinstance(held, Parameter):  # a value that is lent keeps its label
                held.label = inner

    def __call__(self, inputs, *more):
        if is_batch(inputs) and not self.takes_batch:
            return [self.forward(example, *more) for example in inputs]
        return self.forward(inputs, *more)

    def forward(self, inputs):
        raise TypeError(
            f"{type(self).__name__} needs a method forward(self, inputs); "
            "write one that returns a list of values"
        )

    def named_parameters(self):
        """A dict from dotted names to parameters, each once, in order of making.

        Raises ValueError where two parameters have one name.
        """
        names = {}
        for name, part in parts_of(self):
            if is_parameter(part) and names.setdefault(name, part) is not part:
                raise ValueError(
                    f"each parameter needs a name of its own, got {cut(name)} for two "
                    "of them; give one of the two parts another name"
                )
        return names

    def parameters(self):
        """Every parameter of this module and its parts, each once."""
        return [part for _, part in parts_of(self) if is_parameter(part)]

    def zero_grad(self):
        """Afterwards the gradient of every parameter is 0.0."""
        for parameter in self.parameters():
            parameter.grad = 0.0

    def state_dict(self):
        """A dict from names to floats, which JSON keeps exactly."""
        return {name: p.data for name, p in self.named_parameters().items()}

    def load_state_dict(self, state):
        """Set every parameter to the number under its name.

        Raises ValueError, and changes nothing, where names are missing or
        left over.
        """
        if not isinstance(state, dict):
            raise TypeError(
                f"load_state_dict needs a dict, got {short(state)}; "
                "write load_state_dict(json.load(file))"
            )
        own = self.named_parameters()
        missing, extra = own.keys() - state.keys(), state.keys() - own.keys()
        if missing or extra:
            names = sorted(cut(name, 30) for name in missing | extra)
            raise ValueError(
                f"load_state_dict needs the {len(own)} names of this model, got "
                f"{len(missing)} missing and {len(extra)} unknown "
                f"({', '.join(names[:3])}); load it into the same model"
            )
        numbers = {name: finite_float(number) for name, number in state.items()}
        for name, parameter in own.items():
            parameter.data = numbers[name]

    def summary(self):
        """The parts of the model with the number of their parameters, as text."""
        counts = {}
        for name in self.named_parameters():
            part = name.partition("[")[0]
            counts[part] = counts.get(part, 0) + 1
        width = max(map(len, [*counts, "total"]))
        rows = [f"{part:<{width}}  {count}" for part, count in counts.items()]
        return "\n".join([*rows, f"{'total':<{width}}  {sum(counts.values())}"])


def parts_of(thing, name="", places=(), seen=None):
    """(dotted name, part) for every module and parameter inside `thing`, each once.

    A place in a list is written "layer0" for a module and "w[1,2]" for a
    parameter, so that a drawing folds a layer's weights by their first word.
    """
    seen = set() if seen is None else seen
    leaf = is_parameter(thing)
    if not leaf and not isinstance(thing, (Module, dict, list, tuple)):
        return
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if leaf:
        yield f"{name}[{','.join(places)}]" if places else name, thing
    elif isinstance(thing, (list, tuple)):
        for k, part in enumerate(thing):
            yield from parts_of(part, name, (*places, str(k)), seen)
    else:
        name += ".".join(places)
        if isinstance(thing, Module):
            yield name, thing
        inner = vars(thing) if isinstance(thing, Module) else thing
        for key, part in inner.items():
            yield from parts_of(part, below(name, key), (), seen)


# The values that stand for parameters while a functional_call runs.
LENT = ContextVar("LENT", default=frozenset())


def is_parameter(thing):
    """Is it a parameter, or a value that stands for one?"""
    return isinstance(thing, Parameter) or (
        isinstance(thing, Value) and thing in LENT.get()
    )


def below(name, key):
    """The dotted name of a part of `name`; the model itself has none."""
    return f"{name}.{key}" if name else f"{key}"


def functional_call(model, parameters, inputs):
    """What `model` gives for `inputs` with other parameters, in PyTorch's word.

        >>> layer = Linear(1, 1, init="zeros")
        >>> functional_call(layer, {"w[0,0]": 3.0}, [2.0])
        [Value(6.0)]

    `parameters` is a dict from names, as in ``model.named_parameters()``,
    to numbers or values; where a name is missing the model takes its own.
    A value is used as it is, so gradients go through it, those of
    ``toygrad.grad`` too: this makes a model a function of its parameters.
    Meanwhile ``model.parameters()`` gives the others.  Afterwards every
    attribute of the model is what it was, also where its forward raises.

    Raises TypeError where `model` is no module, `parameters` no dict or the
    output lazy, such as a generator, ValueError where a name is unknown.
    """
    check_call(model, parameters)
    own = model.named_parameters()
    lent, taken = {}, {p for name, p in own.items() if name not in parameters}
    for name, given in parameters.items():
        value = given if isinstance(given, Value) else Constant(given, name)
        # One value under two names still counts as two parameters.
        lent[own[name]] = total([value]) if value in taken else value
        taken.add(value)
    with lending(model, lent):
        output = model(inputs)
    check_computed(output)
    return output


def check_call(model, parameters):
    if not isinstance(model, Module):
        raise TypeError(
            f"functional_call needs a module, got {short(model)}; "
            "write functional_call(model, parameters, inputs)"
        )
    if not isinstance(parameters, dict):
        raise TypeError(
            f"functional_call needs a dict of parameters, got {short(parameters)}; "
            "write model.state_dict() for the model's own"
        )
    unknown = parameters.keys() - model.named_parameters().keys()
    if unknown:
        raise ValueError(
            "functional_call needs names of the model's parameters, got "
            f"{min(cut(name, 30) for name in unknown)}; "
            "write one of model.named_parameters()"
        )


def check_computed(output):
    """Raises TypeError for what would run later, with the model's own parameters."""
    if isinstance(output, Iterator):
        raise TypeError(
            "functional_call needs an output that is computed, got "
            f"{type(output).__name__}; write a list in forward: [y for y in ...]"
        )
    if isinstance(output, (list, tuple, dict)):
        for part in output.values() if isinstance(output, dict) else output:
            check_computed(part)


@contextmanager
def lending(model, lent):
    """Meanwhile the modules of `model` hold other values for their parameters."""
    modules = [part for _, part in parts_of(model) if isinstance(part, Module)]
    own, copies = [vars(module) for module in modules], {}
    others = [
        {name: exchange(part, lent, copies) for name, part in attributes.items()}
        for attributes in own
    ]
    token = LENT.set(LENT.get().union(lent.values()))
    try:
        hand_out(modules, others)
        yield
    finally:
        hand_out(modules, own)
        LENT.reset(token)


def hand_out(modules, attributes):
    """All at once: no line of Python runs within, so Ctrl-C cannot cut it in two."""
    list(map(object.__setattr__, modules, repeat("__dict__"), attributes))


def exchange(thing, lent, copies):
    """`thing`, or a copy of its kind, with other values for its parameters.

    Modules stay as they are: each has its own attributes exchanged.  A list
    or dict that stands in two places, or in itself, has one copy.
    """
    if isinstance(thing, Value):
        return lent.get(thing, thing)
    if isinstance(thing, tuple):
        parts = [exchange(part, lent, copies) for part in thing]
        same = all(part is before for part, before in zip(parts, thing))
        return thing if same else tuple.__new__(type(thing), parts)
    if not isinstance(thing, (dict, list)):
        return thing
    if id(thing) not in copies:
        copies[id(thing)] = other = copy.copy(thing)
        places = thing.items() if isinstance(thing, dict) else enumerate(thing)
        for place, part in places:
            given = exchange(part, lent, copies)
            if given is not part:
                other[place] = given
    return copies[id(thing)]


# How weights start.  Each takes (inputs, outputs, rng) and gives a float.
# A sum of n products keeps the size of its inputs where the mean square of a
# weight is 1/n.

INITS = {
    # PyTorch's own for Linear.  Mean square 1/(3n): sums get smaller.
    "uniform": lambda n, m, rng: rng.uniform(-1.0, 1.0) / math.sqrt(n),
    # Glorot and Bengio (2010), for tanh.  Mean square 2/(n + m): between 1/n for
    # the way forward and 1/m for the way back.
    "xavier": lambda n, m, rng: rng.uniform(-1.0, 1.0) * math.sqrt(6.0 / (n + m)),
    # He and others (2015), for relu.  Mean square 2/n: relu halves that of a sum.
    "kaiming": lambda n, m, rng: rng.gauss(0.0, math.sqrt(2.0 / n)),
    # The bad ones, to look at.
    "zeros": lambda n, m, rng: 0.0,
    "equal": lambda n, m, rng: 0.5,
    "positive": lambda n, m, rng: rng.random(),
    "large": lambda n, m, rng: rng.gauss(0.0, 5.0),
}


class Linear(Module):
    """A dense layer, y = W·x + b: every output sees every input.

        >>> layer = Linear(2, 3)
        >>> len(layer([1.0, -1.0])), len(layer.parameters())
        (3, 9)

    Takes a list of `in_features` numbers or values, gives a list of
    `out_features` values; takes a batch, a list of such lists, and gives as
    many.  A batch gives the same graph as its examples one by one, and is
    quicker: it reads the weights once.

    `init` is a name in INITS.  "uniform" also draws the biases, as PyTorch
    does, and so do "positive" and "large"; the others start them at 0, where
    with one input the kinks of all relus lie on one heap.  `rng` is a
    ``random.Random``, by default Python's own.  With ``bias=False`` it is
    W·x alone, and has no `b`.  Raises TypeError and
    ValueError for counts, names, inputs and weights that do not fit.  Told
    in chapters 8 and 10.
    """

    takes_batch = True

    def __init__(
        self, in_features, out_features, init="uniform", rng=random, bias=True
    ):
        for count in (in_features, out_features):
            whole = is_whole(count)
            if not whole or not 1 <= count <= 1_000_000:
                raise (ValueError if whole else TypeError)(
                    f"Linear needs two counts from 1 to 1,000,000, got {short(in_features)} "
                    f"and {short(out_features)}; write Linear(2, 3)"
                )
        if not isinstance(init, str) or init not in INITS:
            raise (ValueError if isinstance(init, str) else TypeError)(
                f"init needs one of {', '.join(INITS)}, got {short(init)}"
            )
        check_rng(rng)
        draw = INITS[init]
        rows, columns = range(out_features), range(in_features)
        self.w = [
            [Parameter(draw(in_features, out_features, rng)) for _ in columns]
            for _ in rows
        ]
        drawn = init in ("uniform", "positive", "large")
        biases = rows if bias else ()
        self.b = [
            Parameter(draw(in_features, 1, rng) if drawn else 0.0) for _ in biases
        ]

    def forward(self, inputs):
        batch = is_batch(inputs)
        examples = inputs if batch else [inputs]
        for example in examples:
            check_inputs(example, len(self.w[0]))
        biases = self.b or self.w
        if {*map(len, self.w)} != {len(self.w[0])} or len(self.w) != len(biases):
            check_shapes(self.w, examples[0], biases)  # says what does not fit
        rows = rows_of(self.w, self.b)
        outputs = [sums_of_rows(rows, example) for example in examples]
        return outputs if batch else outputs[0]


def check_rng(rng):
    if not hasattr(rng, "gauss"):
        raise TypeError(
            f"rng needs a random.Random, got {short(rng)}; write rng=random.Random(3)"
        )


def is_batch(inputs):
    """Is it a list of lists, one for each example?"""
    lists = (list, tuple)
    return isinstance(inputs, lists) and bool(inputs) and isinstance(inputs[0], lists)


def check_inputs(inputs, expected):
    if isinstance(inputs, (str, Value)) or not hasattr(inputs, "__len__"):
        raise TypeError(
            f"a layer takes a list of numbers, got {short(inputs)}; write layer([x])"
        )
    if len(inputs) != expected:
        raise ValueError(
            f"this layer takes {expected} numbers, got {len(inputs)}; write a list of {expected}"
        )


def for_lists(function):
    """A function of one value that also takes a list of them."""

    def apply(x):
        if is_batch(x):
            return [apply(example) for example in x]
        return [function(y) for y in x] if isinstance(x, (list, tuple)) else function(x)

    apply.__name__ = function.__name__
    apply.__doc__ = (
        f"{function.__name__} of a value, or of each value of a list or of a batch; "
        "raises TypeError for anything else."
    )
    return apply


relu, tanh, sigmoid = map(
    for_lists, (functions.relu, functions.tanh, functions.sigmoid)
)


class ReLU(Module):
    """relu of each value of a list."""

    takes_batch = True

    def forward(self, inputs):
        return relu(inputs)


class Tanh(Module):
    """tanh of each value of a list."""

    takes_batch = True

    def forward(self, inputs):
        return tanh(inputs)


class Sigmoid(Module):
    """sigmoid of each value of a list."""

    takes_batch = True

    def forward(self, inputs):
        return sigmoid(inputs)


class Sequential(Module):
    """Modules in a row: each takes what the one before it gives.

    A batch goes through all of them at once where each takes one, else
    example by example.

    >>> model = Sequential(Linear(2, 3), ReLU(), Linear(3, 1))
    >>> len(model([1.0, 2.0])), len(model([[1.0, 2.0], [3.0, 4.0]]))
    (1, 2)

    Raises TypeError where a part is no module.
    """

    def __init__(self, *modules):
        for module in modules:
            if isinstance(module, (list, tuple)) or not isinstance(module, Module):
                many = isinstance(module, (list, tuple))
                name = getattr(module, "__name__", "Linear")
                raise TypeError(
                    f"Sequential needs modules, got {short(module)}; "
                    f"write {'Sequential(*modules)' if many else name + '()'}"
                )
        self.layer = list(modules)

    @property
    def takes_batch(self):
        return all(getattr(layer, "takes_batch", False) for layer in self.layer)

    def forward(self, inputs):
        for module in self.layer:
            inputs = module(inputs)
        return inputs


class MLP(Module):
    """Dense layers with an activation between them, none after the last.

    The activation takes the list of one example, also where the model is
    called with a batch.

    >>> model = MLP(1, [8, 1])
    >>> print(model.summary())
    layer0.w  8
    layer0.b  8
    layer1.w  8
    layer1.b  1
    total     25

    `sizes` has a count for each layer, `init` and `rng` are those of
    `Linear`.  Raises as `Linear`, TypeError where `sizes` is no list or the
    activation no function, ValueError where `sizes` is empty.
    """

    takes_batch = Sequential.takes_batch

    def __init__(self, in_features, sizes, activation=tanh, init="uniform", rng=random):
        if not isinstance(sizes, (list, tuple)) or not sizes:
            raise (ValueError if isinstance(sizes, (list, tuple)) else TypeError)(
                f"MLP needs a list of sizes, got {short(sizes)}; write MLP(2, [16, 1])"
            )
        if not callable(activation) or isinstance(activation, type):
            raise TypeError(
                f"MLP needs a function as activation, got {short(activation)}; "
                "write activation=nn.tanh"
            )
        ins = [in_features, *sizes]
        self.activation = activation
        self.layer = [Linear(n, m, init, rng) for n, m in zip(ins, sizes)]

    def forward(self, inputs):
        for layer in self.layer[:-1]:
            inputs = layer(inputs)
            if is_batch(inputs):
                inputs = [self.activation(example) for example in inputs]
            else:
                inputs = self.activation(inputs)
        return self.layer[-1](inputs)


# Losses: predictions and targets to one value.


def pairs(name, predictions, targets):
    """(prediction, target) one by one, once both are lists of one length."""
    for things in (predictions, targets):
        if isinstance(things, (str, Value)) or not hasattr(things, "__len__"):
            raise TypeError(
                f"{name} needs two lists, got {short(things)}; write {name}([p], [t])"
            )
    if not len(predictions) or len(predictions) != len(targets):
        raise ValueError(
            f"{name} needs as many targets as predictions and at least one, got "
            f"{len(predictions)} predictions and {len(targets)} targets; "
            "write one target for each prediction"
        )
    if isinstance(predictions[0], (list, tuple)):
        raise TypeError(
            f"{name} needs a list of values, got a list of lists; "
            "write [p for [p] in predictions]"
        )
    return zip(predictions, targets)


def mse_loss(predictions, targets):
    """The mean of the squared differences.

    >>> mse_loss([Value(1.0), Value(5.0)], [0.0, 2.0])
    Value(5.0)

    Raises TypeError for anything but two lists, ValueError where they are
    empty or of two lengths; so do the losses below.
    """
    misses = [p - t for p, t in pairs("mse_loss", predictions, targets)]
    return dot(misses, misses) / len(misses)


def l1_loss(predictions, targets):
    """The mean of the absolute differences.  Raises as `mse_loss`."""
    return mean([absolute(p - t) for p, t in pairs("l1_loss", predictions, targets)])


def huber_loss(predictions, targets, delta=1.0):
    """Squared and halved up to `delta`, a straight line beyond; the mean.

    Raises as `mse_loss`, TypeError where `delta` is no plain number,
    ValueError where it is not above 0.  Source: P. J. Huber, Annals of
    Mathematical Statistics 35 (1964).
    """
    if isinstance(delta, Value) or not hasattr(delta, "__float__"):
        raise TypeError(
            f"huber_loss needs a plain number as delta, got {short(delta)}; write delta=1.0"
        )
    if not delta > 0:
        raise ValueError(
            f"huber_loss needs a delta above 0, got {cut(delta)}; write delta=1.0"
        )

    def one(miss):  # without a branch, so that it can be recorded
        near = clamp(miss, -delta, delta)
        return near * (miss - 0.5 * near)

    return mean([one(p - t) for p, t in pairs("huber_loss", predictions, targets)])


def hinge_loss(predictions, targets):
    """The mean of relu(1 − target·prediction); targets are −1 and +1.

    Raises as `mse_loss`, and ValueError for other targets.
    """
    checked = list(pairs("hinge_loss", predictions, targets))
    if any(plain(t) not in (-1, 1) for _, t in checked):
        raise ValueError(
            "hinge_loss needs targets of -1 and +1; write 2 * label - 1 for 0 and 1"
        )
    return mean([functions.relu(1.0 - t * p) for p, t in checked])


def cross_entropy(logits, target):
    """logsumexp(logits) − logits[target]: how surprised the softmax is.

    `logits` is a list of values, one for each class, `target` the number
    of the right class, also as a value, or a list with a probability for each
    class, numbers or values: then it is the mean surprise.  For a batch, give it one by one
    and take the mean.

    Raises TypeError for anything but a list of values and a class or a list,
    ValueError where there is no such class, or where the probabilities do not
    lie between 0 and 1 or add up to 1.  Told in chapter 10.
    """
    if isinstance(logits, (str, Value)) or not hasattr(logits, "__len__"):
        raise TypeError(
            f"cross_entropy needs a list of values, got {short(logits)}; "
            "write cross_entropy(model(x), target)"
        )
    if not len(logits):
        raise ValueError(
            "cross_entropy needs at least one logit; check the list before"
        )
    if isinstance(logits[0], (list, tuple)):
        raise TypeError(
            "cross_entropy needs the logits of one example, got a list of lists; "
            "write mean(map(cross_entropy, logits, targets))"
        )
    if isinstance(target, Value):
        target = one_hot(target, len(logits))
    if isinstance(target, (list, tuple)):
        check_probabilities(target, len(logits))
        return logsumexp(logits) - dot(target, logits)
    whole = is_whole(target)
    if not whole or not 0 <= target < len(logits):
        raise (ValueError if whole else TypeError)(
            f"cross_entropy needs a class from 0 to {len(logits) - 1}, or a probability "
            f"for each, got {short(target)}; write the number of the right class"
        )
    return logsumexp(logits) - logits[target]


def check_probabilities(chances, count):
    chances = list(map(plain, chances))
    numbers = [chance for chance in chances if isinstance(chance, Real)]
    if len(numbers) != count or not all(0.0 <= number <= 1.0 for number in numbers):
        raise ValueError(
            f"cross_entropy needs {count} probabilities from 0 to 1, got {short(chances)}; "
            "write one_hot(label, classes) for a right class"
        )
    if abs(sum(chances) - 1.0) > 1e-6:
        raise ValueError(
            f"cross_entropy needs probabilities that add up to 1, got {sum(chances):.6g}; "
            "divide each by their sum"
        )


def one_hot(label, classes):
    """The class as probabilities: 1.0 at `label`, 0.0 elsewhere, in PyTorch's word.

    >>> one_hot(1, 3)
    [0.0, 1.0, 0.0]

    A value as label, as `trace` hands one in, gives values through which no
    gradient flows.  Raises TypeError for anything but two whole numbers, ValueError where
    `label` is not below `classes`, or that is not at most 1,000,000.
    """
    number = plain(label)
    whole = is_whole(number) or isinstance(label, Value) and number.is_integer()
    whole = whole and is_whole(classes)
    if not whole or not 0 <= number < classes <= 1_000_000:
        raise (ValueError if whole else TypeError)(
            "one_hot needs a class from 0 up to the number of classes (1,000,000 at most), "
            f"got {short(label)} of {short(classes)}; write one_hot(3, 10)"
        )
    if isinstance(label, Value):
        return [
            result(float(k == number), (label,), (), is_number(k))
            for k in range(classes)
        ]
    return [float(k == label) for k in range(classes)]


def binary_cross_entropy_with_logits(logits, targets):
    """The mean surprise of sigmoid(logit); targets lie between 0 and 1.

    Raises as `mse_loss`, and ValueError for other targets.  Told in chapter 10.
    """
    checked = list(pairs("binary_cross_entropy_with_logits", logits, targets))
    if any(not 0 <= plain(t) <= 1 for _, t in checked):
        raise ValueError(
            "binary_cross_entropy_with_logits needs targets from 0 to 1; "
            "write (label + 1) / 2 for -1 and +1"
        )
    return mean([softplus(z) - t * z for z, t in checked])


def l2_penalty(parameters):
    """The sum of the squares of all parameters.

    >>> l2_penalty([Parameter(1.0), Parameter(2.0)])
    Value(5.0)

    Raises TypeError for anything but a list of parameters, ValueError for none.
    """
    if isinstance(parameters, Value) or not hasattr(parameters, "__iter__"):
        raise TypeError(
            f"l2_penalty needs a list of parameters, got {short(parameters)}; "
            "write model.parameters()"
        )
    parameters = list(parameters)
    return dot(parameters, parameters)
