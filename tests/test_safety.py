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

ROOT = Path(__file__).resolve().parent.parent
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
import ipywidgets
from IPython.display import HTML, display

for label in PAYLOADS:
    display(HTML(label), ipywidgets.HTML(label))
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
                && !/widget/.test(element.type) ? [element.localName] : []),
            ...[...element.attributes].filter(({ name, value }) =>
                name.startsWith('on') || /^\\s*javascript:/.test(value))
                .map(({ name }) => name),
        ])"""
    )


def test_hostile_labels_do_nothing_on_a_page(visit, hostile_site):
    here = visit(base=hostile_site)
    here.context.add_init_script(LISTEN)
    page = here.open("book/index.html")
    players = page.locator(".toygrad-player")
    here.hear_out()
    said = page.locator("article").inner_text()

    assert players.count() == 9 * len(PAYLOADS)
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


FOUND = "#search-results ul.search li"


def test_the_search_finds_pages_under_the_policy(visit):
    here = visit()
    page = here.open("search.html?q=gradient")
    page.wait_for_selector(FOUND)

    assert page.locator(FOUND).count() > 5
    assert (here.outside, here.noise) == ([], [])


def test_a_search_without_its_index_finds_nothing(visit):
    """The planted fault of the test above."""
    here = visit(block="searchindex.js", clock=True)
    page = here.open("search.html?q=gradient")
    here.wait(5000)

    assert page.locator(FOUND).count() == 0


def formulas_set(visit, **settings):
    page = visit(**settings).open("book/notation.html")
    return page.locator("mjx-container").count()


def test_formulas_are_set_under_the_policy(visit):
    assert formulas_set(visit) >= 15


def test_without_mathjax_no_formula_is_set(visit):
    """The planted fault of the test above."""
    assert formulas_set(visit, block="tex-chtml.js") == 0


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
    scripts = [*(ROOT / "book/_static").glob("*.js"), ROOT / "tools/editor.js"]
    scripts += (ROOT / "book/live").glob("*.js")

    assert len(scripts) > 7
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
