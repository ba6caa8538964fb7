"""Plain data in, plain data out: numbers of a request, and fewer digits of an answer."""

import pytest

from toygrad.viz.session import Session, number, shorten, whole


class Counter(Session):
    """Counts what it is asked to count."""

    name, acts = "a counter", {"count": "count", "tell": "tell"}
    total = 0

    def count(self, request):
        self.total += whole(request, "by", 9)

    def tell(self, request):
        return {"kind": "told", "total": self.total}

    def frame(self, has):
        return {"kind": "frame", "total": self.total, "has": has}


def test_an_act_answers_by_itself_or_by_the_frame():
    counter = Counter()

    assert counter.ask({"do": "count", "by": 2, "has": 3}) == {"kind": "frame", "total": 2, "has": 3}  # fmt: skip
    assert counter.ask({"do": "tell"}) == {"kind": "told", "total": 2}


@pytest.mark.parametrize("request_", [None, [], {}, {"do": "frame"}, {"do": ["count"]}])  # fmt: skip
def test_what_is_no_act_is_told_with_those_there_are(request_):
    reply = Counter().ask(request_)

    assert reply["kind"] == "problem"
    assert reply["says"].startswith("a counter does count, tell, got ")


@pytest.mark.parametrize("given", [True, "2", -1, 10, float("nan"), None, 1.5])
def test_a_number_that_cannot_be_is_told(given):
    reply = Counter().ask({"do": "count", "by": given})

    assert reply["kind"] == "problem" and reply["says"].startswith("by needs a ")


def test_a_number_that_is_left_out_is_none():
    assert number({}, "ms", 5) == whole({}, "ms", 5) == 0
    assert (number({"ms": 1.5}, "ms", 5), whole({"ms": 2.0}, "ms", 5)) == (1.5, 2)


def test_fewer_digits_of_everything_in_it():
    given = {"a": [1 / 3, (2 / 3, 7)], "b": {"c": True, "d": "1.23456"}}

    assert shorten(given, 2) == {"a": [0.33, [0.67, 7]], "b": {"c": True, "d": "1.23456"}}  # fmt: skip
