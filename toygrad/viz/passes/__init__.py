"""Recorded passes over a graph, as plain data: what the players play."""
