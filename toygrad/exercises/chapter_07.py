"""The answers to the exercises of chapter 7."""

from .exercise import Exercise, Mistake

EXERCISES = {
    "7.1": Exercise(
        0.2,
        "0.2 = 2/10: the slope 10x changes by 10 per unit, and 2/10 mirrors x.",
        Mistake(1, "that is the border of x²; this curve bends five times as much."),
        Mistake(0.1, "that rate lands on the bottom; twice as far is the mirror."),
        Mistake(0.4, "the curvature is 10, how far the slope moves, not 5."),
        Mistake(5, "the more a curve bends, the smaller its rates."),
        Mistake(10, "that is the curvature c; the border is 2/c."),
    ),
    "7.2": Exercise(
        56,
        "56: y wants a rate below 0.04, so x loses 8 % in a step; 0.92 to the power "
        "of 56 is the first below 1/100.",
        Mistake(55, "after 55 steps x is still 0.0413; one more."),
        Mistake(13, "a step takes 8 % of what is left, not of the start."),
        Mistake(1, "that takes a rate of 0.5, and y would run away."),
        Mistake(
            114, "the slope of x² is 2x: a step takes 2 · 0.0399 of x, not 0.0399."
        ),
    ),
    "7.3": Exercise(
        5,
        "5: v² is then 25y², the map is round, and one step of rate 0.5 is enough.",
        Mistake(25, "then v² would be 625y²; v is squared in the loss."),
        Mistake(0.2, "that is y = 0.2·v; the question is how many v make a y."),
        Mistake(50, "that is the curvature along y; c² has to be 25."),
        Mistake(12.5, "c is squared with y: c·c has to be 25, not 2·c."),
    ),
    "7.4": Exercise(
        [4, 8 / 3],
        "4 and 2.667: the misses are 2, 2, 0; twice the mean of miss·x, twice the "
        "mean of the misses.",
        Mistake([2, 4 / 3], "the slope of a square brings a factor of 2."),
        Mistake([12, 8], "that is for the sum; the mean divides by 3."),
        Mistake([8 / 3, 8 / 3], "w reaches each prediction times x."),
        Mistake([8 / 3, 4], "first for w, then for b."),
        Mistake([-4, -8 / 3], "a miss is the prediction minus the target."),
        Mistake([6, 4], "those are the sums without their 2; and divide by 3."),
        measured=True,
    ),
    "7.5": Exercise(
        1,
        "1: x jumps between 4 and −4, the loss stays 16, the gradient has size 8.",
        Mistake(0.5, "there it stops rightly: x is at the bottom."),
        Mistake(1.1, "there each step changes the loss, and more and more."),
        Mistake(0.9, "there the loss shrinks from step to step, to the bottom."),
        Mistake(0.1, "there it stops near the bottom, as it should."),
        Mistake(2, "there x runs away, and the loss changes more and more."),
        Mistake(
            0.999,
            "nearly; but a little below the rate x creeps to the bottom, and a little "
            "above it runs away.",
        ),
        Mistake(
            1.001,
            "nearly; but a little below the rate x creeps to the bottom, and a little "
            "above it runs away.",
        ),
    ),
    "7.6": Exercise(
        2.75,
        "2.75: the 40 pulls with a slope of 1, and four small misses hold against it.",
        Mistake(10, "that is the mean, where squared misses end: 40 pulls hardest."),
        Mistake(2.5, "that is the mean of four; 40 still pulls, with a slope of 1."),
        Mistake(3, "that is the middle one; it is best for absolute misses."),
        Mistake(
            4,
            "that is from 10 with a rate of 0.1, still on its way; start at 0, with "
            "0.5.",
        ),
        Mistake(0, "that is a start; go against the gradient until it is flat."),
        measured=True,
    ),
    "7.7": Exercise(
        6,
        "6: the steps −12 and 6 are rate times slope, so the slopes are 48 and −24; "
        "from 9 to −3 the slope falls by 72 along 12 units.",
        Mistake(1 / 3, "that is the border 2/c; the curvature is what makes it so."),
        Mistake(1 / 6, "that rate would have hit the bottom at once; it is 1/c."),
        Mistake(
            2,
            "that leaves half on the same side; here x jumps over the bottom, so "
            "1 − 0.25 · c is below 0.",
        ),
        Mistake(12, "that is how far the first step went, rate times slope."),
        Mistake(72, "that is how far the slope falls; ask along how many units."),
        Mistake(1.5, "that is 0.25 · c, the rate times the curvature."),
        Mistake(
            16 / 3,
            "that takes 0 for the bottom, where 9 would go to −3; then −3 would go to "
            "1, not to 3.",
        ),
        Mistake(48, "that is the slope at 9; the curvature is how far slopes move."),
    ),
}
