"""Random expressions that the calculator reads, and what Python makes of them; for tests."""

import ast
import random

import toygrad
from toygrad import Value
from toygrad.functions import OPERATIONS
from toygrad.viz import calculator


def behind(result):
    """All values of a graph, from the result on."""
    found, todo = {}, [result]
    while todo:
        value = todo.pop()
        if value not in found:
            found[value] = None
            todo += value.parents
    return list(found)


def grown(rng, depth):
    """A random expression as text."""
    if depth == 0:
        return rng.choice(["a", "b", "w1", "ä", "2", "0.5", "3"])
    part = lambda: grown(rng, rng.randint(0, depth - 1))  # noqa: E731
    functions = [*OPERATIONS, "abs"]
    makers = [
        *[lambda sign=sign: f"({part()}){sign}({part()})" for sign in "+-*/"],
        lambda: f"{part()} - {part()} * {part()}",
        lambda: f"-({part()})",
        lambda: f"({part()})**{rng.choice(['2', '3', '-1', '0.5'])}",
        lambda: f"{rng.choice(functions)}({part()})",
        lambda: f"{rng.choice(functions)}({part()})",
        lambda: f"maximum({part()}, {part()})",
        lambda: f"dot([{part()}, {part()}], [{part()}, 2])",
    ]
    return rng.choice(makers)()


def by_python(text, numbers):
    """The same on Values by Python itself: every text here is one of ours."""
    names = {**vars(toygrad), **{name: Value(x, name) for name, x in numbers.items()}}
    result = eval(compile(text, "test", "eval"), names)
    result.label = "y"
    return result


def some(count, seed=0):
    """Random expressions with numbers, of which Python can compute all."""
    rng, found = random.Random(seed), []
    while len(found) < count:
        text = grown(rng, rng.randint(1, 4))
        names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}  # fmt: skip
        numbers = {name: round(rng.uniform(-3.0, 3.0), 1) for name in sorted(names & {"a", "b", "w1", "ä"})}  # fmt: skip
        try:
            result = by_python(text, numbers)
            result.backward()
        except (ArithmeticError, ValueError, TypeError, AttributeError):
            continue
        if result.parents and len(text) <= calculator.MOST_LETTERS:
            found.append((text, numbers))
    return found


def computed(text, numbers):
    expression = calculator.Expression(text)
    known = {name: Value(numbers[name], name) for name in expression.names}
    for name, tree in expression.steps.items():
        known[name] = result = calculator.computed(tree, known)
        result.label = name
    return result
