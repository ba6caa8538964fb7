"""The way of an optimizer, step by step."""

import pytest

from toygrad import log, nn, optim
from toygrad.viz.films.trail import trail


def bowl(x, y):
    return x * x + 25.0 * y * y


@pytest.mark.parametrize("rate, lead", [(0.1, 3.2), (0.5, 0), (0.9, -3.2), (1.0, -4)])
def test_a_step_on_x_squared_leads_where_the_book_says(rate, lead):
    start, after = trail(lambda x: x * x, (4.0,), rate, 1)

    assert (start.at, start.loss, start.slopes) == ((4.0,), 16.0, (8.0,))
    assert after.at[0] == pytest.approx(lead)


def test_a_trail_is_the_way_of_the_optimizer():
    parameters = [nn.Parameter(4.0), nn.Parameter(1.0)]
    sgd = optim.SGD(parameters, lr=0.03)
    for place in trail(bowl, (4.0, 1.0), 0.03, 10):
        assert place.at == tuple(p.data for p in parameters)
        sgd.zero_grad()
        bowl(*parameters).backward()
        assert place.slopes == tuple(p.grad for p in parameters)
        sgd.step()


def test_a_trail_ends_where_it_cannot_go_on():
    assert len(trail(log, (1.0,), 2.0, 5)) == 1  # the step leads to -1
    assert trail(log, (-1.0,), 0.1, 5) == []
    assert 2 < len(trail(lambda x: x**4, (4.0,), 1.0, 50)) < 10
    with pytest.raises(TypeError, match="gives one value, got float 3.0"):
        trail(lambda x: 3.0, (1.0,), 0.1, 5)
