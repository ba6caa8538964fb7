"""Who lays a graph out: pygraphviz, the program dot, or nobody."""

import builtins

import pytest

from toygrad.viz.graph.dot import render


def without_pygraphviz(monkeypatch):
    real = builtins.__import__

    def refuse(name, *args):
        if name == "pygraphviz":
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", refuse)


def test_without_any_graphviz_one_sentence_says_what_to_install(monkeypatch):
    without_pygraphviz(monkeypatch)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="write pip install pygraphviz"):
        render("digraph { a }", "svg")


def test_the_program_dot_is_next_in_line(monkeypatch, tmp_path):
    without_pygraphviz(monkeypatch)
    program = tmp_path / "dot"
    program.write_text('#!/bin/sh\necho "$@"; cat\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    assert render("digraph { a }", "svg").splitlines() == ["-Tsvg", "digraph { a }"]
