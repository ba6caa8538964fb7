"""How PyTorch's numbers are asked for and stored; what they say, test_torch.py compares."""

import json
import math

from tools.witness import torch_numbers as tool


def test_the_same_seed_gives_the_same_graph_with_all_its_values_used():
    graph = tool.random_graph(3)
    used = {place for _, places, *_ in graph["steps"] for place in places}
    count = len(graph["leaves"]) + len(graph["steps"])

    assert graph == tool.random_graph(3) != tool.random_graph(4)
    assert used == set(range(count - 1))


def test_a_number_that_is_none_is_infinitely_far_away():
    exact = 1.0, [2.0, -3.0]

    assert tool.disagreement(exact, exact) == (0.0, 0.0)
    assert tool.disagreement((math.nan, [2.0, -3.0]), exact)[0] == math.inf
    assert tool.disagreement((1.0, [2.0, -3.0 + 6e-12]), exact)[1] > 1.0


def test_the_file_has_one_graph_a_line():
    graphs = [{"leaves": [1.0], "steps": []}, {"leaves": [2.0], "steps": []}]
    text = tool.as_text({"torch": "0"}, graphs)

    assert json.loads(text) == {"torch": "0", "graphs": graphs}
    assert len(text.splitlines()) == 3 + len(graphs) + 2
