"""How a playground is shown: data, a still picture and text; in a notebook its kernel answers."""

import gzip
import json
from html.parser import HTMLParser

import pytest

from toygrad.viz import Playground
from toygrad.viz.words import number


class Scripts(HTMLParser):
    """The texts of the scripts of a page, and its elements."""

    def __init__(self, text):
        super().__init__()
        self.names, self.texts = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.names.append(tag)

    def handle_data(self, text):
        if self.names and self.names[-1] == "script":
            self.texts.append(text)


def test_what_stands_on_a_page_is_data_a_still_picture_and_text():
    shown = Playground()._repr_html_()
    page = Scripts(shown)

    assert page.names.count("script") == 1 and "svg" in page.names
    data = json.loads(page.texts[0])
    assert data.keys() == {"setting", "recorded", "presets", "limits", "defaults"}
    assert len(gzip.compress(shown.encode())) < 28_000
    losses = [frame["loss"][0] for frame in data["recorded"]["frames"]]
    assert all(number(loss) in shown for loss in losses)


def test_no_text_of_a_setting_leaves_its_script():
    shown = Playground(
        problem="formula", formula="x + 0 * x", faults=["targets shuffled"]
    )
    shown.data = shown.data | {
        "setting": {"formula": "</script><img src=x onerror=alert(1)>"}
    }
    page = Scripts(shown._repr_html_())

    assert "img" not in page.names and page.names.count("script") == 1


def test_a_notebook_asks_the_session_in_its_kernel(monkeypatch):
    playground, sent = Playground(problem="xor", layers=[]), []
    monkeypatch.setattr(playground, "send", sent.append)
    playground.hear(playground, {"number": 7, "ask": {"do": "train", "steps": 3}}, [])
    playground.hear(playground, {"number": 8, "ask": "nonsense"}, [])

    assert [reply["number"] for reply in sent] == [7, 8]
    assert sent[0]["reply"]["step"] == 3
    assert {reply["reply"]["kind"] for reply in sent[1:]} == {"problem"}
    assert "text/html" in playground._repr_mimebundle_()
    with pytest.raises(ValueError, match="lr needs a number"):
        Playground(lr=-1)
