"""Cells that run in the reader's browser: edited, run, broken, stopped, and attacked.

Every page is served by a plain server, and whatever asks for another
address is refused.
"""

import ast
import json
import os
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.shared.recorded import backward_pass
from tools.book import edits
from tools.book.chapters import Chapter, chapters, is_stub, printed, tags
from toygrad import Value
from toygrad.viz.inventor.session import Session as Inventor
from toygrad.viz.playground.session import Session

# What a chapter's live cells give is compared for one of them, in
# make test-full for all.
ALL = os.environ.get("TOYGRAD_FULL") == "1"
SITE = Path(__file__).resolve().parents[2] / "_build" / "html"
SANDBOX = "book/sandbox.html"
WALKING = "book/04_backpropagation.html"
PLACES = {  # live cells of chapter 4, in the order of the page
    "expression": 0, "gates-run": 1, "stub-4-1": 2,
}  # fmt: skip
NAMES = [chapter.name for chapter in chapters()]
STORED = json.loads(edits.STORE.read_text("utf-8"))


def live_cells(name):
    cells = Chapter(name).code
    return cells, [k for k, cell in enumerate(cells) if "live" in tags(cell)]


# Before the first click.


@pytest.mark.parametrize("name", [*NAMES, "index", "playground", "replay", "sandbox"])
def test_every_live_cell_is_one_on_the_page(name):
    """That each has its button, and what is fetched, test_pages.py looks at."""
    page = (SITE / f"book/{name}.html").read_text("utf-8")

    assert len(re.findall(r'class="cell [^"]*tag_live', page)) == len(
        live_cells(name)[1]
    )


def test_a_page_without_live_cells_has_no_script_for_them():
    assert "live/live.js" not in (SITE / "book/notation.html").read_text()
    assert "live/live.js" in (SITE / SANDBOX).read_text()


def test_from_a_file_one_sentence_says_how_to_serve(visit, live_cell):
    here = visit(base=SITE.as_uri())
    cell = live_cell(here.open(SANDBOX), 0)
    cell.press("Edit and run")

    cell.wait_for("Write make serve in the project's folder")
    assert (here.outside, here.noise) == ([], [])


# A reader's way: open, edit, run, break, mend.


def test_a_reader_edits_runs_breaks_and_mends_a_cell(live):
    here, cell = live(WALKING, PLACES["gates-run"])
    book = cell.text()
    assert cell.run().splitlines()[1] == "* 15.0 (5.0, 3.0)"
    assert not cell.cell.locator(".cell_output:not(.toygrad-live-output)").is_visible()

    edited = book.replace('Value(3.0, label="a")', 'Value(5.0, label="a")')
    assert cell.run(edited).splitlines()[2] == "maximum 5.0 (0.5, 0.5)"
    said = cell.run(edited.replace("y.op", "y.operation"), "It stopped at an error.")
    assert said.splitlines()[-1] == (
        "Line 3, print(y.operation, y.data, y.local_grads): "
        "AttributeError: 'Value' object has no attribute 'operation'."
    )  # fmt: skip
    assert cell.run(edited).splitlines()[2] == "maximum 5.0 (0.5, 0.5)"

    cell.press("Reset")
    assert cell.text() == book
    assert cell.cell.locator(".cell_output:not(.toygrad-live-output)").is_visible()
    assert cell.output.inner_text() == ""
    assert (here.outside, here.noise) == ([], [])


def test_a_later_cell_runs_with_what_it_needs_as_it_stands(live, live_cell):
    here, first = live(WALKING, PLACES["expression"])
    cells, places = live_cells("04_backpropagation")
    place = [cells[k].id for k in places].index("right-run")
    later = live_cell(here.page, place).open()
    assert later.run() == "5.0\n"
    assert first.output.inner_text() == ""

    first.write("def Value(x):\n    raise KeyError('edited')\nL = Value(1.0)")
    later.run(until="It stopped at an error.")
    said = later.output.inner_text()
    assert said.startswith("In a cell above, that this one needs: Line 2,")
    assert "KeyError: 'edited'" in said


def test_keys_indent_run_and_undo(live):
    here, cell = live(SANDBOX)
    cell.write("for k in (1, 2):")
    keyboard = here.page.keyboard
    keyboard.press("Enter")
    keyboard.press("Shift+Tab")
    keyboard.press("Tab")
    keyboard.type("print(k)")
    assert cell.text() == "for k in (1, 2):\n    print(k)"
    keyboard.press("Control+Enter")
    cell.wait_for("Done.")
    assert cell.output.inner_text() == "1\n2\n"
    assert cell.text() == "for k in (1, 2):\n    print(k)"

    cell.write("3")
    keyboard.press("Shift+Enter")
    cell.wait_for("Done.")
    assert cell.output.inner_text() == "3\n"
    keyboard.press("ControlOrMeta+z")
    assert cell.text() == "for k in (1, 2):\n    print(k)"


