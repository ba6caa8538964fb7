"""The widgets of the players, as data: what a page script draws and links.

It has the names of ipywidgets that toygrad uses, and no kernel to speak
to: nothing here reacts, `Widget.described` tells the page what there is.
"""

import itertools


class Widget:
    """A control or a box: its kind, its state, the names of its classes."""

    TOLD = ()  # what of its state the page needs, and where it starts

    def __init__(self, **state):
        self.classes, self.links = [], []
        self.layout, self.style = Layout(), Layout()
        self.description = ""
        for name, start in self.TOLD:
            setattr(self, name, start)
        for name, value in state.items():
            if name in ("layout", "style") and isinstance(value, dict):
                value = Layout(**value)
            setattr(self, name, value)

    def add_class(self, name):
        self.classes.append(name)
        return self

    def remove_class(self, name):
        self.classes.remove(name)
        return self

    def observe(self, act, names):
        """Only a kernel calls back."""

    def _repr_mimebundle_(self, **kwargs):
        return {}

    def everything(self):
        """This widget and all in it, from outside in."""
        inner = (child.everything() for child in getattr(self, "children", ()))
        return [self, *itertools.chain.from_iterable(inner)]

    def described(self):
        """It and all in it as dicts and lists: {"tree": …, "links": …}.

        A link is [place, name of a state, place, name of a state]; places
        number the widgets of the tree.
        """
        places = {widget: place for place, widget in enumerate(self.everything())}
        links = [
            [places[one], name, places[other], other_name]
            for widget in places
            for (one, name), (other, other_name) in widget.links
            if one in places and other in places
        ]
        return {"tree": self.told(places), "links": links}

    def told(self, places):
        kind = next(kind for kind in type(self).__mro__ if kind in KINDS)
        state = {name: getattr(self, name) for name, _ in self.TOLD}
        if "children" in state:
            state["children"] = [child.told(places) for child in self.children]
        if "options" in state:
            state["options"] = [
                one if isinstance(one, str) else str(one[0]) for one in self.options
            ]
        return {
            "kind": kind.__name__,
            "place": places[self],
            "classes": self.classes,
            "layout": vars(self.layout),
            "description": self.description,
            **state,
        }


class Layout:
    def __init__(self, **rules):
        vars(self).update(rules)


class HTML(Widget):
    TOLD = (("value", ""),)

    def __init__(self, value="", **state):
        super().__init__(value=value, **state)


class Box(Widget):
    TOLD = (("children", ()),)

    def __init__(self, children=(), **state):
        super().__init__(children=children, **state)


class HBox(Box):
    pass


class VBox(Box):
    pass


class Stack(Box):
    TOLD = (("children", ()), ("selected_index", 0))


class Button(Widget):
    def on_click(self, act):
        """Only a kernel calls back; on a page its script turns the steps."""


class ToggleButton(Widget):
    TOLD = (("value", False),)


class Range(Widget):
    TOLD = (("value", 0), ("min", 0), ("max", 100), ("step", 1))


class IntSlider(Range):
    pass


class BoundedIntText(Range):
    pass


class Play(Widget):
    TOLD = (*Range.TOLD, ("interval", 100), ("playing", False))


class FloatText(Widget):
    TOLD = (("value", 0.0),)


class SelectionSlider(Widget):
    TOLD = (("options", ()), ("index", 0))


KINDS = (
    HTML, HBox, VBox, Stack, Button, ToggleButton, IntSlider, BoundedIntText, Play,
    FloatText, SelectionSlider,
)  # fmt: skip


def jslink(one, other):
    """Two pairs of a widget and the name of a state: both are always equal."""
    one[0].links.append((one, other))
