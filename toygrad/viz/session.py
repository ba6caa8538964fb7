"""What a page or a notebook asks of Python, and what comes back: plain data both ways.

With this file you can

* answer requests: a `Session` whose class says what it does,
* look at a number in one: ``whole(request, "steps", 100)``,
* keep fewer digits of an answer: ``shorten(frame, 4)``.

A page asks the session in its worker, a notebook the one in its kernel.
"""

from numbers import Real

from ..refusals import cut, short

__all__ = ["ERRORS", "Session", "number", "shorten", "whole"]

ERRORS = (TypeError, ValueError, ArithmeticError)


class Session:
    """Asked in plain data, it answers in plain data.

    name  what it is called in a sentence: "a playground"
    acts  {what it does: the name of its method}, which takes the request; where that
          gives None the answer is ``self.frame(request.get("has"))``
    """

    name, acts = "", {}

    def ask(self, request):
        """The reply to a request, both dicts of what JSON has.

        What cannot be done gives {"kind": "problem", "says": one sentence}, and
        everything stays as it was.
        """
        try:
            return self.answer(request)
        except ERRORS as error:
            return {"kind": "problem", "says": f"{error}."}

    def answer(self, request):
        act = request.get("do") if isinstance(request, dict) else request
        if not isinstance(act, str) or act not in self.acts:
            raise ValueError(
                f"{self.name} does {', '.join(self.acts)}, got {short(act, 30)}; "
                'write {"do": "train", "steps": 1}'
            )
        reply = getattr(self, self.acts[act])(request)
        return reply or self.frame(request.get("has"))


def number(request, name, most):
    """A number of a request, from 0; 0 where there is none."""
    given = request.get(name, 0)
    if isinstance(given, bool) or not isinstance(given, Real) or not 0 <= given <= most:
        raise ValueError(f"{name} needs a number from 0 to {most}, got {cut(given, 30)}; write {most}")  # fmt: skip
    return given


def whole(request, name, most):
    """A whole number of a request, from 0; 0 where there is none."""
    given = number(request, name, most)
    if given != int(given):
        raise ValueError(f"{name} needs a whole number, got {cut(given, 30)}; write 1")
    return int(given)


def shorten(part, digits=4):
    """Plain data with fewer digits."""
    if isinstance(part, dict):
        return {name: shorten(inner, digits) for name, inner in part.items()}
    if isinstance(part, (list, tuple)):
        return [shorten(inner, digits) for inner in part]
    return float(f"{part:.{digits}g}") if isinstance(part, float) else part
