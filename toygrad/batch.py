"""A recorded graph, run for many examples at once, with NumPy.

``trace(f, x).batch(rows)`` (replay.py) asks this file.  A value is a row of a
table here, with a column for each example, and values that are made in the
same way at the same depth are computed together: the sixteen relus of a layer
are one line, and its sixteen weighted sums are one product of matrices.  What
a group remembers is what a value remembers: where its parents are, and its
local derivatives.  JAX calls this ``vmap``.  Told on the page
"The graph runs again".
"""

import math

import numpy as np

from .functions import (
    clamp_between,
    is_built_in,
    is_number,
    may_be_steep,
    operation_of,
    power_by,
    real_float,
    share_of,
)

__all__ = ["Batch"]


class Batch:
    """A graph as a function of a table with a column for each example.

    What does not depend on an example, the parameters above all, stands in a
    table of one column; `lent` are the rows that the other table takes over.
    """

    def __init__(self, graph):
        self.graph = graph
        still = [value for value in graph.order if value not in graph.moving]
        moving = [value for value in graph.order if value in graph.moving]
        leaves = [*graph.constants, *graph.parameters]
        self.still = Table(leaves, group(still, ()), {}, graph.wanted)
        groups = group(moving, self.still.row)
        operands = [p for kind, parts in groups for p in kind.operands(parts)]
        lent = dict.fromkeys(
            p for p in (*operands, *graph.outputs) if p in self.still.row
        )
        self.lent = Place([self.still.row[value] for value in lent])
        leaves = [*graph.inputs, *lent]
        self.moving = Table(leaves, groups, self.still.row, graph.wanted)

    def run(self, numbers, rows, gradient=None):
        """(outputs of each row, gradients of the parameters), or None in doubt.

        As `Source.run` (replay.py); `numbers` and the gradients may be arrays.
        """
        try:
            with np.errstate(all="ignore"):
                found = self.run_unchecked(numbers, rows.columns, gradient)
        except ERRORS:
            return None
        return found and (found[0].T.tolist(), found[1])

    def run_unchecked(self, numbers, columns, gradient):
        graph, w = self.graph, self.still.empty(1)
        constants = len(graph.constants)
        parameters = slice(constants, self.still.leaves)
        w[:constants, 0] = [constant.data for constant in graph.constants]
        w[parameters, 0] = numbers
        d = self.moving.empty(columns.shape[1])
        inputs, lent = slice(0, len(columns)), slice(len(columns), self.moving.leaves)
        d[inputs] = columns
        kept = self.still.forward(w, None)
        d[lent] = w[self.lent.rows]
        slopes = self.moving.forward(d, w)
        outputs = d[[self.moving.row[output] for output in graph.outputs]]
        if not finite(w) or not finite(d):
            return None
        if gradient is None:
            return outputs, []
        g, gw = np.zeros_like(d), np.zeros_like(w)
        g[self.moving.row[graph.outputs[0]]] = gradient
        self.moving.backward(d, w, g, gw, slopes)
        gw[self.lent.rows] += g[lent].sum(axis=1, keepdims=True)
        self.still.backward(w, None, gw, None, kept)
        return (outputs, gw[parameters, 0]) if finite(gw) else None


ERRORS = (ArithmeticError, ValueError, TypeError)  # of a rule: log(-1.0)


def finite(table):
    """Is there neither inf nor nan in it?  Their sum says so; a sum too large does no harm."""
    return math.isfinite(table.sum())


class Table:
    """Values as rows: first the leaves, then group after group."""

    def __init__(self, leaves, groups, weights, wanted):
        values = [value for _, parts in groups for part in parts for value in part]
        self.leaves = len(leaves)
        self.row = {value: k for k, value in enumerate([*leaves, *values])}
        self.groups = [kind(parts, self.row, weights, wanted) for kind, parts in groups]

    def empty(self, columns):
        return np.empty((len(self.row), columns))

    def forward(self, d, w):
        """Fills the rows; returns what each group keeps for the way back."""
        return [group.forward(d, w) for group in self.groups]

    def backward(self, d, w, g, gw, kept):
        for group, slopes in zip(reversed(self.groups), reversed(kept)):
            group.backward(d, w, g, gw, slopes)


