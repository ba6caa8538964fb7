"""What could do harm: hostile labels, scripts from elsewhere, our own code, packages."""

import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from toygrad import Value, relu
from toygrad.viz import (
    draw_graph,
    show_backward,
    show_bends,
    show_report,
    show_tables,
)

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"


# Labels that want to run.  None is longer than what a slider shows of its name.

PAYLOADS = [
    "<script>hit(1)</script>",
    "<img src=x onerror=hit(2)>",
    "<svg onload=hit(3)>",
    "<a href=javascript:hit(4)>x</a>",
    "</script><script>hit(5)</script>",
    "</style><details open ontoggle=hit(6)>",
]
LISTEN = "window.hits = []; window.hit = (number) => hits.push(number)"

ESCAPED = """
import random

from IPython.display import display

from toygrad import Value, nn, optim
from toygrad.viz import *

def show_all(label, told):
    x, y = Value(2.0, label), Value(3.0, label)
    z = x * y
    z.label = label

    def f(x):
        result = x * Value(2.0, label)
        result.label = label
        return result

    model = nn.Linear(1, 1, rng=random.Random(0))
    model.extra = {label: nn.Parameter(1.0, label)}

    def loss(batch):
        return nn.mse_loss([model([x])[0] for x, _ in batch], [y for _, y in batch])

    recording = record(
        model, loss, [(0.0, 1.0), (1.0, 3.0)], optim.SGD(model.parameters(), lr=0.1),
        epochs=2, label=label, xlabel=label, ylabel=label,
    )
    display(
        draw_graph(z), show_forward(z), show_backward(z, code=told), show_nudge(z, x),
        show_walks(z, {label: [z]}), show_descent(recording),
        compare(recording, recording), explore(f, **{label: (0, 1)}),
        explore_descent(lambda w: w * w, label=label), show_source(told), {label: label},
        show_report(z),
    )
"""
SHOW = """
def told{number}(self):
    # {payload}
    self.grad += 1.0
    parent.grad += local_grad * self.grad


show_all({payload!r}, told{number})
"""
UNESCAPED = """
from IPython.display import HTML, display

display(*map(HTML, PAYLOADS))
"""


@pytest.fixture(scope="module")
def hostile_site(small_book):
    """A book of two pages: labels as ours escape them, and as they are."""
    small_book.write(
        ESCAPED
        + "".join(
            SHOW.format(number=number, payload=payload)
            for number, payload in enumerate(PAYLOADS)
        )
    )
    small_book.write(f"PAYLOADS = {PAYLOADS!r}{UNESCAPED}", name="unescaped")
    toc = small_book.folder / "_toc.yml"
    toc.write_text(toc.read_text() + "chapters:\n- file: book/unescaped\n")
    done = small_book.build()
    assert done.returncode == 0, done.stderr
    return (small_book.folder / "_build/html").as_uri()


def dangers(page):
    """What stands in the outputs and could act."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.cell_output *')].flatMap(element => [
            ...(/^(script|iframe|object|embed|foreignObject)$/.test(element.localName)
                ? [element.localName] : []),
            ...[...element.attributes].filter(({ name, value }) =>
                name.startsWith('on') || /^\\s*javascript:/.test(value))
                .map(({ name }) => name),
        ])"""
    )


def test_hostile_labels_do_nothing_on_a_page(visit, hostile_site):
    here = visit(base=hostile_site)
    here.context.add_init_script(LISTEN)
    page = here.open("book/index.html")
    stages = page.locator(".toygrad-stage > .tg[role=group]")
    here.hear_out()
    said = page.locator("article").inner_text()

    assert stages.count() == 10 * len(PAYLOADS)
    for payload in PAYLOADS:
        assert said.count(payload) > 10
    assert page.evaluate("hits") == []
    assert dangers(page) == []
    assert here.noise == []


def test_labels_that_are_not_escaped_act_and_are_seen(visit, hostile_site, eventually):
    """The planted fault of the test above."""
    here = visit(base=hostile_site)
    here.context.add_init_script(LISTEN)
    page = here.page
    page.goto(f"{hostile_site}/book/unescaped.html")
    page.get_by_text("x", exact=True).first.click()
    every = {1, 2, 3, 4, 5, 6}

    assert (
        eventually(lambda: set(page.evaluate("hits")), lambda hits: hits == every)
        == every
    )
    assert {"script", "onerror", "onload", "href", "ontoggle"} <= set(dangers(page))


