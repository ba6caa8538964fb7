"""A graph seen from one of its values: the paths in front of it, and those behind.

With this file you can

* tell the two parts apart: ``sides = Sides(Snapshot(y), s)``,
* say in words what they are: ``sides.words``.

All paths through a value share what comes after it: the bracket of chapter 4.
"""

from ...paths import explain, in_digits
from ...refusals import cut, short
from ...value import Value
from ..words import number, signed

__all__ = ["Sides"]

MOST_LISTED = 6  # paths; more are counted


class Sides:
    """The edges of `graph`, a Snapshot, on the paths through `value`.

        >>> from toygrad.viz.snapshot import Snapshot
        >>> a = Value(2.0, "a")
        >>> u = a * 3.0
        >>> u.label = "u"
        >>> sides = Sides(Snapshot(u * u), u)
        >>> sides.before, sides.after
        ([0, 1], [2, 3])

    before  the places of the edges on paths that lead to the value
    after   of those from it to the result: the bracket
    paths   all of the bracket, as ``explain`` finds them
    words   the same in two or three sentences

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
        self.paths = explain(graph.result, value, limit=0)

    @property
    def words(self):
        name, result = (self.graph.names[v] for v in (self.value, self.graph.result))
        said = [f"Thick and orange: the bracket, {self.bracket(name, result)}."]
        if self.before:
            said.append("Thin and blue: what stands in front of it.")
        if len(self.before) + len(self.after) < len(self.graph.edges):
            said.append(f"Grey: what does not go through {name}.")
        return " ".join(said)

    def bracket(self, name, result):
        total = number(self.paths.slope)
        if not self.after:
            return f"which is 1, since {name} is the result itself"
        listed = explain(self.graph.result, self.value, limit=MOST_LISTED).listed
        if not listed:
            many = in_digits(self.paths.count)
            return f"{total}, the sum over the {many} paths from {name} to {result}"
        factors = [number(factor) for path in listed for factor in path.factors]
        texts = iter([factors[0], *map(signed, factors[1:])])
        products = ["·".join(next(texts) for _ in path.factors) for path in listed]
        if len(listed) == 1:
            equal = "" if products[0] == total else f"{products[0]} = "
            return f"{equal}{total}, the one path from {name} to {result}"
        many = f"{len(listed)} paths from {name} to {result}"
        return f"{' + '.join(products)} = {total}, a product for each of the {many}"

    def of_edge(self, place):
        """Where the edge stands, in words; "" where it goes around the value."""
        if place in self.after:
            return "in the bracket"
        return "in front of it" if place in self.before else ""


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
