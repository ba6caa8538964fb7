"""Optimizers and schedules: the steps of their formulas."""

import math

import pytest

from toygrad import nn, optim
from toygrad.training import fit


def test_descent_steps_against_the_gradient():
    w = nn.Parameter(4.0)
    optimizer = optim.SGD([w], lr=0.1)
    seen = []
    for _ in range(3):
        optimizer.zero_grad()
        (w * w).backward()
        optimizer.step()
        seen.append(w.data)

    assert seen == pytest.approx([3.2, 2.56, 2.048])
    for lr in (0, -1.0):
        with pytest.raises(ValueError, match="above 0"):
            optim.SGD([w], lr=lr)


def test_an_optimizer_of_your_own_needs_a_direction():
    w = nn.Parameter(1.0)
    with pytest.raises(NotImplementedError):
        optim.Optimizer([w], lr=0.1).step()
    assert w.data == 1.0


def steps(optimizer_of, count=3):
    """The way of w² from 4 down, with gradients 2w."""
    w = nn.Parameter(4.0)
    optimizer = optimizer_of([w])
    seen = []
    for _ in range(count):
        optimizer.zero_grad()
        (w * w).backward()
        optimizer.step()
        seen.append(w.data)
    return seen, optimizer


def test_optimizers_take_the_steps_of_their_formulas():
    assert steps(lambda p: optim.SGD(p, 0.1))[0] == pytest.approx([3.2, 2.56, 2.048])
    momentum, optimizer = steps(lambda p: optim.SGD(p, 0.1, momentum=0.9))
    assert momentum == pytest.approx([3.2, 1.84, 0.248])
    assert optimizer.state[0]["velocity"] == pytest.approx(0.9 * 13.6 + 3.68)
    adam, optimizer = steps(lambda p: optim.Adam(p, 0.1))
    assert adam[0] == pytest.approx(3.9)  # the first step has the length of the rate
    assert set(optimizer.state[0]) == {"mean", "square"}
    assert steps(lambda p: optim.RMSProp(p, 0.01, decay=0.0))[0][0] == pytest.approx(
        3.99
    )
    decayed = steps(lambda p: optim.AdamW(p, 0.1, weight_decay=0.5))[0][0]
    assert decayed == pytest.approx(3.9 - 0.1 * 0.5 * 4.0)


def test_clipping_keeps_the_direction():
    p, q = nn.Parameter(0.0), nn.Parameter(0.0)
    p.grad, q.grad = 3.0, 4.0

    assert optim.clip_gradients([p, q], 1.0) == 5.0
    assert (p.grad, q.grad) == pytest.approx((0.6, 0.8))
    assert optim.clip_gradients([p, q], 10.0) == pytest.approx(1.0)


def test_schedules_start_and_end_where_they_should():
    for schedule, middle in (
        (optim.linear(1.0, 0.0, 10), 0.5),
        (optim.cosine(1.0, 10), 0.5),
    ):
        assert [schedule(k) for k in (0, 5, 10, 20)] == pytest.approx(
            [1.0, middle, 0.0, 0.0]
        )
    assert optim.constant(0.3)(99) == 0.3


def test_a_step_refuses_a_gradient_that_is_not_finite():
    p = nn.Parameter(1.0)
    p.grad = math.inf
    with pytest.raises(ValueError, match="finite gradients"):
        optim.SGD([p], 0.1).step()
    assert p.data == 1.0


def test_the_running_means_of_adam_and_rmsprop_are_those_of_their_formulas():
    adam, rmsprop = nn.Parameter(4.0), nn.Parameter(4.0)
    optimizers = [
        optim.Adam([adam], 0.1, betas=(0.5, 0.75), eps=0.5),
        optim.RMSProp([rmsprop], 0.1, decay=0.75, eps=0.5),
    ]
    w, v, mean, square, running = 4.0, 4.0, 0.0, 0.0, 0.0
    for k, grad in enumerate([8.0, -2.0, 3.0], start=1):
        mean, square = 0.5 * mean + 0.5 * grad, 0.75 * square + 0.25 * grad**2
        w -= 0.1 * mean / (1 - 0.5**k) / (math.sqrt(square / (1 - 0.75**k)) + 0.5)
        running = 0.75 * running + 0.25 * grad**2
        v -= 0.1 * grad / (math.sqrt(running) + 0.5)
        for optimizer in optimizers:
            optimizer.parameters[0].grad = grad
            optimizer.step()
        assert (adam.data, rmsprop.data) == pytest.approx((w, v), rel=1e-14)
    assert optimizers[0].state == [{"mean": mean, "square": square}]
    assert optimizers[1].state == [{"square": running}]


