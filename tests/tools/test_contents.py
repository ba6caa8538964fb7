"""What a page is told of the book: its parts, and what comes next."""

from tools.book import contents

PARTS = {"Start": ["index", "running"], "Chapters": ["00_a", "01_b"], "Back": ["gallery", "words"]}  # fmt: skip
CHAPTERS = {
    name: {"name": name, "part": part, "number": name[:2] if name[0] == "0" else ""}
    for part, names in PARTS.items()
    for name in names
}
WAY = list(CHAPTERS)


def after(page):
    return contents.following(page, WAY, CHAPTERS)


def test_the_chapters_are_one_way_that_ends_at_the_gallery():
    assert after("00_a") == "01_b"
    assert after("01_b") == contents.AFTER_ALL


def test_other_parts_are_ways_of_their_own():
    assert after("index") == "running"
    assert after("gallery") == "words"
    assert after("words") is None


def test_what_a_notebook_says_of_itself():
    notes = contents.notes_of("book/01_slopes")

    assert notes["minutes"]["reading"] > 0 and notes["questions"]
    assert contents.notes_of("book/notation") == {}
