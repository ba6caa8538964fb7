"""The built files, read without a browser: valid, whole, and of this site alone."""

import functools
import gzip
import posixpath
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import bs4
import html5lib
import pytest

from tools.book import presets

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"

# What the theme and the builder do wrong. It may only shrink.
INVALID_ELSEWHERE = {
    ("index.html", "expected-doctype-but-got-start-tag"),  # it only leads on
}
# Sources listed under http; whether https answers was not tried. It may only shrink.
NOT_ENCRYPTED = {
    "http://jmlr.org/papers/v18/17-468.html",
    "http://www.cirtl.net/node/5571",
    "http://www.cs.gsu.edu/~rumec/Papers/chain-abstract.html",
}
ACTIVE = {"iframe", "object", "embed", "foreignObject"}
POLICY = '<meta http-equiv="Content-Security-Policy"'
STAGE = 'class="toygrad-stage"'
WIDGETS = "application/vnd.jupyter.widget"
ADDRESSES = ("href", "src", "data", "poster", "action", "{http://www.w3.org/1999/xlink}href")  # fmt: skip
LEAD_TO_PAGES = ("next", "prev", "index", "search")  # what a <link> may only name
KILOBYTE = 1_000  # as a server sends it, compressed
OWN, WHOLE = 150 * KILOBYTE, 250 * KILOBYTE
URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)""")


@dataclass
class Page:
    """What stands in a page."""

    errors: set = field(default_factory=set)
    ids: Counter = field(default_factory=Counter)
    links: list = field(default_factory=list)
    loaded: list = field(default_factory=list)
    active: set = field(default_factory=set)

    def read(self, parser, tree):
        self.errors |= {code for _, code, _ in parser.errors}
        for element in tree.iter():
            if isinstance(element.tag, str):
                self.look_at(element)

    def look_at(self, element):
        names = element.attrib
        if "id" in names:
            self.ids[names["id"]] += 1
        self.active |= {names[name] for name in names if name.startswith("on")}
        self.active |= {element.tag.rpartition("}")[2]} & ACTIVE
        leads = element.tag == "a" or names.get("rel") in LEAD_TO_PAGES
        follows = self.links if leads else self.loaded
        follows += [names[name] for name in ADDRESSES if name in names]
        self.loaded += [
            part.split()[0] for part in names.get("srcset", "").split(",") if part
        ]
        for text in names.values():
            self.loaded += urls_in(text)
        if element.tag == "style":
            self.loaded += urls_in(element.text or "")


def urls_in(text):
    return [one or other for one, other in URL.findall(text)]


@functools.cache
def read(path):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = Page()
    page.read(parser, parser.parse(path.read_text()))
    return page


def pages(site):
    return [
        path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts
    ]


def sheets(site):
    return sorted(site.rglob("*.css"))


def invalid(site):
    """(page, error) for all that is not strictly HTML."""
    for path in pages(site):
        name, page = str(path.relative_to(site)), read(path)
        yield from ((name, error) for error in page.errors)
        yield from ((name, f"twice: #{id}") for id in page.ids if page.ids[id] > 1)


def everything_named(site):
    """(file, address) for whatever a page or a style sheet names."""
    for path in pages(site):
        for address in read(path).links + read(path).loaded:
            yield path, address
    for path in sheets(site):
        for address in urls_in(path.read_text()):
            yield path, address


def broken(site):
    """(file, address) for every address in the site that leads nowhere."""
    for path, address in everything_named(site):
        scheme, host, place, _, anchor = urlsplit(address)
        if scheme or host:
            continue
        target = (path.parent / unquote(place)).resolve() if place else path
        missing = not target.is_file() or not target.is_relative_to(site)
        if missing or (anchor and unquote(anchor) not in places(target)):
            yield str(path.relative_to(site)), address


def places(target):
    """What may stand behind the # of an address: on the playground's page a preset, too."""
    settings = presets.links() if target.name == "playground.html" else ()
    return {*read(target).ids, *map(unquote, settings)}


