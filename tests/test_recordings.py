"""What a recording holds, and that the films of it show just this."""

import json
import math
import random
import re

import pytest
from ipywidgets.embed import dependency_state, embed_data

from toygrad import Value, nn, optim
from toygrad.training import fit
from toygrad.viz import compare, record, show_descent
from toygrad.viz.axes import Axes, region
from toygrad.viz.recordings import columns, some

POINTS = [(k / 5, math.sin(k / 5)) for k in range(10)]
CORNERS = [((0.0, 0.0), -1), ((0.0, 1.0), 1), ((1.0, 0.0), 1), ((1.0, 1.0), -1)]


def network(inputs=1, hidden=4):
    return nn.MLP(inputs, [hidden, 1], rng=random.Random(2))


def misfit(model):
    def loss(batch):
        guesses = [model(list(x) if isinstance(x, tuple) else [x])[0] for x, _ in batch]
        return nn.mse_loss(guesses, [y for _, y in batch])

    return loss


def recorded(points=POINTS, lr=0.05, epochs=40, **settings):
    model = network(2 if points is CORNERS else 1)
    sgd = optim.SGD(model.parameters(), lr=lr)
    return record(model, misfit(model), points, sgd, epochs, **settings)


def bytes_of(widget):
    """All that a page stores for one widget."""
    return len(json.dumps(embed_data(views=[widget], state=dependency_state([widget]))))


def frames(film):
    return [frame.value for frame in film.children[2].children[1:]]


def drawing(film):
    return film.children[0].value


def shown(film, k):
    """The parts of the drawing that frame k shows, as text."""
    classes = re.search(r":is\((.*?)\)", frames(film)[k])[1].replace(".", "").split(",")
    parts = re.findall(
        r'<g class="part (k\d+)">(.*?)</g>', drawing(film), flags=re.DOTALL
    )
    return [text for name, text in parts if name in classes]


# The recording.


def test_a_recording_is_the_training_that_fit_makes():
    recording = recorded(epochs=20, frames=21)
    model = network()
    loss, numbers = misfit(model), {}

    def keep(epoch):
        numbers[epoch + 1] = (
            loss(POINTS).data,
            [p.data for p in model.parameters()],
            [p.grad for p in model.parameters()],
        )

    sgd = optim.SGD(model.parameters(), lr=0.05)
    fit(loss, POINTS, sgd, 20, after_epoch=keep)
    for moment in recording.moments[1:]:
        misfit_then, weights, gradients = numbers[moment.epoch]
        assert moment.loss == misfit_then
        assert sum(moment.weights.values(), []) == weights
        assert sum(moment.gradients.values(), []) == gradients
    assert list(recording.moments[0].weights) == [
        "layer0.w", "layer0.b", "layer1.w", "layer1.b",
    ]  # fmt: skip
    assert recording.moments[0].gradients == {}
    assert recording.epochs[0] == 0 and recording.epochs[-1] == 20


def test_the_predictions_are_the_networks_at_each_moment():
    recording = recorded()
    for moment in (recording.moments[0], recording.moments[-1]):
        model = network()
        names = {}
        for name, p in model.named_parameters().items():
            names.setdefault(name.partition("[")[0], []).append(p)
        for part, parameters in names.items():
            for parameter, x in zip(parameters, moment.weights[part]):
                parameter.data = x
        expected = [model([x])[0].data for x in recording.grid]
        assert moment.predictions == expected


def test_points_of_a_plane_are_asked_all_over_it():
    recording = recorded(CORNERS)
    xs, ys = recording.grid

    assert recording.plane
    assert (xs[0], xs[-1]) == pytest.approx((-0.12, 1.12))
    assert len(recording.moments[0].predictions) == len(ys)


def test_other_examples_are_recorded_without_a_fit():
    w = nn.Linear(1, 1, rng=random.Random(0))
    sgd = optim.SGD(w.parameters(), lr=0.1)
    recording = record(w, lambda batch: (w([batch[0]])[0] - 1.0) ** 2, [1.0], sgd, 5)
    film = show_descent(recording)

    assert recording.points == [] and recording.moments[0].predictions == []
    assert drawing(film).count("<svg role") == 2


def test_a_training_that_diverges_is_recorded_up_to_there():
    recording = recorded(lr=50.0, epochs=200)

    assert "diverged" in recording.stopped
    assert 0 < recording.epochs[-1] < 200
    assert recording.losses[-1] > 10 * recording.losses[0]
    assert "It stopped here: diverged" in frames(show_descent(recording))[-1]


