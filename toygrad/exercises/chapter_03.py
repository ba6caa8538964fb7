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
        [1, 6],
        "1 and 6: the product is made first, and it is the second parent of z.",
        Mistake([-1, 6], "z is 7 − 6; `self` is on the left, so it comes first."),
        Mistake([1, 7], "that is the first parent; the places are counted from 0."),
        Mistake(
            [-1, 7],
            "`self` is on the left: take `other` from it, and keep it first.",
        ),
        Mistake([15, 3], "Python multiplies first: 7 − (2 · 3)."),
        Mistake([1, 3], "3 is a parent of the product; the product is a parent of z."),
    ),
    "3.3": Exercise(
        [2, 4, 1, 3],
        "2, 4, 1, 3: the 3 on the left is asked first, then x on the right does it.",
        Mistake(
            [4, 2, 1, 3],
            "Python asks what stands on the left first, and that is the 3.",
        ),
        Mistake(
            [2, 1, 4, 3],
            "the leaf is made inside `__rsub__`; it is called before.",
        ),
        Mistake([1, 2, 4, 3], "nobody makes a leaf before the 3 was asked."),
        Mistake([3, 1, 4, 2], PLACES),
    ),
    "3.4": Exercise(
        [5, 6],
        "5 values, a, b, a + b, a + b once more, and the product; 6 edges, two into "
        "each of the three computed ones.",
        Mistake([4, 4], "a + b is written twice, so it is computed twice: two values."),
        Mistake([4, 6], "a + b is written twice, so it is computed twice: two values."),
        Mistake([3, 6], "those are the computed ones; the leaves are values, too."),
        Mistake([7, 6], "a and b are used twice, but each is one value."),
        Mistake([6, 5], "the values come first, then the edges."),
        Mistake([5, 4], "the product has two parents as well: count its edges, too."),
        Mistake(
            [5, 5],
            "each computed value has two parents, so two edges lead into it.",
        ),
    ),
    "3.5": Exercise(
        17,
        "17: the formula is a · a − (a + b), and 25 − 8 is 17.",
        Mistake(-17, "p is the first parent, and q is taken from it."),
        Mistake(2, "p remembers *, so it is 5 · 5; that was 5 + 5."),
        Mistake(-3, "a stands twice among the parents of p: it is 5 · 5."),
        Mistake(10, "q remembers +, so it is 5 + 3; that was 5 · 3."),
        Mistake(33, "y remembers −; that was 25 + 8."),
        Mistake(23, "q is one value, 5 + 3, and all of it is taken from p."),
    ),
    "3.6": Exercise(
        [4, 2],
        "4 and 2: beside 2 the nudges find x · x, at 2 the branch is x + x, and it "
        "has two edges with ×1.",
        Mistake([4, 4], "the backward pass knows only the branch that ran: x + x."),
        Mistake([2, 2], "at 2.01 and 1.99 the other branch runs: x · x."),
        Mistake([4, 0], "x + x makes no new leaf: two edges lead from x to it."),
        Mistake([4, 1], "x + x uses x twice, and where uses meet, shares add.", 6),
        Mistake([2, 4], "the nudges come first, then the backward pass."),
        measured=True,
    ),
    "3.7": Exercise(
        [18, 1],
        "18 and 1: the last r is the result, so it has 1; `start` is the first "
        "object, 3 · 2 · 3 away from it.",
        Mistake([1, 1], "`start` names the first object still; only r moved on.", 16),
        Mistake([0, 1], "the result remembers its parents, whatever they are called."),
        Mistake([9, 1], "r · r uses its parent twice: 3 and 3 arrive there.", 6),
        Mistake([6, 1], "from the 3 it goes on to the 1, along an edge with ×3."),
        Mistake([18, 18], "r names the result by now, and the walk starts there."),
        Mistake([18, 6], "r names the result by now, not the 3 in the middle."),
        Mistake([18, 0], "r names the result, where the walk starts with 1."),
        Mistake(
            [18, 9],
            "9 is the data of r; its gradient is what the walk starts with.",
        ),
    ),
}
