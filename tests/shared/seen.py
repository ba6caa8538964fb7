"""What a stage shows on a page, and what its data say that it has to show; for tests.

``READ`` is a function of JavaScript that reads a page, or the part of it that
it is given; ``shown(picture, k)`` is what it has to find.
"""

from toygrad.viz.still import state_at

READ = """place => {
    const root = place ?? document;
    const text = (element, name) => element.querySelector(name)?.textContent ?? "";
    return {
        boxes: [...root.querySelectorAll(".tg-box")].map(box => ({
            ghost: box.classList.contains("tg-ghost"),
            active: box.classList.contains("tg-active"),
            note: [box.dataset.note, text(box, ".tg-note")],
            title: text(box, ".tg-title"), data: text(box, ".tg-data"),
            slots: [...box.querySelectorAll(".tg-slot.tg-full text")].map(one => one.textContent),
        })),
        edges: [...root.querySelectorAll(".tg-edge")].map(edge => edge.classList.contains("tg-active")),
        labels: [...root.querySelectorAll(".tg-label")].map(label =>
            [...label.querySelectorAll("text")].map(one => one.textContent)),
        tokens: [...root.querySelectorAll(".tg-token text")].map(one => one.textContent),
        head: text(root, ".tg-head"), caption: text(root, ".tg-caption"),
        formula: text(root, ".tg-formula"), count: text(root, ".tg-count"),
        phase: root.querySelector(".tg").dataset.phase,
    };
}"""


def shown(picture, k):
    """What has to be seen in step k of a pass."""
    state = state_at(picture, k)
    here = [place < state["stage"] for place in range(len(picture["boxes"]))]
    return {
        "boxes": [
            {
                "ghost": not here[place],
                "active": place in state["receives"],
                "note": list(state["notes"][place]) if here[place] else ["none", ""],
                "title": box["title"],
                "data": state["data"][place] if here[place] else "",
                "slots": list(state["slots"][place]) if here[place] else [],
            }
            for place, box in enumerate(picture["boxes"])
        ],
        "edges": [k in state["edges"] for k in range(len(picture["edges"]))],
        "labels": [list(lines) for lines in state["lines"] if lines],
    }


def unlike(data, seen):
    """The steps, from 1, at which a stage with one graph shows something else than its data."""
    picture = data["pictures"][0]
    return [
        k + 1
        for k, (here, (head, caption, formula)) in enumerate(
            zip(seen, data["frames"], strict=True)
        )
        for wanted in [shown(picture, k)]
        if {name: here[name] for name in wanted} != wanted
        or (here["head"], here["caption"]) != (head, caption)
        or here["formula"].replace("\xa0", " ") != as_line(formula)
    ]


def as_line(formula):
    """The parts of a formula one behind the other, as a page gives its text."""
    return "".join(
        "".join(f"∂{text}" for text in part) if len(part) == 2 else part[0]
        for _, *part in formula
    )
