"""The environment: made by any Python, and what fails is said in a sentence."""

import sys

import pytest

from tools.house import environment


def test_an_environment_that_does_not_run_is_made_anew(tmp_path):
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)

    assert environment.works(sys.executable)
    assert not environment.works(str(broken))
    assert not environment.works(str(tmp_path / "nothing"))


def test_what_fails_gives_its_reason_in_one_sentence():
    program = "print('Looking'); print('ERROR: no network'); raise SystemExit(1)"
    with pytest.raises(SystemExit, match=r"^Stopped: not installed \(ERROR: no network\)\.$"):  # fmt: skip
        environment.run([sys.executable, "-c", program], "not installed")
    with pytest.raises(SystemExit, match=r"not installed \(no word why\)\.$"):
        environment.run([sys.executable, "-c", "raise SystemExit(1)"], "not installed")


def test_it_needs_no_module_of_ours(root):
    """It runs before anything is installed, and under a Python that may be too old."""
    text = (root / "tools/house/environment.py").read_text()

    assert "from tools" not in text and 'f"' not in text