# The policy of the pages: even where the network lets it through, nothing
# from elsewhere runs.

ASK_ELSEWHERE = """async () => {
    const refused = [];
    document.addEventListener('securitypolicyviolation',
        event => refused.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.src = 'https://example.org/a.js';
    const loaded = new Promise(done => { script.onload = script.onerror = done });
    document.head.append(script);
    await Promise.all([loaded, fetch('https://example.org/a.json').catch(() => 0)]);
    for (let k = 0; k < 3; k++) await new Promise(requestAnimationFrame);
    return [refused.sort(), window.planted === true];
}"""


def asked_elsewhere(visit, **settings):
    """What a page refused of a planted script, and whether the script ran."""
    here = visit(**settings)
    here.context.route(
        "https://example.org/**",
        lambda route: route.fulfill(
            body="window.planted = true",
            content_type="text/javascript",
            headers={"Access-Control-Allow-Origin": "*"},
        ),
    )
    return here.open("book/notation.html").evaluate(ASK_ELSEWHERE)


@pytest.mark.parametrize("where", ["http", "file"])
def test_a_page_refuses_scripts_and_answers_from_elsewhere(visit, where):
    settings = {} if where == "http" else {"base": SITE.as_uri()}

    assert asked_elsewhere(visit, **settings) == [
        ["connect-src", "script-src-elem"],
        False,
    ]


def test_without_the_policy_a_planted_script_runs(visit):
    """The planted fault of the test above."""
    assert asked_elsewhere(visit, bypass_csp=True) == [[], True]


# As a script of the page does it, and later: what evaluates for a test may evaluate.
EVALUATE = """source => new Promise(done => setTimeout(() => {
    const script = document.createElement('script');
    script.textContent = `try { window.found = ${source} } catch (error) { window.found = error.name }`;
    document.head.append(script);
    done(window.found);
}))"""
TEXTS_THAT_WANT_TO_RUN = ["eval('1 + 1')", "new Function('return 2')()"]


@pytest.mark.parametrize("source", TEXTS_THAT_WANT_TO_RUN)
def test_a_page_makes_no_text_into_a_program(visit, source):
    page = visit().open("book/sandbox.html")

    assert page.evaluate(EVALUATE, source) == "EvalError"


def test_without_the_policy_a_text_becomes_a_program(visit):
    """The planted fault of the test above."""
    page = visit(bypass_csp=True).open("book/sandbox.html")

    assert [page.evaluate(EVALUATE, one) for one in TEXTS_THAT_WANT_TO_RUN] == [2, 2]


FOUND = "#search-results ul.search li"


def test_the_search_finds_pages_under_the_policy(visit):
    here = visit()
    page = here.open("search.html?q=gradient")
    page.wait_for_selector(FOUND)

    page.wait_for_selector(f"{FOUND} .context .highlighted")

    assert page.locator(FOUND).count() > 5
    assert page.locator(f"{FOUND} .where").first.inner_text().startswith("Chapter ")
    assert (here.outside, here.noise) == ([], [])


def test_a_search_without_its_index_finds_nothing(visit):
    """The planted fault of the test above."""
    here = visit(block="searchindex.js", clock=True)
    page = here.open("search.html?q=gradient")
    here.wait(5000)

    assert page.locator(FOUND).count() == 0


# The data of a stage: whoever sent them, they are drawn as texts and numbers, or not at all.


FRONT = ROOT / "toygrad/viz/front"
MOUNT = """async data => {
    const { mount } = await import('/front/stage.js');
    const place = document.querySelector('article').appendChild(document.createElement('div'));
    place.className = 'cell_output';
    const stage = mount(place, data);
    for (let step = 2; stage && step <= data.frames.length; step++) stage.jump(step);
    return [Boolean(stage), place.innerText, place.querySelectorAll('*').length];
}"""
CHECK = """async ([data, without]) => {
    const { check } = await import('/front/check.js?' + without);
    try { check(JSON.parse(data)); return null } catch (error) { return error.message }
}"""


