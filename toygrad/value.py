"""START HERE.  One idea: a value knows its parents and its local derivatives.

With this file you can

* make a number that remembers: ``x = Value(3.0, label="x")``,
* compute with it as with any number: ``y = x * x + x``,
* ask how much each number matters to the result: ``y.backward()``,
* and read the answer: ``x.grad`` is 7.0.

Everything else in toygrad looks down on this file.
"""

import math
from numbers import Real

__all__ = ["Value", "topological_order"]


class Value:
    """A number that remembers how it was computed.

        >>> x = Value(3.0, label="x")
        >>> y = x * x + x
        >>> y.backward()
        >>> x.grad
        7.0

    data         the number, a float
    grad         d(result)/d(self) after result.backward(); 0.0 at birth
    parents      the values it was computed from, in order, repeats kept
    local_grads  d(self)/d(parent), one float for each parent; empty
                 where nothing flows back
    op           the operation that made it: "+", "tanh"; "" for a leaf
    label        a name for people: drawings and messages use it

    Raises TypeError for anything but one real number, ValueError for
    inf and nan.  Told in chapter 3.
    """

    __slots__ = ("data", "grad", "parents", "local_grads", "op", "label")

    # NumPy asks for this before `array * value`: None leaves it to us.
    __array_ufunc__ = None

    def __init__(self, data, label=""):
        self.data = finite_float(data)
        self.grad = 0.0
        self.parents = ()
        self.local_grads = ()
        self.op = ""
        self.label = "" if label is None else str(label)

    # Arithmetic.  Every operation says four things: its number, its
    # parents, their local derivatives, its sign.

    def __add__(self, other):
        """self + other: a nudge of either one arrives unchanged."""
        other = as_value(other)
        return result(self.data + other.data, (self, other), (1.0, 1.0), "+")

    def __sub__(self, other):
        """self - other: a nudge of other arrives with its sign turned."""
        other = as_value(other)
        return result(self.data - other.data, (self, other), (1.0, -1.0), "-")

    def __mul__(self, other):
        """self * other: a nudge of one is scaled by the other."""
        other = as_value(other)
        local_grads = (other.data, self.data)
        return result(self.data * other.data, (self, other), local_grads, "*")

    def __truediv__(self, other):
        """self / other, for any other but 0."""
        other = as_value(other)
        if plain(other) == 0.0:
            raise ZeroDivisionError(
                f"a division needs a divisor that is not 0; {told(self)}, {told(other)}; "
                "check the divisor before you divide"
            )
        data = self.data / other.data
        local_grads = (1.0 / other.data, -data / other.data)
        check_finite("a division", (self, other), (data, *local_grads))
        return result(data, (self, other), local_grads, "/")

    def __pow__(self, exponent):
        """self ** exponent; the exponent is a plain number or a value.

        A plain exponent gets no gradient and allows a negative base
        where the exponent is a whole number.
        """
        if isinstance(exponent, Value):
            return power_of_values(self, exponent)
        exponent = finite_float(exponent)
        data, slope = power(self, exponent)
        return result(data, (self,), (slope,), f"**{exponent!r}")

    def __neg__(self):
        """-self: a nudge arrives with its sign turned."""
        return result(-self.data, (self,), (-1.0,), "neg")

    # Python calls these when a plain number stands on the left: 3 - x.

    def __radd__(self, other):
        return as_value(other) + self

    def __rsub__(self, other):
        return as_value(other) - self

    def __rmul__(self, other):
        return as_value(other) * self

    def __rtruediv__(self, other):
        return as_value(other) / self

    def __rpow__(self, other):
        return as_value(other) ** self

    # Backpropagation.

    def backward(self):
        """Afterwards every value behind this one holds its gradient.

            >>> a, b = Value(2.0), Value(-3.0)
            >>> (a * b).backward()
            >>> a.grad, b.grad
            (-3.0, 2.0)

        Leaves add to the gradient they have, so that several passes add
        up; values in between start afresh in each pass.  Raises
        ValueError where the result is inf or nan, OverflowError where a
        gradient is; then no leaf has changed.  Told in chapters 4 and 5.
        """
        if not math.isfinite(plain(self)):
            raise ValueError(where_it_broke(self))
        ends, order, seen = walk(self)
        before = [end.grad for end in ends]
        inner = order + [value for value in behind(ends, seen) if value.parents]
        for value in inner:
            value.grad = 0.0
        self.grad += 1.0
        for value in reversed(order):
            grad = value.grad
            for parent, local_grad in zip(value.parents, value.local_grads):
                parent.grad += local_grad * grad
        check_gradients(ends, before, inner)

    # Comparisons look at the numbers; == is about being the same object,
    # because a graph may hold many values with the same number.

    def __lt__(self, other):
        return plain(self) < comparable(other)

    def __le__(self, other):
        return plain(self) <= comparable(other)

    def __gt__(self, other):
        return plain(self) > comparable(other)

    def __ge__(self, other):
        return plain(self) >= comparable(other)

    def __eq__(self, other):
        if isinstance(other, Real):
            raise TypeError(
                "== compares a value with a value, and asks if they are the same "
                f"object; {told(self)}; write v.data == {cut(other)}"
            )
        return self is other

    __hash__ = object.__hash__

    # What Python would do without asking, and what would cut the graph.

    def __bool__(self):
        raise TypeError(
            "a value is neither true nor false; "
            f"{told(self)}; write v.data > 0, or what you want to know"
        )

    def __float__(self):
        raise TypeError(
            "a plain number would cut the graph; "
            f"{told(self)}; write v.data for the number, v.exp() for math.exp(v)"
        )

    __int__ = __index__ = __complex__ = __float__

    def __round__(self, digits=None):
        raise TypeError(
            "a rounded value would have the slope 0 almost everywhere; "
            f"{told(self)}; write round(v.data, 2)"
        )

    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __round__
    __divmod__ = __rdivmod__ = __trunc__ = __floor__ = __ceil__ = __round__

    def __reduce__(self):
        raise TypeError(
            "a value is not copied or pickled, it would take its whole graph along; "
            f"{told(self)}; write json.dump(model.state_dict()), or Value(v.data)"
        )

    def __format__(self, spec):
        return format(plain(self), spec)

    def __repr__(self):
        label = f", label={self.label!r}" if self.label else ""
        return f"Value({self.data!r}{label})"


