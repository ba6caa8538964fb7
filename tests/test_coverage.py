"""Every line of the engine, and every way an `if` can go, is run by its own tests."""

import os
import subprocess
import sys

import pytest

ENGINE = (
    "refusals", "order", "value", "functions", "check", "higher", "paths",
    "nn", "optim", "data", "training",
)  # fmt: skip
TESTS = [
    "value",
    "functions",
    "higher",
    "check",
    "paths",
    "nn",
    "training",
    "wrong_use",
]
SLOW = ("digits_are_learned", "deep", "hundred_thousand")  # they reach nothing new
PLANTED = """\
def positive(x):
    if x < 0:
        x = -x
    return x


def test_positive():
    assert positive(-1) == 1
"""
SKIPPED = " and ".join(f"not {name}" for name in SLOW)


@pytest.fixture
def covered(root, tmp_path):
    """Runs pytest over `tests`, then reports on the files in `include`."""

    def run(include, *tests):
        include = f"--include={','.join(include)}"
        options = ["-x", "-p", "no:cacheprovider", "-k", SKIPPED]
        ran = coverage("run", "--branch", include, "-m", "pytest", *options, *tests)
        assert ran.returncode == 0, ran.stdout
        return coverage("report", "--show-missing", "--fail-under=100", include)

    def coverage(*words):
        return subprocess.run(
            [sys.executable, "-m", "coverage", *words],
            env={**os.environ, "COVERAGE_FILE": str(tmp_path / "coverage")},
            cwd=root,
            capture_output=True,
            text=True,
        )

    return run


def test_nothing_of_the_engine_is_left_out(covered):
    files = [f"toygrad/{name}.py" for name in ENGINE]
    report = covered(files, *[f"tests/test_{name}.py" for name in TESTS])

    assert report.returncode == 0, report.stdout
    assert all(file in report.stdout for file in files)


def test_a_planted_if_that_is_never_false_is_found(covered, tmp_path):
    planted = tmp_path / "test_planted.py"
    planted.write_text(PLANTED)
    report = covered([str(planted)], str(planted))

    assert report.returncode != 0
    assert "2->4" in report.stdout
