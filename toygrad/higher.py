"""Slopes that remember: derivatives of derivatives, and of a whole network.

With this file you can turn a function of numbers into the function of its
slopes, again and again:

    >>> grad(lambda x: x**3)(2.0)
    12.0
    >>> grad(grad(lambda x: x**3))(2.0)
    12.0

or ask how it changes in one direction:

    >>> jvp(lambda x: x**3)(2.0, 1.0)
    (8.0, 12.0)

``backward()`` multiplies numbers.  Here the same shares are computed with
values, so that a slope knows its parents and local derivatives, too, and
can be asked for its own slopes.  PyTorch calls that ``create_graph``.
Told on the page of the engine, under "Slopes that remember".
"""

import math

from .forms import flat, form, map_numbers
from .functions import Operation, operation_of, plain_sum, total
from .order import reached, walk
from .refusals import check_result, cut, finite_float, plain, short
from .value import Constant, Value, result

__all__ = ["grad", "jvp"]

# What makes the variables of a trace, which are no leaves of a reader's.
VARIABLE = Operation("variable", lambda x: x, lambda x, y: 1.0)
RUNNING = set()  # the variables of all traces whose `f` still runs


def grad(f):
    """The function that gives the slopes of `f`, in JAX's word.

        >>> grad(lambda a, b: a * b + a)(2.0, 5.0)
        (6.0, 2.0)
        >>> grad(lambda xs: xs[0] * xs[1])([2.0, 5.0])
        [5.0, 2.0]

    `f` takes one or more numbers, or lists and dicts of them, computes with
    them as with values, and returns one value.  ``grad(f)`` takes as many,
    and returns one slope, or a tuple of them, in the same lists and dicts:
    floats for floats; values where values are given, or where `f` uses
    other values, and through those one can differentiate again.  It leaves
    every gradient as it was.

    Raises TypeError where `f` is not a function or returns no number,
    ValueError where the result is inf or nan, or where `f` changes numbers
    that it has used, OverflowError where a slope is inf or nan.
    """
    check_function("grad", f)

    def slopes(*numbers, **named):
        check_places("grad", numbers, named)
        trace = Trace(f, numbers)
        found = iter(trace.backward())
        slopes = tuple(map_numbers(lambda _: next(found), given) for given in numbers)
        return slopes[0] if len(slopes) == 1 else slopes

    return slopes


def jvp(f):
    """The function that gives `f` and how fast it changes along a direction.

        >>> jvp(lambda xs: xs[0] * xs[1])([2.0, 5.0], [1.0, 0.0])
        (10.0, 5.0)

    ``jvp(f)(x, v)`` returns f(x) and the sum of its slopes, each times its
    number in `v`, in one pass forward.  `x` is a number, or a list or dict
    of numbers, `v` has the same form, and `f` may return a list or dict,
    too: of ``grad(f)`` it gives the gradient, and the Hessian times `v`.
    Floats and values as with `grad`.

    Raises as `grad`, and ValueError where `v` has another form than `x`.
    JAX writes ``jvp(f, [x], [v])``: Jacobian times vector.
    """
    check_function("jvp", f)

    def number_and_slope(*numbers, **named):
        check_places("jvp", numbers, named)
        if len(numbers) != 2:
            raise TypeError(
                "the function of jvp takes the numbers and their direction, got "
                f"{len(numbers)} arguments; write jvp(f)([2.0, 5.0], [1.0, 0.0])"
            )
        x, v = numbers
        if form(x) != form(v):
            raise ValueError(
                f"jvp needs a direction in the form of the numbers, got {short(v)} for "
                f"{short(x)}; write one number for each"
            )
        trace = Trace(f, [x], flat(x, v))
        return trace.number(), trace.forward()

    return number_and_slope


