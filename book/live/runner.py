"""Runs a cell of a page, in a worker of the reader's browser.

A run gets the texts of cells and hands out dicts, one for each piece of
output, as they come.  It reads no page and writes none.
"""

import ast
import builtins
import contextlib
import gc
import io
import json
import linecache
import re
import sys
import time
import traceback
import types

from book.live.needs import needed, statements
from toygrad.viz.calculator import answer
from toygrad.viz.inventor.session import Session as Inventor
from toygrad.viz.playground.session import Session as Playground
from toygrad.viz.widget import Stage

SESSIONS = {"inventor": Inventor, "playground": Playground}

MOST_TEXT = 20_000  # characters
MOST_SHOWN = 6_000_000  # characters: a large player has 400,000
PAUSE = 0.05  # seconds between two pieces of text
CUT_OFF = "\n… and more: an output here ends after {:,} characters.\n"
# What outlives a run: to look into it would lead to all of Python.
SHARED = (types.ModuleType, type, types.FunctionType)
NO_KEYBOARD = "input needs a keyboard, and a page has none; write the text into the cell"  # fmt: skip


def serve(asked, send, engine):
    """Run cells, which are a list, ask a session, or give the calculator its answer."""
    if isinstance(asked, list):
        run(asked, send, engine)
    elif whose := asked.keys() & SESSIONS:
        [name] = whose
        send({"text": "", name: engine.session(name).ask(asked[name])})
    else:
        engine.restore()
        send(answer(**asked))


def run(cells, send, engine=None):
    """Run the last of `cells`, after what it needs of those above.

    `send` gets {"text": …}, and with it "stage" or "html" where there is
    something to see, for each output; {"error": …} where something was
    raised.  What the cells above print and show is not sent.  `engine`
    first takes back what an earlier run has changed in toygrad.
    """
    if engine:
        engine.restore()
    *above, cell = [Cell(text, place) for place, text in enumerate(cells)]
    out, nowhere = Output(send), Output(lambda piece: None)
    names = {"__name__": "__main__", "display": nowhere.show, "input": no_input}
    bound = []  # what the names stood for, statement by statement
    try:
        cell.check()
        before = needed([one for it in above for one in it.statements], cell.statements)
        check_unread(above, [*before, *cell.statements])
        with printing_to(nowhere):
            for statement in before:
                execute(statement, names, bound)
        names["display"] = out.show
        with printing_to(out):
            show_last(cell.statements, names, bound, out)
    except BaseException as error:  # whatever a reader's cell may raise
        out.flush()
        send({"error": in_words(error, cell)})
    out.flush()
    if not any(map(is_of_javascript, names.values())):
        bound.append([*names.values()])
        names.clear()
        take_apart(bound)


def is_of_javascript(thing):
    """A cell that has such a thing may be called later, and then needs its names."""
    return type(thing).__module__.startswith("pyodide")


def take_apart(things):
    """Empty a list so that what is in it goes one by one, never a chain at once.

    In a browser an object that is the last to hold another, which holds another, and
    so on a thousand times, is too deep for the stack: Python breaks down.
    """
    order, seen, stack = [], set(), [(things, False)]
    while stack:
        thing, all_within = stack.pop()
        if all_within:
            order.append(thing)
        elif id(thing) not in seen and gc.is_tracked(thing):
            seen.add(id(thing))
            if not isinstance(thing, SHARED):
                stack.append((thing, True))
                stack += [(inner, False) for inner in gc.get_referents(thing)]
    thing = None
    things.clear()
    while order:  # the holder before what it holds
        order.pop()


@contextlib.contextmanager
def printing_to(out):
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        yield


def check_unread(above, used):
    """Raises the error of a cell that is no Python, where a name that is used may be its."""
    read = {name for one in used for name in one.names.reads | one.names.later}
    read -= vars(builtins).keys()
    for cell in above:
        if cell.wrong and read & set(re.findall(r"\w+", cell.text)):
            raise cell.wrong