def test_a_forgotten_zero_grad_can_be_recorded():
    class Forgetful(optim.SGD):
        def zero_grad(self):
            pass

    model = network()
    sgd = Forgetful(model.parameters(), lr=0.05)
    forgot = record(model, misfit(model), POINTS, sgd, 40, label="forgot")
    right = recorded(label="right")

    assert forgot.moments[1].gradients == right.moments[1].gradients
    assert forgot.moments[9].gradients != right.moments[9].gradients
    assert "forgot" in repr(compare(right, forgot))


def test_as_text_a_recording_and_its_films_are_short_tables():
    recording = recorded()

    assert repr(recording).splitlines()[0] == "epoch  loss"
    assert len(repr(recording).splitlines()) == 10
    assert len(repr(show_descent(recording)).splitlines()) == 10
    bundle = show_descent(recording)._repr_mimebundle_()
    assert bundle["text/plain"] == repr(show_descent(recording))
    assert repr(compare(recording, recording)).splitlines()[0].split() == [
        "frame", "epoch", "first", "second",
    ]  # fmt: skip


def test_columns_are_as_wide_as_their_widest_text():
    assert columns([("a", "b"), ("long", "c")]) == "a     b\nlong  c"
    assert some([1, 2, 3, 4, 5], 3) == [1, 3, 5]


# The films.


def test_each_frame_says_the_numbers_of_its_moment():
    recording = recorded()
    film = show_descent(recording)

    assert len(frames(film)) == len(recording.moments) <= 30
    for k, moment in enumerate(recording.moments):
        loss = f"{moment.loss:.4g}"
        assert f"Frame {k + 1} of {len(recording.moments)}" in frames(film)[k]
        assert f"the loss is {loss}." in frames(film)[k]
        texts = shown(film, k)
        for layer in ("layer0", "layer1"):
            parts = [f"{layer}.w", f"{layer}.b"]
            top = max(abs(x) for part in parts for x in moment.weights[part])
            assert any(f"up to {top:.3g}" in text for text in texts)


def test_each_frame_shows_its_own_curve_mark_and_bars():
    recording = recorded()
    film = show_descent(recording)
    seen = set()
    for k in (0, 5, len(recording.moments) - 1):
        texts = shown(film, k)
        paths = [t for t in texts if t.startswith("<path") and "L" in t]
        (curve,) = [re.search(r'd="(.*?)"', path)[1] for path in paths]
        assert curve.count("L") == 60
        seen.add(curve)
        marks = [text for text in texts if "<circle" in text]
        assert len(marks) == 1
    assert len(seen) == 3
    low, high = min(y for _, y in POINTS), max(y for _, y in POINTS)
    first, room = recording.moments[0].predictions, 0.1 * (high - low)
    assert low - 6 * room < min(first) and max(first) < high + 6 * room
    heights = (min(low, *first) - room, max(high, *first) + room)
    width = max(recording.grid) - min(recording.grid)
    across = (-0.03 * width, max(recording.grid) + 0.03 * width)
    axes = Axes(across, heights, "x", "y")
    assert axes.line(zip(recording.grid, first)) in drawing(film)


def test_films_stay_within_their_budgets():
    many = [((random.Random(k).random(), k / 60), (-1) ** k) for k in range(60)]
    model = nn.MLP(2, [12, 12, 1], rng=random.Random(1))
    adam = optim.Adam(model.parameters(), lr=0.1)
    wild = record(model, misfit(model), many, adam, epochs=60)

    for film in (
        show_descent(wild),
        compare(wild, wild),
        compare(recorded(), wild_line()),
    ):
        assert len(frames(film)) <= 30
        assert bytes_of(film) <= 400_000


def wild_line():
    return recorded(lr=50.0, epochs=40)


def test_a_film_is_the_same_on_every_run(under_hash_seeds):
    program = (
        "import random\n"
        "from toygrad import nn, optim\n"
        "from toygrad.viz import record, show_descent, compare\n"
        "m = nn.MLP(1, [3, 1], rng=random.Random(1))\n"
        "loss = lambda b: nn.mse_loss([m([x])[0] for x, _ in b], [y for _, y in b])\n"
        "r = record(m, loss, [(0.0, 1.0), (1.0, 0.5)], optim.SGD(m.parameters(), lr=0.1), 9)\n"
        "for film in (show_descent(r), compare(r, r)):\n"
        "    print(film.children[0].value, [f.value for f in film.children[2].children])\n"
    )

    assert len(under_hash_seeds(program, 3)) == 1


def test_two_films_share_no_class():
    recording = recorded()
    scopes = [
        re.search(r'<div class="(tr\w+-\d+)">', drawing(show_descent(recording)))[1]
        for _ in range(2)
    ]

    assert scopes[0] != scopes[1]


HOSTILE = "<script>alert('x')</script> & \"quoted\" \u202e" + "y" * 10_000


