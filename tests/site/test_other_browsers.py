"""The pages in Firefox and in WebKit: what a reader meets first, and that it is the same.

Part of make test-full.  What is missing on a machine is skipped, with what to
install.  All other tests of the pages look at them in Chromium.
"""

import functools
import http.server
import json
import os
import re
import threading
from pathlib import Path

import pytest

from tests.shared import drivers
from tests.shared.seen import READ, unlike
from toygrad.viz import theme

pytestmark = pytest.mark.skipif(
    os.environ.get("TOYGRAD_FULL") != "1",
    reason="Firefox and WebKit look at the pages in make test-full",
)

TESTS = Path(__file__).resolve().parents[1]
SITE = TESTS.parent / "_build" / "html"
CROWDED = (TESTS / "shared/crowded.js").read_text("utf-8")
COVER, WALKING, GALLERY, SLOPES, PLAYGROUND = (
    f"book/{name}.html"
    for name in ("index", "04_backpropagation", "gallery", "01_slopes", "playground")
)  # fmt: skip
DATA = re.compile(r'<script type="application/json">(\{"toygrad":.*?)</script>')

# Put into every page before anything else: what goes wrong there is written down.
EARS = """<script>
    window.noise = [];
    addEventListener("error", ({ message, target }) => noise.push(message ?? `${target.src ?? target.href} is not there`), true);
    addEventListener("unhandledrejection", ({ reason }) => noise.push(String(reason)));
    addEventListener("securitypolicyviolation", ({ blockedURI }) => noise.push(`refused: ${blockedURI}`));
    console.error = (...words) => noise.push(words.join(" "));
</script>"""
PHONE = """<!doctype html><html lang="en"><title>Phone</title>
<iframe src="/{}" width="360" height="760" style="border: 0"></iframe></html>"""


class Pages(http.server.SimpleHTTPRequestHandler):
    """The site, its pages with ears; /phone/ and a page is that page 360 pixels wide."""

    def do_GET(self):
        name = self.path.lstrip("/")
        if name.startswith("phone/"):
            return self.answer(PHONE.format(name.removeprefix("phone/")))
        if name.endswith(".html"):
            page = (SITE / name).read_text("utf-8")
            return self.answer(page.replace("<head>", "<head>" + EARS, 1))
        return super().do_GET()

    def answer(self, text):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", len(body))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address():
    handler = functools.partial(Pages, directory=SITE)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


BROWSERS = {
    "Firefox": (drivers.missing_firefox, drivers.firefox),
    "WebKit": (drivers.missing_webkit, drivers.webkit),
}


@pytest.fixture(scope="module", params=list(BROWSERS))
def browser(request):
    """Each of the two; where one cannot start, its tests say why and skip."""
    missing, start = BROWSERS[request.param]
    if packages := missing():
        pytest.skip(
            f"NO {request.param.upper()}: no page was looked at in it; install {packages} "
            "(the names are Debian's) and run make test-full again"
        )
    with start() as browser:
        browser.say("SetWindowRect", width=1280, height=1000)
        yield browser


# A page at rest: its stages are drawn, the letters are there.
STANDS = "() => document.readyState === 'complete' && !document.querySelector('.tg-still')"  # fmt: skip
AT_REST = """async () => {
    await document.fonts.ready;
    for (let k = 0; k < 3; k++) await new Promise(requestAnimationFrame);
}"""


@pytest.fixture
def opened(browser, address):
    """Opens a page; in the end nothing may have gone wrong on it."""

    def open_page(name):
        browser.open(f"{address}/{name}")
        if name.startswith("phone/"):
            browser.say("SwitchToFrame", id=0)
        browser.until(STANDS)
        browser.run(AT_REST)
        return browser

    yield open_page
    assert browser.run("() => window.noise") == []


def data_of(name):
    """What the stages of a page have to show, as it is written there."""
    return [json.loads(text) for text in DATA.findall((SITE / name).read_text("utf-8"))]


def button(name):
    return f".tg button[aria-label='{name}']"


