"""Paper: which pixels of a grey picture are ink, and how much?

    ink = |tone - paper| / contrast

The paper is what the picture's edge looks like, and ink is what differs most from it, be it darker or lighter. On a
canvas the paper has one tone. On a photo light falls from one side and the sensor makes noise: then the paper is a
smooth surface, a + b x + c y + d x^2 + e x y + f y^2, fitted to the pixels that are likely to be paper, and differences
no larger than the noise are paper too.
"""

import numpy as np

from ..arrays import FLOAT, Array

MIN_CONTRAST = 24  # of 255: a picture whose tones differ by less is blank paper
EVEN_PAPER = 6  # of 255: edges whose tones spread less than this are of one tone
FITS = 4  # each finds better which pixels are paper; by the fourth nothing moves any more
SURFACE_STEP = 4  # every fourth pixel each way is plenty for six numbers


def extract_ink(tone: Array) -> Array:
    """A grey picture (height, width), 0 to 255 -> ink (height, width), 0.0 to 1.0; all 0 if there is no contrast."""
    paper, noise = _paper(tone)
    difference = tone - paper
    lowest, highest = np.percentile(difference, (0.25, 99.75)) if noise else (difference.min(), difference.max())
    contrast = float(max(-lowest, highest))
    if contrast < max(MIN_CONTRAST, 4 * noise):
        return np.zeros(tone.shape, FLOAT)
    distance = difference if highest > -lowest else -difference
    floor = 2 * noise
    ink: Array = np.clip((distance - FLOAT(floor)) / FLOAT(contrast - floor), 0, 1)
    return ink


def _paper(tone: Array) -> tuple[Array | float, float]:
    """(the paper's tone, everywhere or pixel by pixel; how far it strays from that by noise)."""
    edge = np.concatenate([tone[0], tone[-1], tone[:, 0], tone[:, -1]])
    low, middle, high = (float(each) for each in np.percentile(edge, (5, 50, 95)))
    if high - low < EVEN_PAPER:
        return middle, 0.0
    return _fitted_surface(tone)


def _fitted_surface(tone: Array) -> tuple[Array, float]:
    """Fits the surface to the edge first, then, again and again, to all pixels that lie near it."""
    height, width = tone.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=2)  # (height, width, 6)
    sample = (slice(None, None, SURFACE_STEP), slice(None, None, SURFACE_STEP))
    some_terms, some_tones = terms[sample].reshape(-1, 6), tone[sample].ravel()
    rim = np.zeros(tone.shape, bool)
    rim[[0, -1]] = rim[:, [0, -1]] = True
    coefficients = _least_squares(terms[rim], tone[rim])
    for _ in range(FITS):
        strays = np.abs(some_tones - some_terms @ coefficients)
        near = strays <= max(3.0, 2.5 * float(np.median(strays)))
        coefficients = _least_squares(some_terms[near], some_tones[near])
    strays = np.abs(some_tones - some_terms @ coefficients)
    noise = 1.48 * float(np.median(strays))  # the median of a normal error's size is 1 / 1.48 of its deviation
    return (terms @ coefficients).astype(FLOAT), noise


def _least_squares(terms: Array, tones: Array) -> Array:
    coefficients: Array = np.linalg.lstsq(terms, tones.astype(np.float64), rcond=None)[0]
    return coefficients
