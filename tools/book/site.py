"""Builds the site into _build/html; a warning is an error.

Jupyter Book re-runs a chapter only when its cells change.  The engine is
not among them, so what the outputs depend on is remembered here: when it
changes, the stored outputs go.  A build that fails leaves no site behind.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.book import live
from tools.house.npm import NothingBrought
from tools.places import BOOK, BUILD, ROOT, SITE

LOG = BUILD / "book.log"
PROGRAM = shutil.which("jupyter-book", path=Path(sys.executable).parent)


def main():
    if PROGRAM is None:
        sys.exit(
            f"The book needs Jupyter Book, and beside {sys.executable} there is none; "
            "write .venv/bin/python -m tools.book.site, "
            r"on Windows .venv\Scripts\python -m tools.book.site"
        )
    BUILD.mkdir(exist_ok=True)
    assemble_live_cells()
    drop_stale_outputs()
    built = False
    try:
        built = build() == 0 and (SITE / "index.html").exists()
    finally:  # also when interrupted: no half of a site may look finished
        if not built:
            shutil.rmtree(SITE, ignore_errors=True)
            shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
    if not built:
        sys.exit(
            f"The book was not built: {cause(LOG.read_text('utf-8'))}. More in _build/book.log"
        )
    add_worksheets()
    print(f"The book is built. Open {SITE.relative_to(ROOT)}/index.html in a browser,")
    print("or write make serve and open http://127.0.0.1:8000")


def assemble_live_cells():
    """Without them the book is whole, but its pages have no Run buttons."""
    notebooks = BOOK.glob("*.ipynb")
    if any('"live"' in notebook.read_text("utf-8") for notebook in notebooks):
        try:
            live.assemble()
        except NothingBrought as why:
            print(f"No cell can be run on the pages: {why}.")


def add_worksheets():
    """Sheets to print, which the teacher's guide links to; the key stays outside."""
    if (BOOK / "teaching").exists():
        # They draw with the engine: only once there is a book to draw for.
        from tools.teach import worksheets

        worksheets.write_blanks(1, SITE / "worksheets")


def drop_stale_outputs():
    """Afterwards nothing is left that other sources made.

    The builder looks at pages alone.  An engine that changed makes all
    outputs old, a configuration, a style sheet or a list of sources all pages.
    """
    outputs = fingerprint("toygrad", "constraints.txt", ".venv/pyvenv.cfg")
    pages = outputs + fingerprint(
        "_config.yml",
        "_toc.yml",
        "tools/book",
        "book/live",
        "book/_static",
        "book/_templates",
        "book/references.bib",
    )
    pages += str(live.LIVE.exists())
    if changed("outputs-made-from", outputs):
        shutil.rmtree(BUILD / ".jupyter_cache", ignore_errors=True)
    if changed("pages-made-from", pages):
        shutil.rmtree(SITE, ignore_errors=True)
        shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)


def changed(name, now):
    """Is `now` another text than at the last build?  Remembers it."""
    note = BUILD / name
    before = note.read_text() if note.exists() else ""
    note.write_text(now)
    return before != now


def fingerprint(*names):
    """Names and contents of files and folders as one short text."""
    digest = hashlib.sha256()
    for name in names:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(ROOT)}\n".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def build():
    """Run Jupyter Book; its words go to the log, its progress to the terminal."""
    command = [PROGRAM, "build", ROOT, "-W", "--keep-going", "-n"]
    with LOG.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1"},  # for Windows
        )
        for line in process.stdout:
            line = re.sub(r"\x1b\[[0-9;]*m", "", line)
            line = line.replace(f"{ROOT}{os.sep}", "").replace(f"book{os.sep}", "book/")
            log.write(line)
            chapter = re.search(r"(book/\S+\.ipynb): Executing notebook", line)
            if chapter:
                print(f"Running {chapter[1]}", flush=True)
    return process.wait()


def cause(log):
    """The first thing that went wrong, in one sentence."""
    configured = re.search(r"^Configuration error:\n(.*)$", log, re.MULTILINE)
    if configured:
        return configured[1]
    failed = re.search(r"^(\w+(?:Error|Exception|Interrupt)): (.*)$", log, re.MULTILINE)
    chapter = re.search(r"(book/\S+\.ipynb): (?:\w+: )?Executing notebook failed", log)
    if failed and chapter:
        return f"a cell of {chapter[1]} raised {failed[1]}: {failed[2]}"
    warning = re.search(
        r"^(?:(book/[^:]+)\S* )?(?:WARNING|ERROR): (.*)$", log, re.MULTILINE
    )
    if warning:
        return ": ".join(filter(None, warning.groups()))
    return next(
        (line for line in reversed(log.splitlines()) if line.strip()), "no word why"
    )


if __name__ == "__main__":
    main()
