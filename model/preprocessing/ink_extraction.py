"""Paper: which pixels of a grey picture are ink, and how much?

    ink = |tone - paper| / contrast

The paper is what the picture's edge looks like, and ink is what differs most from it, be it darker or lighter. On a
canvas the paper has one tone. On a photo light falls from one side and the sensor makes noise: then the paper is a
smooth surface, a + b x + c y + d x^2 + e x y + f y^2, fitted to the pixels that are likely to be paper, and differences
no larger than the noise are paper too.

A digit may reach the edge, as one that is cut to its box does. Then the tones fall into two groups, and the paper is
the one that most of the edge belongs to. A thin line along the edge is the frame of a form's field, and no ink.
"""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ..arrays import FLOAT, Array

MIN_CONTRAST = 24  # of 255: a picture whose tones differ by less is blank paper
EVEN_PAPER = 6  # of 255: edges whose tones spread less than this are of one tone
FITS = 4  # each finds better which pixels are paper; by the fourth nothing moves any more
SURFACE_STEP = 4  # every fourth pixel each way is plenty for six numbers
SURFACE_SIDE = 16  # where that would leave fewer pixels each way, more are taken
DEVIATION = 1.48  # times the median of a normal error's size is its deviation
TWO_GROUPS = 0.77  # of the variance lies between them; a slope from light to dark has 0.75
FLAT, FLAT_IN_TWO_GROUPS = 0.5, 1.5  # times a surface's noise is as much as paper of one tone may have in its place
NARROW = 2.0  # times as long as wide: most of the edge of a 1 that is cut to its box may be ink
FRAME_PIXELS, FRAME_SHARE = 4, 0.03  # a frame's lines are no thicker than this, in pixels or as a share of the picture
FRAME_COVERS = 0.98  # of the picture's width or height, along which a line of the frame runs

Mask: TypeAlias = npt.NDArray[np.bool_]


class _Paper(NamedTuple):
    """The paper's tone, everywhere or pixel by pixel, and how far it strays from that by noise."""

    tone: Array | float
    noise: float


def extract_ink(tone: Array) -> Array:
    """A grey picture (height, width), 0 to 255 -> ink (height, width), 0.0 to 1.0; all 0 if there is no contrast."""
    inside = _inside_frame(tone)
    if tone[inside].size < tone.size:
        ink = np.zeros(tone.shape, FLOAT)
        ink[inside] = _ink(tone[inside])
        if ink.any():  # if nothing is in it, the frame is the drawing
            return ink
    return _ink(tone)


def _ink(tone: Array) -> Array:
    """The ink by the first paper that any stands out from."""
    for paper in _papers(tone):
        difference = tone - paper.tone
        low, high = np.percentile(difference, (0.25, 99.75)) if paper.noise else (difference.min(), difference.max())
        contrast = float(max(-low, high))
        if contrast >= max(MIN_CONTRAST, 4 * paper.noise):
            floor = 2 * paper.noise
            distance = difference if high > -low else -difference
            ink: Array = np.clip((distance - FLOAT(floor)) / FLOAT(contrast - floor), 0, 1)
            return ink
    return np.zeros(tone.shape, FLOAT)


def _inside_frame(tone: Array) -> tuple[slice, slice]:
    """The rows and columns within the lines along the edges, if there are any.

    Fewer than four may belong to a digit, as the bar of a 7 that is cut to its box, and then other ink touches them.
    """
    (top, bottom), (left, right) = _ends(tone), _ends(tone.T)
    inner = tone[top:bottom, left:right]
    lines = (top > 0, bottom < tone.shape[0], left > 0, right < tone.shape[1])
    beside = (inner[0], inner[-1], inner[:, 0], inner[:, -1])
    touched = (np.ptp(edge) >= MIN_CONTRAST for edge, line in zip(beside, lines, strict=True) if line)
    if not all(lines) and any(touched):
        return slice(None), slice(None)
    return slice(top, bottom), slice(left, right)


def _ends(tone: Array) -> tuple[int, int]:
    """(first, end) of the rows without the lines of a frame at the top and the bottom."""
    return _line_width(tone), len(tone) - _line_width(tone[::-1])


