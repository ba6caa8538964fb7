"""The misconceptions that the book must meet, and where it meets them.

A chapter meets one with a predict cell and a question, both tagged
``misconception-N``.  Mistakes of the exercises are shown beside them.
``python -m tests.chapters.test_misconceptions`` prints the table.
"""

import re

import pytest

from tools.book.chapters import chapters, tags
from toygrad.exercises import EXERCISES

# Number: (what somebody believes, the first chapter that must meet it).
MISCONCEPTIONS = {
    1: ("a function inside another is a product of the two", 2),
    2: ("the chain rule needs no look at what stands inside", 2),
    3: ("loss, gradient and learning rate are one recipe", 9),
    4: ("backpropagation is gradient descent", 4),
    5: ("a backward pass changes the weights", 9),
    6: ("of two uses of a value one is enough", 2),
    7: ("paths add at a sum, but not at a product", 2),
    8: ("any order of walking back will do", 4),
    9: ("zeroing the gradients throws something away", 9),
    10: ("only the parameters are zeroed, or everything is", 9),
    11: ("a second backward pass changes nothing", 4),
    12: ("a drawn graph has its gradients already", 3),
    13: ("the 1 at the result is a setting", 4),
    14: ("a value in the middle without a gradient is an error", 13),
    15: ("change an input, and the result follows", 3),
    16: ("a new number under an old name changes the parameter", 9),
    17: ("an exponent or a constant has no gradient", 5),
    18: ("autograd nudges, or does algebra", 6),
    19: ("at a kink the computer knows the slope", 6),
    20: ("a NaN that is masked is gone", 6),
    21: ("enough layers learn by magic", 12),
    22: ("the algorithm decides everything", 10),
    23: ("a language model looks up what it has read", 14),
    24: ("attention is a weight that is learned", 14),
    25: ("a loss counts wrong answers", 14),
}
WAYS = {"predict": "**Predict**", "question": "**Question "}


def read_chapters():
    """{number: Chapter} of those that are there, read anew."""
    return {chapter.number: chapter for chapter in chapters()}


def numbers(cell):
    """The misconceptions that a cell is tagged with."""
    return set(map(int, re.findall(r"misconception-(\d+)", " ".join(tags(cell)))))


def meetings(chapters):
    """{(misconception, chapter): the ways in which it is met there}"""
    met = {}
    for chapter, notebook in chapters.items():
        for cell in notebook.cells:
            ways = {way for way, sign in WAYS.items() if sign in cell.source}
            for number in numbers(cell):
                met.setdefault((number, chapter), set()).update(ways)
    for key, exercise in EXERCISES.items():
        for mistake in exercise.mistakes:
            if mistake.misconception:
                place = mistake.misconception, int(key.split(".")[0])
                met.setdefault(place, set()).add("mistake")
    return met


def gaps(chapters):
    """(misconception, way) that its chapter lacks; a missing chapter is no gap."""
    met = meetings(chapters)
    return [
        (number, way)
        for number, (_, chapter) in MISCONCEPTIONS.items()
        for way in WAYS
        if chapter in chapters and way not in met.get((number, chapter), ())
    ]


def matrix(chapters):
    """Misconceptions down, chapters across; p, q and m for the ways."""
    met = meetings(chapters)
    lines = [f"{'':54}due " + "".join(f"{chapter:>5}" for chapter in chapters)]
    for number, (sentence, due) in MISCONCEPTIONS.items():
        letters = (
            "".join(sorted(way[0] for way in met.get((number, chapter), ()))) or "."
            for chapter in chapters
        )
        line = "".join(f"{cell:>5}" for cell in letters)
        lines.append(f"{number:2} {sentence:<51}{due:>3} {line}")
    return "\n".join(lines)


def test_every_chapter_meets_its_misconceptions():
    chapters = read_chapters()
    print(matrix(chapters))

    assert gaps(chapters) == []


def test_no_tag_and_no_mistake_has_a_number_of_its_own():
    assert {number for number, _ in meetings(read_chapters())} <= set(MISCONCEPTIONS)


DUE = [n for n, (_, chapter) in MISCONCEPTIONS.items() if chapter in read_chapters()]


@pytest.mark.parametrize("number", DUE)
@pytest.mark.parametrize("way", WAYS)
def test_a_tag_taken_away_is_a_gap(number, way):
    chapters = read_chapters()
    for cell in chapters[MISCONCEPTIONS[number][1]].cells:
        if WAYS[way] in cell.source and number in numbers(cell):
            cell.metadata["tags"].remove(f"misconception-{number}")

    assert (number, way) in gaps(chapters)


def test_a_chapter_that_is_not_there_yet_is_no_gap():
    chapters = read_chapters()
    del chapters[4]

    assert not [
        number for number, _ in gaps(chapters) if MISCONCEPTIONS[number][1] == 4
    ]


if __name__ == "__main__":
    print(matrix(read_chapters()))
