"""Pictures with axes: curves, points, areas.

Every function gives a `Picture`, which shows itself in a notebook.
matplotlib is imported in this folder alone.
"""

from .classes import (
    plot_calibration,
    plot_classes,
    plot_confusion,
    plot_images,
    plot_letters,
)
from .descents import plot_contours, plot_rates
from .networks import (
    plot_fit,
    plot_fits,
    plot_lines,
    plot_lives,
    plot_neurons,
    plot_sweep,
)  # fmt: skip
from .picture import Picture
from .slopes import plot_growing_square, plot_microscope, plot_u_curve

__all__ = [
    "Picture", "plot_calibration", "plot_classes", "plot_confusion", "plot_contours",
    "plot_fit", "plot_fits", "plot_growing_square", "plot_images", "plot_letters", "plot_lines",
    "plot_lives", "plot_microscope", "plot_neurons", "plot_rates",
    "plot_sweep", "plot_u_curve",
]  # fmt: skip
