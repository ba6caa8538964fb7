"""Writes tests/stored/edits.json: what a live cell gives after the edit that its chapter names.

    .venv/bin/python -m tools.book.edits                        all chapters
    .venv/bin/python -m tools.book.edits 04_backpropagation ... these

An edit is a paragraph that starts with **Edit**, below a cell with the tag
`live`: the text between its first backquotes becomes that between the second.
Run it after an edit was written or changed; then read the difference.
"""

import json
import sys

from book.live import runner  # the very one that runs cells on the page
from tools.book.chapters import chapters
from tools.places import STORED

STORE = STORED / "edits.json"
MOST = 600  # characters of an output that is stored in full


def main(*names):
    stored = json.loads(STORE.read_text("utf-8"))
    entries = []
    for chapter in chapters():
        kept = (entry for entry in stored if entry["notebook"] == chapter.name)
        asked = chapter.name in names or not names
        entries.extend(entries_of(chapter) if asked else kept)
    text = json.dumps(entries, ensure_ascii=False, indent=1)
    STORE.write_text(text + "\n", encoding="utf-8")


def entries_of(chapter):
    """The edits of a chapter, each with what its cell gives then."""
    for edit in chapter.edits:
        before, after = outcomes(chapter.cells, edit)
        yield edit._asdict() | shorten(after, before)


def outcomes(cells, edit):
    """What the cell of an edit gives without it, and with it."""
    place = next(k for k, cell in enumerate(cells) if cell.id == edit.cell)
    above = [cell.source for cell in cells[:place] if cell.cell_type == "code"]
    source = cells[place].source
    texts = source, source.replace(edit.old, edit.new)
    return [outcome([*above, text]) for text in texts]


def outcome(sources):
    """{"text": what the last of these cells prints and gives} or {"error": …}."""
    pieces = []
    runner.run(sources, pieces.append)
    errors = [piece for piece in pieces if "error" in piece]
    if errors:
        return errors[0]
    return {"text": "".join(piece["text"] for piece in pieces).rstrip("\n")}


def shorten(after, before):
    """An outcome; of a long text the first lines that were not there before."""
    if len(after.get("text", "")) <= MOST:
        return after
    known = set(before["text"].splitlines())
    fresh = [line for line in after["text"].splitlines() if line not in known]
    return {"contains": fresh[:10]}


if __name__ == "__main__":
    main(*sys.argv[1:])
