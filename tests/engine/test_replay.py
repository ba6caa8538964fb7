"""A recorded graph as plain source: what it says, and that it says nothing of a reader's."""

import io
import math
import re
import tokenize

import pytest

from tests.shared.replayed import again, distance, eagerly, random_program
from toygrad import (
    affine,
    dot,
    exp,
    functions,
    log,
    logsumexp,
    maximum,
    mean,
    operation,
    relu,
    softmax,
    sqrt,
    tan,
    tanh,
    total,
    trace,
)  # fmt: skip
from toygrad.functions import TABLE, Operation, forget
from toygrad.nn import Parameter
from toygrad.record import record
from toygrad.replay import Source, write_sum
from toygrad.value import result


@pytest.fixture
def ps():
    return Parameter(3.0, "w"), Parameter(0.5, "u"), Parameter(-1.0, "b")


def source_of(f, *example):
    return Source(record(f, list(example)))


def test_the_source_has_a_line_for_each_value_and_one_for_each_edge(ps):
    w, u, b = ps

    def f(x, t):
        hidden = [relu(affine([[w, u]], [x, t], [b])[0]), relu(w * x)]
        miss = hidden[0] - hidden[1] / 2.0 - t
        return miss * miss + 0.01 * dot([w, u], [w, u])

    assert (
        source_of(f, 1.0, 2.0).text()
        == """\
def run(parameters, rows, gradient):
    [p0, p1, p2] = parameters
    v8 = p0 * p0 + p1 * p1
    v9 = 0.01 * v8
    g0 = g1 = g2 = d8 = d9 = 0.0
    outputs = []
    for [x0, x1] in rows:
        v0 = p2 + p0 * x0 + p1 * x1
        v1 = 0.0 if v0 <= 0.0 else v0
        v2 = p0 * x0
        v3 = 0.0 if v2 <= 0.0 else v2
        v4 = v3 / 2.0
        v5 = v1 - v4
        v6 = v5 - x1
        v7 = v6 * v6
        v10 = v7 + v9
        doubt = v10 + v0 + v1 + v2 + v3 + v4
        if doubt - doubt: return None  # inf, nan
        outputs.append([v10])
        d10 = gradient
        d7 = d10
        d9 += d10
        d6 = v6 * d7
        d6 += v6 * d7
        d5 = d6
        d1 = d5
        d4 = -d5
        d3 = (1.0 / 2.0) * d4
        d2 = d3 if v2 > 0.0 else 0.0
        g0 += x0 * d2
        d0 = d1 if v0 > 0.0 else 0.0
        if d0:
            g0 += x0 * d0
            g1 += x1 * d0
            g2 += d0
    d8 += 0.01 * d9
    g0 += p0 * d8
    g1 += p1 * d8
    g0 += p0 * d8
    g1 += p1 * d8
    return outputs, [g0, g1, g2]
"""
    )


def test_forward_alone_has_no_way_back_and_many_results(ps):
    w, u, _ = ps

    assert (
        source_of(lambda x: [w * u, log(x + w), tanh(u * x)], 1.0).text(False)
        == """\
def run(parameters, rows, gradient):
    [p0, p1] = parameters
    v0 = p0 * p1
    outputs = []
    for [x0] in rows:
        v1 = x0 + p0
        v2 = log(v1)
        s2 = log_slope(v1, v2)
        v3 = p1 * x0
        v4 = tanh(v3)
        doubt = v0 + v2 + v4 + v1 + v3 + s2
        if doubt - doubt: return None  # inf, nan
        outputs.append([v0, v2, v4])
    return outputs, []
"""
    )


