"""A link to a preset of the playground is a place on its page."""

from types import SimpleNamespace
from urllib.parse import unquote

from tools.book import presets


def test_each_preset_is_a_place_and_no_other_link_is():
    env = SimpleNamespace(metadata={presets.PAGE: {"myst_slugs": {"a-heading": ()}}})
    presets.name_presets(None, env)
    places = env.metadata[presets.PAGE]["myst_slugs"]

    assert set(places) == {"a-heading", *map(unquote, presets.links())}
    assert len(presets.links()) > 3 and "layers=99" not in places


def test_a_book_without_a_playground_has_none():
    env = SimpleNamespace(metadata={})
    presets.name_presets(None, env)

    assert env.metadata == {}
