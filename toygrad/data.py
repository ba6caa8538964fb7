"""Small data sets that need no network.

``stopping_distances()`` are measurements, made in the 1920s.
"""

__all__ = ["stopping_distances"]

# Speed in miles per hour: the distances in feet that cars took to stop.
# Source: M. Ezekiel, Methods of Correlation Analysis, Wiley, 1930.
STOPPED = {
    4: (2, 10), 7: (4, 22), 8: (16,), 9: (10,), 10: (18, 26, 34), 11: (17, 28),
    12: (14, 20, 24, 28), 13: (26, 34, 34, 46), 14: (26, 36, 60, 80), 15: (20, 26, 54),
    16: (32, 40), 17: (32, 40, 50), 18: (42, 56, 76, 84), 19: (36, 46, 68),
    20: (32, 48, 52, 56, 64), 22: (66,), 23: (54,), 24: (70, 92, 93, 120), 25: (85,),
}  # fmt: skip


def stopping_distances():
    """How far fifty cars rolled before they stood: speeds and distances.

        >>> speeds, distances = stopping_distances()
        >>> len(speeds), speeds[0], distances[0]
        (50, 4.0, 2.0)

    Two lists of 50 floats: miles per hour, from 4 to 25, and feet, from
    2 to 120.  Measured in the 1920s; from Ezekiel (1930).  Used in the
    tour.
    """
    pairs = [(float(speed), float(d)) for speed, ds in STOPPED.items() for d in ds]
    return [speed for speed, _ in pairs], [distance for _, distance in pairs]
