"""The calculator: what it reads, and what it refuses."""

import ast
import re

import pytest

from book.live import runner
from tests.shared.expressions import behind, by_python, computed, some
from toygrad.functions import OPERATIONS
from toygrad.viz import calculate, calculator


def numbers_of(result):
    """What stands behind a result, to the last bit: data, gradients, edges."""
    result.backward()
    return [(v.data, v.grad, v.local_grads, v.op, v.label) for v in behind(result)]


def differs(text, numbers):
    mine, its = (
        numbers_of(computed(text, numbers)),
        numbers_of(by_python(text, numbers)),
    )
    return repr(mine) != repr(its)


def test_random_expressions_are_what_python_computes():
    expressions = some(300)

    used = set(
        re.findall(r"[a-z_0-9]+(?=\()", " ".join(text for text, _ in expressions))
    )
    assert used >= OPERATIONS.keys()
    assert [text for text, numbers in expressions if differs(text, numbers)] == []


def test_a_sign_that_is_read_as_another_is_noticed(monkeypatch):
    """The planted fault of the test above."""
    monkeypatch.setitem(calculator.SIGNS, ast.Sub, "+")

    assert sum(differs(*one) for one in some(40)) > 5


def shown(program):
    """What a live cell shows of a program: data of its stage."""
    pieces = []
    runner.run([program], pieces.append)
    return pieces[-1]


def unnamed(stage):
    """What a program says of the numbers in it, and a calculator does not."""
    texts = [one.get("text", "") for one in stage["pictures"]]
    return [text for text in texts if "Without a label" in text]


def test_the_program_shows_what_the_calculator_shows():
    for text, numbers in some(12, seed=1):
        numbers = {name: numbers[name] for name in calculator.Expression(text).names}
        data = calculate(text, **numbers).data
        screen = data.pop("calculator")

        data["clock"]["start"] = 1  # a report opens at its start
        stage = shown(screen["program"])["stage"]
        assert unnamed(data) == []
        stage["pictures"] = list(map(calculator.unremarked, stage["pictures"]))
        assert stage == data


def test_a_calculator_does_not_ask_for_labels_of_numbers():
    sheet = calculate("2 * a + 3 * b")

    assert unnamed(shown(sheet.data["calculator"]["program"])["stage"])
    assert unnamed(sheet.data) == [] and "Without a label" not in repr(sheet)


def test_a_program_with_another_number_shows_something_else():
    """The planted fault of the test above."""
    data = calculate("(a + b) * a", a=2.0, b=-3.0).data
    program = data.pop("calculator")["program"]
    data["clock"]["start"] = 1

    assert shown(program)["stage"] == data
    assert shown(program.replace("-3.0", "-4.0"))["stage"] != data


# One expression, piece by piece.


def test_steps_are_boxes_with_their_names():
    sheet = calculate("s = a + b\ny = s * a", a=2.0, b=-3.0)

    assert "s = a + b" in repr(sheet) and "a → s → y:  1 · 2 = 2" in repr(sheet)
    assert sheet.data["calculator"]["program"] == (
        "from toygrad import Value\nfrom toygrad.viz import show_report\n\n"
        'a = Value(2.0, label="a")\nb = Value(-3.0, label="b")\n'
        's = a + b\ns.label = "s"\ny = s * a\ny.label = "y"\n\nshow_report(y)'
    )


def test_leaves_have_number_gradient_and_what_a_nudge_measures():
    told = calculate("relu(a - b)", a=2.0, b=2.0).data["calculator"]

    assert told["result"] == "y = 0"
    assert told["leaves"][0] == {"name": "a", "number": 2.0, "gradient": "0", "measured": "0.5, kink"}  # fmt: skip


def test_a_nudge_that_leaves_the_domain_is_not_measured():
    (leaf,) = calculate("sqrt(a)", a=1e-300).data["calculator"]["leaves"]

    assert leaf["measured"] == "no nudge"


def test_a_name_without_a_number_gets_one_and_one_called_y_stays():
    told = calculate("(w*x + b - y)**2", b=4.0).data["calculator"]

    assert [leaf["number"] for leaf in told["leaves"]] == [0.5, 1.0, 4.0, 2.0]
    assert told["result"].startswith("z = ")


def test_the_signs_of_books_are_read():
    program = calculate("a² − 2·b × c³ ÷ 4").data["calculator"]["program"]

    assert "y = a ** 2 - 2 * b * c ** 3 / 4" in program


def test_what_numbers_alone_make_is_one_number():
    program = calculate("(2 - 3)**2 / 4 * a ** -(1/2) + b*-3").data["calculator"]["program"]  # fmt: skip

    assert "\ny = 0.25 * a ** (-0.5) + b * -3\n" in program


