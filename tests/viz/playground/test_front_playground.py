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

from tests.shared.theatre import quiet
from toygrad.viz import Playground
from toygrad.viz.widget import BUILT

AXE = (Path(__file__).parents[2] / "vendor/axe-core/axe.min.js").read_text()
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


ALONE = {
    "alone": [[0, -1.25], [3, 2.5]],
    "mean": 0.625,
    "spread": 2.65165,
    "strays": 1.85,
}


class Teller:
    """Answers as the session does, with numbers from a formula."""

    def __init__(self):
        self.asked, self.setting, self.step, self.states = [], dict(SETTING), 0, 0
        self.planted = {}

    def ask(self, request):
        self.asked.append(request)
        if self.planted.get("problem"):
            return {"kind": "problem", "says": self.planted["problem"]}
        if request["do"] == "shares":
            return {"kind": "shares", "edge": request["edge"], "step": self.step, "points": 80, "count": self.planted.get("count", 2), **self.planted.get("alone", ALONE)}  # fmt: skip
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
            (255, 1) if self.step % 2 == 0 else (1, 255)
        )  # they change at every step
        left = packed([sides[k % 8 // 4] for k in range(64)])
        return {"surface": {"side": 8, "half": 2.0, "values": left}, "maps": [[left] * n for n in sizes[1:-1]]}  # fmt: skip

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


DATA = {"setting": SETTING, "defaults": SETTING, "recorded": recorded(), "presets": PRESETS, "limits": LIMITS}  # fmt: skip
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
    assert room.says() == "Python is starting …" and set(room.run(PALE)) == {1}
    assert room.run("document.querySelector('.tgp').getAttribute('aria-busy')") == "true"  # fmt: skip

    room.run("() => { go(); window.go = null; }")
    room.rest()
    assert room.asks() == [{"do": "set", "setting": SETTING}, {"do": "train", "steps": 20}, {"do": "step", "size": "batch"}]  # fmt: skip
    assert "step 21" in room.text(".tgp-count")


PALE = "[...document.querySelectorAll('.tgp-right, .tgp-neuron, .tgp-count')].map((one) => +getComputedStyle(one).opacity)"


def test_a_change_before_python_is_there_is_seen_and_needs_no_way_back(room):
    """The run before stays, and pale, until the first answer has come."""
    room.open(waits=True)
    room.find("radio", "circles").check(force=True)
    assert room.text(".tgp-problem-name") == "circles"
    assert room.says() == "Python is starting for this change …"
    assert set(room.run(PALE)) == {0.3}
    room.run("() => { go(); window.go = null; }")
    room.rest()
    assert room.says().startswith("Paused.") and set(room.run(PALE)) == {1}
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


def come_by(room, link, **setting):
    """Open the page at an address; Python reads it as this setting."""
    room.open(DATA | {"recorded": None, "link": link})
    room.teller.asked.clear()
    answer = room.teller.ask
    room.teller.ask = lambda request: answer(request | {"setting": setting})
    room.run("link => playground.want({ do: 'set', link })", link)
    room.rest()


def test_who_comes_by_the_link_of_a_preset_sees_its_question(room):
    come_by(room, "init=zeros", init="zeros")
    assert room.text(".tgp-question") == "What do the gradients say? chapter 8"
    assert room.find("combobox", "A question to try").input_value() == "0"


def test_who_comes_by_another_link_reads_what_it_sets(room):
    come_by(room, "…", problem="spirals", lr=0.5, layers=[], noise=0.3, faults=["old predictions"])  # fmt: skip
    assert room.text(".tgp-question") == "This link sets: spirals; noise 0.3; no hidden layer; learning rate 0.5; old predictions."  # fmt: skip
    assert room.find("combobox", "A question to try").input_value() == ""


def test_a_question_that_is_chosen_before_the_link_was_read_stays(room):
    room.open(DATA | {"link": "problem=spirals"}, waits=True)
    box = room.find("combobox", "A question to try")
    box.select_option("0")
    room.run("() => { go(); window.go = null; }")
    room.rest()
    assert room.text(".tgp-question") == "What do the gradients say? chapter 8"
    assert box.input_value() == "0"


def test_own_points_begin_with_a_few_and_can_be_cleared(room):
    room.live()
    room.find("radio", "your own points").check(force=True)
    room.rest()
    points = room.asks()[-1]["setting"]["points"]
    assert len(points) == 10 and {label for _, _, label in points} == {0, 1}
    room.press("Clear")
    assert room.asks()[-1]["setting"]["points"] == []


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


def test_a_step_says_what_was_done(room):
    room.live()
    room.press("One batch")
    assert room.says() == "One batch: 2 points, one update of every parameter."
    room.press("One epoch")
    assert room.says() == "The rest of this epoch, in 1 update."
    room.press("Start again")
    room.press("One epoch")
    assert room.says() == "One epoch: each of 4 points used once, in 1 update."
    room.find("radio", "circles").check(force=True)
    room.rest()
    assert room.says().startswith("Paused.")


def test_a_part_of_a_step_is_said_too(room):
    room.live()
    room.teller.planted["microscope"] = {"kind": "microscope", "example": 3, "point": [0.5, 0.0, 0], "count": 2, "stage": None, "says": "", "shares": [{"says": "example 3", **PART(0.25)}]}  # fmt: skip
    room.press("One example")
    said = "Example 2 of 2 in this batch: its share is added to each gradient, the last one: every parameter is updated."  # fmt: skip
    assert room.text(".tgp-heard") == f"{said} The microscope is open below."
    room.press("One edge")
    assert room.says() == said and room.text(".tgp-heard") == ""
    room.press("Close")
    room.press("One example")
    room.find("combobox", "optimizer").select_option("Adam")
    room.rest()
    assert room.says().startswith("Paused.") and room.text(".tgp-heard") == ""


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
    return {(to, giver): numbers for to, giver, _, *numbers in rows}


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


# What eyes without red, green or blue cones see, of linear red, green and blue (Machado,
# Oliveira and Fernandes 2009, at full strength).
BLIND = {
    "red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def lab_of(rgb, seen=None):
    """A colour in CIELAB, as it is or as such eyes see it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in rgb)]  # fmt: skip
    if seen:
        linear = [max(0.0, min(1.0, sum(m * c for m, c in zip(row, linear)))) for row in BLIND[seen]]  # fmt: skip
    rows = (0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)
    x, y, z = (sum(m * c for m, c in zip(row, linear)) / white for row, white in zip(rows, (0.9505, 1.0, 1.089)))  # fmt: skip
    f = lambda t: t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116  # noqa: E731
    return 116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))


def luminance(rgb):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in rgb)]  # fmt: skip
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear))


def nearest_of(pair):
    """How far apart two colours are for the eyes that see the least of it."""
    return min(math.dist(*(lab_of(one, seen) for one in pair)) for seen in (None, *BLIND))  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_pair_of_colours_says_the_sign_to_every_eye(room, scheme):
    room.page.emulate_media(color_scheme=scheme)
    room.live()
    pairs = set()
    for mode in ("weights", "gradients", "updates"):
        room.find("radio", mode).check(force=True)
        pairs.add(tuple(room.run("['plus', 'minus'].map((sign) => getComputedStyle(document.querySelector(`.tgp-drawing .tgp-${sign}`)).stroke)")))  # fmt: skip
    room.page.emulate_media(color_scheme="light")
    [pair] = pairs
    assert nearest_of([[int(part) for part in re.findall(r"\d+", one)] for one in pair]) > 40  # fmt: skip


def test_an_orange_and_a_yellow_would_be_too_near():
    assert nearest_of([(255, 159, 87), (255, 192, 77)]) < 40


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
    assert (seen > -500) if moves else seen == -500


def test_the_border_lies_where_the_classes_meet(room):
    """The surface is one class on its left half, the other on its right half."""
    room.live()
    points = [float(x) for x in re.findall(r"[ML]([\d.]+),", room.run("document.querySelector('.tgp-border').getAttribute('d')"))]  # fmt: skip
    middle = room.run("playground.output.chart.wide / 2")
    assert len(points) >= 14 and all(abs(x - middle) < 0.2 for x in points)
    heights = [float(y) for y in re.findall(r"[ML][\d.]+,([\d.]+)", room.run("document.querySelector('.tgp-border').getAttribute('d')"))]  # fmt: skip
    assert (min(heights), max(heights)) == (0, pytest.approx(room.run("playground.output.chart.high"), abs=0.1))  # fmt: skip


CIRCLE = """() => { const { wide, high } = playground.output.chart;
    const ends = document.querySelector(".tgp-border").getAttribute("d").match(/[\\d.]+,[\\d.]+/g).map((place) => place.split(",").map(Number));
    return ends.map(([x, y]) => [(x / wide) * 2 - 1, 1 - (y / high) * 2]); }"""


def circle_of(steep, byte_of):
    """The surface of a network that is sure inside a circle of radius 0.6."""
    places = [(2 * k + 1) / 32 - 1 for k in range(32)]
    half = min(2.0, steep)
    sums = [steep * (0.36 - x * x - y * y) for y in places for x in places]
    return {
        "side": 32,
        "half": half,
        "values": packed([byte_of(z, half) for z in sums]),
    }


SQUEEZED = lambda z, half: 128 + round(127 * z / (half + abs(z)))  # noqa: E731


def farthest_from_circle(room, steep, byte_of=SQUEEZED):
    """How far the border is off, in pixels, and how many ends it has."""
    room.live()
    room.teller.planted = {"frame": {"surface": circle_of(steep, byte_of)}}
    room.press("Start again")
    half = room.run("playground.output.chart.wide / 2")
    radii = [math.hypot(*place) for place in room.run(CIRCLE)]
    return half * max(abs(radius - 0.6) for radius in radii), len(radii)


@pytest.mark.parametrize("steep", [0.01, 1, 300])
def test_the_border_is_round_where_it_is_round_however_sure_the_network_is(room, steep):
    off, ends = farthest_from_circle(room, steep)
    assert off < 0.3 and ends > 200


def test_a_border_from_chances_would_be_seen_to_have_corners(room):
    chance = lambda z, half: 1 + round(254 / (1 + math.exp(-z)))  # noqa: E731
    assert farthest_from_circle(room, 300, chance)[0] > 0.6


def test_pointing_into_the_plane_says_what_the_network_says_there(room):
    room.live()
    box = room.page.locator(".tgp-output > svg").bounding_box()
    said = []
    for share in (0.2, 0.8, 3):
        x, y = room.run("share => [playground.output.chart.wide * share, playground.output.chart.high / 2]", share)  # fmt: skip
        room.page.mouse.move(box["x"] + 38 + x, box["y"] + 8 + y)
        said.append(room.run("document.querySelector('.tgp-seen-name').textContent"))
    assert said == ["here it says class 1, 99 %", "here it says class 0, 99 %", ""]


def test_points_and_curve_are_where_they_were_told_to_be(room):
    room.live(problem="wave", layers=[[5, "relu"]])
    frame = room.teller.frame()
    where = "([x, y]) => playground.output.chart.place(x, y).join()"
    drawn = lambda name: room.run("name => document.querySelector(`.tgp-output > svg .tgp-${name}`).getAttribute('d')", name)  # noqa: E731 # fmt: skip
    curve = zip(frame["surface"]["xs"], frame["surface"]["ys"])
    assert re.split("[ML]", drawn("curve"))[1:] == [room.run(where, list(point)) for point in curve]  # fmt: skip
    assert drawn("discs") == "".join(f"M{room.run(where, point)}h0" for point in frame["data"]["train"])  # fmt: skip
    assert drawn("kinks").count("M") == 2


def test_a_curve_outside_the_picture_is_pointed_at(room):
    room.live(problem="wave", layers=[[5, "relu"]])
    drawn = []
    for y in (9, -9, 0.5):
        room.teller.planted = {"frame": {"surface": {"xs": [k / 10 - 2 for k in range(41)], "ys": [y] * 41}}}  # fmt: skip
        room.press("Start again")
        drawn.append(room.run("document.querySelector('.tgp-rim').getAttribute('d')"))
    above, below, inside = drawn
    assert above.count(" 3l-6 10h12z") == below.count("l-6-10h12z") == 4 and inside == ""  # fmt: skip


BEFORE = "document.querySelector('.tgp-loss-before').getAttribute('d')"


def trained(room, steps=3, **setting):
    room.live(**setting)
    for _ in range(steps):
        room.press("One batch")
    return room.run("document.querySelector('.tgp-loss-train').getAttribute('d')")


def test_a_changed_setting_leaves_the_curve_before_to_compare_with(room):
    trained(room)
    assert room.run(BEFORE) == "" and room.page.locator(".tgp-before").is_hidden()
    room.run(SLIDE, ["learning rate", 0])
    room.rest()
    assert room.run(BEFORE).count("L") == 3
    assert room.text(".tgp-before") == "before: rate 0.1 · 0.250"

    room.run(
        SLIDE, ["batch", 0]
    )  # nothing was trained in between: there is no other curve
    room.rest()
    assert room.text(".tgp-before") == "before: rate 0.1, batch 10 · 0.250"
    room.press("Clear the curve before")
    assert room.run(BEFORE) == "" and room.page.locator(".tgp-before").is_hidden()


def test_another_question_leaves_no_curve_before(room):
    trained(room)
    room.find("combobox", "A question to try").select_option("0")
    room.rest()
    assert room.run(BEFORE) == "" and room.page.locator(".tgp-before").is_hidden()


@pytest.mark.parametrize("width", [360, 1100])
def test_what_the_run_before_had_is_never_cut_off(room, width):
    room.page.set_viewport_size({"width": width, "height": 800})
    trained(room)
    room.run("playground.change({ lr: 0.3, batch: 20, l2: 0.01, optimizer: 'Adam', layers: [[16, 'tanh'], [8, 'relu']] })")  # fmt: skip
    room.rest()
    assert room.text(".tgp-before") == "before: 5 differences · 0.250"
    assert room.page.locator(".tgp-before").get_attribute("title").startswith("hidden 3 tanh, 2 relu, rate 0.1")  # fmt: skip
    assert room.run("(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.tgp-before span'))") <= 1  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_curve_before_is_grey_and_can_be_seen(room, scheme):
    room.page.emulate_media(color_scheme=scheme)
    room.live()
    grey, paper = room.run("""() => ["stroke", "backgroundColor"].map((part, k) => {
        const pen = new OffscreenCanvas(1, 1).getContext("2d");
        pen.fillStyle = getComputedStyle(document.querySelector(k ? ".tgp" : ".tgp-loss-before"))[part];
        pen.fillRect(0, 0, 1, 1);
        return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
    })""")
    room.page.emulate_media(color_scheme="light")
    light, dark = sorted((luminance(one) for one in (grey, paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_the_curve_before_is_that_of_the_last_run_that_learned_the_same(room):
    trained(room)
    room.run(SLIDE, ["learning rate", 0])
    room.rest()
    room.press("One batch")
    room.run(SLIDE, ["learning rate", 1])
    room.rest()
    assert room.text(".tgp-before") == "before: rate 0.0001 · 0.500"
    room.find("radio", "circles").check(force=True)
    room.rest()
    assert room.run(BEFORE) == "" and room.page.locator(".tgp-before").is_hidden()


def test_starting_again_leaves_no_curve_of_the_same_run(room):
    trained(room)
    room.press("Start again")
    assert room.run(BEFORE) == "" and room.page.locator(".tgp-before").is_hidden()


def test_back_in_time_the_rest_of_the_run_stays_in_sight(room):
    trained(room, 8)
    room.run("() => { const bar = document.querySelector('[aria-label=\"Back in time\"]'); bar.value = 3; bar.dispatchEvent(new Event('input')); }")  # fmt: skip
    room.rest()
    assert room.asks()[-1] == {"do": "seek", "state": 3}
    part = "name => document.querySelector(`.tgp-loss-${name}`).getAttribute('d').match(/L/g)?.length ?? 0"  # fmt: skip
    assert [room.run(part, name) for name in ("train", "later")] == [3, 5]
    assert room.run("document.querySelector('.tgp-loss-now').getAttribute('d')") != ""
    assert room.text(".tgp-back") == "steps 0 to 8, each one"


def test_pointing_into_the_loss_goes_back_to_that_step(room):
    trained(room, 20)
    box = room.page.locator(".tgp-loss-room svg").first.bounding_box()
    x, y = room.run("playground.loss.chart.place(12, 0.2)")
    room.page.mouse.click(box["x"] + 38 + x, box["y"] + 8 + y)
    room.rest()
    assert room.asks()[-1] == {"do": "seek", "state": 12} and "step 12" in room.text(".tgp-count")  # fmt: skip


def test_the_slider_of_a_recording_says_which_steps_it_has(room):
    room.open()
    assert room.text(".tgp-back") == "5 of the steps 0 to 40"
    room.run("playground.goTo(28)")
    room.rest()
    assert "step 30" in room.text(".tgp-count")


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
    assert room.says() == "The loss ran away. All 3 steps used the gradient of the first predictions: turn “old predictions” off. diverged: write a smaller rate"  # fmt: skip
    room.teller.planted = {}
    room.press("Back to the state before")
    assert room.asks()[-1] == {"do": "seek", "state": 2} and "step 2" in room.text(".tgp-count")  # fmt: skip


def test_a_loop_that_is_broken_is_blamed_and_not_its_rate(room):
    room.page.set_viewport_size({"width": 360, "height": 740})
    room.live(faults=["zero_grad forgotten"])
    room.teller.planted = {"frame": {"stopped": "diverged: a step needs parameters that fit into a float, w is inf; write lr=0.005"}}  # fmt: skip
    room.press("One batch")
    assert room.says() == "The loss left the floats. The gradients of 1 step were added up: turn “zero_grad forgotten” off. diverged: a step needs parameters that fit into a float, w is inf"  # fmt: skip
    button, said = (room.page.locator(name).bounding_box() for name in (".tgp-state > button", ".tgp-said"))  # fmt: skip
    assert said["y"] >= button["y"] + button["height"] and said["width"] > 300


def test_when_python_breaks_down_the_next_change_starts_it_again(room):
    room.live()
    teller, room.teller = room.teller, type("Broken", (), {"ask": lambda *_: {"broken": "no memory"}})()  # fmt: skip
    room.press("One batch")
    assert room.says() == "Python could not answer (no memory). The next change starts it again."  # fmt: skip
    room.teller = teller
    room.press("One batch")
    assert room.asks()[-1] == {"do": "step", "size": "batch"} and "step 1" in room.text(".tgp-count")  # fmt: skip


# What comes and goes while it plays: with each node the browser asks every rule with
# :has() anew, on the whole page.
COMES = """async ([from, to]) => {
    const found = new Set(), button = document.querySelector(".tgp-play");
    const watcher = new MutationObserver((records) => records.forEach(({ target }) => found.add(target.outerHTML.slice(0, 60))));
    button.click();
    while (playground.frame.step < from) await new Promise(requestAnimationFrame);
    watcher.observe(playground.root, { childList: true, subtree: true });
    for (let k = 0; k < 5 || playground.frame.step < to; k++) await new Promise(requestAnimationFrame);
    watcher.disconnect();
    button.click();
    return [...found];
}"""


def test_while_it_trains_no_node_comes_or_goes(room):
    room.live()
    assert room.run(COMES, [30, 45]) == []
    room.rest()

    room.run("() => { const { output } = playground, show = output.show; output.show = function (...frame) { this.title.replaceChildren('new'); show.apply(this, frame); }; }")  # fmt: skip
    assert room.run(COMES, [60, 75]) != []
    room.rest()


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


def test_the_keyboard_goes_from_neuron_to_neuron_and_keeps_their_numbers(room):
    room.live()
    room.find("button", "neuron 1 of layer 1").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        room.page.keyboard.press(key)
    assert room.run("document.activeElement.getAttribute('aria-label')") == "neuron 2 of layer 2, dead"  # fmt: skip
    assert "bias" in room.text(".tgp-tip")
    lit = room.run("document.querySelector('.tgp-halo-edge').getAttribute('d').match(/M/g).length")  # fmt: skip
    assert lit == 4  # three edges come to it, one leaves
    room.page.keyboard.press("Enter")
    room.page.keyboard.press("Tab")
    assert "neuron 2 of layer 2" in room.text(".tgp-tip")  # it stays
    room.page.keyboard.press("Shift+Tab")
    room.page.keyboard.press("Escape")
    room.page.keyboard.press("Tab")
    assert room.page.locator(".tgp-tip > div").is_hidden()


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


NEAR = """(n) => { const { edges, drawing } = playground.network, [x, y, u, v] = edges[n].ends;
    const box = drawing.getBoundingClientRect(); return [box.left + x + (u - x) * 0.03, box.top + y]; }"""


def click_edge(room, n):
    room.page.mouse.click(*room.run(NEAR, n))
    room.page.mouse.move(2, 2)


def test_what_was_clicked_keeps_its_numbers_beside_the_network_until_escape(room):
    room.live()
    click_edge(room, 0)
    assert "input x → neuron 1 of layer 1" in room.text(".tgp-tip")
    tip, net = (room.page.locator(name).bounding_box() for name in (".tgp-tip", ".tgp-net"))  # fmt: skip
    assert tip["y"] + tip["height"] <= net["y"] + 1
    room.press("One batch")
    edge = room.teller.frame()["net"]["edges"][0][0][0]
    assert f"{edge['grad']:.4g}".replace("-", "−") in room.text(".tgp-tip")
    room.page.keyboard.press("Escape")
    assert room.page.locator(".tgp-tip > div").is_hidden()


def test_on_a_phone_the_numbers_of_what_is_tapped_stand_below_the_network(room):
    room.page.set_viewport_size({"width": 360, "height": 740})
    room.live()
    high = room.run("document.querySelector('.tgp').offsetHeight")
    room.run("playground.network.nodes[1][0].element.click()")
    assert "neuron 1 of layer 1" in room.text(".tgp-tip")
    tops = [room.page.locator(name).first.bounding_box()["y"] for name in (".tgp-right > .tgp-output", ".tgp-net", ".tgp-tip", ".tgp-loss", ".tgp-training", ".tgp-data-panel")]  # fmt: skip
    assert tops == sorted(tops)
    assert room.run("document.querySelector('.tgp').offsetHeight") == high


def test_an_edge_says_what_of_its_gradient_was_left_over(room):
    room.live(faults=["zero_grad forgotten"])
    part = lambda says, grow: {"says": says, "edges": PART(grow)["edges"]}  # noqa: E731
    room.teller.planted["frame"] = {"pass": {"batch": [0, 3], "count": 2, "parts": [part("from this batch", -0.25), part("left over", -4)]}}  # fmt: skip
    room.press("One batch")
    click_edge(room, 0)
    assert "−0.25 from this batch, −4 left over" in room.text(".tgp-tip")


def test_a_dead_neuron_and_one_that_is_off_for_a_point_are_told_apart(room):
    room.live()
    words = lambda k, j: room.run(f"playground.network.pin(playground.network.nodes[{k}][{j}])") or room.text(".tgp-tip p")  # noqa: E731 # fmt: skip
    assert words(2, 1) == "dead: 0 for every point, so no gradient comes through; above 0 only where no point lies, up to 1.5"  # fmt: skip
    assert words(2, 0) == "largest output 1.5"  # a relu gives nothing below 0
    assert words(1, 0) == "largest output ±1.5"
    dead = room.run(
        "playground.network.edges.findIndex(({ k, i }) => k === 2 && i === 1)"
    )
    room.run("playground.frame.net.edges[2][0][1].grad = 0")
    room.run("n => playground.network.pin(playground.network.edges[n])", dead)
    assert room.text(".tgp-tip p") == "neuron 2 of layer 2 is dead: its output is 0, so this gradient is 0"  # fmt: skip
    into = room.run("playground.network.edges.findIndex(({ k, j }) => k === 1 && j === 1)")  # fmt: skip
    room.run("playground.frame.net.edges[1][1][0].grad = 0")
    room.run("n => playground.network.pin(playground.network.edges[n])", into)
    assert room.text(".tgp-tip p") == "neuron 2 of layer 2 is dead: its slope is 0 at every point, so nothing comes back to this edge"  # fmt: skip
    frame = room.teller.frame()
    frame["net"]["nodes"][2][0]["bias_grad"] = 0.0
    room.teller.planted["frame"] = {"pass": {"batch": [0, 3], "count": 1}, "net": frame["net"]}  # fmt: skip
    room.press("One batch")
    assert words(2, 0) == "no gradient comes through for this example, though it is not dead"  # fmt: skip
    edge = "playground.frame.net.edges[1][0][0]"
    back = room.run("playground.network.edges.findIndex(({ k, j, i }) => k === 1 && j === 0 && i === 0)")  # fmt: skip
    room.run(f"{edge}.grad = 0")
    room.run("n => playground.network.pin(playground.network.edges[n])", back)
    assert room.text(".tgp-tip p") == "nothing comes back through neuron 1 of layer 2 for this example"  # fmt: skip
    room.run("playground.frame.net.nodes[2][0].bias_grad = 0.5")
    room.run("playground.network.pin(null)")
    room.run("n => playground.network.pin(playground.network.edges[n])", back)
    assert room.text(".tgp-tip p") == "neuron 1 of layer 1 gives 0 for this example"


def test_the_numbers_of_a_neuron_on_a_line_fill_the_height_and_say_their_range(room):
    room.live(problem="wave")
    room.find("button", "neuron 1 of layer 1").hover()
    assert room.run("""() => { const { paths: { seen }, high } = playground.output.chart, box = seen.getBBox();
        return [box.y, box.height - high].every((part) => Math.abs(part) < 0.2); }""")  # fmt: skip
    assert re.fullmatch(r"neuron 1 of layer 1 says −[\d.]+ to [\d.]+", room.text(".tgp-seen-name"))  # fmt: skip
    name, plot = (room.page.locator(name).bounding_box() for name in (".tgp-seen-name", ".tgp-surface"))  # fmt: skip
    assert name["y"] >= plot["y"] + plot["height"] - 2  # it covers no point


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
    assert room.asks()[-1] == {"do": "shares", "edge": [1, 1, 2]}
    room.press("Close")
    assert room.page.locator(".tgp-lens").is_hidden()


EACH = "[...document.querySelectorAll('.tgp-each tr')].map(row => [...row.cells].map(cell => cell.textContent))"  # fmt: skip


def test_the_shares_of_every_example_stay_open_and_keep_their_scale(room):
    room.live()
    room.teller.planted["microscope"] = {
        "kind": "microscope", "example": 3, "point": [0.5, 0.0, 0], "count": 2, "stage": None, "says": "too large",
        "shares": [{"says": "example 3", **PART(0.25)}],
    }  # fmt: skip
    room.press("One example")
    room.page.get_by_text("every example", exact=True).click()
    assert "1 of 2 gradients are positive, 1 negative. One alone is about 2.652 away from their mean." in room.text(".tgp-strip p")  # fmt: skip
    assert "The mean of 2 strays by about 1.85 from batch to batch." in room.text(".tgp-strip p")  # fmt: skip

    room.teller.planted["alone"] = {"alone": [[1, 0.5], [2, 1]], "mean": 0.75, "spread": 0.35, "strays": 0.25}  # fmt: skip
    room.press("One batch")
    rows = room.run(EACH)
    assert rows == [["example 1", "0.5"], ["example 2", "1"], ["mean", "0.75"]]
    assert room.run("playground.lens.strip.scale") == 5
    assert room.run("document.querySelector('.tgp-strip-way').getAttribute('d')").count("L") == 1  # fmt: skip
    assert room.page.locator(".tgp-shares > table").is_hidden()  # the example is past

    room.play_to(room.teller.step + 3)
    assert room.run("document.querySelector('.tgp-each').open") and room.page.locator(".tgp-lens").is_visible()  # fmt: skip
    room.find("combobox", "Edge").select_option("0,0,1")
    room.rest()
    assert room.run("playground.lens.strip.scale") == 1  # another edge has its own


def test_a_batch_of_one_and_one_of_all_are_told_so(room):
    room.live()
    room.teller.planted["microscope"] = {
        "kind": "microscope", "example": 3, "point": [0.5, 0.0, 0], "count": 1, "stage": None, "says": "", "shares": [{"says": "example 3", **PART(0.25)}],
    }  # fmt: skip
    for alone, told in (
        ({"alone": [[3, 0.5]], "mean": 0.5, "spread": 0.25, "strays": 0.25}, "it strays by about 0.25, as much as the examples do"),
        ({"alone": [[k, 0.5] for k in range(80)], "mean": 0.5, "spread": 0, "strays": 0}, "does not stray at all"),
        ({"alone": [], "mean": None, "spread": None, "strays": None}, "No gradient yet"),
    ):  # fmt: skip
        room.teller.planted |= {"alone": alone, "count": len(alone["alone"])}
        room.press("One example")
        assert told in room.text(".tgp-strip p")


def test_a_batch_that_is_not_whole_has_no_place_among_the_means(room):
    room.live()
    room.find("radio", "gradients").check(force=True)
    room.press("compare the examples")
    means = "playground.lens.strip.means"
    for count, step, known in ((2, 0, [0]), (2, 1, [1, 0]), (10, 2, [1, 0]), (2, 1, [1, 0]), (2, 0, [0])):  # fmt: skip
        room.teller.planted["count"], room.teller.step = count, step
        room.run("playground.lens.choose(playground.lens.edge)")
        room.rest()
        assert [at for at, _ in room.run(means)] == known
        assert ("2 of 10 so far: mean 0.625, share of the gradient 0.125" in room.text(".tgp-strip p")) == (count == 10)  # fmt: skip
    labels = "[...document.querySelectorAll('.tgp-strip text')].slice(0, 3).map((text) => text.getBBox()).map(({ x, width }) => x + width)"  # fmt: skip
    assert max(room.run(labels)) < room.run("Math.min(...['up', 'down', 'now', 'means'].map((name) => document.querySelector(`.tgp-strip-${name}`).getBBox()).filter(({ x }) => x).map(({ x }) => x))")  # fmt: skip


def test_a_preset_closes_the_microscope_and_closing_gives_the_view_back(room):
    room.live()
    room.find("radio", "updates").check(force=True)
    room.teller.planted["microscope"] = {
        "kind": "microscope", "example": 3, "point": [0.5, 0.0, 0], "count": 2, "stage": None, "says": "", "shares": [{"says": "example 3", **PART(0.25)}],
    }  # fmt: skip
    room.press("One example")
    assert room.find("radio", "gradients").is_checked()
    room.press("Close")
    assert room.find("radio", "updates").is_checked()
    room.press("One example")
    room.find("combobox", "A question to try").select_option("0")
    room.rest()
    assert room.page.locator(".tgp-lens").is_hidden()
    assert room.run("[playground.lens.strip.scale, playground.lens.strip.means.length]") == [0, 0]  # fmt: skip


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
    below, loss = (room.page.locator(name).bounding_box() for name in (".tgp-training", ".tgp-loss-room > svg"))  # fmt: skip
    assert loss["height"] > 80 and loss["y"] + loss["height"] <= below["y"] + 1
    room.press("Show the Python")  # below, so that there is less room
    below = room.page.locator(".tgp-training").bounding_box()
    for name in (".tgp-key", ".tgp-loss"):
        box = room.page.locator(name).bounding_box()
        assert box["y"] + box["height"] <= below["y"]
    room.page.keyboard.press("Escape")
    assert room.page.locator(".tgp").bounding_box()["width"] < 1280


def test_a_microscope_that_is_open_is_in_sight_when_it_fills_the_window(room):
    """Else of a drawing that lies below only its bar would be seen."""
    room.page.set_viewport_size({"width": 1280, "height": 720})
    room.live()
    room.teller.planted["microscope"] = {"kind": "microscope", "example": 3, "point": [0.5, 0.0, 0], "count": 2, "stage": None, "says": "", "shares": [{"says": "example 3", **PART(0.25)}]}  # fmt: skip
    room.press("One example")
    room.run("document.querySelector('.tgp-stage').style.height = '600px'")
    room.press("Fill the window")
    assert room.page.locator(".tgp-lens").bounding_box()["y"] == pytest.approx(0, abs=2)
    room.page.keyboard.press("Escape")


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
    """Before the first touch 60 kB: what stands on the page, its script and its style."""
    parts = [(BUILT / f"playground.{kind}").read_bytes() for kind in ("js", "css")]
    parts.append(Playground()._repr_html_().encode())
    assert sum(len(gzip.compress(part, 9)) for part in parts) <= 60_000
