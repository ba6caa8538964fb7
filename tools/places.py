"""Where things are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"
TESTS = ROOT / "tests"
STORED = TESTS / "stored"
BUILD = ROOT / "_build"
SITE = BUILD / "html"
