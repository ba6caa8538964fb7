"""The pictures of toygrad: graphs, players, plots, the engine's own text."""
