"""Which statements of the cells above does a cell need?

Every run of a live cell starts afresh: it computes what the cell needs,
and nothing else.  So its result depends on what stands on the page, and
never on what was run before.

A statement is needed when it binds a name that is read, or may change what
such a name stands for.  Where Python hides a change, this errs on the side
of running too much; only what merely shows something is left out.
"""

import ast
import functools
from dataclasses import dataclass, field

# Calls that show or tell, and leave their arguments as they were.
HARMLESS = (
    "print", "draw_", "show_", "plot_", "explore", "compare", "check", "gradcheck",
    "explain", "repr", "len",
)  # fmt: skip
# Calls that change what they are given, also where their result is kept.
CHANGING = ("fit", "record", "train", "shuffle")

FUNCTIONS = (ast.FunctionDef, ast.Lambda)
INNER = (*FUNCTIONS, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)  # fmt: skip


@dataclass
class Statement:
    """One statement of a cell, and what it does with names."""

    node: ast.stmt
    file: str  # what a traceback calls its cell
    makes: set = field(default_factory=set)  # binds, for certain
    perhaps: set = field(default_factory=set)  # binds in a branch or a loop
    acts_on: set = field(default_factory=set)  # may change what they stand for
    reads: set = field(default_factory=set)  # now
    later: set = field(default_factory=set)  # when a function is called
    calls: list = field(default_factory=list)  # (function, names that it is given)
    seeds: bool = False  # the random numbers of all that comes after


@functools.lru_cache(1000)
def statements(text, file):
    """The statements of one cell.  Raises SyntaxError."""
    return [studied(node, file) for node in ast.parse(text, file).body]


def studied(node, file):
    statement = Statement(node, file)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        statement.makes = {(a.asname or a.name).split(".")[0] for a in node.names}
        return statement
    study(node, statement, in_function=False)
    bound = set(names_bound(node))
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.ClassDef)):
        statement.makes = bound
    else:
        statement.perhaps = bound
    if statement.acts_on & bound:  # what it has made itself is made of what it reads
        statement.acts_on |= statement.reads
    return statement


def study(node, statement, in_function):
    """Collect what a node and all below it read and act on."""
    if isinstance(node, FUNCTIONS):
        study(node.args, statement, in_function)
        for part in getattr(node, "decorator_list", ()):
            study(part, statement, in_function)
        for part in node.body if isinstance(node.body, list) else [node.body]:
            study(part, statement, in_function=True)
        return
    if is_name(node, ast.Load):
        (statement.later if in_function else statement.reads).add(node.id)
    if isinstance(node, ast.Call):
        statement.seeds |= called(node) == "seed"
        if isinstance(node.func, ast.Name):
            statement.calls.append((node.func.id, names_given(node)))
    if not in_function:
        statement.acts_on |= touched(node)
    for part in ast.iter_child_nodes(node):
        study(part, statement, in_function)


def touched(node):
    """The names whose objects this node alone may change."""
    if isinstance(node, (ast.Attribute, ast.Subscript)):
        stored = not isinstance(node.ctx, ast.Load)
        return names_in(node.value) if stored else set()
    if isinstance(node, ast.AugAssign):
        return names_in(node.target)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        harmless = called(node.value).startswith(HARMLESS)
        return set() if harmless else names_given(node.value)
    if isinstance(node, ast.Call) and called(node).startswith(CHANGING):
        return names_given(node)
    return set()


def called(call):
    """The last name of what is called: "step" for `optimizer.step()`."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def names_given(call):
    """The names in the arguments of a call, and of the object whose method it is."""
    function = {call.func.id} if isinstance(call.func, ast.Name) else set()
    return names_in(call) - function


def names_in(node):
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def names_bound(node):
    """The names that a statement binds where it stands, not inside functions."""
    if is_name(node, ast.Store):
        yield node.id
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        yield node.name
    if not isinstance(node, INNER):
        for part in ast.iter_child_nodes(node):
            yield from names_bound(part)


def is_name(node, context):
    return isinstance(node, ast.Name) and isinstance(node.ctx, context)


def needed(above, cell):
    """Those of the statements `above` that the statements of `cell` need, in order."""
    everything = [*above, *cell]
    own = set(range(len(above), len(everything)))
    chosen = own | {k for k, statement in enumerate(above) if statement.seeds}
    reaches = [reached(everything, k) for k in range(len(everything))]
    while True:
        more = {k for place in chosen for k in sources(everything, place)}
        more |= {k for k in range(len(above)) if reaches[k] & chosen}
        if more <= chosen:
            return [everything[k] for k in sorted(chosen - own)]
        chosen |= more


def sources(everything, place):
    """The places of the statements that made what this one reads."""
    statement = everything[place]
    for name in statement.reads | statement.acts_on:
        yield from binders(everything, place, name)
    for name in statement.later:
        yield from (k for k, s in enumerate(everything) if name in s.makes | s.perhaps)


def binders(everything, place, name):
    """Back from a place to the statement that binds the name for certain."""
    for k in reversed(range(place)):
        if name in everything[k].makes | everything[k].perhaps:
            yield k
        if name in everything[k].makes:
            return


def reached(everything, place):
    """The places of all statements behind what this one acts on.

    `loss.backward()` changes all values behind `loss`: what a statement
    acts on reaches back to whatever that was made of.
    """
    found, waiting = set(), [(place, acted_on(everything, place))]
    while waiting:
        at, names = waiting.pop()
        for k in {k for name in names for k in binders(everything, at, name)} - found:
            found.add(k)
            waiting.append((k, everything[k].reads))
    return found


def acted_on(everything, place):
    """The names whose objects a statement may change, itself or by a function of the page."""
    names = set(everything[place].acts_on)
    for function, given in everything[place].calls:
        for k in binders(everything, place, function):
            own = changed_by(everything[k].node)
            names |= own | given if own else set()
    return names


@functools.lru_cache(1000)
def changed_by(node):
    """The names of arguments and of the page on which the body of a function acts."""
    if not isinstance(node, ast.FunctionDef):
        return set()
    inside = [touched(part) for part in ast.walk(node)]
    local = {name for part in node.body for name in names_bound(part)}
    return set().union(*inside) - local
