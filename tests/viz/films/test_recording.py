"""What a recording holds, and that the films of it show just this."""

import math
import random
import re

import pytest

from toygrad import Value, nn, optim
from toygrad.training import fit
from toygrad.viz import compare, record, show_descent
from toygrad.viz.films.axes import FAR, WHOLE, Axes
from toygrad.viz.films.panels import levels, loss_axes
from toygrad.viz.films.recording import pick_evenly
from toygrad.viz.still import still
from toygrad.viz.widget import as_json
from toygrad.viz.words import table

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


def captions(film):
    return [caption for _, caption, _ in film.data["frames"]]


def pictures(film, kind):
    return [picture for picture in film.data["pictures"] if picture["kind"] == kind]


def marks(picture, shape):
    return [mark for mark in picture["marks"] if mark["shape"] == shape]


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
    assert [p["kind"] for p in film.data["pictures"]] == ["plot", "bars"]


def test_a_training_that_diverges_is_recorded_up_to_there():
    recording = recorded(lr=50.0, epochs=200)

    assert "diverged" in recording.stopped
    assert 0 < recording.epochs[-1] < 200
    assert recording.losses[-1] > 10 * recording.losses[0]
    assert "It stopped here: diverged" in captions(show_descent(recording))[-1]


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
    assert table([("a", "b"), ("long", "c")]) == "a     b\nlong  c"
    assert pick_evenly([1, 2, 3, 4, 5], 3) == [1, 3, 5]


def test_each_frame_says_the_numbers_of_its_moment():
    recording = recorded()
    film = show_descent(recording)
    layers = pictures(film, "bars")

    assert len(captions(film)) == len(recording.moments) <= 30
    assert film.data["clock"]["names"] == list(map(str, recording.epochs))
    assert [layer["title"] for layer in layers] == [
        "layer0: 8 parameters", "layer1: 5 parameters",
    ]  # fmt: skip
    for k, moment in enumerate(recording.moments):
        assert f"the loss is {moment.loss:.4g}." in captions(film)[k]
        for layer, picture in zip(("layer0", "layer1"), layers):
            top = largest(moment.weights, layer)
            assert picture["strips"][0]["sizes"][k] == f"up to {top:.3g}"


def largest(numbers, layer):
    return max(abs(x) for part in ("w", "b") for x in numbers[f"{layer}.{part}"])


def test_the_bars_are_the_weights_and_gradients():
    recording = recorded()
    (picture, _), last = (
        pictures(show_descent(recording), "bars"),
        recording.moments[-1],
    )
    assert picture["parts"] == [["w", 4], ["b", 4]]
    for strip, numbers in zip(picture["strips"], (last.weights, last.gradients)):
        heights, x = strip["heights"], numbers["layer0.w"] + numbers["layer0.b"]
        assert len(heights) == len(recording.moments)
        top = max(range(8), key=lambda k: abs(x[k]))
        for k in range(8):  # all bars of a frame have one scale
            assert heights[-1][k] == pytest.approx(
                heights[-1][top] * x[k] / x[top], abs=1
            )
    assert picture["strips"][1]["heights"][0] == []
    assert picture["strips"][1]["sizes"][0] == "none yet"


def test_each_frame_shows_its_own_curve_and_mark():
    recording = recorded()
    fit, loss = pictures(show_descent(recording), "plot")
    (curve,), (here,) = marks(fit, "line"), marks(loss, "here")
    low, high = min(y for _, y in POINTS), max(y for _, y in POINTS)
    first, room = recording.moments[0].predictions, 0.1 * (high - low)
    assert low - 6 * room < min(first) and max(first) < high + 6 * room
    heights = (min(low, *first) - room, max(high, *first) + room)
    width = max(recording.grid) - min(recording.grid)
    across = (-0.03 * width, max(recording.grid) + 0.03 * width)
    axes, under = Axes(across, heights, "x", "y"), loss_axes(recording)

    assert curve["x"] == [axes.x(x) for x in recording.grid]
    for k, moment in enumerate(recording.moments):
        assert curve["y"][k] == [axes.y(y) for y in moment.predictions]
        assert here["x"][k], here["y"][k] == (
            [under.x(moment.epoch)],
            [under.y(moment.loss)],
        )
    assert len(set(map(tuple, curve["y"]))) == len(recording.moments)


