"""Networks: layers, losses and modules, their parameters, and batches."""

import json
import math
import operator
import random
import re
import sys
from collections import defaultdict, namedtuple

import pytest

from toygrad import Value, affine, data, dot, grad, nn, optim, trace
from toygrad.refusals import plain
from toygrad.value import topological_order


def test_a_dense_layer_is_weights_times_inputs_plus_bias():
    layer = nn.Linear(2, 3)
    outputs = layer([2.0, -1.0])

    for row, bias, output in zip(layer.w, layer.b, outputs):
        assert output.data == pytest.approx(2.0 * row[0].data - row[1].data + bias.data)
    assert [p.label for p in layer.parameters()][:2] == ["w[0,0]", "w[0,1]"]


def test_an_mlp_finds_its_parameters_in_order_with_dotted_names():
    labels = [p.label for p in nn.MLP(1, [2, 1]).parameters()]

    assert labels == [
        "layer0.w[0,0]", "layer0.w[1,0]", "layer0.b[0]", "layer0.b[1]",
        "layer1.w[0,0]", "layer1.w[0,1]", "layer1.b[0]",
    ]  # fmt: skip


def test_a_layer_counts_its_inputs():
    with pytest.raises(ValueError, match="takes 2 numbers, got 3"):
        nn.Linear(2, 1)([1.0, 2.0, 3.0])


def test_a_parameter_refuses_to_be_rebound_in_place():
    p = nn.Parameter(1.0)
    for change in (operator.iadd, operator.isub, operator.imul, operator.itruediv):
        with pytest.raises(TypeError, match=r"p\.data -= lr \* p\.grad"):
            change(p, 0.1)
    assert p.data == 1.0


def test_mean_squared_error_is_a_mean_and_counts_its_targets():
    loss = nn.mse_loss([Value(1.0), Value(5.0)], [2.0, 3.0])

    assert loss.data == 2.5
    with pytest.raises(ValueError, match="2 predictions and 1 targets"):
        nn.mse_loss([Value(1.0), Value(2.0)], [1.0])
    with pytest.raises(ValueError, match="at least one"):
        nn.mse_loss([], [])


def test_training_shrinks_the_loss_on_the_measured_distances():
    random.seed(1)
    speeds, distances = data.stopping_distances()
    xs, ys = [x / 10 for x in speeds], [y / 10 for y in distances]
    model = nn.MLP(1, [4, 1])
    optimizer = optim.SGD(model.parameters(), lr=0.05)
    losses = []
    for _ in range(30):
        loss = nn.mse_loss([model([x])[0] for x in xs], ys)
        model.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.data)

    assert losses[-1] < losses[0] / 3


def test_a_module_without_a_forward_says_so():
    class Unfinished(nn.Module):
        pass

    with pytest.raises(TypeError, match=r"^Unfinished .*forward\(self, inp.*write one"):
        Unfinished()([1.0])


def test_a_summary_has_a_row_for_each_part():
    assert nn.Linear(2, 1).summary() == "w      2\nb      1\ntotal  3"


def test_the_first_three_names_of_a_wrong_state_are_told():
    layer = nn.Linear(1, 1)
    with pytest.raises(
        ValueError, match=r"1 missing and 4 unknown \('b\[0\]', 'c', 'd'\);"
    ):
        layer.load_state_dict({"w[0,0]": 1.0, "c": 1.0, "d": 1.0, "e": 1.0, "f": 1.0})


def test_a_model_sets_its_gradients_to_zero():
    model = nn.Linear(1, 1)
    model([2.0])[0].backward()
    model.zero_grad()

    assert [p.grad for p in model.parameters()] == [0.0, 0.0]


def test_activations_take_a_value_or_a_list_and_have_their_names():
    for name in ("relu", "tanh", "sigmoid"):
        activation = getattr(nn, name)
        assert activation.__name__ == name
        assert activation.__doc__.startswith(f"{name} of a value, or of each")
        one = activation(Value(0.5)).data
        assert [v.data for v in activation([Value(0.5), 0.5 + Value(0.0)])] == [
            one,
            one,
        ]


PAIRED = [
    "mse_loss",
    "l1_loss",
    "huber_loss",
    "hinge_loss",
    "binary_cross_entropy_with_logits",
]


@pytest.mark.parametrize("name", PAIRED)
def test_a_loss_names_itself(name):
    with pytest.raises(ValueError, match=f"^{name} needs as many"):
        getattr(nn, name)([Value(1.0)], [1, 1])


def test_targets_on_the_bounds_are_allowed_and_others_not():
    logits = [Value(2.0), Value(1.0), Value(0.0)]
    assert nn.cross_entropy(logits, 0).data == pytest.approx(0.40760596444438)
    for target in (3, -1, True, 1.0):
        with pytest.raises((TypeError, ValueError), match="a class from 0 to 2, or"):
            nn.cross_entropy(logits, target)
    binary = nn.binary_cross_entropy_with_logits
    assert binary([Value(2.0)] * 3, [0, 0.25, 1]).data == pytest.approx(1.293594677709)
    with pytest.raises(ValueError, match="targets from 0 to 1"):
        binary([Value(2.0)], [1.5])


