"""The program that makes the numbers of a playground, as a text to read, edit and run.

``program_of(run)`` writes it with what toygrad offers to everybody: where it is run
in the same Python, its parameters and gradients are those of the run to the last bit.
"""

import ast
import re
from textwrap import indent

from ..calculator import FUNCTIONS, Expression, names_in
from .points import FORMULA_FROM, FORMULA_TO

__all__ = ["program_of"]


def program_of(run):
    """The program for the setting of a run, and for as many steps."""
    setting = run.setting
    parts = [
        write_imports(setting),
        *write_points(setting),
        write_split(setting),
        *write_model(setting),
        write_loss(setting),
        *write_loop(setting, run.steps),
        write_results(setting),
    ]
    text = "\n\n".join(
        f"\n{part}\n" if part[:4] in ("def ", "clas") else part for part in parts
    )
    return re.sub("\n{4,}", "\n\n\n", text).strip() + "\n"


def write_imports(setting):
    names = {"nn", "optim", "trace"}
    if setting.problem != "own":
        names.add("data")
    if setting.problem == "formula":
        names |= {"Value"} | functions_in(setting.formula)
    if "leaky_relu" in {bend for _, bend in setting.layers}:
        names.add("leaky_relu")
    return (
        f"import random\n\nfrom toygrad import {', '.join(sorted(names))}\n"
        "from toygrad.training import batches"
    )


# The points.


def write_points(setting):
    if setting.problem == "own":
        rows = [f"    ([{x}, {y}], {float(label)})," for x, y, label in setting.points]
        yield "\n".join(["examples = [", *rows, "]"])
        return
    made = f"({setting.n}, {setting.noise}, {setting.seed})"
    if setting.classes:
        pairs = "[(list(p), float(label > 0)) for p, label in zip(points, labels)]"
        yield f"points, labels = data.{setting.problem}{made}\nexamples = {pairs}"
        return
    if setting.problem == "stopping":
        curve = STOPPING
    elif setting.problem == "formula":
        yield write_formula(setting.formula)
        curve = f"xs, ys = data.curve(f, {FORMULA_FROM}, {FORMULA_TO}, {made[1:]}"
    else:
        curve = f"xs, ys = data.{setting.problem}{made}"
    yield f"{curve}\nexamples = [([x], y) for x, y in zip(xs, ys)]"


STOPPING = """speeds, feet = data.stopping_distances()
xs, ys = [speed / 10 for speed in speeds], [distance / 10 for distance in feet]"""


def write_formula(formula):
    """The formula as a function of numbers: written of what was read, not of the text."""
    lines = ["x = Value(number)"]
    for name, tree in Expression(formula).steps.items():
        lines.append(f"{name} = {ast.unparse(tree)}")
    lines.append(f"return {name}.data")
    return "def f(number):\n" + indent("\n".join(lines), "    ")


def functions_in(formula):
    return (names_in(Expression(formula).steps.values()) & FUNCTIONS.keys()) - {"abs"}


def write_split(setting):
    lines = ["train, held = examples, []"]
    if share := setting.held:
        lines = [
            "train, held = [], []",
            "for k, example in enumerate(examples):",
            f"    out = (k + 1) * {share} // 100 > k * {share} // 100",
            "    (held if out else train).append(example)",
        ]
    if "targets shuffled" in setting.faults:
        lines += [
            "targets = [target for _, target in train]",
            f"random.Random({setting.seed}).shuffle(targets)",
            "train = [(x, target) for (x, _), target in zip(train, targets)]",
        ]
    return "\n".join(lines)


# The network.

BENDS = {
    "tanh": "nn.tanh",
    "relu": "nn.relu",
    "sigmoid": "nn.sigmoid",
    "leaky_relu": "lambda row: [leaky_relu(n) for n in row]",
    "none": "lambda row: row",
}
NETWORK = '''class Network(nn.Module):
    """Like nn.MLP, with an activation for each hidden layer."""

    def __init__(self, sizes, bends, init, rng):
        pairs = zip(sizes, sizes[1:])
        self.layer = [nn.Linear(n, m, init, rng) for n, m in pairs]
        self.bends = bends

    def forward(self, row):
        for layer, bend in zip(self.layer, self.bends):
            row = bend(layer(row))
        return self.layer[-1](row)
'''


def write_model(setting):
    inputs = 2 if setting.classes else 1
    sizes = [*(neurons for neurons, _ in setting.layers), 1]
    bends = [BENDS[bend] for _, bend in setting.layers]
    start = f'"{setting.init}", random.Random({setting.seed})'
    if len({*bends}) > 1:
        yield NETWORK
        model = f"bends = [{', '.join(bends)}]\nmodel = Network({[inputs, *sizes]}, bends, {start})"
    else:
        bend = bends[0] if bends else "nn.tanh"
        model = f"model = nn.MLP({inputs}, {sizes}, {bend}, {start})"
    yield f"{model}\noptimizer = {write_optimizer(setting)}"


def write_optimizer(setting):
    if setting.optimizer == "momentum":
        return f"optim.SGD(model.parameters(), {setting.lr}, momentum=0.9)"
    return f"optim.{setting.optimizer}(model.parameters(), {setting.lr})"


def write_loss(setting):
    loss = "binary_cross_entropy_with_logits" if setting.classes else "mse_loss"
    return f"def loss_of(x, target):\n    return nn.{loss}(model(x), [target])"


# The loop, with what is broken in it.


def write_loop(setting, steps):
    lines = [
        "step = trace(loss_of, *train[0])  # one example, recorded: it runs again for all"
    ]
    if setting.l2:
        pull = f"{setting.l2} * nn.l2_penalty(model.parameters())"
        lines.append(f"pull = trace(lambda: {pull})")
    if "old predictions" in setting.faults:
        lines.append("start = model.state_dict()")
    yield "\n".join(lines)
    size, seed = setting.batch or "None", setting.seed
    yield (
        "def all_batches(order):\n    while True:\n"
        f"        yield from batches(len(train), {size}, order)"
    )
    yield (
        f"for _, batch in zip(range({steps}), all_batches(random.Random({seed}))):\n"
        + indent("\n".join(write_step(setting)), "    ")
    )


def write_step(setting):
    faults = setting.faults
    forgotten, old = (name in faults for name in ("zero_grad forgotten", "old predictions"))  # fmt: skip
    yield "# zero_grad is forgotten" if forgotten else "optimizer.zero_grad()"
    if old:
        yield "now = model.state_dict()"
        yield "model.load_state_dict(start)  # the predictions are those of the start"
    yield "step.loop([train[k] for k in batch], 1.0 / len(batch))  # forward and backward"
    if old:
        yield "model.load_state_dict(now)"
    if setting.l2:
        yield "pull()"
    if "zero_grad before step" in faults:
        yield "optimizer.zero_grad()  # it takes away what was found"
    yield "optimizer.step()"


def write_results(setting):
    held = (
        '\nif held:\n    print("held out", f"{mean_of(held):.6g}")'
        if setting.held
        else ""
    )
    return f"""def mean_of(examples):
    losses = step.loop(examples, backward=False)
    return sum(losses) / len(losses)


print("loss", f"{{mean_of(train):.6g}}"){held}
for name, p in model.named_parameters().items():
    print(f"{{name:<12}} {{p.data:>12.6g}} gradient {{p.grad:>12.6g}}")"""
