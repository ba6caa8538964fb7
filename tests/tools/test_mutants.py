"""The tool behind `make mutants`: what it changes, and that it can fail."""

import ast
import shutil
import subprocess
import sys

from tools.witness import mutants

SOURCE = '''
__all__ = ["f"]

def f(x):
    """The words of a docstring stay."""
    if not x > 0:
        raise ValueError(f"got {x}")
    return x + 1.5
'''
MUTANTS = """\
f: x > 0 → x >= 0 #1
f: 0 → 1 #1
f: if not x > 0: raise ValueError(f'got {x}') → if x > 0: raise ValueError(f'got {x}') #1
f: if not x > 0: raise ValueError(f'got {x}') → if not x > 0: pass #1
f: if not x > 0: raise ValueError(f'got {x}') → if not not x > 0: raise ValueError(f'got {x}') #1
f: 'got ' → 'XXgot XX' #1
f: x + 1.5 → x - 1.5 #1
f: 1.5 → 2.5 #1
f: return x + 1.5 → return None #1"""


def test_every_place_is_changed_once():
    tree = ast.parse(SOURCE)
    names, sources = zip(*mutants.mutants(tree))

    assert sorted(names) == sorted(MUTANTS.splitlines())
    assert len(set(sources)) == len(names)
    assert ast.unparse(tree) == ast.unparse(ast.parse(SOURCE))


def test_a_planted_fault_does_not_survive(root, tmp_path):
    """In a process of its own: this one has seen toygrad already."""

    def survives():
        program = (
            "from tools.witness import mutants; "
            f"print(mutants.survives({str(tmp_path)!r}, ['paths']))"
        )
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True)
        return done.stdout.strip()

    shutil.copytree(root / "toygrad", tmp_path / "toygrad")
    paths = tmp_path / "toygrad" / "paths.py"
    assert survives() == "True"
    paths.write_text(paths.read_text().replace("math.prod", "math.fsum"))
    assert survives() == "False"


def test_every_survivor_that_is_excused_has_a_reason():
    for line in mutants.EQUIVALENT.read_text().splitlines():
        assert line.partition("  because ")[2], line
