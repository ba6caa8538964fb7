"""What a value refuses, and the sentence that says what to write instead.

Nothing here computes a derivative.  value.py tells the idea; this file
keeps it from being used in ways that would quietly give a wrong gradient.
"""

import math
from numbers import Integral, Real

__all__ = ["Guarded", "backward"]


class Guarded:
    """What Python would do with a value without asking: looked at, or refused."""

    __slots__ = ()

    # NumPy asks for this before `array * value`: None leaves it to us.
    __array_ufunc__ = None

    # Comparisons look at the numbers; == is about being the same object,
    # because a graph may hold many values with the same number.

    def __lt__(self, other):
        return self.data < comparable(other)

    def __le__(self, other):
        return self.data <= comparable(other)

    def __gt__(self, other):
        return self.data > comparable(other)

    def __ge__(self, other):
        return self.data >= comparable(other)

    def __eq__(self, other):
        if isinstance(other, Real):
            raise TypeError(
                "== compares a value with a value, and asks if they are the same "
                f"object; {describe(self)}; write v.data == {cut(other)}"
            )
        return self is other

    __hash__ = object.__hash__

    # What would cut the graph.

    def __bool__(self):
        raise TypeError(
            "a value is neither true nor false; "
            f"{describe(self)}; write v.data > 0, or what you want to know"
        )

    def __float__(self):
        raise TypeError(
            "a plain number would cut the graph; "
            f"{describe(self)}; write v.data for the number, v.exp() for math.exp(v)"
        )

    __int__ = __index__ = __complex__ = __float__

    def __round__(self, digits=None):
        raise TypeError(
            "a rounded value would have the slope 0 almost everywhere; "
            f"{describe(self)}; write round(v.data, 2)"
        )

    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __round__
    __divmod__ = __rdivmod__ = __trunc__ = __floor__ = __ceil__ = __round__

    def __reduce__(self):
        raise TypeError(
            "a value is not copied or pickled, it would take its whole graph along; "
            f"{describe(self)}; write json.dump(model.state_dict()), or Value(v.data)"
        )

    # How a value is printed.

    def __format__(self, spec):
        return format(self.data, spec)

    def __repr__(self):
        label = f", label={self.label!r}" if self.label else ""
        return f"Value({self.data!r}{label})"


# Numbers that come from outside.


def plain(number):
    """The number in a value; a plain number itself."""
    return number.data if isinstance(number, Guarded) else number


def comparable(other):
    """The number to compare a value with; inf is one, a text or an array is not."""
    if type(other) is float:
        return other
    if not isinstance(other, (Guarded, Real)):
        raise TypeError(
            f"a value is compared with one number, got {short(other)}; {advice(other)}"
        )
    number = plain(other)
    return number if type(number) in (float, int) else float(number)


def finite_float(number):
    """`number` as a plain float: one real number, not inf, not nan."""
    kind = type(number)
    if kind is not float:
        if kind is not int and (kind is bool or not isinstance(number, Real)):
            raise TypeError(
                f"a value needs one number, got {short(number)}; {advice(number)}"
            )
        try:
            number = float(number)
        except OverflowError:
            raise OverflowError(
                f"a value needs a number below 1.8e308, got {short(number)}; write a smaller one"
            ) from None
    if not math.isfinite(number):
        raise ValueError(
            f"a value needs a finite number, got {number!r}; "
            "look for the inf or nan where this number was made"
        )
    return number


def is_whole(number):
    """Is it a whole number, of Python or of NumPy, and no truth value?"""
    return isinstance(number, Integral) and not isinstance(number, bool)


def advice(thing):
    """What to write instead of Value(thing)."""
    if isinstance(thing, (str, bytes)):
        return "write Value(float(text))"
    if isinstance(thing, Guarded):
        return "it is a value already; for derivatives of derivatives write toygrad.grad(f)"
    if type(thing).__name__ in ("bool", "bool_"):  # also NumPy's
        return "write 1.0 or 0.0"
    if hasattr(thing, "item") and getattr(thing, "ndim", 0) == 0:
        return "write Value(array.item())"
    if hasattr(thing, "__iter__"):
        return "write [Value(number) for number in numbers]"
    return "write a number, for example Value(0.0)"


# How a message tells what it got.


def short(thing, limit=60):
    """Kind and repr of `thing`, cut where a message would get too long."""
    kind = "" if thing is None else f"{type(thing).__name__} "
    return kind + cut(thing, limit)


