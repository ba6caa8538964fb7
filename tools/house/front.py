"""Makes one file of the front end, and one style sheet, for each place where it runs.

    .venv/bin/python -m tools.house.front     writes toygrad/viz/front/built/

Needs npm, which brings esbuild; what it makes is committed, so that whoever
builds the book needs neither.  tests/viz/front/test_front.py makes it again, where npm
is, and compares.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tools.house.npm import BUNDLER, npm
from tools.places import ROOT
from toygrad.viz import theme

FRONT = ROOT / "toygrad" / "viz" / "front"
BUILT = {  # what it is called: (where it begins, in which form)
    "stage.js": ("page.js", "iife"),
    "stage.mjs": ("notebook.js", "esm"),
    "stage.css": ("stage.css", None),
    "inventor.js": ("inventor/page.js", "iife"),
    "inventor.mjs": ("inventor/notebook.js", "esm"),
    "inventor.css": ("inventor/inventor.css", None),
    "playground.js": ("playground/page.js", "iife"),
    "playground.mjs": ("playground/notebook.js", "esm"),
    "playground.css": ("playground/playground.css", None),
}
COLOURED = "stage.css"  # has the colours: it stands beside each of the others
DARK = (  # on a screen: paper is always light
    "@media screen {{ "
    'html[data-theme="dark"] {0}, body[data-jp-theme-light="false"] {0} {{ {1} }} }}',
    "@media screen and (prefers-color-scheme: dark) {{ "
    "html:not([data-theme]):not(:has(body[data-jp-theme-light])) {0} {{ {1} }} }}",
)
PARTS = ":is(.tg, .tg-text, .tg-problem, .tg-still, .tg-figure, .tgp)"


def main(target=FRONT / "built"):
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "package.json").write_text("{}")
        npm(folder, "install", "--ignore-scripts", BUNDLER)
        bundler = Path(folder) / "node_modules/.bin/esbuild"
        for name, (entry, form) in BUILT.items():
            bundle(bundler, FRONT / entry, form, target / name)


def bundle(bundler, entry, form, target):
    options = ["--bundle", "--minify", "--charset=utf8", "--target=es2022"]
    text = colours() if target.name == COLOURED else ""
    if form:
        options.append(f"--format={form}")
    done = subprocess.run(
        [bundler, entry, *options], capture_output=True, check=True, encoding="utf-8"
    )
    target.write_text(text + done.stdout, encoding="utf-8", newline="\n")


def colours():
    """The colours of theme.py as variables, light and dark."""
    light = {name: getattr(theme, name) for name in theme.DARK} | hues(theme.HUES)
    dark = rules(theme.DARK | hues(theme.DARK_HUES))
    dark = "\n".join(rule.format(PARTS, dark) for rule in DARK)
    faces = f"--tg-sans:{theme.FONT};--tg-mono:{theme.MONO};--tg-muted:var(--tg-line);"
    return f"{PARTS}{{{faces}{rules(light)}}}\n{dark}\n"


def hues(colours):
    return {f"HUE-{k}": colour for k, colour in enumerate(colours)}


def rules(colours):
    return "".join(f"{variable(name)}:{value};" for name, value in colours.items())


def variable(name):
    """What the style sheets call a colour of theme.py."""
    return f"--tg-{NAMES.get(name, name.lower())}"


NAMES = {"FORWARD_TINT": "data-tint", "BACKWARD_TINT": "gradient-tint"}

if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
