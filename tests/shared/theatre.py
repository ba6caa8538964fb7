"""A page of a browser with one stage on it, for the tests of the front end."""

import json

from tests.shared.seen import READ
from toygrad.viz.widget import BUILT

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Stage</title>
<style>{style}</style><main id="here"></main><script>{script}</script></html>"""


def quiet(room):
    """For a fixture: the room, in which nothing may go wrong unheard."""
    yield room
    assert room.noise == []
    room.page.close()


class Theatre:
    """A page with nothing on it but one stage, and its clock in the test's hands."""

    def __init__(self, browser):
        self.context = browser.new_context(viewport={"width": 900, "height": 900})
        self.page = self.context.new_page()
        self.noise = []
        self.page.on("pageerror", lambda error: self.noise.append(str(error)))
        self.page.clock.install(time=0)
        self.page.clock.pause_at(1)  # or it goes on beside what a test lets run
        style, script = (
            (BUILT / name).read_text("utf-8") for name in ("stage.css", "stage.js")
        )
        self.page.set_content(PAGE.format(style=style, script=script))

    def show(self, data):
        self.page.set_viewport_size({"width": 900, "height": 900})
        self.page.evaluate(
            "data => { window.stage?.destroy(); window.stage = toygrad.mount(document.querySelector('#here'), JSON.parse(data)) }",
            json.dumps(data),
        )
        return self

    def go(self, step):
        self.page.evaluate("step => stage.clock.go(step)", step)
        return self.read()

    def read(self):
        return self.page.evaluate(READ)

    def read_all(self):
        """What is seen at every step, in one go."""
        return self.page.evaluate(
            f"[...Array(stage.clock.count)].map((_, k) => (stage.clock.go(k + 1), ({READ})()))"
        )

    def resize(self, width):
        self.page.set_viewport_size({"width": width, "height": 700})
        self.page.wait_for_function(f"stage.wide <= {width}")

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def run(self, milliseconds):
        self.page.clock.run_for(milliseconds)
        return self.read()

    def count(self, selector):
        return self.page.locator(selector).count()

    def looks(self, selector, *names):
        """The different looks of some elements, by names of CSS, at rest.

        The clock of the page is in the test's hands, that of its transitions is
        not: half way from one colour to another is no look.
        """
        self.page.clock.run_for(1000)
        found = self.page.evaluate(
            """([selector, names]) => {
                document.getAnimations().filter(one => one instanceof CSSTransition).forEach(one => one.finish());
                return [...document.querySelectorAll(selector)].map(one => names.map(name => getComputedStyle(one)[name]));
            }""",
            [selector, names],
        )
        return {tuple(one) for one in found}

    def box(self, selector):
        return self.page.locator(selector).first.bounding_box()
