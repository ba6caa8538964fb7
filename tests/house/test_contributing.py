"""What CONTRIBUTING.md names is there: verbs, paths, tests, floors, derived files."""

import re

import pytest

WRITES = re.compile(r"\.write_(text|bytes)\(|\.save(fig)?\(|open\(.*\"w\"")
THROWS_AWAY = {"mutants.py"}  # works in a folder that does not stay
TARGET = re.compile(
    r"^(?:PAGE|STORE|PICTURE) = .*\"(?:.*/)?(\w+\.\w+)\"$", re.MULTILINE
)
MADE_LATER = ("_build/", ".venv", "book/NN_")  # not in the repository


@pytest.fixture
def page(root):
    return (root / "CONTRIBUTING.md").read_text()


@pytest.fixture
def recipes(root):
    """{verb: what it runs}"""
    text = (root / "Makefile").read_text()
    return dict(re.findall(r"^([a-z-]+):.*##.*\n((?:\t.*\n)+)", text, re.MULTILINE))


def words(page):
    """What stands between backticks, without the fences of blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"(?m)^```.*$", "", page))


def missing(page, root, recipes):
    """The verbs, paths and tests that are named and are not there."""
    tests = "\n".join(path.read_text() for path in root.glob("tests/**/test_*.py"))
    for verb in re.findall(r"(?:`|^)make ([a-z-]+)", page, re.MULTILINE):
        if verb not in recipes:
            yield verb
    for word in words(page):
        is_path = re.fullmatch(r"[\w.*/-]*(/|\.(py|md|json|yml|txt|toml|gif|gz))", word)
        here = word.startswith(MADE_LATER) or any(
            any(folder.glob(word.rstrip("/")))
            for folder in (root, root / "toygrad", root / "book/_static/vendor")
        )
        if is_path and not here:
            yield word
        if re.fullmatch(r"test_\w+", word) and f"def {word}(" not in tests:
            yield word


def test_what_is_named_is_there(page, root, recipes):
    assert len(words(page)) > 100
    assert list(missing(page, root, recipes)) == []


@pytest.mark.parametrize(
    "named, gone",
    [
        ("`make notebooks`", "`make coffee`"),
        ("make chapter NAME=20", "make verse NAME=20"),
        ("`tests/chapters/test_seed.py`", "`tests/test_seeds.py`"),
        ("`viz/widget.py`", "`viz/gadget.py`"),
        ("`tests/vendor/`", "`tests/vendors/`"),
        ("`test_every_operation_has_an_oracle`", "`test_every_operation_has_a_sibyl`"),
    ],
)
def test_a_name_of_nothing_is_found(page, root, recipes, named, gone):
    assert named in page
    (found,) = missing(page.replace(named, gone, 1), root, recipes)

    assert found in gone


def unlisted(page, root, recipes):
    """The tools that write, and the files they write, of which no row tells."""
    table = page[page.index("| derived file |") : page.index("## A chapter")]
    verbs = re.findall("`make ([a-z-]+)", table)
    commands = table + "".join(recipes[verb] for verb in verbs)
    for path in sorted(root.glob("tools/*/*.py")):
        text, name = path.read_text(), path.relative_to(root).as_posix()
        writes = WRITES.search(text) and path.name not in THROWS_AWAY
        called = name, name.removesuffix(".py").replace("/", ".")
        if writes and not any(one in commands for one in called):
            yield path.name
        yield from (name for name in TARGET.findall(text) if name not in table)
    for path in root.glob("tests/stored/*.json"):
        if f"tests/stored/{path.name}" not in table:
            yield path.name


def test_every_file_that_a_tool_writes_is_listed(page, root, recipes):
    assert list(unlisted(page, root, recipes)) == []


ROWS = {  # the first words of a row: what nobody tells of without it
    "`book/operations.md`": ["operations.md"],
    "`book/edges.md`": ["edges.md"],
    "`book/speed.md`": ["speed.py", "speed.md"],
    "`tests/stored/sentences.json`": ["sentences.py", "sentences.json"],
    "`tests/stored/edits.json`": ["edits.py", "edits.json"],
    "`book/_static/player.gif`": ["picture.py", "player.gif"],
    "`.venv`": ["environment.py"],
}


@pytest.mark.parametrize("start, untold", ROWS.items(), ids=ROWS)
def test_a_row_taken_away_is_missed(page, root, recipes, start, untold):
    assert f"\n| {start}" in page
    without = re.sub(rf"\n\| {re.escape(start)}.*", "", page)

    assert set(untold) <= set(unlisted(without, root, recipes))