@pytest.fixture
def drawing_page(kept):
    """A page that has the sources of the front end; check.js?NAME is without that limit."""

    def source(route):
        name, _, without = route.request.url.rpartition("/")[2].partition("?")
        text = (FRONT / name).read_text()
        if without:
            text, count = re.subn(rf"(\n  {without}:) [\d_]+,", r"\1 Infinity,", text)
            assert count == 1, without
        route.fulfill(body=text, content_type="text/javascript")

    here = kept("book/notation.html")
    here.context.route("**/front/*", source)
    here.page.add_script_tag(content=LISTEN)
    here.outside, here.noise = [], []
    return here


def player():
    x = Value(3.0, "x")
    s = x * x
    y = s + x
    s.label, y.label = "s", "y"
    return show_backward(y, code=Value.backward)


def told(pictures, frames=1):
    clock = {"word": "Step", "start": 1, "turn": None}
    return {"toygrad": 1, "clock": clock, "frames": [["", ""]] * frames, "pictures": pictures}  # fmt: skip


def with_plots():
    """Data with a plane, curves, bars and digits on one clock."""
    ink, frames = "data", 2
    marks = [
        {"shape": "line", "ink": ink, "x": [1, 2], "y": [[1, 2], [None, 3]]},
        {"shape": "word", "ink": ink, "x": [[1], [2]], "y": [[1], [2]], "text": "here"},
        {
            "shape": "plane",
            "ink": ink,
            "across": 2,
            "heights": [[1, -1, 2, 3]] * frames,
        },
    ]
    plot = {
        "kind": "plot", "words": "A plot.", "size": [90, 90], "left": 20, "labels": ["x", "y"],
        "ticks": [[[0, "0"]], [[9, "1"]]], "marks": marks,
    }  # fmt: skip
    strip = {"word": "data", "ink": ink, "heights": [[1, 2], []], "sizes": ["1", "2"]}
    bars = {"kind": "bars", "words": "Bars.", "parts": [["w", 2]], "strips": [strip]}
    row = [["kept", "3.14"], ["wrong", "2"]]
    digits = {"kind": "digits", "names": ["pi"], "rows": [[row]] * frames}
    return told([plot, bars, digits], frames)


def with_part(data, path, part):
    """A copy of the data in which another part stands at this place."""
    data = json.loads(json.dumps(data))
    *way, last = path
    inner = data
    for key in way:
        inner = inner[key]
    inner[last] = part
    return data


