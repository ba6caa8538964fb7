"""The sentences of the engine, stored as they are said today."""

from tools.places import STORED
from tools.witness import sentences


def test_it_writes_what_is_stored(tmp_path, monkeypatch):
    monkeypatch.setattr(sentences, "STORED", tmp_path)
    sentences.main()

    written = (tmp_path / "sentences.json").read_text("utf-8")
    assert written == (STORED / "sentences.json").read_text("utf-8")
