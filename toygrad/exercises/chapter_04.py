"""The answers to the exercises of chapter 4."""

from .exercise import Exercise, Mistake

EXERCISES = {
    "4.1": Exercise(
        15,
        "15 = 6 + 9: one share from the sum, one from the product.",
        Mistake(6, "that is the share from the sum; a has a second use.", 6),
        Mistake(9, "that is the share from the product; a has a second use.", 6),
        Mistake(54, "you multiplied the shares of two uses; where uses meet, add.", 7),
        Mistake(18, "that is L itself; its gradient is 1, walk back from there."),
        Mistake(21, "a product scales by the other factor: 6 goes to the sum."),
        Mistake(4, "each share is the local derivative times the user's gradient."),
        Mistake(
            3,
            "those are the slopes of the two factors, 1 and 3, multiplied; each goes "
            "times the other factor, then they add.",
        ),
        measured=True,
    ),
    "4.2": Exercise(
        8,
        "8 = 1·3 + 1·5: for each use, the gradient of the user times the local "
        "derivative.",
        Mistake(2, "that is what the sentence says, 1 + 1; each use scales its share."),
        Mistake(15, "those are the two local derivatives multiplied; add."),
        Mistake(3, "that is the use in p alone; w is used in q, too.", 6),
        Mistake(5, "that is the last use alone; w is used in p, too.", 6),
        measured=True,
    ),
    "4.3": Exercise(
        [3, 2, 1, 4],
        "3, 2, 1, 4: first forward, then the 1, then value by value.",
        Mistake([2, 3, 1, 4], "before line 3 there is no result to hold the 1."),
        Mistake([3, 1, 2, 4], "line 1 repeats; line 2 would wipe out what arrived."),
        Mistake([3, 2, 4, 1], "line 4 speaks of a value that line 1 takes."),
        Mistake([2, 1, 4, 3], "line 4 needs the local derivatives of line 3."),
    ),
    "4.4": Exercise(
        [2, 1, 2, 2],
        "2, 1, 2, 2: r comes out right, since its late share from s still arrives; p "
        "and a lack the 1 that r did not pass on.",
        Mistake(
            [2, 1, 3, 3],
            "that is where the walk y, s, r, q, p ends; here r sends before s.",
            8,
        ),
        Mistake(
            [1, 1, 2, 2], "r sent too early, but the share from s still reaches it."
        ),
        Mistake([1, 1, 1, 1], "p has two uses and r has two: shares add up.", 6),
        Mistake([2, 1, 2, 3], "a gets what p holds when it sends, along one arrow."),
        Mistake([2, 2, 2, 2], "q has one use, in s, and s holds 1; q is not before r."),
    ),
    "4.5": Exercise(
        [12, 7, 84],
        "12, 7, 84: a nudged run for each input, a backward pass for each result, and "
        "a slope for each pair.",
        Mistake(
            [7, 12, 84], "a nudged run moves one input, a pass starts at one result."
        ),
        Mistake([12, 7, 19], "each result has a slope for each input: multiply."),
        Mistake([12, 7, 12], "those are the slopes of one result; there are 7."),
        Mistake([12, 7, 7], "those are the slopes for one input; there are 12."),
        Mistake([11, 7, 77], "the run without a nudge is not among the 12."),
    ),
    "4.6": Exercise(
        [5, -1, 7],
        "a = 5 from c's gradient, b = −1 from 2 + 5·b = −3, c = 2 + 5 = 7.",
        Mistake([5, -1, -3], "a·b is −5, and a·b + c is the share 2."),
        Mistake([5, -1, 2], "2 is a·b + c, not c alone."),
        Mistake([5, -5, 27], "the second share of a is a·b, not b alone."),
        Mistake([5, -0.6, 5], "a is used twice: its gradient is 2 + 5·b.", 6),
    ),
}
