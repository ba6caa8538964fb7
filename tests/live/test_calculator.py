"""The calculator on its page."""

import json
from urllib.parse import quote

import pytest

from tests.shared.expressions import behind, computed, some
from toygrad.viz import calculator, show_report
from toygrad.viz.words import number

SANDBOX = "book/sandbox.html"
ANSWERED = ".toygrad-calculator:not([aria-busy])"


class Page:
    """The calculator of an open page."""

    def __init__(self, here):
        self.here, self.page = here, here.page
        self.root = here.page.locator(".toygrad-calculator")
        self.field = here.page.get_by_label("Expression")
        self.said = self.root.locator("[role=status]").first

    def calculate(self, text, **numbers):
        """Type, and wait for the picture of it."""
        self.field.fill(text)
        self.field.press("Enter")
        self.answered()
        for name, x in numbers.items():
            self.page.get_by_label(f"exact {name}").fill(str(x))
            self.answered()

    def answered(self):
        self.page.locator(ANSWERED).wait_for(timeout=60_000)

    def rest(self):
        """Until the link is written."""
        self.here.wait(1000)

    def data(self):
        return self.page.evaluate("document.querySelector('.toygrad-stage').stage.data")

    def told(self):
        """The result, and for each name its gradient and what nudges measure."""
        rows = self.root.locator(".tg-names tbody tr")
        numbers = "rows => rows.map(row => [...row.cells].slice(3).map(cell => cell.textContent))"
        return [
            self.root.locator("div > b").first.inner_text(),
            *rows.evaluate_all(numbers),
        ]

    def words(self):
        return self.said.inner_text()


@pytest.fixture
def page(kept, assembled):
    here = kept(SANDBOX)
    here.noise, here.outside = [], []
    return Page(here)


@pytest.fixture
def opened(visit, assembled):
    """A fresh page, by a link or without."""

    def start(link="", **settings):
        here = visit(**settings)
        here.context.add_init_script(
            "window.hits = []; window.hit = n => hits.push(n); 0"
        )
        here.open(SANDBOX + link)
        return Page(here)

    return start


def test_the_example_stands_there_before_python(opened):
    page = opened()

    assert page.field.input_value() == "(a + b) * a"
    assert page.told() == ["y = −2", ["1", "1"], ["2", "2"]]
    assert [url for url in page.here.asked if "pyodide" in url] == []


def test_while_python_starts_what_stands_there_is_grey_under_another_text(opened):
    page = opened()
    page.here.context.route("**/python_stdlib.zip", lambda route: None)  # for ever
    page.field.click()
    page.said.get_by_text("Starting Python").wait_for()
    page.here.wait(500)
    assert page.page.locator(".toygrad-stale").count() == 0
    page.field.fill("a * b")
    page.page.locator(".toygrad-stage.toygrad-stale").wait_for()


# The next question waits until the test lets it go; `held` is done when it was asked.
HELD_BACK = """window.held = new Promise(asked => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (question) {
        Worker.prototype.postMessage = postMessage;
        window.letGo = () => this.postMessage(question);
        asked();
    };
}), 0"""


def test_what_takes_long_is_grey_and_says_so(page):
    page.calculate("a * b")
    page.page.evaluate("window.late = []")
    page.said.evaluate("""said => new MutationObserver(() => late.push(
        said.textContent, document.querySelectorAll('.toygrad-stage.toygrad-stale').length)
        ).observe(said, { childList: true })""")
    page.page.evaluate(HELD_BACK)
    page.field.fill("a * a * b")
    page.field.press("Enter")
    page.page.evaluate("held")
    page.here.wait(400)
    page.page.evaluate("letGo()")
    page.answered()

    assert page.page.evaluate("late[late.indexOf('Computing …') + 1]") == 1
    assert page.page.locator(".toygrad-stale").count() == 0 and page.words() == ""


PLACES = """() => ['[data-example]', '.toygrad-calculator input', '.tg-names tbody', '.tg-box']
    .map(part => [...document.querySelectorAll(part)].map(one => one.getBoundingClientRect()))
    .map(places => [places[0].top, places.at(-1).bottom])"""


@pytest.mark.parametrize("width, height", [(1366, 768), (360, 740)])
def test_the_first_screen_has_field_sliders_and_the_beginning_of_the_graph(opened, width, height):  # fmt: skip
    page = opened(viewport={"width": width, "height": height})
    examples, field, names, graph = page.page.evaluate(PLACES)
    beyond = page.page.evaluate("document.documentElement.scrollWidth")

    assert examples[1] - examples[0] < (80 if width > 600 else 45)  # two lines, one row
    assert examples[1] < field[0] < names[0] < names[1] < graph[0] < height - 150
    assert beyond == width


def test_an_example_asks_its_question_while_it_stands_there(page):
    page.calculate("(a + b) * a")
    assert page.words() == "Why does a get two shares in (a + b) * a?"
    page.calculate("a * b")
    assert page.words() == ""


