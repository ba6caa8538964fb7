"""The independent witness: does a slope belong to its function, where is a nan from?

With this file you can

* run a graph again with other numbers: ``recompute(y, {x: 3.01})``,
* compare gradients with small nudges: ``gradcheck(f, 2.0, 3.0)``,
  or those of a graph that is there: ``gradcheck_leaves(y)``,
* ask without any cancellation: ``complex_step(y, x)``,
* find the birthplace of inf or nan: ``first_bad(loss)``.

Nothing here uses a derivative rule of the engine.  Told in chapter 6.
"""

import cmath
import math
import sys
from dataclasses import dataclass
from numbers import Real
from typing import NamedTuple

from .functions import OPERATIONS, operation_of, rule_of, shifted
from .refusals import cut, finite_float, plain, short
from .value import Value, topological_order

__all__ = [
    "Check", "complex_step", "first_bad", "gradcheck", "gradcheck_leaves",
    "gradcheck_parameters", "numerical_derivative", "recompute",
]  # fmt: skip

# The best step of a central difference: the cube root of a float's grain.
STEP = sys.float_info.epsilon ** (1 / 3)


# The forward pass once more.

# For complex numbers, which no rule of the engine was written for: the
# witness of `complex_step`.  What is missing here is not analytic, or
# takes complex numbers as it is: + - * / and the sums.

COMPLEX = {
    "exp": cmath.exp,
    "log": cmath.log,
    "sqrt": cmath.sqrt,
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tan": cmath.tan,
    "tanh": cmath.tanh,
    "sigmoid": lambda z: complex_sigmoid(z),
    "softplus": lambda z: complex_softplus(z),
    "log1p": lambda z: cmath.log(1.0 + z),
    "expm1": lambda z: cmath.exp(z) - 1.0,
}


def complex_sigmoid(z):
    e = cmath.exp(-abs_of_real(z))
    return (1.0 if z.real >= 0.0 else e) / (1.0 + e)


def complex_softplus(z):
    return (z if z.real >= 0.0 else 0.0) + cmath.log(1.0 + cmath.exp(-abs_of_real(z)))


def abs_of_real(z):
    """z or −z, so that its real part is not negative."""
    return z if z.real >= 0.0 else -z


def complex_power(base, exponent):
    """Python's own goes over the angle, and loses a nudge beside the angle π."""
    if base.real >= 0.0:
        return base**exponent
    return (-1.0) ** exponent * (-base) ** exponent  # the exponent is whole


def logsumexp_of(numbers):
    if not any(map(is_complex, numbers)):
        return shifted(numbers)[0]
    largest = max(number.real for number in numbers)
    return cmath.log(sum(cmath.exp(number - largest) for number in numbers)) + largest


def is_complex(number):
    return isinstance(number, complex)


def recompute(end, changes):
    """The number `end` would have if some values held other numbers.

        >>> x = Value(3.0)
        >>> recompute(x * x, {x: 4.0})
        16.0

    `changes` maps values to numbers; a changed value forgets its
    parents, everything after it is computed again, and no value is
    touched.  Raises ValueError where a number leaves the domain of its
    operation.  Every player of nudges ends with it, from chapter 1 on.
    """
    if not isinstance(end, Value) or not isinstance(changes, dict):
        wrong = changes if isinstance(end, Value) else end
        raise TypeError(
            f"recompute needs a value and a dict, got {short(wrong)}; "
            "write recompute(y, {x: 3.01})"
        )
    for value in changes:
        if not isinstance(value, Value):
            raise TypeError(
                f"recompute needs values as keys, got {short(value)}; "
                "write recompute(y, {x: 3.01})"
            )
    changes = {value: finite_float(number) for value, number in changes.items()}
    return run_again(end, changes)


def run_again(end, numbers):
    """The forward pass on numbers, real or complex."""
    for value in topological_order(end):
        if value not in numbers:
            arguments = [numbers.get(parent, parent.data) for parent in value.parents]
            compute = rule(value, arguments)
            try:
                number = numbers[value] = compute(*arguments)
            except (ValueError, ZeroDivisionError, OverflowError) as error:
                raise ValueError(
                    f"recompute needs numbers in the domain of {value.op}, got "
                    f"{cut(arguments)} ({error}); make the change smaller"
                ) from None
            wandered = is_complex(number) and not any(map(is_complex, arguments))
            if wandered or not cmath.isfinite(number):
                raise ValueError(
                    f"recompute needs numbers that stay real and finite, got {number} "
                    f"at {value.op}; make the change smaller"
                )
    return numbers.get(end, end.data)


