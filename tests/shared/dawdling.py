"""A plugin for pytest: the hand that presses and the eye that reads are late at times.

    .venv/bin/python -m pytest -p tests.shared.dawdling tests/viz/front

A test that presses "Pause" after two steps is right on a machine that is quick, and
finds thirty on one that is busy.  Here up to half a second goes by before every
second act, so that such a test fails in every other run, not in one of fifty.
"""

import asyncio
import random

from playwright.sync_api import Keyboard, Locator, Mouse, Page

# What is late, and how often: what a hand does, which is rare, and what an eye reads.
HAND = {
    Locator: ("click", "fill", "focus", "hover", "press", "select_option"),
    Mouse: ("click", "down", "move", "up"),
    Keyboard: ("press", "type"),
}  # fmt: skip
EYE = {
    Page: ("evaluate", "set_viewport_size", "emulate_media"),
    Locator: ("bounding_box", "count", "evaluate", "get_attribute", "inner_text"),
}
LONGEST = 0.5  # seconds
chance = random.Random()


def pytest_runtest_setup(item):
    """A test that runs alone dawdles as it does among all others."""
    chance.seed(item.nodeid)


def dawdle(act, often):
    """The same, at times a little later; what the page asks of the test is answered meanwhile."""

    def late(it, *given, **named):
        if chance.random() < often:
            # Not time.sleep, which would hold those answers up.
            it._sync(asyncio.sleep(chance.uniform(0, LONGEST)))
        return act(it, *given, **named)

    return late


for kinds, often in ((HAND, 1 / 2), (EYE, 1 / 12)):
    for kind, names in kinds.items():
        for name in names:
            setattr(kind, name, dawdle(getattr(kind, name), often))
