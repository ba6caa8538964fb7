"""Which statements of the cells above does a cell need?

Every run of a live cell starts afresh: it computes what the cell needs,
and nothing else.  So its result depends on what stands on the page, and
never on what was run before.

A statement is needed when it binds a name that is read, or may change what
such a name stands for.  Any call may change what it is given, unless it is
known not to: a function of the engine, say, or one of the page that keeps
its hands off.  Where Python hides a change still, too little is run; the
tests compare every live cell of the book with what its notebook gives.
"""

import ast
import functools
from dataclasses import dataclass, field

# What leaves alone what it is given: builtins, methods, modules that are imported.
PURE = {
    "abs", "all", "any", "dict", "display", "enumerate", "float", "format", "hash", "id",
    "int", "isinstance", "len", "list", "max", "min", "print", "range", "repr", "reversed",
    "round", "set", "sorted", "str", "sum", "tuple", "type", "zip",
}  # fmt: skip
PURE_METHODS = {
    "copy", "count", "format", "get", "index", "items", "join", "keys", "lower",
    "parameters", "replace", "split", "strip", "upper", "values",
}  # fmt: skip
PURE_MODULES = {
    "cmath", "collections", "functools", "itertools", "math", "operator", "statistics",
    "timeit", "toygrad",
}  # fmt: skip
# Functions of the engine that change what they are given.
CHANGING = {"backward", "fit", "forget", "record"}
# What may bind or change anything.
BLIND = {"eval", "exec", "globals", "locals", "vars"}
# All that draws from the random numbers of the whole program, and what resets them.
RANDOM = "<random>"
DRAWING = {"Layer", "Linear", "MLP", "Neuron", "fit", "record"}

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FRESH = (ast.Constant, ast.List, ast.Dict, ast.Set, ast.BinOp, ast.Compare, *COMPREHENSIONS)  # fmt: skip
IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass
class Names:
    """What a statement, or the body of a function, does with names."""

    makes: set = field(default_factory=set)  # binds, for certain
    perhaps: set = field(default_factory=set)  # binds in a branch or a loop
    reads: set = field(default_factory=set)  # now
    later: set = field(default_factory=set)  # when a function is called
    touches: set = field(default_factory=set)  # stores into, or iterates over
    calls: list = field(default_factory=list)  # the calls themselves
    imports: dict = field(default_factory=dict)  # name: module it comes from
    taken_from: dict = field(default_factory=dict)  # name of a comprehension: names
    always: bool = False  # may do anything

    @property
    def binds(self):
        return self.makes | self.perhaps


@dataclass
class Statement:
    """One statement of a cell: what it is, where it stands, what it does."""

    node: ast.stmt
    file: str  # what a traceback calls its cell
    names: Names


@functools.lru_cache(1000)
def statements(text, file):
    """The statements of one cell.  Raises SyntaxError."""
    return [
        Statement(node, file, names_of([node])) for node in ast.parse(text, file).body
    ]


def names_of(nodes):
    """The names of some statements that stand one below the other."""
    names = Names()
    for node in nodes:
        certain = isinstance(node, (ast.Assign, ast.AnnAssign, *IMPORTS, *FUNCTIONS, ast.ClassDef))  # fmt: skip
        bound = set(bound_by(node))
        names.makes |= bound if certain else set()
        names.perhaps |= set() if certain else bound
        collect(node, names, in_function=False)
    return names


def bound_by(node, in_comprehension=False):
    """The names that a node binds where it stands, not inside functions."""
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return
    if isinstance(node, ast.alias):
        yield (node.asname or node.name).split(".")[0]
    elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        yield from [node.name] if hasattr(node, "name") else []
        return
    elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        if not in_comprehension:
            yield node.id
    elif isinstance(node, ast.NamedExpr):
        yield node.target.id
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest
    elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:  # fmt: skip
        yield node.name
    within = in_comprehension or isinstance(node, COMPREHENSIONS)
    for part in ast.iter_child_nodes(node):
        yield from bound_by(part, within)


