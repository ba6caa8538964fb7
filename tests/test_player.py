import html
import re
import xml.etree.ElementTree as ElementTree

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
    size = len(player.children[0].value) + sum(len(frame.value) for frame in frames)

    assert len(frames) > 60
    assert size < 200_000
    assert len({frame.layout for frame in frames}) == 1