SEARCH_AT_A_SLASH = """on => {
    DOCUMENTATION_OPTIONS.ENABLE_SEARCH_SHORTCUTS = on;
    Documentation.initOnKeyListeners();
}"""


def test_a_slash_is_a_sign_of_division(live):
    """The planted fault: the shortcut of the builder, which takes that key away."""
    here, cell = live(SANDBOX)
    typed = []
    for taken in (None, True, False):
        if taken is not None:
            here.page.evaluate(SEARCH_AT_A_SLASH, taken)
        cell.write("1")
        here.page.keyboard.type("/2")
        typed.append(cell.text())

    assert typed == ["1/2", "12", "1/2"]


def test_the_keyboard_gets_out_of_the_editor_and_stays_with_the_run(live):
    here, cell = live(SANDBOX)
    focused = "document.activeElement.textContent"
    cell.editor.focus()
    here.page.keyboard.press("Escape")
    here.page.keyboard.press("Tab")
    assert here.page.evaluate(focused) == "Run"
    here.page.keyboard.press("Enter")
    cell.wait_for("Done.")
    assert here.page.evaluate(focused) == "Run"


def test_the_code_has_colours(live):
    _, cell = live(SANDBOX)
    colours = cell.cell.evaluate(
        """cell => ["from", "2.0", "toygrad"].map(text => {
            const found = [...cell.querySelectorAll(".cm-line, .cm-line span")]
                .filter(part => part.textContent === text || part.textContent.includes(text)).at(-1);
            return getComputedStyle(found).color; })"""
    )

    assert len(set(colours)) == 3


def test_the_exercises_are_checked_on_the_page(live):
    here, cell = live(WALKING, PLACES["stub-4-1"])

    assert cell.run() == "not answered yet\n"
    assert "that is the share from the product; a has a second use" in cell.run('check("4.1", 9)')  # fmt: skip
    assert cell.run('check("4.1", 6 + 9)').startswith("Right: 15 = 6 + 9")
    assert (here.outside, here.noise) == ([], [])


def test_a_slip_gets_a_suggestion(live):
    _, cell = live(SANDBOX)
    text = f"from toygrad import relu\n{cell.text()}"
    said = cell.run(text.replace("(a + b)", "relo(a + b)"), "It stopped")

    assert said.strip() == (
        "Line 8, y = relo(a + b) * a: NameError: name 'relo' is not defined. "
        "Did you mean: 'relu'?"
    )
    assert cell.output.locator("code").inner_text() == "y = relo(a + b) * a"


def test_a_cell_that_gives_nothing_says_so(live):
    _, cell = live(SANDBOX)

    assert cell.run("x = 1", "Done, and nothing to show.").strip() == ""


def test_the_status_says_that_python_starts(live):
    here, cell = live(SANDBOX, color_scheme="light")
    assert "press Run" in cell.status.inner_text()
    cell.press("Run")
    cell.wait_for("Starting Python")
    cell.wait_for("Done.")


# What a live cell draws.

SHOWN = """stage => [...stage.querySelectorAll('.tg-canvas text')]
    .filter(t => !t.closest('.tg-ghost')).map(t => t.textContent).filter(Boolean)"""
SQUARE = """from toygrad import Value
from toygrad.viz import show_backward
x = Value(4.0, label="x")
s = x * x
y = s + x
s.label, y.label = "s", "y"
show_backward(y)"""


def square():
    x = Value(4.0, "x")
    s = x * x
    y = s + x
    s.label, y.label = "s", "y"
    return backward_pass(y)


def stage_of(cell):
    """The one thing that moves in what came out of a cell."""
    return cell.output.locator(".toygrad-stage > .tg")


def press(stage, key):
    stage.get_by_label("Drawing", exact=True).press(key)


def click(stage, name):
    """Also a button that has nothing to do where the clock stands."""
    stage.get_by_role("button", name=name, exact=True).press("Enter")


def said(stage):
    return stage.locator(".tg-caption").inner_text()


