"""PyTorch itself, where it is installed: what is read is what its hooks say, and nothing changes."""

import gc
import math

import pytest

from tests.shared.traces import NOT_INSTALLED, faults, stored
from tools.witness import torch_traces as tool
from toygrad.viz import show_backward
from toygrad.viz.torch import reading
from toygrad.viz.torch.reading import is_of_torch, read_trace
from toygrad.viz.torch.trace import as_json, from_json

torch = pytest.importorskip("torch", reason=NOT_INSTALLED)
SEEDS = range(100, 140)


def number(x):
    return torch.tensor(x, dtype=torch.float64, requires_grad=True)


def nodes_behind(loss):
    """All nodes of a graph, found by a walk of the test's own."""
    found, new = set(), {loss.grad_fn}
    while new:
        found |= new
        new = {n for node in new for n, _ in node.next_functions if n} - found
    return [node for node in found if not hasattr(node, "variable")]


def entries(grad):
    return None if grad is None else tuple(grad.double().flatten().tolist())


def seen_by_hooks(loss, inputs):
    """[kind, what arrived, what was passed on] of each node, by hooks of the test's own."""
    seen, hooks = [], []
    for node in nodes_behind(loss):
        parents = [parent is not None for parent, _ in node.next_functions]

        def look(passed, arrived, node=node, parents=parents):
            passed = [entries(g) for g, there in zip(passed, parents) if there]
            seen.append([node.name(), [*map(entries, arrived)], passed])

        hooks.append(node.register_hook(look))
    torch.autograd.grad(loss, inputs, retain_graph=True, allow_unused=True)
    for hook in hooks:
        hook.remove()
    return seen


def said_by_trace(trace):
    """The same, as the trace has it."""
    for place, node in enumerate(trace.nodes):
        if node.kind:
            arrived = [o.grad.entries if o.grad else None for o in node.outputs]
            passed = [u.share.entries if u.share else None for u in trace.uses if u.value == place]  # fmt: skip
            yield [node.kind, arrived, passed]


def compare(loss, names):
    """The trace of a graph, whose every share is the hook's number to the last bit."""
    trace = read_trace(loss, names)
    hooks = seen_by_hooks(loss, [leaf for _, leaf in tool.named(names)])
    assert sorted(map(repr, said_by_trace(trace))) == sorted(map(repr, hooks))
    return trace


@pytest.mark.parametrize("kind", ["scalars", "broadcast"])
def test_every_share_is_the_number_of_the_hook_and_every_sum_is_that_of_backward(kind):
    """On random graphs in 64 bits; and each trace comes back from JSON as it was."""
    build = getattr(tool, kind)
    for seed in SEEDS:
        trace = compare(*build(torch, seed))
        grads = tool.witness(torch, lambda torch, s=seed: build(torch, s))
        assert list(faults(trace, grads)) == [], seed
        assert from_json(as_json(trace)) == trace


def test_a_share_that_was_rounded_is_found(monkeypatch):
    exact = reading.numbers_of

    def rounded(torch, tensor):
        return exact(torch, None if tensor is None else tensor.float())

    monkeypatch.setattr(reading, "numbers_of", rounded)
    with pytest.raises(AssertionError):
        compare(*tool.scalars(torch, 100))


@pytest.mark.parametrize("name", ["table", "mlp", "deep", "shared"])
def test_the_same_holds_of_networks_in_32_bits(name):
    build = getattr(tool, name)
    trace = read_trace(*build(torch))
    leaves = {n.name: n.outputs[0].grad.entries for n in trace.nodes if not n.kind}

    for leaf, grads in tool.witness(torch, build).items():
        if len(grads) <= 12:  # of larger ones the trace has the norm
            assert leaves[leaf] == tuple(grads)


