"""A photo of a drawing: what a phone's camera makes of ink on paper.

    ink on paper -> blurred by the lens -> lit from one side, darker to the corners -> the sensor's noise

`paper` has to find the ink through all of it, and this is how we see whether it does.
"""

import numpy as np

from ..arrays import FLOAT, Array, ImageArray

PAPER, INK = 225, 45  # of 255: white paper in a room is light grey, a pen's ink is not quite black
SHADOW = 0.4  # the share of light that the far side lacks
VIGNETTE = 0.1  # the share that the corners lack as well, as behind any lens
NOISE = 5.0  # of 255, the sensor's: its standard deviation
LENS = np.array([1, 4, 6, 4, 1], FLOAT) / FLOAT(16)  # how one point spreads each way: a blur of one pixel


def photograph(ink: Array, rng: np.random.Generator) -> ImageArray:
    """Ink (height, width), 0 to 1 -> the photo, 0 to 255, the light coming from a side that `rng` chooses."""
    tone = PAPER + (INK - PAPER) * _blur(ink)
    lit = tone * _light(ink.shape, rng.uniform(0, 2 * np.pi))
    return np.clip(np.round(lit + rng.normal(0, NOISE, ink.shape)), 0, 255).astype(np.uint8)


def _blur(ink: Array) -> Array:
    """Each row, then each column, spread by the lens; what is beyond the edge looks like the edge."""
    reach = len(LENS) // 2
    for axis in (0, 1):
        padded = np.pad(ink, [(reach, reach) if each == axis else (0, 0) for each in (0, 1)], mode="edge")
        ink = np.lib.stride_tricks.sliding_window_view(padded, len(LENS), axis=axis) @ LENS
    return ink


def _light(shape: tuple[int, ...], angle: float) -> Array:
    """(height, width): the share of the light that reaches each place, 1 where it comes from."""
    y, x = np.meshgrid(*(np.linspace(-1, 1, size, dtype=FLOAT) for size in shape), indexing="ij")
    across = np.cos(angle) * x + np.sin(angle) * y  # at most the root of 2 from the middle
    falling = SHADOW * (1 - across / np.sqrt(2)) / 2
    light: Array = (1 - falling) * (1 - VIGNETTE * (x * x + y * y) / 2)
    return light
