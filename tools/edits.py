"""Writes tests/edits.json: what a live cell gives after the edit that its chapter names.

    python tools/edits.py                        all chapters
    python tools/edits.py 04_backpropagation ... these

An edit is a paragraph that starts with **Edit**, below a cell with the tag
`live`: the text between its first backquotes becomes that between the second.
Run it after an edit was written or changed; then read the difference.
"""

import ast
import contextlib
import io
import json
import re
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / "tests" / "edits.json"

EDIT = re.compile(r"\*\*Edit\*\* `([^`]+)` to `([^`]+)`.*\?", re.DOTALL)
STUB = re.compile(r'check\("[\d.]+", None\)')
HIDDEN = {
    "hide-cell", "hide-input", "remove-input", "no-output", "nbval-ignore-output",
}  # fmt: skip
SHOWS = ("show_", "draw_", "plot_", "explore", "compare", "check", "print", "display")
MOST = 600  # characters of an output that is stored in full


def main(*names):
    stored = json.loads(STORE.read_text("utf-8"))
    entries = []
    for name in chapters():
        kept = (entry for entry in stored if entry["notebook"] == name)
        entries.extend(entries_of(name) if name in names or not names else kept)
    text = json.dumps(entries, ensure_ascii=False, indent=1)
    STORE.write_text(text + "\n", encoding="utf-8")


def chapters():
    """The names of the chapters, in the order of their numbers."""
    return sorted(path.stem for path in ROOT.glob("book/[0-9][0-9]_*.ipynb"))


def cells_of(name):
    return nbformat.read(ROOT / f"book/{name}.ipynb", as_version=4).cells


def tags(cell):
    return set(cell.metadata.get("tags", []))


def is_stub(cell):
    return bool(STUB.fullmatch(cell.source))


def edits_of(name, cells):
    """The edits of a chapter, in order, each with the live cell above it.

    Raises ValueError for a paragraph that says **Edit** and names none, or
    that has no live cell above it.
    """
    found, live = [], None
    for cell in cells:
        if cell.cell_type == "code" and "live" in tags(cell) and not is_stub(cell):
            live = cell.id
        for paragraph in cell.source.split("\n\n"):
            if cell.cell_type == "markdown" and paragraph.startswith("**Edit**"):
                named = EDIT.fullmatch(paragraph)
                if not named or not live:
                    raise ValueError(f"{name}, below {live}: {paragraph}")
                keys = ("notebook", "cell", "old", "new")
                found.append(dict(zip(keys, (name, live, *named.groups()))))
    return found


def entries_of(name):
    """The edits of a chapter, each with what its cell gives then."""
    cells = cells_of(name)
    for edit in edits_of(name, cells):
        before, after = outcomes(cells, edit)
        yield edit | shortened(after, before)


def outcomes(cells, edit):
    """What the cell of an edit gives without it, and with it."""
    place = next(k for k, cell in enumerate(cells) if cell.id == edit["cell"])
    source = cells[place].source
    texts = source, source.replace(edit["old"], edit["new"])
    return [outcome(text, names_above(cells, place)) for text in texts]


def names_above(cells, place):
    """The names that the code above this place has made, without what only shows."""
    names = {"__name__": "__main__"}
    for cell in cells[:place]:
        if cell.cell_type == "code" and "hide-cell" not in tags(cell):
            kept = [node for node in ast.parse(cell.source).body if not shows(node)]
            with contextlib.redirect_stdout(io.StringIO()):
                execute(kept, names)
    return names


def shows(statement):
    """Is this an expression that makes or changes nothing?"""
    if not isinstance(statement, ast.Expr):
        return False
    call = statement.value
    if not isinstance(call, ast.Call):
        return True
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    return name.startswith(SHOWS)


def execute(statements, names):
    exec(compile(ast.Module(statements, []), "<cell>", "exec"), names)  # nosec B102: the book's own cells


def outcome(source, names):
    """{"text": what a cell prints and gives} or {"error": what it raises}."""
    said = io.StringIO()
    *body, last = ast.parse(source).body
    try:
        with contextlib.redirect_stdout(said):
            if not isinstance(last, ast.Expr):
                body, last = [*body, last], None
            execute(body, names)
            value = last and evaluate(last.value, names)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return {"text": said.getvalue() + ("" if value is None else repr(value))}


def evaluate(expression, names):
    return eval(compile(ast.Expression(expression), "<cell>", "eval"), names)  # nosec B307: as above


def shortened(after, before):
    """An outcome; of a long text the first lines that were not there before."""
    if len(after.get("text", "")) <= MOST:
        return after
    known = set(before["text"].splitlines())
    fresh = [line for line in after["text"].splitlines() if line not in known]
    return {"contains": fresh[:10]}


if __name__ == "__main__":
    main(*sys.argv[1:])
