"""The tests of what moves, where the hand is late: they wait for a state, not for luck."""

import os
import subprocess

import pytest

from tools.house.lanes import PYTEST
from tools.places import ROOT, TESTS

BY_HAND = pytest.mark.skipif(
    os.environ.get("TOYGRAD_FULL") != "1",
    reason="runs the tests of the front end once more, slowly: make test-full",
)
MOVING = "viz/front", "viz/inventor", "viz/playground", "site/test_playing.py"
LATE = ["-p", "tests.shared.dawdling"]
RACE = """
import pytest

@pytest.mark.parametrize("k", range(30))
def test_it_is_paused_at_once(browser, k):
    page = browser.new_page()
    page.set_content("<button onclick='clearInterval(ticking)'>Pause</button>")
    page.evaluate("() => { window.steps = 0; window.ticking = setInterval(() => steps++, 10); }")
    page.wait_for_function("steps >= 2")
    page.locator("button").click()
    steps = page.evaluate("steps")
    page.close()
    assert steps < 25
"""


def run_pytest(*given):
    return subprocess.run(
        [*PYTEST, *map(str, given)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )


@BY_HAND
def test_what_moves_is_tested_without_luck(browser):
    done = run_pytest(*LATE, *(TESTS / where for where in MOVING))

    assert done.returncode == 0, done.stdout


@BY_HAND
def test_a_test_that_needs_luck_is_found(browser, tmp_path):
    """The planted fault: a button that has to be pressed within a quarter of a second."""
    race = tmp_path / "test_race.py"
    race.write_text(RACE)
    shared = "-p", "tests.shared.browsing", "--rootdir", tmp_path, race

    assert " failed" not in run_pytest(*shared).stdout
    assert " failed" in run_pytest(*LATE, *shared).stdout
