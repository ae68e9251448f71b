"""Drawings in JSON: one grammar for all doors - requests, imports, files of pen digits, the command line.

    {"strokes": [[[x, y], ...], ...]}      any unit, x to the right, y down
    {"pixels": [0, 0.5, ...]}              784 numbers, or 28 rows of 28; 0 = blank paper, 1 = full ink

Nothing is guessed: a point of three numbers, a text in place of a number, or a number out of range is refused.
"""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from struct import Struct
from typing import Annotated, Self, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import from_json

from ..arrays import FLOAT, Array
from ..errors import DataError, ShapeError
from ..validation import utf8
from ..validation_messages import describe_errors
from .framing import IMAGE_SIZE, blank, frame_strokes

Item = TypeVar("Item")
Parsed = TypeVar("Parsed", bound=BaseModel)

Many = Annotated[list[Item], Field(fail_fast=True)]
"""A list, validated up to its first error: to report a million would take seconds and a gigabyte."""

Coordinate = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e9, le=1e9)]

Point = tuple[Coordinate, Coordinate]

Ink = Annotated[float, Field(strict=True, ge=0, le=1)]

Label = Annotated[int, Field(strict=True, ge=0, le=9)]  # strict, or true would count as 1

_PIXELS = Struct(f"{IMAGE_SIZE * IMAGE_SIZE}f")


class PlainDrawing(BaseModel):
    """A drawing that needs no image decoder, as exactly one of `strokes` and `pixels`."""

    model_config = ConfigDict(extra="forbid")

    strokes: Many[Many[Point]] | None = None
    pixels: Many[Ink] | Many[Many[Ink]] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        require_one(self, "strokes", "pixels")
        return self


class PenDigit(BaseModel):
    """A line of a file of pen digits; other fields are ignored."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    label: Label
    strokes: Many[Many[Point]]
    writer: str | None = None


class PenLetter(BaseModel):
    """A line of a file of what is no digit; other fields are ignored."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    letter: str
    like_a_digit: Annotated[bool, Field(strict=True)] = False
    strokes: Many[Many[Point]]
    writer: str | None = None


def parse(kind: type[Parsed], content: bytes, place: str) -> Parsed:
    """JSON in UTF-8 -> a drawing. Raises DataError with a sentence that begins with its `place`."""
    try:
        return kind.model_validate_json(content)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=True)
        if errors[0]["type"] == "json_invalid":
            raise DataError(f"{place}: it is not valid JSON ({errors[0]['ctx']['error']}).") from error
        located = [{**each, "loc": ("body", *each["loc"])} for each in errors]
        raise DataError(f"{place}: {describe_errors(located, from_json(content))}") from error


def read_picture(path: Path) -> Array:
    """A file with one drawing -> the framed picture (28, 28). Raises DataError with a sentence, or OSError."""
    place = f'{path} must be JSON like {{"strokes": [[[x, y], ...]]}}'
    try:
        drawing = parse(PlainDrawing, utf8(path.read_bytes()), place)
        if drawing.strokes is None:
            return to_picture(drawing.pixels or [])
    except (UnicodeDecodeError, ShapeError) as error:
        raise DataError(f"{place}: {error}") from error
    strokes = to_strokes(drawing.strokes)
    return frame_strokes(strokes) if strokes else blank()


def require_one(drawing: BaseModel, *kinds: str) -> None:
    """Raises ValueError unless exactly one of these fields is given."""
    given = [name for name in kinds if getattr(drawing, name) is not None]
    if len(given) != 1:
        raise ValueError(f"Give exactly one of {', '.join(kinds)}; this has {' and '.join(given) or 'none of them'}.")


def to_strokes(strokes: Sequence[Sequence[Point]]) -> list[Array]:
    """The strokes that have points, each (points, 2)."""
    return [_points(stroke) for stroke in strokes if stroke]


def _points(stroke: Sequence[Point]) -> Array:
    """`fromiter` takes half of the time that NumPy takes for a list of tuples."""
    return np.fromiter(chain.from_iterable(stroke), np.float64, 2 * len(stroke)).reshape(-1, 2)


def to_picture(pixels: Sequence[float] | Sequence[Sequence[float]]) -> Array:
    """784 numbers, or 28 rows of 28 -> (28, 28). Raises ShapeError.

    `struct` takes a third of the time that NumPy takes for a list.
    """
    if pixels and isinstance(pixels[0], Sequence):
        rows = pixels
        pixels = list(chain.from_iterable(rows)) if {*map(len, rows)} == {IMAGE_SIZE} else []  # type: ignore[arg-type]
    if len(pixels) != IMAGE_SIZE * IMAGE_SIZE:
        raise ShapeError("pixels must be 784 numbers, or 28 rows of 28.")
    return np.frombuffer(_PIXELS.pack(*pixels), FLOAT).reshape(IMAGE_SIZE, IMAGE_SIZE)
