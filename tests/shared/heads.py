"""Attention heads to draw: of random numbers, the last position asks all up to itself."""

import math
import random

from toygrad import Value, dot, nn, softmax


class Head:
    """The values of a head, each named, and where they stand."""

    def __init__(self, seed=0, positions=3, size=2, letters=False):
        rng = random.Random(seed)
        self.rows, self.columns = {}, [f"{t + 1}" for t in range(positions)] + ["asks"]

        def draw(name):
            return [
                Value(round(rng.uniform(-2, 2), 1), f"{name}[{d}]") for d in range(size)
            ]

        if letters:
            self.letters = [draw(f"x{t}") for t in range(positions)]
            layers = {
                name: [
                    [
                        nn.Parameter(rng.uniform(-1, 1), f"{name}.w[{i},{j}]")
                        for j in range(size)
                    ]
                    for i in range(size)
                ]
                for name in "qkv"
            }

            def project(name, x, label):
                out = [dot(row, x) for row in layers[name]]
                for d, value in enumerate(out):
                    value.label = f"{label}[{d}]"
                return out

            q = project("q", self.letters[-1], "q")
            keys = [project("k", x, f"k{t}") for t, x in enumerate(self.letters)]
            values = [project("v", x, f"v{t}") for t, x in enumerate(self.letters)]
            self.rows["letter"] = [*self.letters, None]
        else:
            q = draw("q")
            keys = [draw(f"k{t}") for t in range(positions)]
            values = [draw(f"v{t}") for t in range(positions)]
        scores = [dot(q, key) for key in keys]
        scaled = [score / math.sqrt(size) for score in scores]
        shares = softmax(scaled)
        mixed = [dot(shares, column) for column in zip(*values)]
        self.result = dot(mixed, [round(rng.uniform(-2, 2), 1) for _ in mixed])
        self.result.label = "L"
        for name, made in zip("szam", (scores, scaled, shares, mixed)):
            for t, value in enumerate(made):
                value.label = f"{name}{t}"
        self.rows |= {
            "key, query": [*keys, q], "score": [*scores, None], "÷ √d": [*scaled, None],
            "softmax": [*shares, None], "value": [*values, None], "mix": mixed,
            "result": [self.result],
        }  # fmt: skip
