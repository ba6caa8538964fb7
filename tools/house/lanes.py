"""Runs all tests, in two lanes side by side, and says how long each part took.

`make test` calls it.  The book is built in one lane while the tests that need no
site run in the other; then both take what is left, the longest first.  The engine's
own tests run under coverage, which must be whole.  With TOYGRAD_TIMES=1 the table
of seconds goes into CONTRIBUTING.md.
"""

import os
import queue
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tools.places import ROOT, TESTS

PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rs"]
NBVAL = [
    "--nbval", "--nbval-current-env", "--nbval-cell-timeout=60",
    "--nbval-kernel-startup-timeout=60", "--nbval-sanitize-with=tests/stored/nbval.cfg",
]  # fmt: skip
# It comes in with pytest, and takes a second for it; few tests ask it.
HYPOTHESIS = re.compile(r"^(?:from|import) hypothesis\b", re.MULTILINE)
# The engine is the ground floor, but for the doctor, which is the book's.
ENGINE = sorted((ROOT / "toygrad").glob("[!_]*.py"))
INCLUDED = f"--include={','.join(map(str, ENGINE))}"
COVERAGE = ROOT / "_build/coverage"
TIMES = re.compile(r"(<!-- times -->\n).*?(\n<!-- end -->)", re.DOTALL)
# pytest's last line, and what it counts.
COUNTED = re.compile(r"^(?:=+ )?(?=\d+ \w+.* in [\d.]+s)(.*) in ", re.MULTILINE)
# Why tests were skipped, as -rs has it.
SKIPPED = re.compile(r"^SKIPPED \[\d+\] \S+: (.*)", re.MULTILINE)


@dataclass
class Part:
    """Some of the tests: `where` names folders and files in tests/."""

    words: str
    where: tuple = ()
    needs_site: bool = False
    command: tuple = ()
    seconds: float = 0.0
    output: str = ""
    counted: str = ""  # "3 failed, 1203 passed", of all its commands
    failed: bool = False


BUILD = Part("the book is built", command=(sys.executable, "-m", "tools.book.site"))
# The longest first.  A file is taken by the part that names it most exactly.
PARTS = [
    Part("small books, sound and broken", ("tools/test_build.py", "tools/test_start.py")),
    Part("the chapters, cell by cell", command=(*PYTEST, *NBVAL, "book")),
    Part("the pages: whole, readable, accessible", ("site/test_pages.py",), needs_site=True),
    Part("cells that run on a page", ("live",), needs_site=True),
    Part("paper, links, weights, what could do harm", ("site",), needs_site=True),
    Part("lectures, sheets, homework", ("teach",), needs_site=True),
    Part("what a reader does on a page", ("site/test_reading.py", "site/test_playing.py", "site/test_gallery.py"), needs_site=True),
    Part("the playground on its page", ("viz/playground/test_playground_joined.py",), needs_site=True),
    Part("the pages in Firefox and WebKit", ("site/test_other_browsers.py",), needs_site=True),
    Part("random graphs with fifty digits", ("engine/test_battery.py", "engine/test_laws.py")),
    Part("the engine, under coverage", ("engine",)),
]  # fmt: skip


def parts():
    """All of them: a folder that no part names is one of its own, none is forgotten.

    Those come first, while the book is built; the shortest of `PARTS` end the run.
    """
    named = {where for part in PARTS for where in part.where}
    folders = sorted({path.relative_to(TESTS).parts[0] for path in found()})
    return [Part(name, (name,)) for name in folders if name not in named] + PARTS


def found():
    return sorted(TESTS.rglob("test_*.py"))


def files(part):
    """The files of a part that no other part names more exactly."""
    named = {Path(where) for one in parts() for where in one.where}
    mine = set(map(Path, part.where))
    return [path for path in found() if innermost(path, named) in mine]


def innermost(path, named):
    """What is named of a file and its folders: itself, or the nearest of them."""
    inside = path.relative_to(TESTS)
    return next(name for name in (inside, *inside.parents) if name in named)


