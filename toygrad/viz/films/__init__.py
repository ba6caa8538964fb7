"""Recorded trainings, and functions at many places: films, and pictures under sliders."""
