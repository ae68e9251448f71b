"""A rasterizer turns pen strokes into an ink picture: how dark is each pixel when a round pen goes along these lines?

    ink = clip(pen_width / 2 - distance + 0.5, 0, 1)

with the distance from the pixel's centre to the nearest segment. Half a pixel within the pen's edge is full ink, half a
pixel beyond it is blank, and the slope between makes the edge smooth. Pixel (row, column) has its centre at
(x, y) = (column + 0.5, row + 0.5); round caps and joins come by themselves.
"""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple, Self

import numpy as np

from ..arrays import FLOAT, Array, BoolArray, IntArray

PIXELS_CHUNK = 1 << 15  # distances worked out at a time, few enough for the processor's cache
LONG = np.array([16], FLOAT)  # pixels; segments that need a larger window are measured apart from the others
MANY = 256  # segments; so many are measured in windows of these SIZES, which leaves out two fifths of the pixels
SIZES = np.array([12, 20, 32], FLOAT)


class Paths(NamedTuple):
    """The strokes of n drawings, one behind the other: what is worked out for all points at once takes less time."""

    points: Array  # (points, 2), x right and y down
    stroke_sizes: list[int]  # how many points each stroke has, at least one
    drawing_sizes: list[int]  # how many points each drawing has

    @classmethod
    def of(cls, drawings: Sequence[Sequence[Array]]) -> Self:
        """Drawings, each of strokes (points, 2) -> their paths."""
        strokes = [stroke for drawing in drawings for stroke in drawing if len(stroke)]
        points = np.concatenate(strokes) if strokes else np.empty((0, 2))
        return cls(points, [*map(len, strokes)], [sum(map(len, drawing)) for drawing in drawings])

    def first_points(self) -> list[int]:
        """Of each drawing."""
        return [0, *accumulate(self.drawing_sizes[:-1])]

    def drawings(self) -> IntArray:
        """(points,): which drawing each is part of."""
        return np.arange(len(self.drawing_sizes)).repeat(self.drawing_sizes)

    def segments(self) -> tuple[IntArray, IntArray]:
        """The points that segments start from, and those where they end; a lone point is a segment of length 0."""
        last = [stop - 1 for stop in accumulate(self.stroke_sizes)]  # of each stroke
        steps = np.ones(len(self.points), np.intp)
        steps[last] = 0
        starts = steps.astype(np.bool_)
        starts[[point for point, size in zip(last, self.stroke_sizes, strict=True) if size == 1]] = True
        (first,) = starts.nonzero()
        return first, first + steps[first]


def rasterize(strokes: Sequence[Array], height: int, width: int, pen_width: float) -> Array:
    """Strokes in pixels, x right and y down, drawn with a round pen `pen_width` pixels wide: ink (height, width)."""
    ink: Array = rasterize_paths(Paths.of([strokes]), max(height, width), pen_width)[0, :height, :width]
    return ink


def rasterize_paths(paths: Paths, size: int, pen_widths: float | Array) -> Array:
    """n drawings, each on a sheet of its own, inked as `rasterize` does with one pen, or each with its own (n,).

    Ink (n, size, size).
    """
    reach = (np.asarray(pen_widths) / 2 + 0.5).reshape(-1, 1, 1).astype(FLOAT)
    return _ink(reach, _distances(paths, size, reach=float(reach.max())))


def ink_at(distance: Array, pen_width: float) -> Array:
    """How much ink a pen `pen_width` pixels wide leaves at each distance, in pixels, from its path."""
    return _ink(FLOAT(pen_width / 2 + 0.5), distance)


def distances(strokes: Sequence[Array], size: int) -> Array:
    """How far each pixel's centre is from the nearest segment, in pixels: (size, size)."""
    distance: Array = _distances(Paths.of([strokes]), size, reach=math.inf)[0]
    return distance


def _ink(reach: Array | np.float32, distance: Array) -> Array:
    ink: Array = reach - distance
    return ink.clip(0, 1, out=ink)


def _distances(paths: Paths, size: int, *, reach: float) -> Array:
    """Distances (n, size, size); beyond `reach` they may be infinite.

    A pen reaches only a little way, so each segment is measured in a window around it: next to a whole picture that is
    little. Windows that are worked out together have one size, so long segments are kept apart from short ones.
    """
    first, last = paths.segments()
    places = paths.points.T.astype(FLOAT, order="C")
    starts, ends = places.take(first, axis=1), places.take(last, axis=1)
    sides = np.maximum.reduce(np.abs(ends - starts))  # of the windows
    sides += FLOAT(2 * reach + 2)
    nearest = np.full((len(paths.drawing_sizes), size, size), np.inf, FLOAT)  # squared distances
    sheets = paths.drawings()[first] * size**2  # where each segment's begins
    for some in _alike(sides):
        _approach(nearest, starts[:, some], ends[:, some], sheets[some], sides[some], reach)
    return np.sqrt(nearest, out=nearest)


def _alike(sides: Array) -> Iterator[slice | BoolArray]:
    """Parts the segments by the windows that they need."""
    kinds = (SIZES if sides.size >= MANY else LONG).searchsorted(sides)
    present = set(kinds.tolist())
    for kind in present:
        yield kinds == kind if len(present) > 1 else slice(None)


def _approach(nearest: Array, starts: Array, ends: Array, sheets: IntArray, sides: Array, reach: float) -> None:
    """Lowers squared distances (n, size, size) to those from some segments, in windows that fit the longest."""
    if not sides.size:
        return
    size = nearest.shape[-1]
    side = int(min(np.maximum.reduce(sides), size))
    middles, window = _window(side, size)
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
