"""Trainings that were recorded, and what is drawn of them; for tests."""

import math
import random

from toygrad import nn, optim
from toygrad.viz import record

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
