"""Reads a graph of PyTorch: its nodes, its edges, and what its own hooks say.

``read_trace(loss)`` is a `Trace` (trace.py).  The graph is left as it was:
it can be walked again, no hook stays on it, and no ``.grad`` has changed.
PyTorch is loaded by whoever has a tensor, never by this file.
"""

import gc
import math
import sys

from ...refusals import short
from ..words import label_text
from .names import module_classes, named_tensors, word_of
from .nodes import dtype_of, is_leaf, is_of_reader, numbers_of, saved, shapes_of, walk
from .trace import Node, Output, Trace, Use

__all__ = ["is_of_torch", "read_trace"]


def is_of_torch(thing):
    """Is it a thing of PyTorch, or of a class made from one?"""
    kinds = type(thing).__mro__
    return any(kind.__module__.partition(".")[0] == "torch" for kind in kinds)


def read_trace(loss, names=None):
    """The graph behind `loss` and one backward pass over it, as a `Trace`.

    `names` is a module, or a dict of tensors and modules, and says what
    they are called.  Hooks that a reader has put on the graph run, as in
    any pass, and what they change is shown.  Raises TypeError for anything
    but a tensor, ValueError where it is not one number or has no graph,
    RuntimeError where PyTorch cannot walk the graph: a pass has freed it,
    or a tensor was changed.
    """
    return Reading(loss, names).trace()


class Reading:
    """One graph while it is read.

    nodes    PyTorch's nodes, the leaves first, each after its parents
    arrived  for each node the Numbers of the gradient at each output
    passed   for each node the Numbers it passes on, as PyTorch calls them
    after    for each leaf that holds a gradient the Numbers of its sum with this one
    order    the nodes in the order in which they passed them on
    """

    def __init__(self, loss, names):
        self.torch = sys.modules["torch"]
        check_loss(self.torch, loss)
        self.loss, self.modules = loss, tuple(module_classes(names))
        self.named = named_tensors(names)
        self.nodes = walk(loss.grad_fn)
        self.place = {node: count for count, node in enumerate(self.nodes)}
        self.arrived, self.passed, self.after, self.order = {}, {}, {}, []

    def trace(self):
        with Sentences():
            self.keeps = {node: list(saved(self.torch, node)) for node in self.nodes}
            self.run()
            uses = [use for node in self.nodes for use in self.uses_of(node)]
        sent = self.in_order(uses)
        self.look_at_numbers()
        self.look_for_hooks([uses[k] for k in sent])
        called = self.called()
        return Trace(
            tuple(self.describe(node, called[node]) for node in self.nodes),
            tuple(uses), tuple(sent),
            self.modules, self.torch.__version__,
        )  # fmt: skip

    # The backward pass.

    def run(self):
        """One backward pass of PyTorch's own, at which hooks look on."""
        leaves = [node for node in self.nodes if is_leaf(node)]
        retained = [(tensor, tensor.grad) for tensor in self.retained()]
        hooks = [hook for node in self.nodes if not is_leaf(node) for hook in self.hooks(node)]  # fmt: skip
        try:
            grads = self.torch.autograd.grad(
                self.loss, [leaf.variable for leaf in leaves],
                retain_graph=True, allow_unused=True,
            )  # fmt: skip
        finally:
            for hook in hooks:
                hook.remove()
            for tensor, grad in retained:
                tensor.grad = grad
        for leaf, grad in zip(leaves, grads):
            self.arrived[leaf] = [numbers_of(self.torch, grad)]
            if grad is not None and leaf.variable.grad is not None:
                self.after[leaf] = numbers_of(self.torch, leaf.variable.grad + grad)

    def hooks(self, node):
        """Two hooks that write down what arrives at a node, and what it passes on."""

        def arrive(grads):
            self.arrived[node] = [numbers_of(self.torch, grad) for grad in grads]

        def pass_on(grads, _):
            self.passed[node] = [numbers_of(self.torch, grad) for grad in grads]
            self.order.append(node)

        return node.register_prehook(arrive), node.register_hook(pass_on)

    def retained(self):
        """The tensors whose ``.grad`` PyTorch writes in every pass: ``retain_grad()``.

        A node does not know its tensors, so all that Python has are looked at.
        """
        tensor, parameter = self.torch.Tensor, self.torch.nn.Parameter
        found = (
            one
            for one in gc.get_objects()
            if issubclass(type(one), tensor) and not issubclass(type(one), parameter)
        )
        return [t for t in found if t.retains_grad and t.grad_fn in self.place]

    # The edges.

    def uses_of(self, node):
        """The edges into a node, with the share that each of them carries."""
        passed = self.passed.get(node)
        raw = self.ask_again(node, passed)
        for k, (parent, output) in enumerate(node.next_functions):
            if parent is not None:
                share = passed[k] if passed else None
                local, summed = self.compare(node, raw[k] if raw else None, share)
                yield Use(
                    self.place[parent], output, self.place[node], share, local, summed
                )

    def ask_again(self, node, passed):
        """What a node makes of ones: local derivatives, before anything is summed.

        Only nodes are asked that have one output, and a share with one
        number or with fewer numbers than that output.
        """
        shapes = shapes_of(node)
        shares = [share for share in passed or () if share]
        if len(shapes) != 1 or not any(
            math.prod(share.shape) < math.prod(shapes[0]) or share.shape_is_one
            for share in shares
        ):
            return None
        (kind,) = node._input_metadata
        ones = self.torch.ones(shapes[0], dtype=kind.dtype, device=kind.device)
        with self.torch.no_grad():
            grads = node(ones) if callable(node) else node.apply(ones)
        return grads if isinstance(grads, tuple) else (grads,)

    def compare(self, node, raw, share):
        """The local derivative of an edge, or None, and how many numbers were summed."""
        if raw is None or share is None:
            return None, 1
        summed = raw.numel() // max(math.prod(share.shape), 1)
        local = numbers_of(self.torch, raw).alone
        arriving = self.arrived[node][0]
        if summed != 1 or None in (local, arriving, share.alone):
            return None, summed
        close = 8 * max(map(self.fineness, (raw.dtype, node._input_metadata[0].dtype)))
        product = local * arriving.alone if arriving.alone is not None else math.nan
        true = math.isclose(product, share.alone, rel_tol=close)
        return (local if true else None), 1

    def fineness(self, dtype):
        return self.torch.finfo(dtype).eps

    def in_order(self, uses):
        """The places of the uses, in the order in which the shares went out."""
        turn = {self.place[node]: count for count, node in enumerate(self.order)}
        sent = (k for k, use in enumerate(uses) if use.value in turn)
        return sorted(sent, key=lambda k: turn[uses[k].value])

    def look_for_hooks(self, sent):
        """Find where what arrives is not the sum of the shares: the reader has a hook there.

        The shares are added as PyTorch adds them, so that they agree to the
        last bit; of large tensors the numbers are not at hand.
        """
        sums = {}
        for use in sent:
            if use.share and use.share.entries:
                node = self.nodes[use.parent]
                entries = self.torch.tensor(use.share.entries, dtype=dtype_of(node, use.output))  # fmt: skip
                way = node, use.output
                sums[way] = sums[way] + entries if way in sums else entries
        self.hooked = set()
        for (node, output), entries in sums.items():
            grad = self.arrived[node][output] if node in self.arrived else None
            there = self.torch.tensor(grad.entries if grad else (), dtype=entries.dtype)
            if grad and not self.torch.allclose(
                there, entries, 0.0, 0.0, equal_nan=True
            ):
                self.hooked.add((node, output))

    # The nodes.

    def look_at_numbers(self):
        """Find which numbers are known: PyTorch keeps some, and the reader has some."""
        kept = (tensor for pairs in self.keeps.values() for _, tensor in pairs)
        named = (tensor for _, tensor in self.named)
        self.known = {
            (node, 0): numbers_of(self.torch, node.variable)
            for node in self.nodes
            if is_leaf(node)
        }
        for tensor in (self.loss, *named, *kept):
            if tensor.grad_fn in self.place:
                way = tensor.grad_fn, tensor.output_nr
                self.known[way] = numbers_of(self.torch, tensor)

    def called(self):
        """A name for each node: the reader's, or x1 for a leaf and v4 for the rest."""
        given, names, taken = self.given_names(), {}, set()
        given.setdefault(self.nodes[-1], "loss")
        free = (f"x{count}" for count in range(1, len(self.nodes) + 1))
        for count, node in enumerate(self.nodes):
            name = given.get(node) or (next(free) if is_leaf(node) else f"v{count}")
            while name in taken:
                name += "'"
            taken.add(name)
            names[node] = name
        return names

    def given_names(self):
        """What the reader calls the tensors of each node."""
        variables = {id(n.variable): n for n in self.nodes if is_leaf(n)}
        given = {}
        for name, tensor in self.named:
            node = variables.get(id(tensor), tensor.grad_fn)
            if node in self.place:
                given.setdefault(node, {}).setdefault(
                    tensor.output_nr, label_text(name)
                )
        return {node: ", ".join(names.values()) for node, names in given.items()}

    def describe(self, node, name):
        """A node of PyTorch as plain data."""
        arrived = self.arrived.get(node) or [None] * len(shapes_of(node))
        outputs = tuple(
            Output(shape, self.known.get((node, k)), grad, (node, k) in self.hooked)
            for k, (shape, grad) in enumerate(zip(shapes_of(node), arrived))
        )
        if is_leaf(node):
            return Node(
                name, "", "", outputs, before=numbers_of(self.torch, node.variable.grad),
                after=self.after.get(node),
                parameter=isinstance(node.variable, self.torch.nn.Parameter),
            )  # fmt: skip
        kind = node.name()
        keeps = tuple(
            (kept, numbers_of(self.torch, one)) for kept, one in self.keeps[node]
        )
        others = any(parent is None for parent, _ in node.next_functions)
        yours = is_of_reader(self.torch, node)
        word = "a function of yours" if yours else word_of(kind)
        return Node(name, kind, word, outputs, keeps, others=others)


