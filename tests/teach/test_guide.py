"""The teacher's guide: its minutes add up, its rows are about the chapters, nobody is left out.

The chapters are the measure: each has a page in the guide, each section and
each question a row, each wrong answer a belief.
"""

import re
import subprocess
import sys

import pytest

from tools.book.chapters import Chapter, chapters
from tools.places import ROOT
from tools.teach import guide

NAMES = [chapter.name for chapter in chapters()]
TEXTS = {path.name: path.read_text() for path in sorted(guide.FOLDER.glob("*.md"))}
READERS_OWN = {"Recap", "In the engine", "Exercises"}
FREE = re.compile(
    r"Opening|Closing|Break|Worksheet, level [123]|(Question|Exercise) \d+\.\d+"
)
OPTION = re.compile(r"<summary>([A-Z])\. .*?</summary>\s+(\S+)", re.DOTALL)
WORK = re.compile(r"Question|Exercise|Worksheet")
LONGEST = (
    25  # minutes in which students only listen; 20 is the aim, a section may run over
)
VOTE = 4  # minutes: alone, a vote, in pairs, a vote, the answer
TAKES = {
    "slide": 1,
    "minute": 1,
    "prediction": 2,
    "figure": 2,
    "exercise": 3,
    "question": VOTE,
}
FORBIDDEN_WORDS = re.compile(
    r"\b(simply|just|obviously|of course|children|child|successor|error signal)\b",
    re.IGNORECASE,
)

# What the guide has.


def chapter_texts(texts):
    return guide.parts(texts.values())


def together(text):
    """(full, short) of the last row of a table of minutes."""
    found = re.findall(r"^\| (\d+) \| (\d+) \| Together \| \|$", text, re.MULTILINE)
    return [(int(full), int(short)) for full, short in found]


def routes(text):
    """[(minutes, what, plan), ...] of each stretch that ends with a sum."""
    rows = re.findall(r"^\| (\d+) \| (.*?) \| ?(.*?) ?\|$", text, re.MULTILINE)
    stretch = []
    for minutes, what, plan in rows:
        stretch.append((int(minutes), what, plan.strip()))
        if what == "Together":
            yield stretch
            stretch = []


def meetings(text):
    """[(minutes, section, {kind: how many}), ...] of each meeting, its sum last."""
    rows = re.findall(r"^\| (\d+) \| (.*?) \| ?(.*?) ?\|$", text, re.MULTILINE)
    stretch = []
    for minutes, section, what in rows:
        made = re.search(r"\((\d[^()]+)\)$", what)
        kinds = re.findall(r"(\d+) ([a-z]+?)s?\b", made[1] if made else "")
        stretch.append((int(minutes), section, {kind: int(n) for n, kind in kinds}))
        if section == "Together":
            yield stretch
            stretch = []


# What is wrong with it.


def miscounted(text):
    """Rows of a meeting that are not the sum of their parts, and wrong sums."""
    for *rows, (total, _, _) in meetings(text):
        for minutes, section, kinds in rows:
            parts = sum(n * TAKES[kind] for kind, n in kinds.items())
            if section != "Reserve" and minutes != parts:
                yield f"{section}: {minutes}, its parts {parts}"
        if sum(minutes for minutes, _, _ in rows) != total:
            yield f"meeting of {total}"


def not_in_the_book(text):
    """Rows about a section that is not there, or that predicts and asks less."""
    sources = {
        (str(chapter.number), section.title): source_of(chapter, section)
        for chapter in chapters()
        for section in chapter.sections
    }
    for rows in meetings(text):
        for _, section, kinds in rows:
            number, _, name = section.partition(", ")
            if number.isdecimal():
                there = sources.get((number, name), "")
                if there.count("**Predict") < kinds.get("prediction", 0):
                    yield section
                if there.count("**Question") < kinds.get("question", 0):
                    yield section


def source_of(chapter, section):
    return "\n".join(chapter.cells[place].source for place in section.places)


def hasty_votes(texts):
    """Questions with fewer minutes than a vote takes."""
    for text in chapter_texts(texts).values():
        for row in guide.plan(text).rows:
            asked = row.section.startswith("Question")
            if asked and (row.full < VOTE or 0 < row.short < VOTE):
                yield row.section


