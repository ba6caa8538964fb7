"""Tells every page where it stands in the book: the parts, the chapter, what comes next.

A Sphinx extension; the templates in book/_templates show what it tells.  All of it
comes from _toc.yml and from the chapters' own lists of minutes and questions.
"""

import functools
import re

from docutils import nodes
from sphinx import addnodes

from tools.book.chapters import Chapter

AFTER_ALL = "book/gallery"  # where the last chapter leads
CALCULATOR = "book/sandbox"
# Where a second, smaller way leads there.
BESIDE = {
    "book/00_tour": "or try your own expression",
    "book/10_classification": "or try an expression of your own",
}


def setup(app):
    app.connect("doctree-resolved", begin)
    app.connect("html-page-context", tell)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def begin(app, doctree, page):
    """The last line before the sections of the cover becomes a button: its link alone."""
    if page == app.config.root_doc:
        cover = next(doctree.findall(nodes.section))
        for line in [node for node in cover if isinstance(node, nodes.paragraph)][-1:]:
            if links := list(line.findall(nodes.reference)):
                line["classes"].append("begin")
                line[:] = links


def tell(app, page, template, context, doctree):
    """Put parts, chapter, following and beside into what a template knows."""
    parts = parts_of(app, context["pathto"])
    chapters = {chapter["name"]: chapter for _, pages in parts for chapter in pages}
    context["parts"] = parts
    if page == "search":
        context["pages_by_url"] = {one["url"]: one for one in chapters.values()}
    if page in chapters:
        context["chapter"] = chapters[page]
    way = [app.config.root_doc, *(one["name"] for one in chapters.values())]
    if page in way:
        context["following"] = chapters.get(following(page, way, chapters))
    if page in BESIDE:
        context["beside"] = BESIDE[page], chapters[CALCULATOR]["url"]


def following(page, way, chapters):
    """The name of the page that comes after one, or None.

    The chapters are one way, which ends at the gallery; the pages of the other parts are
    ways of their own, and the page beside the first chapters leads back to theirs.
    """
    part = chapters.get(page, {}).get("part")
    later = [chapters[name] for name in way[way.index(page) + 1 :]]
    numbered = [one["name"] for one in later if one["number"]]
    same = [one["name"] for one in later if one["part"] == part]
    on_the_way = page not in chapters or any(
        one["number"] for one in chapters.values() if one["part"] == part
    )
    return next(iter(numbered or [AFTER_ALL] if on_the_way else same), None)


def parts_of(app, pathto):
    """[(part, [chapter, ...]), ...] of the whole book, in its order."""
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
    notes = notes_of(name)
    return {
        "name": name,
        "part": part,
        "number": number,
        "title": title,
        "minutes": sum(notes.get("minutes", {}).values()),
        "question": next(iter(notes.get("questions", [])), ""),
    }


@functools.cache
def notes_of(page):
    """What a notebook says of itself; nothing for a page that is none."""
    chapter = Chapter(page.removeprefix("book/"))
    return chapter.notes if chapter.path.exists() else {}
