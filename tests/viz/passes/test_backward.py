"""The backward pass, frame by frame: what is said, and that it is the engine's."""

import math
import random

import pytest

from tests.shared.recorded import backward_pass, nudge_pass
from toygrad import Value, grad, relu, total
from toygrad.viz.snapshot import Snapshot
from toygrad.viz.words import number, signed

PRODUCT_REUSED = """\
a = 2, b = −3, c = 10. No gradient yet.
p = a·b = 2·(−3) = −6. The edges keep −3 and 2.
s = p + c = −6 + 10 = 4. The edges keep 1 and 1.
L = s·a = 4·2 = 8. The edges keep 2 and 4. a is used again: two slots.
Start backward. L.grad = 1. L changes exactly as L.
At L: 1. Times 2. Share 2 goes to s. 1 of 1: s.grad = 2.
At L: 1. Times 4. Share 4 goes to a. 1 of 2: a waits with 4.
At s: 2. Times 1. Share 2 goes to p. 1 of 1: p.grad = 2.
At s: 2. Times 1. Share 2 goes to c. 1 of 1: c.grad = 2.
At p: 2. Times −3. Share −6 goes to a. 2 of 2: a.grad = 4 + (−6) = −2.
At p: 2. Times 2. Share 4 goes to b. 1 of 1: b.grad = 4.
Raise a to 2.01. L goes from 8 to 7.9797. That is nearly −2 times 0.01."""


SQUARE_AND_SELF = """\
x = 3. No gradient yet.
s = x·x = 3·3 = 9. The edges keep 3 and 3. x has two slots.
y = s + x = 9 + 3 = 12. The edges keep 1 and 1. x has three slots.
Start backward. y.grad = 1. y changes exactly as y.
At y: 1. Times 1. Share 1 goes to s. 1 of 1: s.grad = 1.
At y: 1. Times 1. Share 1 goes to x. 1 of 3: x waits with 1.
At s: 1. Times 3. Share 3 goes to x. 2 of 3: x waits with 1 + 3 = 4.
At s: 1. Times 3. Share 3 goes to x. 3 of 3: x.grad = 1 + 3 + 3 = 7.
Raise x to 3.01. y goes from 12 to 12.0701. That is nearly 7 times 0.01."""


def test_the_first_storyboard_comes_out_caption_by_caption(product_reused):
    assert backward_pass(product_reused).captions == PRODUCT_REUSED.splitlines()


def test_the_second_storyboard_comes_out_caption_by_caption(square_and_self):
    assert backward_pass(square_and_self).captions == SQUARE_AND_SELF.splitlines()


@pytest.mark.parametrize("graph", ["small_network", "dead_relu"])
def test_the_last_frame_is_what_backward_finds_and_nothing_is_touched(graph, request):
    result = request.getfixturevalue(graph)
    recorded = backward_pass(result)

    assert all(value.grad == 0.0 for value in recorded.values)
    result.backward()
    assert recorded.grads == tuple(value.grad for value in recorded.values)
    assert backward_pass(result).grads == recorded.grads


def test_the_last_frame_is_exact_on_random_graphs_with_dead_relus():
    """To the last bit, which needs the engine's own order of adding."""
    for seed in range(150):
        rng = random.Random(seed)
        values = [Value(rng.uniform(-2, 2)) for _ in range(3)]
        for _ in range(14):
            a, b = rng.choices(values, k=2)
            kind = rng.randrange(4)
            values.append((a * b, a + b, a.tanh(), a.relu())[kind])
        result = values[-1] + values[-2] * values[-3]
        recorded = backward_pass(result)
        result.backward()
        assert recorded.grads == tuple(value.grad for value in recorded.values), seed


def test_a_partial_sum_is_never_called_the_gradient(square_and_self):
    recorded = backward_pass(square_and_self)
    notes = [frame.notes[0] for frame in recorded.frames]

    assert [note.kind for note in notes] == ["waiting"] * 5 + ["partial"] * 2 + [
        "complete"
    ] * 2
    assert notes[6].text == "so far 4"
    assert recorded.frames[6].slots[0] == ("1", "3")
    assert recorded.uses == (3, 1, 0)


def test_a_gradient_from_an_earlier_pass_fills_a_slot_of_its_own():
    x = Value(3.0, "x")
    (2.0 * x).backward()
    y = x * x
    y.label = "y"
    recorded = backward_pass(y)

    assert recorded.uses == (3, 0)
    assert recorded.captions[0] == "x = 3. x holds 2 from an earlier pass."
    assert recorded.frames[0].notes[0].text == "so far 2"
    assert recorded.frames[-2].slots[0] == ("before 2", "3", "3")
    assert recorded.captions[-2].endswith("2 of 2: x.grad = 2 + 3 + 3 = 8.")
    y.backward()
    assert x.grad == 8.0


