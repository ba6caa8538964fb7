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

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rs"]
NBVAL = [
    "--nbval", "--nbval-current-env", "--nbval-cell-timeout=60",
    "--nbval-kernel-startup-timeout=60", "--nbval-sanitize-with=tests/nbval.cfg",
]  # fmt: skip
ENGINE = (
    "refusals", "order", "value", "functions", "check", "higher", "paths",
    "nn", "optim", "data", "training", "steps", "forms", "record", "replay",
    "batch", "tracing",
)  # fmt: skip
INCLUDED = f"--include={','.join(f'toygrad/{name}.py' for name in ENGINE)}"
COVERAGE = ROOT / "_build/coverage"
TIMES = re.compile(r"(<!-- times -->\n).*?(\n<!-- end -->)", re.DOTALL)
# pytest's last line, and what it counts.
COUNTED = re.compile(r"^(?:=+ )?(?=\d+ \w+.* in [\d.]+s)(.*) in ", re.MULTILINE)
# Why tests were skipped, as -rs has it.
SKIPPED = re.compile(r"^SKIPPED \[\d+\] \S+: (.*)", re.MULTILINE)


@dataclass
class Part:
    """Some of the tests.  `files` are names in tests/, without test_ and .py."""

    words: str
    files: tuple = ()
    needs_site: bool = False
    command: tuple = ()
    seconds: float = 0.0
    output: str = ""
    counted: str = ""  # "3 failed, 1203 passed", of all its commands
    failed: bool = False


BUILD = Part("the book is built", command=(sys.executable, "tools/book.py"))
PARTS = [
    Part(
        "the engine, under coverage",
        ("value", "functions", "higher", "check", "paths", "nn", "training", "wrong_use",
         "forms", "record", "replay", "batch", "tracing"),
    ),
    Part("random graphs with fifty digits", ("battery", "laws")),
    Part("small books, sound and broken", ("build", "chapter_tool")),
    Part("the chapters, cell by cell", command=(*PYTEST, *NBVAL, "book")),
    Part("cells that run on a page", ("live", "assembled", "calculator"), needs_site=True),
    Part("the pages: whole, readable, accessible", ("pages",), needs_site=True),
    Part("the players", ("playing", "gallery"), needs_site=True),
    Part("the pages in Firefox and WebKit", ("other_browsers",), needs_site=True),
    Part("the slides", ("slides",), needs_site=True),
    Part("paper, links, weights, what could do harm",
         ("site", "pdf", "teacher", "safety", "faces"), needs_site=True),
]  # fmt: skip


def rest():
    """Whatever no other part has: no file of tests is forgotten."""
    taken = {name for part in PARTS for name in part.files}
    found = {path.stem.removeprefix("test_") for path in TESTS.glob("test_*.py")}
    return Part("drawings, exercises, tools, the house", tuple(sorted(found - taken)))


def commands(part):
    """What runs one part, a command after the other."""
    if part.command:
        return [part.command]
    files = [TESTS / f"test_{name}.py" for name in part.files]
    if part is not PARTS[0]:
        return [[*PYTEST, *files]]
    coverage = [sys.executable, "-m", "coverage"]
    return [
        [*coverage, "run", "--branch", INCLUDED, "-m", *PYTEST[2:], *files],
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


def told(part):
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
    parts = [BUILD, *PARTS, rest()]
    began = time.monotonic()
    lanes = Lanes(parts)
    lanes.start()
    for part in lanes.finished():
        print(told(part), flush=True)
    whole = time.monotonic() - began
    for part in parts:
        if not part.seconds:
            print(f"NOT RUN {part.words}, which needs the built book")
    print("", table(parts, whole), "", sep="\n")
    if os.environ.get("TOYGRAD_TIMES") == "1":
        write_times(table(parts, whole))
    total = counts(parts)
    failed = total.get("failed", 0) + total.get("errors", 0) + total.get("error", 0)
    print(
        f"{total.get('passed', 0)} passed, {failed} failed, {total.get('skipped', 0)} skipped"
    )
    sys.exit(any(part.failed for part in parts))


if __name__ == "__main__":
    main()