def test_a_part_that_grows_later_has_its_whole_name():
    outer, inner = nn.Module(), nn.Module()
    outer.inner = inner
    inner.w = nn.Parameter(1.0)

    assert inner.w.label == "inner.w"


def test_a_layer_without_biases_is_the_products_alone():
    layer = nn.Linear(2, 3, bias=False, rng=random.Random(1))
    xs = [Value(2.0), Value(-1.0)]
    [outputs, again] = layer([xs, [2.0, -1.0]])

    for row, output in zip(layer.w, outputs):
        assert output.data == 2.0 * row[0].data - row[1].data
        assert output.op == "dot" and output.parents == (*row, *xs)
    assert [y.data for y in again] == [y.data for y in outputs]
    assert [*layer.state_dict()] == [f"w[{k},{j}]" for k in range(3) for j in range(2)]
    with pytest.raises(ValueError, match="rows as long as"):
        layer.w[1].pop()
        layer(xs)


def test_a_module_hands_on_what_else_it_is_given():
    class Scaled(nn.Module):
        def forward(self, inputs, factor=1.0):
            return [factor * x for x in inputs]

    assert Scaled()([2.0], 3.0) == [6.0] and Scaled()([[2.0], [1.0]], 3.0) == [
        [6.0],
        [3.0],
    ]


@pytest.mark.parametrize("init", nn.INITS)
def test_biases_are_drawn_where_the_way_to_start_says_so(init):
    layer = nn.Linear(3, 4, init, random.Random(1))
    drawn = init in {"uniform", "positive", "large"}

    assert all((bias.data != 0.0) == drawn for bias in layer.b)


def test_modules_in_lists_of_lists_keep_all_their_parameters():
    class Blocks(nn.Module):
        def __init__(self):
            self.blocks = [[nn.Linear(1, 1), nn.Linear(1, 1)], [nn.Linear(1, 1)]]

    named = Blocks().named_parameters()

    assert list(named) == [
        "blocks0.0.w[0,0]", "blocks0.0.b[0]", "blocks0.1.w[0,0]", "blocks0.1.b[0]",
        "blocks1.0.w[0,0]", "blocks1.0.b[0]",
    ]  # fmt: skip
    assert [parameter.label for parameter in named.values()] == list(named)


@pytest.mark.parametrize(
    "parts, name",
    [
        ({"h": [nn.Linear(1, 1), nn.Linear(1, 1)], "h1": nn.Linear(1, 1)}, "h1.w[0,0]"),
        ({"c": {1: nn.Parameter(1.0), "1": nn.Parameter(2.0)}}, "c.1"),
        ({"a": [nn.Linear(1, 1)], "a0": nn.Linear(1, 1)}, "a0.w[0,0]"),
    ],
)
def test_two_parameters_of_one_name_are_both_trained_and_never_saved_as_one(
    parts, name
):
    model = nn.Module()
    for attribute, part in parts.items():
        setattr(model, attribute, part)

    assert len(model.parameters()) == sum(counted(part) for part in parts.values())
    for write in (model.state_dict, model.summary, lambda: model.load_state_dict({})):
        with pytest.raises(ValueError, match=f"got '{re.escape(name)}' for two"):
            write()


def counted(part):
    if isinstance(part, (list, dict)):
        return sum(map(counted, part.values() if isinstance(part, dict) else part))
    return 1 if isinstance(part, nn.Parameter) else len(part.parameters())


def test_a_part_may_have_any_name():
    class Labelled(nn.Module):
        def __init__(self):
            self.label = nn.Linear(1, 1)

    model = nn.Sequential(Labelled())

    assert list(model.named_parameters()) == [
        "layer0.label.w[0,0]", "layer0.label.b[0]",
    ]  # fmt: skip
    assert [p.label for p in model.parameters()] == list(model.named_parameters())


def test_places_and_keys_of_any_depth_are_told_in_the_name():
    class Deep(nn.Module):
        def __init__(self):
            self.table = [[[nn.Parameter(1.0)]]]
            self.heads = [{"query": nn.Linear(1, 1)}, nn.Parameter(2.0)]

    assert list(Deep().named_parameters()) == [
        "table[0,0,0]", "heads0.query.w[0,0]", "heads0.query.b[0]", "heads[1]",
    ]  # fmt: skip


class Own(nn.Module):
    """A model as a reader would write it; it knows nothing of batches."""

    def __init__(self):
        self.l1 = nn.Linear(2, 3)
        self.l2 = nn.Linear(3, 2)

    def forward(self, x):
        return self.l2(nn.sigmoid(self.l1(x)))