def test_the_graph_grows_value_by_value(product_reused):
    frames = backward_pass(product_reused).frames

    assert [frame.stage for frame in frames[:5]] == [3, 4, 5, 6, 6]
    assert [frame.counter for frame in frames[1:4]] == [
        f"value {k} of 3" for k in (1, 2, 3)
    ]
    assert frames[9].counter == "share 5 of 6"


def test_the_nudge_check_makes_itself_small_at_a_kink():
    x = Value(-0.005, "x")
    y = relu(x)
    y.label = "y"

    assert backward_pass(y).captions[-1] == (
        "Raise x to −0.004. y goes from 0 to 0. That is 0 times 0.001."
    )


def test_the_nudge_check_claims_nothing_that_is_not_so():
    """The change it names is within 5 % of gradient times nudge, or it is silent."""
    near_zero = Value(0.001, "x") ** 2
    assert backward_pass(near_zero).captions[-1].endswith("nearly 0.002 times 1e−5.")
    for flat in (
        Value(0.0, "x") ** 2,
        Value(1e20, "x") * 1e-20,
        Value(0.0, "x").relu() + 1.0,
    ):
        assert not backward_pass(flat).captions[-1].startswith("Raise")


def test_a_leaf_alone_is_a_pass_of_its_own():
    x = Value(3.0, "x")
    x.grad = 5.0
    recorded = backward_pass(x)
    x.backward()

    assert recorded.grads == (x.grad,) == (6.0,)


def test_every_number_that_runs_is_the_engines(product_reused):
    """Forward the data of the parent; backward the gradient, the product, the share."""
    recorded = backward_pass(product_reused)
    product_reused.backward()
    for frame in recorded.frames:
        for place, (leaves, half, arrives) in zip(frame.edges, frame.moves):
            edge = recorded.edges[place]
            parent, value = recorded.values[edge.tail], recorded.values[edge.head]
            if frame.phase == "forward":
                assert (leaves, half, arrives) == (number(parent.data), "", "")
            else:
                local = dict(zip(value.parents, value.local_grads))[parent]
                assert half == f"{number(value.grad)} × {signed(number(local))}"
                assert (leaves, arrives) == (
                    number(value.grad),
                    number(value.grad * local),
                )


def test_the_formulas_say_the_chain_rule(product_reused):
    frames = backward_pass(product_reused).frames

    assert as_line(frames[1]) == "∂p/∂a = b = −3,  ∂p/∂b = a = 2"
    assert as_line(frames[4]) == "∂L/∂L = 1"
    # From the result itself the fraction would be the one on the left.
    assert as_line(frames[6]) == "∂L/∂a += ∂L/∂L·s = 1·4 = 4"
    assert as_line(frames[9]) == "∂L/∂a += ∂L/∂p·∂p/∂a = 2·(−3) = −6"


def test_a_part_of_a_formula_says_which_number_of_the_drawing_it_is(product_reused):
    frames = backward_pass(product_reused).frames
    roles = [role for role, *_ in frames[9].formula if role]

    assert roles == ["arriving", "local", "arriving", "local", "share"]
    assert [role for role, *_ in frames[1].formula if role] == ["local0"] * 2 + [
        "local1"
    ] * 2


def as_line(frame):
    """A formula as a line of text."""
    parts = (part[1:] for part in frame.formula)
    return "".join(f"∂{one[0]}/∂{one[1]}" if len(one) == 2 else one[0] for one in parts)


def test_a_value_used_twice_by_one_has_no_ambiguous_formula(square_and_self):
    frames = backward_pass(square_and_self).frames

    assert frames[1].formula == ()
    assert as_line(frames[6]).endswith("·x = 1·3 = 3")


def test_edges_show_symbol_and_number(product_reused):
    lines = [edge.lines for edge in backward_pass(product_reused).edges]

    assert lines == [
        ("×b", "= ×−3"), ("×a", "= ×2"), ("×1",), ("×1",), ("×a", "= ×2"), ("×s", "= ×4"),
    ]  # fmt: skip


def test_the_symbol_of_a_local_derivative_is_its_formula():
    """Each symbol, computed with the numbers of its names, is the local derivative."""
    x, b = Value(3.0, "x"), Value(2.0, "b")
    by_hand = {
        x * b: {"b": 2.0, "x": 3.0},
        x / b: {"1/b": 0.5, "−x/b²": -0.75},
        x**2: {"2·x": 6.0},
        x**3: {"3·x²": 27.0},
        x**-1: {"−1·x⁻²": -1 / 9},
        x**b: {"b·x^(b − 1)": 6.0, "x^b·log(x)": 9 * math.log(3)},
        x.tanh(): {"tanh′(x)": 1 - math.tanh(3.0) ** 2},
    }
    for value, expected in by_hand.items():
        symbols = Snapshot(value).symbols(value)
        assert symbols == list(expected)
        assert value.local_grads == pytest.approx(list(expected.values()))
    for value in (x + b, -x, x**1, x - b):
        symbols = Snapshot(value).symbols(value)
        assert set(symbols) == {""}


