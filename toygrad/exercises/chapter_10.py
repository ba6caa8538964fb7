"""The answers to the exercises of chapter 10."""

from .exercise import Exercise, Mistake

EXERCISES = {
    "10.1": Exercise(
        405.4,
        "405: p − y is the same in both, but the squared error is scaled by p·(1 − "
        "p), which is 0.002467.",
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
        -49.016,
        "−49.02: in doubt p is 0.5, and 400 · 0.5 · 0.25 is 50; the square's share, "
        "−0.00246, holds back 0.98 of it.",
        Mistake(-50, "b gets a share from the square, too, and shares add."),
        Mistake(49.016, "the disc's p − y is above 0, and the step goes against it."),
        Mistake(50, "mind the sign, and the square's share: both points use b."),
        Mistake(-54.03, "that is the square's logit, w + b; the disc has x = 0."),
        Mistake(-199.0, "p − y still passes sigmoid, so times p · (1 − p)."),
        Mistake(199.0, "p − y still passes sigmoid, so times p · (1 − p)."),
        Mistake(-200, "p − y still passes sigmoid, and the square uses b, too."),
        Mistake(-0.12254, "that is one step with rate 1; the rate is 400."),
        Mistake(0.12254, "that is the gradient of b; take the step, with rate 400."),
        Mistake(-50.98, "the square's share has the other sign: it wants b higher."),
        Mistake(0, "x = 0 keeps w out of the disc's logit, but b is in it."),
        measured=True,
    ),
    "10.3": Exercise(
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
    "10.4": Exercise(
        [1, 1.204, 0.9163],
        "[1, 1.204, 0.916]: y is 1 only where p − y is below 0; there p is 0.3, and "
        "the loss −log 0.3. The logits differ by log(0.5 / 0.2).",
        Mistake([1, 0.3567, 0.9163], "0.7 is what p lacks; p itself is 1 − 0.7."),
        Mistake([1, 0.3, 0.9163], "0.3 is p; the loss is its surprise."),
        Mistake([1, 1.204, 0.3], "0.3 is how far apart the probabilities are."),
        Mistake([1, 1.204, 2.5], "2.5 is the quotient; the logits differ by its log."),
        Mistake([1, 1.204, -0.9163], "class 2 has the larger probability."),
        Mistake([2, 0.6931, 0.9163], "p − y is below 0 where y is 1: which class?"),
        Mistake([0, 1.6094, 0.9163], "p − y is below 0 where y is 1: which class?"),
        Mistake([1, -1.204, 0.9163], "a log of p is below 0; surprise is −log p."),
        measured=True,
    ),
    "10.5": Exercise(
        1.4612,
        "1.461 = log(e + 9) − 1: the second softmax gives the right class only "
        "e / (e + 9) = 0.232, since its logits, 1 and 0, are hardly apart.",
        Mistake(
            0, "1 is only a logit for the second softmax, and it gives less than 1."
        ),
        Mistake(2.3026, "that is log 10, where all are alike; here 1 and 0 differ."),
        Mistake(0.232, "that is the probability; the loss is its surprise."),
        Mistake(2.4612, "that is the log of the sum; take the right logit, 1, off."),
        Mistake(0.5514, "that is for three classes; nine others bring e⁰ each."),
        Mistake(1.3026, "the right class brings e to the sum, and not 1."),
        Mistake(1, "e⁰ is 1, so the nine others still have their part of the sum."),
        measured=True,
    ),
    "10.6": Exercise(
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
    "10.7": Exercise(
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
