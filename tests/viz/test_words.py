"""Numbers and tables as people write them."""

from toygrad import Value, dot
from toygrad.viz.words import formula_in_numbers, number, write_operation


def test_numbers_are_written_for_people():
    written = [number(x) for x in (-6.0, 1 / 3, 0.0, -0.0, 1e-7, 123456.0, -2.5e30)]

    assert written == ["−6", "0.3333", "0", "0", "1e−7", "1.235e5", "−2.5e30"]


def test_a_short_sum_of_products_is_written_in_full():
    short = dot([Value(1.0), Value(-0.5)], [-2.0, 3.0])
    long = dot([Value(1.0)] * 4, [Value(2.0)] * 4)

    assert write_operation(short, ["a", "b", "c", "d + 1"]) == "a·c + b·(d + 1)"
    assert formula_in_numbers(short) == "1·(−2) + (−0.5)·3"
    assert formula_in_numbers(long) == "dot(1, 1, 1, … 5 more)"
