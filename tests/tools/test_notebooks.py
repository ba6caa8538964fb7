"""Notebooks in their normal form: nothing in them that differs from run to run."""

import nbformat

from tools.book import notebooks


def a_notebook():
    stage = '<p>seen</p><figure class="tg tg-still">much</figure>'
    data = {"text/html": stage, notebooks.WIDGET: {"model_id": "random"}}
    outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="1"),
        nbformat.v4.new_output("stream", name="stdout", text="2\n"),
        nbformat.v4.new_output("display_data", data, metadata={"needs": "nobody"}),
    ]
    more = {"metadata": {"tags": ["live"], "trusted": True}, "outputs": outputs}
    silent = notebooks.code("b", "plot()", metadata={"tags": ["no-output"]}, outputs=outputs[:1])  # fmt: skip
    notebook = notebooks.made_of([notebooks.code("a", "1", **more), silent])
    notebook.metadata |= {"language_info": {"name": "python", "version": "3.99"}}
    return nbformat.from_dict(notebook)


def test_what_nobody_needs_is_dropped():
    notebook = notebooks.normal(a_notebook())
    shown, silent = notebook.cells

    assert notebook.metadata.language_info == {"name": "python"}
    assert shown.metadata == {"tags": ["live"]}
    assert [output.get("text") for output in shown.outputs] == ["12\n", None]
    assert shown.outputs[1].data == {"text/html": "<p>seen</p>"}
    assert shown.outputs[1].metadata == {} and silent.outputs == []


def test_the_normal_form_is_its_own():
    once = notebooks.as_text(notebooks.normal(a_notebook()))
    again = notebooks.normal(nbformat.reads(once, as_version=4))

    assert notebooks.as_text(again) == once
    assert once.endswith("}\n") and '\n "cells": [\n' in once
