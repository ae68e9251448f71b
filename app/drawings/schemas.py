"""A drawing in a request: strokes, a picture, or pixels."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from ..openapi import Many

Coordinate = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e9, le=1e9)]

Ink = Annotated[float, Field(strict=True, ge=0, le=1)]

Point = tuple[Coordinate, Coordinate]

Label = Annotated[int, Field(strict=True, ge=0, le=9)]  # strict, or true would count as 1

SEVEN: JsonValue = [[[20, 20], [80, 20], [62, 58], [45, 100]]]
"""A seven in one stroke, for the examples of the OpenAPI document."""


class Drawing(BaseModel):
    """One drawing, as exactly one of `strokes`, `image` and `pixels`."""

    model_config = ConfigDict(extra="forbid")

    strokes: Many[Many[Point]] | None = Field(
        None, description="Pen strokes, each a list of [x, y]; any unit, x to the right, y down."
    )
    image: str | None = Field(
        None,
        description="A PNG, JPEG or WebP as a data URL, data:image/png;base64,...; dark on light or light on dark.",
    )
    pixels: Many[Ink] | Many[Many[Ink]] | None = Field(
        None,
        description="784 numbers or 28 x 28, 0 = blank paper, 1 = full ink, framed like MNIST and used as they are.",
    )

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [name for name in self._kinds() if getattr(self, name) is not None]
        if len(given) != 1:
            kinds = ", ".join(self._kinds())
            raise ValueError(f"Give exactly one of {kinds}; this has {' and '.join(given) or 'none of them'}.")
        return self

    @classmethod
    def _kinds(cls) -> tuple[str, ...]:
        return "strokes", "image", "pixels"
