"""A player in a live JupyterLab: a widget, whose step the kernel and other widgets know.

Part of make test-full, which installs JupyterLab; elsewhere these tests skip.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from tools.book.chapters import Chapter

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("jupyterlab") is None,
    reason="JupyterLab is not installed; make test-full installs it",
)

PATIENCE = 120_000  # milliseconds; another part of the tests runs beside it
CELLS = [
    """from toygrad import Value
from toygrad.viz import explore, show_backward
x = Value(3.0, "x")
y = x * x + x
player = show_backward(y)
player""",
    """import ipywidgets
slider = ipywidgets.IntSlider(min=1, max=9, description="linked")
ipywidgets.jslink((player, "step"), (slider, "value"))
said = ipywidgets.Label("nothing yet")
player.observe(lambda change: setattr(said, "value", f"the kernel has {change.new}"), "step")
ipywidgets.VBox([slider, said])""",
    "explore(lambda x: x * x, x=(-2, 2))",
]


@pytest.fixture(scope="module")
def lab(root, tmp_path_factory):
    """The address of a JupyterLab on a notebook with a player, and on the cover."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copy(root / "book/index.ipynb", folder)
    cells = map(nbformat.v4.new_code_cell, CELLS)
    kernel = {"name": "python3", "display_name": "Python 3"}  # else Lab asks which
    notebook = nbformat.v4.new_notebook(cells=[*cells], metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "player.ipynb")
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


def run_all(lab, browser, name, until):
    """A notebook with all its cells run, in a browser that reaches nothing else."""
    # So high that Lab draws all cells: what is out of sight it leaves out.
    page = browser.new_page(viewport={"width": 1280, "height": 4000})
    page.route(lambda url: not url.startswith(lab), lambda route: route.abort())
    page.goto(f"{lab}/lab/tree/{name}")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=PATIENCE)
    page.get_by_text("| Idle").wait_for(timeout=PATIENCE)  # the kernel is ready
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_selector(until, state="attached", timeout=PATIENCE)
    return page


@pytest.fixture(scope="module")
def notebook(lab, browser):
    page = run_all(lab, browser, "player.ipynb", ".tg-sliders")
    yield page
    page.close()


@pytest.fixture
def player(notebook):
    player = notebook.locator(".tg").first
    player.locator("input[type=range]").fill("1")
    return player


def says(notebook, words):
    notebook.get_by_text(words, exact=True).wait_for(timeout=10_000)


def test_the_kernel_knows_the_step_and_a_linked_slider_follows(notebook, player):
    player.get_by_role("button", name="Next", exact=True).click()
    says(notebook, "the kernel has 2")
    player.locator("input[type=range]").fill("8")
    says(notebook, "the kernel has 8")

    linked = notebook.locator(".widget-hslider:has-text('linked') .widget-readout")
    assert linked.inner_text() == "8"
    assert "At v1: 1. Times 3." in player.locator(".tg-caption").inner_text()


def test_a_linked_slider_turns_the_player(notebook, player):
    readout = notebook.locator(".widget-hslider:has-text('linked') .widget-readout")
    readout.fill("6")
    readout.press("Enter")
    says(notebook, "the kernel has 6")

    assert player.locator(".tg-count").inner_text() == "6 / 9"


def test_any_number_can_be_asked_for_where_there_is_a_kernel(notebook):
    explorer = notebook.locator(".tg").nth(1)
    field = explorer.locator("input[type=number]")
    field.fill("1.234")
    field.press("Enter")

    explorer.get_by_text("f is 1.523").wait_for(timeout=10_000)


def test_in_a_dark_notebook_the_stage_is_dark(notebook):
    ground = "getComputedStyle(document.querySelector('.tg')).backgroundColor"
    light = notebook.evaluate(ground)
    notebook.evaluate("document.body.dataset.jpThemeLight = 'false'")
    dark = notebook.evaluate(ground)
    notebook.evaluate("document.body.dataset.jpThemeLight = 'true'")

    assert light != dark


# Is every box of a notebook set, by its title, and none left as its source?
SET = """boxes => {
    const text = [...document.querySelectorAll(".jp-MarkdownCell")].map(cell => cell.innerText).join();
    return boxes.every(title => text.includes(title)) && !text.includes(":::");
}"""
BOX = re.compile(r"^:::\{admonition\} (.*)", re.MULTILINE)


def test_no_box_of_the_cover_stands_there_as_its_source(lab, browser):
    boxes = BOX.findall("\n".join(Chapter("index").prose.values()))
    page = run_all(lab, browser, "index.ipynb", ".tg")

    assert boxes
    page.wait_for_function(SET, arg=boxes, timeout=PATIENCE)
    page.close()
