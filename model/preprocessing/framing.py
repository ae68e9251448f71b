"""Preprocessing makes every drawing look as MNIST's digits do, so that the network is asked what it was taught.

    strokes -> ink picture -> ink box -> scaled to 20 x 20 -> centre of mass to the middle -> 28 x 28 -> 784 numbers

MNIST's makers scaled each digit to fit a 20x20 box and laid its centre of mass in the middle of 28x28. A network
trained on that is lost when a digit is small, large or in a corner; so each drawing goes through the same steps. The
scaling and the shift are one resampling, exact to a fraction of a pixel.

Source: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ..arrays import FLOAT, Array, ImageArray
from ..errors import ShapeError
from .rasterizer import Paths, rasterize_paths
from .resampling import resampling_matrix
from .stroke_width import normalize_stroke_width

PREPROCESSING = "frame-1"
"""The name of these steps; it stands in each version's metadata and changes when they do."""

IMAGE_SIZE = 28
BOX_SIZE = 20
MIDDLE = 14.5  # MNIST's centres of mass lie on the centre of pixel 14, half a pixel past the middle of 28
PEN_WIDTH = 2.4  # how thick MNIST's strokes are, in pixels of the 28x28 picture
INK_THRESHOLD = 0.2  # fainter pixels are smudges, and don't count for the box
DRAWING_SCALE = 2  # strokes are drawn at twice the size and then averaged down
SHEET_SIZE = DRAWING_SCALE * BOX_SIZE + 2  # pixels to draw them on, with one for the soft edge on either side
DRAWINGS_CHUNK = 32  # drawings that are inked and framed together; more would take more memory and hardly less time
NO_STROKES = "Strokes must have at least one point, and every coordinate must be a finite number."


def to_inputs(images: ImageArray) -> Array:
    """Stored images (n, height, width[, channels]), 0 to 255 -> inputs (n, features), 0.0 to 1.0."""
    return images.reshape(len(images), math.prod(images.shape[1:])).astype(FLOAT) / FLOAT(255)


def to_images(pictures: Array) -> ImageArray:
    """Pictures, 0.0 to 1.0 -> images as they are stored, 0 to 255: a quarter of the memory, and no eye sees it."""
    images: ImageArray = (pictures * FLOAT(255) + FLOAT(0.5)).astype(np.uint8)
    return images


def frame_strokes(strokes: Sequence[Array], *, pen_width: float = PEN_WIDTH) -> Array:
    """Pen strokes, each (points, 2) in any unit, x right and y down -> a framed picture (28, 28), 0 to 1.

    The pen is as wide as MNIST's, or `pen_width` pixels of the 28, whatever the size of the drawing.
    """
    picture: Array = frame_drawings([strokes], pen_width=pen_width)[0]
    return picture


def frame_drawings(drawings: Sequence[Sequence[Array]], *, pen_width: float | Array = PEN_WIDTH) -> Array:
    """The strokes of n drawings -> framed pictures (n, 28, 28), each the same as `frame_strokes` makes it alone.

    The pen is one for all drawings, or one for each (n,).
    """
    pictures = np.empty((len(drawings), IMAGE_SIZE, IMAGE_SIZE), FLOAT)
    for first in range(0, len(drawings), DRAWINGS_CHUNK):
        part = slice(first, first + DRAWINGS_CHUNK)
        pens = pen_width[part] if isinstance(pen_width, np.ndarray) else pen_width
        pictures[part] = frame_inks(_ink_in_boxes(drawings[part], pens))
    return pictures


def frame_picture(ink: Array) -> Array:
    """An ink picture of any size, drawn with any pen (height, width) -> a framed picture (28, 28), 0 to 1."""
    box = ink_box(ink)
    return frame(normalize_stroke_width(box, BOX_SIZE)) if box.size else blank()


def frame(ink: Array, *, balanced: bool = True) -> Array:
    """An ink picture of any size (height, width), 0 = paper and 1 = full ink -> a framed picture (28, 28), 0 to 1.

    Without any ink above the threshold the result is blank. What comes to lie in the middle is the ink's centre of
    mass, or, if it isn't to be `balanced`, the middle of its box.
    """
    height, width = ink.shape
    square = np.zeros((1, max(ink.shape), max(ink.shape)), FLOAT)
    square[0, :height, :width] = ink
    picture: Array = frame_inks(square, balanced=balanced)[0]
    return picture


