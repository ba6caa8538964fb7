"""Fetches the browser files that site and tests carry with them, and lists them.

Needs npm.  Writes book/_static/vendor/, book/live/vendor/, book/slides/vendor/
and tests/vendor/ anew, each with manifest.json: for each package its version and licence, for
each file its SHA-256.  The files are committed, so that only whoever raises
a version needs this.  The faces of the book are cut by tools/house/faces.py, that of
its formulas by tools/house/math_face.py, for which pip brings it.
"""

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from pathlib import Path

from tools.house import faces, math_face
from tools.house.npm import BUNDLER, npm, packed
from tools.places import BOOK, TESTS

# What goes where: package, version, licence, folder, {path in the package: path here}.
SLIDES = [
    {
        "package": "reveal.js",
        "version": "5.2.1",
        "licence": "MIT",
        "folder": "reveal",
        "source": "",
        "files": ("dist/reveal.js", "dist/reveal.css", "plugin/notes/notes.js"),
    },
]
LOADED_BY_TESTS = [
    {
        "package": "axe-core",
        "version": "4.14.1",
        "licence": "MPL-2.0",
        "folder": "axe-core",
        "source": "",
        "files": ("axe.min.js",),
    },
    {
        # Liberation Sans under another name: the same letters, as wide.
        "package": "@fontsource/arimo",
        "version": "5.3.0",
        "licence": "OFL-1.1",
        "folder": "arimo",
        "source": "files/",
        "files": ("arimo-latin-400-normal.woff2",),
    },
]
VENDORS = {
    BOOK / "slides/vendor": SLIDES,
    TESTS / "vendor": LOADED_BY_TESTS,
}

# The editor of the live cells: editor.js and all that it imports, as one file.
SOURCE = Path(__file__).with_name("editor.js")
EDITOR = {
    "@codemirror/autocomplete": "6.20.4",
    "@codemirror/commands": "6.11.1",
    "@codemirror/lang-python": "6.2.1",
    "@codemirror/language": "6.13.1",
    "@codemirror/state": "6.7.6",
    "@codemirror/streamparser": "6.0.0",
    "@codemirror/view": "6.43.15",
    "@lezer/common": "1.5.5",
    "@lezer/highlight": "1.2.5",
    "@lezer/lr": "1.4.12",
    "@lezer/python": "1.1.19",
    "@marijn/find-cluster-break": "1.0.4",
    "crelt": "1.0.7",
    "style-mod": "4.1.5",
    "w3c-keyname": "2.2.8",
}


def main():
    for vendor, packages in VENDORS.items():
        fill(vendor, (fetch(**package) for package in packages))
    fill(
        BOOK / "_static/vendor", [*faces.cut_faces(packed), math_face.cut_face(packed)]
    )
    faces.measure(BOOK / "_static/vendor")
    fill(BOOK / "live/vendor", [bundle()])


def fill(vendor, packages):
    """Write a folder anew: the files of each (folder, entry, files), and the manifest."""
    entries, packages = [], list(packages)
    shutil.rmtree(vendor, ignore_errors=True)
    for folder, entry, files in packages:
        hashes = {}
        for name, content in files.items():
            target = vendor / folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            hashes[f"{folder}/{name}"] = hashlib.sha256(content).hexdigest()
        entries.append({**entry, "sha256": hashes})
    (vendor / "manifest.json").write_text(json.dumps(entries, indent=1) + "\n")


def fetch(package, version, licence, folder, source, files):
    """(folder, entry of the manifest, {name: content}) of one package."""
    places = {name: source + name for name in files} | {"LICENSE": "LICENSE"}
    with tarfile.open(fileobj=io.BytesIO(packed(f"{package}@{version}"))) as archive:
        found = {
            name: archive.extractfile(f"package/{place}").read()
            for name, place in places.items()
        }
    return folder, {"package": package, "version": version, "licence": licence}, found


def bundle():
    """The editor and its packages as one file, in the same form."""
    names = [f"{name}@{version}" for name, version in EDITOR.items()]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(SOURCE, folder)
        (Path(folder) / "package.json").write_text("{}")
        npm(folder, "install", "--ignore-scripts", BUNDLER, *names)
        npm(folder, "exec", "--", "esbuild", SOURCE.name, "--bundle", "--minify",
            "--format=esm", "--legal-comments=none", "--outfile=made.js")  # fmt: skip
        packages = Path(folder) / "node_modules"
        if more := installed(packages) - EDITOR.keys():
            raise SystemExit(
                f"the editor also needs {sorted(more)}: name their versions, one of each"
            )
        files = {
            "LICENSE": (packages / "@codemirror/view/LICENSE").read_bytes(),
            SOURCE.name: Path(folder, "made.js").read_bytes(),
        }
    entry = {
        "package": "codemirror",
        "version": EDITOR["@codemirror/view"],
        "made of": made_of(),
        "licence": "MIT",
    }
    return "codemirror", entry, files


def made_of():
    """The versions of the packages, and which text of ours puts them together."""
    return {**EDITOR, SOURCE.name: hashlib.sha256(SOURCE.read_bytes()).hexdigest()}


def installed(packages):
    """The names of the packages in node_modules, without the bundler's.

    A second version of one stands in the node_modules of the package that asked for it.
    """
    found = [*packages.glob("[!@.]*"), *packages.glob("@*/*"), *packages.glob("**/node_modules/*")]  # fmt: skip
    names = {path.relative_to(packages).as_posix() for path in found}
    return {name for name in names if "esbuild" not in name}


if __name__ == "__main__":
    main()