def _line_width(tone: Array) -> int:
    """How many rows at the top hold the line of a thin frame: each row to the last one of even tone, and no paper."""
    most = min(max(FRAME_PIXELS, round(FRAME_SHARE * max(tone.shape))), min(tone.shape) // 12)
    rows = tone[: most + 1, most : tone.shape[1] - most]
    if most == 0 or rows.max() - rows.min() < MIN_CONTRAST:
        return 0
    tones = _median(rows)[:, None]
    even = (np.abs(rows - tones) < MIN_CONTRAST).mean(axis=1) >= FRAME_COVERS
    lines = np.flatnonzero(even & (np.abs(tones - tones[-1])[:, 0] >= MIN_CONTRAST))
    return int(lines[-1]) + 1 if lines.size else 0


def _papers(tone: Array) -> Iterator[_Paper]:
    """What the paper may be, the likeliest first: of one tone like the edge, of a group's tone, or a surface."""
    edge = np.concatenate([tone[0], tone[-1], tone[:, 0], tone[:, -1]])
    low, middle, high = (float(each) for each in np.percentile(edge, (5, 50, 95)))
    if high - low < EVEN_PAPER:
        yield _Paper(middle, 0.0)
        return
    between, share = _two_groups(tone)
    on_paper = _side_of_paper(tone, between)
    flat, surface = _flat(tone[on_paper]), _fitted_surface(tone)
    in_two_groups = share >= TWO_GROUPS
    bearable = (FLAT_IN_TWO_GROUPS if in_two_groups else FLAT) * surface.noise
    if flat.noise <= bearable and not on_paper[_rim(tone)].all():  # ink reaches the edge
        yield flat
    yield surface
    if in_two_groups:  # the other group is ink, however much each strays
        contrast = abs(float(_median(tone[~on_paper])) - float(flat.tone))
        yield _Paper(flat.tone, min(flat.noise, contrast / 4))


def _side_of_paper(tone: Array, between: float) -> Mask:
    """Which pixels (height, width) are on the side of the tone `between` that the paper is on, by the edge."""
    dark = tone < between
    rim = _rim(tone)
    if max(tone.shape) < NARROW * min(tone.shape):
        return dark if dark[rim].mean() > 0.5 else ~dark
    return dark if not rim.all() and tone[rim].mean() < tone[~rim].mean() else ~dark


def _rim(tone: Array) -> Mask:
    """Which pixels (height, width) lie on the edge."""
    rim = np.ones(tone.shape, bool)
    rim[1:-1, 1:-1] = False
    return rim


def _two_groups(tone: Array) -> tuple[float, float]:
    """The tone that parts all others into two groups as far apart as can be, and the share of the variance in that.

    Source: Otsu, "A threshold selection method from gray-level histograms", 1979.
    """
    tones = np.arange(256)
    count = np.bincount(tone.astype(np.uint8).ravel(), minlength=256) / tone.size
    below, sums = count.cumsum(), (count * tones).cumsum()
    mean = sums[-1]
    apart = (mean * below - sums) ** 2 / np.maximum(below * (1 - below), 1e-9)
    return float(apart.argmax()) + 0.5, float(apart.max() / max(count @ (tones - mean) ** 2, 1e-9))


def _flat(tones: Array) -> _Paper:
    """Paper of one tone, from the pixels that are paper; half of their straying are the soft edges of ink."""
    middle = float(_median(tones))
    return _Paper(middle, DEVIATION / 2 * float(_median(np.abs(tones - middle))))


def _fitted_surface(tone: Array) -> _Paper:
    """Fits the surface to the edge first, then, again and again, to all pixels that lie near it."""
    height, width = tone.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=2)  # (height, width, 6)
    step = max(1, min(SURFACE_STEP, min(tone.shape) // SURFACE_SIDE))
    some_terms, some_tones = terms[::step, ::step].reshape(-1, 6), tone[::step, ::step].ravel()
    rim = _rim(tone)
    coefficients = _least_squares(terms[rim], tone[rim])
    for _ in range(FITS):
        strays = np.abs(some_tones - some_terms @ coefficients)
        near = strays <= max(3.0, 2.5 * float(_median(strays)))
        coefficients = _least_squares(some_terms[near], some_tones[near])
    strays = np.abs(some_tones - some_terms @ coefficients)
    noise = DEVIATION * float(_median(strays))
    return _Paper((terms @ coefficients).astype(FLOAT), noise)


def _median(values: Array) -> Array:
    """What np.median says of the last axis, without its many questions: an epoch's textures ask ten thousand times."""
    half, is_odd = divmod(values.shape[-1], 2)
    ordered = np.partition(values, half)
    upper: Array = ordered[..., half]
    return upper if is_odd else (np.maximum.reduce(ordered[..., :half], axis=-1) + upper) / 2


def _least_squares(terms: Array, tones: Array) -> Array:
    coefficients: Array = np.linalg.lstsq(terms, tones.astype(np.float64), rcond=None)[0]
    return coefficients
