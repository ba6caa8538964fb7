"""Answers checked where they are given, with the likely mistake named.

``check("2.3", 19)`` compares an answer with the truth and prints one
sentence.  It never raises: an exercise is no place to stumble.
"""

import sys
from dataclasses import dataclass
from numbers import Real

from .value import Value

__all__ = ["EXERCISES", "Exercise", "Mistake", "check"]


@dataclass(frozen=True)
class Mistake:
    """A typical wrong answer, what led to it, and the number of its misconception."""

    answer: object
    sentence: str
    misconception: int | None = None


@dataclass(frozen=True)
class Exercise:
    """The truth, why it is true, and the wrong answers that people give."""

    truth: object
    why: str
    mistakes: tuple


EXERCISES = {
    "0.1": Exercise(
        truth=4,
        why="4: from a to L the factors are −2, 1 and now −2.",
        mistakes=(
            Mistake(-4, "f has turned its sign, and the path from a to L passes f"),
            Mistake(-2, "that is one factor alone; multiply all three from a to L"),
            Mistake(2, "that was the factor of f while f was 2; now it is −2"),
            Mistake(3, "that is the data of a; its gradient says what a nudge does"),
        ),
    ),
    "0.2": Exercise(
        truth="b",
        why="b: of the sizes 4, 6, 2 and 5 its gradient has the largest.",
        mistakes=(
            Mistake(
                "c", "c has the largest data; how much a nudge matters is its gradient"
            ),
            Mistake(
                "a", "a comes first, but a nudge of a arrives only four times as large"
            ),
            Mistake("f", "f works on the result directly; still, its gradient is 5"),
        ),
    ),
    "1.1": Exercise(
        truth=-10,
        why="−10: at −5 a step to the right lowers the square, ten times as far.",
        mistakes=(
            Mistake(10, "mind the sign: at −5 a step to the right lowers the square"),
            Mistake(25, "that is y at −5; the slope says how y moves"),
            Mistake(-5, "that is x itself; measure how far y moves"),
            Mistake(6, "that is the slope at 3; a slope belongs to its point"),
            Mistake(
                -9, "the nudge was 1, and the corner is still in it; take a smaller one"
            ),
            Mistake(
                -9.9,
                "the nudge was 0.1, and the corner is still in it; take a smaller one",
            ),
        ),
    ),
    "1.2": Exercise(
        truth=74,
        why="74 = 80 + (−3)·2: where it is, plus slope times nudge.",
        mistakes=(
            Mistake(86, "mind the sign: a slope of −3 says that it cools"),
            Mistake(77, "that is after one minute; the nudge is two"),
            Mistake(-6, "that is the change; the coffee starts at 80"),
            Mistake(6, "that is how far it cools; the coffee starts at 80"),
        ),
    ),
    "1.3": Exercise(
        truth=[3, 2, 4, 1],
        why="3, 2, 4, 1: as it is, nudged, the difference, divided by the nudge.",
        mistakes=(
            Mistake([2, 3, 4, 1], "line 4 subtracts the first result from the second"),
            Mistake([3, 2, 1, 4], "there is no difference to divide before line 4"),
            Mistake([1, 2, 3, 4], "line 1 divides a difference that is not there yet"),
            Mistake(
                [4, 2, 1, 3],
                "that is the place of each line; write the number of the line that comes "
                "first, then of the next",
            ),
        ),
    ),
    "1.4": Exercise(
        truth=5,
        why="5: one second of rolling on, and 12 / 3 of braking.",
        mistakes=(
            Mistake(3, "that is the slope at v = 6; measure again at v = 12"),
            Mistake(6, "the braking part doubles, the reaction part stays 1"),
            Mistake(36, "that is the distance at v = 12; the slope says how it moves"),
            Mistake(4, "that is the braking part; the nudged v also rolls on for t"),
        ),
    ),
    "1.5": Exercise(
        truth=3,
        why="3: the measured slope of x² at 3 is 6 + h, and the corner makes it 9.",
        mistakes=(
            Mistake(9, "that is the slope to be measured; which nudge measures it?"),
            Mistake(1, "a nudge of 1 measures 7; it has to be larger"),
            Mistake(1.5, "the measured slope is 6 + h, not 6·h"),
            Mistake(-3, "to the left the measured slope falls: 6 + h is 3 there"),
        ),
    ),
    "2.1": Exercise(
        truth="x**2",
        why="x²: the outer slope is taken with respect to what stands inside the sine.",
        mistakes=(
            Mistake("x", "then the left side would stand on the right, too"),
            Mistake("sin(x)", "that is the inside of (sin x)², another function", 2),
            Mistake("2*x", "that is the slope of the inside, not the inside"),
        ),
    ),
    "2.2": Exercise(
        truth=-5.4668,
        why="−5.4668 is cos(9)·6: the outer slope at u = 9, the inner slope at x = 3.",
        mistakes=(
            Mistake(-5.94, "you took the outer slope at x = 3; it belongs at u = 9"),
            Mistake(
                -0.9111, "that is the outer slope alone; multiply by the inner slope 6"
            ),
            Mistake(
                -0.2794, "that is the slope of (sin x)²: there the sine is inside", 2
            ),
            Mistake(
                -8.0632, "that is the slope of sin(x)·x²; here x² is inside the sine", 1
            ),
            Mistake(-2.6146, "that is the slope at x = 2; the question is about x = 3"),
        ),
    ),
    "2.3": Exercise(
        truth=19,
        why="19 = 3 + 12 + 4: along x + 1, along x − 2, along x itself.",
        mistakes=(
            Mistake(15, "you froze the last factor x: its path brings 4 more", 6),
            Mistake(7, "you froze x − 2: its path brings 12 more", 6),
            Mistake(16, "you froze x + 1: its path brings 3 more", 6),
            Mistake(4, "you took the last path only; over paths, add", 6),
            Mistake(3, "you took the first path only; over paths, add", 6),
            Mistake(12, "that is one path of three, or y itself; over paths, add", 6),
            Mistake(
                1,
                "those are the slopes of the factors, multiplied; y is no composite",
                1,
            ),
            Mistake(
                144,
                "you multiplied the paths; along a path multiply, over paths add",
                7,
            ),
        ),
    ),
    "2.4": Exercise(
        truth=[2, 3, 1],
        why="2, 3, 1: first the paths, then a product for each, then one sum.",
        mistakes=(
            Mistake([2, 1, 3], "you add before there are products to add"),
            Mistake([3, 2, 1], "you multiply along paths that are not listed yet"),
            Mistake([1, 2, 3], "the sum comes last: it needs a product for each path"),
            Mistake(
                [3, 1, 2],
                "that is the place of each line; write the number of the line that comes "
                "first, then of the next",
            ),
        ),
    ),
    "2.5": Exercise(
        truth=3,
        why="at 3 two paths through x·x bring 3 each, the path through 6·x brings −6.",
        mistakes=(
            Mistake(0, "there y is 0; the question is where its slope is 0"),
            Mistake(6, "there two paths bring 6 each against −6: the slope is 6"),
            Mistake(-3, "mind the sign: the path through 6·x brings −6"),
        ),
    ),
    "2.6": Exercise(
        truth=1,
        why="1: there x² is 1 as well, so both rules take the outer slope at 1.",
        mistakes=(
            Mistake(0, "there the inner slope 0 hides every mistake; find another x"),
            Mistake(-1, "there u is 1 and x is −1: the right slope is −4, not 4"),
            Mistake(2, "there the right slope is 32, and the broken one 16"),
            Mistake(0.5, "there the right slope is 0.5, and the broken one 1"),
        ),
    ),
    "3.1": Exercise(
        truth=1,
        why="1: one edge is left, so one share arrives where two should add up to 2.",
        mistakes=(
            Mistake(
                2, "that is the truth, and the tuple finds it; a set keeps one edge", 6
            ),
            Mistake(0, "one edge is left, and it carries a share of 1"),
            Mistake(5, "that is the data of a; a gradient comes along the edges"),
        ),
    ),
    "3.2": Exercise(
        truth=[2, 4, 1, 3],
        why="2, 4, 1, 3: the left operand is asked first, then the right one does it.",
        mistakes=(
            Mistake(
                [4, 2, 1, 3], "Python asks the left operand first, and that is the 3"
            ),
            Mistake(
                [2, 1, 4, 3], "the leaf is made inside `__rsub__`; it is called before"
            ),
            Mistake([1, 2, 4, 3], "nobody makes a leaf before the 3 was asked"),
            Mistake(
                [3, 1, 4, 2],
                "that is the place of each line; write the number of the line that comes "
                "first, then of the next",
            ),
        ),
    ),
    "3.3": Exercise(
        truth=5,
        why="5: a, b, a + b, a + b once more, and the product.",
        mistakes=(
            Mistake(4, "a + b is written twice, so it is computed twice: two values"),
            Mistake(3, "those are the computed ones; the leaves are values, too"),
            Mistake(7, "a and b are used twice, but each is one value"),
            Mistake(6, "that is the number of edges; count the values"),
        ),
    ),
    "3.4": Exercise(
        truth=10,
        why="10: 5 comes along each of the two edges into y, with either program.",
        mistakes=(
            Mistake(
                5, "that is what one edge brings; s is used twice, and shares add", 6
            ),
            Mistake(25, "that is y itself; the slope says how y moves"),
            Mistake(4, "that is 2·a; the inner sum is 5"),
            Mistake(20, "a nudge of a moves s once, not twice"),
        ),
    ),
    "3.5": Exercise(
        truth=0,
        why="0: the branch that ran made a new leaf, and no edge leads to x.",
        mistakes=(
            Mistake(4, "that is the slope of x²; at 2 another branch ran"),
            Mistake(2, "that is the data of x; look for an edge from x to the result"),
            Mistake(
                1, "the result is a leaf of its own, it does not pass on its 1 to x"
            ),
        ),
    ),
    "4.1": Exercise(
        truth=15,
        why="15 = 6 + 9: one share from the sum, one from the product.",
        mistakes=(
            Mistake(6, "that is the share from the sum; a has a second use", 6),
            Mistake(9, "that is the share from the product; a has a second use", 6),
            Mistake(
                54, "you multiplied the shares of two uses; where uses meet, add", 7
            ),
            Mistake(18, "that is L itself; its gradient is 1, walk back from there"),
            Mistake(21, "a product scales by the other factor: 6 goes to the sum"),
            Mistake(4, "each share is the local derivative times the user's gradient"),
        ),
    ),
    "4.2": Exercise(
        truth=8,
        why="8 = 1·3 + 1·5: for each use, the gradient of the user times the local "
        "derivative.",
        mistakes=(
            Mistake(
                2, "that is what the sentence says, 1 + 1; each use scales its share"
            ),
            Mistake(15, "those are the two local derivatives multiplied; add"),
            Mistake(3, "that is the use in p alone; w is used in q, too", 6),
            Mistake(5, "that is the last use alone; w is used in p, too", 6),
        ),
    ),
    "4.3": Exercise(
        truth=[3, 2, 1, 4],
        why="3, 2, 1, 4: first forward, then the 1, then value by value.",
        mistakes=(
            Mistake([2, 3, 1, 4], "before line 3 there is no result to hold the 1"),
            Mistake([3, 1, 2, 4], "line 1 repeats; line 2 would wipe out what arrived"),
            Mistake([3, 2, 4, 1], "line 4 speaks of a value that line 1 takes"),
            Mistake([2, 1, 4, 3], "line 4 needs the local derivatives of line 3"),
        ),
    ),
    "4.4": Exercise(
        truth=8,
        why="8: b is visited twice, and each time it sends its 2 along two edges.",
        mistakes=(
            Mistake(4, "that is the truth, found when b sends once", 8),
            Mistake(1, "that is what = for += ends with; here shares add", 6),
            Mistake(6, "c sends both its shares before b is visited: b holds 2", 8),
        ),
    ),
    "4.5": Exercise(
        truth=5000,
        why="5000: one for each edge, however many inputs there are.",
        mistakes=(
            Mistake(
                1500000, "that is the most that 300 nudges take; one walk is enough"
            ),
            Mistake(300, "one walk serves all inputs, but it passes every edge"),
            Mistake(1, "it is one walk, but it multiplies at every edge"),
        ),
    ),
    "4.6": Exercise(
        truth=[5, -1, 7],
        why="a = 5 from c's gradient, b = −1 from 2 + 5·b = −3, c = 2 + 5 = 7.",
        mistakes=(
            Mistake([5, -1, -3], "a·b is −5, and a·b + c is the share 2"),
            Mistake([5, -1, 2], "2 is a·b + c, not c alone"),
            Mistake([5, -5, 27], "the second share of a is a·b, not b alone"),
            Mistake([5, -0.6, 5], "a is used twice: its gradient is 2 + 5·b", 6),
        ),
    ),
    "5.1": Exercise(
        truth=2,
        why="2: the reflected method gets x first, so it computes 4 / 2.",
        mistakes=(
            Mistake(0.5, "that is the right quotient; the method is given x first"),
            Mistake(0.25, "that is 1 / x; which two numbers are divided?"),
            Mistake(8, "that is the product; which two numbers are divided?"),
        ),
    ),
    "5.2": Exercise(
        truth=0.125,
        why="0.125 = 1 / (2·4): the slope needs √16, which is 4.",
        mistakes=(
            Mistake(4, "that is the number, √16; the local derivative is its slope"),
            Mistake(0.03125, "that is 1 / (2·a); the slope uses the result √a, not a"),
            Mistake(0.25, "that is 1 / √a; a factor 1/2 is missing"),
            Mistake(0.0625, "that is 1 / a; the slope uses the result √a, not a"),
            Mistake(2, "that is √a / 2; the root stands below the line"),
            Mistake(0, "a square root is no constant: ask a nudge of a", 17),
        ),
    ),
    "5.3": Exercise(
        truth=2,
        why="2 = 1 + 0.5 + 0.25 + ...: the last x counts 1, each one before it half as much.",
        mistakes=(
            Mistake(1, "that is the last use alone; each round uses x once more", 6),
            Mistake(10000, "on its way to the end an early share is halved each time"),
            Mistake(0, "the first x is halved to nothing; the last one is not"),
            Mistake(0.5, "that is what one round does to y; x is used in each round"),
            Mistake(
                "RecursionError", "`by_stack` does not call itself; it finds the order"
            ),
        ),
    ),
    "5.4": Exercise(
        truth=[2, 3, 4, 5, 1],
        why="2, 3, 4, 5, 1: the order, the fresh start, the 1, then value by value.",
        mistakes=(
            Mistake(
                [2, 4, 3, 5, 1],
                "the result is a computed value: line 3 would wipe out its 1",
            ),
            Mistake([3, 2, 4, 5, 1], "line 3 needs to know which values were computed"),
            Mistake(
                [2, 4, 5, 1, 3],
                "the leaves come out right, but the gradients in the middle are wiped out "
                "before anybody reads them",
            ),
            Mistake([2, 3, 5, 1, 4], "the 1 comes too late: all shares are 0", 13),
            Mistake([2, 3, 4, 1, 5], "line 1 speaks of the value that line 5 takes"),
            Mistake(
                [5, 1, 2, 3, 4],
                "that is the place of each line; write the number of the line that comes "
                "first, then of the next",
            ),
        ),
    ),
    "5.5": Exercise(
        truth=12,
        why="12: 3 for =, 3 for no reversed, 4 for no start, 1 each for the other two.",
        mistakes=(
            Mistake(20, "a break shows itself on some graphs only: try the chain"),
            Mistake(8, "those are the cells that come out right"),
            Mistake(10, "= fails at a product, too: a · a brings two shares", 7),
            Mistake(
                9,
                "= fails wherever a is used more than once, and that is three graphs",
                6,
            ),
            Mistake(
                11, "no reset fails in a second pass: the middle still holds a 3", 11
            ),
            Mistake(
                13,
                "look at a · a with no reversed: one value sends, and any order is right; "
                "and at a · a · a with no seen: one use, one visit",
            ),
            Mistake(
                16, "no reset and no seen fail on one graph each; look which they need"
            ),
            Mistake(5, "those are the edits; count the cells"),
        ),
    ),
    "6.1": Exercise(
        truth=4,
        why="4 = (8 − 0) / 2: the slope 3, and h² = 1 on top.",
        mistakes=(
            Mistake(3, "that is the slope itself; what does a nudge of 1 measure?", 18),
            Mistake(7, "that is the right side alone, (8 − 1) / 1; use both sides"),
            Mistake(1, "that is the left side alone, (1 − 0) / 1; use both sides"),
            Mistake(8, "that is the difference; the two places are 2·h apart"),
        ),
    ),
    "6.2": Exercise(
        truth=[3, 1, 4, 2],
        why="3, 1, 4, 2: two runs, a slope, how far apart, and how far for its size.",
        mistakes=(
            Mistake([1, 3, 4, 2], "there is nothing to divide before f has run twice"),
            Mistake([3, 4, 1, 2], "line 4 speaks of a slope that line 1 makes"),
            Mistake([3, 1, 2, 4], "line 2 divides what line 4 finds"),
            Mistake(
                [2, 4, 1, 3],
                "that is the place of each line; write the number of the line that comes "
                "first, then of the next",
            ),
        ),
    ),
    "6.3": Exercise(
        truth=4,
        why="4: the slope of tan is 1 + y², not 1 + x². At 0 both are 1, and a check "
        "there sees nothing.",
        mistakes=(
            Mistake(1, "exp is its own slope, and y is exp(x)"),
            Mistake(
                3, "the minus is right: where the cosine falls, the sine is above 0"
            ),
            Mistake(7, "cosh has no minus: its slope is sinh"),
            Mistake(11, "the rule is right; near 0 the nudge is too large for a root"),
            Mistake(12, "1/x falls, and y² is 1/x²: the rule is right"),
        ),
    ),
    "6.4": Exercise(
        truth=15,
        why="15: too few digits are left in 1 − y². At 20 none are: it says 0, the truth "
        "is 1.699e−17.",
        mistakes=(
            Mistake(20, "there nothing is left of it; but 15 loses too much already"),
            Mistake(10, "half of the digits are gone, but the relative error is 1e−8"),
            Mistake(5, "a few digits are gone; look at the relative error"),
            Mistake(2, "there 1 − y² has nearly all its digits"),
        ),
    ),
    "6.5": Exercise(
        truth=0.0625,
        why="0.0625 = 1/16: 1 + |x| is 4, and the slope is one over its square.",
        mistakes=(
            Mistake(-0.75, "that is y at −3; ask for x.grad"),
            Mistake(-0.0625, "the curve rises everywhere; |x| brings no minus here"),
            Mistake(0.25, "1 + |x| is 4 at −3, and it is squared"),
            Mistake(0.4375, "1 − y² is the rule of tanh; this is another function"),
        ),
    ),
    "7.1": Exercise(
        truth=0.2,
        why="0.2 = 2/10: the slope 10x changes by 10 per unit, and 2/10 mirrors x.",
        mistakes=(
            Mistake(1, "that is the border of x²; this curve bends five times as much"),
            Mistake(0.1, "that rate lands on the bottom; twice as far is the mirror"),
            Mistake(0.4, "the curvature is 10, how far the slope moves, not 5"),
            Mistake(5, "the more a curve bends, the smaller its rates"),
            Mistake(10, "that is the curvature c; the border is 2/c"),
        ),
    ),
    "7.2": Exercise(
        truth=56,
        why="56: y wants a rate below 0.04, so x loses 8 % in a step; 0.92 to the power "
        "of 56 is the first below 1/100.",
        mistakes=(
            Mistake(55, "after 55 steps x is still 0.0413; one more"),
            Mistake(13, "a step takes 8 % of what is left, not of the start"),
            Mistake(1, "that takes a rate of 0.5, and y would run away"),
            Mistake(
                114, "the slope of x² is 2x: a step takes 2 · 0.0399 of x, not 0.0399"
            ),
        ),
    ),
    "7.3": Exercise(
        truth=5,
        why="5: v² is then 25y², the map is round, and one step of rate 0.5 is enough.",
        mistakes=(
            Mistake(25, "then v² would be 625y²; v is squared in the loss"),
            Mistake(0.2, "that is y = 0.2·v; the question is how many v make a y"),
            Mistake(50, "that is the curvature along y; c² has to be 25"),
            Mistake(12.5, "c is squared with y: c·c has to be 25, not 2·c"),
        ),
    ),
    "7.4": Exercise(
        truth=[4, 8 / 3],
        why="4 and 2.667: the misses are 2, 2, 0; twice the mean of miss·x, twice the "
        "mean of the misses.",
        mistakes=(
            Mistake([2, 4 / 3], "the slope of a square brings a factor of 2"),
            Mistake([12, 8], "that is for the sum; the mean divides by 3"),
            Mistake([8 / 3, 8 / 3], "w reaches each prediction times x"),
            Mistake([8 / 3, 4], "first for w, then for b"),
            Mistake([-4, -8 / 3], "a miss is the prediction minus the target"),
            Mistake([6, 4], "those are the sums without their 2; and divide by 3"),
        ),
    ),
    "7.5": Exercise(
        truth=1,
        why="1: x jumps between 4 and −4, the loss stays 16, the gradient has size 8.",
        mistakes=(
            Mistake(0.5, "there it stops rightly: x is at the bottom"),
            Mistake(1.1, "there each step changes the loss, and more and more"),
            Mistake(0.9, "there the loss shrinks from step to step, to the bottom"),
            Mistake(0.1, "there it stops near the bottom, as it should"),
            Mistake(2, "there x runs away, and the loss changes more and more"),
        ),
    ),
    "7.6": Exercise(
        truth=2.75,
        why="2.75: the 40 pulls with a slope of 1, and four small misses hold against it.",
        mistakes=(
            Mistake(10, "that is the mean, where squared misses end: 40 pulls hardest"),
            Mistake(2.5, "that is the mean of four; 40 still pulls, with a slope of 1"),
            Mistake(3, "that is the middle one; it is best for absolute misses"),
            Mistake(
                4, "from 10 it has not arrived yet: take more steps, or a larger rate"
            ),
            Mistake(0, "that is a start; go against the gradient until it is flat"),
        ),
    ),
    "8.1": Exercise(
        truth=337,
        why="337 = (32 + 16) + (256 + 16) + (16 + 1): weights and biases, layer by layer.",
        mistakes=(
            Mistake(304, "those are the weights; each neuron has a bias, too"),
            Mistake(33, "that is one for each neuron, so the biases; add the weights"),
            Mistake(336, "the output is a neuron like the others: it has a bias"),
            Mistake(65, "there are two hidden layers, with 16·16 weights between them"),
            Mistake(3, "those are the layers; each has weights and biases"),
        ),
    ),
    "8.2": Exercise(
        truth=[2, 4, 1, 3],
        why="2, 4, 1, 3: into `forward`, then first layer, bend, second layer.",
        mistakes=(
            Mistake([2, 1, 4, 3], "relu bends the 16 sums, so they come first"),
            Mistake([4, 1, 3, 2], "nothing is computed before `forward` is called"),
            Mistake([2, 4, 3, 1], "after the last layer there is no relu"),
            Mistake(
                [3, 1, 4, 2],
                "that is the place of each line; write the number of the line that comes "
                "first, then of the next",
            ),
        ),
    ),
    "8.3": Exercise(
        truth=[5, 4],
        why="w = 3·2 + 1·(−1) = 5 and b = 3·1 + 1·3 − 2 = 4: multiply along each path, "
        "add over the paths.",
        mistakes=(
            Mistake([5, -2], "the first biases are handed on, too: 3·1 and 1·3"),
            Mistake([5, 2], "on its way the first bias is multiplied by 3"),
            Mistake([5, 6], "the last bias, −2, is missing"),
            Mistake([7, 4], "h2 has the weight −1, so 1 is taken away from 6"),
            Mistake([1, 4], "on its way the first weight is multiplied by 3"),
        ),
    ),
    "8.4": Exercise(
        truth=8,
        why="8: inputs, hidden outputs and both slopes of relu are 0. The last bias has −2.",
        mistakes=(
            Mistake(
                6, "those are the hidden ones; the weights out meet hidden outputs of 0"
            ),
            Mistake(4, "those are the weights in; look at what else meets a 0"),
            Mistake(7, "that is with slope 1 for relu at 0; toygrad says 0 there", 19),
            Mistake(9, "raise the last bias: y moves, and so does the loss"),
            Mistake(1, "that is how many are not 0; count the others"),
        ),
    ),
    "8.5": Exercise(
        truth=1,
        why="1: w and b are above 0, so every kink, at −b/w, lies left of 0.",
        mistakes=(
            Mistake(17, "16 kinks make 17 pieces, but on which side of 0 are they?"),
            Mistake(16, "that is the number of kinks; on which side of 0 are they?"),
            Mistake(2, "a kink at x > 0 needs a weight and a bias of unlike signs"),
            Mistake(0, "for x ≥ 0 all neurons are on, and the curve rises"),
        ),
    ),
    "8.6": Exercise(
        truth=-2,
        why="−2: even at (1, 1) the sum is 0 then, and relu has the slope 0 there.",
        mistakes=(
            Mistake(-1, "at (1, 1) the sum is 2 − 1, so both neurons are on"),
            Mistake(-3, "it is stuck there, but a larger b is enough"),
            Mistake(0, "at (0, 1) the sum is 1, so both neurons are on"),
            Mistake(2, "a bias above 0 switches a neuron on; turn the sign"),
        ),
    ),
    "9.1": Exercise(
        truth=[3, 5, 2, 4, 1],
        why="3, 5, 2, 4, 1: zero, forward pass, loss, backward pass, update.",
        mistakes=(
            Mistake(
                [5, 2, 3, 4, 1],
                "that works as well, for no pass lies between; here line 3 was to come first",
            ),
            Mistake(
                [5, 2, 4, 3, 1],
                "zeroed between backward pass and update, every step is rate times 0",
            ),
            Mistake(
                [3, 5, 2, 1, 4],
                "the update comes before the gradients are there; it moves by 0, and the "
                "backward pass moves nothing",
                5,
            ),
            Mistake(
                [5, 2, 4, 1, 3],
                "if the gradients start at 0 that is the same; here line 3 was to come first",
            ),
            Mistake(
                [5, 3, 2, 4, 1],
                "that works as well, for no pass lies between; here line 3 was to come first",
            ),
            Mistake([3, 5, 4, 2, 1], "a backward pass starts at the loss of line 2"),
            Mistake([3, 2, 5, 4, 1], "line 2 needs the predictions of line 5"),
        ),
    ),
    "9.2": Exercise(
        truth=[3.2, 1.76, -0.032, -1.8176],
        why="3.2, 1.76, −0.032, −1.818: the collected gradient is 8, 14.4, 17.92, 17.856.",
        mistakes=(
            Mistake(
                [3.2, 2.56, 2.048, 1.6384],
                "that is the row with zeroing; without, nothing is taken off the sum",
                9,
            ),
            Mistake(
                [3.2, 1.6, -0.8, -4],
                "you added 8 each time; the slope is taken anew where w is, 6.4 at 3.2",
            ),
            Mistake(
                [3.2, 1.92, 1.152, 0.6912],
                "you doubled the gradient of the moment; add all gradients so far",
            ),
            Mistake(
                [4, 3.2, 1.76, -0.032],
                "that begins with the start; the first place after it is 3.2",
            ),
            Mistake(
                [8, 14.4, 17.92, 17.856],
                "these are the collected gradients; w moves a tenth of them down",
            ),
        ),
    ),
    "9.3": Exercise(
        truth=2,
        why="2: there the number is (w + g)², and w may grow against g without end.",
        mistakes=(
            Mistake(
                1, "that is the border with zeroing; here w is back at 4 in 4 steps"
            ),
            Mistake(1.9, "w swings wide there, but never beyond 18"),
            Mistake(2.1, "it runs away there, too; 2 is the first rate that does"),
            Mistake(0.1, "with that rate w swings between about −4 and 4 for ever"),
        ),
    ),
    "9.4": Exercise(
        truth=0,
        why="0: the loss is wrapped as a new leaf of the other class, and the walk ends there.",
        mistakes=(
            Mistake(
                2, "the texts are the same, but `isinstance` asks for the class itself"
            ),
            Mistake(1, "w and b are of one class; what happens to one happens to both"),
            Mistake(
                3, "there are two parameters; how many does the walk from total reach?"
            ),
        ),
    ),
    "9.5": Exercise(
        truth="C",
        why="C: it swings, as w did on w²: falling, past the bottom, and up again.",
        mistakes=(
            Mistake("A", "that one runs away at once: its rate is too large"),
            Mistake(
                "B", "that one falls to the best constant and stays: it started at zero"
            ),
            Mistake("D", "that one is in order: slow, but it falls to the end"),
        ),
    ),
    "9.6": Exercise(
        truth=1,
        why="1: the forward pass belongs in the loop; these guesses never hear of the updates.",
        mistakes=(
            Mistake(
                3, "the loss stands in the loop, as it should; are its guesses new"
            ),
            Mistake(
                4,
                "after the last update, before the next backward pass: that is right",
                9,
            ),
            Mistake(
                5,
                "a backward pass in every round is right; on which graph does it walk?",
            ),
            Mistake(
                7,
                "`p.data -=` does change the parameter, and the task says they moved",
                16,
            ),
            Mistake(2, "1000 rounds are enough for five points"),
        ),
    ),
    "10.1": Exercise(
        truth=405.4,
        why="405: p − y is the same in both, but the squared error is scaled by "
        "p·(1 − p), which is 0.002466.",
        mistakes=(
            Mistake(
                0.002467,
                "that is the squared error's gradient, or its part of the other; how "
                "many times as large is the other?",
            ),
            Mistake(202.7, "that is without the half of the squared error"),
            Mistake(401, "you took p as 0.0025; keep more digits"),
            Mistake(404.4, "that is 1/p; the slope of sigmoid is p·(1 − p)"),
            Mistake(12.07, "those are the two losses; compare their slopes"),
            Mistake(1, "p − y is the same, but the squared error still passes sigmoid"),
            Mistake(0.9975, "that is one of the two gradients, without its sign"),
        ),
    ),
    "10.2": Exercise(
        truth=-0.755,
        why="−0.755: only differences count, and 1002, 1001, 1000 differ as 2, 1, 0 do.",
        mistakes=(
            Mistake(0.245, "that is p; the gradient is p − y, and y is 1 there"),
            Mistake(0.755, "mind the sign: p − y, and the right class is pushed up"),
            Mistake(0, "the three gradients add up to 0; each of them is not 0"),
            Mistake(
                "OverflowError",
                "`logsumexp` takes the largest logit off first: e⁰ is the largest power",
            ),
            Mistake(-0.667, "they are not alike: each is 1 below the one before"),
        ),
    ),
    "10.3": Exercise(
        truth=710,
        why="710: softmax still works, p = e⁻⁷¹⁰ is about 4.5e−309. But the slope of the "
        "log is 1/p = e⁷¹⁰, more than a float holds. In one step the loss is 710.",
        mistakes=(
            Mistake(709, "there 1/p = e⁷⁰⁹ still fits into a float"),
            Mistake(711, "that fails, too; one less fails already"),
            Mistake(
                745,
                "there p is the smallest float; the log's slope, 1/p, failed before",
            ),
            Mistake(746, "there p has become 0; the log's slope, 1/p, failed before"),
            Mistake(1000, "that fails, too; but it is not the smallest"),
            Mistake(37, "there the other p becomes 1; this one is still far from 0"),
        ),
    ),
    "10.4": Exercise(
        truth=[3, 4, 8, 5],
        why="3 is missed 4 times, and 8 is said 5 times where it is something else.",
        mistakes=(
            Mistake(
                [3, 3, 8, 3], "that is the largest cell; add the row and the column"
            ),
            Mistake([8, 5, 3, 4], "rows are what it is, columns what is said: turn it"),
            Mistake(
                [3, 4, 9, 4], "9 is said four times where it is wrong; 8 once more"
            ),
            Mistake(
                [3, 4, 1, 4], "1 is said four times where it is wrong; 8 once more"
            ),
            Mistake(
                [3, 48, 3, 48], "48 is how many 3s there are; look beside the diagonal"
            ),
        ),
    ),
    "10.5": Exercise(
        truth=417,
        why="417 = 8·52 + 1: for each image 20 + 20 + 10 values and 2 of the loss, then the "
        "mean.",
        mistakes=(
            Mistake(416, "the mean of the eight losses is a value, too"),
            Mistake(53, "that is one image and its mean; the step has eight"),
            Mistake(257, "relu makes a value of its own for each hidden neuron"),
            Mistake(424, "one mean is enough for the eight images"),
            Mistake(401, "`cross_entropy` makes two values for each image"),
            Mistake(409, "`cross_entropy` makes two values for each image, not one"),
            Mistake(497, "an output has no relu"),
            Mistake(52, "that is one image; the step has eight, and a mean"),
            Mistake(929, "the pixels are plain numbers here: no boxes, and no edges"),
            Mistake(1927, "that is with the 1510 parameters; they are leaves"),
            Mistake(13944, "that is the number of edges"),
        ),
    ),
}