def test_a_player_of_a_reader_says_what_the_engine_computes(live):
    here, cell = live(SANDBOX)
    cell.run(SQUARE)
    player = stage_of(cell)
    recorded = square()

    for step, caption in enumerate(recorded.captions, start=1):
        player.get_by_label("Step", exact=True).fill(str(step))
        assert said(player) == caption
        texts = player.evaluate(SHOWN)
        assert texts.count("data 20") == (step > 2)
    assert texts.count("grad 9") == 1
    assert (here.outside, here.noise) == ([], [])


def test_a_cell_that_is_run_again_has_one_player_and_the_old_one_has_gone(live):
    """The book's own player of this graph stood there, at its first step."""
    here, cell = live(SANDBOX)
    cell.run()
    old = stage_of(cell).element_handle()
    old.query_selector("[aria-label=Play]").click()
    cell.run()
    player = stage_of(cell)
    press(player, "End")
    shown = [text for text in player.evaluate(SHOWN) if text.startswith("grad")]
    here.page.emulate_media(media="print")  # asks every stage for its last step
    here.wait(3000)
    here.page.emulate_media(media="screen")

    assert sorted(shown) == ["grad 1", "grad 1", "grad 2", "grad 2"]
    assert player.locator(".tg-caption").count() == 1
    assert old.query_selector(".tg-count").text_content() == "1 / 9"


def test_on_paper_a_live_player_stands_still_at_its_last_step(live):
    here, cell = live(SANDBOX)
    cell.run(SQUARE)
    player = stage_of(cell)
    here.page.emulate_media(media="print")
    here.rest()
    texts, caption = player.evaluate(SHOWN), said(player)
    bar = player.locator(".tg-bar").is_visible()
    here.page.emulate_media(media="screen")

    assert caption == square().captions[-1] and not bar
    assert "grad 9" in texts and "grad: not yet" not in texts


def test_a_player_of_a_reader_plays_stops_and_turns(live):
    here, cell = live(SANDBOX)
    cell.run(SQUARE)
    player = stage_of(cell)
    captions = square().captions
    steps = []
    for name in ("Next", "Next", "Back", "End", "Next", "First", "Back"):
        press(player, name) if name == "End" else click(player, name)
        steps.append(captions.index(said(player)) + 1)
    assert steps == [2, 3, 2, 9, 9, 1, 1]

    click(player, "Speed 1×")
    click(player, "Play")
    here.wait(3000)
    assert player.get_by_role("button", name="Pause").count() == 1
    press(player, "Escape")
    stopped = said(player)
    assert captions.index(stopped) in range(1, 8)
    here.wait(3000)
    assert said(player) == stopped
    press(player, "End")
    press(player, "ArrowLeft")
    click(player, "Play")
    here.wait(5000)
    assert said(player) == captions[-1]
    assert player.get_by_role("button", name="Play").count() == 1
    assert here.noise == []


SHOWS = {  # what is written, and sliders with the key that turns them
    "two sliders": (
        "from toygrad.viz import explore\nexplore(lambda a, b: a * b, a=(0, 2), b=(0, 2))",
        {"a": "End", "b": "Home"},
    ),
    "digits": (
        "from toygrad.viz import show_digits\nshow_digits(lambda x: x * x * x, 1.3)",
        {"h": "End"},
    ),
    "a descent": (
        "from toygrad.viz import explore_descent\nexplore_descent(lambda w: w * w)",
        {"rate": "End", "start": "Home"},
    ),
}


@pytest.mark.parametrize("text, sliders", SHOWS.values(), ids=SHOWS)
def test_sliders_act(live, text, sliders):
    here, cell = live(SANDBOX)
    cell.run(text)
    seen = [cell.output.inner_text()]
    for name, key in sliders.items():
        cell.output.get_by_label(name, exact=True).focus()
        here.page.keyboard.press(key)
        seen.append(cell.output.inner_text())

    assert len(set(seen)) == len(seen)
    assert here.noise == []


# What goes wrong.


def test_an_endless_loop_is_stopped_and_python_starts_again(live):
    here, cell = live(SANDBOX)
    cell.write("print('it runs')\nwhile True:\n    pass")
    cell.press("Run")
    cell.output.get_by_text("it runs").wait_for()
    cell.press("Stop")
    cell.wait_for("Stopped. What you typed is still here.")
    assert cell.text() == "print('it runs')\nwhile True:\n    pass"

    assert cell.run("1 + 1") == "2\n"
    assert here.noise == []


def test_endless_output_is_bounded(live):
    here, cell = live(SANDBOX)
    cell.write("while True:\n    print('again')")
    cell.press("Run")
    cell.output.get_by_text("an output here ends after 20,000 characters").wait_for()
    cell.press("Stop")

    assert 20_000 < len(cell.output.inner_text()) < 20_200