# How an operation is written: its lines, its slopes, those of them that may be infinite.
WRITTEN = {
    "+": (lambda x, w: x + w, ["v0 = x0 + p0"], ["1.0", "1.0"], []),
    "-": (lambda x, w: x - w, ["v0 = x0 - p0"], ["1.0", "-1.0"], []),
    "neg": (lambda x, w: -w, ["v0 = -p0"], ["-1.0"], []),
    "*": (lambda x, w: w * -2.0, ["v0 = p0 * (-2.0)"], ["(-2.0)", "p0"], []),
    "*0": (lambda x, w: w * 0, ["v0 = p0 * 0.0"], ["0.0", "p0"], []),
    "/": (lambda x, w: x / w, ["v0 = x0 / p0"], SLOPES := ["1.0 / p0", "-v0 / p0"], SLOPES),
    "/1": (lambda x, w: w / 1, ["v0 = p0 / 1.0"], ["1.0 / 1.0", "-v0 / 1.0"], []),
    "/-1": (lambda x, w: w / -1, ["v0 = p0 / (-1.0)"], ["1.0 / (-1.0)", "-v0 / (-1.0)"], []),
    "/0.5": (lambda x, w: w / 0.5, ["v0 = p0 / 0.5"], SLOPES := ["1.0 / 0.5", "-v0 / 0.5"], SLOPES),
    "exp": (lambda x, w: exp(w), ["v0 = exp(p0)"], ["v0"], []),
    "relu": (lambda x, w: relu(w), ["v0 = 0.0 if p0 <= 0.0 else p0"], ["1.0 if p0 > 0.0 else 0.0"], []),
    "total": (lambda x, w: total([w, x]), ["v0 = p0 + x0"], ["1.0", "1.0"], []),
    "total of one": (lambda x, w: total([w]), ["v0 = p0"], ["1.0"], []),
    "mean": (lambda x, w: mean([w, x, w, 1.0]), ["v0 = p0 + x0 + p0 + 1.0", "v0 /= 4"], ["0.25"] * 4, []),
    "mean of two": (lambda x, w: mean([w, x]), ["v0 = p0 + x0", "v0 /= 2"], ["0.5"] * 2, []),
    "mean of one": (lambda x, w: mean([w]), ["v0 = p0"], ["1.0"], []),
    "dot": (lambda x, w: dot([w, 2.0], [x, w]), ["v0 = p0 * x0 + 2.0 * p0"], ["x0", "p0", "p0", "2.0"], []),
    "weighted": (lambda x, w: affine([[w, w]], [0.5, -1.5], [w])[0], ["v0 = p0 + p0 * 0.5 + p0 * (-1.5)"], ["0.5", "(-1.5)", "1.0"], []),
    "affine": (lambda x, w: affine([[w]], [x], [w])[0], ["v0 = p0 + p0 * x0"], ["x0", "p0", "1.0"], []),
    "**2": (lambda x, w: w**2, ["v0 = p0 ** 2.0"], ["2.0 * p0"], []),
    "**-2": (lambda x, w: w**-2, ["v0 = p0 ** (-2.0)", "s0 = (-2.0) * p0 ** (-3.0)"], ["s0"], ["s0"]),
    "**0.5": (lambda x, w: w**0.5, ["v0 = pow(p0, 0.5)", "s0 = 0.5 * pow(p0, (-0.5))"], ["s0"], ["s0"]),
    "**0": (lambda x, w: w**0, ["v0 = rule0(p0)", "s0 = rule0_slope(p0, v0)"], ["s0"], ["s0"]),
    "**1": (lambda x, w: w**1, ["v0 = rule0(p0)", "s0 = rule0_slope(p0, v0)"], ["s0"], ["s0"]),
    "tanh": (lambda x, w: tanh(w), ["v0 = tanh(p0)", "s0 = tanh_slope(p0, v0)"], ["s0"], []),
    "log": (lambda x, w: log(w), ["v0 = log(p0)", "s0 = log_slope(p0, v0)"], ["s0"], ["s0"]),
    "sqrt": (lambda x, w: sqrt(w), ["v0 = sqrt(p0)", "s0 = sqrt_slope(p0, v0)"], ["s0"], ["s0"]),
    "tan": (lambda x, w: tan(w), ["v0 = tan(p0)", "s0 = tan_slope(p0, v0)"], ["s0"], ["s0"]),
    "**": (lambda x, w: w**x, ["v0 = rule0(p0, x0)", "s0 = rule0_slope(p0, x0, v0)"], SLOPES := ["s0[0]", "s0[1]"], SLOPES),
    "maximum": (lambda x, w: maximum(w, x), ["v0 = maximum(p0, x0)", "s0 = maximum_slope(p0, x0, v0)"], ["s0[0]", "s0[1]"], []),
    "softmax": (lambda x, w: softmax([w, x, 1.0])[1], ["v0 = rule0(p0, x0, 1.0)", "s0 = rule0_slope(p0, x0, 1.0, v0)"], ["s0[0]", "s0[1]", "s0[2]"], []),
    "logsumexp": (lambda x, w: logsumexp([x, w]), ["v0, s0 = shifted([x0, p0])"], ["s0[0]", "s0[1]"], []),
}  # fmt: skip