def outside(site):
    """(file, address) for all that a page would load from elsewhere."""
    loaded = [(path, address) for path in pages(site) for address in read(path).loaded]
    loaded += [(p, address) for p in sheets(site) for address in urls_in(p.read_text())]
    for path, address in loaded:
        parts = urlsplit(address)
        if parts.netloc or parts.scheme not in ("", "data"):
            yield str(path.relative_to(site)), address


def unsafe_links(site):
    """(page, address) for links out of the site that are not https."""
    for path in pages(site):
        for address in read(path).links:
            if urlsplit(address).scheme not in ("", "https"):
                yield str(path.relative_to(site)), address


def active(site):
    """What acts in a page beside its scripts."""
    for path in pages(site):
        yield from read(path).active


def unprotected(site):
    """The pages with a script before the policy, or without one."""
    for path in pages(site):
        before, script, _ = path.read_text().partition("<script")
        if script and POLICY not in before:
            yield path.name


def too_heavy(site):
    """The pages that weigh too much, with all they load."""
    for path in pages(site):
        names = {urlsplit(address).path for address in read(path).loaded}
        files = {path} | {path.parent / name for name in names if name}
        weights = {file: packed(file) for file in files if file.is_file()}
        if weights[path] > OWN or sum(weights.values()) > WHOLE:
            yield path.name


def of_widgets(site):
    """The pages in which a widget waits for a manager that is not there."""
    return (path.name for path in pages(site) if WIDGETS in path.read_text())


@functools.cache
def packed(file):
    return len(gzip.compress(file.read_bytes(), 6))


def way_through(site, path="book/index.html"):
    """The pages from one on, each leading to the next; where they go round, it ends."""
    been = []
    while path and path not in been:
        been.append(path)
        following = re.search(
            r'class="right-next"\s+href="([^"]+)"', (site / path).read_text()
        )
        path = following and posixpath.normpath(f"{path}/../{following[1]}")
    return been


def test_no_page_is_heavy():
    assert list(too_heavy(SITE)) == []


def test_no_page_waits_for_widgets():
    assert list(of_widgets(SITE)) == []


def test_the_pages_lead_through_the_book_in_its_order(root):
    listed = re.findall(
        r"(?:root|file): (book/[\w/]+)", (root / "_toc.yml").read_text()
    )
    pages = [f"{name}.html" for name in listed]
    teaching = [page for page in pages if page.startswith("book/teaching/")]
    beside = ["book/playground.html", "book/sandbox.html"]
    way = [page for page in pages if page not in (*beside, *teaching)]

    assert way_through(SITE) == way
    assert way_through(SITE, teaching[0]) == teaching
    assert {way_through(SITE, page)[1] for page in beside} == {"book/01_slopes.html"}


def test_every_page_is_strictly_html():
    assert set(invalid(SITE)) == INVALID_ELSEWHERE


def test_every_address_in_the_site_leads_somewhere():
    assert list(broken(SITE)) == []


def test_nothing_is_loaded_from_elsewhere():
    assert list(outside(SITE)) == []


def test_links_out_of_the_site_are_encrypted():
    assert {address for _, address in unsafe_links(SITE)} == NOT_ENCRYPTED


def test_nothing_acts_beside_the_scripts():
    assert set(active(SITE)) == set()


def test_the_policy_stands_before_the_first_script_of_every_page():
    assert list(unprotected(SITE)) == []


def test_there_was_something_to_look_at():
    """The gates above would pass on an empty folder."""
    players = [path for path in pages(SITE) if STAGE in path.read_text()]

    assert len(pages(SITE)) >= 22 and len(players) >= 12
    assert sum(len(read(path).links) for path in pages(SITE)) > 1000
    assert any(read(path).ids.keys() & {"words-and-symbols"} for path in pages(SITE))


def write_site(folder, body, sheet=""):
    page = (
        f"<!DOCTYPE html><html><head><title>t</title></head><body>{body}</body></html>"
    )
    (folder / "a.html").write_text(page)
    (folder / "a.css").write_text(sheet)
    return folder


GOOD = '<p id="here"><a href="#here">x</a><a href="a.html#here">x</a></p>'


def test_a_sound_site_has_no_fault(tmp_path):
    site = write_site(tmp_path, f"{GOOD}{POLICY}>")

    for faults in (
        invalid,
        broken,
        outside,
        unsafe_links,
        active,
        unprotected,
        of_widgets,
    ):
        assert list(faults(site)) == []


