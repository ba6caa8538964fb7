"""The pictures of toygrad: graphs, players, plots, the engine's own text."""

from .graph import draw_graph
from .player import show_backward, show_forward, show_nudge
from .source import show_source

__all__ = ["draw_graph", "show_backward", "show_forward", "show_nudge", "show_source"]
