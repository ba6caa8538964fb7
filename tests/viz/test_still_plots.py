"""What a still picture of a plot draws."""

from toygrad.viz.still_plots import cut_cell


def test_a_cell_is_cut_where_the_function_is_zero():
    corners = [(0, 0, -1.0), (1, 0, 3.0), (1, 1, 3.0), (0, 1, -1.0)]
    outline, crossings = cut_cell(corners)

    assert crossings == [(0.25, 0), (0.25, 1)]
    assert outline == [(0.25, 0), (1, 0), (1, 1), (0.25, 1)]
    assert cut_cell([(x, y, -z) for x, y, z in corners])[1] == crossings
    assert cut_cell([(x, y, -1.0) for x, y, _ in corners]) == ([], [])
