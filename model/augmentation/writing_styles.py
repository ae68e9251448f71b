"""Styles: what many people write and MNIST's writers hardly did is added to some of its digits.

    0  a slash through it         1  a flag, long or flat, perhaps a foot
    7  a bar across its stem      9  a tail that curls to the left

One more stroke is drawn from where the digit's ink begins or ends, and the whole is framed anew.
"""

from collections.abc import Callable

import numpy as np

from ..arrays import FLOAT, Array, ImageArray
from ..data.batches import batches
from ..preprocessing.framing import DRAWINGS_CHUNK, INK_THRESHOLD, bounding_box, frame_inks, to_images
from ..preprocessing.rasterizer import Paths, rasterize_paths
from ..preprocessing.strokes import rounded

PEN_WIDTHS = (1.8, 3.2)  # in pixels of the 28x28 picture
LEVEL_FLAG = 5.5  # pixels; a flag so short may be level
ROOM = 8  # pixels around the picture for what reaches beyond it


def add_writing_styles(images: ImageArray, labels: ImageArray, share: float, rng: np.random.Generator) -> ImageArray:
    """A copy of the images (n, 28, 28), uint8, in which a random `share` of the 0s, 1s, 7s and 9s has its style."""
    restyled = images.copy()
    chosen = np.flatnonzero(np.isin(labels, list(STYLES)) & (rng.random(len(labels)) < share))
    for part in batches(len(chosen), DRAWINGS_CHUNK):
        inks = np.pad(images[chosen[part]].astype(FLOAT) / FLOAT(255), ((0, 0), (ROOM, ROOM), (ROOM, ROOM)))
        strokes = [STYLES[label](ink, rng) for label, ink in zip(labels[chosen[part]].tolist(), inks, strict=True)]
        added = rasterize_paths(Paths.of(strokes), inks.shape[1], rng.uniform(*PEN_WIDTHS, len(inks)))
        restyled[chosen[part]] = to_images(frame_inks(np.maximum(inks, added)))
    return restyled


def slash(ink: Array, rng: np.random.Generator) -> list[Array]:
    """From the lower left to the upper right, steep or flat, shorter than the digit or far beyond both of its sides."""
    low, high = _box(ink)
    middle, reach = (low + high) / 2, (high - low) / 2 * rng.uniform((0.1, 0.6), (1.8, 2.1))
    return [np.stack([middle + reach * (-1, 1), middle + reach * (1, -1)])]


def flag(ink: Array, rng: np.random.Generator) -> list[Array]:
    """From the top to the left, and down unless it is short; every third time with a foot under the stem."""
    top, bottom = _end(ink, first=True), _end(ink, first=False)
    reach = rng.uniform(3, 13)
    flattest = min(max((reach - LEVEL_FLAG) / 5, 0), 0.5)  # flatter, and it would be a 7
    tip = top + np.array([-reach, reach * rng.uniform(flattest, 1.5)])
    foot = bottom + np.array([[-rng.uniform(2, 6), 0], [rng.uniform(2, 6), 0]])
    return [np.stack([top, tip]), *([foot] if rng.random() < 1 / 3 else [])]


def bar(ink: Array, rng: np.random.Generator) -> list[Array]:
    """Level or rising a little, across the middle of the stem."""
    low, high = _box(ink)
    height = low[1] + (high[1] - low[1]) * rng.uniform(0.4, 0.75)
    row = ink[int(height)]
    stem = float((row * np.arange(len(row))).sum() / max(float(row.sum()), 1e-6)) + 0.5
    reach = np.array([rng.uniform(2, 8), -rng.uniform(-0.5, 1.5)])
    centre = np.array([stem + rng.uniform(-1, 1), height])
    return [np.stack([centre - reach, centre + reach])]


def tail(ink: Array, rng: np.random.Generator) -> list[Array]:
    """From the foot on to the left in a bow, and up again."""
    foot = _end(ink, first=False)
    length, depth = rng.uniform(4, 14), rng.uniform(0, 5)
    path = np.array([(0, -2), (0, depth), (-0.5 * length, depth + 1), (-length, depth - rng.uniform(0, 4))])
    return [rounded(foot + path)]


STYLES: dict[int, Callable[[Array, np.random.Generator], list[Array]]] = {0: slash, 1: flag, 7: bar, 9: tail}


def _box(ink: Array) -> tuple[Array, Array]:
    """The (x, y) of the ink's upper left and lower right corner."""
    rows, columns = bounding_box(ink)
    return np.array([columns.start, rows.start]), np.array([columns.stop, rows.stop])


def _end(ink: Array, *, first: bool) -> Array:
    """The (x, y) where the first or the last row of ink lies."""
    rows, _ = bounding_box(ink)
    row = rows.start if first else rows.stop - 1
    (columns,) = (ink[row] >= INK_THRESHOLD).nonzero()
    return np.array([np.add.reduce(columns) / len(columns) + 0.5, row + (1.5 if first else -0.5)])
