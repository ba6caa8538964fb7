"""A recorded graph as plain source.

``trace(f, x)`` (tracing.py) asks this file.  The engine works a graph out anew
in every step, with an object for each number.  Recorded once, it is a list of
lines: one for each value on the way forward, one for each edge on the way back.
Written as Python and compiled they need no object at all, and what does not
depend on the example stands in front of the loop, where it runs once.  JAX calls
this ``jit``.  Told on the page "The graph runs again".

A name in the source is a letter with a number, or that of a rule of the table:
x for inputs, p for parameters, v for values, s for their slopes, d for their
gradients, g for those of parameters.  Nothing that a reader has named gets in.
"""

import math

from .functions import (
    Operation,
    is_built_in,
    may_be_steep,
    operation_of,
    power_by,
    real_float,
    shifted,
)
from .value import Constant

__all__ = ["Source"]

# How an operation is written: the number, and the slope for each parent.  The
# parents are a and b, the number is y.
FORMS = {
    "+": ("{a} + {b}", "1.0", "1.0"),
    "-": ("{a} - {b}", "1.0", "-1.0"),
    "*": ("{a} * {b}", "{b}", "{a}"),
    "/": ("{a} / {b}", "1.0 / {b}", "-{y} / {b}"),
    "neg": ("-{a}", "-1.0"),
    "exp": ("exp({a})", "{y}"),
    "relu": ("0.0 if {a} <= 0.0 else {a}", "1.0 if {a} > 0.0 else 0.0"),
}
SUMS = {"affine", "weighted", "dot", "total", "mean"}
# Only these may give inf or nan unnoticed; all others check their operands.
UNCHECKED = {"+", "-", "*", "neg", *SUMS}
LONGEST = 300  # terms in one line: Python's compiler goes a call deeper with each
ERRORS = (ArithmeticError, ValueError, TypeError)  # of a rule: log(-1.0)


class Source:
    """The lines of a graph, and the functions that Python makes of them."""

    def __init__(self, graph):
        self.graph, self.compiled = graph, {}
        self.rules = {"exp": math.exp, "pow": math.pow, "shifted": shifted}
        self.name = {leaf: literal(leaf.data) for leaf in graph.constants}
        self.name |= {leaf: f"x{k}" for k, leaf in enumerate(graph.inputs)}
        self.name |= {leaf: f"p{k}" for k, leaf in enumerate(graph.parameters)}
        self.name |= {value: f"v{k}" for k, value in enumerate(graph.order)}
        self.grad = {leaf: f"g{k}" for k, leaf in enumerate(graph.parameters)}
        self.grad |= {
            v: f"d{k}" for k, v in enumerate(graph.order) if v in graph.wanted
        }
        self.lines, self.slopes = {}, {}
        for value in graph.order:
            args = [self.name[parent] for parent in value.parents]
            self.lines[value], self.slopes[value] = self.write(
                value, self.name[value], args
            )

    def run(self, numbers, rows, gradient=None):
        """(outputs of each row, gradients of the parameters), or None in doubt.

        `numbers` are those of the parameters; without `gradient`, which arrives
        at each result, there is no way back.
        """
        backward = gradient is not None
        if backward not in self.compiled:
            self.compiled[backward] = self.compile(self.text(backward))
        try:
            found = self.compiled[backward](numbers, rows, gradient)
        except ERRORS:
            return None
        return found if found and all(map(math.isfinite, found[1])) else None

    def compile(self, text):
        scope = dict(self.rules)
        exec(compile(text, "<a recorded graph>", "exec"), scope)  # nosec B102: our words
        return scope["run"]

    def text(self, backward=True):
        """The source of a function of the parameters' numbers and of rows of inputs."""
        graph, outputs = self.graph, self.graph.outputs
        grads = ", ".join(self.grad[p] for p in graph.parameters)
        still = [value for value in graph.order if value not in graph.moving]
        moving = [value for value in graph.order if value in graph.moving]
        sums = [
            self.grad[value]
            for value in (*graph.parameters, *still)
            if value in self.grad
        ]
        within, after = self.backward() if backward else ([], [])
        lines = indent(
            "def run(parameters, rows, gradient):",
            [
                f"[{self.named(graph.parameters)}] = parameters",
                *self.forward(still, (), backward),
                *(zeros(sums) if backward else []),
                "outputs = []",
                *indent(
                    f"for [{self.named(graph.inputs)}] in rows:",
                    [
                        *self.forward(moving, outputs, backward),
                        f"outputs.append([{self.named(outputs)}])",
                        *within,
                    ],
                ),
                *after,
                f"return outputs, [{grads}]" if backward else "return outputs, []",
            ],
        )
        return "\n".join([*lines, ""])

    def named(self, values):
        return ", ".join(self.name[value] for value in values)

    # Forward: a line for each value.

    def write(self, value, y, args):
        """The lines that compute a value, and the slope on each of its edges."""
        op = operation_of(value)
        known = is_built_in(op)
        if known and op in SUMS:
            terms, slopes = terms_of(value, args)
            return write_sum(y, terms) + (
                [f"{y} /= {len(args)}"] if op == "mean" and len(args) > 1 else []
            ), slopes
        if known and op in FORMS:
            number, *slopes = (
                form.format(**dict(zip("ab", args)), y=y) for form in FORMS[op]
            )
            return [f"{y} = {number}"], slopes
        if (
            op.numbers
            and op is power_by(op.numbers[0])
            and op.numbers[0] not in (0.0, 1.0)
        ):
            return write_power(y, f"s{y[1:]}", *args, *op.numbers)
        return self.write_rule(op, known, y, f"s{y[1:]}", args)

    def write_rule(self, op, known, y, s, args):
        """By the rules of the table, of which one gives the number and one the slopes."""
        given = ", ".join(args)
        slopes = [f"{s}[{k}]" for k in range(len(args))]
        if known and op == "logsumexp":  # both at once
            return [f"{y}, {s} = shifted([{given}])"], slopes
        rule = str(op) if known and op.isidentifier() else f"rule{y[1:]}"
        self.rules[rule] = floats_of(op, op.rule)
        self.rules[f"{rule}_slope"] = floats_of(op, op.slope)
        lines = [f"{y} = {rule}({given})", f"{s} = {rule}_slope({given}, {y})"]
        return lines, slopes if len(args) > 1 else [s]

    def forward(self, values, outputs, backward):
        """The lines of some values, and the question if their numbers are finite."""
        asked, steep, lines = [self.name[output] for output in outputs], [], []
        for value in values:
            slopes = backward or self.steep(value)
            lines += [one for one in self.lines[value] if slopes or one[0] != "s"]
            if not (value.op in UNCHECKED and is_built_in(operation_of(value))):
                asked += [self.name[one] for one in (*value.parents, value)]
                steep += self.steep(value)
        asked = [*dict.fromkeys(n for n in asked if n[0] in "pv"), *steep]
        doubt = write_sum("doubt", asked) + [
            "if doubt - doubt: return None  # inf, nan"
        ]
        return lines + (doubt if asked else [])

    def steep(self, value):
        """The slopes that may be infinite where the number is not."""
        op, last = operation_of(value), value.parents[-1]
        small = not isinstance(last, Constant) or abs(last.data) < 1.0
        few = len(value.parents) < 3
        asked = few and may_be_steep(op) and (op != "/" or small)
        return self.slopes[value] if asked else []

    # Backward: a line for each edge.

    def backward(self):
        """(the lines within the loop, those after it)."""
        [result] = self.graph.outputs
        if result not in self.grad:
            return [], []
        within, after, empty = [], [], []
        # Whose gradient has a first share; whose is not 0 because of a relu.
        begun, sure = {result}, {result}
        for value in reversed(self.graph.order):
            edges = [
                edge
                for edge in zip(value.parents, self.slopes[value])
                if edge[0] in self.grad
            ]
            skips, lines = value not in sure and len(edges) > 2, []
            for parent, slope in edges:
                first = parent in self.graph.moving and parent not in begun
                empty += [self.grad[parent]] if first and skips else []
                begun.add(parent)
                if value in sure and not is_relu(slope):
                    sure.add(parent)
                lines.append(
                    share(
                        self.grad[parent], self.grad[value], slope, first and not skips
                    )
                )
            if skips:
                lines = indent(f"if {self.grad[value]}:", lines)
            (within if value in self.graph.moving else after).extend(lines)
        sign = "=" if result in self.graph.moving else "+="
        return [*zeros(empty), f"{self.grad[result]} {sign} gradient", *within], after


