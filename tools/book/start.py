"""Starts a chapter: a notebook that passes its tests, and its place in every list.

    make chapter NAME=20_better_steps                   in the last part
    make chapter NAME=20_better_steps PART=Autograd     in another one

The cells stand in start.md: a small true example, to be replaced piece by
piece.  The answers and what tests their truth are files of their own.  Nothing
is overwritten: the lists get a line, and the chapter before leads on to the
new one.
"""

import re
import sys
from pathlib import Path
from string import Template

import yaml

from tools.book import edits, notebooks
from tools.book.chapters import Chapter, chapters
from tools.places import ROOT

CELLS = Path(__file__).with_name("start.md")

NOTES = {
    "minutes": {"exercises": 5, "reading": 10},
    "questions": ["Replace me: what does the chapter ask?"],
    "objectives": ["replace me: the goals"],
    "key_points": ["Replace me: what is to be kept."],
}
ANSWERS = '''\
"""The answers to the exercises of chapter $number."""

from .exercise import Exercise, Mistake

EXERCISES = {
    "$number.1": Exercise(
        5,
        "5: a product gives each factor the other one.",
        Mistake(4, "that is the data of p; a nudge of p is multiplied by q."),
        Mistake(20, "that is y itself; the gradient says how far y moves."),
        Mistake(9, "that is the sum of both; a nudge of p is multiplied by q."),
        measured=True,
    ),
}
'''
TRUTHS = '''\
"""The truths of chapter $number, found on another way."""

from toygrad import Value
from toygrad.exercises.chapter_$number import EXERCISES


def test_the_truths_of_chapter_${number}_are_true():
    p, q = Value(4.0), Value(5.0)
    (p * q).backward()
    assert EXERCISES["$number.1"].truth == p.grad
'''


def main(name="", part=""):
    check_name(name)
    parts = parts_of_the_book()
    part = part or list(parts)[-1]
    if part not in parts:
        stop(
            f"a part is one of {', '.join(parts)}, got {part!r}; write PART={list(parts)[-1]}"
        )
    for path, text in texts_with(name, parts[part][-1]).items():
        (ROOT / path).write_text(text)
    notebooks.main([ROOT / f"book/{name}.ipynb"])
    edits.main(name)
    print(f'book/{name}.ipynb is now the last chapter of the part "{part}".')
    print('Put your own where it says "replace me", and into')
    print(
        f"toygrad/exercises/chapter_{name[:2]}.py and tests/chapters/test_truths_{name[:2]}.py;"
    )
    print("then write make notebooks and make test.")


def check_name(name):
    last, label = chapters()[-1].name[:2], Chapter(name).label
    if not re.fullmatch(r"[0-9]{2}(_[a-z0-9]+)+", name) or name[:2] <= last:
        stop(
            f"a chapter has a number above {last} and a name in small letters, got "
            f"{name!r}; write make chapter NAME={int(last) + 1}_name"
        )
    for page in [*ROOT.glob("book/*.ipynb"), *ROOT.glob("book/*.md")]:
        if f"({label})=" in page.read_text():
            stop(
                f"a chapter has a label of its own, got {label!r}, which is that of "
                f"book/{page.name}; write another NAME"
            )


def stop(sentence):
    sys.exit(f"Stopped: {sentence}.")


def parts_of_the_book():
    """{part: its chapters}, for the parts in which chapters stand."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text())
    parts = {
        part["caption"]: re.findall(r"book/(\d\d_\w+)", str(part["chapters"]))
        for part in contents["parts"]
    }
    return {part: names for part, names in parts.items() if names}


def texts_with(name, before):
    """{path: its text} of all that is written to put `name` behind `before`."""
    number, label = name[:2], Chapter(name).label
    words = {"number": number, "label": label, "before": Chapter(before).label}
    words["title"] = label.replace("-", " ").capitalize()
    texts = {
        path: below((ROOT / path).read_text(), above, line)
        for path, above, line in lines_of(name, before, words["title"])
    }
    start, words["after"], end = re.split(
        "(?<=Next: {ref}`)(.*)(?=`)", (ROOT / f"book/{before}.ipynb").read_text()
    )
    texts[f"book/{before}.ipynb"] = start + label + end
    texts[f"book/{name}.ipynb"] = notebooks.as_text(skeleton(words))
    for path, text in (
        (f"toygrad/exercises/chapter_{number}.py", ANSWERS),
        (f"tests/chapters/test_truths_{number}.py", TRUTHS),
    ):
        texts[path] = Template(text).substitute(words)
    return texts


def lines_of(name, before, title):
    """(file, what the line above holds, the line) for the lists of chapters."""
    latest = chapters()[-1].name
    number = int(name[:2])
    file = f'      - file: book/{name}\n        title: "{number} {title}"'
    entry = f"- **{number}** {{ref}}`{Chapter(name).label}`, 15 minutes: replace me."
    return (
        ("_toc.yml", f'title: "{int(before[:2])} ', file),
        ("book/index.ipynb", f"{{ref}}`{Chapter(before).label}`", f'    "{entry}\\n",'),
        ("README.md", f"Running book/{latest}.", f"Running book/{name}.ipynb"),
    )


def below(text, above, line):
    """`text` with one line more, under the first that holds `above`."""
    lines = text.split("\n")
    place = next(k for k, one in enumerate(lines) if above in one)
    return "\n".join([*lines[: place + 1], line, *lines[place + 1 :]])


def skeleton(words):
    """The notebook made of the cells in start.md."""
    text = Template(CELLS.read_text()).substitute(words)
    _, *parts = re.split(r"^=== (\w+) (.+)\n", text, flags=re.MULTILINE)
    cells = []
    for kind, name, source in zip(parts[::3], parts[1::3], parts[2::3]):
        new = notebooks.prose if kind == "markdown" else notebooks.code
        metadata = metadata_of(kind, words["number"])
        cells.append(new(name, source.strip(), metadata=metadata))
    notebook = notebooks.made_of(cells)
    notebook.metadata |= {"language_info": {"name": "python"}, "toygrad": NOTES}
    return notebook


def metadata_of(kind, number):
    """What a cell carries that is a solution, shows a source or is live."""
    if kind == "solution":
        return {
            "jupyter": {"source_hidden": True},
            "mystnb": {"code_prompt_show": f"Show the solution to {number}.1"},
            "tags": ["hide-cell"],
        }
    if kind == "source":
        return {"tags": ["no-output", "remove-input"]}
    return {"tags": ["live"]} if kind == "live" else {}


if __name__ == "__main__":
    main(*sys.argv[1:])
