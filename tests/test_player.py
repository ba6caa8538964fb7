import gzip
import html
import json
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import pytest
from ipywidgets.embed import dependency_state

from toygrad import Value
from toygrad.viz import show_backward, show_nudge
from toygrad.viz.graph import SVG


def visible_texts(player, step):
    """What a reader sees at a step: the style sheets, applied to the drawing."""
    frame = player.children[2].children[step].value
    shown = set(re.findall(r"\.(k\d+)", frame.split("visibility:visible")[0]))
    drawing = player.children[0].value
    svg = ElementTree.fromstring(
        drawing[drawing.index("<svg") : drawing.index("</svg>") + 6]
    )
    seen = []

    def walk(element, visible):
        classes = element.get("class", "").split()
        if "part" in classes:
            visible = bool(shown & set(classes))
        if visible and element.tag == f"{SVG}text":
            seen.append(element.text)
        for child in element:
            walk(child, visible)

    walk(svg, True)
    return seen


def test_each_step_shows_the_numbers_of_its_frame(product_reused):
    player = show_backward(product_reused)

    assert visible_texts(player, 1).count("grad: not") == 3
    assert "p = a·b" not in visible_texts(player, 1)
    assert "p = a·b" in visible_texts(player, 2)
    at_seven = visible_texts(player, 7)
    assert "so far 4" in at_seven and "grad 4" not in at_seven
    at_ten = visible_texts(player, 10)
    assert "grad −2" in at_ten and "so far 4" not in at_ten and "−6" in at_ten


def test_the_last_step_shows_the_gradients_of_the_engine(product_reused):
    player = show_backward(product_reused)
    last = visible_texts(player, 12)
    product_reused.backward()

    shown = [text for text in last if text.startswith("grad")]
    grads = [f"grad {v.grad:g}".replace("-", "−") for v in player.recorded.values]
    assert sorted(shown) == sorted(grads)


def test_the_text_for_screen_readers_is_escaped_once():
    x = Value(2.0, 'a<b & "c"')
    drawing = show_backward(x * x).children[0].value
    svg = ElementTree.fromstring(
        drawing[drawing.index("<svg") : drawing.index("</svg>") + 6]
    )

    assert svg.get("role") == "img"
    assert 'v1 = (a<b & "c")·(a<b & "c")' in svg.get("aria-label")


def test_two_players_share_nothing(product_reused):
    first, second = show_backward(product_reused), show_backward(product_reused)
    names = [
        re.search(r'class="(tg\w+-\d+)"', player.children[0].value)[1]
        for player in (first, second)
    ]

    assert names[0] != names[1]
    rules = re.findall(
        r"([^{}]+)\{", second.children[2].children[5].value.split("</style>")[0]
    )
    assert rules and all(f".{names[1]} " in rule for rule in rules)


def test_captions_and_labels_are_escaped():
    x = Value(2.0, "<script>alert('x')</script>")
    player = show_nudge(x * x, x)
    everything = player.children[0].value + "".join(
        f.value for f in player.children[2].children
    )

    assert "<script" not in everything
    assert html.escape("<script>alert('x')</script>") in everything


PLAIN = {
    "style", "div", "svg", "g", "path", "polygon", "text", "rect", "p", "b", "br", "math",
    "mfrac", "mi", "mtext", "details", "summary", "ol", "li",
}  # fmt: skip


class Tags(HTMLParser):
    """What a browser would make of a piece of HTML: tags, attributes, text."""

    def __init__(self, text):
        super().__init__()
        self.names, self.attributes, self.texts = set(), set(), []
        self.feed(text)

    def handle_starttag(self, name, attributes):
        self.names.add(name)
        self.attributes |= {key for key, _ in attributes}

    def handle_data(self, text):
        self.texts.append(text)


def test_hostile_labels_are_text_in_drawing_captions_formulas_and_list(hostile_labels):
    for a, b, c in hostile_labels(60, at_once=3):
        result = Value(2.0, a) * Value(3.0, b)
        result.label = c
        player = show_backward(result)
        pieces = [player.children[0].value, player.children[-1].value]
        pieces += [frame.value for frame in player.children[2].children]
        for piece in pieces:
            tags = Tags(piece)
            assert tags.names <= PLAIN
            assert not any(name.startswith("on") for name in tags.attributes)
        everything = "".join("".join(Tags(piece).texts) for piece in pieces)
        names = [box.title.split(" = ")[0] for box in player.recorded.boxes]
        assert all(name in everything for name in names)


