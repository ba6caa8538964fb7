"""The examples in the docstrings of the tools are true, as those of the engine are."""

import doctest
import importlib.util
import re

import pytest

from tools.places import ROOT

WITH_EXAMPLES = [
    path
    for folder in ("tools", "book/live")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if re.search(r"^ *>>> ", path.read_text("utf-8"), re.MULTILINE)
]


def examples_run(path):
    """How many examples of a file were run, and how many of them are false."""
    spec = importlib.util.spec_from_file_location(f"of_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return doctest.testmod(module)


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_of_a_tool_are_true(path):
    result = examples_run(path)

    assert result.attempted > 0 and result.failed == 0


def test_there_are_tools_with_examples():
    assert len(WITH_EXAMPLES) > 2


def test_a_false_example_is_found(tmp_path, capsys):
    planted = tmp_path / "planted.py"
    planted.write_text('"""\n>>> 1 + 1\n3\n"""\n', encoding="utf-8")

    assert examples_run(planted).failed == 1
    assert "Got:" in capsys.readouterr().out
