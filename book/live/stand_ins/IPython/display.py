"""Marked-up text, as `show_source` makes it: a block of code."""

import html


class Markdown:
    def __init__(self, data):
        self.data = data

    def _repr_html_(self):
        lines = self.data.splitlines()
        return f"<pre>{html.escape(chr(10).join(lines[1:-1]))}</pre>"