def test_an_unescaped_label_is_noticed():
    """The planted fault of the test above."""
    assert not Tags("<p>Share 2 goes to <script>alert(1)</script></p>").names <= PLAIN


def test_the_same_frames_on_every_run(under_hash_seeds):
    program = (
        "from toygrad import Value; from toygrad.viz import show_backward; "
        "a = Value(1.0, 'a'); b = a + a; p = show_backward((a * b).tanh() / b); "
        "print(p.children[0].value, [f.value for f in p.children[2].children])"
    )

    assert len(under_hash_seeds(program, 3)) == 1


def test_as_text_a_player_is_the_list_of_its_captions(square_and_self):
    bundle = show_backward(square_and_self)._repr_mimebundle_()

    assert bundle["text/plain"].splitlines()[0] == " 1. x = 3. No gradient yet."
    assert len(bundle["text/plain"].splitlines()) == 9
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_a_player_stays_within_its_budget():
    """A 2-3-1 network, every product and sum a value of its own."""
    x, y = Value(1.0, "x"), Value(-2.0, "y")
    hidden = [(Value(0.1 * k) * x + Value(0.3) * y + 0.5).tanh() for k in range(3)]
    output = sum((Value(0.7) * h for h in hidden), Value(0.2, "b"))
    player = show_backward((output - 1.0) ** 2)
    frames = player.children[2].children
    state = json.dumps(dependency_state(player)).encode()

    assert len(frames) > 60
    assert len(state) < 200_000
    assert len(gzip.compress(state)) < 25_000
    assert len({frame.layout for frame in frames}) == 1


def lit(frame):
    """The number of the line that a frame lights, or None."""
    found = re.search(r"-code \.l(\d+)\{", frame)
    return found and int(found[1])


def own_backward(self):
    """A walk of a reader's own.

    Its docstring is not shown.
    """
    order = []
    self.grad = 1.0
    for value in order:
        for parent, local in zip(value.parents, value.local_grads):
            parent.grad += local * value.grad


@pytest.mark.parametrize("function", [Value.backward, own_backward])
def test_beside_the_player_the_line_at_work_is_lit(function, square_and_self):
    player = show_backward(square_and_self, code=function)
    drawing, frames = player.children[0].value, player.children[2].children[1:]
    rows = dict(re.findall(r'<span class="l(\d+)">(.*?)</span>', drawing))

    assert list(rows.values())[0].startswith("def ")
    assert "docstring" not in drawing and "Leaves add" not in drawing
    for frame, recorded in zip(frames, player.recorded.frames, strict=True):
        line = rows.get(str(lit(frame.value)))
        if recorded.phase == "forward" or recorded.counter == "check":
            assert line is None
        elif recorded.counter == "":
            assert re.search("self.grad .?= 1.0", line)
        else:
            assert "parent.grad += " in line


def test_without_code_no_line_is_lit(square_and_self):
    player = show_backward(square_and_self)

    assert "-code" not in player.children[0].value
    assert not any(lit(frame.value) for frame in player.children[2].children)


@pytest.mark.parametrize(
    "code, error",
    [(3, TypeError), (len, TypeError), (Value, ValueError), (lit, ValueError)],
)
def test_code_without_the_two_lines_is_refused(code, error, square_and_self):
    with pytest.raises(error, match="write "):
        show_backward(square_and_self, code=code)


def test_a_player_opens_at_the_step_asked_for(square_and_self):
    _, steps, stack, _ = show_backward(square_and_self, step=7).children
    at = [control.value for control in steps.children if hasattr(control, "max")]

    assert stack.selected_index == 7
    assert at == [7, 7, 7, 1200]  # play, slider, number field; then the speed
    for wrong in (0, 10, "7", None):
        with pytest.raises(ValueError, match="has steps 1 to 9, got step="):
            show_backward(square_and_self, step=wrong)
