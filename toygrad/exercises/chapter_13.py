"""The answers to the exercises of chapter 13."""

from .exercise import Exercise, Mistake

EXERCISES = {
    "13.1": Exercise(
        9,
        "9: both rows are x, times what arrives at their sum; −6 is 1.5 times −4, so the "
        "missing number is 1.5 times 6.",
        Mistake(-9, "mind the sign: the factor that takes −4 to −6 is above 0."),
        Mistake(4, "−6 is 2 less than −4, but rows of g·xᵀ differ by a factor."),
        Mistake(8, "rows of g·xᵀ differ by a factor, not by a number that is added."),
        Mistake(11, "15 is 5 more than 10, but rows of g·xᵀ differ by a factor."),
        Mistake(6, "both rows are multiples of x, but not the same multiple."),
        Mistake(1.5, "that is the factor between the rows; which number does it give?"),
        Mistake(
            0,
            "a weight gets 0 only if its input or what arrives is 0; the 6 above and the "
            "15 beside say that neither is.",
        ),
        measured=True,
    ),
    "13.2": Exercise(
        [5, 5, 5, -1, -1, -1],
        "5 three times, then −1 three times: a sum hands on what arrives, so the way back "
        "stretches, as broadcasting does.",
        Mistake(
            [5, -1, 5, -1, 5, -1],
            "row by row: the first three numbers belong to the first sum.",
        ),
        Mistake([4] * 6, "each number has an edge to its own sum, and to no other."),
        Mistake(
            [5 / 3] * 3 + [-1 / 3] * 3,
            "a mean would divide; a sum hands on all that arrives.",
        ),
        Mistake(
            [5, 10, 15, -4, -5, -6],
            "a product would multiply; the local derivative of a sum is 1.",
        ),
        Mistake(
            [1] * 6, "these are the local derivatives; multiply by what arrives."
        ),
        measured=True,
    ),
    "13.3": Exercise(
        [100_000_000, 100_000, 100],
        "10⁸, 10⁵ and 100: a row for each number of y and a column for each weight; a "
        "weight reaches one sum only; and g·xᵀ needs x.",
        Mistake(
            [100_000, 100_000, 100],
            "that many weights there are; the table has a column for each, and 1000 rows.",
        ),
        Mistake(
            [100_000_000, 100_000_000, 100],
            "a weight reaches the sum of its own row; the other 999 do not feel it.",
        ),
        Mistake(
            [100_000_000, 1000, 100],
            "each of the 1000 rows has 100 numbers that can be other than 0.",
        ),
        Mistake(
            [100_000_000, 100, 100],
            "each of the 1000 rows has 100 numbers that can be other than 0.",
        ),
        Mistake(
            [100_000_000, 100_000, 100_000],
            "W itself is needed for the share of x; that of W is g·xᵀ.",
        ),
        Mistake(
            [100_000_000, 100_000, 100_100],
            "W itself is needed for the share of x; that of W is g·xᵀ.",
        ),
        Mistake(
            [100_000_000, 100_000, 1100],
            "what arrives was not to be counted: it comes by itself.",
        ),
        Mistake(
            [100_000, 1000, 100],
            "a table has a number for each pair of a number of y and a weight.",
        ),
    ),
    "13.4": Exercise(
        3,
        "3, the mean of the targets: each guess meets all three, and is best off in their "
        "middle.",
        Mistake(
            2, "2 is the middle target; a mean of *squares* is smallest at the mean."
        ),
        Mistake(0, "the loss pulls them away from 0: which targets does a guess meet?"),
        Mistake(9, "that is the sum of the targets; three of them pull."),
        Mistake(3.5, "that is halfway between 1 and 6; the 2 pulls as well."),
        Mistake(
            1, "each guess meets every target, not only the first; where do they balance?"
        ),
        measured=True,
    ),
    "13.5": Exercise(
        [2, 4, 5],
        "2, 4 and 5: X asked for nothing, the loss is computed and was not to be kept, and "
        "V is new: nobody has walked back from anything made of it.",
        Mistake(
            [2],
            "the loss and V are no leaves, and PyTorch keeps no gradient in the middle.",
            14,
        ),
        Mistake([2, 3, 4, 5], "y was told to keep it: `retain_grad()`.", 14),
        Mistake([2, 3, 4], "y was told to keep it, and V came after the walk."),
        Mistake([2, 4], "V was computed after the walk, and is no leaf besides."),
        Mistake([4, 5], "X is a leaf, but it never asked for a gradient."),
        Mistake([2, 5], "the loss is computed, too, and nobody asked to keep its 1.", 14),
        Mistake([5], "X never asked for one, and the loss is in the middle, too.", 14),
        Mistake([1, 3], "these two have one; the others were asked for."),
    ),
}  # fmt: skip