def collect(node, names, in_function):
    """Note what a node and all below it read, call and store into."""
    if isinstance(node, IMPORTS):
        for one in node.names:
            names.imports[(one.asname or one.name).split(".")[0]] = (
                getattr(node, "module", None) or one.name
            ).split(".")[0]
            names.always |= one.name == "*"
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        names.perhaps |= set(node.names)
        names.touches |= set(node.names)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        (names.later if in_function else names.reads).add(node.id)
    if isinstance(node, ast.Call) and not in_function:
        names.calls.append(node)
        names.always |= called(node) in BLIND
    if isinstance(node, ast.comprehension):
        for name in names_in(node.target):
            names.taken_from[name] = names_in(node.iter)
    if not in_function:
        names.touches |= touched(node)
    for part in getattr(node, "decorator_list", ()):
        if not isinstance(part, ast.Call) and not in_function:
            names.calls.append(ast.Call(part, [], []))
    body = body_of(node) if isinstance(node, FUNCTIONS) else []
    inner = Names()
    for part in body:
        collect(part, inner, in_function=True)
    names.later |= inner.later - (own_names(node) if body else set())
    names.perhaps |= inner.perhaps
    names.touches |= inner.touches
    names.imports |= inner.imports
    for part in ast.iter_child_nodes(node):
        if part not in body:
            collect(part, names, in_function)


def body_of(function):
    return function.body if isinstance(function.body, list) else [function.body]


def parameters_of(function):
    return {part.arg for part in ast.walk(function.args) if isinstance(part, ast.arg)}


def own_names(function):
    """The parameters of a function, and the names that it binds for itself."""
    bound = {name for part in body_of(function) for name in bound_by(part)}
    return parameters_of(function) | bound - names_declared(function)


def touched(node):
    """The names into whose objects this node alone stores, or whose items it uses up."""
    if isinstance(node, (ast.Attribute, ast.Subscript)):
        stored = not isinstance(node.ctx, ast.Load)
        return names_in(node.value) if stored else set()
    if isinstance(node, ast.AugAssign):
        return names_in(node.target)
    if isinstance(node, ast.Delete):
        return names_in(node)
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return {node.iter.id} if isinstance(node.iter, ast.Name) else set()
    return set()


