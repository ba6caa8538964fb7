"""The playground in the browser: what it asks for, and that it shows what it is told.

Who answers here trains nothing: its numbers come from a formula, so that every one
of them is another and can be known again.
"""

import base64
import gzip
import json
import math
import re
from pathlib import Path

import pytest
from theatre import quiet

from toygrad.viz.widget import BUILT

AXE = (Path(__file__).parent / "vendor/axe-core/axe.min.js").read_text()
SETTING = {
    "problem": "moons", "points": [], "formula": "sin(x)", "n": 100, "noise": 0.1, "held": 20,
    "seed": 1, "layers": [[3, "tanh"], [2, "relu"]], "init": "uniform", "lr": 0.1, "batch": 10,
    "optimizer": "SGD", "l2": 0.0, "faults": [],
}  # fmt: skip
CURVES = "wave", "parabola", "stopping", "formula"
ends = lambda low, high: {"low": low, "high": high, "reason": "so it is"}  # noqa: E731
LIMITS = {
    "n": ends(20, 400), "noise": ends(0.0, 0.5), "held": ends(0, 50), "seed": ends(0, 9999),
    "lr": ends(1e-5, 10.0), "batch": ends(0, 400), "l2": ends(0.0, 1.0),
    "problem": ["moons", "circles", "spirals", "xor", "blobs", "own", *CURVES],
    "bends": ["tanh", "relu", "leaky_relu", "sigmoid", "none"],
    "init": ["uniform", "xavier", "kaiming", "zeros"], "optimizer": ["SGD", "momentum", "RMSProp", "Adam"],
    "faults": {"zero_grad forgotten": "sums", "old predictions": "stale"},
    "layers": 4, "neurons": 16, "points": 200, "farthest": 2.0, "formula": 80,
}  # fmt: skip
PRESETS = [
    {"name": "Started at zero", "question": "What do the gradients say?", "chapter": "08_networks", "setting": {"init": "zeros"}},
]  # fmt: skip