READ_FIRST = f"() => ({READ})(document.querySelector('.toygrad-stage'))"
FOCUS = "selector => document.querySelector(selector).focus()"


def step(browser):
    words = browser.run("() => document.querySelector('.tg-count').textContent")
    return int(words.split()[0])


def go_to(browser, number):
    """To a step, by the scrubber."""
    browser.run(
        "number => { const scrubber = document.querySelector('.tg input');"
        " scrubber.value = number; scrubber.dispatchEvent(new Event('input')); }",
        number,
    )


# A player.


def test_a_player_goes_by_click_and_by_key(opened):
    page = opened(COVER)
    for name, leads_to in [("First", 1), ("Next", 2), ("Next", 3), ("Back", 2)]:
        page.click(button(name))
        assert step(page) == leads_to
    page.run(FOCUS, ".tg-canvas")
    for key, leads_to in [("End", 9), ("ArrowLeft", 8), ("Home", 1), ("ArrowRight", 2)]:
        page.press(key)
        assert step(page) == leads_to


def test_every_number_at_every_step_is_that_of_the_data(opened):
    """The scrubber is moved by keys; a changed number is noticed at its step."""
    (data,) = data_of(COVER)
    page = opened(COVER)
    page.run(FOCUS, ".tg input")
    page.press("Home")
    seen = [page.run(READ_FIRST)]
    for _ in data["frames"][1:]:
        page.press("ArrowRight")
        seen.append(page.run(READ_FIRST))
    assert unlike(data, seen) == []

    data["pictures"][0]["frames"][5]["slots"]["0"] = ["2"]
    assert unlike(data, seen)[0] == 6


# At every frame of the screen: the words that are under way, where they are, what stands in x.
WATCH = """() => {
    window.under_way = [];
    const look = () => {
        for (const token of document.querySelectorAll(".tg-token"))
            under_way.push([token.textContent, token.getAttribute("transform"), document.querySelector(".tg-note").textContent]);
        requestAnimationFrame(look);
    };
    look();
}"""


def test_a_share_is_multiplied_on_its_way(opened):
    """The last share of the cover: 1 leaves s, times 3, and 3 lands at x."""
    page = opened(COVER)
    go_to(page, 7)
    page.run(WATCH)
    page.click(button("Next"))
    page.until("() => document.querySelector('.tg-note').textContent === 'grad 7'")
    words, places, notes = zip(*page.run("() => under_way"))

    assert list(dict.fromkeys(words)) == ["1", "1 × 3", "3"]
    assert len(set(places)) > 5
    assert set(notes) == {"so far 4"}


def test_it_plays_and_pauses(opened):
    page = opened(COVER)
    page.click(button("First"))
    page.click(".tg-speed")
    page.click(button("Play"))
    page.until("() => document.querySelector('.tg-count').textContent === '3 / 9'")
    page.click(button("Pause"))
    page.run("() => new Promise(done => setTimeout(done, 3500))")  # a step takes less

    assert step(page) == 3
    assert page.run(f'() => document.querySelector("{button("Play")}") !== null')


FILLS = """() => Object.fromEntries([".tg", ".tg-title", ".tg-data", ".tg-note"].map(name => {
    const { backgroundColor, fill } = getComputedStyle(document.querySelector(name));
    return [name, name === ".tg" ? backgroundColor : fill];
}))"""


def rgb(colour):
    return f"rgb({', '.join(str(int(colour[k : k + 2], 16)) for k in (1, 3, 5))})"


def test_in_the_dark_it_is_dark(opened):
    """By the switch of the theme, pressed until it is."""
    page = opened(COVER)
    names = {".tg": "PAPER", ".tg-title": "INK", ".tg-data": "DATA", ".tg-note": "GRADIENT"}  # fmt: skip
    light = {part: rgb(getattr(theme, name)) for part, name in names.items()}
    dark = {part: rgb(theme.DARK[name]) for part, name in names.items()}
    go_to(page, 9)  # where x has its gradient
    seen = []
    for _ in range(3):
        page.run(AT_REST)
        seen.append(page.run(FILLS))
        page.click(".theme-switch-button")

    assert light in seen and dark in seen


