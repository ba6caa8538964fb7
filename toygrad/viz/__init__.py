"""The pictures of toygrad: graphs, players, films, plots, the engine's own text."""

from .calculator import calculate
from .descent import compare, show_descent
from .digits import show_digits
from .downhill import explore_descent
from .explore import explore
from .graph import draw_graph
from .player import show_backward, show_forward, show_nudge, show_walks
from .recordings import record
from .report import show_report
from .source import show_source

__all__ = [
    "draw_graph", "show_backward", "show_forward", "show_nudge", "show_walks",
    "record", "show_descent", "compare", "explore", "explore_descent",
    "show_digits", "show_source", "show_report", "calculate",
]  # fmt: skip