MODELS = {
    "Linear": lambda: nn.Linear(2, 3),
    "MLP": lambda: nn.MLP(2, [4, 3, 1], nn.relu),
    "MLP with an activation of one's own": lambda: nn.MLP(
        2, [3, 1], lambda zs: [z * (len(zs) + zs[0]) for z in zs]
    ),
    "Sequential": lambda: nn.Sequential(
        nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 1), nn.Sigmoid()
    ),
    "one's own": Own,
}  # fmt: skip


BATCHES = {
    "numbers": lambda: [[1.0, -2.0], [0.5, 3.0], [0.0, 0.0]],
    "pairs of whole numbers": lambda: ((1, 2), (3, 4)),
    "values": lambda: [[Value(1.0), Value(2.0)], [Value(-1.0), Value(0.3)]],
    "values and numbers": lambda: [[Value(1.0), 2.0], [0.5, nn.Parameter(3.0)]],
    "one value everywhere": lambda: [[Value(1.5)] * 2] * 3,
    "one example": lambda: [[1.0, 2.0]],
}


@pytest.mark.parametrize("make", MODELS.values(), ids=MODELS)
@pytest.mark.parametrize("batch", BATCHES.values(), ids=BATCHES)
def test_a_batch_gives_the_very_graph_of_its_examples(make, batch):
    random.seed(3)
    model, examples = make(), batch()
    together = traced(model, model(examples), examples)
    one_by_one = traced(model, [model(example) for example in examples], examples)

    assert together == one_by_one


@pytest.mark.parametrize("batch", BATCHES.values(), ids=BATCHES)
def test_a_layer_gives_the_very_graph_of_affine(batch):
    random.seed(3)
    layer, examples = nn.Linear(2, 3), batch()
    by_affine = [affine(layer.w, example, layer.b) for example in examples]

    assert traced(layer, layer(examples), examples) == traced(
        layer, by_affine, examples
    )


def traced(model, outputs, examples):
    """Everything a graph holds, leaves by identity, and the gradients it brings."""
    assert all(type(example) is list for example in outputs)
    leaves = [v for x in examples for v in x if isinstance(v, Value)]
    leaves += model.parameters()
    for leaf in leaves:
        leaf.grad = 0.0
    loss = dot([z for zs in outputs for z in zs], [z for zs in outputs for z in zs])
    loss.backward()
    order = topological_order(loss)
    places = {value: k for k, value in enumerate(order)}
    return [leaf.grad for leaf in leaves], [
        (
            v.data, v.grad, v.op, v.label, v.local_grads,
            [places.get(p, p if p in leaves else p.data) for p in v.parents],
        )
        for v in order
    ]  # fmt: skip


def test_a_batch_reads_the_weights_once():
    class Counted(list):
        readings = 0

        def __iter__(self):
            Counted.readings += 1
            return super().__iter__()

    layer = nn.Linear(2, 2)
    layer.w = [Counted(row) for row in layer.w]
    Counted.readings = 0
    layer([[1.0, 2.0]])
    once, Counted.readings = Counted.readings, 0
    layer([[1.0, 2.0]] * 10)

    assert Counted.readings == once > 0


def test_an_activation_takes_a_batch():
    values = [[Value(-1.0), Value(2.0)], [Value(3.0)]]

    assert [[y.data for y in ys] for ys in nn.relu(values)] == [[0.0, 2.0], [3.0]]


class Holding(nn.Module):
    """Parameters in every place where a module looks for them."""

    def __init__(self):
        self.scale = nn.Parameter(2.0)
        self.pair = (nn.Parameter(3.0), [nn.Parameter(5.0)])
        self.named = {"shift": nn.Parameter(7.0)}
        self.layer = [nn.Linear(1, 1, "zeros"), nn.Linear(1, 1, "zeros")]
        self.tied = self.layer[0].w[0][0]
        self.calls = []

    def forward(self, inputs):
        self.calls.append(inputs)
        self.last = inputs
        a, [b] = self.pair
        inner = [layer(inputs)[0] for layer in self.layer]
        return [self.scale * a * b + self.named["shift"] + self.tied + sum(inner)]


OWN_OUTPUT = 2.0 * 3.0 * 5.0 + 7.0


@pytest.mark.parametrize(
    "name, number, output",
    [
        ("scale", 1.0, 15.0 + 7.0),
        ("pair[0]", 1.0, 10.0 + 7.0),
        ("pair[1,0]", 1.0, 6.0 + 7.0),
        ("named.shift", 1.0, 30.0 + 1.0),
        ("layer1.w[0,0]", 1.0, OWN_OUTPUT + 10.0),
        ("layer1.b[0]", 1.0, OWN_OUTPUT + 1.0),
        ("layer0.w[0,0]", 1.0, OWN_OUTPUT + 10.0 + 1.0),  # tied: in two places
    ],
)
def test_a_model_runs_with_another_parameter_and_is_then_as_before(
    name, number, output
):
    model = Holding()
    before, vars_before = model.state_dict(), dict(vars(model))
    value = Value(number, "given")
    [by_number] = nn.functional_call(model, {name: number}, [10.0])
    [by_value] = nn.functional_call(model, {name: value}, [10.0])
    by_value.backward()

    assert by_number.data == by_value.data == output
    assert name in {p.label for v in topological_order(by_number) for p in v.parents}
    assert value.grad != 0.0 and value.label == "given"
    assert model.named_parameters()[name].grad == 0.0
    assert sum(p.grad != 0.0 for p in model.parameters()) > 2  # all others are its own
    assert model.state_dict() == before and vars(model) == vars_before
    assert model.calls == [] and model([10.0])[0].data == OWN_OUTPUT