@pytest.mark.parametrize(
    "faults, body, sheet",
    [
        (invalid, "<p><div>x</div></p>", ""),
        (invalid, "<b>x", ""),
        (invalid, "<p id=a></p><p id=a></p>", ""),
        (broken, "<a href='gone.html'>x</a>", ""),
        (broken, "<a href='#gone'>x</a>", ""),
        (broken, "<a href='a.html#gone'>x</a>", ""),
        (broken, "<a href='../a.html'>x</a>", ""),
        (broken, "<script src='gone.js'></script>", ""),
        (broken, "<img src='gone.png' alt=''>", ""),
        (broken, "<p style='background: url(gone.png)'>x</p>", ""),
        (broken, "", "p { background: url('gone.png') }"),
        (broken, "", "@import 'gone.css';"),
        (outside, "<script src='https://example.org/a.js'></script>", ""),
        (outside, "<script src='//example.org/a.js'></script>", ""),
        (outside, "<link rel='stylesheet' href='https://example.org/a.css'>", ""),
        (outside, "<img alt='' src='a.html' srcset='https://example.org/a.png 2x'>", ""),
        (outside, "<style>p { background: url(http://example.org/a.png) }</style>", ""),
        (outside, "", "@import url(https://example.org/a.css);"),
        (active, "<p onclick='alert(1)'>x</p>", ""),
        (active, "<iframe></iframe>", ""),
        (active, "<svg><foreignObject></foreignObject></svg>", ""),
        (too_heavy, random.Random(0).randbytes(150_000).hex(), ""),
        (of_widgets, f'<script type="{WIDGETS}-view+json">{{}}</script>', ""),
        (unprotected, "<script></script>", ""),
        (unprotected, f"<script></script>{POLICY}>", ""),
        (unsafe_links, "<a href='http://example.org'>x</a>", ""),
        (unsafe_links, "<a href='javascript:alert(1)'>x</a>", ""),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(tmp_path, faults, body, sheet):
    assert list(faults(write_site(tmp_path, body, sheet))) != []


@pytest.mark.parametrize("setting", ["layers=4.relu-2.relu&amp;lr=0.1", "lr=0.123"])
def test_an_address_of_the_playground_that_is_no_preset_is_found(tmp_path, setting):
    (tmp_path / "playground.html").write_text("<!DOCTYPE html><title>t</title>")
    site = write_site(tmp_path, f"<a href='playground.html#{setting}'>x</a>")

    assert bool(list(broken(site))) == (setting == "lr=0.123")


def misled(path):
    """The cells that lie under a lid although the playground answers."""
    sent, found = False, []
    text = path.read_text(encoding="utf-8")
    if "playground.html#" not in text or "predicted" not in text:
        return []
    page = bs4.BeautifulSoup(text, "html.parser")
    for part in page.select(
        "article :is(.predict, .predicted, a[href*='playground.html#'])"
    ):
        kinds = part.get("class", [])
        if "predicted" in kinds and sent:
            found.append(part.get_text()[:60])
        sent = part.name == "a" or (sent and "predicted" in kinds)
    return found


def test_a_guess_that_the_playground_answers_puts_no_lid_on_a_cell():
    assert list(filter(None, map(misled, pages(SITE)))) == []


def test_a_lid_on_what_the_playground_answers_is_found(tmp_path):
    page = "<article><p class=predict>?<p><a href='playground.html#lr=1'>x</a>{}<div class=predicted>y</div></article>"
    asked = "<p class=predict>And here?"
    for between, found in (("", ["y"]), (asked, [])):
        (tmp_path / "page.html").write_text(page.format(between))
        assert misled(tmp_path / "page.html") == found


def test_a_page_that_leads_past_another_is_noticed(tmp_path):
    (tmp_path / "book").mkdir()
    for name, following in {"index": "b", "a": "b", "b": ""}.items():
        link = f'<a class="right-next" href="{following}.html">' if following else ""
        (tmp_path / f"book/{name}.html").write_text(link)

    assert way_through(tmp_path) == ["book/index.html", "book/b.html"]