def frame_inks(inks: Array, *, balanced: bool = True) -> Array:
    """Ink pictures (n, size, size) -> framed pictures (n, 28, 28); what is said of rows and columns is (n, 2, size)."""
    inked, size = inks >= INK_THRESHOLD, inks.shape[-1]
    seen = np.empty((len(inks), 2, size), np.bool_)
    for axis in (0, 1):
        np.logical_or.reduce(inked, axis=2 - axis, out=seen[:, axis])
    begun, left = (np.logical_or.accumulate(each, axis=2) for each in (seen, seen[:, :, ::-1]))
    box = (begun & left[:, :, ::-1]).astype(FLOAT)  # 1 from the first to the last that has ink
    longer = np.maximum.reduce(np.add.reduce(box, axis=2), axis=1)
    weight = box
    if balanced:
        weight = box * np.concatenate([(inks @ box[:, 1, :, None])[:, None, :, 0], box[:, :1] @ inks], axis=1)
    middle = np.add.reduce(weight * _middles(size), axis=2) / np.maximum(np.add.reduce(weight, axis=2), FLOAT(1e-6))
    scale = BOX_SIZE / np.maximum(longer, 1)
    matrices = resampling_matrix(size, IMAGE_SIZE, scale=scale[:, None], source=middle, target=MIDDLE)
    matrices *= box[:, :, None]  # smudges around the box stay behind
    pictures: Array = matrices[:, 0] @ inks @ matrices[:, 1].transpose(0, 2, 1)
    return pictures.clip(0, 1, out=pictures)


def ink_in_box(strokes: Sequence[Array], *, pen_width: float = PEN_WIDTH) -> Array:
    """Pen strokes as an ink picture: with their pen they fill the box, at DRAWING_SCALE times its size.

    There may be blank paper around it. Raises ShapeError unless there is a point, and every coordinate is a finite
    number.
    """
    ink: Array = _ink_in_boxes([strokes], pen_width)[0]
    return ink


def _ink_in_boxes(drawings: Sequence[Sequence[Array]], pen_width: float | Array) -> Array:
    """The strokes of n drawings -> ink pictures (n, SHEET_SIZE, SHEET_SIZE)."""
    paths = Paths.of(drawings)
    if not all(paths.drawing_sizes):
        raise ShapeError(NO_STROKES)
    first, drawing = paths.first_points(), paths.drawings()
    low, high = np.minimum.reduceat(paths.points, first), np.maximum.reduceat(paths.points, first)
    if not all(map(math.isfinite, low.ravel().tolist() + high.ravel().tolist())):
        raise ShapeError(NO_STROKES)
    pen = np.multiply(pen_width, DRAWING_SCALE)
    scale = (BOX_SIZE * DRAWING_SCALE - pen) / np.maximum(np.maximum.reduce(high - low, axis=1), 1e-9)
    margin = pen / 2 + 1
    placed = (paths.points - low[drawing]) * scale[drawing, None]
    placed += margin[drawing, None] if margin.ndim else margin
    return rasterize_paths(paths._replace(points=placed), SHEET_SIZE, pen)


def ink_box(ink: Array) -> Array:
    """The smallest part of the picture that holds all of its ink; empty if there is none."""
    rows, columns = bounding_box(ink)
    return ink[rows, columns].astype(FLOAT, copy=False)


def bounding_box(ink: Array) -> tuple[slice, slice]:
    """The rows and the columns of the smallest part of the picture that holds all of its ink; none if there is none."""
    inked = ink >= INK_THRESHOLD
    (rows,), (columns,) = np.logical_or.reduce(inked, axis=1).nonzero(), np.logical_or.reduce(inked, axis=0).nonzero()
    if rows.size == 0:
        return slice(0, 0), slice(0, 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def place(picture: Array, size: int, *, scale: float, source: tuple[float, float], target: float) -> Array:
    """A picture (height, width) on paper (size, size), `scale` times as large, its place `source` on (target, target).

    Places are (row, column), in pixels from the edge.
    """
    down, across = (
        resampling_matrix(length, size, scale=scale, source=place, target=target)
        for length, place in zip(picture.shape, source, strict=True)
    )
    return np.clip(down @ picture @ across.T, 0, 1)  # (size, size)


def centre(picture: Array) -> tuple[float, float]:
    """The (row, column) in the middle of a picture."""
    height, width = picture.shape
    return height / 2, width / 2


def centre_of_mass(ink: Array) -> tuple[float, float]:
    """The (row, column) where the ink of a picture balances."""
    return _balance(np.add.reduce(ink, axis=1)), _balance(np.add.reduce(ink, axis=0))


def _balance(profile: Array) -> float:
    """Where the ink of a row or column profile balances, in pixels from its edge."""
    return float(np.add.reduce(profile * _middles(len(profile))) / np.add.reduce(profile))


@lru_cache
def _middles(length: int) -> Array:
    """Of pixels, from the edge."""
    middles: Array = np.arange(length, dtype=FLOAT) + FLOAT(0.5)
    return middles


def blank() -> Array:
    """A picture (28, 28) without ink."""
    return np.zeros((IMAGE_SIZE, IMAGE_SIZE), FLOAT)


def is_blank(picture: Array) -> bool:
    """Whether there is nothing on a picture but smudges."""
    return bool(picture.max() < INK_THRESHOLD)
