"""``python -m toygrad``: what is installed and working, and what to do if not."""

import sys
from importlib.metadata import PackageNotFoundError, version

from . import Value

PACKAGES = (
    "jupyter-book",
    "matplotlib",
    "graphviz",
    "ipywidgets",
    "nbval",
    "pygraphviz",
)


def main():
    """Print a line for each part; returns the number of parts that fail."""
    results = [check_engine(), *map(check_package, PACKAGES), check_drawing()]
    for name, sentence in results:
        print(f"{name:<14}{sentence or 'works'}")
    return sum(bool(sentence) for _, sentence in results)


def check_engine():
    x = Value(3.0)
    (x * x + x).backward()
    return (
        "engine",
        "" if x.grad == 7.0 else f"says {x.grad} for a slope of 7: reinstall toygrad",
    )


def check_package(name):
    try:
        version(name)
    except PackageNotFoundError:
        return name, f"is missing: write pip install {name}"
    return name, ""


def check_drawing():
    try:
        from .viz.graph import render_svg

        render_svg("digraph { a -> b }")
    except (ImportError, RuntimeError) as error:
        return "drawing", str(error)
    return "drawing", ""


if __name__ == "__main__":
    sys.exit(main())
