"""The pad of chapter 10: what one draws, and what the network says, in Python and on the page."""

import gzip
import html
import json
import math
import random
import re
import statistics

import pytest

from tools.book import reader
from toygrad import Value, data, nn, softmax
from toygrad.viz import show_pad
from toygrad.viz.films.pad import layers_of
from toygrad.viz.still_pad import name_digit, read, write_chance
from toygrad.viz.widget import BUILT, page_of

TRAIN, TRAIN_LABELS, TEST, TEST_LABELS = data.digits()
HELD_OUT = list(zip(TEST, TEST_LABELS))


def stored():
    model = nn.MLP(64, [40, 10], nn.relu)
    model.load_state_dict(data.reader())
    return model


# The network.


def hits(layers, images, labels, right=0, down=0):
    """How many images plain sums read as their labels, each moved."""
    found = 0
    for image, label in zip(images, labels):
        counts = [16 * x for x in reader.moved(image, right, down)]
        chances = read(layers, counts)
        found += chances.index(max(chances)) == label
    return found


def test_the_stored_network_reads_as_many_as_is_told():
    layers = layers_of(stored())
    told = " ".join(data.reader.__doc__.split())

    assert hits(layers, TRAIN, TRAIN_LABELS) == 1427
    assert hits(layers, TEST, TEST_LABELS) == 349
    assert hits(layers, TEST, TEST_LABELS, down=1) == 119
    assert "reads 1427 of them, and 349 of the 360" in told and "reads 119 of" in told


def test_one_place_to_a_side_costs_it_nothing():
    layers = layers_of(stored())

    assert [hits(layers, TEST, TEST_LABELS, right=k) for k in (1, -1)] == [350, 352]


def test_other_weights_read_fewer():
    """The planted fault: the rows of the last layer, turned round by one."""
    state = data.reader()
    turned = {
        re.sub(
            r"layer1\.(\w)\[(\d)",
            lambda m: f"layer1.{m[1]}[{(int(m[2]) + 1) % 10}",
            name,
        ): x
        for name, x in state.items()
    }
    model = stored()
    model.load_state_dict(turned)

    assert hits(layers_of(model), TEST, TEST_LABELS) < 40


def test_the_tool_writes_what_data_reads(tmp_path, monkeypatch):
    pairs = list(zip(TRAIN, TRAIN_LABELS))[:16]
    once, again = (reader.trained(pairs, epochs=1).state_dict() for _ in range(2))
    assert once == again
    state = data.reader()
    assert json.loads(reader.written(state)) == json.loads(reader.TARGET.read_text())
    assert all(x == round(x, reader.DIGITS) for x in state.values())


def test_a_moved_image_stays_within_its_frame():
    image = [float(k) for k in range(64)]
    right = reader.moved(image, 1)
    down = reader.moved(image, 0, 1)

    assert right[8:12] == [0.0, 8.0, 9.0, 10.0]
    assert down[:8] == [0.0] * 8 and down[8:] == image[:56]


# The same in Python, in the engine and on the page.


MODELS = {
    "MLP, relu": lambda rng: nn.MLP(64, [9, 10], nn.relu, "kaiming", rng),
    "MLP, tanh": lambda rng: nn.MLP(64, [7, 5, 10], nn.tanh, "xavier", rng),
    "MLP, sigmoid": lambda rng: nn.MLP(64, [6, 4], nn.sigmoid, "large", rng),
    "Linear": lambda rng: nn.Linear(64, 10, "uniform", rng),
    "Sequential": lambda rng: nn.Sequential(
        nn.Linear(64, 8, "large", rng), nn.Sigmoid(),
        nn.Sequential(nn.Linear(8, 6, "large", rng), nn.Tanh()),
        nn.Linear(6, 10, "large", rng), nn.ReLU(),
    ),
}  # fmt: skip


def random_counts(rng):
    return [rng.choice([0, 0, rng.randint(1, 16), 16]) for _ in range(64)]


@pytest.mark.parametrize("kind", MODELS)
def test_plain_sums_are_those_of_the_engine(kind):
    rng = random.Random(kind)
    model = MODELS[kind](rng)
    layers = layers_of(model)
    for _ in range(20):
        counts = random_counts(rng)
        chances = [p.data for p in softmax(model([count / 16 for count in counts]))]
        assert read(layers, counts) == pytest.approx(chances, rel=1e-12, abs=1e-300)


READS = """([layers, all]) => all.map(counts => toygrad.read(layers, counts))"""


