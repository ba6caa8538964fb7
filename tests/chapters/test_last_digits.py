"""The chapters on another machine, whose exp and tanh have another last digit.

What is stored must hold there, too: who downloads the book has another processor,
another system, another library of mathematics.
"""

import math
import os
import subprocess

import nbformat
import pytest

from tests.shared.last_digits import SHIFTED, neighbours, shifted
from tools.book import notebooks
from tools.house.lanes import NBVAL, PYTEST
from tools.places import BOOK, ROOT

BY_HAND = pytest.mark.skipif(
    os.environ.get("TOYGRAD_FULL") != "1",
    reason="runs all chapters three times: make test-full",
)
START = "from tests.shared.last_digits import shift\nshift({})\n"


@pytest.fixture
def run_shifted(tmp_path):
    """Runs notebooks where the last digits are others; returns what nbval said."""

    def run(seed, path):
        startup = tmp_path / f"{seed}/profile_default/startup"
        startup.mkdir(parents=True)
        (startup / "last_digits.py").write_text(START.format(seed))
        return subprocess.run(
            [*PYTEST, *NBVAL, str(path)],
            cwd=ROOT,
            env={**os.environ, "IPYTHONDIR": str(tmp_path / str(seed)), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )  # fmt: skip

    return run


@BY_HAND
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_stored_holds_with_other_last_digits(run_shifted, seed):
    done = run_shifted(seed, BOOK)

    assert done.returncode == 0, done.stdout


@BY_HAND
def test_a_last_digit_that_was_stored_is_found(run_shifted, tmp_path):
    """The planted fault: one number with all its digits, of 40."""
    every = repr([math.exp(k / 7) for k in range(1, 41)])
    output = nbformat.v4.new_output("stream", name="stdout", text=every + "\n")
    code = "import math\nprint([math.exp(k / 7) for k in range(1, 41)])"
    planted = notebooks.made_of([notebooks.code("all", code, outputs=[output])])
    nbformat.write(planted, tmp_path / "planted.ipynb")

    assert "1 failed" in run_shifted(1, tmp_path / "planted.ipynb").stdout


@pytest.mark.parametrize("name", SHIFTED)
def test_only_the_last_digit_is_another(name):
    function, second = getattr(math, name), [2.0] if name == "atan2" else []
    first = 1.0 if name == "acosh" else 0.0
    others = set()
    for k in range(1, 100):
        x = [first + k / 100, *second]
        right, wrong = function(*x), shifted(function, 1)(*x)
        assert wrong in neighbours(right)
        others.add(wrong - right)

    assert max(others) > 0.0 > min(others)
    assert shifted(math.exp, 1)(0.0) == 1.0
