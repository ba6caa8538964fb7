"""Values that gather into tables, in the browser: what stands where, and which paths light up."""

import copy

import pytest

from tests.shared.theatre import quiet
from tests.viz.front.test_front_films import Page
from tests.viz.passes.test_tables import picture

DATA = picture().data
[DRAWN] = DATA["pictures"]
NOW = """() => [...document.querySelectorAll(".tg-tables .tg-box")].map(box => ({
    note: box.querySelector(".tg-note").textContent, kind: box.dataset.note,
    home: box.classList.contains("tg-home"), lit: box.classList.contains("tg-lit"),
    at: box.getAttribute("transform").match(/-?[\\d.]+/g).map(Number) }))"""


@pytest.fixture(scope="module")
def page(browser):
    yield from quiet(Page(browser))


def go(page, step):
    page.run("step => shown.clock.go(step)", step)
    return page.run(NOW)


def should_be(cell, k):
    """What a cell shows in frame `k`, by its data."""
    come = [text for step, text in cell["notes"] if step <= k]
    whole = len(come) == len(cell["notes"])
    note = (come[-1] if come else "") + (" + …" if come and not whole else "")
    home = cell["moves"] <= k
    return note, home, cell["home" if home else "alone"]


def faults(page, data):
    """(step, cell) where the page shows something else than the data of the test."""
    page.show(data)
    for k in range(len(data["frames"])):
        for place, seen in enumerate(go(page, k + 1)):
            note, home, at = should_be(DRAWN["cells"][place], k)
            if (seen["note"], seen["home"]) != (note, home) or seen["at"] != (
                pytest.approx(at, abs=0.01)
            ):
                yield k, place


def test_in_every_step_each_value_has_its_place_and_its_gradient(page):
    assert list(faults(page, DATA)) == []


def test_a_number_and_a_place_that_are_wrong_are_noticed(page):
    for part, wrong in (("notes", [[7, "21"]]), ("home", [0, 0])):
        planted = copy.deepcopy(DATA)
        planted["pictures"][0]["cells"][3][part] = wrong
        assert {place for _, place in faults(page, planted)} == {3}


def point(page, k):
    """Move the pointer into the middle of a cell."""
    box = page.page.locator(".tg-tables .tg-frame").nth(k).bounding_box()
    page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def lit(page):
    boxes = [k for k, seen in enumerate(page.run(NOW)) if seen["lit"]]
    labels = page.run(
        """() => [...document.querySelectorAll(".tg-tables .tg-label.tg-lit")].map(e => e.textContent)"""
    )
    return boxes, sorted(labels), page.texts(".tg-told")[0]


def test_a_value_that_is_pointed_at_lights_its_paths_and_says_its_products(page):
    page.show(DATA)
    go(page, 16)
    point(page, 5)
    assert lit(page) == ([5, 10, 11], ["×10", "×5"], DRAWN["cells"][5]["says"])
    point(page, 8)
    assert lit(page) == (
        [8, 9, 10, 11], ["×1", "×10", "×2", "×3"], DRAWN["cells"][8]["says"]
    )  # fmt: skip
    page.page.mouse.move(5, 890)
    assert lit(page)[0] == []


def test_keys_go_from_value_to_value(page):
    page.show(DATA)
    go(page, 16)
    page.page.locator(".tg-tables .tg-box").first.focus()
    page.page.keyboard.press("ArrowDown")
    assert lit(page) == ([1, 9, 11], ["×1", "×3"], DRAWN["cells"][1]["says"])
    assert page.run("() => shown.clock.step") == 16


def test_before_its_gradient_is_there_a_value_says_so(page):
    page.show(DATA)
    go(page, 3)
    point(page, 5)
    assert "not known yet" in lit(page)[2]


def test_data_that_cannot_be_drawn_are_refused(page):
    planted = copy.deepcopy(DATA)
    planted["pictures"][0]["edges"][0]["tail"] = 99
    page.show(planted)
    assert "cannot be shown" in page.texts(".tg-problem")[0]


def test_it_fits_on_a_phone(page):
    page.page.set_viewport_size({"width": 360, "height": 740})
    page.show(DATA)
    wide = page.run("() => document.querySelector('.tg-tables svg').clientWidth")
    page.page.set_viewport_size({"width": 760, "height": 900})
    assert wide <= 360
