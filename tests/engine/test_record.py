"""What a function did, told apart; and what would be frozen is refused."""

import math
import random

import pytest

from toygrad import (
    Value,
    affine,
    explain,
    grad,
    gradcheck,
    jvp,
    maximum,
    nn,
    operation,
    relu,
    tanh,
    total,
    trace,
)  # fmt: skip
from toygrad.functions import Operation, forget
from toygrad.nn import Parameter
from toygrad.record import Graph, record
from toygrad.value import as_value

w, b = Parameter(3.0, "w"), Parameter(-1.0, "b")
layer = nn.Linear(1, 1, rng=random.Random(0))
count = []


def parts(graph):
    return [v.data for v in (*graph.inputs, *graph.parameters, *graph.constants)]


# Told apart.


def test_inputs_parameters_constants_and_values_are_told_apart():
    lasting = Value(5.0, "kept outside")
    graph = record(lambda x, t: (w * x + b + lasting) * Value(7.0) - 2.0 * t, [1.5, 4])

    assert [x.data for x in graph.inputs] == [1.5, 4.0]
    assert [x.label for x in graph.inputs] == ["x0", "x1"]
    assert graph.parameters == [w, b, lasting]
    assert sorted(c.data for c in graph.constants) == [2.0, 7.0]
    assert [str(v.op) for v in graph.order] == ["*", "+", "+", "*", "*", "-"]
    assert graph.output is graph.order[-1] and graph.outputs == [graph.output]
    assert graph.form == [0.0, 0.0]
    assert [v.op for v in graph.order if v not in graph.moving] == []
    assert {v.op for v in graph.order if v not in graph.wanted} == {"*"}  # 2.0 * t


def test_a_parameter_that_comes_twice_is_one_and_one_behind_a_dead_relu_is_there():
    graph = record(lambda x: relu(-w * w) * x + relu(b), [1.0])

    assert graph.parameters == [w, b]
    assert len(graph.order) == 6 and graph.order[0].op == "neg"


def test_what_does_not_depend_on_the_example_does_not_move():
    graph = record(lambda x: w * b + x, [1.0])

    assert [v in graph.moving for v in graph.order] == [False, True]
    assert [v in graph.wanted for v in graph.order] == [True, True]
    assert graph.moving >= {*graph.inputs} and graph.wanted >= {w, b}


@pytest.mark.parametrize("f, outputs", [
    (lambda x: x, 1), (lambda x: w, 1), (lambda x: 5, 1), (lambda x: [], 0),
    (lambda x: {"y": [x * w, 2.0], "z": (w,)}, 3),
])  # fmt: skip
def test_a_function_may_give_back_what_it_was_given_or_many_numbers(f, outputs):
    graph = record(f, [2.0])

    assert len(graph.outputs) == outputs
    assert graph.in_form(range(outputs)) is not None


def test_outputs_come_back_in_their_form():
    graph = record(lambda x: {"y": [x * w, 2.0], "z": (w,)}, [2.0])

    assert graph.in_form([1, 2, 3]) == {"y": [1, 2], "z": (3,)}
    assert graph.in_form([1, 2, 3]) == {"y": [1, 2], "z": (3,)}


def test_again_is_what_the_engine_computes_for_other_numbers():
    graph = record(lambda d, xs: {"y": d["a"] - d["b"] * xs[0], "five": 5}, [{"a": 1, "b": 2}, [3]])  # fmt: skip
    output = graph.again((10.0, 2.0, 4.0))

    assert output["y"].data == 2.0 and output["five"].data == 5.0
    assert output["y"].parents[0].label == "x0"
    assert output["y"].parents[1].parents[1].label == "x2"


def test_numbers_are_taken_by_their_names():
    graph = record(lambda d: d["a"] - d["b"], [{"a": 1, "b": 2}])

    assert graph.numbers([{"b": 3, "a": 4}]) == (4.0, 3.0)
    assert graph.numbers(({"a": 1, "b": 2},)) == (1.0, 2.0)
    assert all(type(number) is float for number in graph.numbers([{"a": 1, "b": 2}]))