def wrong_matrices(text):
    """What is wrong in the matrices of a page, by the engine and the page's own code."""
    shown = [
        [[float(n) for n in row.replace("&", " ").split()] for row in body.split(r"\\")]
        for body in re.findall(r"\\begin{pmatrix}(.*?)\\end{pmatrix}", text)
    ]
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    lists = [
        [float(n) for n in re.findall(r"-?\d+\.\d", part)]
        for line in done.stdout.splitlines()
        for part in line.split("] [")
    ]
    x, dx, _, dz, s, ds, _, db, w1, dw1, w2, dw2 = lists
    slopes = [float(n > 0) for n in x]
    turned = [list(column) for column in zip(w1, w2)]
    wanted = [
        *([w1, w2], upright(x), upright(s)),
        *(turned, upright(ds), upright(dx)),
        *(upright(dx), upright(slopes), upright(dz)),
        *(upright(db), [x], [dw1, dw2]),
    ]
    return [
        (one, other) for one, other in zip(shown, wanted, strict=True) if one != other
    ]


def upright(numbers):
    return [[number] for number in numbers]


def wrong_sums(texts):
    """Tables whose rows do not add up to what they say."""
    for number, text in chapter_texts(texts).items():
        rows = guide.plan(text).rows
        sums = sum(row.full for row in rows), sum(row.short for row in rows)
        if together(text) != [sums]:
            yield f"chapter {number}: {together(text)}, rows {sums}"
    for *rows, (total, _, _) in routes(texts["guide.md"]):
        if sum(minutes for minutes, _, _ in rows) != total:
            yield f"route of {total}: rows {sum(minutes for minutes, _, _ in rows)}"


def wrong_routes(texts):
    """Rows of a route that do not take the minutes of the chapter's plan."""
    plans = {n: together(text)[0] for n, text in chapter_texts(texts).items()}
    for rows in routes(texts["guide.md"]):
        for minutes, what, plan in rows:
            number = re.match(r"\{ref\}`Chapter (\d+) ", what)
            if number and minutes != plans[int(number[1])][plan == "short"]:
                yield f"{minutes} {what}"


def unplanned(chapter, text):
    """What of a chapter has no row, and rows about nothing, in the chapter's order."""
    source = "\n".join(chapter.prose.values())
    titles = [section.title for section in chapter.sections[1:]]
    headings = [title for title in titles if title not in READERS_OWN]
    questions = re.findall(r"\*\*(Question \d+\.\d+)\.\*\*", source)
    named = [row.section for row in guide.plan(text).rows]
    if [name for name in named if name in headings] != headings:
        yield "sections"
    if [name for name in named if name.startswith("Question")] != questions:
        yield "questions"
    for name in named:
        there = name in headings or FREE.fullmatch(name)
        if not there or (name.startswith("Exercise") and name not in source):
            yield name


def unexplained(chapter, text):
    """Wrong answers without a belief, and beliefs without a wrong answer."""
    wrong = set()
    for cell in chapter.cells:
        question = re.search(r"\*\*Question (\d+\.\d+)", cell.source)
        if question:
            answers = OPTION.findall(cell.source)
            wrong |= {
                (question[1], letter)
                for letter, word in answers
                if not word.startswith("Right")
            }
    return wrong ^ guide.plan(text).wrong.keys()


def listened(text):
    """The longest stretch of the full plan without work for students, in minutes."""
    longest = now = 0
    for row in guide.plan(text).rows:
        now = 0 if WORK.match(row.section) else now + row.full
        longest = max(longest, now)
    return longest


# The tests.


def test_the_minutes_of_every_table_add_up():
    assert list(wrong_sums(TEXTS)) == []
    assert len(list(routes(TEXTS["guide.md"]))) == 9


def test_a_route_takes_the_minutes_of_its_chapters():
    assert list(wrong_routes(TEXTS)) == []


def planted(page, old, new):
    assert old in TEXTS[page]
    return TEXTS | {page: TEXTS[page].replace(old, new, 1)}


def test_a_minute_too_many_is_found():
    assert list(wrong_sums(planted("start.md", "| 3 | 2 | How", "| 4 | 2 | How")))
    assert list(wrong_sums(planted("start.md", "| 3 | 2 | How", "| 3 | 3 | How")))
    assert list(wrong_sums(planted("guide.md", "| 15 | Break", "| 20 | Break")))
    moved = planted("guide.md", "| 15 | {ref}`Chapter 0", "| 16 | {ref}`Chapter 0")
    assert list(wrong_routes(moved))


