"""The address of the repository, and what follows from it."""

from types import SimpleNamespace

import pytest
from docutils import nodes
from sphinx.errors import ConfigError

from tools.book import addresses


@pytest.mark.parametrize(
    "wrong",
    ["github.com/example/toygrad", "https://github.com/example/toygrad/",
     "https://github.com/example/toygrad.git", "https://github.com/example"],
)  # fmt: skip
def test_an_address_of_another_form_is_refused(wrong):
    with pytest.raises(ConfigError, match="OWNER/NAME, got https?://|, got github"):
        addresses.site_address(wrong)


def test_without_an_address_there_is_no_button_to_launch():
    config = SimpleNamespace(
        html_theme_options={"repository_url": "", "launch_buttons": {}}
    )
    addresses.follow_address(None, config)

    assert "launch_buttons" not in config.html_theme_options


def test_a_preview_tells_the_first_words_and_escapes_them():
    page = nodes.section("", nodes.paragraph("", 'Is 1 < 2 "always"?'))
    app = SimpleNamespace(
        config=SimpleNamespace(
            html_baseurl="https://example.org/", html_title="toygrad"
        ),
        env=SimpleNamespace(titles={"a": nodes.title("", "A")}),
    )
    context = {"pageurl": "https://example.org/a.html", "metatags": ""}
    addresses.add_preview(app, "a", "", context, page)

    told = 'property="og:description" content="Is 1 &lt; 2 &quot;always&quot;?"'
    assert told in context["metatags"]
    assert context["metatags"].count("<meta") == 6
