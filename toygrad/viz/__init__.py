"""The pictures of toygrad: graphs, players, films, plots, the engine's own text."""

from .calculator import calculate
from .films.bends import show_bends
from .films.cancellation import show_digits
from .films.explore import explore
from .films.explore_descent import explore_descent
from .films.explore_layers import explore_layers
from .films.explore_momentum import explore_momentum
from .films.explore_ravine import explore_ravine
from .films.film import compare, show_descent
from .films.layers import record_layers
from .films.pad import show_pad
from .films.recording import record
from .graph.drawing import draw_graph
from .inventor.widget import Inventor
from .passes.player import show_backward, show_forward, show_nudge, show_walks
from .passes.tables import show_tables
from .playground.widget import Playground
from .report import show_report
from .source import show_source

__all__ = [
    "draw_graph", "show_backward", "show_forward", "show_nudge", "show_walks",
    "record", "show_descent", "compare", "explore", "explore_descent", "explore_ravine",
    "explore_momentum", "explore_layers", "record_layers", "show_bends", "show_digits", "show_tables",
    "show_pad", "show_source",
    "show_report", "calculate", "Playground", "Inventor",
]  # fmt: skip