def rule(value, arguments):
    """The function on numbers that made `value`, real or complex."""
    op = operation_of(value)
    if not any(map(is_complex, arguments)):
        return rule_of(value)
    if op in COMPLEX:
        return COMPLEX[op]
    if op == "logsumexp":
        return lambda *xs: logsumexp_of(xs)
    if op.numbers:  # a power of a plain number, which it carries
        return lambda base: complex_power(base, op.numbers[0])
    if op in OPERATIONS:
        raise TypeError(f"{op} is not analytic")
    return rule_of(value)


# Gradients against nudges.


def numerical_derivative(f, x, h=None):
    """The slope of `f` at `x` by a central difference: two runs, no rule.

        >>> numerical_derivative(lambda x: x * x, 3.0, h=0.5)
        6.0

    `f` takes and gives a number (a value counts by its data); `h` is the
    nudge, by default the one that loses the fewest digits, about 6e-6
    times the size of x.  Raises TypeError for anything but a function and
    plain numbers, ValueError where one of them is not finite, where `h` is
    not above 0, or so small beside `x` that it is lost.  Told in chapter 6.
    """
    check_function(f, "numerical_derivative(lambda x: x * x, 2.0)")
    if isinstance(x, (Value, bool)) or not isinstance(x, Real):
        raise TypeError(
            f"numerical_derivative needs a plain number, got {short(x)}; write 2.0"
        )
    if h is None:
        h = STEP * max(1.0, abs(x))
    else:
        check_positive("h", h, 1e-6)
    up, down = x + h, x - h
    if not down < x < up < math.inf:
        raise ValueError(
            f"numerical_derivative needs a nudge that moves x, got {cut(h)} at {cut(x)}; "
            "write a finite x, and a larger h"
        )
    return (plain(f(up)) - plain(f(down))) / (up - down)


def check_positive(name, number, example):
    """Raises where a setting is no plain number above 0."""
    if isinstance(number, (Value, bool)) or not isinstance(number, Real):
        raise TypeError(
            f"{name} needs a plain number, got {short(number)}; write {name}={example}"
        )
    if not 0.0 < number < math.inf:
        raise ValueError(
            f"{name} needs a finite number above 0, got {cut(number)}; write {name}={example}"
        )


def check_function(f, example):
    if not callable(f):
        raise TypeError(f"a function is needed, got {short(f)}; write {example}")


def check_same(number, again):
    """Raises where a function gives two numbers for the same inputs."""
    if number != again:
        raise ValueError(
            "gradcheck needs a function that gives the same number again, got "
            f"{number!r} and {again!r}; write random.seed(0) at its start"
        )


def backward_of(result):
    """result.backward(), for what a function gave."""
    if not isinstance(result, Value):
        raise TypeError(
            f"gradcheck needs a function that gives one value, got {short(result)}; "
            "write return loss"
        )
    result.backward()


@dataclass(frozen=True)
class Check:
    """One gradient and what the nudges say about it.

    name      of the input
    engine    the gradient of backward()
    nudged    the central difference
    left, right   the one-sided differences, which differ at a kink
    verdict   "agrees", "differs", "kink" (the sides stay apart however small
              the nudge, and the gradient lies between them) or "cannot tell"
              (the nudges are less certain than the gradient is far from them)
    """

    name: str
    engine: float
    nudged: float
    left: float
    right: float
    verdict: str

    @property
    def error(self):
        """Relative to the larger of the two; 0.0 where both are 0."""
        larger = max(abs(self.engine), abs(self.nudged))
        return abs(self.engine - self.nudged) / larger if larger else 0.0


class Report(list):
    """The checks of all inputs; `ok` where none differs, so read the verdicts, too."""

    @property
    def ok(self):
        return all(check.verdict != "differs" for check in self)

    def __repr__(self):
        return "\n".join(
            f"{check.name}  {check.verdict}\n"
            f"  engine {check.engine: .12g}\n"
            f"  nudged {check.nudged: .12g}  (relative error {check.error:.1e})"
            for check in self
        )


