"""The Chromium of the system, which looks at the pages and prints them."""

import os
import shutil

# The first has no windows at all, and is the quickest.
NAMES = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome",
    "google-chrome-stable",
)  # fmt: skip


def program():
    """Its path, or None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def start(playwright, args=(), **settings):
    # It refuses to sandbox itself for root, which CI often is.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(
        executable_path=program(), args=[*sandbox, *args], **settings
    )
