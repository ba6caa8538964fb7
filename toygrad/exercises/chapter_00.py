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
}
