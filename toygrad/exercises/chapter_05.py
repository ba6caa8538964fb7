"""The answers to the exercises of chapter 5."""

from .exercise import PLACES, Exercise, Mistake

EXERCISES = {
    "5.1": Exercise(
        4,
        "4: the reflected method gets x first, so it computes 8 / 2.",
        Mistake(0.25, "that is the right quotient; the method is given x first."),
        Mistake(0.125, "that is 1 / x; which two numbers are divided?"),
        Mistake(16, "that is the product; which two numbers are divided?"),
        Mistake(2, "that is the number on the left; which two numbers are divided?"),
        Mistake(8, "that is x; what is it divided by?"),
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
        [3, 3, 4, 1, 1],
        "3, 3, 4, 1, 1: only a missing start fails everywhere; no reset and no seen "
        "fail on one graph each.",
        Mistake(12, "write five numbers, one for each break; 12 is their sum."),
        Mistake(
            [2, 3, 4, 1, 1],
            "= fails at a product, too: a · a brings two shares.",
            7,
        ),
        Mistake(
            [1, 3, 4, 1, 1],
            "= fails wherever a is used more than once, and that is three graphs.",
            6,
        ),
        Mistake([4, 3, 4, 1, 1], "in the chain each value has one use: = is enough."),
        Mistake(
            [3, 4, 4, 1, 1],
            "in a · a one value sends, so any order is right without reversed.",
        ),
        Mistake(
            [3, 2, 4, 1, 1],
            "without reversed the chain ends with 0: 3 · a sends before it has "
            "anything.",
        ),
        Mistake(
            [3, 3, 3, 1, 1],
            "without the 1 all shares are 0, on all four graphs.",
            13,
        ),
        Mistake(
            [3, 3, 4, 0, 1],
            "no reset fails in a second pass: the middle still holds a 3.",
            11,
        ),
        Mistake(
            [3, 3, 4, 1, 2],
            "in a · a · a each computed value has one use, so it is visited once.",
        ),
        Mistake(
            [3, 3, 4, 1, 0],
            "in the diamond b has two uses, so it is visited and sends twice.",
            8,
        ),
        Mistake([1, 1, 0, 3, 3], "those are the graphs that come out right."),
    ),
    "5.6": Exercise(
        [2, 1, 4],
        "2, 1, 4: a + a sent before its share was there; only the last share was "
        "kept; and a second pass started from what the first had left.",
        Mistake(
            [1, 2, 4],
            "with = the last share is kept, and that is a 3 from a + a; the first "
            "engine has kept the 6 that y sends.",
        ),
        Mistake([3, 1, 4], "without the 1 all shares are 0, and it would find 0."),
        Mistake(
            [5, 1, 4],
            "a + a has one use, so it is visited once, and 12 is right.",
        ),
        Mistake(
            [2, 1, 5],
            "a + a has one use; what differs between the first pass and the second?",
        ),
        Mistake(
            [2, 5, 4],
            "a + a has one use, so it is visited once, and 12 is right.",
        ),
        Mistake([2, 3, 4], "without the 1 all shares are 0, and it would find 0."),
        Mistake([2, 1, 1], "its first pass is right; with = that would be 3 already."),
    ),
}
