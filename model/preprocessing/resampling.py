"""Resampling: the same picture on another grid, each new pixel the average of what lies under it.

    resized = down @ picture @ across.T

Rows and columns are independent, so a picture is scaled and moved by one matrix from each side.
"""

import numpy as np

from ..arrays import FLOAT, Array


def resampling_matrix(
    size: int, output_size: int, *, scale: float | Array, source: float | Array = 0.0, target: float = 0.0
) -> Array:
    """(output_size, size): scales by `scale`, and moves so that the place `source` comes to lie on the place `target`.

    Places are pixels from the edge, so pixel i has its middle at i + 0.5. Each output pixel covers 1 / scale source
    pixels. Where that is less than one, the picture is enlarged; averaging over one whole pixel then interpolates
    between two neighbours. Either way the weights are overlaps of intervals; beyond the picture there is blank paper.

    For arrays of scales and of sources there is a matrix for each: (..., output_size, size).
    """
    scale, source = np.asarray(scale)[..., None, None], np.asarray(source)[..., None, None]
    places, edges = (np.arange(each, dtype=scale.dtype) for each in (output_size, size))
    middles = (places[:, None] + (0.5 - target)) / scale + source  # (..., output_size, 1)
    reach = np.maximum(1.0, 1.0 / scale) / 2
    overlaps = np.minimum(middles + reach, edges + 1)
    overlaps -= np.maximum(middles - reach, edges)
    np.maximum(overlaps, 0, out=overlaps)
    overlaps /= 2 * reach
    weights: Array = overlaps.astype(FLOAT, copy=False)
    return weights
