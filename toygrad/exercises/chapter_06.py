"""The answers to the exercises of chapter 6."""

from .exercise import PLACES, Exercise, Mistake

EXERCISES = {
    "6.1": Exercise(
        4,
        "4 = (8 − 0) / 2: the slope 3, and h² = 1 on top.",
        Mistake(3, "that is the slope itself; what does a nudge of 1 measure?", 18),
        Mistake(7, "that is the right side alone, (8 − 1) / 1; use both sides."),
        Mistake(1, "that is the left side alone, (1 − 0) / 1; use both sides."),
        Mistake(8, "that is the difference; the two places are 2·h apart."),
    ),
    "6.2": Exercise(
        [3, 1, 4, 2],
        "3, 1, 4, 2: two runs, a slope, how far apart, and how far for its size.",
        Mistake([1, 3, 4, 2], "there is nothing to divide before f has run twice."),
        Mistake([3, 4, 1, 2], "line 4 speaks of a slope that line 1 makes."),
        Mistake([3, 1, 2, 4], "line 2 divides what line 4 finds."),
        Mistake([2, 4, 1, 3], PLACES),
    ),
    "6.3": Exercise(
        4,
        "4: the slope of tan is 1 + y², not 1 + x². At 0 both are 1, and a check "
        "there sees nothing.",
        Mistake(1, "exp is its own slope, and y is exp(x)."),
        Mistake(3, "the minus is right: where the cosine falls, the sine is above 0."),
        Mistake(5, "its slope is 1 / (1 + x²) indeed: here the x is right."),
        Mistake(6, "sinh has the slope cosh, without a minus."),
        Mistake(7, "the rule is right: y is the root, and its slope is 1 / (2·y)."),
        Mistake(8, "1/x falls, and y² is 1/x²: the rule is right."),
    ),
    "6.4": Exercise(
        1,
        "1: along the direction the slope is 3, and 3·1 + (−2)·2 + 1·4 = 3.",
        Mistake(2, "the slopes are not added bare: each goes times its own d."),
        Mistake(4, "that is what the third adds to the sum; its d is 4."),
        Mistake(1.75, "the two places are 2·h apart: the slope along is 3, not 6."),
        Mistake(-1, "the second gradient is −2, so it takes 4 away from the sum."),
        Mistake(3, "that is the slope along the direction, to which all three add."),
        measured=True,
    ),
    "6.5": Exercise(
        15,
        "15: too few digits are left in 1 − y². At 20 none are: it says 0, the truth "
        "is 1.699e−17.",
        Mistake(20, "there nothing is left of it; but 15 loses too much already."),
        Mistake(10, "half of the digits are gone, but the relative error is 1e−8."),
        Mistake(5, "a few digits are gone; look at the relative error."),
        Mistake(2, "there 1 − y² has nearly all its digits."),
    ),
    "6.6": Exercise(
        [1, 3, 2, 0],
        "1, 3, 2, 0: left of 0 only −relu(−x) moves, with 1; right of it 3·relu(x), "
        "with 3. The engine stops both, and 0 does not lie between them: differs.",
        Mistake([-1, 3, 1, 0], "left of 0, −relu(−x) is x, whose slope is 1."),
        Mistake([0, 3, 1.5, 0], "left of 0 the second relu lets through."),
        Mistake([1, 3, 2, 2], "relu stops at 0 for the engine; it takes no mean.", 19),
        Mistake([1, 3, 2, 3], "the engine's relu has the slope 0 at 0, not 1.", 19),
        Mistake([1, 3, 2, 1], "at 0 the engine lets neither relu through.", 19),
        Mistake([3, 1, 2, 0], "first the left side: there x is below 0."),
        Mistake([1, 3, 4, 0], "the central difference is the mean of the two sides."),
        measured=True,
    ),
    "6.7": Exercise(
        [2, 3],
        "2 and 3: a · b is 5e319, more than a float holds, so p is inf; and inf · 0 "
        "is NaN.",
        Mistake([1, 3], "5e159 is large, but a float goes up to 1.8e308."),
        Mistake([2, 2], "p is too large and therefore inf, but not yet a NaN."),
        Mistake([3, 3], "how large is 1e160 · 5e159, and what can a float hold?"),
        Mistake([2, 4], "q is inf · 0 already; what is that?", 20),
        Mistake([2, 5], "a NaN spreads down to L, but where does it begin?", 20),
        Mistake([5, 5], "that is where one sees it; look further up."),
        Mistake([3, 2], "first the line of inf, then that of NaN."),
    ),
    "6.8": Exercise(
        [0, 1, 0, 1],
        "0, 1, 0, 1: the share 0 meets inf where log is asked at 0, and a 1 where "
        "the number was mended before.",
        Mistake([1, 1, 1, 1], "0 · inf is NaN: which logs are asked at 0?", 20),
        Mistake([0, 1, 1, 1], "the third has asked log 0 before it picked.", 20),
        Mistake([1, 1, 0, 1], "in the first, log 0 is computed, and then times 0.", 20),
        Mistake([0, 0, 0, 1], "in the second the log is asked at 1, where it is tame."),
        Mistake([0, 1, 0, 0], "in the fourth the log is asked at 1: its share is 0."),
        Mistake([0, 0, 0, 0], "where the log is asked at 1, its slope is 1."),
        Mistake([1, 0, 1, 0], "1 stands for a proper number, and 0 for NaN."),
    ),
    "6.9": Exercise(
        0.0625,
        "0.0625 = 1/16: 1 + |x| is 4, and the slope is one over its square.",
        Mistake(-0.75, "that is y at −3; ask for x.grad."),
        Mistake(-0.0625, "the curve rises everywhere; |x| brings no minus here."),
        Mistake(0.25, "1 + |x| is 4 at −3, and it is squared."),
        Mistake(0.4375, "1 − y² is the rule of tanh; this is another function."),
        Mistake(-0.08, "that is the slope of x / (1 + x²), the function typed above."),
        measured=True,
    ),
}
