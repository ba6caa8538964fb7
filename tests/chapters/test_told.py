"""What chapters and guide tell of the playground: its links, and each number beside them.

A link is a preset; a number is what the session gives when it is asked.
"""

import functools
import re
from pathlib import Path
from statistics import mean

import pytest

from tools.book import presets
from tools.book.chapters import Chapter, chapters
from toygrad.viz.playground.presets import PRESETS
from toygrad.viz.playground.run import Run
from toygrad.viz.playground.session import Session
from toygrad.viz.playground.setting import Setting

BOOK = Path(__file__).resolve().parents[2] / "book"
CHAPTERS = [chapter.name for chapter in chapters()]
GUIDE = (BOOK / "teaching" / "playground.md").read_text()
LINK = re.compile(r"\[([^]\n]*)\]\((?:\.\./)?playground\.(?:ipynb|html)#?([^)]*)\)")
SETTINGS = {preset["name"]: preset["setting"] for preset in PRESETS}
HOMES = {preset["name"]: preset["chapter"] for preset in PRESETS}


# Links.


@functools.cache
def cells_of(chapter):
    return Chapter(chapter).prose


def unsound(text):
    """(words, link) that is no preset, or not the one that it names."""
    for words, link in LINK.findall(text):
        try:
            sound = Setting.from_link(link) == Setting.read(SETTINGS[words])
        except (KeyError, TypeError, ValueError):
            sound = False
        if not sound:
            yield words, link


TEXTS = {name: "\n".join(cells_of(name).values()) for name in CHAPTERS}
TEXTS["guide"] = GUIDE


@pytest.mark.parametrize("name", TEXTS)
def test_every_link_into_the_playground_is_the_preset_that_it_names(name):
    text = TEXTS[name]

    assert list(unsound(text)) == []
    assert text.count("playground.ipynb") == len(LINK.findall(text))
    assert "playground.html" not in text


@pytest.mark.parametrize(
    "old, new",
    [
        ("lr=0.1", "lr=0.2"),  # a setting, but no preset
        ("layers=4.relu", "layers=4.gelu"),
        ("[A sleeping relu]", "[A dead layer]"),
        ("#layers=4.relu-2.relu&lr=0.1", ""),
        ("[A sleeping relu]", "[A sleepy relu]"),
    ],
)
def test_a_link_that_is_no_preset_is_found(old, new):
    text = cells_of("08_networks")["playground-dead"]
    assert old in text

    assert list(unsound(text.replace(old, new)))


@pytest.mark.parametrize(
    "chapter",
    [
        "07_descent",
        "08_networks",
        "09_training",
        "10_classification",
        "11_optimizers",
        "12_depth",
    ],  # fmt: skip
)
def test_a_chapter_of_the_training_asks_before_it_sends_to_the_playground(chapter):
    asking = [text for text in cells_of(chapter).values() if LINK.search(text)]
    named = {words for text in asking for words, _ in LINK.findall(text)}

    assert len(named) >= 2 and {HOMES[words] for words in named} == {chapter}
    for text in asking:
        assert text.index("**Predict**") < LINK.search(text).start()
        assert LINK.search(text).start() < text.index('<details class="tried">')


def test_what_the_page_knows_are_the_links_of_the_presets():
    assert presets.links() == {
        Setting.read(setting).link() for setting in SETTINGS.values()
    }


# Numbers.