class Engine:
    """The modules of toygrad and their classes, as they are before any cell has run."""

    def __init__(self):
        modules = [m for name, m in sys.modules.items() if name.startswith("toygrad")]
        classes = {
            thing
            for module in modules
            for thing in vars(module).values()
            if isinstance(thing, type) and thing.__module__.startswith("toygrad")
        }
        self.sessions = {}
        self.kept = [(owner, dict(vars(owner))) for owner in [*modules, *classes]]
        self.tables = [
            (table, dict(table))
            for module in modules
            for table in vars(module).values()
            if isinstance(table, dict)
        ]

    def session(self, name):
        """The session of a name, which has this worker for itself: no cell runs here."""
        if name not in self.sessions:
            self.sessions[name] = SESSIONS[name]()
        return self.sessions[name]

    def restore(self):
        for owner, kept in self.kept:
            for name in [*vars(owner)]:
                if name not in kept:
                    delattr(owner, name)
            for name, value in kept.items():
                if vars(owner).get(name) is not value:
                    setattr(owner, name, value)
        for table, kept in self.tables:
            if table != kept:
                table.clear()
                table.update(kept)


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


def execute(statement, names, bound):
    bound.append([*names.values()])
    module = ast.Module([statement.node], type_ignores=[])
    exec(compile(module, statement.file, "exec"), names)  # nosec B102: a reader's own cell


def show_last(cell, names, bound, out):
    """Run a cell; a last expression that is not None is shown."""
    for statement in cell[:-1]:
        execute(statement, names, bound)
    for statement in cell[-1:]:
        if isinstance(statement.node, ast.Expr):
            asked = ast.Expression(statement.node.value)
            value = eval(compile(asked, statement.file, "eval"), names)  # nosec B307: as above
            if value is not None:
                out.show(value)
        else:
            execute(statement, names, bound)


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
            self.shown_left -= len(json.dumps(piece, allow_nan=False))
            if len(piece) == 1 or self.shown_left < 0:
                self.write(piece["text"])
            else:
                self.send(piece)


def seen(thing):
    """What a page shows of it: as text, and as a picture where it has one.

    A thing of toygrad that shows itself is told in its data, and the page
    draws it; anything else may bring HTML of its own.
    """
    piece = {"text": f"{thing!r}\n"}
    if isinstance(thing, Stage):
        piece["stage"] = thing.data
    elif hasattr(type(thing), "_repr_html_") and isinstance(
        shown := thing._repr_html_(), str
    ):
        piece["html"] = shown
    return piece


def no_input(prompt=""):
    raise RuntimeError(NO_KEYBOARD)


def in_words(error, cell):
    """An error as one sentence: the line that raised it, its kind, its message."""
    if isinstance(error, SyntaxError) and str(error.filename).startswith("cell "):
        line = line_of(error.filename, error.lineno)
        if error.filename == cell.file:
            return f"{line}, is not Python: {error.msg}."
        return f"A cell above is not Python, and a name in it is used here: {line}: {error.msg}."
    frames = traceback.extract_tb(error.__traceback__)
    frames = [frame for frame in frames if frame.filename.startswith("cell ")]
    own = [frame for frame in frames if frame.filename == cell.file]
    told = f"{type(error).__name__}: {message(error)}"
    if not frames:  # raised while the last value was shown
        return f"The last line: {told}"
    at = line_of(frames[-1].filename, frames[-1].lineno)
    if not own:
        return f"In a cell above, that this one needs: {at}: {told}"
    if frames[-1] is own[-1]:
        return f"{at}: {told}"
    return f"{line_of(cell.file, own[-1].lineno)}: {told} It was raised in a cell above: {at}."


def line_of(file, number):
    text = linecache.getline(file, number).strip()
    return f"Line {number}, `{text}`" if text else f"Line {number}"


def message(error):
    """What an error says; newer Pythons add which name was perhaps meant."""
    try:
        words = str(error).strip() or "no word why"
    except Exception:  # a reader's own error may fail at this, too
        words = "no word why"
    if isinstance(error, (NameError, AttributeError, ImportError)):
        lines = traceback.TracebackException.from_exception(error)
        told = "".join(lines.format_exception_only()).strip()
        words = told.partition(": ")[2] or words
    return words if words[-1] in ".!?…" else words + "."