@pytest.mark.parametrize("name", NAMES)
def test_every_part_of_a_chapter_has_its_row_and_every_wrong_answer_its_belief(name):
    chapter = Chapter(name)
    text = chapter_texts(TEXTS)[chapter.number]

    assert list(unplanned(chapter, text)) == []
    assert unexplained(chapter, text) == set()
    assert listened(text) <= LONGEST
    headings = re.findall(r"^### (.*)$", text, re.MULTILINE)
    assert headings == [
        "What goes wrong",
        "On the board",
        "How to shorten",
        "Wrong answers",
    ]
    assert "**Aim.**" in text
    (last,) = re.findall(
        r"\*\*(Exercise [\d.]+, open)", "\n".join(chapter.prose.values())
    )
    assert f"### {last}\n" in guide.answers()[chapter.number]


@pytest.mark.parametrize(
    "old, new",
    [
        ("| What does the picture say? |", "| What does the image say? |"),
        ("| 4 | 0 | Question 0.1 | Vote, talk in pairs, vote again. Then show `a.data` beside `a.grad`. |\n", ""),
        ("| Question 0.2 |", "| Question 0.3 |"),
        ("| 1 | 1 | Opening |", "| 1 | 1 | Exercise 0.9 |"),
    ],
)  # fmt: skip
def test_a_row_about_nothing_and_a_row_left_out_are_found(old, new):
    text = chapter_texts(planted("start.md", old, new))[0]

    assert list(unplanned(Chapter(NAMES[0]), text))


def test_a_belief_left_out_and_one_about_the_right_answer_are_found():
    for old, new in [("| 0.1 B |", "| 0.1 A |"), ("| 0.2 C |", "| 0.9 C |")]:
        text = chapter_texts(planted("start.md", old, new))[0]
        assert len(unexplained(Chapter(NAMES[0]), text)) == 2


def test_long_listening_is_found():
    text = chapter_texts(
        planted("start.md", "| 4 | 0 | Question 0.2 |", "| 4 | 0 | Break |")
    )
    text = text[0].replace("| 4 | 4 | How does", "| 24 | 4 | How does")

    assert listened(text) > LONGEST


def test_the_two_meetings_are_the_sum_of_what_is_shown_and_it_is_in_the_book():
    text = TEXTS["known_rule.md"]

    assert [rows[-1][0] for rows in meetings(text)] == [90, 90]
    assert list(miscounted(text)) == []
    assert list(not_in_the_book(text)) == []
    for kind, minutes in TAKES.items():
        assert re.search(rf"^\| an? {kind}\b.*? \| {minutes} \|", text, re.MULTILINE)


@pytest.mark.parametrize(
    "old, new",
    [
        ("(2 slides, 3 predictions, 1 question)", "(3 slides, 3 predictions, 1 question)"),
        ("| 6 | Reserve |", "| 5 | Reserve |"),
    ],
)  # fmt: skip
def test_a_meeting_that_is_miscounted_is_found(old, new):
    assert list(miscounted(planted("known_rule.md", old, new)["known_rule.md"]))


@pytest.mark.parametrize(
    "old, new",
    [
        ("| 7, When do we stop? |", "| 7, When do we go? |"),
        ("(1 slide, 2 predictions, 1 question)", "(1 slide, 19 predictions, 1 question)"),
    ],
)  # fmt: skip
def test_what_the_book_does_not_show_is_found(old, new):
    assert list(not_in_the_book(planted("known_rule.md", old, new)["known_rule.md"]))


def test_a_vote_has_its_minutes():
    assert list(hasty_votes(TEXTS)) == []
    assert list(
        hasty_votes(planted("start.md", "| 4 | 0 | Question", "| 3 | 0 | Question"))
    )


def test_the_matrices_are_what_the_engine_says():
    text = TEXTS["known_rule.md"]

    assert wrong_matrices(text) == []
    assert wrong_matrices(text.replace("14 \\\\ 0", "14 \\\\ 7"))
    assert wrong_matrices(text.replace("[3.0, 2.0, -1.0]", "[3.0, 2.0, 1.0]"))


def test_every_open_exercise_has_its_marks():
    marks = guide.marks()

    assert [*marks] == [chapter.number for chapter in chapters()]
    assert all(len(set(mark)) == 3 and all(mark) for mark in marks.values())


@pytest.mark.parametrize("name", TEXTS)
def test_the_words_of_the_guide(name):
    assert not FORBIDDEN_WORDS.search(TEXTS[name])


def test_the_answers_are_not_in_the_site():
    contents = (ROOT / "_toc.yml").read_text()

    assert "answers" not in contents
    assert {
        f"book/teaching/{name[:-3]}" for name in TEXTS if "answers" not in name
    } == set(re.findall(r"file: (book/teaching/.*)", contents))