@pytest.mark.parametrize("f, lines, slopes, steep", WRITTEN.values(), ids=WRITTEN)
def test_every_operation_is_written_by_its_rule(f, lines, slopes, steep):
    w = Parameter(3.0)
    source = source_of(lambda x: f(x, w), 2.0)
    [value] = source.graph.order

    doubts = re.findall(r"doubt = (.*)\n", source.text())
    asks = {
        *["+", "-", "*", "neg", "total", "mean", "dot", "weighted", "affine"]
    }.isdisjoint({value.op})
    assert ("p0" in " ".join(doubts).split(" + ")) == asks
    assert source.lines[value] == lines
    assert (source.slopes[value], source.steep(value)) == (slopes, steep)


def test_what_a_relu_may_have_stopped_is_skipped_and_starts_at_0(ps):
    w, u, b = ps
    text = source_of(lambda x: relu(total([relu(x * w) * u, tanh(x * u), b])), 1.0)

    assert (
        text.text().partition("outputs.append([v6])\n")[2]
        == """\
        d2 = d4 = 0.0
        d6 = gradient
        d5 = d6 if v5 > 0.0 else 0.0
        if d5:
            d2 += d5
            d4 += d5
            g2 += d5
        d3 = s4 * d4
        g1 += x0 * d3
        d1 = p1 * d2
        g1 += v1 * d2
        d0 = d1 if v0 > 0.0 else 0.0
        g0 += x0 * d0
    return outputs, [g0, g1, g2]
"""
    )


def test_what_no_relu_has_stopped_is_not_asked(ps):
    w, u, b = ps

    def f(x):
        return tanh(total([x * w, u * x, b])) * total([w, u, relu(x * b)])

    assert not re.search(r"if d\d", source_of(f, 1.0).text())


def test_what_does_not_move_is_worked_out_once(ps):
    w, u, b = ps
    text = source_of(lambda x: relu(x * w) + relu(u) * b, 1.0).text()
    before, _, within = text.partition("    for [x0] in rows:\n")

    assert before.endswith("""
    v2 = 0.0 if p1 <= 0.0 else p1
    v3 = v2 * p2
    doubt = p1 + v2
    if doubt - doubt: return None  # inf, nan
    g0 = g1 = g2 = d2 = d3 = 0.0
    outputs = []
""")
    assert within.endswith("""
        d3 += d4
        d0 = d1 if v0 > 0.0 else 0.0
        g0 += x0 * d0
    d2 += p2 * d3
    g2 += v2 * d3
    if p1 > 0.0: g1 += d2
    return outputs, [g0, g1, g2]
""")


@pytest.mark.parametrize("f, lines", [
    (lambda w: lambda x: w, ["g0 += gradient"]),
    (lambda w: lambda x: w * w, ["d0 = 0.0", "d0 += gradient", "g0 += p0 * d0"]),
    (lambda w: lambda x: x, ["outputs.append([x0])"]),
    (lambda w: lambda x: 5.0, ["outputs.append([5.0])"]),
])  # fmt: skip
def test_a_result_may_be_a_leaf(f, lines):
    text = source_of(f(Parameter(3.0)), 2.0).text()

    assert [
        line for line in lines if line not in re.split(r"\n *|g0 = (?=d0)", text)
    ] == []
    assert ("gradient\n" in text) == ("g0" in text)