def test_a_model_is_as_before_where_its_forward_raises():
    model = nn.MLP(1, [2, 1])
    before, kept = model.state_dict(), [dict(vars(layer)) for layer in model.layer]
    others = dict.fromkeys(before, 0.5)
    with pytest.raises(ValueError, match="takes 1 numbers, got 2"):
        nn.functional_call(model, others, [1.0, 2.0])

    assert model.state_dict() == before
    assert [vars(layer) for layer in model.layer] == kept


@pytest.mark.parametrize("inputs", [[0.3, -0.7], [[0.3, -0.7], [1.0, 0.2]]])
def test_slopes_of_slopes_of_a_network_are_those_of_its_own_gradients(inputs):
    random.seed(3)
    model = nn.MLP(2, [3, 1])
    names, numbers = zip(*model.state_dict().items())

    def loss(*parameters):
        given = dict(zip(names, parameters))
        outputs = nn.functional_call(model, given, inputs)
        outputs = outputs if type(outputs[0]) is list else [outputs]
        return sum(z * z for [z] in outputs)

    loss(*model.parameters()).backward()
    own = [p.grad for p in model.parameters()]
    assert grad(loss)(*numbers) == pytest.approx(own, rel=1e-12)

    for k in (0, 4, len(names) - 1):  # a weight in, a weight out, a bias

        def along(x, k=k):
            return loss(*numbers[:k], x, *numbers[k + 1 :])

        up, down = (plain(grad(along)(numbers[k] + h)) for h in (1e-5, -1e-5))
        second = plain(grad(grad(along))(numbers[k]))
        assert second == pytest.approx((up - down) / 2e-5, rel=1e-6)
    assert [p.grad for p in model.parameters()] == own


def test_a_model_may_be_run_inside_its_own_run():
    layer = nn.Linear(1, 1, "zeros")

    class Twice(nn.Module):
        def __init__(self):
            self.layer = layer

        def forward(self, x):
            inner = nn.functional_call(self.layer, {"w[0,0]": 3.0}, x)
            return [self.layer(x)[0] + inner[0]]

    model = Twice()
    output = nn.functional_call(model, {"layer.b[0]": 100.0}, [1.0])
    assert output[0].data == 100.0 + 103.0
    assert model([1.0])[0].data == 3.0


class Penalised(nn.Module):
    """A model whose output holds the squares of its own parameters."""

    def __init__(self):
        self.a, self.b = nn.Parameter(0.5), nn.Parameter(2.0)
        self.l = nn.Linear(1, 1, "zeros")

    def forward(self, x):
        penalty = nn.l2_penalty(self.parameters())
        assert list(self.named_parameters()) == ["a", "b", "l.w[0,0]", "l.b[0]"]
        return self.a * x[0] + penalty


def test_the_others_are_the_parameters_while_a_model_runs_with_them():
    model = Penalised()
    own = model([2.0]).data
    for same in (model.state_dict(), model.named_parameters(), {"a": 0.5}, {}):
        assert nn.functional_call(model, same, [2.0]).data == own == 5.25
    given = Value(3.0, "given")
    output = nn.functional_call(model, {"a": given}, [2.0])
    output.backward()

    assert output.data == 6.0 + 9.0 + 4.0 and given.grad == 2.0 + 6.0
    assert model.parameters()[0].data == 0.5 and len(model.parameters()) == 4


def test_one_value_under_two_names_counts_as_two_parameters():
    model = Penalised()

    def both(v):
        return nn.functional_call(model, {"a": v, "b": v}, [2.0])

    assert both(3.0).data == both(Value(3.0)).data == 6.0 + 9.0 + 9.0
    assert plain(grad(both)(3.0)) == 2.0 + 6.0 + 6.0
    swapped = {"a": model.b, "b": model.a}
    assert nn.functional_call(model, swapped, [2.0]).data == 4.0 + 4.0 + 0.25
    assert nn.functional_call(model, {"a": model.b}, [2.0]).data == 4.0 + 4.0 + 4.0


