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
    """A path of two points or more with its corners cut off until it looks like a curve; its ends stay.

    Source: Chaikin, "An algorithm for high-speed curve generation", 1974.
    """
    for _ in range(times):
        quarters = 0.25 * points, 0.75 * points
        cuts = np.empty((2 * len(points) - 2, 2), quarters[0].dtype)
        np.add(quarters[1][:-1], quarters[0][1:], out=cuts[::2])
        np.add(quarters[0][:-1], quarters[1][1:], out=cuts[1::2])
        cuts[0], cuts[-1] = points[0], points[-1]
        points = cuts.astype(FLOAT)
    return points
