"""The one address: buttons, launch links and previews follow `repository.url`.

A Sphinx extension, named in _config.yml.  While the address there is
empty, the site has none of them.
"""

import re
from html import escape

from docutils.nodes import paragraph
from sphinx.errors import ConfigError

BUTTONS = ("use_repository_button", "use_issues_button", "use_edit_page_button")
PICTURE = "_static/player.gif"


def setup(app):
    app.connect("config-inited", follow_address)
    app.connect("html-page-context", add_preview)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def follow_address(app, config):
    options = config.html_theme_options
    if options["repository_url"]:
        config.html_baseurl = site_address(options["repository_url"])
        options.update(dict.fromkeys(BUTTONS, True))
    else:
        del options["launch_buttons"]


def site_address(repository):
    """Where GitHub Pages publishes a repository.

    >>> site_address("https://github.com/example/toygrad")
    'https://example.github.io/toygrad/'
    """
    found = re.fullmatch(r"https://github\.com/([\w-]+)/([\w.-]+)", repository)
    if found is None or repository.endswith(".git"):
        raise ConfigError(
            "repository.url in _config.yml needs an address of the form "
            f"https://github.com/OWNER/NAME, got {repository}; "
            "write it so, without a slash or .git at its end, or leave it empty"
        )
    return f"https://{found[1].lower()}.github.io/{found[2]}/"


def add_preview(app, page, template, context, doctree):
    """What a chat or a mail shows of a link to the page."""
    base = app.config.html_baseurl
    if not (base and doctree):
        return
    told = {
        "og:type": "website",
        "og:site_name": app.config.html_title,
        "og:title": app.env.titles[page].astext(),
        "og:description": next(doctree.findall(paragraph)).astext(),
        "og:url": context["pageurl"],
        "og:image": base + PICTURE,
    }
    context["metatags"] += "".join(
        f'\n<meta property="{name}" content="{escape(words)}">'
        for name, words in told.items()
    )