def test_the_picture_of_what_is_typed_has_the_numbers_of_the_engine(page):
    for text, numbers in some(4, seed=2):
        page.calculate(text, **numbers)
        expression = calculator.Expression(text)
        result = computed(text, numbers)
        frames = show_report(result).data["frames"]
        result.backward()
        grads = {value.label: value.grad for value in behind(result)}

        assert page.data()["frames"] == json.loads(json.dumps(frames))
        said, *rows = page.told()
        assert said == f"y = {number(result.data)}"
        names = expression.names
        assert [row[0] for row in rows] == [number(grads[name]) for name in names]
    assert (page.here.outside, page.here.noise) == ([], [])


def test_a_slider_moves_the_picture_and_the_step_stays(page):
    page.calculate("(a + b) * a", a=2.0, b=-3.0)
    page.page.get_by_label("Step", exact=True).fill("7")
    slider = page.page.get_by_label("a", exact=True)
    slider.focus()
    page.page.keyboard.press("ArrowRight")
    page.answered()

    assert page.told()[:2] == ["y = −1.89", ["1.2", "1.2"]]
    assert page.page.locator(".tg-count").inner_text() == "7 / 9"
    assert page.page.get_by_label("exact a").input_value() == "2.1"
    page.page.get_by_label("exact a").fill("12.5")
    assert slider.get_attribute("max") == "13"
    for written, reach in {"1e300": "10000", "1000": "1000", "2": "5"}.items():
        page.page.get_by_label("exact a").fill(written)
        assert slider.get_attribute("max") == reach
    page.page.get_by_label("exact a").fill("12.5")
    page.page.get_by_label("exact b").fill("")
    page.page.get_by_label("exact b").blur()
    assert page.page.get_by_label("exact b").input_value() == "-3"
    page.answered()
    page.calculate("a * c")
    page.calculate("a * b")
    assert page.told()[0] == "y = −37.5"


# One move, and many more while its answer is on the way; how often Python was asked.
BURST = """async base => {
    const { python } = await import(base + '/_static/live/python.js');
    const before = python.number, channel = new MessageChannel();
    const move = number => {
        const slider = document.querySelector('.tg-names input');
        slider.value = number;
        slider.dispatchEvent(new Event('input', { bubbles: true })); };
    move(1);
    while (!python.busy) await new Promise(go => {
        channel.port1.onmessage = go;
        channel.port2.postMessage(0); });
    for (let k = 0; k <= 40; k++) move(k / 10);
    await new Promise(go => new MutationObserver(go).observe(
        document.querySelector('.toygrad-calculator'), { attributeFilter: ['aria-busy'] }));
    return python.number - before; }"""


def test_of_many_moves_the_latest_is_shown_and_two_are_asked(page, served):
    page.calculate("a * b", a=0.0, b=2.0)

    assert page.page.evaluate(BURST, served) == 2
    assert page.told()[0] == "y = 8"


def test_a_calculator_that_forgets_the_latest_is_noticed(visit, served, assembled):
    """The planted fault of the test above."""
    script = (assembled / "calculator.js").read_text()
    here = visit()
    forgetful = script.replace("while (this.wanted) await", "if (this.wanted) await")
    here.context.route("**/calculator.js*", lambda route: route.fulfill(body=forgetful, content_type="text/javascript"))  # fmt: skip
    here.open(SANDBOX)
    page = Page(here)
    page.calculate("a * b", a=0.0, b=2.0)

    assert page.page.evaluate(BURST, served) == 1
    assert page.told()[0] == "y = 2"


def test_what_is_refused_leaves_the_last_picture(page):
    page.calculate("log(a) + b", a=2.0, b=-3.0)
    data = page.data()
    page.calculate("log(a) +")
    assert page.words().startswith("At character 9: expected a name, a number")
    assert page.page.locator(".toygrad-stage.toygrad-stale").count() == 1
    page.calculate("log(a) + b")
    page.page.get_by_label("exact a").fill("-1")
    page.answered()
    assert page.words().startswith("Log needs a number above 0; a is -1.0;")
    assert page.field.get_attribute("aria-invalid") == "true"
    assert page.data() == data
    page.page.get_by_label("exact a").fill("2")
    page.answered()
    assert page.words() == "" and page.page.locator(".toygrad-stale").count() == 0


def test_while_one_types_nothing_is_scolded(page):
    page.calculate("a * b")
    page.field.fill("a * (b")
    page.here.wait(500)
    assert (
        page.words() == ""
        and page.page.locator(".toygrad-stage.toygrad-stale").count() == 1
    )
    page.said.get_by_text("expected a ) for every (").wait_for()
    assert page.field.get_attribute("aria-invalid") == "false"
    page.field.blur()
    page.page.locator("[aria-label=Expression][aria-invalid=true]").wait_for()


