"""What is vendored: the files that are named, and a manifest that says what they are."""

import hashlib
import io
import json
import tarfile

import pytest

from tools.house import faces, math_face, vendor
from tools.places import BOOK

PACKAGE = {"package": "one", "version": "1.0", "licence": "MIT", "folder": "here",
           "source": "dist/", "files": ("one.js",)}  # fmt: skip
CONTENT = {"dist/one.js": b"1", "dist/two.js": b"2", "LICENSE": b"do what you like"}


@pytest.fixture(autouse=True)
def archive(monkeypatch):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as files:
        for name, content in CONTENT.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(content)
            files.addfile(info, io.BytesIO(content))
    monkeypatch.setattr(vendor, "packed", lambda name: packed.getvalue())


def test_only_what_is_named_is_taken():
    folder, entry, files = vendor.fetch(**PACKAGE)

    assert folder == "here" and entry["version"] == "1.0"
    assert files == {"one.js": b"1", "LICENSE": b"do what you like"}


def test_a_file_that_is_not_in_the_package_is_missed():
    with pytest.raises(KeyError, match="dist/three.js"):
        vendor.fetch(**PACKAGE | {"files": ("three.js",)})


def test_a_folder_is_filled_anew_and_its_manifest_tells_the_files(tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "here/old.js").write_text("old")
    vendor.fill(tmp_path, [vendor.fetch(**PACKAGE)])
    (entry,) = json.loads((tmp_path / "manifest.json").read_text())

    assert {path.name for path in (tmp_path / "here").iterdir()} == {
        "one.js",
        "LICENSE",
    }
    assert entry["sha256"]["here/one.js"] == hashlib.sha256(b"1").hexdigest()
    assert list(entry) == ["package", "version", "licence", "sha256"]


def stored(folder):
    return json.loads((folder / "manifest.json").read_text())


def test_what_is_vendored_is_what_the_tool_names():
    named = {**vendor.VENDORS, BOOK / "_static/vendor": faces.FACES}
    for folder, packages in named.items():
        versions = {one["package"]: one["version"] for one in stored(folder)}
        assert versions.items() >= {
            (one["package"], one["version"]) for one in packages
        }
    (editor,) = stored(BOOK / "live/vendor")

    assert versions[f"{math_face.PACKAGE} (PyPI)"] == math_face.VERSION
    assert editor["made of"] == vendor.made_of(), "write make vendor"


def test_a_version_that_was_raised_alone_is_found(monkeypatch):
    monkeypatch.setitem(vendor.EDITOR, "@codemirror/view", "7.0.0")
    with pytest.raises(AssertionError, match="make vendor"):
        test_what_is_vendored_is_what_the_tool_names()


def test_a_second_version_of_a_package_is_found(tmp_path):
    for name in ("@codemirror/view", "crelt", "esbuild", "@codemirror/view/node_modules/crelt"):  # fmt: skip
        (tmp_path / name).mkdir(parents=True)

    assert vendor.installed(tmp_path) == {
        "@codemirror/view", "crelt", "@codemirror/view/node_modules/crelt",
    }  # fmt: skip


def test_a_package_that_does_not_come_leaves_what_was_there(tmp_path, monkeypatch):
    (tmp_path / "old.js").write_text("old")
    monkeypatch.setattr(vendor, "packed", lambda name: b"no archive")
    with pytest.raises(tarfile.ReadError):
        vendor.fill(tmp_path, (vendor.fetch(**one) for one in [PACKAGE]))

    assert (tmp_path / "old.js").exists()