def share(target, grad, slope, first):
    """One edge of the chain rule; the first share to arrive needs no sum."""
    if is_relu(slope) and not first:
        return f"{slope[4:-9]}: {target} += {grad}"  # if v3 > 0.0: d3 += d4
    if is_relu(slope):
        arriving = f"{grad}{slope[3:]}"  # d4 if v3 > 0.0 else 0.0
    else:
        arriving = {"1.0": grad, "-1.0": f"-{grad}"}.get(
            slope
        ) or f"{bracket(slope)} * {grad}"
    return f"{target} {'=' if first else '+='} {arriving}"


def is_relu(slope):
    return slope.endswith(" > 0.0 else 0.0")


# Pieces of source.


def terms_of(value, args):
    """(terms, slopes) of an operation that is a sum."""
    n = len(args) // 2
    if value.op == "affine":
        terms = [args[-1], *products(args[:n], args[n:-1])]
        return terms, [*args[n:-1], *args[:n], "1.0"]
    if value.op == "weighted":  # its inputs are plain numbers, and its slopes, too
        numbers = list(map(literal, value.local_grads))
        return [args[-1], *products(args, numbers[:-1])], numbers
    if value.op == "dot":
        return products(args[:n], args[n:]), [*args[n:], *args[:n]]
    share = 1.0 / len(args) if value.op == "mean" else 1.0
    return args, [repr(share)] * len(args)


def products(xs, ys):
    return [f"{x} * {y}" for x, y in zip(xs, ys)]


def write_sum(name, terms):
    """name = a + b + ..., in lines that Python's compiler takes."""
    parts = [" + ".join(terms[k : k + LONGEST]) for k in range(0, len(terms), LONGEST)]
    return [
        f"{name} {'+=' if k else '='} {part}" for k, part in enumerate(parts or ["0.0"])
    ]


def write_power(y, s, base, exponent, less):
    """A whole power as it is; others by math, which raises where no real power is."""
    if exponent == 2.0:
        return [f"{y} = {base} ** 2.0"], [f"2.0 * {base}"]
    form = "{} ** {}" if exponent.is_integer() else "pow({}, {})"
    power, slope = (form.format(base, literal(k)) for k in (exponent, less))
    return [f"{y} = {power}", f"{s} = {literal(exponent)} * {slope}"], [s]


def literal(number):
    return f"({number!r})" if number < 0.0 else repr(number)


def bracket(slope):
    return f"({slope})" if " " in slope else slope


def zeros(names):
    return [f"{' = '.join(names)} = 0.0"] if names else []


def indent(head, lines):
    return [head, *(f"    {line}" for line in lines)]


def floats_of(op, rule):
    """A rule as it is, or, if it is a reader's own, one that gives floats or raises."""
    if is_built_in(op) or getattr(rule, "__module__", None) == Operation.__module__:
        return rule

    def floats(*numbers):
        return real_float(rule(*numbers))

    return floats
