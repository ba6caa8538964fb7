"""A graph seen from one of its values: the paths in front of it, and those behind.

With this file you can

* tell the two parts apart: ``sides = Sides(Snapshot(y), s)``,
* say in words what they are: ``sides.words``,
* have that for each inner value: ``views(Snapshot(y), s)``.

All paths through a value share what comes after it: the bracket of chapter 4.
"""

from ...paths import explain, in_digits, local_grads
from ...refusals import cut, short
from ...value import Value
from ..words import listing, number, signed
from .parts import Note

__all__ = ["Sides", "hint", "views"]

MOST_LISTED = 6  # paths; more are counted
MOST_VIEWED = 24  # values of a graph in which the bracket moves


def views(graph, value):
    """The Sides of `value`, and of each other value between the leaves and the result.

    In a graph of more than 24 values it is the first alone.
    """
    first = Sides(graph, value)
    inner = [v for v in graph.values if v.parents and v not in (value, graph.result)]
    few = len(graph.values) <= MOST_VIEWED
    return [first, *(Sides(graph, other) for other in inner if few)]


class Sides:
    """The edges of `graph`, a Snapshot, on the paths through `value`.

        >>> from toygrad.viz.snapshot import Snapshot
        >>> a = Value(2.0, "a")
        >>> u = a * 3.0
        >>> u.label = "u"
        >>> sides = Sides(Snapshot(u * u), u)
        >>> sides.before, sides.after, sides.paths
        ([0, 1], [2, 3], [(2,), (3,)])

    before  the places of the edges on paths that lead to the value
    after   of those from it to the result: the bracket
    slope   what the bracket comes to: the gradient of the value
    paths   of each path of the bracket the places of its edges, in the order
            of ``explain``; none where there are more than six
    words   the bracket in a sentence

    Raises TypeError for anything but a value, ValueError for one that the
    result was not computed from.
    """

    def __init__(self, graph, value):
        check_through(graph, value)
        self.graph, self.value = graph, value
        earlier, later = {value}, {value}
        for one in reversed(graph.values):
            if one in earlier:
                earlier.update(one.parents)
        for one in graph.values:
            if not later.isdisjoint(one.parents):
                later.add(one)
        ways = list(enumerate(graph.edges))
        self.before = [k for k, (_, _, head) in ways if head in earlier]
        self.after = [k for k, (tail, _, _) in ways if tail in later]
        found = explain(graph.result, value, limit=0)
        self.count, self.slope = found.count, found.slope
        few = self.after and found.count <= MOST_LISTED
        self.paths = list(self.walk()) if few else []

    def walk(self):
        """The paths, from the result back to the value."""
        into = {}
        for place in reversed(self.after):
            tail, _, head = self.graph.edges[place]
            into.setdefault(head, []).append((tail, place))
        stack = [(self.graph.result, ())]
        while stack:
            node, way = stack.pop()
            if node is self.value:
                yield way
                continue
            stack += [(tail, (place, *way)) for tail, place in into[node]]

    # In numbers.

    def product(self, path, inside=False):
        """The factors along a path; `inside` a sum a minus in front needs brackets."""
        edges = (self.graph.edges[place] for place in path)
        first, *rest = [number(local_grads(head)[k]) for _, k, head in edges]
        return "·".join([signed(first) if inside else first, *map(signed, rest)])

    @property
    def products(self):
        return [self.product(path, k > 0) for k, path in enumerate(self.paths)]

    @property
    def sum(self):
        """The bracket as it is worked out: "1·1 + 4·1 = 5"."""
        total, text = number(self.slope), " + ".join(self.products)
        return total if text in ("", total) else f"{text} = {total}"

    @property
    def formula(self):
        """The same in parts, each product with the path that it belongs to."""
        name, total = self.graph.names[self.value], number(self.slope)
        parts = [["", f"gradient of {name} = "]]
        for k, (path, text) in enumerate(zip(self.paths, self.products)):
            parts += [["", " + "]] * (k > 0) + [[f"path{k}", text, self.told(path)]]
        if self.products == [total]:
            return parts
        return [*parts, ["", f" = {total}" if self.paths else total]]

    def told(self, path):
        """A path by its names, and what it contributes."""
        ends = [self.value, *(self.graph.edges[place][2] for place in path)]
        names = " → ".join(self.graph.names[value] for value in ends)
        product = 1.0
        for place in path:
            _, k, head = self.graph.edges[place]
            product *= local_grads(head)[k]
        text, equal = self.product(path), number(product)
        return f"{names}: {text}" + ("" if text == equal else f" = {equal}")

    def note(self, value):
        """What stands in a box: the bracket, or its multiple in front of it."""
        total = number(self.slope)
        if value is self.value:
            return Note("complete", f"bracket = {total}")
        if all(value is not self.graph.edges[place][0] for place in self.before):
            return Note("none")
        here = explain(self.value, value, limit=0)
        whole = explain(self.graph.result, value, limit=0).count
        # Of a value with paths around the bracket it is not the whole gradient.
        goes_around = whole > here.count * self.count
        ends = " + …" if goes_around else f" = {number(here.slope * self.slope)}"
        return Note("partial", f"{number(here.slope)} · {signed(total)}{ends}")

    # In words.

    @property
    def caption(self):
        name, result = (self.graph.names[v] for v in (self.value, self.graph.result))
        if not self.after:
            return (
                f"{name} is the result itself: no path leads on, and its bracket is 1."
            )
        if not self.paths:
            many = in_digits(self.count)
            return (
                f"The bracket is the sum over the {many} paths from {name} to {result}."
            )
        if len(self.paths) == 1:
            return (
                f"The bracket has one product: one path leads from {name} to {result}."
            )
        many = f"{len(self.paths)} paths from {name} to {result}"
        return f"The bracket has a product for each of the {many}."

    @property
    def words(self):
        return f"The bracket of {self.graph.names[self.value]} is framed: {self.sum}."

    def of_edge(self, place):
        """Where the edge stands, in words; "" where it goes around the value."""
        if place in self.after:
            return "in the bracket"
        return "in front of it" if place in self.before else ""


def hint(sides, others):
    """What can be done here."""
    point = "Point at a product: its path lights up. " if len(sides.paths) > 1 else ""
    names = [sides.graph.names[other.value] for other in others]
    if not names:
        return point.strip()
    which = listing(names) if len(names) < 4 else "another inner box"
    return f"{point}Choose {which.replace(' and ', ' or ')}: the bracket moves there."


def check_through(graph, value):
    name = graph.names[graph.result]
    if not isinstance(value, Value):
        raise TypeError(
            f"through needs a value of the graph, got {short(value)}; "
            "write draw_graph(L, through=u), with u itself"
        )
    if value not in graph.names:
        raise ValueError(
            f"through needs a value that {name} was computed from, got "
            f"{cut(value.label or number(value.data))}; write one that draw_graph shows"
        )
