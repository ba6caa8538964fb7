"""Values that gather into tables: what is said, step by step."""

from tests.viz.passes.test_gathered import layers
from toygrad import Value, dot
from toygrad.viz import show_tables


def picture():
    W = [[Value(1.0), Value(0.0), Value(2.0)], [Value(-1.0), Value(4.0), Value(3.0)]]
    x = [Value(2.0), Value(3.0), Value(5.0)]
    y = [dot(row, x) for row in W]
    return show_tables(W=W, x=x, y=y, L=y[0] + 10 * y[1])


def test_nothing_in_the_graph_changes():
    tables = layers(3)
    tables["W"][0][0].grad = 7.0
    show_tables(**tables)

    assert tables["W"][0][0].grad == 7.0 and tables["L"].grad == 0.0


def test_every_step_says_what_it_sends_and_what_a_value_has_then():
    stage = picture()
    said = [caption for _, caption, *_ in stage.data["frames"]]

    assert len(said) == 16
    assert said[0].startswith("12 values and 14 edges")
    assert said[8] == "At y[1]: 10. Times 5. Share 50 goes to W[1][2]."
    assert said[13] == "At y[0]: 1. Times 2. Share 2 goes to x[2]. 1 of 2."
    assert said[14].endswith("goes to x[2]. x[2].grad = 2 + 30 = 32.")
    [drawn] = stage.data["pictures"]
    assert drawn["cells"][5]["says"] == "W[1][2], by way of y[1]: 5·10 = 50."
    assert drawn["cells"][8]["notes"] == [[13, "2"], [14, "32"]]
    assert (
        drawn["cells"][8]["says"] == "x[2], by way of y[0] and y[1]: 2·1 + 3·10 = 32."
    )
