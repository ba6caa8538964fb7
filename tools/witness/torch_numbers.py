"""Asks PyTorch for the numbers in tests/stored/torch_numbers.json and stores them there.

    python -m tools.witness.torch_numbers

Run it by hand, from the folder of the project, with a Python that has
PyTorch; nothing else here needs PyTorch.  A graph is plain data, so that
both sides build the same one:

leaves  floats, the places 0, 1, ...
steps   [operation, [places of the arguments]], with a third entry where
        the operation has a parameter; a step's result takes the next place
value   the number of the last step, as PyTorch has it
grads   its derivative for every leaf, as PyTorch has it

tests/engine/test_torch.py compares the engine with the file.  What PyTorch says at
kinks and outside domains is asked by edges.py.
"""

import json
import math
import operator
import platform
import random

import toygrad
from tools.places import STORED

STORE = STORED / "torch_numbers.json"
GRAPHS = 250

# The same on both sides: each side's own operators answer.
ARITHMETIC = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "neg": operator.neg,
    "**": operator.pow,
}
SAME_NAME = (
    "exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "sigmoid", "relu",
    "absolute", "log1p", "expm1", "maximum", "minimum",
)  # fmt: skip
OF_LISTS = ("total", "mean", "dot", "logsumexp", "softmax")
OPERATIONS = (*ARITHMETIC, *SAME_NAME, *OF_LISTS, "softplus", "leaky_relu", "clamp")
TWO = ("+", "-", "*", "/", "maximum", "minimum")


# The two sides.  A function takes the arguments of a step, its parameter last.


def toygrad_functions():
    """operation -> function of values."""
    names = (*SAME_NAME, "softplus", "leaky_relu")
    return ARITHMETIC | {
        **{name: getattr(toygrad, name) for name in names},
        "clamp": lambda x, bounds: toygrad.clamp(x, *bounds),
        "total": lambda *xs: toygrad.total(xs),
        "mean": lambda *xs: toygrad.mean(xs),
        "dot": lambda *xs: toygrad.dot(*halves(xs)),
        "logsumexp": lambda *xs: toygrad.logsumexp(xs),
        "softmax": lambda *xs_and_share: toygrad.softmax(xs_and_share[:-1])[
            xs_and_share[-1]
        ],
    }


def torch_functions(torch):
    """operation -> function of tensors that hold one number."""
    return ARITHMETIC | {
        **{name: getattr(torch, name) for name in SAME_NAME},
        "softplus": torch.nn.functional.softplus,
        "leaky_relu": torch.nn.functional.leaky_relu,
        "clamp": lambda x, bounds: torch.clamp(x, *bounds),
        "total": lambda *xs: torch.stack(xs).sum(),
        "mean": lambda *xs: torch.stack(xs).mean(),
        "dot": lambda *xs: torch.dot(*map(torch.stack, halves(xs))),
        "logsumexp": lambda *xs: torch.logsumexp(torch.stack(xs), dim=0),
        "softmax": lambda *xs_and_share: torch.softmax(
            torch.stack(xs_and_share[:-1]), dim=0
        )[xs_and_share[-1]],
    }


def halves(values):
    middle = len(values) // 2
    return values[:middle], values[middle:]


def follow(leaves, steps, functions):
    """The leaves, and the result of every step."""
    values = list(leaves)
    for op, places, *parameter in steps:
        values.append(functions[op](*[values[place] for place in places], *parameter))
    return values


def with_toygrad(graph):
    """(value, gradients) of a graph, as toygrad has them."""
    leaves = [toygrad.Value(number) for number in graph["leaves"]]
    result = follow(leaves, graph["steps"], toygrad_functions())[-1]
    result.backward()
    return result.data, [leaf.grad for leaf in leaves]


def with_torch(graph):
    """(value, gradients) of a graph, as PyTorch has them."""
    import torch

    leaves = [leaf_of(torch, number) for number in graph["leaves"]]
    result = follow(leaves, graph["steps"], torch_functions(torch))[-1]
    result.backward()
    return result.item(), [leaf.grad.item() for leaf in leaves]


def leaf_of(torch, number):
    return torch.tensor(number, dtype=torch.float64, requires_grad=True)


def disagreement(ours, theirs):
    """How far value and gradients are apart, each in units of what is allowed.

    Allowed is 1e-12 times the largest of their gradients, or times 1
    where that is larger.  Infinitely far where a number is inf or nan.
    """
    (value, grads), (their_value, their_grads) = ours, theirs
    if not all(map(math.isfinite, (value, their_value, *grads, *their_grads))):
        return math.inf, math.inf
    allowed = 1e-12 * max(1.0, *map(abs, their_grads))
    apart = [abs(one - other) for one, other in zip(grads, their_grads, strict=True)]
    return abs(value - their_value) / allowed, max(apart) / allowed


