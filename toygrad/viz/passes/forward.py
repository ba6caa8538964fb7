"""The forward pass as plain data: the graph grows, value by value.

``Forward(Snapshot(y)).record()`` is a `Pass`; ``show_forward`` plays it.
Told in chapter 3.
"""

from ..words import formula_in_numbers, listing, number
from .recorder import Recorder

__all__ = ["Forward", "count_uses"]

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Forward(Recorder):
    """Records forward, value by value."""

    use = "uses"  # what an edge that leaves a value is to it

    def record(self):
        self.forward()
        return self.finish()

    def brought_in_words(self):
        return ""

    def forward(self):
        self.stage -= len(self.order)
        self.add("forward", "", f"{self.leaves_in_words()}.{self.brought_in_words()}")
        seen = dict.fromkeys(self.values, 0)
        for count, value in enumerate(self.order, start=1):
            self.stage += 1
            caption = " ".join(
                [self.describe_value(value), *self.describe_reuse(value, seen)]
            )
            parents = self.parents(value)
            edges = [(value, k) for k in range(len(parents))]
            counter = f"value {count} of {len(self.order)}"
            moves = [(number(parent.data), "", "") for parent in parents]
            slopes = self.slopes_in_formulas(value)
            self.add("forward", counter, caption, value, edges, moves, slopes)

    def describe_value(self, value):
        local_grads = listing(list(map(number, self.locals(value))))
        made = (
            self.graph.formula(value), formula_in_numbers(value), number(value.data)
        )  # fmt: skip
        edges = "edges keep" if len(self.inputs[value]) > 1 else "edge keeps"
        return (
            f"{self.names[value]} = {' = '.join(dict.fromkeys(made))}. "
            f"The {edges} {local_grads}."
        )

    def describe_reuse(self, value, seen):
        """The sentence that announces a second slot, a third, ..."""
        return count_uses(self.parents(value), seen, self.names, self.use)

    def slopes_in_formulas(self, value):
        """∂p/∂a = b = −3 for each edge of p = a·b, where that is short and true.

        Where a parent reaches the value another way, too, ∂p/∂a is more
        than this one edge; then the edge alone says what it keeps.
        """
        parents = self.parents(value)
        if len(parents) > 3:
            return
        comma = False
        named = zip(parents, self.symbols(value), map(number, self.locals(value)))
        for k, (parent, symbol, local) in enumerate(named):
            if (parent.parents or parent.label) and self.direct(value, parent):
                if comma:
                    yield "", ",  "
                yield f"local{k}", self.names[value], self.names[parent]
                yield "", f" = {symbol} = " if symbol else " = "
                yield f"local{k}", local
                comma = True


def count_uses(parents, seen, names, use):
    """A sentence for each of `parents` that is used more than once by now.

    `seen` counts the uses so far, and goes on counting.
    """
    for parent in dict.fromkeys(parents):
        first = seen[parent] == 0
        seen[parent] += parents.count(parent)
        if seen[parent] < 2:
            continue
        count = COUNTS[seen[parent]] if seen[parent] < 10 else seen[parent]
        again = " is used again:" if not first and seen[parent] == 2 else " has"
        yield f"{names[parent]}{again} {count} {use}."
