"""The answers to the exercises of chapter 1."""

from .exercise import PLACES, Exercise, Mistake

EXERCISES = {
    "1.1": Exercise(
        -10,
        "−10: at −5 a step to the right lowers the square, ten times as far.",
        Mistake(10, "mind the sign: at −5 a step to the right lowers the square."),
        Mistake(25, "that is y at −5; the slope says how y moves."),
        Mistake(-5, "that is x itself; measure how far y moves."),
        Mistake(6, "that is the slope at 3; a slope belongs to its point."),
        Mistake(
            -9, "the nudge was 1, and the corner is still in it; take a smaller one."
        ),
        Mistake(
            -9.9,
            "the nudge was 0.1, and the corner is still in it; take a smaller one.",
        ),
        Mistake(
            -10.1,
            "the nudge was −0.1, and the corner is still in it; take a smaller one.",
        ),
        Mistake(
            -11, "the nudge was −1, and the corner is still in it; take a smaller one."
        ),
        measured=True,
    ),
    "1.2": Exercise(
        74,
        "74 = 80 + (−3)·2: where it is, plus slope times nudge.",
        Mistake(86, "mind the sign: a slope of −3 says that it cools."),
        Mistake(77, "that is after one minute; the nudge is two."),
        Mistake(-6, "that is the change; the coffee starts at 80."),
        Mistake(6, "that is how far it cools; the coffee starts at 80."),
    ),
    "1.3": Exercise(
        [3, 2, 4, 1],
        "3, 2, 4, 1: as it is, nudged, the difference, divided by the nudge.",
        Mistake([3, 2, 1, 4], "there is no difference to divide before line 4."),
        Mistake([1, 2, 3, 4], "line 1 divides a difference that is not there yet."),
        Mistake([4, 2, 1, 3], PLACES),
        also=(([2, 3, 4, 1], "the two results may be computed in either order."),),
    ),
    "1.4": Exercise(
        5,
        "5: one second of rolling on, and 12 / 3 of braking.",
        Mistake(3, "that is the slope at v = 6; measure again at v = 12."),
        Mistake(6, "the braking part doubles, the reaction part stays 1."),
        Mistake(36, "that is the distance at v = 12; the slope says how it moves."),
        Mistake(4, "that is the braking part; the nudged v also rolls on for t."),
        Mistake(5.0167, "the nudge was 0.1, and it still shows; take a smaller one."),
        Mistake(5.1667, "the nudge was 1, and it still shows; take a smaller one."),
        measured=True,
    ),
    "1.5": Exercise(
        3,
        "3: the measured slope of x² at 3 is 6 + h, and the corner makes it 9.",
        Mistake(9, "that is the slope to be measured; which nudge measures it?"),
        Mistake(1, "a nudge of 1 measures 7; it has to be larger."),
        Mistake(1.5, "the measured slope is 6 + h, not 6·h."),
        Mistake(-3, "to the left the measured slope falls: 6 + h is 3 there."),
    ),
    "1.6": Exercise(
        -2,
        "−2: p brings 3·0.1 = 0.3, so q brings the other 0.4, by a nudge of −0.2.",
        Mistake(2, "mind the sign: q fell, and y rose by it."),
        Mistake(
            0.4, "that is the part of the move that q brings; divide by its nudge."
        ),
        Mistake(-0.4, "q brings 0.4, upward; divide that by its nudge of −0.2."),
        Mistake(
            -3.5, "that is the whole move divided by the nudge of q; p brings 0.3."
        ),
        Mistake(3.5, "that gives q the whole move; p brings 0.3 of it, and q fell."),
        Mistake(-5, "p brings 0.3 of the 0.7; take it away, do not add it."),
        Mistake(5, "p brings 0.3 of the 0.7; take it away, do not add it."),
        Mistake(-0.08, "divide the 0.4 by the nudge of q, do not multiply."),
    ),
    "1.7": Exercise(
        0.1,
        "0.1: the slope is 0.06 / 0.02 = 3, and 0.3 is 3 times a nudge of 0.1.",
        Mistake(3, "that is the slope; find the nudge that makes y rise by 0.3."),
        Mistake(0.3, "that is how far y shall rise; x needs less, for y moves faster."),
        Mistake(0.9, "slope times nudge is the move of y; here the move is given."),
        Mistake(4.1, "that is where x arrives; write by how much it was raised."),
        Mistake(0.08, "from 4.02 on that is what is missing; start from 4."),
        Mistake(
            10,
            "slope times nudge is 0.3; divide 0.3 by the slope, not the slope by it.",
        ),
    ),
}