def test_a_plane_is_exact_where_its_border_runs():
    recording = recorded(CORNERS, lr=0.1, epochs=300)
    moment, (fit, _) = recording.moments[-1], pictures(show_descent(recording), "plot")
    (plane,), flat = marks(fit, "plane"), [z for row in moment.predictions for z in row]
    heights = plane["heights"][-1]

    assert all((z > 0) == (height > 0) for z, height in zip(flat, heights))
    assert max(map(abs, heights)) == 99 and 0 not in heights
    crossed = 0
    for k in range(len(flat) - 1):
        if (k + 1) % plane["across"] and (flat[k] > 0) != (flat[k + 1] > 0):
            crossed += 1
            true = flat[k] / (flat[k] - flat[k + 1])
            found = heights[k] / (heights[k] - heights[k + 1])
            assert found == pytest.approx(true, abs=0.1)  # of a cell
    assert crossed > 10
    discs, squares = marks(fit, "dots"), marks(fit, "squares")
    assert len(discs[0]["x"]) == len(squares[0]["x"]) == 2


def test_a_plane_without_a_border_has_one_side():
    recording = recorded(CORNERS, epochs=2, boundary=1e9)

    assert set(levels(recording, recording.moments[0], 21)) == {-99}


def test_two_trainings_share_their_axes():
    film = compare(recorded(label="slow"), recorded(lr=0.2, label="fast"))
    one, two, under_one, under_two = pictures(film, "plot")

    assert [one["title"], two["title"]] == ["slow", "fast"]
    for a, b in ((one, two), (under_one, under_two)):
        assert (a["ticks"], a["left"], a["labels"]) == (
            b["ticks"],
            b["left"],
            b["labels"],
        )
    assert marks(one, "line")[0]["y"][0] == marks(two, "line")[0]["y"][0]
    assert marks(one, "line")[0]["y"][-1] != marks(two, "line")[0]["y"][-1]


FILM = 60_000  # bytes


def test_films_stay_within_their_budgets(weight):
    many = [((random.Random(k).random(), k / 60), (-1) ** k) for k in range(60)]
    model = nn.MLP(2, [12, 12, 1], rng=random.Random(1))
    adam = optim.Adam(model.parameters(), lr=0.1)
    wild = record(model, misfit(model), many, adam, epochs=60)

    for film in (
        show_descent(wild),
        compare(wild, wild),
        compare(recorded(), wild_line()),
    ):
        assert len(captions(film)) <= 30
        assert weight(film) <= FILM / 4

    noise = random.Random(0)  # a fault: heights that are no training's
    for mark in marks(pictures(film, "plot")[0], "line"):
        mark["y"] = [[noise.random() for _ in range(200)] for _ in captions(film)]
    assert weight(film) > FILM / 4


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
        "    print(film.data, film.still())\n"
    )

    assert len(under_hash_seeds(program, 3)) == 1


HOSTILE = "<script>alert('x')</script> & \"quoted\" \u202e" + "y" * 10_000


def test_hostile_labels_stand_as_text(weight):
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
        shown = film._repr_html_()
        assert shown.count("<script") == 1  # that of the data
        assert "&lt;script" in shown and "\\u003cscript" in shown
        assert weight(film) < FILM / 4


def test_numbers_beyond_the_floats_stop_at_the_edge_and_are_said():
    model = nn.Linear(1, 1, rng=random.Random(0))
    bad = optim.SGD(model.parameters(), lr=1e60)
    broken = record(model, misfit(model), POINTS, bad, epochs=30, label="rate 1e60")
    film = compare(recorded(), broken)

    assert "diverged" in broken.stopped
    assert re.search(
        "rate 1e60 has a loss (of .*e|too large for a float)", captions(film)[-1]
    )
    assert "and ended after epoch" in captions(film)[-1]
    for picture in film.data["pictures"]:
        for mark in picture["marks"]:
            for place in flat(mark["x"]) + flat(mark["y"]):
                assert place is None or abs(place) <= (1 + FAR) * WHOLE
        assert "nan" not in still(picture, -1) and "inf" not in still(picture, -1)
    as_json(film.data)  # it refuses what is no number


def flat(places):
    return [x for row in places for x in (row if isinstance(row, list) else [row])]


def test_the_curve_outside_the_picture_is_said():
    recording = recorded(lr=50.0, epochs=100)

    assert "outside the picture" in captions(show_descent(recording))[-1]


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