def test_a_value_that_a_forward_keeps_has_the_label_it_had():
    class Keeping(nn.Module):
        def __init__(self):
            self.w = nn.Parameter(2.0)

        def forward(self, x):
            self.last = self.w
            return self.w * x[0]

    model, given = Keeping(), Value(3.0, "given")
    assert nn.functional_call(model, {"w": given}, [1.0]).data == 3.0
    assert given.label == "given" and not hasattr(model, "last")


def test_a_part_is_lent_again_while_its_model_runs_with_others():
    class Outer(nn.Module):
        def __init__(self):
            self.l = nn.Linear(1, 1, "zeros")

        def forward(self, x):
            return nn.functional_call(self.l, {"b[0]": 10.0}, x)[0] + self.l(x)[0]

    model = Outer()
    assert nn.functional_call(model, {"l.w[0,0]": 3.0}, [2.0]).data == 16.0 + 6.0
    slope = grad(lambda w: nn.functional_call(model, {"l.w[0,0]": w}, [2.0]))(3.0)
    assert plain(slope) == 4.0
    assert nn.functional_call(model, {"l.b[0]": 1.0}, [2.0]).data == 10.0 + 1.0
    assert model([2.0]).data == 10.0


class Lazy(nn.Module):
    def __init__(self, made):
        self.l, self.made = nn.Linear(1, 1), made

    def forward(self, xs):
        return self.made(lambda x: self.l([x])[0], xs)


@pytest.mark.parametrize(
    "made",
    [
        map,
        lambda f, xs: (f(x) for x in xs),
        lambda f, xs: [1.0, (map(f, xs),)],
        lambda f, xs: {"outputs": map(f, xs)},
    ],
)
def test_an_output_that_would_run_later_is_refused(made):
    with pytest.raises(
        TypeError, match="output that is computed, got .*; write a list"
    ):
        nn.functional_call(Lazy(made), {"l.w[0,0]": 3.0}, [1.0])
    given = nn.functional_call(
        Lazy(lambda f, xs: {"outputs": list(map(f, xs))}), {"l.w[0,0]": 3.0}, [1.0]
    )
    assert type(given["outputs"][0]) is Value


Pair = namedtuple("Pair", "weight name")


class Grown(list):
    def last(self):
        return self[-1]


class Kinds(nn.Module):
    """Containers of other kinds than list, tuple and dict."""

    def __init__(self):
        self.pair = Pair(nn.Parameter(1.0), "left")
        self.free = Pair(0.0, "right")
        self.grown = Grown([nn.Parameter(1.0)])
        self.extra = defaultdict(float, w=nn.Parameter(1.0))
        self.same = self.grown
        self.ring = [nn.Parameter(1.0)]
        self.ring.append(self.ring)

    def forward(self, x):
        assert self.pair.name == "left" and self.same is self.grown
        assert self.ring[1] is self.ring
        factors = (
            self.pair.weight, self.grown.last(), self.extra["w"] + self.extra["none"],
            self.ring[1][0], self.free.weight + x[0],
        )  # fmt: skip
        product = 1.0
        for factor in factors:
            product = product * factor
        return product


def test_every_container_keeps_its_kind_while_others_are_in_it():
    model = Kinds()
    before = dict(vars(model))
    others = dict(zip(model.state_dict(), (2.0, 3.0, 5.0, 7.0)))

    assert nn.functional_call(model, others, [11.0]).data == 2.0 * 3 * 5 * 7 * 11
    assert all(vars(model)[name] is part for name, part in before.items())
    assert dict(model.extra) == {"w": model.extra["w"]}  # what forward added is gone


def test_a_model_is_whole_wherever_its_exchange_is_interrupted():
    model = nn.MLP(1, [2, 1])
    before, after, lines = model.state_dict(), sys.gettrace(), 0

    def watching(frame, event, _):
        nonlocal lines
        lines += 1
        assert all({"w", "b"} <= vars(layer).keys() for layer in model.layer)
        assert len({type(layer.b[0]) for layer in model.layer}) == 1  # all or none
        return watching if frame.f_code.co_filename == nn.__file__ else None

    sys.settrace(watching)
    try:
        nn.functional_call(model, dict.fromkeys(before, 0.5), [1.0])
    finally:
        sys.settrace(after)
    assert lines > 50 and model.state_dict() == before


class Residual(nn.Module):
    """One example alone: zip would pair whole examples of a batch."""

    def __init__(self):
        self.l = nn.Linear(2, 2)

    def forward(self, x):
        return [a + b for a, b in zip(self.l(x), x)]


class Joined(nn.Module):
    def __init__(self):
        self.a, self.b = nn.Linear(2, 1), nn.Linear(2, 1)

    def forward(self, x):
        return self.a(x) + self.b(x) + [Value(1.0)]


class First(nn.Module):
    """A module that gives one value for an example."""

    def forward(self, x):
        return 2 * x[0]


class Doubled(nn.Linear):
    """It inherits the batch of a Linear, and is written for one example."""

    def forward(self, x):
        return [2 * a + b for a, b in zip(super().forward(x), x)]


