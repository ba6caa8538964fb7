"""The Chromium of the system: which one, and how it is started."""

import os
import shutil
from types import SimpleNamespace

import pytest

from tools.print import chromium


def test_the_quickest_one_that_is_there_is_taken(monkeypatch):
    there = {"google-chrome": "/there/google-chrome", "chromium": "/there/chromium"}
    monkeypatch.setattr(shutil, "which", there.get)
    assert chromium.program() == "/there/chromium"

    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert chromium.program() is None


@pytest.mark.parametrize("user, args", [(0, ["--no-sandbox"]), (1000, [])])
def test_only_root_goes_without_the_sandbox(monkeypatch, user, args):
    started = []
    launch = SimpleNamespace(launch=lambda **settings: started.append(settings))
    monkeypatch.setattr(os, "geteuid", lambda: user)
    chromium.start(SimpleNamespace(chromium=launch), headless=True)

    assert started[0]["args"] == args and started[0]["headless"]
