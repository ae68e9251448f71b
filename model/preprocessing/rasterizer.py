"""A rasterizer turns pen strokes into an ink picture: how dark is each pixel when a round pen goes along these lines?

    ink = clip(pen_width / 2 - distance + 0.5, 0, 1)

with the distance from the pixel's centre to the nearest segment. Half a pixel within the pen's edge is full ink, half a
pixel beyond it is blank, and the slope between makes the edge smooth. Pixel (row, column) has its centre at
(x, y) = (column + 0.5, row + 0.5); round caps and joins come by themselves.
"""

import math
from collections.abc import Sequence

import numpy as np

from ..arrays import FLOAT, Array, IntArray

PIXELS_AT_ONCE = 1 << 17  # bounds the memory: half a megabyte for each number that is worked out


def segments(strokes: Sequence[Array]) -> tuple[Array, Array]:
    """Strokes, each (points, 2), as segments: starts (n, 2) and ends (n, 2). A lone point is a segment of length 0."""
    starts = np.concatenate([stroke[:-1] if len(stroke) > 1 else stroke for stroke in strokes])
    ends = np.concatenate([stroke[1:] if len(stroke) > 1 else stroke for stroke in strokes])
    return starts, ends


def rasterize(strokes: Sequence[Array], height: int, width: int, pen_width: float) -> Array:
    """Strokes in pixels, x right and y down, drawn with a round pen `pen_width` pixels wide: ink (height, width)."""
    return ink_at(distances(strokes, height, width, reach=pen_width / 2 + 0.5), pen_width)


def ink_at(distance: Array, pen_width: float) -> Array:
    """How much ink a pen `pen_width` pixels wide leaves at each distance, in pixels, from its path."""
    ink: Array = np.clip(FLOAT(pen_width / 2 + 0.5) - distance, 0, 1)
    return ink


def distances(strokes: Sequence[Array], height: int, width: int, *, reach: float = math.inf) -> Array:
    """How far each pixel's centre is from the nearest segment, in pixels: (height, width).

    Beyond `reach` it may be said to be infinitely far. A pen that reaches but a little way has each segment measured
    in a window of its own, all of one size: next to the whole picture that is little.
    """
    starts, ends = (points.astype(FLOAT) for points in segments(strokes))
    low, high = np.minimum(starts, ends) - reach, np.maximum(starts, ends) + reach
    side = np.minimum((high - low).max(axis=0) + 2, (width, height)).astype(int)
    corners = np.clip(np.floor(np.maximum(low, 0)), 0, (width, height) - side).astype(int)  # (n, 2)
    nearest = np.full(height * width, np.inf, FLOAT)  # squared distance
    window = (np.arange(side[1]) * width)[:, None] + np.arange(side[0])  # its pixels, counted from its corner
    at_once = max(1, PIXELS_AT_ONCE // window.size)
    for first in range(0, len(starts), at_once):
        some = slice(first, first + at_once)
        found = _squared_distances(starts[some], ends[some], corners[some], *side)
        if window.size == nearest.size:
            np.minimum(nearest, found.min(axis=0).ravel(), out=nearest)
        else:
            places = (corners[some] @ (1, width))[:, None, None] + window
            np.minimum.at(nearest, places.ravel(), found.ravel())
    distance: Array = np.sqrt(nearest).reshape(height, width)
    return distance


def _squared_distances(starts: Array, ends: Array, corners: IntArray, width: int, height: int) -> Array:
    """From each segment to the pixels of its window (n, height, width), the one whose first pixel is at its corner."""
    left, top = corners.astype(FLOAT).T[:, :, None, None]
    x = left + (np.arange(width, dtype=FLOAT) + FLOAT(0.5))  # (n, 1, width)
    y = top + (np.arange(height, dtype=FLOAT) + FLOAT(0.5))[:, None]  # (n, height, 1)
    start, run = starts[:, :, None, None], (ends - starts)[:, :, None, None]
    length2 = np.maximum(run[:, 0] ** 2 + run[:, 1] ** 2, FLOAT(1e-12))
    dx, dy = x - start[:, 0], y - start[:, 1]
    along = np.clip((dx * run[:, 0] + dy * run[:, 1]) / length2, 0, 1)  # (n, height, width): 0 at start, 1 at end
    squared: Array = (dx - along * run[:, 0]) ** 2 + (dy - along * run[:, 1]) ** 2
    return squared