def called(call):
    """The last name of what is called: "step" for `optimizer.step()`."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def names_in(node):
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


class Page:
    """All statements up to a cell, and which of them it needs."""

    def __init__(self, above, cell):
        self.own = range(len(above), len(above) + len(cell))
        self.all = [*above, *cell]
        self.imports = {}
        self.made = {}  # name: the function of the page
        self.bound = set()  # the names of the page, but for those of its imports
        for statement in self.all:
            self.imports |= statement.names.imports
            self.bound |= statement.names.binds - statement.names.imports.keys()
            if isinstance(statement.node, FUNCTIONS):
                self.made[statement.node.name] = statement.node
        self.acts = [self.acted_on(statement.names) for statement in self.all]
        self.lasting = {k for k, one in enumerate(self.all) if self.lasts(one.node)}

    def lasts(self, node):
        """Does it make something that no call changes: an import, a function without state?"""
        if isinstance(node, FUNCTIONS):
            return node.name not in self.effect_of(node.name, set(), ())
        return isinstance(node, IMPORTS)

    def needed(self):
        """The statements above that the cell needs, in order."""
        chosen = set(self.own)
        chosen |= {k for k, s in enumerate(self.all) if s.names.always}
        reaches = [self.reached(k) if self.acts[k] else set() for k in range(self.own.start)]  # fmt: skip
        while True:
            more = {k for place in chosen for k in self.sources(place)}
            changeable = chosen - self.lasting
            more |= {k for k, behind in enumerate(reaches) if behind & changeable}
            if more <= chosen:
                return [self.all[k] for k in sorted(chosen) if k < self.own.start]
            chosen |= more

    # What a call may change.

    def acted_on(self, names, asked=(), parameters=frozenset()):
        """The names whose objects a statement, or a body, may change."""
        changed = {
            name for call in names.calls for name in self.changed_by(call, asked)
        }
        # No call changes what is imported, or what was not made on the page.
        known = (
            self.bound | parameters | names.binds | names.taken_from.keys() | {RANDOM}
        )
        acts = names.touches | changed & known
        return acts.union(*(names.taken_from.get(name, ()) for name in acts))

    def changed_by(self, call, asked):
        """The names whose objects a call may change; `asked` are functions on the way."""
        base, last = call.func, called(call)
        while isinstance(base, ast.Attribute):
            base = base.value
        root = base.id if isinstance(base, ast.Name) else ""
        given = names_in(call) - {root}
        module = None if root in self.bound else self.imports.get(root)
        if last == "print" and any(word.arg == "file" for word in call.keywords):
            return given
        if module == "random" or last == "seed":
            return {RANDOM, *given} if last != "Random" else set()
        if module in PURE_MODULES:
            drawn = {RANDOM} if self.draws(call) else set()
            return drawn | (given if last in CHANGING else set())
        if root == last and root in PURE and root not in self.bound:
            return set()
        if root == last and root in self.made:
            return self.effect_of(root, given, asked)
        if root != last and last in PURE_METHODS:
            return set()
        return given | ({root} - {""})

    def draws(self, call):
        return called(call) in DRAWING and not any(w.arg == "rng" for w in call.keywords)  # fmt: skip

    def effect_of(self, function, given, asked):
        """What a call of a function of the page may change."""
        node = self.made[function]
        if function in asked:
            return set()
        body = names_of(node.body)
        parameters = parameters_of(node)
        acts = self.acted_on(body, (*asked, function), parameters)
        fresh = {name for name in body.binds if is_fresh(node, name)}
        acts -= fresh - names_declared(node)
        local = body.binds - names_declared(node)
        effect = acts - parameters - local
        if acts & parameters:
            effect |= given
        if acts & (local - parameters):  # made of anything that the body can see
            effect |= given | body.reads - local - parameters
        stateful = bool(node.args.defaults or node.args.kw_defaults or node.decorator_list)  # fmt: skip
        if effect or stateful or names_declared(node):
            effect |= {function}
        return effect

    # Where names come from.

    def sources(self, place):
        """The places of the statements that made what this one reads."""
        names = self.all[place].names
        for name in names.reads | self.acts[place] | self.random_read(names):
            yield from self.binders(place, name)
        for name in names.later:
            yield from (k for k, s in enumerate(self.all) if name in s.names.binds)

    def random_read(self, names):
        drawn = any(self.draws(call) for call in names.calls)
        return {RANDOM} if drawn or "random" in names.reads else set()

    def binders(self, place, name):
        """Back from a place to the statement that binds the name for certain."""
        for k in reversed(range(place)):
            names = self.all[k].names
            if name in names.binds or name in self.acts[k]:
                yield k
            if name in names.makes:
                return

    def reached(self, place):
        """The places of all statements behind what this one acts on.

        `loss.backward()` changes all values behind `loss`: what a statement
        acts on reaches back to whatever that was made of.
        """
        names = self.all[place].names
        acts = self.acts[place]
        own = acts & names.binds  # what it has made itself is made of what it reads
        found, waiting = set(), [(place, acts | names.reads if own else acts)]
        waiting += [(len(self.all), names.later)] if own else []
        while waiting:
            at, wanted = waiting.pop()
            for k in {k for name in wanted for k in self.binders(at, name)} - found:
                found.add(k)
                behind = self.all[k].names
                # A function is called later: what it reads may be made after it.
                waiting += [(k, behind.reads), (len(self.all), behind.later)]
        return found


def names_declared(node):
    """What a function says to be of the page, or of the function around it."""
    return {
        name
        for part in ast.walk(node)
        if isinstance(part, (ast.Global, ast.Nonlocal))
        for name in part.names
    }


def is_fresh(node, name):
    """Is a name of a function bound to nothing but objects that it has made itself?"""
    bindings = [
        part
        for part in ast.walk(node)
        if name in names_in_targets(part)
    ]  # fmt: skip
    return bool(bindings) and all(
        isinstance(part, ast.Assign) and isinstance(part.value, FRESH)
        for part in bindings
    )


def names_in_targets(node):
    return {
        part.id
        for target in [*getattr(node, "targets", ()), getattr(node, "target", None)]
        if target is not None
        for part in ast.walk(target)
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)
    }


def needed(above, cell):
    """Those of the statements `above` that the statements of `cell` need, in order."""
    return Page(above, cell).needed()
