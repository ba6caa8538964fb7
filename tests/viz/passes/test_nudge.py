"""A nudge walks forward, and is compared with the gradient."""

from tests.shared.recorded import nudge_pass
from toygrad import Value

NUDGE = """\
x = 3. The forward pass is done: y = 12.
Raise x by 0.01.
From x: 0.01 times 3 is 0.03. From x: 0.01 times 3 is 0.03. s moves by 0.03 + 0.03 = 0.06.
From s: 0.06 times 1 is 0.06. From x: 0.01 times 1 is 0.01. y moves by 0.06 + 0.01 = 0.07.
The edges say: y moves by 0.07. Computed again, y goes from 12 to 12.0701: it moves by 0.0701."""


def test_a_nudge_walks_forward_and_is_compared_with_the_truth(square_and_self):
    x = square_and_self.parents[1]

    assert nudge_pass(square_and_self, x).captions == NUDGE.splitlines()


def test_a_nudge_out_of_the_domain_says_so():
    x = Value(0.005, "x")

    assert nudge_pass(x**0.5, x, -0.01).captions[-1].endswith("it leaves the domain.")


def test_a_nudge_that_does_not_arrive_says_so():
    x = Value(2.0, "x")
    y = x - x
    y.label = "y"

    assert nudge_pass(y, x).captions[-1] == (
        "The edges say: y moves by 0. Computed again, y goes from 0 to 0: it moves by 0."
    )
