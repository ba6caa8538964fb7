"""The face of the formulas has its characters, under a name of its own."""

import pytest
from fontTools.ttLib import TTFont

from tools.house import math_face


@pytest.fixture(scope="module")
def face(root):
    return TTFont(root / "book/_static/vendor" / math_face.FOLDER / "regular.woff2")


def test_the_stored_face_has_every_character_of_the_list(face):
    there = set(map(chr, face.getBestCmap()))

    assert there >= math_face.CHARACTERS
    assert face["name"].getDebugName(1) == math_face.NAME


def test_its_bars_and_indices_stand_where_the_list_says(face):
    constants = face["MATH"].table.MathConstants
    for name, value in math_face.CONSTANTS.items():
        constant = getattr(constants, name)
        assert getattr(constant, "Value", constant) == value


def test_a_name_of_the_makers_is_replaced(face):
    names = face["name"]
    for record in names.names:
        record.string = "Reserved"
    math_face.rename(names)

    assert names.getDebugName(1) == names.getDebugName(4) == "Toygrad Math"
    assert names.getDebugName(6) == "ToygradMath"
