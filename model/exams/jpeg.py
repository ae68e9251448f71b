"""JPEG: what is left of a grey picture after it was stored as one.

    coefficients = DCT @ (block - 128) @ DCT.T          each block of 8 x 8 pixels as 64 waves
    kept         = round(coefficients / table) * table  fine waves in coarse steps: here the loss is
    block        = DCT.T @ kept @ DCT + 128

Phones and cameras send JPEGs. Around a pen's sharp edges the lost waves show as ripples, which are not ink. The packing
that follows, without any loss, is left out: nothing here is stored.

Source: ITU-T T.81 (1992), the transform in A.3.3, the table of luminance in Annex K.1. How quality scales the table is
the custom of the Independent JPEG Group's library.
"""

import numpy as np

from ..arrays import FLOAT, Array, ImageArray

BLOCK = 8
LUMINANCE = np.array(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ]
)


def through_jpeg(image: ImageArray, quality: int) -> ImageArray:
    """A grey picture (height, width) -> what a viewer would show of its JPEG, at a quality from 1 to 100."""
    height, width = image.shape
    padded = np.pad(image, ((0, -height % BLOCK), (0, -width % BLOCK)), mode="edge").astype(FLOAT)
    blocks = padded.reshape(padded.shape[0] // BLOCK, BLOCK, -1, BLOCK).swapaxes(1, 2)  # (down, across, 8, 8)
    table, dct = quantisation_table(quality), _dct()
    kept = np.round(dct @ (blocks - 128) @ dct.T / table) * table
    shown = (dct.T @ kept @ dct + 128).swapaxes(1, 2).reshape(padded.shape)
    return np.clip(np.round(shown), 0, 255).astype(np.uint8)[:height, :width]


def quantisation_table(quality: int) -> Array:
    """(8, 8): the step of each wave. Quality 50 is the standard's table, lower ones are coarser."""
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    table: Array = np.clip((LUMINANCE * percent + 50) // 100, 1, 255).astype(FLOAT)
    return table


def _dct() -> Array:
    """(8, 8): row k is the cosine wave that goes up and down k / 2 times in eight pixels; the rows are orthonormal."""
    wave, pixel = np.arange(BLOCK)[:, None], np.arange(BLOCK)[None, :]
    rows = np.cos((2 * pixel + 1) * wave * np.pi / (2 * BLOCK)) / 2
    rows[0] /= np.sqrt(2)
    return rows.astype(FLOAT)
