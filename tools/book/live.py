"""Assembles what live cells need: Python, Graphviz and the engine for a browser.

    .venv/bin/python -m tools.book.live    all of it into _build/live, ready for the site

The two large packages come by npm, each of one version and with one hash;
everything else is here.  `make book` does this where npm is found, and
without it builds a book whose cells cannot be run on the page.

It is also a Sphinx extension, named in _config.yml, that puts the assembled
files into the site and their script on every page with live cells.
"""

import base64
import hashlib
import importlib.util
import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from tools.house.npm import NothingBrought, packed, program
from tools.places import BOOK, BUILD, ROOT

SOURCES = BOOK / "live"
COMPILER = Path(__file__).with_name("bytecode.mjs")
STATIC = BUILD / "live"  # a folder of static files
LIVE = STATIC / "live"
MADE_FROM = STATIC.with_name("live-made-from")
CALCULATOR = "book/sandbox"  # the page that has one
TRAINED = {"book/playground": "playground", "book/14_names": "inventor"}  # whose files

# What comes by npm: package, version, licence, its hash, folder here, files.
PACKAGES = [
    {
        "package": "pyodide",
        "version": "314.0.7",
        "licence": "MPL-2.0, source at https://github.com/pyodide/pyodide",
        "sha512": "0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A==",
        "folder": "pyodide",
        "files": (
            "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip",
            "pyodide-lock.json",
        ),
    },
    {
        "package": "@viz-js/viz",
        "version": "3.31.0",
        "licence": "MIT, source at https://github.com/mdaines/viz-js",
        "sha512": "r7zlQdRvcwvIpjHGgs+KNWHeE/P5/Dq7k8ZAKaMCbZqomxCBJV78gVuQYaHzFVca+kB0mX0fMW9UFevCOBG50A==",
        "folder": "graphviz",
        "files": ("dist/viz.js",),
    },
]  # fmt: skip


def assemble():
    """Bring `_build/live` up to date.  Raises NothingBrought, and leaves nothing then."""
    try:
        for package in PACKAGES:
            bring(**package)
    except NothingBrought:
        shutil.rmtree(STATIC, ignore_errors=True)
        MADE_FROM.unlink(missing_ok=True)
        raise
    drop_further_packages(LIVE / "pyodide/pyodide-lock.json")
    for source in SOURCES.rglob("*"):
        if source.suffix in {".css", ".js", ".json"} or source.name == "LICENSE":
            target = LIVE / source.relative_to(SOURCES)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    packages = python_packages()
    made_from = hashlib.sha256(packages + repr(PACKAGES).encode()).hexdigest()
    made = (LIVE / "packages.zip").exists() and MADE_FROM.exists()
    if not made or MADE_FROM.read_text() != made_from:
        (LIVE / "packages.zip").write_bytes(packages)
        compile_python()
        MADE_FROM.write_text(made_from)


def bring(package, version, licence, sha512, folder, files):
    """Fetch a package, unless this very one was fetched before."""
    target, note = LIVE / folder, LIVE / folder / "LICENCE"
    told = f"{package} {version}\n{licence}\nsha512-{sha512}\n"
    if note.exists() and note.read_text() == told:
        return
    archive = packed(f"{package}@{version}")
    found = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != sha512:
        raise NothingBrought(
            f"{package} {version} has another hash than the one in tools/book/live.py ({found})"
        )
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for name in files:
            content = members.extractfile(f"package/{name}").read()
            (target / Path(name).name).write_bytes(content)
    note.write_text(told)


def drop_further_packages(lock):
    """Pyodide's list of packages that it could fetch: empty, but for what it says of itself."""
    listed = json.loads(lock.read_text())
    lock.write_text(json.dumps({**listed, "packages": {}}))


def compile_python():
    """Compile what a page loads first; without it Python starts three times slower."""
    command = [program("node") or "node", COMPILER, LIVE]
    try:
        subprocess.run(command, check=True, timeout=300, capture_output=True)
    except (subprocess.SubprocessError, OSError):
        print("Python will start slowly on the pages: node 20 or newer is not here.")


def python_packages():
    """The runner, its stand-ins, the engine and the package graphviz, as a zip.

    The same on every run: names in order, all of one date.
    """
    graphviz = Path(importlib.util.find_spec("graphviz").origin).parent
    stand_ins, engine = SOURCES / "stand_ins", ROOT / "toygrad"
    kinds = {".py", ".gz", ".json"}
    parts = [  # what a name begins below, and the files
        (ROOT, SOURCES.glob("*.py")),
        (ROOT, [path for path in engine.rglob("*") if path.suffix in kinds]),
        (stand_ins, stand_ins.rglob("*.py")),
        (graphviz.parent, graphviz.rglob("*.py")),
    ]
    content = {
        path.relative_to(base).as_posix(): path.read_bytes()
        for base, paths in parts
        for path in paths
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(content):
            archive.writestr(zipfile.ZipInfo(name), content[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


# The Sphinx extension.


def setup(app):
    app.connect("config-inited", add_files)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def add_files(app, config):
    if LIVE.exists():
        config.html_static_path.append(str(STATIC))


def add_script(app, page, template, context, doctree):
    """Only where there is a cell to run, and something to run it with.

    What trains on a page has a recorded training, which plays without Python.
    """
    if page in TRAINED:
        app.add_css_file(f"{TRAINED[page]}.css")
        app.add_js_file(f"{TRAINED[page]}.js", loading_method="defer")
    if doctree and LIVE.exists() and has_live_cell(doctree):
        app.add_js_file("live/live.js")
        if page == CALCULATOR:
            app.add_css_file("live/calculator.css")
            app.add_js_file("live/calculator.js")


def has_live_cell(doctree):
    from docutils.nodes import container  # not there before the book's packages are

    return any("tag_live" in node["classes"] for node in doctree.findall(container))


if __name__ == "__main__":
    try:
        assemble()
    except NothingBrought as why:
        sys.exit(f"No cell can be run on the page: {why}.")
