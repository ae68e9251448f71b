"""Letters as pen strokes: a few points each, on a grid, as `parse_grid` reads them.

    "A": "08 30 68, 15 55"        two strokes, up and down and then the bar
    "C": "~61 30 13 04 15 38 67"  one round stroke

Letters that share their shape with a digit are left out, for nobody can tell them apart: O and 0, I, l and 1, Z and 2,
S and 5, b and 6, g, q and 9.
"""

import numpy as np

from ..arrays import FLOAT, Array
from ..preprocessing.strokes import parse_grid, rounded

LETTERS = {
    "A": "08 30 68, 15 55", "B": "00 08, ~00 30 52 43 04, ~04 44 66 48 08", "C": "~61 30 13 04 15 38 67",
    "D": "00 08, ~00 30 62 66 38 08", "E": "60 00 08 68, 04 54", "F": "60 00 08, 04 54",
    "G": "~61 30 13 04 15 38 57 65, 35 65 68", "H": "00 08, 60 68, 04 64", "J": "20 80, ~50 56 48 17 05",
    "K": "00 08, 60 04 68", "L": "00 08 68", "M": "08 00 35 60 68", "N": "08 00 68 60",
    "P": "00 08, ~00 30 61 63 44 04", "Q": "~30 02 06 38 66 62 30, 45 79", "R": "00 08, ~00 30 61 63 44 04, 34 68",
    "T": "00 60, 30 38", "U": "~00 05 17 38 57 65 60", "V": "00 38 60", "W": "00 18 32 58 60", "X": "00 68, 60 08",
    "Y": "00 34 60, 34 38", "a": "~63 31 04 27 65, 62 65 68", "d": "~64 33 05 27 48 66, 60 68",
    "e": "05 65, ~65 53 32 05 28 48 67", "f": "~61 40 22 24, 24 28, 03 53", "h": "00 08, ~05 23 43 65, 65 68",
    "i": "33 38, 30", "j": "~43 47 29 08, 40", "k": "00 08, 53 05 58",
    "m": "03 08, ~04 13 24 25, 24 28, ~24 43 54 55, 54 58", "n": "03 08, ~05 23 43 65, 65 68",
    "p": "03 09, ~03 33 65 37 06", "r": "03 08, ~05 23 43", "t": "30 36, ~36 47 57, 03 53",
    "u": "03 06, ~06 18 38 66, 63 68", "v": "03 38 63", "w": "03 18 34 58 63", "x": "03 68, 63 08",
    "y": "03 37, 63 19",
}  # fmt: skip


def letter_strokes(name: str, rng: np.random.Generator, sloppiness: float = 0.3) -> list[Array]:
    """One letter's strokes, each (points, 2); every point strays from the grid by about `sloppiness`."""
    strokes: list[Array] = []
    for grid, is_round in parse_grid(LETTERS[name]):
        points = (grid + rng.normal(0, sloppiness, grid.shape)).astype(FLOAT)
        strokes.append(rounded(points) if is_round else points)
    return strokes