@pytest.mark.parametrize(
    "example, kind, words",
    [
        ([1.0], ValueError, r"^a trace needs examples like the one it was recorded with, \[0.0, \[0.0\]\] with its numbers, got list \[1.0\]; record one of this form, too$"),
        ([1.0, [2.0, 3.0]], ValueError, "recorded with"),
        ([1.0, (2.0,)], ValueError, "recorded with"),
        (3.0, ValueError, "got float 3.0"),
        ("ab", ValueError, "got str 'ab'"),
        ([1.0, ["2"]], TypeError, "one number, got str '2'; write"),
        ([1.0, [None]], TypeError, "one number, got None; write"),
        ([1.0, [math.nan]], ValueError, "finite number, got nan; look"),
        ([math.inf, [1.0]], ValueError, "finite number, got inf; look"),
        ([True, [1.0]], TypeError, "got bool True; write 1.0"),
        ([1.0, [w]], TypeError, r"^a trace needs plain numbers, got Parameter Value\(3.0, label='w'\); write its number, x.data$"),
    ],
)  # fmt: skip
def test_an_example_of_another_form_is_refused_in_a_sentence(example, kind, words):
    graph = record(lambda x, t: x * t[0], [1.0, [2.0]])

    with pytest.raises(kind, match=words):
        graph.numbers(example)


# What would be frozen.


WATCHED = (
    "data",
    "grad",
    "local_grads",
    "backward",
    "__lt__",
    "__le__",
    "__gt__",
    "__ge__",
)
WHOLE = [vars(Value).get(name) for name in WATCHED]
SLOPES = Operation.slopes


@pytest.fixture(autouse=True)
def the_engine_is_whole_afterwards():
    yield
    assert [vars(Value).get(name) for name in WATCHED] == WHOLE
    assert Operation.slopes is SLOPES
    x = Value(2.0)
    (x * x).backward()
    assert (x.data, x.grad, x < 3.0, x >= 3.0) == (2.0, 4.0, True, False)


def set_data(x):
    w.data = 3.0
    return w * x


def set_grad(x):
    w.grad = 0.0
    return w * x


def go_back(x):
    (y := w * x).backward()
    return y


COMPARES = "got one that compares values; write relu, maximum, minimum or clamp for a choice that numbers make"
FROZEN = {
    "<": (lambda x: x if x < 1.0 else -x, COMPARES),
    "<=": (lambda x: x if x <= 1.0 else -x, COMPARES),
    ">": (lambda x: x if x > 1.0 else -x, COMPARES),
    ">=": (lambda x: x if x >= 1.0 else -x, COMPARES),
    "a parameter": (lambda x: x if w > 1.0 else -x, COMPARES),
    "max": (lambda x: max(x, w), COMPARES),
    "sorted": (lambda x: sorted([x * 2.0, x])[0], COMPARES),
    "data": (
        lambda x: x * x.data,
        "got one that reads .data; compute with the value itself",
    ),
    "a parameter's data": (lambda x: x * w.data, "reads .data"),
    "what it computed": (lambda x: x * (x * x).data, "reads .data"),
    "grad of a parameter": (
        lambda x: x * w.grad,
        "reads .grad; compute with the value itself",
    ),
    "local_grads": (lambda x: x * (x * w).local_grads[0], "reads .local_grads; compute"),
    "backward": (
        go_back,
        "calls backward; return the loss, and call what trace gives",
    ),
    "gradcheck": (
        lambda x: gradcheck(lambda a: a * a, 1.0) and x,
        "calls backward; return",
    ),
    "grad": (
        lambda x: grad(lambda a: a * a * a)(x),
        "asks for slopes; record the function itself, without grad and jvp",
    ),
    "jvp": (lambda x: jvp(lambda a: a * a)(x, 1.0)[1], "asks for slopes; record"),
    "setting data": (set_data, "changes .data; change it elsewhere"),
    "setting grad": (set_grad, "changes .grad; change it elsewhere"),
    "zero_grad": (lambda x: layer.zero_grad() or layer([x])[0], "changes .grad; change"),
    "a trace that runs": (lambda x: x * TRACE(2.0), "changes .grad; change"),
}  # fmt: skip
TRACE = trace(lambda x: w * x, 1.0)


