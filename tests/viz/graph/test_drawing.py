"""The drawing of a graph: names, numbers, local derivatives, and any label."""

import xml.etree.ElementTree as ElementTree

import pytest

from toygrad import Value, nn, total
from toygrad.viz import draw_graph
from toygrad.viz.words import label_text

HOSTILE = [
    "<script>alert(1)</script>",
    "</svg><img src=x onerror=alert(1)>",
    "<b>bold</b>",
    "a & b &amp; &lt; &#45;",
    r"back\slash \n \N \G \l",
    "quotes \" and ' and `",
    "{a|b} <port>",
    "two\nlines\tand a tab",
    "bell \x07 null \x00 end",
    "שלום עולם",
    "x" * 10_000,
    "emoji 🙂",
    "--> --! ]]>",
    "",
    None,
    7,
]


TAGS = {"figure", "div", "svg", "g", "path", "rect", "text"}


def texts_of(drawing):
    """The figure, what stands in it, and that it also stands below as text."""
    figure, below = ElementTree.fromstring(f"<p>{drawing.still()}{drawing.steps()}</p>")
    assert {part.tag for part in below.iter()} == {"details", "summary", "pre"}
    assert below.find("pre").text.splitlines() == repr(drawing).splitlines()
    return figure, [element.text or "" for element in figure.iter("text")]


def test_the_picture_shows_names_numbers_and_local_derivatives(product_reused):
    _, texts = texts_of(draw_graph(product_reused))

    for text in ("a", "p = a·b", "s = p + c", "L = s·a", "data −6", "×−3", "×4"):
        assert text in texts


def test_gradients_wait_until_a_backward_pass_has_been(product_reused):
    before = draw_graph(product_reused)
    product_reused.backward()
    after = draw_graph(product_reused)

    assert "grad: not yet" in texts_of(before)[1]
    assert "No gradient" in before.data["words"]
    assert "grad −2" in texts_of(after)[1] and "a −2" in after.data["words"]
    assert "grad: not yet" not in texts_of(after)[1]


def test_a_gradient_of_zero_is_shown_after_a_pass():
    x = Value(-1.0, "x")
    y = x.relu() + 1.0
    y.backward()

    assert "grad 0" in texts_of(draw_graph(y))[1]


def test_a_value_used_twice_has_two_edges():
    a = Value(2.0, "a")

    assert [(e.tail, e.head) for e in draw_graph(a + a).recorded.edges] == [(0, 1)] * 2


@pytest.mark.parametrize("label", HOSTILE, ids=lambda label: repr(label)[:20])
def test_a_label_of_any_text_is_shown_as_text(label):
    x = Value(2.0, label=label)
    figure, texts = texts_of(draw_graph(x * x))

    assert {element.tag for element in figure.iter()} <= TAGS
    assert (label_text(label or "") or "2") in texts
    assert len(texts) == 3 + 3 + 2  # two boxes and two edges, no line more


def test_hostile_labels_come_through(hostile_pairs, hostile_labels):
    """As text in a picture that is well formed and has no element more."""
    pairs = [hostile_pairs[k : k + 88] for k in range(0, len(hostile_pairs), 88)]
    for labels in pairs + [*hostile_labels(5, at_once=100)]:
        values = [Value(1.0, label) for label in labels]
        figure, texts = texts_of(draw_graph(total(values)))
        written = [label_text(label) or "1" for label in labels]
        assert {element.tag for element in figure.iter()} == TAGS
        assert [text for text in written if text not in texts] == []


def test_the_figure_has_no_ids_and_a_text_for_screen_readers(product_reused):
    figure, _ = texts_of(draw_graph(product_reused))

    assert figure.find(".//svg").get("font-family").startswith("'Toygrad Sans'")
    assert figure.get("role") == "img"
    assert figure.get("aria-label").startswith("Compute graph of L = s·a: 6 values")
    assert not any("id" in element.attrib for element in figure.iter())


def test_parameters_have_a_double_border():
    product = nn.Parameter(1.0, "w") * 2.0

    assert draw_graph(product).still().count("tg-inner") == 1


def test_a_graph_too_large_to_read_is_refused_in_words():
    x = Value(1.0)
    for _ in range(201):
        x = x + 1.0
    with pytest.raises(ValueError, match="at most 200 computed values, got 201"):
        draw_graph(x)


def test_only_a_value_can_be_drawn():
    with pytest.raises(TypeError, match=r"got float; write draw_graph\(loss\)"):
        draw_graph(2.0)
