"""Pen conditions: the same drawing as different people would send it.

A digit is not read by its shape alone. One person draws it with a hair, another with a broad brush; small, or in a
corner, or leaning; this program sends strokes, that one a picture, white on black or black on white, and a phone sends
a photo. A network that is 98 % right with one of these and 33 % with another is not 98 % right.

Only the photo has any chance in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from ..arrays import FLOAT, Array, ImageArray
from ..preprocessing.framing import frame_picture, frame_strokes
from ..preprocessing.ink_extraction import extract_ink
from ..preprocessing.rasterizer import rasterize
from .jpeg import through_jpeg
from .photo import photograph

CANVAS = 280  # pixels each way
PHOTO_QUALITY = 30  # of a JPEG: poor, as after a messenger has made it small
SEGMENTS_CHUNK = 4  # a few segments fill a small window, and most of a canvas is far from any


@dataclass(frozen=True, kw_only=True)
class PenCondition:
    """How a drawing is made and sent.

    It leans `lean_degrees` to the right. On a canvas of 280 x 280 its larger side is `box` pixels long without the pen,
    its middle lies at `middle` (x, y), and the brush is `brush` pixels wide; sent as strokes, these don't matter.
    """

    sent_as: Literal["strokes", "picture", "photo"] = "picture"
    lean_degrees: float = 0.0
    box: float = 200.0
    brush: float = 14.0
    middle: tuple[float, float] = (CANVAS / 2, CANVAS / 2)
    light_on_dark: bool = False

    def seen(self, strokes: Sequence[Array], rng: np.random.Generator) -> Array:
        """Strokes, each (points, 2) -> the picture (28, 28) that the network sees, framed as the server frames it."""
        if self.sent_as == "strokes":
            return frame_strokes(self.leaning(strokes))
        return frame_picture(extract_ink(self.canvas(strokes, rng).astype(FLOAT)))

    def canvas(self, strokes: Sequence[Array], rng: np.random.Generator) -> ImageArray:
        """The grey picture or photo (280, 280), 0 to 255, that is sent."""
        ink = _draw(self.on_canvas(strokes), self.brush)
        if self.sent_as == "photo":
            return through_jpeg(photograph(ink, rng), PHOTO_QUALITY)
        return np.round((ink if self.light_on_dark else 1 - ink) * 255).astype(np.uint8)

    def leaning(self, strokes: Sequence[Array]) -> list[Array]:
        """The strokes, leaning: x grows by tan(lean) for each unit that y, which points down, is smaller."""
        lean = np.array([[1.0, 0.0], [-np.tan(np.deg2rad(self.lean_degrees)), 1.0]])
        return [stroke @ lean for stroke in strokes]  # (points, 2)

    def on_canvas(self, strokes: Sequence[Array]) -> list[Array]:
        """The strokes in pixels of the canvas: leaning, as large as the box, and where they should be."""
        strokes = self.leaning(strokes)
        points = np.concatenate(strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        scale = self.box / max(float((high - low).max()), 1e-9)
        return [(stroke - (low + high) / 2) * scale + np.array(self.middle) for stroke in strokes]


def _draw(strokes: Sequence[Array], brush: float) -> Array:
    """The ink (280, 280) that a round brush leaves; drawn window by window, 14 to 26 times as fast as whole."""
    ink = np.zeros((CANVAS, CANVAS), FLOAT)
    for stroke in strokes:
        for first in range(0, max(1, len(stroke) - 1), SEGMENTS_CHUNK):
            path = stroke[first : first + SEGMENTS_CHUNK + 1]
            low = np.clip(np.floor(path.min(axis=0) - brush / 2 - 1), 0, CANVAS).astype(int)
            high = np.clip(np.ceil(path.max(axis=0) + brush / 2 + 1), 0, CANVAS).astype(int)
            window = ink[low[1] : high[1], low[0] : high[0]]
            np.maximum(window, rasterize([path - low], window.shape[0], window.shape[1], brush), out=window)
    return ink


PEN_CONDITIONS: Mapping[str, PenCondition] = MappingProxyType(
    {
        "strokes": PenCondition(sent_as="strokes"),
        "leaning right": PenCondition(sent_as="strokes", lean_degrees=15),
        "leaning left": PenCondition(sent_as="strokes", lean_degrees=-15),
        "thin brush": PenCondition(brush=5),
        "medium brush": PenCondition(brush=14),
        "thick brush": PenCondition(brush=30),
        "small": PenCondition(box=50, brush=7),
        "large": PenCondition(box=260, brush=14),
        "off-centre": PenCondition(box=100, brush=12, middle=(70, 205)),
        "dark on light": PenCondition(brush=24),
        "light on dark": PenCondition(brush=24, light_on_dark=True),
        "JPEG photo": PenCondition(sent_as="photo"),
    }
)
