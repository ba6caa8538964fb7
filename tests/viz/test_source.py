"""The source that a chapter shows."""

import pytest

from toygrad import Value
from toygrad.viz import show_source


def test_source_is_read_from_the_file_itself():
    shown = show_source(Value.__mul__).data

    assert shown.startswith("```python\ndef __mul__(self, other):")
    with pytest.raises(TypeError, match="a function or class of a file"):
        show_source(3)
