"""A model of names that trains while one watches: asked in plain data, it answers in plain data."""
