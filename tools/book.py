"""Builds the site into _build/html; a warning is an error.

Jupyter Book re-runs a chapter only when its cells change.  The engine is
not among them, so what the outputs depend on is remembered here: when it
changes, the stored outputs go.  A build that fails leaves no site behind.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
SITE = BUILD / "html"
LOG = BUILD / "book.log"
FINGERPRINT = BUILD / "outputs-made-from"


def main():
    BUILD.mkdir(exist_ok=True)
    drop_stale_outputs()
    if build() != 0 or not (SITE / "index.html").exists():
        shutil.rmtree(SITE, ignore_errors=True)
        shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
        sys.exit(
            f"The book was not built: {cause(LOG.read_text())}. All of it: _build/book.log"
        )
    print(f"The book is built. Open {SITE.relative_to(ROOT)}/index.html in a browser,")
    print("or write make serve and open http://127.0.0.1:8000")


def drop_stale_outputs():
    """Afterwards no output is left that an older engine or configuration made."""
    now = fingerprint()
    if not FINGERPRINT.exists() or FINGERPRINT.read_text() != now:
        for stale in (SITE, BUILD / ".doctrees", BUILD / ".jupyter_cache"):
            shutil.rmtree(stale, ignore_errors=True)
        FINGERPRINT.write_text(now)


def fingerprint():
    """What every output depends on, besides its own notebook, as one text."""
    files = [
        *sorted((ROOT / "toygrad").rglob("*.*")),
        ROOT / "_config.yml",
        ROOT / "_toc.yml",
    ]
    files += [ROOT / "constraints.txt", ROOT / ".venv" / "pyvenv.cfg"]
    digest = hashlib.sha256()
    for file in files:
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(f"{file.relative_to(ROOT)}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def build():
    """Run Jupyter Book; its words go to the log, its progress to the terminal."""
    program = Path(sys.executable).parent / "jupyter-book"
    command = [program, "build", ROOT, "-W", "--keep-going", "-n"]
    with LOG.open("w") as log:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )
        for line in process.stdout:
            line = re.sub(r"\x1b\[[0-9;]*m", "", line)
            log.write(line)
            chapter = re.search(r"(book/\S+\.ipynb): Executing notebook", line)
            if chapter:
                print(f"Running {chapter[1]}", flush=True)
    return process.wait()


def cause(log):
    """The first thing that went wrong, in one sentence."""
    failed = re.search(r"^(\w+(?:Error|Exception|Interrupt)): (.*)$", log, re.MULTILINE)
    chapter = re.search(
        r"(book/[\w/]+\.ipynb)\S*:? (?:Executing notebook failed|.*[Ff]ailed)", log
    )
    if failed and chapter:
        return f"a cell of {chapter[1]} raised {failed[1]}: {failed[2]}"
    warning = re.search(
        r"^\S*?([\w/.]+):?\S* ?(?:WARNING|ERROR|CRITICAL): (.*)$", log, re.MULTILINE
    )
    if warning:
        return f"{warning[1]}: {warning[2]}"
    return next(
        (line for line in reversed(log.splitlines()) if line.strip()), "no word why"
    )


if __name__ == "__main__":
    main()
