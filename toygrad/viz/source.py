"""The engine's own text, shown in a chapter: it cannot drift from the code."""

import inspect
import textwrap

from IPython.display import Markdown

__all__ = ["show_source"]


def show_source(thing):
    """The source of a function, method or class as a block of code.

    Raises TypeError for anything that was not written in a file.
    """
    try:
        source = textwrap.dedent(inspect.getsource(thing)).rstrip()
    except (TypeError, OSError):
        raise TypeError(
            f"show_source needs a function or class of a file, got {thing!r}; "
            "write show_source(Value.backward)"
        ) from None
    return Markdown(f"```python\n{source}\n```")