def topological_order(result):
    """The computed values behind `result`, each after all its parents.

        >>> a = Value(1.0)
        >>> b = a + a
        >>> c = a + b
        >>> topological_order(c) == [b, c]
        True

    `result` comes last.  Leaves have nothing to send and are left out,
    so a leaf's own order is empty.  Told in chapter 5.
    """
    if not isinstance(result, Value):
        raise TypeError(
            f"topological_order needs a value, got {short(result)}; "
            "write topological_order(loss)"
        )
    return walk(result, also_dead=True)[1]


def walk(result, also_dead=False):
    """(ends, order, all) of the way back from `result`.

    The ends have nothing to send: leaves, and dead values such as a relu
    that is 0.  The order holds all others, each after its parents.  With
    `also_dead` the way goes on behind dead values, and only leaves are
    ends.  An explicit stack stands where recursion would stop at about
    1000 values: under a None lies a value whose parents lie above it.
    """
    ends, order, seen, stack = [], [], set(), [result]
    while stack:
        value = stack.pop()
        if value is None:
            order.append(stack.pop())
        elif value not in seen:
            seen.add(value)
            if not (value.local_grads or also_dead and value.parents):
                ends.append(value)
            elif seen.issuperset(value.parents):  # all of them are done
                order.append(value)
            else:
                stack += value, None
                stack += value.parents[::-1]
    return ends, order, seen


def behind(ends, seen):
    """The ends, and what only they were computed from; `seen` grows by it.

    Nothing arrives there, so any order will do, and sets are quick.
    """
    found, new = list(ends), ends
    while new:
        new = set().union(*[value.parents for value in new]) - seen
        seen |= new
        found += new
    return found


# The helpers of the class.


def result(data, parents, local_grads, op):
    """A computed value.  Unchecked: every operation passes through here."""
    value = new_value(Value)
    value.data = data
    value.grad = 0.0
    value.parents = parents
    value.local_grads = local_grads
    value.op = op
    value.label = ""
    return value


new_value = Value.__new__
Value.kind = Value  # what operations on it make; a subclass may say otherwise


def as_value(number):
    """`number` itself if it is a value, else a new leaf that holds it."""
    return number if isinstance(number, Value) else Value(number)


def plain(number):
    """The float in a value, also where `grad` has put values into values."""
    while isinstance(number, Value):
        number = number.data
    return number


def comparable(other):
    """The number to compare a value with; inf is one, a text or an array is not."""
    if type(other) is float:
        return other
    if not isinstance(other, (Value, Real)):
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


def advice(thing):
    """What to write instead of Value(thing)."""
    if isinstance(thing, (str, bytes)):
        return "write Value(float(text))"
    if isinstance(thing, Value):
        return "it is a value already; for derivatives of derivatives write toygrad.grad(f)"
    if type(thing).__name__ in ("bool", "bool_"):  # also NumPy's
        return "write 1.0 or 0.0"
    if hasattr(thing, "item") and getattr(thing, "ndim", 0) == 0:
        return "write Value(array.item())"
    if hasattr(thing, "__iter__"):
        return "write [Value(number) for number in numbers]"
    return "write a number, for example Value(0.0)"


