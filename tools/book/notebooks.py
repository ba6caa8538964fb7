"""Runs every chapter from the top and stores it in its normal form.

    .venv/bin/python -m tools.book.notebooks             all chapters
    .venv/bin/python -m tools.book.notebooks FILE ...    these

Text outputs stay, with their count, and the tests compare them.  Pictures,
widget state and everything that differs from run to run goes; a cell that
prints times keeps the ones it had.  Running it twice changes nothing.
"""

import json
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tools.places import BOOK

CELL_KEYS = {"tags", "mystnb", "slideshow", "jupyter"}
NOTEBOOK_KEYS = {"kernelspec", "language_info", "toygrad"}
WIDGET = "application/vnd.jupyter.widget-view+json"
# The still picture and the data of a stage: what it says as text stays.
DRAWN = re.compile(
    r'(?s)<figure class="tg tg-still".*?</figure>|<script type="application/json">.*?</script>'
)


def main(names):
    for path in [Path(name) for name in names] or sorted(BOOK.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        before = {cell.id: cell.get("outputs", []) for cell in notebook.cells}
        try:
            NotebookClient(
                notebook, timeout=120, resources={"metadata": {"path": BOOK}}
            ).execute()
        except CellExecutionError as error:
            sys.exit(
                f"{path.name} was not stored: {str(error).strip().splitlines()[-1]}"
            )
        for cell in notebook.cells:
            keep_times(cell, before[cell.id])
        path.write_text(as_text(normal(notebook)))
        print(f"stored {path.name}")


def keep_times(cell, before):
    """The outputs of `before`, where the words are the same and only numbers differ."""
    if "nbval-ignore-output" in cell.metadata.get("tags", []):
        words = [
            re.sub(r"[\d.]+", "0", str(outputs)) for outputs in (before, cell.outputs)
        ]
        if words[0] == words[1]:
            cell.outputs = before


def normal(notebook):
    """`notebook` with nothing in it that a reader or a test does not need."""
    keep(notebook.metadata, NOTEBOOK_KEYS)
    keep(notebook.metadata.language_info, {"name"})
    for cell in notebook.cells:
        keep(cell.metadata, CELL_KEYS)
        if cell.cell_type == "code":
            normalise_outputs(cell)
    return notebook


def normalise_outputs(cell):
    if "no-output" in cell.metadata.get("tags", []):
        cell.outputs, cell.execution_count = [], None
        return
    cell.outputs = merged(cell.outputs)
    for output in cell.outputs:
        output.get("metadata", {}).clear()
        data = output.get("data", {})
        data.pop(WIDGET, None)
        if "text/html" in data:
            data["text/html"] = DRAWN.sub("", data["text/html"])


def merged(outputs):
    """Texts that were printed one after the other as one: where a kernel cuts is chance."""
    whole = []
    for output in outputs:
        before = whole[-1] if whole else {}
        if output.get("name") and output.get("name") == before.get("name"):
            before.text += output.text
        else:
            whole.append(output)
    return whole


def keep(metadata, keys):
    for key in set(metadata) - keys:
        del metadata[key]


# A new one.


def made_of(cells):
    """A notebook of these cells, to be run by Python."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def prose(name, source, **more):
    return nbformat.v4.new_markdown_cell(source, id=name, **more)


def code(name, source, **more):
    return nbformat.v4.new_code_cell(source, id=name, **more)


def raw(name, source):
    return nbformat.v4.new_raw_cell(source, id=name)


def as_text(notebook):
    """The notebook as JSON, one source line a line."""
    plain = json.loads(nbformat.writes(notebook))
    return json.dumps(plain, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