GRAPH, STEP, WORDS = ("pictures", 0), ("pictures", 0, "frames", 6), ("frames", 6)
CURVE = "M0,0C1,1 2,2 3,3"
BROKEN = {
    "another version": (("toygrad",), 2),
    "words of markup": (("words",), {"outerHTML": "<b>"}),
    "a clock before its first step": (("clock", "start"), 0),
    "a clock that turns nowhere": (("clock", "turn"), "x"),
    "no clock that is one": (("clock",), [1]),
    "a step without words": (WORDS, [3, 4, 5]),
    "a part of a formula with a class of its own": (("frames", 6, 2, 0, 0), "tg-bar x"),
    "sliders for other steps": (("sliders",), [{"name": "a", "texts": ["1"], "start": 0}]),
    "a kind that every object knows": ((*GRAPH, "kind"), "constructor"),
    "a kind that is the kind of all kinds": ((*GRAPH, "kind"), "__proto__"),
    "no boxes": ((*GRAPH, "boxes"), {"length": 3}),
    "a title of markup": ((*GRAPH, "boxes", 0, "title"), {"innerHTML": "<b>"}),
    "a box as wide as all": ((*GRAPH, "boxes", 0, "size"), [float("inf"), 9]),
    "a box without a width": ((*GRAPH, "boxes", 0, "size"), [float("nan"), 9]),
    "a thousand million slots": ((*GRAPH, "boxes", 0, "uses"), 10**9),
    "weights that are none": ((*GRAPH, "boxes", 0, "weights"), ["x"]),
    "an edge from nowhere": ((*GRAPH, "edges", 0, "tail"), -1),
    "an edge to half a box": ((*GRAPH, "edges", 0, "head"), 0.5),
    "an address for a path": ((*GRAPH, "plans", "TB", "edges", 0), "url(https://example.org/a)"),
    "a path that ends half way": ((*GRAPH, "plans", "TB", "edges", 0), "M0,0C1,1 2,2"),
    "a box without a place": ((*GRAPH, "plans", "TB", "boxes"), []),
    "one plan for two": ((*GRAPH, "plans"), {"LR": {}}),
    "a phase that every object knows": ((*STEP, "phase"), "constructor"),
    "a box at work that is not there": ((*STEP, "active"), 99),
    "an edge at work that is not there": ((*STEP, "edges"), [99]),
    "an edge at work too often": ((*STEP, "edges"), [0] * 99),
    "numbers under way without edges": ((*STEP, "moves"), [["1", "2", "3"]] * 9),
    "words for a box that is not there": ((*STEP, "data"), {"__proto__": "x", "9": "x"}),
    "notes of another kind": ((*STEP, "notes"), {"0": ["x y", "z"]}),
    "shares without slots": ((*STEP, "slots"), {"0": ["1"] * 9}),
    "sums that are no text": ((*STEP, "sums"), {"0": 3}),
    "fewer lines than an edge has": ((*STEP, "lines"), {"0": []}),
    "an inside that is none": ((*GRAPH, "insides"), {"0": "abc"}),
    "more inside than outside": ((*GRAPH, "insides"), {"99": ["a", []]}),
    "captions of its own for other steps": ((*GRAPH, "says"), ["x"]),
    "a line of code that is none": (("pictures", 1, "lines", 0), 3),
    "code that is lit for other steps": (("pictures", 1, "lit"), [1]),
    "no pictures": (("pictures",), []),
    "a caption that is none": ((*WORDS, 1), 3),
    "a formula without end": ((*WORDS, 2), [["", "x"]] * 201),
    "a slider that shows no text": (("sliders",), [{"name": "a", "texts": [*"12345678", 9], "start": 0}]),
    "a slider behind its end": (("sliders",), [{"name": "a", "texts": [*"123456789"], "start": 9}]),
    "a name of markup": ((*GRAPH, "title"), {"innerHTML": "<b>"}),
    "words of a graph that are none": ((*GRAPH, "words"), 3),
    "edges that are none": ((*GRAPH, "edges"), {"length": 0}),
    "fewer steps than words": ((*GRAPH, "frames"), [{"phase": "forward"}]),
    "half a slot": ((*GRAPH, "boxes", 0, "uses"), 0.5),
    "weights without end": ((*GRAPH, "boxes", 0, "weights"), [1] * 101),
    "lines that are one text": ((*GRAPH, "edges", 0, "lines"), "abc"),
    "a box at no place": ((*GRAPH, "plans", "TB", "boxes", 0), ["x", 1]),
    "an edge without a path": ((*GRAPH, "plans", "TB", "edges"), []),
    "a number without a place": ((*GRAPH, "plans", "LR", "labels"), []),
    "a box that is lit and not there": ((*GRAPH, "lit"), [99]),
    "more boxes on stage than there are": ((*STEP, "stage"), 99),
    "numbers under way that are none": ((*STEP, "moves"), [["1"]]),
    "rows inside that are none": ((*GRAPH, "insides"), {"0": ["a", [["b", 3]]]}),
    "a line that is lit by a word": (("pictures", 1, "lit", 0), "x"),
}  # fmt: skip


