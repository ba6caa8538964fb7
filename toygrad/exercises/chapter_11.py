"""The answers to the exercises of chapter 11."""

from .exercise import Exercise, Mistake

EXERCISES = {
    "11.1": Exercise(
        [3.2, 1.84, 0.248],
        "3.2, 1.84, 0.248: the velocities are 8, 7.2 + 6.4 = 13.6 and 12.24 + 3.68 = "
        "15.92.",
        Mistake(
            [3.2, 2.56, 2.048],
            "that is plain descent; a velocity keeps 0.9 of the one before.",
        ),
        Mistake(
            [3.2, 1.76, -0.032],
            "that keeps all of the velocity; with β = 0.9 a tenth is lost in each step.",
            9,
        ),
        Mistake(
            [3.92, 3.7696, 3.558848],
            "you gave the gradient the weight 0.1; here it is added as it is.",
        ),
        Mistake(
            [3.2, 1.68, -0.488],
            "the gradient was taken at 4 again; in each step it is 2x where x is now.",
        ),
        Mistake([8, 13.6, 15.92], "these are the velocities; x moves a tenth of them."),
        Mistake(
            [4, 3.2, 1.84], "that begins with the start; the first place after is 3.2."
        ),
        measured=True,
    ),
    "11.2": Exercise(
        0.8,
        "0.8: the border is 2(1 + β)/6, and that is 0.6.",
        Mistake(1.8, "that is 1 + β: 0.6 · 6 = 3.6 is twice that; what is β itself?"),
        Mistake(
            2.6, "3.6 is 2(1 + β), not 1 + β: halve it before you take the 1 away."
        ),
        Mistake(-0.1, "the curvature is the 6 of the slope 6x, not the 3 of 3x²."),
        Mistake(3.6, "that is rate times curvature; it stands at 2(1 + β)."),
        measured=True,
    ),
    "11.3": Exercise(
        -0.1 + 0.1 * 0.03 / 0.19 / 3.0,
        "−0.0947: m is 0.27 − 0.3 = −0.03, divided by 0.19 and by 3, so the second step "
        "leads only 0.0053 back.",
        Mistake(
            0, "the two steps do not cancel: when −3 comes, the 3 is still remembered."
        ),
        Mistake(
            -0.2,
            "the second gradient pulls the other way; Adam does not repeat a step.",
        ),
        Mistake(
            -0.1, "nearly: m is not 0 after both, because the later one counts more."
        ),
        Mistake(
            -0.099, "m was not corrected: after two steps it is divided by 1 − 0.9²."
        ),
        Mistake(
            -0.09, "m is divided by 1 − 0.9², which is 0.19, and no longer by 0.1."
        ),
        Mistake(
            -0.1052632,
            "the sign: m is −0.03 after the second step, and w moves against it.",
        ),
        measured=True,
    ),
    "11.4": Exercise(
        7.5,
        "7.5: rate times curvature hovers at 2(1 + β), which is 3.",
        Mistake(5, "that is 2/0.4; a momentum of 0.5 moves the border up.", 3),
        Mistake(10, "that is 4/0.4, the border of a memory that keeps everything."),
        Mistake(
            2.5,
            "that is (1 − β) times 5; a momentum moves the border *up*, to 1 + β times it.",
        ),
        Mistake(3, "that is rate times curvature; divide by the rate."),
        Mistake(1.2, "you multiplied by the rate; the border of the rate is 3/c."),
    ),
    "11.5": Exercise(
        "B",
        "B: the first step is ten times the rate, since the memory of squares begins at "
        "0 and nobody has corrected it.",
        Mistake("A", "from 3.2 it goes further than before: that is momentum."),
        Mistake("C", "each place is 0.8 of the one before: that is plain descent."),
        Mistake("D", "each step is nearly the rate itself: that is Adam."),
    ),
}
