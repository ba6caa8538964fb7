"""The answers to the exercises of chapter 12."""

from .exercise import Exercise, Mistake

# Said to letters that more than one case gets for the same reason.
NO_RELU = "there is no relu in it, and this bend cannot be dead."
ALIKE = "at epoch 0 the gradients of all layers are between 0.2 and 0.4."
EVEN = "at epoch 0 the gradients have the same power of ten in all layers."
NOT_STUCK = "a start at zero leaves all rows black, and here they are not."
PATIENCE = "32 steps are enough: with the right cure the loss comes down to about half of itself."
MEMORY = "plain descent has no state that could be stale."


def case(truth, why, **sentences):
    """A case of the clinic: a letter, and a sentence for each of the other eight."""
    mistakes = [Mistake(letter, said) for letter, said in sentences.items()]
    return Exercise(truth, why, *mistakes)


EXERCISES = {
    "12.1": Exercise(
        0.2 * 0.5**9,
        "0.000390625: two layers make a quarter, one a half, and nine lie between.",
        Mistake(
            0.2 * 0.25**9,
            "a quarter is what *two* layers leave, from 10 to 8; take its root.",
        ),
        Mistake(0.5**9, "that is the part that is left; layer 10 begins with 0.2."),
        Mistake(
            0.2 * 0.5**10,
            "one layer too many: from layer 10 to layer 1 it is nine steps.",
        ),
        Mistake(
            0.05 * 0.5**6,
            "one layer too few: from layer 8 to layer 1 it is seven steps.",
        ),
        Mistake(
            -0.475,
            "you took 0.075 away for each layer; along a path factors multiply.",
            1,
        ),
        measured=True,
    ),
    "12.2": Exercise(
        0.016,
        "0.016: the mean square becomes (1 + ¼)/2 = 5/8 of itself, and 100 · M(w) · 5/8 "
        "is 1.",
        Mistake(
            0.02, "that is kaiming, for a bend that keeps nothing of what is below 0."
        ),
        Mistake(0.01, "that is for no bend; this one takes a part of the mean square."),
        Mistake(
            1 / 75,
            "(1 + ½)/2 is what is left of the numbers; of their *squares* half stay and "
            "half are quartered.",
        ),
        Mistake(1.6, "that is n · M(w); divide by the 100 inputs."),
        Mistake(
            5 / 8, "that is what the bend leaves; the weights have to make up for it."
        ),
        Mistake(
            0.00625, "upside down: the smaller the part that is left, the larger M(w)."
        ),
        measured=True,
    ),
    "12.3": Exercise(
        0.8**10,
        "0.107: each layer multiplies by 1 + f′, which is 0.8.",
        Mistake(0.2**10, "that is a plain chain; here a path leads around each layer."),
        Mistake(1.2**10, "the sign: each layer multiplies by 1 − 0.2."),
        Mistake(
            -1,
            "that is 1 − 10 · 0.2, the paths through none and through one layer; the "
            "others are missing.",
        ),
        Mistake(1, "that is the path around all layers; 1023 others join it at x."),
        Mistake(
            0.8, "that is one layer; a gradient goes through ten, and they multiply."
        ),
        measured=True,
    ),
    "12.4": case(
        "E",
        "E: nearly all activations are at ±1 from epoch 0 on, the loss is a confident 6.65, and "
        "the steps of the lower layers fade. With xavier it falls as it should.",
        A=PATIENCE,
        B="small factors would make the gradients of epoch 0 fall from row to row, and "
        "they are above 1 in all four.",
        C="in an explosion each row of activations is larger than the one below; tanh "
        "lets none beyond 1.",
        D=NO_RELU,
        F="a rate does nothing before the first step, and at epoch 0 the activations are "
        "at the end of the bend already.",
        G="with zeros the loss would begin at 0.693, and it begins at 6.65.",
        H=MEMORY,
        I="kept gradients make the steps grow, and these shrink.",
    ),
    "12.5": case(
        "I",
        "I: at epochs 16 and 32 no gradient arrives in layers 1 to 3, and yet their steps "
        "are equally long at both. So they are not rate times gradient: what was kept "
        "moves the weights. With zeroing, and nothing else, the loss falls.",
        A=PATIENCE,
        B=ALIKE,
        C=ALIKE,
        D="that is how it ends; at epoch 0 no row is black. And what is dead gets no step, "
        "whereas these steps are longer than ever.",
        E="relu has no end at which it is flat above 0, and at epoch 0 all is in order.",
        F="nearly: but whatever the rate, a gradient of 0 makes no step, and in the end "
        "layers 1 to 3 make long ones without any gradient.",
        G=NOT_STUCK,
        H="plain descent should have no state; what is it that has been kept here?",
    ),
    "12.6": case(
        "D",
        "D: row 3 is black from epoch 0 on, so row 4 gets nothing but 0 and is black, too, "
        "and no layer makes a step. Eight neurons in place of one cure it, for all will "
        "hardly be off at once.",
        A=PATIENCE,
        B="a gradient that vanishes gets smaller from row to row; this one is there in "
        "row 4 and exactly 0 in row 3.",
        C="nothing is large here: look at the powers of ten.",
        E="relu has no end at which it is flat above 0; look for rows that give 0.",
        F="a rate may kill relus, but not before the first step.",
        G="with a start at zero all rows are black, and here rows 1 and 2 are not.",
        H=MEMORY,
        I="kept gradients make steps grow, and here no layer makes any.",
    ),
    "12.7": case(
        "H",
        "H: both strips are in order, but the steps shrink from a power of −2 to one of −4, "
        "and Adam's should stay near its rate. Its memory of squares is far too large.",
        A=PATIENCE,
        B=EVEN,
        C=EVEN,
        D=NO_RELU,
        E="the activations are below one half, in the steep part of tanh.",
        F="then steps would be too long, and these end at a fiftieth of the rate.",
        G=NOT_STUCK,
        I="kept gradients would make the steps longer, and these get shorter.",
    ),
    "12.8": case(
        "C",
        "C: at epoch 0 each row of activations is about ten times the one below, and each "
        "row of gradients about ten times the one above. With kaiming, at the same rate, "
        "the loss falls.",
        A=PATIENCE,
        B="the gradients grow on their way down, from a power of 1 to one of 3.",
        D="a leaky relu has no flat side, and no cell is black.",
        E="a leaky relu does not saturate: it is steep at any size.",
        F="a rate does nothing before the first step, and at epoch 0 the numbers are huge already.",
        G=NOT_STUCK,
        H=MEMORY,
        I="at epoch 0, before any gradient could be kept, the loss is already huge.",
    ),
    "12.9": case(
        "G",
        "G: everything is 0 at epoch 0, and tanh gives 0 only for 0. A random start cures it.",
        A=PATIENCE,
        B="a gradient that vanishes gets smaller from row to row; here none arrives "
        "anywhere.",
        C="there is no number here but 0.",
        D="nearly: all neurons are off, but they are no relus; for which sum does tanh "
        "give 0?",
        E="a saturated tanh gives 1 or −1, and these give 0.",
        F="a rate does nothing before the first step, and at epoch 0 all is black.",
        H=MEMORY,
        I="there is nothing that could be kept: all gradients are 0.",
    ),
    "12.10": case(
        "B",
        "B: the activations are even, and the gradients lose a power of ten in about "
        "every layer. The slope of a sigmoid is at most ¼; with tanh, and nothing else "
        "changed, the loss falls.",
        A=PATIENCE,
        C="the gradients get smaller on their way down, not larger.",
        D="a sigmoid is never 0, and no cell is black.",
        E="a saturated sigmoid is near 0 or 1; these are near one half, where it is steepest.",
        F="a rate does nothing at epoch 0, and there the gradients fade already.",
        G=NOT_STUCK,
        H=MEMORY,
        I="kept gradients make the steps grow, and these are tiny.",
    ),
    "12.11": case(
        "F",
        "F: epoch 0 is in order; then the very first steps are about as long as the weights, "
        "and throw the neurons to the end of their bend.",
        A=PATIENCE,
        B=EVEN,
        C=EVEN,
        D=NO_RELU,
        E="that is how it ends; at epoch 0 the activations are below one half, so "
        "something has driven them out.",
        G=NOT_STUCK,
        H=MEMORY,
        I="kept gradients take some steps to add up; here the first ones are too long.",
    ),
}
