"""Writes tests/stored/sentences.json: the sentence for every mistake of the table, in full.

By hand, after words were changed on purpose; then read the difference.
"""

import json
import runpy

from tools.places import STORED, TESTS


def main():
    table = runpy.run_path(str(TESTS / "engine/test_refusals.py"))
    sentences = {row[0]: table["sentence_of"](row[1]) for row in table["BY_HAND"]}
    text = json.dumps(sentences, ensure_ascii=False, indent=1)
    (STORED / "sentences.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