@pytest.mark.parametrize("name", ["neuron", "table", "mlp", "again", "apart", "shared"])
def test_the_stored_traces_are_those_of_this_version(name):
    """In shapes, names, edges and sums, which do not hang on the machine's last bits."""
    fresh, old = read_trace(*getattr(tool, name)(torch)), stored()[name][0]

    assert [(n.name, n.kind) for n in fresh.nodes] == [(n.name, n.kind) for n in old.nodes]  # fmt: skip
    assert [(u.parent, u.output, u.value, u.summed) for u in fresh.uses] == [
        (u.parent, u.output, u.value, u.summed) for u in old.uses
    ]


def test_the_graph_the_hooks_and_every_grad_are_as_they_were():
    loss, names = tool.neuron(torch)
    names["w"].grad = torch.tensor(7.0, dtype=torch.float64)
    names["h"].retain_grad()
    show_backward(loss, names=names)

    assert names["w"].grad.item() == 7.0
    assert names["x"].grad is names["h"].grad is None
    loss.backward()  # the graph can be walked
    assert names["h"].grad.item() == pytest.approx(2.0 * (names["h"].item() - 1.0))


def test_a_gradient_that_a_tensor_retains_stays_what_it_was():
    w = number(3.0)
    h = w * w
    h.retain_grad()
    loss = h * h
    loss.backward(retain_graph=True)
    before = h.grad.item(), w.grad.item()
    read_trace(loss)

    assert (h.grad.item(), w.grad.item()) == before


def test_one_that_is_not_put_back_is_found(monkeypatch):
    """PyTorch writes it in every pass; so the test above can fail."""
    monkeypatch.setattr(reading.Reading, "retained", lambda _: [])
    w = number(3.0)
    h = w * w
    h.retain_grad()
    read_trace(h * h)

    assert h.grad.item() == 18.0


def test_no_hook_stays_behind_also_after_an_error():
    calls = []

    class Fails(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1.0

        @staticmethod
        def backward(ctx, grad):
            calls.append(grad)
            if len(calls) == 1:
                raise ZeroDivisionError("a fault of the reader's own")
            return grad

    w = number(3.0)
    loss = Fails.apply(w * w) * 2.0
    with pytest.raises(ZeroDivisionError):
        read_trace(loss)

    gc.collect()
    seen = []
    handle = loss.grad_fn.register_hook(lambda *_: seen.append(1))
    loss.backward()
    handle.remove()
    assert seen == [1] and w.grad.item() == 12.0


def test_a_planted_hook_that_stays_would_be_seen(monkeypatch):
    """What read_trace writes down grows no more when it is over."""
    made = []
    hooks = reading.Reading.hooks

    def remember(self, node):
        pair = hooks(self, node)
        made.extend(pair)
        return pair

    monkeypatch.setattr(reading.Reading, "hooks", remember)
    loss, names = tool.neuron(torch)
    read_trace(loss, names)

    assert made and all(h.id not in (h.hooks_dict_ref() or {}) for h in made)
    stays = loss.grad_fn.register_hook(lambda *_: None)
    assert stays.id in stays.hooks_dict_ref()


def test_what_a_leaf_would_hold_is_what_it_holds_after_the_pass():
    loss, model = tool.mlp(torch)
    loss.backward(retain_graph=True)
    trace = read_trace(loss, model)
    loss.backward()

    for node, leaf in zip(trace.nodes, model.parameters()):
        assert node.before.norm < node.after.norm
        assert node.after.entries == tuple(leaf.grad.double().flatten().tolist())
    folded = repr(show_backward(trace, fold="module"))
    assert (
        f"Inside it: 2.weight.grad norm {trace.nodes[2].after.norm:.4g} and" in folded
    )
    assert "0.weight holds norm" in folded and "No gradient yet" not in folded


# What PyTorch keeps, and what it does not.


def by_name(trace):
    return {node.name: node for node in trace.nodes}


def test_what_is_kept_is_told_and_what_is_not_is_none():
    w, x = number(2.0), number(3.0)
    trace = read_trace((w * x + 1.0) * w)
    mul, add, loss = trace.nodes[2:]

    assert mul.outputs[0].data is None  # a sum keeps nothing of what it adds
    assert add.outputs[0].data.alone == 7.0  # the product keeps it
    assert loss.outputs[0].data.alone == 14.0
    assert [name for name, _ in mul.keeps] == ["self", "other"]
    assert add.others and not mul.others


def test_a_tensor_that_the_reader_names_is_known():
    w, x = number(2.0), number(3.0)
    h = w * x
    loss = (h + 1.0) * w

    assert by_name(read_trace(loss, {"h": h}))["h"].outputs[0].data.alone == 6.0
    assert [n.name for n in read_trace(loss, locals()).nodes] == ["w", "x", "h", "v3", "loss"]  # fmt: skip


def test_the_names_of_a_module_are_those_of_its_parameters():
    loss, model = tool.mlp(torch)
    named = by_name(read_trace(loss, model))

    assert {name for name, _ in model.named_parameters()} <= named.keys()
    assert all(named[name].parameter for name, _ in model.named_parameters())
    assert [n.name for n in read_trace(loss).nodes[:4]] == ["x1", "x2", "x3", "x4"]


def test_a_function_of_the_reader_is_asked_for_its_slope_too():
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, grad):
            (x,) = ctx.saved_tensors
            return 2.0 * x * grad

    w = number(3.0)
    h = w + 1.0
    trace = read_trace(Square.apply(h) * 5.0)
    square = next(n for n in trace.nodes if n.kind == "SquareBackward")

    assert square.word == "a function of yours"
    assert square.keeps[0][0] == "saved_tensors[0]"
    assert trace.uses[1].local == 8.0 and trace.uses[1].share.alone == 40.0


