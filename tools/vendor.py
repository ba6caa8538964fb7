"""Fetches the browser files that site and tests carry with them, and lists them.

Needs npm.  Writes book/_static/vendor/ and tests/vendor/ anew, each with
manifest.json: for each package its version and licence, for each file its
SHA-256.  The files are committed, so that only whoever raises a version
needs this.
"""

import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What goes where: package, version, licence, folder, {path in the package: path here}.
# html-manager 1.0.15 speaks to the controls of ipywidgets 8.1: raise both together.
SITE = [
    {
        "package": "mathjax",
        "version": "3.2.2",
        "licence": "Apache-2.0",
        "folder": "mathjax",
        "source": "es5/",
        "files": ("tex-chtml.js", "output/chtml/fonts/woff-v2/"),
    },
    {
        "package": "@jupyter-widgets/html-manager",
        "version": "1.0.15",
        "licence": "BSD-3-Clause",
        "folder": "html-manager",
        "source": "dist/",
        "files": ("embed.js", ".woff2"),
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
]
VENDORS = {ROOT / "book/_static/vendor": SITE, ROOT / "tests/vendor": TESTS}


def main():
    for vendor, packages in VENDORS.items():
        shutil.rmtree(vendor, ignore_errors=True)
        manifest = [fetch(vendor, **package) for package in packages]
        (vendor / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


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
    if f"{folder}/LICENSE" not in hashes:
        # The widget manager's package leaves its licence out; ipywidgets,
        # of the same project and under the same licence, brings it.
        content = licence_of_ipywidgets()
        (vendor / folder / "LICENSE").write_bytes(content)
        hashes[f"{folder}/LICENSE"] = hashlib.sha256(content).hexdigest()
    return {
        "package": package,
        "version": version,
        "licence": licence,
        "sha256": hashes,
    }


def licence_of_ipywidgets():
    files = distribution("ipywidgets").files
    return next(file for file in files if file.name == "LICENSE").read_binary()


def wanted(path, files):
    return any(
        path == f or path.endswith(f) or (f[-1] == "/" and path.startswith(f))
        for f in files
    )


def packed(name):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", name], cwd=folder, check=True)
        return next(Path(folder).glob("*.tgz")).read_bytes()


if __name__ == "__main__":
    main()
