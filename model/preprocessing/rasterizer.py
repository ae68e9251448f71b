"""A rasterizer turns pen strokes into an ink picture: how dark is each pixel when a round pen goes along these lines?

    ink = clip(pen_width / 2 - distance + 0.5, 0, 1)

with the distance from the pixel's centre to the nearest segment. Half a pixel within the pen's edge is full ink, half a
pixel beyond it is blank, and the slope between makes the edge smooth. Pixel (row, column) has its centre at
(x, y) = (column + 0.5, row + 0.5); round caps and joins come by themselves.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ..arrays import FLOAT, Array, IntArray

PIXELS_CHUNK = 1 << 15  # distances worked out at a time, few enough for the processor's cache
LONG = 16  # pixels; segments that need a larger window are measured apart from the others


def segments(strokes: Sequence[Array]) -> Array:
    """Strokes, each (points, 2), as segments (2, n, 2): starts and ends. A lone point is a segment of length 0."""
    starts = [stroke[:-1] if len(stroke) > 1 else stroke for stroke in strokes]
    ends = [stroke[1:] if len(stroke) > 1 else stroke for stroke in strokes]
    return np.concatenate(starts + ends).reshape(2, -1, 2)


def rasterize(strokes: Sequence[Array], height: int, width: int, pen_width: float) -> Array:
    """Strokes in pixels, x right and y down, drawn with a round pen `pen_width` pixels wide: ink (height, width)."""
    ink: Array = rasterize_drawings([strokes], height, width, pen_width)[0]
    return ink


def rasterize_drawings(drawings: Sequence[Sequence[Array]], height: int, width: int, pen_width: float) -> Array:
    """The strokes of n drawings, each on a sheet of its own, inked as `rasterize` does: ink (n, height, width)."""
    return ink_at(_distances(drawings, height, width, reach=pen_width / 2 + 0.5), pen_width)


def ink_at(distance: Array, pen_width: float) -> Array:
    """How much ink a pen `pen_width` pixels wide leaves at each distance, in pixels, from its path."""
    ink: Array = FLOAT(pen_width / 2 + 0.5) - distance
    return ink.clip(0, 1, out=ink)


def distances(strokes: Sequence[Array], height: int, width: int) -> Array:
    """How far each pixel's centre is from the nearest segment, in pixels: (height, width)."""
    distance: Array = _distances([strokes], height, width, reach=math.inf)[0]
    return distance


def _distances(drawings: Sequence[Sequence[Array]], height: int, width: int, *, reach: float) -> Array:
    """Distances (n, height, width); beyond `reach` they may be infinite.

    A pen reaches only a little way, so each segment is measured in a window around it: next to a whole picture that is
    little. Windows that are worked out together have one size, so long segments are kept apart from short ones.
    """
    size = max(height, width)
    lines = segments([stroke for strokes in drawings for stroke in strokes]).transpose(0, 2, 1).astype(FLOAT, order="C")
    counts = [sum(len(stroke) - (len(stroke) > 1) for stroke in strokes) for strokes in drawings]
    sheets = np.repeat(np.arange(len(drawings)) * size**2, counts)  # where each segment's sheet begins
    sides = np.maximum.reduce(np.abs(lines[1] - lines[0])) + FLOAT(2 * reach + 2)  # of the windows
    nearest = np.full((len(drawings), size, size), np.inf, FLOAT)  # squared distances
    long = sides > LONG
    for some in (~long, long) if np.logical_or.reduce(long) else (slice(None),):
        _approach(nearest, lines[:, :, some], sheets[some], sides[some], reach)
    return np.sqrt(nearest, out=nearest)[:, :height, :width]


def _approach(nearest: Array, lines: Array, sheets: IntArray, sides: Array, reach: float) -> None:
    """Lowers squared distances (n, size, size) to those from some segments, in windows that fit the longest."""
    if not sides.size:
        return
    size = nearest.shape[-1]
    side = int(min(np.maximum.reduce(sides), size))
    middles, window = _window(side, size)
    starts, ends = lines
    runs = ends - starts
    corners = np.minimum(starts, ends) - FLOAT(reach)
    corners = np.floor(corners.clip(0, size - side, out=corners), out=corners)
    left, top = corners.astype(int)
    pixels = sheets + top * size + left  # the first of each window
    step = max(1, PIXELS_CHUNK // side**2)
    for first in range(0, sides.size, step):
        part = slice(first, first + step)
        seen = corners[:, None, part] + middles - starts[:, None, part]
        squared = _squared_distances(seen, runs[:, part])
        np.minimum.at(nearest.reshape(-1), (window + pixels[part]).reshape(-1), squared.reshape(-1))


@lru_cache
def _window(side: int, size: int) -> tuple[Array, IntArray]:
    """The middles (side, 1) of a window's pixels, and their indices (side, side, 1) in a picture (size, size)."""
    indices = np.arange(side)
    return (indices.astype(FLOAT) + FLOAT(0.5))[:, None], np.add.outer(indices * size, indices)[:, :, None]


def _squared_distances(pixels: Array, runs: Array) -> Array:
    """From pixels (2, side, n), as x and y from where segments start, to the segments (2, n): (side, side, n)."""
    (x, y), (x_run, y_run) = pixels, runs
    length2 = np.maximum(x_run * x_run + y_run * y_run, FLOAT(1e-12))
    x_part, y_part = pixels * runs[:, None]
    along = x_part + y_part[:, None]
    along /= length2
    along.clip(0, 1, out=along)  # (rows, columns, n): 0 at the start, 1 at the end
    across = along * x_run
    np.subtract(x, across, out=across)
    across *= across
    along *= y_run
    np.subtract(y[:, None], along, out=along)
    along *= along
    squared: Array = np.add(across, along, out=across)
    return squared
