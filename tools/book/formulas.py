"""Writes the formulas of the pages as MathML, when the book is built.

A browser draws MathML by itself: no script has to come first, nothing moves
when it has come, and a screen reader hears a formula and not a picture of one.
In the notebooks a formula is TeX, as JupyterLab wants it.
"""

import html
import re

import math_core
from docutils import nodes
from sphinx.util import logging

CONVERTER = math_core.LatexToMathML(fancy_error=False)
BOXED = re.compile(r'<menclose notation="box">(.*?)</menclose>')  # browsers have none


def setup(app):
    app.add_html_math_renderer("mathml", (write_inline, None), (write_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_inline(page, node):
    page.body.append(written(node, displaystyle=False))
    raise nodes.SkipNode


def write_block(page, node):
    """In a box that scrolls: a formula does not break into lines."""
    page.body.append(f'<div class="formula">{written(node, displaystyle=True)}</div>\n')
    raise nodes.SkipNode


def written(node, displaystyle):
    """The MathML of a node; if its TeX has none, the build says so and fails."""
    tex = node.astext()
    try:
        return mathml(tex, displaystyle)
    except math_core.LatexError as error:
        words = f"the formula {tex} cannot be written as MathML: {error}"
        logging.getLogger(__name__).warning("%s", words, location=node)
        return ""


def mathml(tex, displaystyle):
    """A <math> element for TeX, which stays in it as `alttext`; LatexError if it is none."""
    written = CONVERTER.convert_with_local_state(tex, displaystyle=displaystyle)
    written = BOXED.sub(r'<mrow class="boxed">\1</mrow>', written)
    # MathML counts words as space: a minus behind them would be a sign, and stand close.
    written = re.sub(r"<mtext>([^<]*)</mtext>(?=<mo)", r"<mi>\1</mi>", written)
    return written.replace("<math", f'<math alttext="{html.escape(tex)}"', 1)
