"""The concept test: every right answer is computed again from its item.

The numbers are read out of the items, the answers come from the engine or
from arithmetic, and so do those of the beliefs that the wrong options
stand for.  Then the options and the key must say the same.
"""

import re
import runpy
from collections import Counter

import pytest

from toygrad import Value, relu
from toygrad.nn import Parameter
from toygrad.optim import SGD

LETTERS = "ABCD"
ITEM = re.compile(r"^### (\d+)\n(.*?)(?=^###? |\Z)", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"^- \*\*([A-Z])\.\*\* (.+)$", re.MULTILINE)
NUMBER = re.compile(r"[−-]?\d+(?:\.\d+)?")
GIVEAWAYS = re.compile(r"(?i)\b(always|never|only|all|none|must|every)\b")


@pytest.fixture
def page(root):
    return (root / "book/teaching/concept_test.md").read_text()


@pytest.fixture
def answers(root):
    return (root / "book/teaching/answers_concept_test.md").read_text()


@pytest.fixture
def known(root):
    """The numbers of the misconceptions that are on the list."""
    return runpy.run_path(str(root / "tests/chapters/test_misconceptions.py"))[
        "MISCONCEPTIONS"
    ]


# What stands on the two pages.


def items(page):
    """{number: (the question, {letter: the option})}"""
    return {
        int(number): (OPTION.sub("", body), dict(OPTION.findall(body)))
        for number, body in ITEM.findall(page)
    }


def rows(answers):
    """{item: (the right letter, {letter: what its cell says})}"""
    table = [line.strip("|").split("|") for line in answers.splitlines()]
    cells = [[cell.strip() for cell in row] for row in table if len(row) == 6]
    return {
        int(item): (right, dict(zip(LETTERS, why)))
        for item, right, *why in cells
        if item.isdigit()
    }


def numbers(text):
    return [float(found.replace("−", "-")) for found in NUMBER.findall(text)]


def said(option):
    """What an option says: its numbers, or its text where it has none."""
    return tuple(numbers(option)) or option


# The answers to each item, from its question: the right one, then those of
# the three beliefs.


def a_slope(question):
    at, slope = numbers(question)
    claims = [
        (at, at + 0.01, slope * 0.01),
        (at, slope),
        (at, 2 * at, slope * at),
        (at + 2, at + 2.01, slope * 0.01),
    ]
    # Curves with this slope at this place; what follows is true of each.
    curves = [
        lambda x: x * x * slope / (2 * at),
        lambda x: x**3 * slope / (3 * at**2),
        lambda x: 1 - slope * at**2 / x,
    ]
    for curve in curves:
        x = Value(at)
        curve(x).backward()
        assert x.grad == pytest.approx(slope)

    def holds(claim, curve):
        *places, number = claim
        moved = curve(places[-1]) - (curve(places[0]) if places[1:] else 0)
        return moved == pytest.approx(number, rel=0.05)

    (right,) = (claim for claim in claims if all(holds(claim, c) for c in curves))
    return right, *(claim for claim in claims if claim is not right)


def a_composite(question):
    table = [numbers(line) for line in question.splitlines() if "|" in line]
    machines = {row[0]: row[1:] for row in table if row}
    (at,) = numbers(re.search(r"^x is (.*)", question, re.MULTILINE)[1])
    inner, inner_slope, beside, beside_slope = machines[at]
    outer, outer_slope = machines[inner][2:]

    def line(place, number, slope):
        return lambda x: number + slope * (x - place)

    first, second = line(at, inner, inner_slope), line(inner, outer, outer_slope)
    one, other = Value(at), Value(at)
    second(first(one)).backward()
    (first(other) * line(at, beside, beside_slope)(other)).backward()
    return one.grad, inner_slope + outer_slope, inner_slope * beside_slope, other.grad


def two_paths(question):
    a, b, c, d = numbers("\n".join(re.findall(r"x --.*", question)))
    x = Value(1.0)
    u = d + a * (x - 1.0)
    v = b + c * (x - 1.0)
    y = u * v
    y.backward()
    assert y.local_grads == (b, d)
    return x.grad, a + b + c + d, (a + b) * (c + d), a * b * c * d