OF_ONE_EXAMPLE = {
    "residual": Residual,
    "joined": Joined,
    "a Linear": lambda: Doubled(2, 2),
    "in Sequential": lambda: nn.Sequential(nn.Linear(2, 2), Residual(), nn.Tanh()),
    "in Sequential twice": lambda: nn.Sequential(nn.Sequential(Joined()), nn.Linear(3, 1)),
    "activation": lambda: nn.MLP(2, [2, 1], Residual()),
}  # fmt: skip


@pytest.mark.parametrize("make", OF_ONE_EXAMPLE.values(), ids=OF_ONE_EXAMPLE)
def test_a_forward_of_ones_own_is_called_with_each_example(make):
    random.seed(3)
    model, examples = make(), [[1.0, -2.0], [0.5, 3.0]]
    one_by_one = [model(example) for example in examples]

    assert traced(model, model(examples), examples) == traced(
        model, one_by_one, examples
    )
    assert [[y.data for y in ys] for ys in nn.functional_call(model, {}, examples)] == [
        [y.data for y in ys] for ys in one_by_one
    ]


def test_one_value_for_an_example_is_one_value_for_each_in_a_batch():
    outputs = First()([[1.0, 2.0], [3.0, 4.0]])
    assert outputs == [2.0, 6.0]
    row = nn.Sequential(nn.Linear(2, 2), First(), nn.Linear(2, 1))
    for inputs in ([1.0, 2.0], [[1.0, 2.0], [3.0, 4.0]]):
        with pytest.raises(TypeError, match="a layer takes a list of numbers, got Val"):
            row(inputs)


def test_a_function_among_the_layers_is_called_with_each_example():
    model = nn.Sequential(nn.Linear(1, 2, "equal"))
    model.layer.append(lambda ys: ys + ys)

    assert [len(ys) for ys in model([[1.0], [2.0], [3.0]])] == [4, 4, 4]


def test_a_module_that_says_so_takes_the_batch_whole():
    class Sentence(nn.Module):
        takes_batch = True

        def __init__(self):
            self.l = nn.Linear(2, 2)

        def forward(self, words):
            return [sum(column) for column in zip(*self.l(words))]

    class Shorter(Sentence):
        def forward(self, x):
            return x[:1]

    words = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    assert len(Sentence()(words)) == 2
    assert Shorter()(words) == [[1.0], [3.0], [5.0]]


def test_a_forward_that_comes_later_takes_one_example_too():
    class Late(nn.Module):
        """As in a notebook, where it is given its forward in another cell."""

    Late.forward = lambda model, x: x[:1]
    assert Late()([[1.0, 2.0], [3.0, 4.0]]) == [[1.0], [3.0]]


def test_the_layers_of_the_engine_take_a_batch_whole(monkeypatch):
    calls = []
    forward = nn.Linear.forward
    monkeypatch.setattr(
        nn.Linear, "forward", lambda *given: calls.append(1) or forward(*given)
    )
    for model in (
        nn.MLP(1, [2, 1]),
        nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 1)),
        nn.Sequential(nn.Linear(1, 2), nn.Tanh(), nn.Sigmoid(), nn.Linear(2, 1)),
    ):
        calls.clear()
        model([[1.0]] * 10)
        assert len(calls) == 2


def test_a_layer_of_ones_own_may_have_attributes_of_any_name():
    class Own(nn.Linear):
        def __init__(self):
            super().__init__(1, 1)
            self.outputs, self.examples, self.inputs = 1, 2, 3

    assert len(Own()([2.0])) == 1


@pytest.mark.parametrize("inputs", [[2.0, 3.0], [[2.0, 3.0], [1.0, 0.0]]])
@pytest.mark.parametrize(
    "change, kind, words",
    [
        (lambda layer: layer.w[1].pop(), ValueError, "rows as long as the 2 inputs"),
        (
            lambda layer: layer.w[1].append(Value(1.0)),
            ValueError,
            "rows as long as the 2",
        ),
        (
            lambda layer: layer.b.pop(),
            ValueError,
            "as many biases as rows, got 1 and 2",
        ),
        (
            lambda layer: layer.w.append(layer.w[0]),
            ValueError,
            "biases as rows, got 2 and 3",
        ),
        (
            lambda layer: layer.w[0].__setitem__(1, 0.5),
            TypeError,
            r"write Parameter\(number\)",
        ),
        (
            lambda layer: layer.b.__setitem__(0, 0.5),
            TypeError,
            r"write Parameter\(number\)",
        ),
    ],
)
def test_weights_set_by_hand_that_do_not_fit_are_refused(change, kind, words, inputs):
    layer = nn.Linear(2, 2)
    change(layer)
    with pytest.raises(kind, match=words):
        layer(inputs)


