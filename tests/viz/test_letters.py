"""The widths of letters, by which every drawing is laid out."""

from tools.house import faces
from tools.places import BOOK
from toygrad.viz.letters import text_width


def test_the_widths_are_those_of_the_face():
    assert faces.LETTERS.read_text("utf-8") == faces.letters(
        BOOK / "_static/vendor/toygrad-sans"
    )
    assert text_width("a", 10.0) != text_width("a", 10.0, bold=True)