def test_optimizers_start_with_the_numbers_of_their_papers():
    w = [nn.Parameter(1.0)]
    assert (
        vars(optim.RMSProp(w)).items()
        >= {"lr": 0.01, "decay": 0.99, "eps": 1e-8}.items()
    )
    for adam in (optim.Adam(w), optim.AdamW(w)):
        assert (adam.lr, adam.betas, adam.eps) == (0.001, (0.9, 0.999), 1e-8)
    assert optim.AdamW(w).weight_decay == 0.01
    assert optim.AdamW(w, 0.1, (0.5, 0.5), 0.25).eps == 0.25
    assert optim.SGD(w, 0.1).momentum == 0.0


def test_schedules_end_at_the_rate_asked_for():
    for schedule in (optim.linear(1.0, 0.2, 10), optim.cosine(1.0, 10, end=0.2)):
        rates = [schedule(k) for k in (0, 5, 10, 20)]
        assert rates == pytest.approx([1.0, 0.6, 0.2, 0.2])


def test_a_rate_is_finite_and_a_step_names_the_parameter():
    with pytest.raises(ValueError, match="^the learning rate needs"):
        optim.constant(math.inf)
    for label, told in [("w", "w"), ("", "a parameter")]:
        w = nn.Parameter(1.0, label)
        w.grad = math.nan
        with pytest.raises(ValueError, match=f"the one of {told} is nan"):
            optim.SGD([w], 0.1).step()


@pytest.mark.parametrize("kind", [optim.SGD, optim.RMSProp, optim.Adam, optim.AdamW])
def test_a_parameter_given_twice_takes_one_step(kind):
    once, twice = nn.Parameter(4.0), nn.Parameter(4.0)
    for w, given in ((once, [once]), (twice, [twice, twice])):
        optimizer = kind(given, lr=0.1)
        for _ in range(3):
            optimizer.zero_grad()
            (w * w).backward()
            optimizer.step()

    assert twice.data == once.data
    assert len(optimizer.parameters) == len(optimizer.state) == 1


def test_a_parameter_given_twice_is_clipped_once():
    p, q = nn.Parameter(0.0), nn.Parameter(0.0)
    p.grad, q.grad = 3.0, 4.0

    assert optim.clip_gradients([p, q, p], 1.0) == 5.0
    assert (p.grad, q.grad) == pytest.approx((0.6, 0.8))


@pytest.mark.parametrize(
    "grads, kind, words",
    [
        ((math.inf, 1.0), ValueError, "finite gradients, the one of p is inf"),
        ((1.0, math.nan), ValueError, "finite gradients, the one of q is nan"),
        ((1.7e308, 1.7e308), OverflowError, "a length that fits into a float"),
    ],
)
def test_gradients_that_no_number_can_shorten_stay_as_they_are(grads, kind, words):
    p, q = nn.Parameter(0.0, "p"), nn.Parameter(0.0, "q")
    p.grad, q.grad = grads
    with pytest.raises(kind, match=words):
        optim.clip_gradients([p, q], 1.0)

    assert [repr(p.grad), repr(q.grad)] == list(map(repr, grads))


def test_a_computed_value_is_no_parameter():
    w = nn.Parameter(1.0)
    for use in (lambda ps: optim.SGD(ps, 0.1), lambda ps: optim.clip_gradients(ps, 1)):
        with pytest.raises(ValueError, match=r"got one made by \*; write model\.param"):
            use([w, w * 2.0])
    with pytest.raises(ValueError, match=r"made by \*"):
        fit(lambda b: w * w, [1.0], optim.SGD([w * 2.0], 0.1), epochs=1)
