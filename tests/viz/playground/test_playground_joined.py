"""The playground whole: the front end with the session behind it, and on the built page."""

import random

import pytest

from tests.shared.theatre import quiet
from tests.viz.playground.test_front_playground import DATA, LIMITS, Room, shown_table
from toygrad import Value, functions, nn
from toygrad.viz.playground.run import Run
from toygrad.viz.playground.session import Session
from toygrad.viz.playground.setting import Setting


class Joined(Room):
    """A page whose numbers come from a session."""

    def start(self, setting):
        self.open(DATA | {"recorded": None, "setting": setting})
        return self

    def open(self, data):
        self.session, self.replies, self.wrong = Session(), [], None
        super().open(data)

    def answer(self, request):
        reply = self.session.ask(request)
        if self.wrong and reply["kind"] == "frame":
            k, j, i = self.wrong
            reply = reply | {"net": planted(reply["net"], k, j, i)}
        return reply


def planted(net, k, j, i):
    """The same network with the last digit of one gradient changed."""
    edges = [[[dict(edge) for edge in row] for row in layer] for layer in net["edges"]]
    edges[k][j][i]["grad"] += 1e-5 * (abs(edges[k][j][i]["grad"]) or 1.0)
    return net | {"edges": edges}


@pytest.fixture(scope="module")
def joined(browser):
    yield from quiet(Joined(browser))


def some_setting(rng):
    """Any setting that the controls can be brought to, small enough to be quick."""
    bends = LIMITS["bends"]
    layers = [[rng.randint(1, 4), rng.choice(bends)] for _ in range(rng.randint(0, 3))]
    return {
        "problem": rng.choice(["moons", "circles", "spirals", "xor", "blobs", "wave", "parabola"]),
        "n": 20, "noise": rng.choice([0.0, 0.1]), "held": rng.choice([0, 20]), "seed": rng.randint(0, 9999),
        "layers": layers, "init": rng.choice(["uniform", "xavier", "kaiming"]), "lr": rng.choice([0.001, 0.01]),
        "batch": rng.choice([1, 3, 5, 0]), "optimizer": rng.choice(["SGD", "momentum", "Adam"]), "l2": rng.choice([0.0, 0.01]),
    }  # fmt: skip


def eager_gradients(setting, weights, batch, count):
    """{(to, from): gradient} by graphs of plain Values and ``backward()``.

    `weights` is the same with numbers, where the step began; `batch` the examples
    whose shares were added, of `count`; the pull towards 0 comes with the last one.
    """
    values = {place: Value(number) for place, number in weights.items()}
    losses = [loss_of(setting, values, *example) for example in batch]
    total = sum(losses, Value(0.0)) / count
    if len(batch) == count:
        total = total + setting.l2 * sum((v * v for v in values.values()), Value(0.0))
    total.backward()
    return {place: value.grad for place, value in values.items()}


def loss_of(setting, values, given, target):
    outs = {f"input {name}": Value(x) for name, x in zip("xy", given)}
    for k, (neurons, bend) in enumerate([*setting.layers, (1, "none")]):
        last = k == len(setting.layers)
        names = ["output" if last else f"neuron {j + 1} of layer {k + 1}" for j in range(neurons)]  # fmt: skip
        sums = {to: sum((values[to, giver] * out for giver, out in outs.items()), values[to, "bias"]) for to in names}  # fmt: skip
        outs = {to: z if bend == "none" else getattr(functions, bend)(z) for to, z in sums.items()}  # fmt: skip
    [out] = outs.values()
    if not setting.classes:
        return (out - target) ** 2
    return nn.binary_cross_entropy_with_logits([out], [target])


def number(text):
    return float(text.replace("−", "-"))


def wrong_gradients(joined, steps, examples):
    """The places of the table whose gradient is not that of the link's state.

    The state is computed anew from the address; the table's own weights, less the
    update that it shows, only say that it is the same.
    """
    frame = joined.run("playground.frame")
    setting = Setting.from_link(frame["link"])
    run = Run(setting)
    for _ in range(steps):
        run.step()
    taken, count = run.queue[0][: examples or None], len(run.queue[0])
    before = run.data()
    batch = [run.points.train[k] for k in taken]
    seen = shown_table(joined)
    weights = dict(zip(places_of(setting), before))
    wanted = eager_gradients(setting, weights, batch, count)
    assert wanted.keys() == seen.keys()
    return [place for place, (_, grad, _) in seen.items() if abs(number(grad) - wanted[place]) > 6e-6 * abs(wanted[place]) + 1e-12]  # fmt: skip