# Who is computed together: lists of values, one after the other.


def group(values, weights):
    """[(kind of group, lists of values)], parents before their children.

    `weights` are the values that may be weights of a layer.
    """
    depth, layers, softmaxes, groups = {}, {}, {}, {}
    for value in values:
        depth[value] = level = 1 + max(depth.get(p, 0) for p in value.parents)
        op = operation_of(value)
        w, x = weights_and_inputs(value)
        if w and all(p in weights for p in w):
            layers.setdefault((level, op, x), []).append(value)
        elif is_share(op):
            shares = softmaxes.setdefault((level, value.parents), {})
            shares.setdefault(op, []).append(value)
        else:
            groups.setdefault(key_of(level, op, value), []).append(value)
    whole = {}
    for (level, parents), shares in softmaxes.items():
        ops = [share_of(i) for i in range(len(parents))]
        if len({len(shares.get(op, ())) for op in ops}) == 1:  # no share is missing
            found = zip(*[shares[op] for op in ops])
            whole.setdefault((level, Shares, len(parents)), []).extend(found)
        else:
            for op, found in shares.items():
                groups.setdefault(key_of(level, op, found[0]), []).extend(found)
    groups = {key: [group] for key, group in groups.items()} | whole
    # Layers of the same weights on other inputs are one group.
    for (level, *_), layer in layers.items():
        same = tuple(weights_and_inputs(value)[0] for value in layer)
        groups.setdefault((level, Layer, same), []).append(layer)
    by_level = sorted(groups.items(), key=lambda item: item[0][0])
    return [(kind, parts) for (_, kind, *_), parts in by_level]


def key_of(level, op, value):
    many = len(value.parents)
    kind = Each if many <= 2 and op not in SUMS else Many
    return level, kind, id(op), many


def is_share(op):
    """Is it one of the shares of a softmax?"""
    return op.startswith("softmax[") and op is share_of(int(op[8:-1]))


def weights_and_inputs(value):
    """The two halves of a weighted sum, the weights with their bias; nothing of others."""
    n = len(value.parents) // 2
    if value.op == "affine":
        return value.parents[:n] + value.parents[-1:], value.parents[n:-1]
    if value.op == "dot":
        return value.parents[:n], value.parents[n:]
    return (), ()


class Place:
    """Rows of a table: as a slice where they follow each other."""

    def __init__(self, rows):
        self.count = len(rows)
        self.once = len(set(rows)) == len(rows)
        first = rows[0] if rows else 0
        follows = list(rows) == list(range(first, first + len(rows)))
        self.rows = slice(first, first + len(rows)) if follows else np.array(rows)

    def add(self, g, shares):
        """g[rows] += shares, also where a row stands there twice."""
        if self.once:
            g[self.rows] += shares
        else:
            np.add.at(g, self.rows, shares)


class Layer:
    """The same weights on one or more lists of inputs: a product of matrices."""

    @staticmethod
    def operands(parts):
        return [x for layer in parts for x in weights_and_inputs(layer[0])[1]]

    def __init__(self, parts, row, weights, wanted):
        neurons = [weights_and_inputs(value)[0] for value in parts[0]]
        inputs = self.operands(parts)
        self.lists, self.m, self.n = len(parts), len(neurons), len(inputs) // len(parts)
        self.weights = Place([weights[w] for ws in neurons for w in ws[: self.n]])
        self.biases = Place([weights[w] for ws in neurons for w in ws[self.n :]])
        self.inputs = Place([row[x] for x in inputs])
        self.out = Place([row[value] for layer in parts for value in layer])
        self.wanted = any(x in wanted for x in inputs)

    def forward(self, d, w):
        rows = w[self.weights.rows].reshape(self.m, self.n)
        y = rows @ d[self.inputs.rows].reshape(self.lists, self.n, -1)
        if self.biases.count:
            y += w[self.biases.rows]
        d[self.out.rows] = y.reshape(self.lists * self.m, -1)

    def backward(self, d, w, g, gw, _):
        grad = g[self.out.rows].reshape(self.lists, self.m, -1)
        x = d[self.inputs.rows].reshape(self.lists, self.n, -1)
        # List by list: for small products BLAS starts no threads, which would wait for each other.
        shares = (grad @ x.transpose(0, 2, 1)).sum(axis=0)
        self.weights.add(gw, shares.reshape(-1, 1))
        if self.biases.count:
            self.biases.add(gw, grad.sum(axis=(0, 2))[:, None])
        if self.wanted:
            rows = w[self.weights.rows].reshape(self.m, self.n)
            self.inputs.add(g, (rows.T @ grad).reshape(self.lists * self.n, -1))


