"""Rounding to seven significant digits, which hold all that a float32 knows and keep an answer small."""

from typing import Any

import numpy as np

from model.arrays import Array

DIGITS = 7


def round_significant(numbers: Array | float) -> Any:
    """An array -> nested lists of Python floats, or a number -> a float, each rounded to DIGITS significant digits."""
    exact = np.asarray(numbers, np.float64)
    magnitude = np.abs(exact)
    # Zero has no logarithm; any exponent does for it.
    exponents = np.floor(np.log10(np.where(magnitude > 0, magnitude, 1.0)))
    scale = 10.0 ** (DIGITS - 1 - exponents)
    return (np.round(exact * scale) / scale).tolist()
