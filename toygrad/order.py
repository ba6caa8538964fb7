"""The one walk back through a graph, for the engine and for all that look at it.

With this file you can

* list what stands behind a result, parents first: ``topological_order(y)``.

``backward()`` asks ``walk``, which stops where nothing flows back.
"""

from .refusals import check_value

__all__ = ["topological_order"]


def topological_order(result):
    """The computed values behind `result`, each after all its parents.

        >>> from toygrad import Value
        >>> a = Value(1.0)
        >>> b = a + a
        >>> c = a + b
        >>> topological_order(c) == [b, c]
        True

    `result` comes last.  Leaves have nothing to send and are left out,
    so a leaf's own order is empty.  Told in chapters 4 and 5.
    """
    check_value("topological_order", result, "topological_order(loss)")
    return walk(result, also_dead=True)[1]


def walk(result, also_dead=False, stop=()):
    """(ends, order, all) of the way back from `result`, up to the values in `stop`.

    The ends have nothing to send: leaves, and dead values such as a relu
    that is 0.  The order holds all others, each after its parents.  With
    `also_dead` the way goes on behind dead values, and only leaves are
    ends.  An explicit stack stands where recursion would stop at about
    1000 values: under a None lies a value whose parents lie above it.
    """
    ends, order, seen, stack = [], [], set(stop), [result]
    while stack:
        value = stack.pop()
        if value is None:
            order.append(stack.pop())
        elif value not in seen:
            seen.add(value)
            if not (value.local_grads or also_dead and value.parents):
                ends.append(value)
            elif seen.issuperset(value.parents):  # all of them are done
                order.append(value)
            else:
                stack += value, None
                stack += value.parents[::-1]
    return ends, order, seen


def behind(ends, seen):
    """The ends, and what only they were computed from; `seen` grows by it.

    Nothing arrives there, so any order will do, and sets are quick.
    """
    found, new = list(ends), ends
    while new:
        new = set().union(*[value.parents for value in new]) - seen
        seen |= new
        found += new
    return found


def reached(leaves, order):
    """The leaves, and the values of `order` that a nudge of one of them may reach."""
    found = set(leaves)
    for value in order:
        if not found.isdisjoint(value.parents):
            found.add(value)
    return found