def test_a_container_without_parameters_need_not_let_itself_be_changed():
    class Fixed(list):
        def __setitem__(self, place, part):
            raise TypeError("fixed")

    layer = nn.Linear(1, 1, "zeros")
    layer.units = Fixed(["m", "s"])

    assert nn.functional_call(layer, {"w[0,0]": 3.0}, [2.0])[0].data == 6.0
    assert layer.units == ["m", "s"]


def test_the_stored_parameters_are_those_of_the_network_that_is_told():
    model = nn.MLP(64, [40, 10], nn.relu)
    model.load_state_dict(data.reader())

    assert model.state_dict() == data.reader()
    assert len(set(data.reader().values())) > 100


@pytest.mark.parametrize("delta", [0.5, 1, 2.25])
def test_huber_is_a_square_and_beyond_it_a_line(delta):
    """Its numbers and slopes, by the formula with a branch in it."""
    for miss in (-7.5, -2.25, -1.0, -0.25, 0.0, 0.375, 0.5, 1.0, 2.25, 3.125):
        p = Value(miss + 4.0)
        loss = nn.huber_loss([p], [4.0], delta)
        loss.backward()
        small = abs(miss) <= delta

        assert loss.data == (0.5 * miss * miss if small else delta * (abs(miss) - 0.5 * delta))  # fmt: skip
        assert p.grad == (miss if small else math.copysign(delta, miss))
    assert grad(grad(lambda p: nn.huber_loss([p], [0.0], 2)))(1.0) == 1.0


def test_a_class_may_be_given_as_probabilities():
    logits, others = ([Value(z) for z in (2.0, 1.0, -1.0)] for _ in range(2))
    one, other = nn.cross_entropy(logits, 1), nn.cross_entropy(others, nn.one_hot(1, 3))
    one.backward(), other.backward()

    assert other.data == pytest.approx(one.data, rel=1e-15)
    assert [z.grad for z in others] == pytest.approx(
        [z.grad for z in logits], rel=1e-15
    )


def test_the_surprise_at_probabilities_is_the_mean_of_those_at_each_class():
    logits = [Value(z) for z in (2.0, 1.0, -1.0)]
    chances = [0.5, Value(0.25), 0.25]
    each = [nn.cross_entropy(logits, k).data for k in range(3)]
    loss = nn.cross_entropy(logits, tuple(chances))
    loss.backward()

    assert loss.data == pytest.approx(0.5 * each[0] + 0.25 * each[1] + 0.25 * each[2])
    assert chances[1].grad == pytest.approx(-1.0)  # minus its logit
    nearly = nn.cross_entropy(logits, [0.5, 0.5 + 9e-7, 0.0])
    assert nearly.data == pytest.approx(0.5 * (each[0] + each[1]), rel=1e-5)
    with pytest.raises(ValueError, match=r"add up to 1, got 1; divide"):
        nn.cross_entropy(logits, [0.5, 0.5 + 2e-6, 0.0])


def test_a_class_may_be_a_value_through_which_nothing_flows():
    label, logits = Value(1.0), [Value(0.5), Value(2.0)]
    loss = nn.cross_entropy(logits, label)
    loss.backward()

    assert loss.data == nn.cross_entropy(logits, 1).data
    assert label.grad == 0.0 and logits[1].grad == pytest.approx(-logits[0].grad)
    assert [x.data for x in nn.one_hot(label, 3)] == [0.0, 1.0, 0.0]
    with pytest.raises(TypeError, match="one_hot needs a class"):
        nn.one_hot(Value(0.5), 3)
    with pytest.raises(ValueError, match="one_hot needs a class"):
        nn.one_hot(Value(3.0), 3)


def test_a_class_as_a_value_is_asked_anew_in_a_recorded_graph():
    pytest.importorskip("numpy")
    w = [nn.Parameter(0.5), nn.Parameter(2.0), nn.Parameter(-1.0)]
    step = trace(lambda label: nn.cross_entropy(w, label), 0)

    truth = [nn.cross_entropy(w, k).data for k in range(3)]
    assert step.loop([(k,) for k in range(3)]) == pytest.approx(truth)
    assert step.batch([(k,) for k in range(3)]) == pytest.approx(truth)
    assert sum(p.grad for p in w) == pytest.approx(0.0)


def test_one_hot_is_1_at_its_class():
    assert nn.one_hot(0, 1) == [1.0]
    assert nn.one_hot(2, 3) == [0.0, 0.0, 1.0]
    assert {*map(type, nn.one_hot(0, 2))} == {float}
    assert len(nn.one_hot(0, 1_000_000)) == 1_000_000


def test_targets_may_be_values():
    for loss, target in (
        (nn.hinge_loss, -1.0), (nn.binary_cross_entropy_with_logits, 0.25),
        (nn.mse_loss, 0.5), (nn.huber_loss, 0.5), (nn.l1_loss, 0.5),
    ):  # fmt: skip
        p, t = Value(0.75), Value(target)
        assert loss([p], [t]).data == loss([p], [target]).data
        loss([p], [t]).backward()
        assert t.grad != 0.0
    with pytest.raises(ValueError, match="targets of -1 and"):
        nn.hinge_loss([Value(1.0)], [Value(0.5)])


