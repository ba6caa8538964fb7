"""The page of the edges: toygrad asked now, the libraries as stored, and live if installed."""

import json
import math

import pytest

from tools.book.chapters import Chapter
from tools.witness import edges
from toygrad import exp

STORED = edges.stored()
OURS = edges.answers(edges.with_toygrad)

SETTLED = {  # what the design says; a slope, or an error
    "`relu(x)` at 0": 0.0,
    "`relu(x)` at −0": 0.0,
    "`absolute(x)` at 0": 0.0,
    "`maximum(x, 1)` at 1": 0.5,
    "`clamp(x, 0, 1)` at 0": 0.0,
    "`clamp(x, 0, 1)` at 1": 0.0,
    "`sqrt(x)` at 0": ValueError,
    "`log(x)` at 0": ValueError,
    "`log(x)` at −1": ValueError,
    "`1 / x` at 0": ZeroDivisionError,
    "`x / 0` at 0": ZeroDivisionError,
    "`0 / x` at 0": ZeroDivisionError,
    "`x ** 0` at 0": 0.0,
    "`x ** 0.0` at 0": 0.0,
    "`x ** 0.5` at 0": ValueError,
    "`x ** −1` at 0": ZeroDivisionError,
    "`x ** (1/3)` at −8": ValueError,
    "`(−2) ** x` at 3": ValueError,
    "`exp(x)` at 710": OverflowError,
    "`tanh(x)` at 20": 1.6993417021166355e-17,
    "`sigmoid(x)` at 40": 4.248354255291589e-18,
    "`sigmoid(x)` at −800": 0.0,
    "`1 / (1 + exp(−x))` at 40": 4.248354255291589e-18,
    "`1 / (1 + exp(−x))` at −800": OverflowError,
    "`x * sqrt(x)` at 0": ValueError,
    "`where(x > 0, log(x), 0)` at 0": 0.0,
    "`relu(x)` at nan": ValueError,
    "`maximum(x, 1)` at nan": ValueError,
}


def same(one, other):
    """Two answers as text: 12 digits, nan and nan, or the same error."""
    if one == other or one.endswith("Error") or other.endswith("Error"):
        return one == other
    return math.isclose(float(one), float(other), rel_tol=1e-12)


def apart(one, other):
    """The points at which two engines, or two days, do not say the same."""
    assert one.keys() == other.keys()
    return [name for name in one if not all(map(same, one[name], other[name]))]


def test_the_page_is_made_from_the_store_and_from_toygrad():
    assert edges.PAGE.read_text() == edges.page(STORED)


@pytest.mark.parametrize("library", edges.LIBRARIES)
def test_one_answer_changed_is_seen_on_the_page(library):
    planted = json.loads(json.dumps(STORED))
    planted[library]["answers"]["`relu(x)` at 0"][1] = "0.25"

    assert edges.PAGE.read_text() != edges.page(planted)


@pytest.mark.parametrize("name", edges.NAMES)
def test_toygrad_says_what_was_settled(name):
    slope = SETTLED[name]
    settled = slope.__name__ if isinstance(slope, type) else repr(slope)

    assert same(OURS[name][1], settled)


def test_a_rule_with_too_few_digits_says_something_else(monkeypatch):
    """The planted fault: tanh as the textbook writes it."""

    def textbook(x):
        return (exp(2.0 * x) - 1.0) / (exp(2.0 * x) + 1.0)

    monkeypatch.setattr(edges.OF_TOYGRAD, "tanh", textbook)

    planted = edges.answers(edges.with_toygrad)
    assert apart(planted, OURS) == ["`tanh(x)` at 20"]
    assert edges.PAGE.read_text() != edges.page(STORED)


def test_the_store_has_every_library_and_every_point():
    assert list(STORED) == list(edges.LIBRARIES)
    assert edges.STORE.read_text() == edges.as_text(STORED)
    assert len(set(edges.NAMES)) == len(edges.POINTS)
    for said in STORED.values():
        assert said["version"]
        assert list(said["answers"]) == edges.NAMES


def test_the_three_agree_on_every_number_as_the_page_says():
    for name in edges.NAMES:
        numbers = {edges.shown(said["answers"][name][0]) for said in STORED.values()}
        assert len(numbers - {"–"}) == 1, name


@pytest.mark.parametrize("library", edges.LIBRARIES)
def test_a_library_that_is_installed_says_what_is_stored(library):
    if not edges.installed(library):
        pytest.skip(f"{library} is not installed: its answers were not asked again")
    said = STORED[library]
    if edges.version_of(library) != said["version"]:
        pytest.skip(f"stored is {library} {said['version']}, installed another")

    assert apart(edges.answers(edges.LIBRARIES[library][1]), said["answers"]) == []


def test_a_library_that_is_missing_keeps_its_answers(monkeypatch):
    monkeypatch.setattr(edges, "installed", lambda library: False)

    assert edges.asked_again(STORED) == STORED


def rows(text):
    return [line for line in text.splitlines() if line.startswith("| `")]


def test_the_table_in_chapter_6_is_a_part_of_the_page():
    table = Chapter("06_checking").prose["edge-table"]

    assert len(rows(table)) >= 6
    assert set(rows(table)) <= set(rows(edges.page(STORED)))
