"""The page of speed: its words are those of the template, its numbers in line."""

import re

import pytest

speed = pytest.importorskip(
    "tools.bench.speed",
    reason="micrograd or autograd is missing; make bench brings them",
)


def test_the_page_was_written_from_the_words_that_are_here():
    written = speed.PAGE.read_text("utf-8")
    lines = speed.WORDS.read_text("utf-8").replace("{{", "{").replace("}}", "}")
    pattern = re.sub(r"\\{\w+\\}(?=[^`])|\\{\w+\\}$", "(?s:.*?)", re.escape(lines), flags=re.M)  # fmt: skip

    assert re.fullmatch(pattern, written)
    assert not re.fullmatch(pattern, written.replace("How fast is it?", "How fast?"))


def test_a_table_is_in_line_and_its_numbers_have_three_digits():
    text = speed.table(["step", "ms"], [["one", 0.1234], ["many more", 1234.5]])

    assert text.splitlines() == [
        "| step      |    ms |", "| --------- | ----: |",
        "| one       |  0.12 |", "| many more | 1,234 |",
    ]  # fmt: skip
    assert speed.digits_of(12.34) == "12.3" and speed.digits_of(5) == "5"


def test_a_goal_is_reached_or_missed():
    goals = [("a", 2.0, ">=", 2), ("b", 2.0, "<=", 1.9)]

    assert re.findall("reached|missed", speed.goals_table(goals)) == [
        "reached",
        "missed",
    ]
