"""The answers to the exercises of chapter 10."""

from .exercise import Exercise, Mistake

EXERCISES = {
    "10.1": Exercise(
        405.4,
        "405: p − y is the same in both, but the squared error is scaled by p·(1 − "
        "p), which is 0.002466.",
        Mistake(
            0.002467,
            "that is the squared error's gradient, or its part of the other; how many "
            "times as large is the other?",
        ),
        Mistake(202.7, "that is without the half of the squared error."),
        Mistake(401, "you took p as 0.0025; keep more digits."),
        Mistake(404.4, "that is 1/p; the slope of sigmoid is p·(1 − p)."),
        Mistake(12.07, "those are the two losses; compare their slopes."),
        Mistake(1, "p − y is the same, but the squared error still passes sigmoid."),
        Mistake(0.9975, "that is one of the two gradients, without its sign."),
        Mistake(400, "that is e⁶, roughly; divide the two gradients."),
        Mistake(403.4, "that is e⁶, which is 1/p − 1; divide the two gradients."),
        measured=True,
    ),
    "10.2": Exercise(
        -0.755,
        "−0.755: only differences count, and 1002, 1001, 1000 differ as 2, 1, 0 do.",
        Mistake(0.245, "that is p; the gradient is p − y, and y is 1 there."),
        Mistake(0.755, "mind the sign: p − y, and the right class is pushed up."),
        Mistake(0, "the three gradients add up to 0; each of them is not 0."),
        Mistake(
            "OverflowError",
            "`logsumexp` takes the largest logit off first: e⁰ is the largest power.",
        ),
        Mistake(-0.667, "they are not alike: each is 1 below the one before."),
        Mistake(
            0.665, "that is p of the first logit; the question is about the middle one."
        ),
        Mistake(
            0.09, "that is p of the last logit; the question is about the middle one."
        ),
        measured=True,
    ),
    "10.3": Exercise(
        710,
        "710: softmax still works, p = e⁻⁷¹⁰ is about 4.5e−309. But the slope of the "
        "log is 1/p = e⁷¹⁰, more than a float holds. In one step the loss is 710.",
        Mistake(709, "there 1/p = e⁷⁰⁹ still fits into a float."),
        Mistake(711, "that fails, too; one less fails already."),
        Mistake(
            745, "there p is the smallest float; the log's slope, 1/p, failed before."
        ),
        Mistake(746, "there p has become 0; the log's slope, 1/p, failed before."),
        Mistake(1000, "that fails, too; but it is not the smallest."),
        Mistake(37, "there the other p becomes 1; this one is still far from 0."),
    ),
    "10.4": Exercise(
        [3, 4, 8, 5],
        "3 is missed 4 times, and 8 is said 5 times where it is something else.",
        Mistake([3, 3, 8, 3], "that is the largest cell; add the row and the column."),
        Mistake([8, 5, 3, 4], "rows are what it is, columns what is said: turn it."),
        Mistake([3, 4, 9, 4], "9 is said four times where it is wrong; 8 once more."),
        Mistake([3, 4, 1, 4], "1 is said four times where it is wrong; 8 once more."),
        Mistake(
            [3, 48, 3, 48], "48 is how many 3s there are; look beside the diagonal."
        ),
    ),
    "10.5": Exercise(
        417,
        "417 = 8·52 + 1: for each image 20 + 20 + 10 values and 2 of the loss, then "
        "the mean.",
        Mistake(416, "the mean of the eight losses is a value, too."),
        Mistake(53, "that is one image and its mean; the step has eight."),
        Mistake(257, "relu makes a value of its own for each hidden neuron."),
        Mistake(424, "one mean is enough for the eight images."),
        Mistake(401, "`cross_entropy` makes two values for each image."),
        Mistake(409, "`cross_entropy` makes two values for each image, not one."),
        Mistake(497, "an output has no relu."),
        Mistake(52, "that is one image; the step has eight, and a mean."),
        Mistake(929, "the pixels are plain numbers here: no boxes, and no edges."),
        Mistake(1927, "that is with the 1510 parameters; they are leaves."),
        Mistake(13944, "that is the number of edges."),
    ),
}
