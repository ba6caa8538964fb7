"""The films of recordings: they show just what a recording holds."""

import random
import re

import pytest

from tests.shared.trainings import (
    CORNERS,
    POINTS,
    captions,
    marks,
    misfit,
    pictures,
    recorded,
)
from toygrad import Value, nn, optim
from toygrad.viz import compare, record, show_descent
from toygrad.viz.films.axes import FAR, WHOLE
from toygrad.viz.still import still
from toygrad.viz.widget import as_json


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


def test_films_need_recordings():
    with pytest.raises(TypeError, match="show_descent needs a recording, got Value"):
        show_descent(Value(1.0))
    with pytest.raises(TypeError, match="compare needs a recording, got list"):
        compare(recorded(), [])
    with pytest.raises(ValueError, match="examples of the same kind"):
        compare(recorded(), recorded(CORNERS))