class Model(nn.Module):
    """The outline of a model as a reader would write it."""

    def __init__(self):
        self.l1 = nn.Linear(1, 16)
        self.l2 = nn.Linear(16, 1)

    def forward(self, x):
        return self.l2(nn.relu(self.l1(x)))


def test_a_model_of_ones_own_finds_and_names_its_parameters():
    random.seed(0)
    model = Model()

    assert len(model.parameters()) == 49 and len(model([2.0])) == 1
    assert list(model.named_parameters())[:2] == ["l1.w[0,0]", "l1.w[1,0]"]
    assert model.l2.b[0].label == "l2.b[0]"
    assert model.summary().splitlines()[-1].split() == ["total", "49"]


def test_a_parameter_in_two_places_counts_once():
    model = nn.Module()
    model.a = nn.Parameter(1.0)
    model.b = [model.a, nn.Parameter(2.0)]
    model.c = {"d": nn.Parameter(3.0)}
    model.itself = model

    assert list(model.named_parameters()) == ["a", "b[1]", "c.d"]


def test_a_state_round_trips_through_json_exactly():
    one, other = nn.MLP(2, [3, 1]), nn.MLP(2, [3, 1])
    other.load_state_dict(json.loads(json.dumps(one.state_dict())))
    assert other.state_dict() == one.state_dict()

    before = other.state_dict()
    with pytest.raises(ValueError, match="1 missing and 1 unknown"):
        other.load_state_dict(dict(list(before.items())[1:]) | {"x": 1.0})
    assert other.state_dict() == before


@pytest.mark.parametrize("init", nn.INITS)
def test_every_way_to_start_gives_numbers_of_its_own_kind(init):
    layer = nn.Linear(50, 40, init, random.Random(0))
    weights = [w.data for row in layer.w for w in row]
    spread = math.sqrt(sum(w * w for w in weights) / len(weights))
    expected = {
        "uniform": 1 / math.sqrt(150), "xavier": math.sqrt(2 / 90), "kaiming": math.sqrt(2 / 50),
        "zeros": 0.0, "equal": 0.5, "positive": math.sqrt(1 / 3), "large": 5.0,
    }[init]  # fmt: skip
    centre = 0.5 if init in ("equal", "positive") else 0.0

    assert spread == pytest.approx(expected, rel=0.05)
    assert sum(weights) / len(weights) == pytest.approx(centre, abs=0.1 * spread)


LOSSES = {
    "mse": (nn.mse_loss([Value(1.0), Value(5.0)], [2.0, 3.0]), 2.5),
    "l1": (nn.l1_loss([Value(1.0), Value(5.0)], [2.0, 3.0]), 1.5),
    "huber": (nn.huber_loss([Value(1.5), Value(5.0)], [2.0, 3.0]), (0.125 + 1.5) / 2),
    "hinge": (nn.hinge_loss([Value(0.5), Value(-3.0)], [1, -1]), 0.25),
    "cross entropy": (
        nn.cross_entropy([Value(2.0), Value(1.0), Value(0.0)], 2),
        2.407605964444380,
    ),
    "binary": (nn.binary_cross_entropy_with_logits([Value(0.0)], [1]), math.log(2)),
    "l2": (nn.l2_penalty([Value(3.0), Value(4.0)]), 25.0),
}


@pytest.mark.parametrize("loss, number", LOSSES.values(), ids=LOSSES)
def test_the_losses_are_what_their_formulas_say(loss, number):
    assert loss.data == pytest.approx(number, rel=1e-15)


def test_the_gradient_of_cross_entropy_is_p_minus_y():
    logits = [Value(2.0), Value(1.0), Value(0.0)]
    nn.cross_entropy(logits, 2).backward()

    assert [z.grad for z in logits] == pytest.approx(
        [0.665241, 0.244728, -0.909969], abs=1e-6
    )
    far = [Value(1000.0), Value(-1000.0)]
    nn.cross_entropy(far, 1).backward()
    assert [z.grad for z in far] == [1.0, -1.0]


def test_a_value_that_was_lent_is_afterwards_no_parameter():
    layer, value = nn.Linear(1, 1), Value(3.0)
    nn.functional_call(layer, {"w[0,0]": value}, [2.0])
    layer.kept = value

    assert list(layer.named_parameters()) == ["w[0,0]", "b[0]"]


def test_a_tuple_without_parameters_is_the_same_during_a_call():
    class Scaled(nn.Module):
        def __init__(self):
            self.w, self.scales = nn.Parameter(1.0), (2.0, 3.0)

        def forward(self, inputs):
            assert self.scales is scales
            return [self.w * scale for scale in self.scales]

    model = Scaled()
    scales = model.scales

    assert [y.data for y in nn.functional_call(model, {"w": 5.0}, [])] == [10.0, 15.0]