def test_a_slope_that_does_not_make_the_share_is_not_told():
    class Clipped(torch.autograd.Function):
        """Its backward pass is no product with a slope."""

        @staticmethod
        def forward(ctx, x):
            return x * 1.0

        @staticmethod
        def backward(ctx, grad):
            return grad.clamp(-1.0, 1.0)

    trace = read_trace(Clipped.apply(number(3.0) * 1.0) * 7.0)
    uses = [(use.local, use.share.alone) for use in trace.uses]

    assert uses == [(1.0, 1.0), (None, 1.0), (7.0, 7.0)]


def test_a_hook_of_the_reader_is_told_of():
    w = number(3.0)
    h = w * w
    h.register_hook(lambda grad: grad * 10.0)
    loss = h * 2.0 + h
    trace = read_trace(loss)

    assert [n.outputs[0].hooked for n in trace.nodes] == [False, True, False, False]
    assert "v1.grad = 30, which a hook of yours has changed; it was 3" in repr(show_backward(loss))  # fmt: skip


def test_a_share_that_is_none_is_said_so():
    class Stops(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1.0

        @staticmethod
        def backward(ctx, grad):
            return None

    w = number(3.0)
    player = show_backward(Stops.apply(w * w) + w)
    assert "No share goes to v1." in repr(player)
    assert "At v1: none." in repr(player)


@pytest.mark.parametrize(
    "kind, bits", [("float16", 11), ("bfloat16", 8), ("float32", 24)]
)
def test_numbers_of_few_bits_have_their_slopes(kind, bits):
    w = torch.tensor(1.3, dtype=getattr(torch, kind), requires_grad=True)
    trace = read_trace(torch.tanh(w * w) * 0.7)

    for use in trace.uses:
        product = use.local * trace.nodes[use.value].outputs[0].grad.alone
        assert math.isclose(product, use.share.alone, rel_tol=2.0 ** (4 - bits))


def test_complex_numbers_in_between_are_told_by_their_norm():
    c = torch.tensor(3.0 + 4.0j, requires_grad=True)
    trace = read_trace((c * c.conj()).real)
    leaf = trace.nodes[0].outputs[0]

    assert leaf.data.norm == 5.0 and leaf.data.alone is None
    assert "norm 5" in repr(show_backward((c * c.conj()).real))


def test_a_sparse_gradient_is_read():
    table = torch.nn.Embedding(10, 3, sparse=True)
    trace = read_trace(table(torch.tensor([1, 2, 2])).sum(), table)

    assert trace.nodes[0].outputs[0].grad.norm == pytest.approx(math.sqrt(3 * (1 + 4)))


def test_a_checkpoint_is_walked_and_a_reentrant_one_is_refused():
    from torch.utils.checkpoint import checkpoint

    w = number(3.0)
    trace = read_trace(checkpoint(torch.tanh, w * 1.0, use_reentrant=False) * 2.0)
    assert trace.nodes[0].outputs[0].grad.alone == pytest.approx(2 / math.cosh(3.0) ** 2)  # fmt: skip

    with pytest.raises(RuntimeError, match="write checkpoint.*use_reentrant=False"):
        read_trace(checkpoint(torch.tanh, w * 1.0, use_reentrant=True) * 2.0)


def test_a_loss_with_axes_is_one_number_too():
    w = torch.tensor([[3.0]], dtype=torch.float64, requires_grad=True)

    assert read_trace(w * w).nodes[0].outputs[0].grad.alone == 6.0
    assert "x1.grad = 3 + 3 = 6." in repr(show_backward(w * w))


def test_a_hook_of_a_module_is_a_node_of_pytorch():
    seen = []
    layer = torch.nn.Linear(1, 1)
    layer.register_full_backward_hook(lambda *_: seen.append(1))
    trace = read_trace(layer(torch.ones(1, requires_grad=True)).sum(), layer)
    words = {node.kind: node.word for node in trace.nodes}

    assert words["BackwardHookFunctionBackward"] == ""
    assert seen == [1]  # as in any pass


def test_a_view_and_a_change_in_place_are_part_of_the_graph():
    w = torch.tensor([1.0, 2.0, 3.0, 4.0], dtype=torch.float64, requires_grad=True)
    h = w * 2.0
    h[1:3].mul_(10.0)
    trace = read_trace((h.view(2, 2) ** 2).sum(), {"w": w})

    assert trace.nodes[0].outputs[0].grad.entries == (8.0, 1600.0, 2400.0, 32.0)


# What is refused.


def freed():
    loss = number(3.0) ** 2
    loss.backward()
    return loss


def changed():
    w = number(3.0)
    loss = (w * 1.0) * w
    with torch.no_grad():
        w -= 0.1
    return loss


def without_graph():
    with torch.no_grad():
        return number(3.0) * 2.0


@pytest.mark.parametrize(
    "build, error, words",
    [
        (freed, RuntimeError, r"freed this one.* write loss.backward\(retain_graph"),
        (changed, RuntimeError, r"changed in place since.*compute the loss again"),
        (without_graph, ValueError, r"without grad_fn.*outside of torch.no_grad\(\)"),
        (lambda: number(3.0), ValueError, "without grad_fn"),
        (lambda: number([1.0, 2.0, 3.0]) * 2.0, ValueError,
         r"expected one number, got shape \(3,\); write loss.sum\(\)"),
        (lambda: torch.nn.Linear(1, 1), TypeError, "needs a tensor, got Linear .*; write"),
    ],
)  # fmt: skip
def test_what_cannot_be_walked_is_refused_with_what_to_write(build, error, words):
    with pytest.raises(error, match=words):
        show_backward(build())


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"code": print}, "code shows a function of Python"),
        ({"fold": "neuron"}, r"write fold='module'"),
        ({"fold": "module"}, r"names=model"),
        ({"step": 99}, "steps 1 to"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        show_backward(number(3.0) * number(2.0), **arguments)


def test_a_graph_of_more_than_sixty_numbers_without_modules_is_refused():
    total = w = number(1.0)
    for _ in range(70):
        total = total * w
    with pytest.raises(
        ValueError, match="got 71 and 140; write show_backward.*names=model"
    ):
        show_backward(total)


def test_a_thing_of_pytorch_is_known_by_its_class():
    class Mine(torch.nn.Module):
        """A class of the reader's own, made from one of PyTorch."""

    assert is_of_torch(torch.ones(1)) and is_of_torch(Mine())
    assert not is_of_torch(1.0) and not is_of_torch("torch")
