"""Decoding: what a request carries - strokes, a picture, pixels - becomes the 28x28 picture that the network sees."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.arrays import Array
from model.errors import ShapeError
from model.preprocessing.framing import blank, frame_drawings, frame_picture
from model.preprocessing.json_drawings import Point, to_picture, to_strokes

from ..errors import InvalidRequest, TooLarge
from .limits import RequestLimits
from .schemas import Drawing


@dataclass(slots=True)
class Drawn:
    """A decoded drawing: exactly one of pen strokes, an ink picture, and a picture that is framed already."""

    strokes: list[Array] | None = None  # each (points, 2)
    ink: Array | None = None  # (height, width), 0.0 to 1.0
    picture: Array | None = None  # (28, 28), 0.0 to 1.0


def read(drawing: Drawing, limits: RequestLimits) -> Drawn:
    """Decodes a drawing. Raises InvalidRequest or TooLarge with a sentence."""
    if drawing.strokes is not None:
        return Drawn(strokes=_strokes(drawing.strokes, limits.points))
    if drawing.image is not None:
        from .images import ink_of  # imports Pillow, so only for the first picture

        return Drawn(ink=ink_of(drawing.image, limits))
    return Drawn(picture=_picture(drawing.pixels or []))


def frame(drawings: Sequence[Drawn]) -> Array:
    """Decoded drawings -> the pictures (n, 28, 28), 0.0 to 1.0, that the network sees; strokes are inked together."""
    strokes = [drawing.strokes for drawing in drawings if drawing.strokes]
    inked = frame_drawings(strokes)
    if len(strokes) == len(drawings):
        return inked
    each = iter(inked)
    return np.stack([next(each) if drawing.strokes else _frame_one(drawing) for drawing in drawings])


def picture_of(drawing: Drawing, limits: RequestLimits) -> Array:
    """The picture (28, 28) that the network sees. Raises InvalidRequest or TooLarge with a sentence."""
    picture: Array = frame([read(drawing, limits)])[0]
    return picture


def _frame_one(drawing: Drawn) -> Array:
    if drawing.picture is not None:
        return drawing.picture
    return blank() if drawing.ink is None else frame_picture(drawing.ink)


def _picture(pixels: list[float] | list[list[float]]) -> Array:
    try:
        return to_picture(pixels)
    except ShapeError as error:
        raise InvalidRequest(str(error)) from error


def _strokes(strokes: Sequence[Sequence[Point]], max_points: int) -> list[Array]:
    count = sum(map(len, strokes))
    if count > max_points:
        raise TooLarge(
            f"A drawing may have at most {max_points} points; this one has {count}. Send fewer, farther apart."
        )
    return [] if _is_dot(strokes) else to_strokes(strokes)


def _is_dot(strokes: Sequence[Sequence[Point]]) -> bool:
    """Whether all points are one: every digit begins so, and enlarged to a digit's size it would look like a 1."""
    first = next((stroke[0] for stroke in strokes if stroke), None)
    return all(point == first for stroke in strokes for point in stroke)