def test_hostile_labels_stand_as_text():
    model = nn.Linear(1, 1, rng=random.Random(0))
    model.extra = {HOSTILE: nn.Parameter(1.0)}
    sgd = optim.SGD(model.parameters(), lr=0.1)
    recording = record(
        model,
        misfit(model),
        POINTS,
        sgd,
        5,
        label=HOSTILE,
        xlabel=HOSTILE,
        ylabel=HOSTILE,
    )
    for film in (show_descent(recording), compare(recording, recording)):
        everything = drawing(film) + "".join(frames(film))
        assert "<script" not in everything
        assert "&lt;script" in everything
        assert bytes_of(film) < 400_000


def test_numbers_beyond_the_floats_stop_at_the_edge_and_are_said():
    model = nn.Linear(1, 1, rng=random.Random(0))
    bad = optim.SGD(model.parameters(), lr=1e60)
    broken = record(model, misfit(model), POINTS, bad, epochs=30, label="rate 1e60")
    film = compare(recorded(), broken)
    everything = drawing(film) + "".join(frames(film))

    assert "diverged" in broken.stopped
    assert re.search(
        "rate 1e60 has a loss (of .*e|too large for a float)", frames(film)[-1]
    )
    assert "and ended after epoch" in frames(film)[-1]
    assert not re.search(r"\b(nan|inf)\b", re.sub("<p.*?</p>", "", everything))
    for path in re.findall(r' (?:d|cx|cy)="(.*?)"', everything):
        assert all(abs(float(x)) < 2_000 for x in re.findall(r"-?[\d.]+", path))


def test_the_curve_outside_the_picture_is_said():
    recording = recorded(lr=50.0, epochs=100)

    assert "outside the picture" in frames(show_descent(recording))[-1]


# The axes.


def test_places_on_the_axes():
    axes = Axes((0.0, 10.0), (0.0, 1.0), "x", "y")
    assert (axes.x(0.0), axes.x(10.0)) == (0, axes.width)
    assert (axes.y(0.0), axes.y(1.0)) == (axes.height, 0)
    assert axes.inside(5.0, 1e300)[1] < 10 and axes.inside(5.0, -math.inf)[1] > 100
    assert axes.line([(0.0, math.nan), (0.0, 1.0), (1.0, math.nan), (10.0, 1.0)]) == (
        f"M0,0M{axes.width},0"
    )
    powers = Axes((0.0, 1.0), (0.01, 1.0), "x", "y", log=True)
    assert powers.y(0.1) == pytest.approx(powers.height / 2)
    assert powers.y(0.0) > powers.height


def test_a_region_is_cut_where_the_function_is_zero():
    axes = Axes((0.0, 1.0), (0.0, 1.0), "x", "y")
    area, border = region(axes, [0.0, 1.0], [0.0, 1.0], [[-1.0, 3.0], [-1.0, 3.0]])
    quarter, bottom = axes.width / 4, axes.height

    assert border in (
        f"M{quarter:g},{bottom}L{quarter:g},0",
        f"M{quarter:g},0L{quarter:g},{bottom}",
    )
    assert area.count("z") == 1 and f"M{quarter:g},{bottom}" in area
    empty = region(axes, [0.0, 1.0], [0.0, 1.0], [[-1.0, math.nan], [-math.inf, -2.0]])
    assert empty == ("", "")


# Wrong use.


@pytest.mark.parametrize(
    "change, error, words",
    [
        ({"model": 3}, TypeError, "record needs a model with parameters, got int 3"),
        ({"loss": 3}, TypeError, "fit needs a function as loss"),
        ({"examples": []}, ValueError, "fit needs at least one example"),
        ({"frames": 31}, ValueError, "from 2 to 30, got 31; write frames=30"),
        ({"frames": 1}, ValueError, "from 2 to 30"),
        ({"frames": 2.5}, TypeError, "from 2 to 30"),
        ({"predict": 3}, TypeError, "predict needs a function of one x"),
        ({"boundary": "0"}, TypeError, "boundary needs a number"),
        ({"epochs": -1}, ValueError, "epochs needs to be a whole number"),
    ],
)
def test_wrong_use_is_said(change, error, words):
    model = network()
    given = {
        "model": model,
        "loss": misfit(model),
        "examples": POINTS,
        "optimizer": optim.SGD(model.parameters(), lr=0.1),
        "epochs": 3,
    }
    with pytest.raises(error, match=re.escape(words)):
        record(**given | change)


def test_films_need_recordings():
    with pytest.raises(TypeError, match="show_descent needs a recording, got Value"):
        show_descent(Value(1.0))
    with pytest.raises(TypeError, match="compare needs a recording, got list"):
        compare(recorded(), [])
    with pytest.raises(ValueError, match="examples of the same kind"):
        compare(recorded(), recorded(CORNERS))