def commands(part):
    """What runs one part, a command after the other."""
    if part.command:
        return [part.command]
    paths = files(part)
    asked = any(HYPOTHESIS.search(path.read_text()) for path in paths)
    pytest = PYTEST if asked else [*PYTEST, "-p", "no:hypothesispytest"]
    if "engine" not in part.where:
        return [[*pytest, *paths]]
    coverage = [sys.executable, "-m", "coverage"]
    return [
        [*coverage, "run", "--branch", INCLUDED, "-m", *pytest[2:], *paths],
        [*coverage, "report", "--show-missing", "--fail-under=100", INCLUDED],
    ]


def run(part):
    """Run one part to its end; what it prints is kept."""
    began = time.monotonic()
    for command in commands(part):
        done = subprocess.run(
            list(map(str, command)),
            cwd=ROOT,
            env={**os.environ, "COVERAGE_FILE": str(COVERAGE)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        part.output += done.stdout
        part.counted += "".join(COUNTED.findall(done.stdout)[-1:])
        part.failed |= done.returncode != 0
    part.seconds = time.monotonic() - began


class Lanes:
    """Two workers on one list; a part that needs the site waits until it is built."""

    def __init__(self, parts):
        self.waiting, self.ready = list(parts), threading.Condition()
        self.built, self.done = None, queue.Queue()

    def start(self):
        lanes = [threading.Thread(target=self.work, daemon=True) for _ in range(2)]
        for lane in lanes:
            lane.start()

    def work(self):
        while part := self.next_part():
            run(part)
            with self.ready:
                if part is BUILD:
                    self.built = not part.failed
                    if part.failed:
                        self.waiting = [p for p in self.waiting if not p.needs_site]
                self.ready.notify_all()
            self.done.put(part)
        self.done.put(None)

    def next_part(self):
        with self.ready:
            while self.waiting:
                for part in self.waiting:
                    if self.built or not part.needs_site:
                        self.waiting.remove(part)
                        return part
                self.ready.wait()
        return None

    def finished(self):
        """Each part when it is done."""
        running = 2
        while running:
            part = self.done.get()
            running -= part is None
            if part:
                yield part


def counts(parts):
    """{"passed": 3829, ...} over all parts."""
    total = {}
    for part in parts:
        for number, word in re.findall(r"(\d+) (\w+)", part.counted):
            total[word] = total.get(word, 0) + int(number)
    return total


def report(part):
    """One line about a part, why it skipped tests, and all that it printed if it failed."""
    said = f"{part.words}: {part.counted or 'done'}, {part.seconds:.0f} s"
    if part.failed:
        return f"{part.output}\nFAILED {said}"
    reasons = dict.fromkeys(SKIPPED.findall(part.output))
    return "\n".join([said, *(f"    skipped: {reason}" for reason in reasons)])


def table(parts, whole):
    rows = sorted(parts, key=lambda part: -part.seconds)
    lines = [f"| {part.words} | {part.seconds:.0f} |" for part in rows if part.seconds]
    return "\n".join(
        [
            "| part | seconds |",
            "|---|---:|",
            *lines,
            f"| all of it, two at a time | {whole:.0f} |",
        ]
    )


def write_times(text):
    page = ROOT / "CONTRIBUTING.md"
    page.write_text(TIMES.sub(rf"\g<1>{text}\g<2>", page.read_text()))


def main():
    every = [BUILD, *parts()]
    began = time.monotonic()
    lanes = Lanes(every)
    lanes.start()
    for part in lanes.finished():
        print(report(part), flush=True)
    whole = time.monotonic() - began
    for part in every:
        if not part.seconds:
            print(f"NOT RUN {part.words}, which needs the built book")
    print("", table(every, whole), "", sep="\n")
    if os.environ.get("TOYGRAD_TIMES") == "1":
        write_times(table(every, whole))
    total = counts(every)
    failed = total.get("failed", 0) + total.get("errors", 0) + total.get("error", 0)
    print(
        f"{total.get('passed', 0)} passed, {failed} failed, {total.get('skipped', 0)} skipped"
    )
    sys.exit(any(part.failed for part in every))


if __name__ == "__main__":
    main()
