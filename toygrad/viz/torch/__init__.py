"""A graph of PyTorch as plain data: read once, folded, stored, given names."""
