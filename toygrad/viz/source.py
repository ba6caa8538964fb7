"""The engine's own text, shown in a chapter: it cannot drift from the code."""

import inspect
import textwrap

from IPython.display import Markdown

from ..refusals import short

__all__ = ["show_source", "source_of"]


def show_source(thing):
    """The source of a function, method or class as a block of code.

    Raises TypeError for anything that was not written in a file or a cell.
    """
    return Markdown(f"```python\n{source_of(thing)}\n```")


def source_of(thing):
    """The source of a function, method or class as text."""
    try:
        return textwrap.dedent(inspect.getsource(thing)).rstrip()
    except (TypeError, OSError):
        raise TypeError(
            "a source needs a function or class of a file or a cell, "
            f"got {short(thing)}; write show_source(Value.backward)"
        ) from None