def test_an_example_is_one_click_and_the_program_follows(page):
    button = page.page.get_by_role("button", name="Which slope has the tip")
    button.click()
    page.said.get_by_text("Which slope has the tip").wait_for()
    assert page.told() == ["y = 0", ["0", "0, kink"], ["0", "0, kink"]]
    page.root.get_by_role("button", name="As Python").click()
    cell = page.page.locator(".cell.tag_live")
    cell.locator(".cm-content").wait_for()
    assert "y = abs(a - b)" in cell.inner_text()
    page.calculate("a * b")
    page.root.get_by_role("button", name="As Python").click()
    assert "y = a * b" in cell.inner_text()


# The link.


def test_the_link_brings_expression_and_numbers(page, opened):
    page.calculate("s = a*b; exp(s) - e/50", a=0.5, b=-1.5, e=3)
    page.rest()
    link = page.page.evaluate("location.hash")
    assert link == "#e=s%20=%20a*b;%20exp(s)%20-%20e/50&a=0.5&b=-1.5&e=3"  # fmt: skip

    there = opened(link)
    there.answered()
    assert there.told() == page.told() and there.data()["frames"] == page.data()["frames"]  # fmt: skip
    assert there.here.noise == []


HOSTILE_LINKS = {
    "markup": (quote("<img src=x onerror=hit(1)>"), "At character 1: expected a name"),
    "a closing mark": (quote("a*b\"></script><script>hit(2)</script>"), "At character"),
    "an address": ("javascript:hit(3)", "At character 1: expected names"),
    "not a number": ("a*b&a=NaN", "The link is damaged"),
    "infinite": ("a*b&a=1e999", "The link is damaged"),
    "half a character": ("%E0%A4%A", "The link is damaged"),
    "too long": ("a*" * 2000 + "a", "The link is damaged"),
    "a name of the language": ("a*b&__proto__=3&constructor=4", ""),
    "names": ("+".join(f"x{k}" for k in range(70)), "A picture needs at most 30 values"),
    "unseen": (quote("a \u202e* b\x00"), "At character 3: expected letters, digits"),
    "nothing": ("", "At character 1: expected an expression, got nothing"),
}  # fmt: skip


@pytest.fixture
def linked(page):
    """Follows a link on the page that is open."""

    def follow(link):
        page.page.evaluate("window.hits = []; window.hit = n => hits.push(n); 0")
        page.page.evaluate("link => { location.hash = link }", f"#e={link}")
        page.here.rest()
        page.answered()
        return page

    return follow


@pytest.mark.parametrize("link, words", HOSTILE_LINKS.values(), ids=HOSTILE_LINKS)
def test_a_hostile_link_does_nothing_but_say_so(linked, link, words):
    page = linked(link)
    page.here.hear_out()

    assert page.words().startswith(words) and bool(page.words()) == bool(words)
    assert page.page.evaluate("hits") == []
    assert page.page.locator("article script[src], article img").count() == 0
    assert (page.here.outside, page.here.noise) == ([], [])


def test_a_link_that_is_written_as_markup_would_act(linked, eventually):
    """The planted fault of the test above."""
    page = linked("a")
    page.said.evaluate("(said, html) => { said.innerHTML = html }", "<img src=x onerror=hit(1)>")  # fmt: skip

    assert eventually(lambda: page.page.evaluate("hits"), bool) == [1]


# Where Python is busy, broken, or cannot be.


def test_a_running_cell_is_waited_for(opened, live_cell):
    page = opened()
    cell = live_cell(page.page, 0).open()
    cell.write("while True:\n    pass")
    cell.press("Run")
    cell.wait_for("Running")
    page.field.fill("a * b")
    page.said.get_by_text("The cell below is running.").wait_for()
    assert page.page.locator(".toygrad-stage.toygrad-stale").count() == 1
    cell.press("Stop")
    page.answered()

    assert page.told()[0] == "y = −6"


def test_python_that_cannot_be_fetched_says_so(opened):
    page = opened(block="python_stdlib.zip")
    page.field.fill("a * b")
    page.said.get_by_text("Python broke down").wait_for(timeout=60_000)

    assert page.page.locator(".toygrad-stage.toygrad-stale").count() == 1
    assert page.told()[0] == "y = −2"


def test_from_a_file_the_example_plays_and_nothing_is_computed(opened, root):
    page = opened("#e=a*b&a=5", base=(root / "_build/html").as_uri())
    page.page.get_by_role("button", name="Back", exact=True).click()

    assert page.words().startswith(
        "The link's expression needs Python. From a file this example"
    )
    assert page.said.locator("code").inner_text() == "make serve"
    assert page.field.is_disabled() and page.field.input_value() == "(a + b) * a"
    assert not page.page.locator(".toygrad-calculator input[type=range], [data-example]").first.is_visible()  # fmt: skip
    assert page.page.locator(".tg-count").inner_text() == "8 / 9"
    assert page.page.get_by_label("Step", exact=True).is_enabled()
    assert (page.here.outside, page.here.noise) == ([], [])