def test_an_answer_is_a_picture_or_a_sentence_with_the_sliders():
    assert calculator.answer("a * b", {"b": 3.0, "c": 1.0})["stage"]["calculator"]["result"] == "y = 1.5"  # fmt: skip
    assert calculator.answer("log(a)", {"a": -1.0}) == {
        "error": "log needs a number above 0; a is -1.0; keep its argument there.",
        "leaves": [{"name": "a", "number": -1.0}],
    }
    assert calculator.answer("a / (b", {})["leaves"] == []


REFUSED = {
    "": "at character 1: expected an expression, got nothing",
    "a +": "at character 4: expected a name, a number or a bracket, got the end",
    "a + * b": 'at character 5: expected a name, a number or a bracket, got "* b"',
    "ä * (b + 1": "at character 5: expected a ) for every (",
    "a)": "at character 2: expected a ( for every )",
    "2a": 'at character 1: expected a sign between two values, got "2a"; write *',
    "(a b)": 'at character 2: expected a sign between two values, got "a b)"; write *',
    "a b": 'at character 3: expected a sign such as * or the end, got "b"; write *',
    "2(a + b)": 'got "2(a + b)"; write * to multiply',
    "a + b^2": "at character 6: expected letters, digits and signs, got '^'; write ** for a power",
    "ä + sigmod(b)": "at character 5: expected a function, got sigmod, and there is no function sigmod; write sigmoid(…)",
    "sum(a, b)": "there is no function sum; write total([a, b])",
    "a · b × tnah(a)": "at character 9: expected a function, got tnah",
    "(s := a + b) * a": 'at character 4: expected = for a step, got ":="; write s = a + b',
    "s := a + b": "at character 3: expected = for a step",
    "a(b)": "there is no function a; write a * (…), or one of exp,",
    "print(a, b)": "there is no function print; write one of exp,",
    "tanh(a, b)": "expected tanh(x), got 2 in its brackets; write tanh(x)",
    "dot([a])": "expected dot(xs, ys), got 1 in its brackets",
    "a * b.grad": 'at character 5: expected names, numbers, + - * / **, brackets and functions, got "b.grad"',
    "a[0]": 'got "a[0]"',
    "a < b": 'got "a < b"',
    "'x' * a": "got \"'x'\"",
    "True * a": 'got "True"',
    "a if b else c": 'got "a if b else c"',
    "import os": 'got "import os"',
    "[a, b]": 'got "[a, b]"',
    "lambda * x": "at character 1: expected a name that is free, got lambda, a word of Python",
    "tanh * a": "expected a name that is free, got tanh; write tanh(a)",
    "Value * a": "expected a name that is free, got Value",
    "a" * 21 + "*2": "names of at most 20 letters, which fit into a box, got 21",
    "1/0 * a": 'expected one finite number, got "1/0" (float division by zero)',
    "9**9**9 * a": "(Numerical result out of range)",
    "1e999 * a": 'expected one finite number, got "1e999"',
    "(-8)**0.5 * a": "it gives complex",
    "a": "expected an operation with a name in it, got a",
    "3 + 4": "expected an operation with a name in it, got 7",
    "s = a * b; a * a": "expected steps that lead to the last, got s, which is not used; delete it",
    "a = a * b": "expected a new name, got a again",
    "s = a * b; s = s * a": "expected a new name, got s again",
    "a + b" + " " * 300 + "+ c": "at most 300 characters, so that its picture can be read, got",
    "a*" * 30 + "a": "at most 30 values and 60 edges, so that it can be read and is there within two seconds, got 31 and 60",
    "-" * 299 + "a": "at most 30 values",
    "total([" + "a, " * 61 + "a])": "got 2 and 62; write a shorter",
    "(" * 250 + "a" + ")" * 49: "expected",
    "a \u202e* b": "at character 3: expected letters, digits and signs, got '\\u202e'; delete it",
    "a\x00 * b": "at character 2",
    "<img src=x onerror=hit(1)>": "expected a name, a number or a bracket",
    "a / (b - b)": "a division needs a divisor that is not 0; a is 0.5, got 0.0",
    "a * 1e300 * 1e300": "backward needs a finite result, got inf",
    "total(a)": "total needs a list of values",
}  # fmt: skip


@pytest.mark.parametrize("text, words", REFUSED.items(), ids=map(ascii, range(len(REFUSED))))  # fmt: skip
def test_a_refusal_is_one_sentence(text, words):
    said = calculator.answer(text, {})["error"]

    assert words in said
    assert said.endswith(".") and "\n" not in said and "; " in said


def test_calculate_itself_raises():
    with pytest.raises(ValueError, match="got c; write one for a or b"):
        calculate("a * b", c=1.0)
    with pytest.raises(TypeError, match="calculate needs a text, got int 3"):
        calculate(3)


def test_nothing_typed_is_run(root):
    """Neither the module nor what it imports from here makes a text into a program."""
    text = (root / "toygrad/viz/calculator.py").read_text()

    assert re.findall(r"\b(eval|exec|compile|getattr|__import__)\(", text) == []