def places_of(setting):
    """The places of the table in the order of the parameters: each layer's weights, then its biases."""
    givers = ["input x", "input y"] if setting.classes else ["input x"]
    for k, (neurons, _) in enumerate([*setting.layers, (1, "none")]):
        last = k == len(setting.layers)
        names = ["output" if last else f"neuron {j + 1} of layer {k + 1}" for j in range(neurons)]  # fmt: skip
        yield from ((to, giver) for to in names for giver in givers)
        yield from ((to, "bias") for to in names)
        givers = names


def go(joined, seed):
    """Some setting, some steps by batches, then perhaps some examples of the next one."""
    rng = random.Random(seed)
    joined.start(some_setting(rng))
    steps = rng.randint(0, 4)
    for _ in range(steps):
        joined.press("One batch")
    count = len(joined.session.run.queue[0])
    examples = rng.randint(0, min(count, 3))
    for _ in range(examples):
        joined.press("One example")
    if not examples:
        joined.press("One batch")
    return steps, examples


@pytest.mark.parametrize("seed", range(12))
def test_the_numbers_in_the_table_are_those_of_backward_from_the_link(joined, seed):
    steps, examples = go(joined, seed)
    assert wrong_gradients(joined, steps, examples) == []


def test_a_wrong_gradient_of_one_edge_would_be_seen(joined):
    steps, examples = go(joined, 1)
    joined.wrong = 0, 0, 0
    joined.press("Start again")
    for _ in range(steps):
        joined.press("One batch")
    for _ in range(examples):
        joined.press("One example")
    if not examples:
        joined.press("One batch")
    [place] = wrong_gradients(joined, steps, examples)
    assert place[1] == "input x"


def test_the_table_names_each_parameter_as_the_engine_does(joined):
    joined.start({"problem": "xor", "layers": [[3, "tanh"], [2, "relu"]], "n": 20})
    shown_table(joined)
    names = joined.run("[...document.querySelectorAll('.tgp-table tbody tr')].map((row) => row.cells[2].textContent)")  # fmt: skip
    assert sorted(names) == sorted(one.label for one in joined.session.run.parameters)


def test_the_first_own_points_are_learned(joined):
    joined.start({})
    joined.find("radio", "your own points").check(force=True)
    joined.rest()
    joined.run("playground.want({ do: 'train', steps: 400 })")
    joined.rest()
    assert joined.run("playground.frame.answers.accuracy") == [1, 1]


# On the built page.

NEEDED = [".tgp-play", ".tgp-sizes", ".tgp-back", ".tgp-count", ".tgp-net", ".tgp-key", ".tgp-right > .tgp-output", ".tgp-loss", "[aria-label='learning rate']"]  # fmt: skip


def cut_off(page, height=720):
    """What one needs while it trains, and the first screen has not whole."""
    boxes = {name: page.locator(name).first.bounding_box() for name in NEEDED}
    return [name for name, box in boxes.items() if box["y"] < 0 or box["y"] + box["height"] > height]  # fmt: skip


def test_on_a_low_screen_all_that_one_needs_is_seen_at_once(visit):
    page = visit(viewport={"width": 1280, "height": 720}).open("book/playground.html")
    assert cut_off(page) == []
    page.add_style_tag(content="main section > h1 + p { margin-bottom: 90px !important }")  # fmt: skip
    assert "[aria-label='learning rate']" in cut_off(page)


def test_on_the_built_page_the_microscope_has_its_stage(visit):
    """The stage's script is read after that of the playground."""
    here = visit()
    page = here.open("book/playground.html")
    session = Session()
    session.ask({"do": "set", "setting": {}})
    reply = session.ask({"do": "step", "size": "example"})
    page.evaluate(
        """(reply) => { const { playground } = document.querySelector(".toygrad-playground");
            playground.frame = { ...playground.frame, ...reply }; playground.magnify(reply.microscope); }""",
        reply,
    )
    page.wait_for_function("document.querySelector('.tgp-stage .tg-picture')?.clientHeight > 100")  # fmt: skip
    assert page.locator(".tgp-stage").bounding_box()["height"] > 100
    assert (here.outside, here.noise) == ([], [])
