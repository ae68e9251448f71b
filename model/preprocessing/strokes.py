"""Strokes: a drawing as the paths of a pen, each an array (points, 2), x right and y down, in any unit."""

import numpy as np

from ..arrays import FLOAT, Array


def rounded(points: Array, times: int = 3) -> Array:
    """A path (points, 2) with its corners cut off, again and again, until it looks like a curve; its ends stay.

    Source: Chaikin, "An algorithm for high-speed curve generation", 1974.
    """
    for _ in range(times):
        before, after = points[:-1], points[1:]
        cuts = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], axis=1).reshape(-1, 2)
        points = np.concatenate([points[:1], cuts[1:-1], points[-1:]]).astype(FLOAT)
    return points
