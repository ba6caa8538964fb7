"""Trains the model of names that stands in chapter 14, and stores what its page plays.

    .venv/bin/python -m tools.book.inventor     writes toygrad/viz/inventor/recorded.json.gz

It takes about a minute.
"""

import gzip

from toygrad.viz.inventor.recorded import STORED, record
from toygrad.viz.widget import as_json


def main():
    STORED.write_bytes(gzip.compress(as_json(record()).encode(), mtime=0))


if __name__ == "__main__":
    main()
