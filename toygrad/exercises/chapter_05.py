"""The answers to the exercises of chapter 5."""

from .exercise import PLACES, Exercise, Mistake

EXERCISES = {
    "5.1": Exercise(
        2,
        "2: the reflected method gets x first, so it computes 4 / 2.",
        Mistake(0.5, "that is the right quotient; the method is given x first."),
        Mistake(0.25, "that is 1 / x; which two numbers are divided?"),
        Mistake(8, "that is the product; which two numbers are divided?"),
    ),
    "5.2": Exercise(
        0.125,
        "0.125 = 1 / (2·4): the slope needs √16, which is 4.",
        Mistake(4, "that is the number, √16; the local derivative is its slope."),
        Mistake(0.03125, "that is 1 / (2·a); the slope uses the result √a, not a."),
        Mistake(0.25, "that is 1 / √a; a factor 1/2 is missing."),
        Mistake(0.0625, "that is 1 / a; the slope uses the result √a, not a."),
        Mistake(2, "that is √a / 2; the root stands below the line."),
        Mistake(0, "a square root is no constant: ask a nudge of a.", 17),
        measured=True,
    ),
    "5.3": Exercise(
        2,
        "2 = 1 + 0.5 + 0.25 + ...: the last x counts 1, each one before it half as "
        "much.",
        Mistake(1, "that is the last use alone; each round uses x once more.", 6),
        Mistake(10000, "on its way to the end an early share is halved each time."),
        Mistake(0, "the first x is halved to nothing; the last one is not."),
        Mistake(0.5, "that is what one round does to y; x is used in each round."),
        Mistake(
            "RecursionError", "`by_stack` does not call itself; it finds the order."
        ),
    ),
    "5.4": Exercise(
        [2, 3, 4, 5, 1],
        "2, 3, 4, 5, 1: the order, the fresh start, the 1, then value by value.",
        Mistake(
            [2, 4, 3, 5, 1],
            "the result is a computed value: line 3 would wipe out its 1.",
        ),
        Mistake([3, 2, 4, 5, 1], "line 3 needs to know which values were computed."),
        Mistake(
            [2, 4, 5, 1, 3],
            "the leaves come out right, but the gradients in the middle are wiped out "
            "before anybody reads them.",
        ),
        Mistake([2, 3, 5, 1, 4], "the 1 comes too late: all shares are 0.", 13),
        Mistake([2, 3, 4, 1, 5], "line 1 speaks of the value that line 5 takes."),
        Mistake([5, 1, 2, 3, 4], PLACES),
    ),
    "5.5": Exercise(
        12,
        "12: 3 for =, 3 for no reversed, 4 for no start, 1 each for the other two.",
        Mistake(20, "a break shows itself on some graphs only: try the chain."),
        Mistake(
            8,
            "those are the cells that come out right, or the wrong ones without no "
            "start, which fails on all four graphs.",
        ),
        Mistake(
            10,
            "two cells are missing: = fails at a · a, too, which brings two shares; "
            "no reset and no seen fail on one graph each.",
            7,
        ),
        Mistake(
            9,
            "three cells are missing: = fails on the three graphs that use a more "
            "than once, and no reversed on three as well.",
            6,
        ),
        Mistake(
            11,
            "one cell is missing: no reset fails in a second pass, no seen on the "
            "diamond.",
            11,
        ),
        Mistake(
            13,
            "look at a · a with no reversed: one value sends, and any order is right; "
            "and at a · a · a with no seen: one use, one visit.",
        ),
        Mistake(
            16, "no reset and no seen fail on one graph each; look which they need."
        ),
        Mistake(5, "those are the edits; count the cells."),
    ),
}
