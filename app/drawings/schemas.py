"""A drawing in a request: strokes, a picture, or pixels."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from model.preprocessing.json_drawings import Ink, Label, Many, Point, require_one

__all__ = ["SEVEN", "Drawing", "Label", "Point"]

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
        require_one(self, *self._kinds())
        return self

    @classmethod
    def _kinds(cls) -> tuple[str, ...]:
        return "strokes", "image", "pixels"