class Each:
    """The same operation of one or two parents, on many rows."""

    @staticmethod
    def operands(parts):
        return [p for value in parts[0] for p in value.parents]

    def __init__(self, parts, row, weights, wanted):
        [values] = parts
        columns = list(zip(*[value.parents for value in values]))
        op = operation_of(values[0])
        self.rule, self.steep = rule_of_tables(op), may_be_steep(op)
        self.parents = [Place([row[p] for p in column]) for column in columns]
        self.wanted = [any(p in wanted for p in column) for column in columns]
        self.out = Place([row[value] for value in values])

    def forward(self, d, w):
        arms = [d[parent.rows] for parent in self.parents]
        d[self.out.rows], slopes = self.rule(*arms)
        if self.steep and not all(map(finite, slopes)):
            raise OverflowError
        return slopes

    def backward(self, d, w, g, gw, slopes):
        grad = g[self.out.rows]
        for parent, wanted, slope in zip(self.parents, self.wanted, slopes):
            if wanted:
                parent.add(g, slope * grad)


class Many:
    """The same operation of many parents: their tables lie on a pile."""

    operands = Each.operands

    def __init__(self, parts, row, weights, wanted):
        [values] = parts
        op = operation_of(values[0])
        self.shape = len(values[0].parents), len(values), -1
        self.rule = SUMS.get(op) if is_built_in(op) else row_by_row(op)
        if op == "weighted":
            self.rule = weighted(np.array([value.local_grads for value in values]))
        self.parents = Place(
            [row[p] for column in zip(*[v.parents for v in values]) for p in column]
        )
        self.out = Place([row[value] for value in values])

    def forward(self, d, w):
        pile = d[self.parents.rows].reshape(self.shape)
        d[self.out.rows], slopes = self.rule(pile)
        return slopes

    def backward(self, d, w, g, gw, slopes):
        shares = np.broadcast_to(
            slopes * g[self.out.rows], (*self.shape[:2], g.shape[1])
        )
        self.parents.add(g, shares.reshape(self.parents.count, -1))


class Shares:
    """Softmaxes of as many values each: all shares of one together."""

    @staticmethod
    def operands(parts):
        return [p for softmax in parts for p in softmax[0].parents]

    def __init__(self, parts, row, weights, wanted):
        parents = self.operands(parts)
        self.shape = len(parts), len(parts[0]), -1
        self.parents = Place([row[p] for p in parents])
        self.out = Place([row[value] for softmax in parts for value in softmax])
        self.wanted = any(p in wanted for p in parents)

    def forward(self, d, w):
        z = d[self.parents.rows].reshape(self.shape)
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        shares = powers / powers.sum(axis=1, keepdims=True)
        d[self.out.rows] = shares.reshape(self.parents.count, -1)
        return shares

    def backward(self, d, w, g, gw, shares):
        if self.wanted:
            grad = g[self.out.rows].reshape(self.shape)
            grad = shares * (grad - (shares * grad).sum(axis=1, keepdims=True))
            self.parents.add(g, grad.reshape(self.parents.count, -1))


# The table of operations, for tables of numbers: the number, and a slope for each parent.


def relu(a):
    return np.maximum(a, 0.0), (a > 0.0,)


def tanh(a):
    e = np.exp(-2.0 * np.abs(a))
    return np.tanh(a), (4.0 * e / ((1.0 + e) * (1.0 + e)),)


def sigmoid(a):
    e = np.exp(-np.abs(a))
    return np.where(a >= 0.0, 1.0, e) / (1.0 + e), (e / (1.0 + e) ** 2,)


