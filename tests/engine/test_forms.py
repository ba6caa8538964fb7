"""Numbers in lists and dicts: they come back in the form in which they were given."""

from collections import namedtuple

from toygrad.forms import flat, form, map_numbers

Point = namedtuple("Point", "x y")
NESTED = {"a": [1.0, (2.0, 3.0)], "b": Point(4.0, {"c": 5.0}), "empty": []}


def test_map_numbers_keeps_lists_tuples_and_dicts_as_they_are():
    doubled = map_numbers(lambda number: 2.0 * number, NESTED)

    assert doubled == {
        "a": [2.0, (4.0, 6.0)],
        "b": Point(8.0, {"c": 10.0}),
        "empty": [],
    }
    assert type(doubled["b"]) is Point and type(doubled["a"][1]) is tuple
    assert map_numbers(abs, -1.0) == 1.0


def test_map_numbers_hands_on_the_numbers_of_others_by_their_names():
    pairs = map_numbers(
        lambda *each: each, {"a": 1, "b": [2]}, {"b": [3], "a": 4}, {"a": 5, "b": [6]}
    )

    assert pairs == {"a": (1, 4, 5), "b": [(2, 3, 6)]}


def test_flat_lists_the_numbers_in_the_order_of_the_first():
    assert flat(NESTED) == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert flat({"a": 1, "b": 2}, {"b": 3, "a": 4}) == [4, 3]
    assert flat(7.0) == [7.0] and flat([]) == []


def test_the_form_is_the_same_for_other_numbers_and_another_for_other_lists():
    assert form([1.0, {"a": 2.0}]) == form([5.0, {"a": "text"}]) == [0.0, {"a": 0.0}]
    assert form([1.0]) != form((1.0,)) and form([1.0]) != form([1.0, 2.0])
    assert form({"a": 1.0}) != form({"b": 1.0}) and form([1.0]) != form([[1.0]])
