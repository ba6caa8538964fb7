"""The built pages in a browser, and their live cells.

They need `_build/html` (make test builds it first) and a Chromium of the
system.  Without one these tests skip, loudly; with TOYGRAD_NEEDS_BROWSER=1 they
fail.
"""

import functools
import http.server
import os
import re
import threading
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tools.print import chromium

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"
NO_BROWSER = (
    "NO BROWSER: no page was looked at; install Chromium and run make test again"
)

NO_DRIVER = (
    "NO DRIVER: the browser is here, and what steers it does not start; "
    "most often a library is missing (on Debian: libatomic1)"
)


@pytest.fixture(scope="session")
def start_browser():
    """Starts a browser; settings are those of the program that starts it."""
    if chromium.program() is None:
        do_without(NO_BROWSER)
    try:
        driver = sync_playwright()
        playwright = driver.__enter__()
    except Exception:
        do_without(NO_DRIVER)
    yield functools.partial(chromium.start, playwright)
    driver.__exit__()


def do_without(what):
    """Skip, loudly; with TOYGRAD_NEEDS_BROWSER=1 fail."""
    if os.environ.get("TOYGRAD_NEEDS_BROWSER") == "1":
        pytest.fail(what)
    pytest.skip(what)


# Python for a page is compiled by the first of the two compilers, which starts it in half
# the time; the second makes the same numbers of it.
FIRST_COMPILER = "--js-flags=--liftoff-only"


@pytest.fixture(scope="session")
def browser(start_browser):
    browser = start_browser(args=[FIRST_COMPILER])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def served():
    """The address of the site on a local server."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=SITE)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


# A page at rest: the letters are there, nothing moves.
AT_REST = """async () => {
    await document.fonts.ready;
    for (let k = 0; k < 3; k++) await new Promise(requestAnimationFrame);
    await Promise.allSettled(document.getAnimations().map(animation => animation.finished));
}"""


class Visit:
    """One page in a fresh context: what it asked for outside, what it said.

    With `clock` the test can move the time of the page on: `wait`.  It flows meanwhile.
    """

    def __init__(self, browser, base, block="", clock=False, **settings):
        self.base, self.block, self.clock = base, block, clock
        self.outside, self.noise, self.asked = [], [], []
        self.context = browser.new_context(**settings)
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.route(self.unwanted(), self.gate)
        self.page = self.context.new_page()
        if clock:
            self.page.clock.install()
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.noise.append(str(error)))

    def unwanted(self):
        """What is outside of the site, and what is to be blocked; all else goes its way."""
        outside = rf"^(?!{re.escape(self.base)}|data:|blob:)"
        return re.compile(
            f"{outside}|{re.escape(self.block)}" if self.block else outside
        )

    def gate(self, route):
        url = route.request.url
        if not url.startswith((self.base, "data:", "blob:")):
            self.outside.append(url)
        route.abort()

    def hear(self, message):
        if message.type in ("error", "warning"):
            self.noise.append(message.text)

    def open(self, name):
        self.page.goto(f"{self.base}/{name}", wait_until="load")
        if name == "index.html":  # it leads on to the cover
            self.page.wait_for_url("**/book/index.html", wait_until="load")
        self.rest()
        return self.page

    def rest(self):
        """Wait until what was set going has come to its end."""
        self.page.evaluate(AT_REST)

    def hear_out(self):
        """Wait until an image asked for now is there: what was asked for before came first."""
        self.page.evaluate(
            "new Promise((onload, onerror) => Object.assign(new Image(), { onload, onerror,"
            " src: document.querySelector('link[rel~=icon]').href + '?' + Math.random() }))"
        )
        self.rest()

    def wait(self, milliseconds):
        """Let the clock of the page run on, and what it sets going come to its end."""
        self.page.clock.run_for(milliseconds)
        self.rest()


@pytest.fixture
def eventually():
    """Measures again until the result is good, or half a minute has gone; returns the last."""

    def measure_until(measure, good):
        end = time.monotonic() + 30
        while not good(result := measure()) and time.monotonic() < end:
            time.sleep(0.05)
        return result

    return measure_until


# Live cells need Python for the browser, which npm brings.

NO_NPM = "NO NPM: no cell was run on a page; install npm, or write make live, and run make test again"


@pytest.fixture(scope="session")
def assembled():
    """The folder of the site from which live cells run."""
    live = SITE / "_static/live"
    if not live.exists():
        do_without(NO_NPM)
    return live


class LiveCell:
    """One live cell of an open page, and what a reader does with it."""

    def __init__(self, page, place):
        self.page = page
        self.cell = page.locator(".cell.tag_live").nth(place)
        self.output = self.cell.locator(".toygrad-live-output")
        self.status = self.cell.locator(".toygrad-live [role=status]")
        self.editor = self.cell.locator(".cm-content")

    def press(self, name):
        self.cell.locator(".toygrad-live").get_by_role("button", name=name, exact=True).click()  # fmt: skip

    def open(self):
        if not self.editor.count():
            self.press("Edit and run")
            self.editor.wait_for()
        return self

    def write(self, text):
        """Put a text in place of the one that is there."""
        self.editor.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)
        return self

    def run(self, text=None, until="Done."):
        """Run it, and wait until the status says so; returns what came out."""
        if text is not None:
            self.write(text)
        self.press("Run")
        self.wait_for(until)
        return self.output.inner_text()

    def wait_for(self, words):
        self.cell.locator(".toygrad-live [role=status]", has_text=words).wait_for(
            timeout=60_000
        )

    def text(self):
        """What stands in the editor, without line numbers."""
        return "\n".join(self.cell.locator(".cm-line").all_inner_texts())


@pytest.fixture
def live_cell(assembled):
    """The live cell at this place of a page, not opened yet."""
    return LiveCell


@pytest.fixture(scope="module")
def kept_open(browser, served):
    """Pages that several tests use, so that Python does not start for each of them."""
    visits = {}
    yield visits
    for one in visits.values():
        one.context.close()


@pytest.fixture
def kept(browser, served, kept_open):
    """Opens a page, or returns the visit of the one that is open."""

    def start(name):
        if name not in kept_open:
            kept_open[name] = Visit(browser, served, clock=True)
            kept_open[name].open(name)
        return kept_open[name]

    return start


@pytest.fixture
def live(visit, live_cell, kept):
    """Opens a page and one of its live cells; returns the visit and the cell.

    With settings the page is a fresh one.  A page that was used before has
    the book's text in all its cells again.
    """

    def start(name, place=0, **settings):
        if settings:
            here = visit(**settings)
            return here, live_cell(here.open(name), place).open()
        here = kept(name)
        for button in here.page.get_by_role("button", name="Reset", exact=True).all():
            button.click()
        here.outside, here.noise = [], []
        return here, live_cell(here.page, place).open()

    return start


@pytest.fixture
def visit(browser, served):
    visits = []

    def start(base=served, **settings):
        visits.append(Visit(browser, base, **settings))
        return visits[-1]

    yield start
    for one in visits:
        one.context.close()