def softplus(a):
    return np.maximum(a, 0.0) + np.log1p(np.exp(-np.abs(a))), (sigmoid(a)[0],)


def tan(a):
    y = np.tan(a)
    return y, (1.0 + y * y,)


RULES = {
    "+": lambda a, b: (a + b, (1.0, 1.0)),
    "-": lambda a, b: (a - b, (1.0, -1.0)),
    "*": lambda a, b: (a * b, (b, a)),
    "/": lambda a, b: (a / b, (1.0 / b, -a / b / b)),
    "neg": lambda a: (-a, (-1.0,)),
    "exp": lambda a: ((y := np.exp(a)), (y,)),
    "log": lambda a: (np.log(a), (1.0 / a,)),
    "sqrt": lambda a: ((y := np.sqrt(a)), (0.5 / y,)),
    "sin": lambda a: (np.sin(a), (np.cos(a),)),
    "cos": lambda a: (np.cos(a), (-np.sin(a),)),
    "tan": tan, "tanh": tanh, "sigmoid": sigmoid, "softplus": softplus, "relu": relu,
    "leaky_relu": lambda a: (np.where(a > 0.0, a, 0.01 * a), (np.where(a > 0.0, 1.0, 0.01),)),
    "absolute": lambda a: (np.abs(a), (np.sign(a),)),
    "log1p": lambda a: (np.log1p(a), (1.0 / (1.0 + a),)),
    "expm1": lambda a: (np.expm1(a), (np.exp(a),)),
}  # fmt: skip


def rule_of_tables(op):
    """The rule of an operation of one or two parents; row by row where there is no other."""
    if is_built_in(op) and op in RULES:
        return RULES[op]
    if op.numbers and op is power_by(op.numbers[0]):
        exponent, less = op.numbers
        if exponent not in (0.0, 1.0):
            return lambda a: (a**exponent, (exponent * a**less,))
    if op.startswith("clamp["):
        low, high = op.rule(-math.inf), op.rule(math.inf)
        if op is clamp_between(low, high):
            return lambda a: (np.clip(a, low, high), ((low < a) & (a < high),))
    if op.startswith("is[") and op is is_number(k := int(op[3:-1])):
        return lambda a: (a == k, (np.zeros_like(a),))
    by_rows = row_by_row(op)
    return lambda *arms: by_rows(np.array(np.broadcast_arrays(*arms)))


# Of many parents: of a pile of tables.


def halves(a):
    n = len(a) // 2
    return a[:n], a[n : 2 * n]


def dot(a):
    xs, ys = halves(a)
    return (xs * ys).sum(axis=0), np.concatenate([ys, xs])


def affine(a):
    ws, xs = halves(a)
    return (ws * xs).sum(axis=0) + a[-1], np.concatenate([xs, ws, np.ones_like(a[-1:])])


def logsumexp(a):
    powers = np.exp(a - (largest := a.max(axis=0)))
    summed = powers.sum(axis=0)
    return np.log(summed) + largest, powers / summed


def extreme(best, a):
    ties = a == best
    return best, ties / ties.sum(axis=0)


def weighted(slopes):
    slopes = slopes.T[:, :, None]
    return lambda a: ((slopes * a).sum(axis=0), slopes)


SUMS = {
    "total": lambda a: (a.sum(axis=0), 1.0),
    "mean": lambda a: (a.mean(axis=0), 1.0 / len(a)),
    "dot": dot, "affine": affine, "weighted": None, "logsumexp": logsumexp,
    "maximum": lambda a: extreme(a.max(axis=0), a),
    "minimum": lambda a: extreme(a.min(axis=0), a),
}  # fmt: skip


def row_by_row(op):
    """By the rules for single numbers, as the operation has them."""

    def one(*numbers):
        y = op.rule(*numbers)
        slope = op.slope(*numbers, y)
        slopes = slope if isinstance(slope, tuple) else (slope,)
        return [*map(real_float, (y, *slopes))]

    def rule(pile):
        columns = pile.reshape(len(pile), -1).T.tolist()
        found = np.array([one(*numbers) for numbers in columns])
        y, *slopes = found.T.reshape(-1, *pile.shape[1:])
        return y, np.array(slopes)

    return rule
