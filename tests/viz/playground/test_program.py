"""The program that the playground shows makes the numbers that it shows, to the last bit."""

import pytest

from tests.shared.sessions import SEEDS, set_up, some_run
from tools.book.chapters import Chapter
from toygrad.viz.playground.program import program_of
from toygrad.viz.playground.setting import PROBLEMS


def by_its_program(run):
    """The model of the program, after it has run: the text is one of ours."""
    names = {}
    exec(compile(program_of(run), "program", "exec"), names)
    return names["model"].parameters()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_program_makes_the_same_numbers_to_the_last_bit(seed, capsys):
    run = some_run(seed)[0].run
    parameters = by_its_program(run)

    assert [p.data for p in parameters] == [*run.data()]
    if run.steps:
        assert [p.grad for p in parameters] == [*run.grads()]
    printed = capsys.readouterr().out
    if run.points.train:
        assert f"{run.measured()[0]:.6g}" in printed


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_problem_has_a_program(problem, capsys):
    points = [[0.5, 0, 1], [-1, 1, 0], [1, 1, 1]]
    setting = {"problem": problem, "points": points, "held": 0, "lr": 0.01}
    run = set_up(setting, 3)[0].run

    assert [p.data for p in by_its_program(run)] == [*run.data()]


def test_the_cell_of_the_page_is_the_program_that_it_shows():
    cell = next(cell for cell in Chapter("playground").cells if cell.id == "program")

    assert cell.source == program_of(set_up({}, 100)[0].run).rstrip("\n")
