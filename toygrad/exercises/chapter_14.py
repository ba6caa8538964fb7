"""The answers to the exercises of chapter 14."""

from .exercise import Exercise, Mistake

EVEN = 10 / 27

EXERCISES = {
    "14.1": Exercise(
        [EVEN - 3, EVEN - 2, EVEN],
        "−2.63, −1.63 and 0.37: ten times 1/27, minus how often the letter came.",
        Mistake(
            [1 / 27 - 3, 1 / 27 - 2, 1 / 27],
            "the row was read ten times, and each time it sent a probability.",
            6,
        ),
        Mistake(
            [3 - EVEN, 2 - EVEN, -EVEN],
            "the signs are turned: what came is to rise, so its gradient is below 0.",
        ),
        Mistake(
            [1 / 27 - 0.3, 1 / 27 - 0.2, 1 / 27],
            "that is the mean; the loss here is the sum of all ten surprises.",
        ),
        Mistake(
            [EVEN - 3, EVEN - 2, 0],
            "z never came, but it was given a probability ten times: it is pushed down.",
        ),
        measured=True,
    ),
    "14.2": Exercise(
        1 / 64,
        "1/64: the product of the five is (1/4)⁵, or 1/1024; the other four make (1/2)⁴, or 1/16; and 1/1024 divided by 1/16 is 1/64.",
        Mistake(
            1 / 4, "that is the geometric mean of all five; four of them had more."
        ),
        Mistake(
            1 / 8,
            "so much it would be for two tokens; here the fifth makes up for four.",
        ),
        Mistake(
            1 / 16,
            "that is the product of the four; the fifth is what is left of (1/4)⁵.",
        ),
        Mistake(
            -0.75,
            "the mean of the probabilities is not what the loss asks: it is a mean of logs.",
            25,
        ),
        Mistake(1 / 1024, "that is the product of all five; divide by the other four."),
        measured=True,
    ),
    "14.3": Exercise(
        [0.5, 3, 2.25, 0],
        "0.5, 3, 2.25 and 0: a row collects what arrives wherever it was read.",
        Mistake(
            [0.5, 4, 0.25, 0],
            "the last use does not replace the one before; all uses of a row add up.",
            6,
        ),
        Mistake(
            [0.5, 1.5, 1.125, 0],
            "that is the mean over the uses; gradients of several uses add up.",
        ),
        Mistake(
            [0.5, -1, 2, 0],
            "a and n were read twice; what is missing is the second time.",
        ),
        Mistake(
            [5.75, 5.75, 5.75, 5.75],
            "that is the sum of everything that arrives; each row gets what it was read for.",
        ),
        measured=True,
    ),
    "14.4": Exercise(
        [0, -1.2, 1.2],
        "0, −1.2 and 1.2: the mixture is 4, and the score of an answer that equals it gets nothing.",
        Mistake(
            [0.5, 0.3, 0.2],
            "in these parts the answers get their gradients; a score gets its part times "
            "how its answer differs from the mixture.",
        ),
        Mistake(
            [2, 0, 2], "part times answer leaves out that the other parts must fall."
        ),
        Mistake(
            [1, 0, 1.6],
            "w(1 − w) times the answer is one path of three: the other parts move, too.",
            6,
        ),
        Mistake(
            [0, 1.2, -1.2],
            "the signs are turned: to listen more to the 10 would raise the mixture, "
            "so that score has a gradient above 0.",
        ),
        Mistake(
            [0, -4, 6], "these are the differences from the mixture; times the parts."
        ),
        measured=True,
    ),
    "14.5": Exercise(
        [5050, 101, 5151],
        "5050, 101 and 5151: each token asks all before it and itself.",
        Mistake(
            [10000, 101, 10201], "that is without a mask: nobody asks a later token."
        ),
        Mistake([4950, 100, 5050], "each token asks itself, too."),
        Mistake(
            [5050, 1, 5151],
            "the one new query is compared with all keys, those in the cache and its own.",
        ),
        Mistake(
            [5050, 5151, 101], "with a cache little is new; without one, everything is."
        ),
        measured=True,
    ),
}
