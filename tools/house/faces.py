"""Cuts the faces of the book to the characters it uses, and measures them.

`make vendor` runs it.  The faces are Source Serif 4 for what one reads, Source Sans 3
for what one presses and for drawings, Source Code Pro for code.  Their licence lets
anyone cut them, but not under the reserved name "Source": here they are called
Toygrad Serif, Toygrad Sans and Toygrad Mono.  toygrad/viz/letters.json tells how wide
each character of Toygrad Sans is; drawings are laid out by it, on every machine.
"""

import io
import json
import tarfile

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from tools.places import ROOT

LETTERS = ROOT / "toygrad/viz/letters.json"

# Latin, Greek, and what the book's prose, formulas and tables use beside them.
CHARACTERS = {
    *map(chr, range(0x20, 0x7F)),
    *map(chr, range(0xA0, 0x100)),
    *map(chr, range(0x391, 0x3CA)),
    *"ıŞş",  # names of authors
    *"ˣᵀᶜᶻ–—‘’‚“”„…′″‹›⁰⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉←↑→↓↔∂∏∑−√∞≈≠≤≥✓",
    *map(chr, range(0x2500, 0x2570)),  # lines of tables; the mono face has them
}
# What one reads needs less: other Greek letters and lines come from the other faces.
OF_PROSE = {
    *map(chr, range(0x20, 0x7F)),
    *"\xa0©°±²³µ·¹½×÷ßÄÖÜàáâäåçèéêëíïñóôöøúüæışŞαβγδεηθλμπρστφΔΣ",
    *(sign for sign in CHARACTERS if 0x2000 < ord(sign) < 0x2500),
}
FACES = [
    {
        "package": "source-sans",
        "version": "3.52.0",
        "licence": "OFL-1.1",
        "folder": "toygrad-sans",
        "name": "Toygrad Sans",
        "files": {
            "regular": "package/WOFF2/TTF/SourceSans3-Regular.ttf.woff2",
            "bold": "package/WOFF2/TTF/SourceSans3-Semibold.ttf.woff2",
            "italic": "package/WOFF2/TTF/SourceSans3-It.ttf.woff2",
        },
    },
    {
        "package": "source-code-pro",
        "version": "2.42.0",
        "licence": "OFL-1.1",
        "folder": "toygrad-mono",
        "name": "Toygrad Mono",
        "files": {
            "regular": "package/WOFF2/TTF/SourceCodePro-Regular.ttf.woff2",
        },
    },
    {
        "package": "source-serif",
        "version": "4.5.1",
        "licence": "OFL-1.1",
        "folder": "toygrad-serif",
        "name": "Toygrad Serif",
        "characters": OF_PROSE,
        "files": {
            "regular": "package/WOFF2/TTF/SourceSerif4-Regular.ttf.woff2",
            "bold": "package/WOFF2/TTF/SourceSerif4-Semibold.ttf.woff2",
            "italic": "package/WOFF2/TTF/SourceSerif4-It.ttf.woff2",
        },
    },
]
FULL_NAMES = (1, 3, 4, 6, 16, 18, 21, 25)  # entries of a name table that name the face


def cut_faces(packed):
    """(folder, entry of the manifest, {name: content}) of each face.

    `packed` brings the archive of an npm package.
    """
    for face in FACES:
        archive = packed(f"{face['package']}@{face['version']}")
        with tarfile.open(fileobj=io.BytesIO(archive)) as members:
            files = {
                f"{weight}.woff2": cut(members.extractfile(path), face, weight)
                for weight, path in face["files"].items()
            }
            files["LICENSE"] = members.extractfile("package/LICENSE.md").read()
        entry = {key: face[key] for key in ("package", "version", "licence")}
        yield face["folder"], entry | {"called here": face["name"]}, files


def measure(vendor):
    """Store how wide each character of the face for drawings is."""
    LETTERS.write_text(letters(vendor / FACES[0]["folder"]), encoding="utf-8")


def cut(file, face, weight):
    """The face with the characters of the book alone, under a name of its own."""
    name = face["name"]
    # The same bytes on every run.
    font = TTFont(io.BytesIO(file.read()), recalcTimestamp=False)
    options = Options(layout_features=["kern"], hinting=False, name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=map(ord, face.get("characters", CHARACTERS)))
    subsetter.subset(font)
    for record in list(font["name"].names):
        if record.nameID in FULL_NAMES:
            text = (
                f"{name} {weight}"
                if record.nameID != 6
                else f"{name.replace(' ', '')}-{weight}"
            )
            font["name"].setName(text, record.nameID, record.platformID, record.platEncID, record.langID)  # fmt: skip
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written, reorderTables=False)
    return written.getvalue()


def letters(folder):
    """JSON: for the regular and the bold face, {thousandths of the size: characters}."""
    widths = {}
    for weight in ("regular", "bold"):
        font = TTFont(folder / f"{weight}.woff2")
        by_width = {}
        for code, glyph in sorted(font.getBestCmap().items()):
            by_width.setdefault(str(font["hmtx"][glyph][0]), []).append(chr(code))
        widths[weight] = {w: "".join(by_width[w]) for w in sorted(by_width, key=int)}
    lines = (f'"{w}": {json.dumps(widths[w], ensure_ascii=False)}' for w in widths)
    return "{\n" + ",\n".join(lines) + "\n}\n"
