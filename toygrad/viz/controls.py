"""The controls of everything that plays: one row, the same everywhere.

All of them act in the browser alone, so that they work on a published
page; the four buttons act through the kernel where there is one, and
through the page script where there is none.
"""

import ipywidgets

__all__ = ["controls", "frame_stack", "turned_to"]

SPEEDS = {"min": 300, "max": 3000, "step": 100, "value": 1200}  # milliseconds

# Where a button leads from step k of n; the page script reads the class.
BUTTONS = {
    "First": lambda k, n: 1,
    "Back": lambda k, n: max(k - 1, 1),
    "Next": lambda k, n: min(k + 1, n),
    "Last": lambda k, n: n,
}


def frame_stack(texts, shown=1):
    """One of many pieces of HTML at a time: a stack that `controls` can turn.

    All of them share one layout and one style object: they are many.
    Steps count from 1, a stack from 0: its first child is never shown.
    """
    shared = {"layout": ipywidgets.Layout(), "style": ipywidgets.HTML().style}
    frames = [ipywidgets.HTML(text, **shared) for text in ("", *texts)]
    stack = ipywidgets.Stack(frames, selected_index=shown)
    return stack.add_class("toygrad-frames")


def turned_to(k, texts):
    """A stack of frames that shows number `k`."""
    stack = frame_stack(texts)
    stack.children, stack.selected_index = stack.children[1:], k
    return stack


def controls(stack, word="Step"):
    """A row of controls for the frames of a stack.

    First, back, play or pause, next, last; a slider and a number
    field; the time between two steps.  All begin at the frame that the
    stack shows.  `word` is what a frame is called: "Step", "Epoch".
    """
    steps = {"min": 1, "max": len(stack.children) - 1, "value": stack.selected_index}
    play = ipywidgets.Play(
        **steps, interval=SPEEDS["value"], show_repeat=False,
        layout={"display": "none"},
    )  # fmt: skip
    toggle = ipywidgets.ToggleButton(
        description="Play / pause", icon="play", tooltip="Play or pause",
        layout={"width": "auto"},
    )  # fmt: skip
    slider = ipywidgets.IntSlider(
        **steps, readout=False, description=word,
        style={"description_width": "auto"}, layout={"width": "240px"},
    )  # fmt: skip
    field = ipywidgets.BoundedIntText(
        **steps, description=f"{word} number",
        style={"description_width": "auto"}, layout={"width": "150px"},
    )  # fmt: skip
    speed = ipywidgets.IntSlider(
        **SPEEDS, description="Milliseconds per step",
        style={"description_width": "auto"}, layout={"width": "300px"},
    )  # fmt: skip
    ipywidgets.jslink((toggle, "value"), (play, "playing"))
    ipywidgets.jslink((speed, "value"), (play, "interval"))
    for other in ((play, "value"), (field, "value"), (stack, "selected_index")):
        ipywidgets.jslink((slider, "value"), other)
    first, back, following, last = (button(name, slider) for name in BUTTONS)
    row = ipywidgets.HBox(
        [play, first, back, toggle, following, last, slider, field, speed],
        layout={"flex_flow": "row wrap", "align_items": "center"},
    )
    return row.add_class("toygrad-steps")


def button(name, slider):
    """One of BUTTONS, acting on `slider`."""
    made = ipywidgets.Button(description=name, layout={"width": "auto"})

    def act(_):
        slider.value = BUTTONS[name](slider.value, slider.max)

    made.on_click(act)
    return made.add_class(f"toygrad-{name.lower()}")
