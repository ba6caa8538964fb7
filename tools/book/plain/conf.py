"""The book for plain Sphinx, where Jupyter Book is not there.

    python -m sphinx -c tools/book/plain -W --keep-going -n . _build/plain

What the book says of itself stands in _config.yml, and nothing of it is said
here again: this file turns it into Sphinx's own names, as Jupyter Book does,
and adds what Jupyter Book takes for granted.  It is run from the root, where our
own extensions are found.
"""

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
BOOK = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
SPHINX = BOOK["sphinx"]["config"]
OF_JUPYTER_BOOK = {"jupyter_book", "sphinx_comments"}  # they bring nothing to a page
# Their paths count from this folder, those in _config.yml from the root.
PATHS = "templates_path", "html_static_path", "bibtex_bibfiles"


def from_root(path):
    return str(ROOT / path)


# What is said at the top of _config.yml, in Sphinx's words.

project = html_title = BOOK["title"]
author, copyright = BOOK["author"], BOOK["copyright"]
exclude_patterns = BOOK["exclude_patterns"]
external_toc_path = "_toc.yml"
external_toc_exclude_missing = BOOK["only_build_toc_files"]
nb_execution_mode = BOOK["execute"]["execute_notebooks"]
nb_execution_timeout = BOOK["execute"]["timeout"]
nb_execution_allow_errors = BOOK["execute"]["allow_errors"]
nb_execution_raise_on_error = BOOK["execute"]["raise_on_error"]
nb_output_stderr = BOOK["execute"]["stderr_output"]

# What Jupyter Book takes for granted.

html_theme = "sphinx_book_theme"
html_sourcelink_suffix = ""
numfig = True
suppress_warnings = ["myst.domains"]
myst_enable_extensions = [
    "colon_fence", "dollarmath", "linkify", "substitution", "tasklist",
]  # fmt: skip
myst_url_schemes = ["mailto", "http", "https"]

# The rest has Sphinx's names already.

globals().update(SPHINX)
extensions = [name for name in SPHINX["extensions"] if name not in OF_JUPYTER_BOOK]
globals().update({name: [*map(from_root, SPHINX[name])] for name in PATHS})
html_logo, html_favicon = map(from_root, (SPHINX["html_logo"], BOOK["html"]["favicon"]))
html_theme_options = SPHINX["html_theme_options"] | {
    "search_bar_text": "Search this book...",
    "home_page_in_toc": True,
    "launch_buttons": BOOK["launch_buttons"],
    "path_to_docs": "",
    "repository_url": BOOK["repository"]["url"],
    "repository_branch": BOOK["repository"]["branch"],
}