# Where it stands.

# Texts that leave their box, and bars that jump, over all steps of all stages.
LEAVES = """() => {
    const found = new Set();
    const look = (inner, outer) => {
        const [a, b] = [inner, outer].map(one => one.getBoundingClientRect());
        const air = a.height / 4; // above and below the letters
        const out = a.left < b.left - 1 || a.right > b.right + 1 || a.top + air < b.top || a.bottom - air > b.bottom;
        if (a.width && out) found.add(`${inner.textContent} leaves ${outer.getAttribute("class") ?? "its ground"}`);
    };
    const lookAt = stage => {
        for (const box of stage.querySelectorAll(".tg-box"))
            for (const text of box.querySelectorAll("text"))
                look(text, text.closest(".tg-slot")?.querySelector("rect") ?? box.querySelector(".tg-frame"));
        for (const label of stage.querySelectorAll(".tg-label"))
            for (const text of label.querySelectorAll("text")) look(text, label.querySelector("rect"));
        for (const part of stage.querySelectorAll(".tg-say > *, .tg-bar > *")) look(part, part.parentElement);
    };
    for (const stage of document.querySelectorAll(".tg")) {
        const [scrubber, bar] = [stage.querySelector("input"), stage.querySelector(".tg-bar")], heights = new Set();
        for (let k = 1; k <= (scrubber?.max ?? 1); k++) {
            if (scrubber) scrubber.value = k, scrubber.dispatchEvent(new Event("input"));
            if (bar) heights.add(Math.round(bar.getBoundingClientRect().top - stage.getBoundingClientRect().top));
            lookAt(stage);
        }
        if (heights.size > 1) found.add(`the bar jumps: ${[...heights]}`);
    }
    return [...found];
}"""
# Drawings that have to be panned, and a page that is wider than the screen.
WIDER = """() => [
    ...[...document.querySelectorAll(".tg-canvas")].map(one => one.scrollWidth - one.clientWidth),
    document.documentElement.scrollWidth - innerWidth,
].filter(pixels => pixels > 1)"""


@pytest.mark.parametrize("screen", ["", "phone/"])
@pytest.mark.parametrize("name", [COVER, WALKING])
def test_no_text_leaves_its_box(opened, name, screen):
    page = opened(screen + name)
    for look in (LEAVES, WIDER, CROWDED):
        assert page.run(look) == []


STYLE = "css => { document.head.append(Object.assign(document.createElement('style'), { textContent: css })) }"


def test_what_leaves_its_box_is_found(opened):
    phone = opened(f"phone/{COVER}")
    phone.run(STYLE, ".tg-canvas .tg-title { font-size: 40px }")
    assert "y = s + x leaves tg-frame" in phone.run(LEAVES)
    phone.run(STYLE, ".tg-say { min-height: 0 !important }")
    assert any(fault.startswith("the bar jumps") for fault in phone.run(LEAVES))
    phone.run(STYLE, ".tg-canvas svg { width: 700px }")
    assert phone.run(WIDER) != []
    phone.run(STYLE, "article p { width: 500px }")
    assert any(fault.startswith("beyond the edge") for fault in phone.run(CROWDED))


# Everything that moves.

# For every stage, at every place of each of its sliders: where all of them stand, what is said.
TURNED = """() => [...document.querySelectorAll(".toygrad-stage")].map(stage => {
    const sliders = [...stage.querySelectorAll("input[type=range]")];
    const texts = name => [...stage.querySelectorAll(name)].map(one => one.textContent).filter(Boolean);
    return sliders.flatMap(slider => Array.from({ length: slider.max - slider.min + 1 }, (_, k) => {
        slider.value = +slider.min + k;
        slider.dispatchEvent(new Event("input"));
        return [sliders.map(one => one.value - one.min), texts(".tg-caption"), texts("output")];
    }));
})"""


