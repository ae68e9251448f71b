"""Pen width: a picture drawn with a hair or a broad brush is re-inked with a pen like MNIST's.

A digit of 20 pixels drawn with a fine pen fades to grey threads, one drawn with a broad brush to a blot, and a network
that has seen neither is lost. A stroke of length l and width w covers the area l * w and has an edge of about 2 * l, so

    width = 2 * area / edge        edge = sum of |gradient|

and growing or shrinking the ink by half of what is missing sets it right.
"""

import numpy as np

from ..arrays import Array
from .resampling import resampling_matrix

WORKING_SCALE = 3  # pixels here to one of the network's: enough to grow by thirds of a pixel
THINNEST, THICKEST = 1.6, 3.2  # in the network's pixels: between them lie nine out of ten MNIST digits
THIN_TARGET, THICK_TARGET = 2.0, 2.8  # what pens outside that range are brought to
MARGIN = 6  # blank pixels all around, room to grow into


def normalize_stroke_width(box: Array, box_size: int) -> Array:
    """A picture (height, width) cut to its ink, 0 to 1, and to become `box_size` pixels large -> re-inked if need be.

    The result may be of another size, and has blank paper around it.
    """
    ink, pixel = _working_ink(box, box_size)
    width = pen_width(ink) / pixel
    if THINNEST <= width <= THICKEST:
        return ink
    target = THIN_TARGET if width < THINNEST else THICK_TARGET
    return _grow(ink, (target - width) / 2 * pixel)


def pen_width(ink: Array) -> float:
    """How wide, in pixels, the pen must have been that drew this picture (height, width)."""
    across, down = np.diff(ink, axis=1)[:-1], np.diff(ink, axis=0)[:, :-1]
    edge = float(np.sqrt(across**2 + down**2).sum())
    return 2.0 * float(ink.sum()) / max(edge, 1e-6)


def pen_width_in(box: Array, box_size: int) -> float:
    """How wide, in the network's pixels, the pen is once a box of ink (height, width) is `box_size` pixels large."""
    ink, pixel = _working_ink(box, box_size)
    return pen_width(ink) / pixel


def _working_ink(box: Array, box_size: int) -> tuple[Array, float]:
    """The box on blank paper, no larger than needed, and how many of its pixels are one of the network's."""
    scale = min(1.0, WORKING_SCALE * box_size / max(box.shape))
    ink = np.pad(_shrink(box, scale), MARGIN)
    ink /= ink.max()
    return ink, max(box.shape) * scale / box_size


def _shrink(picture: Array, scale: float) -> Array:
    """The picture at `scale` of its size, at least one pixel each way."""
    down, across = (resampling_matrix(size, max(1, round(size * scale)), scale=scale) for size in picture.shape)
    return down @ picture @ across.T


def _grow(ink: Array, radius: float) -> Array:
    """Each pixel becomes the darkest within `radius`, or, for a negative one, the lightest within -radius."""
    reach = int(np.ceil(abs(radius)))
    extreme = np.maximum if radius > 0 else np.minimum
    padded, grown = np.pad(ink, reach), ink
    for down in range(2 * reach + 1):
        for across in range(2 * reach + 1):
            if (down - reach) ** 2 + (across - reach) ** 2 <= radius**2:
                neighbour = padded[down : down + ink.shape[0], across : across + ink.shape[1]]
                grown = extreme(grown, neighbour)
    return grown