def gradcheck(f, *inputs, tolerance=1e-6):
    """Compare the gradients of `f` with small nudges, one for each input.

        >>> gradcheck(lambda a, b: a * b, 2.0, -3.0).ok
        True

    `f` takes as many values as there are inputs and returns one value.
    Returns a list of `Check` with `ok`; prints as two aligned lines for
    each input.  `tolerance`, above 0, is how far the two may be apart, as
    a part of the larger.  At a kink any slope between the two sides is
    right; where rounding hides more than `tolerance`, the verdict is
    "cannot tell".

    A nudge may leave the domain of `f`, which then raises what it raises
    there.  Raises TypeError where `f` is no function or gives no value,
    ValueError where it gives two numbers for the same inputs, where an
    input is not finite, or where `tolerance` is not above 0.
    Agreement is evidence about the rule, not proof: see chapter 6.
    """
    check_function(f, "gradcheck(lambda x: x * x, 2.0)")
    check_positive("tolerance", tolerance, 1e-6)
    leaves = [Value(x, f"input {k}") for k, x in enumerate(inputs)]
    result = f(*leaves)
    backward_of(result)
    check_same(result.data, plain(f(*map(Value, inputs))))

    def along(k):
        return lambda x: plain(
            f(*(Value(x if j == k else y) for j, y in enumerate(inputs)))
        )

    return Report(
        compare(leaf.label, leaf.grad, along(k), leaf.data, tolerance)
        for k, leaf in enumerate(leaves)
    )


def gradcheck_parameters(loss, parameters, tolerance=1e-6):
    """The same for a model: `loss` takes nothing and gives the loss anew.

        >>> w = Value(3.0, "w")
        >>> gradcheck_parameters(lambda: w * w, [w]).ok
        True

    Every parameter is nudged and put back; gradients are set aside and
    put back too.  Raises as `gradcheck`, and TypeError where one of the
    parameters is no value.  Told in chapter 6.
    """
    check_function(loss, "gradcheck_parameters(lambda: loss, parameters)")
    check_positive("tolerance", tolerance, 1e-6)
    parameters = list(parameters)
    if not all(isinstance(parameter, Value) for parameter in parameters):
        raise TypeError(
            "gradcheck_parameters needs a list of parameters; write model.parameters()"
        )
    before = [parameter.grad for parameter in parameters]
    for parameter in parameters:
        parameter.grad = 0.0
    try:
        result = loss()
        backward_of(result)
        check_same(result.data, plain(loss()))
        grads = [parameter.grad for parameter in parameters]
    finally:
        for parameter, grad in zip(parameters, before):
            parameter.grad = grad
    return Report(
        compare(p.label or "parameter", grad, loss_along(loss, p), p.data, tolerance)
        for p, grad in zip(parameters, grads)
    )


def gradcheck_leaves(result):
    """The same for a graph that is there: each labelled leaf is nudged.

        >>> x = Value(3.0, "x")
        >>> [check] = gradcheck_leaves(x * x + x)
        >>> check.engine, check.verdict
        (7.0, 'agrees')

    The graph is computed again with other numbers, and every gradient is
    put back.  Raises TypeError for anything but a value, ValueError where
    a nudged number leaves the domain of an operation.  Told in the
    sandbox, on its page "Your own expression".
    """
    if not isinstance(result, Value):
        raise TypeError(
            f"gradcheck_leaves needs a value, got {short(result)}; "
            "write gradcheck_leaves(y), or gradcheck(f, 2.0) for a function"
        )
    values = dict.fromkeys([*leaves_of(result), *topological_order(result)])
    before = {value: value.grad for value in values}
    for value in values:
        value.grad = 0.0
    try:
        result.backward()
        grads = {leaf: leaf.grad for leaf in leaves_of(result) if leaf.label}
    finally:
        for value, grad in before.items():
            value.grad = grad
    return Report(
        compare(
            leaf.label, grad, lambda x, leaf=leaf: recompute(result, {leaf: x}),
            leaf.data, 1e-6,
        )
        for leaf, grad in grads.items()
    )  # fmt: skip


def leaves_of(result):
    """The leaves behind a value, by first use; of a leaf, itself."""
    parents = (p for value in topological_order(result) for p in value.parents)
    return list(dict.fromkeys(p for p in parents if not p.parents)) or [result]


def loss_along(loss, parameter):
    """The loss as a function of one parameter's data, which is put back."""

    def at(x):
        kept, parameter.data = parameter.data, x
        try:
            return plain(loss())
        finally:
            parameter.data = kept

    return at


def compare(name, engine, f, x, tolerance):
    """The check of one gradient: with the usual nudge, and smaller ones in doubt."""
    here, h = f(x), STEP * max(1.0, abs(x))
    usual = nudged_by(h, f, x, here)
    if near(engine, usual.slope, tolerance) and near(usual.left, usual.right, 0.01):
        return make_check(name, engine, usual, "agrees")
    nudges = [usual, *(nudged_by(h / 10**k, f, x, here) for k in range(1, 5))]
    for three in zip(nudges, nudges[1:], nudges[2:]):
        if stay_apart(three) and between_sides(engine, three, tolerance):
            return make_check(name, engine, three[0], "kink")
    best, doubt = surest(nudges)
    if near(engine, best.slope, tolerance):
        return make_check(name, engine, best, "agrees")
    unsure = abs(engine - best.slope) <= doubt
    return make_check(name, engine, best, "cannot tell" if unsure else "differs")


