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
        Mistake(7, "cosh has no minus: its slope is sinh."),
        Mistake(11, "the rule is right; near 0 the nudge is too large for a root."),
        Mistake(12, "1/x falls, and y² is 1/x²: the rule is right."),
    ),
    "6.4": Exercise(
        15,
        "15: too few digits are left in 1 − y². At 20 none are: it says 0, the truth "
        "is 1.699e−17.",
        Mistake(20, "there nothing is left of it; but 15 loses too much already."),
        Mistake(10, "half of the digits are gone, but the relative error is 1e−8."),
        Mistake(5, "a few digits are gone; look at the relative error."),
        Mistake(2, "there 1 − y² has nearly all its digits."),
    ),
    "6.5": Exercise(
        0.0625,
        "0.0625 = 1/16: 1 + |x| is 4, and the slope is one over its square.",
        Mistake(-0.75, "that is y at −3; ask for x.grad."),
        Mistake(-0.0625, "the curve rises everywhere; |x| brings no minus here."),
        Mistake(0.25, "1 + |x| is 4 at −3, and it is squared."),
        Mistake(0.4375, "1 − y² is the rule of tanh; this is another function."),
        measured=True,
    ),
}
