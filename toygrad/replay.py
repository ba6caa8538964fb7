"""A recorded graph, run again for other numbers: as plain source.

With this file you can

* record what a function does to one example: ``step = trace(f, 2.0)``,
* run it for other numbers: ``step(3.0)``, which gives the result and fills
  the gradients of the parameters, as ``f(3.0).backward()`` would,
* read what runs: ``print(step.source)``,
* run many examples: ``step.loop(rows)`` one after the other,
  ``step.batch(rows)`` all at once, with NumPy (batch.py).

The engine works a graph out anew in every step.  Recorded once, it is a list
of lines: one for each value on the way forward, one for each edge on the way
back.  Written as Python and compiled, they need no object for a number.  JAX
calls this ``jit``.  Told on the page of the engine, under "A graph that runs
again".
"""

import math
from functools import cached_property

from .forms import mapped
from .functions import BUILT_IN, TABLE, operation_of, power_by, real_float, shifted
from .record import record
from .refusals import plain, short
from .value import Value

__all__ = ["Rows", "Trace", "trace"]


def trace(f, *example):
    """Record ``f(*example)``, to run it again for other numbers; returns a `Trace`.

        >>> from toygrad.nn import Parameter
        >>> w = Parameter(3.0)
        >>> step = trace(lambda x: w * x, 2.0)
        >>> step(5.0), w.grad
        (15.0, 5.0)

    `f` takes numbers, or lists and dicts of them, and computes with them as
    with values.  `example` holds numbers of the same kind; which ones does not
    matter.  What `f` brings along is recorded as it is: its parameters are
    asked for their numbers each time, its constants stay.

    Raises RuntimeError where `f` compares values or reads ``.data``, which
    would be frozen, ValueError where it does not do the same each time.  What
    `f` checks is checked here and not again.
    """
    return Trace(record(f, list(example)))