def test_a_second_cell_waits_its_turn(live, live_cell):
    here, cell = live(WALKING, PLACES["expression"])
    other = live_cell(here.page, PLACES["stub-4-1"]).open()
    cell.write("while True:\n    pass")
    cell.press("Run")
    cell.wait_for("Running")
    other.press("Run")
    other.wait_for("Another cell is running.")
    cell.press("Stop")
    cell.wait_for("Stopped.")

    assert other.run() == "not answered yet\n"


def test_a_crash_says_so_and_python_starts_again(live):
    here, cell = live(SANDBOX)
    said = cell.run("print('before')\nimport os\nos.abort()", "Python broke down")

    assert said.strip() == "before"
    assert "What you typed is still here; Run starts it again." in cell.status.inner_text()  # fmt: skip
    assert cell.run("1 + 1") == "2\n"


def test_python_that_cannot_be_fetched_says_so(live):
    _, cell = live(SANDBOX, block="python_stdlib.zip")
    cell.press("Run")

    cell.wait_for("Python broke down")


# What a reader typed, or a stranger sent, is never more than text.

LISTEN = "window.hits = []; window.hit = number => hits.push(number)"
HOSTILE = """
class Hostile:
    def _repr_html_(self):
        return '''<b>harmless</b><script>hit(1)</script><img src=x onerror=hit(2)>
        <svg onload=hit(3)><a href="javascript:hit(4)"><text>y</text></a><set onbegin=hit(8)/>
        <foreignObject><iframe srcdoc="<script>parent.hit(9)</script>"></iframe></foreignObject></svg>
        <a href=javascript:hit(4)>x</a><details open ontoggle=hit(5)></details>
        <math><mtext><table><mglyph><style><img src=x onerror=hit(6)></style></table></mtext></math>
        <form action=javascript:hit(7)><button>go</button></form><meta http-equiv=refresh content=0>
        <style>@import "https://example.org/a.css"; b {{ color: red }}</style>
        <style>b {{ background: u\\\\72l(https://example.org/b.png) }}</style>
        <p style="background: url(https://example.org/c.png)">p</p>
        <p style="position: fixed; inset: 0">cover</p>'''

display(Hostile())
print("<img src=x onerror=hit(10)>")
raise ValueError("<img src=x onerror=hit(11)>")
"""


def dangers(page):
    """What stands in outputs and could act, or ask for something elsewhere."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.toygrad-live-output *')].flatMap(element => [
            ...(/^(script|iframe|object|embed|foreignObject|a|img|form|base|meta|link|set|image|use)$/
                .test(element.localName) ? [element.localName] : []),
            ...[...element.attributes].filter(({ name, value }) =>
                name.startsWith('on') || /javascript:|url|fixed/.test(value)).map(({ name }) => name),
            ...(element.localName === 'style' && /url|@import|\\\\/.test(element.textContent) ? ['style'] : []),
        ])"""
    )


def test_hostile_output_does_nothing(live):
    here, cell = live(SANDBOX)
    page = here.page
    page.add_script_tag(content=LISTEN)
    said = cell.run(HOSTILE, "It stopped at an error.")
    here.hear_out()

    assert "harmless" in said
    assert "<img src=x onerror=hit(10)>" in said
    assert "ValueError: <img src=x onerror=hit(11)>." in said
    assert dangers(page) == []
    assert page.evaluate("hits") == []
    assert (here.outside, here.noise) == ([], [])


def test_the_same_output_as_it_is_would_act(live, eventually):
    """The planted fault of the test above."""
    here, cell = live(SANDBOX, color_scheme="light")
    page = here.page
    page.add_script_tag(content=LISTEN)
    cell.run("1")
    html = re.search("'''(.*?)'''", HOSTILE, re.DOTALL)[1]
    html = re.sub("<meta.*?>", "", html)  # it would leave the page
    cell.output.evaluate("(output, html) => { output.innerHTML = html }", html)
    hits = eventually(lambda: set(page.evaluate("hits")), lambda hits: hits >= {2, 5})

    assert hits >= {2, 5}
    assert {"script", "img", "onerror", "href", "style"} <= set(dangers(page))


LABEL = """from toygrad import Value
from toygrad.viz import show_report
x = Value(2.0, label={label!r})
y = x * x
y.label = {label!r}
show_report(y)"""