def short(thing, limit=60):
    """Kind and repr of `thing`, cut where a message would get too long."""
    kind = "" if thing is None else f"{type(thing).__name__} "
    return kind + cut(thing, limit)


def cut(thing, limit=60):
    """repr of `thing` on one line, cut where a message would get too long."""
    try:
        text = " ".join(repr(thing).split())
    except ValueError:  # an integer of more digits than Python prints
        text = "too long to print"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def told(value):
    """A value in words for a message: "rate is 0.0", or "got 0.0"."""
    label = "".join(c if c.isprintable() else " " for c in str(value.label)[:40])
    label = " ".join(label.split())
    return f"{label} is {plain(value)!r}" if label else f"got {plain(value)!r}"


def check_finite(name, operands, numbers):
    """Raises where an operand, a result or a slope is inf or nan."""
    if all(math.isfinite(plain(number)) for number in (*operands, *numbers)):
        return
    if not all(math.isfinite(plain(operand)) for operand in operands):
        error, needs = ValueError, "finite operands"
    else:
        error, needs = OverflowError, "a result and slopes that fit into a float"
    given = ", ".join(map(told, operands))
    raise error(f"{name} needs {needs}; {given}; keep the numbers in a smaller range")


def power(base, exponent):
    """(base ** exponent, its slope in base) for a plain float exponent."""
    number = plain(base)
    if not (number > 0.0 or (exponent >= 0.0 and exponent.is_integer())):
        check_base(base, number, exponent)
    if exponent == 0.0 or exponent == 1.0:
        data, slope = (base.data, 1.0) if exponent else (1.0, 0.0)
    else:
        try:
            data = base.data**exponent
            slope = exponent * base.data ** (exponent - 1.0)
        except OverflowError:
            data = slope = math.inf
    if not (
        math.isfinite(plain(data))
        and math.isfinite(plain(slope))
        and math.isfinite(number)
    ):
        check_finite(f"a power to the {exponent!r}", (base,), (data, slope))
    return data, slope


def check_base(base, number, exponent):
    """Raises where no real power, or no finite slope, exists."""
    if number == 0.0 and exponent < 0.0:
        raise ZeroDivisionError(
            "a negative power needs a base that is not 0; "
            f"{told(base)}, the exponent {exponent!r}; check the base first"
        )
    if number < 0.0 and not exponent.is_integer():
        raise ValueError(
            "a power with a broken exponent needs a base of at least 0; "
            f"{told(base)}, the exponent {exponent!r}; round one of the two"
        )
    if number == 0.0 and exponent < 1.0:
        raise ValueError(
            "a power below 1 needs a base above 0: at 0 its slope is infinite; "
            f"{told(base)}, the exponent {exponent!r}; add a small constant to the base"
        )


def power_of_values(base, exponent):
    """base ** exponent where both may have a gradient: a base above 0."""
    if plain(base) < 0.0 or (plain(base) == 0.0 and plain(exponent) <= 0.0):
        raise ValueError(
            "a power whose exponent is a value needs a base above 0; "
            f"{told(base)}, {told(exponent)}; write the exponent as a plain number"
        )
    data, slope = power(base, plain(exponent))
    slope_in_exponent = data * math.log(base.data) if base.data else 0.0
    check_finite("a power", (base, exponent), (data, slope, slope_in_exponent))
    return result(data, (base, exponent), (slope, slope_in_exponent), "**")


def check_gradients(ends, before, inner):
    """Raises where a gradient is inf or nan, with the leaves put back.

    What is not finite stays so on its way: it is enough to look where
    the ways end.
    """
    for end in ends:
        if not -math.inf < end.grad < math.inf:
            broken, grad = end.label or "a value", plain(end.grad)
            break
    else:
        return
    for end, kept in zip(ends, before):
        end.grad = kept
    for value in inner:
        value.grad = 0.0
    raise OverflowError(
        "backward needs gradients that fit into a float, "
        f"the one of {broken} is {grad!r}; keep the numbers in a smaller range"
    )


def where_it_broke(result):
    """The sentence that names the first value that is inf or nan."""
    ends, order, _ = walk(result)
    born = next(value for value in ends + order if not math.isfinite(plain(value)))
    name = born.label or "one"
    if born.parents:
        made_from = ", ".join(told(parent) for parent in born.parents)
        name = f"{name} made by {born.op} ({made_from})"
    return (
        f"backward needs a finite result, got {plain(result)!r}; the first value "
        f"that is not finite is {name}; make the numbers before it smaller"
    )


def backward(losses):
    """There is no such function; it says what to write."""
    many = isinstance(losses, (list, tuple))
    raise TypeError(
        f"backward is a method of one value, got {short(losses)}; "
        f"write {'sum(losses)' if many else 'loss'}.backward()"
    )
