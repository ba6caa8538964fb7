"""Reads graphs of PyTorch, and stores what its hooks say in tests/stored/torch_traces.json.

    python -m tools.witness.torch_traces

Run it by hand, from the folder of the project, with a Python that has
PyTorch.  Every line is a graph: its name, the trace, and the gradients that
``loss.backward()`` gives to the leaves of the same graph, made once more.
One of them goes into the package, for a page that shows it where PyTorch is
not installed.
"""

import json
import random

from tools.places import STORED
from toygrad.viz.torch.reading import read_trace
from toygrad.viz.torch.trace import EXAMPLE, as_json

STORE = STORED / "torch_traces.json"
RANDOM = 12  # graphs of each kind


# The graphs: each function returns the loss, and the names of its tensors.


def neuron(torch):
    """One neuron whose weight is used again, as a penalty."""
    w, x, b = (number(torch, n) for n in (0.5, 2.0, -0.25))
    h = torch.tanh(w * x + b)
    loss = (h - 1.0) ** 2 + w * w
    return loss, {"w": w, "x": x, "b": b, "h": h}


def mlp(torch):
    """A 2-4-1 network on three examples: its biases are broadcast."""
    torch.manual_seed(1)
    nn = torch.nn
    model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
    x = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    target = torch.tensor([[1.0], [1.0], [0.0]])
    return ((model(x) - target) ** 2).mean(), model


def table(torch):
    """One neuron on three examples, which are the columns of a table."""
    W = torch.tensor([[0.5, -1.0]], requires_grad=True)
    b = torch.tensor([[0.25]], requires_grad=True)
    X = torch.tensor([[1.0, 2.0, 3.0], [0.5, 1.0, 2.0]])
    misses = torch.tanh(W @ X + b) - torch.tensor([[1.0, 0.0, -1.0]])
    loss = (misses * misses).mean()
    return loss, {"W": W, "b": b, "misses": misses, "loss": loss}


def deep(torch):
    """Twelve layers: too many nodes to read one by one."""
    torch.manual_seed(1)
    layers = [
        layer for _ in range(11) for layer in (torch.nn.Linear(4, 4), torch.nn.Tanh())
    ]
    model = torch.nn.Sequential(*layers, torch.nn.Linear(4, 1), torch.nn.Flatten(0))
    return (model(torch.randn(3, 4)) ** 2 * 0.5).mean(), {"model": model}


def shared(torch):
    """A layer that is called twice, with something in between that has its own weight."""
    torch.manual_seed(1)
    nn = torch.nn
    model = nn.ModuleDict({"one": nn.Linear(2, 2), "two": nn.Linear(2, 2)})
    h = model["two"](torch.relu(model["one"](torch.ones(1, 2))))
    return model["one"](h).sum(), model


def again(torch):
    """Leaves that hold the gradient of an earlier pass."""
    w, x = number(torch, 2.0), number(torch, 3.0)
    w.grad = torch.tensor(10.0, dtype=torch.float64)
    return w * x + w, {"w": w, "x": x}


def apart(torch):
    """A tensor that is taken apart: an operation with two outputs."""
    pair = torch.tensor([2.0, 3.0], dtype=torch.float64, requires_grad=True)
    a, b = pair.unbind()
    return a * b + a, {"pair": pair}


def nan(torch):
    """A gradient that is nan, though the loss is a number."""
    x = number(torch, 0.0)
    return x.sqrt() * 0.0, {"x": x}


def scalars(torch, seed):
    """A random graph of numbers, many of them used again."""
    rng = random.Random(seed)
    leaves = [number(torch, round(rng.uniform(-2.0, 2.0), 2)) for _ in range(rng.randint(2, 4))]  # fmt: skip
    values = list(leaves)
    for _ in range(rng.randint(3, 10)):
        a, b = rng.choices(values[-4:], k=2)
        values.append(rng.choice(STEPS)(torch, a, b))
    loss = values[-1] * values[0] + values[-2]
    return loss, {f"x{k}": leaf for k, leaf in enumerate(leaves)}


STEPS = [
    lambda torch, a, b: a * b,
    lambda torch, a, b: a + b,
    lambda torch, a, b: a - b,
    lambda torch, a, b: torch.maximum(a, b),
    lambda torch, a, b: torch.tanh(a),
    lambda torch, a, b: torch.sin(a) * 2.0,
    lambda torch, a, b: torch.relu(a) + b,
    lambda torch, a, b: a / (1.0 + b * b),
]
SHAPES = [(), (3,), (2, 3), (2, 1), (1, 3)]


def broadcast(torch, seed):
    """A random graph of small tensors, which are broadcast to each other's shape."""
    rng = random.Random(seed)
    leaves = []
    for _ in range(rng.randint(3, 4)):
        shape = rng.choice(SHAPES)
        count = 1
        for size in shape:
            count *= size
        numbers = [round(rng.uniform(-2.0, 2.0), 2) for _ in range(count)]
        leaf = torch.tensor(numbers, dtype=torch.float64).reshape(shape)
        leaves.append(leaf.requires_grad_())
    values = list(leaves)
    for _ in range(rng.randint(2, 5)):
        values.append(rng.choice(STEPS)(torch, *rng.choices(values, k=2)))
    loss = sum((value * values[0]).sum() for value in values[len(leaves) :])
    return loss, {f"x{k}": leaf for k, leaf in enumerate(leaves)}


def number(torch, x):
    return torch.tensor(x, dtype=torch.float64, requires_grad=True)


def graphs():
    """(name, function that builds it)."""
    for build in (neuron, table, mlp, deep, shared, again, apart, nan):
        yield build.__name__, build
    for build in (scalars, broadcast):
        for seed in range(RANDOM):
            yield (
                f"{build.__name__} {seed}",
                lambda torch, b=build, s=seed: b(torch, s),
            )


# The file.


def main():
    import torch

    lines = []
    for name, build in graphs():
        trace = read_trace(*build(torch))
        lines.append(write_line(name, trace, witness(torch, build)))
        if build is table:
            EXAMPLE.write_text(as_json(trace) + "\n")
    STORE.write_text("[\n" + ",\n".join(lines) + "\n]\n")
    print(f"stored {len(lines)} graphs of PyTorch {torch.__version__}")


def write_line(name, trace, grads):
    grads = json.dumps(grads, separators=(",", ":"))
    return f'{{"name":{json.dumps(name)},"trace":{as_json(trace)},"grads":{grads}}}'


def witness(torch, build):
    """{name of a leaf: the numbers in its .grad}, after a backward pass by PyTorch alone."""
    loss, names = build(torch)
    leaves = dict(named(names))
    for leaf in leaves.values():
        leaf.grad = None
    loss.backward()
    return {
        name: leaf.grad.double().flatten().tolist()
        for name, leaf in leaves.items()
        if leaf.grad is not None
    }


def named(names):
    """(name, leaf) of all that has a name; written down here without the reading's help."""
    if not isinstance(names, dict):
        return names.named_parameters()
    if "model" in names:
        return [(f"model.{n}", p) for n, p in names["model"].named_parameters()]
    return [(name, tensor) for name, tensor in names.items() if tensor.is_leaf]


if __name__ == "__main__":
    main()