def trained(name, steps=0, epochs=0, **change):
    """The frame after so many steps or epochs."""
    session, frame = Session(Setting.read(SETTINGS[name] | change)), None
    for part in [100] * (epochs // 100) + [epochs % 100] * (epochs % 100 > 0):
        frame = session.ask({"do": "train", "epochs": part})
    return session.ask({"do": "train", "steps": steps}) if steps else frame


def path(name, steps, after=0, **change):
    """[(loss, first weight), …] of single steps, from where `after` steps have led."""
    session = Session(Setting.read(SETTINGS[name] | change))
    frames = [session.ask({"do": "train", "steps": after})] if after else []
    frames += [session.ask({"do": "train", "steps": 1}) for _ in range(steps)]
    return [(f["loss"][0], f["net"]["edges"][0][0][0]["w"]) for f in frames]


def weights(frame, layer, neuron):
    return [edge["w"] for edge in frame["net"]["edges"][layer][neuron]]


def grads(frame, layer, neuron):
    return [edge["grad"] for edge in frame["net"]["edges"][layer][neuron]]


def batches_of_cars():
    for batch in (1, 10, 0):
        way = path("One car at a time", 200, after=200, batch=batch)
        assert len(way) == 201
        losses, places = zip(*way)
        up = sum(later > loss for loss, later in zip(losses, losses[1:]))
        if batch == 0:
            assert up == 0
            continue
        yield from (f"{up} ", f"{max(losses[1:]):.2f}")
        yield f"{mean(abs(b - a) for a, b in zip(places, places[1:])):.3f}"


def rates_of_cars():
    for lr in (0.1, 0.2):
        yield ", ".join(f"{w:.2f}" for _, w in path("A rate that swings", 4, lr=lr))
    first, last = (trained("A rate that swings", n, lr=0.5) for n in (1, 100))
    yield f"{first['loss'][0]:.0f}"
    assert last["stopped"] and last["step"] == 7
    speeds = [[x / 10, 1.0] for [x], _ in cars()]
    a, b, c = (2 * mean(p[i] * p[j] for p in speeds) for i, j in ((0, 0), (0, 1), (1, 1)))  # fmt: skip
    middle, half = (a + c) / 2, (((a - c) / 2) ** 2 + b * b) ** 0.5
    steep, flat = middle + half, middle - half
    assert f"{a:.2f}" == "5.29"
    yield from (f"{steep:.2f}", f"{1 / steep:.2f}", f"{2 / steep:.2f}", f"{flat:.2f}")  # fmt: skip


def cars():
    from toygrad import data

    return [([speed], feet) for speed, feet in zip(*data.stopping_distances())]


def xor_without():
    frame = trained("XOR without a hidden layer", 800)
    assert frame["answers"]["accuracy"][0] == 0.5
    yield " and ".join(f"{w:.3f}" for w in weights(frame, 0, 0))


def xor_with_two():
    """Three seeds that tell of the ten: the others were measured once."""
    right = [
        trained("XOR with two neurons", 1600, seed=seed)["answers"]["accuracy"][0]
        for seed in (1, 3, 6)
    ]
    assert right == [1.0, 0.75, 0.99375]
    four = trained("XOR with two neurons", 800, seed=3, layers=[[4, "tanh"]])
    assert four["answers"]["accuracy"][0] == 1.0
    return ["three of the four heaps"]


def dead_relu():
    start = trained("A sleeping relu", 1)
    frame = trained("A sleeping relu", epochs=100)
    assert grads(start, 1, 0) == [0.0] * 4 and grads(start, 2, 0)[0] == 0.0
    assert all(node["bias_grad"] for node in start["net"]["nodes"][1])
    assert weights(start, 1, 0) == weights(frame, 1, 0)
    assert weights(start, 2, 0)[0] == weights(frame, 2, 0)[0]
    before, after = (weights(trained("A sleeping relu", n), 1, 0) for n in (2325, 2326))
    assert before == weights(frame, 1, 0) != after
    return [f"{frame['loss'][0]:.3f}", f"epoch {2326 // 16 + 1}"]


def all_alike():
    frame = trained("All alike", epochs=100)
    for layer in (0, 1):
        rows = {(*weights(frame, layer, j), *grads(frame, layer, j)) for j in range((4, 2)[layer])}  # fmt: skip
        assert len(rows) == 1 and len({*frame["maps"][layer]}) == 1
    assert trained("All alike", epochs=100, init="uniform")["answers"]["accuracy"][0] == 1.0  # fmt: skip
    return [f"{100 * frame['answers']['accuracy'][0]} %"]


def forgotten():
    session = Session(Setting.read(SETTINGS["zero_grad forgotten"]))
    session.ask({"do": "train", "steps": 9})
    for _ in range(5):
        frame = session.ask({"do": "step", "size": "example"})
    own, others, before = (part["edges"][1][0][0] for part in frame["microscope"]["shares"])  # fmt: skip
    assert grads(frame, 1, 0)[0] == pytest.approx(own + others + before, abs=1e-5)
    yield from (f"{before:.3f}", f"−{-own - others:.3f}", f"{grads(frame, 1, 0)[0]:.3f}")  # fmt: skip
    stopped = trained("zero_grad forgotten", epochs=100)
    assert stopped["stopped"] and stopped["epoch"] == 11.0
    assert max(swings()) < trained("zero_grad forgotten", 1)["history"]["train"][0]


def swings():
    """The losses of 300 epochs with all points in a batch."""
    return losses_of("zero_grad forgotten", 300, batch=0)[1:]


def old_predictions():
    rows = [weights(trained("Old predictions", epochs=n), 1, 0)[0] for n in (3, 4, 5)]
    assert len({f"{b - a:.4f}" for a, b in zip(rows, rows[1:])}) == 1
    yield f"{rows[1] - rows[0]:.4f}"
    for epochs in (20, 40, 80):
        yield f"{trained('Old predictions', epochs=epochs)['loss'][0]:.0f} "


def shares():
    steps = [{"do": "step", "size": "example"}] * 10
    for epochs in (0, 100):
        session = Session(Setting.read(SETTINGS["Two moons"]))
        if epochs:
            session.ask({"do": "train", "epochs": epochs})
        seen = [session.ask(step)["microscope"] for step in steps]
        found = [(m["point"][2], m["shares"][0]["biases"][2][0]) for m in seen]
        sizes = sorted(abs(share) for _, share in found)
        if epochs:
            assert sizes[-2] < 0.00013
            yield f"{sizes[-1]:.5f}"
        else:
            lows, highs = zip(*(limits([s for y, s in found if y == k]) for k in (1.0, 0.0)))  # fmt: skip
            yield f"−{-lows[0]:.4f} and −{-highs[0]:.4f}"
            yield f"{lows[1]:.4f} and {highs[1]:.4f}"


def limits(numbers):
    return min(numbers), max(numbers)


def by_heart():
    whole, held = trained("Overfitting", epochs=600), held_of("Overfitting", 600)
    best = held.index(min(held))
    accuracy = trained("Overfitting", epochs=best)["answers"]["accuracy"][1]
    assert min(held[450:]) > 0.693147
    assert accuracy == whole["answers"]["accuracy"][1]
    yield from (f"{min(held):.3f} in {best} epochs", f"{100 * accuracy:.0f} %")
    yield from (f"{whole['loss'][1]:.3f}", f"{whole['loss'][0]:.3f}")
    yield f"{trained('Overfitting', epochs=600, l2=0.003)['loss'][1]:.3f}"


def held_of(name, epochs):
    """The held-out loss after 0, 1, … epochs."""
    run = Run(Setting.read(SETTINGS[name]))
    losses = [run.measured()[1]]
    for _ in range(epochs):
        for _ in range(run.batches):
            run.step()
        losses.append(run.measured()[1])
    return losses


def losses_of(name, epochs, **change):
    """The loss after 0, 1, … epochs, where an epoch is a step."""
    session = Session(Setting.read(SETTINGS[name] | change))
    for _ in range(epochs // 100 + 1):
        session.ask({"do": "train", "epochs": 100})
    return session.run.means[: epochs + 1]


def edge():
    swinging = losses_of("The edge", 600)
    late = max(range(100, 601), key=swinging.__getitem__)
    yield from (f"{swinging[late]:.2f} at step {late}", f"{len(rises(swinging))} of")
    assert not rises(losses_of("The edge", 600, lr=0.1))
    calm = losses_of("The edge", 600, lr=0.2)
    up = rises(calm)  # where it begins is for the last digit to say
    assert 430 < up[0] < 460 and 24 <= len(up) == up[-1] - up[0] + 1 <= 27
    assert 0.8 < max(calm[100:]) < 0.9
    yield f"{calm[up[0] - 1]:.4f}"


def rises(losses):
    """The steps that led uphill."""
    return [k for k in range(1, len(losses)) if losses[k] > losses[k - 1]]


def jumping():
    first = trained("Steps that jump", 1)
    assert {f"{moved:.2f}" for moved in updates(first)} == {"1.00"}
    [start] = losses_of("Steps that jump", 0)
    yield from (" 1.00", f"{start:.2f} to {first['loss'][0]:.2f}")
    for optimizer in ("RMSProp", "Adam"):
        yield f"{length_of_steps(optimizer):.4f}"
    yield f"{trained('Steps that jump', epochs=300, lr=0.01)['loss'][0]:.4f}"


def updates(frame):
    """How far each parameter went in the last step."""
    net = frame["net"]
    edges = (edge["update"] for layer in net["edges"] for row in layer for edge in row)
    biases = (node["bias_update"] for layer in net["nodes"][1:] for node in layer)
    return [*map(abs, edges), *map(abs, biases)]


def length_of_steps(optimizer):
    """On average over all parameters, from step 251 to 300."""
    session = Session(Setting.read(SETTINGS["Steps that jump"] | {"optimizer": optimizer}))  # fmt: skip
    session.ask({"do": "train", "steps": 250})
    frames = [session.ask({"do": "train", "steps": 1}) for _ in range(50)]
    return mean(mean(updates(frame)) for frame in frames)


def flat(frame):
    """How many neurons of each hidden layer are saturated."""
    layers = frame["net"]["nodes"][1:-1]
    return [sum(n["state"] == "saturated" for n in layer) for layer in layers]


def size_of(frame, layer):
    """The root mean square of the gradients at the weights of a layer."""
    rows = frame["net"]["edges"][layer]
    return mean(edge["grad"] ** 2 for row in rows for edge in row) ** 0.5


def at_first(name):
    return Session(Setting.read(SETTINGS[name])).ask({"do": "seek", "state": 0})


def saturated():
    name = "Saturated from the start"
    layers = flat(at_first(name))
    yield from (f"In {sum(layers)} of them", "{}, {}, {} and {}".format(*layers))
    yield from (f"{at_first(name)['loss'][0]:.3f}", f"{trained(name, 32)['loss'][0]:.3f}")  # fmt: skip


def kept():
    name = "Gradients that are kept"
    first, off, last = (trained(name, n) for n in (1, 13, 32))
    assert all(node["state"] == "dead" for node in off["net"]["nodes"][4])
    arriving = lambda frame: [grads(frame, 3, k) for k in range(8)]  # noqa: E731
    assert arriving(off) == arriving(last)
    yield f"{size_of(last, 3):.1f}, and was {size_of(first, 3):.2f}"


def dead_in_the_middle():
    name = "A dead layer in the middle"
    start, last = trained(name, 1), trained(name, 64)
    assert not any(size_of(frame, k) for frame in (start, last) for k in range(5))
    yield f"{last['loss'][0]:.6f}"
    wider = [[8, bend] for _, bend in SETTINGS[name]["layers"]]
    yield f"{trained(name, 32, layers=wider)['loss'][0]:.3f}"


def exploded():
    name = "Numbers that explode"
    yield f"{at_first(name)['loss'][0]:.0f}"
    assert 9e11 < trained(name, 1)["loss"][0] < 1.1e12
    assert 1e153 < trained(name, 3)["loss"][0] < 1e154
    yield from ("10 to the 12th", "10 to the 153rd")


def all_zeros():
    session = Session(Setting.read(SETTINGS["Zeros, four layers deep"]))
    frame = session.ask({"do": "train", "steps": 64})
    numbers = [p.data for p in session.run.parameters]
    assert len(numbers) == 249 and max(map(abs, numbers)) < 1e-15
    yield f"{frame['loss'][0]:.6f}"


def vanished():
    name = "A gradient that vanishes"
    yield f"{trained(name, 64)['loss'][0]:.4f}"
    bent = [[n, "tanh"] for n, _ in SETTINGS[name]["layers"]]
    yield f"{trained(name, 64, layers=bent)['loss'][0]:.4f}"


def strides():
    name = "Far too large a rate"
    losses = [f"{loss:.4g}" for loss, _ in path(name, 4)]
    assert not any(flat(at_first(name)))
    yield f"from {at_first(name)['loss'][0]:.4f} to {float(losses[0]):.4f}"
    yield from (losses[1], f"{losses[3]} after four")
    yield f"{sum(flat(trained(name, 4)))} of the 32"


TOLD = {
    ("07_descent", "playground-batch"): [batches_of_cars],
    ("07_descent", "playground-rate"): [rates_of_cars],
    ("08_networks", "playground-xor"): [xor_without, xor_with_two],
    ("08_networks", "playground-dead"): [dead_relu],
    ("08_networks", "playground-alike"): [all_alike],
    ("09_training", "playground-forgotten"): [forgotten],
    ("09_training", "playground-old"): [old_predictions],
    ("10_classification", "playground-shares"): [shares],
    ("10_classification", "playground-heart"): [by_heart],
    ("11_optimizers", "playground-edge"): [edge],
    ("11_optimizers", "playground-jump"): [jumping],
    ("12_depth", "playground-saturated"): [saturated],
    ("12_depth", "playground-kept"): [kept],
    ("12_depth", "playground-black"): [dead_in_the_middle],
    ("12_depth", "playground-explodes"): [exploded],
    ("12_depth", "playground-zeros"): [all_zeros],
    ("12_depth", "playground-fades"): [vanished],
    ("12_depth", "playground-strides"): [strides],
}


@functools.cache
def numbers_of(*measures):
    return [number for measure in measures for number in measure()]


def untold(text, numbers):
    """What the session says, and the text does not."""
    return [number for number in numbers if number not in text]


@pytest.mark.parametrize("chapter, cell", TOLD, ids=lambda name: name)
def test_what_a_chapter_says_of_the_playground_is_what_it_does(chapter, cell):
    text = " ".join(cells_of(chapter)[cell].split())
    numbers = numbers_of(*TOLD[chapter, cell])

    assert numbers and untold(text, numbers) == []
    for number in numbers:  # a digit less, and it is missed
        assert untold(text.replace(number, number[1:]), [number])


def test_every_cell_that_sends_to_the_playground_is_measured():
    sending = {
        (name, id)
        for name in CHAPTERS
        for id, text in cells_of(name).items()
        if LINK.search(text)
    }

    assert sending == TOLD.keys()


def losses_told():
    for name, change, epochs in (
        ("zero_grad forgotten", {}, 2),
        ("zero_grad forgotten", {}, 5),
        ("A sleeping relu", {}, 100),
        ("One car at a time", {}, 4),
        ("One car at a time", {}, 1),
        ("One car at a time", {"batch": 0}, 4),
    ):
        yield f"{trained(name, epochs=epochs, **change)['loss'][0]:.2f}"
    yield f"{trained('zero_grad forgotten', epochs=11, faults=[])['loss'][0]:.3f}"
    yield f"{trained('A dead layer', epochs=50)['loss'][0]:.3f}"
    yield f"{trained('XOR without a hidden layer', 800)['loss'][0]:.3f}"
    yield f"{weights(trained('A sleeping relu', 1), 1, 0)[0]:.3f}"
    yield " and ".join(f"{loss:.2f}" for loss in limits(swings()))
    slow = trained("zero_grad forgotten", epochs=200, lr=0.005)
    assert slow["stopped"]
    yield f"{slow['epoch']:.0f} epochs"


def test_what_the_guide_says_of_the_playground_is_what_it_does():
    measures = (losses_told, batches_of_cars, xor_without, forgotten)
    numbers = [number for measure in measures for number in numbers_of(measure)]
    layer = trained("A dead layer", 1)

    assert untold(GUIDE, numbers) == []
    assert not any(sum((grads(layer, k, j) for k, j in ((0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (2, 0))), []))  # fmt: skip
    assert layer["net"]["nodes"][3][0]["bias_grad"]
    assert trained("XOR with two neurons", 800)["answers"]["accuracy"][0] == 1.0


def plans(text):
    """The minutes of each plan, the sum last."""
    tables = re.findall(r"\| minutes \|.*\n\|.*\n((?:\|.*\n)+)", text)
    return [[int(n) for n in re.findall(r"^\| (\d+) \|", t, re.M)] for t in tables]


def test_each_plan_of_the_guide_has_15_minutes():
    found = plans(GUIDE)

    assert len(found) == 4 and all(sum(p[:-1]) == p[-1] == 15 for p in found)
    assert plans(GUIDE.replace("| 3 | Ask", "| 4 | Ask"))[0][:-1] != found[0][:-1]