MARKS, STRIP = ("pictures", 0, "marks"), ("pictures", 1, "strips", 0)
BROKEN_PLOTS = {
    "a clock that never rests": (("clock", "pace"), 0),
    "columns without end": (("columns",), 10**9),
    "an ink with a class of its own": ((*MARKS, 0, "ink"), "data tg-bar"),
    "a shape that every object knows": ((*MARKS, 0, "shape"), "constructor"),
    "a line as wide as all": ((*MARKS, 0, "size"), "9); x"),
    "a number of text": ((*MARKS, 0, "x"), [1, "2"]),
    "a number without end": ((*MARKS, 0, "x"), [1, float("inf")]),
    "more xs than ys": ((*MARKS, 0, "x"), [1, 2, 3]),
    "places for other steps": ((*MARKS, 0, "y"), [[1, 2]] * 3),
    "a word that is none": ((*MARKS, 1, "text"), {}),
    "a plane without a side": ((*MARKS, 2, "across"), 0),
    "a plane with half a row": ((*MARKS, 2, "heights"), [[1, 2, 3]] * 2),
    "a tick of markup": (("pictures", 0, "ticks", 0), [[0, {"innerHTML": "<b>"}]]),
    "one axis": (("pictures", 0, "ticks"), [[]]),
    "a plot without a width": (("pictures", 0, "size"), [-9, 9]),
    "a thousand million bars": (("pictures", 1, "parts"), [["w", 10**9]]),
    "bars without heights": ((*STRIP, "heights"), [[1], [2]]),
    "bars of another ink": ((*STRIP, "ink"), "x"),
    "digits of another style": (("pictures", 2, "rows", 0, 0, 0, 0), "tg-bar"),
    "digits for other steps": (("pictures", 2, "rows"), []),
    "digits for fewer names": (("pictures", 2, "rows", 0), []),
    "room of text": (("pictures", 0, "left"), "20"),
    "an axis without a name": (("pictures", 0, "labels"), ["x"]),
    "a tick at no place": (("pictures", 0, "ticks", 0), [["x", "0"]]),
    "a tick too far": (("pictures", 0, "ticks", 0), [[1e9, "0"]]),
    "a side of text": ((*MARKS, 2, "across"), "2"),
    "a plane for other steps": ((*MARKS, 2, "heights"), [[1, -1, 2, 3]]),
    "a part without a name": (("pictures", 1, "parts"), [[{}, 2]]),
    "a part of less than nothing": (("pictures", 1, "parts"), [["w", -1], ["v", 3]]),
    "parts without end": (("pictures", 1, "parts"), [["w", 2], *[["v", 0]] * 12]),
    "no bars": (("pictures", 1, "parts"), [["w", 0]]),
    "no strips": (("pictures", 1, "strips"), []),
    "heights that are none": ((*STRIP, "heights"), [["x", "y"], []]),
    "sizes that are no text": ((*STRIP, "sizes"), [1, 2]),
}  # fmt: skip


def tables():
    x, w = Value(2.0), Value(3.0)
    return show_tables(w=[w], x=[x], L=w * x).data


TABLES, CELL = ("pictures", 0), ("pictures", 0, "cells", 0)
BROKEN_TABLES = {
    "a cell of no table": ((*CELL, "table"), 9),
    "a cell without a gradient": ((*CELL, "notes"), []),
    "a gradient in no step": ((*CELL, "notes"), [["1", "1"]]),
    "a move in no step": ((*CELL, "moves"), -1),
    "a cell at no place": ((*CELL, "home"), ["x", 1]),
    "a cell too far away": ((*CELL, "alone"), [1e9, 1]),
    "a name beside nothing": ((*CELL, "beside"), "left"),
    "a sentence of markup": ((*CELL, "says"), {"innerHTML": "<b>"}),
    "an edge to nobody": ((*TABLES, "edges", 0, "head"), 99),
    "an edge in no step": ((*TABLES, "edges", 0, "step"), 1.5),
    "a table without a height": ((*TABLES, "tables", 0, "at"), [0, 0, 9]),
    "cells without a size": ((*TABLES, "cell"), "9 9"),
}  # fmt: skip


@pytest.mark.parametrize(
    "data, faults",
    [
        (player().data, BROKEN),
        (with_plots(), BROKEN_PLOTS),
        (tables(), BROKEN_TABLES),
    ],
)
def test_broken_data_become_one_sentence(drawing_page, data, faults):
    broken = {name: with_part(data, *fault) for name, fault in faults.items()}
    for name, other in (broken | {"no data": None, "a list": [data]}).items():
        drawn, said, elements = drawing_page.page.evaluate(MOUNT, other)
        assert (drawn, elements) == (False, 1), name
        assert said.startswith("This picture cannot be shown: "), name
    assert drawing_page.page.evaluate(MOUNT, data)[0]
    assert (drawing_page.outside, drawing_page.noise) == ([], [])


def graph_of(boxes=2, edges=1, frames=1, used=0, path=CURVE, pixels=9, title="x"):
    """The data of a plain graph, of any size."""
    plan = {
        "size": [9, 9], "boxes": [[0, 0]] * boxes, "edges": [path] * edges, "labels": []
    }  # fmt: skip
    step = {"phase": "still", "edges": [0] * used}
    picture = {
        "kind": "graph", "boxes": [{"title": title, "data": "", "size": [pixels, 9]}] * boxes,
        "edges": [{"tail": 0, "head": 1, "lines": []}] * edges,
        "plans": {"LR": plan, "TB": plan}, "frames": [step] * frames,
    }  # fmt: skip
    return told([picture], frames)


