"""tools/house/lanes.py: it runs every file of tests, and what fails is not overlooked."""

import re
import sys

import pytest

from tools.house import lanes

PLANTED = """\
def positive(x):
    if x < 0:
        x = -x
    return x


def test_positive():
    assert positive(-1) == 1
"""


def python(program):
    return sys.executable, "-c", program


@pytest.fixture
def lanes_with(monkeypatch, capsys, tmp_path):
    """Runs parts in place of the real ones; returns (exit code, what was printed)."""

    def run(build, *parts, times="0"):
        monkeypatch.setattr(lanes, "BUILD", build)
        monkeypatch.setattr(lanes, "PARTS", list(parts))
        monkeypatch.setattr(lanes, "TESTS", tmp_path)
        monkeypatch.setattr(lanes, "ROOT", tmp_path)
        monkeypatch.setenv("TOYGRAD_TIMES", times)
        with pytest.raises(SystemExit) as ended:
            lanes.main()
        return int(ended.value.code), capsys.readouterr().out

    return run


def test_every_file_of_tests_is_in_one_part():
    every = lanes.parts()
    taken = [path for part in every for path in lanes.files(part)]

    assert sorted(taken) == lanes.found()


def test_every_folder_and_file_that_is_named_is_there():
    for part in lanes.PARTS:
        for where in part.where:
            assert (lanes.TESTS / where).exists(), where


def test_a_folder_that_no_part_names_is_not_forgotten(tmp_path, monkeypatch):
    (tmp_path / "verses").mkdir()
    planted = tmp_path / "verses" / "test_planted.py"
    planted.write_text(PLANTED)
    monkeypatch.setattr(lanes, "TESTS", tmp_path)
    first = lanes.parts()[0]

    assert first.words == "verses" and lanes.files(first) == [planted]


SEES_THE_SITE = re.compile(
    r"def \w+\([^)]*\b(?:visit|served|assembled|live_cell)\b|\bSITE\b"
    r"|(?:ROOT|root|parents\[2\]) / \"_build"
)


def without_a_site(every):
    """The files that look at the built book, in parts that do not wait for it."""
    for part in every:
        for path in [] if part.needs_site else lanes.files(part):
            if SEES_THE_SITE.search(path.read_text()):
                yield path.name


def test_what_looks_at_the_book_waits_until_it_is_built():
    assert list(without_a_site(lanes.parts())) == []
    hasty = [lanes.Part(part.words, part.where) for part in lanes.parts()]
    seen = set(without_a_site(hasty))
    assert {"test_pages.py", "test_live.py", "test_slides.py"} <= seen


def test_hypothesis_comes_in_only_where_it_is_asked():
    without = [
        part.words
        for part in lanes.PARTS
        if "no:hypothesispytest" in lanes.commands(part)[0]
    ]

    assert {"the engine, under coverage", "cells that run on a page"} <= {*without}
    assert "random graphs with fifty digits" not in without


def test_all_is_well(lanes_with):
    said = python("print('2 passed, 1 skipped in 0.10s')")
    code, printed = lanes_with(
        lanes.Part("build", command=python("")),
        lanes.Part("units", command=said),
        lanes.Part("pages", command=said, needs_site=True),
    )

    assert code == 0
    assert printed.splitlines()[-1] == "4 passed, 0 failed, 2 skipped"
    assert "pages: 2 passed, 1 skipped, 0 s" in printed


def test_what_fails_is_shown_whole_and_counted(lanes_with):
    failing = python(
        "print('the reason'); print('1 failed, 2 passed in 0.10s'); exit(1)"
    )
    code, printed = lanes_with(
        lanes.Part("build", command=python("")), lanes.Part("units", command=failing)
    )

    assert code == 1
    assert "the reason" in printed and "FAILED units: 1 failed, 2 passed" in printed
    assert printed.splitlines()[-1] == "2 passed, 1 failed, 0 skipped"


def test_why_tests_were_skipped_is_told_once(lanes_with):
    skipping = python(
        "print('SKIPPED [9] tests/conftest.py:7: NO BROWSER: install one');"
        "print('SKIPPED [2] tests/test_x.py:3: NO BROWSER: install one');"
        "print('1 passed, 11 skipped in 0.10s')"
    )
    _, printed = lanes_with(
        lanes.Part("build", command=python("")), lanes.Part("pages", command=skipping)
    )

    assert printed.count("    skipped: NO BROWSER: install one\n") == 1


def test_without_a_book_nothing_waits_for_its_pages(lanes_with):
    code, printed = lanes_with(
        lanes.Part("build", command=python("print('a broken link'); exit(1)")),
        lanes.Part("pages", command=python("print('5 passed in 1s')"), needs_site=True),
    )

    assert code == 1
    assert "a broken link" in printed
    assert "NOT RUN pages" in printed
    assert printed.splitlines()[-1] == "0 passed, 0 failed, 0 skipped"


def test_a_planted_if_that_is_never_false_is_found(tmp_path, monkeypatch):
    (tmp_path / "engine").mkdir()
    planted = tmp_path / "engine" / "test_planted.py"
    planted.write_text(PLANTED)
    part = lanes.Part("planted", ("engine",))
    monkeypatch.setattr(lanes, "PARTS", [part])
    monkeypatch.setattr(lanes, "INCLUDED", f"--include={planted}")
    monkeypatch.setattr(lanes, "TESTS", tmp_path)
    monkeypatch.setattr(lanes, "COVERAGE", tmp_path / "coverage")
    lanes.run(part)

    assert part.failed and part.counted == "1 passed"
    assert "2->4" in part.output


def test_the_table_goes_into_the_page_where_it_is_asked_for(lanes_with, root, tmp_path):
    page, before = tmp_path / "CONTRIBUTING.md", (root / "CONTRIBUTING.md").read_text()
    page.write_text(before)
    said = python("print('2 passed in 0.10s')")
    parts = lanes.Part("build", command=said), lanes.Part("units", command=said)

    lanes_with(*parts)
    assert page.read_text() == before
    lanes_with(*parts, times="1")
    after, around = page.read_text(), lanes.TIMES.split(before)
    rows = re.findall(r"\| (.*) \| \d+ \|", lanes.TIMES.search(after)[0])
    assert {*rows[:-1]} == {"build", "units"}
    assert rows[-1] == "all of it, two at a time"
    assert lanes.TIMES.split(after) == around and len(around) == 4
