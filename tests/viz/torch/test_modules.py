"""A trace folded by module: which nodes share a box, and that nothing is lost."""

from collections import Counter
from graphlib import CycleError

import pytest

from tests.shared.traces import stored
from toygrad.viz.torch import modules
from toygrad.viz.torch.modules import fold_modules
from toygrad.viz.torch.trace import Node, Numbers, Output, Trace, Use


def names(trace):
    return [node.name for node in trace.nodes]


def test_each_layer_is_one_box_with_its_activation_and_its_parameters():
    folded = fold_modules(stored()["deep"][0], 60)
    layers = [node for node in folded.nodes if node.folded]

    assert [node.name for node in layers] == [f"model.{k}" for k in range(0, 23, 2)]
    assert {node.kind for node in layers} == {"Linear"}
    assert [len(node.inside) for node in layers] == [2] * 12
    assert [node.folded for node in layers[:11]] == [
        5
    ] * 11  # T, Addmm, Tanh, two leaves
    assert [node.kind for node in folded.nodes if not node.folded] == [
        "MulBackward0", "MeanBackward0",
    ]  # fmt: skip


def test_modules_in_modules_are_folded_together_until_there_are_few():
    (model, *_, loss) = fold_modules(stored()["deep"][0], 5).nodes

    assert (model.name, model.kind) == ("model", "Sequential")
    assert len(model.inside) == 24
    assert loss.kind == "MeanBackward0"


def test_an_opened_module_is_shown_node_by_node():
    trace = stored()["deep"][0]
    for most in (60, 5):
        opened = fold_modules(trace, most, ["model.4"])
        assert {"model.4.weight", "model.4.bias"} <= set(names(opened))
        assert not any(node.folded and "model.4" in node.name for node in opened.nodes)
    assert fold_modules(trace, 60, "model.4") == fold_modules(trace, 60, ["model.4"])


def test_a_layer_that_is_called_again_has_a_second_box_and_goes_in_no_circle():
    folded = fold_modules(stored()["shared"][0], 60)

    assert names(folded) == ["one.weight", "one.bias", "one", "two", "one (2)", "loss"]
    assert Counter(use.parent for use in folded.uses) == {0: 2, 1: 2, 2: 1, 3: 1, 4: 1}


@pytest.mark.parametrize("name", ["mlp", "deep", "shared"])
@pytest.mark.parametrize("most", [60, 5])
def test_every_box_stands_after_those_it_depends_on(name, most):
    folded = fold_modules(stored()[name][0], most)
    kinds = [bool(node.kind) for node in folded.nodes]

    assert all(use.parent < use.value for use in folded.uses)
    assert kinds == sorted(kinds)  # the leaves first


@pytest.mark.parametrize("name", ["mlp", "deep", "shared"])
def test_no_share_between_boxes_is_lost_and_none_is_invented(name):
    trace = stored()[name][0]
    folded = fold_modules(trace, 60)
    shares = Counter(use.share for use in trace.uses)
    inside = [one for node in folded.nodes for one in node.inside]

    assert Counter(use.share for use in folded.uses) <= shares
    assert sorted(folded.sent) == list(range(len(folded.uses)))
    leaves = [node for node in folded.nodes if not node.kind]
    assert sorted(n.name for n in leaves + inside) == sorted(
        n.name for n in trace.nodes if not n.kind
    )
    for use in folded.uses:  # the gradient that a use refers to is that of its parent
        grad = folded.nodes[use.parent].outputs[use.output].grad
        others = [u for u in folded.uses if (u.parent, u.output) == (use.parent, use.output)]  # fmt: skip
        assert len(others) > 1 or grad == use.share


def test_a_target_that_comes_in_behind_the_last_layer_is_part_of_the_loss():
    folded = fold_modules(stored()["mlp"][0], 60)

    assert names(folded)[:2] == ["0", "2"]
    assert folded.nodes[2].kind == "SubBackward0"


def tiny(parameter):
    one = Numbers((), 1.0, (1.0,))
    leaf = Node("w", "", "", (Output((), one, one),), parameter=parameter)
    node = Node("loss", "ExpBackward0", "exp", (Output((), one, one),))
    return Trace((leaf, node), (Use(0, 0, 1, one, 1.0),), (0,))


@pytest.mark.parametrize("parameter", [False, True])
def test_without_modules_there_is_nothing_to_fold(parameter):
    with pytest.raises(ValueError, match=r"got none; write show_backward\(.*names="):
        fold_modules(tiny(parameter), 60)


def test_a_module_that_is_not_there_cannot_be_opened():
    trace = stored()["mlp"][0]
    with pytest.raises(ValueError, match=r"got '7'; write one of '0', '2'"):
        fold_modules(trace, 60, ["7"])
    with pytest.raises(TypeError, match=r"got \[3\]; write opened=\["):
        fold_modules(trace, 60, [3])


def test_a_circle_of_boxes_would_be_found(monkeypatch):
    monkeypatch.setattr(modules.Boxes, "depends", lambda *_: False)
    with pytest.raises(CycleError):
        fold_modules(stored()["shared"][0], 60)