# Random graphs.  A step is drawn again where its arguments or its result
# leave the ranges in which the two sides mean the same: PyTorch's slope of
# tanh, 1 - y·y, loses digits in the tails, its softplus is a line above 20,
# and at a bound its clamp has another slope.

LARGEST = 30.0  # of all numbers
STEEPEST = 1e3  # of all gradients of a graph
FROM_KINK = 1e-6
POWERS = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
RANGES = {
    "exp": (-LARGEST, 3.4),
    "expm1": (-LARGEST, 3.4),
    "log": (0.1, LARGEST),
    "sqrt": (0.1, LARGEST),
    "log1p": (-0.9, LARGEST),
    "tanh": (-8.0, 8.0),
    "sigmoid": (-8.0, 8.0),
    "softplus": (-8.0, 8.0),
}


def random_graph(seed):
    """Leaves and steps, the same for the same seed."""
    rng = random.Random(seed)
    while True:
        graph = draw_graph(rng)
        _, grads = with_toygrad(graph)
        if 0.01 <= max(map(abs, grads)) <= STEEPEST:
            return graph


def draw_graph(rng):
    """2 to 6 leaves and 5 to 40 steps; the last adds up all that was not used."""
    leaves = [round(rng.uniform(-3.0, 3.0), 3) for _ in range(rng.randint(2, 6))]
    functions, numbers, steps = toygrad_functions(), list(leaves), []
    count = rng.randint(5, 40)
    while len(steps) < count - 1:
        step = draw_step(rng, numbers)
        if comfortable(step, numbers):
            values = follow(map(toygrad.Value, numbers), [step], functions)
            if abs(values[-1].data) <= LARGEST:
                numbers.append(values[-1].data)
                steps.append(step)
    used = {place for _, places, *_ in steps for place in places}
    unused = [place for place in range(len(numbers)) if place not in used]
    steps.append([rng.choice(("total", "mean")), unused])
    return {"leaves": leaves, "steps": steps}


def draw_step(rng, numbers):
    """Any operation, on two recent values of three: so values are used again."""
    op = rng.choice(OPERATIONS)
    count = 2 if op in TWO else rng.randint(2, 4) if op in OF_LISTS else 1
    count += count % 2 if op == "dot" else 0
    every = range(len(numbers))
    places = [
        rng.choice(every[-4:] if rng.random() < 2 / 3 else every) for _ in range(count)
    ]
    if op == "**":
        return [op, places, rng.choice(POWERS)]
    if op == "clamp":
        return [
            op,
            places,
            [rng.choice((-2.0, -1.0, 0.0)), rng.choice((0.5, 1.0, 3.0))],
        ]
    if op == "softmax":
        return [op, places, rng.randrange(count)]
    return [op, places]


def comfortable(step, numbers):
    """Do both sides mean the same at these arguments, with a slope in bounds?"""
    op, places, *parameter = step
    x, *others = [numbers[place] for place in places]
    if op == "/":
        return abs(others[0]) >= 0.1
    if op == "**":
        return abs(x) >= 0.1 and (x > 0.0 or parameter[0].is_integer())
    if op == "tan":
        return abs(math.cos(x)) >= 0.1
    low, high = RANGES.get(op, (-LARGEST, LARGEST))
    away = all(abs(x - kink) > FROM_KINK for kink in kinks(op, others, *parameter))
    return low <= x <= high and away


def kinks(op, others, parameter=None):
    """Where the first argument of an operation must not lie."""
    if op in ("maximum", "minimum"):
        return others
    if op == "clamp":
        return parameter
    return [0.0] if op in ("relu", "leaky_relu", "absolute") else []


# The file.


def main():
    import torch

    graphs = [answered(random_graph(seed)) for seed in range(GRAPHS)]
    head = {"torch": torch.__version__, "python": platform.python_version()}
    STORE.write_text(as_text(head, graphs))
    apart = [
        disagreement(with_toygrad(graph), (graph["value"], graph["grads"]))
        for graph in graphs
    ]
    print(f"stored {len(graphs)} graphs; of what is allowed, toygrad uses at most")
    print("{:.2g} for a value and {:.2g} for a gradient".format(*map(max, zip(*apart))))


def answered(graph):
    """The graph, with PyTorch's value and gradients."""
    value, grads = with_torch(graph)
    return graph | {"value": value, "grads": grads}


def as_text(head, graphs):
    """JSON with one graph on a line."""
    lines = [f"{json.dumps(key)}: {json.dumps(head[key])}," for key in head]
    lines += ['"graphs": [', ",\n".join(map(compact, graphs)), "]"]
    return "\n".join(["{", *lines, "}", ""])


def compact(thing):
    return json.dumps(thing, separators=(",", ":"), allow_nan=False)


if __name__ == "__main__":
    main()