class Trace:
    """`f`, run once on variables of its own, and all that it computed from them.

    variables   one for each number that was given
    directions  how fast each of them changes; none on the way back
    output      what `f` returned
    order       the values that a nudge of a variable reaches, parents first
    remembers   are the slopes values?  Where only numbers went in, floats.

    A trace remembers where it was given values, and where `f` used one that
    somebody can still ask for its slope: a leaf, a value computed of plain
    numbers, or the variable of a trace around this one.  The variables of a
    trace that has ended are plain numbers.
    """

    def __init__(self, f, numbers, directions=()):
        self.variables = []
        self.directions = [
            v if isinstance(v, Value) else finite_float(v) for v in directions
        ]
        self.output = map_numbers(number_of_trace, self.run(f, numbers))
        outputs = flat(self.output)
        together = result(0.0, tuple(outputs), (), "")  # one walk for all of them
        ends, order, _ = walk(together, also_dead=True, stop=self.variables)
        behind = [*self.variables, *ends, *order]
        for output in outputs:
            check_result(output, behind)
        moving = reached(self.variables, order[:-1])
        self.order = [value for value in order[:-1] if value in moving]
        self.remembers = (
            any(variable.parents for variable in self.variables)
            or any(isinstance(direction, Value) for direction in self.directions)
            or any(map(is_from_outside, ends))
            or any(map(is_from_outside, set(order[:-1]).difference(self.order)))
        )

    def run(self, f, numbers):
        """What `f` gives for variables in place of the numbers."""
        try:
            return f(*map_numbers(self.variable, list(numbers)))
        finally:
            RUNNING.difference_update(self.variables)

    def variable(self, number):
        """A leaf of this trace alone; made from a value, it knows that value."""
        if isinstance(number, Value):
            variable = result(number.data, (number,), (1.0,), VARIABLE)
            variable.label = number.label
        else:
            variable = number_of_trace(finite_float(number))
        self.variables.append(variable)
        RUNNING.add(variable)
        return variable

    def edges(self, value):
        """(parent, local derivative) for each way on which a share may go."""
        if not self.remembers:
            return zip(value.parents, value.local_grads)
        edges = zip(value.parents, operation_of(value).slopes(value))
        return [(p, slope) for p, slope in edges if isinstance(slope, Value) or slope]

    def backward(self):
        """The slope of the output in each variable."""
        if not isinstance(self.output, Value):
            raise TypeError(
                f"grad needs a function that gives one value, got {short(self.output)}; "
                "write return loss"
            )
        shares = {value: [] for value in (*self.variables, *self.order)}
        shares[self.output] = [1.0]
        for value in reversed(self.order):
            slope = self.add_up(shares[value])
            for parent, local_grad in self.edges(value) if slope is not None else ():
                if parent in shares:
                    shares[parent].append(product(local_grad, slope))
        return [self.slope(self.add_up(shares[one])) for one in self.variables]

    def forward(self):
        """How fast the output changes along the directions."""
        slopes = dict(zip(self.variables, self.directions))
        for value in self.order:
            edges = [edge for edge in self.edges(value) if edge[0] in slopes]
            shares = [
                product(local_grad, slopes[parent]) for parent, local_grad in edges
            ]
            if shares:
                slopes[value] = self.add_up(shares)
        return map_numbers(lambda output: self.slope(slopes.get(output)), self.output)

    def add_up(self, shares):
        """The sum of the shares, as one value where they remember; None of none."""
        if len(shares) < 2:
            return shares[0] if shares else None
        remembers = any(isinstance(share, Value) for share in shares)
        return total(shares) if remembers else plain_sum(shares)

    def number(self):
        """The output, as floats where nothing has to be remembered."""
        return self.output if self.remembers else map_numbers(plain, self.output)

    def slope(self, sum_of_shares):
        """The slope that is given back; 0.0 where no share has come."""
        slope = 0.0 if sum_of_shares is None else sum_of_shares
        if not math.isfinite(plain(slope)):
            raise OverflowError(
                "grad and jvp need slopes that fit into a float, "
                f"got {plain(slope)!r}; keep the numbers in a smaller range"
            )
        return number_of_trace(slope) if self.remembers else slope


def number_of_trace(number):
    """`number` itself if it is a value, else a value that nobody else can ask for."""
    if isinstance(number, Value):
        return number
    return result(finite_float(number), (), (), VARIABLE)


def is_from_outside(value):
    """Can somebody ask for a slope in this value, which no variable reaches?"""
    if value in RUNNING:
        return True
    if value.parents:  # what else was computed ends in leaves, which are asked, too
        return all(isinstance(parent, Constant) for parent in value.parents)
    return not value.op and not isinstance(value, Constant)


def product(local_grad, slope):
    """local_grad * slope, without a value where one of them is the number 1."""
    if isinstance(local_grad, float) and local_grad == 1.0:
        return slope
    if isinstance(slope, float) and slope == 1.0:
        return local_grad
    return local_grad * slope


def check_function(name, f):
    if not callable(f):
        raise TypeError(
            f"{name} needs a function, got {short(f)}; write {name}(lambda x: x * x)"
        )


def check_places(name, numbers, named):
    if named:
        raise TypeError(
            f"the function of {name} takes its numbers by their place, got the name "
            f"{cut(min(named))}; write {name}(lambda x: f(x, ...))(2.0)"
        )
    if not flat(numbers):
        raise TypeError(f"the function of {name} needs at least one number, got none")