# What is refused.


def check_loss(torch, loss):
    """Raises where `loss` is nothing that a backward pass can start from."""
    if not isinstance(loss, torch.Tensor):
        raise TypeError(
            f"show_backward needs a tensor, got {short(loss)}; write show_backward(loss)"
        )
    if loss.numel() != 1:
        raise ValueError(
            f"show_backward expected one number, got shape {tuple(loss.shape)}; "
            "write loss.sum() or loss.mean()"
        )
    if loss.grad_fn is None:
        raise ValueError(
            "show_backward needs a tensor that was computed from one with "
            "requires_grad=True, got one without grad_fn; compute it outside of "
            "torch.no_grad(), and without detach() or item()"
        )


REFUSALS = {
    "a second time": "show_backward needs a graph that can be walked, but a backward pass has "
    "freed this one; compute the loss again, or write loss.backward(retain_graph=True)",
    "inplace operation": "show_backward needs the numbers of the forward pass, but a tensor was "
    "changed in place since, as an optimizer's step does it; compute the loss again",
    "use_reentrant": "show_backward cannot look into a checkpoint that is reentrant; "
    "write checkpoint(function, x, use_reentrant=False)",
}


class Sentences:
    """Three errors of PyTorch, said with what to write instead; others stay as they are."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        for words, sentence in REFUSALS.items():
            if isinstance(error, RuntimeError) and words in str(error):
                raise RuntimeError(sentence) from error
