"""A pass over a network as plain data, one box for each neuron.

With this file you can record ``folded_pass(loss)``: the backward pass
with every neuron folded into one box, or with some of them open,
``folded_pass(loss, opened=["layer0[1]"])``.  The shares inside a folded
neuron are multiplied all the same; they are told as a sum, box by box.
Told in chapter 8.
"""

from dataclasses import replace

from .groups import grouped, parameters_of, sum_of
from .passes import Backward
from .steps import Box, check_value
from .words import label_text, listing, local_grads_of, number, product, signed

__all__ = ["FoldedBackward", "folded_pass"]

MOST_SHARES = 4  # that a caption tells one by one


def folded_pass(result, opened=()):
    """The forward and the backward pass behind `result`, neuron by neuron.

        >>> from toygrad import Value, nn
        >>> model = nn.MLP(2, [3, 1])
        >>> loss = (model([Value(1.0, "x"), Value(2.0, "y")])[0] - 1.0) ** 2
        >>> len(folded_pass(loss).boxes)
        9

    `opened` names neurons that stay unfolded.  Raises as `backward_pass`,
    and ValueError for a name that no neuron has.
    """
    check_value(result, "show_backward")
    return FoldedBackward(result, grouped(result, "neuron", opened)).record()


class FoldedBackward(Backward):
    """The same walk with fewer boxes: groups in place of values."""

    def __init__(self, result, groups):
        super().__init__(result)
        self.groups = {group.outputs[0]: group for group in groups}
        self.order = [value for value in self.order if value in self.groups]
        self.names |= {value: group.name for value, group in self.groups.items()}
        self.cast({value: group.inputs for value, group in self.groups.items()})

    def recorded(self, uses=None, grads=()):
        return replace(super().recorded(uses, grads), insides=self.insides())

    def closed(self, value):
        return bool(self.groups[value].folded)

    def box(self, value):
        group = self.groups[value]
        weights = group.weights if self.closed(value) else ()
        double = self.closed(value) or super().box(value).parameter
        data = f"data {number(value.data)}"
        return Box(group.title, data, double, weights, self.tip(value))

    def symbols(self, value):
        if self.closed(value) or len(self.inputs[value]) < len(value.parents):
            return [""] * len(self.inputs[value])
        return super().symbols(value)

    def computed(self, value):
        if not self.closed(value):
            return super().computed(value)
        group = self.groups[value]
        stand = "value stands" if group.folded == 1 else "values stand"
        return (
            f"{group.title} = {number(value.data)}. "
            f"{group.folded} more {stand} folded inside."
        )

    def used_again(self, value, seen):
        return ()

    def slopes_in_formulas(self, value):
        return ()

    def backward(self):
        """Box by box; edge by edge only where a neuron was opened."""
        self.start_backward()
        for value in self.senders():
            if self.groups[value].opened:
                for k in range(len(self.inputs[value])):
                    self.send(value, k)
            elif self.inputs[value]:
                self.send_all(value)

    def send_all(self, value):
        """All shares of one box, in one frame."""
        count = len(self.inputs[value])
        shares = [self.arrive(value, k) for k in range(count)]
        grad = number(self.grads[value])
        told = [
            f"{number(share)} to {self.called[parent]}"
            for parent, share in zip(self.parents(value), shares)
        ]
        what = "Share" if count == 1 else "Shares"
        many = f"{count} shares go to its parents"
        words = f"{what} {listing(told)}" if count <= MOST_SHARES else many
        moves = [
            (grad, product(self.grads[value], local), number(share))
            for local, share in zip(self.locals(value), shares)
        ]
        edges = [(value, k) for k in range(count)]
        caption = f"At {self.names[value]}: {grad}. {words}. {self.finished(value)}"
        self.add(
            "backward", self.shares_sent(), caption.strip(), value, edges, moves,
            sums=self.sums(dict.fromkeys(self.parents(value))),
        )  # fmt: skip

    def finished(self, value):
        """The parents whose last share has arrived, each with its sum."""
        parents = dict.fromkeys(self.parents(value))
        done = [p for p in parents if self.landed(p) == self.uses[p]]
        sums = [f"{self.called[p]}.grad = {self.sum_in_words(p)}." for p in done]
        return " ".join(sums[:MOST_SHARES])

    def insides(self):
        """For each closed neuron its place, its own gradient, and its parameters."""
        return tuple(
            (self.place[value], self.own_gradient(value), tuple(self.inside(value)))
            for value in self.values
            if self.closed(value)
        )

    def slope_of_sum(self, value):
        """The gradient that reaches the weighted sum inside a neuron."""
        if sum_of(value) is value:
            return self.grads[value]
        return local_grads_of(value)[0] * self.grads[value]

    def own_gradient(self, value):
        """That gradient in words: the neuron's times the slope of its activation."""
        grad = number(self.slope_of_sum(value))
        if sum_of(value) is value:
            return f"w·x + b has the gradient {grad}."
        product = (
            f"{number(self.grads[value])}·{signed(number(local_grads_of(value)[0]))}"
        )
        return f"w·x + b has the gradient {product} = {grad}."

    def inside(self, value):
        """Rows of texts: parameter, data, what it is multiplied by, share."""
        summed, grad = sum_of(value), self.slope_of_sum(value)
        count = len(parameters_of(summed)) - 1
        local_grads = local_grads_of(summed)
        for parameter, local in zip(
            parameters_of(summed), (*local_grads[:count], local_grads[-1])
        ):
            factor = signed(number(local))
            yield (
                label_text(parameter.label) or "parameter",
                number(parameter.data),
                number(local),
                f"{number(grad)}·{factor} = {number(local * grad)}",
            )
