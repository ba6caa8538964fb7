"""The inventor in the browser: a recorded training, Python that trains, letters and beginnings."""

import base64
import gzip
import json
import math
import random
import re
from pathlib import Path

import pytest

from tests.shared.theatre import quiet
from toygrad import data
from toygrad.language import LETTERS, Window, chances, encode
from toygrad.viz import Inventor
from toygrad.viz.inventor.recorded import numbers_at
from toygrad.viz.inventor.session import Session, net_of
from toygrad.viz.widget import BUILT

AXE = (Path(__file__).parents[2] / "vendor/axe-core/axe.min.js").read_text()
DATA = Inventor().data
RECORDED = DATA["recorded"]
LAST = len(RECORDED["frames"]) - 1
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Names</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><style>{style}</style>
<main><h1>Names</h1><div class="toygrad-inventor" id="here"></div></main>
<script>{script}</script></html>"""
OPEN = """([data, alive]) => {
    window.inventor?.destroy();
    const host = { ask: async (request) => {
        const reply = JSON.parse(await tell(JSON.stringify(request)));
        if (reply.broken) throw new Error(reply.broken);
        return reply;
    } };
    window.inventor = toygradInventor.mount(document.querySelector("#here"), data, alive ? host : undefined);
}"""


class Room:
    """One page with an inventor on it, and a session that answers it."""

    def __init__(self, browser):
        self.page = browser.new_page(viewport={"width": 800, "height": 900})
        self.page.context.set_offline(True)
        self.noise, self.planted = [], None
        self.page.on("pageerror", lambda error: self.noise.append(str(error)))
        self.page.expose_binding("tell", lambda _, text: json.dumps(self.answer(json.loads(text))))  # fmt: skip
        style = "".join((BUILT / f"{name}.css").read_text("utf-8") for name in ("stage", "inventor"))  # fmt: skip
        script = (BUILT / "inventor.js").read_text("utf-8")
        self.page.set_content(PAGE.format(style=style, script=script))
        self.session = Session()

    def answer(self, request):
        self.asked.append(request)
        if request.get("ms"):  # as slow as it may be, and no farther than it may go
            run = self.session.run
            request = {"do": "train", "steps": 1} if run.steps < self.most else {"do": "seek", "state": run.steps}  # fmt: skip
        return self.planted or self.session.ask(request)

    def open(self, alive=True):
        self.asked, self.planted, self.most = [], None, math.inf
        self.page.evaluate(OPEN, [DATA, alive])
        return self

    def rest(self):
        self.page.evaluate("""async () => {
            do await new Promise(requestAnimationFrame); while (inventor.running || inventor.waking);
        }""")

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def run(self, script, argument=None):
        return self.page.evaluate(script, argument)

    def text(self, selector):
        return self.page.locator(selector).first.inner_text()

    def at(self, state):
        """Let the recording stand at a moment."""
        self.run("k => { inventor.want({ do: 'seek', state: k }); }", state)
        self.rest()
        return self

    def discs(self):
        """Of each letter: its disc's place in pixels, that of its numbers, what is said of it."""
        return self.run("""() => inventor.plane.discs.map((disc, k) => [
            disc.style.transform.match(/-?[\\d.]+/g).map(Number), inventor.plane.chart.place(...inventor.frame.net.token[k]),
            disc.className, disc.getAttribute('aria-label')])""")  # fmt: skip

    def bars(self):
        """What the bars say to those who hear them."""
        labels = self.page.locator(".tgi-bar").all()
        return [label.get_attribute("aria-label") for label in labels]


@pytest.fixture(scope="module")
def room(browser):
    yield from quiet(Room(browser))


@pytest.fixture(autouse=True)
def as_wide_as_before(room):
    yield
    room.page.set_viewport_size({"width": 800, "height": 900})


def test_it_opens_at_the_first_step_and_asks_nobody(room):
    """Above it stands "Predict": what will be seen is not seen yet."""
    room.open()

    assert room.text(".tgp-count").split() == ["epoch", "0", "step", "0"]
    assert "A recorded training." in room.text(".tgp-said")
    assert room.asked == []
    rows = room.page.locator(".tgi-album tbody tr").all_inner_texts()
    assert [row.split() for row in rows] == [["0", *(name for name, _ in RECORDED["album"][0][1])]]  # fmt: skip


def test_the_recording_plays_from_its_start_at_one_click(room):
    room.open()
    room.run("() => { inventor.recorded.pace = 5; }")
    room.press("Play")
    room.page.wait_for_function("inventor.frame.step > 0")
    room.page.wait_for_function("inventor.frame.step === 7232 && !inventor.playing")

    assert room.asked == []
    last = room.text(".tgi-album tbody tr:last-child").split()
    assert last == ["8", *(name for name, _ in RECORDED["album"][-1][1])]
    room.press("Start again")
    room.rest()
    assert room.text(".tgp-count").split() == ["epoch", "0", "step", "0"]
    assert room.page.locator(".tgi-album tbody tr").count() == 1
    assert "None of them stands in the list" in room.text(".tgi-said")