def two_uses(question):
    (added,) = numbers(re.search(r"\(x.*?\)", question)[0])
    before, after = numbers(question)[-2:]
    x, nudge = Value(before), after - before
    (x * (x + added)).backward()
    moved = after * (after + added) - before * (before + added)
    assert moved == pytest.approx(x.grad * nudge, abs=0.005)
    uses = before + added, before
    wrong = 2 * nudge, uses[0] * nudge, uses[0] * uses[1] * nudge
    return tuple(round(number, 2) for number in (moved, *wrong))


def a_memory(question):
    before, after = numbers(question)
    x = Value(before)
    y = x + x
    x.data = after
    return y.data, before + after, 2 * after, "no number, until y is computed anew"


def the_start(question):
    (data,) = numbers(question)
    y = Value(data / 2) + data / 2
    y.backward()
    assert y.data == data
    return y.grad, 0.0, 0.1, y.data


def an_order(question):
    made = dict(re.findall(r"^(\w) = (\w . \w)$", question, re.MULTILINE))
    data = {"a": 2.0, "b": 3.0, "c": 5.0}

    def computed(given):
        for name, formula in made.items():
            one, sign, other = formula.split()
            if name not in given:
                one, other = given[one], given[other]
                given[name] = one * other if sign == "*" else one + other
        return given

    def taken(order):
        """The gradients, if the values are taken in this order."""
        numbers = computed(dict(data))
        grads = dict.fromkeys(numbers, 0.0) | {"y": 1.0}
        for name in order.split(", "):
            one, sign, other = made[name].split()
            grads[one] += grads[name] * (numbers[other] if sign == "*" else 1.0)
            grads[other] += grads[name] * (numbers[one] if sign == "*" else 1.0)
        return grads

    def nudged(name):
        """How far y moves per unit, if `name` moves and all after it."""
        held = computed(dict(data))[name]
        up, down = (
            computed(data | {name: held + nudge})["y"] for nudge in (1e-4, -1e-4)
        )
        return (up - down) / 2e-4

    orders = ["y, t, s", "y, s, t", "s, t, y", "y, s, t, s"]
    truth = {name: pytest.approx(nudged(name)) for name in computed(dict(data))}
    (right,) = (order for order in orders if taken(order) == truth)
    return right, *(order for order in orders if order != right)


def two_passes(question):
    first_place, first, second_place, second = numbers(question)[:4]
    w = Parameter(first_place)
    (w * w).backward()
    assert w.grad == first
    w.data = second_place
    (w * w).backward()
    return w.grad, second, (first + second) / 2, first


def an_update(question):
    start, slope, rate = numbers(question)
    w = Parameter(start)
    (slope * w).backward()
    passed = w.data
    SGD([w], lr=rate).step()
    step = rate * slope
    return (
        (passed, w.data),
        (start - step, start - 2 * step),
        (start - step, start - step),
        (start, start + step),
    )


def the_price(question):
    inputs, seconds = map(int, numbers(question)[:2])
    xs = [Value(float(k)) for k in range(inputs)]
    total = xs[0]
    operations = edges = 0
    for x in xs[1:]:
        total = total + x
        operations, edges = operations + 1, edges + len(total.parents)
    total.backward()
    assert {x.grad for x in xs} == {1.0}  # one pass has served them all
    runs = inputs + 1  # one as it is, one for each input
    many = float(round(runs, -3) * seconds)
    # The run, and for each edge a multiplication and an addition.
    few = float(round((operations + 2 * edges) / operations) * seconds)
    return (many, few), (few, few), (few, many), (many, many)


def a_dead_relu(question):
    factor, shift, outer, _, added = numbers(question)[:5]
    w = Value(numbers(question)[-1])
    (outer * relu(factor * w + shift) + added).backward()
    assert factor * w.data + shift < -1  # no small nudge comes near the kink
    return w.grad, -factor * outer, factor * outer, "undefined"


def held_out(question):
    rounds, own, others = (
        numbers(line) for line in question.splitlines() if re.search(r"\|.*\d", line)
    )

    def smallest(losses):
        return rounds[losses.index(min(losses))]

    return (
        smallest(others),
        smallest([abs(one - other) for one, other in zip(own, others)]),
        smallest([one + other for one, other in zip(own, others)]),
        smallest(own),
    )


