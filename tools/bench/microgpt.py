"""microgpt's model in the race: who trains it on names, one at a time and many at once.

The sizes are those of A. Karpathy's microgpt (2026), 16 numbers, four heads,
one block, 4192 parameters, and so are the rates of its Adam; a step is a name
there.  All start from the same weights and see the same names.
"""

import itertools
import math
import random
from dataclasses import dataclass

from tools.bench.engines import Engine, Node, for_node
from toygrad import data, mean, trace
from toygrad.language import GPT, encode, examples, surprise
from toygrad.optim import Adam

NAMES, _ = data.names()
LONGEST = max(map(len, NAMES)) + 1  # with the dot


@dataclass(frozen=True)
class Names:
    """Which names a step sees: `count` of them, others in each step."""

    name: str
    count: int

    def names(self, k):
        """The same ones at every call, from all over the alphabet."""
        order = random.Random(1337).sample(NAMES, len(NAMES))
        return list(
            itertools.islice(
                itertools.cycle(order), k * self.count, (k + 1) * self.count
            )
        )

    def rate(self, k):
        return 0.01 * (1.0 - k / 1000)

    def first_weights(self):
        return GPT(rng=random.Random(1337)).state_dict()


ONE_NAME = Names("one name", 1)
HUNDRED_NAMES = Names("a hundred names", 100)
BETAS = 0.85, 0.99


class NameEngine(Engine):
    """Engine of one step with the names of its number."""

    def step(self, k):
        self.names = self.workload.names(k)
        return super().step(k)


class ToygradNames(NameEngine):
    """As the chapter does it, name by name."""

    name = "toygrad"

    def build(self, weights):
        self.model = GPT()
        self.model.load_state_dict(weights)
        self.optimizer = Adam(self.model.parameters(), lr=1.0, betas=BETAS)

    def forward(self):
        return mean([surprise(self.model, *example) for example in self.examples()])

    def examples(self):
        """Each with as many places as it has letters: nothing is filled up here."""
        whole = examples(self.names)
        return [
            (tokens[:n], nexts[:n], weights[:n])
            for tokens, nexts, weights in whole
            for n in [sum(map(bool, weights))]
        ]

    def backward(self, loss):
        self.optimizer.zero_grad()
        loss.backward()

    def update(self, rate):
        self.optimizer.lr = rate
        self.optimizer.step()


class ToygradNamesAtOnce(ToygradNames):
    """The graph of one name, recorded once and run for all of them with NumPy."""

    name = "toygrad, all at once"

    def build(self, weights):
        super().build(weights)
        [example] = examples(NAMES[:1], LONGEST)
        self.trace = trace(lambda *one: surprise(self.model, *one), *example)

    def forward(self):
        self.optimizer.zero_grad()
        rows = examples(self.names, LONGEST)
        losses = self.trace.batch(rows, gradient=1.0 / len(rows))
        return sum(losses) / len(losses)

    def backward(self, loss):
        """The way back is run with the way forward."""

    def number(self, loss):
        return loss


class MicrogptNames(NameEngine):
    """One product and one sum at a time, position by position, as microgpt does it."""

    name = "in microgpt's style"
    rounds = 3

    def build(self, weights):
        nodes = {name: Node(number) for name, number in weights.items()}
        self.parameters = list(nodes.values())
        self.state = [[0.0, 0.0] for _ in self.parameters]
        self.taken = 0
        self.w = {part: matrix(nodes, part) for part in parts_of(nodes)}

    def forward(self):
        losses = [one for name in self.names for one in self.surprises(encode(name))]
        return sum(losses) * (1.0 / len(losses))

    def surprises(self, tokens):
        keys, answers = ([[] for _ in range(4)] for _ in range(2))
        for place, (token, following) in enumerate(itertools.pairwise(tokens)):
            logits = self.logits(token, place, keys, answers)
            yield -log(shares_of(logits)[following])

    def logits(self, token, place, keys, answers):
        x = [a + b for a, b in zip(self.w["token.w"][token], self.w["place.w"][place])]
        before = x = scaled(x)
        x, found = scaled(x), []
        for h in range(4):
            found += self.head(f"block0.attention.head{h}", x, keys[h], answers[h])
        x = sums(self.w["block0.attention.out.w"], found)
        before = x = [a + b for a, b in zip(x, before)]
        x = [relu(z) for z in sums(self.w["block0.up.w"], scaled(x))]
        x = [a + b for a, b in zip(sums(self.w["block0.down.w"], x), before)]
        return sums(self.w["out.w"], x)

    def head(self, name, x, keys, answers):
        q, k, v = (sums(self.w[f"{name}.{part}.w"], x) for part in "qkv")
        keys.append(k)
        answers.append(v)
        shares = shares_of([product(q, key) * 0.5 for key in keys])
        return [product(shares, column) for column in zip(*answers)]

    def backward(self, loss):
        for p in self.parameters:
            p.grad = 0.0
        loss.backward()

    def update(self, rate):
        self.taken += 1
        first, second = BETAS
        for p, state in zip(self.parameters, self.state):
            state[0] = first * state[0] + (1.0 - first) * p.grad
            state[1] = second * state[1] + (1.0 - second) * p.grad * p.grad
            mean = state[0] / (1.0 - first**self.taken)
            square = state[1] / (1.0 - second**self.taken)
            p.data -= rate * (mean / (square**0.5 + 1e-8))


def parts_of(nodes):
    """The names of the tables: "token.w" for "token.w[3,1]"."""
    return dict.fromkeys(name.partition("[")[0] for name in nodes)


def matrix(nodes, part):
    """The rows of a table."""
    rows = {}
    for name, node in nodes.items():
        if name.startswith(f"{part}["):
            rows.setdefault(name[len(part) + 1 :].partition(",")[0], []).append(node)
    return list(rows.values())


def sums(rows, x):
    return [product(row, x) for row in rows]


def product(xs, ys):
    return sum(x * y for x, y in zip(xs, ys))


def scaled(x):
    """A row divided by the root of the mean of its squares."""
    scale = (product(x, x) * (1.0 / len(x)) + 1e-5) ** -0.5
    return [number * scale for number in x]


def shares_of(scores):
    largest = max(score.data for score in scores)
    powers = [exp(score - largest) for score in scores]
    summed = sum(powers)
    return [power * summed**-1 for power in powers]


relu = for_node(lambda x: max(x, 0.0), lambda x, y: float(x > 0.0))
exp = for_node(math.exp, lambda x, y: y)
log = for_node(math.log, lambda x, y: 1.0 / x)