class Teller:
    """Answers as the session does, with numbers from a formula."""

    def __init__(self):
        self.asked, self.setting, self.step, self.states = [], dict(SETTING), 0, 0
        self.planted = {}

    def ask(self, request):
        self.asked.append(request)
        if self.planted.get("problem"):
            return {"kind": "problem", "says": self.planted["problem"]}
        if request["do"] == "microscope":
            return {"kind": "microscope", "list": self.planted["each"]}
        if request["do"] == "program":
            return {"kind": "program", "text": "print(1 < 2)"}
        if request["do"] == "set":
            self.setting = SETTING | request.get("setting", {})
            self.step = self.states = 0
        elif request["do"] == "seek":
            self.step = request["state"]
        else:
            self.step += request.get("steps", 1)
            self.states = max(self.states, self.step)
        return self.frame(request)

    def frame(self, request=()):
        curve = self.setting["problem"] in CURVES
        sizes = [1 if curve else 2, *(n for n, _ in self.setting["layers"]), 1]
        steps = list(range(self.step + 1))
        frame = {
            "kind": "frame", "setting": self.setting, "link": "seed=2", "state": self.step,
            "states": [0, self.states], "step": self.step, "epoch": self.step / 8, "parameters": 20,
            "loss": [abs(self.number(0)), abs(self.number(1))], "pass": {"batch": [0, 3], "count": 2}, "kinks": [-0.5, 0.5] if curve else [],
            "history": {"step": steps, "train": [1 / (k + 1) for k in steps], "held": [2 / (k + 1) for k in steps]},
            "stopped": None, "answers": {} if curve else {"accuracy": [0.75, None]},
            "net": self.net(sizes), **self.pictures(sizes, curve), "data": self.data(curve),
        } | self.planted.get("frame", {})  # fmt: skip
        if dict(request).get("has") == frame["data"]["version"]:
            del frame["data"]
        if "microscope" in self.planted and dict(request).get("size") in ("example", "edge"):  # fmt: skip
            frame |= {"microscope": self.planted["microscope"], "pass": {"batch": [0, 3], "count": 2}}  # fmt: skip
        return frame

    def number(self, *place):
        """Six digits that no other place has."""
        at = 1.0 + self.step / 7 + sum((1 + k) * part * 0.7391 for k, part in enumerate(place))  # fmt: skip
        return float(f"{math.sin(17 * at) / (1 + place[0]):.6g}")

    def net(self, sizes):
        names = ["x", "y"][: sizes[0]]
        nodes = [[{"label": name, "bias": None, "bias_grad": None, "bias_update": None, "state": None, "max": None} for name in names]]  # fmt: skip
        edges = []
        for k, (inputs, neurons) in enumerate(zip(sizes, sizes[1:])):
            nodes.append([
                {"label": f"layer{k}[{j}]", "bias": self.number(k, j, 31), "bias_grad": self.number(k, j, 32),
                 "bias_update": self.number(k, j, 33), "state": "dead" if (k, j) == (1, 1) else None, "max": 1.5}
                for j in range(neurons)
            ])  # fmt: skip
            edges.append([
                [{"w": self.number(k, j, i), "grad": 0.0 if (k, j) == (1, 1) else self.number(k, j, i, 1),
                  "update": -self.number(k, j, i, 1)} for i in range(inputs)]
                for j in range(neurons)
            ])  # fmt: skip
        return {"nodes": nodes, "edges": edges}

    def pictures(self, sizes, curve):
        if curve:
            xs = [k / 10 - 2 for k in range(41)]
            ys = [[[self.number(k, j, x) for x in xs] for j in range(n)] for k, n in enumerate(sizes[1:])]  # fmt: skip
            return {"surface": {"xs": xs, "ys": ys[-1][0]}, "maps": ys}
        sides = (
            (255, 0) if self.step % 2 == 0 else (0, 255)
        )  # they change at every step
        left = packed([sides[k % 8 // 4] for k in range(64)])
        return {"surface": {"side": 8, "values": left}, "maps": [[left] * n for n in sizes[1:]]}  # fmt: skip

    def data(self, curve):
        if curve:
            return {"kind": "curve", "train": [[-1, 0.2], [1, 0.4]], "held": [[0, 0.1]], "low": [-2, -1], "high": [2, 1], "version": 2}  # fmt: skip
        rows = self.setting["points"] if self.setting["problem"] == "own" else [[-1, -1, 1], [1, 1, 0], [0, 1, 1], [0.5, 0, 0]]  # fmt: skip
        return {"kind": "classes", "train": rows, "held": [[0.2, 0.3, 1]], "low": [-2, -2], "high": [2, 2], "version": 1}  # fmt: skip


def packed(numbers):
    return base64.b64encode(bytes(numbers)).decode()


def recorded():
    """Five frames of a run; what does not change stands in the first one."""
    teller, frames = Teller(), []
    for step in range(5):
        teller.step = teller.states = 10 * step
        frames.append(teller.frame())
    for frame in frames[1:]:
        del frame["data"], frame["setting"]
    return {"frames": frames, "start": 2}


DATA = {"setting": SETTING, "recorded": recorded(), "presets": PRESETS, "limits": LIMITS}  # fmt: skip
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Playground</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><style>{style}</style>
<main><h1>Playground</h1><div class="toygrad-playground" id="here"></div></main>
<script>{stage}</script><script>{script}</script></html>"""
OPEN = """([data, alive, waits]) => {
    window.playground?.destroy();
    history.replaceState(null, "", location.href.split("#")[0]);
    window.go = null;
    window.asking = window.most = 0;
    const started = waits ? new Promise((go) => { window.go = go; }) : null;
    const host = { ask: async (request) => {
        window.most = Math.max(window.most, ++window.asking);
        await started;
        const reply = JSON.parse(await tell(JSON.stringify(request)));
        window.asking--;
        if (reply.broken) throw new Error(reply.broken);
        return reply;
    } };
    window.playground = toygradPlayground.mount(document.querySelector("#here"), data, alive ? host : undefined);
}"""


class Room:
    """One page with a playground on it, and who answers it."""

    def __init__(self, browser):
        self.page = browser.new_page(viewport={"width": 1100, "height": 900})
        self.page.context.set_offline(True)
        self.noise = []
        self.page.on("pageerror", lambda error: self.noise.append(str(error)))
        self.page.expose_binding("tell", lambda _, text: json.dumps(self.answer(json.loads(text))))  # fmt: skip
        style = "".join((BUILT / f"{name}.css").read_text("utf-8") for name in ("stage", "playground"))  # fmt: skip
        stage, script = ((BUILT / f"{name}.js").read_text("utf-8") for name in ("stage", "playground"))  # fmt: skip
        self.page.set_content(PAGE.format(style=style, stage=stage, script=script))

    def answer(self, request):
        return self.teller.ask(request)

    def open(self, data=DATA, alive=True, waits=False):
        self.teller = Teller()
        self.page.evaluate(OPEN, [data, alive, waits])
        self.rest()
        return self

    def live(self, **setting):
        """A playground whose Python is there already."""
        self.open(DATA | {"recorded": None, "setting": SETTING | setting})
        self.teller.asked.clear()
        return self

    def rest(self):
        """Wait until all was asked, answered and drawn."""
        self.page.evaluate("""async () => {
            const draw = () => new Promise(requestAnimationFrame);
            do await draw(); while (playground.running && !window.go && !playground.playing);
            if (playground.drawing) await draw();
        }""")

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()
        self.rest()

    def play_to(self, step):
        """Play, and pause where the training has come to a step."""
        self.run("""async (step) => {
            const button = document.querySelector(".tgp-play");
            button.click();
            while (playground.frame.step < step) await new Promise(requestAnimationFrame);
            button.click();
        }""", step)  # fmt: skip
        self.rest()

    def find(self, role, name):
        return self.page.get_by_role(role, name=name, exact=True)

    def text(self, selector):
        return self.page.locator(selector).first.inner_text()

    def run(self, script, argument=None):
        return self.page.evaluate(script, argument)

    def asks(self):
        """What was asked, without what it had."""
        return [{k: v for k, v in one.items() if k != "has"} for one in self.teller.asked]  # fmt: skip

    def says(self):
        return self.text(".tgp-said")


@pytest.fixture(scope="module")
def room(browser):
    yield from quiet(Room(browser))


@pytest.fixture(autouse=True)
def as_wide_as_before(room):
    yield
    room.page.set_viewport_size({"width": 1100, "height": 900})


# The recorded run, and the first touch.


def test_the_recorded_run_plays_at_one_click_and_asks_nobody(room):
    room.open()
    assert room.text(".tgp-count") == "epoch 2.5\nstep 20"
    assert "recorded run" in room.says()

    room.play_to(30)

    assert "step 30" in room.text(".tgp-count") and room.teller.asked == []
    room.run("""() => { const bar = document.querySelector('[aria-label="Back in time"]');
        bar.value = 1; bar.dispatchEvent(new Event('input')); }""")
    room.rest()
    assert "step 10" in room.text(".tgp-count") and room.teller.asked == []
    room.press("Start again")
    assert "step 0" in room.text(".tgp-count") and room.teller.asked == []


def test_at_its_end_python_goes_on_from_that_very_state(room):
    room.open()
    room.play_to(42)

    first, second, third = room.asks()[:3]
    assert first == {"do": "set", "setting": SETTING}
    assert second == {"do": "train", "steps": 40}
    assert third == {"do": "train", "ms": 80}


def test_the_first_touch_says_at_once_that_python_is_starting(room):
    room.open(waits=True)
    room.find("button", "One batch").click()
    assert room.says() == "Python is starting …"
    assert room.run("document.querySelector('.tgp').getAttribute('aria-busy')") == "true"  # fmt: skip

    room.run("() => { go(); window.go = null; }")
    room.rest()
    assert room.asks() == [{"do": "set", "setting": SETTING}, {"do": "train", "steps": 20}, {"do": "step", "size": "batch"}]  # fmt: skip
    assert "step 21" in room.text(".tgp-count")


def test_a_change_before_python_is_there_is_seen_and_needs_no_way_back(room):
    room.open(waits=True)
    room.find("radio", "circles").check(force=True)
    assert room.text(".tgp-problem-name") == "circles"
    room.run("() => { go(); window.go = null; }")
    room.rest()
    assert room.asks() == [{"do": "set", "setting": SETTING | {"problem": "circles"}}]


def test_from_a_file_the_recorded_run_plays_and_one_sentence_says_what_to_do(room):
    room.open(alive=False)
    assert "make serve" in room.says()
    room.find("radio", "circles").click(force=True)
    assert room.find("radio", "moons").is_checked() and "make serve" in room.says()
    for name in ("One batch", "More hidden layers", "Show the Python"):
        room.press(name)
        assert "make serve" in room.says()
    room.find("button", "Play").click()
    room.page.wait_for_function("playground.frame.step === 40 && !playground.playing")
    assert "step 40" in room.text(".tgp-count")


# Controls.

SLIDE = """([name, to]) => { const input = document.querySelector(`input[aria-label="${name}"]`);
    input.value = to; input.dispatchEvent(new Event("input", { bubbles: true })); }"""


@pytest.mark.parametrize("name, part, place, value", [
    ("noise", "noise", 4, 0.2), ("points", "n", 0, 20), ("held out", "held", 5, 50),
    ("learning rate", "lr", 0, 0.0001), ("batch", "batch", 8, 0), ("L2", "l2", 3, 0.003),
])  # fmt: skip
def test_every_slider_sets_its_part(room, name, part, place, value):
    room.live()
    room.run(SLIDE, [name, place])
    room.rest()
    assert room.asks() == [{"do": "set", "setting": SETTING | {part: value}}]


@pytest.mark.parametrize("act, part", [
    (lambda room: room.find("radio", "XOR").check(force=True), {"problem": "xor"}),
    (lambda room: room.find("combobox", "optimizer").select_option("Adam"), {"optimizer": "Adam"}),
    (lambda room: room.find("combobox", "initial weights").select_option("zeros"), {"init": "zeros"}),
    (lambda room: room.find("checkbox", "old predictions").check(force=True), {"faults": ["old predictions"]}),
    (lambda room: room.press("More hidden layers"), {"layers": [[3, "tanh"], [2, "relu"], [2, "relu"]]}),
    (lambda room: room.press("Fewer hidden layers"), {"layers": [[3, "tanh"]]}),
    (lambda room: room.press("More neurons in layer 1"), {"layers": [[4, "tanh"], [2, "relu"]]}),
    (lambda room: room.press("Fewer neurons in layer 2"), {"layers": [[3, "tanh"], [1, "relu"]]}),
    (lambda room: room.find("combobox", "Activation of layer 2").select_option("sigmoid"), {"layers": [[3, "tanh"], [2, "sigmoid"]]}),
    (lambda room: (room.find("spinbutton", "seed").fill("7"), room.page.keyboard.press("Enter")), {"seed": 7}),
    (lambda room: room.find("combobox", "A question to try").select_option("0"), {"init": "zeros"}),
    (lambda room: room.press("Start again"), {}),
])  # fmt: skip
def test_every_other_control_sets_its_part(room, act, part):
    room.live()
    act(room)
    room.rest()
    assert room.asks() == [{"do": "set", "setting": SETTING | part}]


def test_a_preset_says_how_it_begins_and_its_question_goes_with_its_data(room):
    begins = PRESETS[0] | {"mode": "gradients", "first": 20, "pace": 50}
    room.open(DATA | {"recorded": None, "presets": [begins]})
    room.teller.asked.clear()
    room.find("combobox", "A question to try").select_option("0")
    room.rest()
    assert room.asks() == [{"do": "set", "setting": SETTING | {"init": "zeros"}}, {"do": "train", "steps": 20}]  # fmt: skip
    assert room.find("radio", "gradients").is_checked()
    assert "What do the gradients say?" in room.text(".tgp-question")

    room.play_to(22)
    assert {one.get("steps") for one in room.asks()[2:]} == {1}
    room.find("radio", "circles").check(force=True)
    room.rest()
    assert room.text(".tgp-question") == "" and room.find("combobox", "A question to try").input_value() == ""  # fmt: skip


def test_what_was_measured_has_no_noise_to_set(room):
    room.live(problem="stopping", layers=[])
    assert room.text(".tgp-problem-name") == "stopping distances: 50 cars, measured"
    for name in ("noise", "points"):
        assert room.find("slider", name).count() == 0


def test_keys_that_come_quickly_all_count_and_stay_where_they_are(room):
    room.live()
    room.find("button", "More neurons in layer 1").focus()
    room.run("() => { for (let k = 0; k < 3; k++) document.activeElement.click(); }")
    room.rest()
    assert room.asks()[-1]["setting"]["layers"] == [[6, "tanh"], [2, "relu"]]
    assert room.run("document.activeElement.title") == "More neurons in layer 1"


def test_a_number_at_its_end_goes_no_further(room):
    room.live(layers=[])
    assert room.find("button", "Fewer hidden layers").get_attribute("aria-disabled") == "true"  # fmt: skip
    room.find("button", "Fewer hidden layers").click(force=True)
    room.rest()
    assert room.asks() == []


def test_a_formula_is_asked_for_as_it_was_typed(room):
    room.live(problem="formula")
    field = room.find("textbox", "y as a formula in x")
    field.fill("x * <b>2</b>")
    field.press("Enter")
    room.rest()
    assert room.asks()[-1]["setting"]["formula"] == "x * <b>2</b>"


def test_four_sizes_of_step(room):
    room.live()
    for size in ("epoch", "batch", "example", "edge"):
        room.press(f"One {size}")
    assert room.asks() == [{"do": "step", "size": size} for size in ("epoch", "batch", "example", "edge")]  # fmt: skip


def test_it_trains_one_request_at_a_time_and_the_latest_change_wins(room):
    room.live()
    room.find("button", "Play").click()
    room.run("() => { for (let seed = 2; seed < 30; seed++) playground.change({ seed }); }")  # fmt: skip
    room.page.wait_for_function("playground.frame.setting.seed === 29 && playground.frame.step > 2")  # fmt: skip
    room.press("Pause")

    seeds = [one["setting"]["seed"] for one in room.asks() if one["do"] == "set"]
    assert room.run("most") == 1 and seeds[-1] == 29 and len(seeds) < 28
    assert {"do": "train", "ms": 80} in room.asks()


def test_a_hidden_tab_pauses_and_goes_on(room):
    hide = """hidden => { Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange")); }"""
    room.live()
    room.find("button", "Play").click()
    room.run(hide, True)
    room.page.wait_for_function("!playground.running")
    before = len(room.teller.asked)
    room.page.wait_for_timeout(100)
    assert len(room.teller.asked) == before
    room.run(hide, False)
    room.page.wait_for_function("playground.running")
    room.press("Pause")


# What is shown is what was told.


def shown_table(room):
    """{(to, from): texts} of the table of all numbers."""
    room.run("document.querySelector('.tgp-table').open = true")
    room.rest()
    rows = room.run("[...document.querySelectorAll('.tgp-table tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))")  # fmt: skip
    return {(to, giver): numbers for to, giver, *numbers in rows}


def told_table(net):
    names = lambda k, j: f"input {'xy'[j]}" if k == 0 else "output" if k == len(net["nodes"]) - 1 else f"neuron {j + 1} of layer {k}"  # noqa: E731 # fmt: skip
    text = lambda number: repr(number).removesuffix(".0").replace("-", "−")  # noqa: E731
    told = {}
    for k, layer in enumerate(net["edges"]):
        for j, row in enumerate(layer):
            node = net["nodes"][k + 1][j]
            told[names(k + 1, j), "bias"] = [text(node[part]) for part in ("bias", "bias_grad", "bias_update")]  # fmt: skip
            for i, edge in enumerate(row):
                told[names(k + 1, j), names(k, i)] = [text(edge[part]) for part in ("w", "grad", "update")]  # fmt: skip
    return told


@pytest.mark.parametrize("setting", [{}, {"layers": []}, {"problem": "wave", "layers": [[5, "relu"]]}])  # fmt: skip
def test_every_number_in_the_table_is_the_one_that_was_told(room, setting):
    room.live(**setting)
    room.press("One batch")
    assert shown_table(room) == told_table(room.teller.frame()["net"])


def test_a_wrong_gradient_in_the_table_would_be_noticed(room):
    room.live()
    told = told_table(room.teller.frame()["net"])
    net = room.teller.frame()["net"]
    net["edges"][1][0][2]["grad"] += 0.001
    room.teller.planted = {"frame": {"net": net}}
    room.run("playground.change({})")
    room.rest()
    seen = shown_table(room)
    assert [key for key in told if seen[key] != told[key]] == [("neuron 1 of layer 2", "neuron 3 of layer 1")]  # fmt: skip


# Each edge with the sign and the thickness of the path it is a part of.
DRAWN = """() => playground.network.edges.map(({ k, j, i, d }) => {
    const [path] = [...document.querySelectorAll(".tgp-drawing .tgp-edge")].filter((path) => path.getAttribute("d")?.includes(d));
    return [[k, j, i], path.getAttribute("class").split("tgp-").at(-1), +path.getAttribute("stroke-width")];
})"""


def width_of(number, most, part):
    """Weights by their size, what flows backward by its decades: on a round scale."""
    power = 10.0 ** math.floor(math.log10(most))
    scale = next(step * power for step in ((1, 2, 5, 10) if part == "w" else (1, 10)) if most <= step * power * (1 + 1e-9))  # fmt: skip
    share = abs(number) / scale
    return 0.5 + (8.5 * share if part == "w" else max(0.0, 8.5 + 2 * math.log10(share)))


def drawing_faults(room, part, net, calm=0.0):
    """The edges that are drawn otherwise than these numbers are."""
    numbers = {(k, j, i): edge[part] for k, layer in enumerate(net["edges"]) for j, row in enumerate(layer) for i, edge in enumerate(row)}  # fmt: skip
    most = max(calm, *map(abs, numbers.values()))
    faults = []
    for place, sign, width in room.run(DRAWN):
        number = numbers[tuple(place)]
        wanted = number and width_of(number, most, part)
        right = "plus" if number > 0 else "minus" if number < 0 else "none"
        if sign != right or (number and abs(width - wanted) > 0.26):
            faults.append(tuple(place))
    return faults


@pytest.mark.parametrize("mode, part, calm", [("weights", "w", 2.0), ("gradients", "grad", 0.0), ("updates", "update", 0.0)])  # fmt: skip
def test_edges_are_as_thick_as_their_number_and_say_its_sign(room, mode, part, calm):
    room.live()
    room.find("radio", mode).check(force=True)
    net = room.teller.frame()["net"]
    assert drawing_faults(room, part, net, calm) == []

    net["edges"][0][1][1][part] *= -1
    assert drawing_faults(room, part, net, calm) == [(0, 1, 1)]


def test_a_gradient_that_shrinks_is_drawn_thinner(room):
    """One scale for the whole run: the largest so far, until a new run begins."""
    room.live()
    room.find("radio", "gradients").check(force=True)
    first = room.teller.frame()["net"]
    most = max(abs(edge["grad"]) for layer in first["edges"] for row in layer for edge in row)  # fmt: skip
    small = {"nodes": first["nodes"], "edges": [[[edge | {"grad": edge["grad"] / 100} for edge in row] for row in layer] for layer in first["edges"]]}  # fmt: skip
    room.teller.planted = {"frame": {"net": small}}
    before = {tuple(place): width for place, _, width in room.run(DRAWN)}
    key = room.text(".tgp-widths")
    room.press("One batch")
    after = {tuple(place): width for place, _, width in room.run(DRAWN)}
    thick = [place for place in before if before[place] > 5]
    assert thick and all(before[place] - after[place] == 4 for place in thick)
    assert drawing_faults(room, "grad", small, most) == [] and room.text(".tgp-widths") == key  # fmt: skip

    room.press("Start again")
    assert drawing_faults(room, "grad", small) == []


def test_before_the_first_step_there_is_no_gradient_which_is_not_0(room):
    room.live()
    room.teller.planted = {"frame": {"pass": None}}
    room.press("Start again")
    for mode in ("gradients", "updates"):
        room.find("radio", mode).check(force=True)
        assert {sign for _, sign, _ in room.run(DRAWN)} == {"unknown"}
        assert room.text(".tgp-widths") == "no gradient yet: take a step"
    room.teller.planted = {}
    room.press("One batch")
    assert "unknown" not in {sign for _, sign, _ in room.run(DRAWN)}


def test_nothing_moves_while_it_trains(room):
    places = """() => [...document.querySelectorAll(".tgp > *, .tgp-right *:not(path, g, text), .tgp-middle > *")]
        .filter(({ offsetParent }) => offsetParent).map((one) => [one.className.baseVal ?? one.className, one.getBoundingClientRect().toJSON()])"""
    room.live()
    before = room.run(places)
    room.press("Describe this state")
    room.page.wait_for_function("document.querySelector('.tgp-heard').textContent")
    assert room.run(places) == before
    room.teller.planted = {"frame": {"loss": [123456.7, 0.0000123], "stopped": "diverged: training needs a loss that fits into a float, got inf; write lr=0.01"}}  # fmt: skip
    room.press("One batch")
    assert room.run(places) == before


def test_many_edges_are_thin_and_faint_by_size(room):
    room.live(layers=[[16, "tanh"], [16, "tanh"]])
    drawn = room.run("""() => [...document.querySelectorAll(".tgp-drawing :is(.tgp-plus, .tgp-minus)")].filter((path) => path.getAttribute("d"))
        .map((path) => [+path.getAttribute("stroke-width"), +getComputedStyle(path).strokeOpacity])""")
    assert max(width for width, _ in drawn) <= 4
    assert all(a[1] < b[1] or a[0] == b[0] or b[1] == 1 for a, b in zip(sorted(drawn), sorted(drawn)[1:]))  # fmt: skip


def test_signs_are_told_by_line_and_not_by_colour_alone(room):
    room.live()
    dashes = lambda sign: room.run("sign => [...document.querySelectorAll(`.tgp-drawing .tgp-${sign}`)].filter((path) => path.getAttribute('stroke-width') >= 1.5).map(path => getComputedStyle(path).strokeDasharray)", sign)  # noqa: E731 # fmt: skip
    assert set(dashes("plus")) == {"none"} and "none" not in dashes("minus")


def test_a_dead_relu_is_marked_by_a_word_and_a_pattern(room):
    room.live()
    dead = room.find("button", "neuron 2 of layer 2, dead")
    assert dead.inner_text() == "dead"
    assert "repeating-linear-gradient" in dead.evaluate("one => getComputedStyle(one, '::after').backgroundImage")  # fmt: skip
    assert room.text(".tgp-off >> nth=1") == ""  # the word at the neuron says it
    room.live(layers=[[3, "tanh"], [16, "relu"]])
    assert room.text(".tgp-off >> nth=1") == "1 dead"  # there is no room at so many


COLOURS = """selector => { const canvas = document.querySelector(selector), { width, height } = canvas;
    const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
    return [0, width - 1].map((x) => [...pixels.slice(4 * x, 4 * x + 3)]); }"""


@pytest.mark.parametrize("selector", [".tgp-surface canvas", ".tgp-neuron:nth-child(4) canvas"])  # fmt: skip
def test_maps_are_blue_above_0_and_amber_below(room, selector):
    room.live()
    (red, _, blue), (other_red, _, other_blue) = room.run(COLOURS, selector)
    assert blue > red and other_red > other_blue


@pytest.mark.parametrize("motion, moves", [("no-preference", True), ("reduce", False)])
def test_maps_go_over_into_those_that_come_unless_motion_is_not_wanted(room, motion, moves):  # fmt: skip
    room.page.emulate_media(reduced_motion=motion)
    room.live()
    seen = room.run("""async () => {
        document.querySelector("[aria-label='One batch']").click();
        while (playground.frame.step < 1 || playground.drawing) await new Promise(requestAnimationFrame);
        return playground.output.surface.now[0];
    }""")
    room.page.emulate_media(reduced_motion="no-preference")
    assert (0 < seen < 255) if moves else seen == 0


def test_the_border_lies_where_the_classes_meet(room):
    """The surface is one class on its left half, the other on its right half."""
    room.live()
    points = [float(x) for x in re.findall(r"[ML]([\d.]+),", room.run("document.querySelector('.tgp-border').getAttribute('d')"))]  # fmt: skip
    middle = room.run("playground.output.chart.wide / 2")
    assert len(points) >= 14 and all(abs(x - middle) < 0.2 for x in points)
    heights = [float(y) for y in re.findall(r"[ML][\d.]+,([\d.]+)", room.run("document.querySelector('.tgp-border').getAttribute('d')"))]  # fmt: skip
    assert (min(heights), max(heights)) == (0, pytest.approx(room.run("playground.output.chart.high"), abs=0.1))  # fmt: skip


def test_points_and_curve_are_where_they_were_told_to_be(room):
    room.live(problem="wave", layers=[[5, "relu"]])
    frame = room.teller.frame()
    where = "([x, y]) => playground.output.chart.place(x, y).join()"
    drawn = lambda name: room.run("name => document.querySelector(`.tgp-output > svg .tgp-${name}`).getAttribute('d')", name)  # noqa: E731 # fmt: skip
    curve = zip(frame["surface"]["xs"], frame["surface"]["ys"])
    assert re.split("[ML]", drawn("curve"))[1:] == [room.run(where, list(point)) for point in curve]  # fmt: skip
    assert drawn("discs") == "".join(f"M{room.run(where, point)}h0" for point in frame["data"]["train"])  # fmt: skip
    assert drawn("kinks").count("M") == 2


def test_the_loss_is_told_in_numbers_and_as_two_lines(room):
    room.live()
    for _ in range(3):
        room.press("One batch")
    train, held = room.teller.frame()["loss"]
    assert room.text(".tgp-numbers b") == f"{train:.3f}"
    for name in ("train", "held"):
        d = room.run("name => document.querySelector(`.tgp-loss-${name}`).getAttribute('d')", name)  # fmt: skip
        assert d.count("L") == 3
    room.press("log")
    assert room.find("button", "log").get_attribute("aria-pressed") == "true"


# When something is wrong.


def test_a_problem_is_one_sentence_and_the_setting_before_stands(room):
    room.live()
    hostile = "<img src=x onerror=alert(1)> needs a name"
    room.teller.planted = {"problem": hostile}
    room.find("radio", "spirals").click(force=True)
    room.rest()
    assert room.says() == hostile and room.run("document.querySelectorAll('.tgp img').length") == 0  # fmt: skip
    assert room.find("radio", "moons").is_checked()


def test_a_refused_formula_is_told_beside_its_field_and_stays_to_be_mended(room):
    room.live(problem="formula")
    field = room.find("textbox", "y as a formula in x")
    room.teller.planted = {"problem": "a formula needs names it knows, got y"}
    field.fill("y + 1")
    field.press("Tab")
    room.rest()
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("y + 1", "true")  # fmt: skip
    assert room.text(".tgp-refused") == "a formula needs names it knows, got y"
    room.teller.planted = {}
    field.fill("x + 1")
    field.press("Tab")
    room.rest()
    assert field.get_attribute("aria-invalid") == "false" and room.asks()[-1]["setting"]["formula"] == "x + 1"  # fmt: skip


def test_a_link_that_cannot_be_read_leaves_the_recorded_run_as_it_was(room):
    room.open(DATA | {"link": "problem=nothing"}, waits=True)
    room.teller.planted = {"problem": "a problem needs a name"}
    room.run("() => { go(); window.go = null; }")
    room.rest()
    assert room.says() == "a problem needs a name"
    room.teller.planted = {}
    room.press("One batch")
    assert room.asks()[1:] == [{"do": "set", "setting": SETTING}, {"do": "train", "steps": 20}, {"do": "step", "size": "batch"}]  # fmt: skip


def test_a_run_that_diverged_says_so_and_the_state_before_is_one_click_away(room):
    room.live(faults=["old predictions"])
    room.press("One batch")
    room.press("One batch")
    room.teller.planted = {"frame": {"stopped": "diverged: write a smaller rate"}}
    room.find("button", "Play").click()
    room.page.wait_for_function("!playground.playing")
    room.rest()
    assert room.says() == "The loss ran away, with “old predictions” on. diverged: write a smaller rate"  # fmt: skip
    room.teller.planted = {}
    room.press("Back to the state before")
    assert room.asks()[-1] == {"do": "seek", "state": 2} and "step 2" in room.text(".tgp-count")  # fmt: skip


def test_when_python_breaks_down_the_next_change_starts_it_again(room):
    room.live()
    teller, room.teller = room.teller, type("Broken", (), {"ask": lambda *_: {"broken": "no memory"}})()  # fmt: skip
    room.press("One batch")
    assert room.says() == "Python could not answer (no memory). The next change starts it again."  # fmt: skip
    room.teller = teller
    room.press("One batch")
    assert room.asks()[-1] == {"do": "step", "size": "batch"} and "step 1" in room.text(".tgp-count")  # fmt: skip


# Points by hand, keys, and those who hear.


def test_points_are_set_and_taken_by_mouse(room):
    room.live(problem="own", points=[[-1, -1, 1]])
    sheet = room.page.locator(".tgp-output > svg")
    x, y = room.run("playground.output.chart.place(1, 0.5)")
    box = sheet.bounding_box()
    room.page.mouse.click(box["x"] + 38 + x, box["y"] + 8 + y)
    room.rest()
    [[_, (u, v, label)]] = [room.asks()[-1]["setting"]["points"]]
    assert (u, v, label) == (pytest.approx(1, abs=0.051), pytest.approx(0.5, abs=0.051), 1)  # fmt: skip

    room.find("radio", "orange square").check(force=True)
    room.page.mouse.click(box["x"] + 60, box["y"] + 30)
    room.rest()
    assert room.asks()[-1]["setting"]["points"][-1][2] == 0

    x, y = room.run("playground.output.chart.place(-1, -1)")
    room.page.mouse.click(box["x"] + 38 + x + 3, box["y"] + 8 + y)
    room.rest()
    assert [-1, -1, 1] not in room.asks()[-1]["setting"]["points"]


def test_points_are_set_and_taken_by_keys(room):
    room.live(problem="own", points=[])
    room.page.locator(".tgp-output > svg").focus()
    for key in ("ArrowRight", "Shift+ArrowUp", "0", "Space"):
        room.page.keyboard.press(key)
    room.rest()
    assert room.asks()[-1]["setting"]["points"] == [[0.1, 0.5, 0]]
    assert room.text(".tgp-heard") == "A point of class 0 at 0.1, 0.5."
    room.page.keyboard.press("Delete")
    room.rest()
    assert room.asks()[-1]["setting"]["points"] == []
    room.page.keyboard.press("Delete")
    assert room.text(".tgp-heard") == "No point is so near."


def test_the_keyboard_goes_from_neuron_to_neuron_and_opens_their_numbers(room):
    room.live()
    room.find("button", "neuron 1 of layer 1").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        room.page.keyboard.press(key)
    assert room.run("document.activeElement.getAttribute('aria-label')") == "neuron 2 of layer 2, dead"  # fmt: skip
    assert "bias" in room.text(".tgp-tip")
    lit = room.run("document.querySelector('.tgp-halo-edge').getAttribute('d').match(/M/g).length")  # fmt: skip
    assert lit == 4  # three edges come to it, one leaves
    room.page.keyboard.press("Enter")
    assert room.page.locator(".tgp-tip").is_hidden()  # its numbers stand below now
    rows = room.run("[...document.querySelectorAll('.tgp-inspected tbody tr')].map(row => row.cells[0].textContent)")  # fmt: skip
    assert rows == [*(f"neuron {j} of layer 1" for j in (1, 2, 3)), "bias"]
    room.page.keyboard.press("Escape")
    assert room.page.locator(".tgp-inspected").is_hidden()


def test_pointing_at_a_neuron_shows_its_map_large_and_at_an_edge_its_numbers(room):
    room.live()
    room.find("button", "neuron 2 of layer 1").hover()
    assert room.text(".tgp-seen-name") == "what neuron 2 of layer 1 says"
    x, y = (
        room.run("""() => { const { edges, drawing } = playground.network, [x, y, u, v] = edges[0].ends;
        const box = drawing.getBoundingClientRect(); return [box.left + x + (u - x) * 0.03, box.top + y]; }""")
    )
    room.page.mouse.move(x, y)
    edge = room.teller.frame()["net"]["edges"][0][0][0]
    assert "input x → neuron 1 of layer 1" in room.text(".tgp-tip")
    assert f"{edge['w']:.4g}".replace("-", "−") in room.text(".tgp-tip")


def test_it_says_where_we_are_when_it_is_asked(room):
    room.live()
    room.press("One batch")
    room.press("Describe this state")
    room.page.wait_for_function("document.querySelector('.tgp-heard').textContent")  # fmt: skip
    said = room.text(".tgp-heard")
    for part in ("Data: moons", "3 tanh, 2 relu", "Step 1", "75 per cent", "1 neuron off: neuron 2 of layer 2 dead"):  # fmt: skip
        assert part in said


# The microscope, the program, the link.

PART = lambda grow: {"edges": [[[grow * (1 + k + j + i) for i in range(n)] for j in range(m)] for k, (n, m) in enumerate(((2, 3), (3, 2), (2, 1)))], "biases": [[grow] * m for m in (3, 2, 1)]}  # noqa: E731 # fmt: skip


def test_the_microscope_shows_the_shares_of_an_edge_and_rings_the_examples(room):
    room.live()
    room.teller.planted["microscope"] = {
        "kind": "microscope", "example": 3, "point": [0.5, 0.0, 0], "count": 2, "stage": None, "says": "too large",
        "shares": [{"says": "example 3", **PART(0.25)}, {"says": "1 more example", **PART(-0.125)}],
    }  # fmt: skip
    room.press("One example")
    assert room.find("radio", "gradients").is_checked()
    assert "Example 3, one of a batch of 2: x = 0.5, y = 0, class 0" in room.text(".tgp-lens")  # fmt: skip
    assert "too large" in room.text(".tgp-stage")
    assert room.run("document.querySelector('.tgp-output > svg .tgp-batch').getAttribute('d').split('M').length") == 3  # fmt: skip

    room.find("combobox", "Edge").select_option("1,1,2")
    rows = room.run("[...document.querySelectorAll('.tgp-shares tr')].map(row => [row.cells[0].textContent, row.cells[1].textContent])")  # fmt: skip
    assert rows == [["example 3", "1.25"], ["1 more example", "−0.625"], ["gradient", "0"]]  # fmt: skip
    room.teller.planted["each"] = [[0, -0.625], [3, 1.25]]
    room.press("every example")
    assert room.asks()[-1] == {"do": "microscope", "edge": [1, 1, 2], "opened": []}
    assert room.text(".tgp-shares tbody").split("\n")[0].split("\t")[:2] == ["example 0", "−0.625"]  # fmt: skip
    room.press("Close")
    assert room.page.locator(".tgp-lens").is_hidden()


def test_the_program_is_shown_as_text(room):
    room.live()
    room.press("Show the Python")
    assert room.text(".tgp-lens pre") == "print(1 < 2)"
    link = room.page.get_by_role("link", name="Open in a live cell")
    assert link.get_attribute("href") == "sandbox.html#code=print(1%20%3C%202)"


def test_a_link_is_handed_to_python_as_it_is(room):
    room.open(DATA | {"link": "problem=<b>&lr=1e999"})
    assert room.asks() == [{"do": "set", "link": "problem=<b>&lr=1e999"}]


def test_an_address_that_changes_is_handed_over_and_a_section_is_not(room):
    room.live()
    for part in ("what-could-you-try", "seed=7"):
        room.run("part => { location.hash = part; }", part)
        room.page.wait_for_timeout(30)
        room.rest()
    room.run("location.hash = ''")
    assert room.asks() == [{"do": "set", "link": "seed=7"}]


def test_the_address_carries_the_setting(room):
    for link in ("lr=0.01&batch=20", ""):
        room.live()
        room.teller.planted["frame"] = {"link": link}
        room.find("radio", "spirals").click()
        room.rest()
        assert room.run("location.hash") == (link and f"#{link}")


# For everybody.


@pytest.mark.parametrize("width", [320, 360, 760, 1100])
def test_nothing_stands_out_at_any_width(room, width):
    room.page.set_viewport_size({"width": width, "height": 800})
    room.live(problem="spirals", layers=[[16, "relu"], [4, "leaky_relu"], [8, "tanh"]])
    assert room.run("document.documentElement.scrollWidth") <= width
    out = """() => { const right = document.querySelector(".tgp").getBoundingClientRect().right;
        return [...document.querySelectorAll(".tgp :is(button, select, input, p, output)")].filter((one) => one.offsetParent
            && !one.closest(".tgp-net") && one.getBoundingClientRect().right > right + 1).map((one) => one.outerHTML.slice(0, 80)); }"""
    assert room.run(out) == []


@pytest.mark.parametrize("scheme, width", [("light", 1100), ("dark", 1100), ("light", 360)])  # fmt: skip
def test_axe_finds_nothing(room, scheme, width):
    room.page.emulate_media(color_scheme=scheme)
    room.page.set_viewport_size({"width": width, "height": 800})
    room.live(problem="own", points=[[0, 0, 1]])
    room.run("document.querySelector('.tgp-table').open = true")
    room.run(AXE)
    found = room.run("axe.run('#here', { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 120)]))")  # fmt: skip
    room.page.emulate_media(color_scheme="light")
    assert found == []


def test_it_fills_a_lecture_hall_and_gives_the_page_back(room):
    room.page.set_viewport_size({"width": 1280, "height": 720})
    room.live()
    room.press("Fill the window")
    box = room.page.locator(".tgp").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1280, 720)
    assert room.run("(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('.tgp'))") <= 1  # fmt: skip
    room.page.keyboard.press("Escape")
    assert room.page.locator(".tgp").bounding_box()["width"] < 1280


def test_in_a_notebook_the_kernel_answers(room):
    """The same as a module: it asks through the messages of the widget."""
    module = base64.b64encode((BUILT / "playground.mjs").read_bytes()).decode()
    asked = room.run(
        """async ([module, data]) => {
            const { default: widget } = await import(`data:text/javascript;base64,${module}`);
            const asked = [], heard = [];
            const model = { get: () => data, on: (_, hear) => heard.push(hear), off() {}, send: (message) => {
                asked.push(message);
                heard[0]({ number: message.number, reply: { ...data.recorded.frames[0], step: 7 } });
            } };
            const el = document.body.appendChild(document.createElement("div"));
            const close = widget.render({ model, el });
            [...el.querySelectorAll("button")].find((button) => button.textContent === "batch").click();
            await new Promise((go) => setTimeout(go, 200));
            const step = el.querySelector(".tgp-count").textContent;
            close();
            el.remove();
            return [asked, step];
        }""",
        [module, DATA],
    )
    assert asked[0][-1] == {"number": 3, "ask": {"do": "step", "size": "batch"}}
    assert asked[1].endswith("step 7")


def test_what_a_page_pays_is_light():
    """Before the first touch 60 kB: half of that is left to the recorded run and the page."""
    sizes = [len(gzip.compress((BUILT / f"playground.{kind}").read_bytes(), 9)) for kind in ("js", "css")]  # fmt: skip
    assert sum(sizes) <= 28_000
