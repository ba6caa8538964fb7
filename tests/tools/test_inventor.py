"""What the page of chapter 14 plays is written whole, and the same on every run."""

from tools.book import inventor
from toygrad.viz.inventor import recorded


def test_what_is_written_is_read_again(monkeypatch, tmp_path):
    frames = {"frames": [{"net": [0.25, 1.0]}], "start": 0, "pace": 900}
    file = tmp_path / "recorded.json.gz"
    monkeypatch.setattr(inventor, "record", lambda: frames)
    monkeypatch.setattr(inventor, "STORED", file)
    monkeypatch.setattr(recorded, "STORED", file)
    inventor.main()
    first = file.read_bytes()
    inventor.main()

    assert recorded.recorded() == frames and file.read_bytes() == first