def test_a_long_sum_is_written_in_lines_that_python_takes(ps):
    names = [f"v{k}" for k in range(601)]
    lines = write_sum("doubt", names)

    assert [line.split(" ", 2)[:2] for line in lines] == [["doubt", "="]] + [["doubt", "+="]] * 2  # fmt: skip
    assert [line.count("+ ") for line in lines] == [299, 299, 0]
    assert " + ".join(line.split("= ")[1] for line in lines) == " + ".join(names)
    assert write_sum("v0", []) == ["v0 = 0.0"]

    def deep(x):
        y = total([x] * 1201)
        for _ in range(1500):
            y = y + 1.0
        return ps[0] * y

    assert trace(deep, 1.0)(2.0) == 3.0 * 3902.0
    assert ps[0].grad == 3902.0


# What runs.


def test_random_graphs_with_every_operation_agree_with_backward():
    seen = set()
    for seed in range(60):
        f, parameters, rows = random_program(seed)
        source = source_of(f, *rows[0])
        seen.update(str(value.op) for value in source.graph.order)
        numbers = [p.data for p in source.graph.parameters]
        results, grads = eagerly(f, parameters, rows)
        expected = results, [p.grad for p in source.graph.parameters]
        outputs, found = source.run(numbers, rows, 1.0)

        assert distance(([y for [y] in outputs], found), expected) < 1e-12, seed
        assert source.run(numbers, rows) == (outputs, [])
    built_in = {name for name in TABLE if functions.is_built_in(TABLE[name])}
    assert seen >= built_in | {"cube", "v0", "softmax[1]", "clamp[-0.5,0.7]", "**0.0", "**-1.5"}  # fmt: skip


def test_a_source_is_compiled_once_for_each_way(ps):
    source = source_of(lambda x: x * ps[0], 1.0)

    assert source.run([2.0], [(5.0,)], 1.0) == ([[10.0]], [5.0])
    with_way_back = source.compiled[True]
    assert with_way_back.__code__.co_filename == "<a recorded graph>"
    assert source.run([3.0], [(5.0,), (1.0,)], -1.0) == ([[15.0], [3.0]], [-6.0])
    assert source.run([3.0], [(5.0,)]) == ([[15.0]], [])
    assert source.compiled[True] is with_way_back and {*source.compiled} == {
        True,
        False,
    }


DOUBT = {
    "inf": (lambda x, w: tanh(x * 1e200 * w), 1e200),
    "nan": (lambda x, w: relu(x * x - x * x) * w, 1e200),
    "log": (lambda x, w: log(x * w), -1.0),
    "a gradient": (lambda x, w: (w - 3.0) * 1e200 * x, 1e200),
}


@pytest.mark.parametrize("f, number", DOUBT.values(), ids=DOUBT)
def test_in_doubt_about_a_number_a_source_has_no_answer(f, number):
    w = Parameter(3.0)
    source = source_of(lambda x: f(x, w), 2.0)

    assert source.run([3.0], [(1.0,), (number,)], 1.0) is None
    assert source.run([3.0], [(1.0,)], 1.0) is not None


# A reader's own operations, and names that want to be more.


@pytest.fixture
def own():
    """Declares operations that are forgotten after the test."""
    names = []

    def declare(name, *rules):
        names.append(name)
        return operation(name, *rules)

    yield declare
    for name in {*names}:
        forget(name)


def test_a_readers_own_operation_runs_by_its_own_rules(own, ps):
    w, *_ = ps
    first = own("cube", lambda x: x**3, lambda x, y: 3 * x**2)

    def f(x):
        return first(w * x) + second(x) * w

    second = own("cube", lambda x: x**3 + 1.0, lambda x, y: 3 * x**2)
    step = trace(f, 1.0)
    for way in (step.loop, step.batch):
        assert again(way, [w], [(2.0,), (-1.0,)]) == eagerly(f, [w], [(2.0,), (-1.0,)])