ANSWERS = {
    1: a_slope, 2: a_composite, 3: two_paths, 4: two_uses, 5: a_memory,
    6: the_start, 7: an_order, 8: two_passes, 9: an_update, 10: the_price,
    11: a_dead_relu, 12: held_out,
}  # fmt: skip


def rounded(answer):
    if isinstance(answer, str):
        return answer
    return tuple(
        round(n, 6) for n in (answer if isinstance(answer, tuple) else (answer,))
    )


def faults(page, answers):
    """The items whose options or whose key are not what was computed."""
    key = rows(answers)
    for number, (question, options) in items(page).items():
        try:
            right, *wrong = map(rounded, ANSWERS[number](question))
        except (AssertionError, KeyError, TypeError, ValueError):
            yield number  # the numbers of the question do not fit together
            continue
        found = {letter: said(option) for letter, option in options.items()}
        same = Counter(found.values()) == Counter([right, *wrong])
        if not same or right in wrong or found.get(key[number][0]) != right:
            yield number


def test_twelve_items_have_four_options_each(page):
    assert list(items(page)) == list(range(1, 13))
    assert all("".join(options) == LETTERS for _, options in items(page).values())


def test_every_option_and_the_key_are_what_was_computed(page, answers):
    assert list(faults(page, answers)) == []


@pytest.mark.parametrize("number", ANSWERS)
def test_two_letters_of_the_key_changed_places_are_found(page, answers, number):
    other = next(k for k in ANSWERS if rows(answers)[k][0] != rows(answers)[number][0])
    letters = {k: rows(answers)[k][0] for k in (number, other)}
    planted = answers.replace(
        f"| {number} | {letters[number]} |", f"| {number} | {letters[other]} |"
    ).replace(f"| {other} | {letters[other]} |", f"| {other} | {letters[number]} |")

    assert set(faults(page, planted)) == {number, other}


OPTIONS = [(number, letter) for number in ANSWERS for letter in LETTERS]


@pytest.mark.parametrize("number, letter", OPTIONS)
def test_another_option_is_found(page, answers, number, letter):
    option = items(page)[number][1][letter]
    other = NUMBER.sub("77", option) if numbers(option) else option + " or so"
    before, after = page.split(f"\n### {number}\n")
    line = f"- **{letter}.** "
    after = after.replace(line + option, line + other, 1)

    assert list(faults(f"{before}\n### {number}\n{after}", answers)) == [number]


@pytest.mark.parametrize(
    "number, old, new",
    [
        (1, "the slope of y is 8", "the slope of y is 7"),
        (2, "| 5 | 9 | 6 | 8 | 7 |", "| 5 | 9 | 6 | 8 | 3 |"),
        (3, "v --(5)--> y", "v --(6)--> y"),
        (7, "t = s * c", "t = b * c"),
        (9, "the learning rate 0.5", "the learning rate 0.1"),
        (11, "w is −3", "w is 3"),
        (12, "| 52 | 36 | 45 | 60 |", "| 52 | 36 | 25 | 60 |"),
    ],
)
def test_another_question_is_found(page, answers, number, old, new):
    assert page.count(old) == 1
    assert list(faults(page.replace(old, new), answers)) == [number]


# The form of the options and of the key.


def unbalanced(answers):
    key = [right for right, _ in rows(answers).values()]
    return Counter(key) != Counter(LETTERS * 3) or any(
        first == second == third for first, second, third in zip(key, key[1:], key[2:])
    )


def test_the_right_letters_are_spread(answers):
    assert not unbalanced(answers)


def test_a_fourth_a_is_found(answers):
    assert unbalanced(answers.replace("| 2 | D |", "| 2 | A |"))


def test_three_in_a_row_are_found(answers):
    planted = answers.replace("| 10 | D |", "| 10 | B |")

    assert unbalanced(planted.replace("| 3 | B |", "| 3 | D |"))


