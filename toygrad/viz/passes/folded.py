"""The backward pass over a network as plain data, one box for each neuron.

``FoldedBackward(graph, fold_graph(graph, "neuron")).record()`` is a `Pass`
with every neuron folded into one box, but for those that were opened.  The
shares inside a folded neuron are multiplied all the same; they are told as a
sum, box by box.  Told in chapter 8.
"""

from dataclasses import replace

from ...paths import local_grads
from ..graph.groups import parameters_of, sum_of
from ..words import label_text, listing, move, number, signed
from .backward import Backward

__all__ = ["FoldedBackward"]

MOST_SHARES = 4  # that a caption tells one by one


class FoldedBackward(Backward):
    """The same walk with fewer boxes: groups in place of values."""

    def __init__(self, graph, groups):
        self.groups = {group.outputs[0]: group for group in groups}
        graph = graph.rename({out: group.name for out, group in self.groups.items()})
        super().__init__(graph, {out: g.inputs for out, g in self.groups.items()})

    def finish(self, **more):
        return super().finish(insides=self.insides(), **more)

    def is_closed(self, value):
        return bool(self.groups[value].folded)

    def box(self, value):
        box, group = super().box(value), self.groups[value]
        if not self.is_closed(value):
            return replace(box, title=group.title)
        return replace(box, title=group.title, parameter=True, weights=group.weights)

    def symbols(self, value):
        if self.is_closed(value) or len(self.inputs[value]) < len(value.parents):
            return [""] * len(self.inputs[value])
        return super().symbols(value)

    def describe_value(self, value):
        if not self.is_closed(value):
            return super().describe_value(value)
        group = self.groups[value]
        are = "value is" if group.folded == 1 else "values are"
        return (
            f"{group.title} = {number(value.data)}. "
            f"{group.folded} more {are} folded inside."
        )

    def describe_reuse(self, value, seen):
        return ()

    def slopes_in_formulas(self, value):
        return ()

    def backward(self):
        """Box by box; edge by edge only where a neuron was opened."""
        self.start_backward()
        for value in self.senders():
            if not self.is_sent_at_once(value):
                for k in range(len(self.inputs[value])):
                    self.send(value, k)
            elif self.inputs[value]:
                self.send_all(value)

    def is_sent_at_once(self, value):
        return not self.groups[value].opened

    def send_all(self, value):
        """All shares of one box, in one frame."""
        parents, grad = self.parents(value), self.grads[value]
        shares = [self.arrive(value, k) for k in range(len(parents))]
        pairs = zip(self.locals(value), shares)
        moves = [move(grad, local, share) for local, share in pairs]
        caption = (
            f"At {self.names[value]}: {number(grad)}. "
            f"{self.shares_in_words(parents, shares)}. {self.describe_finished(parents)}"
        )
        self.add(
            "backward", self.shares_sent(), caption.strip(), value,
            [(value, k) for k in range(len(parents))], moves,
            sums=self.sums(dict.fromkeys(parents)),
        )  # fmt: skip

    def shares_in_words(self, parents, shares):
        """ "Shares 2 to a and 4 to b", or how many they are."""
        if len(shares) > MOST_SHARES:
            return f"{len(shares)} shares go to its parents"
        ways = [
            f"{number(share)} to {self.called[parent]}"
            for parent, share in zip(parents, shares)
        ]
        return f"Share{'s' * (len(shares) > 1)} {listing(ways)}"

    def describe_finished(self, parents):
        """The parents whose last share has arrived, each with its sum."""
        done = [
            p for p in dict.fromkeys(parents) if self.count_landed(p) == self.uses[p]
        ]
        sums = [f"{self.called[p]}.grad = {self.sum_in_words(p)}." for p in done]
        return " ".join(sums[:MOST_SHARES])

    def insides(self):
        """For each closed neuron its place, its own gradient, and its parameters."""
        return tuple(
            (self.place[value], self.own_gradient(value), tuple(self.inside(value)))
            for value in self.values
            if self.is_closed(value)
        )

    def slope_of_sum(self, value):
        """The gradient that reaches the weighted sum inside a neuron."""
        if sum_of(value) is value:
            return self.grads[value]
        return local_grads(value)[0] * self.grads[value]

    def own_gradient(self, value):
        """That gradient in words: the neuron's times the slope of its activation."""
        grad = number(self.slope_of_sum(value))
        if sum_of(value) is value:
            return f"w·x + b has the gradient {grad}."
        activated, slope = self.grads[value], signed(number(local_grads(value)[0]))
        return f"w·x + b has the gradient {number(activated)}·{slope} = {grad}."

    def inside(self, value):
        """Rows of texts: parameter, data, what it is multiplied by, share."""
        summed, grad = sum_of(value), self.slope_of_sum(value)
        count = len(parameters_of(summed)) - 1
        slopes = local_grads(summed)
        slopes = (*slopes[:count], slopes[-1])
        for parameter, local in zip(parameters_of(summed), slopes):
            factor = signed(number(local))
            yield (
                label_text(parameter.label) or "parameter",
                number(parameter.data),
                number(local),
                f"{number(grad)}·{factor} = {number(local * grad)}",
            )