@pytest.mark.parametrize("kind", [*MODELS, "stored"])
def test_the_page_computes_the_numbers_of_python(theatre, kind):
    rng = random.Random(kind)
    model = stored() if kind == "stored" else MODELS[kind](rng)
    layers, inputs = layers_of(model), [random_counts(rng) for _ in range(40)]
    found = theatre.page.evaluate(READS, [layers, inputs])

    for chances, counts in zip(found, inputs):
        assert chances == pytest.approx(read(layers, counts), rel=0, abs=1e-12)
        assert math.isclose(sum(chances), 1.0)


def test_a_wrong_weight_on_the_page_is_noticed(theatre):
    """The planted fault of the test above: one weight of 3010 is another."""
    layers, counts = layers_of(stored()), [8] * 64
    wrong = json.loads(json.dumps(layers))
    wrong[1]["w"][4][7] += 1e-9
    ((found,),) = [theatre.page.evaluate(READS, [wrong, [counts]])]

    assert max(abs(a - b) for a, b in zip(found, read(layers, counts))) > 1e-12


# Drawing.


@pytest.fixture
def pad(theatre):
    theatre.show(show_pad(stored(), HELD_OUT[:4]).data)
    return theatre


def counts_of(theatre):
    return theatre.page.evaluate("stage.pictures[0].counts()")


def said(theatre):
    return theatre.page.locator(".tg-hears").inner_text()


def numbers_of(theatre):
    return theatre.page.locator(".tg-answers .tg-count").all_inner_texts()