def test_hostile_labels_are_text(live):
    here, cell = live(SANDBOX)
    page = here.page
    page.add_script_tag(content=LISTEN)
    for label in ("<img src=x onerror=hit(1)>", "</style><svg onload=hit(2)>", "</pre><script>hit(3)</script>"):  # fmt: skip
        assert cell.run(LABEL.format(label=label)).count(label) > 5

    here.hear_out()
    assert page.evaluate("hits") == []
    assert dangers(page) == []


ASK = """import js
from pyodide.ffi import run_sync
try:
    js.XMLHttpRequest.new().open("GET", "https://example.org/a", False)
    request = js.XMLHttpRequest.new()
    request.open("GET", "https://example.org/b", False)
    request.send(None)
except Exception as error:
    print("refused:", type(error).__name__)
try:
    js.importScripts("https://example.org/c.js")
except Exception as error:
    print("refused:", type(error).__name__)"""


def test_a_cell_can_ask_nobody_else(live):
    here, cell = live(SANDBOX)

    assert cell.run(ASK) == "refused: JsException\nrefused: JsException\n"
    assert here.outside == []


def test_without_the_policy_the_same_cell_asks(live):
    """The planted fault of the test above: the request is seen."""
    here, cell = live(SANDBOX, bypass_csp=True)
    cell.run(ASK)

    assert "https://example.org/b" in here.outside


NESTED = """import js
from pyodide.ffi import create_proxy, to_js
worker = js.Worker.new({address}, to_js({{"type": "module"}}, dict_converter=js.Object.fromEntries))
worker.onerror = create_proxy(lambda _: js.console.log("it did not start"))
worker.onmessage = create_proxy(lambda _: js.console.log("it runs"))"""


def what_a_nested_worker_does(here, cell, address):
    told = lambda said: said.text.startswith("it ")  # noqa: E731
    with here.page.expect_console_message(told) as said:
        cell.run(NESTED.format(address=address), "Done")
    return said.value.text


def test_a_worker_within_a_worker_does_not_run(live, served):
    """A worker from an address would have no policy."""
    here, cell = live(SANDBOX)
    worker = repr(f"{served}/_static/live/worker.js")

    assert what_a_nested_worker_does(here, cell, worker) == "it did not start"
    assert here.outside == []


def test_a_worker_within_a_worker_that_runs_is_noticed(live):
    """The planted fault of the test above."""
    here, cell = live(SANDBOX, bypass_csp=True)
    worker = "'data:text/javascript,postMessage(1)'"

    assert what_a_nested_worker_does(here, cell, worker) == "it runs"


COVERING = """class Drawn:
    def _repr_html_(self):
        return '''<svg width=9 height=9><rect width=9 height=9 fill="url(https://example.org/c.svg#a)"/></svg>
        <style>article h1 { visibility: hidden }</style>
        <p class="position-fixed fixed-top w-100 vh-100 cell" data-bs-toggle="collapse" data-bs-target=".bd-main">p</p>
        <p style="position: absolute; top: -900px; width: 9000px; height: 9000px">p</p>
        <div class="cell"><div class="cell_input"><pre>x = 3</pre></div></div>'''
Drawn()"""


def test_output_stays_in_its_place(live):
    here, cell = live(SANDBOX)
    cell.run(COVERING)
    page = here.page
    page.evaluate("scrollTo(0, 0)")
    here.rest()
    at_the_corner = "document.elementFromPoint(10, 10).closest('.toygrad-live-output')"

    assert page.evaluate(at_the_corner) is None
    assert page.locator("article h1").is_visible()
    escaped = ".cell, [data-bs-toggle], [style*=position], [fill*=url]"
    assert cell.output.locator(escaped).count() == 0
    assert (here.outside, here.noise) == ([], [])


FORGED = """from toygrad import Value
from toygrad.viz import draw_graph
from toygrad.viz.widget import Stage
graph = draw_graph(Value(2.0, "x") * 3.0).data
(picture,) = graph["pictures"]
many = picture | {"boxes": picture["boxes"] * 999}
for other in (
    {"toygrad": 2}, {"words": {"innerHTML": "x"}}, {"pictures": [{"kind": "constructor"}]},
    {"pictures": [many]}, {"__proto__": {"map": 3}, "constructor": 3},
):
    display(Stage(graph | other, "as text"))"""