class Trace:
    """A graph that runs again.

    inputs      one value for each number of the example
    parameters  the leaves that get a gradient
    constants   the numbers that stay
    source      the lines that run, to be read
    """

    def __init__(self, graph):
        self.graph = graph
        self.inputs, self.parameters = graph.inputs, graph.parameters
        self.constants = graph.constants

    def __repr__(self):
        graph = self.graph
        counts = {
            "inputs": len(self.inputs), "parameters": len(self.parameters),
            "constants": len(self.constants), "values": len(graph.order),
            "edges": sum(len(value.parents) for value in graph.order),
        }  # fmt: skip
        return (
            f"Trace({', '.join(f'{count} {name}' for name, count in counts.items())})"
        )

    @cached_property
    def written(self):
        return Written(self.graph)

    @property
    def source(self):
        return self.written.source()

    @cached_property
    def run(self):
        return self.written.compiled(self.source)

    @cached_property
    def run_forward(self):
        return self.written.compiled(self.written.source(backward=False))

    # One example.

    def __call__(self, *example):
        """The result for other numbers; adds to the gradients of the parameters.

        Raises what `f` and ``backward()`` would raise, and then changes nothing.
        """
        return self.loop([example])[0]

    def forward(self, *example):
        """What `f` gives for other numbers, as numbers; changes no gradient."""
        return self.loop([example], backward=False)[0]

    # Many examples.

    def loop(self, rows, gradient=1.0, backward=True):
        """The results for many examples, one after the other, as a list.

        A row holds what `f` takes, as in ``[(x, t), (x, t)]``.  The gradients of
        all rows add up.  `gradient` is what arrives at each result, 1 / len(rows)
        for the gradient of their mean.  With ``backward=False`` no gradient
        changes, and `f` may give more than one value.
        """
        return self.replay(self.run_source, rows, gradient, backward)

    def batch(self, rows, gradient=1.0, backward=True):
        """The same all at once, with NumPy."""
        return self.replay(self.run_tables, rows, gradient, backward)

    def replay(self, run, rows, gradient, backward):
        """What `run` finds; where a number is in doubt, the engine has the word."""
        if backward and not isinstance(self.graph.output, Value):
            raise TypeError(
                f"trace needs a function that gives one value, got {short(self.graph.output)}; "
                "return the loss, or write backward=False"
            )
        rows = self.rows(rows)
        if not rows:
            return []
        found = run(self.numbers(), rows, gradient if backward else None)
        if found is None:
            return self.by_engine(rows, gradient, backward)
        results, grads = found
        if not backward:
            return [self.graph.in_form(numbers) for numbers in results]
        sums = [p.grad + grad for p, grad in zip(self.parameters, grads)]
        if not all(map(math.isfinite, sums)):
            return self.by_engine(rows, gradient, backward)
        for parameter, grad in zip(self.parameters, sums):
            parameter.grad = grad
        return results

    def run_source(self, numbers, rows, gradient):
        """(results, gradients) or None in doubt."""
        try:
            if gradient is not None:
                return self.run(numbers, rows, gradient)
            found = self.run_forward(numbers, rows)
        except (ArithmeticError, ValueError, TypeError):  # of a rule: log(-1.0)
            return None
        return None if found is None else (found, None)

    def run_tables(self, numbers, rows, gradient):
        found = self.tables.run(numbers, rows.columns, gradient)
        if found is None:
            return None
        results, grads = found
        if gradient is None:
            return results.T.tolist(), None
        return results[0].tolist(), grads.tolist()

    def by_engine(self, rows, gradient, backward):
        """The same by f and backward(), which say what is wrong with a number."""
        outputs = [self.graph.again(row) for row in rows]
        if not backward:
            return [mapped(plain, output) for output in outputs]
        before = [p.grad for p in self.parameters]
        try:
            for output in outputs:
                (gradient * output).backward()
        except BaseException:
            for parameter, grad in zip(self.parameters, before):
                parameter.grad = grad
            raise
        return [output.data for output in outputs]

    def rows(self, examples):
        """Examples as `Rows`, checked once for many steps."""
        if isinstance(examples, Rows):
            return examples
        return Rows(map(self.graph.numbers, examples))

    def numbers(self):
        return [p.data for p in self.parameters]

    @cached_property
    def tables(self):
        from .batch import Batch

        return Batch(self.graph)


class Rows(list):
    """Examples as tuples of numbers, known to fit a trace."""

    def take(self, places):
        """The rows at some places."""
        taken = Rows([self[k] for k in places])
        if "columns" in vars(self):
            taken.columns = self.columns[:, list(places)]
        return taken

    @cached_property
    def columns(self):
        """A table with a column for each example."""
        import numpy

        return numpy.array(self, dtype=float).T


# The source.  A name in it is a letter with a number, or that of a rule: x for
# inputs, p parameters, v values, s their slopes, d their gradients, g the
# gradients of parameters.  a and b are the parents of y.

WRITTEN = {  # the number, and the slope for each parent
    "+": ("{a} + {b}", "1.0", "1.0"),
    "-": ("{a} - {b}", "1.0", "(-1.0)"),
    "*": ("{a} * {b}", "{b}", "{a}"),
    "/": ("{a} / {b}", "(1.0 / {b})", "(-{y} / {b})"),
    "neg": ("-{a}", "(-1.0)"),
    "exp": ("exp({a})", "{y}"),
    "relu": ("0.0 if {a} <= 0.0 else {a}", "{a} > 0.0"),
}
# What may give inf or nan without a word.  All others first ask their operands.
UNCHECKED = {"+", "-", "*", "neg", "affine", "weighted", "dot", "total", "mean"}
LONGEST = 300  # terms in one line: the compiler of Python goes a call deeper with each


SUMS = {"affine", "weighted", "dot", "total", "mean"}


