"""What npm brings, and what is said where it brings nothing."""

import pytest

from tools.house import npm


def program_that(tmp_path, monkeypatch, does):
    path = tmp_path / "npm"
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)
    monkeypatch.setattr(npm, "program", lambda name: str(path))


def test_an_archive_is_handed_over(tmp_path, monkeypatch):
    program_that(tmp_path, monkeypatch, 'printf "%s" "$*" > made.tgz')

    assert npm.packed("one@1.0") == b"--silent pack one@1.0"


@pytest.mark.parametrize(
    "does, said",
    [("exit 1", "npm could not bring one@1.0; most often"), (None, "npm is not here; write make live")],
)  # fmt: skip
def test_what_is_missing_is_said_in_a_sentence(tmp_path, monkeypatch, does, said):
    if does:
        program_that(tmp_path, monkeypatch, does)
    else:
        monkeypatch.setattr(npm, "program", lambda name: None)
    with pytest.raises(npm.NothingBrought, match=said):
        npm.packed("one@1.0")
