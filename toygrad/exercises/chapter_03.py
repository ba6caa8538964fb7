"""The answers to the exercises of chapter 3."""

from .exercise import PLACES, Exercise, Mistake

EXERCISES = {
    "3.1": Exercise(
        1,
        "1: one edge is left, so one share arrives where two should add up to 2.",
        Mistake(
            2, "that is the truth, and the tuple finds it; a set keeps one edge.", 6
        ),
        Mistake(0, "one edge is left, and it carries a share of 1."),
        Mistake(5, "that is the data of a; a gradient comes along the edges."),
    ),
    "3.2": Exercise(
        [2, 4, 1, 3],
        "2, 4, 1, 3: the left operand is asked first, then the right one does it.",
        Mistake([4, 2, 1, 3], "Python asks the left operand first, and that is the 3."),
        Mistake(
            [2, 1, 4, 3], "the leaf is made inside `__rsub__`; it is called before."
        ),
        Mistake([1, 2, 4, 3], "nobody makes a leaf before the 3 was asked."),
        Mistake([3, 1, 4, 2], PLACES),
    ),
    "3.3": Exercise(
        5,
        "5: a, b, a + b, a + b once more, and the product.",
        Mistake(4, "a + b is written twice, so it is computed twice: two values."),
        Mistake(3, "those are the computed ones; the leaves are values, too."),
        Mistake(7, "a and b are used twice, but each is one value."),
        Mistake(6, "that is the number of edges; count the values."),
    ),
    "3.4": Exercise(
        10,
        "10: 5 comes along each of the two edges into y, with either program.",
        Mistake(5, "that is what one edge brings; s is used twice, and shares add.", 6),
        Mistake(25, "that is y itself; the slope says how y moves."),
        Mistake(4, "that is 2·a; the inner sum is 5."),
        Mistake(20, "a nudge of a moves s once, not twice."),
        measured=True,
    ),
    "3.5": Exercise(
        0,
        "0: the branch that ran made a new leaf, and no edge leads to x.",
        Mistake(4, "that is the slope of x²; at 2 another branch ran."),
        Mistake(2, "that is the data of x; look for an edge from x to the result."),
        Mistake(1, "the result is a leaf of its own, it does not pass on its 1 to x."),
    ),
}
