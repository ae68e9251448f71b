"""Strokes: a drawing as the paths of a pen, each an array (points, 2), x right and y down, in any unit."""

import numpy as np

from ..arrays import FLOAT, Array


def parse_grid(text: str) -> list[tuple[Array, bool]]:
    """A drawing written as a few points a stroke on a grid of 10 x 10 -> (points (points, 2), is round) of each stroke.

    "08 30 68, 15 55"        two strokes; "30" is the point x = 3, y = 0, y down
    "~61 30 13 04 15 38 67"  a stroke that begins with ~ is round, to be drawn with `rounded`
    """
    strokes = [stroke.strip() for stroke in text.split(",")]
    return [
        (
            np.array([[int(point[0]), int(point[1])] for point in stroke.lstrip("~").split()], np.float64),
            stroke.startswith("~"),
        )
        for stroke in strokes
    ]


def rounded(points: Array, times: int = 3) -> Array:
    """A path (points, 2) with its corners cut off, again and again, until it looks like a curve; its ends stay.

    Source: Chaikin, "An algorithm for high-speed curve generation", 1974.
    """
    for _ in range(times):
        before, after = points[:-1], points[1:]
        cuts = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], axis=1).reshape(-1, 2)
        points = np.concatenate([points[:1], cuts[1:-1], points[-1:]]).astype(FLOAT)
    return points
