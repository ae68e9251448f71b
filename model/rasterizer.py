"""A rasterizer turns pen strokes into an ink picture: how dark is each pixel when a round pen goes along these lines?

    ink = clip(pen_width / 2 - distance + 0.5, 0, 1)

with the distance from the pixel's centre to the nearest segment. Half a pixel within the pen's edge is full ink, half a
pixel beyond it is blank, and the slope between makes the edge smooth. Pixel (row, column) has its centre at
(x, y) = (column + 0.5, row + 0.5); round caps and joins come by themselves.
"""

from collections.abc import Sequence

import numpy as np

from .arrays import FLOAT, Array

SEGMENTS_AT_ONCE = 64  # bounds the memory: 64 segments x 44 x 44 pixels are half a megabyte


def segments(strokes: Sequence[Array]) -> tuple[Array, Array]:
    """Strokes, each (points, 2), as segments: starts (n, 2) and ends (n, 2). A lone point is a segment of length 0."""
    starts = np.concatenate([stroke[:-1] if len(stroke) > 1 else stroke for stroke in strokes])
    ends = np.concatenate([stroke[1:] if len(stroke) > 1 else stroke for stroke in strokes])
    return starts, ends


def rasterize(strokes: Sequence[Array], height: int, width: int, pen_width: float) -> Array:
    """Strokes in pixels, x right and y down, drawn with a round pen `pen_width` pixels wide: ink (height, width)."""
    return ink_at(distances(strokes, height, width), pen_width)


def ink_at(distance: Array, pen_width: float) -> Array:
    """How much ink a pen `pen_width` pixels wide leaves at each distance, in pixels, from its path."""
    ink: Array = np.clip(FLOAT(pen_width / 2 + 0.5) - distance, 0, 1)
    return ink


def distances(strokes: Sequence[Array], height: int, width: int) -> Array:
    """How far each pixel's centre is from the nearest segment, in pixels: (height, width)."""
    x = np.arange(width, dtype=FLOAT)[None, None, :] + FLOAT(0.5)
    y = np.arange(height, dtype=FLOAT)[None, :, None] + FLOAT(0.5)
    nearest = np.full((height, width), np.inf, FLOAT)  # squared distance
    starts, ends = (points.astype(FLOAT) for points in segments(strokes))
    for first in range(0, len(starts), SEGMENTS_AT_ONCE):
        start = starts[first : first + SEGMENTS_AT_ONCE, :, None, None]
        run = ends[first : first + SEGMENTS_AT_ONCE, :, None, None] - start
        length2 = np.maximum(run[:, 0] ** 2 + run[:, 1] ** 2, FLOAT(1e-12))
        dx, dy = x - start[:, 0], y - start[:, 1]  # (n, 1, width), (n, height, 1)
        along = np.clip((dx * run[:, 0] + dy * run[:, 1]) / length2, 0, 1)  # (n, height, width): 0 at start, 1 at end
        distance2 = (dx - along * run[:, 0]) ** 2 + (dy - along * run[:, 1]) ** 2
        np.minimum(nearest, distance2.min(axis=0), out=nearest)
    distance: Array = np.sqrt(nearest)
    return distance