def drawn(theatre, *places):
    """A stroke of the mouse; places are shares of the sheet."""
    box, mouse = theatre.box(".tg-sheet"), theatre.page.mouse
    points = [
        (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places
    ]
    mouse.move(*points[0])
    mouse.down()
    for point in points[1:]:
        mouse.move(*point, steps=4)
    mouse.up()


SEVEN = [(0.2, 0.08), (0.78, 0.08), (0.6, 0.5), (0.42, 0.92)]


def test_the_first_test_digit_stands_there_and_the_others_follow(pad):
    for image, label in [*HELD_OUT[:4], HELD_OUT[0]]:
        assert counts_of(pad) == [round(16 * x) for x in image]
        assert said(pad).startswith(
            f"A test digit, a {label} (in the box). It reads a "
        )
        assert pad.page.locator(".tg-true b").all_inner_texts() == [str(label)]
        chances = read(layers_of(stored()), counts_of(pad))
        assert numbers_of(pad) == list(map(write_chance, chances))
        pad.press("Test digit")


def test_a_drawn_seven_is_read_and_the_bars_follow(pad):
    pad.press("Clear")
    assert counts_of(pad) == [0] * 64
    assert said(pad).startswith("Nothing is drawn, and still it has to choose.")
    drawn(pad, *SEVEN)
    chances = read(layers_of(stored()), counts_of(pad))

    assert said(pad) == f"It reads a 7, with probability {write_chance(chances[7])}."
    assert numbers_of(pad) == list(map(write_chance, chances))
    assert pad.page.locator(".tg-best b").inner_text() == "7"
    widths = pad.page.evaluate(
        "[...document.querySelectorAll('.tg-chance')].map(bar => bar.offsetWidth / bar.parentElement.offsetWidth)"
    )
    assert widths == pytest.approx(chances, abs=0.01)


def test_bars_and_words_follow_while_one_draws_and_are_heard_at_the_end(pad):
    pad.press("Clear")
    heard = pad.page.locator(".tg-heard")
    before = heard.inner_text()
    box, mouse = pad.box(".tg-sheet"), pad.page.mouse
    mouse.move(box["x"] + 60, box["y"] + 20)
    mouse.down()
    mouse.move(box["x"] + 200, box["y"] + 20, steps=5)
    chances = read(layers_of(stored()), counts_of(pad))

    assert numbers_of(pad) == list(map(write_chance, chances))
    best = name_digit(chances.index(max(chances)))
    assert (
        said(pad) == f"It reads {best}, with probability {write_chance(max(chances))}."
    )
    assert heard.inner_text() == before
    stroke = "getComputedStyle(document.querySelector('.tg-sheet svg')).opacity"
    assert pad.page.evaluate(stroke) == "0.6"
    ends = pad.page.locator(".tg-sheet path").get_attribute("d")
    across = 32 / box["width"]
    assert re.fullmatch("M[^hL]*h0(L[^L]*){5}", ends)
    assert [float(x) for x in re.findall("[ML]([0-9.]+)", ends)][::5] == pytest.approx(
        [60 * across, 200 * across], abs=0.01
    )
    mouse.up()
    assert heard.inner_text() == said(pad) != before
    assert pad.count(".tg-drawing") == 0


def test_the_first_stroke_wipes_the_test_digit_off_and_undo_brings_it_back(pad):
    first = counts_of(pad)
    assert pad.page.get_by_role("button", name="Undo").get_attribute("aria-disabled") == "true"  # fmt: skip
    drawn(pad, *SEVEN)
    seven = counts_of(pad)
    assert said(pad).startswith("It reads a 7") and pad.count(".tg-true") == 0
    pad.press("Fit"), pad.press("Clear")
    drawn(pad, (0.5, 0.5), (0.6, 0.5))
    for _ in range(3):
        pad.press("Undo")
    assert counts_of(pad) == seven
    drawn(pad, (0.35, 0.5), (0.82, 0.5))  # the second stroke is added to the first
    assert all(a >= b for a, b in zip(counts_of(pad), seven))
    pad.press("Undo"), pad.press("Undo")

    assert counts_of(pad) == first
    assert said(pad).startswith("A test digit, a 0 (in the box).")
    assert pad.page.get_by_role("button", name="Undo").get_attribute("aria-disabled") == "true"  # fmt: skip


def test_a_digit_slides_by_one_cell_as_in_the_chapter(pad):
    for name, way in {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}.items():  # fmt: skip
        pad.press(f"Slide {name}")
        assert counts_of(pad) == [round(16 * x) for x in reader.moved(TEST[0], *way)]
        pad.press("Undo")


SPLIT = "([layers, counts]) => toygrad.split(layers, counts)"


@pytest.mark.parametrize("kind", ["MLP, relu", "Linear", "stored"])
def test_the_part_of_a_cell_is_its_ink_times_the_gradient_of_the_engine(theatre, kind):
    rng = random.Random(kind)
    model = stored() if kind == "stored" else MODELS[kind](rng)
    counts = random_counts(rng)
    found = theatre.page.evaluate(SPLIT, [layers_of(model), counts])
    for digit in (0, 7):
        ink = [Value(count / 16) for count in counts]
        logit = model(ink)[digit]
        logit.backward()
        assert found["logits"][digit] == pytest.approx(logit.data)
        parts = [part[digit] for part in found["parts"]]
        assert parts == pytest.approx([x.data * x.grad for x in ink], abs=1e-9)


def test_who_points_at_a_bar_sees_what_each_cell_adds(pad):
    parts = pad.page.evaluate(SPLIT, [layers_of(stored()), counts_of(pad)])["parts"]
    three = [part[3] for part in parts]
    bar = pad.page.locator(".tg-answers li >> nth=3")
    bar.hover()
    signs = pad.page.evaluate("[...document.querySelectorAll('[role=gridcell]')].map(one => one.dataset.side)")  # fmt: skip
    most = max(map(abs, three))
    assert signs == [
        "" if abs(x) < 0.15 * most else "+" if x > 0 else "−" for x in three
    ]
    assert said(pad).startswith("Logit of 3: −")
    pad.page.mouse.move(0, 0)
    assert said(pad).startswith("A test digit, a 0") and pad.count(".tg-shares") == 0
    pad.page.locator(".tg-answers li[tabindex='0']").focus()
    assert said(pad).startswith("Logit of 0: ")
    pad.page.keyboard.press("ArrowDown")
    assert said(pad).startswith("Logit of 1: ")


def test_a_network_with_tanh_has_no_such_parts(theatre):
    theatre.show(show_pad(MODELS["MLP, tanh"](random.Random(1)), HELD_OUT[:1]).data)
    assert theatre.count(".tg-hint") == theatre.count(".tg-answers li[tabindex]") == 0


def test_a_stroke_looks_like_those_of_the_collection(pad):
    """Its ink, and how many of its cells are full, against the sevens of the data."""
    pad.press("Clear")
    drawn(pad, *SEVEN)
    drawn(pad, (0.35, 0.5), (0.82, 0.5))  # the bar across
    mine = [count / 16 for count in counts_of(pad)]
    sevens = [x for x, label in zip(TRAIN, TRAIN_LABELS) if label == 7]
    for measure in (sum, lambda image: image.count(1.0)):
        least, *_, most = statistics.quantiles(map(measure, sevens), n=10)
        assert least < measure(mine) < most


def test_what_is_small_is_said_to_be_and_fits_after_a_click(pad):
    pad.press("Clear")
    drawn(pad, *((0.55 + 0.4 * x, 0.5 + 0.45 * y) for x, y in SEVEN))
    assert "press Fit" in said(pad)
    pad.press("Undo")
    drawn(pad, *((x, 0.08 + 0.87 * y) for x, y in SEVEN))  # it nearly fills the pad
    assert "Fit" not in said(pad)
    pad.press("Undo")
    drawn(pad, *((0.55 + 0.4 * x, 0.5 + 0.45 * y) for x, y in SEVEN))
    pad.press("Fit")
    once = counts_of(pad)

    assert said(pad).startswith("It reads a 7") and "Fit" not in said(pad)
    assert any(once[:8]) and any(once[56:])
    pad.press("Fit")
    assert counts_of(pad) == once
    pad.press("Clear")
    drawn(pad, *SEVEN)
    large = counts_of(pad)
    assert sum(large) == pytest.approx(sum(once), rel=0.2)  # strokes keep their width


def test_what_keys_have_drawn_fits_too(pad):
    pad.press("Clear")
    for cell in (27, 35):
        pad.page.evaluate("cell => stage.pictures[0].turn(cell)", cell)
    pad.press("Fit")

    assert counts_of(pad) == [16 * (k % 8 in (2, 3, 4, 5)) for k in range(64)]
    pad.press("Clear")
    pad.press("Fit")
    assert counts_of(pad) == [0] * 64


def test_everything_can_be_drawn_by_keys(pad):
    pad.press("Clear")
    keys = pad.page.keyboard
    pad.page.locator("[role=gridcell][tabindex='0']").focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowDown", "Space"):
        keys.press(key)

    assert counts_of(pad) == [16 * (k == 9) for k in range(64)]
    label = "document.activeElement.getAttribute('aria-label')"
    assert pad.page.evaluate(label) == "row 2, column 2: 16 of 16"
    keys.press("Enter")
    assert counts_of(pad) == [0] * 64
    keys.press("End")
    assert pad.page.evaluate(label) == "row 2, column 8: 0 of 16"
    assert pad.count("[role=gridcell][tabindex='0']") == 1
    keys.press("Tab")
    assert pad.page.evaluate("document.activeElement.textContent") == "Clear"


def test_a_grid_has_its_rows_and_its_answer_is_announced(pad):
    assert pad.count("[role=grid] > [role=row] > [role=gridcell]") == 64
    assert pad.page.locator("[role=grid]").get_attribute("aria-label") == "Pad"
    assert pad.page.locator(".tg-heard").get_attribute("aria-live") == "polite"


def test_a_finger_draws_and_the_page_stays(browser):
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.set_content(page_of(show_pad(stored(), HELD_OUT[:4])))
    page.get_by_role("button", name="Clear").tap()
    box = page.locator(".tg-sheet").bounding_box()
    touch = context.new_cdp_session(page)
    kinds = ["touchStart", *["touchMove"] * (len(SEVEN) - 1)]
    for kind, (x, y) in zip(kinds, SEVEN):
        at = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    page.locator(".tg-hears").get_by_text("It reads a 7").wait_for()
    assert page.evaluate("scrollY") == 0
    context.close()


# What is refused, and what stands without a script.


class Own(nn.Module):
    def forward(self, x):
        return x


REFUSED = [
    (Own(), HELD_OUT, TypeError, "a model of Linear, Sequential or MLP"),
    (nn.Sequential(nn.Linear(64, 10), Own()), HELD_OUT, TypeError, "a model of Linear"),
    (nn.MLP(64, [4, 10], lambda x: x), HELD_OUT, TypeError, "a model of Linear"),
    (nn.Sequential(nn.ReLU(), nn.Linear(64, 10)), HELD_OUT, TypeError, "a Linear before each activation"),
    (nn.Sequential(), HELD_OUT, ValueError, "at least one layer"),
    (nn.MLP(63, [10]), HELD_OUT, ValueError, "one that takes 63 where 64 come"),
    (nn.Sequential(nn.Linear(64, 8), nn.Linear(9, 10)), HELD_OUT, ValueError, "takes 9 where 8 come"),
    (nn.MLP(64, [400, 10]), HELD_OUT, ValueError, "at most 20000 parameters in 8 layers, got 30010 in 2"),
    (nn.MLP(64, [10]), [], ValueError, "a list of 1 to 100 pairs"),
    (nn.MLP(64, [10]), "digits", TypeError, "a list of 1 to 100 pairs"),
    (nn.MLP(64, [10]), [TEST[0]], TypeError, "pairs of image and label"),
    (nn.MLP(64, [10]), [(TEST[0], 10)], ValueError, "labels from 0 to 9, got int 10"),
    (nn.MLP(64, [10]), [(TEST[0], True)], ValueError, "labels from 0 to 9, got"),
    (nn.MLP(64, [10]), [(TEST[0][:63], 1)], ValueError, "images of 64 numbers"),
    (nn.MLP(64, [10]), [([0.3] * 64, 1)], ValueError, "in steps of 1/16"),
    (nn.MLP(64, [10]), [([2.0] * 64, 1)], ValueError, "from 0 to 1"),
]  # fmt: skip


@pytest.mark.parametrize("model, examples, error, words", REFUSED)
def test_what_no_pad_can_be_made_of_is_refused_in_a_sentence(
    model, examples, error, words
):
    with pytest.raises(error, match=re.escape(words)):
        show_pad(model, examples[:3])


def test_numbers_that_are_not_finite_do_not_reach_the_page():
    model = stored()
    model.layer[0].w[0][0].data = math.nan

    with pytest.raises(ValueError, match="parameters from −1000000 to 1000000"):
        show_pad(model, HELD_OUT[:1])


@pytest.mark.parametrize(
    "change, reason",
    [
        (lambda p: p["layers"][0]["w"][3].pop(), "layers"),
        (lambda p: p["layers"][0]["w"].pop(), "layers"),
        (lambda p: p["layers"][0]["w"][3].__setitem__(5, "1"), "layers.0.w.3.5"),
        (lambda p: p["layers"][1].update(activation="alert(1)"), "layers.1.activation"),
        (lambda p: p["layers"].clear(), "layers"),
        (lambda p: p["layers"][0].update(w=[[0] * 64] * 400, b=[0] * 400), "layers"),
        (lambda p: p["examples"][0].__setitem__(0, "<b>"), "examples.0.0"),
        (lambda p: p["examples"][0].__setitem__(0, 10), "examples.0.0"),
        (lambda p: p["examples"][0][1].__setitem__(0, 17), "examples.0.1.0"),
        (lambda p: p["examples"].clear(), "examples"),
    ],
)
def test_a_broken_network_is_refused_with_its_reason(theatre, change, reason):
    data = json.loads(json.dumps(show_pad(stored(), HELD_OUT[:2]).data))
    change(data["pictures"][0])
    theatre.show(data)

    said = theatre.page.locator("#here").inner_text()
    assert said.startswith("This picture cannot be shown: ")
    assert f"pictures.0.{reason}" in said and theatre.count(".tg") == 0


def test_without_a_script_a_digit_and_its_bars_stand_there():
    pad = show_pad(stored(), HELD_OUT[:2])
    chances = read(layers_of(stored()), [round(16 * x) for x in TEST[0]])
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", pad.still())

    assert texts == [
        html.escape(text)
        for digit, p in enumerate(chances)
        for text in (str(digit), write_chance(p))
    ]
    assert pad.still().count('class="tg-ink"') == sum(x > 0 for x in TEST[0])
    lines = repr(pad).splitlines()
    assert lines[0] == f"A test digit, a {TEST_LABELS[0]}:"
    assert lines[-1] == "It reads a 0, with probability > 0.999."
    assert "The first digit as text" in pad.steps()


def test_a_pad_weighs_little():
    pad = show_pad(stored(), HELD_OUT[:10])

    assert len(gzip.compress(pad._repr_html_().encode())) < 150_000 / 10


def test_on_a_phone_nothing_is_cut_off(pad):
    pad.resize(360)
    wide = pad.page.evaluate(
        "[...document.querySelectorAll('.tg-pad *')].filter(one => one.getBoundingClientRect().right > innerWidth).length"
    )
    assert wide == 0
    assert all(
        side >= 30
        for side in (pad.box("[role=gridcell]")[k] for k in ("width", "height"))
    )
    heights = pad.page.evaluate(
        "[...document.querySelectorAll('.tg-tools button')].map(one => one.offsetHeight)"
    )
    assert min(heights) >= 36


# Its style sheet: two figures once gave one name to different things.

SHARED = {"tg-count", "tg-fills"}  # the bar's count, and the room of a slide


def classes_of(sheet):
    return set(re.findall(r"\.(tg-[a-z-]+)", sheet))


def test_the_pad_gives_no_name_that_another_figure_has():
    pad, stage = (
        (BUILT.parent / name).read_text("utf-8") for name in ("pad.css", "stage.css")
    )

    assert classes_of(pad) & classes_of(stage) == SHARED
    assert classes_of(pad + ".tg-rail {}") & classes_of(stage) != SHARED
