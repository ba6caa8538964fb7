"""Asks PyTorch for the numbers in tests/stored/gpt_numbers.json and stores them there.

    python -m tools.witness.gpt_numbers

Run it by hand, from the folder of the project, with a Python that has
PyTorch.  Both sides build the same small GPT from the same weights, PyTorch
from its own functions: embedding, rms_norm, scaled_dot_product_attention,
cross_entropy.  Stored are

losses  name -> the mean surprise of its letters
sums    table of parameters -> (the sum of its gradients, the sum of their sizes)
grads   name of a parameter -> its gradient, some of each table

for the mean of the losses.  tests/tools/test_gpt_numbers.py compares.
"""

import json
import platform
import random

from tools.places import STORED
from toygrad import mean, nn
from toygrad.language import GPT, encode

STORE = STORED / "gpt_numbers.json"
NAMES = ("ada", "emmanuel", "zoe")
HEADS, BLOCKS = 4, 2
EACH = 5  # gradients by name of each table


def model():
    """The one whose weights both sides take."""
    return GPT(heads=HEADS, blocks=BLOCKS, rng=random.Random(29))


def with_toygrad():
    """(losses, gradients by name), as toygrad has them."""
    one = model()
    losses = [
        mean(list(map(nn.cross_entropy, one(tokens[:-1]), tokens[1:])))
        for tokens in map(encode, NAMES)
    ]
    mean(losses).backward()
    grads = {name: p.grad for name, p in one.named_parameters().items()}
    return [loss.data for loss in losses], grads


def with_torch():
    """The same, as PyTorch has them."""
    import torch

    state = model().state_dict()
    tables = {
        part: torch.tensor(rows, dtype=torch.float64, requires_grad=True)
        for part, rows in rows_of(state).items()
    }
    losses = [surprise(torch, tables, encode(name)) for name in NAMES]
    torch.stack(losses).mean().backward()
    grads = {
        f"{part}[{k},{j}]": grad
        for part, table in tables.items()
        for k, row in enumerate(table.grad.tolist())
        for j, grad in enumerate(row)
    }
    return [loss.item() for loss in losses], grads


def surprise(torch, tables, tokens):
    """The mean loss of a name: the whole of the model, in PyTorch's words."""
    functional = torch.nn.functional

    def norm(x):
        return functional.rms_norm(x, x.shape[-1:], eps=1e-5)

    places = torch.arange(len(tokens) - 1)
    x = functional.embedding(torch.tensor(tokens[:-1]), tables["token.w"])
    x = norm(x + functional.embedding(places, tables["place.w"]))
    for block in (f"block{k}" for k in range(BLOCKS)):
        before, y = x, norm(x)
        heads = [
            functional.scaled_dot_product_attention(
                *(
                    y @ tables[f"{block}.attention.head{h}.{part}.w"].T
                    for part in "qkv"
                ),
                is_causal=True,
            )
            for h in range(HEADS)
        ]
        x = before + torch.cat(heads, dim=-1) @ tables[f"{block}.attention.out.w"].T
        hidden = functional.relu(norm(x) @ tables[f"{block}.up.w"].T)
        x = x + hidden @ tables[f"{block}.down.w"].T
    return functional.cross_entropy(x @ tables["out.w"].T, torch.tensor(tokens[1:]))


def rows_of(state):
    """{name of a table: its rows} of numbers by name."""
    tables = {}
    for name, number in state.items():
        part, _, place = name.rstrip("]").partition("[")
        rows = tables.setdefault(part, [])
        if place.endswith(",0"):
            rows.append([])
        rows[-1].append(number)
    return tables


def summary(losses, grads):
    """What is stored of them."""
    rng, sums, chosen = random.Random(1), {}, {}
    for part, rows in rows_of(grads).items():
        flat = [grad for row in rows for grad in row]
        sums[part] = [sum(flat), sum(map(abs, flat))]
        own = [name for name in grads if name.startswith(f"{part}[") and grads[name]]
        chosen |= {name: grads[name] for name in rng.sample(own, EACH)}
    return {"losses": dict(zip(NAMES, losses)), "sums": sums, "grads": chosen}


def main():
    import torch

    versions = {"torch": torch.__version__, "python": platform.python_version()}
    text = json.dumps(versions | summary(*with_torch()), indent=1)
    STORE.write_text(text + "\n", encoding="utf-8")
    print(f"{STORE.name}: {len(NAMES)} names, {versions}")


if __name__ == "__main__":
    main()
