"""Numbers in lists and dicts: what a function takes, and what it gives.

``grad``, ``jvp`` and ``trace`` take a function of numbers that may stand in
lists, tuples and dicts, and give back the same lists, tuples and dicts.
"""

__all__ = ["flat", "form", "map_numbers"]


def map_numbers(function, numbers, *others):
    """`numbers` with `function` of each of them, in the same lists and dicts.

    The numbers of `others`, which have the same form, are handed on with them.
    """
    if isinstance(numbers, dict):
        return {
            name: map_numbers(function, number, *[other[name] for other in others])
            for name, number in numbers.items()
        }
    if isinstance(numbers, (list, tuple)):
        kind = getattr(numbers, "_make", type(numbers))  # a named tuple has its own
        return kind([map_numbers(function, *each) for each in zip(numbers, *others)])
    return function(numbers, *others)


def flat(*numbers):
    """The numbers in lists and dicts, one after the other; of several, the last's.

    All have the same form, and the first gives the order of the names.
    """
    found = []
    map_numbers(lambda *each: found.append(each[-1]), *numbers)
    return found


def form(numbers):
    """The same lists and dicts, whatever the numbers in them."""
    return map_numbers(lambda number: 0.0, numbers)
