"""The answers to the exercises of chapter 0."""

from .exercise import Exercise, Mistake

EXERCISES = {
    "0.1": Exercise(
        4,
        "4: from a to L the factors are −2, 1 and now −2.",
        Mistake(-4, "f has turned its sign, and the path from a to L passes f."),
        Mistake(-2, "that is one factor alone; multiply all three from a to L."),
        Mistake(2, "that was the factor of f while f was 2; now it is −2."),
        Mistake(3, "that is the data of a; its gradient says what a nudge does."),
        Mistake(
            0.04,
            "that is how far a nudge of 0.01 moves L; a gradient is for each unit.",
        ),
        Mistake(
            -0.04,
            "so far L moved while f was 2; with f at −2, divide the move by the nudge.",
        ),
        measured=True,
    ),
    "0.2": Exercise(
        "b",
        "b: of the sizes 4, 6, 2 and 5 its gradient has the largest.",
        Mistake(
            "c", "c has the largest data; how much a nudge matters is its gradient."
        ),
        Mistake(
            "a", "a comes first, but a nudge of a arrives only four times as large."
        ),
        Mistake("f", "f works on the result directly; still, its gradient is 5."),
    ),
    "0.3": Exercise(
        0.025,
        "0.025: L moves by −4 times the change of a, so −0.1 divided by −4.",
        Mistake(-0.025, "a lower a raises L, because the gradient is −4."),
        Mistake(3.025, "that is where a ends; by how much does it change?"),
        Mistake(0.4, "that is −4 times −0.1; which number times −4 is −0.1?"),
        Mistake(-0.4, "that is 4 times −0.1; which number times −4 is −0.1?"),
        Mistake(-0.1, "so far L shall move; a moves L four times as far."),
        Mistake(0.1, "then L falls by 0.4; it shall fall by 0.1."),
        Mistake(0.05, "that leaves out the factor 2 from s to L."),
        Mistake(40, "the other way round: divide the move by the gradient."),
    ),
}
