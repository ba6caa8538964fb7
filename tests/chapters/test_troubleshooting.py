"""What the page `troubleshooting.md` quotes is what toygrad and its tools say."""

import importlib.util
import json
import re

import pytest

from toygrad import Value
from toygrad import value as engine


def first_cells(text):
    """The first cell of each row of each table."""
    rows = [line.split("|")[1].strip() for line in text.splitlines() if "|" in line]
    return [cell for cell in rows if not re.fullmatch("it says|you see|-*", cell)]


def quotes(text):
    """What stands in backticks in a first cell, if it is more than a name."""
    found = re.findall("`([^`]*)`", "\n".join(first_cells(text)))
    return [quote for quote in found if " " in quote and not quote.startswith("x.")]


@pytest.fixture
def page(root):
    return (root / "book/troubleshooting.md").read_text()


@pytest.fixture
def said(root):
    """All sentences that can be said: of errors, of the tools, of drawings."""
    sentences = json.loads((root / "tests/stored/sentences.json").read_text()).values()
    sources = [*(root / "tools").rglob("*.py"), *(root / "toygrad").rglob("*.py")]
    sources += (root / "book/live").glob("*.js")
    # Of a sentence over several lines of a source, the quotes in between go.
    texts = [re.sub(r'"\s+f?"', "", path.read_text()) for path in sources]
    return "\n".join([*sentences, *texts])


def unsaid(page, said):
    return [quote for quote in quotes(page) if quote not in said]


def test_every_quoted_sentence_is_said_somewhere(page, said):
    assert len(quotes(page)) > 15
    assert unsaid(page, said) == []


def test_a_sentence_that_nobody_says_is_found(page, said):
    planted = page + "\n| `this is said by nobody` | it is planted |\n"

    assert unsaid(planted, said) == ["this is said by nobody"]


def test_a_value_of_an_engine_that_was_loaded_twice_is_refused_as_the_page_says(page):
    """Python makes two classes of one file where it is imported under two names."""
    spec = importlib.util.spec_from_file_location("toygrad.again", engine.__file__)
    again = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(again)

    with pytest.raises(TypeError) as refused:
        Value(0.0) + again.Value(3.0)

    (quote,) = [words for words in quotes(page) if words.endswith("got Value")]
    assert str(refused.value).startswith(quote)
    assert not isinstance(again.Value(3.0), Value)
