"""What `make teacher` binds: every exercise, its truth, its mistakes; sheets and key."""

import re
from html import escape

import pypdf
import pytest

from tools.book.chapters import chapters
from tools.places import SITE
from tools.teach import teacher
from toygrad.exercises import EXERCISES


@pytest.fixture(scope="module")
def page():
    return teacher.answers()


def unanswered(page, exercises):
    """Exercises of which the truth or a mistake is not told."""
    text = re.sub(r"<[^>]*>|\s", "", page)
    for number, exercise in exercises.items():
        told = [exercise.why, *(why for _, why in exercise.also)]
        told += [mistake.sentence for mistake in exercise.mistakes]
        said = (re.sub(r"\s", "", re.sub(r"<[^>]*>", "", escape(t))) for t in told)
        if f"Exercise{number}" not in text or not all(part in text for part in said):
            yield number


def test_every_exercise_is_answered_with_all_its_mistakes(page):
    assert list(unanswered(page, EXERCISES)) == []


def test_an_answer_left_out_is_found(page):
    truth = escape(EXERCISES["4.1"].why)

    assert truth in page
    assert list(unanswered(page.replace(truth, ""), EXERCISES)) == ["4.1"]


def test_open_exercises_edits_and_the_concept_test_are_answered(page):
    assert len(re.findall(r"<h3>Exercise \d+\.\d+, open</h3>", page)) == len(chapters())
    assert page.count("<h3>Edits</h3>") == len(chapters())
    assert len(re.findall(r"<tr>\s*<td[^>]*>\d+</td>\s*<td>[A-D]</td>", page)) == 12


def straight(text):
    """The words of a text, which may be broken into lines, with one kind of apostrophe."""
    return " ".join(text.replace("'", "’").split())


def entries(outline):
    for entry in outline:
        yield from entries(entry) if isinstance(entry, list) else [entry]


def text_under(document, title):
    """What is printed where the last bookmark with this title leads, to the next page's end."""
    *_, entry = (e for e in entries(document.outline) if title in straight(e.title))
    first = document.get_destination_page_number(entry)
    pages = document.pages[first : first + 2]
    return straight(" ".join(page.extract_text() for page in pages))


BOUND = {  # a bookmark, and what stands under it
    "The teacher’s guide": "The teacher’s guide",
    "A concept test": "A concept test",
    "all answers": "all answers",
    "4 Walking backward": "Exercise 4.1",
}


def test_all_of_it_is_bound_to_print(browser, page, tmp_path, monkeypatch):
    monkeypatch.setattr(teacher, "answers", lambda: page)
    monkeypatch.setattr(teacher, "FOLDER", tmp_path / "deeper" / "teacher")
    teacher.write()
    teacher.bind(browser)
    bound = pypdf.PdfReader(teacher.FOLDER / "teacher.pdf")

    for title, words in BOUND.items():
        assert words in text_under(bound, title), words
    assert {f.name for f in teacher.FOLDER.iterdir()} == {
        "answers.css", "answers.html", "key-1.pdf", "teacher.pdf",
        "worksheet-1.ipynb", "worksheet-1.pdf",
    }  # fmt: skip


def test_no_key_is_in_the_site():
    keys = [path for path in SITE.rglob("*") if "key-" in path.name]

    assert keys == []
    assert (SITE / "worksheets/worksheet-1.pdf").exists()
