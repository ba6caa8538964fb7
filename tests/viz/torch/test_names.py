"""What tensors and operations are called, asked of stand-ins for tensors and modules."""

import pytest

from toygrad.viz.torch.names import module_classes, named_tensors, word_of


class Tensor:
    grad_fn = None


class Module:
    """A module with a weight, and another one in it."""

    def __init__(self, weight, inner=None):
        self.weight, self.inner = weight, inner

    def named_modules(self):
        yield "", self
        if self.inner:
            yield "inner", self.inner

    def named_parameters(self):
        yield "weight", self.weight
        if self.inner:
            yield "inner.weight", self.inner.weight


def test_an_operation_has_a_plain_word():
    assert word_of("MulBackward0") == "product"
    assert word_of("MseLossBackward0") == "mean squared error"
    assert word_of("Log1PBackward0") == "log of 1 + x"
    assert word_of("MyOwnBackward") == ""


def test_a_module_names_its_parameters_and_its_modules():
    w, v = Tensor(), Tensor()
    model = Module(w, Module(v))

    assert named_tensors(model) == [("weight", w), ("inner.weight", v)]
    assert module_classes(model) == [("", "Module"), ("inner", "Module")]


def test_variables_name_tensors_and_modules_and_nothing_else():
    w, v, hidden = Tensor(), Tensor(), Tensor()
    names = {"w": w, "model": Module(v), "_": hidden, "n": 3, "Module": Module}

    assert named_tensors(names) == [("w", w), ("model.weight", v)]
    assert module_classes(names) == [("model", "Module")]


def test_without_names_there_are_none():
    assert named_tensors(None) == module_classes(None) == []


@pytest.mark.parametrize("names", [["w"], "w", 3])
def test_other_names_are_refused(names):
    with pytest.raises(TypeError, match=r"names needs a module or a dict .* write"):
        named_tensors(names)
