"""Every path from one value to another, its product, and the sum.

``explain(y, x)`` is the chain rule written out: multiply along each path,
add over all of them.  There may be more paths than atoms; then it counts.
Told in chapters 2 and 4.
"""

import math
from dataclasses import dataclass

from .functions import plain_sum
from .refusals import short
from .value import Value, topological_order

__all__ = ["Path", "Paths", "explain"]


@dataclass(frozen=True)
class Path:
    """One way from the input to the result, and its contribution.

    values     from the input to the result
    factors    the local derivatives along the edges
    """

    values: tuple
    factors: tuple

    @property
    def product(self):
        return math.prod(self.factors)

    def __repr__(self):
        names = " → ".join(
            value.label or value.op or repr(value.data) for value in self.values
        )
        factors = " · ".join(f"{factor:.4g}" for factor in self.factors) or "1"
        return f"{names}:  {factors} = {self.product:.4g}"


@dataclass(frozen=True)
class Paths:
    """All paths between two values, or as many as were asked for.

    count      how many there are, an exact integer
    slope      the sum of all contributions, also of those not listed
    listed     the paths, or () where there are more than the limit
    """

    count: int
    slope: float
    listed: tuple

    def __repr__(self):
        paths = "1 path" if self.count == 1 else f"{in_digits(self.count)} paths"
        if self.count and not self.listed:
            return f"{paths}, too many to list; their sum is {self.slope:.6g}"
        return "\n".join([*map(repr, self.listed), f"{paths}, sum {self.slope:.6g}"])


def in_digits(count):
    """A count in full, or "about 10^6021" where that is too long to read."""
    if count < 10**40:
        return str(count)
    return f"about 10^{round(count.bit_length() * math.log10(2.0))}"


def explain(result, value, limit=100):
    """The slope of `result` with respect to `value`, path by path.

        >>> x = Value(3.0, "x")
        >>> s = x * x
        >>> y = s + x
        >>> s.label, y.label = "s", "y"
        >>> explain(y, x)
        x → s → y:  3 · 1 = 3
        x → s → y:  3 · 1 = 3
        x → y:  1 = 1
        3 paths, sum 7

    Above `limit` paths they are counted instead of listed.  No gradient
    is touched.  Raises TypeError for anything but values.
    """
    for thing in (result, value):
        if not isinstance(thing, Value):
            raise TypeError(
                f"explain needs two values, got {short(thing)}; write explain(y, x)"
            )
    counts, slopes = {value: 1}, {value: 1.0}
    for node in topological_order(result):
        if node is not value:
            edges = [
                (p, d) for p, d in zip(node.parents, local_grads(node)) if p in counts
            ]
            if edges:
                counts[node] = sum(counts[parent] for parent, _ in edges)
                slopes[node] = plain_sum(slopes[parent] * d for parent, d in edges)
    count = counts.get(result, 0)
    listed = listed_paths(result, value, counts) if count <= limit else ()
    return Paths(count, slopes.get(result, 0.0), tuple(listed))


def listed_paths(result, value, counts):
    """Walk from the result to `value`, along every way that leads there."""
    way, stack = [], [(0, result, 1.0)]
    while stack:
        depth, node, factor = stack.pop()
        way[depth:] = [(node, factor)]
        if node is value:
            values, factors = zip(*reversed(way))
            yield Path(values, factors[:-1])
            continue
        for parent, factor in reversed(list(zip(node.parents, local_grads(node)))):
            if parent in counts:
                stack.append((depth + 1, parent, factor))


def local_grads(node):
    """The local derivatives as floats, with the 0s that are not stored."""
    return node.local_grads or (0.0,) * len(node.parents)
