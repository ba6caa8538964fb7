"""Writes tests/edits.json: what a live cell gives after the edit that its chapter names.

    python tools/edits.py                        all chapters
    python tools/edits.py 04_backpropagation ... these

An edit is a paragraph that starts with **Edit**, below a cell with the tag
`live`: the text between its first backquotes becomes that between the second.
Run it after an edit was written or changed; then read the difference.
"""

import json
import re
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "book/live"))
import runner  # noqa: E402  the very one that runs cells on the page

STORE = ROOT / "tests" / "edits.json"

EDIT = re.compile(r"\*\*Edit\*\* `([^`]+)` to `([^`]+)`.*\?", re.DOTALL)
STUB = re.compile(r'check\("[\d.]+", None\)')
HIDDEN = {
    "hide-cell", "hide-input", "remove-input", "no-output", "nbval-ignore-output",
}  # fmt: skip
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


def stored_text(cell):
    """What the notebook stores of the outputs of a cell, as text."""
    return "".join(
        output.get("text") or output["data"]["text/plain"] + "\n"
        for output in cell.outputs
    )


def entries_of(name):
    """The edits of a chapter, each with what its cell gives then."""
    cells = cells_of(name)
    for edit in edits_of(name, cells):
        before, after = outcomes(cells, edit)
        yield edit | shortened(after, before)


def outcomes(cells, edit):
    """What the cell of an edit gives without it, and with it."""
    place = next(k for k, cell in enumerate(cells) if cell.id == edit["cell"])
    above = [cell.source for cell in cells[:place] if cell.cell_type == "code"]
    source = cells[place].source
    texts = source, source.replace(edit["old"], edit["new"])
    return [outcome([*above, text]) for text in texts]


def outcome(sources):
    """{"text": what the last of these cells prints and gives} or {"error": …}."""
    pieces = []
    runner.run(sources, pieces.append)
    errors = [piece for piece in pieces if "error" in piece]
    if errors:
        return errors[0]
    return {"text": "".join(piece["text"] for piece in pieces).rstrip("\n")}


def shortened(after, before):
    """An outcome; of a long text the first lines that were not there before."""
    if len(after.get("text", "")) <= MOST:
        return after
    known = set(before["text"].splitlines())
    fresh = [line for line in after["text"].splitlines() if line not in known]
    return {"contains": fresh[:10]}


if __name__ == "__main__":
    main(*sys.argv[1:])