def test_the_rules_of_the_engine_run_as_they_are(own):
    mine = own("mine", math.sqrt, lambda x, y: 0.5 / y)
    rules = source_of(lambda x: mine(tanh(softmax([x, x])[0])), 1.0).rules

    assert rules["tanh"] is math.tanh and rules["tanh_slope"] is TABLE["tanh"].slope
    assert rules["rule0"] is functions.share_of(0).rule
    assert rules["rule2"] is not math.sqrt and rules["rule2"](4) == 2.0


def test_rules_that_give_whole_numbers_give_floats(own):
    floor = own("floor", math.floor, lambda x, y: 0)
    table = own("table", {1.0: 3, 2.0: 5}.get, lambda x, y: 1)
    step = trace(lambda x: [floor(x), table(x)], 1.0)

    assert [*map(repr, step.forward(2.0))] == ["2.0", "5.0"]
    assert [*map(repr, step.batch([[2.0]], backward=False)[0])] == ["2.0", "5.0"]
    with pytest.raises(
        TypeError, match="table needs rules that give a float; x0 is 7.0"
    ):
        step.forward(7.0)


def test_an_error_of_a_readers_rule_comes_out_as_it_does_without_a_trace(own, ps):
    w, *_ = ps
    picky = own("picky", lambda x: {1.0: 2.0}[x], lambda x, y: 1.0)
    narrow = own(
        "narrow", lambda x: math.log(x) / 0.0 if x > 9 else x, lambda x, y: 1.0
    )
    step, other = (
        trace(lambda x: picky(x) * w, 1.0),
        trace(lambda x: narrow(x) * w, 1.0),
    )

    for way in ("loop", "batch"):
        with pytest.raises(KeyError):
            getattr(step, way)([[1.0], [2.0]])
        with pytest.raises(
            ValueError, match="narrow needs a finite number; x0 is 10.0"
        ):
            getattr(other, way)([[1.0], [10.0]])
    assert w.grad == 0.0


WORDS = {"def", "for", "in", "if", "else", "return", "None", "append"}
NAMES = {"run", "parameters", "rows", "gradient", "outputs", "doubt", "exp", "pow", "shifted"}  # fmt: skip


def strangers(text):
    """What stands in a source and is no rule, no name of ours and no number."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        kind, word = token.type, token.string
        ours = re.fullmatch(r"[xpvsdg]\d+", word) or word in WORDS | NAMES
        rule = re.fullmatch(r"(rule\d+|\w+?)(_slope)?", word)
        rule = rule and (rule[1][:4] == "rule" or rule[1] in TABLE and rule[1].isidentifier())  # fmt: skip
        if kind == tokenize.NAME and not (ours or rule) or kind == tokenize.STRING:
            yield word
        if kind == tokenize.COMMENT and word != "# inf, nan":
            yield word


def test_nothing_that_a_reader_has_named_stands_in_the_source(own, ps, hostile_labels):
    names = ["v0", "p0", "rows", "doubt", "run", "x1", "d2", "s3", "rule0", "exp_", "é"]
    mine = [own(name, lambda x: x + 1.0, lambda x, y: 1.0) for name in names]
    labels = []
    doubled = Operation("x); import os; (", lambda a: 2.0 * a, lambda a, y: 2.0)

    def f(x, t):
        values = [result(4.0, (x,), (2.0,), doubled)]
        values += [function(v) for function, v in zip(mine, (x, t, *ps) * 9)]
        for value, label in zip([*values, *ps, x, t], labels):
            value.label = label
        return total(values) * ps[0]

    for hostile in hostile_labels(5, 20):
        labels[:] = hostile
        step = trace(f, 2.0, 1.0)
        assert [*strangers(step.source)] == []
        assert step(3.0, 1.0) == step.batch([[3.0, 1.0]])[0] == step(2.0, 1.0) + 15.0


@pytest.mark.parametrize(
    "line", ["v0 = import_(x0)", "v0 = 'x'", "v0 = x0  # a label", "w = v0", "v0.real"]
)
def test_a_stranger_in_a_source_is_found(line):
    assert [*strangers(line)] != []
