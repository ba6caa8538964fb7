"""The network that reads drawn digits: what it is shown, and how it is stored."""

import json

from tools.book import reader
from toygrad import data, nn


def test_an_image_that_moved_away_and_back_has_lost_its_edge_alone():
    image = [float(k) for k in range(64)]
    back = reader.moved(reader.moved(image, 1), -1)

    assert [x for k, x in enumerate(back) if k % 8 != 7] == [
        x for k, x in enumerate(image) if k % 8 != 7
    ]
    assert back[7::8] == [0.0] * 8


def test_what_is_stored_are_the_rows_of_the_layers():
    model = nn.MLP(3, [2, 1])
    layers = json.loads(reader.written(model.state_dict()))
    numbers = [
        x for one in layers.values() for row in [*one["w"], one["b"]] for x in row
    ]

    assert [len(one["w"]) for one in layers.values()] == [2, 1]
    assert sorted(numbers) == sorted(model.state_dict().values())


def test_what_is_stored_reads_most_digits():
    model, (_, _, images, labels) = nn.MLP(64, reader.SIZES, nn.relu), data.digits()
    model.load_state_dict(data.reader())
    right, count = reader.counted(model, list(zip(images, labels))[:40])

    assert right >= 36 and count == 40
