"""How numbers, shapes and nodes of PyTorch are written."""

from toygrad.viz.torch import words
from toygrad.viz.torch.trace import Node, Numbers, Output, Use


def test_a_shape_is_written_for_people():
    assert [words.size(shape) for shape in ((), (1, 1), (4,), (3, 4))] == [
        "one number", "one number", "4 numbers", "3×4",
    ]  # fmt: skip


def test_numbers_are_one_number_or_a_norm():
    many = Numbers((2, 2), 5.0, (3.0, 0.0, 4.0, 0.0))

    assert words.write(Numbers((1,), 2.0, (-2.0,))) == "−2"
    assert words.write(many) == "norm 5"
    assert words.write(None) == "none"
    assert words.rows(many) == "3, 0; 4, 0"


def test_a_sum_of_many_parts_shows_what_was_there_and_what_came():
    assert words.shown([1.0, 2.0]) == ["1", "2"]
    assert words.shown([1.0] * 6) == ["5", "1"]


def test_a_share_says_what_it_is():
    one = Numbers((), 2.0, (2.0,))

    assert words.share_in_words(Use(0, 0, 1, one)) == "Share 2"
    assert words.share_in_words(Use(0, 0, 1, Numbers((2,), 5.0))) == "A share of norm 5"
    assert words.share_in_words(Use(0, 0, 1)) == "No share"
    assert words.lines_beside(Use(0, 0, 1, one, local=-3.0)) == ("×−3",)
    assert words.lines_beside(Use(0, 0, 1, one, summed=12)) == ("sum of 12",)
    assert words.lines_beside(Use(0, 0, 1, one)) == ()


def node(**more):
    return Node(
        "v2", "AddmmBackward0", "matrix product plus bias", (Output((3, 4)),), **more
    )


def test_a_long_plain_word_is_left_to_the_caption():
    assert words.title_of(node()) == "v2 = AddmmBackward0"
    assert words.made_in_words(node(), ["b", "v1"]) == (
        "v2 = AddmmBackward0 (matrix product plus bias) of b and v1: 3×4, not kept by PyTorch."
    )


def test_what_needs_no_gradient_is_named_and_many_parents_are_counted():
    assert "of b and what needs no gradient:" in words.made_in_words(node(others=True), ["b"])  # fmt: skip
    assert "of 5 inputs:" in words.made_in_words(node(), list("abcde"))


def test_what_is_kept_is_told_or_counted():
    one = Numbers((), 2.0, (2.0,))

    assert words.keeps_in_words(node()) == "It keeps no tensor for the way back."
    assert words.keeps_in_words(node(keeps=(("self", one), ("m", Numbers((2, 3), 1.0))))) == (
        "It keeps self = 2 and m (2×3) for the way back."
    )  # fmt: skip
    assert words.keeps_in_words(node(keeps=(("p", one),) * 5)) == (
        "It keeps 5 tensors for the way back."
    )
