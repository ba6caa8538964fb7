"""Puts figures with axes into the page itself, in its face and its colours.

matplotlib's drawings would be files beside the page, white on a dark one and
with letters of their own.  Inside the page they are text in the book's face,
and their colours are the variables of the style sheet, light and dark.

A Sphinx extension, named in _config.yml.
"""

import html
import re
from pathlib import Path

from docutils import nodes

from tools.house.front import variable
from toygrad.viz import theme

VARIABLES = {
    getattr(theme, name).lower(): f"var({variable(name)})" for name in theme.DARK
}


def setup(app):
    app.connect("doctree-resolved", bring_figures_in)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def bring_figures_in(app, doctree, page):
    for count, image in enumerate(list(doctree.findall(nodes.image))):
        drawing = Path(app.srcdir, image["uri"])
        if drawing.suffix == ".svg" and "jupyter_execute" in drawing.parts:
            text = figure(drawing.read_text("utf-8"), image.get("alt", ""), count)
            image.replace_self(nodes.raw("", text, format="html"))


def figure(svg, words, count):
    """A drawing of matplotlib as a part of a page; `words` say what it shows."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(
        r"<metadata>.*?</metadata>|<defs>\s*<style.*?</defs>|<!--.*?-->|\n *",
        "",
        svg,
        flags=re.DOTALL,
    )
    svg = re.sub(r"#[0-9a-f]{6}\b", lambda hue: VARIABLES.get(hue[0], hue[0]), svg)
    svg = re.sub(r"'DejaVu Sans'[^;\"]*", "var(--tg-sans)", svg)
    role = f'<svg class="tg-figure" role="img" aria-label="{html.escape(words)}" '
    return with_names_of_its_own(svg, f"figure{count}-").replace("<svg ", role, 1)


def with_names_of_its_own(svg, prefix):
    """Names that are pointed at get a prefix, so that no other figure has them; others go."""
    used = set(re.findall(r'(?:href="|url\()#([^")]*)', svg))
    svg = re.sub(
        r' id="([^"]*)"',
        lambda name: f' id="{prefix}{name[1]}"' if name[1] in used else "",
        svg,
    )
    return re.sub(r'(href="|url\()#', rf"\1#{prefix}", svg)
