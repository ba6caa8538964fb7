"""Trains the network that reads what is drawn on the pad of chapter 10.

    make reader        writes toygrad/reader.json, a minute or two

It sees each image of the training forty times, moved at random to a side by
one place or by none: what a reader draws never sits as well in its frame as
what the collection has centred.  The numbers are rounded before they are
stored, and counted afterwards; what is printed stands in tests/test_reader.py.
"""

import json
import random

from tools.places import ROOT
from toygrad import data, mean, nn, optim
from toygrad.training import fit

TARGET = ROOT / "toygrad/reader.json"
SIZES = [40, 10]
EPOCHS, BATCH, RATE = 40, 8, 0.2
DIGITS = 2  # of each number, behind the point


def main(target=TARGET):
    train, labels, test, test_labels = data.digits()
    model = trained(list(zip(train, labels)))
    state = {name: round(x, DIGITS) + 0.0 for name, x in model.state_dict().items()}
    target.write_text(written(state) + "\n", encoding="utf-8")
    model.load_state_dict(state)
    for words, pairs in (
        ("training", zip(train, labels)),
        ("held out", zip(test, test_labels)),
    ):
        print(words, counted(model, list(pairs)))


def trained(pairs, epochs=EPOCHS):
    """A network that has seen all `pairs` of image and label, moved to and fro."""
    rng = random.Random(0)
    model = nn.MLP(64, SIZES, nn.relu, "kaiming", rng)

    def loss(batch):
        images = [moved(image, rng.randint(-1, 1)) for image, _ in batch]
        return mean(map(nn.cross_entropy, model(images), [label for _, label in batch]))

    sgd = optim.SGD(model.parameters(), lr=RATE)
    rates = optim.linear(RATE, RATE / 50, epochs * len(pairs) // BATCH)
    fit(loss, pairs, sgd, epochs, batch_size=BATCH, schedule=rates)
    return model


def moved(image, right, down=0):
    """An image of 8 × 8 numbers, some places further; what leaves the frame is gone."""
    return [
        image[8 * (row - down) + column - right]
        if 0 <= row - down < 8 and 0 <= column - right < 8
        else 0.0
        for row in range(8)
        for column in range(8)
    ]


def counted(model, pairs, right=0, down=0):
    """How many images the model reads, each moved: (right answers, all)."""
    logits = [
        [z.data for z in out]
        for out in model([moved(x, right, down) for x, _ in pairs])
    ]
    hits = sum(z.index(max(z)) == label for z, (_, label) in zip(logits, pairs))
    return hits, len(pairs)


def written(state):
    """The parameters as JSON, row by row: {name of a layer: {"w": rows, "b": numbers}}."""
    layers = {}
    for name, number in state.items():
        layer, kind, *places = name.replace(".", "[").rstrip("]").split("[")
        parts = layers.setdefault(layer, {"w": [], "b": []})
        row, *column = places[0].split(",")
        if column and int(row) == len(parts["w"]):
            parts["w"].append([])
        (parts["w"][int(row)] if column else parts["b"]).append(number)
    return json.dumps(layers, separators=(",", ":"))


if __name__ == "__main__":
    main()