def terms_of_sum(value, args):
    """(terms, slopes) of an operation that is a sum, as source."""
    n = len(args) // 2
    if value.op == "affine":
        products = [f"{w} * {x}" for w, x in zip(args[:n], args[n:-1])]
        return [args[-1], *products], [*args[n:-1], *args[:n], "1.0"]
    if value.op == "weighted":
        numbers = list(map(literal, value.local_grads))
        products = [f"{w} * {x}" for w, x in zip(args, numbers[:-1])]
        return [args[-1], *products], numbers
    if value.op == "dot":
        return [f"{a} * {b}" for a, b in zip(args[:n], args[n:])], [
            *args[n:],
            *args[:n],
        ]
    return list(args), [literal(1.0 / len(args) if value.op == "mean" else 1.0)] * len(
        args
    )


def literal(number):
    return f"({number!r})" if number < 0.0 else repr(number)


class Written:
    """A graph as source: what does not depend on an example stands outside its loop."""

    def __init__(self, graph):
        self.graph, self.scope = graph, {"exp": math.exp, "shifted": shifted}
        self.name = {leaf: literal(leaf.data) for leaf in graph.constants}
        self.name |= {leaf: f"x{k}" for k, leaf in enumerate(graph.inputs)}
        self.name |= {leaf: f"p{k}" for k, leaf in enumerate(graph.parameters)}
        self.grad = {leaf: f"g{k}" for k, leaf in enumerate(graph.parameters)}
        self.lines, self.slopes, self.asked = {}, {}, {}
        self.moving = graph.moving
        for k, value in enumerate(graph.order):
            self.name[value] = f"v{k}"
            self.write(value, [self.name[p] for p in value.parents])
            if value in graph.wanted:
                self.grad[value] = f"d{k}"

    # Forward: a line for each value.

    def write(self, value, args):
        """The lines that compute a value, its slopes, and what has to be finite."""
        y, op = self.name[value], operation_of(value)
        known = op in BUILT_IN and TABLE[op] is op
        if known and op in SUMS:
            terms, self.slopes[value] = terms_of_sum(value, args)
            self.lines[value] = summed(y, terms)
            if op == "mean" and len(args) > 1:
                self.lines[value].append(f"{y} /= {len(args)}")
        elif known and op in WRITTEN:
            number, *slopes = WRITTEN[op]
            words = dict(zip("ab", args), y=y)
            self.lines[value] = [f"{y} = {number.format(**words)}"]
            self.slopes[value] = [slope.format(**words) for slope in slopes]
        else:
            self.write_rule(value, op, known, args)
        unchecked = known and op in UNCHECKED
        self.asked[value] = (
            [] if unchecked else [arg for arg in (*args, y) if arg[0] in "pv"]
        )

    def write_rule(self, value, op, known, args):
        """By the rules of the table, which give a number and its slopes."""
        y = self.name[value]
        s = f"s{y[1:]}"
        self.slopes[value] = [f"{s}[{k}]" for k in range(len(args))]
        listed = ", ".join(args)
        if known and op == "logsumexp":  # both at once
            self.lines[value] = [f"{y}, {s} = shifted([{listed}])"]
            return
        name = str(op) if known and op.isidentifier() else f"rule{y[1:]}"
        self.scope |= {name: checked(op.rule), f"{name}_slope": checked(op.slope)}
        self.lines[value] = [
            f"{y} = {name}({listed})",
            f"{s} = {name}_slope({listed}, {y})",
        ]
        if len(args) == 1:
            self.slopes[value] = [s]

    # Backward: a line for each edge.

    def backward(self):
        """(lines in the loop, lines after it, gradients that start at 0 in the loop)."""
        [result] = self.graph.outputs
        within, after, empty = [], [], []
        begun, sure = {result}, {result}  # sure: not 0 because a relu was
        for value in reversed(self.graph.order):
            grad = self.grad.get(value)
            edges = [
                edge
                for edge in zip(value.parents, self.slopes[value])
                if edge[0] in self.grad
            ]
            skips = value not in sure and len(edges) > 2
            lines = within if value in self.moving else after
            lines += [f"if {grad}:"] if skips else []
            for parent, slope in edges:
                first = parent in self.moving and parent not in begun
                if first and skips:
                    empty.append(self.grad[parent])
                begun.add(parent)
                if value in sure and " > " not in slope:
                    sure.add(parent)
                line = edge(self.grad[parent], grad, slope, first and not skips)
                lines.append(f"    {line}" if skips else line)
        return within, after, empty

    # The function.

    def source(self, backward=True):
        """A function of the parameters' numbers and of rows of inputs."""
        order, moving = self.graph.order, self.moving
        once = [value for value in order if value not in moving]
        each = [value for value in order if value in moving]
        gives = [self.name[output] for output in self.graph.outputs]
        starts, within, after, ends = [], [], [], "results"
        if backward:
            grads = [self.grad[p] for p in self.graph.parameters]
            still = [
                *grads,
                *(self.grad[value] for value in once if value in self.grad),
            ]
            within, after, empty = self.backward()
            starts = zeros(still)
            target = self.grad.get(self.graph.outputs[0])
            if target:
                into = "=" if self.graph.outputs[0] in moving else "+="
                within = [*zeros(empty), f"{target} {into} gradient", *within]
            ends = f"results, [{', '.join(grads)}]"
        loop = [
            *self.forward(each, gives),
            f"results.append({gives[0] if backward else f'({chr(44).join(gives)},)'})",
            *within,
        ]
        inputs, numbers = (
            ", ".join(self.name[x] for x in leaves)
            for leaves in (self.graph.inputs, self.graph.parameters)
        )
        lines = [
            f"[{numbers}] = parameters",
            *self.forward(once, []),
            *starts,
            "results = []",
            f"for [{inputs}] in rows:",
            *(f"    {line}" for line in loop),
            *after,
            f"return {ends}",
        ]
        head = f"def run(parameters, rows{', gradient' * backward}):"
        return "\n".join([head, *(f"    {line}" for line in lines), ""])

    def forward(self, values, gives):
        """The lines of some values; in doubt about a number they give up."""
        lines = [line for value in values for line in self.lines[value]]
        asked = dict.fromkeys(
            [*(name for value in values for name in self.asked[value]), *gives]
        )
        doubt = summed("doubt", list(asked)) if asked else []
        return (
            [*lines, *doubt, "if doubt - doubt:  # inf or nan", "    return None"]
            if asked
            else lines
        )

    def compiled(self, source):
        scope = dict(self.scope)
        exec(compile(source, "<a recorded graph>", "exec"), scope)
        return scope["run"]


def summed(name, terms):
    """name = a + b + ..., in lines that Python's compiler takes."""
    parts = [" + ".join(terms[k : k + LONGEST]) for k in range(0, len(terms), LONGEST)]
    return [
        f"{name} {'+=' if k else '='} {part}" for k, part in enumerate(parts or ["0.0"])
    ]


def zeros(names):
    return [f"{' = '.join(names)} = 0.0"] if names else []


def edge(target, grad, slope, first):
    """One connection of the chain rule; the first one to arrive needs no sum."""
    if slope.endswith(" > 0.0"):
        return (
            f"{target} = {grad} if {slope} else 0.0"
            if first
            else f"if {slope}: {target} += {grad}"
        )
    share = {"1.0": grad, "(-1.0)": f"-{grad}"}.get(slope, f"{slope} * {grad}")
    return f"{target} {'=' if first else '+='} {share}"


def checked(rule):
    """A rule whose numbers are floats: one of a reader's own may give any number."""

    def floats(*numbers):
        given = rule(*numbers)
        return (
            tuple(map(real_float, given))
            if isinstance(given, tuple)
            else real_float(given)
        )

    return (
        floats
        if getattr(rule, "__module__", "").partition(".")[0] != __package__
        else rule
    )