def bracket_of(paths):
    """A graph of one edge that has been gone along so many times."""
    data = graph_of()
    view = {"at": 0, "before": [], "after": [0], "paths": [[0]] * paths}
    data["pictures"][0]["through"] = [view]
    return data


def square_through():
    x = Value(2.0, "x")
    u = x * 3.0
    return draw_graph(u * u, through=u).data


TEXT = {"kind": "text", "title": "", "text": ""}
MARK = {"shape": "dots", "ink": "data", "x": [0], "y": [0]}
PLOT = with_plots()["pictures"][0]
BENDS = show_bends(relu).data


def pad_of(*sizes):
    layers = [
        {"w": [[0] * n] * m, "b": [0] * m, "activation": "none"}
        for n, m in zip([64, *sizes], sizes)
    ]
    examples = [[0, [0] * 64]]
    return told([{"kind": "pad", "words": "", "layers": layers, "examples": examples}])


TOO_MUCH = {
    "pictures": told([TEXT] * 65),
    "frames": told([TEXT], 2_001),
    "boxes": graph_of(boxes=801),
    "edges": graph_of(edges=1_001),
    "states": graph_of(boxes=301, edges=700, frames=300),
    "used": graph_of(edges=1_000, frames=21, used=1_000),
    "paths": graph_of(edges=800, path=CURVE + 20 * " 1,1 2,2 3,3"),
    "marks": told([PLOT | {"marks": [MARK] * 101}]),
    "products": bracket_of(paths=13),
    "hinges": BENDS
    | {"pictures": [BENDS["pictures"][0] | {"hinges": [[1, 0, 1]] * 65}]},
    "numbers": told(
        [PLOT | {"marks": [MARK | {"x": [0] * 200_001, "y": [0] * 200_001}]}]
    ),
    "list": told([{"kind": "code", "lines": ["x"] * 1_001, "lit": [None]}]),
    "letters": graph_of(title="x" * 20_001),
    "page": told([TEXT | {"text": "x" * 500_001}]),
    "pixels": graph_of(pixels=200_001),
    "layers": pad_of(*[2] * 9),
    "parameters": pad_of(300, 10),
}


@pytest.mark.parametrize("limit", TOO_MUCH)
def test_more_than_a_page_can_bear_is_refused_and_by_this_limit(drawing_page, limit):
    data = json.dumps(TOO_MUCH[limit])

    def refused(without=""):
        return drawing_page.page.evaluate(CHECK, [data, without])

    assert refused()
    assert refused(without=limit) is None


def test_every_limit_is_tried(drawing_page):
    limits = "import('/front/check.js').then(({ MOST }) => Object.keys(MOST))"

    assert set(drawing_page.page.evaluate(limits)) == TOO_MUCH.keys()


KEPT = {"kind", "phase", "shape", "ink", "rows"}  # texts that are no free texts


def spoiled(part, label, key=""):
    """The same data with another text wherever any text may stand."""
    if isinstance(part, dict):
        return {name: spoiled(inner, label, name) for name, inner in part.items()}
    if isinstance(part, (list, tuple)):
        return [spoiled(inner, label, key) for inner in part]
    free = isinstance(part, str) and key not in KEPT and not part.startswith("M")
    return label if free else part


def with_hostile_texts(data, label):
    """Every title, caption and number is this label; notes and formulas keep their roles."""
    wrong = spoiled(data, label)
    for frame, sound in zip(wrong["frames"], data["frames"], strict=True):
        for part, (role, *_) in zip(
            *(one[2] if one[2:] else [] for one in (frame, sound))
        ):
            part[0] = role
    for picture, sound in zip(wrong["pictures"], data["pictures"], strict=True):
        for frame, known in zip(picture.get("frames", ()), sound.get("frames", ())):
            for place, (kind, _) in known.get("notes", {}).items():
                frame["notes"][place][0] = kind
    return wrong


def test_markup_in_any_data_is_text(drawing_page):
    page = drawing_page.page
    for payload in PAYLOADS:
        for data in (player().data, show_report(Value(2.0, "x") * 3.0).data, with_plots(), BENDS, tables(), square_through()):  # fmt: skip
            drawn, said, _ = page.evaluate(MOUNT, with_hostile_texts(data, payload))
            assert drawn, said
            assert said.count(payload) > 5
    drawing_page.hear_out()

    assert page.evaluate("hits") == []
    assert dangers(page) == []
    assert (drawing_page.outside, drawing_page.noise) == ([], [])


