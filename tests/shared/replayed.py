"""Random programs with every operation, and how a trace of them is compared with backward()."""

import random
from collections import namedtuple

from toygrad import (
    Value,
    absolute,
    affine,
    clamp,
    cos,
    dot,
    exp,
    expm1,
    leaky_relu,
    log,
    log1p,
    logsumexp,
    maximum,
    mean,
    minimum,
    operation,
    relu,
    sigmoid,
    sin,
    softmax,
    softplus,
    sqrt,
    tan,
    tanh,
    total,
)  # fmt: skip
from toygrad.forms import map_numbers
from toygrad.functions import forget
from toygrad.nn import Parameter

# A reader's own operations; `forget` leaves them with the graphs that have them.
cube = operation("cube", lambda x: x**3, lambda x, y: 3 * x**2)
steps = operation("v0", lambda x: 2 if x > 0 else 1, lambda x, y: 0)
other_cube = operation("cube", lambda x: x**3 + 1, lambda x, y: 3 * x * x)
forget("cube")
forget("v0")


def positive(x):
    return softplus(x) + 0.1


STEPS = [
    lambda a, b, c, p: a + b,
    lambda a, b, c, p: a - b,
    lambda a, b, c, p: a * tanh(b),
    lambda a, b, c, p: tanh(a) * tanh(a),
    lambda a, b, c, p: (t := tanh(a)) * t,
    lambda a, b, c, p: a / positive(b),
    lambda a, b, c, p: a / 7.0,
    lambda a, b, c, p: 3.0 / positive(a),
    lambda a, b, c, p: 2.5 - a,
    lambda a, b, c, p: -a,
    lambda a, b, c, p: exp(tanh(a)),
    lambda a, b, c, p: log(positive(a)),
    lambda a, b, c, p: sqrt(positive(a)),
    lambda a, b, c, p: sin(a),
    lambda a, b, c, p: cos(a),
    lambda a, b, c, p: tan(sigmoid(a)),
    lambda a, b, c, p: tanh(a),
    lambda a, b, c, p: sigmoid(a),
    lambda a, b, c, p: relu(a),
    lambda a, b, c, p: relu(a) * b,
    lambda a, b, c, p: relu(affine([[tanh(a), b, c]], [1.0, sin(c), tanh(a)], [c])[0]),
    lambda a, b, c, p: total(affine([p, p[::-1]], [tanh(a), sin(b), cos(c)], p[1:])),
    lambda a, b, c, p: (
        affine([p], [(t := tanh(a)), t, t], [p[0]])[0] - dot(p, [t, t, t])
    ),
    lambda a, b, c, p: dot([p[0], p[0]], [sin(a), b]),
    lambda a, b, c, p: relu(-positive(a * b)),  # always dead
    lambda a, b, c, p: leaky_relu(a),
    lambda a, b, c, p: absolute(a),
    lambda a, b, c, p: log1p(sigmoid(a)),
    lambda a, b, c, p: expm1(tanh(a)),
    lambda a, b, c, p: clamp(a, -0.5, 0.7),
    lambda a, b, c, p: tanh(a) ** 2,
    lambda a, b, c, p: tanh(a) ** 3,
    lambda a, b, c, p: tanh(a) ** 0 + tanh(b) ** 1,
    lambda a, b, c, p: positive(a) ** -1,
    lambda a, b, c, p: positive(a) ** 0.5,
    lambda a, b, c, p: positive(a) ** -1.5,
    lambda a, b, c, p: positive(a) ** tanh(b),
    lambda a, b, c, p: 2.0 ** tanh(a),
    lambda a, b, c, p: total([a, b, a]),
    lambda a, b, c, p: total([a]) + mean([b]),
    lambda a, b, c, p: mean([a, b, c]),
    lambda a, b, c, p: dot([tanh(a), tanh(b)], [b, c]),
    lambda a, b, c, p: dot([2.0, a], [b, -1.5]),
    lambda a, b, c, p: affine([[tanh(a), tanh(b)]], [b, c], [c])[0],
    lambda a, b, c, p: affine([[a, b]], [0.5, -1.5], [c])[0],
    lambda a, b, c, p: logsumexp([a, b, a]),
    lambda a, b, c, p: softmax([a, b, c])[1],
    lambda a, b, c, p: maximum(a, b, c),
    lambda a, b, c, p: maximum(a, a) - minimum(b, c),
    lambda a, b, c, p: cube(tanh(a)) - other_cube(tanh(b)),
    lambda a, b, c, p: steps(a) * b,
]

Random = namedtuple("Random", "f parameters rows")


def random_program(seed, rows=3):
    """A program of random steps, its parameters, and rows of numbers for it."""
    rng = random.Random(seed)
    parameters = [Parameter(rng.uniform(-2.0, 2.0)) for _ in range(3)]
    plan = [
        (rng.choice(STEPS), rng.choices(range(6 + k), k=3))
        for k in range(rng.randint(3, 20))
    ]

    def f(*inputs):
        values = [*parameters, *inputs]
        for step, places in plan:
            values.append(step(*[values[k] for k in places], parameters))
        return total(values[-4:])

    numbers = [[rng.uniform(-2.0, 2.0) for _ in range(3)] for _ in range(rows)]
    return Random(f, parameters, numbers)


def eagerly(f, parameters, rows, gradient=1.0):
    """(results, gradients) as the engine finds them, one row after the other."""
    for parameter in parameters:
        parameter.grad = 0.0
    outputs = [f(*map_numbers(Value, list(row))) for row in rows]
    for output in outputs:
        (gradient * output).backward()
    return [output.data for output in outputs], [p.grad for p in parameters]


def again(way, parameters, rows, gradient=1.0):
    """The same as a trace finds them."""
    for parameter in parameters:
        parameter.grad = 0.0
    results = way(rows, gradient)
    return results, [p.grad for p in parameters]


def distance(found, expected):
    """The largest difference of a result or gradient, measured by the largest one."""
    return max(
        abs(one - other) / max(1e-9, *map(abs, theirs))
        for mine, theirs in zip(found, expected, strict=True)
        for one, other in zip(mine, theirs, strict=True)
    )
