"""Which digits of a central difference cancel, and which are right."""

import math
import re

import pytest

from toygrad import Value, exp, sin
from toygrad.viz import show_digits
from toygrad.viz.films.cancellation import digits_at


def cube(x):
    return x * x * x


@pytest.mark.parametrize("f, x", [(cube, 2.0), (exp, -1.0), (sin, 4.0), (cube, 50.0)])
@pytest.mark.parametrize("h", [1e-1, 1e-4, 1e-9])
def test_the_rows_are_the_numbers_of_the_difference(f, x, h):
    leaf = Value(x)
    f(leaf).backward()
    found = digits_at(f, x, h, leaf.grad)
    up, down = f(x + h), f(x - h)

    def number(text):
        return float(text.replace("−", "-"))

    last_digit = 2e-16 * abs(up)
    assert number(found.up) == pytest.approx(up, abs=last_digit)
    assert number(found.down) == pytest.approx(down, abs=last_digit)
    assert number(found.difference) == pytest.approx(up - down, abs=last_digit)
    assert number(found.slope) == (up - down) / (2 * h)
    assert found.error == abs(number(found.slope) - leaf.grad) / abs(leaf.grad)


def test_a_digit_cancels_where_the_difference_has_none():
    found = digits_at(cube, 2.0, 1e-3, 12.0)

    assert (found.up[:7], found.down[:7]) == ("8.01200", "7.98800")
    assert found.difference[: found.kept] == "0.0"
    assert found.cancelled == 2
    assert digits_at(cube, 2.0, 1e-20, 12.0).cancelled == 17  # nothing is left


@pytest.mark.parametrize("f", [lambda x: 1 / x, lambda x: -x * x, cube])
def test_the_points_are_in_line_and_as_many_digits_cancel_in_each_row(f):
    leaf = Value(2.0)
    f(leaf).backward()
    for k in range(1, 10):
        found = digits_at(f, 2.0, 10.0**-k, leaf.grad)
        rows = (found.up, found.down, found.difference)
        assert len({row.index(".") for row in rows}) == 1
        assert len({len(re.sub(r"\D", "", row[: found.kept])) for row in rows}) == 1


def test_digits_before_the_first_one_do_not_cancel():
    """0.0123 begins at the 1: the zeros before it are no digits of its own."""
    found = digits_at(lambda x: x / 1024, 16.0, 0.125, 1 / 1024)

    assert found.up.startswith("0.01574707") and found.down.startswith("0.01550292")
    assert found.difference.startswith("0.00024414")
    assert found.cancelled == 2


def test_what_is_right_falls_with_the_error_down_to_none():
    assert digits_at(cube, 2.0, 1e-3, 12.0).right == 7  # 12.000001
    assert digits_at(lambda x: x, 2.0, 0.25, 1.0).right == 16
    assert digits_at(cube, 2.0, 1.0, 12.0).right == 1  # 13
    assert digits_at(cube, 2.0, 10.0, 12.0).right == 0


def test_every_frame_says_what_the_table_says():
    slider = show_digits(cube, 2.0)
    (picture,), (turned,) = slider.data["pictures"], slider.data["sliders"]

    assert turned["texts"] == list(slider.rows) and turned["start"] == 5
    for k, (h, found) in enumerate(slider.rows.items()):
        rows = ["".join(text for _, text in row) for row in picture["rows"][k]]
        assert rows == [found.up, found.down, found.difference, found.slope]
        head, said, _ = slider.data["frames"][k]
        assert head == f"h = {h}"
        style, right = picture["rows"][k][3][0]
        assert style == "right" and len(re.sub(r"\D", "", right)) == found.right
        cancelled = f" {found.cancelled} digits cancel" if found.cancelled != 1 else " digit cancels"  # fmt: skip
        assert f"The first{cancelled}" in said and f"{found.right} digit" in said


def test_as_text_it_is_a_table():
    lines = repr(show_digits(cube, 2.0)).splitlines()

    assert re.split("  +", lines[0]) == [
        "h", "digits that cancel", "right digits of the slope",
    ]  # fmt: skip
    assert re.split("  +", lines[3]) == ["1e-3", "2", "7"]


@pytest.mark.parametrize(
    "f, x, error",
    [
        (3, 2.0, TypeError),
        (cube, "2", TypeError),
        (cube, True, TypeError),
        (math.floor, 2.5, TypeError),
        (lambda x: 3.0, 2.0, TypeError),
        (lambda x: x * x, 0.0, ValueError),
    ],
)
def test_wrong_use_is_told(f, x, error):
    with pytest.raises(error):
        show_digits(f, x)