def test_numbers_that_do_not_belong_together_are_refused():
    x, unused = Value(3.0, "x"), Value(-1.0)
    y = x * x + (unused * 3.0).relu()
    recorded = backward_pass(y)
    unused.data = -5.0
    with pytest.raises(ValueError, match="compute the result again"):
        backward_pass(y)
    assert recorded.values[0] is x
    y = x * x
    x.data = 2.4
    for show in (lambda: backward_pass(y), lambda: nudge_pass(y, x)):
        with pytest.raises(ValueError, match="compute the result again"):
            show()


def test_formulas_are_bracketed_where_they_would_be_misread():
    x, odd = Value(-3.0), Value(3.0, "x + 1")
    seen = [backward_pass(y).captions[1] for y in (x**2, odd * x, -x, 2.0**odd, x - x)]

    assert [caption.split(". ")[0] for caption in seen] == [
        "v1 = (−3)² = 9",
        "v2 = (x + 1)·(−3) = 3·(−3) = −9",
        "v1 = −(−3) = 3",
        "v2 = 2^(x + 1) = 2³ = 8",
        "v1 = −3 − (−3) = 0",
    ]


def test_names_are_told_apart():
    a, b, v = Value(1.0, "a"), Value(2.0, "a"), Value(3.0, "v3")
    recorded = backward_pass(a * b + v * 2.0)
    names = [box.title.split(" = ")[0] for box in recorded.boxes]

    assert names[:4] == ["a", "a (2)", "v3", "2"]
    assert len(set(names)) == len(names)
    assert any("goes to (constant 2)" in caption for caption in recorded.captions)


def test_wrong_use_is_answered_in_words(square_and_self):
    with pytest.raises(TypeError, match="show_backward needs a value, got float"):
        backward_pass(12.0)
    with pytest.raises(ValueError, match="needs a value behind the result"):
        nudge_pass(square_and_self, Value(1.0))
    with pytest.raises(ValueError, match="size that is not 0"):
        nudge_pass(square_and_self, square_and_self.parents[1], size=0)
    with pytest.raises(ValueError, match="backward needs a finite result"):
        backward_pass(Value(1e200) * 1e200)


def test_a_formula_never_calls_two_things_by_one_name(product_reused):
    """∂L/∂a means the gradient; where a also goes another way, no edge says so."""
    frames = backward_pass(product_reused).frames
    x = Value(3.0, "x")
    s = x * x
    y = s * x
    s.label, y.label = "s", "y"

    assert as_line(frames[3]) == "∂L/∂s = a = 2"
    assert as_line(backward_pass(y).frames[2]) == "∂y/∂s = x = 3"


def test_names_that_are_sums_are_bracketed():
    odd, b, both = Value(3.0, "y-t"), Value(2.0, "b"), Value(4.0, "f(x) + g(x)")
    seen = [backward_pass(v).captions[1] for v in (odd**2, 2.0 - odd, both**2, odd * b)]

    assert [caption.split(" = ")[1] for caption in seen] == [
        "(y-t)²", "2 − (y-t)", "(f(x) + g(x))²", "(y-t)·b",
    ]  # fmt: skip
    frames = backward_pass(odd * b).frames
    assert as_line(frames[-2]).endswith("(y-t) = 1·3 = 3")
    theta = Value(3.0, "theta")
    assert backward_pass(theta**2).captions[1].startswith("v1 = theta² = 3² = 9")


def test_gradients_that_leave_the_floats_are_refused_as_by_the_engine():
    y = Value(1e-300, "x") * 1e200 * 1e200
    for refuse in (y.backward, lambda: backward_pass(y)):
        with pytest.raises(OverflowError, match="gradients that fit into a float"):
            refuse()


def test_leaves_without_a_name_are_told_as_numbers():
    captions = backward_pass(Value(2.0) * Value(-3.0) + Value(2.0)).captions

    assert captions[0] == "The numbers are 2, −3 and 2. No gradient yet."
    assert captions[-1].startswith("Raise (constant 2) to 2.01.")


def test_a_long_sum_says_where_it_stood():
    a = Value(1.0, "a")
    y = total([a * 1e20, a * 4.0, a * 3.0, a * 2.0, a * 1.0])
    waiting = [c for c in backward_pass(y).captions if " a.grad = " in c]

    assert waiting[-1].endswith("a.grad = 10 + 1e20 = 1e20.")


def test_a_nudge_that_nobody_could_see_is_left_out():
    hidden = Value(1.0, "x") * 1e-10 + 5.0
    for caption in backward_pass(hidden).captions:
        assert "goes from 5.0000000001 to 5.0000000001" not in caption


def test_a_pass_inside_grad_is_recorded_as_any_other():
    seen = []

    def f(x):
        seen.append(backward_pass(x * x).grads)
        return x * x

    assert grad(grad(f))(3.0) == 2.0
    assert seen[-1] == (6.0, 6.0, 1.0)  # x, the variable made of it, their product