def test_forged_data_become_a_sentence_and_change_nothing_of_the_page(live):
    here, cell = live(SANDBOX)
    cell.run(FORGED)
    reasons = (
        "its data have the form 2, and this page reads form 1",
        "its part data.words is not what it should be",
        "its part data.pictures.0.kind is not what it should be",
        "its part data.pictures.0.boxes is not what it should be",
    )

    assert cell.output.locator(".tg-problem").all_inner_texts() == [
        f"This picture cannot be shown: {reason}." for reason in reasons
    ]
    assert stage_of(cell).count() == 1
    assert here.page.evaluate("typeof [].map + typeof ({}).map") == "functionundefined"
    assert here.noise == []


LISTENED = """async ([base, pieces]) => {
    const { Python } = await import(base + '/_static/live/python.js');
    const python = new Python();
    const heard = [];
    python.hear = piece => heard.push(piece);
    let outcome = null;
    python.settle = end => { outcome = end };
    for (const piece of pieces) python.listen({ number: 0, piece });
    if (!outcome) python.listen({ number: 0, piece: 'x'.repeat(9e6) });
    return [heard, outcome];
}"""


def test_what_is_no_piece_of_output_is_not_heard(kept, served, assembled):
    """A cell may send messages of its own; those of the runner are JSON with a text."""
    page = kept("book/notation.html").page
    sound = '{"text": "2", "stage": {}}'
    others = [{"text": "x"}, '{"html": "x"}', '{"text": {}}', "null", "3", "[]", "{", None, True]  # fmt: skip
    heard, outcome = page.evaluate(LISTENED, [served, [*others, sound]])

    assert heard == [{"text": "2", "stage": {}}]
    assert outcome == {"broken": "its output was too long"}


FLOODS = {
    "messages": "import js\nfrom pyodide.ffi import to_js\nm = to_js({'number': 1})\nwhile True:\n    js.postMessage(m)",
    "messages of another run": "import js\nfrom pyodide.ffi import to_js\nm = to_js({'number': 0})\nwhile True:\n    js.postMessage(m)",
    "pieces": "class A:\n    def _repr_html_(self):\n        return 'x'\nwhile True:\n    display(A())",
}


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS)
def test_a_flood_ends_by_itself_or_by_stop(live, text):
    here, cell = live(SANDBOX, color_scheme="light")
    cell.write(text)
    cell.press("Run")
    cell.wait_for(re.compile("Running|Python broke down"))
    for _ in range(20):  # it rises
        here.rest()
    if "Python broke down" not in cell.status.inner_text():
        cell.press("Stop")
    cell.wait_for(re.compile("Python broke down|Stopped"))
    assert cell.run("1 + 1").strip() == "2"


def test_more_elements_than_a_page_can_bear_are_told(live):
    _, cell = live(SANDBOX)
    many = (
        "class A:\n    def _repr_html_(self):\n        return '<b>x</b>' * 60_000\nA()"
    )

    assert "50000 elements are too many to show" in cell.run(many)


def test_the_next_run_has_the_engine_of_the_book(live):
    _, cell = live(SANDBOX)
    book = cell.text()
    cell.run("from toygrad import Value\nValue.__mul__ = lambda self, other: self + other\n1")  # fmt: skip

    assert "paths, sum 1" in cell.run(book)


def test_a_place_on_the_page_does_not_take_the_text_away(live):
    here, cell = live(SANDBOX)
    cell.write("mine = 1")
    here.page.evaluate("location.hash = '#what-could-you-try'")
    here.rest()

    assert cell.text() == "mine = 1"


def test_reset_while_it_runs(live):
    _, cell = live(SANDBOX)
    cell.write("while True:\n    pass")
    cell.press("Run")
    cell.wait_for("Running")
    cell.press("Reset")

    cell.wait_for("This is the text that stood here before.")
    assert cell.run("1 + 1").strip() == "2"


# The sandbox, and links to it.


def test_the_sandbox_shows_graph_player_paths_and_check(live):
    here, cell = live(SANDBOX)
    said = cell.run(cell.text().replace("(a + b) * a", "(a - b).relu() * b"))

    assert stage_of(cell).locator(".tg-canvas svg").count() == 1
    assert "1 path, sum -3" in said and "2 paths, sum 8" in said
    assert said.count("agrees") == 2
    assert (here.outside, here.noise) == ([], [])


@pytest.fixture
def linked(visit, live_cell):
    """Opens the sandbox by a link that brings this code."""

    def start(code):
        here = visit()
        here.context.add_init_script(LISTEN)
        return here, live_cell(here.open(f"{SANDBOX}#code={code}"), 0)

    return start


def shown_code(cell):
    return cell.cell.locator(".cell_input pre").inner_text()