def said(data, places):
    """The captions and the numbers that have to stand there, with the sliders at these places."""
    sliders, frame = data.get("sliders") or [{"texts": data["frames"]}], 0
    for place, slider in zip(places, sliders, strict=True):
        frame = frame * len(slider["texts"]) + place
    own = [picture["says"][frame] for picture in data["pictures"] if "says" in picture]
    numbers = [slider["texts"][place] for place, slider in zip(places, sliders)]
    captions = list(filter(None, [*own, data["frames"][frame][1]]))
    return [captions, numbers if data.get("sliders") else []]


def test_every_stage_of_the_gallery_shows_its_words(opened):
    turned = opened(GALLERY).run(TURNED)
    stages = list(zip(data_of(GALLERY), turned, strict=True))
    assert sum(map(len, turned)) > 60
    for data, seen in stages:
        assert [one[1:] for one in seen] == [said(data, one[0]) for one in seen]
    # The planted fault: of two stages one has the words of the other.
    (data, _), (_, seen) = stages[1:3]
    assert said(data, [0]) != seen[0][1:]


# Cells that run on the page.

TOLD = "words => document.querySelector('.toygrad-live [role=status]').textContent.includes(words)"
CAME_OUT = "() => document.querySelector('.toygrad-live-output').textContent"
SQUARE = (
    'from toygrad.viz import show_backward; x = Value(3.0, "x"); show_backward(x * x)'
)


def edited_and_run(page, text):
    page.click(".cm-content")
    page.press("Control", "a")
    for letter in text:
        page.press(letter)
    page.click(".toygrad-live button", "Run")
    page.until(TOLD, "Done.")


def test_a_cell_is_opened_edited_and_run(opened, assembled):
    page = opened(SLOPES)
    page.click(".toygrad-live button", "Edit and run")
    page.until("() => document.querySelector('.cm-content') !== null")
    edited_and_run(page, "from toygrad import Value; print((Value(2.0) * 21.0).data)")
    assert page.run(CAME_OUT) == "42.0\n"

    edited_and_run(page, f"from toygrad import Value; {SQUARE}")
    page.until(
        "() => document.querySelector('.toygrad-live-output .tg-count')?.textContent.startsWith('1 /')"
    )
    page.click(f".toygrad-live-output {button('Next')}")
    page.until(
        "() => document.querySelector('.toygrad-live-output .tg-count').textContent.startsWith('2 /')"
    )


# The playground.

STEP = "() => document.querySelector('.toygrad-playground').playground.frame.step"
BEYOND = "(step) => document.querySelector('.toygrad-playground').playground.frame.step > step"


def test_the_playground_trains_and_shows_an_example(opened, assembled):
    page = opened(PLAYGROUND)
    page.click("button[aria-label='One batch']")
    page.until(BEYOND, page.run(STEP))
    page.click("button[aria-label=Play]")
    page.until(BEYOND, 700)
    page.click("button[aria-label=Pause]")
    page.click("button[aria-label='One example']")
    page.until(
        "() => document.querySelector('.tgp-stage .tg-picture')?.clientHeight > 100"
    )

    for look in (WIDER, CROWDED):
        assert page.run(look) == []


# From a file, and what goes wrong.


def test_from_a_file_the_player_moves(browser):
    browser.open((SITE / COVER).as_uri())
    browser.until(STANDS)
    go_to(browser, 7)
    browser.click(button("Next"))
    browser.until("() => document.querySelector('.tg-note').textContent === 'grad 7'")

    assert step(browser) == 8


WRITE = "text => { document.body.append(Object.assign(document.createElement('script'), { textContent: text })) }"
WRONG = {  # what is heard, and the script of the page that causes it
    "thrown": "throw new Error('thrown')",
    "rejected": "Promise.reject(new Error('rejected'))",
    "complained": "console.error('complained')",
    "refused: https://example.org": "new Image().src = 'https://example.org/a.png'",
    "nowhere.png is not there": "document.body.append(Object.assign(new Image(), { src: '/nowhere.png' }))",
}


def test_what_goes_wrong_on_a_page_is_heard(browser, address):
    browser.open(f"{address}/{COVER}")
    for words, script in WRONG.items():
        browser.run(WRITE, script)
        assert browser.until("words => noise.some(one => one.includes(words))", words)
