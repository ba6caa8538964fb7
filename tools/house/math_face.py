"""Cuts the face of the formulas: STIX Two Math, which is called Toygrad Math here.

`make vendor` runs it.  A face for mathematics tells a browser in a table where
fraction bars, indices and limits stand.  Some of its entries are changed: bars
are as thin as the strokes of the letters, what is below one in a line of text
is near to it, and an index stands as low at a p as at an x.  The prime is the
one that the face draws for superscripts, nearer to its letter; only Firefox
would find it there by itself.

npm has no package with this face; one of PyPI carries it, without its licence,
which the package of the face for prose of the same makers has.
"""

import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

PACKAGE, VERSION = "ziamath", "0.13"
FILE = "ziamath/fonts/STIXTwoMath-Regular.ttf"
LICENCE = "@fontsource/stix-two-text@5.3.0"
FOLDER, NAME = "toygrad-math", "Toygrad Math"
CONSTANTS = {
    "FractionRuleThickness": 50,  # thousandths of the size
    "RadicalRuleThickness": 50,
    "FractionDenominatorShiftDown": 400,  # in a line of text
    "SubscriptBaselineDropMin": -40,
}
PRIME, SUPERSCRIPT_PRIME = 0x2032, "minute.ssty"
NEARER = 50  # thousandths of the size
RENAMED = (1, 3, 4, 6, 16, 18, 21, 25)  # entries of a name table that name the face

# What a browser draws for a letter that stands alone in a formula.
ITALIC = {
    **{chr(0x41 + k): chr(0x1D434 + k) for k in range(26)},
    **{chr(0x61 + k): chr(0x1D44E + k) for k in range(26)},
    **{greek: chr(ord(greek) - 0x3B1 + 0x1D6FC) for greek in "αβγδεηθλμπρσω"},
    **{"h": "ℎ", "∂": "𝜕", "∇": "𝛁"},
}
UNSEEN = "\u2061\u2062\u2063\u2064"  # "applied to", "times", ...: for readers aloud
CHARACTERS = {
    *" !%'()*+,-./0123456789:;<=>?[]_{|}",
    *"abcdefghijklmnopqrstuvwxyz",  # words and names of functions are small letters
    *"\u00a0±×÷·∂∇∏∑√∞ε…⋯⋅∘−≈≠≤≥←→↦∈⊙⊤‖′ˆ",
    *ITALIC.values(),
    *UNSEEN,
}


def cut_face(packed):
    """(folder, entry of the manifest, {name: content}) of the face.

    `packed` brings the archive of an npm package.
    """
    with tarfile.open(fileobj=io.BytesIO(packed(LICENCE))) as archive:
        licence = archive.extractfile("package/LICENSE").read()
    entry = {
        "package": f"{PACKAGE} (PyPI)",
        "version": VERSION,
        "licence": "OFL-1.1",
        "called here": NAME,
    }
    return FOLDER, entry, {"regular.woff2": cut(original()), "LICENSE": licence}


def original():
    """The face as PyPI has it."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*command, "-d", folder, f"{PACKAGE}=={VERSION}"], check=True)
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            return wheel.read(FILE)


def cut(content):
    """The face with the characters of formulas alone, under a name of its own."""
    # The same bytes on every run.
    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    for name, value in CONSTANTS.items():
        constant = getattr(font["MATH"].table.MathConstants, name)
        constant.Value = value
    mend_prime(font)
    options = Options(layout_features=["kern"], hinting=False, name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=map(ord, CHARACTERS))
    subsetter.subset(font)
    rename(font["name"])
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written, reorderTables=False)
    return written.getvalue()


def mend_prime(font):
    for table in font["cmap"].tables:
        if PRIME in table.cmap:
            table.cmap[PRIME] = SUPERSCRIPT_PRIME
    glyph = font["glyf"][SUPERSCRIPT_PRIME]
    glyph.coordinates.translate((-NEARER, 0))
    glyph.recalcBounds(font["glyf"])
    width, left = font["hmtx"][SUPERSCRIPT_PRIME]
    font["hmtx"][SUPERSCRIPT_PRIME] = (width - NEARER, left - NEARER)


def rename(names):
    for record in names.names:
        if record.nameID in RENAMED:
            record.string = NAME if record.nameID != 6 else NAME.replace(" ", "")