def test_a_link_brings_the_text_and_nothing_runs_before_a_click(linked, live):
    here, cell = live(SANDBOX)
    cell.write('print("<b>ü & %41</b>")\n2 + 3')
    cell.press("Copy link")
    cell.wait_for("The link")
    link = here.page.url.partition("#code=")[2]

    there, other = linked(link)
    assert shown_code(other) == 'print("<b>ü & %41</b>")\n2 + 3'
    assert "Read it before you run it." in other.status.inner_text()
    there.hear_out()
    assert there.page.locator(".cm-content, .toygrad-live-output").count() == 0
    assert other.open().run() == "<b>ü & %41</b>\n5\n"
    other.press("Reset")
    assert other.text().startswith("from toygrad import Value")
    assert (there.outside, there.noise) == ([], [])


HOSTILE_LINKS = {
    "a script": (quote("<script>hit(1)</script>"), "<script>hit(1)</script>"),
    "an end of the block": (quote("</pre><img src=x onerror=hit(2)>"), "</pre><img src=x onerror=hit(2)>"),
    "unseen characters": (quote("x = 1 \u202e# 2 = y\u202c\u200b"), "x = 1 \ufffd# 2 = y\ufffd\ufffd"),
    "an address": ("javascript:hit(3)", "javascript:hit(3)"),
    "half a character": ("%E0%A4%A", None),
    "nothing": ("", ""),
}  # fmt: skip


@pytest.mark.parametrize("code, text", HOSTILE_LINKS.values(), ids=HOSTILE_LINKS)
def test_a_hostile_link_does_nothing(linked, code, text):
    here, cell = linked(code)
    here.hear_out()

    if text is None:
        assert cell.status.inner_text().startswith("The link is damaged")
        assert shown_code(cell).startswith("from toygrad.viz import calculate")
    else:
        assert shown_code(cell) == text
    assert here.page.locator(".toygrad-live-output, article script[src], article img").count() == 0  # fmt: skip
    assert here.page.evaluate("hits") == []
    assert (here.outside, here.noise) == ([], [])


def test_a_link_opens_nothing_on_another_page(visit, assembled):
    here = visit()
    page = here.open(f"{WALKING}#code={quote('1 / 0')}")

    assert "1 / 0" not in page.locator("article").inner_text()


def test_a_text_that_is_too_long_for_a_link_is_told_so(live):
    here, cell = live(SANDBOX)
    cell.write("x = 1  # " + "long " * 2000)
    cell.press("Copy link")

    cell.wait_for("This is too long for a link")
    assert "#code=" not in here.page.url


# What is stored is what the page gives: with Python and Graphviz of the browser.

RUN = """async ([base, cells]) => {
    const { Python } = await import(base + '/_static/live/python.js');
    const python = window.pythonOfTheTest ??= new Python();
    const pieces = [];
    const outcome = await python.run(cells, piece => pieces.push(piece));
    return { outcome, text: pieces.map(piece => piece.text ?? '').join(''),
             error: pieces.find(piece => piece.error)?.error,
             asked: pieces.at(-1)?.playground ?? pieces.at(-1)?.inventor };
}"""


@pytest.mark.parametrize("name", [*NAMES, "sandbox", "index"])
def test_a_live_cell_gives_the_stored_text_and_an_edit_its_outcome(
    kept, served, assembled, name
):
    page = kept("book/notation.html").page
    cells, places = live_cells(name)
    if not ALL:
        places = [k for k in places if not is_stub(cells[k])][:1]
    sources = [cell.source for cell in cells]

    def run(k, text):
        return page.evaluate(RUN, [served, [*sources[:k], text]])

    for k in places:
        assert run(k, sources[k])["text"] == printed(cells[k]), cells[k].id
        for edit in STORED:
            if (edit["notebook"], edit["cell"]) == (name, cells[k].id):
                found = run(k, sources[k].replace(edit["old"], edit["new"]))
                assert agrees(edit, found), cells[k].id


def agrees(edit, found):
    if "error" in edit:
        return found["error"] == edit["error"]
    if "contains" in edit:
        return set(edit["contains"]) <= set(found["text"].splitlines())
    return found["text"].rstrip("\n") == edit["text"]


def test_another_text_is_noticed(kept, served, assembled):
    """The planted fault of the test above."""
    page = kept("book/notation.html").page
    found = page.evaluate(RUN, [served, ["x = 1", "x + 1"]])

    assert found == {
        "outcome": "done",
        "text": "2\n",
        "error": None,
        "asked": None,
    }
    assert not agrees({"text": "3"}, found)