# Our own code.


def bandit(*paths):
    """What bandit finds: (file, kind) for each place that nobody explained."""
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-f", "json",
         "-c", ROOT / "pyproject.toml", "-r", *paths],
        capture_output=True,
        text=True,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert report["errors"] == [] and report["metrics"]["_totals"]["loc"] > 0
    return [(Path(r["filename"]).name, r["test_id"]) for r in report["results"]]


def test_bandit_finds_nothing_that_is_not_explained():
    assert bandit(ROOT / "toygrad", ROOT / "tools", ROOT / "book/live") == []


def test_bandit_finds_planted_faults(tmp_path):
    (tmp_path / "a.py").write_text("eval(input())\n")
    (tmp_path / "b.py").write_text("import pickle\n")
    (tmp_path / "c.py").write_text(
        "import subprocess\nsubprocess.run(input(), shell=True)\n"
    )

    assert set(bandit(tmp_path)) == {
        ("a.py", "B307"),
        ("b.py", "B403"),
        ("c.py", "B602"),
    }


# What makes text into a page or a program.
ACTIVE = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write\w*|eval\s*\(|Function\s*\()"
)


def test_our_scripts_make_no_text_into_a_page_or_a_program():
    scripts = [*(ROOT / "book/_static").glob("*.js"), ROOT / "tools/house/editor.js"]
    scripts += [*(ROOT / "book/live").glob("*.js"), *FRONT.glob("*.js")]
    scripts += FRONT.glob("[ip]*/*.js")  # of the inventor and the playground

    assert {"clean.js", "stage.js", "strip.js"} <= {script.name for script in scripts}
    for script in scripts:
        assert ACTIVE.findall(script.read_text()) == [], script.name


@pytest.mark.parametrize(
    "line",
    [
        "box.innerHTML = label;",
        "box.outerHTML = label;",
        "box.insertAdjacentHTML('beforeend', label);",
        "document.write(label);",
        "document.writeln(label);",
        "new Function(label)();",
        "eval (label);",
    ],
)
def test_a_planted_line_of_script_is_found(line):
    assert ACTIVE.search(line)


# Packages: each one has its version, also those that others bring along.


def required():
    """What requirements.txt and the extras name."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    names = [line for line in lines if line and line[0] not in "#-"]
    return [Requirement(text) for text in [*names, *sum(extras, [])]]


def brought_along(requirement):
    """What a package needs, as far as it is installed here."""
    try:
        needs = map(Requirement, metadata.requires(requirement.name) or ())
    except metadata.PackageNotFoundError:
        return
    for need in needs:
        asked = [{"extra": extra} for extra in ("", *requirement.extras)]
        if need.marker is None or any(map(need.marker.evaluate, asked)):
            yield need


def unpinned(constraints):
    """The packages that are needed and have no version in `constraints`."""
    pins = {
        canonicalize_name(line.partition("==")[0])
        for line in constraints.splitlines()
        if "==" in line
    }
    seen, waiting = set(), required()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if name not in seen:
            seen.add(name)
            waiting += brought_along(requirement)
    return {name for name, _ in seen} - pins


def test_every_package_that_is_needed_is_pinned():
    assert unpinned((ROOT / "constraints.txt").read_text()) == set()


@pytest.mark.parametrize("name", ["pytest", "MarkupSafe"])
def test_a_package_without_a_version_is_found(name):
    """One that we name, and one that another brings along."""
    constraints = (ROOT / "constraints.txt").read_text()
    without = re.sub(rf"^{name}==.*\n", "", constraints, flags=re.MULTILINE)

    assert unpinned(without) == {canonicalize_name(name)}


# The README promises Python 3.11, and Debian 12 has 3.11.2.


def too_new(needs):
    """The packages of {name: which Python it needs} that refuse the first 3.11."""
    return {
        name
        for name, python in needs.items()
        if not SpecifierSet(python).contains("3.11.0")
    }


def test_every_package_runs_on_the_oldest_python_of_the_readme():
    needs = {
        found.name: found.metadata["Requires-Python"] or ""
        for found in metadata.distributions()
    }

    assert len(needs) > 100
    assert too_new(needs) == set()


def test_a_package_for_newer_pythons_is_found():
    assert too_new({"old": ">=3.9", "new": ">=3.11.5"}) == {"new"}
