"""The answers to the exercises of chapter 9."""

from .exercise import PLACES, Exercise, Mistake

EXERCISES = {
    "9.1": Exercise(
        [3, 5, 2, 4, 1],
        "3, 5, 2, 4, 1: zero, forward pass, loss, backward pass, update.",
        Mistake(
            [5, 2, 3, 4, 1],
            "that works as well, for no pass lies between; here line 3 was to come "
            "first.",
        ),
        Mistake(
            [5, 2, 4, 3, 1],
            "zeroed between backward pass and update, every step is rate times 0.",
        ),
        Mistake(
            [3, 5, 2, 1, 4],
            "the update comes before the gradients are there; it moves by 0, and the "
            "backward pass moves nothing.",
            5,
        ),
        Mistake(
            [5, 2, 4, 1, 3],
            "if the gradients start at 0 that is the same; here line 3 was to come "
            "first.",
        ),
        Mistake(
            [5, 3, 2, 4, 1],
            "that works as well, for no pass lies between; here line 3 was to come "
            "first.",
        ),
        Mistake([3, 5, 4, 2, 1], "a backward pass starts at the loss of line 2."),
        Mistake([3, 2, 5, 4, 1], "line 2 needs the predictions of line 5."),
        Mistake(
            [5, 3, 2, 1, 4],
            "the update comes before the gradients are there, so it always moves by 0.",
        ),
        Mistake([5, 3, 1, 4, 2], PLACES),
    ),
    "9.2": Exercise(
        [3.2, 1.76, -0.032, -1.8176],
        "3.2, 1.76, −0.032, −1.818: the collected gradient is 8, 14.4, 17.92, 17.856.",
        Mistake(
            [3.2, 2.56, 2.048, 1.6384],
            "that is the row with zeroing; without, nothing is taken off the sum.",
            9,
        ),
        Mistake(
            [3.2, 1.6, -0.8, -4],
            "you added 8 each time; the slope is taken anew where w is, 6.4 at 3.2.",
        ),
        Mistake(
            [3.2, 1.92, 1.152, 0.6912],
            "you doubled the gradient of the moment; add all gradients so far.",
        ),
        Mistake(
            [4, 3.2, 1.76, -0.032],
            "that begins with the start; the first place after it is 3.2.",
        ),
        Mistake(
            [8, 14.4, 17.92, 17.856],
            "these are the collected gradients; w moves a tenth of them down.",
        ),
        Mistake(
            [3.2, 1.76, -0.03, -1.82], "nearly; keep the third digit after the point."
        ),
        measured=True,
    ),
    "9.3": Exercise(
        2,
        "2: there E is (w + g)², and w may grow against g without end.",
        Mistake(1, "that is the border with zeroing; here w is back at 4 in 4 steps."),
        Mistake(1.9, "w swings wide there, but never beyond 18."),
        Mistake(2.1, "it runs away there, too; 2 is the first rate that does."),
        Mistake(0.1, "with that rate w swings between about −4 and 4 for ever."),
    ),
    "9.4": Exercise(
        3,
        "3: each step adds 1800/500 = 3.6, which is 0.1·k², so k is 6, and the kick is "
        "2a.",
        Mistake(6, "that is the kick; the slope of (w − a)² is 2w − 2a."),
        Mistake(9, "that is a²; take the root."),
        Mistake(3.6, "that is the energy which one step adds; how large is the kick?"),
        Mistake(
            2.1213, "a step adds half of rate · k², and you have left out the half."
        ),
        measured=True,
    ),
    "9.5": Exercise(
        "C",
        "C: it swings, as w did on w²: falling, past the bottom, and up again.",
        Mistake("A", "that one runs away at once: its rate is too large."),
        Mistake(
            "B", "that one falls to the best constant and stays: it started at zero."
        ),
        Mistake("D", "that one is in order: slow, but it falls to the end."),
    ),
    "9.6": Exercise(
        1,
        "1: the forward pass belongs in the loop; these guesses never hear of the "
        "updates.",
        Mistake(3, "the loss stands in the loop, as it should; are its guesses new?"),
        Mistake(
            4, "after the last update, before the next backward pass: that is right.", 9
        ),
        Mistake(
            5, "a backward pass in every round is right; on which graph does it walk?"
        ),
        Mistake(
            7,
            "`p.data -=` does change the parameter, and the task says they moved.",
            16,
        ),
        also=((2, "2, above line 1: the loop then holds the forward pass, too."),),
    ),
}
