"""Runs a cell of a page, in a worker of the reader's browser.

A run gets the texts of cells and hands out dicts, one for each piece of
output, as they come.  It reads no page and writes none.
"""

import ast
import contextlib
import io
import json
import linecache
import time
import traceback

from needs import needed, statements

MOST_TEXT = 20_000  # characters
MOST_SHOWN = 6_000_000  # characters: a large player has 400,000
PAUSE = 0.05  # seconds between two pieces of text
CUT_OFF = "\n… and more: an output here ends after {:,} characters.\n"
NO_KEYBOARD = "input needs a keyboard, and a page has none; write the text into the cell"  # fmt: skip


def run(cells, send):
    """Run the last of `cells`, after what it needs of those above.

    `send` gets {"text": …}, and with it "html" or "widget" where there is
    something to see, for each output; {"error": …} where something was
    raised.  What the cells above print is not sent.
    """
    *above, cell = [Cell(text, place) for place, text in enumerate(cells)]
    out = Output(send)
    names = {"__name__": "__main__", "display": out.show, "input": no_input}
    try:
        cell.check()
        before = [one for earlier in above for one in earlier.statements]
        with contextlib.redirect_stdout(io.StringIO()):
            for statement in needed(before, cell.statements):
                execute(statement, names)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            show_last(cell.statements, names, out)
    except BaseException as error:  # whatever a reader's cell may raise
        out.flush()
        send({"error": in_words(error, cell.file, above)})
    out.flush()


class Cell:
    """The text of a cell and its statements: none where it cannot be read."""

    def __init__(self, text, place):
        self.text, self.file, self.wrong = text, f"cell {place}", None
        lines = text.splitlines(keepends=True)
        linecache.cache[self.file] = (len(text), None, lines, self.file)
        try:
            self.statements = statements(text, self.file)
        except SyntaxError as error:
            self.statements, self.wrong = [], error

    def check(self):
        if self.wrong:
            raise self.wrong


def execute(statement, names):
    module = ast.Module([statement.node], type_ignores=[])
    exec(compile(module, statement.file, "exec"), names)  # nosec B102: a reader's own cell


def show_last(cell, names, out):
    """Run a cell; a last expression that is not None is shown."""
    for statement in cell[:-1]:
        execute(statement, names)
    for statement in cell[-1:]:
        if isinstance(statement.node, ast.Expr):
            asked = ast.Expression(statement.node.value)
            value = eval(compile(asked, statement.file, "eval"), names)  # nosec B307: as above
            if value is not None:
                out.show(value)
        else:
            execute(statement, names)


class Output(io.TextIOBase):
    """What a cell prints and shows, sent piece by piece, up to a limit."""

    def __init__(self, send):
        self.send, self.waiting, self.sent_at = send, [], 0.0
        self.text_left, self.shown_left = MOST_TEXT, MOST_SHOWN

    def write(self, text):
        if self.text_left > 0:
            self.waiting.append(text[: self.text_left])
            self.text_left -= len(text)
            if self.text_left <= 0:
                self.waiting.append(CUT_OFF.format(MOST_TEXT))
        if time.monotonic() - self.sent_at > PAUSE:
            self.flush()
        return len(text)

    def flush(self):
        if self.waiting:
            self.send({"text": "".join(self.waiting)})
            self.waiting, self.sent_at = [], time.monotonic()

    def show(self, *things):
        """What a notebook's `display` does."""
        for thing in things:
            self.flush()
            piece = seen(thing)
            self.shown_left -= len(json.dumps(piece))
            if len(piece) == 1 or self.shown_left < 0:
                self.write(piece["text"])
            else:
                self.send(piece)


def seen(thing):
    """What a page shows of it: as text, and as a picture where it has one."""
    piece = {"text": f"{thing!r}\n"}
    if hasattr(thing, "described"):
        piece["widget"] = thing.described()
    elif hasattr(thing, "_repr_html_"):
        piece["html"] = thing._repr_html_()
    return piece


def no_input(prompt=""):
    raise RuntimeError(NO_KEYBOARD)


def in_words(error, file, above):
    """An error as one sentence: the line that raised it, its kind, its message."""
    where, line, text = place_of(error)
    at = f"Line {line}, `{text}`" if text else f"Line {line}"
    if where != file:
        at = "In a cell above, that this one needs: " + at
    if isinstance(error, SyntaxError):
        return f"{at}, is not Python: {error.msg}."
    told = f"{at}: {type(error).__name__}: {message(error)}"
    unread = next((cell.wrong for cell in above if cell.wrong), None)
    if isinstance(error, NameError) and unread:
        told += f" A cell above is not Python: line {unread.lineno}, {unread.msg}."
    return told


def place_of(error):
    """The cell, the line and its text where something went wrong."""
    if isinstance(error, SyntaxError):
        return error.filename, error.lineno, (error.text or "").strip()
    frames = traceback.extract_tb(error.__traceback__)
    last = [frame for frame in frames if frame.filename.startswith("cell ")][-1]
    return last.filename, last.lineno, last.line


def message(error):
    """What an error says; newer Pythons add which name was perhaps meant."""
    words = str(error).strip() or "no word why"
    if isinstance(error, (NameError, AttributeError, ImportError)):
        lines = traceback.TracebackException.from_exception(error)
        told = "".join(lines.format_exception_only()).strip()
        words = told.partition(": ")[2] or words
    return words if words[-1] in ".!?…" else words + "."