def cut(thing, limit=60):
    """repr of `thing` on one line, cut where a message would get too long."""
    try:
        text = " ".join(repr(thing).split())
    except (ValueError, RecursionError):  # too many digits, or lists in lists
        text = "too long to print"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def describe(value):
    """A value in words for a message: "rate is 0.0", or "got 0.0"."""
    label = "".join(c if c.isprintable() else " " for c in str(value.label)[:40])
    label = " ".join(label.split())
    return f"{label} is {value.data!r}" if label else f"got {value.data!r}"


# What operations ask of their operands.


def check_value(function, thing, example):
    """Raises TypeError where `thing` is no value; `example` says what to write."""
    if not isinstance(thing, Guarded):
        raise TypeError(
            f"{function} needs a value, got {short(thing)}; write {example}"
        )


def check_finite(name, operands, numbers):
    """Raises where an operand, a result or a slope is inf or nan."""
    given = [operand.data for operand in operands]
    if all(map(math.isfinite, (*given, *numbers))):
        return
    if not all(map(math.isfinite, given)):
        error, needs = ValueError, "finite operands"
    else:
        error, needs = OverflowError, "a result and slopes that fit into a float"
    operands = ", ".join(map(describe, operands))
    raise error(
        f"{name} needs {needs}; {operands}; keep the numbers in a smaller range"
    )


def check_divisor(dividend, divisor):
    if divisor.data == 0.0:
        raise ZeroDivisionError(
            "a division needs a divisor that is not 0; "
            f"{describe(dividend)}, {describe(divisor)}; check the divisor before you divide"
        )


def check_base(base, exponent):
    """Raises where no real power, or no finite slope, exists."""
    number = base.data
    if number > 0.0 or (exponent >= 0.0 and exponent.is_integer()):
        return
    if number == 0.0 and exponent < 0.0:
        raise ZeroDivisionError(
            "a negative power needs a base that is not 0; "
            f"{describe(base)}, the exponent {exponent!r}; check the base first"
        )
    if number < 0.0 and not exponent.is_integer():
        raise ValueError(
            "a power with a fractional exponent needs a base of at least 0; "
            f"{describe(base)}, the exponent {exponent!r}; round one of the two"
        )
    if number == 0.0 and exponent < 1.0:
        raise ValueError(
            "a power below 1 needs a base above 0: at 0 its slope is infinite; "
            f"{describe(base)}, the exponent {exponent!r}; add a small constant to the base"
        )


def check_exponent(base, exponent):
    """The same where the exponent is a value, which has a slope of its own."""
    if base.data < 0.0 or (base.data == 0.0 and exponent.data <= 0.0):
        raise ValueError(
            "a power whose exponent is a value needs a base above 0; "
            f"{describe(base)}, {describe(exponent)}; write the exponent as a plain number"
        )


# What backward() asks of a result and of its gradients.


def check_result(result, values):
    """Raises where a result is inf or nan; `values` stand behind it, in order."""
    if not math.isfinite(result.data):
        raise ValueError(where_it_broke(result, values))


def where_it_broke(result, values):
    """The sentence that names the first of the values that is inf or nan."""
    born = next(value for value in values if not math.isfinite(value.data))
    name = born.label or "one"
    if born.parents:
        made_from = ", ".join(describe(parent) for parent in born.parents)
        name = f"{name} made by {born.op} ({made_from})"
    return (
        f"backward needs a finite result, got {result.data!r}; the first value "
        f"that is not finite is {name}; make the numbers before it smaller"
    )


class AllOrNothing:
    """A backward pass that is interrupted leaves no leaf half-way.

    Where a gradient does not fit into a float, or a key is pressed in
    between, every leaf gets back the gradient it had, and the values in
    between hold 0.
    """

    def __init__(self, ends, inner):
        self.ends, self.inner = ends, inner

    def __enter__(self):
        self.before = [end.grad for end in self.ends]

    def __exit__(self, kind, error, traceback):
        # What is not finite stays so on its way: look where the ways end.
        broken = None if kind else first_not_finite(self.ends)
        if kind or broken:
            for end, grad in zip(self.ends, self.before):
                end.grad = grad
            for value in self.inner:
                value.grad = 0.0
        if broken:
            raise OverflowError(
                "backward needs gradients that fit into a float, the one of "
                f"{broken}; keep the numbers in a smaller range"
            )


def first_not_finite(ends):
    """ "x is inf" for the first gradient that is, else None."""
    for end in ends:
        if not -math.inf < end.grad < math.inf:
            return f"{end.label or 'a value'} is {end.grad!r}"
    return None


def backward(losses):
    """There is no such function; it says what to write."""
    many = isinstance(losses, (list, tuple))
    raise TypeError(
        f"backward is a method of one value, got {short(losses)}; "
        f"write {'sum(losses)' if many else 'loss'}.backward()"
    )
