"""The page `engine.md` shows the engine whole: every line, once, in its order."""

import re

import pytest

FILES = [
    "value", "order", "refusals", "functions", "higher", "forms",
    "record", "replay", "batch", "tracing",
]  # fmt: skip
PART = re.compile(r"```\{literalinclude\} \.\./toygrad/(\w+)\.py\n((?::.*\n)*)```")


def lines_shown(source, options):
    """The lines that Sphinx takes for `start-at` and `end-before`."""
    marks = dict(re.findall(r':(start-at|end-before): "(.*)"', options))
    lines = source.splitlines()
    first = next(
        (k for k, line in enumerate(lines) if marks.get("start-at", "") in line)
    )
    rest = enumerate(lines[first + 1 :], first + 1)
    end = marks.get("end-before")
    last = next((k for k, line in rest if end and end in line), len(lines))
    return lines[first:last]


def text_of(page, name, source):
    """All that the page shows of one file."""
    shown = []
    for file, options in PART.findall(page):
        if file == name:
            shown += lines_shown(source, options)
    return shown


@pytest.fixture
def page(root):
    return (root / "book/engine.md").read_text()


@pytest.fixture
def source(root):
    return lambda name: (root / f"toygrad/{name}.py").read_text()


@pytest.mark.parametrize("name", FILES)
def test_every_line_of_the_engine_is_shown_once(page, source, name):
    assert text_of(page, name, source(name)) == source(name).splitlines()


@pytest.mark.parametrize("name", FILES)
def test_a_part_taken_away_is_missed(page, source, name):
    parts = [part.group() for part in re.finditer(PART, page) if part.group(1) == name]

    for part in parts:
        without = page.replace(part, "")
        assert text_of(without, name, source(name)) != source(name).splitlines()


def test_a_paragraph_stands_beside_every_part(page):
    *texts, end = re.split(r"(?s)```\{literalinclude\}.*?```", page)

    assert end.strip() == "" and len(texts) == len(PART.findall(page)) > 20
    assert all(len(re.sub(r"#.*", "", text).split()) >= 10 for text in texts)
