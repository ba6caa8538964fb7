"""Firefox and WebKit, steered by the commands of WebDriver, a standard of the W3C.

Both know the same commands with the same parameters.  WebKit hears them over
HTTP, from WebKitWebDriver; Firefox has a socket of its own for them, which it
calls Marionette.  So the standard library is enough for both:

    with drivers.firefox() as browser:
        browser.open("http://127.0.0.1:8000/book/index.html")
        browser.click("button[aria-label=Next]")
        browser.run("() => document.querySelector('.tg-count').textContent")
"""

import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PATIENCE = 90  # seconds, for an answer: a browser that has died gives none
WISHES = {"timeouts": {"script": 60_000}}  # milliseconds
# Firefox itself asks its makers for news, WebKit does not.  (A list of exceptions
# to a proxy makes WebKit die at times when it starts.)
NOWHERE = {"proxyType": "manual", "httpProxy": "127.0.0.1:9", "sslProxy": "127.0.0.1:9"}
# How each command is sent over HTTP.
CALLS = {
    "NewSession": "POST", "Navigate": "POST /url", "SetWindowRect": "POST /window/rect",
    "SwitchToFrame": "POST /frame", "ExecuteAsyncScript": "POST /execute/async",
    "PerformActions": "POST /actions", "DeleteSession": "DELETE",
}  # fmt: skip
# The standard gives a letter of its own to each key that writes nothing.
KEYS = {
    "Control": "\ue009", "End": "\ue010", "Home": "\ue011", "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
}  # fmt: skip
CALL = """const given = [...arguments], done = given.pop();
Promise.resolve(given).then(given => (%s)(...given))
    .then(value => done({ value }), error => done({ error: String(error) }))"""
UNTIL = """async (...given) => {
    for (let found; ; await new Promise(requestAnimationFrame))
        if ((found = (%s)(...given))) return found;
}"""
MIDDLE = """(selector, text) => {
    const found = [...document.querySelectorAll(selector)].find(one => !text || one.textContent === text);
    found.scrollIntoView({ block: "center", behavior: "instant" });
    const { x, y, width, height } = found.getBoundingClientRect();
    return [x + width / 2, y + height / 2].map(Math.round);
}"""


def missing_firefox():
    """What has to be installed before Firefox can be started; None if it is there."""
    return None if firefox_program() else "firefox-esr"


def missing_webkit():
    """The same for WebKit, which needs a screen, too: one that nobody sees."""
    needed = {"WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"}
    missing = [package for name, package in needed.items() if not shutil.which(name)]
    return " and ".join(missing) or None


@contextlib.contextmanager
def firefox():
    """A Firefox without windows and with a profile of its own, until the block ends."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        (Path(profile) / "user.js").write_text('user_pref("marionette.port", 0);')
        port = Path(profile) / "MarionetteActivePort"
        with running(firefox_program(), "--headless", "--marionette", "--profile", profile):  # fmt: skip
            here = eventually(lambda: ("127.0.0.1", int(port.read_text())))
            with (
                socket.create_connection(here, PATIENCE) as line,
                line.makefile("rb") as letters,
            ):
                yield Browser(over_socket(line, letters))


def over_socket(line, letters):
    """Commands to Marionette: letters in JSON, the length of each before it."""

    def receive():
        length = iter(lambda: letters.read(1), b":")
        return json.loads(letters.read(int(b"".join(length))))

    def say(command, **parameters):
        letter = json.dumps([0, 0, f"WebDriver:{command}", parameters]).encode()
        line.sendall(b"%d:%s" % (len(letter), letter))
        _, _, error, answer = receive()
        return value_of(error or answer)

    receive()  # it greets
    say("NewSession", proxy=NOWHERE, **WISHES)
    return say


@contextlib.contextmanager
def webkit():
    """A WebKit on a screen that nobody sees, until the block ends."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1400x1200x24"]
    with running(*command, stdout=subprocess.PIPE) as screen:
        display = f":{screen.stdout.readline().decode().strip()}"
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with running("WebKitWebDriver", f"--port={port}", DISPLAY=display):
            say = eventually(lambda: over_http(port))
            yield Browser(say)
            say("DeleteSession")


def over_http(port):
    """Commands to WebKitWebDriver."""
    session = ""

    def say(command, **parameters):
        method, _, path = CALLS[command].partition(" ")
        with contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        ) as line:
            body = json.dumps(parameters) if method == "POST" else None
            line.request(method, f"/session{session}{path}", body)
            return value_of(json.load(line.getresponse()))

    session = "/" + say("NewSession", capabilities={"alwaysMatch": WISHES})["sessionId"]
    return say


def value_of(answer):
    """What an answer holds; RuntimeError with the browser's words if it is an error."""
    value = answer.get("value", answer)
    if isinstance(value, dict) and value.get("error"):
        raise RuntimeError(f"{value['error']}: {value.get('message', '')}")
    return value


@contextlib.contextmanager
def running(*command, stdout=subprocess.DEVNULL, **settings):
    """A program that runs until the block ends, with these settings in its environment."""
    process = subprocess.Popen(
        command, stdout=stdout, stderr=subprocess.DEVNULL, env={**os.environ, **settings}
    )  # fmt: skip
    with process:
        try:
            yield process
        finally:
            process.terminate()


def eventually(attempt):
    """What an attempt gives at last; its error, when half a minute has gone."""
    end = time.monotonic() + 30
    while True:
        try:
            return attempt()
        except (OSError, ValueError):
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def firefox_program():
    return shutil.which("firefox-esr") or shutil.which("firefox")


class Browser:
    """What a reader does, and what a test looks at; `say` brings a command there."""

    def __init__(self, say):
        self.say = say

    def open(self, address):
        self.say("Navigate", url=address)

    def run(self, function, *given):
        """What a function of JavaScript returns, in the end if it is a promise."""
        return self.say("ExecuteAsyncScript", script=CALL % function, args=given).get(
            "value"
        )

    def until(self, function, *given):
        """The same as soon as it is true; RuntimeError after a minute."""
        return self.run(UNTIL % function, *given)

    def click(self, selector, text=""):
        """On the middle of what is found first, with this text."""
        x, y = self.run(MIDDLE, selector, text)
        self.act("pointer", ("pointerMove", {"x": x, "y": y}), ("pointerDown", {"button": 0}), ("pointerUp", {"button": 0}))  # fmt: skip

    def press(self, *keys):
        """These keys, each held until the last is down."""
        values = [{"value": KEYS.get(key, key)} for key in keys]
        downs = [("keyDown", value) for value in values]
        self.act("key", *downs, *(("keyUp", value) for value in reversed(values)))

    def act(self, kind, *actions):
        listed = [{"type": name, **about} for name, about in actions]
        self.say(
            "PerformActions", actions=[{"type": kind, "id": kind, "actions": listed}]
        )
