"""Tells every page where it stands in the book: the parts, the chapter, what comes next.

A Sphinx extension; the templates in book/_templates show what it tells.  All of it
comes from _toc.yml and from the chapters' own lists of minutes and questions.
"""

import functools
import json
import re


def setup(app):
    app.connect("html-page-context", tell)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def tell(app, page, template, context, doctree):
    """Put parts, chapter and following into what a template knows."""
    parts = parts_of(app, context["pathto"])
    chapters = [chapter for _, pages in parts for chapter in pages]
    here = [place for place, chapter in enumerate(chapters) if chapter["name"] == page]
    if here:
        context["chapter"] = chapters[here[0]]
    following = chapters[here[0] + 1 if here else 0 :][:1]
    if following and (here or page == app.config.root_doc):
        context["following"] = following[0]
    context["parts"] = parts


def parts_of(app, pathto):
    """[(part, [chapter, ...]), ...] of the whole book, in its order."""
    from sphinx import addnodes  # not there before the book's packages are

    toctrees = app.env.get_doctree(app.config.root_doc).findall(addnodes.toctree)
    return [
        (
            toctree["caption"],
            [
                told(app, toctree["caption"], title, name) | {"url": pathto(name)}
                for title, name in toctree["entries"]
            ],
        )
        for toctree in toctrees
    ]


def told(app, part, title, name):
    """A chapter as a template shows it; `number` is empty for a page without one."""
    title = title or app.env.titles[name].astext()
    number, title = re.fullmatch(r"(?:(\d+) )?(.*)", title).groups("")
    notes = notes_of(app.env.doc2path(name))
    return {
        "name": name,
        "part": part,
        "number": number,
        "title": title,
        "minutes": sum(notes.get("minutes", {}).values()),
        "question": next(iter(notes.get("questions", [])), ""),
    }


@functools.cache
def notes_of(path):
    """What a notebook says of itself; nothing for a page that is none."""
    if not str(path).endswith(".ipynb"):
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)["metadata"].get("toygrad", {})
