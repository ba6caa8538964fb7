"""The page of operations: how its rows are written."""

from tools.book import operations


def test_an_operation_is_written_as_in_python():
    assert list(map(operations.in_code, ["+", "neg", "dot"])) == ["a + b", "-a", "dot"]


def test_an_edge_is_a_number_and_its_slopes_or_an_error():
    assert operations.outcome_in_words((1.0, (0.5, 0.25))) == "1 | 0.5, 0.25"
    assert operations.outcome_in_words(ValueError) == "ValueError |"
    assert operations.edge_in_words(0.0, ValueError) == "at 0: ValueError"
    assert operations.edge_in_words(0.0, 1.0, 2.0) == "at 0: y = 1, slope 2"


def test_a_bar_in_a_formula_does_not_end_its_cell():
    assert operations.escaped("|x|") == "\\|x\\|"
    rows = [line for line in operations.page().splitlines() if line[:3] == "| `"]
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}
