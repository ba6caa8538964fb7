"""The calculator of backpropagation: an expression as a text, read and drawn.

With this file you can

* see what a line does, edge by edge: ``calculate("(a + b) * a", a=2.0, b=-3.0)``.

The text is read with Python's own grammar, and of that only names, numbers,
arithmetic and the functions of the table are taken.  Nothing of it is run.
"""

import ast
import inspect
import keyword
import math
import re

from .. import functions
from ..check import gradcheck_leaves
from ..functions import TABLE
from ..order import topological_order
from ..refusals import short
from ..value import Value
from .report import show_report
from .words import number

__all__ = ["answer", "calculate"]

MOST_LETTERS, MOST_OF_A_NAME = 300, 20
MOST_VALUES, MOST_EDGES = 30, 60  # a picture of them takes a page two seconds
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
FUNCTIONS = {name: vars(functions)[name] for name in TABLE if name in vars(functions)}
FUNCTIONS["abs"] = abs  # Python's own, which asks the value
del FUNCTIONS["affine"]  # it gives a list
OTHER_NAMES = {"sum": "total", "max": "maximum", "min": "minimum", "ln": "log", "average": "mean"}  # fmt: skip
SIGNS_OF_BOOKS = str.maketrans({"−": "-", "×": "*", "·": "*", "÷": "/", "²": "**2", "³": "**3"})  # fmt: skip
RESULTS = ("y", "z", "result", "the_result")  # what a line without a name is called
PARTS = "names, numbers, + - * / **, brackets and functions"
EXAMPLE = "write for example (a + b) * a"
MULTIPLY = "write * to multiply, as in 2 * a"
MISREAD = (  # what Python's grammar says: what was expected, what to write instead
    ("never closed", "a ) for every (", "write ) at its end"),
    ("match", "a ( for every )", "delete it, or write ( before"),
    ("literal|comma", "a sign between two values", MULTIPLY),
)
ERRORS = (TypeError, ValueError, ArithmeticError)
UNNAMED = r"(\n\n)?Without a label.*"  # only constants: they need none here


def calculate(text, /, **numbers):
    """Graph, player, paths and check of an expression that is given as a text.

        >>> sheet = calculate("(a + b) * a", a=2.0, b=-3.0)
        >>> sheet.data["calculator"]["result"]
        'y = −2'

    Every name in it is a leaf, at the number that is given for it: a name without
    one holds 0.5, 1, 1.5, 2 or 2.5.  Names for steps make boxes with a label:
    ``calculate("s = a + b; s * a")``.  It takes + - * / **, brackets and the functions
    of the table of operations; the signs of books, − × · ÷ ² ³, are read as these.

    Gives the sheet that `show_report` gives; ``data["calculator"]`` has the program
    that makes the same.  Raises ValueError, with the place and what to write
    instead, for a text that is no such expression, and what an operation raises
    where it cannot be computed.  Told in the sandbox.
    """
    expression = Expression(text)
    if unknown := [name for name in numbers if name not in expression.names]:
        raise ValueError(
            f"calculate needs numbers for the names of its expression, got {unknown[0]}; "
            f"write one for {' or '.join(expression.names)}"
        )
    return drawn(expression, expression.filled(numbers))


def answer(text, numbers):
    """The same for a page, as plain data: a picture, or a sentence and the leaves."""
    leaves = {}
    try:
        expression = Expression(text)
        leaves = expression.filled(numbers)
        return {"text": "", "stage": drawn(expression, leaves).data}
    except ERRORS as error:
        told = [{"name": name, "number": x} for name, x in leaves.items()]
        return {"error": f"{error}.", "leaves": told}


# Reading.