def check(number, answer):
    """Print whether `answer` solves exercise `number`, and if not, why.

        >>> check("2.3", 4)
        4: you took the last path only; over paths, add.

    `answer` is a number, a value, a text or a list, as the exercise
    asks; None says "not answered yet".
    """
    try:
        sentence = verdict(number, answer)
    except Exception:  # whatever an answer is, it must not make a reader stumble
        sentence = "This answer cannot be read; go back to the question above."
    print(printable(sentence))


def printable(text):
    """`text` with the letters that the screen lacks as numbers, "x\\xb2" for "x²"."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def verdict(number, answer):
    """The sentence that ``check`` prints."""
    if number not in EXERCISES:
        return f"There is no exercise {number!r}; there are {', '.join(EXERCISES)}."
    exercise = EXERCISES[number]
    if answer is None:
        return "not answered yet"
    if same(answer, exercise.truth):
        return f"Right: {exercise.why}"
    for mistake in exercise.mistakes:
        if same(answer, mistake.answer):
            return f"{said(answer)}: {mistake.sentence}."
    kind = {str: "a text in quotes", list: "a list of numbers"}.get(
        type(exercise.truth), "a number"
    )
    return (
        f"{said(answer)}: not yet. The answer is {kind}; go back to the question above."
    )


def same(answer, truth):
    """Equal: numbers to 3 digits, texts without regard to blanks and case.

    A whole number is right or wrong, however many digits it has.
    """
    answer = plain(answer)
    if isinstance(truth, str):
        return isinstance(answer, str) and tidy(answer) == tidy(truth)
    if isinstance(truth, list):
        alike = isinstance(answer, (list, tuple)) and len(answer) == len(truth)
        return alike and all(map(same, answer, truth))
    if isinstance(answer, bool) or not isinstance(answer, Real):
        return False
    allowed = 0.0015 * max(abs(truth), 0.1)
    return abs(answer - truth) <= (
        min(allowed, 0.4) if truth == int(truth) else allowed
    )


def plain(answer):
    """The number in a value, the list in an array; anything else as it is."""
    if isinstance(answer, Value):
        return answer.data
    return answer.tolist() if hasattr(answer, "tolist") else answer


def said(answer):
    text = str(plain(answer))
    return text if len(text) <= 40 else text[:39] + "…"


def tidy(text):
    """One spelling for the spellings of a short formula: "x²" is "x**2"."""
    text = (
        "".join(text.split())
        .lower()
        .replace("^", "**")
        .replace("²", "**2")
        .replace("·", "*")
    )
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    return text.replace("x*x", "x**2")