def test_a_long_chain_may_be_dropped(kept, served, assembled):
    """By a new value for its name, and at the end; Python is there for the next run."""
    page = kept("book/notation.html").page
    chain = "y = []\nfor k in range(99999):\n    y = [y]"
    for cells in ([chain, "y = len(y)\ny"], [chain, "len(y)"], ["1"]):
        found = page.evaluate(RUN, [served, cells])
        assert (found["outcome"], found["text"]) == ("done", "1\n")


# A playground: its session stays in the worker, from one request to the next.

ASKED = [
    {"do": "set", "setting": {"problem": "wave", "layers": [[3, "relu"]], "seed": 4}},
    {"do": "train", "steps": 20},
    {"do": "step", "size": "example"},
]  # fmt: skip


def test_a_session_in_the_worker_has_the_numbers_of_this_python(
    kept, served, assembled
):
    page = kept("book/notation.html").page
    replies = [
        page.evaluate(RUN, [served, {"playground": one}])["asked"] for one in ASKED
    ]
    session = Session()

    for asked, reply in zip(ASKED, replies, strict=True):
        here = session.ask(asked)
        assert reply["step"] == here["step"] and reply["pass"] == here["pass"]
        for told, true in zip(weights_of(reply), weights_of(here), strict=True):
            assert told == pytest.approx(true, rel=1e-5)
    seen = replies[-1]["microscope"]["stage"]["pictures"][0]
    assert [box["title"] for box in seen["boxes"]][-1] == "part = loss / 10"
    assert page.evaluate(RUN, [served, ["1 + 1"]])["text"] == "2\n"


def weights_of(frame):
    """Weight, gradient and update of every edge."""
    for rows in frame["net"]["edges"]:
        for row in rows:
            for edge in row:
                yield from (edge["w"], edge["grad"], edge["update"])


def test_the_inventor_in_the_worker_has_the_numbers_of_this_python(
    kept, served, assembled
):
    page, session = kept("book/notation.html").page, Inventor()
    for asked in ({"do": "set", "setting": {"seed": 3}}, {"do": "train", "steps": 8}):
        there = page.evaluate(RUN, [served, {"inventor": asked}])["asked"]
        here = session.ask(asked)

        assert there["step"] == here["step"] and there["history"].keys() == here["history"].keys()  # fmt: skip
        for told, true in zip(there["net"]["token"], here["net"]["token"], strict=True):
            assert told == pytest.approx(true, rel=1e-6)


TRAINED = [
    {},
    {"problem": "spirals", "layers": [[6, "sigmoid"], [3, "tanh"]], "optimizer": "Adam", "lr": 0.03, "l2": 0.001},
    {"problem": "wave", "layers": [[8, "leaky_relu"]], "optimizer": "momentum", "lr": 0.01, "faults": ["zero_grad forgotten"]},
]  # fmt: skip
BITS = "\nprint([(p.data.hex(), p.grad.hex()) for p in {}])"


@pytest.mark.parametrize("setting", TRAINED)
def test_the_program_makes_the_numbers_of_the_page_to_the_last_bit(
    kept, served, assembled, setting
):
    """In the page's own Python: another one has other mathematics, in the last bits."""
    page = kept("book/notation.html").page

    def run(asked):
        return page.evaluate(RUN, [served, asked])

    asks = [{"do": "set", "setting": setting}, {"do": "train", "steps": 100}]
    *_, frame = [run({"playground": one})["asked"] for one in asks]
    program = run({"playground": {"do": "program"}})["asked"]["text"]
    lines = ["from toygrad.viz.playground.session import Session", "session = Session()"]  # fmt: skip
    again = "\n".join([*lines, *(f"session.ask({one!r})" for one in asks)])
    by_program, by_session = (
        run([text + BITS.format(parameters)])["text"].splitlines()[-1]
        for text, parameters in ((program, "model.parameters()"), (again, "session.run.parameters"))
    )  # fmt: skip

    assert by_program == by_session and "0x" in by_program
    told = [[float(f"{float.fromhex(part):.6g}") for part in pair] for pair in ast.literal_eval(by_program)]  # fmt: skip
    assert told == [*parameters_of(frame["net"])]


def parameters_of(net):
    """Number and gradient of each parameter on the screen: of a layer the weights, then the biases."""
    for rows, nodes in zip(net["edges"], net["nodes"][1:], strict=True):
        yield from ([edge["w"], edge["grad"]] for row in rows for edge in row)
        yield from ([node["bias"], node["bias_grad"]] for node in nodes)