class Expression:
    """A text that was read.

    names  of its leaves, in order
    steps  {name of a step: its tree}; the last one is the result
    """

    def __init__(self, text):
        self.text, self.names, self.steps = in_one_line(text), [], {}
        if ":=" in self.text:
            raise self.refused(self.text.index(":="), "= for a step", '":="', "write s = a + b")  # fmt: skip
        try:
            statements = ast.parse(self.text).body
        except SyntaxError as error:
            raise self.misread(error) from None
        except (RecursionError, MemoryError):
            raise self.refused(0, "fewer brackets", "too many", "write steps") from None
        if not statements:
            raise self.refused(0, "an expression", "nothing", EXAMPLE)
        for statement in statements:
            self.add(statement)
        used = names_in(self.steps.values())
        for name in [*self.steps][:-1]:
            if name not in used:
                raise self.refused(0, "steps that lead to the last", f"{name}, which is not used", "delete it")  # fmt: skip

    def add(self, statement):
        """Take a step, `s = a + b`, or the result, which needs no name."""
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)]):
                self.check_name(statement, name)
            case ast.Expr():
                name = ""
            case _:
                raise self.no_part(statement)
        tree = self.taken(statement.value)
        if plain(tree) or isinstance(tree, ast.Name):
            got = ast.unparse(tree)
            raise self.refused(tree, "an operation with a name in it", got, EXAMPLE)
        names = {*self.names, *self.steps}
        if name in names:
            got = f"{name} again"
            raise self.refused(statement, "a new name", got, "write another one")
        self.steps[name or next(one for one in RESULTS if one not in names)] = tree

    def taken(self, node):
        """The tree of an allowed part; what numbers alone make is one number."""
        match node:
            case ast.Name():
                self.check_name(node, node.id)
                if node.id not in self.names and node.id not in self.steps:
                    self.names.append(node.id)
                return node
            case ast.Constant() if type(node.value) in (int, float):
                parts = []
            case ast.UnaryOp(op=ast.USub()):
                [node.operand] = parts = [self.taken(node.operand)]
            case ast.BinOp() if type(node.op) in SIGNS:
                parts = [self.taken(node.left), self.taken(node.right)]
                node.left, node.right = parts
            case ast.Call(func=ast.Name(), keywords=[]):
                self.check_call(node)
                node.args = parts = list(map(self.argument, node.args))
            case _:
                raise self.no_part(node)
        return self.folded(node) if all(map(plain, parts)) else node

    def argument(self, node):
        """As any part; some functions take a list of them."""
        if isinstance(node, ast.List):
            node.elts = list(map(self.taken, node.elts))
            return node
        return self.taken(node)

    def folded(self, node):
        try:
            x = computed(node, {})
            if isinstance(x, Value):  # of a function of many values
                return node
            if not isinstance(x, float) or not math.isfinite(x):
                raise ValueError(f"it gives {short(x)}")
        except ERRORS as error:
            got = f"{self.part(node)} ({error.args[-1]})"
            raise self.refused(node, "one finite number", got, "write another one") from None  # fmt: skip
        size = int(abs(x)) if x.is_integer() and abs(x) < 1e15 else abs(x)
        tree = ast.Constant(size)
        tree = tree if math.copysign(1.0, x) > 0.0 else ast.UnaryOp(ast.USub(), tree)
        return ast.copy_location(tree, node)

    def check_name(self, node, name):
        if name in {*FUNCTIONS, "Value", "show_report"}:
            raise self.refused(node, "a name that is free", name, f"write {name}(a), or another name")  # fmt: skip
        if len(name) > MOST_OF_A_NAME:
            needed = f"names of at most {MOST_OF_A_NAME} letters, which fit into a box"
            raise self.refused(node, needed, len(name), "write a shorter one")

    def check_call(self, node):
        name = node.func.id
        if name not in FUNCTIONS:
            got = f"{name}, and there is no function {name}"
            raise self.refused(node, "a function", got, f"write {other_than(node)}")
        signature = inspect.signature(FUNCTIONS[name])
        try:
            signature.bind(*node.args)
        except TypeError:
            whole, got = f"{name}{signature}".replace(", /", ""), len(node.args)
            raise self.refused(node, whole, f"{got} in its brackets", f"write {whole}") from None  # fmt: skip

    def filled(self, numbers):
        """{name: its number}, or one of the first halves where there is none."""
        halves = ((k % 5 + 1) / 2 for k in range(len(self.names)))
        return {name: numbers.get(name, x) for name, x in zip(self.names, halves)}

    # What is refused: where, what was expected, what stands there, what to write instead.

    def refused(self, at, expected, got, advice):
        if isinstance(at, ast.AST):
            at = len(self.text.encode()[: at.col_offset].decode())
        return ValueError(f"at character {at + 1}: expected {expected}, got {got}; {advice}")  # fmt: skip

    def no_part(self, node):
        advice = MULTIPLY if isinstance(node, ast.Call) else EXAMPLE  # 2(a + b)
        return self.refused(node, PARTS, self.part(node), advice)

    def part(self, node):
        return beginning(ast.get_source_segment(self.text, node))

    def misread(self, error):
        """What Python's grammar says, for a reader who never saw Python."""
        at = min((error.offset or 1) - 1, len(self.text))
        got = beginning(self.text[at:]) if self.text[at:] else "the end"
        for word in filter(keyword.iskeyword, re.findall(r"\w+", self.text)):
            at, got = self.text.index(word), f"{word}, a word of Python"
            return self.refused(at, "a name that is free", got, "write another one")
        for said, expected, advice in MISREAD:
            if re.search(said, error.msg):
                return self.refused(at, expected, got, advice)
        if re.search(r"(^|[-+*/(,[=;])\s*$", self.text[:at]):
            return self.refused(at, "a name, a number or a bracket", got, EXAMPLE)
        return self.refused(at, "a sign such as * or the end", got, MULTIPLY)


def in_one_line(text):
    """The text with its lines one after the other, where a place is one number."""
    if not isinstance(text, str):
        raise TypeError(f"calculate needs a text, got {short(text)}; {EXAMPLE}")
    text = "; ".join(filter(None, map(str.strip, text.splitlines())))
    text = text.translate(SIGNS_OF_BOOKS)
    if len(text) > MOST_LETTERS:
        raise ValueError(
            f"an expression needs at most {MOST_LETTERS} characters, so that its picture "
            f"can be read, got {len(text)}; write a shorter one"
        )
    for at, letter in enumerate(text, 1):
        if not letter.isprintable() or letter == "^":
            power = "write ** for a power, as in b**2"
            raise ValueError(
                f"at character {at}: expected letters, digits and signs, got {letter!a}; "
                + (power if letter == "^" else "delete it")
            )
    return text


