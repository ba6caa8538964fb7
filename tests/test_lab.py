"""A player in a live JupyterLab, where buttons act through the kernel.

Part of make test-full, which installs JupyterLab; elsewhere these tests skip.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys

import pytest

from toygrad.viz.passes import backward_pass

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("jupyterlab") is None,
    reason="JupyterLab is not installed; make test-full installs it",
)


@pytest.fixture(scope="module")
def lab(root, tmp_path_factory):
    """The address of a JupyterLab on a copy of the cover."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copy(root / "book/index.ipynb", folder)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0",
        "--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--notebook-dir={folder}",
    ]  # fmt: skip
    settings = {
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTER_DATA_DIR": folder / "data",
    }
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, **settings}
    )
    try:
        for line in process.stderr:
            if found := re.search(r"http://(?:localhost|127\.0\.0\.1):(\d+)/lab", line):
                yield f"http://127.0.0.1:{found[1]}"
                break
    finally:
        process.terminate()
        process.communicate()


@pytest.fixture(scope="module")
def notebook(lab, browser):
    """The cover, all cells run."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(f"{lab}/lab/tree/index.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.get_by_text("| Idle").wait_for(timeout=60_000)  # the kernel is ready
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_selector(".toygrad-steps input[type=number]", timeout=60_000)
    yield page
    page.close()


def step(page):
    words = page.locator(".toygrad-player .toygrad-caption:visible").inner_text()
    return int(words.split()[1])


def settled(page, expected):
    """Waits for the kernel's answer; returns the step that is shown."""
    for _ in range(40):
        if step(page) == expected:
            break
        page.wait_for_timeout(100)
    return step(page)


def test_each_button_acts_through_the_kernel(notebook):
    for name, leads_to in [
        ("First", 1), ("Next", 2), ("Next", 3), ("Back", 2), ("Last", 9),
    ]:  # fmt: skip
        notebook.get_by_role("button", name=name, exact=True).click()
        assert settled(notebook, leads_to) == leads_to


def test_play_plays_and_pause_pauses(notebook):
    notebook.get_by_role("button", name="First", exact=True).click()
    assert settled(notebook, 1) == 1
    play = notebook.get_by_role("button", name="Play / pause")
    play.click()
    notebook.wait_for_timeout(3000)
    play.click()
    notebook.wait_for_timeout(200)
    paused = step(notebook)
    notebook.wait_for_timeout(1600)

    assert step(notebook) == paused > 1


def test_slider_and_number_field_move_the_frames(notebook, square_and_self):
    player = notebook.locator(".toygrad-player")
    field = player.locator("input[type=number]")
    captions = backward_pass(square_and_self).captions
    for number in (5, 9):
        field.fill(str(number))
        field.press("Enter")
        assert settled(notebook, number) == number
        shown = player.locator(".toygrad-caption:visible").inner_text().splitlines()
        assert shown[1] == captions[number - 1]
    # The page script, which names the handle of a slider, is not at work here.
    player.locator(".noUi-handle").first.focus()
    notebook.keyboard.press("Home")
    assert settled(notebook, 1) == 1


def test_speed_is_the_time_between_two_steps(notebook):
    player = notebook.locator(".toygrad-player")
    speed = player.locator(".noUi-handle").nth(1)

    def steps_after(key):
        speed.focus()
        notebook.keyboard.press(key)
        notebook.get_by_role("button", name="First", exact=True).click()
        assert settled(notebook, 1) == 1
        play = notebook.get_by_role("button", name="Play / pause")
        play.click()
        notebook.wait_for_timeout(1700)
        play.click()
        return step(notebook)

    assert steps_after("End") <= 2 < 4 <= steps_after("Home")


def test_no_box_of_the_cover_stands_there_as_its_source(notebook):
    shown = "\n".join(notebook.locator(".jp-MarkdownCell").all_inner_texts())

    assert "how a nudge travels" in shown
    assert ":::" not in shown and "{grid" not in shown
