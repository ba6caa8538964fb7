"""Fetches the browser files that site and tests carry with them, and lists them.

Needs npm.  Writes book/_static/vendor/, book/live/vendor/, book/slides/vendor/
and tests/vendor/ anew, each with manifest.json: for each package its version and licence, for
each file its SHA-256.  The files are committed, so that only whoever raises
a version needs this.  The faces of the book are cut by tools/faces.py, that of
its formulas by tools/math_face.py, for which pip brings it.
"""

import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import faces
import math_face

ROOT = Path(__file__).resolve().parent.parent

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
TESTS = [
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
    ROOT / "book/slides/vendor": SLIDES,
    ROOT / "tests/vendor": TESTS,
}

# The editor of the live cells: tools/editor.js and all that it imports, as one file.
BUNDLER = "esbuild@0.28.2"
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
        shutil.rmtree(vendor, ignore_errors=True)
        write_manifest(vendor, [fetch(vendor, **package) for package in packages])
    vendor = ROOT / "book/_static/vendor"
    shutil.rmtree(vendor, ignore_errors=True)
    cut = [*faces.cut_faces(vendor, packed), math_face.cut_face(vendor, packed)]
    write_manifest(vendor, cut)
    vendor = ROOT / "book/live/vendor"
    shutil.rmtree(vendor, ignore_errors=True)
    write_manifest(vendor, [bundle(vendor / "codemirror")])


def write_manifest(vendor, entries):
    (vendor / "manifest.json").write_text(json.dumps(entries, indent=1) + "\n")


def fetch(vendor, package, version, licence, folder, source, files):
    """Unpack one package; returns its entry in the manifest."""
    hashes = {}
    with tarfile.open(fileobj=io.BytesIO(packed(f"{package}@{version}"))) as archive:
        for member in archive:
            path = member.name.removeprefix("package/")
            if path == "LICENSE":
                target = "LICENSE"
            elif path.startswith(source) and wanted(path.removeprefix(source), files):
                target = path.removeprefix(source)
            else:
                continue
            content = archive.extractfile(member).read()
            destination = vendor / folder / target
            destination.parent.mkdir(parents=True, exist_ok=True)
            destination.write_bytes(content)
            hashes[f"{folder}/{target}"] = hashlib.sha256(content).hexdigest()
    return {
        "package": package,
        "version": version,
        "licence": licence,
        "sha256": hashes,
    }


def bundle(target):
    """Make tools/editor.js and its packages into one file; returns its entry."""
    target.mkdir(parents=True)
    names = [f"{name}@{version}" for name, version in EDITOR.items()]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "tools/editor.js", folder)
        (Path(folder) / "package.json").write_text("{}")
        npm(folder, "install", "--ignore-scripts", BUNDLER, *names)
        npm(folder, "exec", "--", "esbuild", "editor.js", "--bundle", "--minify",
            "--format=esm", "--legal-comments=none", f"--outfile={target}/editor.js")  # fmt: skip
        packages = Path(folder) / "node_modules"
        if more := installed(packages) - EDITOR.keys():
            raise SystemExit(f"the editor also needs {more}: name their versions")
        shutil.copy(packages / "@codemirror/view/LICENSE", target)
    hashes = {
        f"codemirror/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(target.iterdir())
    }
    return {
        "package": "codemirror",
        "version": EDITOR["@codemirror/view"],
        "made of": EDITOR,
        "licence": "MIT",
        "sha256": hashes,
    }


def installed(packages):
    """The names of the packages in node_modules, without the bundler's."""
    found = [*packages.glob("[!@.]*"), *packages.glob("@*/*")]
    names = {path.relative_to(packages).as_posix() for path in found}
    return {name for name in names if "esbuild" not in name}


def npm(folder, *words):
    subprocess.run(["npm", "--silent", *words], cwd=folder, check=True)


def wanted(path, files):
    return any(
        path == f or path.endswith(f) or (f[-1] == "/" and path.startswith(f))
        for f in files
    )


def packed(name):
    with tempfile.TemporaryDirectory() as folder:
        npm(folder, "pack", name)
        return next(Path(folder).glob("*.tgz")).read_bytes()


if __name__ == "__main__":
    main()