def other_than(call):
    """What to write for a call of a function that is none."""
    from difflib import get_close_matches  # a page needs it for a slip alone

    name = call.func.id
    near = [OTHER_NAMES[name]] if name in OTHER_NAMES else get_close_matches(name, FUNCTIONS, 1)  # fmt: skip
    if near:
        lists = near[0] in ("total", "mean")
        return f"{near[0]}([a, b])" if lists else f"{near[0]}(…)"
    product = f"{name} * (…), or " if len(name) == len(call.args) == 1 else ""
    return f"{product}one of {', '.join(FUNCTIONS)}"


def beginning(text):
    return f'"{text}"' if len(text) <= 20 else f'"{text[:19]}…"'


def names_in(trees):
    parts = (part for tree in trees for part in ast.walk(tree))
    return {part.id for part in parts if isinstance(part, ast.Name)}


def plain(tree):
    """Is this a number, or a list of such?"""
    if isinstance(tree, ast.List):
        return all(map(plain, tree.elts))
    if isinstance(tree, ast.UnaryOp):
        return plain(tree.operand)
    return isinstance(tree, ast.Constant)


# Computing and showing.


def computed(tree, known):
    """What a tree gives: a value, or a number where no name stands in it."""
    match tree:
        case ast.Constant():
            return float(tree.value)
        case ast.Name():
            return known[tree.id]
        case ast.List():
            return [computed(part, known) for part in tree.elts]
        case ast.UnaryOp():
            return -computed(tree.operand, known)
        case ast.BinOp():
            rule = TABLE[SIGNS[type(tree.op)]].rule
            return rule(computed(tree.left, known), computed(tree.right, known))
        case ast.Call():
            arguments = [computed(part, known) for part in tree.args]
            return FUNCTIONS[tree.func.id](*arguments)


def drawn(expression, numbers):
    """The report of an expression, with all that a calculator shows beside it."""
    leaves = {name: Value(x, label=name) for name, x in numbers.items()}
    known = dict(leaves)
    for name, tree in expression.steps.items():
        known[name] = result = computed(tree, known)
        result.label = name
    check_size(result)
    sheet = show_report(result)
    result.backward()
    sheet.step = len(sheet.data["frames"])  # all is there; to play begins at the start
    sheet.text = re.sub(UNNAMED, "", sheet.text)
    sheet.data = sheet.data | {
        "pictures": [unremarked(picture) for picture in sheet.data["pictures"]],
        "clock": sheet.data["clock"] | {"start": sheet.step},
        "calculator": {
            "text": expression.text,
            "program": program(expression, numbers),
            "result": f"{name} = {number(result.data)}",
            "leaves": told(leaves.values(), result),
        },
    }
    return sheet


def check_size(result):
    values = behind(result)
    edges = sum(len(value.parents) for value in values)
    if len(values) > MOST_VALUES or edges > MOST_EDGES:
        raise ValueError(
            f"a picture needs at most {MOST_VALUES} values and {MOST_EDGES} edges, so that it "
            f"can be read and is there within two seconds, got {len(values)} and {edges}; "
            "write a shorter expression"
        )


def unremarked(picture):
    text = {"text": re.sub(UNNAMED, "", picture["text"])} if "text" in picture else {}
    return picture | text


def behind(result):
    order = topological_order(result)
    return {*order, *(parent for value in order for parent in value.parents)}


def told(leaves, result):
    """Each leaf with its gradient, and with what nudges measure."""
    try:
        checks = {check.name: check for check in gradcheck_leaves(result)}
    except ValueError:  # a nudge leaves the domain of an operation
        checks = {}
    return [
        {"name": leaf.label, "number": leaf.data, "gradient": number(leaf.grad),
         "measured": measured(checks.get(leaf.label))}
        for leaf in leaves
    ]  # fmt: skip


def measured(check):
    if check is None:
        return "no nudge"
    nudged = number(round(check.nudged, 9))  # finer is what rounding leaves
    return nudged if check.verdict == "agrees" else f"{nudged}, {check.verdict}"


def program(expression, numbers):
    """The same as Python, to run and to edit."""
    used = names_in(expression.steps.values()) & FUNCTIONS.keys()
    imported = ", ".join(["Value", *sorted(used - {"abs"})])
    lines = [f"from toygrad import {imported}", "from toygrad.viz import show_report", ""]  # fmt: skip
    for name, x in numbers.items():
        lines.append(f'{name} = Value({float(x)!r}, label="{name}")')
    for name, tree in expression.steps.items():
        lines += [f"{name} = {ast.unparse(tree)}", f'{name}.label = "{name}"']
    return "\n".join([*lines, "", f"show_report({name})"])
