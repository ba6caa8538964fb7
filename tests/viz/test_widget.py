"""A stage as HTML, as text and as a file of its own."""

import json
from html.parser import HTMLParser

import pytest

from toygrad import Value
from toygrad.viz import draw_graph, show_backward


class Parts(HTMLParser):
    """What a browser would make of a piece of HTML: tags, attributes, text."""

    def __init__(self, text):
        super().__init__()
        self.names, self.attributes, self.texts, self.data = [], {}, [], ""
        self.feed(text)

    def handle_starttag(self, name, attributes):
        self.names.append(name)
        self.attributes.update(attributes)

    def handle_data(self, text):
        if self.names[-1] == "script" and not self.data:
            self.data = text
        else:
            self.texts.append(text)


PLAIN = {
    "div", "figure", "svg", "g", "path", "text", "rect", "details", "summary", "ol",
    "li", "pre", "script",
}  # fmt: skip


def test_without_a_script_there_is_a_picture_and_the_steps_as_text(product_reused):
    player = show_backward(product_reused, step=10)
    parts = Parts(player._repr_html_())

    assert "grad −2" in parts.texts and "so far 4" not in parts.texts
    assert parts.names.count("li") == len(player.recorded.frames) == 12
    assert player.recorded.captions[9] in parts.texts
    assert parts.attributes["aria-label"] == player.recorded.words


def test_the_data_in_the_page_are_the_data(product_reused):
    player = show_backward(product_reused)

    assert json.loads(Parts(player._repr_html_()).data) == json.loads(
        json.dumps(player.data)
    )


def test_hostile_labels_are_text_everywhere(hostile_labels):
    for a, b, c in hostile_labels(60, at_once=3):
        result = Value(2.0, a) * Value(3.0, b)
        result.label = c
        for stage in (show_backward(result), draw_graph(result)):
            html = stage._repr_html_()
            parts = Parts(html)
            assert set(parts.names) <= PLAIN and parts.names.count("script") == 1
            assert not any(name.startswith("on") for name in parts.attributes)
            assert html.count("<script") == html.count("</script") == 1
            names = [
                box["title"].split(" = ")[0]
                for box in json.loads(parts.data)["pictures"][0]["boxes"]
            ]
            assert all(name in "".join(parts.texts) for name in names)


def test_an_unescaped_label_is_noticed():
    """The planted fault of the test above."""
    assert not set(Parts("<p>Share 2 goes to <img src=x></p>").names) <= PLAIN


def test_as_text_a_player_is_the_list_of_its_captions(square_and_self):
    bundle = show_backward(square_and_self)._repr_mimebundle_()

    assert bundle["text/plain"].splitlines()[0] == " 1. x = 3. No gradient yet."
    assert len(bundle["text/plain"].splitlines()) == 9
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/html"].startswith('<div class="toygrad-stage">')


def test_a_saved_player_is_one_file_that_asks_for_nothing(square_and_self, tmp_path):
    show_backward(square_and_self).save(tmp_path / "pass.html")
    page = (tmp_path / "pass.html").read_text("utf-8")

    assert page.startswith("<!doctype html>") and "Animation in 9 steps" in page
    for asks in ("src=", "href=", "url(", "@import", "http://", "https://"):
        rest = page.replace("http://www.w3.org/", "")
        assert asks not in rest, asks


def test_a_step_from_outside_is_shown_as_near_as_there_is(square_and_self):
    player = show_backward(square_and_self)
    player.step = 100
    assert "grad 7" in player.still()
    player.step = 0
    assert "grad 7" not in player.still()
    with pytest.raises(Exception, match="speed"):
        player.speed = 0.0