def incomplete(answers, known):
    """The items whose row lacks something, or says too much."""
    for number, (right, cells) in rows(answers).items():
        for letter, cell in cells.items():
            words = [word for word in cell.split() if re.search(r"\w", word)]
            brackets = re.findall(r"\((\d+)\)", cell)
            if (
                not 0 < len(words) <= (15 if letter == right else 12)
                or (letter == right) != cell.endswith(".")
                or not {int(bracket) for bracket in brackets} <= set(known)
            ):
                yield number


def test_every_row_of_the_key_is_complete(answers, known):
    assert list(rows(answers)) == list(range(1, 13))
    assert list(incomplete(answers, known)) == []


@pytest.mark.parametrize(
    "number, old, new",
    [
        (2, "slopes along a path add", ""),
        (6, "is a setting (13)", "is a setting (31)"),
        (8, "the second pass overwrites the first", "very " * 13),
        (9, "| 9 | C |", "| 9 | D |"),
    ],
)
def test_a_row_that_lacks_something_is_found(answers, known, number, old, new):
    assert answers.count(old) == 1
    assert number in incomplete(answers.replace(old, new), known)


def telling(page, answers):
    """The items whose options give the answer away by their wording."""
    key = {number: right for number, (right, _) in rows(answers).items()}
    for number, (_, options) in items(page).items():
        right = options[key[number]]
        others = [len(option) for option in options.values() if option != right]
        texts = [option for option in options.values() if len(option) > 12]
        if any(map(GIVEAWAYS.search, texts)) or len(right) > max(others) + 8:
            yield number


def test_no_option_gives_the_answer_away_by_its_wording(page, answers):
    assert list(telling(page, answers)) == []


@pytest.mark.parametrize(
    "new", ["y itself is always about 8.", "y rises by 0.08." + " so" * 30]
)
def test_an_option_that_gives_itself_away_is_found(page, answers, new):
    option = items(page)[1][1]["A"]

    assert list(telling(page.replace(option, new), answers)) == [1]


def betrayals(page, answers):
    """Where the page tells the key: its letters in a row, or one beside its item."""
    key = {number: right for number, (right, _) in rows(answers).items()}
    patterns = [r"\W*".join(key.values())]
    patterns += [rf"\b{number}[ .:|)*=]+{letter}\b" for number, letter in key.items()]
    return [found[0] for p in patterns for found in re.finditer(p, page)]


def test_the_page_does_not_tell_the_key(page, answers):
    assert betrayals(page, answers) == []


@pytest.mark.parametrize("between", ["", " ", ", "])
def test_the_letters_of_the_key_in_a_row_are_found(page, answers, between):
    told = between.join(right for right, _ in rows(answers).values())

    assert betrayals(f"{page}\n{told}\n", answers)


@pytest.mark.parametrize("told", ["{} {}", "{}: {}", "| {} | {} |", "{}. **{}**"])
def test_a_letter_beside_its_item_is_found(page, answers, told):
    for number, (right, _) in rows(answers).items():
        planted = f"{page}\n{told.format(number, right)}\n"
        assert betrayals(planted, answers)


# The sheet and its example.


def test_the_sheet_has_a_row_for_every_item(page):
    sheet = page.split("## The sheet for the analysis")[1]
    found = re.findall(r"^\| (\d+) \| .+? \| \{ref\}`.+?` \|( \|){8}$", sheet, re.M)

    assert [int(item) for item, _ in found] == list(range(1, 13))


def miscalculated(page):
    """Whether the example of the sheet does not come out."""
    example = page.split("An example,")[1].split("Hake")[0]
    (before, total, share), (after, again, later) = (
        numbers(line)
        for line in example.splitlines()
        if line.startswith(("Before", "After"))
    )
    first, second, one, third, gain = numbers(example.split("The gain is")[1])
    return (
        (before / total, after / again) != (share, later)
        or (first, second, one, third) != (later, share, 1, share)
        or gain != pytest.approx((later - share) / (1 - share))
    )


def test_the_example_of_the_sheet_comes_out(page):
    assert not miscalculated(page)


@pytest.mark.parametrize(
    "old, new", [("84 of 120", "90 of 120"), ("= 0.5:", "= 0.3:"), ("(0.7", "(0.8")]
)
def test_a_wrong_example_is_found(page, old, new):
    assert miscalculated(page.replace(old, new))