class Nudge(NamedTuple):
    """What a nudge of one size measures, and how far rounding may shift that."""

    slope: float
    left: float
    right: float
    grain: float

    @property
    def jump(self):
        return self.right - self.left


def nudged_by(h, f, x, here):
    up, down = x + h, x - h
    above, below = f(up), f(down)
    largest = max(abs(here), abs(above), abs(below))
    return Nudge(
        slope=(above - below) / (up - down),
        left=(here - below) / (x - down),
        right=(above - here) / (up - x),
        grain=4.0 * sys.float_info.epsilon * largest / h,
    )


def near(a, b, tolerance):
    return abs(a - b) <= tolerance * max(abs(a), abs(b))


def stay_apart(nudges):
    """Is it a kink?  A bend brings the sides together as the nudge shrinks."""
    clear = all(abs(nudge.jump) > 2.0 * nudge.grain for nudge in nudges)
    jumps = [nudge.jump for nudge in nudges]
    return clear and max(jumps) - min(jumps) <= 0.5 * min(map(abs, jumps))


def between_sides(engine, nudges, tolerance):
    """Does a slope lie between the sides of the smallest nudge, but for its errors?"""
    larger, smallest = nudges[-2:]
    low, high = sorted((smallest.left, smallest.right))
    bend = abs(larger.jump - smallest.jump) / 10.0  # which shifts a side by less
    slack = tolerance * max(abs(low), abs(high)) + smallest.grain + bend
    return low - slack <= engine <= high + slack


def surest(nudges):
    """The nudge that the next larger one confirms best, and how far it may be off."""
    pairs = zip(nudges, nudges[1:])
    doubts = [abs(a.slope - b.slope) + b.grain for a, b in pairs]
    doubt = min(doubts)
    return nudges[doubts.index(doubt) + 1], doubt


def make_check(name, engine, nudge, verdict):
    return Check(name, engine, nudge.slope, nudge.left, nudge.right, verdict)


def complex_step(result, leaf, h=1e-100):
    """The slope by a nudge in the imaginary direction: nothing cancels.

        >>> x = Value(2.0)
        >>> complex_step(x**3, x)
        12.0

    `h`, above 0, is the size of the nudge; as nothing cancels, it may be
    tiny.  Returns None where an operation on the way is not analytic (relu,
    absolute, maximum, minimum, clamp, softmax).  Raises TypeError for
    anything but two values, ValueError where `h` is not above 0, or where
    an operation leaves its domain.  Source: W. Squire and G. Trapp, SIAM
    Review 40 (1998), pages 110 to 112.  Told in chapter 6.
    """
    check_positive("h", h, 1e-100)
    for thing in (result, leaf):
        if not isinstance(thing, Value):
            raise TypeError(
                f"complex_step needs two values, got {short(thing)}; "
                "write complex_step(y, x)"
            )
    numbers = {leaf: complex(leaf.data, h)}
    try:
        number = run_again(result, numbers)
    except TypeError:  # not analytic, or a rule that orders numbers
        return None
    return number.imag / h


# Where inf and nan come from.


@dataclass(frozen=True)
class Birthplace:
    """The first value that is not finite, and a path from it to the result."""

    value: Value
    path: tuple

    def __repr__(self):
        names = [value.label or value.op or repr(value.data) for value in self.path]
        return f"{plain(self.value)!r} was born at {' → '.join(names)}"


def first_bad(result):
    """Where inf or nan was born behind `result`: a `Birthplace`, or None.

        >>> a = Value(1e200, "a")
        >>> first_bad((a * a) * 0.0)
        inf was born at * → *

    Raises TypeError for anything but a value.  Told in chapter 6.
    """
    if not isinstance(result, Value):
        raise TypeError(
            f"first_bad needs a value, got {short(result)}; write first_bad(loss)"
        )
    order = topological_order(result)
    leaves = [
        parent for value in order for parent in value.parents if not parent.parents
    ]
    for value in [*leaves, *order] or [result]:
        if not math.isfinite(plain(value)):
            return Birthplace(value, path_to(result, value, order))
    return None


def path_to(result, start, order):
    """A way along edges from `start` to `result`."""
    leads_on = {start: None}  # value -> the next one on the way back to start
    for value in order:
        for parent in value.parents:
            if parent in leads_on and value not in leads_on:
                leads_on[value] = parent
    path = [result]
    while path[-1] is not start:
        path.append(leads_on[path[-1]])
    return tuple(reversed(path))
