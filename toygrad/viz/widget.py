"""The stage: a thing that shows itself, wherever Python shows things.

With this file you can

* show a written picture (pictures.py): ``Stage(data, text)``,
* keep it as one file that plays anywhere: ``stage.save("pass.html")``.

In a notebook it is a widget: an anywidget, with ``step``, ``playing`` and
``speed``.  On a page it is HTML: a still picture and its data, from which
the page's script makes the same stage.  Where anywidget is missing, as in
the Python of a page, it is a plain object with the same HTML.
"""

import html
import json
from pathlib import Path

from .still import still

try:
    import anywidget
    import traitlets
except ImportError:
    anywidget = None

__all__ = ["Asked", "Stage", "as_json", "built", "first_step", "page_of"]

WHAT = {"pad": "first digit"}  # what stands still and is no graph
BUILT = Path(__file__).with_name("front") / "built"


def built(name):
    """The text of a file that a notebook's front end needs; "" where there is none to hand it to."""
    return (BUILT / name).read_text("utf-8") if anywidget else ""


if anywidget:

    class Shown(anywidget.AnyWidget):
        """What a notebook's front end and the kernel both know of a stage."""

        _esm, _css = built("stage.mjs"), built("stage.css")
        data = traitlets.Dict().tag(sync=True)
        step = traitlets.Int(1).tag(sync=True)
        playing = traitlets.Bool(False).tag(sync=True)
        speed = traitlets.Float(1.0, min=0.1, max=10.0).tag(sync=True)
        place = traitlets.List(traitlets.Float()).tag(sync=True)

        def view(self, **kwargs):
            """What a notebook needs to find this widget again."""
            shown = super()._repr_mimebundle_(**kwargs) or {}
            return shown[0] if isinstance(shown, tuple) else shown

else:

    class Shown:
        """The same without a kernel to speak to."""

        def __init__(self, **traits):
            self.playing, self.speed = False, 1.0
            vars(self).update(traits)

        def view(self, **kwargs):
            return {}

        def observe(self, *_):
            """There is no kernel that could say something."""

        on_msg = observe


class Asked(Shown):
    """A thing whose front end asks a session (session.py) and draws what it answers."""

    def __init__(self, session, data):
        self.session = session
        super().__init__(data=data)
        self.on_msg(self.hear)

    def hear(self, _, message, buffers):
        """A message of the front end: {"number": 3, "ask": a request}; answers with its number."""
        reply = self.session.ask(message.get("ask"))
        self.send({"number": message.get("number"), "reply": reply})

    def _repr_mimebundle_(self, **kwargs):
        return self.view(**kwargs) | {
            "text/html": self._repr_html_(),
            "text/plain": repr(self),
        }


class Stage(Shown):
    """Pictures on one clock, that show themselves.

    data     what the front end draws (pictures.py)
    text     the same as text: for ``print``, for GitHub, for tests
    step     where the clock stands, or the sliders, from 1
    playing  whether it runs
    speed    1.0 is as slow as a first reading wants it

    The last three can be set, watched and linked, as those of any widget.
    """

    def __init__(self, data, text):
        if not data["clock"] and "text" not in data:
            what = WHAT.get(data["pictures"][0]["kind"], "graph")
            what = "numbers" if "sliders" in data else what
            data = data | {"text": [f"The {what} as text", text]}
        super().__init__(data=data, step=first_step(data))
        self.text = text

    def __repr__(self):
        return self.text

    def _repr_html_(self):
        """A still picture, the steps as text, and the data of the stage."""
        return f'<div class="toygrad-stage">{self.still()}{self.steps()}{self.script()}</div>'

    def _repr_mimebundle_(self, **kwargs):
        return self.view(**kwargs) | {
            "text/html": self._repr_html_(),
            "text/plain": repr(self),
        }

    def still(self):
        """The frame that the stage opens at, as a picture."""
        words = html.escape(self.data["words"], quote=True)
        shown = min(max(self.step, 1), max(len(self.data["frames"]), 1)) - 1
        drawn = "".join(still(picture, shown) for picture in self.data["pictures"])
        if self.data.get("columns", 1) > 1:
            drawn = f'<div class="tg-side">{drawn}</div>'
        note = html.escape(self.data.get("note", ""))
        note = f'<p class="tg-remark">{note}</p>' if note else ""
        said = "" if self.turns() else write_said(self.data["frames"], shown)
        return f'<figure class="tg tg-still" role="img" aria-label="{words}">{note}{drawn}{said}</figure>'

    def turns(self):
        """Does it have a clock or sliders?"""
        return bool(self.data["clock"] or "sliders" in self.data)

    def steps(self):
        """All captions, or the text of a picture that stands still, to be opened."""
        if "text" in self.data:
            title, text = self.data["text"]
            return write_details(title, f"<pre>{html.escape(text)}</pre>")
        lists = [
            (f"All steps of {picture['title']} as text", picture["says"])
            for picture in self.data["pictures"]
            if "says" in picture
        ]
        captions = [caption for _, caption, *_ in self.data["frames"]]
        lists = lists or [("All steps as text", captions)]
        return "".join(write_details(title, write_list(says)) for title, says in lists)

    def script(self):
        """The data, in a form that no text in it can leave."""
        return f'<script type="application/json">{as_json(self.data)}</script>'

    def save(self, path):
        """Write a page that holds this stage and needs nothing else.

        It can be opened, mailed, or framed in a page of any course.
        Raises OSError where `path` cannot be written.
        """
        Path(path).write_text(page_of(self), encoding="utf-8")


def first_step(data):
    """The step that a stage opens at: its clock's, or the one of its sliders."""
    frame = 0
    for slider in data.get("sliders", ()):
        frame = frame * len(slider["texts"]) + slider["start"]
    return (data["clock"] or {"start": frame + 1})["start"]


def write_said(frames, shown):
    """What stands below a picture that has no clock: a sentence and a formula."""
    said = [
        (caption, "".join(part[1] for part in formula))
        for _, caption, formula in frames
    ]
    lines = zip(("caption", "formula"), said[shown] if said else ())
    texts = (f'<p class="tg-{kind}">{html.escape(text)}</p>' for kind, text in lines)
    return f'<div class="tg-say">{"".join(texts)}</div>' if said else ""


def write_details(title, inside):
    return f'<details class="tg-text"><summary>{html.escape(title)}</summary>{inside}</details>'


def write_list(captions):
    items = "\n".join(f"<li>{html.escape(caption)}</li>" for caption in captions)
    return f"<ol>\n{items}\n</ol>"


def as_json(data):
    """JSON that can stand in a script element: no "<" in it begins a tag."""
    form = {"ensure_ascii": False, "separators": (",", ":"), "allow_nan": False}
    return json.dumps(data, **form).replace("<", "\\u003c")


def page_of(stage):
    """A page with one stage, its style and its script in it."""
    files = (BUILT / "stage.css", BUILT / "stage.js")
    style, script = (file.read_text("utf-8") for file in files)
    title = html.escape(stage.data["words"].partition(".")[0])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "script-src 'unsafe-inline'; style-src 'unsafe-inline'\">"
        f"<style>{style}:root{{color-scheme:light dark}}"
        "body{margin:1rem auto;max-width:900px;padding:0 8px}</style></head>"
        f"<body>{stage._repr_html_()}<script>{script}</script></body></html>"
    )
