"""A compute graph as a drawing: how it is laid out, folded and written down."""
