"""The backward pass over a network as plain data, one box for each neuron.

``FoldedBackward(graph, fold_graph(graph, "neuron")).record()`` is a `Pass`
with every neuron folded into one box, but for those that were opened.  The
shares inside a folded neuron are multiplied all the same; they are told as a
sum, box by box.  Told in chapter 8.
"""

from dataclasses import replace

from ...paths import local_grads
from ..graph.groups import parameters_of, sum_of, weights_of, write_sum
from ..words import label_text, number, signed
from .backward import Backward

__all__ = ["FoldedBackward"]


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

    def is_sent_at_once(self, value):
        return not self.groups[value].opened or super().is_sent_at_once(value)

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
        summed = sum_of(value)
        what = write_sum(summed)
        if summed is value:
            return f"{what} has the gradient {grad}."
        activated, slope = self.grads[value], signed(number(local_grads(value)[0]))
        return f"{what} has the gradient {number(activated)}·{slope} = {grad}."

    def inside(self, value):
        """Rows of texts: parameter, data, what it is multiplied by, share."""
        summed, grad = sum_of(value), self.slope_of_sum(value)
        count, slopes = len(weights_of(summed)), local_grads(summed)
        slopes = (*slopes[:count], slopes[-1])
        for parameter, local in zip(parameters_of(summed), slopes):
            factor = signed(number(local))
            yield (
                label_text(parameter.label) or "parameter",
                number(parameter.data),
                number(local),
                f"{number(grad)}·{factor} = {number(local * grad)}",
            )
