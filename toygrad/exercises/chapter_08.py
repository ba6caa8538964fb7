"""The answers to the exercises of chapter 8."""

from .exercise import PLACES, Exercise, Mistake

EXERCISES = {
    "8.1": Exercise(
        337,
        "337 = (32 + 16) + (256 + 16) + (16 + 1): weights and biases, layer by layer.",
        Mistake(304, "those are the weights; each neuron has a bias, too."),
        Mistake(33, "that is one for each neuron, so the biases; add the weights."),
        Mistake(336, "the output is a neuron like the others: it has a bias."),
        Mistake(65, "there are two hidden layers, with 16·16 weights between them."),
        Mistake(3, "those are the layers; each has weights and biases."),
        Mistake(
            321,
            "16 are missing: that many has the network with one input, where the first "
            "layer has 16 weights, not 32; or a row of 16 was left out.",
        ),
    ),
    "8.2": Exercise(
        [2, 4, 1, 3],
        "2, 4, 1, 3: into `forward`, then first layer, bend, second layer.",
        Mistake([2, 1, 4, 3], "relu bends the 16 sums, so they come first."),
        Mistake([4, 1, 3, 2], "nothing is computed before `forward` is called."),
        Mistake([2, 4, 3, 1], "after the last layer there is no relu."),
        Mistake([3, 1, 4, 2], PLACES),
        Mistake(
            [4, 2, 1, 3], "the neurons compute inside `forward`, which line 2 calls."
        ),
    ),
    "8.3": Exercise(
        [5, 4],
        "w = 3·2 + 1·(−1) = 5 and b = 3·1 + 1·3 − 2 = 4: multiply along each path, "
        "add over the paths.",
        Mistake([5, -2], "the first biases are handed on, too: 3·1 and 1·3."),
        Mistake([5, 2], "on its way the first bias is multiplied by 3."),
        Mistake([5, 6], "the last bias, −2, is missing."),
        Mistake([7, 4], "h2 has the weight −1, so 1 is taken away from 6."),
        Mistake([1, 4], "on its way the first weight is multiplied by 3."),
    ),
    "8.4": Exercise(
        [2, -3, 1],
        "the slopes are 0, 2, −1, 0, and each v is what a slope has more than the one "
        "before.",
        Mistake([2, -1, 0], "those are the slopes; v is how much a slope changes."),
        Mistake(
            [2, -1, 1],
            "at 1 the slope goes from 2 to −1; by how much does it change there?",
        ),
        Mistake(
            [2, -3, 0], "right of 3 the curve would go on falling; it has to stay at 0."
        ),
        Mistake(
            [2, -3, -1],
            "at 3 the slope goes from −1 up to 0, so the last v is above 0.",
        ),
        Mistake([2, -2, 0], "−2 would only bring the slope to 0, but the curve falls."),
        Mistake([0, 2, 0], "those are heights; a hinge brings a change of slope."),
        Mistake(
            [1, -2, 1], "that is the hat of the text; this one rises twice as fast."
        ),
    ),
    "8.5": Exercise(
        8,
        "8: inputs, hidden outputs and both slopes of relu are 0. The last bias has "
        "−2.",
        Mistake(
            6, "those are the hidden ones; the weights out meet hidden outputs of 0."
        ),
        Mistake(4, "those are the weights in; look at what else meets a 0."),
        Mistake(7, "that is with slope 1 for relu at 0; toygrad says 0 there.", 19),
        Mistake(9, "raise the last bias: y moves, and so does the loss."),
        Mistake(1, "that is how many are not 0; count the others."),
    ),
    "8.6": Exercise(
        1,
        "1: w and b are above 0, so every kink, at −b/w, lies left of 0.",
        Mistake(17, "16 kinks make 17 pieces, but on which side of 0 are they?"),
        Mistake(16, "that is the number of kinks; on which side of 0 are they?"),
        Mistake(2, "a kink at x > 0 needs a weight and a bias of unlike signs."),
        Mistake(0, "for x ≥ 0 all neurons are on, and the curve rises."),
    ),
    "8.7": Exercise(
        -2,
        "−2: even at (1, 1) the sum is 0 then, and relu has the slope 0 there.",
        Mistake(-1, "at (1, 1) the sum is 2 − 1, so both neurons are on."),
        Mistake(-3, "it is stuck there, but a larger b is enough."),
        Mistake(0, "at (0, 1) the sum is 1, so both neurons are on."),
        Mistake(2, "a bias above 0 switches a neuron on; turn the sign."),
    ),
}
