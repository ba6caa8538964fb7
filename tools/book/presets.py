"""Lets a chapter link to the playground with a setting in the address.

`[A dead relu](playground.ipynb#layers=4.relu-2.relu&lr=0.1)` opens the notebook in an
editor, and on a page the playground, set so.  A Sphinx extension: it makes known what
may stand behind the #, so that a link which is no preset is a warning, and stops the build.
"""

from urllib.parse import unquote

PAGE = "book/playground"


def setup(app):
    app.connect("env-updated", name_presets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def name_presets(app, env):
    """Each preset becomes a place of the playground's page, beside its headings."""
    if PAGE in env.metadata:
        places = env.metadata[PAGE].setdefault("myst_slugs", {})
        places |= {unquote(link): (None, link, "") for link in links()}


def links():
    """What the presets have behind the # of an address; nothing for the one by default."""
    from toygrad.viz.playground.presets import PRESETS
    from toygrad.viz.playground.setting import Setting

    return {Setting.read(preset["setting"]).link() for preset in PRESETS}