@pytest.mark.parametrize("state", [0, 1, LAST // 2, LAST])
def test_all_numbers_of_a_moment_are_the_recorded_ones(room, state):
    room.open().at(state)
    net = room.run("() => inventor.frame.net")
    rows = [*net["token"], *net["hidden"]["w"], net["hidden"]["b"], *net["out"]["w"], net["out"]["b"]]  # fmt: skip

    assert [number for row in rows for number in row] == pytest.approx(numbers_at(RECORDED, state), abs=1e-12)  # fmt: skip
    told = RECORDED["frames"][state]
    assert room.run("() => [inventor.frame.step, inventor.frame.loss]") == [told["step"], told["loss"]]  # fmt: skip
    assert room.text(".tgp-train-number b") == f"{told['loss']:.2f}"


def test_the_curve_is_seen_as_far_as_it_was_played(room):
    """What comes is no guess any more where it stands there already, in pale."""
    room.open()
    beyond = lambda: room.page.locator(".tgp-loss-later").get_attribute("d").count("L")  # noqa: E731
    assert beyond() == 0 and room.page.locator(".tgp-loss-now").get_attribute("d") == ""
    room.at(9).at(4)

    assert beyond() == 5 and room.page.locator(".tgp-loss-now").get_attribute("d")


def test_the_axis_of_epochs_goes_as_far_as_was_played(room):
    """In the first epoch most happens: it is wide until it is over, and no curve shrinks after it."""
    room.open()
    ends = []
    for state in (0, 6, 30, LAST, 3):
        room.at(state)
        ends.append(room.run("() => inventor.loss.chart.top[0]"))
    far = [RECORDED["frames"][state]["epoch"] for state in (30, LAST)]

    assert ends == pytest.approx([1, 1, *far, far[-1]]) and 1 < far[0] < far[1]


def test_one_ruler_measures_the_whole_recording(room):
    """Letters move, and no axis: what all moments need is there from the first on."""
    room.open()
    rulers = {json.dumps(room.at(state).run("() => [inventor.plane.chart.low, inventor.plane.chart.top]")) for state in range(0, LAST + 1, 5)}  # fmt: skip

    assert len(rulers) == 1


def test_live_axes_only_grow_and_begin_again_with_the_run(room):
    room.open()
    room.press("Train it here")
    room.page.wait_for_function("inventor.isLive && inventor.frame.step >= 1")
    room.press("Pause")
    room.rest()
    ruler = lambda: room.run("() => [...inventor.plane.chart.low, ...inventor.plane.chart.top]")  # fmt: skip  # noqa: E731
    usual = ruler()
    show = "far => { const places = inventor.frame.net.token.map(([x, y]) => [far * x, far * y]); inventor.plane.show(places, 9, false); }"  # fmt: skip
    room.run(show, 9)
    wide = ruler()
    room.run(show, 0.1)
    assert ruler() == wide and wide[0] < usual[0] and wide[3] > usual[3]
    room.press("Another start")
    room.rest()
    assert ruler() == usual


def test_a_disc_travels_as_long_as_a_moment_lasts(room):
    room.open()
    pace = "() => getComputedStyle(document.querySelector('.tgi-letter')).transitionDuration"  # fmt: skip
    room.at(3)
    assert room.run(pace) == "0.2s"
    room.press("Play")
    room.page.wait_for_function("inventor.frame.state === 4")
    assert room.run(pace) == f"{RECORDED['pace'] / 1000:g}s"
    room.press("Pause")
    room.rest()


def test_the_six_vowels_leave_a_trail_of_their_recorded_places(room):
    room.open()
    trail = lambda: room.page.locator(".tgp-plane-trails").get_attribute("d")  # noqa: E731
    assert trail() == ""
    room.at(7)
    parts = trail().split("M")[1:]
    places = [room.run("() => 'aeiouy'.split('').map((vowel) => inventor.plane.chart.place(...inventor.recorded.frames[7].net.token[inventor.data.letters.indexOf(vowel)]))")]  # fmt: skip

    assert len(parts) == 6 and all(len(part.split("L")) == 8 for part in parts)
    ends = [[float(x) for x in part.split("L")[-1].split(",")] for part in parts]
    assert ends == places[0]
    starts = lambda: room.page.locator(".tgp-plane-starts").get_attribute("d")  # noqa: E731
    assert starts() == "".join(f"M{part.split('L')[0]}h0" for part in parts)
    room.at(0)
    assert trail() == starts() == ""


def test_no_trail_leaves_the_plane(room):
    room.open()

    assert room.run("() => getComputedStyle(inventor.plane.chart.inside).overflow") == "hidden"  # fmt: skip


LINES = """() => { const cells = [...document.querySelectorAll('.tgi-album tbody tr > *')].map((cell) => cell.getBoundingClientRect());
    return [cells.map(({ height }) => height), [...new Set(cells.map(({ left }) => Math.round(left)))]]; }"""  # fmt: skip


def test_on_a_phone_there_are_four_columns_of_names(room):
    """The window less its margins is 360 wide.  What is counted is what stands there."""
    room.page.set_viewport_size({"width": 376, "height": 740})
    room.open().at(LAST)
    columns = room.page.locator(".tgi-album tbody tr:first-child td")
    assert columns.count() == 4
    tall, lefts = room.run(LINES)
    assert max(tall) < 25 and len(lefts) == 5
    names = {name for _, row in RECORDED["album"] for name, _ in row[:4]}
    assert room.text(".tgi-said").startswith(f"{len(names)} names so far.")
    room.page.set_viewport_size({"width": 800, "height": 900})
    room.page.wait_for_function("document.querySelectorAll('.tgi-album tbody tr:first-child td').length === 5")  # fmt: skip


def test_names_of_one_column_have_the_same_dice_and_the_first_row_stays(room):
    room.open().at(LAST)
    rows = room.page.locator(".tgi-album tbody tr")
    assert rows.count() == LAST + 1
    assert {row.locator("td").count() for row in rows.all()} == {5}
    tall, lefts = room.run(LINES)
    assert (
        max(tall) < 25 and len(lefts) == 6
    )  # each name in one line, below the one before
    names = [[name or "–" for name, _ in row] for _, row in RECORDED["album"]]
    assert rows.nth(20).locator("td").all_inner_texts() == names[20]
    seen = room.run("""() => { const room = document.querySelector('.tgi-album-room').getBoundingClientRect();
        return [...document.querySelectorAll('.tgi-album tbody tr')].map((row) => row.firstChild.getBoundingClientRect()).map(({ top, bottom }) => top >= room.top && bottom <= room.bottom + 1); }""")  # fmt: skip
    assert seen[0] and seen[-1] and not seen[9]


@pytest.mark.parametrize("seed", range(6))
def test_the_chances_are_those_of_the_engine(room, seed):
    """Random models, random beginnings: what the page computes, beside `language.chances`."""
    rng = random.Random(seed)
    model = Window(context=1 + seed % 4, size=1 + seed % 3, hidden=1 + seed, rng=rng)
    name = "".join(rng.choices(LETTERS[1:], k=rng.randrange(6)))
    temperature = rng.choice([0.1, 0.7, 1, 3])
    room.open()
    room.run("([net, text, at]) => { Object.assign(inventor.after, { temperature: at }); inventor.after.show(net); inventor.after.type(text); }",
             [net_of(model), name, temperature])  # fmt: skip
    expected = chances(model(encode(name)[:-1])[-1], temperature)

    assert room.run("() => inventor.after.shares") == pytest.approx(expected, rel=1e-9)


def test_a_wrong_sum_is_noticed(room):
    """The planted fault: one bias is another."""
    model = Window(hidden=4, rng=random.Random(1))
    net = net_of(model)
    net["hidden"]["b"][0] += 0.01
    room.open()
    room.run(
        "net => { inventor.after.temperature = 1; inventor.after.show(net); }", net
    )

    assert room.run("() => inventor.after.shares") != pytest.approx(chances(model([0])[-1]), rel=1e-9)  # fmt: skip


def test_names_are_drawn_as_often_as_their_chances_say(room):
    """`draw` beside the chances: 20,000 draws of a known generator."""
    shares = [0.5, 0.25, 0.125, 0.125]
    room.open()
    counts = room.run("""(shares) => {
        let state = 1;
        const random = () => (state = (state * 48271) % 2147483647) / 2147483647, counts = shares.map(() => 0);
        for (let k = 0; k < 20000; k++) counts[toygradInventor.draw(shares, random)]++;
        return counts;
    }""", shares)  # fmt: skip

    assert [count / 20_000 for count in counts] == pytest.approx(shares, abs=0.012)


def test_a_beginning_is_typed_and_goes_on(room):
    room.open()
    field = room.page.get_by_role("textbox", name="A beginning")
    field.fill("Ma2 r<")
    assert field.input_value() == "mar"
    assert "after “mar”" in room.text(".tgi-after .tgi-name")
    field.press("Enter")

    names = room.page.locator(".tgi-made > span").all_inner_texts()
    assert len(names) == 6 and all(name.startswith("mar") for name in names)
    assert all(len(name) <= 11 for name in names) and len(set(names)) > 1
    assert room.page.locator(".tgi-made b").first.inner_text() == "mar"


@pytest.mark.parametrize(
    ("typed", "stays", "told"),
    [("Änne", "anne", False), ("Zoë", "zoe", False), ("ann-5", "ann", True), ("ß", "", True)],
)  # fmt: skip
def test_what_it_cannot_read_is_told(room, typed, stays, told):
    """An accent goes and its letter stays; what no letter of a to z is, goes with a word."""
    room.open()
    field = room.page.get_by_role("textbox", name="A beginning")
    field.fill(typed)
    said = lambda name: "a to z only" in room.page.locator(name).inner_text()  # noqa: E731
    assert field.input_value() == stays
    assert said(".tgi-after .tgi-name") == said(".tgi-after .tgp-unseen") == told
    field.fill("ann")
    assert not said(".tgi-after .tgi-name")


def test_the_ends_of_the_temperature_have_names(room):
    room.open()

    assert room.text(".tgi-ask .tgp-slider").split() == ["temperature", "safe", "wild", "1"]  # fmt: skip
    assert room.page.get_by_role("slider", name="temperature", exact=True).count() == 1


MADE = "() => [...document.querySelectorAll('.tgi-made > span')].map(({ textContent }) => textContent)"  # fmt: skip


def test_names_are_drawn_again_with_the_same_dice_when_something_changes(room):
    """None that was made from another beginning, temperature or net stays."""
    room.open().at(LAST)
    room.page.get_by_role("textbox").fill("ma")
    room.press("Let it go on")
    first, seen = room.run(MADE), []
    slider = room.page.get_by_role("slider", name="temperature")
    slider.press("Home")
    seen.append(room.run(MADE))
    room.at(0)
    seen.append(room.run(MADE))
    room.page.get_by_role("textbox").fill("q")
    seen.append(room.run(MADE))

    assert len({tuple(names) for names in [first, *seen]}) == 4
    assert all(len(names) == 6 for names in seen) and all(name[0] == "q" for name in seen[-1])  # fmt: skip
    room.page.get_by_role("textbox").fill("ma")
    room.at(LAST)
    room.run("() => { const { input } = inventor.after.slider; input.value = 5; input.dispatchEvent(new Event('input')); }")  # fmt: skip
    assert room.run(MADE) == first
    room.press("Let it go on")
    assert room.run(MADE) != first


def test_names_made_here_are_underlined_where_they_are_in_the_list(room):
    room.open().at(LAST)
    names = {name for part in data.names() for name in part}
    assert set(room.run("() => [...inventor.after.known]")) == names
    room.page.get_by_role("textbox").fill("mar")
    found = {}
    for _ in range(20):
        room.press("Let it go on")
        found |= dict(room.run("() => [...document.querySelectorAll('.tgi-made > span')].map((one) => [one.textContent, one.className === 'tgi-known'])"))  # fmt: skip
    assert all(known == (name in names) for name, known in found.items())
    assert {True, False} == set(found.values())


def test_the_dice_of_a_page_are_fair(room):
    room.open()
    parts = room.run("""() => { const counts = Array(10).fill(0);
        for (let seed = 0; seed < 400; seed++) { const one = toygradInventor.dice(seed); for (let k = 0; k < 50; k++) counts[Math.floor(10 * one())]++; }
        return counts; }""")  # fmt: skip
    firsts = room.run("() => Array.from({ length: 2000 }, (_, seed) => toygradInventor.dice(seed)())")  # fmt: skip

    assert [part / 20_000 for part in parts] == pytest.approx([0.1] * 10, abs=0.01)
    assert sum(firsts) / 2000 == pytest.approx(0.5, abs=0.02)
    lag = sum((a - 0.5) * (b - 0.5) for a, b in zip(firsts, firsts[1:])) / 2000
    assert abs(lag) < 0.006  # neighbouring seeds know nothing of each other


def test_bars_have_one_scale_and_what_is_above_it_is_broken(room):
    room.open().at(LAST)
    high = """() => [...document.querySelectorAll('.tgi-bar')].map((bar, k) => {
        const share = inventor.after.shares[inventor.after.order[k]];
        return [share, +bar.style.getPropertyValue('--share'), bar.classList.contains('tgi-over')]; })"""  # fmt: skip
    for text in ("", "q", "ma"):
        room.page.get_by_role("textbox").fill(text)
        for share, tall, over in room.run(high):
            assert tall == pytest.approx(min(2 * share, 1)) and over == (share > 0.5)
    room.page.get_by_role("textbox").fill("q")
    assert any(over for *_, over in room.run(high))


def test_letters_that_are_read_have_a_ring_and_others_are_forgotten(room):
    room.open()
    ringed = "() => [...document.querySelectorAll('.tgi-read')].map(({ textContent }) => textContent).sort().join('')"  # fmt: skip
    assert room.run(ringed) == "."
    room.page.get_by_role("textbox").fill("an")
    assert room.run(ringed) == ".an"
    assert (
        room.text(".tgi-after .tgi-name")
        == "What comes after “an”, in percent (bars end at 50):"
    )
    room.page.get_by_role("textbox").fill("abcdefghijk")
    assert room.run(ringed) == "ijk" and room.text(".tgi-after .tgi-name b") == "ijk"
    assert "It reads 3 letters; the grey ones are forgotten." in room.text(".tgi-after .tgi-name")  # fmt: skip
    assert room.text(".tgi-after .tgi-name").startswith("What comes after “abcdefghijk”")  # fmt: skip
    before = room.bars()
    room.page.get_by_role("textbox").fill("ijk")
    assert room.bars() == before


def test_a_click_on_a_letter_shows_what_comes_after_it(room):
    room.open().at(LAST)
    before = room.bars()
    room.run("() => document.querySelectorAll('.tgi-letter')[17].dispatchEvent(new MouseEvent('click'))")  # fmt: skip

    assert room.page.get_by_role("textbox").input_value() == "q"
    assert room.bars() != before and room.page.locator(".tgi-letter[aria-pressed=true]").text_content() == "q"  # fmt: skip
    best = max(room.bars(), key=lambda label: int(label.split()[-2]))
    assert best.startswith("u,")  # what the names taught it


def test_a_letter_just_clicked_has_its_ring_under_the_mouse(room):
    room.open()
    ring = lambda k=8: room.run("k => getComputedStyle(inventor.plane.discs[k], '::before').boxShadow", k)  # fmt: skip  # noqa: E731
    disc = room.page.locator(".tgi-letter").nth(8)
    disc.hover()
    hovered = ring()
    disc.click()
    under = ring()
    room.page.mouse.move(1, 1)

    assert under == ring() != hovered
    assert room.run("() => inventor.plane.discs[0].className").endswith("tgi-read")
    assert ring() != ring(0) != ring(1)  # chosen, read along with it, neither


def test_a_cell_has_one_frame(room):
    """The inventor's own one, and what it kept free below, were a second one."""
    room.open()
    room.run("() => document.querySelector('main').classList.add('cell')")
    edges = room.run("() => [[getComputedStyle(inventor.root).borderTopWidth], ['marginBottom', 'marginTop'].map((side) => getComputedStyle(inventor.element)[side])].flat()")  # fmt: skip
    room.run("() => document.querySelector('main').classList.remove('cell')")

    assert edges == ["0px"] * 3


def test_a_name_is_built_by_hand_bar_after_bar(room):
    room.open()
    for letter in "an":
        room.page.locator(".tgi-bar", has_text=letter).first.click()
    room.page.locator(".tgi-bar").last.click()  # the end

    assert room.text(".tgi-made") == "an"


def test_a_low_temperature_leaves_the_likeliest(room):
    room.open().at(LAST)
    slider = room.page.get_by_role("slider", name="temperature")
    highest = lambda: max(room.run("() => inventor.after.shares"))  # noqa: E731
    usual = highest()
    slider.press("Home")
    cold = highest()
    slider.press("End")

    assert cold > 2 * usual > 2 * highest()


def test_python_begins_at_the_start_and_trains(room):
    room.open()
    room.press("Train it here")
    room.page.wait_for_function("inventor.isLive && inventor.frame.step >= 3")
    room.press("Pause")
    room.rest()

    assert room.asked[0] == {"do": "set", "setting": DATA["setting"]}
    assert {"do": "train", "ms": 80} in room.asked
    frame = room.session.frame()
    assert room.run("() => inventor.frame.net") == frame["net"]
    assert room.run("() => inventor.frame.step") == frame["step"]
    room.run("() => { const bar = document.querySelector('[aria-label=\"Back in time\"]'); bar.value = 1; bar.dispatchEvent(new Event('input')); }")  # fmt: skip
    room.rest()
    assert room.session.run.steps == 1
    room.page.get_by_role("combobox", name="learning rate").select_option("0.03")
    room.rest()
    assert room.session.run.setting == {"lr": 0.03, "seed": 1}
    room.press("Another start")
    room.rest()
    assert room.session.run.setting == {"lr": 0.03, "seed": 2}


def start(room):
    """Python trains here, and stands still after two steps, however long the click takes."""
    room.open().most = 2
    room.press("Train it here")
    room.page.wait_for_function("inventor.isLive && inventor.frame.step === 2")
    room.press("Pause")
    room.rest()


def test_on_a_recording_one_steps_from_moment_to_moment(room):
    """Epochs and batches are Python's, and are there when Python is."""
    names = lambda: room.page.locator(".tgp-sizes button:visible").all_inner_texts()  # noqa: E731
    room.open()
    assert names() == ["next moment"]
    room.press("Next moment")
    room.rest()
    assert room.run("() => inventor.frame.state") == 1 and room.asked == []
    room.at(LAST).press("Next moment")
    assert room.run("() => inventor.frame.state") == LAST
    start(room)
    assert names() == ["epoch", "batch"]
    step = room.run("() => inventor.frame.step")
    room.press("One batch")
    room.rest()
    assert room.run("() => inventor.frame.step") == step + 1


def test_the_loss_moves_from_the_first_batch_on(room):
    start(room)
    frame = room.session.frame()

    assert len(frame["history"]["step"]) == 1  # no point of the curve yet
    assert room.text(".tgp-train-number b") == f"{frame['loss']:.2f}"
    assert room.page.locator(".tgp-loss-train").get_attribute("d").count("L") == 1


def test_epochs_are_rounded_in_one_way(room):
    room.open().at(7)
    told = room.text(".tgp-count b")

    assert told == room.text(".tgi-album tbody tr:last-child th") == "0.19"
    assert room.page.get_by_role("slider", name="Back in time").get_attribute("aria-valuetext").endswith(f"epoch {told}")  # fmt: skip


def test_another_rate_begins_again_and_the_run_before_stays_in_grey(room):
    start(room)
    assert room.page.locator(".tgi-before-number").is_hidden()
    room.session.ask({"do": "train", "steps": 30})
    room.press("One batch")
    room.rest()
    history = room.run("() => inventor.loss.whole")
    assert len(history["step"]) == 3
    room.page.get_by_role("combobox", name="learning rate").select_option("0.1")
    room.rest()

    assert room.text(".tgp-said") == "It has begun again, with learning rate 0.1; the run before is grey."  # fmt: skip
    assert room.text(".tgi-before-number") == "before, with 0.01"
    assert room.page.locator(".tgp-loss-before").get_attribute("d").count("L") == 2
    room.press("Start again")  # the same again is no other run
    room.rest()
    assert room.run("() => inventor.loss.ghost.words") == "0.01"


def test_how_long_an_epoch_takes_is_told_from_what_was_measured(room):
    room.open()
    told = lambda speed: room.run("speed => { inventor.speed = speed; return inventor.long(); }", speed)  # fmt: skip  # noqa: E731
    letters = DATA["batch"] * DATA["batches"]

    assert [told(letters / seconds) for seconds in (2, 33, 89, 130, 400)] == ["5 s", "35 s", "90 s", "2 min", "7 min"]  # fmt: skip


def test_going_back_live_the_way_that_was_gone_stays_paler(room):
    start(room)
    room.session.ask({"do": "train", "steps": 30})
    room.press("One batch")
    room.rest()
    ruler = room.run("() => inventor.loss.chart.top")
    room.run("() => { inventor.want({ do: 'seek', state: 15 }); }")
    room.rest()
    assert room.run("() => [inventor.frame.step, inventor.loss.whole.step.at(-1)]") == [15, 28]  # fmt: skip
    assert room.run("() => inventor.loss.chart.top") == ruler
    assert room.page.locator(".tgp-loss-later").get_attribute("d").count("L") == 1


def test_without_python_the_page_says_why_and_the_recording_plays(room):
    room.open(alive=False)  # here it has no address
    room.press("Train it here")

    assert "write “make serve”" in room.text(".tgp-said")
    assert room.run("() => inventor.isLive") is False


def test_data_that_cannot_be_drawn_leave_a_sentence_on_the_page(room):
    room.open()
    drawn = room.run("() => toygradInventor.mount(document.querySelector('#here'), {})")

    assert drawn is None
    assert room.text("[role=alert]").startswith("The inventor cannot be shown: ")


def test_where_python_breaks_the_recording_stays(room):
    room.open()
    room.planted = {"broken": "no memory"}
    room.press("Train it here")
    room.page.wait_for_function("document.querySelector('.tgi').dataset.state === 'problem'")  # fmt: skip

    assert "Python could not start (no memory)." in room.text(".tgp-said")
    assert room.run("() => inventor.frame.step") == 0


def test_a_sentence_of_the_session_is_said(room):
    start(room)
    room.planted = {"kind": "problem", "says": "the rate is too large."}
    room.press("One epoch")
    room.rest()

    assert room.text(".tgp-said") == "the rate is too large."


def test_letters_and_bars_are_one_stop_each_and_the_arrows_go_on(room):
    room.open()
    for selector in (".tgi-letter", ".tgi-bar"):
        stops = room.run("name => [...document.querySelectorAll(name)].filter(({ tabIndex }) => tabIndex === 0).length", selector)  # fmt: skip
        assert stops == 1
    room.page.locator(".tgi-letter").first.focus()
    focused = lambda: room.run("() => inventor.plane.discs.indexOf(document.activeElement)")  # fmt: skip  # noqa: E731
    for key, there in {"ArrowUp": 26, "ArrowRight": 0, "End": 26, "Home": 0}.items():
        room.page.keyboard.press(key)
        assert focused() == there
        assert room.run("() => inventor.plane.discs.flatMap(({ tabIndex }, k) => tabIndex ? [] : [k])") == [there]  # fmt: skip
    room.page.keyboard.press("ArrowRight")
    room.page.keyboard.press("Enter")
    assert room.page.get_by_role("textbox").input_value() == "a"
    assert "a at " in room.run("() => document.activeElement.getAttribute('aria-label')")  # fmt: skip


def test_a_letter_far_out_stays_at_the_edge_and_says_so(room):
    room.open().at(LAST)
    wide, high = room.run("() => [inventor.plane.chart.wide, inventor.plane.chart.high]")  # fmt: skip
    discs = room.discs()
    assert all(0 <= x <= wide and 0 <= y <= high for (x, y), *_ in discs)
    out = {LETTERS[k] for k, (_, (x, y), *_) in enumerate(discs) if not (0 <= x <= wide and 0 <= y <= high)}  # fmt: skip
    q = LETTERS.index("q")
    assert "q" in out and out == {LETTERS[k] for k, disc in enumerate(discs) if "tgi-beyond" in disc[2]}  # fmt: skip
    said = room.text(".tgi-legend > :last-child")
    assert set(re.sub("the dot", ".", said.split(":")[1]).replace(" ", "").split(",")) == out  # fmt: skip
    number = numbers_at(RECORDED, -1)[2 * q]
    assert discs[q][3].split()[2].strip(",").replace("−", "-") == f"{number:.4g}"


@pytest.mark.parametrize("state", [0, LAST])
def test_the_legend_is_always_there(room, state):
    room.open().at(state)
    legend = room.page.locator(".tgi-sample").all_inner_texts()

    assert legend == ["vowel", "consonant", "begin, end"]


@pytest.mark.parametrize("width", [360, 800])
@pytest.mark.parametrize("state", [0, LAST // 2, LAST])
def test_no_letter_lies_on_another_and_a_line_leads_to_its_place(room, width, state):
    room.page.set_viewport_size({"width": width, "height": 900})
    room.open().at(state)
    discs = room.discs()
    places = [place for place, *_ in discs]
    nearest = min(math.dist(a, b) for k, a in enumerate(places) for b in places[:k])
    assert nearest > 17  # of discs that are 20 wide
    drawn = room.page.locator(".tgp-plane-offs").get_attribute("d")
    lines = [[float(x) for x in re.split("[,L]", one)] for one in drawn.split("M")[1:]]
    expected = [[*true, *shown] for shown, true, kind, _ in discs
                if "tgi-beyond" not in kind and math.dist(shown, true) >= 3]  # fmt: skip
    assert len(lines) == len(expected)
    for line, end in zip(lines, expected):
        assert line == pytest.approx(end, abs=0.01)


def test_the_letter_that_is_looked_at_lies_on_top(room):
    room.open()
    layer = lambda k: room.run("k => +getComputedStyle(inventor.plane.discs[k]).zIndex || 0", k)  # fmt: skip  # noqa: E731
    room.page.get_by_role("textbox").fill("ma")
    a, m = LETTERS.index("a"), LETTERS.index("m")
    room.page.locator(".tgi-letter").nth(3).focus()

    assert layer(3) > layer(a) > layer(m) > layer(5)


@pytest.mark.parametrize(("width", "dark"), [(800, False), (800, True), (360, False)])
def test_it_is_accessible_and_nothing_sticks_out(room, width, dark):
    room.page.emulate_media(color_scheme="dark" if dark else "light")
    room.page.set_viewport_size({"width": width, "height": 900})
    room.open()
    room.page.wait_for_timeout(0)
    room.run(AXE)
    found = room.run("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 200)])")  # fmt: skip
    room.page.emulate_media(color_scheme="light")

    assert found == []
    assert room.run("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 800])
def test_what_is_pressed_is_large_enough(room, width):
    room.page.set_viewport_size({"width": width, "height": 900})
    room.open()
    sizes = room.run("""() => [...document.querySelectorAll('.tgi button:not([hidden]), .tgi input, .tgi-letter')].map((one) => one.getBoundingClientRect())
        .filter(({ width }) => width).map(({ width, height }) => [width, height])""")  # fmt: skip

    assert min(wide for wide, _ in sizes) >= 24 and min(high for _, high in sizes) >= 24


def test_on_a_phone_the_names_stand_below_the_plane(room):
    """What changes while it plays is seen at once: letters, then names, then the curve."""
    room.page.set_viewport_size({"width": 360, "height": 740})
    room.open()
    tops = room.run("() => ['plane', 'album', 'loss', 'after'].map((name) => document.querySelector(`.tgi-${name}`).getBoundingClientRect().top)")  # fmt: skip

    assert tops == sorted(tops)


def test_on_a_phone_play_stays_in_sight(room):
    """Below the header of a page, as long as something of the inventor is seen."""
    room.page.set_viewport_size({"width": 360, "height": 740})
    room.open()
    room.run("() => document.querySelector('main').classList.add('cell')")
    top = lambda: room.page.get_by_role("button", name="Play").bounding_box()["y"]  # noqa: E731
    tops = []
    for y in (400, 700):
        room.run("y => { window.scrollTo(0, y); }", y)
        tops.append(top())
    room.run("() => { window.scrollTo(0, 0); document.querySelector('main').classList.remove('cell'); }")  # fmt: skip

    assert tops[0] == tops[1] and 50 < tops[0] < 80


def test_reduced_motion_moves_nothing(room):
    room.page.emulate_media(reduced_motion="reduce")
    room.open()
    moving = room.run("() => [...document.querySelectorAll('.tgi *')].filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > 0).length")  # fmt: skip
    room.page.emulate_media(reduced_motion="no-preference")

    assert moving == 0


def test_on_paper_stands_what_is_seen_and_nothing_to_press(room):
    room.open()
    room.page.emulate_media(media="print")
    shown = lambda name: room.page.locator(name).first.is_visible()  # noqa: E731
    seen = [name for name in (".tgp-bar", ".tgi-ask", ".tgi-plane svg", ".tgi-album table") if shown(name)]  # fmt: skip
    room.page.emulate_media(media="screen")

    assert seen == [".tgi-plane svg", ".tgi-album table"]


def test_on_paper_every_fourth_row_of_names_is_enough(room):
    """The first and the last one are there, and the plane is no taller than its letters."""
    room.open()
    room.page.emulate_media(media="print")
    room.page.wait_for_function("inventor.frame.step === 7232")
    rows = room.page.locator(".tgi-album tbody th:visible").all_inner_texts()
    gap = room.run("() => document.querySelector('.tgi-legend').getBoundingClientRect().top - document.querySelector('.tgi-plane-room').getBoundingClientRect().bottom")  # fmt: skip
    room.page.emulate_media(media="screen")

    assert len(rows) == 11 and rows[0] == "0" and rows[-1] == "8" and 0 <= gap < 4


def test_on_paper_a_recording_that_nobody_has_begun_is_at_its_end(room):
    """Paper cannot play; what was begun stays where it stands."""
    for state, printed in ((0, 7232), (3, 42)):
        room.open().at(state)
        room.page.emulate_media(media="print")
        room.page.wait_for_function(f"inventor.frame.step === {printed}")
        room.page.emulate_media(media="screen")
        there = RECORDED["frames"][state]["step"]
        room.page.wait_for_function(f"inventor.frame.step === {there}")
    room.page.emulate_media(media="print")
    room.open()  # where paper is known before it is drawn
    assert room.run("() => inventor.frame.step") == 7232
    room.page.emulate_media(media="screen")
    room.page.wait_for_function("inventor.frame.step === 0")


def test_what_a_page_carries_for_it_is_small():
    """Script and style at most 15 kB, the data of the recording 45; all compressed."""
    size = lambda name: len(gzip.compress((BUILT / name).read_bytes(), 9))  # noqa: E731

    assert size("inventor.js") <= 11_000 and size("inventor.css") <= 4_000
    assert size("inventor.mjs") <= 20_000
    assert len(gzip.compress(Inventor()._repr_html_().encode())) <= 45_000


def test_no_name_is_markup(room):
    """A session may say what it likes: names are text."""
    room.open()
    room.run("() => inventor.take({ ...inventor.frame, album: [[0, [['<img src=x>', false]]]] })")  # fmt: skip

    assert room.page.locator(".tgi img").count() == 0
    assert "<img src=x>" in room.text(".tgi-album")


NOTEBOOK = """async ([module, data]) => {
    const { default: widget } = await import(`data:text/javascript;base64,${module}`);
    let hear;
    const model = { get: () => data, on: (_, listener) => { hear = listener; }, off() {},
                    send: async ({ number, ask }) => { const reply = JSON.parse(await tell(JSON.stringify(ask))); if (!reply.silent) hear({ number, reply }); } };
    widget.render({ model, el: document.querySelector("#here") });
    window.inventor = document.querySelector("#here").inventor;
}"""


def in_notebook(room):
    room.open()
    module = base64.b64encode((BUILT / "inventor.mjs").read_bytes()).decode()
    room.run(NOTEBOOK, [module, DATA])
    assert "in the kernel" in room.text(".tgp-said")


def test_in_a_notebook_the_kernel_trains(room):
    in_notebook(room)
    room.press("Train it here")
    room.page.wait_for_function("inventor.isLive && inventor.frame.step >= 2")
    room.press("Pause")
    room.rest()

    assert room.run("() => inventor.frame.net") == room.session.frame()["net"]


def test_a_kernel_that_does_not_answer_is_told(room):
    """It is busy or not there, and the recording plays meanwhile."""
    in_notebook(room)
    room.planted = {"silent": True}
    room.press("Train it here")
    assert room.text(".tgp-said") == "The kernel is asked …"
    room.run("() => { inventor.waking -= 7000; inventor.tellState(); }")

    assert room.text(".tgp-said").startswith("The kernel does not answer: it is busy with another cell, or it does not run.")  # fmt: skip
    room.press("Next moment")
    room.page.wait_for_function("inventor.frame.state === 1")