@pytest.mark.parametrize("f, words", FROZEN.values(), ids=FROZEN)
def test_what_would_be_frozen_is_refused(f, words):
    w.data, w.grad = 3.0, 0.25
    begin = "trace needs a function that leaves numbers alone, since what they decide would be frozen, "
    with pytest.raises(RuntimeError) as error:
        record(f, [2.0])

    assert str(error.value).startswith(begin) and words in str(error.value)
    assert str(error.value).endswith(", or call the function itself each time")
    assert (w.data, w.grad) == (3.0, 0.25)


def test_a_trace_within_a_trace_is_refused():
    words = "^trace records one function at a time, got a trace within one; record the inner one before$"
    with pytest.raises(RuntimeError, match=words):
        record(lambda x: trace(lambda y: y, 1.0) and x, [2.0])


@pytest.mark.parametrize("error", [KeyError("mine"), KeyboardInterrupt(), SystemExit()])
def test_an_error_of_a_function_comes_out_as_it_is(error):
    def f(x):
        raise error

    with pytest.raises(type(error)):
        record(f, [2.0])


def counted(x):
    count.append(x)
    return x * float(len(count))


def counted_way(x):
    count.append(x)
    return x + x if len(count) % 2 else x * x


OWN = random.Random(1)
CHANGING = {
    "a constant": lambda x: x * random.random(),
    "an input of a layer": lambda x: x * layer([OWN.random()])[0],
    "an output": lambda x: [x, OWN.random()],
    "a coin": lambda x: x if random.random() < 2.0 else -x,
    "a leaf": lambda x: x * Value(OWN.random()),
    "an exponent": lambda x: x ** OWN.random(),
    "a counter": counted,
    "a way": counted_way,
    "a parameter made anew": lambda x: x * nn.Linear(1, 1, rng=OWN).w[0][0],
}


@pytest.mark.parametrize("f", CHANGING.values(), ids=CHANGING)
def test_what_is_not_the_same_each_time_is_refused(f):
    words = (
        "^trace needs a function that does the same each time, got one that drew other "
        "numbers or took another way; give what changes to it as an argument$"
    )
    with pytest.raises(ValueError, match=words):
        record(f, [2.0])


def test_what_is_made_anew_and_the_same_is_a_constant():
    graph = record(lambda x: affine([[Value(2.0)]], [x], [Value(1.0)])[0], [3.0])

    assert (graph.parameters, len(graph.constants)) == ([], 2)
    plain = record(lambda x: x * affine([[w]], [0.5], [b])[0], [3.0])
    assert plain.parameters == [w, b]


def test_a_value_that_was_computed_before_is_refused():
    before = w * 2.0
    words = (
        "^trace needs a function that computes all it uses, got one that takes a value "
        r"made by \* before \(got 6.0\); compute it in the function$"
    )
    for f in (lambda x: before * x, lambda x: before, lambda x: [x, total([before])]):
        with pytest.raises(ValueError, match=words):
            record(f, [2.0])


def test_what_is_no_function_is_refused():
    words = (
        r"^trace needs a function, got float 3.0; write trace\(lambda x: x \* x, 2.0\)$"
    )
    with pytest.raises(TypeError, match=words):
        record(3.0, [2.0])
    with pytest.raises(TypeError, match="one number, got None"):
        record(lambda x: None, [2.0])
    with pytest.raises(TypeError, match="got Parameter Value"):
        record(lambda x: x, [w])


def test_the_engines_own_questions_are_no_branches():
    """They check numbers, and write them for people; no answer stays in the graph."""
    step = operation("step", lambda x: 1.0 if x > 0 else 0.0, lambda x, y: 0.0)

    def f(x, t):
        y = nn.hinge_loss([step(x) * w], [t]) + nn.cross_entropy([x, w], [t, 1.0 - t])
        explain(y, w)
        return maximum(y, abs(x)) + (x**2).log() + float(x is t) * tanh(x), f"{y:.2f}"[:0] or 1.0  # fmt: skip

    assert record(f, [1.5, 1]).parameters == [w]
    forget("step")


def test_a_graph_remembers_its_function_and_its_leaves():
    graph = Graph(lambda x: x * w + 2.0, [1.0])

    assert graph.leaves[0] is w and [leaf.data for leaf in graph.leaves] == [3.0, 2.0]
    assert graph.steps([w]) == (
        [("*", False, 0, "p0"), ("+", False, 1, 2.0)],
        [2],
    )
    assert as_value(2.0) not in graph.leaves
