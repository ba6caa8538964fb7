"""The answers to the exercises of chapter 2."""

from .exercise import PLACES, Exercise, Formula, Mistake

EXERCISES = {
    "2.1": Exercise(
        Formula("x**2"),
        "x²: the outer slope is taken with respect to what stands inside the sine.",
        Mistake(Formula("x"), "then the left side would stand on the right, too."),
        Mistake(
            Formula("sin(x)"), "that is the inside of (sin x)², another function.", 2
        ),
        Mistake(Formula("2*x"), "that is the slope of the inside, not the inside."),
        Mistake("u", "that is a name for it; write it in x."),
        Mistake("g(x)", "that is a name for it; write it in x."),
    ),
    "2.2": Exercise(
        -5.4668,
        "−5.4668 is cos(9)·6: the outer slope at u = 9, the inner slope at x = 3.",
        Mistake(-5.94, "you took the outer slope at x = 3; it belongs at u = 9."),
        Mistake(
            -0.9111, "that is the outer slope alone; multiply by the inner slope 6."
        ),
        Mistake(-0.2794, "that is the slope of (sin x)²: there the sine is inside.", 2),
        Mistake(
            -8.0632, "that is the slope of sin(x)·x²; here x² is inside the sine.", 1
        ),
        Mistake(-2.6146, "that is the slope at x = 2; the question is about x = 3."),
        Mistake(
            -5.4751, "the nudge was 0.001, and it still shows; take a smaller one."
        ),
        Mistake(-5.547, "the nudge was 0.01, and it still shows; take a smaller one."),
        measured=True,
    ),
    "2.3": Exercise(
        19,
        "19 = 3 + 12 + 4: along x + 1, along x − 2, along x itself.",
        Mistake(15, "you froze the last factor x: its path brings 4 more.", 6),
        Mistake(7, "you froze x − 2: its path brings 12 more.", 6),
        Mistake(16, "you froze x + 1: its path brings 3 more.", 6),
        Mistake(4, "you took the last path only; over paths, add.", 6),
        Mistake(
            3,
            "that is the first path only, or 1 + 1 + 1; multiply along each path, "
            "then add.",
            6,
        ),
        Mistake(12, "that is one path of three, or y itself; over paths, add.", 6),
        Mistake(
            1, "those are the slopes of the factors, multiplied; y is no composite.", 1
        ),
        Mistake(
            144, "you multiplied the paths; along a path multiply, over paths add.", 7
        ),
        Mistake(
            12.19, "that is y at 3.01; the slope is how far y moves for each unit."
        ),
        measured=True,
    ),
    "2.4": Exercise(
        [2, 3, 1],
        "2, 3, 1: first the paths, then a product for each, then one sum.",
        Mistake([2, 1, 3], "you add before there are products to add."),
        Mistake([3, 2, 1], "you multiply along paths that are not listed yet."),
        Mistake([1, 2, 3], "the sum comes last: it needs a product for each path."),
        Mistake([3, 1, 2], PLACES),
    ),
    "2.5": Exercise(
        3,
        "at 3 two paths through x·x bring 3 each, the path through 6·x brings −6.",
        Mistake(0, "there y is 0; the question is where its slope is 0."),
        Mistake(6, "there two paths bring 6 each against −6: the slope is 6."),
        Mistake(-3, "mind the sign: the path through 6·x brings −6."),
    ),
    "2.6": Exercise(
        1,
        "1: there x² is 1 as well, so both rules take the outer slope at 1.",
        Mistake(0, "there the inner slope 0 hides every mistake; find another x."),
        Mistake(-1, "there u is 1 and x is −1: the right slope is −4, not 4."),
        Mistake(2, "there the right slope is 32, and the broken one 16."),
        Mistake(0.5, "there the right slope is 0.5, and the broken one 1."),
        Mistake([0, 1], "0 was named already; write the other x alone."),
    ),
    "2.7": Exercise(
        2,
        "2: the slope is 10, the first path brings 12, so (−1) times it is −2.",
        Mistake(-2, "−2 is what the whole path brings; its first edge carries −1."),
        Mistake(10, "that is the slope of y; both paths together make it."),
        Mistake(
            -10, "that leaves out the path through u, which brings 4·3 of the slope."
        ),
        Mistake(22, "the path through u brings 12 of the 10; take it away.", 6),
        Mistake(-22, "the path through u brings 12 of the 10; take it away.", 6),
        Mistake(-3, "along a path multiply: the first path brings 4·3, not 4 + 3.", 7),
        Mistake(3, "along a path multiply: the first path brings 4·3, not 4 + 3.", 7),
        Mistake(-1, "along a path multiply: the second brings −1 times the number.", 7),
        Mistake(
            11.9, "0.10 is how far y moves; the slope is that per unit of the nudge."
        ),
    ),
}
